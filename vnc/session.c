#include "vnc/session.h"
#include "base/files.h"
#include "vnc/start_text.h"

#include <dirent.h>
#include <errno.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 16, SESSIONS_MAX = 10000 };

/* Everything that a session may leave in its folder. */
static const char *const session_files[] = {"asked.json", "job.sh", "job", "log", "owner"};
const char *const vnc_secret_files[] = {"endpoint", "endpoint.new", "job.new", "process",
	"process.new", "start.log", "password", "passwd", "xauthority", NULL};

char *vnc_folder(void)
{
	char *state = folder_state(), *folder = state != NULL ? path_join(state, "vnc") : NULL;

	free(state);
	return folder;
}

char *vnc_new_id(void)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char random[4] = {0};
	time_t now = time(NULL);
	struct tm local = {0};
	char stamp[32];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		BUG("the kernel gives no random bytes");
	localtime_r(&now, &local);
	strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
	return xasprintf("%s-%c%c%c%c", stamp, letters[random[0] % 32], letters[random[1] % 32],
		letters[random[2] % 32], letters[random[3] % 32]);
}

bool vnc_id_is_valid(const char *id)
{
	size_t length = strlen(id);

	return length > 0 && length < 64 && id[0] != '-' &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* A file that may be missing, as it comes and goes with the job. */
static bool read_optional(const char *folder, const char *name, size_t limit, struct text *text)
{
	struct diags ignored = {0};
	char *path = path_join(folder, name);
	bool fine = file_read(path, limit, text, &ignored);

	free(path);
	diags_release(&ignored);
	return fine;
}

bool vnc_is_on_this_host(const struct vnc_session *session)
{
	char host[256] = "";

	gethostname(host, sizeof host - 1);
	return session->host != NULL && string_equal(session->host, host);
}

/* What is in a folder now. */
static void read_files(const char *folder, struct text texts[VNC_FILES])
{
	for (size_t i = VNC_FILE_ASKED + 1; i < VNC_FILES; i++)
		read_optional(folder, vnc_files[i].name, vnc_files[i].limit, &texts[i]);
}

/* What others may write could lead the user anywhere. */
static bool check_folder(const char *folder, struct diags *diags)
{
	struct stat status;

	if (lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) &&
		status.st_uid == geteuid() && (status.st_mode & 077) == 0)
		return true;
	diags_fail(diags, "V64", NULL, "'%s' is not a folder of yours alone", folder);
	diag_hint(&diags->items[diags->count - 1], "see whose it is: ls -ld %s", folder);
	return false;
}

static bool read_folder(
	const char *folder, const char *id, struct vnc_session *session, struct diags *diags)
{
	struct text texts[VNC_FILES] = {TEXT_INIT};
	char *whole = path_join(folder, id), *asked = path_join(whole, "asked.json");
	/* That one has to be there, and says why when it is not. */
	bool fine = check_folder(whole, diags) &&
		    file_read(asked, vnc_files[VNC_FILE_ASKED].limit, &texts[VNC_FILE_ASKED], diags);

	if (fine)
		read_files(whole, texts);
	if (fine)
		fine = vnc_session_parse(id, whole, texts, session, diags);
	else
		*session = (struct vnc_session){0};
	for (size_t i = 0; i < VNC_FILES; i++)
		text_release(&texts[i]);
	free(asked);
	free(whole);
	return fine;
}

/* The ids of all sessions, the newest last, as they begin with their time. */
static bool list_ids(char **folder, struct strings *ids, struct diags *diags)
{
	struct dirent *entry;
	DIR *directory;

	*folder = vnc_folder();
	if (*folder == NULL)
		return diags_fail(
			diags, "F20", NULL, "there is no home for sessions: HOME is not set");
	directory = opendir(*folder);
	if (directory == NULL && errno == ENOENT)
		return true;
	if (directory == NULL)
		return diags_fail(
			diags, "F20", NULL, "cannot read '%s': %s", *folder, strerror(errno));
	while (ids->count < SESSIONS_MAX && (entry = readdir(directory)) != NULL)
		if (vnc_id_is_valid(entry->d_name))
			strings_add(ids, entry->d_name);
	closedir(directory);
	strings_sort(ids);
	return true;
}

bool vnc_list(struct vnc_sessions *list, struct diags *diags)
{
	struct strings ids = {0};
	char *folder = NULL;
	bool fine = list_ids(&folder, &ids, diags);

	for (size_t i = ids.count; fine && i > 0; i--) {
		struct diags said = {0};
		struct vnc_session session;
		if (read_folder(folder, ids.items[i - 1], &session, &said))
			vector_push(list, session);
		else
			vnc_session_release(&session);
		for (size_t d = 0; d < said.count; d++)
			diags_add(diags, SEVERITY_WARNING,
				string_equal(said.items[d].id, "V64") ? "V64" : "V21", NULL, "%s",
				said.items[d].message);
		diags_release(&said);
	}
	strings_release(&ids);
	free(folder);
	return fine;
}

bool vnc_read(const char *id, struct vnc_session *session, struct diags *diags)
{
	struct strings ids = {0};
	char *folder = NULL;
	const char *found = NULL;
	size_t hits = 0;
	bool newest = id == NULL || string_equal(id, "last"), fine;

	*session = (struct vnc_session){0};
	fine = list_ids(&folder, &ids, diags);
	for (size_t i = 0; fine && i < ids.count; i++)
		if (newest || string_starts(ids.items[i], id)) {
			found = ids.items[i];
			hits = newest || string_equal(found, id) ? 1 : hits + 1;
			if (!newest && string_equal(found, id))
				break;
		}
	if (fine && hits != 1) {
		fine = hits == 0 ? newest ? diags_fail(diags, "V20", NULL, "there is no session")
					  : diags_fail(diags, "V20", NULL,
						    "there is no session '%s'", id)
				 : diags_fail(diags, "V20", NULL, "%zu sessions begin with '%s'",
					   hits, id);
		diag_hint(&diags->items[diags->count - 1], "'berth vnc list' shows them");
	}
	fine = fine && read_folder(folder, found, session, diags);
	strings_release(&ids);
	free(folder);
	return fine;
}

void vnc_session_release(struct vnc_session *session)
{
	free(session->id);
	free(session->folder);
	free(session->app);
	free(session->image);
	free(session->server_image);
	free(session->job);
	free(session->host);
	free(session->failure);
	vnc_endpoint_release(&session->endpoint);
	*session = (struct vnc_session){0};
}

void vnc_sessions_release(struct vnc_sessions *list)
{
	vector_each (struct vnc_session, session, list)
		vnc_session_release(session);
	vector_release(list);
}

bool vnc_password(const struct vnc_session *session, struct text *password, struct diags *diags)
{
	struct text bytes = TEXT_INIT;
	size_t before = password->length;

	if (session->backend == VNC_MODULE) {
		struct start_text start;
		if (read_optional(session->folder, "start.log", START_TEXT_MAX, &bytes)) {
			start_text_read(text_string(&bytes), bytes.length, &start);
			text_append(password, text_string(&start.password));
			start_text_release(&start);
		}
	} else if (read_optional(session->folder, "password", FILE_MAX, &bytes)) {
		text_append_bytes(password, bytes.data, strcspn(text_string(&bytes), "\n"));
	}
	text_release(&bytes);
	if (password->length > before)
		return true;
	return diags_fail(
		diags, "V22", NULL, "session '%s' has no password (yet, or any more)", session->id);
}

static bool remove_file(const char *folder, const char *name, struct diags *diags)
{
	char *path = path_join(folder, name);
	bool fine = unlink(path) == 0 || errno == ENOENT;

	if (!fine)
		diags_fail(diags, "F21", NULL, "cannot remove '%s': %s", path, strerror(errno));
	free(path);
	return fine;
}

bool vnc_clean(const struct vnc_session *session, struct diags *diags)
{
	bool fine = true;

	vnc_clear_leftovers(session);
	for (size_t i = 0; vnc_secret_files[i] != NULL; i++)
		fine = remove_file(session->folder, vnc_secret_files[i], diags) && fine;
	return fine;
}

/* "run-N.sh", "run-N.log", "run-N.state" */
static bool is_run_file(const char *name)
{
	const char *end = string_starts(name, "run-") ? name + 4 : NULL;
	size_t digits = end != NULL ? strspn(end, "0123456789") : 0;

	if (digits == 0)
		return false;
	end += digits;
	return string_equal(end, ".sh") || string_equal(end, ".log") || string_equal(end, ".state");
}

static bool remove_runs(const char *folder, struct diags *diags)
{
	DIR *directory = opendir(folder);
	struct strings names = {0};
	struct dirent *entry;
	bool fine = true;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (is_run_file(entry->d_name))
			strings_add(&names, entry->d_name);
	if (directory != NULL)
		closedir(directory);
	for (size_t i = 0; i < names.count; i++)
		fine = remove_file(folder, names.items[i], diags) && fine;
	strings_release(&names);
	return fine;
}

bool vnc_forget(const struct vnc_session *session, struct diags *diags)
{
	bool fine = vnc_clean(session, diags) && remove_runs(session->folder, diags);

	for (size_t i = 0; i < ARRAY_LENGTH(session_files); i++)
		fine = remove_file(session->folder, session_files[i], diags) && fine;
	if (fine && rmdir(session->folder) != 0)
		fine = diags_fail(diags, "F21", NULL, "cannot remove '%s': %s", session->folder,
			strerror(errno));
	return fine;
}

#include "cli/viewer.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/process.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order of preference; %s is HOST::PORT. */
static const struct {
	const char *program;
	bool passwd; /* takes -passwd FILE */
} viewers[] = {
	{"vncviewer", true},
	{"xtigervncviewer", true},
	{"gvncviewer", false},
};

static const char passwd_name[] = "passwd", password_name[] = "password";

static size_t find_viewer(void)
{
	size_t i = 0;

	for (; i < ARRAY_LENGTH(viewers); i++) {
		char *path = program_find(viewers[i].program);
		free(path);
		if (path != NULL)
			break;
	}
	return i;
}

static bool has_screen(void)
{
	const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");

	return (x != NULL && x[0] != '\0') || (wayland != NULL && wayland[0] != '\0');
}

const char *viewer_found(void)
{
	size_t found = has_screen() ? find_viewer() : ARRAY_LENGTH(viewers);

	return found < ARRAY_LENGTH(viewers) ? viewers[found].program : NULL;
}

/* A folder for this user alone: where files of the login live in memory, else in /tmp. */
static char *make_folder(struct diags *diags)
{
	const char *run = getenv("XDG_RUNTIME_DIR"), *tmp = getenv("TMPDIR");
	const char *places[] = {run, tmp, "/tmp"};

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		char *folder;
		if (places[i] == NULL || places[i][0] != '/')
			continue;
		folder = xasprintf("%s/berth-view-XXXXXX", places[i]);
		if (mkdtemp(folder) != NULL)
			return folder;
		free(folder);
	}
	diags_fail(
		diags, "F21", NULL, "cannot make a folder for the password: %s", strerror(errno));
	return NULL;
}

static void remove_folder(const char *folder)
{
	char *passwd = path_join(folder, passwd_name), *password = path_join(folder, password_name);

	unlink(passwd);
	unlink(password);
	rmdir(folder);
	free(passwd);
	free(password);
}

/* The server's form, by the program that every VNC brings. Without it the viewer asks. */
static void make_passwd(const char *password, struct text *bytes)
{
	char *const argv[] = {(char[]){"vncpasswd"}, (char[]){"-f"}, NULL};
	char *line = xasprintf("%s\n", password);
	struct process process = {.argv = argv, .input = line, .deadline_ms = 10000};
	struct process_result result = {0};
	struct diags ignored = {0};

	if (process_run_checked(&process, &result, &ignored))
		text_append_bytes(bytes, text_string(&result.out), result.out.length);
	process_result_release(&result);
	diags_release(&ignored);
	free(line);
}

static bool write_files(
	const struct viewer_wish *wish, const char *folder, bool *has_passwd, struct diags *diags)
{
	char *passwd = path_join(folder, passwd_name), *password = path_join(folder, password_name);
	struct text bytes = TEXT_INIT, line = TEXT_INIT;
	bool fine = true;

	if (wish->passwd_length > 0)
		text_append_bytes(&bytes, wish->passwd, wish->passwd_length);
	else if (wish->password != NULL)
		make_passwd(wish->password, &bytes);
	*has_passwd = bytes.length > 0;
	text_append_format(&line, "%s\n", wish->password != NULL ? wish->password : "");
	fine = file_write(passwd, text_string(&bytes), bytes.length, 0600, 0, diags) &&
	       file_write(password, text_string(&line), line.length, 0600, 0, diags);
	free(passwd);
	free(password);
	text_release(&bytes);
	text_release(&line);
	return fine;
}

static void add_words(const struct viewer_wish *wish, const char *folder, bool has_passwd,
	struct strings *argv, struct strings *env)
{
	size_t found = find_viewer();

	strings_add_format(env, "BERTH_VNC_HOST=%s", wish->host);
	strings_add_format(env, "BERTH_VNC_PORT=%lld", (long long)wish->port);
	strings_add_format(env, "BERTH_VNC_PASSWD=%s/%s", folder, passwd_name);
	strings_add_format(env, "BERTH_VNC_PASSWORD_FILE=%s/%s", folder, password_name);
	if (wish->command != NULL) {
		strings_add(argv, "sh");
		strings_add(argv, "-c");
		/* A plain name of a viewer is enough. */
		strings_add_format(argv, "%s%s", wish->command,
			strstr(wish->command, "BERTH_VNC") != NULL
				? ""
				: " \"$BERTH_VNC_HOST::$BERTH_VNC_PORT\"");
	} else if (found < ARRAY_LENGTH(viewers)) {
		strings_add(argv, viewers[found].program);
		if (viewers[found].passwd && has_passwd) {
			strings_add(argv, "-passwd");
			strings_add_format(argv, "%s/%s", folder, passwd_name);
		}
		if (viewers[found].passwd)
			strings_add_format(argv, "%s::%lld", wish->host, (long long)wish->port);
		else
			strings_add_format(
				argv, "%s:%lld", wish->host, (long long)wish->port - 5900);
	}
}

static void on_output(void *context UNUSED, int fd UNUSED, const char *bytes, size_t length)
{
	struct text clean = TEXT_INIT;

	text_append_clean_bytes(&clean, bytes, length, CLEAN_LINES);
	fputs(text_string(&clean), stderr);
	text_release(&clean);
}

bool viewer_run(const struct viewer_wish *wish, int *exit_code, struct diags *diags)
{
	struct strings argv = {0}, env = {0};
	struct process process = {.on_output = on_output, .cancel = wish->stop};
	struct process_result result = {0};
	char *folder = make_folder(diags);
	bool has_passwd = false, fine;

	fine = folder != NULL && write_files(wish, folder, &has_passwd, diags);
	if (fine) {
		add_words(wish, folder, has_passwd, &argv, &env);
		process.argv = strings_argv(&argv);
		process.env = strings_argv(&env);
		if (argv.count == 0)
			fine = diags_fail(
				diags, "V47", NULL, "there is no viewer for VNC on this host");
		else
			fine = process_run(&process, &result, diags);
	}
	if (fine)
		*exit_code = result.cancelled ? 0 : result.exit_code;
	if (folder != NULL)
		remove_folder(folder);
	process_result_release(&result);
	strings_release(&argv);
	strings_release(&env);
	free(folder);
	return fine;
}

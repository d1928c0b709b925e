#include "vnc/remote.h"
#include "vnc/remote_frame.h"
#include "vnc/start_text.h"

/* The one line of a value; NULL when it is none. */
static char *one_line(const struct text *value)
{
	if (value->length == 0 || value->length > 4096 ||
		strcspn(text_string(value), "\n") != value->length)
		return NULL;
	return xstrdup(text_string(value));
}

static void set_line(char **member, const struct text *value)
{
	char *line = one_line(value);

	if (line != NULL) {
		free(*member);
		*member = line;
	}
}

/* "00 1f a2", as od prints it. */
static void read_passwd(const char *digits, struct vnc_far_session *session)
{
	session->passwd_length = 0;
	while (session->passwd_length < sizeof session->passwd) {
		char *end;
		unsigned long byte = strtoul(digits, &end, 16);
		if (end == digits || byte > 255)
			return;
		session->passwd[session->passwd_length++] = (unsigned char)byte;
		digits = end;
	}
}

static const struct {
	const char *kind, *id, *message, *hint;
} troubles[] = {
	{"home", "V43", "the login at '%s' has no home", "ask its support team"},
	{"slurm", "V44", "there is no Slurm at '%s'",
		"it has to be a login node, where 'sbatch' is found; a PATH that is set in "
		"~/.bashrc helps"},
	{"folder", "V42", "a folder at '%s' is a link, or others may change it",
		"look at it with ls -ld; it has to be a folder that is yours alone"},
	{"session", "V20", "there is no such session at '%s'", "'berth vnc list HOST:' shows them"},
	{"job", "V21", "the file 'job' of a session at '%s' makes no sense", NULL},
	{"write", "V43", "it cannot be written at '%s'",
		"see whether the disk is full, or your quota there is used up"},
	{"open", "V30", "the session at '%s' has not ended", "'berth vnc stop' ends it"},
	{"here", "V62", "the session runs without a job at '%s'",
		"log in to the host that the message names; 'berth vnc stop' there ends it"},
	{"lasting", "V27", "the job of the session at '%s' does not end", NULL},
};

static void add_trouble(const char *host, const struct text *value, struct diags *diags)
{
	size_t length = strcspn(text_string(value), "\n");
	const char *about = text_string(value) + length + strspn(text_string(value) + length, "\n");
	char *kind = xstrndup(text_string(value), length);

	for (size_t i = 0; i < ARRAY_LENGTH(troubles); i++)
		if (string_equal(troubles[i].kind, kind)) {
			struct text words = TEXT_INIT;
			const char *at = strstr(troubles[i].message, "%s");
			text_append_bytes(
				&words, troubles[i].message, (size_t)(at - troubles[i].message));
			text_append(&words, host);
			text_append(&words, at + 2);
			diags_fail(diags, troubles[i].id, NULL, "%s%s%.200s", text_string(&words),
				about[0] != '\0' ? ": " : "", about);
			if (troubles[i].hint != NULL)
				diag_hint(&diags->items[diags->count - 1], "%s", troubles[i].hint);
			text_release(&words);
			free(kind);
			return;
		}
	diags_fail(diags, "V41", NULL, "'%s' cannot do it, for a reason that Berth does not know",
		host);
	free(kind);
}

/* The files of one session, until it is whole. */
struct reader {
	const char *host, *said;
	struct vnc_far *far;
	struct vnc_far_session current;
	char *id;
	struct text files[VNC_FILES];
	bool in_session;
};

static void end_session(struct reader *reader, struct diags *diags)
{
	struct vnc_far_session *current = &reader->current;
	struct vnc_far *far = reader->far;
	struct diags said = {0};

	if (reader->in_session) {
		char *folder =
			xasprintf("%s/%s", far->folder != NULL ? far->folder : "", reader->id);
		if (far->sessions.count < VNC_FAR_SESSIONS_MAX &&
			vnc_session_parse(
				reader->id, folder, reader->files, &current->session, &said)) {
			vector_push(&far->sessions, *current);
		} else {
			diags_add(diags, SEVERITY_WARNING, "V21", NULL,
				"cannot make sense of the session '%s' at '%s'", reader->id,
				reader->host);
			vnc_session_release(&current->session);
			text_release(&current->password);
			text_release(&current->log);
		}
		free(folder);
	}
	*current = (struct vnc_far_session){0};
	free(reader->id);
	reader->id = NULL;
	for (size_t i = 0; i < VNC_FILES; i++)
		text_release(&reader->files[i]);
	reader->in_session = false;
	diags_release(&said);
}

static void move_text(struct text *to, struct text *from)
{
	text_release(to);
	*to = *from;
	*from = (struct text)TEXT_INIT;
}

/* With the module lumi-vnc the password stands in what it printed. */
static void read_start_password(const struct text *value, struct text *password)
{
	struct start_text start;

	start_text_read(text_string(value), value->length, &start);
	if (start.password.length > 0)
		move_text(password, &start.password);
	start_text_release(&start);
}

/* True when the item belongs to a session. */
static bool read_session_item(struct reader *reader, const char *name, struct text *value)
{
	static const char *const names[VNC_FILES] = {
		[VNC_FILE_ASKED] = "asked",
		[VNC_FILE_JOB] = "job",
		[VNC_FILE_ENDPOINT] = "endpoint",
		[VNC_FILE_START] = "start",
	};

	if (!reader->in_session)
		return false;
	for (size_t i = 0; i < VNC_FILES; i++)
		if (names[i] != NULL && string_equal(names[i], name)) {
			/* The last line has to be whole for its reader. */
			text_append_char(value, '\n');
			move_text(&reader->files[i], value);
			return true;
		}
	if (string_equal(name, "start-secret")) {
		read_start_password(value, &reader->current.password);
		text_append_char(value, '\n');
		move_text(&reader->files[VNC_FILE_START], value);
	} else if (string_equal(name, "log")) {
		text_append(&reader->files[VNC_FILE_LOG], text_string(value));
		text_append_char(&reader->files[VNC_FILE_LOG], '\n');
		move_text(&reader->current.log, value);
	} else if (string_equal(name, "password") && value->length > 0) {
		text_truncate(value, strcspn(text_string(value), "\n"));
		move_text(&reader->current.password, value);
	} else if (string_equal(name, "passwd")) {
		read_passwd(text_string(value), &reader->current);
	} else if (string_equal(name, "secrets")) {
		reader->current.secrets = true;
	} else {
		return false;
	}
	return true;
}

/* The number of a job, which may be the argument of a program. */
static void read_submitted(struct vnc_far *far, const struct text *value)
{
	if (slurm_id_is_valid(text_string(value)))
		set_line(&far->submitted, value);
}

/* What is no exit code is a failure of its own. */
static int read_code(const char *digits)
{
	char *end;
	long code = strtol(digits, &end, 10);

	return end != digits && *end == '\0' && code >= 0 && code <= 255 ? (int)code : 255;
}

/* Slurm over there has not answered: what that means. */
static void add_silence(const struct reader *reader, enum severity severity, struct diags *diags)
{
	struct diags said = {0};

	if (!slurm_explain("squeue", reader->said, &said))
		diags_fail(&said, "Q01", NULL, "Slurm does not answer");
	diags_add(diags, severity, said.items[0].id, NULL, "at '%s': %s", reader->host,
		said.items[0].message);
	diags_release(&said);
}

static void read_item(
	struct reader *reader, const char *name, struct text *value, struct diags *diags)
{
	struct vnc_far *far = reader->far;

	if (read_session_item(reader, name, value))
		return;
	end_session(reader, diags);
	if (string_equal(name, "session")) {
		reader->id = one_line(value);
		reader->in_session = reader->id != NULL && vnc_id_is_valid(reader->id);
	} else if (string_equal(name, "user")) {
		set_line(&far->user, value);
	} else if (string_equal(name, "node")) {
		set_line(&far->node, value);
	} else if (string_equal(name, "folder") && text_string(value)[0] == '/') {
		set_line(&far->folder, value);
	} else if (string_equal(name, "strange") && far->strange.count < VNC_FAR_SESSIONS_MAX) {
		strings_add(&far->strange, text_string(value));
	} else if (string_equal(name, "queue")) {
		far->queue_answers = true;
		slurm_squeue_read(text_string(value), value->length, &far->jobs);
	} else if (string_equal(name, "unanswered")) {
		add_silence(reader, SEVERITY_ERROR, diags);
	} else if (string_equal(name, "silent")) {
		add_silence(reader, SEVERITY_WARNING, diags);
	} else if (string_equal(name, "submitted")) {
		read_submitted(far, value);
	} else if (string_equal(name, "refused")) {
		free(far->refused);
		far->refused = xstrndup(text_string(value), 4096);
	} else if (string_equal(name, "relay")) {
		set_line(&far->relay, value);
	} else if (string_equal(name, "ran")) {
		set_line(&far->ran, value);
	} else if (string_equal(name, "code")) {
		far->ran_code = read_code(text_string(value));
	} else if (string_equal(name, "said")) {
		free(far->ran_said);
		far->ran_said = xstrndup(text_string(value), 4096);
	} else if (string_equal(name, "ended")) {
		far->ended = true;
		far->cancelled = !string_equal(text_string(value), "no");
	} else if (string_equal(name, "trouble")) {
		add_trouble(reader->host, value, diags);
	}
}

bool vnc_far_read(const char *host, const char *word, const struct text *printed,
	const struct text *said, struct vnc_far *far, struct diags *diags)
{
	struct span all = {text_string(printed), printed->length}, rest;
	struct text name = TEXT_INIT, value = TEXT_INIT;
	struct reader reader = {.host = host, .said = text_string(said), .far = far};
	size_t errors = diags_count(diags, SEVERITY_ERROR);

	*far = (struct vnc_far){0};
	if (remote_find_frame(host, word, all, &rest, diags)) {
		while (remote_take_item(&rest, &name, &value))
			read_item(&reader, text_string(&name), &value, diags);
		end_session(&reader, diags);
		if (far->folder == NULL && diags_count(diags, SEVERITY_ERROR) == errors)
			diags_fail(diags, "V41", NULL, "the answer of '%s' makes no sense", host);
	}
	text_release(&name);
	text_release(&value);
	return diags_count(diags, SEVERITY_ERROR) == errors;
}

void vnc_far_release(struct vnc_far *far)
{
	free(far->user);
	free(far->node);
	free(far->folder);
	vector_each (struct vnc_far_session, session, &far->sessions) {
		vnc_session_release(&session->session);
		text_release(&session->password);
		text_release(&session->log);
	}
	vector_release(&far->sessions);
	strings_release(&far->strange);
	slurm_jobs_release(&far->jobs);
	free(far->submitted);
	free(far->refused);
	free(far->relay);
	free(far->ran);
	free(far->ran_said);
	*far = (struct vnc_far){0};
}

struct vnc_far_session *vnc_far_find(
	struct vnc_far *far, const char *host, const char *id, struct diags *diags)
{
	bool newest = id == NULL || id[0] == '\0' || string_equal(id, "last");
	struct vnc_far_session *found = NULL;
	size_t hits = 0;

	vector_each (struct vnc_far_session, session, &far->sessions) {
		if (!newest && !string_starts(session->session.id, id))
			continue;
		found = session;
		hits++;
		if (newest || string_equal(session->session.id, id)) {
			hits = 1;
			break;
		}
	}
	if (hits == 1)
		return found;
	if (hits > 1)
		diags_fail(
			diags, "V20", NULL, "%zu sessions at '%s' begin with '%s'", hits, host, id);
	else if (newest)
		diags_fail(diags, "V20", NULL, "there is no session at '%s'", host);
	else
		diags_fail(diags, "V20", NULL, "there is no session '%s' at '%s'", id, host);
	diag_hint(&diags->items[diags->count - 1], "'berth vnc list %s:' shows them", host);
	return NULL;
}

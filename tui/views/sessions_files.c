#include "tui/views/sessions_parts.h"

#include "base/files.h"
#include "vnc/session.h"

/* What stands in the folder of a session: its log, which is shown, and its password, which is
 * copied and never drawn. */

enum { LOG_MAX = 8 << 20 };

enum kind { KIND_LOG, KIND_PASSWORD };

struct reading {
	struct sessions_view *sessions;
	enum kind kind;
	char *id;
	struct text bytes;
	struct diags diags;
	bool fine;
};

static void read_files(void *context, const atomic_bool *cancel)
{
	struct reading *reading = context;
	struct vnc_session session = {0};
	char *log;

	(void)cancel;
	reading->fine = vnc_read(reading->id, &session, &reading->diags);
	if (reading->fine && reading->kind == KIND_PASSWORD) {
		reading->fine = vnc_password(&session, &reading->bytes, &reading->diags);
	} else if (reading->fine) {
		log = path_join(session.folder, vnc_files[VNC_FILE_LOG].name);
		reading->fine = file_read(log, LOG_MAX, &reading->bytes, &reading->diags);
		free(log);
	}
	vnc_session_release(&session);
}

static void give(struct app *app, struct reading *reading)
{
	if (!reading->fine)
		app_say_diags(app, &reading->diags);
	else if (reading->kind == KIND_PASSWORD)
		app_copy(app, "the password", text_string(&reading->bytes));
	else
		app_page(app, "What the session said", PAGE_PLAIN,
			reading->bytes.length > 0 ? text_string(&reading->bytes)
						  : "Nothing so far.\n");
}

static void was_read(void *context, bool stale)
{
	struct reading *reading = context;

	if (!stale)
		give(reading->sessions->view.app, reading);
	if (reading->bytes.data != NULL)
		explicit_bzero(reading->bytes.data, reading->bytes.capacity);
	text_release(&reading->bytes);
	diags_release(&reading->diags);
	free(reading->id);
	free(reading);
}

static void start(struct sessions_view *sessions, enum kind kind)
{
	const json_t *session = sessions_chosen(sessions);
	struct reading *reading;

	if (session == NULL)
		return;
	reading = xcalloc(1, sizeof *reading);
	reading->sessions = sessions;
	reading->kind = kind;
	reading->id = xstrdup(json_member(session, "id"));
	app_work(sessions->view.app, &sessions->rows,
		&(struct app_work){.title = "reading",
			.work = read_files,
			.done = was_read,
			.context = reading});
}

static void copy_password(void *context)
{
	start(context, KIND_PASSWORD);
}

void sessions_copy_password(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	app_confirm(app, "Copy the password into the clipboard?",
		"Every program on your own computer can read the clipboard there.", "Copy it",
		copy_password, sessions_view(view));
}

void sessions_show_log(struct app *app, struct view *view, const char *argument)
{
	(void)app;
	(void)argument;
	start(sessions_view(view), KIND_LOG);
}

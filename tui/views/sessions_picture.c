#include "tui/views/sessions_parts.h"

#include "vnc/live.h"
#include "vnc/target.h"

/*
 * A live picture of the chosen session's screen, below the way into it. It has a connection only
 * while it can be seen; what keeps it is a child process (vnc/live.h), so nothing here waits. Whose
 * picture it is, and the password, are read by a thread and forgotten when the connection begins.
 */

enum {
	RATE = 5, /* frames a second, at most */
	DEADLINE_MS = 15000,
	SETTLE_MS = 50,
	TEXT_LEAST = 3,    /* lines for the way in, above the picture */
	PICTURE_LEAST = 4, /* a picture with fewer rows tells nothing */
};

struct reading {
	struct sessions_view *sessions;
	char *id;
	struct vnc_session session;
	struct text password;
	struct diags diags;
	bool fine;
};

static void read_session(void *context, const atomic_bool *cancel)
{
	struct reading *reading = context;

	(void)cancel;
	reading->fine = vnc_read(reading->id, &reading->session, &reading->diags) &&
			vnc_password(&reading->session, &reading->password, &reading->diags);
}

static void free_reading(struct reading *reading)
{
	vnc_session_release(&reading->session);
	if (reading->password.data != NULL)
		explicit_bzero(reading->password.data, reading->password.capacity);
	text_release(&reading->password);
	diags_release(&reading->diags);
	free(reading->id);
	free(reading);
}

static void set_trouble(struct sessions_picture *picture, const struct diags *diags)
{
	free(picture->trouble);
	picture->trouble =
		diags != NULL && diags->count > 0 ? xstrdup(diags->items[0].message) : NULL;
}

static enum thumbnail_colors colors_of(const struct app *app)
{
	int colors = app_colors(app);

	if (app_ascii(app) || colors < 8)
		return THUMBNAIL_NONE;
	return colors >= 256 ? THUMBNAIL_256 : THUMBNAIL_16;
}

static struct thumbnail_wish wish_of(const struct sessions_view *sessions)
{
	return (struct thumbnail_wish){.columns = sessions->picture.columns,
		.rows = sessions->picture.rows,
		.colors = colors_of(sessions->view.app)};
}

/* Ends the connection; what was seen last goes as well, unless `keep`. */
static void disconnect(struct sessions_view *sessions, bool keep)
{
	struct sessions_picture *picture = &sessions->picture;

	app_work_cancel(sessions->view.app, picture);
	if (picture->live != NULL) {
		/* One that has ended does not know its descriptor any more. */
		app_watch(sessions->view.app, picture->fd, NULL, NULL);
		vnc_live_close(picture->live);
		picture->live = NULL;
	}
	if (!keep)
		thumbnail_release(&picture->thumbnail);
	free(picture->id);
	picture->id = NULL;
}

static void ready(void *context, int fd)
{
	struct sessions_view *sessions = context;
	struct sessions_picture *picture = &sessions->picture;
	struct thumbnail_wish wish = wish_of(sessions);
	struct vnc_frame frame;
	struct diags diags = {0};

	(void)fd;
	switch (vnc_live_read(picture->live, &frame, &diags)) {
	case VNC_LIVE_NOTHING:
		break;
	case VNC_LIVE_FRAME:
		thumbnail_release(&picture->thumbnail);
		thumbnail_make(&frame.pixels, &wish, &picture->thumbnail);
		app_dirty(sessions->view.app);
		break;
	case VNC_LIVE_ENDED:
		set_trouble(picture, &diags);
		disconnect(sessions, false);
		app_dirty(sessions->view.app);
		break;
	}
	diags_release(&diags);
}

static void connect_to(struct sessions_view *sessions, struct reading *reading)
{
	struct sessions_picture *picture = &sessions->picture;
	struct vnc_target target = vnc_session_target(&reading->session);
	struct vnc_live_wish wish = {.password = text_string(&reading->password),
		.columns = picture->columns,
		.rows = picture->rows,
		.frames_per_second = RATE,
		.deadline_ms = DEADLINE_MS};

	if (!reading->fine || !vnc_live_open(&target, &wish, &picture->live, &reading->diags)) {
		set_trouble(picture, &reading->diags);
		disconnect(sessions, false);
		return;
	}
	set_trouble(picture, NULL);
	picture->shown_columns = picture->columns;
	picture->shown_rows = picture->rows;
	picture->fd = vnc_live_fd(picture->live);
	app_watch(sessions->view.app, picture->fd, ready, sessions);
}

static void was_read(void *context, bool stale)
{
	struct reading *reading = context;

	if (!stale) {
		connect_to(reading->sessions, reading);
		app_dirty(reading->sessions->view.app);
	}
	free_reading(reading);
}

/* The session whose picture is to be seen; NULL for none. */
static const char *find_wanted(const struct sessions_view *sessions)
{
	const json_t *session = sessions_chosen(sessions);

	if (!sessions->view.visible || sessions->making || session == NULL ||
		sessions->picture.columns == 0 || !string_equal(sessions_state(session), "ready"))
		return NULL;
	return json_member(session, "id");
}

static void follow(void *context)
{
	struct sessions_view *sessions = context;
	struct sessions_picture *picture = &sessions->picture;
	const char *wanted = find_wanted(sessions);
	struct reading *reading;

	if (wanted == NULL || picture->id == NULL || !string_equal(picture->id, wanted)) {
		/* Out of sight, it is there at once when one comes back. */
		disconnect(sessions, wanted == NULL && sessions->picture.columns == 0);
	} else {
		if (picture->live != NULL && (picture->columns != picture->shown_columns ||
						     picture->rows != picture->shown_rows)) {
			picture->shown_columns = picture->columns;
			picture->shown_rows = picture->rows;
			vnc_live_resize(picture->live, picture->columns, picture->rows);
		}
		return;
	}
	if (wanted == NULL)
		return;
	picture->id = xstrdup(wanted);
	reading = xcalloc(1, sizeof *reading);
	reading->sessions = sessions;
	reading->id = xstrdup(wanted);
	app_work(sessions->view.app, picture,
		&(struct app_work){.work = read_session, .done = was_read, .context = reading});
}

void sessions_picture_follow(struct sessions_view *sessions)
{
	app_timer(sessions->view.app, SETTLE_MS, follow, sessions);
}

void sessions_picture_hide(struct sessions_view *sessions)
{
	app_timer(sessions->view.app, -1, follow, sessions);
	disconnect(sessions, true);
}

void sessions_picture_release(struct sessions_view *sessions)
{
	struct sessions_picture *picture = &sessions->picture;

	vnc_live_close(picture->live);
	thumbnail_release(&picture->thumbnail);
	free(picture->id);
	free(picture->trouble);
}

static void draw_cells(const struct thumbnail *thumbnail, struct surface *surface, struct rect area)
{
	struct rect middle = rect_middle(area, (int)thumbnail->columns, (int)thumbnail->rows);

	for (int64_t i = 0; i < thumbnail->columns * thumbnail->rows; i++) {
		const struct thumbnail_cell *cell = &thumbnail->cells[i];
		struct text bytes = TEXT_INIT;
		text_append_character(&bytes, cell->code_point);
		surface_picture(surface, middle, (int)(i % thumbnail->columns),
			(int)(i / thumbnail->columns), text_string(&bytes), cell->front,
			cell->back);
		text_release(&bytes);
	}
}

/* The room is remembered, and what follows from it is done outside of drawing. */
static void settle(struct sessions_view *sessions, int columns, int rows)
{
	struct sessions_picture *picture = &sessions->picture;

	if (picture->columns == columns && picture->rows == rows)
		return;
	picture->columns = columns;
	picture->rows = rows;
	sessions_picture_follow(sessions);
}

struct rect sessions_picture_draw(
	struct sessions_view *sessions, struct surface *surface, struct rect area)
{
	struct sessions_picture *picture = &sessions->picture;
	const json_t *session = sessions_chosen(sessions);
	int height = picture->large ? area.height : area.height / 2;
	struct rect below;

	if (height > area.height - TEXT_LEAST && !picture->large)
		height = area.height - TEXT_LEAST;
	if (session == NULL || !string_equal(sessions_state(session), "ready") ||
		height < PICTURE_LEAST || area.width < 2 * PICTURE_LEAST) {
		settle(sessions, 0, 0);
		return area;
	}
	below = rect_take_bottom(&area, height);
	settle(sessions, below.width, below.height);
	if (picture->thumbnail.cells != NULL)
		draw_cells(&picture->thumbnail, surface, below);
	else
		surface_fit(surface, below, 0, below.height / 2, below.width, 0, ROLE_DIM,
			picture->trouble != NULL ? picture->trouble : "the picture comes ...");
	return area;
}

void sessions_picture_unseen(struct sessions_view *sessions)
{
	settle(sessions, 0, 0);
}

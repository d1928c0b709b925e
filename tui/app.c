#include "tui/app_parts.h"
#include "base/clock.h"
#include "tui/rescue.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum {
	FRAME = 16, /* milliseconds between two drawings under a flood */
	SOON = 600, /* milliseconds: a timer that rings so soon is a part of what is under way */
	PATIENCE = 400, /* milliseconds that work may take to end when the workbench does */
	READ_MAX = 64 * 1024,
};

struct model *app_model(struct app *app)
{
	return &app->model;
}

bool app_ascii(const struct app *app)
{
	return app->surface.ascii;
}

int app_colors(const struct app *app)
{
	if (app->start.no_color)
		return 0;
	return app->term != NULL ? term_colors(app->term) : 256;
}

void app_dirty(struct app *app)
{
	app->dirty = true;
}

int64_t app_now(const struct app *app)
{
	return loop_now(&app->loop);
}

void app_timer(struct app *app, int64_t milliseconds, void (*ring)(void *context), void *context)
{
	loop_timer(&app->loop, milliseconds, ring, context);
}

void app_watch(struct app *app, int fd, void (*ready)(void *context, int fd), void *context)
{
	loop_watch(&app->loop, fd, POLLIN, ready, context);
}

void app_resize(struct app *app, int width, int height)
{
	surface_resize(&app->surface, width, height);
	app_dirty(app);
}

bool app_load_theme(struct app *app, const char *name, struct diags *diags)
{
	struct theme theme = {0};

	if (!theme_load(name, &theme, diags))
		return false;
	if (app->has_theme)
		theme_release(&app->theme);
	app->theme = theme;
	app->has_theme = true;
	if (app->term != NULL)
		term_repaint(app->term);
	app_dirty(app);
	return true;
}

bool app_is_idle(const struct app *app)
{
	return !works_any(app->works) && !model_is_busy(&app->model) &&
	       !decoder_is_unsettled(&app->decoder) &&
	       (app->loop.stopped || !loop_rings_within(&app->loop, SOON));
}

/* ^Z: other programs get the terminal until the shell wakes us. */
void app_suspend(struct app *app)
{
	struct sigaction standard = {.sa_handler = SIG_DFL}, ours;

	if (app->term == NULL)
		return;
	term_suspend(app->term);
	sigaction(SIGTSTP, &standard, &ours);
	/* Woken behind the shell ("bg"), it may not touch the terminal, and stops again; but it ends when that
	 * is why it was woken ("kill %1"). */
	kill(0, SIGTSTP);
	while (!term_is_ours(app->term) && !rescue_is_ending()) {
		/* Without a parent that could wake us the signal does nothing. */
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
		kill(0, SIGTSTP);
	}
	sigaction(SIGTSTP, &ours, NULL);
	if (term_is_ours(app->term))
		term_resume(app->term);
	app_dirty(app);
}

/* A signal that was told through the descriptor. */
static void take_signal(struct app *app, int signal)
{
	switch (signal) {
	case SIGWINCH:
		if (app->term != NULL) {
			int width, height;
			term_size(app->term, &width, &height);
			app_resize(app, width, height);
		}
		break;
	case SIGCONT:
		if (app->term != NULL && term_is_ours(app->term))
			term_resume(app->term);
		app_dirty(app);
		break;
	case SIGTSTP:
		app_suspend(app);
		break;
	default:
		app->signal = signal;
		app->leaving = true;
	}
}

static void on_signals(void *context, int fd)
{
	unsigned char signals[64];
	ssize_t length = read(fd, signals, sizeof signals);

	/* Many resizes are one. */
	for (ssize_t i = 0; i < length; i++)
		if (memchr(signals + i + 1, signals[i], (size_t)(length - i - 1)) == NULL)
			take_signal(context, signals[i]);
}

static void on_works(void *context, int fd)
{
	struct app *app = context;

	(void)fd;
	works_collect(app->works);
	app_dirty(app);
}

static void settle_keys(void *context)
{
	struct app *app = context;
	struct key key;

	if (decoder_settle(&app->decoder, &key))
		app_key(app, &key);
	while (decoder_next(&app->decoder, &key))
		app_key(app, &key);
}

static void on_terminal(void *context, int fd)
{
	static char bytes[READ_MAX];
	struct app *app = context;
	ssize_t length = read(fd, bytes, sizeof bytes);
	struct key key;

	if (length <= 0) {
		if (length < 0 && (errno == EINTR || errno == EAGAIN))
			return;
		/* The terminal is gone. */
		app->signal = SIGHUP;
		app->leaving = true;
		return;
	}
	decoder_feed(&app->decoder, bytes, (size_t)length);
	while (!app->leaving && decoder_next(&app->decoder, &key))
		app_key(app, &key);
	app_timer(
		app, decoder_is_unsettled(&app->decoder) ? DECODE_PATIENCE : -1, settle_keys, app);
}

static void on_writable(void *context, int fd)
{
	struct app *app = context;

	app->waits_for_terminal = false;
	loop_watch(&app->loop, fd, 0, NULL, NULL);
}

/* Draws when there is something to draw and the terminal takes it; gives how long to wait until it
 * is time to, -1 for no need. */
static int draw_when_due(struct app *app)
{
	int64_t now = clock_ms();

	if (!app->dirty || app->waits_for_terminal)
		return -1;
	if (app->script == NULL && now - app->drawn < FRAME)
		return (int)(FRAME - (now - app->drawn));
	if (app->term != NULL && !term_is_ready(app->term)) {
		app->waits_for_terminal = true;
		loop_watch(&app->loop, STDOUT_FILENO, POLLOUT, on_writable, app);
		return -1;
	}
	app->dirty = false;
	app_draw(app);
	app->drawn = now;
	return -1;
}

int app_loop(struct app *app)
{
	while (!app->leaving) {
		int wait = draw_when_due(app);
		if (app->script != NULL)
			wait = play_turn(app->script);
		if (!app->leaving)
			loop_turn(&app->loop, wait);
	}
	model_keep(&app->model);
	return app->exit_code;
}

static void take_start(struct app *app, const struct tui_start *start)
{
	app->start = *start;
	app->read_only = start->read_only || app->config.read_only;
	app->mouse = app->config.mouse;
	app->surface.ascii = start->ascii || app->config.ascii;
}

static bool open_theme(struct app *app, struct diags *diags)
{
	const char *name = app->start.theme != NULL    ? app->start.theme
			   : app->config.theme != NULL ? app->config.theme
						       : "terminal";
	struct diags found = {0};
	bool fine = app_load_theme(app, name, &found);

	/* What the person asked for here is a mistake; what stands in a file is told. */
	if (!fine && app->start.theme == NULL) {
		app_say_diags(app, &found);
		fine = app_load_theme(app, "terminal", &found);
	}
	diags_move(diags, &found);
	return fine;
}

static bool open_screen(struct app *app, struct diags *diags)
{
	int width = app->start.width > 0 ? app->start.width : 80;
	int height = app->start.height > 0 ? app->start.height : 24;

	if (app->start.script != NULL) {
		app->script = play_open(app, app->start.script, diags);
		if (app->script == NULL)
			return false;
	}
	if (app->start.script == NULL || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))) {
		struct diags found = {0};
		loop_watch(&app->loop, rescue_signals(), POLLIN, on_signals, app);
		app->term = term_open(app->start.no_color ? 0 : -1, &found);
		if (app->term == NULL) {
			diags_move(diags, &found);
			return false;
		}
		app_say_diags(app, &found);
		app->surface.ascii |= !term_is_utf8(app->term);
		term_mouse(app->term, app->mouse);
		loop_watch(&app->loop, term_fd(app->term), POLLIN, on_terminal, app);
		term_size(app->term, &width, &height);
	}
	app_resize(app, width, height);
	return true;
}

static bool open_record(struct app *app, struct diags *diags)
{
	if (app->start.record == NULL)
		return true;
	app->record = fopen(app->start.record, "wxe");
	if (app->record == NULL)
		return diags_fail(diags, "F21", "--record", "cannot write '%s': %s",
			app->start.record, strerror(errno));
	return true;
}

bool app_init(struct app *app, const struct tui_start *start, struct diags *diags)
{
	struct diags mistakes = {0};
	bool fine = config_load(&app->config, &mistakes);

	(void)fine; /* it is told below, and everything works without */
	app->works = works_new();
	take_start(app, start);
	loop_watch(&app->loop, works_fd(app->works), POLLIN, on_works, app);
	if (!open_theme(app, diags) || !open_record(app, diags) ||
		!model_init(&app->model, app, diags) || !open_screen(app, diags)) {
		diags_release(&mistakes);
		return false;
	}
	app_say_diags(app, &mistakes);
	app_visit(app, start->view != NULL ? start->view : view_table[0]->name, start->argument);
	model_begin(&app->model);
	return true;
}

static void release_dialogs(struct app *app)
{
	while (app->dialogs.count > 0)
		app_close_dialog(app, app->dialogs.items[app->dialogs.count - 1]);
	vector_release(&app->dialogs);
	vector_each (struct app_history, history, &app->histories) {
		free(history->name);
		strings_release(&history->lines);
	}
	vector_release(&app->histories);
}

void app_release(struct app *app)
{
	term_close(app->term);
	app->term = NULL;
	rescue_end();
	/* Who is stuck in the kernel keeps what it uses: the process goes without looking back. */
	if (!works_end(app->works, PATIENCE))
		_exit(app->exit_code);
	release_dialogs(app);
	app_release_views(app);
	model_release(&app->model);
	play_free(app->script);
	if (app->record != NULL)
		fclose(app->record);
	app_clear_news(app);
	if (app->has_theme)
		theme_release(&app->theme);
	config_release(&app->config);
	decoder_release(&app->decoder);
	surface_release(&app->surface);
	works_free(app->works);
	loop_release(&app->loop);
}

#include "tui/app_parts.h"
#include "base/clock.h"
#include "base/files.h"
#include "tui/dump.h"
#include "tui/play.h"

/*
 * Runs a script (play.h), and writes one from what a person does.
 */

enum {
	PATIENCE = 60000,   /* milliseconds that "@wait" and "@expect" wait at most */
	PAUSE = 300,	    /* between two keys: whoever records was waiting for something */
	PLAY_MAX = 1 << 20, /* bytes */
};

struct play {
	struct app *app;
	char *path;
	struct play_steps steps;
	size_t next;
	int64_t since; /* the present step was begun, on the real clock; 0: not yet */
	int64_t pace;
};

struct play *play_open(struct app *app, const char *path, struct diags *diags)
{
	struct text text = TEXT_INIT;
	struct play *script = xcalloc(1, sizeof *script);
	bool fine;

	script->app = app;
	script->path = xstrdup(path);
	fine = file_or_input_read(path, PLAY_MAX, &text, diags) &&
	       play_read(path, text_string(&text), text.length, &script->steps, diags);
	text_release(&text);
	if (fine)
		return script;
	play_free(script);
	return NULL;
}

void play_free(struct play *script)
{
	if (script == NULL)
		return;
	play_steps_release(&script->steps);
	free(script->path);
	free(script);
}

static void fail(struct play *script, const char *what, const char *subject)
{
	struct app *app = script->app;
	struct place place = {.file = script->path, .line = script->steps.items[script->next].line};

	app_draw(app);
	surface_dump_text(&app->surface, &app->failed_screen);
	diags_add(&app->failure, SEVERITY_ERROR, "D04", &place, "%s: '%s'; the screen is", what,
		subject);
	app->exit_code = 1;
	app->leaving = true;
}

static bool is_on_screen(struct app *app, const char *what)
{
	struct text screen = TEXT_INIT;
	bool found;

	app_draw(app);
	surface_dump_text(&app->surface, &screen);
	found = strstr(text_string(&screen), what) != NULL;
	text_release(&screen);
	return found;
}

static void save_screen(struct play *script, const char *path)
{
	struct app *app = script->app;
	struct text text = TEXT_INIT;
	struct diags diags = {0};

	app_draw(app);
	if (string_ends(path, ".svg"))
		surface_dump_svg(&app->surface, &app->theme,
			app->theme.background != BACKGROUND_LIGHT, "berth", &text);
	else if (string_ends(path, ".roles"))
		surface_dump_roles(&app->surface, &text);
	else
		surface_dump_text(&app->surface, &text);
	if (!file_write(path, text_string(&text), text.length, 0666, FILE_REPLACE | FILE_NO_SYNC,
		    &diags))
		fail(script, "the screen cannot be saved", path);
	diags_release(&diags);
	text_release(&text);
}

static void resize(struct play *script, const struct play_step *step)
{
	/* The size of a real terminal is not ours to choose. */
	if (script->app->term == NULL)
		app_resize(script->app, (int)(step->numbers[0] % 10000),
			(int)(step->numbers[1] % 10000));
}

/* Steps that take no time. */
static void do_step(struct play *script, const struct play_step *step)
{
	struct app *app = script->app;

	switch (step->order) {
	case PLAY_KEY:
		app_key(app, &step->key);
		break;
	case PLAY_PASTE:
		app_key(app, &(struct key){.code = KEYCODE_PASTE,
				     .text = step->text,
				     .length = strlen(step->text)});
		break;
	case PLAY_COMMAND:
		app_run_line(app, step->text);
		break;
	case PLAY_RESIZE:
		resize(script, step);
		break;
	case PLAY_ABSENT:
		if (is_on_screen(app, step->text))
			fail(script, "this is on the screen", step->text);
		break;
	case PLAY_SAVE:
		save_screen(script, step->text);
		break;
	case PLAY_CLOCK:
		loop_move_clock(&script->app->loop, step->numbers[0]);
		break;
	case PLAY_PACE:
		script->pace = step->numbers[0];
		break;
	case PLAY_WAIT:
	case PLAY_EXPECT:
	case PLAY_SLEEP:
		break;
	}
}

/* Whether the step may be left; else *wait gets how long it may still take. */
static bool is_over(struct play *script, const struct play_step *step, int64_t *wait)
{
	int64_t passed = clock_ms() - script->since;

	*wait = PATIENCE - passed;
	switch (step->order) {
	case PLAY_WAIT:
		if (app_is_idle(script->app))
			return true;
		if (*wait <= 0)
			fail(script, "it is still at work", "@wait");
		return false;
	case PLAY_EXPECT:
		if (is_on_screen(script->app, step->text))
			return true;
		if (*wait <= 0)
			fail(script, "this is not on the screen", step->text);
		return false;
	case PLAY_SLEEP:
		*wait = step->numbers[0] - passed;
		return *wait <= 0;
	case PLAY_KEY:
		*wait = script->pace - passed;
		return *wait <= 0;
	default:
		return true;
	}
}

int play_turn(struct play *script)
{
	struct app *app = script->app;
	const struct play_step *step;
	int64_t wait;

	if (script->next == script->steps.count) {
		app->leaving = true;
		return 0;
	}
	step = &script->steps.items[script->next];
	if (script->since == 0) {
		script->since = clock_ms();
		do_step(script, step);
		if (app->leaving)
			return 0;
	}
	if (!is_over(script, step, &wait))
		return wait > 0 ? (int)wait : 0;
	script->since = 0;
	script->next++;
	return 0;
}

void play_record(struct app *app, const struct key *key)
{
	struct text text = TEXT_INIT;
	int64_t now = clock_ms();

	if (app->record == NULL)
		return;
	if (app->recorded == 0)
		text_append_format(
			&text, "@resize %d %d\n@wait\n", app->surface.width, app->surface.height);
	else if (now - app->recorded > PAUSE)
		text_append(&text, "@wait\n");
	play_append_key(key, &text);
	app->recorded = now;
	/* What was written is there, however this ends. */
	if (fputs(text_string(&text), app->record) < 0 || fflush(app->record) != 0) {
		fclose(app->record);
		app->record = NULL;
	}
	text_release(&text);
}

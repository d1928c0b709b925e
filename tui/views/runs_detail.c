#include "tui/views/runs_parts.h"

/*
 * Beside the list: what is known of the chosen job or run, or its log, followed as it grows. Both
 * are the headless face's: `berth job show`, `berth job log --follow` and the like.
 */

enum { PAUSE_MS = 150, LINES_AT_FIRST = 500 };

/* Lines of the log go to the end of the page; what a progress bar overwrites is left out. */
static void take_piece(void *context, const char *bytes, size_t length)
{
	struct runs_view *runs = context;
	struct strings lines = {0};
	struct text text = TEXT_INIT;

	slurm_log_fold(&runs->fold, bytes, length, &lines);
	for (size_t i = 0; i < lines.count; i++)
		text_append_format(&text, "%s\n", lines.items[i]);
	pager_append(&runs->detail, text_string(&text), text.length);
	strings_release(&lines);
	text_release(&text);
	app_dirty(runs->view.app);
}

/* The last line may have no end. */
static void take_rest(struct runs_view *runs)
{
	struct strings lines = {0};

	slurm_log_fold_end(&runs->fold, &lines);
	for (size_t i = 0; i < lines.count; i++)
		pager_append(&runs->detail, lines.items[i], strlen(lines.items[i]));
	if (lines.count > 0)
		pager_append(&runs->detail, "\n", 1);
	strings_release(&lines);
}

static void done(
	void *context, bool stale, int status, const struct text *output, const struct text *error)
{
	struct runs_view *runs = context;

	if (stale)
		return;
	runs->log_failed = runs->log && status != 0;
	if (runs->log)
		take_rest(runs);
	else
		pager_set(&runs->detail, text_string(output), output->length);
	if (error->length > 0)
		pager_append(&runs->detail, text_string(error), error->length);
	app_dirty(runs->view.app);
}

static void words_of(
	const struct runs_view *runs, const struct runs_row *row, struct strings *words)
{
	strings_add(words, row->is_job ? "job" : "run");
	strings_add(words, runs->log ? "log" : "show");
	strings_add(words, runs_id(row));
	if (!runs->log)
		return;
	strings_add(words, "--lines");
	strings_add_format(words, "%d", LINES_AT_FIRST);
	if (runs_is_open(row))
		strings_add(words, "--follow");
}

static void start(void *context)
{
	struct runs_view *runs = context;
	const struct runs_row *row = runs_chosen(runs);
	struct strings words = {0}, argv = {0};
	struct app_child child = {.done = done, .context = runs};

	if (row == NULL || !runs->view.visible)
		return;
	if (runs->detail_key == NULL || !string_starts(runs->detail_key, row->key))
		pager_set(&runs->detail, "", 0);
	free(runs->detail_key);
	runs->detail_key = xasprintf("%s %d", row->key, runs->log);
	if (runs->log) {
		child.piece = take_piece;
		slurm_log_fold_release(&runs->fold);
		runs->fold = (struct slurm_log_fold){0};
		pager_set(&runs->detail, "", 0);
		runs->detail.follow = true;
		runs->log_failed = false;
	} else {
		runs->detail.follow = false;
		child.title = "asking for it";
		child.deadline_ms = 60000;
	}
	words_of(runs, row, &words);
	app_own_argv(runs->view.app, strings_argv(&words), &argv);
	child.argv = strings_argv(&argv);
	app_child(runs->view.app, &runs->detail, &child);
	strings_release(&words);
	strings_release(&argv);
}

void runs_follow(struct runs_view *runs, bool again)
{
	const struct runs_row *row = runs_chosen(runs);
	char *wanted;
	bool same;

	if (row == NULL) {
		app_work_cancel(runs->view.app, &runs->detail);
		pager_set(&runs->detail, "", 0);
		free(runs->detail_key);
		runs->detail_key = NULL;
		return;
	}
	wanted = xasprintf("%s %d", row->key, runs->log);
	same = runs->detail_key != NULL && string_equal(runs->detail_key, wanted);
	free(wanted);
	/* A log that is followed needs no second asking; one that was not there yet does. */
	if (!same || (again && (!runs->log || (runs->log_failed && runs_is_open(row)))))
		app_timer(runs->view.app, PAUSE_MS, start, runs);
}

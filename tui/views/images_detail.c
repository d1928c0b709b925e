#include "tui/views/images_parts.h"

/*
 * What is known of the chosen image is what the headless face says: `berth image show` and its like
 * are run as programs of their own. A hostile image cannot take the workbench down, and what is
 * read here and in a script is the same.
 */

/* Long enough for a key that is held down to run over an image, too short to be felt. */
enum { PAUSE_MS = 120, DEADLINE_MS = 120000 };
/* So long the detail of the image before may stay, that nothing flickers. */
enum { STALE_MS = 300 };

const char *const images_detail_titles[DETAILS] = {
	[DETAIL_SHOW] = "What it is",
	[DETAIL_PACKAGES] = "Packages",
	[DETAIL_BINDS] = "Binds that it needs",
	[DETAIL_DEFINITION] = "Definition file",
};

static void words_of(enum images_detail which, const char *path, struct strings *words)
{
	static const char *const starts[DETAILS][3] = {
		[DETAIL_SHOW] = {"image", "show", NULL},
		[DETAIL_PACKAGES] = {"image", "packages", NULL},
		[DETAIL_BINDS] = {"bind", "compose", "--image"},
		[DETAIL_DEFINITION] = {"image", "show", "--definition"},
	};

	for (size_t i = 0; i < 3 && starts[which][i] != NULL; i++)
		strings_add(words, starts[which][i]);
	strings_add(words, path);
	if (which == DETAIL_BINDS) {
		strings_add(words, "--format");
		strings_add(words, "env");
	}
}

/* It takes its time: what is shown is another image's no more. */
static void forget(void *context)
{
	struct images_view *images = context;

	pager_set(&images->detail, "reading ...\n", strlen("reading ...\n"));
	app_dirty(images->view.app);
}

/* What went wrong stands above what there is. */
static void shown(void *context, bool stale, int status, const struct text *output,
	const struct text *error)
{
	struct images_view *images = context;
	struct text text = TEXT_INIT;

	if (stale)
		return;
	app_timer(images->view.app, -1, forget, images);
	if (status != 0 || images->detail_which != DETAIL_SHOW)
		text_append(&text, text_string(error));
	if (text.length > 0)
		text_append_char(&text, '\n');
	text_append(&text, text_string(output));
	pager_set(&images->detail, text_string(&text), text.length);
	images->detail.first = 0;
	text_release(&text);
	app_dirty(images->view.app);
}

static void start(void *context)
{
	struct images_view *images = context;
	const struct image *image = images_chosen(images);
	struct strings words = {0}, argv = {0};
	struct app_child child = {.title = "reading the image",
		.deadline_ms = DEADLINE_MS,
		.done = shown,
		.context = images};

	if (image == NULL || !images->view.visible)
		return;
	free(images->detail_path);
	images->detail_path = xstrdup(image->path);
	images->detail_which = images->which;
	words_of(images->which, image->path, &words);
	app_own_argv(images->view.app, strings_argv(&words), &argv);
	child.argv = strings_argv(&argv);
	app_child(images->view.app, &images->detail, &child);
	app_timer(images->view.app, STALE_MS, forget, images);
	strings_release(&words);
	strings_release(&argv);
}

void images_follow(struct images_view *images, bool now)
{
	const struct image *image = images_chosen(images);

	if (image == NULL) {
		pager_set(&images->detail, "", 0);
		free(images->detail_path);
		images->detail_path = NULL;
		return;
	}
	if (images->detail_path != NULL && string_equal(images->detail_path, image->path) &&
		images->detail_which == images->which)
		return;
	if (now)
		start(images);
	else
		app_timer(images->view.app, PAUSE_MS, start, images);
}

void images_rest(struct images_view *images)
{
	app_timer(images->view.app, -1, start, images);
	app_timer(images->view.app, -1, forget, images);
	if (!app_work_busy(images->view.app, &images->detail))
		return;
	/* What is given up is asked again when it comes back into sight. */
	app_work_cancel(images->view.app, &images->detail);
	free(images->detail_path);
	images->detail_path = NULL;
}

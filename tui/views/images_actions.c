#include "tui/views/images_parts.h"

#include "base/words.h"

/* What can be done with images. */

static const char *no_image(struct app *app, struct view *view)
{
	(void)app;
	return images_chosen(images_view(view)) != NULL ? NULL : "no image is chosen";
}

static const char *no_query(struct app *app, struct view *view)
{
	const struct images_view *images = images_view(view);

	(void)app;
	if (images->mistake != NULL)
		return "the query cannot be read";
	return images->query.text.length > 0 ? NULL : "there is no query: / begins one";
}

static const char *not_two(struct app *app, struct view *view)
{
	(void)app;
	return images_view(view)->list.marked.count == 2 ? NULL
							  : "mark two images with space first";
}

static const char *all_read(struct app *app, struct view *view)
{
	const struct model *model = app_model(app);

	(void)view;
	if (model->facts_total > 0)
		return "the images are being read already";
	return model->catalog != NULL && model->catalog->count > 0 ? NULL : "there are no images";
}

static void search(struct app *app, struct view *view, const char *argument)
{
	struct images_view *images = images_view(view);

	images->focus = IMAGES_LIST;
	if (argument[0] != '\0') {
		input_set(&images->query, argument);
		images_select(images);
	} else {
		images->typing = true;
	}
	app_dirty(app);
}

static void use(struct app *app, struct view *view, const char *argument)
{
	const struct image *image = images_chosen(images_view(view));

	(void)argument;
	if (model_set(app_model(app), "image", image->path))
		app_say_here(app, SEVERITY_NOTE,
			"3 shows its binds, 5 the job: the workspace uses %s", image->file);
}

static void use_query(struct app *app, struct view *view, const char *argument)
{
	const char *query = text_string(&images_view(view)->query.text);

	(void)argument;
	if (model_set(app_model(app), "image", query))
		app_say_here(app, SEVERITY_NOTE,
			"the workspace asks for what fits when the script is written: %s", query);
}

static void show_which(struct app *app, struct view *view, enum images_detail which)
{
	struct images_view *images = images_view(view);

	images->which = which;
	images_follow(images, true);
	app_dirty(app);
}

static void show_what(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	show_which(app, view, DETAIL_SHOW);
}

static void show_packages(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	show_which(app, view, DETAIL_PACKAGES);
}

static void show_binds(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	show_which(app, view, DETAIL_BINDS);
}

static void show_definition(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	show_which(app, view, DETAIL_DEFINITION);
}

/* A command of the headless face whose output is a page of its own. One of these at a time. */
struct paging {
	struct app *app;
	char *title; /* owned */
};

static void paged(void *context, bool stale, int status, const struct text *output,
	const struct text *error)
{
	struct paging *paging = context;
	struct text text = TEXT_INIT;

	(void)status;
	text_append(&text, text_string(error));
	text_append(&text, text_string(output));
	if (!stale)
		app_page(paging->app, paging->title, PAGE_PLAIN,
			text.length > 0 ? text_string(&text) : "nothing to tell");
	text_release(&text);
	free(paging->title);
	free(paging);
}

static void page(struct app *app, char *title, char *const *words)
{
	static const char slot;
	struct paging *paging = xcalloc(1, sizeof *paging);
	struct strings argv = {0};
	struct app_child child = {.title = "reading images", .done = paged, .context = paging};

	*paging = (struct paging){app, title};
	app_own_argv(app, words, &argv);
	child.argv = strings_argv(&argv);
	app_child(app, &slot, &child);
	strings_release(&argv);
}

static void compare(struct app *app, struct view *view, const char *argument)
{
	const struct strings *marked = &images_view(view)->list.marked;
	struct strings words = {0};

	(void)argument;
	strings_split(&words, "image diff", ' ');
	strings_add(&words, marked->items[0]);
	strings_add(&words, marked->items[1]);
	page(app, xstrdup("From the first marked image to the second"), strings_argv(&words));
	strings_release(&words);
}

static void verify(struct app *app, struct view *view, const char *argument)
{
	const struct image *image = images_chosen(images_view(view));
	struct strings words = {0};

	(void)argument;
	strings_split(&words, "image verify", ' ');
	strings_add(&words, image->path);
	page(app, xasprintf("Is %s whole?", image->file), strings_argv(&words));
	strings_release(&words);
}

static void read_inside(void *context, const char *path)
{
	struct images_view *images = context;
	const struct image *image = images_chosen(images);
	struct strings words = {0};

	if (image == NULL || path[0] == '\0')
		return;
	strings_split(&words, "image cat", ' ');
	strings_add(&words, image->path);
	strings_add(&words, path);
	page(images->view.app, xasprintf("%s in %s", path, image->file), strings_argv(&words));
	strings_release(&words);
}

static void cat(struct app *app, struct view *view, const char *argument)
{
	struct app_ask ask = {
		.label = "File in the image",
		.placeholder = "/etc/os-release",
		.history = "files in images",
		.answer = read_inside,
		.context = images_view(view),
	};

	app_ask_unless(app, argument, &ask);
}

/* The query's word "sort:KEY" is put in, or takes the place of the one that is there. */
static void sorted(void *context, size_t index)
{
	static const char *const keys[] = {"", "-age", "name", "-size", "-version", "-rocm", "root"};
	struct images_view *images = context;
	struct strings words = {0};
	struct text line = TEXT_INIT;

	strings_split(&words, text_string(&images->query.text), ' ');
	for (size_t i = 0; i < words.count; i++)
		if (words.items[i][0] != '\0' && !string_starts(words.items[i], "sort:"))
			text_append_format(
				&line, "%s%s", line.length > 0 ? " " : "", words.items[i]);
	if (index > 0)
		text_append_format(&line, "%ssort:%s", line.length > 0 ? " " : "", keys[index]);
	input_set(&images->query, text_string(&line));
	images_select(images);
	app_dirty(images->view.app);
	strings_release(&words);
	text_release(&line);
}

static void sort(struct app *app, struct view *view, const char *argument)
{
	static const char *const titles[] = {"by path, as they are found", "newest first", "by name",
		"largest first", "highest version first", "highest ROCm first", "by root"};
	struct strings items = {0};

	(void)argument;
	for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
		strings_add(&items, titles[i]);
	app_choose(app, "Order", &items, NULL, 0, sorted, images_view(view));
	strings_release(&items);
}

static void read_all(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_read_facts(app_model(app));
	app_dirty(app);
}

static void rescan(struct app *app, struct view *view, const char *argument)
{
	(void)view;
	(void)argument;
	model_scan(app_model(app));
}

static void pin(struct app *app, struct view *view, const char *argument)
{
	struct model *model = app_model(app);
	const struct image *image = model_image(model, model->composed.image);
	struct diags diags = {0};
	struct text text = TEXT_INIT;

	(void)view;
	(void)argument;
	if (image != NULL && workspace_pin(&model->document.workspace, image, &text, &diags) &&
		model_replace(model, text_string(&text), "pin the image", &diags))
		app_say(app, SEVERITY_NOTE, "pinned: another file in its place will be noticed");
	app_say_diags(app, &diags);
	text_release(&text);
}

static const char *nothing_to_pin(struct app *app, struct view *view)
{
	const struct model *model = app_model(app);

	(void)view;
	return model->composed.image != NULL && model_image(model, model->composed.image) != NULL
		       ? NULL
		       : "the workspace has no image of this list yet: enter chooses one";
}

static void copy_path(struct app *app, struct view *view, const char *argument)
{
	(void)argument;
	app_copy(app, "the path", images_chosen(images_view(view))->path);
}

static void show_commands(struct app *app, struct view *view, const char *argument)
{
	const struct images_view *images = images_view(view);
	const struct image *image = images_chosen(images);
	const char *query = text_string(&images->query.text);
	struct text text = TEXT_INIT;

	(void)argument;
	text_append(&text, "berth image list");
	if (query[0] != '\0') {
		text_append_char(&text, ' ');
		text_append_shell_word(&text, query);
	}
	for (int i = 0; image != NULL && i < 3; i++) {
		static const char *const starts[] = {
			"\nberth image show ", "\nberth image packages ", "\nberth bind compose --image "};
		text_append(&text, starts[i]);
		text_append_shell_word(&text, image->path);
	}
	text_append_char(&text, '\n');
	app_page(app, "The same without the workbench", PAGE_SCRIPT, text_string(&text));
	text_release(&text);
}

const struct command images_commands[] = {
	{.name = "search",
		.keys = "/",
		.label = "query",
		.help = "Ask for images: torch>=2.6 rocm<6.4 has:flash-attn newest",
		.argument = "QUERY",
		.run = search},
	{.name = "use",
		.keys = "enter",
		.label = "use",
		.help = "Use the chosen image in the workspace",
		.disabled = no_image,
		.run = use},
	{.name = "use-query",
		.keys = "Q",
		.flags = COMMAND_QUIET,
		.help = "Have the workspace ask the query instead of naming one file",
		.disabled = no_query,
		.run = use_query},
	{.name = "what",
		.keys = "i",
		.label = "what",
		.help = "Beside the list: what the image is and how it is run here",
		.disabled = no_image,
		.run = show_what},
	{.name = "packages",
		.keys = "p",
		.label = "packages",
		.help = "Beside the list: the packages in the image",
		.disabled = no_image,
		.run = show_packages},
	{.name = "image-binds",
		.keys = "b",
		.label = "binds",
		.help = "Beside the list: the binds that the image needs",
		.disabled = no_image,
		.run = show_binds},
	{.name = "definition",
		.keys = "D",
		.flags = COMMAND_QUIET,
		.help = "Beside the list: also the definition file",
		.disabled = no_image,
		.run = show_definition},
	{.name = "compare",
		.keys = "c",
		.label = "compare",
		.help = "Compare the two marked images",
		.disabled = not_two,
		.run = compare},
	{.name = "order",
		.keys = "o",
		.label = "order",
		.help = "Choose the order of the list",
		.run = sort},
	{.name = "cat",
		.keys = "f",
		.flags = COMMAND_QUIET,
		.help = "Read a file in the chosen image",
		.argument = "PATH",
		.disabled = no_image,
		.run = cat},
	{.name = "verify",
		.keys = "V",
		.flags = COMMAND_QUIET,
		.help = "Check that the chosen image is whole",
		.disabled = no_image,
		.run = verify},
	{.name = "pin",
		.keys = "P",
		.flags = COMMAND_QUIET,
		.help = "Pin the workspace's image: another file in its place will be noticed",
		.disabled = nothing_to_pin,
		.run = pin},
	{.name = "read",
		.keys = "R",
		.flags = COMMAND_QUIET,
		.help = "Read the inside of all images that are not known yet",
		.disabled = all_read,
		.run = read_all},
	{.name = "rescan",
		.keys = "r",
		.flags = COMMAND_QUIET,
		.help = "Look for images again",
		.run = rescan},
	{.name = "copy",
		.keys = "y",
		.label = "copy",
		.help = "Copy the path of the chosen image",
		.disabled = no_image,
		.run = copy_path},
	{.name = "commands",
		.keys = "v",
		.label = "commands",
		.help = "Show the same for the command line",
		.run = show_commands},
	{.name = NULL},
};

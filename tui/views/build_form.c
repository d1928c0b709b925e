#include "tui/views/build_parts.h"

#include "base/words.h"

/* The form of a way of building, from its table of options. */

#define ARGUMENTS "arguments"

/* What every way has, for a build as a job. */
static const struct build_option job_options[] = {
	{.name = "account", .help = "As a job: the project that pays"},
	{.name = "partition", .help = "As a job: the partition; the site's choice else"},
	{.name = "time", .help = "As a job: the time limit"},
	{.name = "mem", .help = "As a job: the memory; its /tmp is a part of it"},
	{.name = "cores", .help = "As a job: how many cores"},
	{.name = NULL},
};

static const char *typed(const struct build_view *build, const char *option)
{
	for (size_t i = 0; i < build->typed.count; i++)
		if (string_equal(build->typed.items[i].option, option))
			return build->typed.items[i].value;
	return "";
}

static void keep_typed(struct build_view *build, const char *option, const char *value)
{
	for (size_t i = 0; i < build->typed.count; i++) {
		struct build_typed *item = &build->typed.items[i];
		if (!string_equal(item->option, option))
			continue;
		free(item->value);
		item->value = xstrdup(value);
		return;
	}
	vector_push(&build->typed, (struct build_typed){xstrdup(option), xstrdup(value)});
}

static struct field *add(struct build_view *build, const char *key, enum field_kind kind,
	const char *help)
{
	struct field *field = vector_add(&build->fields);

	*field = (struct field){.key = key, .label = key, .kind = kind, .help = help, .value = ""};
	if (kind != FIELD_HEADING)
		field->value = arena_strdup(&build->arena, typed(build, key));
	return field;
}

static void add_option(struct build_view *build, const struct build_option *option)
{
	enum field_kind kind = option->value == NULL	? FIELD_FLAG
			       : option->repeats	? FIELD_LIST
			       : option->choices != NULL ? FIELD_CHOICE
							 : FIELD_TEXT;
	struct field *field = add(build, option->name, kind, option->help);
	size_t count = 0;
	const char **choices;

	if (kind != FIELD_CHOICE)
		return;
	while (option->choices[count] != NULL)
		count++;
	choices = arena_alloc(&build->arena, (count + 2) * sizeof *choices);
	choices[0] = "";
	memcpy(choices + 1, option->choices, (count + 1) * sizeof *choices);
	field->choices = choices;
}

void build_fill_form(struct build_view *build)
{
	const struct build_recipe *recipe = build_chosen(build);

	arena_release(&build->arena);
	build->arena = (struct arena){0};
	build->fields.count = 0;
	if (recipe->arguments != NULL)
		add(build, ARGUMENTS, recipe->most == 1 ? FIELD_TEXT : FIELD_LIST, recipe->arguments);
	for (const struct build_option *option = recipe->options; option->name != NULL; option++)
		add_option(build, option);
	add(build, "As a job", FIELD_HEADING, NULL);
	for (const struct build_option *option = job_options; option->name != NULL; option++)
		add(build, option->name, FIELD_TEXT, option->help);
	form_set(&build->form, build->fields.items, build->fields.count);
}

static const struct field *find_field(const struct build_view *build, const char *key)
{
	for (size_t i = 0; i < build->fields.count; i++)
		if (string_equal(build->fields.items[i].key, key))
			return &build->fields.items[i];
	return NULL;
}

/* Only that lists can be taken apart is looked at here; what a value means is for the plan to say. */
static const char *set_field(void *context, const char *key, const char *value)
{
	struct build_view *build = context;
	const struct field *field = find_field(build, key);
	struct strings words = {0};
	const char *why = NULL;
	bool fine = field == NULL || field->kind != FIELD_LIST || words_split(value, &words, &why);

	strings_release(&words);
	if (!fine)
		return why;
	keep_typed(build, key, value);
	build->stale = true;
	build_replan(build);
	return NULL;
}

static void complete(void *context, const char *key, const char *before, struct strings *out)
{
	struct build_view *build = context;
	const struct model *model = app_model(build->view.app);

	if (model->catalog == NULL ||
		!(string_equal(key, "image") || string_equal(key, "base-image")))
		return;
	for (size_t i = 0; i < model->catalog->count; i++)
		if (string_starts(model->catalog->items[i].path, before))
			strings_add(out, model->catalog->items[i].path);
		else if (string_starts(model->catalog->items[i].file, before))
			strings_add(out, model->catalog->items[i].file);
}

void build_connect_form(struct build_view *build)
{
	build->form.set = set_field;
	build->form.complete = complete;
	build->form.context = build;
}

static void add_words(const struct build_view *build, const struct field *field, struct strings *words)
{
	struct strings values = {0};

	(void)build;
	if (field->kind == FIELD_HEADING || field->value[0] == '\0' ||
		string_equal(field->key, ARGUMENTS))
		return;
	if (field->kind == FIELD_FLAG) {
		if (string_equal(field->value, "true"))
			strings_add_format(words, "--%s", field->key);
		return;
	}
	if (field->kind != FIELD_LIST)
		strings_add(&values, field->value);
	else if (!words_split(field->value, &values, NULL))
		BUG("a list that was taken apart before");
	for (size_t i = 0; i < values.count; i++) {
		strings_add_format(words, "--%s", field->key);
		strings_add(words, values.items[i]);
	}
	strings_release(&values);
}

void build_words(const struct build_view *build, struct strings *words)
{
	const struct field *arguments = find_field(build, ARGUMENTS);

	strings_add(words, "build");
	strings_add(words, build_chosen(build)->name);
	if (arguments != NULL && arguments->kind == FIELD_LIST) {
		if (!words_split(arguments->value, words, NULL))
			BUG("a list that was taken apart before");
	} else if (arguments != NULL && arguments->value[0] != '\0') {
		strings_add(words, arguments->value);
	}
	for (size_t i = 0; i < build->fields.count; i++)
		add_words(build, &build->fields.items[i], words);
}

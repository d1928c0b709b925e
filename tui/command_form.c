#include "tui/command_form.h"

#include "base/words.h"

static const char *value_of(const struct command_form *form, const char *option)
{
	for (size_t i = 0; i < form->typed.count; i++)
		if (string_equal(form->typed.items[i].option, option))
			return form->typed.items[i].value;
	return "";
}

static void keep(struct command_form *form, const char *option, const char *value, bool suggested)
{
	for (size_t i = 0; i < form->typed.count; i++) {
		struct typed_option *item = &form->typed.items[i];
		if (!string_equal(item->option, option))
			continue;
		free(item->value);
		item->value = xstrdup(value);
		item->suggested = suggested;
		return;
	}
	vector_push(&form->typed, (struct typed_option){xstrdup(option), xstrdup(value), suggested});
}

void command_form_suggest(struct command_form *form, const char *option, const char *value)
{
	if (value_of(form, option)[0] == '\0')
		keep(form, option, value, true);
	form->stale = true;
}

static struct field *add(
	struct command_form *form, const char *key, enum field_kind kind, const char *help)
{
	struct field *field = vector_add(&form->fields);

	*field = (struct field){.key = key, .label = key, .kind = kind, .help = help, .value = ""};
	if (kind != FIELD_HEADING)
		field->value = arena_strdup(&form->arena, value_of(form, key));
	return field;
}

static void add_option(struct command_form *form, const struct build_option *option)
{
	enum field_kind kind = option->value == NULL     ? FIELD_FLAG
			       : option->repeats         ? FIELD_LIST
			       : option->choices != NULL ? FIELD_CHOICE
							 : FIELD_TEXT;
	struct field *field = add(form, option->name, kind, option->help);
	const char **choices;
	size_t count = 0;

	if (kind != FIELD_CHOICE)
		return;
	while (option->choices[count] != NULL)
		count++;
	/* The first choice is none: the option is left out. */
	choices = arena_alloc(&form->arena, (count + 2) * sizeof *choices);
	choices[0] = "";
	memcpy(choices + 1, option->choices, (count + 1) * sizeof *choices);
	field->choices = choices;
}

void command_form_refresh(struct command_form *form)
{
	if (!form->stale)
		return;
	form->stale = false;
	arena_release(&form->arena);
	form->arena = (struct arena){0};
	form->fields.count = 0;
	if (form->arguments != NULL)
		add(form, form->arguments, form->one_argument ? FIELD_TEXT : FIELD_LIST,
			arena_format(&form->arena, "What 'berth %s' is given", form->words));
	for (const struct command_options *group = form->groups; group->options != NULL; group++) {
		if (group->title != NULL)
			add(form, group->title, FIELD_HEADING, NULL);
		for (const struct build_option *o = group->options; o->name != NULL; o++)
			add_option(form, o);
	}
	form_set(&form->form, form->fields.items, form->fields.count);
}

static const struct field *find_field(const struct command_form *form, const char *key)
{
	for (size_t i = 0; i < form->fields.count; i++)
		if (string_equal(form->fields.items[i].key, key))
			return &form->fields.items[i];
	return NULL;
}

bool command_form_is_touched(const struct command_form *form)
{
	for (size_t i = 0; i < form->typed.count; i++) {
		const struct typed_option *item = &form->typed.items[i];
		if (!item->suggested && item->value[0] != '\0' && find_field(form, item->option) != NULL)
			return true;
	}
	return false;
}

/* Only that lists can be taken apart is looked at here; what a value means is for the command to
 * say. */
static const char *set_field(void *context, const char *key, const char *value)
{
	struct command_form *form = context;
	const struct field *field = find_field(form, key);
	struct strings words = {0};
	const char *why = NULL;
	bool fine = field == NULL || field->kind != FIELD_LIST || words_split(value, &words, &why);

	strings_release(&words);
	if (!fine)
		return why;
	keep(form, key, value, false);
	form->stale = true;
	if (form->changed != NULL)
		form->changed(form->context);
	return NULL;
}

void command_form_set(struct command_form *form, const char *words, const char *arguments,
	bool one_argument, const struct command_options *groups)
{
	form->words = words;
	form->arguments = arguments;
	form->one_argument = one_argument;
	form->groups = groups;
	form->form.set = set_field;
	form->form.context = form;
	form->stale = true;
}

static void add_words(
	const struct command_form *form, const struct build_option *option, struct strings *words)
{
	const char *value = value_of(form, option->name);
	struct strings values = {0};

	if (value[0] == '\0' || (option->value == NULL && !string_equal(value, "true")))
		return;
	if (option->value == NULL) {
		strings_add_format(words, "--%s", option->name);
		return;
	}
	if (!option->repeats)
		strings_add(&values, value);
	else if (!words_split(value, &values, NULL))
		return; /* typed for another command, which takes it as one text */
	for (size_t i = 0; i < values.count; i++) {
		strings_add_format(words, "--%s", option->name);
		strings_add(words, values.items[i]);
	}
	strings_release(&values);
}

void command_form_words(const struct command_form *form, struct strings *words)
{
	const char *arguments =
		form->arguments != NULL ? value_of(form, form->arguments) : "";

	strings_split(words, form->words, ' ');
	if (form->arguments != NULL && form->one_argument && arguments[0] != '\0')
		strings_add(words, arguments);
	else if (form->arguments != NULL && !form->one_argument &&
		 !words_split(arguments, words, NULL))
		BUG("a list that was taken apart before");
	for (const struct command_options *group = form->groups; group->options != NULL; group++)
		for (const struct build_option *o = group->options; o->name != NULL; o++)
			add_words(form, o, words);
}

void command_form_release(struct command_form *form)
{
	for (size_t i = 0; i < form->typed.count; i++) {
		free(form->typed.items[i].option);
		free(form->typed.items[i].value);
	}
	vector_release(&form->typed);
	vector_release(&form->fields);
	arena_release(&form->arena);
	form_release(&form->form);
}

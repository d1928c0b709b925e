#include "tui/app_parts.h"
#include "base/similar.h"

#include <ctype.h>

/*
 * Everything that can be done, from all tables in one list: keys, footer, help, palette and the ":"
 * line all read it.
 */

static void add_command(
	struct app *app, struct actions *actions, const struct command *command, struct view *view)
{
	vector_push(
		actions, (struct action){.kind = ACTION_COMMAND,
				 .name = command->name,
				 .keys = config_keys(&app->config, command->name, command->keys),
				 .label = command->label != NULL ? command->label : command->name,
				 .help = command->help,
				 .argument = command->argument,
				 .flags = command->flags,
				 .command = command,
				 .view = view});
}

static void add_view(struct app *app, struct actions *actions, const struct view_ops *ops)
{
	vector_push(actions, (struct action){.kind = ACTION_VIEW,
				     .name = ops->name,
				     .keys = config_keys(&app->config, ops->name, ops->keys),
				     .label = ops->title,
				     .help = ops->summary,
				     .flags = COMMAND_QUIET,
				     .shows = ops});
}

/* Whether the user's command belongs to the view that is shown. */
static bool is_of_view(const struct custom_command *custom, const struct view *view)
{
	if (custom->views.count == 0)
		return true;
	for (size_t i = 0; view != NULL && i < custom->views.count; i++)
		if (string_equal(custom->views.items[i], view->ops->name))
			return true;
	return false;
}

static void add_custom(struct actions *actions, const struct custom_command *custom)
{
	vector_push(actions,
		(struct action){.kind = ACTION_CUSTOM,
			.name = custom->record.name,
			.keys = custom->keys,
			.label = custom->label != NULL ? custom->label : custom->record.name,
			.help = custom->help != NULL ? custom->help : custom->run,
			.flags = custom->writes || custom->run[0] == '!' ? COMMAND_WRITES : 0,
			.custom = custom});
}

static void add_headless(struct app *app, struct actions *actions)
{
	const struct tui_headless *headless = app->start.headless;

	for (; headless != NULL && headless->words != NULL; headless++)
		vector_push(actions, (struct action){.kind = ACTION_HEADLESS,
					     .name = headless->words,
					     .label = headless->words,
					     .help = headless->summary,
					     .argument = headless->arguments,
					     .headless = headless});
}

void app_actions(struct app *app, bool everything, struct actions *actions)
{
	struct view *view = app_view(app);

	/* The footer shows what comes first: what the person has added is wanted there. */
	YAML_EACH(struct custom_command, custom, &app->config.commands)
	if (is_of_view(custom, view))
		add_custom(actions, custom);
	for (size_t i = 0;
		view != NULL && view->ops->commands != NULL && view->ops->commands[i].name != NULL;
		i++)
		add_command(app, actions, &view->ops->commands[i], view);
	for (size_t i = 0; command_global[i].name != NULL; i++)
		add_command(app, actions, &command_global[i], NULL);
	for (size_t i = 0; view_table[i] != NULL; i++)
		add_view(app, actions, view_table[i]);
	if (everything)
		add_headless(app, actions);
}

/* Whether one of the first `count` actions has that key, written as in their tables. */
static bool has_key(const struct actions *actions, size_t count, const char *key, size_t length)
{
	for (size_t i = 0; i < count; i++)
		for (const char *at = actions->items[i].keys; at != NULL && *at != '\0';) {
			size_t word = strcspn(at, " ");
			if (word == length && memcmp(at, key, length) == 0)
				return true;
			at += word + strspn(at + word, " ");
		}
	return false;
}

void app_drop_taken_keys(struct actions *actions)
{
	for (size_t i = actions->count; i-- > 0;) {
		bool free_one = false;
		for (const char *at = actions->items[i].keys; at != NULL && *at != '\0';) {
			size_t word = strcspn(at, " ");
			free_one = free_one || !has_key(actions, i, at, word);
			at += word + strspn(at + word, " ");
		}
		if (!free_one)
			actions->items[i].keys = NULL;
	}
}

const char *app_action_disabled(struct app *app, const struct action *action)
{
	struct view *view = action->view != NULL ? action->view : app_view(app);

	if (app->read_only && (action->flags & COMMAND_WRITES) != 0)
		return "the workbench is read-only";
	if (action->command != NULL && action->command->disabled != NULL)
		return action->command->disabled(app, view);
	return NULL;
}

/* An action that waits for its words. */
struct wanted {
	struct app *app;
	struct action action;
};

static void got_argument(void *context, const char *argument)
{
	struct wanted *wanted = context;
	struct action action = wanted->action;
	struct app *app = wanted->app;

	free(wanted);
	app_run_action(app, &action, argument);
}

static void left_argument(void *context)
{
	free(context);
}

static void ask_argument(struct app *app, const struct action *action)
{
	struct wanted *wanted = xmalloc(sizeof *wanted);

	*wanted = (struct wanted){app, *action};
	app_ask(app, &(struct app_ask){.label = action->label,
			     .placeholder = action->argument,
			     .history = action->name,
			     .answer = got_argument,
			     .left = left_argument,
			     .context = wanted});
}

void app_run_action(struct app *app, const struct action *action, const char *argument)
{
	struct view *view = action->view != NULL ? action->view : app_view(app);
	const char *why = app_action_disabled(app, action);

	if (why != NULL) {
		app_say_here(app, SEVERITY_WARNING, "%s: %s", action->label, why);
		return;
	}
	if (argument == NULL && (action->flags & COMMAND_ARGUMENT) != 0) {
		ask_argument(app, action);
		return;
	}
	if (argument == NULL)
		argument = "";
	switch (action->kind) {
	case ACTION_COMMAND:
		action->command->run(app, view, argument);
		break;
	case ACTION_VIEW:
		app_visit(app, action->shows->name, argument[0] != '\0' ? argument : NULL);
		break;
	case ACTION_CUSTOM:
		app_run_custom(app, action->custom);
		break;
	case ACTION_HEADLESS:
		app_open_line(app, action->name);
		break;
	}
	app_dirty(app);
}

/* The one that the word names: by name, by a key as people know it from other programs (":q",
 * ":w"), or by an unambiguous beginning. */
static const struct action *find(const struct actions *actions, const char *word)
{
	const struct action *found = NULL;

	vector_each (const struct action, action, actions)
		if (action->kind != ACTION_HEADLESS && string_equal(action->name, word))
			return action;
	vector_each (const struct action, action, actions) {
		struct key key;
		if (action->kind != ACTION_HEADLESS && action->keys != NULL && strlen(word) == 1 &&
			isalpha((unsigned char)word[0]) && key_parse(word, &key) &&
			key_among(&key, action->keys))
			return action;
	}
	vector_each (const struct action, action, actions)
		if (action->kind != ACTION_HEADLESS && string_starts(action->name, word)) {
			if (found != NULL)
				return NULL;
			found = action;
		}
	return found;
}

/* Whether the line begins with the words of a headless command, as whole words. */
static bool names_headless(const struct app *app, const char *line)
{
	const struct tui_headless *headless = app->start.headless;

	for (; headless != NULL && headless->words != NULL; headless++) {
		size_t length = strlen(headless->words);
		if (strncmp(line, headless->words, length) == 0 &&
			(line[length] == '\0' || line[length] == ' '))
			return true;
	}
	return false;
}

static void say_unknown(struct app *app, const struct actions *actions, const char *word)
{
	struct VECTOR_OF(const char *) names = {0};
	const char *near;

	vector_each (const struct action, action, actions)
		vector_push(&names, action->name);
	near = similar_best(word, names.items, names.count);
	if (near != NULL)
		app_say(app, SEVERITY_ERROR, "there is no command '%s'; did you mean '%s'?", word,
			near);
	else
		app_say(app, SEVERITY_ERROR, "there is no command '%s'; ? shows all", word);
	vector_release(&names);
}

void app_run_line(struct app *app, const char *line)
{
	struct actions actions = {0};
	const struct action *action;
	size_t length;
	char *word;

	line += strspn(line, " ");
	length = strcspn(line, " ");
	if (length == 0)
		return;
	word = xstrndup(line, length);
	app_actions(app, true, &actions);
	action = find(&actions, word);
	/* "job list" is the headless command, "job" alone the view. */
	if (names_headless(app, line) && (action == NULL || strchr(line, ' ') != NULL)) {
		app_run_headless(app, line);
	} else if (action != NULL) {
		struct action copy = *action;
		const char *rest = line + length + strspn(line + length, " ");
		app_run_action(app, &copy, rest[0] != '\0' ? rest : NULL);
	} else {
		say_unknown(app, &actions, word);
	}
	free(word);
	vector_release(&actions);
}

static void add_options(const struct app *app, const char *before, struct strings *candidates)
{
	const struct tui_headless *headless = app->start.headless;

	for (; headless != NULL && headless->words != NULL; headless++) {
		size_t length = strlen(headless->words);
		if (strncmp(before, headless->words, length) != 0 || before[length] != ' ')
			continue;
		for (size_t i = 0; headless->options != NULL && headless->options[i] != NULL; i++)
			strings_add(candidates, headless->options[i]);
	}
}

/* Candidates are for the last word of the line. */
void app_complete_line(void *context, const char *before, struct strings *candidates)
{
	struct app *app = context;
	struct actions actions = {0};
	const char *last = strrchr(before, ' ');
	size_t at = last != NULL ? (size_t)(last + 1 - before) : 0;

	app_actions(app, true, &actions);
	vector_each (const struct action, action, &actions)
		if (strncmp(action->name, before, strlen(before)) == 0) {
			char *rest = xstrndup(action->name + at, strcspn(action->name + at, " "));
			if (!strings_has(candidates, rest))
				strings_add(candidates, rest);
			free(rest);
		}
	add_options(app, before, candidates);
	if (string_starts(before, "theme "))
		theme_names(candidates);
	/* The only one is whole: the next word may follow. */
	if (candidates->count == 1) {
		char *whole = xasprintf("%s ", candidates->items[0]);
		free(candidates->items[0]);
		candidates->items[0] = whole;
	}
	vector_release(&actions);
}

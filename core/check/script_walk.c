#include "check/script_parts.h"

/* Goes through the commands in the order in which they run. */

struct script_words words_from(const struct script_words *words, size_t first)
{
	struct script_words rest = {0};

	if (first < words->count) {
		rest.items = words->items + first;
		rest.count = words->count - first;
	}
	return rest;
}

void variables_forget(struct walk *walk, const char *name, uint32_t at)
{
	struct script_value value = {
		.state = VALUE_MAYBE,
		.text = {.bytes = "\001", .length = 1, .start = at},
		.span = {at, at},
	};
	variables_set(walk->expander.variables, name, &value);
}

/* --- substitutions ------------------------------------------------------------------------- */

static void walk_subshell(struct walk *walk, const struct shell_node *list)
{
	size_t mark = variables_mark(walk->expander.variables);

	walk_list(walk, list);
	variables_undo(walk->expander.variables, mark);
}

static void walk_substitutions(struct walk *walk, const struct shell_word *words, unsigned depth)
{
	for (; words != NULL; words = words->next)
		for (const struct shell_part *part = words->parts; part != NULL; part = part->next) {
			if (part->script != NULL) {
				bool substitution = walk->substitution;
				walk->substitution = true;
				walk_subshell(walk, part->script);
				walk->substitution = substitution;
			}
			if (depth < SHELL_DEPTH_LIMIT && part->word != NULL)
				walk_substitutions(walk, part->word, depth + 1);
		}
}

void walk_all_substitutions(struct walk *walk, const struct shell_node *node)
{
	if (walk->silent)
		return;
	walk_substitutions(walk, node->words, 0);
	for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next) {
		walk_substitutions(walk, a->value, 0);
		walk_substitutions(walk, a->elements, 0);
	}
	for (const struct shell_redirect *r = node->redirects; r != NULL; r = r->next)
		walk_substitutions(walk, r->target, 0);
}

/* --- commands ------------------------------------------------------------------------------ */

static void walk_command(struct walk *walk, const struct shell_node *node)
{
	size_t mark;
	bool lasts = node->words == NULL || is_declaration(node);
	struct script_words words;

	walk_all_substitutions(walk, node);
	mark = variables_mark(walk->expander.variables);
	if (lasts) {
		for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next)
			walk_assign(walk, a, exports(node));
		words = expand_words(&walk->expander, node->words);
		if (node->words != NULL && exports(node))
			walk_names(walk, node, &words, "export");
		walk_words(walk, node, words);
		return;
	}
	words = expand_words(&walk->expander, node->words);
	for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next)
		walk_assign(walk, a, true);
	if (shell_word_is(node->words, "unset") || shell_word_is(node->words, "read") ||
		shell_word_is(node->words, "mapfile"))
		walk_names(walk, node, &words, words.items[0].text.bytes);
	walk_words(walk, node, words);
	if (node->assignments != NULL)
		variables_undo(walk->expander.variables, mark);
}

static const char *base_name(const struct script_word *word)
{
	const char *slash;

	if (word == NULL || memchr(word->text.bytes, SHELL_HOLE, word->text.length) != NULL) {
		/* A path whose folder alone is not known still has a name. */
		slash = word != NULL ? strrchr(word->text.bytes, '/') : NULL;
		if (slash == NULL || strchr(slash, SHELL_HOLE) != NULL)
			return "";
		return slash + 1;
	}
	slash = strrchr(word->text.bytes, '/');
	return slash != NULL ? slash + 1 : word->text.bytes;
}

void walk_words(struct walk *walk, const struct shell_node *node, struct script_words words)
{
	struct script *script = walk->script;
	struct script_command command = {
		.node = node,
		.words = words,
		.where = walk->where,
		.step = walk->step,
		.parent = walk->parent,
		.conditional = walk->conditional,
		.loop = walk->loop,
		.background = walk->background || node->background,
		.substitution = walk->substitution,
		.piped = walk->piped,
		.function = walk->function,
		.time = variables_time(walk->expander.variables),
	};
	size_t index = SIZE_MAX, parent = walk->parent;

	if (++walk->commands > WALK_COMMANDS_MAX) {
		script->incomplete = true;
		return;
	}
	command.program = program_index(&words);
	command.name = command.program < words.count ? base_name(&words.items[command.program]) : "";
	if (!walk->silent) {
		index = script->commands.count;
		vector_push(&script->commands, command);
	}
	walk->parent = index;
	run_command(walk, node, &words, index);
	walk->parent = parent;
}

/* The commands of a text, which was perhaps read before: a function that is called often. */
static const struct shell_node *read_text(struct walk *walk, const struct shell_text *text)
{
	enum { TEXTS_MAX = 64 };
	const struct shell_node *list;

	for (size_t i = walk->texts.count; i > 0; i--) {
		const struct walk_text *known = &walk->texts.items[i - 1];
		if (known->text.length == text->length &&
			shell_text_at(&known->text, 0) == shell_text_at(text, 0) &&
			memcmp(known->text.bytes, text->bytes, text->length) == 0)
			return known->list;
	}
	list = shell_read_text(&walk->script->shell, text, true, walk->depth * 4);
	if (walk->texts.count >= TEXTS_MAX)
		walk->texts.count = 0;
	vector_push(&walk->texts, (struct walk_text){*text, list});
	return list;
}

void walk_text(
	struct walk *walk, const struct shell_text *text, const struct script_words *arguments)
{
	const struct script_words *old_arguments = walk->expander.arguments;
	bool old_known = walk->expander.arguments_known;
	const struct shell_node *list;

	if (walk->depth >= WALK_DEPTH_MAX)
		return;
	list = read_text(walk, text);
	walk->depth++;
	walk->expander.arguments = arguments;
	walk->expander.arguments_known = arguments != NULL;
	walk_list(walk, list);
	walk->expander.arguments = old_arguments;
	walk->expander.arguments_known = old_known;
	walk->depth--;
}

/* --- blocks -------------------------------------------------------------------------------- */

void walk_branch(struct walk *walk, const struct shell_node *list)
{
	size_t mark = variables_mark(walk->expander.variables);
	bool conditional = walk->conditional;

	walk->conditional = true;
	walk_list(walk, list);
	walk->conditional = conditional;
	variables_doubt(walk->expander.variables, mark);
}

static void define(struct walk *walk, const struct shell_node *node)
{
	if (node->name != NULL && node->name[0] != '\0')
		functions_add(walk, node->name, node->body);
}

static void walk_node(struct walk *walk, const struct shell_node *node)
{
	int64_t value;

	switch (node->kind) {
	case NODE_COMMAND: walk_command(walk, node); break;
	case NODE_GROUP: walk_list(walk, node->body); break;
	case NODE_SUBSHELL: walk_subshell(walk, node->body); break;
	case NODE_IF:
		walk_list(walk, node->condition);
		walk_branch(walk, node->body);
		walk_branch(walk, node->otherwise);
		break;
	case NODE_WHILE: walk_loop(walk, node); break;
	case NODE_FOR: walk_for(walk, node); break;
	case NODE_FOR_ARITHMETIC: walk_for_arithmetic(walk, node); break;
	case NODE_CASE:
		walk_all_substitutions(walk, node);
		for (const struct shell_node *item = node->body; item != NULL; item = item->next)
			walk_branch(walk, item->body);
		break;
	case NODE_CASE_ITEM: walk_list(walk, node->body); break;
	case NODE_FUNCTION: define(walk, node); break;
	case NODE_TEST: walk_all_substitutions(walk, node); break;
	case NODE_ARITHMETIC:
		walk_all_substitutions(walk, node);
		if (!expand_arithmetic(&walk->expander, node->words, &value))
			forget_expression(walk, node->words);
		break;
	}
}

void walk_list(struct walk *walk, const struct shell_node *list)
{
	if (walk->depth >= WALK_DEPTH_MAX * 5)
		return;
	walk->depth++;
	for (; list != NULL && walk->commands <= WALK_COMMANDS_MAX; list = list->next) {
		bool pipe = list->join == JOIN_PIPE ||
			    (list->next != NULL && list->next->join == JOIN_PIPE);
		bool branch = list->join == JOIN_AND || list->join == JOIN_OR;
		bool own_shell = pipe || list->background;
		size_t mark = variables_mark(walk->expander.variables);
		bool conditional = walk->conditional, background = walk->background,
		     piped = walk->piped;
		walk->conditional = conditional || branch;
		walk->background = background || list->background;
		walk->piped = piped || pipe;
		walk_node(walk, list);
		walk->conditional = conditional;
		walk->background = background;
		walk->piped = piped;
		if (own_shell)
			variables_undo(walk->expander.variables, mark);
		else if (branch)
			variables_doubt(walk->expander.variables, mark);
	}
	walk->depth--;
}

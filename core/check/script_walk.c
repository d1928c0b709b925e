#include "check/script_parts.h"

/* Goes through the commands in the order in which they run, and keeps the variables. */

static void walk_node(struct walk *walk, const struct shell_node *node);

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

static void walk_all_substitutions(struct walk *walk, const struct shell_node *node)
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

/* --- assignments --------------------------------------------------------------------------- */

static struct shell_text join(
	struct expander *expander, const struct shell_text *a, const struct shell_text *b)
{
	struct builder builder = {0};

	builder_add(&builder, a->bytes, a->length, a->origin, a->start);
	builder_add(&builder, b->bytes, b->length, b->origin, b->start);
	return builder_end(expander, &builder, b->start);
}

static enum value_state state_of(const struct shell_text *text)
{
	return text_is_known(text) ? VALUE_KNOWN : VALUE_PARTLY;
}

static void assign_array(struct walk *walk, const struct shell_assignment *assignment,
	struct script_value *value)
{
	struct script_words words = expand_words(&walk->expander, assignment->elements);
	const struct script_value *old =
		variables_now(walk->expander.variables, assignment->name);
	size_t before = assignment->append && old->array ? old->count : 0;

	value->array = true;
	value->state = VALUE_KNOWN;
	value->count = before + words.count;
	value->items = arena_alloc(
		&walk->script->arena, (value->count + 1) * sizeof *value->items);
	walk->expander.spent += value->count * sizeof *value->items;
	if (before > 0)
		memcpy(value->items, old->items, before * sizeof *value->items);
	if (assignment->append && (old->state == VALUE_MAYBE || old->state == VALUE_PARTLY))
		value->state = VALUE_PARTLY;
	for (size_t i = 0; i < words.count; i++) {
		value->items[before + i] = words.items[i].text;
		/* [key]=value, and what may be several elements. */
		if (words.items[i].splits || words.items[i].text.bytes[0] == '[')
			value->state = VALUE_MAYBE;
		else if (!words.items[i].known && value->state == VALUE_KNOWN)
			value->state = VALUE_PARTLY;
	}
	if (value->state == VALUE_MAYBE) {
		value->array = false;
		value->count = 0;
		value->text = (struct shell_text){
			.bytes = "\001", .length = 1, .start = assignment->span.start};
	} else if (value->count > 0) {
		value->text = value->items[0];
	}
}

static void assign(struct walk *walk, const struct shell_assignment *assignment, bool exported)
{
	struct variables *variables = walk->expander.variables;
	struct script_value value = {
		.exported = exported || walk->export_all, .span = assignment->span};

	if (assignment->index != NULL) {
		variables_forget(walk, assignment->name, assignment->span.start);
		return;
	}
	if (assignment->array) {
		assign_array(walk, assignment, &value);
	} else {
		value.text = expand_text(&walk->expander, assignment->value);
		if (assignment->append) {
			struct shell_text old = expand_variable(
				&walk->expander, assignment->name, assignment->span.start);
			value.text = join(&walk->expander, &old, &value.text);
		}
		value.state = state_of(&value.text);
	}
	variables_set(variables, assignment->name, &value);
}

/* `export NAME`, `unset NAME`, `read NAME`: the names among the words. */
static void walk_names(struct walk *walk, const struct shell_node *node,
	const struct script_words *words, const char *command)
{
	for (size_t i = 1; i < words->count; i++) {
		const char *name = words->items[i].text.bytes;
		uint32_t at = shell_text_at(&words->items[i].text, 0);
		struct script_value value;
		if (name[0] == '-' || !words->items[i].known)
			continue;
		if (string_equal(command, "unset")) {
			value = (struct script_value){.state = VALUE_UNSET, .span = node->span};
			variables_set(walk->expander.variables, name, &value);
		} else if (string_equal(command, "read") || string_equal(command, "mapfile")) {
			variables_forget(walk, name, at);
		} else {
			value = *variables_now(walk->expander.variables, name);
			if (value.state == VALUE_UNSET)
				continue;
			value.exported = true;
			variables_set(walk->expander.variables, name, &value);
		}
	}
}

/* Whether `declare` and its like export. */
static bool exports(const struct shell_node *node)
{
	if (shell_word_is(node->words, "export"))
		return true;
	return node->words != NULL && shell_word_is(node->words->next, "-x");
}

static bool is_declaration(const struct shell_node *node)
{
	static const char *const names[] = {"export", "declare", "local", "readonly", "typeset"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (shell_word_is(node->words, names[i]))
			return true;
	return false;
}

static void walk_command(struct walk *walk, const struct shell_node *node)
{
	size_t mark;
	bool lasts = node->words == NULL || is_declaration(node);
	struct script_words words;

	walk_all_substitutions(walk, node);
	mark = variables_mark(walk->expander.variables);
	if (lasts) {
		for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next)
			assign(walk, a, exports(node));
		words = expand_words(&walk->expander, node->words);
		if (node->words != NULL && exports(node))
			walk_names(walk, node, &words, "export");
		walk_words(walk, node, words);
		return;
	}
	words = expand_words(&walk->expander, node->words);
	for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next)
		assign(walk, a, true);
	if (shell_word_is(node->words, "unset") || shell_word_is(node->words, "read") ||
		shell_word_is(node->words, "mapfile"))
		walk_names(walk, node, &words, words.items[0].text.bytes);
	walk_words(walk, node, words);
	if (node->assignments != NULL)
		variables_undo(walk->expander.variables, mark);
}

/* --- commands ------------------------------------------------------------------------------ */

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

void walk_text(struct walk *walk, const struct shell_text *text, const struct script_words *arguments)
{
	enum { TEXTS_MAX = 64 };
	const struct script_words *old_arguments = walk->expander.arguments;
	bool old_known = walk->expander.arguments_known;
	const struct shell_node *list = NULL;
	bool found = false;

	if (walk->depth >= WALK_DEPTH_MAX)
		return;
	for (size_t i = walk->texts.count; i > 0 && !found; i--) {
		const struct walk_text *known = &walk->texts.items[i - 1];
		if (known->text.length == text->length &&
			shell_text_at(&known->text, 0) == shell_text_at(text, 0) &&
			memcmp(known->text.bytes, text->bytes, text->length) == 0) {
			list = known->list;
			found = true;
		}
	}
	if (!found) {
		list = shell_read_text(&walk->script->shell, text, true, walk->depth * 4);
		if (walk->texts.count >= TEXTS_MAX)
			walk->texts.count = 0;
		vector_push(&walk->texts, (struct walk_text){*text, list});
	}
	walk->depth++;
	walk->expander.arguments = arguments;
	walk->expander.arguments_known = arguments != NULL;
	walk_list(walk, list);
	walk->expander.arguments = old_arguments;
	walk->expander.arguments_known = old_known;
	walk->depth--;
}

/* --- blocks -------------------------------------------------------------------------------- */

static void forget_list(struct walk *walk, const struct shell_node *list);

/* `read NAME`, `let NAME=...`: the names among the words. */
static void forget_words(struct walk *walk, const struct shell_node *node)
{
	struct shell_text name;

	for (const struct shell_word *word = node->words->next; word != NULL; word = word->next)
		if (word->parts != NULL && word->parts->kind == PART_TEXT &&
			shell_word_text(&walk->script->shell, word, &name))
			variables_forget(walk, name.bytes, word->span.start);
}

/* Any name in an expression: which of them are set does not matter. */
static void forget_expression(struct walk *walk, const struct shell_word *words)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	for (; words != NULL; words = words->next) {
		struct shell_text text = expand_text(&walk->expander, words);
		for (const char *p = text.bytes; *p != '\0';) {
			size_t length = strspn(p, letters);
			if (length > 0 && (*p < '0' || *p > '9'))
				variables_forget(walk,
					arena_strndup(&walk->script->arena, p, length),
					words->span.start);
			p += length > 0 ? length : 1;
		}
	}
}

/* Every name that the node may set becomes unknown: a loop is about to begin. */
static void forget_node(struct walk *walk, const struct shell_node *node)
{
	for (const struct shell_assignment *a = node->assignments; a != NULL; a = a->next)
		if (node->words == NULL || is_declaration(node))
			variables_forget(walk, a->name, a->span.start);
	if (node->kind == NODE_FOR && node->name[0] != '\0')
		variables_forget(walk, node->name, node->span.start);
	if (node->kind == NODE_COMMAND && node->words != NULL &&
		(shell_word_is(node->words, "read") || shell_word_is(node->words, "let")))
		forget_words(walk, node);
	if (node->kind == NODE_ARITHMETIC || node->kind == NODE_FOR_ARITHMETIC)
		forget_expression(walk, node->words);
	forget_list(walk, node->condition);
	forget_list(walk, node->body);
	forget_list(walk, node->otherwise);
}

static void forget_list(struct walk *walk, const struct shell_node *list)
{
	for (; list != NULL; list = list->next)
		forget_node(walk, list);
}

static void walk_branch(struct walk *walk, const struct shell_node *list)
{
	size_t mark = variables_mark(walk->expander.variables);
	bool conditional = walk->conditional;

	walk->conditional = true;
	walk_list(walk, list);
	walk->conditional = conditional;
	variables_doubt(walk->expander.variables, mark);
}

static void walk_loop(struct walk *walk, const struct shell_node *node)
{
	bool loop = walk->loop;

	forget_node(walk, node);
	walk->loop = true;
	walk_list(walk, node->condition);
	walk_branch(walk, node->body);
	walk->loop = loop;
}

/* Whether a body only computes: then the loop can be gone through as bash would. */
static bool only_computes(const struct shell_node *list, unsigned depth)
{
	for (; list != NULL; list = list->next) {
		bool simple = list->kind == NODE_ARITHMETIC ||
			      (list->kind == NODE_COMMAND &&
				      (list->words == NULL || is_declaration(list)));
		bool loop = (list->kind == NODE_FOR || list->kind == NODE_FOR_ARITHMETIC) &&
			    depth < 4 && only_computes(list->body, depth + 1);
		if ((!simple && !loop) || list->join != JOIN_NEXT || list->background)
			return false;
	}
	return true;
}

enum { ITERATIONS_MAX = 1024 };

/* Records only the first time round. */
static void walk_again(struct walk *walk, const struct shell_node *list, bool first)
{
	bool silent = walk->silent, loop = walk->loop;

	walk->silent = silent || !first;
	walk->loop = true;
	walk_list(walk, list);
	walk->silent = silent;
	walk->loop = loop;
}

static bool all_known(const struct script_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (!words->items[i].known)
			return false;
	return true;
}

static void walk_for(struct walk *walk, const struct shell_node *node)
{
	struct script_words words = expand_words(&walk->expander, node->words);

	walk_all_substitutions(walk, node);
	if (node->words == NULL || node->name[0] == '\0' || words.count > ITERATIONS_MAX ||
		!all_known(&words) || !only_computes(node->body, 0)) {
		walk_loop(walk, node);
		return;
	}
	for (size_t i = 0; i < words.count && walk->commands <= WALK_COMMANDS_MAX; i++) {
		struct script_value value = {
			.state = VALUE_KNOWN, .text = words.items[i].text, .span = node->span};
		variables_set(walk->expander.variables, node->name, &value);
		walk_again(walk, node->body, i == 0);
	}
}

static void walk_for_arithmetic(struct walk *walk, const struct shell_node *node)
{
	const struct shell_word *start = node->words;
	const struct shell_word *test = start != NULL ? start->next : NULL;
	const struct shell_word *step = test != NULL ? test->next : NULL;
	int64_t value;

	if (step == NULL || !only_computes(node->body, 0) ||
		!expand_arithmetic(&walk->expander, start, &value)) {
		walk_loop(walk, node);
		return;
	}
	for (int i = 0; i < ITERATIONS_MAX; i++) {
		if (!expand_arithmetic(&walk->expander, test, &value))
			break;
		if (value == 0)
			return;
		walk_again(walk, node->body, i == 0);
		if (walk->commands > WALK_COMMANDS_MAX ||
			!expand_arithmetic(&walk->expander, step, &value))
			break;
	}
	forget_node(walk, node);
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

#include "check/script_parts.h"

/* Loops: those that only compute are gone through as bash would, the others once, with what
 * changes in them not known. */

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

void forget_expression(struct walk *walk, const struct shell_word *words)
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

void walk_loop(struct walk *walk, const struct shell_node *node)
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

void walk_for(struct walk *walk, const struct shell_node *node)
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

void walk_for_arithmetic(struct walk *walk, const struct shell_node *node)
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

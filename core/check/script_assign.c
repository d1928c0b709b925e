#include "check/script_parts.h"

/* What sets variables: assignments, export and its like, unset, read. */

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

void walk_assign(struct walk *walk, const struct shell_assignment *assignment, bool exported)
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

void walk_names(struct walk *walk, const struct shell_node *node,
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

bool exports(const struct shell_node *node)
{
	if (shell_word_is(node->words, "export"))
		return true;
	return node->words != NULL && shell_word_is(node->words->next, "-x");
}

bool is_declaration(const struct shell_node *node)
{
	static const char *const names[] = {"export", "declare", "local", "readonly", "typeset"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (shell_word_is(node->words, names[i]))
			return true;
	return false;
}

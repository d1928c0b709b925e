#include "check/expand.h"

#include "check/expand_parts.h"
#include "check/shell_parts.h"

void builder_add(struct builder *builder, const char *bytes, size_t length, const uint32_t *origin,
	uint32_t start)
{
	if (builder->text.length + length > EXPAND_TEXT_LIMIT) {
		builder->hole = true;
		return;
	}
	text_reserve(&builder->text, length);
	vector_reserve(&builder->origins, length);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\0') /* is not there for bash */
			continue;
		text_append_char(&builder->text, bytes[i]);
		builder->origins.items[builder->origins.count++] =
			origin != NULL ? origin[i] : start + (uint32_t)i;
	}
}

void builder_add_at(struct builder *builder, const char *string, uint32_t at)
{
	for (; *string != '\0' && builder->text.length < EXPAND_TEXT_LIMIT; string++) {
		text_append_char(&builder->text, *string);
		vector_push(&builder->origins, at);
	}
}

struct shell_text builder_end(struct expander *expander, struct builder *builder, uint32_t start)
{
	struct arena *arena = &expander->script->arena;
	struct shell_text text = {.start = start};
	size_t length = builder->text.length;
	uint32_t *origin;

	expander->spent += length + 16;
	if (builder->hole || expander->spent > EXPAND_BUDGET) {
		text_truncate(&builder->text, 0);
		builder->origins.count = 0;
		text_append_char(&builder->text, SHELL_HOLE);
		vector_push(&builder->origins, start);
		length = 1;
	}
	if (expander->spent > EXPAND_BUDGET)
		expander->script->incomplete = true;
	text.bytes = arena_strndup(arena, text_string(&builder->text), length);
	text.length = length;
	origin = arena_alloc(arena, (length + 1) * sizeof *origin);
	if (length > 0)
		memcpy(origin, builder->origins.items, length * sizeof *origin);
	text.origin = origin;
	text_release(&builder->text);
	vector_release(&builder->origins);
	*builder = (struct builder){0};
	return text;
}

bool text_is_known(const struct shell_text *text)
{
	return text->length == 0 || memchr(text->bytes, SHELL_HOLE, text->length) == NULL;
}

static const struct shell_text hole_text = {.bytes = "\001", .length = 1};

static struct shell_text hole_at(uint32_t at)
{
	struct shell_text text = hole_text;
	text.start = at;
	return text;
}

/* $1, $2, ...; $0 is not known. */
static bool positional(struct expander *expander, const char *name, struct shell_text *text)
{
	long number;

	if (!is_digit(name[0]) || strlen(name) > 4)
		return false;
	number = strtol(name, NULL, 10);
	*text = hole_at(0);
	if (expander->arguments_known && number > 0) {
		if ((size_t)number <= expander->arguments->count)
			*text = expander->arguments->items[number - 1].text;
		else
			*text = (struct shell_text){.bytes = ""};
	}
	return true;
}

struct shell_text expand_variable(struct expander *expander, const char *name, uint32_t at)
{
	struct shell_text text;
	const struct script_value *value;

	if (positional(expander, name, &text))
		return text;
	if (!is_name_start(name[0])) {
		if (string_equal(name, "#") && expander->arguments_known) {
			char digits[24];
			snprintf(digits, sizeof digits, "%zu", expander->arguments->count);
			return (struct shell_text){
				.bytes = arena_strdup(&expander->script->arena, digits),
				.length = strlen(digits),
				.origin = arena_alloc(&expander->script->arena,
					sizeof digits * sizeof(uint32_t)),
				.start = at};
		}
		return hole_at(at);
	}
	value = variables_now(expander->variables, name);
	if (value->state == VALUE_UNSET || value->state == VALUE_MAYBE)
		return hole_at(at);
	return value->text;
}

bool expand_arithmetic(struct expander *expander, const struct shell_word *word, int64_t *value)
{
	struct shell_text text = expand_text(expander, word);

	return text_is_known(&text) && arithmetic_value(expander, text.bytes, value);
}

/* The result of an operation on a parameter that is known (`set` says whether it is set). */
static bool default_value(struct expander *expander, const struct shell_part *part, bool known,
	bool set, const struct shell_text *text, struct shell_text *result)
{
	const char *operation = part->operation;
	bool colon = operation[0] == ':';
	char kind = operation[colon ? 1 : 0];
	bool use;

	if (kind == '\0' || strchr("-=?+", kind) == NULL)
		return false;
	/* Unset in the script may still come from outside. */
	if (!known || !set) {
		*result = hole_at(part->span.start);
		return true;
	}
	use = colon ? text->length > 0 : true;
	if (kind == '+')
		use = !use;
	if (use && kind != '+')
		*result = *text;
	else if (use)
		*result = (struct shell_text){.bytes = "", .start = part->span.start};
	else
		*result = expand_text(expander, part->word);
	return true;
}

/* ${x#pattern} and ${x%pattern} with a plain pattern, or "*" and one character for the usual forms
 * ${x##*<char>}, ${x%<char>*}. */
static bool trim(struct expander *expander, const struct shell_part *part,
	const struct shell_text *text, struct shell_text *result)
{
	struct shell_text pattern = expand_text(expander, part->word);
	const char *operation = part->operation;
	size_t length = pattern.length;

	*result = *text;
	if (!text_is_known(&pattern) || strpbrk(pattern.bytes, "*?[\\") != NULL)
		return false;
	if (length > text->length)
		return true;
	if (operation[0] == '#' && memcmp(text->bytes, pattern.bytes, length) == 0) {
		result->bytes += length;
		result->length -= length;
		result->origin = text->origin != NULL ? text->origin + length : NULL;
		result->start = text->start + (text->origin == NULL ? (uint32_t)length : 0);
	} else if (operation[0] == '%' &&
		   memcmp(text->bytes + text->length - length, pattern.bytes, length) == 0) {
		struct builder builder = {0};
		builder_add(&builder, text->bytes, text->length - length, text->origin,
			text->start);
		*result = builder_end(expander, &builder, text->start);
	}
	return true;
}

static struct shell_text number_text(struct expander *expander, int64_t number, uint32_t at)
{
	struct builder builder = {0};
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)number);
	builder_add_at(&builder, digits, at);
	return builder_end(expander, &builder, at);
}

/* One element of an array, or the whole of a plain variable for index 0. */
static struct shell_text element(struct expander *expander, const struct shell_part *part)
{
	const struct script_value *value = variables_now(expander->variables, part->name);
	int64_t index;

	if (value->state != VALUE_KNOWN || !expand_arithmetic(expander, part->index, &index) ||
		index < 0)
		return hole_at(part->span.start);
	if (!value->array)
		return index == 0 ? value->text
				  : (struct shell_text){.bytes = "", .start = part->span.start};
	if ((uint64_t)index >= value->count)
		return (struct shell_text){.bytes = "", .start = part->span.start};
	return value->items[index];
}

static bool is_all(const struct shell_word *index)
{
	return index != NULL && (shell_word_is(index, "@") || shell_word_is(index, "*"));
}

static struct shell_text expand_parameter(struct expander *expander, const struct shell_part *part)
{
	struct shell_text text, result;
	bool set;

	if (is_all(part->index)) {
		const struct script_value *value = variables_now(expander->variables, part->name);
		if (string_equal(part->operation, "length") && value->state == VALUE_KNOWN)
			return number_text(expander,
				value->array ? (int64_t)value->count : 1, part->span.start);
		return hole_at(part->span.start);
	}
	if (string_equal(part->operation, "indirect"))
		return hole_at(part->span.start);
	text = part->index != NULL ? element(expander, part)
				   : expand_variable(expander, part->name, part->span.start);
	set = text_is_known(&text);
	if (part->operation[0] == '\0')
		return text;
	if (default_value(expander, part, set, set, &text, &result))
		return result;
	if (!set)
		return hole_at(part->span.start);
	if (string_equal(part->operation, "length"))
		return number_text(expander, (int64_t)text.length, part->span.start);
	if ((part->operation[0] == '#' || part->operation[0] == '%') &&
		trim(expander, part, &text, &result))
		return result;
	return hole_at(part->span.start);
}

struct shell_text expand_part(struct expander *expander, const struct shell_part *part)
{
	struct shell_text text = hole_at(part->span.start);
	int64_t number;

	if (expander->depth > SHELL_DEPTH_LIMIT || expander->spent > EXPAND_BUDGET)
		return text;
	expander->depth++;
	switch (part->kind) {
	case PART_TEXT: text = part->text; break;
	case PART_VARIABLE: text = expand_parameter(expander, part); break;
	case PART_ARITHMETIC:
		if (expand_arithmetic(expander, part->word, &number))
			text = number_text(expander, number, part->span.start);
		break;
	case PART_COMMAND: (void)expand_command(expander, part, &text); break;
	case PART_PROCESS:
	case PART_HOLE: break;
	}
	expander->depth--;
	return text;
}

struct shell_text expand_text(struct expander *expander, const struct shell_word *word)
{
	struct builder builder = {0};

	if (word == NULL)
		return (struct shell_text){.bytes = ""};
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		struct shell_text text = expand_part(expander, part);
		builder_add(&builder, text.bytes, text.length, text.origin, text.start);
		if (builder.hole)
			break;
	}
	return builder_end(expander, &builder, word->span.start);
}

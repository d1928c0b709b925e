#include "base/yaml_internal.h"
#include "base/similar.h"
#include "base/units.h"

#include <inttypes.h>

/*
 * Scalars and lists of scalars, typed as the field says.
 */

enum verdict { VALUE_FINE, VALUE_WRONG_KIND, VALUE_OUT_OF_RANGE };

struct scalar {
	const struct yaml_field *field;
	const char *text;
	struct arena *arena;
};

/* How one scalar is read. `to` has the type that yaml.h says. */
typedef enum verdict read_function(const struct scalar *scalar, void *to);

struct value_kind {
	const char *wanted; /* "must be ..." */
	const char *hint;   /* may be NULL */
	read_function *read;
	/* For lists: the size of an item, and what the whole must be. */
	size_t item_size;
	const char *wanted_list;
	bool single; /* one scalar may stand for a list of one */
};

static read_function read_string, read_bool, read_integer, read_size, read_signed_size,
	read_duration, read_choice;

static const char size_hint[] = "for example 512M, 224G or 1T";

static const struct value_kind kinds[] = {
	[YAML_STRING] = {.wanted = "text", .read = read_string},
	[YAML_BOOL] = {.wanted = "true or false", .read = read_bool},
	[YAML_INTEGER] = {.wanted = "a whole number", .read = read_integer},
	[YAML_SIZE] = {.wanted = "a size", .hint = size_hint, .read = read_size},
	[YAML_DURATION] = {.wanted = "a time",
		.hint = "for example 30 (minutes), 12:00:00 or 2-00:00:00 (days first)",
		.read = read_duration},
	[YAML_CHOICE] = {.read = read_choice},
	[YAML_STRINGS] = {.wanted = "text",
		.read = read_string,
		.item_size = sizeof(char *),
		.wanted_list = "a list of texts, or one text",
		.single = true},
	[YAML_INTEGERS] = {.wanted = "a whole number",
		.read = read_integer,
		.item_size = sizeof(int64_t),
		.wanted_list = "a list of whole numbers"},
	[YAML_SIZES] = {.wanted = "a size",
		.hint = size_hint,
		.read = read_signed_size,
		.item_size = sizeof(int64_t),
		.wanted_list = "a list of sizes"},
};

static enum verdict read_string(const struct scalar *scalar, void *to)
{
	*(char **)to = arena_strdup(scalar->arena, scalar->text);
	return VALUE_FINE;
}

static enum verdict read_bool(const struct scalar *scalar, void *to)
{
	bool yes = string_equal(scalar->text, "true");

	if (!yes && !string_equal(scalar->text, "false"))
		return VALUE_WRONG_KIND;
	*(bool *)to = yes;
	return VALUE_FINE;
}

static bool is_number(const char *text, size_t skip, const char *digits)
{
	return text[skip] != '\0' && text[skip + strspn(text + skip, digits)] == '\0';
}

/* A number that is well written but too large for 64 bits is out of every range. */
static enum verdict parse_integer(const char *text, int64_t *number)
{
	size_t sign = text[0] == '-' || text[0] == '+';

	if (text[sign] == '0' && (text[sign + 1] == 'x' || text[sign + 1] == 'X')) {
		uint64_t magnitude = 0;
		if (!is_number(text, sign + 2, "0123456789abcdefABCDEF"))
			return VALUE_WRONG_KIND;
		for (const char *c = text + sign + 2; *c != '\0'; c++) {
			int digit = *c <= '9' ? *c - '0' : (*c | 0x20) - 'a' + 10;
			if (magnitude > INT64_MAX >> 4)
				return VALUE_OUT_OF_RANGE;
			magnitude = magnitude << 4 | (uint64_t)digit;
		}
		*number = text[0] == '-' ? -(int64_t)magnitude : (int64_t)magnitude;
		return VALUE_FINE;
	}
	if (integer_parse(text, INT64_MIN, INT64_MAX, number))
		return VALUE_FINE;
	return is_number(text, sign, "0123456789") ? VALUE_OUT_OF_RANGE : VALUE_WRONG_KIND;
}

static enum verdict read_integer(const struct scalar *scalar, void *to)
{
	const struct yaml_field *field = scalar->field;
	int64_t number = 0;
	enum verdict verdict = parse_integer(scalar->text, &number);

	if (verdict != VALUE_FINE)
		return verdict;
	if ((field->low != 0 || field->high != 0) && (number < field->low || number > field->high))
		return VALUE_OUT_OF_RANGE;
	*(int64_t *)to = number;
	return VALUE_FINE;
}

static enum verdict read_size(const struct scalar *scalar, void *to)
{
	uint64_t bare = scalar->field->bare > 0 ? scalar->field->bare : 1;

	return size_parse(scalar->text, bare, to) ? VALUE_FINE : VALUE_WRONG_KIND;
}

static enum verdict read_signed_size(const struct scalar *scalar, void *to)
{
	uint64_t bytes;

	if (!size_parse(scalar->text, 1, &bytes))
		return VALUE_WRONG_KIND;
	if (bytes > INT64_MAX)
		return VALUE_OUT_OF_RANGE;
	*(int64_t *)to = (int64_t)bytes;
	return VALUE_FINE;
}

static enum verdict read_duration(const struct scalar *scalar, void *to)
{
	return duration_parse(scalar->text, to) ? VALUE_FINE : VALUE_WRONG_KIND;
}

static enum verdict read_choice(const struct scalar *scalar, void *to)
{
	for (int i = 0; scalar->field->choices[i] != NULL; i++) {
		if (string_equal(scalar->field->choices[i], scalar->text)) {
			*(int *)to = i;
			return VALUE_FINE;
		}
	}
	return VALUE_WRONG_KIND;
}

/* "'nodes'", "item 2 of 'order'". */
static void append_subject(struct text *text, const struct yaml_step *step)
{
	if (step->key == NULL) {
		text_append_format(text, "item %zu of ", step->index + 1);
		step = step->up;
	}
	text_append_format(text, "'%.*s%s'", YAML_CUT(step->key));
}

static void append_choices(struct text *text, const char *const *choices)
{
	text_append(text, choices[1] != NULL ? "one of " : "");
	for (size_t i = 0; choices[i] != NULL; i++)
		text_append_format(text, "%s'%s'", i > 0 ? ", " : "", choices[i]);
}

/* What was meant, when that can be guessed; NULL when not. */
static const char *guess(const struct yaml_field *field, const char *string)
{
	static const char *const words[][2] = {{"yes", "true"}, {"on", "true"}, {"1", "true"},
		{"no", "false"}, {"off", "false"}, {"0", "false"}};
	size_t count = 0;

	if (field->kind == YAML_CHOICE) {
		while (field->choices[count] != NULL)
			count++;
		return similar_best(string, field->choices, count);
	}
	if (field->kind != YAML_BOOL)
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (strcasecmp(string, words[i][0]) == 0 || strcasecmp(string, words[i][1]) == 0)
			return words[i][1];
	return NULL;
}

static void complain_kind(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step, const char *wanted)
{
	const char *string = yaml_text(node), *meant = NULL, *hint = kinds[field->kind].hint;
	struct text message = TEXT_INIT;
	struct diag *diag;

	append_subject(&message, step);
	text_append(&message, " must be ");
	if (wanted != NULL)
		text_append(&message, wanted);
	else
		append_choices(&message, field->choices);
	text_append(&message, ", not ");
	yaml_append_found(&message, node);
	diag = yaml_mistake(reader, "F04", step, node->start_mark, "%s", text_string(&message));
	if (string != NULL)
		meant = guess(field, string);
	if (meant != NULL)
		diag_hint(diag, "did you mean '%s'?", meant);
	else if (string != NULL && string_equal(string, "~") && yaml_is_null(node))
		diag_hint(diag, "write \"~\" with quotes for your home folder");
	else if (hint != NULL)
		diag_hint(diag, "%s", hint);
	text_release(&message);
}

static void complain_range(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step)
{
	const char *string = yaml_text(node);
	struct text message = TEXT_INIT;

	append_subject(&message, step);
	text_append_format(&message, " is %.*s%s, but ", YAML_CUT(string));
	if (field->kind == YAML_SIZES || (field->low == 0 && field->high == 0))
		text_append(&message, "so large a number cannot be stored");
	else if (field->high == INT64_MAX)
		text_append_format(&message, "must be at least %" PRId64, field->low);
	else if (field->low == INT64_MIN)
		text_append_format(&message, "must be at most %" PRId64, field->high);
	else
		text_append_format(&message, "must be between %" PRId64 " and %" PRId64, field->low,
			field->high);
	yaml_mistake(reader, "F05", step, node->start_mark, "%s", text_string(&message));
	text_release(&message);
}

static void read_scalar(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step, void *to)
{
	const struct value_kind *kind = &kinds[field->kind];
	const struct scalar scalar = {field, yaml_text(node), reader->arena};
	enum verdict verdict = VALUE_WRONG_KIND;

	if (scalar.text != NULL && !yaml_is_null(node))
		verdict = kind->read(&scalar, to);
	if (verdict == VALUE_WRONG_KIND)
		complain_kind(reader, field, node, step, kind->wanted);
	else if (verdict == VALUE_OUT_OF_RANGE)
		complain_range(reader, field, node, step);
}

/* Reads `count` nodes into a new array. */
static void *read_items(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *list, size_t count, const struct yaml_step *step)
{
	size_t size = kinds[field->kind].item_size;
	char *items = arena_alloc(reader->arena, count * size);

	for (size_t i = 0; i < count && !yaml_is_hopeless(reader); i++) {
		const struct yaml_step item = {.up = step, .index = i};
		const yaml_node_t *node = yaml_document_get_node(
			reader->document, list->data.sequence.items.start[i]);
		read_scalar(reader, field, node, &item, items + i * size);
	}
	return items;
}

static void read_list(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step, void *to)
{
	const struct value_kind *kind = &kinds[field->kind];
	void *items = NULL;
	size_t count = 0;

	if (node->type == YAML_SEQUENCE_NODE) {
		count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
		if (count > 0)
			items = read_items(reader, field, node, count, step);
	} else if (node->type == YAML_SCALAR_NODE && kind->single && !yaml_is_null(node)) {
		count = 1;
		items = arena_alloc(reader->arena, kind->item_size);
		read_scalar(reader, field, node, step, items);
	} else if (!yaml_is_null(node)) {
		complain_kind(reader, field, node, step, kind->wanted_list);
		return;
	}
	if (field->kind == YAML_STRINGS)
		*(struct yaml_strings *)to = (struct yaml_strings){items, count};
	else
		*(struct yaml_integers *)to = (struct yaml_integers){items, count};
}

void yaml_value_read(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step, void *to)
{
	if (kinds[field->kind].item_size > 0)
		read_list(reader, field, node, step, to);
	else if (field->kind == YAML_STRING && yaml_is_null(node))
		*(char **)to = NULL;
	else
		read_scalar(reader, field, node, step, to);
}

#include "base/yaml_internal.h"

/*
 * What all readers of the graph need: the text of nodes, names in order, and mistakes with their
 * places.
 */

enum { CUT_LENGTH = 80 }; /* bytes of the file's text that a message quotes */

struct place yaml_place(const char *file, yaml_mark_t mark)
{
	/* The marks of a file of at most YAML_SIZE_LIMIT bytes fit. */
	return (struct place){
		.file = file, .line = (int)mark.line + 1, .column = (int)mark.column + 1};
}

bool yaml_is_null(const yaml_node_t *node)
{
	static const char *const words[] = {"", "~", "null", "Null", "NULL"};

	if (node->type != YAML_SCALAR_NODE || node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (string_equal((const char *)node->data.scalar.value, words[i]))
			return true;
	return false;
}

const char *yaml_text(const yaml_node_t *node)
{
	const char *text;

	if (node->type != YAML_SCALAR_NODE)
		return NULL;
	text = (const char *)node->data.scalar.value;
	return strlen(text) == node->data.scalar.length ? text : NULL;
}

int yaml_cut(const char *text)
{
	size_t length = strnlen(text, CUT_LENGTH + 1);

	if (length > CUT_LENGTH) {
		length = CUT_LENGTH;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	return (int)length;
}

void yaml_append_path(struct text *text, const struct yaml_step *step)
{
	if (step == NULL)
		return;
	if (step->up != NULL) {
		yaml_append_path(text, step->up);
		text_append_char(text, '.');
	}
	if (step->key != NULL)
		text_append_format(text, "%.*s%s", YAML_CUT(step->key));
	else
		text_append_format(text, "%zu", step->index);
}

struct diag *yaml_mistake(struct yaml_reader *reader, const char *id, const struct yaml_step *step,
	yaml_mark_t mark, const char *format, ...)
{
	struct place place = yaml_place(reader->file, mark);
	struct text message = TEXT_INIT, path = TEXT_INIT;
	struct diag *diag;
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	yaml_append_path(&path, step);
	if (step != NULL)
		place.field = text_string(&path);
	diag = diags_add(reader->diags, SEVERITY_ERROR, id, &place, "%s", text_string(&message));
	reader->mistakes++;
	text_release(&message);
	text_release(&path);
	return diag;
}

bool yaml_is_hopeless(const struct yaml_reader *reader)
{
	return reader->mistakes >= YAML_MISTAKE_LIMIT;
}

void yaml_append_found(struct text *text, const yaml_node_t *node)
{
	const char *string = yaml_text(node);

	if (node->type == YAML_SEQUENCE_NODE)
		text_append(text, "a list");
	else if (node->type == YAML_MAPPING_NODE)
		text_append(text, "a mapping");
	else if (string == NULL)
		text_append(text, "text with a NUL byte");
	else if (yaml_is_null(node) && *string == '\0')
		text_append(text, "nothing");
	else if (yaml_is_null(node))
		text_append_format(text, "%s, which means nothing in YAML", string);
	else
		text_append_format(text, "'%.*s%s'", YAML_CUT(string));
}

const yaml_node_t *yaml_node(const struct yaml_reader *reader, int id)
{
	return yaml_document_get_node(reader->document, id);
}

size_t yaml_pair_count(const yaml_node_t *mapping)
{
	return (size_t)(mapping->data.mapping.pairs.top - mapping->data.mapping.pairs.start);
}

static int compare_names(const void *a, const void *b)
{
	const struct yaml_name *left = a, *right = b;
	int order = strcmp(left->text, right->text);

	return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

void yaml_names_sort(struct yaml_name *names, size_t count)
{
	if (count > 1)
		qsort(names, count, sizeof *names, compare_names);
}

size_t *yaml_first_uses(const struct yaml_reader *reader, const yaml_node_t *mapping)
{
	size_t pairs = yaml_pair_count(mapping), count = 0;
	size_t *first = xcalloc(pairs, sizeof *first);
	struct yaml_name *names = xcalloc(pairs, sizeof *names);

	for (size_t i = 0; i < pairs; i++) {
		const char *text =
			yaml_text(yaml_node(reader, mapping->data.mapping.pairs.start[i].key));
		first[i] = i;
		if (text != NULL)
			names[count++] = (struct yaml_name){text, i};
	}
	yaml_names_sort(names, count);
	for (size_t i = 1; i < count; i++)
		if (string_equal(names[i].text, names[i - 1].text))
			first[names[i].index] = first[names[i - 1].index];
	free(names);
	return first;
}

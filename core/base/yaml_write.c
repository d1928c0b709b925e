#include "base/yaml_edit.h"
#include "base/clean.h"

/*
 * Values as YAML text, and where values of a document stand in its text.
 */

/* Characters that some reader of YAML takes for a line break or cannot see. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
	       c == 0xfffe || c == 0xffff;
}

bool yaml_is_utf8(const char *value)
{
	const unsigned char *bytes = (const unsigned char *)value;
	size_t length = strlen(value);
	uint32_t c;

	for (size_t i = 0; i < length;) {
		size_t size = utf8_decode(bytes + i, length - i, &c);
		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

static bool begins_plainly(const char *value)
{
	if (value[0] == '-')
		return value[1] >= '0' && value[1] <= '9';
	return value[0] != '\0' && strchr(" ?:#&*!|>'\"%@`", value[0]) == NULL &&
	       !string_starts(value, "...");
}

/* Whether the value can stand anywhere without quotes and means the same there. Words for null
 * do not: they would be nothing. */
static bool is_safely_plain(const char *value)
{
	static const char *const nulls[] = {"~", "null", "Null", "NULL"};
	size_t length = strlen(value);
	uint32_t c;

	if (!begins_plainly(value) || value[length - 1] == ' ' || value[length - 1] == ':')
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(nulls); i++)
		if (string_equal(value, nulls[i]))
			return false;
	if (strpbrk(value, ",[]{}") != NULL || strstr(value, ": ") != NULL ||
		strstr(value, " #") != NULL)
		return false;
	for (size_t i = 0; i < length;) {
		i += utf8_decode((const unsigned char *)value + i, length - i, &c);
		if (needs_escape(c))
			return false;
	}
	return true;
}

void yaml_append_quoted(struct text *text, const char *value)
{
	size_t length = strlen(value), size;

	text_append_char(text, '"');
	for (size_t i = 0; i < length; i += size) {
		uint32_t c;
		size = utf8_decode((const unsigned char *)value + i, length - i, &c);
		if (c == '"' || c == '\\')
			text_append_format(text, "\\%c", (int)c);
		else if (c == '\n')
			text_append(text, "\\n");
		else if (c == '\t')
			text_append(text, "\\t");
		else if (needs_escape(c))
			text_append_format(
				text, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned int)c);
		else
			text_append_bytes(text, value + i, size);
	}
	text_append_char(text, '"');
}

void yaml_append_scalar(struct text *text, const char *value)
{
	if (is_safely_plain(value))
		text_append(text, value);
	else
		yaml_append_quoted(text, value);
}

void yaml_append_flow(struct text *text, const struct yaml_new *value)
{
	size_t open = 0;

	for (const char *key = value->keys; key != NULL;) {
		size_t length = strcspn(key, ".");
		char *name = xstrndup(key, length);
		if (open++ > 0)
			text_append_char(text, '{');
		yaml_append_scalar(text, name);
		text_append(text, ": ");
		free(name);
		key = key[length] == '.' ? key + length + 1 : NULL;
	}
	if (value->is_list)
		text_append_char(text, '[');
	for (size_t i = 0; i < value->count; i++) {
		text_append(text, i > 0 ? ", " : "");
		yaml_append_scalar(text, value->items[i]);
	}
	if (value->is_list)
		text_append_char(text, ']');
	if (open > 1)
		text_append_repeated(text, "}", open - 1);
}

size_t yaml_byte(const struct yaml_source *source, const struct yaml_graph *graph, yaml_mark_t mark)
{
	size_t index = mark.index, i = graph->start;

	while (i < source->length && index > 0) {
		i++;
		while (i < source->length && ((unsigned char)source->bytes[i] & 0xc0) == 0x80)
			i++;
		index--;
	}
	return i;
}

/* The byte behind the last thing in a block collection. */
static size_t block_end(const struct yaml_source *source, const struct yaml_graph *graph,
	const yaml_node_t *node, size_t after)
{
	const yaml_node_t *nodes = graph->document.nodes.start;

	if (node->type == YAML_MAPPING_NODE) {
		const yaml_node_pair_t *last = node->data.mapping.pairs.top - 1;
		size_t key_end = yaml_byte(source, graph, nodes[last->key - 1].end_mark);
		return yaml_value_end(source, graph, &nodes[last->value - 1], key_end);
	}
	for (const yaml_node_item_t *item = node->data.sequence.items.start;
		item < node->data.sequence.items.top; item++)
		if (item + 1 == node->data.sequence.items.top)
			after = yaml_value_end(source, graph, &nodes[*item - 1], after);
	return after;
}

size_t yaml_value_end(const struct yaml_source *source, const struct yaml_graph *graph,
	const yaml_node_t *node, size_t after)
{
	size_t start = yaml_byte(source, graph, node->start_mark);
	bool block = (node->type == YAML_MAPPING_NODE &&
			     node->data.mapping.style != YAML_FLOW_MAPPING_STYLE &&
			     yaml_pair_count(node) > 0) ||
		     (node->type == YAML_SEQUENCE_NODE &&
			     node->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE);

	if (start < after)
		return after;
	return block ? block_end(source, graph, node, start)
		     : yaml_byte(source, graph, node->end_mark);
}

size_t yaml_line_end(const struct yaml_source *source, size_t at)
{
	/* A block of text ends where the next line begins. */
	if (at > 0 && source->bytes[at - 1] == '\n')
		at -= at > 1 && source->bytes[at - 2] == '\r' ? 2 : 1;
	while (at < source->length && source->bytes[at] != '\n' && source->bytes[at] != '\r')
		at++;
	return at;
}

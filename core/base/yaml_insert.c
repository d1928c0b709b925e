#include "base/yaml_edit.h"

/*
 * New values in the text of a document: in the place of a scalar, or behind the last entry of a
 * mapping or list, written as its neighbours are (lines of their own, or between brackets).
 */

/* The scalar alone: libyaml counts an anchor and a tag before it as parts of it. */
/* The text of a scalar alone, without anchor and tag. */
static struct yaml_span scalar_span(const struct yaml_edit *edit, const yaml_node_t *node)
{
	const char *bytes = edit->source.bytes;
	struct yaml_span span = {
		.start = yaml_byte(&edit->source, &edit->graph, node->start_mark),
		.end = yaml_byte(&edit->source, &edit->graph, node->end_mark),
	};

	while (span.start < span.end && (bytes[span.start] == '&' || bytes[span.start] == '!')) {
		while (span.start < span.end && strchr(" \t\r\n", bytes[span.start]) == NULL)
			span.start++;
		while (span.start < span.end && strchr(" \t", bytes[span.start]) != NULL)
			span.start++;
	}
	return span;
}

void yaml_edit_splice(struct yaml_edit *edit, struct yaml_span span, const char *bytes, size_t length)
{
	text_truncate(&edit->result, 0);
	text_append_bytes(&edit->result, edit->source.bytes, span.start);
	text_append_bytes(&edit->result, bytes, length);
	text_append_bytes(&edit->result, edit->source.bytes + span.end,
		edit->source.length - span.end);
}

/* Puts the new value where a scalar stands. */
void yaml_edit_replace(struct yaml_edit *edit, const yaml_node_t *node)
{
	const struct yaml_new *value = &edit->change.value;
	struct yaml_span span = scalar_span(edit, node);
	char before = span.start > 0 ? edit->source.bytes[span.start - 1] : '\n';
	/* Nothing stood there, as after "key:"; what goes in must not stick to what is before. */
	bool insert = span.start == span.end && strchr(" \t\r\n", before) == NULL;
	/* Behind a colon, as in {"key":"value"}, only quotes and brackets tell where a value begins. */
	bool quote = !insert && before == ':' && !value->is_list && value->keys == NULL;
	struct text text = TEXT_INIT;

	if (insert)
		text_append_char(&text, ' ');
	if (value->keys != NULL)
		text_append_char(&text, '{');
	if (quote)
		yaml_append_quoted(&text, value->items[0]);
	else
		yaml_append_flow(&text, value);
	if (value->keys != NULL)
		text_append_char(&text, '}');
	edit->change.kind = YAML_REPLACE;
	edit->change.node = node;
	yaml_edit_splice(edit, span, text_string(&text), text.length);
	text_release(&text);
}

/* The line break that the file uses around byte `at`. */
static const char *line_break(const struct yaml_edit *edit, size_t at)
{
	const char *bytes = edit->source.bytes, *lf;

	if (at >= edit->source.length)
		at = 0;
	lf = memchr(bytes + at, '\n', edit->source.length - at);
	return lf != NULL && lf > bytes && lf[-1] == '\r' ? "\r\n" : "\n";
}

/* Inserts the new value as lines of its own behind the line of what ends at `at`; its first key (or
 * item) stands in column `column`. */
static void insert_lines(struct yaml_edit *edit, size_t at, size_t column, bool is_item)
{
	struct yaml_new value = edit->change.value;
	size_t end = yaml_line_end(&edit->source, at);
	const char *eol = line_break(edit, end), *bytes = edit->source.bytes;
	bool first = end == edit->graph.start; /* of an empty file */
	struct text text = TEXT_INIT;

	/* A file that ends with its last line's end gets another line, not one stuck to it. */
	if (!first && !(end == edit->source.length && end > 0 && bytes[end - 1] == '\n'))
		text_append(&text, eol);
	for (const char *next; value.keys != NULL && (next = strchr(value.keys, '.')) != NULL;
		value.keys = next + 1, column += 2) {
		char *key = xstrndup(value.keys, (size_t)(next - value.keys));
		text_append_repeated(&text, " ", column);
		yaml_append_scalar(&text, key);
		text_append_format(&text, ":%s", eol);
		free(key);
	}
	text_append_repeated(&text, " ", column);
	if (is_item)
		text_append(&text, "- ");
	yaml_append_flow(&text, &value);
	if (end == edit->source.length && (first || bytes[end - 1] == '\n'))
		text_append(&text, eol);
	yaml_edit_splice(edit, (struct yaml_span){end, end}, text_string(&text), text.length);
	text_release(&text);
}

/* Inserts the new value behind the last entry of a flow collection. */
static void insert_flow(struct yaml_edit *edit, const yaml_node_t *node, bool is_empty)
{
	size_t at = yaml_value_end(&edit->source, &edit->graph, node, 0);
	struct text text = TEXT_INIT;

	if (at == 0)
		return;
	at--; /* before the bracket */
	if (!is_empty) {
		const yaml_node_t *nodes = edit->graph.document.nodes.start;
		int last = node->type == YAML_MAPPING_NODE
				   ? node->data.mapping.pairs.top[-1].value
				   : node->data.sequence.items.top[-1];
		size_t start = yaml_byte(&edit->source, &edit->graph, node->start_mark);
		at = yaml_value_end(&edit->source, &edit->graph, &nodes[last - 1], start);
		text_append(&text, ", ");
	}
	yaml_append_flow(&text, &edit->change.value);
	yaml_edit_splice(edit, (struct yaml_span){at, at}, text_string(&text), text.length);
	text_release(&text);
}

/* Adds a key (with what is below it) to a mapping. */
static void insert_key(struct yaml_edit *edit, const yaml_node_t *mapping)
{
	size_t count = yaml_pair_count(mapping);
	const yaml_node_t *nodes = edit->graph.document.nodes.start;

	edit->change.kind = YAML_INSERT;
	edit->change.node = mapping;
	edit->change.index = count;
	if (mapping->data.mapping.style == YAML_FLOW_MAPPING_STYLE || count == 0) {
		insert_flow(edit, mapping, count == 0);
	} else {
		int first = mapping->data.mapping.pairs.start->key;
		insert_lines(edit, yaml_value_end(&edit->source, &edit->graph, mapping, 0),
			nodes[first - 1].start_mark.column, false);
	}
}

/* Adds an item to a list. */
void yaml_edit_append(struct yaml_edit *edit, const yaml_node_t *list)
{
	const yaml_node_item_t *start = list->data.sequence.items.start;
	size_t count = (size_t)(list->data.sequence.items.top - start);

	edit->change.kind = YAML_INSERT;
	edit->change.node = list;
	edit->change.index = count;
	if (list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE || count == 0)
		insert_flow(edit, list, count == 0);
	else
		insert_lines(edit, yaml_value_end(&edit->source, &edit->graph, list, 0),
			list->start_mark.column, true);
}

/* Puts keys below "key:", which has nothing yet; `parent` is the mapping that the key is in. */
static void fill_empty(struct yaml_edit *edit, const yaml_node_t *node, const yaml_node_t *parent)
{
	struct yaml_span span = scalar_span(edit, node);
	bool block = parent != NULL && parent->type == YAML_MAPPING_NODE &&
		     parent->data.mapping.style != YAML_FLOW_MAPPING_STYLE;
	int first;

	if (!block || span.start < span.end) {
		yaml_edit_replace(edit, node);
		return;
	}
	first = parent->data.mapping.pairs.start->key;
	edit->change.kind = YAML_REPLACE;
	edit->change.node = node;
	insert_lines(edit, span.end,
		edit->graph.document.nodes.start[first - 1].start_mark.column + 2, false);
}

/* Adds what is missing of the path. */
void yaml_edit_add(struct yaml_edit *edit)
{
	struct yaml_trail *trail = &edit->trail;
	yaml_node_t *last = trail->depth > 0 ? trail->nodes[trail->depth - 1] : NULL;

	edit->change.value.keys = trail->rest;
	if (last == NULL)
		insert_lines(edit, edit->source.length, 0, false);
	else if (last->type == YAML_MAPPING_NODE)
		insert_key(edit, last);
	else if (yaml_is_null(last) && trail->depth > 1)
		fill_empty(edit, last, trail->nodes[trail->depth - 2]);
	else
		edit->obstacle = last->type == YAML_SEQUENCE_NODE
					 ? "a list is where a mapping should be"
					 : "text is where a mapping should be";
}

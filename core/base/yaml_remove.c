#include "base/yaml_edit.h"

/*
 * Taking out a key or an item, and setting lists: item by item, so that those which stay keep their
 * bytes.
 */

/* Each item may be a change of its own, which reads the whole text. */
enum { LIST_LIMIT = 1000 };

/* Where an entry of a collection begins and ends. */
static struct yaml_span entry_span(
	const struct yaml_edit *edit, const yaml_node_t *collection, size_t index)
{
	const yaml_node_t *nodes = edit->graph.document.nodes.start, *value;
	struct yaml_span span;

	if (collection->type == YAML_MAPPING_NODE) {
		const yaml_node_pair_t *pair = &collection->data.mapping.pairs.start[index];
		const yaml_node_t *key = &nodes[pair->key - 1];
		span.start = yaml_byte(&edit->source, &edit->graph, key->start_mark);
		span.end = yaml_value_end(&edit->source, &edit->graph, &nodes[pair->value - 1],
			yaml_byte(&edit->source, &edit->graph, key->end_mark));
	} else {
		value = &nodes[collection->data.sequence.items.start[index] - 1];
		span.start = yaml_byte(&edit->source, &edit->graph, value->start_mark);
		span.end = yaml_value_end(&edit->source, &edit->graph, value, span.start);
	}
	return span;
}

/* The whole lines of an entry; false when something else stands on them. */
static bool entry_lines(
	const struct yaml_edit *edit, const yaml_node_t *collection, struct yaml_span *span)
{
	const char *bytes = edit->source.bytes;

	if (collection->type == YAML_SEQUENCE_NODE) {
		while (span->start > 0 && strchr(" \t\r\n", bytes[span->start - 1]) != NULL)
			span->start--;
		if (span->start == 0 || bytes[--span->start] != '-')
			return false;
	}
	while (span->start > edit->graph.start && bytes[span->start - 1] == ' ')
		span->start--;
	if (span->start > edit->graph.start && bytes[span->start - 1] != '\n')
		return false;
	span->end = yaml_line_end(&edit->source, span->end);
	if (span->end < edit->source.length && bytes[span->end] == '\r')
		span->end++;
	if (span->end < edit->source.length && bytes[span->end] == '\n')
		span->end++;
	return true;
}

static void remove_entry(struct yaml_edit *edit, const yaml_node_t *collection, size_t index)
{
	bool mapping = collection->type == YAML_MAPPING_NODE;
	bool flow = mapping ? collection->data.mapping.style == YAML_FLOW_MAPPING_STYLE
			    : collection->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
	size_t count = mapping ? yaml_pair_count(collection)
			       : (size_t)(collection->data.sequence.items.top -
					  collection->data.sequence.items.start);
	struct yaml_span span = entry_span(edit, collection, index);

	edit->change.kind = YAML_REMOVE;
	edit->change.node = collection;
	edit->change.index = index;
	if (!flow && !entry_lines(edit, collection, &span))
		edit->obstacle = "something else stands on the same line";
	else if (flow && index > 0)
		span.start = entry_span(edit, collection, index - 1).end;
	else if (flow && count > 1)
		span.end = entry_span(edit, collection, 1).start;
	if (edit->obstacle == NULL && span.start <= span.end)
		yaml_edit_splice(edit, span, "", 0);
}

bool yaml_remove(const char *file, const char *bytes, size_t length, const char *path,
	struct text *out, struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	const struct yaml_trail *trail;
	struct yaml_edit edit;

	if (!yaml_edit_start(&edit, &source, path, diags))
		return false;
	trail = &edit.trail;
	/* One use of an alias may go; whether the others can do without is proved in the end. */
	if (trail->depth > 0 && !yaml_trail_is_shared(&edit.graph, trail, trail->depth - 1))
		edit.obstacle = NULL;
	if (yaml_edit_target(&edit) == NULL)
		edit.obstacle = "the file has no such key";
	else if (trail->depth < 2)
		edit.obstacle = "it is the whole file";
	if (edit.obstacle == NULL)
		remove_entry(&edit, trail->nodes[trail->depth - 2],
			trail->indexes[trail->depth - 2]);
	return yaml_edit_finish(&edit, path, out, diags);
}

enum step { STEP_DONE, STEP_PATCH, STEP_REMOVE, STEP_APPEND };

/* What the list at the end of the way needs next, and at which index. */
static enum step next_step(const struct yaml_edit *edit, const yaml_node_t *list,
	const char *const *items, size_t count, size_t *index)
{
	const yaml_node_item_t *start = list->data.sequence.items.start;
	size_t old = (size_t)(list->data.sequence.items.top - start);

	for (*index = 0; *index < old && *index < count; ++*index) {
		const yaml_node_t *item =
			&edit->graph.document.nodes.start[start[*index] - 1];
		if (yaml_text(item) == NULL || yaml_is_null(item) ||
			!string_equal(yaml_text(item), items[*index]))
			return STEP_PATCH;
	}
	if (old > count) {
		*index = old - 1;
		return STEP_REMOVE;
	}
	return old < count ? STEP_APPEND : STEP_DONE;
}

/* The list where there is none, or where a scalar stands. */
static void put_list(
	struct yaml_edit *edit, yaml_node_t *node, const char *const *items, size_t count)
{
	edit->change.value =
		(struct yaml_new){.items = items, .count = count, .is_list = true};
	if (node == NULL)
		yaml_edit_add(edit);
	else if (yaml_edit_kind_obstacle(node) != NULL)
		edit->obstacle = yaml_edit_kind_obstacle(node);
	else
		yaml_edit_replace(edit, node);
}

/* One step towards the list; *done when there is nothing left to do. */
static bool take_step(const struct yaml_source *source, const char *path, const char *const *items,
	size_t count, bool *done, struct text *out, struct diags *diags)
{
	struct yaml_edit edit;
	yaml_node_t *node;
	size_t index = 0;
	enum step step = STEP_APPEND;

	if (!yaml_edit_start(&edit, source, path, diags))
		return false;
	node = yaml_edit_target(&edit);
	if (node == NULL || node->type != YAML_SEQUENCE_NODE) {
		*done = true;
		if (edit.obstacle == NULL)
			put_list(&edit, node, items, count);
		return yaml_edit_finish(&edit, path, out, diags);
	}
	step = next_step(&edit, node, items, count, &index);
	if (step == STEP_APPEND && edit.obstacle == NULL) {
		edit.change.value = (struct yaml_new){.items = items + index, .count = 1};
		yaml_edit_append(&edit, node);
	}
	if (step == STEP_APPEND || edit.obstacle != NULL)
		return yaml_edit_finish(&edit, path, out, diags);
	*done = step == STEP_DONE;
	text_release(&edit.result);
	yaml_graph_release(&edit.graph);
	if (step == STEP_DONE) {
		text_append_bytes(out, source->bytes, source->length);
		return true;
	} else {
		char *item = xasprintf("%s.%zu", path, index);
		bool fine = step == STEP_PATCH ? yaml_patch(source->file, source->bytes,
							 source->length, item, items[index], out,
							 diags)
					       : yaml_remove(source->file, source->bytes,
							 source->length, item, out, diags);
		free(item);
		return fine;
	}
}

bool yaml_set_list(const char *file, const char *bytes, size_t length, const char *path,
	const char *const *items, size_t count, struct text *out, struct diags *diags)
{
	struct text text = TEXT_INIT;
	bool done = false, fine = true;

	for (size_t i = 0; i < count; i++)
		fine = fine && yaml_is_utf8(items[i]);
	if (!fine || count > LIST_LIMIT) {
		struct place place = {.file = file, .field = path};
		diag_hint(diags_add(diags, SEVERITY_ERROR, "F08", &place,
				  "cannot change '%.*s%s': %s", YAML_CUT(path),
				  fine ? "so many items are nothing for the command line"
				       : "the new value is not UTF-8"),
			"change it by hand in an editor");
		return false;
	}
	text_append_bytes(&text, bytes, length);
	while (fine && !done) {
		const struct yaml_source source = {file, text_string(&text), text.length};
		struct text next = TEXT_INIT;
		fine = take_step(&source, path, items, count, &done, &next, diags);
		text_release(&text);
		text = next;
	}
	if (fine)
		text_append_bytes(out, text_string(&text), text.length);
	text_release(&text);
	return fine;
}

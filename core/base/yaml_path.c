#include "base/yaml_edit.h"

/*
 * Finding a value by its path.
 */

/* The item "12" of a list, taking the step off the path; its index, or the count when there is
 * none. */
static size_t enter_list(const yaml_node_t *list, const char **path)
{
	size_t count = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
	size_t digits = strspn(*path, "0123456789"), index = 0;

	if (digits == 0 || ((*path)[digits] != '.' && (*path)[digits] != '\0'))
		return count;
	for (size_t i = 0; i < digits && index < count; i++)
		index = index * 10 + (size_t)((*path)[i] - '0');
	if (index >= count)
		return count;
	*path = (*path)[digits] == '.' ? *path + digits + 1 : NULL;
	return index;
}

/* The pair with the longest key that the path begins with; of equal keys, the first. */
static size_t enter_mapping(
	yaml_document_t *document, const yaml_node_t *mapping, const char **path)
{
	size_t best = 0, count = yaml_pair_count(mapping), found = count;

	for (size_t i = 0; i < count; i++) {
		const yaml_node_pair_t *pair = &mapping->data.mapping.pairs.start[i];
		const char *key = yaml_text(yaml_document_get_node(document, pair->key));
		size_t length = key != NULL ? strlen(key) : 0;
		if (length > best && strncmp(*path, key, length) == 0 &&
			((*path)[length] == '.' || (*path)[length] == '\0')) {
			best = length;
			found = i;
		}
	}
	if (best > 0)
		*path = (*path)[best] == '.' ? *path + best + 1 : NULL;
	return found;
}

/* The next node of the way; NULL when the path leads nowhere. */
static yaml_node_t *enter(
	yaml_document_t *document, const yaml_node_t *node, const char **path, size_t *index)
{
	if (node->type == YAML_MAPPING_NODE) {
		*index = enter_mapping(document, node, path);
		if (*index < yaml_pair_count(node))
			return yaml_document_get_node(
				document, node->data.mapping.pairs.start[*index].value);
	} else if (node->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *items = node->data.sequence.items.start;
		*index = enter_list(node, path);
		if (*index < (size_t)(node->data.sequence.items.top - items))
			return yaml_document_get_node(document, items[*index]);
	}
	return NULL;
}

void yaml_follow(struct yaml_graph *graph, const char *path, struct yaml_trail *trail)
{
	yaml_node_t *node = graph->root;

	trail->depth = 0;
	trail->rest = path;
	if (node == NULL)
		return;
	trail->nodes[trail->depth++] = node;
	if (*path == '\0')
		trail->rest = NULL;
	/* A graph is at most YAML_DEPTH_LIMIT collections deep, and a scalar ends the way. */
	while (trail->rest != NULL) {
		node = enter(&graph->document, node, &trail->rest,
			&trail->indexes[trail->depth - 1]);
		if (node == NULL)
			return;
		trail->nodes[trail->depth++] = node;
	}
}

bool yaml_locate(const char *bytes, size_t length, const char *path, int *line, int *column)
{
	const struct yaml_source source = {NULL, bytes, length};
	struct diags diags = {0};
	struct yaml_graph graph;
	struct yaml_trail trail = {.rest = path};

	if (yaml_graph_load(&graph, &source, &diags)) {
		yaml_follow(&graph, path, &trail);
		if (trail.rest == NULL && trail.depth > 0) {
			struct place place =
				yaml_place(NULL, trail.nodes[trail.depth - 1]->start_mark);
			*line = place.line;
			*column = place.column;
		}
		yaml_graph_release(&graph);
	}
	diags_release(&diags);
	return trail.rest == NULL;
}

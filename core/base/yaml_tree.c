#include "base/yaml_internal.h"

/*
 * A whole document as a tree. The graph's limits bound it: a walk that follows every alias sees at
 * most YAML_NODE_LIMIT nodes.
 */

struct growth {
	yaml_document_t *document;
	struct arena *arena;
};

static void fill(const struct growth *growth, const yaml_node_t *node, struct yaml_tree *tree);

static void fill_list(const struct growth *growth, const yaml_node_t *node, struct yaml_tree *tree)
{
	const yaml_node_item_t *items = node->data.sequence.items.start;

	tree->form = YAML_LIST;
	tree->count = (size_t)(node->data.sequence.items.top - items);
	tree->items = arena_alloc(growth->arena, tree->count * sizeof *tree->items);
	for (size_t i = 0; i < tree->count; i++)
		fill(growth, yaml_document_get_node(growth->document, items[i]), &tree->items[i]);
}

static void fill_map(const struct growth *growth, const yaml_node_t *node, struct yaml_tree *tree)
{
	const yaml_node_pair_t *pairs = node->data.mapping.pairs.start;

	tree->form = YAML_MAP;
	tree->count = yaml_pair_count(node);
	tree->items = arena_alloc(growth->arena, tree->count * sizeof *tree->items);
	for (size_t i = 0; i < tree->count; i++) {
		const yaml_node_t *key = yaml_document_get_node(growth->document, pairs[i].key);
		struct yaml_tree *item = &tree->items[i];
		struct place place = yaml_place(NULL, key->start_mark);
		fill(growth, yaml_document_get_node(growth->document, pairs[i].value), item);
		item->key_line = place.line;
		item->key_column = place.column;
		if (yaml_text(key) != NULL)
			item->key = arena_strdup(growth->arena, yaml_text(key));
	}
}

static void fill(const struct growth *growth, const yaml_node_t *node, struct yaml_tree *tree)
{
	struct place place = yaml_place(NULL, node->start_mark);

	tree->line = place.line;
	tree->column = place.column;
	if (node->type == YAML_SEQUENCE_NODE) {
		fill_list(growth, node, tree);
	} else if (node->type == YAML_MAPPING_NODE) {
		fill_map(growth, node, tree);
	} else if (!yaml_is_null(node)) {
		tree->form = YAML_TEXT;
		tree->text =
			arena_strdup(growth->arena, (const char *)node->data.scalar.value);
	}
}

struct yaml_tree *yaml_tree(const char *file, const char *bytes, size_t length, struct arena *arena,
	struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	struct growth growth = {.arena = arena};
	struct yaml_graph graph;
	struct yaml_tree *tree;

	if (!yaml_graph_load(&graph, &source, diags))
		return NULL;
	tree = arena_alloc(arena, sizeof *tree);
	growth.document = &graph.document;
	if (graph.root != NULL)
		fill(&growth, graph.root, tree);
	yaml_graph_release(&graph);
	return tree;
}

struct yaml_tree *yaml_tree_find(const struct yaml_tree *mapping, const char *key)
{
	for (size_t i = 0; mapping->form == YAML_MAP && i < mapping->count; i++)
		if (mapping->items[i].key != NULL && string_equal(mapping->items[i].key, key))
			return &mapping->items[i];
	return NULL;
}

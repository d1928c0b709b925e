#include "base/yaml_internal.h"

/*
 * The graph of a document that was read when Berth was built. In yaml_packed.words stand the numbers
 * of nodes, of items of lists and of pairs of mappings, and then for each node in libyaml's order:
 *
 *   a scalar    1, line, column, style, where its text begins, length
 *   a list      2, line, column, items, and for each of them its node, from 1
 *   a mapping   3, line, column, pairs, and for each of them the nodes of key and value
 *
 * All of it was made by cmake/pack_yaml.c and is trusted; a test compares it with the file.
 */

struct unpacking {
	const uint32_t *at;
	const unsigned char *text;
	yaml_node_item_t *items; /* free ones */
	yaml_node_pair_t *pairs;
};

static void unpack_scalar(struct unpacking *from, yaml_node_t *node)
{
	node->data.scalar.style = (yaml_scalar_style_t)from->at[0];
	/* libyaml's type is not const, but nobody writes to a graph. */
	node->data.scalar.value = (yaml_char_t *)(uintptr_t)(from->text + from->at[1]);
	node->data.scalar.length = from->at[2];
	from->at += 3;
}

static void unpack_sequence(struct unpacking *from, yaml_node_t *node)
{
	uint32_t count = *from->at++;

	node->data.sequence.items.start = from->items;
	for (uint32_t i = 0; i < count; i++)
		*from->items++ = (yaml_node_item_t)*from->at++;
	node->data.sequence.items.top = node->data.sequence.items.end = from->items;
}

static void unpack_mapping(struct unpacking *from, yaml_node_t *node)
{
	uint32_t count = *from->at++;

	node->data.mapping.pairs.start = from->pairs;
	for (uint32_t i = 0; i < count; i++, from->at += 2)
		*from->pairs++ = (yaml_node_pair_t){(int)from->at[0], (int)from->at[1]};
	node->data.mapping.pairs.top = node->data.mapping.pairs.end = from->pairs;
}

void yaml_graph_unpack(struct yaml_graph *graph, const struct yaml_packed *packed)
{
	const uint32_t *words = packed->words;
	size_t count = words[0];
	yaml_node_t *nodes = xcalloc(count, sizeof *nodes);

	*graph = (struct yaml_graph){.unpacked = true};
	graph->items = xcalloc(words[1], sizeof *graph->items);
	graph->pairs = xcalloc(words[2], sizeof *graph->pairs);
	struct unpacking from = {words + 3, packed->text, graph->items, graph->pairs};
	for (yaml_node_t *node = nodes; node < nodes + count; node++) {
		node->type = (yaml_node_type_t)from.at[0];
		node->start_mark.line = from.at[1];
		node->start_mark.column = from.at[2];
		from.at += 3;
		if (node->type == YAML_SCALAR_NODE)
			unpack_scalar(&from, node);
		else if (node->type == YAML_SEQUENCE_NODE)
			unpack_sequence(&from, node);
		else
			unpack_mapping(&from, node);
	}
	graph->document.nodes.start = nodes;
	graph->document.nodes.top = graph->document.nodes.end = nodes + count;
	graph->root = count > 0 ? nodes : NULL;
}

void yaml_graph_release_unpacked(struct yaml_graph *graph)
{
	free(graph->document.nodes.start);
	free(graph->items);
	free(graph->pairs);
}

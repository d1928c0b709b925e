#include "base/yaml_edit.h"

/*
 * The proof of a change: the text is read again, and both graphs are walked through side by side.
 */

struct comparison {
	yaml_document_t *old, *new;
	const struct yaml_change *change;
};

static bool is_same(const struct comparison *c, const yaml_node_t *old, const yaml_node_t *new);

static size_t item_count(const yaml_node_t *list)
{
	return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

static bool is_text(const yaml_node_t *node, const char *wanted)
{
	return yaml_text(node) != NULL && !yaml_is_null(node) &&
	       string_equal(yaml_text(node), wanted);
}

static bool is_key(const yaml_node_t *node, const char *key, size_t length)
{
	const char *text = yaml_text(node);
	return text != NULL && strlen(text) == length && strncmp(text, key, length) == 0;
}

static const char *next_key(const char *key)
{
	size_t length = strcspn(key, ".");
	return key[length] == '.' ? key + length + 1 : NULL;
}

/* Whether the node holds the new value, below the mappings from `key` on. */
static bool is_new(const struct comparison *c, const char *key, const yaml_node_t *node)
{
	const struct yaml_new *value = &c->change->value;

	for (; key != NULL; key = next_key(key)) {
		const yaml_node_pair_t *pair;
		if (node->type != YAML_MAPPING_NODE || yaml_pair_count(node) != 1)
			return false;
		pair = node->data.mapping.pairs.start;
		if (!is_key(yaml_document_get_node(c->new, pair->key), key, strcspn(key, ".")))
			return false;
		node = yaml_document_get_node(c->new, pair->value);
	}
	if (!value->is_list)
		return is_text(node, value->items[0]);
	if (node->type != YAML_SEQUENCE_NODE || item_count(node) != value->count)
		return false;
	for (size_t i = 0; i < value->count; i++)
		if (!is_text(yaml_document_get_node(c->new, node->data.sequence.items.start[i]),
			    value->items[i]))
			return false;
	return true;
}

/* How many more (or, as -1, fewer) entries the new collection has, where it is the changed one. */
static int growth(const struct comparison *c, const yaml_node_t *old)
{
	if (old != c->change->node || c->change->kind == YAML_REPLACE)
		return 0;
	return c->change->kind == YAML_INSERT ? 1 : -1;
}

/* The entry of the old collection that stands at `i` in the new one, or SIZE_MAX for the new
 * one. */
static size_t old_index(const struct comparison *c, int grown, size_t i)
{
	if (grown > 0 && i == c->change->index)
		return SIZE_MAX;
	if (grown > 0 && i > c->change->index)
		return i - 1;
	return grown < 0 && i >= c->change->index ? i + 1 : i;
}

static bool is_same_mapping(
	const struct comparison *c, const yaml_node_t *old, const yaml_node_t *new)
{
	int grown = growth(c, old);
	const char *keys = c->change->value.keys;

	if (yaml_pair_count(new) != yaml_pair_count(old) + (size_t)(int64_t)grown)
		return false;
	for (size_t i = 0; i < yaml_pair_count(new); i++) {
		const yaml_node_pair_t *pair = &new->data.mapping.pairs.start[i], *before;
		const yaml_node_t *key = yaml_document_get_node(c->new, pair->key);
		const yaml_node_t *value = yaml_document_get_node(c->new, pair->value);
		size_t index = old_index(c, grown, i);
		if (index == SIZE_MAX) {
			if (!is_key(key, keys, strcspn(keys, ".")) ||
				!is_new(c, next_key(keys), value))
				return false;
			continue;
		}
		before = &old->data.mapping.pairs.start[index];
		if (!is_same(c, yaml_document_get_node(c->old, before->key), key) ||
			!is_same(c, yaml_document_get_node(c->old, before->value), value))
			return false;
	}
	return true;
}

static bool is_same_list(
	const struct comparison *c, const yaml_node_t *old, const yaml_node_t *new)
{
	int grown = growth(c, old);

	if (item_count(new) != item_count(old) + (size_t)(int64_t)grown)
		return false;
	for (size_t i = 0; i < item_count(new); i++) {
		const yaml_node_t *node =
			yaml_document_get_node(c->new, new->data.sequence.items.start[i]);
		size_t index = old_index(c, grown, i);
		if (index == SIZE_MAX
				? !is_text(node, c->change->value.items[0])
				: !is_same(c,
					  yaml_document_get_node(c->old,
						  old->data.sequence.items.start[index]),
					  node))
			return false;
	}
	return true;
}

static bool is_empty(const struct comparison *c, const yaml_node_t *old)
{
	size_t count = old->type == YAML_MAPPING_NODE ? yaml_pair_count(old) : item_count(old);
	return growth(c, old) < 0 && count == 1;
}

static bool is_same(const struct comparison *c, const yaml_node_t *old, const yaml_node_t *new)
{
	if (old == c->change->node && c->change->kind == YAML_REPLACE)
		return is_new(c, c->change->value.keys, new);
	/* Where the last entry went, nothing stays. */
	if (old->type != YAML_SCALAR_NODE && is_empty(c, old) && yaml_is_null(new))
		return true;
	if (old->type != new->type)
		return false;
	if (old->type == YAML_SCALAR_NODE)
		return old->data.scalar.length == new->data.scalar.length &&
		       memcmp(old->data.scalar.value, new->data.scalar.value,
			       old->data.scalar.length) == 0 &&
		       yaml_is_null(old) == yaml_is_null(new);
	return old->type == YAML_MAPPING_NODE ? is_same_mapping(c, old, new)
					      : is_same_list(c, old, new);
}

static bool is_same_top(
	struct yaml_graph *old, struct yaml_graph *new, const struct yaml_change *change)
{
	const struct comparison c = {&old->document, &new->document, change};

	if (old->root == NULL)
		return new->root != NULL && is_new(&c, change->value.keys, new->root);
	if (new->root == NULL) /* comments alone are no document */
		return old->root == change->node && is_empty(&c, old->root);
	return is_same(&c, old->root, new->root);
}

bool yaml_is_changed(
	struct yaml_graph *old, const struct yaml_change *change, const struct text *result)
{
	const struct yaml_source source = {NULL, text_string(result), result->length};
	struct diags diags = {0};
	struct yaml_graph new;
	bool ok = yaml_graph_load(&new, &source, &diags);

	if (ok) {
		ok = is_same_top(old, &new, change);
		yaml_graph_release(&new);
	}
	diags_release(&diags);
	return ok;
}

/* In how many places of the file the node stands. */
static size_t count_uses(const struct yaml_graph *graph, const yaml_node_t *wanted)
{
	int id = (int)(wanted - graph->document.nodes.start) + 1;
	size_t uses = 0;

	for (const yaml_node_t *node = graph->document.nodes.start;
		node < graph->document.nodes.top; node++) {
		if (node->type == YAML_SEQUENCE_NODE) {
			const yaml_node_item_t *item = node->data.sequence.items.start;
			for (; item < node->data.sequence.items.top; item++)
				uses += *item == id;
		} else if (node->type == YAML_MAPPING_NODE) {
			const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
			for (; pair < node->data.mapping.pairs.top; pair++)
				uses += (size_t)(pair->key == id) + (size_t)(pair->value == id);
		}
	}
	return uses;
}

bool yaml_trail_is_shared(
	const struct yaml_graph *graph, const struct yaml_trail *trail, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		if (count_uses(graph, trail->nodes[i]) > 1)
			return true;
	return false;
}

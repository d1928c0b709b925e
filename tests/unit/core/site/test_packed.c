/* The built-in sites are packed when Berth is built: that is the same as what stands in their files. */

#include "testing.h"

#include "base/yaml_internal.h"
#include "site/site.h"

static void assert_same_scalar(const yaml_node_t *a, const yaml_node_t *b)
{
	assert_int_equal(a->data.scalar.style, b->data.scalar.style);
	assert_int_equal(a->data.scalar.length, b->data.scalar.length);
	assert_memory_equal(
		a->data.scalar.value, b->data.scalar.value, a->data.scalar.length + 1);
}

static void assert_same_list(const yaml_node_t *a, const yaml_node_t *b)
{
	size_t count = (size_t)(a->data.sequence.items.top - a->data.sequence.items.start);

	assert_int_equal(count, b->data.sequence.items.top - b->data.sequence.items.start);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
			a->data.sequence.items.start[i], b->data.sequence.items.start[i]);
}

static void assert_same_mapping(const yaml_node_t *a, const yaml_node_t *b)
{
	size_t count = yaml_pair_count(a);

	assert_int_equal(count, yaml_pair_count(b));
	for (size_t i = 0; i < count; i++) {
		const yaml_node_pair_t *left = &a->data.mapping.pairs.start[i];
		const yaml_node_pair_t *right = &b->data.mapping.pairs.start[i];
		assert_int_equal(left->key, right->key);
		assert_int_equal(left->value, right->value);
	}
}

static void assert_same_node(const yaml_node_t *a, const yaml_node_t *b)
{
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->start_mark.line, b->start_mark.line);
	assert_int_equal(a->start_mark.column, b->start_mark.column);
	if (a->type == YAML_SCALAR_NODE)
		assert_same_scalar(a, b);
	else if (a->type == YAML_SEQUENCE_NODE)
		assert_same_list(a, b);
	else
		assert_same_mapping(a, b);
}

static void built_in_sites(void **state)
{
	(void)state;
	for (const struct site_builtin *site = site_builtins; site->name != NULL; site++) {
		const struct yaml_source source = {site->name, site->bytes, *site->length};
		struct yaml_graph read, unpacked;
		struct diags diags = {0};
		assert_true(yaml_graph_load(&read, &source, &diags));
		yaml_graph_unpack(&unpacked, site->packed);
		size_t count = (size_t)(read.document.nodes.top - read.document.nodes.start);
		assert_true(count > 10);
		assert_int_equal(count,
			unpacked.document.nodes.top - unpacked.document.nodes.start);
		assert_ptr_equal(unpacked.root, yaml_document_get_root_node(&unpacked.document));
		for (int id = 1; (size_t)id <= count; id++)
			assert_same_node(yaml_document_get_node(&read.document, id),
				yaml_document_get_node(&unpacked.document, id));
		yaml_graph_release(&read);
		yaml_graph_release(&unpacked);
		diags_release(&diags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(built_in_sites)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

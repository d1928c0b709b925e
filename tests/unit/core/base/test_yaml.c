#include "testing.h"

#include "yaml_sample.h"

/* What a well-formed file becomes: every kind of value, aliases, and files laid over each other.
 * test_yaml_mistakes.c has the files that are wrong. */

struct loaded {
	struct arena arena;
	struct diags diags;
	struct sample sample;
};

static void lay(struct loaded *loaded, const char *file, const char *yaml)
{
	bool ok = yaml_map(file, yaml, strlen(yaml), &sample_shape, &loaded->sample, &loaded->arena,
		&loaded->diags);
	assert_no_diags(&loaded->diags);
	assert_true(ok);
}

static void unload(struct loaded *loaded)
{
	diags_release(&loaded->diags);
	arena_release(&loaded->arena);
}

static void reads_every_kind(void **state)
{
	(void)state;
	struct loaded l = {0};
	const struct sample *s = &l.sample;

	lay(&l, "site.yaml",
		"name: LUMI\n"
		"shared: true\n"
		"format: 2\n"
		"anything: -0x10\n"
		"at-least: 9223372036854775807\n"
		"quota: 224G\n"
		"wait: 2-00:00:30\n"
		"stability: removed\n"
		"roots: [/appl, \"~\", '']\n"
		"cores: [0, 0x3f, 7]\n"
		"sizes:\n- 32G\n- 5\n"
		"account:\n  pattern: p.*\n  hint: ask\n"
		"partitions:\n"
		"  standard-g:\n"
		"    node-type: g\n"
		"    max-nodes: 1024\n"
		"    max-time: 08:00\n"
		"    memory: 512K\n"
		"    orders:\n"
		"      near: {title: Near, order: [4, 5]}\n"
		"      short: just a title\n");
	assert_string_equal(s->name, "LUMI");
	assert_true(s->shared);
	assert_int_equal(s->format, 2);
	assert_int_equal(s->anything, -16);
	assert_true(s->at_least == INT64_MAX);
	assert_true(s->quota == (uint64_t)224 << 30);
	assert_int_equal(s->wait, 2 * 86400 + 30);
	assert_int_equal(s->stability, 2);
	assert_int_equal(s->roots.count, 3);
	assert_string_equal(s->roots.items[1], "~");
	assert_string_equal(s->roots.items[2], "");
	assert_int_equal(s->cores.count, 3);
	assert_int_equal(s->cores.items[1], 63);
	assert_int_equal(s->sizes.count, 2);
	assert_true(s->sizes.items[0] == (int64_t)32 << 30);
	assert_int_equal(s->sizes.items[1], 5);
	assert_string_equal(s->account.pattern, "p.*");

	const struct sample_partition *p =
		yaml_record_find(&s->partitions, sizeof *p, "standard-g");
	assert_non_null(p);
	assert_int_equal(s->partitions.count, 1);
	assert_string_equal(p->record.name, "standard-g");
	assert_string_equal(p->record.place.file, "site.yaml");
	assert_string_equal(p->record.place.field, "partitions.standard-g");
	assert_int_equal(p->record.place.line, 18);
	assert_int_equal(p->record.place.column, 3);
	assert_int_equal(p->max_time, 8 * 60);
	assert_true(p->memory == 512 * 1024);

	const struct sample_order *o = p->orders.items;
	assert_int_equal(p->orders.count, 2);
	assert_int_equal(o[0].order.items[1], 5);
	assert_string_equal(o[1].record.name, "short");
	assert_string_equal(o[1].record.place.field, "partitions.standard-g.orders.short");
	assert_string_equal(o[1].title, "just a title");
	assert_null(yaml_record_find(&s->partitions, sizeof *p, "standard"));
	unload(&l);
}

static void scalars_mean_what_the_field_says(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"no", "1e3", "08:00", "0777", "true", "1.10", "=", "!!int 7"};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		struct loaded l = {0};
		char *yaml = xasprintf("name: %s\nroots: %s\n", texts[i], texts[i]);
		const char *wanted = texts[i][0] == '!' ? "7" : texts[i];
		lay(&l, NULL, yaml);
		assert_string_equal(l.sample.name, wanted);
		assert_int_equal(l.sample.roots.count, 1);
		assert_string_equal(l.sample.roots.items[0], wanted);
		free(yaml);
		unload(&l);
	}
}

static void empty_files_set_nothing(void **state)
{
	(void)state;
	static const char *const files[] = {
		"", "\n", "# only a comment", "---\n", "~\n", "---\n...\n", "\xef\xbb\xbf", "{}"};

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		struct loaded l = {0};
		l.sample.format = 7;
		lay(&l, "empty", files[i]);
		assert_int_equal(l.sample.format, 7);
		assert_null(l.sample.name);
		unload(&l);
	}
}

static void null_is_nothing(void **state)
{
	(void)state;
	struct loaded l = {0};

	lay(&l, "a",
		"name: x\nroots: [a]\ncores: [1]\nsizes: [1]\naccount: p\n"
		"partitions: {a: {node-type: g}}\n");
	lay(&l, "b", "name:\nroots: ~\ncores: null\nsizes:\naccount:\npartitions:\n");
	assert_null(l.sample.name);
	assert_int_equal(l.sample.roots.count, 0);
	assert_int_equal(l.sample.cores.count, 0);
	assert_int_equal(l.sample.sizes.count, 0);
	assert_string_equal(l.sample.account.pattern, "p");
	assert_int_equal(l.sample.partitions.count, 1);
	lay(&l, "c", "name: 'null'\n");
	assert_string_equal(l.sample.name, "null");
	unload(&l);
}

static void layers_lie_over_each_other(void **state)
{
	(void)state;
	struct loaded l = {0};
	struct sample lower;

	lay(&l, "low.yaml",
		"name: low\nformat: 1\nroots: [a, b]\naccount: {pattern: p, hint: h}\n"
		"partitions:\n"
		"  a: {node-type: g, max-nodes: 1, orders: {x: X, y: Y}}\n"
		"  b: {node-type: c}\n"
		"  c: {node-type: c}\n");
	lower = l.sample;
	lay(&l, "high.yaml",
		"name: high\nroots: c\naccount: {hint: other}\n"
		"partitions:\n"
		"  d: {node-type: d}\n"
		"  b: null\n"
		"  a:\n    memory: 1G\n    orders: {x: ~, z: Z, y: {order: [1]}}\n"
		"  gone: ~\n");
	assert_string_equal(l.sample.name, "high");
	assert_int_equal(l.sample.format, 1);
	assert_int_equal(l.sample.roots.count, 1);
	assert_string_equal(l.sample.account.pattern, "p");
	assert_string_equal(l.sample.account.hint, "other");

	const struct sample_partition *p = l.sample.partitions.items;
	assert_int_equal(l.sample.partitions.count, 3);
	assert_string_equal(p[0].record.name, "a");
	assert_string_equal(p[1].record.name, "c");
	assert_string_equal(p[2].record.name, "d");
	assert_string_equal(p[0].node_type, "g");
	assert_int_equal(p[0].max_nodes, 1);
	assert_true(p[0].memory == 1 << 30);
	assert_string_equal(p[0].record.place.file, "high.yaml");
	assert_int_equal(p[0].record.place.line, 7);
	assert_string_equal(p[1].record.place.file, "low.yaml");

	const struct sample_order *o = p[0].orders.items;
	assert_int_equal(p[0].orders.count, 2);
	assert_string_equal(o[0].record.name, "y");
	assert_string_equal(o[0].title, "Y");
	assert_int_equal(o[0].order.count, 1);
	assert_string_equal(o[1].record.name, "z");

	/* What the lower layer was read into has not changed. */
	p = lower.partitions.items;
	assert_int_equal(lower.partitions.count, 3);
	assert_string_equal(p[1].record.name, "b");
	assert_int_equal(p[0].memory, 0);
	assert_int_equal(p[0].orders.count, 2);
	assert_string_equal(((const struct sample_order *)p[0].orders.items)->record.name, "x");
	unload(&l);
}

static void each_walks_records(void **state)
{
	(void)state;
	struct loaded l = {0};
	size_t seen = 0;

	YAML_EACH(struct sample_partition, none, &l.sample.partitions)
	fail_msg("no record is there, but '%s' was", none->record.name);
	lay(&l, "s", "partitions: {a: {node-type: x}, b: {node-type: y}}");
	YAML_EACH(struct sample_partition, p, &l.sample.partitions)
	seen += p->node_type[0] == 'x' || p->node_type[0] == 'y';
	assert_int_equal(seen, 2);
	unload(&l);
}

static void aliases_stand_for_values(void **state)
{
	(void)state;
	struct loaded l = {0};

	lay(&l, "s",
		"name: &n lumi\n"
		"roots: &r [*n, x]\n"
		"partitions:\n"
		"  a: &p {node-type: *n, max-nodes: 3}\n"
		"  b: *p\n");
	assert_string_equal(l.sample.roots.items[0], "lumi");
	const struct sample_partition *p = l.sample.partitions.items;
	assert_string_equal(p[1].record.name, "b");
	assert_string_equal(p[1].node_type, "lumi");
	assert_int_equal(p[1].max_nodes, 3);
	unload(&l);
}

static void line_ends_and_bom_do_not_matter(void **state)
{
	(void)state;
	struct loaded l = {0};

	lay(&l, "s", "\xef\xbb\xbfname: x\r\npartitions:\r\n  a:\r\n    node-type: \"g\"\r\n");
	const struct sample_partition *p = l.sample.partitions.items;
	assert_string_equal(l.sample.name, "x");
	assert_string_equal(p->node_type, "g");
	assert_int_equal(p->record.place.line, 3);
	assert_int_equal(p->record.place.column, 3);
	unload(&l);
}

static void quoted_merge_sign_is_a_name(void **state)
{
	(void)state;
	struct loaded l = {0};

	lay(&l, "s", "partitions: {\"<<\": {node-type: x}}");
	assert_int_equal(l.sample.partitions.count, 1);
	unload(&l);
}

/* Would take minutes if each name were compared with each. */
static void large_files_are_quick(void **state)
{
	(void)state;
	struct loaded l = {0};
	struct text yaml = TEXT_INIT;

	text_append(&yaml, "partitions:\n");
	for (int i = 0; i < 24000; i++)
		text_append_format(&yaml, "  partition-number-%d: {node-type: g}\n", i);
	assert_in_range(yaml.length, 900000, YAML_SIZE_LIMIT);
	lay(&l, "low", text_string(&yaml));
	lay(&l, "high", text_string(&yaml));
	assert_int_equal(l.sample.partitions.count, 24000);
	text_release(&yaml);
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind),
		cmocka_unit_test(scalars_mean_what_the_field_says),
		cmocka_unit_test(empty_files_set_nothing),
		cmocka_unit_test(null_is_nothing),
		cmocka_unit_test(layers_lie_over_each_other),
		cmocka_unit_test(each_walks_records),
		cmocka_unit_test(aliases_stand_for_values),
		cmocka_unit_test(line_ends_and_bom_do_not_matter),
		cmocka_unit_test(quoted_merge_sign_is_a_name),
		cmocka_unit_test(large_files_are_quick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A site that contradicts itself is refused, with the place of the record. */

#include "testing.h"

#include "core/site/scratch.h"

#define NODE                                                                                       \
	"node-types:\n"                                                                            \
	"  n: {cores: 16, cores-per-ccd: 4, cores-per-numa: 8"
#define GPU_NODE NODE ", gcds: 4, gcds-per-module: 2, ccd-of-gcd: [3, 2, 1, 0]"

struct case_ {
	const char *content;
	const char *place; /* of the first diagnostic: "3:5" */
	const char *id;
	const char *message; /* a part of it */
};

static void assert_refused(const struct case_ *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text said = TEXT_INIT, start = TEXT_INIT, id = TEXT_INIT;
		struct site site;
		assert_false(load_text(cases[i].content, &site, &said));
		text_append_format(&start, "%s: error: ", cases[i].place);
		text_append_format(&id, "[%s]\n", cases[i].id);
		if (!string_starts(text_string(&said), text_string(&start)) ||
			strstr(text_string(&said), text_string(&id)) == NULL ||
			strstr(text_string(&said), cases[i].message) == NULL)
			fail_msg("case %zu says: %s", i, text_string(&said));
		text_release(&said);
		text_release(&start);
		text_release(&id);
	}
}

static void test_missing_parts(void **state)
{
	static const struct case_ cases[] = {
		{"roots:\n  a: {note: x}\n", "2:3", "F11", "the root 'a' has no 'path'"},
		{"environment-traps:\n  A: {kind: unread}\n", "2:3", "F11", "the variable 'A' has no 'why'"},
		{"environment-traps:\n  a-b: nobody reads it\n", "2:3", "F11",
			"'a-b' in 'environment-traps' cannot be the name of a variable"},
		{"roots:\n  a: images\n", "2:3", "F11", "not absolute"},
		{"name-forms:\n  f: {form: x}\n", "2:3", "F11", "no 'family'"},
		{"name-forms:\n  f: {family: x}\n", "2:3", "F11", "no 'form'"},
		{"partitions:\n  p: {max-time: 5}\n", "2:3", "F11", "no 'node-type'"},
		{"node-types:\n  n: {cores: 8}\n", "2:3", "F11", "no 'cores-per-ccd'"},
		{"bind-presets:\n  b: {title: x}\n", "2:3", "F11", "no 'binds'"},
		{"linked-filesystems:\n  scratch: /pfs\n", "2:3", "F11", "absolute"},
		{"linked-filesystems:\n  /scratch: {}\n", "2:3", "F11", "no 'target'"},
		{"recipes:\n  r:\n    environment:\n      A: {value: x}\n", "4:7", "F11",
			"no 'why'"},
		{"recipes:\n  r:\n    environment:\n      'A B': {value: x, why: y}\n", "4:7",
			"F11", "'A B'"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

static void test_unknown_references(void **state)
{
	static const struct case_ cases[] = {
		{NODE "}\npartitions:\n  p: {node-type: m}\n", "4:3", "F12",
			"names the node type 'm'"},
		{"bind-presets:\n  slurm: {binds: /x}\nrecipes:\n  r: {presets: [slumr]}\n", "4:3",
			"F12", "did you mean 'slurm'?"},
		{"recipes:\n  r: {bindings-module: none}\n", "2:3", "F12", "module 'none'"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

static void test_topology(void **state)
{
	static const struct case_ cases[] = {
		{"node-types:\n  n: {cores: 16, cores-per-ccd: 5, cores-per-numa: 8}\n", "2:3",
			"F13", "cannot be divided"},
		{"node-types:\n  n: {cores: 24, cores-per-ccd: 8, cores-per-numa: 12}\n", "2:3",
			"F13", "cannot be divided"},
		{NODE ", sockets: 3}\n", "2:3", "F13", "3 sockets"},
		{NODE ", reserved-cores: [0, 16]}\n", "2:3", "F13", "name core 16"},
		{NODE ", reserved-cores: [3, 3]}\n", "2:3", "F13", "core 3 twice"},
		{NODE ", gcds: 4, ccd-of-gcd: [0, 1]}\n", "2:3", "F13", "has 2 entries"},
		{NODE ", gcds: 2, ccd-of-gcd: [0, 4]}\n", "2:3", "F13", "the CCDs are 0 to 3"},
		{NODE ", gcds: 4, gcds-per-module: 3}\n", "2:3", "F13", "modules of 3"},
		{NODE ",\n    nics: {hsn0: {numa: 2}}}\n", "3:12", "F13", "NUMA domain 2"},
		{"node-types:\n  n: {cores: 1, cores-per-ccd: 1, cores-per-numa: 1, "
		 "reserved-cores: [0]}\n",
			"2:3", "F13", "all cores"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

static void test_orders(void **state)
{
	static const struct case_ cases[] = {
		{GPU_NODE ",\n    strategies: {s: {order: [0, 1, 1]}}}\n", "3:18", "F14",
			"GCD 1 twice"},
		{GPU_NODE ",\n    strategies: {s: {order: [4]}}}\n", "3:18", "F14",
			"the GCDs are 0 to 3"},
		{NODE ",\n    strategies: {s: {order: [0, 4]}}}\n", "3:18", "F14", "CCD 4"},
		{NODE ",\n    strategies: {s: {title: x}}}\n", "3:18", "F11", "no 'order'"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

static void test_limits(void **state)
{
	static const struct case_ cases[] = {
		{NODE ", memory-sizes: [2G, 1G]}\n", "2:3", "F15", "do not ascend"},
		{NODE ", memory-sizes: [0]}\n", "2:3", "F15", "do not ascend"},
		{NODE ", memory-sizes: [1G]}\npartitions:\n  p: {node-type: n, default-memory: "
		      "2G}\n",
			"4:3", "F15", "at most 1G"},
		{NODE "}\npartitions:\n  p: {node-type: n, nodes: 3, max-nodes: 4}\n", "4:3", "F15",
			"only 3"},
		{NODE "}\npartitions:\n  p: {node-type: n, max-jobs: 3, max-running: 4}\n", "4:3",
			"F15", "only 3"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

/* What stands in scripts as the site file has it must be a plain word. */
static void test_gpu_kinds(void **state)
{
	static const struct case_ cases[] = {
		{"gpu-kinds:\n  a: {visible: A B}\n", "2:3", "F11", "'visible' of 'a' is not the name"},
		{"gpu-kinds:\n  a: {visible: 1A}\n", "2:3", "F11", "not the name of a variable"},
		{"gpu-kinds:\n  a: {visible: A, inner: 'B;C'}\n", "2:3", "F11", "'inner' of 'a'"},
		{"gpu-kinds:\n  a: {inner: B}\n", "2:3", "F11", "no 'visible'"},
		{"gpu-kinds:\n  a: {container-option: nv}\n", "2:3", "F11", "one option"},
		{"gpu-kinds:\n  a: {container-option: --nv --x}\n", "2:3", "F11", "one option"},
		{"gpu-kinds:\n  a: {die: $(x)}\n", "2:3", "F11", "one word"},
		{GPU_NODE ", gpu-kind: b}\ngpu-kinds:\n  a: {die: GCD}\n", "2:3", "F12",
			"names the kind of GPUs 'b', which is not there"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

static void test_time_bins(void **state)
{
	static const struct case_ cases[] = {
		{NODE "}\npartitions:\n  p:\n    node-type: n\n    time-bins: {a: {time: 5}}\n", "6:17",
			"F11", "no 'nodes'"},
		{NODE "}\npartitions:\n  p:\n    node-type: n\n    time-bins: {a: {nodes: 5}}\n",
			"6:17", "F11", "no 'time'"},
		{NODE "}\npartitions:\n  p:\n    node-type: n\n    time-bins: {a: {nodes: 5, time: 1}, "
		      "b: {nodes: 5, time: 2}}\n",
			"6:41", "F15", "do not ascend"},
	};

	(void)state;
	assert_refused(cases, ARRAY_LENGTH(cases));
}

/* Kinds are linked after all layers, and a node type that names none has the first one. */
static void test_what_is_derived(void **state)
{
	struct text said = TEXT_INIT;
	struct site site;
	const struct site_node_type *type;
	const struct site_partition *partition;

	(void)state;
	assert_true(load_text("container-command: /opt/bin/apptainer\n"
			      "gpu-kinds:\n  a: {die: GCD, visible: A}\n  b: {communication: XCCL}\n"
			      "node-types:\n"
			      "  n: {cores: 4, cores-per-ccd: 2, cores-per-numa: 4, gcds: 2}\n"
			      "  m: {cores: 4, cores-per-ccd: 2, cores-per-numa: 4, gcds: 2, gpu-kind: b}\n"
			      "  c: {cores: 4, cores-per-ccd: 2, cores-per-numa: 4}\n"
			      "partitions:\n"
			      "  p: {node-type: n, max-time: 300, time-bins: {a: {nodes: 2, time: 1}, "
			      "b: {nodes: 9, time: 2}}}\n"
			      "slurm: {default-partition: p}\n",
		&site, &said));
	type = site_node_type(&site, "n");
	assert_string_equal(site_die(type), "GCD");
	assert_string_equal(site_visible_variable(type), "A");
	assert_string_equal(site_communication(type), "NCCL");
	type = site_node_type(&site, "m");
	assert_string_equal(site_die(type), "GPU");
	assert_null(site_visible_variable(type));
	assert_string_equal(site_communication(type), "XCCL");
	assert_null(site_node_type(&site, "c")->gpu);
	partition = site_partition(&site, "p");
	assert_int_equal(site_max_time(partition, 1), 60);
	assert_int_equal(site_max_time(partition, 2), 60);
	assert_int_equal(site_max_time(partition, 3), 120);
	assert_int_equal(site_max_time(partition, 10), 300 * 60);
	assert_string_equal(site_container_prefix(&site), "APPTAINER");
	site_release(&site);
	text_release(&said);
}

/* These sections have no place of their own: the diagnostic names the file and the key. */
static void test_sections(void **state)
{
	static const struct {
		const char *content, *id, *field;
	} cases[] = {
		{"rocm: {low: '6.10', high: '6.9'}\n", "F15", "rocm.low"},
		{"rocm: {note-from: '6.1'}\n", "F11", "rocm.note"},
		{"account: {pattern: '^a(b$'}\n", "F10", "account.pattern"},
		{"account: {pattern: '^a$', example: b}\n", "F10", "account.example"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char *path = scratch_file("own.yaml", cases[i].content);
		struct diags diags = {0};
		struct site site;
		assert_false(site_load(path, &site, &diags));
		assert_only_diag(&diags, cases[i].id);
		assert_string_equal(diags.items[0].field, cases[i].field);
		assert_string_equal(diags.items[0].file, path);
		diags_release(&diags);
		free(path);
	}
}

static void test_long_pattern(void **state)
{
	struct text content = TEXT_INIT, said = TEXT_INIT;
	struct site site;

	(void)state;
	text_append(&content, "account: {pattern: '");
	text_append_repeated(&content, "(a*)*", 50);
	text_append(&content, "'}\n");
	assert_false(load_text(text_string(&content), &site, &said));
	assert_non_null(strstr(text_string(&said), "[F10]"));
	text_release(&content);
	text_release(&said);
}

static void test_recipes_that_are_never_taken(void **state)
{
	struct text said = TEXT_INIT;
	struct site site;

	(void)state;
	assert_true(load_text("name-forms:\n"
			      "  f: {family: a, form: x}\n"
			      "recipes:\n"
			      "  first: {family: a, when: version<2}\n"
			      "  rest: {family: a}\n"
			      "  late: {family: a, when: version>2}\n"
			      "  unknown: {}\n"
			      "  other: {family: b}\n",
		&site, &said));
	assert_non_null(strstr(text_string(&said), "6:3: warning: "));
	assert_non_null(strstr(text_string(&said), "'late' is never taken: 'rest'"));
	assert_non_null(strstr(text_string(&said), "no name form gives the family 'b'"));
	assert_null(strstr(text_string(&said), "'unknown' is never"));
	assert_null(strstr(text_string(&said), "'first' is never"));
	site_release(&site);
	text_release(&said);
}

static void test_all_mistakes_in_one_run(void **state)
{
	struct text said = TEXT_INIT;
	struct site site;

	(void)state;
	assert_false(load_text("roots:\n  a: b\nbind-presets:\n  c: {}\npartitions:\n  d: {}\n",
		&site, &said));
	assert_non_null(strstr(text_string(&said), "'a'"));
	assert_non_null(strstr(text_string(&said), "'c'"));
	assert_non_null(strstr(text_string(&said), "'d'"));
	text_release(&said);
}

static void test_a_sound_site(void **state)
{
	struct text said = TEXT_INIT;
	struct site site;

	(void)state;
	assert_true(load_text(GPU_NODE ", memory-sizes: [1G, 2G], nics: {a: {numa: -1}},\n"
				       "    strategies: {s: {order: [3, 1]}}}\n"
				       "partitions:\n  p: {node-type: n}\n",
		&site, &said));
	assert_text_equal(&said, "");
	assert_int_equal(site_node_type(&site, "n")->sockets, 1);
	assert_int_equal(site_node_type(&site, "n")->threads_per_core, 1);
	site_release(&site);
	text_release(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_missing_parts),
		SCRATCH_TEST(test_unknown_references),
		SCRATCH_TEST(test_topology),
		SCRATCH_TEST(test_orders),
		SCRATCH_TEST(test_limits),
		SCRATCH_TEST(test_gpu_kinds),
		SCRATCH_TEST(test_time_bins),
		SCRATCH_TEST(test_what_is_derived),
		SCRATCH_TEST(test_sections),
		SCRATCH_TEST(test_long_pattern),
		SCRATCH_TEST(test_recipes_that_are_never_taken),
		SCRATCH_TEST(test_all_mistakes_in_one_run),
		SCRATCH_TEST(test_a_sound_site),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

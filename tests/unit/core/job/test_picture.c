#include "testing.h"

#include "base/clean.h"
#include "base/files.h"
#include "core/job/nodes.h"
#include "job/picture.h"

#include <stdlib.h>
#include <string.h>

#define NODE_GPU .type = &gpu_node, .order = linear, .order_count = 8
#define NODE_CPU .type = &cpu_node, .order = ccds, .order_count = 16

static const int64_t linear[] = {0, 1, 2, 3, 4, 5, 6, 7};
static const int64_t green[] = {0, 1, 3, 2, 4, 5, 7, 6};
static const int64_t half[] = {4, 5, 2, 3};
static const int64_t ccds[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static const struct {
	const char *name;
	struct assign_wish wish;
} pictures[] = {
	{"gpu-linear", {NODE_GPU}},
	{"gpu-green", {.type = &gpu_node, .order = green, .order_count = 8}},
	{"gpu-six-cores", {NODE_GPU, .cores = 6}},
	{"gpu-half", {.type = &gpu_node, .order = half, .order_count = 4}},
	{"gpu-two-per-task", {NODE_GPU, .gcds_per_task = 2}},
	{"gpu-three-per-task", {NODE_GPU, .gcds_per_task = 3, .cores = 6}},
	{"gpu-shared-by-two", {NODE_GPU, .tasks_per_gcd = 2}},
	{"gpu-shared-by-seven", {NODE_GPU, .tasks_per_gcd = 7}},
	{"gpu-both-threads", {NODE_GPU, .both_threads = true}},
	{"gpu-one-task", {NODE_GPU, .gcds_per_task = 8}},
	{"cpu-one-per-ccd", {NODE_CPU}},
	{"cpu-one-per-core", {NODE_CPU, .tasks_per_gcd = 8, .both_threads = true}},
	{"cpu-four-ccds-each", {NODE_CPU, .gcds_per_task = 4, .cores = 16, .tasks = 3}},
};

static void assign_or_fail(const struct assign_wish *wish, struct assignment *assignment)
{
	struct diags diags = {0};
	assert_true(assign(wish, assignment, &diags));
	diags_release(&diags);
}

/* Compares with the file of that name; UPDATE_GOLDEN=1 writes it anew. */
static void compare(const char *name, const struct text *text)
{
	char *path = xasprintf("%s/pictures/%s.txt", FIXTURES, name);
	struct text wanted = TEXT_INIT;
	struct diags diags = {0};

	if (getenv("UPDATE_GOLDEN") != NULL)
		assert_true(file_write(path, text->data, text->length, 0644, FILE_REPLACE, &diags));
	if (!file_read(path, 1u << 20, &wanted, &diags))
		assert_no_diags(&diags);
	assert_text_equal(text, text_string(&wanted));
	diags_release(&diags);
	text_release(&wanted);
	free(path);
}

static void assert_lines_are_narrow(const struct text *text, bool ascii)
{
	struct strings lines = {0};
	strings_split(&lines, text_string(text), '\n');
	for (size_t i = 0; i < lines.count; i++) {
		const char *line = lines.items[i];
		size_t length = strlen(line);
		assert_true(text_width(line) <= 80);
		assert_false(length > 0 && line[length - 1] == ' ');
		for (size_t j = 0; ascii && j < length; j++)
			assert_true(line[j] >= ' ' && line[j] <= '~');
	}
	strings_release(&lines);
}

static void pictures_are_as_they_were_approved(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LENGTH(pictures); i++) {
		bool ascii = i % 2 == 1;
		char *name = xasprintf("%s%s", pictures[i / 2].name, ascii ? "-ascii" : "");
		struct assignment assignment;
		struct text text = TEXT_INIT;
		assign_or_fail(&pictures[i / 2].wish, &assignment);
		assignment_append_picture(&assignment, ascii, &text);
		assert_lines_are_narrow(&text, ascii);
		compare(name, &text);
		text_release(&text);
		assignment_release(&assignment);
		free(name);
	}
}

/* How often the letter stands between the brackets of the CCDs. */
static unsigned count_cores(const struct text *text, char letter)
{
	unsigned count = 0;
	bool inside = false;
	for (const char *p = text_string(text); *p != '\0'; p++) {
		inside = *p == '[' || (inside && *p != ']');
		count += inside && *p == letter;
	}
	return count;
}

static void every_core_of_a_task_is_drawn_once(void **state)
{
	(void)state;
	for (unsigned cores = 1; cores <= 7; cores++) {
		struct assign_wish wish = {NODE_GPU, .cores = cores};
		struct assignment assignment;
		struct text text = TEXT_INIT;
		assign_or_fail(&wish, &assignment);
		assignment_append_picture(&assignment, true, &text);
		for (char rank = '0'; rank <= '7'; rank++)
			assert_int_equal(count_cores(&text, rank), cores);
		assert_int_equal(count_cores(&text, 'x'), 8);
		assert_int_equal(count_cores(&text, '.'), 8 * (7 - cores));
		text_release(&text);
		assignment_release(&assignment);
	}
}

/* Node types other than the two of LUMI: whatever a site file says is drawn without harm. */
static void other_node_types_are_drawn_as_well(void **state)
{
	struct site_nic nics[] = {
		{.record = {.name = (char[]){"mlx5_0"}}, .numa = 1},
		{.record = {.name = (char[]){"b\033d"}}, .numa = 1, .expected = true},
	};
	static const struct {
		int64_t sockets, cores, cores_per_ccd, cores_per_numa;
	} shapes[] = {
		{2, 48, 24, 24},    /* a cache for each socket */
		{2, 48, 24, 12},    /* and two NUMA domains in it */
		{2, 96, 8, 48},     /* many CCDs in a NUMA domain */
		{1, 64, 64, 64},    /* one row with all cores */
		{1, 6, 3, 3},
		{0, 64, 8, 0},      /* nonsense */
		{3, 100, 7, 11},    /* nothing divides anything */
		{1, INT64_MAX, 1, INT64_MAX},
		{INT64_MAX, 16, 16, 1},
		{1, 1, 1, 1},
	};
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LENGTH(shapes); i++) {
		bool gpus = i % 2 == 1;
		struct site_node_type type = {.record = {.name = (char[]){"other"}},
			.sockets = shapes[i / 2].sockets,
			.cores = shapes[i / 2].cores,
			.cores_per_ccd = shapes[i / 2].cores_per_ccd,
			.cores_per_numa = shapes[i / 2].cores_per_numa,
			.gcds = gpus ? 2 : 0,
			.ccd_of_gcd = {(int64_t[]){0, 0}, 2},
			.nics = {nics, 2}};
		struct assign_wish wish = {.type = &type, .order = linear, .order_count = 1};
		struct assignment assignment;
		struct diags diags = {0};
		struct text text = TEXT_INIT;
		json_t *json;
		if (assign(&wish, &assignment, &diags)) {
			assignment_append_picture(&assignment, i % 4 < 2, &text);
			assert_null(strchr(text_string(&text), '\033'));
			assert_non_null(strchr(text_string(&text), '0'));
			assignment_append_table(&assignment, &text);
			json = assignment_json(&assignment, NULL);
			json_decref(json);
			assignment_release(&assignment);
		}
		if (i < 6 && !gpus)
			assert_lines_are_narrow(&text, false);
		text_release(&text);
		diags_release(&diags);
	}
}

static void tables_line_up(void **state)
{
	struct assignment assignment;
	struct text text = TEXT_INIT;
	(void)state;
	assign_or_fail(&pictures[0].wish, &assignment);
	assignment_append_table(&assignment, &text);
	assert_text_equal(&text, "rank  GCD  CCD  NUMA  NIC    cores  mask\n"
				 "   0    0    6     3  hsn0?  49-55  0xfe000000000000\n"
				 "   1    1    7     3  hsn0?  57-63  0xfe00000000000000\n"
				 "   2    2    2     1  hsn1?  17-23  0xfe0000\n"
				 "   3    3    3     1  hsn1?  25-31  0xfe000000\n"
				 "   4    4    0     0  hsn2   1-7    0xfe\n"
				 "   5    5    1     0  hsn2   9-15   0xfe00\n"
				 "   6    6    4     2  hsn3?  33-39  0xfe00000000\n"
				 "   7    7    5     2  hsn3?  41-47  0xfe0000000000\n");
	assignment_release(&assignment);
	text_truncate(&text, 0);
	assign_or_fail(&(struct assign_wish){NODE_GPU, .gcds_per_task = 4, .both_threads = true},
		&assignment);
	assignment_append_table(&assignment, &text);
	assert_text_equal(&text,
		"rank  GCD      CCD  NUMA  NIC    CPUs"
		"                                                 mask\n"
		"   0  0-3  2-3,6-7   1,3  hsn0?  "
		"17-23,25-31,49-55,57-63,81-87,89-95,113-119,121-127  "
		"0xfefe0000fefe0000fefe0000fefe0000\n"
		"   1  4-7  0-1,4-5   0,2  hsn2   "
		"1-7,9-15,33-39,41-47,65-71,73-79,97-103,105-111      "
		"0xfefe0000fefe0000fefe0000fefe\n");
	assignment_release(&assignment);
	text_release(&text);
}

static void tables_of_cpu_nodes_have_no_gcds(void **state)
{
	struct assignment assignment;
	struct text text = TEXT_INIT;
	(void)state;
	assign_or_fail(&pictures[12].wish, &assignment);
	assignment_append_table(&assignment, &text);
	assert_text_equal(&text,
		"rank   CCD  NUMA  NIC  cores                    mask\n"
		"   0   0-3   0-1  -    0-3,8-11,16-19,24-27     0xf0f0f0f\n"
		"   1   4-7   2-3  -    32-35,40-43,48-51,56-59  0xf0f0f0f00000000\n"
		"   2  8-11   4-5  -    64-67,72-75,80-83,88-91  0xf0f0f0f0000000000000000\n");
	assignment_release(&assignment);
	text_release(&text);
}

static void assert_json(const struct assign_wish *wish, const char *strategy, const char *wanted)
{
	struct assignment assignment;
	json_t *json;
	char *dumped;

	assign_or_fail(wish, &assignment);
	json = assignment_json(&assignment, strategy);
	dumped = json_dumps(json, JSON_COMPACT);
	assert_string_equal(dumped, wanted);
	free(dumped);
	json_decref(json);
	assignment_release(&assignment);
}

static void json_says_all_of_it(void **state)
{
	(void)state;
	assert_json(&(struct assign_wish){NODE_GPU, .gcds_per_task = 4}, "linear-gcd",
		"{\"schema\":\"berth.job.mask/1\",\"strategy\":\"linear-gcd\","
		"\"node_type\":\"lumi-g\",\"cores_per_task\":28,\"gcds_per_task\":4,"
		"\"tasks_per_gcd\":1,\"threads_per_core\":1,\"tasks\":["
		"{\"rank\":0,\"gcds\":[0,1,2,3],\"ccd\":6,\"numa\":3,\"nic\":\"hsn0\","
		"\"nic_expected\":true,\"cpus\":\"17-23,25-31,49-55,57-63\","
		"\"mask\":\"0xfefe0000fefe0000\"},"
		"{\"rank\":1,\"gcds\":[4,5,6,7],\"ccd\":0,\"numa\":0,\"nic\":\"hsn2\","
		"\"nic_expected\":false,\"cpus\":\"1-7,9-15,33-39,41-47\","
		"\"mask\":\"0xfefe0000fefe\"}],"
		"\"mask_cpu\":\"0xfefe0000fefe0000,0xfefe0000fefe\",\"gpu_map\":\"mask:0xf,"
		"0xf0\"}");
	assert_json(&(struct assign_wish){.type = &gpu_node, .order = half, .order_count = 1,
			    .both_threads = true}, NULL,
		"{\"schema\":\"berth.job.mask/1\",\"strategy\":null,"
		"\"node_type\":\"lumi-g\",\"cores_per_task\":7,\"gcds_per_task\":1,"
		"\"tasks_per_gcd\":1,\"threads_per_core\":2,\"tasks\":["
		"{\"rank\":0,\"gcds\":[4],\"ccd\":0,\"numa\":0,\"nic\":\"hsn2\","
		"\"nic_expected\":false,\"cpus\":\"1-7,65-71\","
		"\"mask\":\"0xfe00000000000000fe\"}],"
		"\"mask_cpu\":\"0xfe00000000000000fe\",\"gpu_map\":\"map:4\"}");
	assert_json(&(struct assign_wish){.type = &cpu_node, .order = ccds + 3, .order_count = 1},
		"linear",
		"{\"schema\":\"berth.job.mask/1\",\"strategy\":\"linear\","
		"\"node_type\":\"lumi-c\",\"cores_per_task\":8,\"gcds_per_task\":null,"
		"\"tasks_per_gcd\":null,\"threads_per_core\":1,\"tasks\":["
		"{\"rank\":0,\"gcds\":[],\"ccd\":3,\"numa\":1,\"nic\":null,"
		"\"nic_expected\":false,\"cpus\":\"24-31\",\"mask\":\"0xff000000\"}],"
		"\"mask_cpu\":\"0xff000000\",\"gpu_map\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_are_as_they_were_approved),
		cmocka_unit_test(every_core_of_a_task_is_drawn_once),
		cmocka_unit_test(other_node_types_are_drawn_as_well),
		cmocka_unit_test(tables_line_up),
		cmocka_unit_test(tables_of_cpu_nodes_have_no_gcds),
		cmocka_unit_test(json_says_all_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

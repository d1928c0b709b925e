#include "testing.h"

#include "core/job/nodes.h"

#include <stdlib.h>

static int64_t linear[] = {0, 1, 2, 3, 4, 5, 6, 7};
static int64_t ccds_of_cpu_node[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/* Everything that a wish of the tests below can say, with the masks that it must give. */
struct expectation {
	int64_t order[8];
	size_t order_count;
	unsigned cores, gcds_per_task, tasks_per_gcd, tasks;
	bool both_threads;
	const char *masks;
	const char *gpu_map;
};

#define LINEAR {0, 1, 2, 3, 4, 5, 6, 7}, 8

static void check(const struct expectation *wanted)
{
	struct assign_wish wish = {
		.type = &gpu_node,
		.order = wanted->order,
		.order_count = wanted->order_count,
		.cores = wanted->cores,
		.gcds_per_task = wanted->gcds_per_task,
		.tasks_per_gcd = wanted->tasks_per_gcd,
		.tasks = wanted->tasks,
		.both_threads = wanted->both_threads,
	};
	struct assignment assignment;
	struct diags diags = {0};
	struct text text = TEXT_INIT;

	assert_true(assign(&wish, &assignment, &diags));
	assert_no_diags(&diags);
	assignment_append_masks(&assignment, &text);
	assert_text_equal(&text, wanted->masks);
	text_truncate(&text, 0);
	assignment_append_gpu_map(&assignment, &text);
	assert_text_equal(&text, wanted->gpu_map);
	text_release(&text);
	assignment_release(&assignment);
	diags_release(&diags);
}

static void every_strategy_gives_the_published_masks(void **state)
{
	static const struct expectation cases[] = {
		{LINEAR,
			.masks = "0xfe000000000000,0xfe00000000000000,0xfe0000,0xfe000000,0xfe,"
				 "0xfe00,0xfe00000000,0xfe0000000000",
			.gpu_map = "map:0,1,2,3,4,5,6,7"},
		{{4, 5, 2, 3, 6, 7, 0, 1}, 8,
			.masks = "0xfe,0xfe00,0xfe0000,0xfe000000,0xfe00000000,0xfe0000000000,"
				 "0xfe000000000000,0xfe00000000000000",
			.gpu_map = "map:4,5,2,3,6,7,0,1"},
		/* The green, the red and the third ring. */
		{{0, 1, 3, 2, 4, 5, 7, 6}, 8,
			.masks = "0xfe000000000000,0xfe00000000000000,0xfe000000,0xfe0000,0xfe,"
				 "0xfe00,0xfe0000000000,0xfe00000000",
			.gpu_map = "map:0,1,3,2,4,5,7,6"},
		{{0, 1, 5, 4, 6, 7, 3, 2}, 8,
			.masks = "0xfe000000000000,0xfe00000000000000,0xfe00,0xfe,0xfe00000000,"
				 "0xfe0000000000,0xfe000000,0xfe0000",
			.gpu_map = "map:0,1,5,4,6,7,3,2"},
		{{0, 1, 5, 4, 2, 3, 7, 6}, 8,
			.masks = "0xfe000000000000,0xfe00000000000000,0xfe00,0xfe,0xfe0000,"
				 "0xfe000000,0xfe0000000000,0xfe00000000",
			.gpu_map = "map:0,1,5,4,2,3,7,6"},
		/* Half a node. */
		{{4, 5, 2, 3}, 4, .masks = "0xfe,0xfe00,0xfe0000,0xfe000000",
			.gpu_map = "map:4,5,2,3"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check(&cases[i]);
}

static void cores_and_gcds_can_be_shared_out_otherwise(void **state)
{
	static const struct expectation cases[] = {
		{LINEAR, .cores = 6,
			.masks = "0x7e000000000000,0x7e00000000000000,0x7e0000,0x7e000000,0x7e,"
				 "0x7e00,0x7e00000000,0x7e0000000000",
			.gpu_map = "map:0,1,2,3,4,5,6,7"},
		{LINEAR, .cores = 1,
			.masks = "0x2000000000000,0x200000000000000,0x20000,0x2000000,0x2,0x200,"
				 "0x200000000,0x20000000000",
			.gpu_map = "map:0,1,2,3,4,5,6,7"},
		{LINEAR, .gcds_per_task = 2,
			.masks = "0xfefe000000000000,0xfefe0000,0xfefe,0xfefe00000000",
			.gpu_map = "mask:0x3,0xc,0x30,0xc0"},
		{LINEAR, .gcds_per_task = 2, .cores = 12,
			.masks = "0x7e7e000000000000,0x7e7e0000,0x7e7e,0x7e7e00000000",
			.gpu_map = "mask:0x3,0xc,0x30,0xc0"},
		{LINEAR, .gcds_per_task = 4, .masks = "0xfefe0000fefe0000,0xfefe0000fefe",
			.gpu_map = "mask:0xf,0xf0"},
		{LINEAR, .gcds_per_task = 8, .masks = "0xfefefefefefefefe", .gpu_map = "mask:0xff"},
		{{4, 0}, 2, .both_threads = true,
			.masks = "0xfe00000000000000fe,"
				 "0xfe00000000000000fe000000000000",
			.gpu_map = "map:4,0"},
		{{4, 7}, 2, .tasks_per_gcd = 2, .masks = "0xe,0xe0,0xe0000000000,0xe00000000000",
			.gpu_map = "map:4,4,7,7"},
		{{4, 5}, 2, .tasks_per_gcd = 2, .cores = 1, .masks = "0x2,0x20,0x200,0x2000",
			.gpu_map = "map:4,4,5,5"},
		{{4, 5}, 2, .tasks_per_gcd = 4,
			.masks = "0x2,0x8,0x20,0x80,0x200,0x800,0x2000,0x8000",
			.gpu_map = "map:4,4,4,4,5,5,5,5"},
		/* Three and seven slots are not equal parts of a CCD. */
		{{5}, 1, .tasks_per_gcd = 3, .masks = "0x600,0x1800,0x6000",
			.gpu_map = "map:5,5,5"},
		{{4}, 1, .tasks_per_gcd = 7, .masks = "0x2,0x4,0x8,0x10,0x20,0x40,0x80",
			.gpu_map = "map:4,4,4,4,4,4,4"},
		{{4, 5}, 2, .tasks_per_gcd = 2, .tasks = 3, .masks = "0xe,0xe0,0xe00",
			.gpu_map = "map:4,4,5"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check(&cases[i]);
}

static void two_tasks_on_each_gcd_fill_the_node(void **state)
{
	struct expectation wanted = {LINEAR, .tasks_per_gcd = 2,
		.masks = "0xe000000000000,0xe0000000000000,0xe00000000000000,0xe000000000000000,"
			 "0xe0000,0xe00000,0xe000000,0xe0000000,0xe,0xe0,0xe00,0xe000,"
			 "0xe00000000,0xe000000000,0xe0000000000,0xe00000000000",
		.gpu_map = "map:0,0,1,1,2,2,3,3,4,4,5,5,6,6,7,7"};
	(void)state;
	check(&wanted);
}

static void tasks_know_their_gcd_ccd_numa_domain_and_nic(void **state)
{
	static const struct {
		unsigned ccd, numa;
		const char *nic;
	} wanted[] = {{6, 3, "hsn0"}, {7, 3, "hsn0"}, {2, 1, "hsn1"}, {3, 1, "hsn1"},
		{0, 0, "hsn2"}, {1, 0, "hsn2"}, {4, 2, "hsn3"}, {5, 2, "hsn3"}};
	struct assign_wish wish = {.type = &gpu_node, .order = linear, .order_count = 8};
	struct assignment assignment;
	struct diags diags = {0};
	(void)state;
	assert_true(assign(&wish, &assignment, &diags));
	assert_int_equal(assignment.count, 8);
	assert_int_equal(assignment.cores, 7);
	assert_int_equal(assignment.gcds_per_task, 1);
	assert_int_equal(assignment.tasks_per_gcd, 1);
	for (unsigned i = 0; i < 8; i++) {
		const struct assign_task *task = &assignment.tasks[i];
		assert_int_equal(task->gcd_count, 1);
		assert_int_equal(task->gcds[0], i);
		assert_int_equal(task->ccd, wanted[i].ccd);
		assert_int_equal(task->numa, wanted[i].numa);
		assert_string_equal(task->nic->record.name, wanted[i].nic);
	}
	assignment_release(&assignment);
	assert_int_equal(assignment.count, 0);
	assignment_release(&assignment);
}

static void cpu_nodes_are_shared_out_by_ccd(void **state)
{
	static const struct {
		size_t order_count;
		unsigned cores, ccds_per_task, tasks_per_ccd;
		bool both_threads;
		const char *masks;
	} cases[] = {
		{4, 0, 0, 0, false, "0xff,0xff00,0xff0000,0xff000000"},
		{2, 4, 0, 0, false, "0xf,0xf00"},
		{2, 0, 0, 2, false, "0xf,0xf0,0xf00,0xf000"},
		{2, 3, 0, 2, false, "0x7,0x70,0x700,0x7000"},
		{1, 0, 0, 3, false, "0x3,0xc,0x30"},
		{1, 1, 0, 3, false, "0x1,0x2,0x4"},
		{1, 0, 0, 8, false, "0x1,0x2,0x4,0x8,0x10,0x20,0x40,0x80"},
		{4, 0, 2, 0, false, "0xffff,0xffff0000"},
		{4, 2, 2, 0, false, "0x101,0x1010000"},
		{2, 0, 0, 0, true,
			"0xff000000000000000000000000000000ff,"
			"0xff000000000000000000000000000000ff00"},
	};
	struct diags diags = {0};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct assign_wish wish = {.type = &cpu_node,
			.order = ccds_of_cpu_node,
			.order_count = cases[i].order_count,
			.cores = cases[i].cores,
			.gcds_per_task = cases[i].ccds_per_task,
			.tasks_per_gcd = cases[i].tasks_per_ccd,
			.both_threads = cases[i].both_threads};
		struct assignment assignment;
		struct text text = TEXT_INIT;
		assert_true(assign(&wish, &assignment, &diags));
		assert_no_diags(&diags);
		assignment_append_masks(&assignment, &text);
		assert_text_equal(&text, cases[i].masks);
		text_truncate(&text, 0);
		assignment_append_gpu_map(&assignment, &text);
		assert_text_equal(&text, "");
		assert_int_equal(assignment.tasks[0].gcd_count, 0);
		text_release(&text);
		assignment_release(&assignment);
	}
}

static void one_rank_per_ccd_covers_the_whole_cpu_node(void **state)
{
	struct assign_wish wish = {
		.type = &cpu_node, .order = ccds_of_cpu_node, .order_count = 16};
	struct assignment assignment;
	struct diags diags = {0};
	(void)state;
	assert_true(assign(&wish, &assignment, &diags));
	assert_int_equal(assignment.count, 16);
	for (unsigned i = 0; i < 16; i++) {
		struct mask ccd = {{0}};
		ccd.words[i / 8] = UINT64_C(0xff) << i % 8 * 8;
		assert_true(mask_equal(&assignment.tasks[i].cpus, &ccd));
		assert_int_equal(assignment.tasks[i].ccd, i);
		assert_int_equal(assignment.tasks[i].numa, i / 2);
		assert_null(assignment.tasks[i].nic); /* nobody knows where it is wired */
	}
	assignment_release(&assignment);
}

/* Any refusal: nothing is written, one diagnostic with this text and hint. */
static void assert_refused(const struct assign_wish *wish, const char *id, const char *message,
	const char *hint)
{
	struct assignment assignment = {.count = 4711}, before = assignment;
	struct diags diags = {0};

	assert_false(assign(wish, &assignment, &diags));
	assert_memory_equal(&assignment, &before, sizeof before);
	assert_only_diag(&diags, id);
	assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
	assert_string_equal(diags.items[0].message, message);
	if (hint != NULL)
		assert_string_equal(diags.items[0].hint, hint);
	else
		assert_null(diags.items[0].hint);
	diags_release(&diags);
}

#define WISH(node_type, entries, count, ...)                                                       \
	(&(struct assign_wish){                                                                    \
		.type = (node_type), .order = (entries), .order_count = (count), __VA_ARGS__})
#define GPU_WISH(...) WISH(&gpu_node, linear, 8, __VA_ARGS__)
#define CPU_WISH(...) WISH(&cpu_node, ccds_of_cpu_node, 16, __VA_ARGS__)

static void reserved_cores_are_never_given_away(void **state)
{
	(void)state;
	assert_refused(GPU_WISH(.cores = 8), "B01",
		"8 cores per task do not fit: core 48 of CCD 6 is reserved for the system",
		"7 cores at most");
	assert_refused(GPU_WISH(.cores = 4, .tasks_per_gcd = 2), "B01",
		"4 cores per task do not fit: core 48 of CCD 6 is reserved for the system",
		"3 cores at most");
	assert_refused(GPU_WISH(.cores = 16, .gcds_per_task = 2), "B01",
		"16 cores per task do not fit: core 48 of CCD 6 is reserved for the system",
		"14 cores at most");
	assert_refused(GPU_WISH(.cores = 2, .tasks_per_gcd = 4), "B01",
		"2 cores per task do not fit: core 48 of CCD 6 is reserved for the system",
		"1 core at most");
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	assert_refused(GPU_WISH(.cores = 9), "B17",
		"9 cores per task do not fit: CCD 6 has 7 for 1 task", "7 cores at most");
	assert_refused(CPU_WISH(.cores = 9), "B17",
		"9 cores per task do not fit: CCD 0 has 8 for 1 task", "8 cores at most");
	assert_refused(GPU_WISH(.cores = 5, .tasks_per_gcd = 2), "B17",
		"5 cores per task do not fit: CCD 6 has 7 for 2 tasks", "3 cores at most");
	assert_refused(GPU_WISH(.tasks_per_gcd = 8), "B17",
		"8 tasks do not fit on CCD 6, which has 7 usable cores", NULL);
	assert_refused(GPU_WISH(.tasks_per_gcd = UINT32_MAX, .tasks = 1), "B17",
		"4294967295 tasks per GCD do not fit: a CCD has 8 cores", NULL);
	assert_refused(GPU_WISH(.tasks = 9), "B17", "9 tasks do not fit on one node",
		"8 tasks at most");
	assert_refused(GPU_WISH(.tasks = 2, .gcds_per_task = 8), "B17",
		"2 tasks do not fit on one node", "1 task at most");
	assert_refused(GPU_WISH(.tasks = UINT32_MAX), "B17",
		"4294967295 tasks do not fit on one node", "8 tasks at most");
	assert_refused(GPU_WISH(.gcds_per_task = 9), "B17",
		"9 GCDs per task do not fit: the order names 8", NULL);
	assert_refused(CPU_WISH(.gcds_per_task = 17), "B17",
		"17 CCDs per task do not fit: the order names 16", NULL);
	assert_refused(GPU_WISH(.cores = 7, .gcds_per_task = 2), "B17",
		"7 cores per task cannot be divided evenly among 2 GCDs",
		"each GCD gives the same number of cores: take a multiple of 2, 14 at most");
	assert_refused(GPU_WISH(.cores = 1, .gcds_per_task = 2), "B17",
		"1 core per task cannot be divided evenly among 2 GCDs",
		"each GCD gives the same number of cores: take a multiple of 2, 14 at most");
	assert_refused(&(struct assign_wish){.type = &gpu_node}, "B17",
		"the order names no GCD", NULL);
	assert_refused(GPU_WISH(.cores = UINT32_MAX), "B17",
		"4294967295 cores per task do not fit: CCD 6 has 7 for 1 task", "7 cores at most");
}

static void orders_that_the_node_cannot_follow_are_refused(void **state)
{
	static const int64_t twice[] = {0, 1, 2, 1}, beyond[] = {0, 8}, negative[] = {-1},
			     huge[] = {INT64_MAX};
	(void)state;
	assert_refused(WISH(&gpu_node, twice, 4, .cores = 0), "B03",
		"GCD 1 stands twice in the order",
		"name each GCD once; to let tasks share it, ask for tasks per GCD");
	assert_refused(WISH(&cpu_node, twice, 4, .cores = 0), "B03",
		"CCD 1 stands twice in the order",
		"name each CCD once; to let tasks share it, ask for tasks per CCD");
	assert_refused(WISH(&gpu_node, beyond, 2, .cores = 0), "B16",
		"a node of type 'lumi-g' has no GCD 8", "its GCDs are 0 to 7");
	assert_refused(WISH(&gpu_node, negative, 1, .cores = 0), "B16",
		"a node of type 'lumi-g' has no GCD -1", "its GCDs are 0 to 7");
	assert_refused(WISH(&cpu_node, huge, 1, .cores = 0), "B16",
		"a node of type 'lumi-c' has no CCD 9223372036854775807", "its CCDs are 0 to 15");
	assert_refused(GPU_WISH(.gcds_per_task = 2, .tasks_per_gcd = 2), "B18",
		"2 GCDs per task and 2 tasks per GCD exclude each other",
		"leave one of the two at 1");
}

static void second_threads_need_hardware_that_has_them(void **state)
{
	struct site_node_type single = gpu_node, large = cpu_node;
	(void)state;
	single.threads_per_core = 1;
	assert_refused(WISH(&single, linear, 8, .both_threads = true), "B17",
		"the cores of node type 'lumi-g' have no second hardware thread", NULL);
	large.cores = 192;
	assert_refused(WISH(&large, ccds_of_cpu_node, 16, .both_threads = true), "B17",
		"node type 'lumi-c' has hardware threads beyond CPU 255, the last that fits in a "
		"mask",
		NULL);
}

/* Site files come from outside. */
static void node_types_that_do_not_add_up_do_no_harm(void **state)
{
	struct site_node_type type = gpu_node;
	struct assignment assignment;
	struct diags diags = {0};
	(void)state;
	type.ccd_of_gcd.count = 3;
	assert_refused(WISH(&type, linear, 8, .cores = 0), "B16",
		"the site file does not say on which CCD of a 'lumi-g' node GCD 3 is", NULL);
	type.ccd_of_gcd = (struct yaml_integers){(int64_t[]){8}, 1};
	assert_refused(WISH(&type, linear, 1, .cores = 0), "B16",
		"the site file does not say on which CCD of a 'lumi-g' node GCD 0 is", NULL);
	type = cpu_node;
	type.cores_per_ccd = 0;
	assert_refused(WISH(&type, linear, 8, .cores = 0), "B16",
		"a node of type 'lumi-c' has no CCD 0", NULL);
	type.cores = INT64_MAX;
	type.cores_per_ccd = 1;
	type.cores_per_numa = 0;
	type.reserved_cores = (struct yaml_integers){(int64_t[]){-5, INT64_MAX, 1}, 3};
	assert_true(assign(WISH(&type, linear, 1, .cores = 0), &assignment, &diags));
	assert_int_equal(mask_count(&assignment.tasks[0].cpus), 1);
	assignment_release(&assignment);
	diags_release(&diags);
}

static void slots_give_way_to_reserved_cores(void **state)
{
	static const struct {
		int64_t reserved;
		unsigned cores, tasks_per_ccd;
		const char *masks;
	} cases[] = {
		{4, 3, 2, "0x7,0x68"}, /* equal slots would be 0-2 and 4-6 */
		{5, 2, 2, "0x3,0xc"},
		{5, 1, 2, "0x1,0x10"},
		{1, 1, 4, "0x1,0x4,0x10,0x40"},
		{2, 1, 4, "0x1,0x2,0x8,0x10"},
		{7, 0, 1, "0x7f"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct site_node_type type = cpu_node;
		struct assign_wish wish = {.type = &type,
			.order = ccds_of_cpu_node,
			.order_count = 1,
			.cores = cases[i].cores,
			.tasks_per_gcd = cases[i].tasks_per_ccd};
		struct assignment assignment;
		struct diags diags = {0};
		struct text text = TEXT_INIT;
		int64_t reserved = cases[i].reserved;
		type.reserved_cores = (struct yaml_integers){&reserved, 1};
		assert_true(assign(&wish, &assignment, &diags));
		assignment_append_masks(&assignment, &text);
		assert_text_equal(&text, cases[i].masks);
		text_release(&text);
		assignment_release(&assignment);
	}
}

static void gcds_on_one_ccd_share_its_cores(void **state)
{
	struct site_node_type type = cpu_node;
	struct assignment assignment;
	struct diags diags = {0};
	struct text text = TEXT_INIT;
	(void)state;
	type.gcds = 4;
	type.ccd_of_gcd = (struct yaml_integers){(int64_t[]){1, 1, 0, 0}, 4};
	assert_true(assign(WISH(&type, linear, 4, .cores = 0), &assignment, &diags));
	assignment_append_masks(&assignment, &text);
	assert_text_equal(&text, "0xf00,0xf000,0xf,0xf0");
	text_release(&text);
	assignment_release(&assignment);
}

static void unused_gcds_are_noted(void **state)
{
	static const struct {
		size_t order_count;
		unsigned tasks, gcds_per_task;
		const char *message;
	} cases[] = {
		{8, 0, 3, "GCDs 6-7 stay unused"},
		{7, 0, 2, "GCD 6 stays unused"},
		{8, 5, 0, "GCDs 5-7 stay unused"},
		{8, 1, 7, "GCD 7 stays unused"},
		{8, 0, 2, NULL},
		{4, 0, 0, NULL}, /* a shorter order is taken to be meant */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct assignment assignment;
		struct diags diags = {0};
		assert_true(assign(WISH(&gpu_node, linear, cases[i].order_count,
					   .tasks = cases[i].tasks,
					   .gcds_per_task = cases[i].gcds_per_task),
			&assignment, &diags));
		if (cases[i].message == NULL) {
			assert_no_diags(&diags);
		} else {
			assert_only_diag(&diags, "B19");
			assert_int_equal(diags.items[0].severity, SEVERITY_NOTE);
			assert_string_equal(diags.items[0].message, cases[i].message);
		}
		diags_release(&diags);
		assignment_release(&assignment);
	}
}

static void nodes_know_their_cores(void **state)
{
	struct mask mask = node_usable_cores(&gpu_node);
	(void)state;
	assert_int_equal(mask_count(&mask), 56);
	assert_true(mask.words[0] == UINT64_C(0xfefefefefefefefe));
	mask = node_usable_cores(&cpu_node);
	assert_int_equal(mask_count(&mask), 128);
	mask = node_ccd_cores(&gpu_node, 6);
	assert_true(mask.words[0] == UINT64_C(0xff) << 48);
	mask = node_ccd_cores(&gpu_node, 8);
	assert_true(mask_is_empty(&mask));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_strategy_gives_the_published_masks),
		cmocka_unit_test(cores_and_gcds_can_be_shared_out_otherwise),
		cmocka_unit_test(two_tasks_on_each_gcd_fill_the_node),
		cmocka_unit_test(tasks_know_their_gcd_ccd_numa_domain_and_nic),
		cmocka_unit_test(cpu_nodes_are_shared_out_by_ccd),
		cmocka_unit_test(one_rank_per_ccd_covers_the_whole_cpu_node),
		cmocka_unit_test(reserved_cores_are_never_given_away),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(orders_that_the_node_cannot_follow_are_refused),
		cmocka_unit_test(second_threads_need_hardware_that_has_them),
		cmocka_unit_test(node_types_that_do_not_add_up_do_no_harm),
		cmocka_unit_test(slots_give_way_to_reserved_cores),
		cmocka_unit_test(gcds_on_one_ccd_share_its_cores),
		cmocka_unit_test(unused_gcds_are_noted),
		cmocka_unit_test(nodes_know_their_cores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

/*
 * The masks against hwloc, which knows nothing of Berth: hwloc-calc is given the same nodes as
 * synthetic topologies and the cores of each task in its own notation, and must come to the same
 * masks. Which CCD belongs to which GCD is written down here once more.
 */

#include "base/process.h"
#include "core/job/nodes.h"

#include <stdlib.h>

#define GPU_TOPOLOGY "pack:1 numa:4 l3:2 l2:8 l1:1 core:1 pu:2(indexes=2*64:64*1)"
#define CPU_TOPOLOGY "pack:2 numa:4 l3:2 l2:8 l1:1 core:1 pu:2(indexes=2*128:128*1)"

static const unsigned ccd_by_gcd[8] = {6, 7, 2, 3, 0, 1, 4, 5};

static const struct {
	const char *name;
	int64_t order[8];
	size_t count;
} strategies[] = {
	{"linear GCD", {0, 1, 2, 3, 4, 5, 6, 7}, 8},
	{"linear CCD", {4, 5, 2, 3, 6, 7, 0, 1}, 8},
	{"green ring", {0, 1, 3, 2, 4, 5, 7, 6}, 8},
	{"red ring", {0, 1, 5, 4, 6, 7, 3, 2}, 8},
	{"third ring", {0, 1, 5, 4, 2, 3, 7, 6}, 8},
	{"half node", {4, 5, 2, 3}, 4},
};

/* One line for hwloc-calc and what Berth says to the same question, many of them in one run. */
struct questions {
	struct text asked, expected;
	size_t count;
};

static void ask(struct questions *questions, struct text *question, const struct mask *mask)
{
	text_append_format(&questions->asked, "%s\n", text_string(question));
	text_append_mask(&questions->expected, mask);
	text_append_char(&questions->expected, '\n');
	text_release(question);
	questions->count++;
}

/* Gives what hwloc-calc answers, a line for each line of `input`. Fails when it is missing: without
 * it nothing here would be proved. */
static const char *run_hwloc(char *topology, char *const options[3], const struct text *input,
	struct process_result *result)
{
	char *argv[] = {(char[]){"hwloc-calc"}, (char[]){"-i"}, topology, options[0], options[1],
		options[2], NULL};
	struct process process = {.argv = argv,
		.input = text_string(input),
		.deadline_ms = 60000,
		.output_limit = 16u << 20};
	struct diags diags = {0};
	bool ran = process_run_checked(&process, result, &diags);

	assert_no_diags(&diags);
	assert_true(ran);
	diags_release(&diags);
	/* It tells its standard output, too, that it waits for input. */
	return string_starts(text_string(&result->out), "Waiting") ?
		       strchr(text_string(&result->out), '\n') + 1 :
		       text_string(&result->out);
}

static void compare(struct questions *questions, char *topology)
{
	char *options[3] = {(char[]){"--taskset"}, NULL, NULL};
	struct process_result result = {0};

	assert_string_equal(run_hwloc(topology, options, &questions->asked, &result),
		text_string(&questions->expected));
	process_result_release(&result);
	text_release(&questions->asked);
	text_release(&questions->expected);
}

/* "L3:6.core:1-7.pu:0"; without the hardware thread both are meant. */
static void append_place(
	struct text *text, unsigned ccd, unsigned first, unsigned last, bool both_threads)
{
	text_append_format(text, "%sL3:%u.core:%u-%u%s", text->length > 0 ? " " : "", ccd, first,
		last, both_threads ? "" : ".pu:0");
}

static void assign_or_fail(const struct assign_wish *wish, struct assignment *assignment)
{
	struct diags diags = {0};
	bool done = assign(wish, assignment, &diags);

	assert_no_diags(&diags);
	assert_true(done);
}

static void every_strategy_and_number_of_cores_agrees(void **state)
{
	struct questions questions = {TEXT_INIT, TEXT_INIT, 0};
	(void)state;
	for (size_t s = 0; s < ARRAY_LENGTH(strategies); s++)
		for (unsigned variant = 0; variant < 14; variant++) {
			unsigned cores = variant / 2 + 1;
			bool both_threads = variant % 2 == 1;
			struct assign_wish wish = {.type = &gpu_node,
				.order = strategies[s].order,
				.order_count = strategies[s].count,
				.cores = cores,
				.both_threads = both_threads};
			struct assignment assignment;
			assign_or_fail(&wish, &assignment);
			assert_int_equal(assignment.count, strategies[s].count);
			for (size_t i = 0; i < assignment.count; i++) {
				struct text question = TEXT_INIT;
				append_place(&question, ccd_by_gcd[strategies[s].order[i]], 1,
					cores, both_threads);
				ask(&questions, &question, &assignment.tasks[i].cpus);
			}
			assignment_release(&assignment);
		}
	assert_int_equal(questions.count, (5 * 8 + 4) * 14);
	compare(&questions, (char[]){GPU_TOPOLOGY});
}

static void several_gcds_per_task_agree(void **state)
{
	struct questions questions = {TEXT_INIT, TEXT_INIT, 0};
	(void)state;
	for (unsigned k = 2; k <= 8; k *= 2)
		for (unsigned share = 1; share <= 7; share++) {
			struct assign_wish wish = {.type = &gpu_node,
				.order = strategies[0].order,
				.order_count = 8,
				.cores = share * k,
				.gcds_per_task = k};
			struct assignment assignment;
			assign_or_fail(&wish, &assignment);
			assert_int_equal(assignment.count, 8 / k);
			for (unsigned i = 0; i < 8 / k; i++) {
				struct text question = TEXT_INIT;
				for (unsigned j = 0; j < k; j++)
					append_place(
						&question, ccd_by_gcd[i * k + j], 1, share, false);
				ask(&questions, &question, &assignment.tasks[i].cpus);
			}
			assignment_release(&assignment);
		}
	compare(&questions, (char[]){GPU_TOPOLOGY});
}

static void several_tasks_per_gcd_agree(void **state)
{
	/* The first core of each slot and the number of cores in it, by hand. */
	static const struct {
		unsigned tasks_per_gcd, cores;
		unsigned first[7];
	} cases[] = {
		{2, 3, {1, 5}},
		{2, 2, {1, 5}},
		{2, 1, {1, 5}},
		{3, 2, {1, 3, 5}},
		{4, 1, {1, 3, 5, 7}},
		{5, 1, {1, 2, 3, 4, 5}},
		{7, 1, {1, 2, 3, 4, 5, 6, 7}},
	};
	struct questions questions = {TEXT_INIT, TEXT_INIT, 0};
	(void)state;
	for (size_t c = 0; c < ARRAY_LENGTH(cases); c++) {
		unsigned t = cases[c].tasks_per_gcd;
		struct assign_wish wish = {.type = &gpu_node,
			.order = strategies[0].order,
			.order_count = 8,
			.cores = cases[c].cores,
			.tasks_per_gcd = t};
		struct assignment assignment;
		assign_or_fail(&wish, &assignment);
		assert_int_equal(assignment.count, 8 * t);
		for (unsigned i = 0; i < 8 * t; i++) {
			struct text question = TEXT_INIT;
			unsigned first = cases[c].first[i % t];
			append_place(&question, ccd_by_gcd[i / t], first,
				first + cases[c].cores - 1, false);
			ask(&questions, &question, &assignment.tasks[i].cpus);
		}
		assignment_release(&assignment);
	}
	compare(&questions, (char[]){GPU_TOPOLOGY});
}

static void the_cpu_node_agrees(void **state)
{
	int64_t order[16];
	struct questions questions = {TEXT_INIT, TEXT_INIT, 0};
	(void)state;
	for (int i = 0; i < 16; i++)
		order[i] = i;
	for (unsigned variant = 0; variant < 16; variant++) {
		unsigned cores = variant / 2 + 1;
		struct assign_wish wish = {.type = &cpu_node,
			.order = order,
			.order_count = 16,
			.cores = cores,
			.both_threads = variant % 2 == 1};
		struct assignment assignment;
		assign_or_fail(&wish, &assignment);
		for (unsigned i = 0; i < 16; i++) {
			struct text question = TEXT_INIT;
			append_place(&question, i, 0, cores - 1, wish.both_threads);
			ask(&questions, &question, &assignment.tasks[i].cpus);
		}
		assignment_release(&assignment);
	}
	compare(&questions, (char[]){CPU_TOPOLOGY});
}

static struct mask random_mask(unsigned short seed[3])
{
	struct mask mask = {{0}};
	for (size_t i = 0; i < MASK_WORDS; i++)
		switch (nrand48(seed) % 4) {
		case 0:
			mask.words[i] = UINT64_MAX << nrand48(seed) % 64;
			break;
		case 1:
			break;
		default:
			mask.words[i] = (uint64_t)(uint32_t)jrand48(seed) << 32 |
					(uint32_t)jrand48(seed);
		}
	return mask;
}

/* The CPUs "0,128,1" of one line, in whatever order. */
static struct mask read_cpus(const char *line)
{
	struct mask mask = {{0}};
	while (*line != '\0') {
		char *end;
		mask_set(&mask, (unsigned)strtoul(line, &end, 10));
		line = *end == ',' ? end + 1 : end;
		assert_true(*line == '\0' || (*line >= '0' && *line <= '9'));
	}
	return mask;
}

/* The same list without text_append_cpu_list(). */
static void append_list_slowly(struct text *text, const struct mask *mask)
{
	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
		bool before = cpu > 0 && mask_has(mask, cpu - 1);
		bool after = mask_has(mask, cpu + 1);
		if (!mask_has(mask, cpu) || (before && after))
			continue;
		if (before)
			text_append_format(text, "-%u", cpu);
		else
			text_append_format(text, "%s%u", text->length > 0 ? "," : "", cpu);
	}
}

static void random_masks_are_read_as_hwloc_reads_them(void **state)
{
	enum { MASKS = 1000 };
	char *options[3] = {(char[]){"-I"}, (char[]){"PU"}, (char[]){"--po"}};
	unsigned short seed[3] = {17, 4, 2026};
	struct mask masks[MASKS];
	struct text input = TEXT_INIT;
	struct process_result result = {0};
	struct strings lines = {0};
	(void)state;
	for (size_t i = 0; i < MASKS; i++) {
		masks[i] = random_mask(seed);
		text_append_mask(&input, &masks[i]);
		text_append_char(&input, '\n');
	}
	strings_split(&lines, run_hwloc((char[]){CPU_TOPOLOGY}, options, &input, &result), '\n');
	assert_int_equal(lines.count, MASKS + 1);
	for (size_t i = 0; i < MASKS; i++) {
		struct mask theirs = read_cpus(lines.items[i]);
		struct text list = TEXT_INIT, wanted = TEXT_INIT;
		assert_true(mask_equal(&theirs, &masks[i]));
		text_append_cpu_list(&list, &masks[i]);
		append_list_slowly(&wanted, &theirs);
		assert_text_equal(&list, text_string(&wanted));
		text_release(&list);
		text_release(&wanted);
	}
	strings_release(&lines);
	process_result_release(&result);
	text_release(&input);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_strategy_and_number_of_cores_agrees),
		cmocka_unit_test(several_gcds_per_task_agree),
		cmocka_unit_test(several_tasks_per_gcd_agree),
		cmocka_unit_test(the_cpu_node_agrees),
		cmocka_unit_test(random_masks_are_read_as_hwloc_reads_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

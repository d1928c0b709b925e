#include "testing.h"

/* What holds for every assignment, whatever was asked for, and for those of the site file. */

#include "core/job/nodes.h"

#include <stdlib.h>

/* What must hold for every assignment on a node of `type`. */
static void check_properties(const struct assign_wish *wish, const struct assignment *assignment)
{
	const struct site_node_type *type = wish->type;
	struct mask taken = {{0}}, reserved = {{0}};

	for (size_t i = 0; i < type->reserved_cores.count; i++) {
		mask_set(&reserved, (unsigned)type->reserved_cores.items[i]);
		mask_set(&reserved, (unsigned)(type->reserved_cores.items[i] + type->cores));
	}
	for (size_t i = 0; i < assignment->count; i++) {
		const struct assign_task *task = &assignment->tasks[i];
		struct mask allowed = {{0}};
		assert_false(mask_overlaps(&task->cpus, &taken));
		assert_false(mask_overlaps(&task->cpus, &reserved));
		assert_int_equal(mask_count(&task->cpus),
			assignment->cores * (assignment->both_threads ? 2 : 1));
		for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
			int64_t ccd = cpu % type->cores / type->cores_per_ccd;
			for (unsigned j = 0; j < task->gcd_count; j++)
				if (type->ccd_of_gcd.items[task->gcds[j]] == ccd)
					mask_set(&allowed, cpu);
			for (unsigned j = 0; task->gcd_count == 0 && j < assignment->gcds_per_task;
				j++)
				if (wish->order[i / assignment->tasks_per_gcd *
							assignment->gcds_per_task + j] == ccd)
					mask_set(&allowed, cpu);
		}
		allowed = mask_and(&allowed, &task->cpus);
		assert_true(mask_equal(&allowed, &task->cpus));
		if (wish->cores > 0)
			assert_int_equal(assignment->cores, wish->cores);
		taken = mask_or(&taken, &task->cpus);
	}
}

static void shuffle(int64_t *order, size_t count, unsigned short seed[3])
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)nrand48(seed) % i;
		int64_t moved = order[i - 1];
		order[i - 1] = order[j];
		order[j] = moved;
	}
}

/* Every number of cores, GCDs per task and tasks per GCD, with orders of every length. */
static size_t try_all(const struct site_node_type *type, size_t entries)
{
	unsigned short seed[3] = {7, 8, 9};
	int64_t order[16];
	size_t valid = 0;

	for (size_t i = 0; i < entries; i++)
		order[i] = (int64_t)i;
	for (unsigned wish_number = 0; wish_number < 17 * 9 * 10 * 2; wish_number++)
		for (size_t count = 1; count <= entries; count++) {
			struct assign_wish wish = {.type = type,
				.order = order,
				.order_count = count,
				.cores = wish_number % 17,
				.gcds_per_task = wish_number / 17 % 9,
				.tasks_per_gcd = wish_number / 17 / 9 % 10,
				.both_threads = wish_number / 17 / 9 / 10 == 1};
			struct assignment assignment;
			struct diags diags = {0};
			if (assign(&wish, &assignment, &diags)) {
				check_properties(&wish, &assignment);
				assert_false(diags_have_errors(&diags));
				assignment_release(&assignment);
				valid++;
			} else {
				assert_int_equal(diags.count, 1);
			}
			diags_release(&diags);
			shuffle(order, entries, seed);
		}
	return valid;
}

static void every_valid_wish_keeps_the_rules(void **state)
{
	(void)state;
	/* Counted by hand: with one GCD a task, 31 pairs of cores and tasks per GCD fit (37 on
	 * the CPU node), and 151 (422) triples of cores, GCDs per task and order's length; 0 and
	 * 1 mean the same, which doubles these numbers, and so do the hardware threads. */
	assert_int_equal(try_all(&gpu_node, 8), 31 * 8 * 4 + 151 * 4);
	assert_int_equal(try_all(&cpu_node, 16), 37 * 16 * 4 + 422 * 4);
}

static void assert_same_integers(const struct yaml_integers *a, const struct yaml_integers *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_int_equal(a->items[i], b->items[i]);
}

static void assert_same_node(const struct site_node_type *read, const struct site_node_type *hand)
{
	assert_non_null(read);
	assert_int_equal(read->sockets, hand->sockets);
	assert_int_equal(read->cores, hand->cores);
	assert_int_equal(read->threads_per_core, hand->threads_per_core);
	assert_int_equal(read->cores_per_ccd, hand->cores_per_ccd);
	assert_int_equal(read->cores_per_numa, hand->cores_per_numa);
	assert_int_equal(read->gcds, hand->gcds);
	assert_int_equal(read->gcds_per_module, hand->gcds_per_module);
	assert_same_integers(&read->reserved_cores, &hand->reserved_cores);
	assert_same_integers(&read->ccd_of_gcd, &hand->ccd_of_gcd);
	assert_int_equal(read->nics.count, hand->nics.count);
	for (size_t i = 0; i < hand->nics.count; i++) {
		const struct site_nic *wanted = (const struct site_nic *)hand->nics.items + i;
		const struct site_nic *nic =
			yaml_record_find(&read->nics, sizeof *nic, wanted->record.name);
		assert_non_null(nic);
		assert_int_equal(nic->numa, wanted->numa);
		assert_int_equal(nic->expected, wanted->expected);
	}
}

/* What is proved here with the nodes of nodes.h then holds for those of the site file. */
static void the_site_file_describes_the_same_nodes(void **state)
{
	struct site site;
	struct diags diags = {0};
	(void)state;
	/* No layer of the user's own. */
	assert_int_equal(setenv("XDG_CONFIG_HOME", "/nonexistent", 1), 0);
	assert_true(site_load("lumi", &site, &diags));
	assert_same_node(site_node_type(&site, "lumi-g"), &gpu_node);
	assert_same_node(site_node_type(&site, "lumi-c"), &cpu_node);
	site_release(&site);
	diags_release(&diags);
}

static void every_strategy_of_the_site_file_can_be_assigned(void **state)
{
	struct site site;
	struct diags diags = {0};
	size_t tried = 0;
	(void)state;
	assert_int_equal(setenv("XDG_CONFIG_HOME", "/nonexistent", 1), 0);
	assert_true(site_load("lumi", &site, &diags));
	YAML_EACH(const struct site_node_type, type, &site.node_types)
		YAML_EACH(const struct site_strategy, strategy, &type->strategies) {
			struct assign_wish wish = {.type = type,
				.order = strategy->order.items,
				.order_count = strategy->order.count};
			struct assignment assignment;
			assert_true(assign(&wish, &assignment, &diags));
			check_properties(&wish, &assignment);
			assert_int_equal(assignment.count, strategy->order.count);
			assignment_release(&assignment);
			tried++;
		}
	assert_true(tried >= 6);
	site_release(&site);
	diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_valid_wish_keeps_the_rules),
		cmocka_unit_test(the_site_file_describes_the_same_nodes),
		cmocka_unit_test(every_strategy_of_the_site_file_can_be_assigned),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

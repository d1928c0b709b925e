#include "testing.h"

#include "core/job/nodes.h"

#include <stdlib.h>

static int64_t linear[] = {0, 1, 2, 3, 4, 5, 6, 7};
static int64_t ccds_of_cpu_node[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static void linear_orders_are_recognised(void **state)
{
	static const int64_t by_ccd[] = {4, 5, 2, 3, 6, 7, 0, 1};
	static const struct {
		struct assign_wish wish;
		bool linear;
	} cases[] = {
		{{.type = &gpu_node, .order = linear, .order_count = 8}, true},
		{{.type = &gpu_node, .order = linear, .order_count = 5}, true},
		{{.type = &gpu_node, .order = linear, .order_count = 8, .tasks_per_gcd = 3}, true},
		{{.type = &gpu_node, .order = linear, .order_count = 8, .gcds_per_task = 2}, true},
		{{.type = &gpu_node, .order = linear + 1, .order_count = 7}, false},
		{{.type = &gpu_node, .order = by_ccd, .order_count = 8}, false},
		{{.type = &gpu_node, .order = by_ccd, .order_count = 8, .gcds_per_task = 8}, false},
		{{.type = &cpu_node, .order = ccds_of_cpu_node, .order_count = 16}, true},
		{{.type = &cpu_node, .order = by_ccd, .order_count = 8}, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct assignment assignment;
		struct diags diags = {0};
		assert_true(assign(&cases[i].wish, &assignment, &diags));
		assert_int_equal(assignment_is_linear(&assignment), cases[i].linear);
		assignment_release(&assignment);
	}
}

static void orders_are_read(void **state)
{
	struct diags diags = {0};
	int64_t *order = NULL;
	size_t count = 0;
	(void)state;
	assert_true(order_parse("4,5,02,3", &order, &count, &diags));
	assert_int_equal(count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(order[i], ((int64_t[]){4, 5, 2, 3})[i]);
	free(order);
	assert_true(order_parse("0", &order, &count, &diags));
	assert_int_equal(count, 1);
	free(order);
	/* Too large for any node, but a number: assign() names it. */
	assert_true(order_parse("9999", &order, &count, &diags));
	free(order);
	assert_no_diags(&diags);
}

static void what_is_no_order_is_refused(void **state)
{
	static const char *const cases[] = {"", ",", "1,", ",1", "1,,2", "a", "1,b", "1 ,2", " 1",
		"1, 2", "-1", "+1", "0x1", "1.5", "1;2", "0-7", "10000", "99999999999999999999",
		"1,\xff"};
	struct text text = TEXT_INIT;
	int64_t *order = NULL;
	size_t count = 4711;
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct diags diags = {0};
		assert_false(order_parse(cases[i], &order, &count, &diags));
		assert_only_diag(&diags, "B20");
		assert_non_null(diags.items[0].hint);
		assert_null(order);
		assert_int_equal(count, 4711);
		diags_release(&diags);
	}
	for (int i = 0; i < 2 * ASSIGN_GCDS_MAX; i++) {
		struct diags diags = {0};
		text_append_format(&text, "%s%d", i > 0 ? "," : "", i);
		assert_int_equal(order_parse(text_string(&text), &order, &count, &diags),
			i < ASSIGN_GCDS_MAX);
		assert_int_equal(diags.count, i < ASSIGN_GCDS_MAX ? 0 : 1);
		free(order);
		order = NULL;
		diags_release(&diags);
	}
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(linear_orders_are_recognised),
		cmocka_unit_test(orders_are_read),
		cmocka_unit_test(what_is_no_order_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

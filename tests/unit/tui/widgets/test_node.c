#include "pressing.h"

#include "core/job/nodes.h"
#include "tui/widgets/node.h"

static struct assignment assignment;

static void assign_or_fail(const struct site_node_type *type, unsigned tasks_per_gcd,
	unsigned gcds_per_task, unsigned tasks)
{
	static const int64_t gpu_order[] = {4, 5, 2, 3, 6, 7, 0, 1};
	static const int64_t cpu_order[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	bool gpu = type->gcds > 0;
	struct assign_wish wish = {.type = type,
		.order = gpu ? gpu_order : cpu_order,
		.order_count = gpu ? 8 : 16,
		.tasks_per_gcd = tasks_per_gcd,
		.gcds_per_task = gcds_per_task,
		.tasks = tasks};
	struct diags diags = {0};

	assert_true(assign(&wish, &assignment, &diags));
	diags_release(&diags);
}

static void draw(struct surface *surface, struct rect area)
{
	node_draw(&assignment, surface, area, 0);
}

static void test_screens(void **state)
{
	(void)state;
	assign_or_fail(&gpu_node, 1, 1, 0);
	assert_all_screens("widgets/node-gpu", draw);
	assignment_release(&assignment);
	assign_or_fail(&gpu_node, 1, 2, 3);
	assert_all_screens("widgets/node-gpu-pairs", draw);
	assignment_release(&assignment);
	assign_or_fail(&cpu_node, 8, 1, 0);
	assert_all_screens("widgets/node-cpu", draw);
	assignment_release(&assignment);
}

/* In the smallest a line for each task. */
static void test_narrow(void **state)
{
	struct surface surface = {0};

	(void)state;
	assign_or_fail(&gpu_node, 1, 1, 0);
	assert_int_equal(node_height(&assignment, 20), 8);
	surface_resize(&surface, 26, 3);
	node_draw(&assignment, &surface, surface_rect(&surface), 6);
	assert_lines(
		&surface, " 6  CPUs 49-55  GCD 0  hs\u2026\n 7  CPUs 57-63  GCD 1  hs\u2026\n\n");
	assert_int_equal(surface_at(&surface, 1, 0)->role, ROLE_TASK_6);
	surface_release(&surface);
	assignment_release(&assignment);
}

/* Scrolling shows the same lines, one further up. */
static void test_scrolling(void **state)
{
	struct surface whole = {0}, part = {0};

	(void)state;
	assign_or_fail(&cpu_node, 1, 1, 0);
	size_t height = node_height(&assignment, 80);
	surface_resize(&whole, 80, (int)height);
	node_draw(&assignment, &whole, surface_rect(&whole), 0);
	for (size_t first = 0; first < height + 2; first++) {
		surface_resize(&part, 80, 5);
		node_draw(&assignment, &part, surface_rect(&part), first);
		for (int y = 0; y < 5; y++) {
			const struct cell *cell = surface_at(&whole, 10, (int)first + y);
			assert_string_equal(
				surface_at(&part, 10, y)->bytes, cell != NULL ? cell->bytes : " ");
		}
	}
	surface_release(&whole);
	surface_release(&part);
	assignment_release(&assignment);
}

/* Whatever a site file says, it adds up to something that can be drawn. */
static void test_odd_nodes(void **state)
{
	static const int64_t order[] = {0};
	struct surface surface = {0};

	(void)state;
	surface_resize(&surface, 100, 30);
	for (int cores = 1; cores <= 256; cores += 17) {
		for (int ccd = 0; ccd <= 256; ccd += 13) {
			struct site_node_type type = {.record = {.name = (char[]){"odd"}},
				.sockets = 1,
				.cores = cores,
				.threads_per_core = 1,
				.cores_per_ccd = ccd,
				.cores_per_numa = ccd * 3};
			struct assign_wish wish = {.type = &type, .order = order, .order_count = 1};
			struct diags diags = {0};

			if (assign(&wish, &assignment, &diags)) {
				for (int width = 1; width < 100; width += 9) {
					assert_true(node_height(&assignment, width) > 0);
					node_draw(&assignment, &surface,
						(struct rect){0, 0, width, 30}, 0);
				}
				assignment_release(&assignment);
			}
			diags_release(&diags);
		}
	}
	surface_release(&surface);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screens),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_odd_nodes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

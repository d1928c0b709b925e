#include "testing.h"
#include "tui/loop.h"

#include <poll.h>
#include <unistd.h>

static struct text heard;

static void ring_a(void *context)
{
	(void)context;
	text_append_char(&heard, 'a');
}

static void ring_b(void *context)
{
	struct loop *loop = context;

	text_append_char(&heard, 'b');
	/* One that is set while others ring waits for the next turn. */
	loop_timer(loop, 0, ring_a, loop);
}

static void expect_heard(const char *wanted)
{
	assert_string_equal(text_string(&heard), wanted);
	text_truncate(&heard, 0);
}

static void test_timers(void **state)
{
	struct loop loop = {0};

	(void)state;
	loop_timer(&loop, 0, ring_b, &loop);
	loop_turn(&loop, 0);
	expect_heard("b");
	loop_turn(&loop, 0);
	expect_heard("a");
	loop_turn(&loop, 0);
	expect_heard("");
	/* Set twice is moved; negative is taken away. */
	loop_timer(&loop, 100000, ring_a, NULL);
	loop_timer(&loop, 0, ring_a, NULL);
	loop_turn(&loop, -1);
	expect_heard("a");
	loop_timer(&loop, 0, ring_a, NULL);
	loop_timer(&loop, -1, ring_a, NULL);
	loop_turn(&loop, 0);
	expect_heard("");
	/* It waits until one is due. */
	loop_timer(&loop, 20, ring_a, NULL);
	loop_turn(&loop, -1);
	expect_heard("a");
	loop_release(&loop);
}

static void test_order(void **state)
{
	struct loop loop = {0};

	(void)state;
	loop_move_clock(&loop, 0);
	loop_timer(&loop, 2000, ring_a, NULL);
	loop_timer(&loop, 1000, ring_b, &loop);
	loop_turn(&loop, 0);
	expect_heard("");
	assert_true(loop_rings_within(&loop, 1000));
	assert_false(loop_rings_within(&loop, 999));
	loop_move_clock(&loop, 2);
	/* Earlier ones ring first, however late they come. */
	loop_turn(&loop, 0);
	expect_heard("ba");
	loop_turn(&loop, 0);
	expect_heard("a");
	loop_release(&loop);
}

static void on_ready(void *context, int fd)
{
	struct loop *loop = context;
	char byte;

	assert_int_equal(read(fd, &byte, 1), 1);
	text_append_char(&heard, byte);
	/* May take itself away. */
	if (byte == 'x')
		loop_watch(loop, fd, 0, NULL, NULL);
}

static void test_watches(void **state)
{
	struct loop loop = {0};
	int one[2], other[2];

	(void)state;
	assert_int_equal(pipe(one), 0);
	assert_int_equal(pipe(other), 0);
	loop_watch(&loop, one[0], POLLIN, on_ready, &loop);
	loop_watch(&loop, other[0], POLLIN, on_ready, &loop);
	assert_int_equal(write(one[1], "1x", 2), 2);
	assert_int_equal(write(other[1], "2", 1), 1);
	loop_turn(&loop, -1);
	expect_heard("12");
	loop_turn(&loop, -1);
	expect_heard("x");
	/* Gone: what comes now is not read. */
	assert_int_equal(write(one[1], "3", 1), 1);
	loop_turn(&loop, 0);
	expect_heard("");
	/* The other side is gone, which is something to be told. */
	close(other[1]);
	loop_watch(&loop, other[0], 0, NULL, NULL);
	assert_int_equal(loop.watches.count, 0);
	close(one[0]);
	close(one[1]);
	close(other[0]);
	loop_release(&loop);
	text_release(&heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_watches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"
#include "tui/work.h"

#include <poll.h>
#include <time.h>

/* A piece of work that ends when it is told to, or cancelled. */
struct piece {
	atomic_bool go, begun;
	bool heeds_cancel;
	int done, stale;
};

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void work(void *context, const atomic_bool *cancel)
{
	struct piece *piece = context;

	atomic_store(&piece->begun, true);
	while (!atomic_load(&piece->go) && !(piece->heeds_cancel && atomic_load(cancel)))
		pause_shortly();
}

static void done(void *context, bool stale)
{
	struct piece *piece = context;

	piece->done++;
	piece->stale += stale;
}

static void start(struct works *works, const void *slot, struct piece *piece, bool alone)
{
	works_start(works, slot,
		&(struct works_item){.title = "test",
			.work = work,
			.done = done,
			.context = piece,
			.own_thread = alone});
}

static void wait_done(struct works *works, const struct piece *piece)
{
	while (piece->done == 0) {
		poll(&(struct pollfd){.fd = works_fd(works), .events = POLLIN}, 1, 1000);
		works_collect(works);
	}
}

static void end(struct works *works)
{
	assert_true(works_end(works, 60000));
	works_free(works);
}

static void test_latest_wins(void **state)
{
	struct works *works = works_new();
	struct piece first = {.heeds_cancel = true}, second = {.go = true};
	char slot;

	(void)state;
	start(works, &slot, &first, false);
	assert_true(works_busy(works, &slot));
	while (!atomic_load(&first.begun))
		pause_shortly();
	start(works, &slot, &second, false);
	wait_done(works, &second);
	wait_done(works, &first);
	assert_int_equal(first.stale, 1);
	assert_int_equal(second.stale, 0);
	assert_false(works_busy(works, &slot));
	assert_false(works_any(works));
	end(works);
}

static void test_many(void **state)
{
	enum { COUNT = 300 };
	struct works *works = works_new();
	struct piece *pieces = xcalloc(COUNT, sizeof *pieces);

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		atomic_store(&pieces[i].go, true);
		start(works, &pieces[i], &pieces[i], i % 16 == 0);
	}
	for (size_t i = 0; i < COUNT; i++) {
		wait_done(works, &pieces[i]);
		assert_int_equal(pieces[i].done, 1);
		assert_int_equal(pieces[i].stale, 0);
	}
	end(works);
	free(pieces);
}

/* What hangs in the pool does not hold up programs, which have threads of their own. */
static void test_own_thread(void **state)
{
	struct works *works = works_new();
	struct piece hanging[8] = {0}, program = {.go = true};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(hanging); i++)
		start(works, NULL, &hanging[i], false);
	start(works, NULL, &program, true);
	wait_done(works, &program);
	assert_int_equal(hanging[0].done, 0);
	/* What has not begun when it is cancelled hangs nowhere. */
	while (!atomic_load(&hanging[0].begun))
		pause_shortly();
	assert_non_null(works_titled(works));
	assert_int_equal(works_cancel_titled(works, false), ARRAY_LENGTH(hanging));
	assert_null(works_titled(works));
	/* Those are stuck: their end is not waited for. */
	assert_false(works_end(works, 10));
	for (size_t i = 0; i < ARRAY_LENGTH(hanging); i++)
		atomic_store(&hanging[i].go, true);
	assert_true(works_end(works, 60000));
	for (size_t i = 0; i < ARRAY_LENGTH(hanging); i++)
		assert_int_equal(hanging[i].stale, 1);
	/* What comes too late is stale at once. */
	start(works, NULL, &program, false);
	assert_int_equal(program.stale, 1);
	works_free(works);
}

/* Cancelled before a thread had time for it: it never begins. */
static void test_never_begun(void **state)
{
	struct works *works = works_new();
	struct piece hanging[8] = {0}, late = {0};
	char slot;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(hanging); i++)
		start(works, NULL, &hanging[i], false);
	start(works, &slot, &late, false);
	works_cancel(works, &slot);
	for (size_t i = 0; i < ARRAY_LENGTH(hanging); i++)
		atomic_store(&hanging[i].go, true);
	wait_done(works, &late);
	assert_false(atomic_load(&late.begun));
	assert_int_equal(late.stale, 1);
	end(works);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_latest_wins),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_own_thread),
		cmocka_unit_test(test_never_begun),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "slurm/poll.h"

static void test_fifteen_seconds_for_each_kind(void **state)
{
	struct slurm_poll poll = {0};
	enum slurm_question kind;

	(void)state;
	assert_false(slurm_poll_next(&poll, 0, &kind));
	assert_int_equal(slurm_poll_wait(&poll, 0), -1);
	slurm_poll_want(&poll, SLURM_ASK_QUEUE, true);
	assert_int_equal(slurm_poll_wait(&poll, 1000), 0);
	assert_true(slurm_poll_next(&poll, 1000, &kind));
	assert_int_equal(kind, SLURM_ASK_QUEUE);
	slurm_poll_done(&poll, kind, true, 1500);
	assert_false(slurm_poll_next(&poll, 16499, &kind));
	assert_int_equal(slurm_poll_wait(&poll, 16499), 1);
	assert_true(slurm_poll_next(&poll, 16500, &kind));
	slurm_poll_done(&poll, kind, true, 16500);
	/* Closing and opening a view does not ask earlier. */
	slurm_poll_want(&poll, SLURM_ASK_QUEUE, false);
	assert_int_equal(slurm_poll_wait(&poll, 17000), -1);
	slurm_poll_want(&poll, SLURM_ASK_QUEUE, true);
	assert_false(slurm_poll_next(&poll, 17000, &kind));
}

static void test_one_at_a_time_and_by_turns(void **state)
{
	struct slurm_poll poll = {0};
	enum slurm_question kind;
	unsigned asked[SLURM_QUESTIONS] = {0};

	(void)state;
	for (unsigned i = 0; i < SLURM_QUESTIONS; i++)
		slurm_poll_want(&poll, (enum slurm_question)i, true);
	assert_true(slurm_poll_next(&poll, 0, &kind));
	slurm_poll_done(&poll, kind, true, 0);
	asked[kind]++;
	for (unsigned i = 1; i < SLURM_QUESTIONS; i++) {
		enum slurm_question other;
		assert_true(slurm_poll_next(&poll, 0, &kind));
		assert_false(slurm_poll_next(&poll, 0, &other));
		assert_int_equal(slurm_poll_wait(&poll, 0), -1);
		slurm_poll_done(&poll, kind, true, 0);
		asked[kind]++;
	}
	assert_false(slurm_poll_next(&poll, 0, &kind));
	for (unsigned i = 0; i < SLURM_QUESTIONS; i++)
		assert_int_equal(asked[i], 1);
}

static void test_ever_more_rarely_after_failures(void **state)
{
	static const int64_t pauses[] = {30000, 60000, 120000, 240000, 480000, 480000, 480000};
	struct slurm_poll poll = {0};
	enum slurm_question kind;
	int64_t now = 0;

	(void)state;
	slurm_poll_want(&poll, SLURM_ASK_JOB, true);
	slurm_poll_want(&poll, SLURM_ASK_QUEUE, false);
	for (size_t i = 0; i < ARRAY_LENGTH(pauses); i++) {
		assert_true(slurm_poll_next(&poll, now, &kind));
		slurm_poll_done(&poll, kind, false, now);
		assert_int_equal(slurm_poll_wait(&poll, now), pauses[i]);
		assert_false(slurm_poll_next(&poll, now + pauses[i] - 1, &kind));
		now += pauses[i];
	}
	/* Once it answers, everything is as before. */
	assert_true(slurm_poll_next(&poll, now, &kind));
	slurm_poll_done(&poll, kind, true, now);
	assert_int_equal(slurm_poll_wait(&poll, now), SLURM_POLL_INTERVAL);
}

/* Whatever is asked and however it ends: never twice within 15 seconds, never two at once. */
static void test_never_faster(void **state)
{
	struct slurm_poll poll = {0};
	int64_t last[SLURM_QUESTIONS], now = 0;
	uint32_t random = 7;

	(void)state;
	for (unsigned i = 0; i < SLURM_QUESTIONS; i++)
		last[i] = INT64_MIN / 2;
	for (int i = 0; i < 200000; i++) {
		enum slurm_question kind;
		random = random * 1664525u + 1013904223u;
		slurm_poll_want(&poll, (enum slurm_question)((random >> 8) % SLURM_QUESTIONS),
			(random >> 16) % 4 != 0);
		now += (random >> 20) % 2000;
		if (!slurm_poll_next(&poll, now, &kind)) {
			assert_int_not_equal(slurm_poll_wait(&poll, now), 0);
			continue;
		}
		assert_true(now - last[kind] >= SLURM_POLL_INTERVAL);
		now += (random >> 24) % 100;
		last[kind] = now;
		slurm_poll_done(&poll, kind, (random >> 12) % 3 != 0, now);
	}
}

/* What the user has done is seen soon; a controller that does not answer is left alone all the same. */
static void test_soon_after_a_change(void **state)
{
	struct slurm_poll poll = {0};
	enum slurm_question kind;

	(void)state;
	slurm_poll_want(&poll, SLURM_ASK_QUEUE, true);
	slurm_poll_soon(&poll, SLURM_ASK_QUEUE, 0);
	assert_true(slurm_poll_next(&poll, 0, &kind));
	slurm_poll_done(&poll, kind, true, 100);
	slurm_poll_soon(&poll, SLURM_ASK_QUEUE, 200);
	assert_int_equal(slurm_poll_wait(&poll, 200), SLURM_POLL_SOON);
	slurm_poll_soon(&poll, SLURM_ASK_QUEUE, 1000);
	assert_int_equal(slurm_poll_wait(&poll, 1000), SLURM_POLL_SOON - 800);
	assert_true(slurm_poll_next(&poll, 200 + SLURM_POLL_SOON, &kind));
	slurm_poll_done(&poll, kind, false, 2000);
	slurm_poll_soon(&poll, SLURM_ASK_QUEUE, 2000);
	assert_int_equal(slurm_poll_wait(&poll, 2000), 2 * SLURM_POLL_INTERVAL);
}

/* A thousand workbenches for an hour, each with its view of jobs open half of the time (minutes on, minutes
 * off, at moments of its own); the controller answers in 200 ms, and is down for twenty minutes of it.
 * docs/scale.md has the numbers. */
static void test_a_thousand_workbenches(void **state)
{
	enum { BENCHES = 1000, SECOND = 1000, HOUR = 3600 * SECOND, STEP = 200 };
	static struct slurm_poll polls[BENCHES];
	static int64_t answers[BENCHES];
	enum slurm_question kind = SLURM_ASK_QUEUE;
	unsigned total[3] = {0}, in_second = 0, most = 0, down = 0;

	(void)state;
	for (int64_t now = 0; now < HOUR; now += STEP) {
		bool is_down = now >= HOUR / 3 && now < 2 * (HOUR / 3);
		if (now % SECOND == 0) {
			most = in_second > most ? in_second : most;
			in_second = 0;
		}
		for (unsigned i = 0; i < BENCHES; i++) {
			int64_t phase = now + (int64_t)i * 7919;
			if (polls[i].busy && now >= answers[i])
				slurm_poll_done(&polls[i], SLURM_ASK_QUEUE, !is_down, now);
			slurm_poll_want(&polls[i], SLURM_ASK_QUEUE, phase / (60 * SECOND) % 2 == 0);
			if (!slurm_poll_next(&polls[i], now, &kind))
				continue;
			answers[i] = now + STEP;
			in_second++;
			total[now / (HOUR / 3)]++;
			/* When everybody has seen that it is down. */
			down += is_down && now >= HOUR / 2;
		}
	}
	/* Half of them, every 15 seconds, for 20 minutes: 40,000; views that open add some. */
	assert_in_range(total[0], 30000, 50000);
	/* The same when it is back, less the time until each has found out: 480 s at most. */
	assert_in_range(total[2], 20000, 50000);
	/* In the second half of the failure a tenth of that at most. */
	assert_in_range(down, 1, total[0] / 20);
	/* No second with more than all views that are open would ask at once in their first. */
	assert_in_range(most, 1, BENCHES);
	print_message("questions: %u, %u while it is down (%u of them in its second half), %u; %u in one second at most\n",
		total[0], total[1], down, total[2], most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fifteen_seconds_for_each_kind),
		cmocka_unit_test(test_one_at_a_time_and_by_turns),
		cmocka_unit_test(test_a_thousand_workbenches),
		cmocka_unit_test(test_ever_more_rarely_after_failures),
		cmocka_unit_test(test_never_faster),
		cmocka_unit_test(test_soon_after_a_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

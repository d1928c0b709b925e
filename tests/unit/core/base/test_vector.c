#include "testing.h"

#include "base/vector.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct pair {
	int64_t first;
	char second;
};

struct pairs VECTOR_OF(struct pair);
struct numbers VECTOR_OF(int);

static void fill_numbers(struct numbers *list, int count)
{
	for (int i = 0; i < count; i++)
		vector_push(list, i);
}

static void test_push_keeps_everything(void **state)
{
	struct numbers list = {0};
	(void)state;

	fill_numbers(&list, 10000);
	assert_int_equal(list.count, 10000);
	assert_true(list.capacity >= list.count);
	for (int i = 0; i < 10000; i++)
		if (list.items[i] != i)
			fail_msg("%d at %d", list.items[i], i);
	vector_release(&list);
	assert_null(list.items);
	assert_int_equal(list.count, 0);
	assert_int_equal(list.capacity, 0);
	vector_release(&list);
}

static void test_push_takes_compound_literals(void **state)
{
	struct pairs list = {0};
	(void)state;
	vector_push(&list, (struct pair){1, 'a'});
	vector_push(&list, (struct pair){.first = -1, .second = 'b'});
	assert_true(list.items[0].first == 1 && list.items[0].second == 'a');
	assert_true(list.items[1].first == -1 && list.items[1].second == 'b');
	vector_release(&list);
}

static void test_add_gives_zeroed_items(void **state)
{
	struct pairs list = {0};
	(void)state;

	/* Memory that was used before must be cleared, too. */
	for (int i = 0; i < 20; i++)
		vector_push(&list, (struct pair){-1, 'x'});
	list.count = 0;
	for (size_t i = 0; i < 50; i++) {
		struct pair *pair = vector_add(&list);
		assert_ptr_equal(pair, &list.items[i]);
		assert_true(pair->first == 0 && pair->second == 0);
		pair->first = 7;
	}
	assert_int_equal(list.count, 50);
	vector_release(&list);
}

static void test_reserve_holds_addresses(void **state)
{
	struct numbers list = {0};
	int *before;
	(void)state;

	vector_reserve(&list, 1000);
	assert_true(list.capacity >= 1000);
	assert_int_equal(list.count, 0);
	before = list.items;
	fill_numbers(&list, 1000);
	assert_ptr_equal(list.items, before);
	vector_reserve(&list, 0);
	assert_ptr_equal(list.items, before);
	vector_release(&list);
}

static void test_growth_is_geometric(void **state)
{
	struct numbers list = {0};
	size_t capacity = 0, growths = 0;
	(void)state;

	for (int i = 0; i < 100000; i++) {
		vector_push(&list, i);
		growths += list.capacity != capacity;
		capacity = list.capacity;
	}
	assert_true(growths < 50);
	vector_release(&list);
}

static void check_numbers(const struct numbers *list, const char *wanted)
{
	struct text text = TEXT_INIT;
	vector_each (int, number, list)
		text_append_format(&text, "%d ", *number);
	assert_text_equal(&text, wanted);
	text_release(&text);
}

static void test_each_and_remove(void **state)
{
	struct numbers list = {0};
	(void)state;

	check_numbers(&list, "");
	fill_numbers(&list, 5);
	check_numbers(&list, "0 1 2 3 4 ");
	vector_remove(&list, 2);
	check_numbers(&list, "0 1 3 4 ");
	vector_remove(&list, 0);
	check_numbers(&list, "1 3 4 ");
	vector_remove(&list, list.count - 1);
	check_numbers(&list, "1 3 ");
	vector_remove(&list, 0);
	vector_remove(&list, 0);
	check_numbers(&list, "");
	vector_release(&list);
}

static void grow_too_far(size_t count, size_t extra, size_t size)
{
	size_t capacity = 0;
	free(vector_grow(NULL, &capacity, count, extra, size));
}

/* An impossible size ends the process with a message; it must never wrap around. */
static void check_fatal(size_t count, size_t extra, size_t size)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit no_core = {0, 0};
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		grow_too_far(count, extra, size);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void test_overflow_is_fatal(void **state)
{
	(void)state;
	check_fatal(SIZE_MAX, 1, 1);
	check_fatal(1, SIZE_MAX, 1);
	check_fatal(0, SIZE_MAX / 8 + 2, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_push_keeps_everything),
		cmocka_unit_test(test_push_takes_compound_literals),
		cmocka_unit_test(test_add_gives_zeroed_items),
		cmocka_unit_test(test_reserve_holds_addresses),
		cmocka_unit_test(test_growth_is_geometric),
		cmocka_unit_test(test_each_and_remove),
		cmocka_unit_test(test_overflow_is_fatal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "base/arena.h"

#include <stdalign.h>

static void test_empty(void **state)
{
	struct arena arena = {0};
	(void)state;
	arena_release(&arena);
	arena_release(&arena);
	assert_null(arena.blocks);
}

static void test_storage_is_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = {1, 7, 16, 17, 100, 3, 4096, 1, 16384, 16385, 100000, 5};
	enum { COUNT = 600 };
	unsigned char *pieces[COUNT];
	struct arena arena = {0};
	(void)state;

	for (size_t i = 0; i < COUNT; i++) {
		size_t size = sizes[i % ARRAY_LENGTH(sizes)];
		pieces[i] = arena_alloc(&arena, size);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < size; j++)
			if (pieces[i][j] != 0)
				fail_msg("byte %zu of piece %zu is not zero", j, i);
		memset(pieces[i], (int)(i % 255) + 1, size);
	}
	/* Nobody has written into the storage of another. */
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < sizes[i % ARRAY_LENGTH(sizes)]; j++)
			if (pieces[i][j] != i % 255 + 1)
				fail_msg("piece %zu was overwritten", i);
	arena_release(&arena);
	assert_null(arena.blocks);
}

static void test_size_zero(void **state)
{
	struct arena arena = {0};
	(void)state;
	assert_non_null(arena_alloc(&arena, 0));
	assert_string_equal(arena_strdup(&arena, ""), "");
	arena_release(&arena);
}

static void test_strings(void **state)
{
	struct arena arena = {0};
	char changing[] = "text", *copy;
	(void)state;

	copy = arena_strdup(&arena, changing);
	changing[0] = 'X';
	assert_string_equal(copy, "text");
	assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(&arena, "ab", 100), "ab");
	assert_string_equal(arena_strndup(&arena, "a\0b", 3), "a");
	assert_string_equal(arena_strndup(&arena, "abc", 0), "");
	assert_string_equal(arena_format(&arena, "%s %d", "n", 42), "n 42");
	assert_string_equal(arena_format(&arena, "%s", ""), "");
	assert_string_equal(copy, "text");
	arena_release(&arena);
}

static void test_long_format(void **state)
{
	struct arena arena = {0};
	char *string = arena_format(&arena, "%0*d", 40000, 7);
	(void)state;
	assert_int_equal(strlen(string), 40000);
	assert_int_equal(string[39999], '7');
	arena_release(&arena);
}

static void test_use_after_release_starts_anew(void **state)
{
	struct arena arena = {0};
	(void)state;
	assert_string_equal(arena_strdup(&arena, "one"), "one");
	arena_release(&arena);
	assert_string_equal(arena_strdup(&arena, "two"), "two");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_storage_is_zeroed_aligned_and_apart),
		cmocka_unit_test(test_size_zero),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_long_format),
		cmocka_unit_test(test_use_after_release_starts_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

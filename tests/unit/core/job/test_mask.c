#include "testing.h"

#include "job/mask.h"

#include <stdlib.h>
#include <string.h>

static struct mask parsed(const char *string)
{
	struct mask mask = {{0}};
	assert_true(mask_parse(string, strlen(string), &mask));
	return mask;
}

static struct mask range(unsigned first, unsigned last)
{
	struct mask mask = {{0}};
	for (unsigned cpu = first; cpu <= last; cpu++)
		mask_set(&mask, cpu);
	return mask;
}

static void assert_written(const struct mask *mask, const char *hexadecimal, const char *list)
{
	struct text text = TEXT_INIT;
	text_append_mask(&text, mask);
	assert_text_equal(&text, hexadecimal);
	text_truncate(&text, 0);
	text_append_cpu_list(&text, mask);
	assert_text_equal(&text, list);
	text_release(&text);
}

static void bits_are_set_and_cleared_one_by_one(void **state)
{
	struct mask mask = {{0}};
	(void)state;
	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
		mask_set(&mask, cpu);
		assert_true(mask_has(&mask, cpu));
		assert_int_equal(mask_count(&mask), 1);
		assert_int_equal(mask_first(&mask), cpu);
		mask_clear(&mask, cpu);
		assert_true(mask_is_empty(&mask));
	}
	assert_int_equal(mask_first(&mask), -1);
}

static void cpus_beyond_the_last_are_in_no_mask(void **state)
{
	struct mask mask = range(0, MASK_BITS - 1), before = mask;
	(void)state;
	assert_false(mask_has(&mask, MASK_BITS));
	assert_false(mask_has(&mask, UINT32_MAX));
	mask_clear(&mask, MASK_BITS);
	assert_true(mask_equal(&mask, &before));
	mask = (struct mask){{0}};
	mask_set(&mask, MASK_BITS);
	mask_set(&mask, UINT32_MAX);
	assert_true(mask_is_empty(&mask));
}

static void sets_are_joined_and_compared(void **state)
{
	struct mask low = range(0, 100), high = range(90, 200), both, all;
	(void)state;
	both = mask_and(&low, &high);
	all = mask_or(&low, &high);
	assert_written(&both, "0x1ffc0000000000000000000000", "90-100");
	assert_int_equal(mask_count(&all), 201);
	assert_true(mask_overlaps(&low, &high));
	assert_false(mask_equal(&low, &high));
	high = range(101, 200);
	assert_false(mask_overlaps(&low, &high));
}

static void shifts_cross_words_and_lose_what_leaves(void **state)
{
	struct mask seven = range(1, 7), shifted;
	(void)state;
	for (unsigned by = 0; by <= MASK_BITS + 70; by++) {
		shifted = mask_shift(&seven, by);
		for (unsigned cpu = 0; cpu < MASK_BITS; cpu++)
			assert_int_equal(
				mask_has(&shifted, cpu), cpu >= by + 1 && cpu <= by + 7);
	}
	shifted = mask_shift(&seven, UINT32_MAX);
	assert_true(mask_is_empty(&shifted));
}

static void masks_are_written_as_slurm_reads_them(void **state)
{
	static const struct {
		unsigned first, last;
		const char *hexadecimal, *list;
	} cases[] = {
		{0, 0, "0x1", "0"},
		{1, 7, "0xfe", "1-7"},
		{49, 55, "0xfe000000000000", "49-55"},
		{57, 63, "0xfe00000000000000", "57-63"},
		{63, 64, "0x18000000000000000", "63-64"},
		{64, 64, "0x10000000000000000", "64"},
		{255, 255, "0x8000000000000000000000000000000000000000000000000000000000000000",
			"255"},
		{0, 255, "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
			"0-255"},
	};
	struct mask mask = {{0}};
	(void)state;
	assert_written(&mask, "0x0", "");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		mask = range(cases[i].first, cases[i].last);
		assert_written(&mask, cases[i].hexadecimal, cases[i].list);
	}
	mask = parsed("fe0000000000000002");
	assert_written(&mask, "0xfe0000000000000002", "1,65-71");
	mask = parsed("0x5");
	assert_written(&mask, "0x5", "0,2");
}

static void masks_are_read_in_every_spelling(void **state)
{
	struct mask a = parsed("0xFe00"), b = parsed("00000fE00"), c = range(9, 15);
	struct mask zero = parsed("0"), longest = {{0}};
	char digits[65];
	(void)state;
	assert_true(mask_equal(&a, &c));
	assert_true(mask_equal(&b, &c));
	assert_true(mask_is_empty(&zero));
	memset(digits, 'f', 64);
	digits[64] = '\0';
	longest = parsed(digits);
	assert_int_equal(mask_count(&longest), 256);
}

static void what_is_no_mask_is_refused_and_changes_nothing(void **state)
{
	static const char *const cases[] = {"", "0x", "x", "0X1", "0x0x1", "fg", " 1", "1 ", "1\n",
		"-1", "+1", "0x1,0x2", "f_f", "\xc3\xa4",
		"10000000000000000000000000000000000000000000000000000000000000000",
		"0x00000000000000000000000000000000000000000000000000000000000000000"};
	struct mask mask = range(3, 5), before = mask;
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		assert_false(mask_parse(cases[i], strlen(cases[i]), &mask));
		assert_true(mask_equal(&mask, &before));
	}
	/* The length counts, not a NUL byte. */
	assert_false(mask_parse("1\0" "1", 3, &mask));
	assert_true(mask_parse("1234", 1, &mask));
	assert_int_equal(mask_first(&mask), 0);
	assert_int_equal(mask_count(&mask), 1);
}

static void reading_undoes_writing(void **state)
{
	unsigned short seed[3] = {1, 2, 3};
	struct text text = TEXT_INIT;
	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct mask mask = {{0}}, again = {{0}};
		for (size_t i = 0; i < MASK_WORDS; i++)
			if (nrand48(seed) % 3 != 0)
				mask.words[i] = (uint64_t)(uint32_t)jrand48(seed) << 32 |
						(uint32_t)jrand48(seed);
		text_truncate(&text, 0);
		text_append_mask(&text, &mask);
		assert_true(mask_parse(text_string(&text), text.length, &again));
		assert_true(mask_equal(&mask, &again));
	}
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_are_set_and_cleared_one_by_one),
		cmocka_unit_test(cpus_beyond_the_last_are_in_no_mask),
		cmocka_unit_test(sets_are_joined_and_compared),
		cmocka_unit_test(shifts_cross_words_and_lose_what_leaves),
		cmocka_unit_test(masks_are_written_as_slurm_reads_them),
		cmocka_unit_test(masks_are_read_in_every_spelling),
		cmocka_unit_test(what_is_no_mask_is_refused_and_changes_nothing),
		cmocka_unit_test(reading_undoes_writing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "base/units.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)
#define TIB (GIB * 1024)

static void check_integer(const char *string, int64_t low, int64_t high, int64_t wanted)
{
	int64_t number = -99;
	assert_true(integer_parse(string, low, high, &number));
	assert_true(number == wanted);
}

static void check_no_integer(const char *string, int64_t low, int64_t high)
{
	int64_t number = -99;
	assert_false(integer_parse(string, low, high, &number));
	assert_true(number == -99);
}

static void test_integer(void **state)
{
	(void)state;
	check_integer("0", 0, 10, 0);
	check_integer("10", 0, 10, 10);
	check_integer("007", 0, 10, 7);
	check_integer("+5", 0, 10, 5);
	check_integer("-5", -10, 10, -5);
	check_integer("-0", 0, 10, 0);
	check_integer("9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX);
	check_integer("-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN);
}

static void test_integer_refuses(void **state)
{
	static const char *const bad[] = {"", "+", "-", "--1", "+-1", " 1", "1 ", "1x", "x", "1.0",
		"1e3", "0x10", "1\n", "9223372036854775808", "-9223372036854775809",
		"18446744073709551616", "99999999999999999999999999"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		check_no_integer(bad[i], INT64_MIN, INT64_MAX);
	check_no_integer("11", 0, 10);
	check_no_integer("-1", 0, 10);
}

static void test_size(void **state)
{
	static const struct {
		const char *string;
		uint64_t bare, bytes;
	} examples[] = {
		{"224G", 1, 224 * GIB},
		{"1750M", 1, 1750 * MIB},
		{"64g", 1, 64 * GIB},
		{"1T", MIB, TIB},
		{"512K", MIB, 512 * KIB},
		{"100B", MIB, 100},
		{"100b", MIB, 100},
		{"1GB", 1, GIB},
		{"1GiB", 1, GIB},
		{"1gib", 1, GIB},
		{"2P", 1, 2048 * TIB},
		{"0", MIB, 0},
		{"0G", 1, 0},
		{"7", 1, 7},
		{"7", MIB, 7 * MIB},
		{"007M", 1, 7 * MIB},
		{"18446744073709551615", 1, UINT64_MAX},
		{"15E", 1, UINT64_C(15) << 60},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		uint64_t bytes = 99;
		assert_true(size_parse(examples[i].string, examples[i].bare, &bytes));
		assert_true(bytes == examples[i].bytes);
	}
}

static void test_size_refuses(void **state)
{
	static const char *const bad[] = {"", "G", "B", "-1", "+1", " 1G", "1 G", "1G ", "1.5G",
		"0.5G", "1GG", "1Gi", "1iB", "1BB", "1GBB", "1X", "1Gx", "0x10", "1\xff", "16E",
		"17179869184G", "18446744073709551616", "18446744073709551615K"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		uint64_t bytes = 99;
		assert_false(size_parse(bad[i], 1, &bytes));
		assert_true(bytes == 99);
	}
	/* The bare unit counts for overflow, too. */
	uint64_t bytes = 99;
	assert_false(size_parse("18446744073709551615", MIB, &bytes));
	assert_true(bytes == 99);
}

static void test_slurm_size(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *wanted;
	} examples[] = {
		{224 * GIB, "224G"},
		{1750 * MIB, "1750M"},
		{TIB, "1T"},
		{2048 * TIB, "2048T"},
		{1025 * GIB, "1025G"},
		{1, "1M"},
		{MIB - 1, "1M"},
		{MIB + 1, "2M"},
		{GIB + 1, "1025M"},
		{0, "0"},
		{UINT64_MAX, "16777216T"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		struct text text = TEXT_INIT;
		uint64_t back = 99;
		text_append_slurm_size(&text, examples[i].bytes);
		assert_text_equal(&text, examples[i].wanted);
		if (examples[i].bytes % MIB == 0) {
			assert_true(size_parse(text_string(&text), MIB, &back));
			assert_true(back == examples[i].bytes);
		}
		text_release(&text);
	}
}

static void test_size_for_people(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *wanted;
	} examples[] = {
		{0, "0 B"},
		{512, "512 B"},
		{1023, "1023 B"},
		{1024, "1.0 KiB"},
		{1536, "1.5 KiB"},
		{7838315315, "7.3 GiB"},
		{224 * GIB, "224.0 GiB"},
		{MIB - 1, "1.0 MiB"},  /* not 1024.0 KiB */
		{1023 * KIB, "1023.0 KiB"},
		{UINT64_MAX, "16.0 EiB"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		struct text text = TEXT_INIT;
		text_append_size(&text, examples[i].bytes);
		assert_text_equal(&text, examples[i].wanted);
		text_release(&text);
	}
}

static void test_duration(void **state)
{
	static const struct {
		const char *string;
		int64_t seconds;
	} examples[] = {
		{"0", 0},
		{"30", 30 * 60},
		{"30:15", 30 * 60 + 15},
		{"2:30:15", 2 * 3600 + 30 * 60 + 15},
		{"48:00:00", 48 * 3600},
		{"2-0", 2 * 86400},
		{"1-12", 86400 + 12 * 3600},
		{"1-12:30", 86400 + 12 * 3600 + 30 * 60},
		{"1-12:30:45", 86400 + 12 * 3600 + 30 * 60 + 45},
		{"0-0:0:1", 1},
		{"90:90", 90 * 60 + 90},
		{"00:10:00", 600},
		{"153722867280912930", INT64_C(153722867280912930) * 60},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		int64_t seconds = -99;
		assert_true(duration_parse(examples[i].string, &seconds));
		assert_true(seconds == examples[i].seconds);
	}
}

static void test_duration_refuses(void **state)
{
	static const char *const bad[] = {"", ":", "1:", ":1", "1::2", "1:2:3:4", "-1", "1-", "-",
		"1-2-3", "1-2:3:4:5", "+1", " 1", "1 ", "1h", "UNLIMITED", "1.5", "1-:30", "1:-2",
		"153722867280912931", "99999999999999999999", "106751991167301-0",
		"106751991167300-23:99999999999999999"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		int64_t seconds = -99;
		assert_false(duration_parse(bad[i], &seconds));
		assert_true(seconds == -99);
	}
}

static void test_duration_text(void **state)
{
	static const struct {
		int64_t seconds;
		const char *wanted;
	} examples[] = {
		{0, "00:00:00"},
		{59, "00:00:59"},
		{3661, "01:01:01"},
		{86399, "23:59:59"},
		{86400, "1-00:00:00"},
		{2 * 86400 + 3600, "2-01:00:00"},
		{-61, "-00:01:01"},
		{INT64_MAX, "106751991167300-15:30:07"},
		{INT64_MIN, "-106751991167300-15:30:08"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		struct text text = TEXT_INIT;
		int64_t back = -99;
		text_append_duration(&text, examples[i].seconds);
		assert_text_equal(&text, examples[i].wanted);
		if (examples[i].seconds >= 0) {
			assert_true(duration_parse(text_string(&text), &back));
			assert_true(back == examples[i].seconds);
		}
		text_release(&text);
	}
}

static void test_time(void **state)
{
	static const struct {
		int64_t moment;
		const char *wanted;
	} examples[] = {
		{0, "1970-01-01T00:00:00Z"},
		{-1, "1969-12-31T23:59:59Z"},
		{1795428000, "2026-11-23T10:00:00Z"},
		{951782400, "2000-02-29T00:00:00Z"},
		{253402300799, "9999-12-31T23:59:59Z"},
		{INT64_MAX, "9999-12-31T23:59:59Z"},
		{INT64_MIN, "0000-01-01T00:00:00Z"},
	};
	(void)state;
	/* The time zone must not matter. */
	setenv("TZ", "EET-2", 1);
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		struct text text = TEXT_INIT;
		text_append_time(&text, examples[i].moment);
		assert_text_equal(&text, examples[i].wanted);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_integer_refuses),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_size_refuses),
		cmocka_unit_test(test_slurm_size),
		cmocka_unit_test(test_size_for_people),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_duration_refuses),
		cmocka_unit_test(test_duration_text),
		cmocka_unit_test(test_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "base/files.h"
#include "base/version.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int find_sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Calls `check` with the three columns of each row of a table, and gives the number of rows. */
static size_t read_table(const char *path, void (*check)(char *const *columns))
{
	struct text text = TEXT_INIT;
	struct diags diags = {0};
	struct strings lines = {0};
	size_t count = 0;

	assert_true(file_read(path, 1 << 20, &text, &diags));
	strings_split(&lines, text_string(&text), '\n');
	for (size_t i = 0; i < lines.count; i++) {
		struct strings columns = {0};
		if (lines.items[i][0] == '\0')
			continue;
		strings_split(&columns, lines.items[i], '\t');
		assert_int_equal(columns.count, 3);
		check(columns.items);
		strings_release(&columns);
		count++;
	}
	strings_release(&lines);
	text_release(&text);
	diags_release(&diags);
	return count;
}

static void check_comparison(char *const *columns)
{
	bool natural = false;
	int order = find_sign(version_compare(columns[0], columns[1], &natural));

	if (order != atoi(columns[2]) || natural)
		fail_msg("'%s' and '%s': %d instead of %s", columns[0], columns[1], order,
			columns[2]);
}

static const char *match_name(enum version_match match)
{
	static const char *const names[] = {"no", "yes", "bad"};
	return names[match];
}

static void check_match(char *const *columns)
{
	bool natural = false;
	const char *got = match_name(version_match(columns[0], columns[1], &natural));

	if (!string_equal(got, columns[2]) || natural)
		fail_msg("'%s' in '%s': %s instead of %s", columns[0], columns[1], got, columns[2]);
}

static void compares_as_packaging_does(void **state UNUSED)
{
	assert_true(read_table(FIXTURES "/versions/compare.tsv", check_comparison) >= 3000);
}

static void matches_as_packaging_does(void **state UNUSED)
{
	assert_true(read_table(FIXTURES "/versions/match.tsv", check_match) >= 4000);
}

static void knows_pep440(void **state UNUSED)
{
	static const char *const good[] = {"1", "v1.0", " 1.0 ", "\t1.0\n", "1!2.3.4", "1.0-1",
		"1.0.dev.", "1.0a-", "1.0prerev1", "2024a", "1.1.1c", "1.1.1r", "1+a_b-c.1",
		"V01RC.1"};
	static const char *const bad[] = {"", " ", "v", "a", "1.", ".1", "1..0", "1!", "!1", "1!v2",
		"1.0+", "1.0+a..b", "1.0+a-", "1.0-1-2", "1.0prev1", "1.0rca", "1 0", "vv1",
		"1.1.1w", "1.0\xc3\xa9", "20240918-abc", "1.0.*", "-1", "+1", "1.0 .1",
		"1:1.0", "1:1.0-1", "1:", "1.0~rc1"};

	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		if (!version_is_pep440(good[i]))
			fail_msg("'%s' is refused", good[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		if (version_is_pep440(bad[i]))
			fail_msg("'%s' is taken", bad[i]);
}

static void orders_what_pep440_does_not_know(void **state UNUSED)
{
	/* From old to new. */
	static const char *const sorted[] = {"", "abc", "build-9", "build-10", "v", "1.0rc1", "1.0",
		"1.0-foo", "1.0.1-foo", "1.1.1c", "1.1.1", "1.1.1d", "1.1.1t", "1.1.1W", "1.1.1x.9",
		"1.1.1x.10", "1.1.1.post1", "1.1.2", "1.9-x", "1.10-x", "20240917-zzz", "20240918",
		"20240918-abc", "20240918-fed", "1!0-x", "1:0.9-2", "1:1.0~~a", "1:1.0~rc1-1", "1:1.0",
		"1:1.0-1", "2:0.1"};

	for (size_t i = 0; i < ARRAY_LENGTH(sorted); i++) {
		for (size_t j = 0; j < ARRAY_LENGTH(sorted); j++) {
			int order = version_compare(sorted[i], sorted[j], NULL);
			if (find_sign(order) != (i > j) - (i < j))
				fail_msg("'%s' and '%s': %d", sorted[i], sorted[j], order);
		}
	}
	assert_int_equal(version_compare("1.1.1w", "1.1.1W", NULL), 0);
	assert_int_equal(version_compare("1.0-x7", "1-x007", NULL), 0);
}

static void says_when_it_fell_back(void **state UNUSED)
{
	bool natural = false;

	version_compare("1.0", "2.0", &natural);
	assert_int_equal(version_match("1.0", ">=0.9,==1.*,===1.0", &natural), VERSION_YES);
	assert_int_equal(version_match("1.0", ">=1.1.1w,==1.*.2", &natural), VERSION_BAD_SPEC);
	assert_false(natural);
	version_compare("1.0", "1.1.1w", &natural);
	assert_true(natural);
	/* It gathers: nothing sets it back. */
	version_compare("1.0", "2.0", &natural);
	assert_true(natural);
	natural = false;
	assert_int_equal(version_match("1.0", "<1.1.1w", &natural), VERSION_YES);
	assert_true(natural);
	natural = false;
	assert_int_equal(version_match("1.1.1w", "===1.1.1W", &natural), VERSION_YES);
	assert_true(natural);
}

struct question {
	const char *version, *specifier;
	enum version_match match;
};

static void ask(const struct question *questions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct question *question = &questions[i];
		enum version_match match =
			version_match(question->version, question->specifier, NULL);
		if (match != question->match)
			fail_msg("'%s' in '%s': %s", question->version, question->specifier,
				match_name(match));
	}
}

static void reads_specifiers(void **state UNUSED)
{
	static const struct question questions[] = {
		{"3.12", "=3.12", VERSION_YES},
		{"3.12.4", "=3.12", VERSION_NO},
		{"3.12.4", "=3.12.*", VERSION_YES},
		{"3.12", "3.12.0", VERSION_YES},
		{"3.12.4", "3.12.*", VERSION_YES},
		{"1.0", " >= 0.5 , < 2 ,", VERSION_YES},
		{"1.0", ">=0.5,<1", VERSION_NO},
		{"1.7.post1", ">1.7", VERSION_NO},
		{"1.7+x", ">1.7", VERSION_NO},
		{"1.7rc1", "<1.7", VERSION_NO},
		{"1.7rc1", "<1.7rc2", VERSION_YES},
		{"1.7+x", "==1.7", VERSION_YES},
		{"1.7", "==1.7+x", VERSION_NO},
		{"2.6.0+rocm6.2.4", "~=2.6", VERSION_YES},
		{"v1.0", "===1.0", VERSION_YES},
		{"1.0+ABC.01", "===1+abc.1", VERSION_NO},
		{"1.0+ABC.01", "===1.0+abc.1", VERSION_YES},
		{"1.0", "===", VERSION_NO},
		{"1.0", "", VERSION_BAD_SPEC},
		{"1.0", " ,, ", VERSION_BAD_SPEC},
		{"1.0", "=", VERSION_BAD_SPEC},
		{"1.0", "= =1.0", VERSION_BAD_SPEC},
		{"1.0", "==1.0 .*", VERSION_BAD_SPEC},
		{"1.0", "==1 0", VERSION_BAD_SPEC},
		{"1.0", ">=abc def", VERSION_BAD_SPEC},
		/* A mistake counts, although the first clause says no already. */
		{"1.0", ">=2,>=1.*", VERSION_BAD_SPEC},
	};
	ask(questions, ARRAY_LENGTH(questions));
}

static void matches_in_natural_order(void **state UNUSED)
{
	static const struct question questions[] = {
		{"1.1.1w", ">=1.1.1", VERSION_YES},
		{"1.1.1w", ">1.1.1", VERSION_YES},
		{"1.1.1w", "<1.1.2", VERSION_YES},
		{"1.1.1w", "<=1.1.1v", VERSION_NO},
		{"1.1.1w", "1.1.1w", VERSION_YES},
		{"1.1.1w", "!=1.1.1w", VERSION_NO},
		{"1.1.1w", "==1.1.*", VERSION_YES},
		{"1.1.1w", "==1.1.1.*", VERSION_YES},
		{"1.1.1w", "!=1.1.*", VERSION_NO},
		{"1.1.1w", "==1.2.*", VERSION_NO},
		{"1.1.1w", "~=1.1.1k", VERSION_YES},
		{"1.2.1w", "~=1.1.1k", VERSION_NO},
		{"1.1.1w", "==1.1.1w.*", VERSION_BAD_SPEC},
		{"1.1.1w", "~=1w", VERSION_BAD_SPEC},
		{"20240918-abc", ">=20240917", VERSION_YES},
		{"20240918-abc", "===20240918-ABC", VERSION_YES},
		{"", "==1.*", VERSION_NO},
		{"", "<0", VERSION_YES},
		{"", "===", VERSION_YES},
		{"latest", ">=1.0", VERSION_NO},
		{"latest", "latest", VERSION_YES},
	};
	ask(questions, ARRAY_LENGTH(questions));
}

static void make_string(unsigned *seed, char *string, size_t limit)
{
	static const char *const pieces[] = {"1", "0", "10", ".", ".", "-", "_", "+", "!", ":", "~", "a",
		"rc", "post", "dev", "w", "v", "foo", "7"};
	size_t count = (size_t)rand_r(seed) % 7, length = 0;

	string[0] = '\0';
	while (count-- > 0) {
		const char *piece = pieces[(size_t)rand_r(seed) % ARRAY_LENGTH(pieces)];
		size_t size = strlen(piece);
		if (length + size >= limit)
			break;
		memcpy(string + length, piece, size + 1);
		length += size;
	}
}

/* Sorting needs this of any mixture of PEP 440 and other strings. */
static void is_a_total_order(void **state UNUSED)
{
	unsigned seed = 440;
	char a[40], b[40], c[40];
	size_t telling = 0;

	for (int i = 0; i < 100000; i++) {
		int ab, bc, ac;
		make_string(&seed, a, sizeof a);
		make_string(&seed, b, sizeof b);
		make_string(&seed, c, sizeof c);
		ab = find_sign(version_compare(a, b, NULL));
		bc = find_sign(version_compare(b, c, NULL));
		ac = find_sign(version_compare(a, c, NULL));
		if (ab != -find_sign(version_compare(b, a, NULL)))
			fail_msg("'%s' and '%s' are not antisymmetric", a, b);
		if (ab * bc < 0)
			continue;
		telling++;
		if (ac != find_sign(ab + bc))
			fail_msg("'%s', '%s', '%s' are not transitive", a, b, c);
	}
	assert_true(telling > 10000);
}

static void does_not_overflow(void **state UNUSED)
{
	struct text text = TEXT_INIT;
	char *shorter;

	text_append(&text, "1.");
	text_append_repeated(&text, "9", 100000);
	shorter = xstrdup(text_string(&text));
	text_append(&text, "0");
	assert_true(version_compare(text_string(&text), shorter, NULL) > 0);
	assert_true(version_compare(shorter, "1.18446744073709551616", NULL) > 0);
	assert_true(version_compare("1.0000000000000000000000000000001", "1.1", NULL) == 0);
	assert_int_equal(version_match(shorter, ">=1.0,<2", NULL), VERSION_YES);
	free(shorter);
	text_release(&text);
}

static void is_quick_with_long_input(void **state UNUSED)
{
	struct text version = TEXT_INIT, specifier = TEXT_INIT;
	clock_t start = clock();

	text_append(&version, "0");
	text_append_repeated(&version, ".0", 20000);
	text_append_repeated(&specifier, ">=0,", 100000);
	assert_int_equal(version_match(text_string(&version), text_string(&specifier), NULL),
		VERSION_BAD_SPEC);
	assert_int_equal(version_match(text_string(&version), ">=0,==0.*", NULL), VERSION_YES);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	text_release(&version);
	text_release(&specifier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_as_packaging_does),
		cmocka_unit_test(matches_as_packaging_does),
		cmocka_unit_test(knows_pep440),
		cmocka_unit_test(orders_what_pep440_does_not_know),
		cmocka_unit_test(says_when_it_fell_back),
		cmocka_unit_test(reads_specifiers),
		cmocka_unit_test(matches_in_natural_order),
		cmocka_unit_test(is_a_total_order),
		cmocka_unit_test(does_not_overflow),
		cmocka_unit_test(is_quick_with_long_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Integers as bash computes them. */

#include "testing.h"

#include "check/expand.h"

static struct script script;
static struct script_words none;
static struct expander expander;

static int setup(void **state)
{
	(void)state;
	script = (struct script){0};
	script.variables = variables_new(&script.arena);
	expander = (struct expander){
		.script = &script, .variables = script.variables, .arguments = &none};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	script_release(&script);
	return 0;
}

static void set(const char *name, const char *bytes)
{
	struct script_value value = {
		.state = VALUE_KNOWN, .text = {.bytes = bytes, .length = strlen(bytes)}};
	variables_set(script.variables, name, &value);
}

static void known_values(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
		{"", 0}, {" ", 0}, {"7", 7}, {"-7", -7}, {"- -7", 7}, {"!0", 1}, {"!5", 0}, {"~0", -1},
		{"010", 8}, {"0x1F", 31}, {"2#101", 5}, {"10#08", 8}, {"16#ff", 255},
		{"1+2*3", 7}, {"(1+2)*3", 9}, {"7/2", 3}, {"-7/2", -3}, {"-7%3", -1},
		{"10-3-2", 5}, {"2**3**2", 512}, {"-2**2", 4}, {"2**0", 1},
		{"1<<4|1", 17}, {"1<<2+1", 8}, {"6&3^1", 3}, {"1|2^3&1", 3}, {"-8>>1", -4},
		{"1<2", 1}, {"2<=1", 0}, {"1<2==1", 1}, {"3!=3", 0}, {"2>1>0", 1},
		{"1&&0||1", 1}, {"1||0&&0", 1}, {"0&&1", 0},
		{"1?2:3", 2}, {"0?2:3", 3}, {"0?1:0?2:3", 3}, {"1,2,3", 3}, {"(1,2)+1", 3},
		{"mask << (ccd*8)", INT64_C(0xfe) << 24}, {"sum", 5}, {"word + 1", 1}, {"name", 254},
		{"9223372036854775807 + 1", INT64_MIN}, {"-9223372036854775807 - 1", INT64_MIN},
		{"(-9223372036854775807 - 1) / -1", INT64_MIN}, {"(-9223372036854775807 - 1) % -1", 0},
		{" 1\n+\t2 ", 3},
	};

	(void)state;
	set("mask", "0xfe");
	set("ccd", "3");
	set("sum", "2 + 3");
	set("word", "");
	set("name", "mask");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int64_t value = 4711;
		if (!arithmetic_value(&expander, cases[i].text, &value))
			fail_msg("'%s' is not known", cases[i].text);
		if (value != cases[i].value)
			fail_msg("'%s' is %lld", cases[i].text, (long long)value);
	}
}

static void unknown_values(void **state)
{
	static const char *const cases[] = {"1/0", "1%0", "nobody", "1 +", "+", "(1", "1)", "08", "1 2",
		"2**-1", "37#1", "1#1", "a[1]", "1?2", "circle", "\001", "$x", "1.5", "''", "x = ",
		"broken"};

	(void)state;
	set("circle", "circle");
	set("broken", "1 +");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int64_t value;
		if (arithmetic_value(&expander, cases[i], &value))
			fail_msg("'%s' is %lld", cases[i], (long long)value);
	}
}

static void assignments(void **state)
{
	/* Each goes on with what the one before left in x and y, which are 1 and 2 at first. */
	static const struct {
		const char *text;
		int64_t value;
		const char *x, *y;
	} cases[] = {
		{"x = 5", 5, "5", "2"}, {"x += 2", 7, "7", "2"}, {"x++", 7, "8", "2"},
		{"--x", 7, "7", "2"}, {"x <<= 2", 28, "28", "2"}, {"x %= 5, y = x", 3, "3", "3"},
		{"x = y = 4", 4, "4", "4"}, {"x == 4", 1, "4", "4"}, {"x-y", 0, "4", "4"},
		{"x - -y", 8, "4", "4"},
		/* What bash does not come to sets nothing. */
		{"0 && (x = 9)", 0, "4", "4"}, {"1 || (x = 9)", 1, "4", "4"},
		{"1 ? (x = 6) : (x = 7)", 6, "6", "4"}, {"0 ? (x = 8) : (y = 9)", 9, "6", "9"},
		{"0 && x++ || ++y", 1, "6", "10"}, {"1 ? 0 ? x++ : y++ : (x = 0)", 10, "6", "11"},
	};

	(void)state;
	set("x", "1");
	set("y", "2");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int64_t value;
		assert_true(arithmetic_value(&expander, cases[i].text, &value));
		assert_int_equal(value, cases[i].value);
		assert_string_equal(variables_now(script.variables, "x")->text.bytes, cases[i].x);
		assert_string_equal(variables_now(script.variables, "y")->text.bytes, cases[i].y);
	}
}

/* An assignment of something unknown makes the variable unknown. */
static void assignments_of_the_unknown(void **state)
{
	int64_t value;

	(void)state;
	set("x", "1");
	assert_false(arithmetic_value(&expander, "x = nobody", &value));
	assert_int_equal(variables_now(script.variables, "x")->state, VALUE_MAYBE);
}

static void endless_expressions(void **state)
{
	static const char *const pieces[] = {"(", "-", "1?", "1,", "1**", "x=", "1+", "1?1:", "1&&", "!", "~",
		"1<<", "++"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
		struct text text = TEXT_INIT;
		int64_t value;
		while (text.length < EXPAND_TEXT_LIMIT)
			text_append(&text, pieces[i]);
		text_append(&text, "1");
		(void)arithmetic_value(&expander, text_string(&text), &value);
		text_release(&text);
	}
}

/* Variables that name variables, each many times: without a limit this takes longer than anybody
 * lives. */
static void multiplying_variables(void **state)
{
	struct text text = TEXT_INIT;
	char name[2] = "a";
	int64_t value;

	(void)state;
	for (; name[0] < 'h'; name[0]++) {
		text_truncate(&text, 0);
		for (int i = 0; i < 1000; i++)
			text_append_format(&text, "%s%c", i > 0 ? "+" : "", name[0] + 1);
		set(name, arena_strdup(&script.arena, text_string(&text)));
	}
	set("h", "1");
	expander.spent = EXPAND_BUDGET - (1 << 20); /* the whole of it takes a while */
	assert_false(arithmetic_value(&expander, "a", &value));
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(known_values, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_values, setup, teardown),
		cmocka_unit_test_setup_teardown(assignments, setup, teardown),
		cmocka_unit_test_setup_teardown(assignments_of_the_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(endless_expressions, setup, teardown),
		cmocka_unit_test_setup_teardown(multiplying_variables, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

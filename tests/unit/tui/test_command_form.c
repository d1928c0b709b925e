#include "testing.h"

#include "tui/command_form.h"

static const struct build_option options[] = {
	{.name = "package", .letter = 'p', .value = "NAME", .repeats = true, .help = "One more"},
	{.name = "base-image", .value = "IMAGE", .help = "What it begins with"},
	{.name = NULL},
};
static const struct command_options groups[] = {{NULL, options}, {NULL, NULL}};
static struct command_form form;

static int begin(void **state)
{
	(void)state;
	form = (struct command_form){0};
	command_form_set(&form, "build cotainr", "WHAT", true, groups);
	command_form_refresh(&form);
	return 0;
}

static int end(void **state)
{
	(void)state;
	command_form_release(&form);
	return 0;
}

static void options_are_fields_in_what_is_said(void **state)
{
	static const struct {
		const char *said, *shown;
	} cases[] = {
		{"", ""},
		{"berth: error: --base-image: give --base-image or -p [L01]\n",
			"error: base-image: give 'base-image' or 'package' [L01]\n"},
		{"  hint: ask for --base-image=x, '--package', -p\n",
			"  hint: ask for base-image=x, 'package', 'package'\n"},
		/* No fields: other options, parts of words, commands in quotes. */
		{"--other -x a-p --base-images --base", "--other -x a-p --base-images --base\n"},
		{"'berth build advise --package x' or --package",
			"'berth build advise --package x' or 'package'\n"},
		{"'berth build --package\n-p' x", "'berth build 'package'\npackage' x\n"},
		/* What only a command line can do. */
		{"berth: error: 'build cotainr' needs WHAT [U07]\n  hint: see 'berth build cotainr --help'\n",
			"error: this needs WHAT [U07]\n"},
		{"berth: warning: one\n\nberth: note: two", "warning: one\n\nnote: two\n"},
		{"\u6f22 -p\n", "\u6f22 'package'\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text text = TEXT_INIT;

		command_form_append_said(&form, cases[i].said, &text);
		assert_text_equal(&text, cases[i].shown);
		text_release(&text);
	}
}

static void suggestions_do_not_touch_a_form(void **state)
{
	(void)state;
	assert_false(command_form_is_touched(&form));
	command_form_suggest(&form, "base-image", "x.sif");
	command_form_refresh(&form);
	assert_false(command_form_is_touched(&form));
	form_enter(&form.form, "base-image", "y.sif");
	command_form_refresh(&form);
	assert_true(command_form_is_touched(&form));
	form_enter(&form.form, "base-image", "");
	assert_false(command_form_is_touched(&form));
	form_enter(&form.form, "WHAT", "z");
	assert_true(command_form_is_touched(&form));
	/* What was typed for another command is none of this form's. */
	command_form_set(&form, "build venv", NULL, false, groups);
	command_form_refresh(&form);
	assert_false(command_form_is_touched(&form));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(options_are_fields_in_what_is_said, begin, end),
		cmocka_unit_test_setup_teardown(suggestions_do_not_touch_a_form, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

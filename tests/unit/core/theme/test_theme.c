#include "testing.h"

#include "theme/color.h"
#include "theme/theme.h"

static const char *const names[] = {
	"terminal", "dark", "light", "high-contrast", "color-blind", "mono"};

static bool read_text(const char *text, struct theme *theme, struct diags *diags)
{
	return theme_read("t.yaml", text, strlen(text), theme, diags);
}

static void every_built_in_theme_is_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct theme theme = {0};
		struct diags diags = {0};
		assert_true(theme_load(names[i], &theme, &diags));
		theme_check(&theme, &diags);
		for (size_t k = 0; k < diags.count; k++)
			fprintf(stderr, "%s: %s\n", names[i], diags.items[k].message);
		assert_int_equal(diags.count, 0);
		assert_string_equal(theme.name, names[i]);
		theme_release(&theme);
		diags_release(&diags);
	}
}

static void letters_of_roles_are_unique(void **state)
{
	bool seen[256] = {false};

	(void)state;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		assert_false(seen[(unsigned char)role_table[i].letter]);
		seen[(unsigned char)role_table[i].letter] = true;
	}
}

static void colors_are_read(void **state)
{
	static const struct {
		const char *text;
		int palette, exact;
	} rows[] = {{"default", -1, -1}, {"red", 1, -1}, {"bright-white", 15, -1}, {"208", 208, 0xff8700},
		{"#ff8700", 208, 0xff8700}, {"#FF8700", 208, 0xff8700}, {"#000000", 16, 0},
		{"#ffffff", 231, 0xffffff}, {"244", 244, 0x808080}};
	static const char *const bad[] = {"", "#", "#12345", "#1234567", "#12345g", "256", "-1", "rot", "0x1"};
	int palette, exact;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_true(color_read(rows[i].text, &palette, &exact));
		assert_int_equal(palette, rows[i].palette);
		assert_int_equal(exact, rows[i].exact);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(color_read(bad[i], &palette, &exact));
}

/* The two values that WCAG gives as examples: black on white, and the grey that just passes. */
static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	assert_true(color_contrast(0, 0xffffff) > 20.99 && color_contrast(0, 0xffffff) < 21.01);
	assert_true(color_contrast(0x767676, 0xffffff) > 4.5 && color_contrast(0x777777, 0xffffff) < 4.5);
}

static void what_is_not_named_falls_back(void **state)
{
	struct theme theme = {0};
	struct diags diags = {0};

	(void)state;
	assert_true(read_text("roles:\n  dim: {foreground: red, background: default}\n", &theme, &diags));
	assert_int_equal(theme.looks[ROLE_FOOTER].foreground, 1);
	assert_int_equal(theme.looks[ROLE_TEXT].foreground, COLOR_DEFAULT);
	theme_release(&theme);
	assert_int_equal(diags.count, 0);
}

static void mistakes_are_told(void **state)
{
	static const struct {
		const char *text, *id;
	} rows[] = {
		{"roles:\n  txet: {foreground: red, background: blue}\n", "A05"},
		{"roles:\n  text: {foreground: rot, background: blue}\n", "A06"},
		{"roles:\n  text: {foreground: red}\n", "A07"},
		{"roles:\n  text: {style: blinking}\n", "F04"},
		{"roles:\n  text: {colour: red}\n", "F02"},
		{"summary: nothing\n", "F06"},
		{"roles: [", "F01"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct theme theme = {0};
		struct diags diags = {0};
		assert_false(read_text(rows[i].text, &theme, &diags));
		assert_null(theme.name);
		assert_string_equal(diags.items[0].id, rows[i].id);
		assert_string_equal(diags.items[0].file, "t.yaml");
		diags_release(&diags);
	}
}

static void fewer_colors_still_tell_apart(void **state)
{
	struct theme theme = {0};
	struct diags diags = {0};

	(void)state;
	assert_true(theme_load("dark", &theme, &diags));
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		static const int counts[] = {8, 16, 256};
		for (size_t k = 0; k < ARRAY_LENGTH(counts); k++) {
			struct look look = theme_look(&theme, (enum role)i, counts[k]);
			assert_true(look.foreground < counts[k] && look.background < counts[k]);
			assert_true(look.foreground != look.background ||
				    look.foreground == COLOR_DEFAULT);
		}
	}
	assert_true(theme_look(&theme, ROLE_SELECTED, 1).style & LOOK_REVERSE);
	assert_int_equal(theme_look(&theme, ROLE_ERROR, 1).foreground, COLOR_DEFAULT);
	theme_release(&theme);
}

static void faults_of_a_theme_are_found(void **state)
{
	struct theme theme = {0};
	struct diags diags = {0};
	bool contrast = false, same = false;

	(void)state;
	assert_true(read_text("roles:\n  text: {foreground: \"#777777\", background: \"#888888\"}\n",
		&theme, &diags));
	theme_check(&theme, &diags);
	for (size_t i = 0; i < diags.count; i++) {
		contrast = contrast || string_equal(diags.items[i].id, "A02");
		same = same || string_equal(diags.items[i].id, "A04");
	}
	assert_true(contrast);
	assert_true(same);
	theme_release(&theme);
	diags_release(&diags);
}

static void unknown_names_get_the_nearest(void **state)
{
	struct theme theme = {0};
	struct diags diags = {0};

	(void)state;
	assert_false(theme_load("drak", &theme, &diags));
	assert_string_equal(diags.items[0].id, "A01");
	assert_non_null(strstr(diags.items[0].hint, "dark"));
	diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_built_in_theme_is_good),
		cmocka_unit_test(letters_of_roles_are_unique),
		cmocka_unit_test(colors_are_read),
		cmocka_unit_test(contrast_is_that_of_wcag),
		cmocka_unit_test(what_is_not_named_falls_back),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(fewer_colors_still_tell_apart),
		cmocka_unit_test(faults_of_a_theme_are_found),
		cmocka_unit_test(unknown_names_get_the_nearest),
	};
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/nonexistent", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

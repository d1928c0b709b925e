#include "testing.h"
#include "tui/screens.h"

#include "tui/glyph.h"

#include "base/clean.h"

static void test_picture(void **state)
{
	struct surface surface = {0};
	struct theme theme = {0};
	struct diags diags = {0};
	struct text light = TEXT_INIT, dark = TEXT_INIT;

	(void)state;
	surface_resize(&surface, 20, 3);
	surface_frame(&surface, surface_rect(&surface), ROLE_BORDER, ROLE_TITLE, "<a & b>");
	surface_text(&surface, surface_rect(&surface), 1, 1, ROLE_SELECTED, "\u6f22e\u0301 <x>");
	assert_true(theme_load("terminal", &theme, &diags));
	assert_no_diags(&diags);
	surface_dump_svg(&surface, &theme, false, "A <title>", &light);
	surface_dump_svg(&surface, &theme, true, "A <title>", &dark);
	assert_non_null(strstr(text_string(&light), "<title>A &lt;title&gt;</title>"));
	assert_non_null(strstr(text_string(&light), "fill=\"#ffffff\""));
	assert_non_null(strstr(text_string(&light),
		"<tspan x=\"18\">\u6f22</tspan><tspan x=\"36\">e\u0301</tspan>"));
	assert_null(strstr(text_string(&light), "<x>"));
	assert_string_not_equal(text_string(&light), text_string(&dark));
	text_release(&light);
	text_release(&dark);
	theme_release(&theme);
	diags_release(&diags);
	surface_release(&surface);
}

/* Every sign takes exactly one cell, in both its forms. */
static void test_glyphs(void **state)
{
	(void)state;
	for (int i = 0; i < GLYPH_COUNT; i++) {
		assert_int_equal(text_width(glyph((enum glyph)i, false)), 1);
		assert_int_equal(strlen(glyph((enum glyph)i, true)), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_picture),
		cmocka_unit_test(test_glyphs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

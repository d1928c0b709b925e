#include "testing.h"

#include "vnc/qr.h"

static void draw(const struct vnc_qr *code, bool ascii, bool color, struct text *text)
{
	const struct vnc_qr_style style = {.ascii = ascii, .color = color};

	vnc_qr_draw(code, &style, text);
}

/* One dark module, with four light ones on each side. */
static void has_a_quiet_zone(void **state UNUSED)
{
	unsigned char dark[] = {1};
	const struct vnc_qr code = {1, dark};
	struct text text = TEXT_INIT;

	draw(&code, true, false, &text);
	assert_text_equal(&text, "##################\n##################\n##################\n"
				 "##################\n########  ########\n##################\n"
				 "##################\n##################\n##################\n");
	text_truncate(&text, 0);
	draw(&code, false, false, &text);
	assert_text_equal(&text, "█████████\n█████████\n████▄████\n█████████\n▀▀▀▀▀▀▀▀▀\n");
	text_truncate(&text, 0);
	draw(&code, false, true, &text);
	assert_true(string_starts(text_string(&text), "\033[97;40m█████████\033[0m\n"));
	text_release(&text);
}

static void has_the_corners_of_a_code(void **state UNUSED)
{
	static const char corner[] = "1111111"
				     "1000001"
				     "1011101"
				     "1011101"
				     "1011101"
				     "1000001"
				     "1111111";
	struct diags diags = {0};
	struct vnc_qr code;

	if (!vnc_can_qr()) {
		assert_false(vnc_qr_make("x", &code, &diags));
		assert_only_diag(&diags, "V63");
		diags_release(&diags);
		return;
	}
	assert_true(vnc_qr_make("http://localhost:6081/vnc.html", &code, &diags));
	assert_int_equal(code.side, 25);
	for (int64_t i = 0; i < 49; i++)
		assert_int_equal(code.dark[i / 7 * code.side + i % 7], corner[i] - '0');
	vnc_qr_release(&code);
	assert_no_diags(&diags);
}

static void has_an_end(void **state UNUSED)
{
	char *string = xcalloc(4001, 1);
	struct diags diags = {0};
	struct vnc_qr code;

	memset(string, 'x', 4000);
	assert_false(vnc_qr_make(string, &code, &diags));
	assert_only_diag(&diags, "V63");
	vnc_qr_release(&code);
	diags_release(&diags);
	free(string);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_a_quiet_zone),
		cmocka_unit_test(has_the_corners_of_a_code),
		cmocka_unit_test(has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

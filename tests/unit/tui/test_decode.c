#include "testing.h"
#include "tui/decode.h"

/* What the bytes give, as names with blanks between them; a paste as <text>. */
static char *decode_pieces(const char *bytes, size_t length, size_t piece, bool settle)
{
	struct decoder decoder = {0};
	struct text text = TEXT_INIT;
	struct key key;

	for (size_t at = 0; at < length || at == 0; at += piece) {
		size_t left = length - at;
		decoder_feed(&decoder, bytes + at, left < piece ? left : piece);
		while (decoder_next(&decoder, &key)) {
			if (text.length > 0)
				text_append_char(&text, ' ');
			if (key.code == KEYCODE_PASTE)
				text_append_format(&text, "<%.*s>", (int)key.length, key.text);
			else if (key.code == KEYCODE_MOUSE)
				text_append_format(
					&text, "mouse%d@%d,%d", key.button, key.x, key.y);
			else
				key_append(&key, &text);
		}
	}
	if (settle && decoder_settle(&decoder, &key)) {
		if (text.length > 0)
			text_append_char(&text, ' ');
		key_append(&key, &text);
	}
	decoder_release(&decoder);
	return text_detach(&text);
}

/* However the bytes are torn, the keys are the same. */
static void expect(const char *bytes, const char *wanted)
{
	for (size_t piece = 1; piece <= strlen(bytes); piece++) {
		char *got = decode_pieces(bytes, strlen(bytes), piece, true);
		assert_string_equal(got, wanted);
		free(got);
	}
}

static void test_characters(void **state)
{
	(void)state;
	expect("aZ 1", "a Z space 1");
	expect("\r\t\177\b", "enter tab backspace backspace");
	expect("\001\032\003", "ctrl-a ctrl-z ctrl-c");
	expect("ä€😀", "ä € 😀");
	expect("\033a\033ä", "alt-a alt-ä");
	expect("\033", "esc");
	expect("\033\033", "esc esc");
}

static void test_sequences(void **state)
{
	(void)state;
	expect("\033[A\033OA\033[B\033[C\033[D", "up up down right left");
	expect("\033[H\033OH\033[1~\033[7~", "home home home home");
	expect("\033[F\033OF\033[4~\033[8~", "end end end end");
	expect("\033[5~\033[6~\033[2~\033[3~", "page-up page-down insert delete");
	expect("\033[Z", "shift-tab");
	expect("\033OP\033[11~\033[[A\033[15~\033[24~", "f1 f1 f1 f5 f12");
	expect("\033[1;5A\033[1;3C\033[5;5~\033[5^", "ctrl-up alt-right ctrl-page-up ctrl-page-up");
	/* What nobody knows is passed over as a whole. */
	expect("\033[?62;1;6c\033[200m\033[99~x", "x");
	expect("\033[M", "");
}

static void test_mouse(void **state)
{
	(void)state;
	expect("\033[<0;10;5M\033[<0;10;5m", "mouse1@9,4");
	expect("\033[<64;1;1M\033[<65;1;1M", "mouse4@0,0 mouse5@0,0");
	/* Motion, shift, and what has no place. */
	expect("\033[<32;10;5M\033[<4;3;3M\033[<0;0;0M", "mouse1@2,2");
}

static void test_pastes(void **state)
{
	(void)state;
	expect("\033[200~q\r:quit\r\033[201~x", "<q\r:quit\r> x");
	expect("\033[200~\033[201~", "<>");
	expect("\033[200~a\033[201b\033[A\033[201~", "<a\033[201b\033[A>");
	/* One that has no end is not there, and nothing in it is a key. */
	expect("\033[200~quit\r", "");
}

static void test_noise(void **state)
{
	char *got = decode_pieces("\377\200\303x\xf0\x9f", 6, 6, true);

	(void)state;
	assert_string_equal(got, "x");
	free(got);
	/* A sequence without an end does not eat for ever. */
	got = decode_pieces(
		"\033[11111111111111111111111111111111111111111111111111111111111111111111x", 71,
		71, true);
	assert_non_null(strstr(got, "x"));
	free(got);
	expect("\033[1\033[A", "up");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_pastes),
		cmocka_unit_test(test_noise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

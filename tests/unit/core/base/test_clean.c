#include "testing.h"

#include "base/clean.h"

struct example {
	const char *given, *wanted;
};

static void check_examples(const struct example *examples, size_t count, enum clean_mode mode)
{
	for (size_t i = 0; i < count; i++) {
		struct text text = TEXT_INIT;
		text_append_clean(&text, examples[i].given, mode);
		assert_text_equal(&text, examples[i].wanted);
		text_release(&text);
	}
}

static void test_printable_stays(void **state)
{
	static const struct example examples[] = {
		{"", ""},
		{"plain text, with \\x1b written out", "plain text, with \\x1b written out"},
		{"Jyväskylä – ελληνικά", "Jyväskylä – ελληνικά"},
		{"漢字かな 한글", "漢字かな 한글"},
		{"e\xcc\x81", "e\xcc\x81"}, /* a combining accent */
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
		{"\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd"}, /* U+10FFFD */
	};
	(void)state;
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINE);
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINES);
}

static void test_controls_are_escaped(void **state)
{
	static const struct example examples[] = {
		{"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
		{"\x1b]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"},
		{"del\x7f", "del\\x7f"},
		{"\xc2\x9b"
		 "31m",
			"\\x9b31m"}, /* the C1 form of ESC [ */
		{"\x01", "\\x01"},
	};
	(void)state;
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINE);
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINES);
}

static void test_hidden_characters_are_escaped(void **state)
{
	static const struct example examples[] = {
		{"a\xe2\x80\xae"
		 "b",
			"a\\u202eb"},
		{"a\xe2\x80\x8b"
		 "b",
			"a\\u200bb"},
		{"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},
		{"\xef\xbb\xbf#!", "\\ufeff#!"},
		{"\xe2\x80\xa8", "\\u2028"},
		{"\xd8\x9c", "\\u061c"},
		{"\xc2\xad", "\\xad"},
		{"\xf3\xa0\x80\x81", "\\U000e0001"},
		{"\xe2\x80\xaf", "\xe2\x80\xaf"}, /* U+202F, one behind the range */
		{"\xe2\x80\x8a", "\xe2\x80\x8a"}, /* U+200A, one before the range */
	};
	(void)state;
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINE);
}

static void test_bytes_that_are_not_utf8(void **state)
{
	static const struct example examples[] = {
		{"a\xff"
		 "b",
			"a\xef\xbf\xbd"
			"b"},
		{"\x80", "\xef\xbf\xbd"},
		{"caf\xe9", "caf\xef\xbf\xbd"},                          /* Latin-1 */
		{"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                /* over-long */
		{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* a surrogate */
		{"\xe2\x80", "\xef\xbf\xbd\xef\xbf\xbd"},                /* cut off */
		{"\xe2\x80\x1b[0m", "\xef\xbf\xbd\xef\xbf\xbd\\x1b[0m"}, /* cut off by ESC */
	};
	(void)state;
	check_examples(examples, ARRAY_LENGTH(examples), CLEAN_LINE);
}

static void test_line_ends(void **state)
{
	static const struct example line[] = {
		{"a\tb\nc", "a\\tb\\nc"},
		{"a\r\nb", "a\\x0d\\nb"},
	};
	static const struct example lines[] = {
		{"a\tb\nc\n", "a\tb\nc\n"},
		{"a\r\nb\r\n", "a\nb\n"},
		{"real\rfake", "real\\x0dfake"},
		{"end\r", "end\\x0d"},
		{"\r\r\n", "\\x0d\n"},
		{"\v\f", "\\x0b\\x0c"},
	};
	(void)state;
	check_examples(line, ARRAY_LENGTH(line), CLEAN_LINE);
	check_examples(lines, ARRAY_LENGTH(lines), CLEAN_LINES);
}

/* Whatever comes in, what comes out is valid and free of controls. */
static void test_any_bytes_become_clean(void **state)
{
	uint32_t seed = 12345;
	(void)state;

	for (int round = 0; round < 2000; round++) {
		unsigned char bytes[40];
		struct text text = TEXT_INIT;
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (unsigned char)(seed >> (round % 2 ? 24 : 23));
		}
		text_append_clean_bytes(&text, bytes, sizeof bytes, CLEAN_LINE);
		for (size_t i = 0; i < text.length;) {
			uint32_t code_point = 0;
			size_t size = utf8_decode((const unsigned char *)text.data + i,
				text.length - i, &code_point);
			assert_true(size > 0);
			assert_true(code_point >= 0x20);
			assert_false(code_point >= 0x7f && code_point <= 0x9f);
			i += size;
		}
		text_release(&text);
	}
}

static void test_nul_bytes_and_appending(void **state)
{
	struct text text = TEXT_INIT;
	(void)state;
	text_append(&text, "before ");
	text_append_clean_bytes(&text, "a\0b", 3, CLEAN_LINES);
	assert_text_equal(&text, "before a\\x00b");
	/* The length counts, not what follows: the rest of the character must not be read. */
	text_append_clean_bytes(&text, "\xe2\x82\xac", 2, CLEAN_LINE);
	assert_text_equal(&text, "before a\\x00b\xef\xbf\xbd\xef\xbf\xbd");
	text_release(&text);
}

static size_t decode(const char *bytes, size_t length, uint32_t *code_point)
{
	*code_point = 0xabcd;
	return utf8_decode((const unsigned char *)bytes, length, code_point);
}

static void test_utf8_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t length, size;
		uint32_t code_point;
	} examples[] = {
		{"A", 1, 1, 'A'},
		{"\0", 1, 1, 0},
		{"\x7f", 1, 1, 0x7f},
		{"\xc2\x80", 2, 2, 0x80},
		{"\xdf\xbf", 2, 2, 0x7ff},
		{"\xe0\xa0\x80", 3, 3, 0x800},
		{"\xed\x9f\xbf", 3, 3, 0xd7ff},
		{"\xee\x80\x80", 3, 3, 0xe000},
		{"\xf0\x90\x80\x80zz", 6, 4, 0x10000},
		{"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
		/* not valid; the code point then stays as it was */
		{"", 0, 0, 0xabcd},
		{"\x80", 1, 0, 0xabcd},
		{"\xc2", 1, 0, 0xabcd},
		{"\xc1\xbf", 2, 0, 0xabcd},
		{"\xe0\x9f\xbf", 3, 0, 0xabcd},
		{"\xf0\x8f\xbf\xbf", 4, 0, 0xabcd},
		{"\xed\xa0\x80", 3, 0, 0xabcd},
		{"\xed\xbf\xbf", 3, 0, 0xabcd},
		{"\xf4\x90\x80\x80", 4, 0, 0xabcd},
		{"\xf5\x80\x80\x80", 4, 0, 0xabcd},
		{"\xe2\x82\xac", 2, 0, 0xabcd},
		{"\xe2\x28\xac", 3, 0, 0xabcd},
		{"\xff", 1, 0, 0xabcd},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
		uint32_t code_point;
		assert_int_equal(decode(examples[i].bytes, examples[i].length, &code_point),
			examples[i].size);
		assert_int_equal(code_point, examples[i].code_point);
	}
}

static void test_width(void **state)
{
	static const struct {
		const char *string;
		size_t width;
	} examples[] = {
		{"", 0},
		{"plain", 5},
		{"Jyväskylä", 9},
		{"e\xcc\x81", 1},                 /* combining acute */
		{"漢字", 4},
		{"한글", 4},
		{"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2}, /* one syllable in three Jamo */
		{"\xef\xbc\xa1", 2},              /* full-width A */
		{"\xef\xbd\xb1", 1},              /* half-width katakana */
		{"\xf0\x9f\x98\x80", 2},          /* an emoji */
		{"\xe2\x9d\xa4\xef\xb8\x8f", 1},  /* heart with a variation selector */
		{"\xd7\xa9\xd7\x81", 1},          /* Hebrew with a point */
		{"\xe0\xa4\x95\xe0\xa5\x8d", 1},  /* Devanagari with a virama */
		{"┌─┐│▁⣿→…●✓", 10},
		{"\xf0\xa0\x80\x80", 2},          /* the first of plane 2 */
		{"\xff\xfe", 2},                  /* drawn as two U+FFFD */
		{"\xef\xbf\xbd", 1},
		{"\xe3\x80\x80", 2},              /* ideographic space */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++)
		assert_int_equal(text_width(examples[i].string), examples[i].width);
}

static void check_json(const char *given, const char *wanted)
{
	json_t *json = json_string_clean(given);
	assert_non_null(json);
	assert_true(json_is_string(json));
	assert_string_equal(json_string_value(json), wanted);
	json_decref(json);
}

static void test_json_string(void **state)
{
	(void)state;
	check_json("", "");
	check_json("tab\t newline\n escape\x1b", "tab\t newline\n escape\x1b");
	check_json("漢\xe2\x80\xae", "漢\xe2\x80\xae");
	check_json("caf\xe9 \xed\xa0\x80", "caf\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	check_json("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
	check_json("\xef\xbf\xbe", "\xef\xbf\xbe"); /* a noncharacter is valid UTF-8 */
}

static void test_json_takes_any_byte(void **state)
{
	(void)state;
	for (int first = 1; first < 256; first++)
		for (int second = 1; second < 256; second++) {
			char bytes[] = {(char)first, (char)second, '\0'};
			json_t *json = json_string_clean(bytes);
			assert_non_null(json);
			json_decref(json);
		}
}

static void test_json_documents(void **state)
{
	(void)state;
	static const char strange[] = "a\x1b\x7f \xc2\x9b \xe2\x80\xae \xf3\xa0\x80\x81 \xe6\xbc\xa2\n";
	json_t *document = json_pack("{ss}", "key", strange), *again;
	struct text text = TEXT_INIT;

	text_append(&text, "> ");
	text_append_json(&text, document);
	assert_text_equal(&text,
		"> {\n  \"key\": \"a\\u001B\\u007F \\u009B \\u202E \\uDB40\\uDC01 \xe6\xbc\xa2\\n\"\n}");
	again = json_loads(text_string(&text) + 2, 0, NULL);
	assert_true(json_equal(again, document));
	json_decref(again);
	json_decref(document);
	text_release(&text);
}

/* Piece by piece it is the same as at once. */
static void test_pieces(void **state)
{
	static const char *const strings[] = {"plain", "\x1b[31m\t\n\x7f", ("\xe6\xbc\xa2" "e\xcc\x81"),
		"\xff\xc3(\xed\xa0\x80", "\xe2\x80\xae\xf3\xa0\x80\x81", "\xe6\xbc"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(strings); i++) {
		struct text whole = TEXT_INIT, pieces = TEXT_INIT;
		size_t length = strlen(strings[i]), width = 0;

		text_append_clean(&whole, strings[i], CLEAN_LINE);
		for (size_t at = 0; at < length;) {
			struct clean_piece piece;
			at += clean_next(strings[i] + at, length - at, &piece);
			assert_int_equal(strlen(piece.bytes), piece.length);
			text_append(&pieces, piece.bytes);
			width += piece.width;
		}
		assert_text_equal(&pieces, text_string(&whole));
		assert_int_equal(width, text_width(text_string(&whole)));
		assert_int_equal(width, clean_width(strings[i], length));
		text_release(&whole);
		text_release(&pieces);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printable_stays),
		cmocka_unit_test(test_controls_are_escaped),
		cmocka_unit_test(test_hidden_characters_are_escaped),
		cmocka_unit_test(test_bytes_that_are_not_utf8),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_any_bytes_become_clean),
		cmocka_unit_test(test_nul_bytes_and_appending),
		cmocka_unit_test(test_utf8_decode),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_json_string),
		cmocka_unit_test(test_json_takes_any_byte),
		cmocka_unit_test(test_json_documents),
		cmocka_unit_test(test_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

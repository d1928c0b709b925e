/* Lines that people type, as words. */

#include "testing.h"

#include "base/words.h"

static void split_to(const char *line, size_t count, const char *const *wanted)
{
	struct strings words = {0};

	assert_true(words_split(line, &words, NULL));
	assert_int_equal(words.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(words.items[i], wanted[i]);
	strings_release(&words);
}

#define WORDS(line, ...)                                                                           \
	split_to(line, sizeof(const char *[]){__VA_ARGS__} / sizeof(const char *),                 \
		(const char *const[]){__VA_ARGS__})

static void lines_become_words(void **state)
{
	(void)state;
	split_to("", 0, NULL);
	split_to(" \t\n", 0, NULL);
	WORDS("python train.py", "python", "train.py");
	WORDS("  a   b ", "a", "b");
	WORDS("'a b' c\"d e\"f", "a b", "cd ef");
	WORDS("a\\ b '\\' \"\\\"\\x\"", "a b", "\\", "\"\\x");
	WORDS("'' \"\"", "", "");
	WORDS("$HOME *.py #x", "$HOME", "*.py", "#x");
	WORDS("end\\", "end\\");
}

static void open_quotes_are_told(void **state)
{
	static const char *const bad[] = {"'", "a 'b", "\"a\\\"", "x\"'"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct strings words = {0};
		const char *why = NULL;
		assert_false(words_split(bad[i], &words, &why));
		assert_non_null(strstr(why, "not closed"));
		assert_int_equal(words.count, 0);
	}
}

static void what_is_written_is_read_back(void **state)
{
	unsigned seed = 4711;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct strings words = {0}, back = {0};
		struct text line = TEXT_INIT;
		for (int w = 0; w < 4; w++) {
			static const char letters[] = "ab '\"\\$`\t\n*#";
			char word[8] = "";
			size_t length = (seed = seed * 1103515245u + 12345u) >> 16 & 7u;
			for (size_t i = 0; i < length && i < 7; i++)
				word[i] = letters[((seed = seed * 1103515245u + 12345u) >> 16) %
						  (sizeof letters - 1)];
			strings_add(&words, word);
		}
		text_append_shell_words(&line, strings_argv(&words));
		assert_true(words_split(text_string(&line), &back, NULL));
		assert_int_equal(back.count, words.count);
		for (size_t i = 0; i < words.count; i++)
			assert_string_equal(back.items[i], words.items[i]);
		strings_release(&words);
		strings_release(&back);
		text_release(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_words),
		cmocka_unit_test(open_quotes_are_told),
		cmocka_unit_test(what_is_written_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

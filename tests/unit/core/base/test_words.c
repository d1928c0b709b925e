#include "testing.h"

#include "base/words.h"

#include <sys/wait.h>
#include <unistd.h>

static const char *const shells[] = {"bash", "sh"};

/* Appends what the shell prints when it runs the script; its exit code must be 0. */
static void run_shell(const char *shell, const char *script, struct text *out)
{
	int ends[2], status;
	char bytes[4096];
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execlp(shell, shell, "-c", script, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], bytes, sizeof bytes)) > 0)
		text_append_bytes(out, bytes, (size_t)got);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Every shell must give back the same words, byte for byte. */
static void check_round_trip(struct strings *words)
{
	struct text script = TEXT_INIT, wanted = TEXT_INIT;

	text_append(&script, "printf '%s\\0' ");
	text_append_shell_words(&script, strings_argv(words));
	vector_each (char *, word, words)
		text_append_bytes(&wanted, *word, strlen(*word) + 1);
	for (size_t i = 0; i < ARRAY_LENGTH(shells); i++) {
		struct text got = TEXT_INIT;
		run_shell(shells[i], text_string(&script), &got);
		assert_int_equal(got.length, wanted.length);
		assert_memory_equal(got.data, wanted.data, wanted.length);
		text_release(&got);
	}
	text_release(&script);
	text_release(&wanted);
}

static void test_nasty_words(void **state)
{
	static const char *const nasty[] = {
		"", "'", "''", "'''", "\"", "a'b\"c", "it's", "\\", "\\'", "a\\", "\n", "\n\n",
		"a\nb", "end\n", "\r\n", "\t", " ", "  a  b  ", "$HOME", "${HOME}", "$(id)",
		"`id`", "$'x'", "!", "!!", "a!b", "~", "~/x", "~root", "=", "=ls", "a=b", "a=~",
		"a=~/x", "x:~/y", "-n", "--", "-", "-e\\n", "%s", "%%", "*", "/*", "?", "[a-z]",
		"{a,b}", "{1..9}", "#", "#x", "a#b", ";", "a;b", "&", "&&", "|", "||", "<", ">",
		"2>&1", "(", ")", "((1))", "^", "<<EOF", "if", "then", "time", "@", "+(x)",
		"a,b:c/d@e%f", "\x1b[31m", "\xff\xfe", "caf\xe9", "caf\xc3\xa9", "\xe2\x80\xae",
		"\x80\x81\x82\x88",
	};
	struct strings words = {0};
	(void)state;

	for (size_t i = 0; i < ARRAY_LENGTH(nasty); i++)
		strings_add(&words, nasty[i]);
	check_round_trip(&words);
	strings_release(&words);
}

static void test_every_byte(void **state)
{
	struct strings words = {0};
	(void)state;

	for (int byte = 1; byte < 256; byte++) {
		char c = (char)byte;
		strings_add_length(&words, &c, 1);
		strings_add_format(&words, "%ca", c);
		strings_add_format(&words, "a%c", c);
		strings_add_format(&words, "a%cb", c);
		strings_add_format(&words, "%c%c", c, c);
		strings_add_format(&words, "'%c'", c);
	}
	check_round_trip(&words);
	strings_release(&words);
}

static void test_pairs_of_specials(void **state)
{
	static const char specials[] = "'\"\\$`!~=\n*?[{(<&|;# -";
	struct strings words = {0};
	(void)state;

	for (const char *a = specials; *a != '\0'; a++)
		for (const char *b = specials; *b != '\0'; b++)
			strings_add_format(&words, "%c%cx", *a, *b);
	check_round_trip(&words);
	strings_release(&words);
}

static void check_word(const char *word, const char *wanted)
{
	struct text text = TEXT_INIT;
	text_append_shell_word(&text, word);
	assert_text_equal(&text, wanted);
	assert_int_equal(shell_word_is_plain(word), string_equal(word, wanted));
	text_release(&text);
}

static void test_looks(void **state)
{
	(void)state;
	/* What a person would not quote stays readable. */
	check_word("srun", "srun");
	check_word("--cpu-bind=mask_cpu:0xfe,0xfe00", "--cpu-bind=mask_cpu:0xfe,0xfe00");
	check_word("/scratch/project_1/x.sif", "/scratch/project_1/x.sif");
	check_word("user@host:port%1+2", "user@host:port%1+2");
	check_word("", "''");
	check_word("=x", "'=x'");
	check_word("a b", "'a b'");
	check_word("it's", "'it'\\''s'");
	check_word("~", "'~'");
	check_word("$X", "'$X'");
	check_word("\xc3\xa9", "'\xc3\xa9'");
}

static void test_words_are_appended(void **state)
{
	char one[] = "echo", two[] = "", three[] = "a b";
	char *words[] = {one, two, three, NULL}, *none[] = {NULL};
	struct text text = TEXT_INIT;
	(void)state;

	text_append(&text, "> ");
	text_append_shell_words(&text, none);
	assert_text_equal(&text, "> ");
	text_append_shell_words(&text, words);
	assert_text_equal(&text, "> echo '' 'a b'");
	text_release(&text);
}

static void test_names(void **state)
{
	static const char *const good[] = {
		"A", "_", "a1", "_1", "LONG_name_2",
	};
	static const char *const bad[] = {
		"", "1", "1A", "A-B", "A B", "A=", "$A", "\xc3\xa9", "A\n",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_true(shell_name_is_valid(good[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(shell_name_is_valid(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nasty_words),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_pairs_of_specials),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_words_are_appended),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

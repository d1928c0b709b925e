/* The reader of shell scripts: what it makes of them, also of those that are none. */

#include "testing.h"

#include "core/check/shell_text.h"

struct expected {
	const char *script, *list;
};

static void check_all(const struct expected *cases, size_t count, bool troubled)
{
	for (size_t i = 0; i < count; i++) {
		struct text text = TEXT_INIT;
		struct shell shell;
		shell_read(cases[i].script, strlen(cases[i].script), &shell);
		append_list(&text, shell.list);
		if (!string_equal(text_string(&text), cases[i].list))
			print_error("script:\n%s\nis:\n%s\n", cases[i].script, text_string(&text));
		assert_string_equal(text_string(&text), cases[i].list);
		assert_int_equal(shell.troubles.count > 0, troubled);
		assert_false(shell.stopped);
		text_release(&text);
		shell_release(&shell);
	}
}
#define CHECK_ALL(cases, troubled) check_all((cases), ARRAY_LENGTH(cases), (troubled))

static void quotes(void **state)
{
	static const struct expected cases[] = {
		{"", ""},
		{"a b\tc", "a b c"},
		{"a 'b c' \"d e\"", "a 'b c' \"d e\""},
		{"a '' \"\"", "a '' \"\""},
		{"a\"b\"'c'd", "a\"b\"'c'd"},
		{"a \"x'y'z\" '\"'", "a \"x'y'z\" '\"'"},
		{"a b\\ c", "a b' 'c"},
		{"a b\\\nc", "a bc"},
		{"a \"b\\\nc\\\"d\\e\"", "a \"bc\"d\\e\""},
		{"a $'x\\ty\\x41'", "a 'x\ty?41'"},
		{"a $\"b\"", "a \"b\""},
		{"a \"$(b \"c $(d \"e\")\")\"", "a \"$(b \"c $(d \"e\")\")\""},
		{"a \"${x:-\"b c\"}\"", "a \"${x:-\"b c\"}\""},
		{"a `b \\`c\\``", "a $(b $(c))"},
		{"a \"`b \\\"c\\\"`\"", "a \"$(b \"c\")\""},
		{"a # 'b", "a"},
		{"a b#c", "a b#c"},
	};

	(void)state;
	CHECK_ALL(cases, false);
}

static void expansions(void **state)
{
	static const struct expected cases[] = {
		{"a $x${y}$1$@ $", "a ${x}${y}${1}${@} $"},
		{"a ${x:-y} ${x-} ${x:=a b}", "a ${x:-y} ${x-} ${x:=a b}"},
		{"a ${x#*.} ${x##*/} ${x%.c} ${x/a/b} ${x//a}", "a ${x#*.} ${x##*/} ${x%.c} ${x/a/b} ${x//a}"},
		{"a ${#x} ${!x} ${x[1]} ${x[@]:2}", "a ${xlength} ${xindirect} ${x[1]} ${x[@]:2}"},
		{"a ${x:-${y:-$(z)}}", "a ${x:-${y:-$(z)}}"},
		{"a $((1 + (2 * 3)))", "a $((1 + (2 * 3)))"},
		{"a $((mask << (ccd*8)))", "a $((mask << (ccd*8)))"},
		{"a $((b); c)", "a $(( b ); c)"},
		{"a $(( $(b) + ${c} ))", "a $(( $(b) + ${c} ))"},
		{"a <(b) >(c d)", "a <(b) <(c d)"},
		{"a --account=<project>", "a --account=?"},
	};

	(void)state;
	CHECK_ALL(cases, false);
}

static void assignments(void **state)
{
	static const struct expected cases[] = {
		{"a=1", "a=1"},
		{"a= b", "a= b"},
		{"a=1 b+=\"2\" c", "a=1 b+=\"2\" c"},
		{"a=(1 'b c'\n$d) e", "a=(1 'b c' ${d}) e"},
		{"a+=(x)", "a+=(x)"},
		{"a=()", "a=()"},
		{"a[i+1]=2", "a[i+1]=2"},
		{"a=b=c", "a=b=c"},
		{"b a=1", "b a=1"},
		{"1a=2", "1a=2"},
	};

	(void)state;
	CHECK_ALL(cases, false);
}

static void here_documents(void **state)
{
	static const struct expected cases[] = {
		{"a <<E\nb $c\nE\nd", "a 0<<{b ${c}\n}; d"},
		{"a <<'E'\nb $c\nE\n", "a 0<<'{b $c\n}"},
		{"a <<\\E\n`x`\nE\n", "a 0<<'{`x`\n}"},
		{"a <<-E\n\tb\n\t\tc\n\tE\nd", "a 0<<{b\nc\n}; d"},
		{"a <<E <<'F' && b <<G\n1\nE\n2\nF\n3\nG\nc", "a 0<<{1\n} 0<<'{2\n} && b 0<<{3\n}; c"},
		{"a <<E | b\nx\nE\n", "a 0<<{x\n} | b"},
		{"a <<E\n\"b\" 'c'\nE\n", "a 0<<{\"b\" 'c'\n}"},
		{"a <<E\r\nb\r\nE\r\nc", "a 0<<{b\r\n}; c"},
		{"a $(b <<E\nx\nE\n) c", "a $(b 0<<{x\n}) c"},
		{"a <<< \"b $c\"", "a 0<<<\"b ${c}\""},
		{"a <<E\nE\nb", "a 0<<{}; b"},
	};

	(void)state;
	CHECK_ALL(cases, false);
}

static void lists_and_blocks(void **state)
{
	static const struct expected cases[] = {
		{"a; b & c && d || ! e | f", "a; b &; c && d || ! e | f"},
		{"{ a; }; (b)", "{ a }; ( b )"},
		{"if a; then b; elif c; then d; else e; fi", "if a then b else if c then d else e fi fi"},
		{"while a; do b; done >c", "while a do b done 1>c"},
		{"for i in 1 $x; do a; done", "for i in 1 ${x} do a done"},
		{"for ((i=0; i<8; i++)); do a; done", "for (()) in i=0  i<8  i++ do a done"},
		{"case $a in b|c) d;; *) e; esac", "case ${a} in b c) d; *) e esac"},
		{"f() { a; }; function g { b; }", "f() { a }; g() { b }"},
		{"[[ a == b* && -n $c ]] && d", "[[ a == b* -n ${c} ]] && d"},
		{"((a = 1)); b", "(( a = 1 )); b"},
		{"a 2>&1 >>b <c &>d", "a 2>&1 1>>b 0<c 1>d"},
		{"a\r\nb \\\r\nc\r\n", "a; b c"},
		{"echo if then fi", "echo if then fi"},
	};

	(void)state;
	CHECK_ALL(cases, false);
}

static void what_does_not_fit(void **state)
{
	static const struct expected cases[] = {
		{"a 'b", "a 'b'"},
		{"a \"b", "a \"b\""},
		{"a \"b $(c", "a \"b $(c)\""},
		{"a $(b", "a $(b)"},
		{"a `b", "a $(b)"},
		{"a $((1 + ", "a $((1 + ))"},
		{"a ${b", "a ?"},
		{"a <<E\nb", "a 0<<{b..."},
		{"if a; then b", "if a then b else  fi"},
		{"{ a", "{ a }"},
		{"( a", "( a )"},
		{"case a in b) c", "case a in b) c esac"},
		{"a; done; b", "a; b"},
		{"a )\nb", "a; b"},
		{"; a", "a"},
		{"[[ a", "[[ a ]]"},
	};

	(void)state;
	CHECK_ALL(cases, true);
}

static void bytes_of_zero_are_not_there(void **state)
{
	static const char script[] = "a\0b 'c\0d' \"e\0f\"\0\n\0g";
	struct text text = TEXT_INIT;
	struct shell shell;

	(void)state;
	shell_read(script, sizeof script - 1, &shell);
	append_list(&text, shell.list);
	assert_string_equal(text_string(&text), "ab 'cd' \"ef\"; g");
	text_release(&text);
	shell_release(&shell);
}

static void places(void **state)
{
	static const char script[] = "a\n  b \\\n  'c d'\n\xc3\xa4\xc3\xb6 e\n";
	const struct shell_word *word;
	struct shell shell;
	int line, column;

	(void)state;
	shell_read(script, strlen(script), &shell);
	word = shell.list->next->words->next;
	shell_place(&shell, word->span.start, &line, &column);
	assert_int_equal(line, 3);
	assert_int_equal(column, 3);
	assert_int_equal(word->span.end - word->span.start, 5);
	shell_place(&shell, shell.list->next->next->words->next->span.start, &line, &column);
	assert_int_equal(line, 4);
	assert_int_equal(column, 4);
	shell_release(&shell);
}

/* Beyond the limits the reader stops and says so; it never takes the stack or hours. */
static void too_deep(void **state)
{
	static const char *const openings[] = {"$((", "$(", "\"$(", "${x:-", "(", "{ ", "if ", "`",
		"while ", "case x in x) ", "f() { ", "a=(", "<(", "[[ ", "((", "for x in $(", "!", "x[$("};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(openings); i++) {
		struct text text = TEXT_INIT;
		struct shell shell;
		for (int n = 0; n < 10000; n++)
			text_append(&text, openings[i]);
		shell_read(text_string(&text), text.length, &shell);
		assert_true(shell.stopped || shell.nodes < SHELL_NODE_LIMIT);
		shell_release(&shell);
		text_release(&text);
	}
}

static void ten_megabytes(void **state)
{
	static const char *const pieces[] = {"a 'b' \"$c\" ${d:-e} $((f + 1))\n", "x", "<<E\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
		struct text text = TEXT_INIT;
		struct shell shell;
		while (text.length < 10 << 20)
			text_append(&text, pieces[i]);
		shell_read(text_string(&text), text.length, &shell);
				assert_true(shell.stopped || shell.nodes < SHELL_NODE_LIMIT);
		shell_release(&shell);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes),
		cmocka_unit_test(expansions),
		cmocka_unit_test(assignments),
		cmocka_unit_test(here_documents),
		cmocka_unit_test(lists_and_blocks),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(bytes_of_zero_are_not_there),
		cmocka_unit_test(places),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(ten_megabytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

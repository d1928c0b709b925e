/* Comments that turn findings off. */

#include "testing.h"

#include "check/ignore.h"

static bool is_ignored(const char *text, size_t head, int line, const char *id)
{
	struct ignores ignores = {0};
	bool ignored;

	ignores_read(text, strlen(text), head, &ignores);
	ignored = ignores_has(&ignores, line, id);
	ignores_release(&ignores);
	return ignored;
}

static void lines_and_ids(void **state)
{
	static const struct {
		const char *text;
		size_t head;
		int line;
		const char *id;
		bool ignored;
	} cases[] = {
		{"a # berth: ignore", 0, 1, "S16", true},
		{"a # berth: ignore S16", 0, 1, "S16", true},
		{"a # berth: ignore S1", 0, 1, "S16", false},
		{"a # berth: ignore S160", 0, 1, "S16", false},
		{"a # berth: ignore S", 0, 1, "S16", true},
		{"a # berth: ignore B, G01,S16\r\nb", 0, 1, "S16", true},
		{"a # berth: ignore B G", 0, 1, "S16", false},
		{"a # berth: ignore\nb", 0, 2, "S16", false},
		{"  # berth: ignore\nb", 0, 2, "S16", true},
		{"# berth: ignore\n\nb", 0, 3, "S16", false},
		{"b\n# berth: ignore\n", 0, 1, "S16", false},
		{"# berth: ignore S16\n\nb", 20, 3, "S16", true},
		{"# berth: ignore S16\n\nb", 20, 3, "S17", false},
		{"a # berth: ignore\n\nb", 20, 3, "S16", false},
		{"a\nb # berth: ignore B\n# berth: ignore S\nc", 0, 4, "S16", true},
		{"# berth: ignore B\nb # berth: ignore S", 0, 2, "B01", true},
		{"", 0, 1, "S16", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		if (is_ignored(cases[i].text, cases[i].head, cases[i].line, cases[i].id) !=
			cases[i].ignored)
			fail_msg("case %zu: '%s'", i, cases[i].text);
}

static void more_than_anybody_writes(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	for (int i = 0; i < IGNORES_WHOLE_MAX; i++)
		text_append(&text, "# berth: ignore S16\n");
	text_append(&text, "# berth: ignore B\n");
	assert_true(is_ignored(text_string(&text), text.length, 500, "S16"));
	assert_false(is_ignored(text_string(&text), text.length, 500, "B01"));
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_ids),
		cmocka_unit_test(more_than_anybody_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

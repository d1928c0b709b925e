/* Templates: what each tag writes, which lines it takes with it, and every mistake with its place. */

#include "testing.h"

#include "base/template.h"

static const struct template_name names[] = {
	{.name = "name", .kind = TEMPLATE_TEXT, .help = "a text"},
	{.name = "empty", .kind = TEMPLATE_TEXT, .help = "an empty text"},
	{.name = "tasks", .kind = TEMPLATE_LIST, .help = "a list"},
	{.name = "rank", .kind = TEMPLATE_TEXT, .list = "tasks", .help = "of an item"},
	{.name = "nodes", .kind = TEMPLATE_LIST, .help = "another list"},
	{.name = "node", .kind = TEMPLATE_TEXT, .list = "nodes", .help = "of its items"},
	{.name = "cpus", .kind = TEMPLATE_TEXT, .list = "tasks", .help = "of an item"},
	{.name = "none", .kind = TEMPLATE_LIST, .help = "an empty list"},
	{.name = "q", .kind = TEMPLATE_TEXT, .help = "a name like the word for quotes"},
	{.name = NULL},
};
static const char *const tasks[] = {"0", "1-7", "1", "9-15"};
static const char *const nodes[] = {"a", "b", "c"};
static const struct template_value values[] = {
	{.text = "it's $HOME"},
	{.text = NULL},
	{.fields = tasks, .count = 2},
	{0},
	{.fields = nodes, .count = 3},
	{0},
	{0},
	{.fields = NULL, .count = 0},
	{.text = "queue"},
};

static bool render(const char *template, size_t length, struct text *out, struct diags *diags)
{
	return template_render("my.template", template, length, names, values, out, diags);
}

static void assert_renders(const char *template, const char *wanted)
{
	struct text out = TEXT_INIT;
	struct diags diags = {0};

	text_append(&out, "|");
	assert_true(render(template, strlen(template), &out, &diags));
	assert_no_diags(&diags);
	assert_string_equal(text_string(&out) + 1, wanted);
	text_release(&out);
	diags_release(&diags);
}

static void test_tags(void **state)
{
	static const struct {
		const char *template, *wanted;
	} cases[] = {
		{"", ""},
		{"no tag\n", "no tag\n"},
		{"{ {name} }} }{", "{ {name} }} }{"},
		{"<{{name}}>", "<it's $HOME>"},
		{"<{{ name }}\t{{name }}>", "<it's $HOME\tit's $HOME>"},
		{"{{q name}} {{q  empty}}", "'it'\\''s $HOME' ''"},
		{"{{q}} {{q q}}", "queue queue"},
		{"{{#name}}yes{{/name}}{{#empty}}no{{/empty}}", "yes"},
		{"{{^name}}no{{/name}}{{^empty}}yes{{/empty}}", "yes"},
		{"{{# name }}yes{{/ name }}", "yes"},
		{"{{#tasks}}{{rank}}:{{q cpus}} {{/tasks}}", "0:1-7 1:9-15 "},
		{"{{#none}}no{{/none}}{{^none}}yes{{/none}}{{^tasks}}no{{/tasks}}", "yes"},
		{"{{#tasks}}{{#nodes}}{{node}}{{rank}} {{/nodes}}{{/tasks}}", "a0 b0 c0 a1 b1 c1 "},
		{"{{#tasks}}{{#name}}{{#rank}}x{{/rank}}{{/name}}{{/tasks}}", "xx"},
		{"{{#name}}{{#name}}{{/name}}twice{{/name}}", "twice"},
		{"a{{! a comment }}b{{!}}c{{!\nover lines\n}}d", "abcd"},
		{"{{! {{ }}x", "x"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_renders(cases[i].template, cases[i].wanted);
}

static void test_lines(void **state)
{
	static const struct {
		const char *template, *wanted;
	} cases[] = {
		/* Sections and comments alone on their lines leave no trace of these. */
		{"a\n{{#name}}\nb\n{{/name}}\nc\n", "a\nb\nc\n"},
		{"a\n  {{#empty}}\t\nb\n {{/empty}} \nc\n", "a\nc\n"},
		{"{{#name}}\nb\n{{/name}}", "b\n"},
		{"a\n{{! note }}\nb\n{{! two\nlines }}\nc", "a\nb\nc"},
		{"{{#tasks}}\n- {{rank}}\n{{/tasks}}\nend", "- 0\n- 1\nend"},
		{"a {{#name}}\nb{{/name}}\n", "a \nb\n"},
		/* A value that is alone and empty takes its line, in quotes it does not. */
		{"a\n{{empty}}\nb\n", "a\nb\n"},
		{"{{empty}}\nb\n", "b\n"},
		{"{{empty}}\n{{empty}}\nb\n{{empty}}", "b\n"},
		{"a\n {{empty}}\nb\n", "a\n \nb\n"},
		{"a\n{{q empty}}\nb\n", "a\n''\nb\n"},
		{"a\n{{empty}}{{empty}}\nb\n", "a\n\nb\n"},
		{"a\n{{name}}\nb\n", "a\nit's $HOME\nb\n"},
		{"\n{{empty}}\n\n", "\n\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_renders(cases[i].template, cases[i].wanted);
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *template, *id;
		int line, column;
	} cases[] = {
		{"a\nb {{name", "J01", 2, 3},
		{"{{name}", "J01", 1, 1},
		{"x{{}}", "J01", 1, 2},
		{"{{> partial}}", "J01", 1, 1},
		{"{{{name}}}", "J01", 1, 1},
		{"{{&name}}", "J01", 1, 1},
		{"{{=<% %>=}}", "J01", 1, 1},
		{"{{name name}}", "J01", 1, 1},
		{"{{Name}}", "J01", 1, 1},
		{"{{q}}{{q q q}}", "J01", 1, 6},
		{"{{#}}", "J01", 1, 1},
		{"{{#name}}", "J01", 1, 10},
		{"a\n{{/name}}", "J01", 2, 1},
		{"{{#name}}{{/empty}}{{/name}}", "J01", 1, 10},
		{"{{tasks}}", "J01", 1, 1},
		{"{{q tasks}}", "J01", 1, 1},
		{"{{#tasks}}{{#tasks}}{{/tasks}}", "J01", 1, 11},
		{"{{nmae}}", "J02", 1, 1},
		{"gr\xc3\xb6\xc3\x9f" "er {{nmae}}", "J02", 1, 8},
		{"{{#empty}}{{nmae}}{{/empty}}", "J02", 1, 11},
		{"{{#none}}{{nmae}}{{/none}}", "J02", 1, 10},
		{"{{#nmae}}{{name}}", "J02", 1, 1},
		{"{{rank}}", "J02", 1, 1},
		{"{{^tasks}}{{rank}}{{/tasks}}", "J02", 1, 11},
		{"{{#nodes}}{{rank}}{{/nodes}}", "J02", 1, 11},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text out = TEXT_INIT;
		struct diags diags = {0}, again = {0};
		size_t length = strlen(cases[i].template);

		text_append(&out, "as before");
		assert_false(render(cases[i].template, length, &out, &diags));
		assert_text_equal(&out, "as before");
		assert_true(diags.count >= 1);
		assert_string_equal(diags.items[0].id, cases[i].id);
		assert_string_equal(diags.items[0].file, "my.template");
		assert_int_equal(diags.items[0].line, cases[i].line);
		assert_int_equal(diags.items[0].column, cases[i].column);
		assert_false(template_check(NULL, cases[i].template, length, names, &again));
		assert_int_equal(again.count, diags.count);
		diags_release(&diags);
		diags_release(&again);
		text_release(&out);
	}
}

/* All of a template's mistakes are told in one run, and hints name what was meant. */
static void test_several_mistakes(void **state)
{
	static const char template[] = "{{nmae}}\n{{emtpy}}\n{{#tasks}}{{#nothing_like_it}}";
	struct diags diags = {0};

	(void)state;
	assert_false(template_check("t", template, strlen(template), names, &diags));
	assert_int_equal(diags.count, 3);
	assert_string_equal(diags.items[0].hint, "did you mean 'name'?");
	assert_string_equal(diags.items[1].hint, "did you mean 'empty'?");
	assert_non_null(strstr(diags.items[2].hint, "template values"));
	diags_release(&diags);
}

static void append_times(struct text *text, const char *string, size_t times)
{
	text_append_repeated(text, string, times);
}

static void assert_too_much(const struct text *template)
{
	struct text out = TEXT_INIT;
	struct diags diags = {0};

	assert_false(render(text_string(template), template->length, &out, &diags));
	assert_non_null(find_diag(&diags, "J03"));
	assert_int_equal(out.length, 0);
	assert_true(diags.count <= 110);
	diags_release(&diags);
	text_release(&out);
}

static void test_bounds(void **state)
{
	struct text template = TEXT_INIT;

	(void)state;
	append_times(&template, "{{#name}}", TEMPLATE_DEPTH_LIMIT);
	append_times(&template, "{{/name}}", TEMPLATE_DEPTH_LIMIT);
	assert_renders(text_string(&template), "");
	text_truncate(&template, 0);
	append_times(&template, "{{#name}}", TEMPLATE_DEPTH_LIMIT + 1);
	append_times(&template, "{{/name}}", TEMPLATE_DEPTH_LIMIT + 1);
	assert_too_much(&template);
	text_truncate(&template, 0);
	append_times(&template, "x", TEMPLATE_SIZE_LIMIT + 1);
	assert_too_much(&template);
	text_truncate(&template, 0);
	append_times(&template, "{{#name}}", 28000); /* far deeper, within the size */
	assert_too_much(&template);
	text_release(&template);
}

/* A small template may not write without end. */
static void test_output_is_bounded(void **state)
{
	static char *many[3000];
	static struct template_value large[ARRAY_LENGTH(names)];
	static char word[4096];
	struct text template = TEXT_INIT, out = TEXT_INIT;
	struct diags diags = {0};

	(void)state;
	memset(word, 'x', sizeof word - 1);
	memcpy(large, values, sizeof values);
	for (size_t i = 0; i < ARRAY_LENGTH(many); i++)
		many[i] = word;
	large[2] = (struct template_value){.fields = (const char *const *)many, .count = 1500};
	large[4] = (struct template_value){.fields = (const char *const *)many, .count = 3000};
	text_append(&template, "{{#tasks}}{{#nodes}}{{node}}{{/nodes}}{{/tasks}}");
	assert_false(template_render("t", text_string(&template), template.length, names, large,
		&out, &diags));
	assert_only_diag(&diags, "J03");
	diags_release(&diags);
	/* Nothing is written here, but it would take long. */
	text_truncate(&template, 0);
	text_append(&template, "{{#tasks}}{{#nodes}}{{empty}}{{/nodes}}{{/tasks}}");
	assert_false(template_render("t", text_string(&template), template.length, names, large,
		&out, &diags));
	assert_only_diag(&diags, "J03");
	assert_int_equal(out.length, 0);
	diags_release(&diags);
	text_release(&template);
	text_release(&out);
}

static void test_nul(void **state)
{
	struct text out = TEXT_INIT;
	struct diags diags = {0};

	(void)state;
	assert_false(render("a\n\0b", 4, &out, &diags));
	assert_only_diag(&diags, "J01");
	assert_int_equal(diags.items[0].line, 2);
	diags_release(&diags);
	text_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_several_mistakes),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_output_is_bounded),
		cmocka_unit_test(test_nul),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

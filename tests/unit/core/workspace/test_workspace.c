/* Reading berth.yaml: what is in it, and every mistake with its place. */

#include "testing.h"

#include "workspace/shape.h"

static struct workspace workspace;
static struct diags diags;

static int release(void **state)
{
	(void)state;
	workspace_release(&workspace);
	workspace = (struct workspace){0};
	diags_release(&diags);
	return 0;
}

static bool read_text(const char *text)
{
	workspace_release(&workspace);
	return workspace_read_text("/x/berth.yaml", text, strlen(text), &workspace, &diags);
}

static const struct yaml_strings *job(const char *name)
{
	for (size_t i = 0; job_wish_fields[i].name != NULL; i++)
		if (string_equal(job_wish_fields[i].name, name))
			return &workspace.job[i];
	fail_msg("no wish '%s'", name);
	return NULL;
}

static void assert_job(const char *name, const char *value)
{
	assert_int_equal(job(name)->count, 1);
	assert_string_equal(job(name)->items[0], value);
}

static void an_empty_file_says_nothing(void **state)
{
	(void)state;
	assert_true(read_text(""));
	assert_true(read_text("# nothing\n"));
	assert_true(read_text("image:\njob:\nenvironment:\nbinds:\n"));
	assert_no_diags(&diags);
	assert_null(workspace.image);
	assert_int_equal(workspace.command.count, 0);
	assert_null(workspace.pin.query);
	for (size_t i = 0; job_wish_fields[i].name != NULL; i++)
		assert_int_equal(workspace.job[i].count, 0);
}

static void values_are_those_of_a_command_line(void **state)
{
	(void)state;
	assert_true(read_text("job:\n"
			      "  account: project_465000001\n"
			      "  nodes: 0x10\n"
			      "  time: 90\n"
			      "  mem: 60000\n"
			      "  exclusive: true\n"
			      "  both-threads: false\n"
			      "  launcher: torchrun\n"
			      "  order: [4, 5, 2]\n"
			      "  cores: 7\n"));
	assert_no_diags(&diags);
	assert_job("account", "project_465000001");
	assert_job("nodes", "16");
	assert_job("time", "01:30:00");
	assert_job("mem", "60000M");
	assert_job("exclusive", "true");
	assert_int_equal(job("both-threads")->count, 0);
	assert_job("launcher", "torchrun");
	assert_job("order", "4,5,2");
	assert_job("cores", "7");
}

static void sections_have_short_forms(void **state)
{
	(void)state;
	assert_true(read_text("image: {query: q, roots: [a, /b]}\n"
			      "environment: {A: 1, B: {value: x y}, C: \"\"}\n"
			      "binds: {presets: cray, extra: [/a, '/b:/c']}\n"
			      "build: {anything: [1]}\nvnc: no\n"
			      "job: {command: python  train.py -x}\n"));
	assert_no_diags(&diags);
	assert_string_equal(workspace.image, "q");
	assert_string_equal(workspace.root_paths.items[1], "/b");
	assert_true(string_ends(workspace.root_paths.items[0], "x/a"));
	assert_int_equal(workspace.environment.count, 3);
	assert_int_equal(workspace.presets.count, 1);
	assert_int_equal(workspace.specs.count, 2);
	assert_true(workspace.has_build && workspace.has_vnc);
	assert_int_equal(workspace.command.count, 3);
	assert_string_equal(workspace.command.items[2], "-x");
}

struct mistake {
	const char *id;
	int line, column;
};

static void assert_mistakes(const char *text, const struct mistake *mistakes, size_t count)
{
	diags_release(&diags);
	assert_false(read_text(text));
	assert_int_equal(diags.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(diags.items[i].id, mistakes[i].id);
		assert_string_equal(diags.items[i].file, "/x/berth.yaml");
		assert_int_equal(diags.items[i].line, mistakes[i].line);
		assert_int_equal(diags.items[i].column, mistakes[i].column);
	}
}

static void all_mistakes_are_told_in_one_run(void **state)
{
	(void)state;
	assert_mistakes("format: 2\n"
			"imge: x\n"
			"job:\n"
			"  nodes: many\n"
			"  nodes: 4\n"
			"  time: soon\n"
			"  mem: [1]\n"
			"  launcher: rank\n"
			"  exclusive: yes\n"
			"  cores: 0\n"
			"  env: [A=1]\n"
			"environment: [A=1]\n"
			"binds: {extra: {a: b}}\n"
			"lock: {query: q}\n",
		(const struct mistake[]){{"F05", 1, 9}, {"F02", 2, 1}, {"F04", 4, 10},
			{"F03", 5, 3}, {"F04", 6, 9}, {"F04", 7, 8}, {"F04", 8, 13},
			{"F04", 9, 14}, {"F05", 10, 10}, {"F02", 11, 3}, {"F04", 12, 14},
			{"F04", 13, 16}, {"F06", 14, 1}, {"F06", 14, 1}},
		14);
	assert_mistakes("environment:\n  A-B: 1\n  2: x\njob:\n  command: python 'a b'\n",
		(const struct mistake[]){{"W11", 5, 12}, {"W12", 2, 3}, {"W12", 3, 3}}, 3);
	assert_mistakes("environment:\n  A: 1\n  B:\n  C: ~\n",
		(const struct mistake[]){{"W14", 3, 3}, {"W14", 4, 3}}, 2);
	assert_mistakes("job: [\n", (const struct mistake[]){{"F01", 2, 1}}, 1);
	assert_mistakes("a\x01: b\n", (const struct mistake[]){{"F01", 1, 2}}, 1);
}

static void commands_are_split_at_blanks_alone(void **state)
{
	static const char *const unclear[] = {"python '$x'", "a | b", "a && b", "a > b", "a; b",
		"python *.py", "ls ~", "a\\ b"};

	(void)state;
	assert_true(read_text("job: {command: python}\n"));
	assert_int_equal(workspace.command.count, 1);
	assert_true(read_text("job: {command: [bash, -c, 'a && b']}\n"));
	assert_int_equal(workspace.command.count, 3);
	for (size_t i = 0; i < ARRAY_LENGTH(unclear); i++) {
		char *text = xasprintf("job:\n  command: %s\n", unclear[i]);
		diags_release(&diags);
		assert_false(read_text(text));
		assert_only_diag(&diags, "W11");
		free(text);
	}
}

/* `values` are separated by '|'. */
static void assert_set(
	const char *before, const char *key, const char *values, bool add, const char *after)
{
	struct text out = TEXT_INIT;
	struct strings list = {0};

	strings_split(&list, values, '|');

	diags_release(&diags);
	assert_true(read_text(before));
	assert_true(workspace_set(
		&workspace, key, list.items, list.count, add, &out, &diags));
	assert_no_diags(&diags);
	assert_text_equal(&out, after);
	text_release(&out);
	strings_release(&list);
}

static void keys_are_set(void **state)
{
	(void)state;
	assert_set("", "job.nodes", "1", false, "job:\n  nodes: 1\n");
	assert_set("job: {nodes: 4} # c\n", "job.nodes", "1", false, "job: {nodes: 1} # c\n");
	assert_set("image: {query: q}\n", "image", "1", false, "image: {query: 1}\n");
	assert_set("environment:\n  X: {value: 2}\n", "environment.X", "1", false,
		"environment:\n  X: {value: 1}\n");
	assert_set("environment:\n  Y: 2\n", "environment.X", "1", false,
		"environment:\n  Y: 2\n  X: 1\n");
	assert_set("", "job.command", "a|b c", false, "job:\n  command: [a, b c]\n");
	assert_set("binds:\n  extra:\n    - x # c\n", "binds.extra", "a|b c", true,
		"binds:\n  extra:\n    - x # c\n    - a\n    - b c\n");
	assert_set("binds:\n  extra: x\n", "binds.extra", "1", true,
		"binds:\n  extra: [x, 1]\n");
	assert_set("job: {order: '4,5'}\n", "job.order", "1", false, "job: {order: [1]}\n");
}

static void assert_not_set(
	const char *before, const char *key, const char *values, bool add, const char *id)
{
	struct text out = TEXT_INIT;
	struct strings list = {0};

	strings_split(&list, values, '|');

	diags_release(&diags);
	(void)!read_text(before);
	diags_release(&diags);
	assert_false(workspace_set(
		&workspace, key, list.items, list.count, add, &out, &diags));
	assert_non_null(find_diag(&diags, id));
	assert_text_equal(&out, "");
	text_release(&out);
	strings_release(&list);
}

static void what_would_be_a_mistake_is_not_set(void **state)
{
	(void)state;
	assert_not_set("", "job.nodes", "many", false, "F04");
	assert_not_set("", "job.nods", "many", false, "F02");
	assert_not_set("", "job.account", "a|b c", false, "U07");
	assert_not_set("", "job.account", "many", true, "U07");
	assert_not_set("", "environment.A-B", "many", false, "W12");
	assert_not_set("", "job.command", "a ; b", false, "W11");
	assert_not_set("", "build.x", "many", false, "W13");
	assert_not_set("job: text\n", "job.account", "many", false, "F04");
	assert_not_set("job: {nodes: x}\n", "job.account", "many", false, "F04");
	assert_not_set("a: [\n", "job.account", "many", false, "F01");
	assert_not_set("job: &j {nodes: 1}\nbuild: *j\n", "job.nodes", "2", false,
		"F08");
}

static void keys_and_items_are_taken_out(void **state)
{
	static const char file[] =
		"job:\n  nodes: 4 # c\n  time: 30\nbinds: {extra: [a, b, c]}\n";
	struct strings items = {0}, all = {0}, none = {0};
	struct text out = TEXT_INIT;

	(void)state;
	strings_split(&items, "a|c", '|');
	strings_split(&all, "a|b|c", '|');
	strings_split(&none, "z", '|');
	assert_true(read_text(file));
	assert_true(workspace_unset(&workspace, "job.nodes", NULL, 0, &out, &diags));
	assert_text_equal(&out, "job:\n  time: 30\nbinds: {extra: [a, b, c]}\n");
	text_release(&out);
	assert_true(workspace_unset(&workspace, "binds.extra", items.items, 2, &out, &diags));
	assert_text_equal(&out, "job:\n  nodes: 4 # c\n  time: 30\nbinds: {extra: [b]}\n");
	text_release(&out);
	assert_true(workspace_unset(&workspace, "binds.extra", all.items, 3, &out, &diags));
	assert_text_equal(&out, "job:\n  nodes: 4 # c\n  time: 30\nbinds: {}\n");
	text_release(&out);
	assert_no_diags(&diags);
	assert_false(workspace_unset(&workspace, "binds.extra", none.items, 1, &out, &diags));
	assert_false(workspace_unset(&workspace, "job.account", NULL, 0, &out, &diags));
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0].id, "F08");
	assert_string_equal(diags.items[1].id, "F08");
	assert_text_equal(&out, "");
	text_release(&out);
	strings_release(&items);
	strings_release(&all);
	strings_release(&none);
}

static void the_template_is_a_file(void **state)
{
	(void)state;
	assert_true(read_text(workspace_template));
	assert_no_diags(&diags);
	assert_int_equal(workspace.format, 1);
	for (const char *line = workspace_template, *end; (end = strchr(line, '\n')) != NULL;
		line = end + 1)
		assert_true(end - line <= 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_empty_file_says_nothing, release),
		cmocka_unit_test_teardown(values_are_those_of_a_command_line, release),
		cmocka_unit_test_teardown(sections_have_short_forms, release),
		cmocka_unit_test_teardown(all_mistakes_are_told_in_one_run, release),
		cmocka_unit_test_teardown(commands_are_split_at_blanks_alone, release),
		cmocka_unit_test_teardown(keys_are_set, release),
		cmocka_unit_test_teardown(what_would_be_a_mistake_is_not_set, release),
		cmocka_unit_test_teardown(keys_and_items_are_taken_out, release),
		cmocka_unit_test_teardown(the_template_is_a_file, release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"
#include "tui/config.h"

static bool read_config(const char *text, struct config *config, struct diags *diags)
{
	return config_read("config.yaml", text, strlen(text), config, diags);
}

static void test_all(void **state)
{
	struct config config = {0};
	struct diags diags = {0};
	const struct custom_command *command;

	(void)state;
	assert_true(read_config(
		"theme: dark\nascii: true\nmouse: true\nread-only: true\n"
		"keys: {help: f2 ctrl-h, quit: ''}\n"
		"commands: {a: 'echo x', b: {run: '!top', keys: ctrl-t, views: [jobs]}}\n",
		&config, &diags));
	assert_string_equal(config.theme, "dark");
	assert_true(config.ascii && config.mouse && config.read_only);
	assert_string_equal(config_keys(&config, "help", "?"), "f2 ctrl-h");
	assert_string_equal(config_keys(&config, "quit", "q"), "");
	assert_string_equal(config_keys(&config, "other", "x"), "x");
	assert_int_equal(config.commands.count, 2);
	command = config.commands.items;
	assert_string_equal(command[0].run, "echo x");
	assert_string_equal(command[1].views.items[0], "jobs");
	config_release(&config);
}

static void expect_mistake(const char *text, const char *id, int line)
{
	struct config config = {0};
	struct diags diags = {0};

	assert_false(read_config(text, &config, &diags));
	assert_string_equal(diags.items[0].id, id);
	assert_int_equal(diags.items[0].line, line);
	assert_null(config.arena.blocks);
	diags_release(&diags);
}

static void test_mistakes(void **state)
{
	(void)state;
	expect_mistake("theme: dark\ncolour: red\n", "F02", 2);
	expect_mistake("\nmouse: maybe\n", "F04", 2);
	expect_mistake("keys:\n  help: hyper-x\n", "D05", 2);
	expect_mistake("commands:\n  a: {run: '! '}\n", "D06", 2);
	expect_mistake("commands:\n  a: {keys: x}\n", "F06", 2);
	expect_mistake("commands:\n  a: {run: x, keys: xx}\n", "D05", 2);
	expect_mistake("theme: [", "F01", 2);
}

static const char *subject(void *context, const char *name)
{
	(void)context;
	return string_equal(name, "image") ? "/x/it's $(rm).sif" : NULL;
}

static void test_expansion(void **state)
{
	struct text text = TEXT_INIT;
	char *missing = NULL;

	(void)state;
	assert_true(config_expand("ls %{image} %{open 100%", subject, NULL, &text, &missing));
	assert_string_equal(text_string(&text), "ls '/x/it'\\''s $(rm).sif' %{open 100%");
	text_truncate(&text, 0);
	assert_false(config_expand("ls %{job}", subject, NULL, &text, &missing));
	assert_string_equal(missing, "job");
	free(missing);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_expansion),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

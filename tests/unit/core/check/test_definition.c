/* Definition files of Singularity, as they are read. */

#include "testing.h"

#include "check/definition.h"

static struct definition definition;

static int release(void **state)
{
	(void)state;
	definition_release(&definition);
	definition = (struct definition){0};
	return 0;
}

static void read_text(const char *text)
{
	definition_release(&definition);
	definition_read("f", text, strlen(text), &definition);
}

static const struct definition_stage *stage(size_t index)
{
	assert_true(index < definition.stages.count);
	return &definition.stages.items[index];
}

static void headers_and_sections(void **state)
{
	const struct definition_section *post;
	const char text[] = "# a comment\n\nBootstrap: docker # why\nFROM:  ubuntu:24.04\r\n\n"
			    "%post -c /bin/bash\n  echo 100%\n\n   %labels\nA b\n";

	(void)state;
	read_text(text);
	assert_int_equal(definition.troubles.count, 0);
	assert_int_equal(definition.stages.count, 1);
	assert_string_equal(definition_header(stage(0), "bootstrap")->value, "docker");
	assert_string_equal(definition_header(stage(0), "from")->value, "ubuntu:24.04");
	assert_null(definition_header(stage(0), "stage"));
	post = definition_section(stage(0), "post");
	assert_string_equal(post->arguments, "-c /bin/bash");
	assert_int_equal(post->place.line, 6);
	assert_int_equal(post->end - post->start, strlen("  echo 100%\n\n"));
	assert_memory_equal(text + post->start, "  echo 100%", 11);
	assert_int_equal(definition_section(stage(0), "labels")->place.column, 4);
	assert_null(definition_section(stage(0), "files"));
}

static void stages_and_files(void **state)
{
	(void)state;
	read_text("Bootstrap: docker\nFrom: a\nStage: one\n%files\n a /b\n # c\n \"d e\" /f\n\n"
		  "bootstrap: docker\nFrom: b\n%files from one\n/x\n%files\ng {{ H }}/i\n");
	assert_int_equal(definition.troubles.count, 0);
	assert_int_equal(definition.stages.count, 2);
	assert_int_equal(stage(1)->place.line, 9);
	assert_int_equal(stage(0)->files.count, 2);
	assert_string_equal(stage(0)->files.items[1].source, "d e");
	assert_string_equal(stage(0)->files.items[1].destination, "/f");
	assert_null(stage(0)->files.items[0].stage);
	assert_int_equal(stage(1)->files.count, 2);
	assert_string_equal(stage(1)->files.items[0].stage, "one");
	assert_string_equal(stage(1)->files.items[0].destination, "");
	assert_string_equal(stage(1)->files.items[1].destination, "{{ H }}/i");
}

static void variables(void **state)
{
	(void)state;
	read_text("Bootstrap: docker\nFrom: a:{{ VERSION }}\n# {{ NOT }}\n%arguments\n"
		  "VERSION=1\n  OTHER=2\nno line\n%post\necho {{X}}{{ Y }} {{ Z\n");
	assert_int_equal(definition.defaults.count, 2);
	assert_string_equal(definition.defaults.items[1].name, "OTHER");
	assert_int_equal(definition.uses.count, 3);
	assert_string_equal(definition.uses.items[0].name, "VERSION");
	assert_int_equal(definition.uses.items[0].place.column, 12);
	assert_string_equal(definition.uses.items[2].name, "Y");
}

static void troubles(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		int line;
	} cases[] = {
		{"", 1, 0},
		{"# only\n", 1, 0},
		{"%post\ntrue\n", 1, 1},
		{"Bootstrap: docker\nForm: x\n", 1, 2},
		{"Bootstrap: docker\nno colon\n", 1, 2},
		{"Bootstrap: docker\n%psot\n", 1, 2},
		{"Bootstrap: docker\n%\n", 1, 2},
		{"Bootstrap: docker\nOtherURL1: x\nInclude: a \\\n  b c\n", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		read_text(cases[i].text);
		if (definition.troubles.count != cases[i].count)
			fail_msg("%zu troubles in:\n%s", definition.troubles.count, cases[i].text);
		if (cases[i].count > 0)
			assert_int_equal(definition.troubles.items[0].place.line, cases[i].line);
	}
}

static void a_section_alone(void **state)
{
	struct text text = TEXT_INIT;

	(void)state;
	read_text("Bootstrap: x\n%post\n ab\n%test\ncd");
	definition_append_alone(
		&definition, definition_section(stage(0), "post"), &text);
	assert_text_equal(&text, "            \n     \n ab\n     \n  ");
	text_release(&text);
}

static void guesses(void **state)
{
	(void)state;
	assert_true(definition_guess("# x\n\nBootStrap: docker\n", 22));
	assert_true(definition_guess("%post\n", 6));
	assert_true(definition_guess("From: x\n", 8));
	assert_false(definition_guess("numpy\n", 6));
	assert_false(definition_guess("", 0));
	assert_false(definition_guess("name: x\n", 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(headers_and_sections, release),
		cmocka_unit_test_teardown(stages_and_files, release),
		cmocka_unit_test_teardown(variables, release),
		cmocka_unit_test_teardown(troubles, release),
		cmocka_unit_test_teardown(a_section_alone, release),
		cmocka_unit_test_teardown(guesses, release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

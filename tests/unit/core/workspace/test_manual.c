/* berth.yaml(5) describes every key and every word of the tables, and its example works. */

#include "testing.h"

#include "base/files.h"
#include "workspace/shape.h"

static const char page[] = FIXTURES "/../../docs/man/berth.yaml.5.scd";

static struct text manual;

static int read_manual(void **state)
{
	struct diags diags = {0};
	bool good = file_read(page, YAML_SIZE_LIMIT, &manual, &diags);

	(void)state;
	diags_release(&diags);
	return good ? 0 : -1;
}

static int release_manual(void **state)
{
	(void)state;
	text_release(&manual);
	return 0;
}

/* Keys are set as "*key*", the words of a choice likewise. */
static bool is_described(const char *word)
{
	char *marked = xasprintf("*%s*", word);
	bool found = strstr(text_string(&manual), marked) != NULL;

	free(marked);
	return found;
}

static size_t check_shape(const struct yaml_shape *shape)
{
	size_t count = 0;

	for (const struct yaml_field *field = shape->fields; field->key != NULL; field++) {
		count++;
		if (!is_described(field->key))
			fail_msg("%s: the key '%s' is not in %s", shape->what, field->key, page);
		for (size_t i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
			if (!is_described(field->choices[i]))
				fail_msg("%s.%s: the word '%s' is not in %s", shape->what,
					field->key, field->choices[i], page);
		if (field->shape != NULL)
			count += check_shape(field->shape);
	}
	return count;
}

static void all_keys_are_described(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_true(check_shape(workspace_shape(&arena)) > 30);
	assert_false(is_described("no-such-key"));
	arena_release(&arena);
}

/* Every wish of the job has a key, here or in a section of its own. */
static void all_wishes_have_a_key(void **state)
{
	struct arena arena = {0};
	const struct yaml_shape *shape = workspace_shape(&arena);

	(void)state;
	for (size_t i = 0; job_wish_fields[i].name != NULL; i++) {
		char *key = xasprintf("job.%s", job_wish_fields[i].name);
		bool found = workspace_field(shape, key) != NULL;
		assert_true(found != workspace_wish_is_elsewhere(&job_wish_fields[i]));
		free(key);
	}
	arena_release(&arena);
}

/* The first literal block is a whole file. */
static void the_example_is_read(void **state)
{
	const char *start = strstr(text_string(&manual), "\n```\n"), *end;
	struct workspace workspace;
	struct diags diags = {0};

	(void)state;
	assert_non_null(start);
	start += strlen("\n```\n");
	end = strstr(start, "\n```");
	assert_non_null(end);
	assert_true(workspace_read_text(
		"berth.yaml", start, (size_t)(end - start) + 1, &workspace, &diags));
	assert_no_diags(&diags);
	assert_string_equal(workspace.image, "torch>=2.6 family:lumi newest");
	assert_int_equal(workspace.command.count, 4);
	assert_int_equal(workspace.environment.count, 2);
	workspace_release(&workspace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_keys_are_described),
		cmocka_unit_test(all_wishes_have_a_key),
		cmocka_unit_test(the_example_is_read),
	};
	return cmocka_run_group_tests(tests, read_manual, release_manual);
}

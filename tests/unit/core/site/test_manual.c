/* berth-site(5) describes every key and every word of the tables, and its example works. */

#include "testing.h"

#include "core/site/scratch.h"
#include "site/shape.h"

static const char page[] = FIXTURES "/../../docs/man/berth-site.5.scd";

static struct text manual;

static int read_manual(void **state)
{
	struct diags diags = {0};
	bool good = scratch_setup(state) == 0 &&
		    file_read(page, YAML_SIZE_LIMIT, &manual, &diags);

	diags_release(&diags);
	return good ? 0 : -1;
}

static int release_manual(void **state)
{
	text_release(&manual);
	return scratch_teardown(state);
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

static void test_all_keys_are_described(void **state)
{
	(void)state;
	assert_true(check_shape(&site_shape) > 80);
	assert_false(is_described("no-such-key"));
}

/* The rules of scdoc that are easy to break; it may not be there to say so itself. */
static void test_page_keeps_the_rules_of_scdoc(void **state)
{
	size_t fences = 0;

	(void)state;
	for (const char *at = text_string(&manual); (at = strstr(at, "\n```")) != NULL; at++)
		fences++;
	assert_true(fences > 0 && fences % 2 == 0);
	/* A dash at the beginning of a line starts a list. */
	for (const char *at = text_string(&manual); (at = strstr(at, "\n-")) != NULL; at++)
		assert_int_equal(at[2], ' ');
}

/* The first literal block is a whole site file. */
static void test_example_loads(void **state)
{
	const char *start = strstr(text_string(&manual), "\n```\n"), *end;
	struct site site;
	char *content, *path;

	(void)state;
	assert_non_null(start);
	start += strlen("\n```\n");
	end = strstr(start, "\n```");
	assert_non_null(end);
	content = xstrndup(start, (size_t)(end - start) + 1);
	path = scratch_file("example.yaml", content);
	load_clean(path, &site);
	assert_string_equal(site.extends, "lumi");
	assert_int_equal(site_partition(&site, "standard")->max_nodes, 128);
	assert_null(site_partition(&site, "lumid"));
	assert_non_null(site_root(&site, "team"));
	site_release(&site);
	free(content);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_keys_are_described),
		cmocka_unit_test(test_page_keeps_the_rules_of_scdoc),
		cmocka_unit_test(test_example_loads),
	};
	return cmocka_run_group_tests(tests, read_manual, release_manual);
}

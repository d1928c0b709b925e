#include "testing.h"

#include "base/yaml.h"
#include "build/template.h"

static struct site site;

static int load(void **state)
{
	struct diags diags = {0};
	bool fine = site_load("lumi", &site, &diags);

	(void)state;
	diags_release(&diags);
	return fine ? 0 : -1;
}

static int release(void **state)
{
	(void)state;
	site_release(&site);
	return 0;
}

static void test_index_fits_the_rocm(void **state)
{
	static const struct {
		const char *rocm, *index; /* NULL: none is known */
	} cases[] = {{"6.2.4", "rocm6.2.4"}, {"6.2.1", "rocm6.2"}, {"6.4", "rocm6.4"},
		{"6.4.4", "rocm6.4"}, {"7.7", NULL}, {"6", NULL}, {"5.2.3", NULL}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct strings packages = {0};
		struct write_wish wish = {
			.site = &site, .packages = &packages, .rocm = cases[i].rocm};
		struct text text = TEXT_INIT, wanted = TEXT_INIT;
		struct diags diags = {0};
		bool fine;

		strings_add(&packages, "torch==2.7.1");
		fine = write_by_built_in(WRITE_REQUIREMENTS, &wish, &text, &diags);
		assert_int_equal(fine, cases[i].index != NULL);
		if (fine) {
			text_append_format(&wanted,
				"--extra-index-url https://download.pytorch.org/whl/%s\n"
				"torch==2.7.1+%s\n",
				cases[i].index, cases[i].index);
			assert_text_equal(&text, text_string(&wanted));
			assert_no_diags(&diags);
		} else {
			assert_only_diag(&diags, "L08");
		}
		strings_release(&packages);
		text_release(&text);
		text_release(&wanted);
		diags_release(&diags);
	}
}

/* Whatever the packages are called, the file is YAML, and they come back as they were. */
static void test_conda_file_is_yaml(void **state)
{
	static const char *const odd[] = {"conda:a: b", "conda:it's", "conda:\"q\"", "conda:a #b",
		"conda:@x", "conda:*", "conda:&a", "conda:!t", "conda:[x]", "conda:{y}", "conda:%z",
		"conda:`c`", "conda:a:", "conda:| a", "conda:> b", "conda:? c", "conda:\xc3\xa4",
		"torch[extra]>=2,<3", "a; python_version < '3.13'", "a @ file:///b #c",
		"git+https://x/y@main#egg=z"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(odd); i++) {
		struct strings packages = {0};
		struct write_wish wish = {.site = &site, .packages = &packages};
		struct text text = TEXT_INIT;
		struct diags diags = {0};
		int line, column;

		strings_add(&packages, odd[i]);
		assert_true(write_by_built_in(WRITE_CONDA, &wish, &text, &diags));
		/* The item stands where it should: the file was read as YAML up to it. */
		if (!yaml_locate(text.data, text.length, "dependencies.2.pip.0", &line, &column) &&
			!yaml_locate(
				text.data, text.length, "dependencies.3.pip.0", &line, &column) &&
			!(string_starts(odd[i], "conda:") &&
				yaml_locate(text.data, text.length, "dependencies.1", &line, &column)))
			fail_msg("no YAML with '%s':\n%s", odd[i], text.data);
		strings_release(&packages);
		text_release(&text);
		diags_release(&diags);
	}
}

static void test_nothing_is_smuggled_in(void **state)
{
	static const char *const bad[] = {
		"", "-r /etc/passwd", "--index-url=x", "a\nb", "a\rb", "\033[31m", "# c", " a"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct strings list = {0};
		struct write_wish wish = {.site = &site, .packages = &list};
		struct text text = TEXT_INIT;
		struct diags diags = {0};

		strings_add(&list, bad[i]);
		assert_false(write_by_built_in(WRITE_CONDA, &wish, &text, &diags));
		assert_false(write_by_built_in(WRITE_REQUIREMENTS, &wish, &text, &diags));
		wish = (struct write_wish){.site = &site, .base = "docker://a", .labels = &list};
		assert_false(write_by_built_in(WRITE_DEFINITION, &wish, &text, &diags));
		wish = (struct write_wish){.site = &site, .base = bad[i]};
		assert_false(write_by_built_in(WRITE_DEFINITION, &wish, &text, &diags));
		for (size_t d = 0; d < diags.count; d++)
			assert_string_equal(diags.items[d].id, "L01");
		strings_release(&list);
		text_release(&text);
		diags_release(&diags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_index_fits_the_rocm),
		cmocka_unit_test(test_conda_file_is_yaml),
		cmocka_unit_test(test_nothing_is_smuggled_in),
	};
	return cmocka_run_group_tests(tests, load, release);
}

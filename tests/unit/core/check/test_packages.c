/* Requirements files of pip and environment files of conda, as they are read. */

#include "testing.h"

#include "check/packages.h"

static struct package_list list;
static struct diags diags;

static int release(void **state)
{
	(void)state;
	packages_release(&list);
	list = (struct package_list){0};
	diags_release(&diags);
	return 0;
}

static void read_text(enum packages_kind kind, const char *text)
{
	packages_release(&list);
	assert_true(packages_read("f", kind, text, strlen(text), &list, &diags));
	assert_no_diags(&diags);
}

struct expected {
	const char *line, *key, *version, *url, *marker;
	bool pinned;
};

static void single_requirements(void **state)
{
	static const struct expected cases[] = {
		{"numpy", "numpy", "", NULL, "", false},
		{"NumPy_Extra.x == 1.0", "numpy-extra-x", "== 1.0", NULL, "", true},
		{"a==1.*", "a", "==1.*", NULL, "", false},
		{"a>=1,<2 ; python_version<'3'", "a", ">=1,<2", NULL, "python_version<'3'", false},
		{"a[b,c]~=1.2 # why", "a", "~=1.2", NULL, "", false},
		{"a (>=1.0)", "a", "(>=1.0)", NULL, "", false},
		{"torch==2.5.1+rocm6.2", "torch", "==2.5.1+rocm6.2", NULL, "", true},
		{"a @ https://x.org/a-1.whl ; extra == 'b'", "a", "", "https://x.org/a-1.whl",
			"extra == 'b'", true},
		{"git+https://x.org/a.git@v1#egg=A_b", "a-b", "", "git+https://x.org/a.git@v1#egg=A_b",
			"", true},
		{"git+ssh://git@x.org/a.git", NULL, "", "git+ssh://git@x.org/a.git", "", false},
		{"./a.whl", NULL, "", "./a.whl", "", true},
		{"-e .", NULL, "", ".", "", true},
		{"a===weird+local", "a", "===weird+local", NULL, "", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct requirement *found;
		read_text(PACKAGES_PIP, cases[i].line);
		assert_int_equal(list.troubles.count, 0);
		assert_int_equal(list.pip.count, 1);
		found = &list.pip.items[0];
		if (cases[i].key == NULL)
			assert_null(found->key);
		else
			assert_string_equal(found->key, cases[i].key);
		assert_string_equal(found->version, cases[i].version);
		if (cases[i].url == NULL)
			assert_null(found->url);
		else
			assert_string_equal(found->url, cases[i].url);
		assert_string_equal(found->marker, cases[i].marker);
		assert_int_equal(found->pinned, cases[i].pinned);
	}
}

static void lines_that_pip_refuses(void **state)
{
	static const char *const lines[] = {"a=1", "a 1.0", "==1", "-a", "a==", "a>=1,,<2", "a[b",
		"--no-such x", "-r", "--hash", "a b", "<a>", "a==1 --no-such", "-", "a~1", "a===="};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
		read_text(PACKAGES_PIP, lines[i]);
		if (list.troubles.count != 1)
			fail_msg("'%s': %zu troubles", lines[i], list.troubles.count);
		assert_int_equal(list.troubles.items[0].place.line, 1);
	}
}

static void options_and_lines(void **state)
{
	(void)state;
	read_text(PACKAGES_PIP, "# c\r\n-i https://a \r\n--extra-index-url=https://b --pre\n"
				"-r 'more files.txt'\n\n"
				"numpy \\\n  ==1.0 \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\n"
				"# comment \\\nscipy==1 # x \\\n");
	assert_int_equal(list.troubles.count, 0);
	assert_int_equal(list.options.count, 4);
	assert_string_equal(list.options.items[0].name, "index-url");
	assert_string_equal(list.options.items[1].value, "https://b");
	assert_null(list.options.items[2].value);
	assert_string_equal(list.options.items[3].value, "more files.txt");
	assert_int_equal(list.options.items[3].place.line, 4);
	assert_int_equal(list.pip.count, 2);
	assert_true(list.pip.items[0].hashed && list.pip.items[0].pinned);
	assert_int_equal(list.pip.items[0].place.line, 6);
	assert_int_equal(list.pip.items[1].place.line, 11);
}

static void environments_of_conda(void **state)
{
	(void)state;
	read_text(PACKAGES_CONDA, "name: x\nchannels: [conda-forge, nodefaults]\ndependencies:\n"
				  "  - python=3.12\n  - nvidia::Cuda-NVCC >=12\n"
				  "  - scipy[version='>=1.10,<2', channel=x]\n"
				  "  - pip\n  - pip:\n    - -i https://a\n    - torch==2.5\n"
				  "prefix: /x\nvariables: {A: 1}\n");
	assert_int_equal(list.troubles.count, 0);
	assert_int_equal(list.channels.count, 2);
	assert_int_equal(list.conda.count, 4);
	assert_true(packages_find_conda(&list, "python")->pinned);
	assert_string_equal(packages_find_conda(&list, "cuda-nvcc")->channel, "nvidia");
	assert_false(packages_find_conda(&list, "cuda-nvcc")->pinned);
	assert_string_equal(packages_find_conda(&list, "scipy")->version, ">=1.10,<2");
	assert_int_equal(list.pip.count, 1);
	assert_int_equal(packages_find_pip(&list, "torch")->place.line, 10);
	assert_int_equal(packages_find_pip(&list, "torch")->place.column, 7);
	assert_int_equal(list.options.count, 1);
	assert_true(list.has_pip_list);
	assert_int_equal(list.prefix.line, 11);
	assert_null(packages_find_pip(&list, "numpy"));
}

static void environments_in_a_wrong_form(void **state)
{
	static const struct {
		const char *text;
		size_t troubles;
	} cases[] = {
		{"- a\n- b\n", 1},
		{"dependencies: a\n", 1},
		{"channels: a\n", 1},
		{"dependencies:\n  - pip: a\n", 1},
		{"dependencies:\n  - pip:\n    - {a: b}\n", 1},
		{"dependencies:\n  - {a: b}\n  - [c]\n", 2},
		{"dependencies: [a]\npip: [b]\n", 1},
		{"dependencies:\n  - '=1'\n", 1},
		{"dependencies:\n  - pip:\n  - ~\n", 0},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		read_text(PACKAGES_CONDA, cases[i].text);
		assert_int_equal(list.troubles.count, cases[i].troubles);
	}
	packages_release(&list);
	assert_false(packages_read("f", PACKAGES_CONDA, "a: [", 4, &list, &diags));
	assert_only_diag(&diags, "F01");
}

static void kinds_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(packages_guess("# x\nname: y\n", 12), PACKAGES_CONDA);
	assert_int_equal(packages_guess("numpy\n", 6), PACKAGES_PIP);
	assert_int_equal(packages_guess("", 0), PACKAGES_PIP);
	assert_int_equal(packages_guess("name", 4), PACKAGES_PIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(single_requirements, release),
		cmocka_unit_test_teardown(lines_that_pip_refuses, release),
		cmocka_unit_test_teardown(options_and_lines, release),
		cmocka_unit_test_teardown(environments_of_conda, release),
		cmocka_unit_test_teardown(environments_in_a_wrong_form, release),
		cmocka_unit_test_teardown(kinds_are_told_apart, release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

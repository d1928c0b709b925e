#include "testing.h"

#include "build/requirement.h"

/* Held against what a pip of 2024 says of each. */
static const char *const good[] = {"torch", "torch==2.7.1", "torch == 2.7.1", "torch>=2.6,<3", "torch >= 2.6 , < 3",
	"torch(>=2.6)", "torch[opt]", "torch[opt,dev]>=2", "torch [ opt , dev ] >= 2", "torch[]", "torch==2.7.*",
	"torch!=2.7.*", "torch==2.7.1+rocm6.2.4", "torch~=2.7", "torch===whatever", "torch>=2,",
	"numpy; python_version<'3.13'", "numpy>=2 ; python_version < '3.13'", "a", "A.b-c_d", "zope.interface>=5",
	"torch>=2.7.0rc1", "torch==1!2.0", "torch@https://example.org/a.whl", "torch @ file:///a.whl",
	"git+https://example.org/a.git", "git+https://example.org/a.git@v1#egg=a", "./a.whl", "/a/b.whl", "../a",
	"wheels/a.whl", "https://example.org/a-1.0.tar.gz"};

static const struct {
	const char *text, *meant; /* NULL: nobody knows */
} bad[] = {
	{"torch=2.7", "torch==2.7"},
	{"torch = 2.7", "torch==2.7"},
	{"torch=>2.6", "torch>=2.6"},
	{"torch=<2.6", "torch<=2.6"},
	{"torch 2.7", "torch==2.7"},
	{"torch[opt]=2.7", "torch[opt]==2.7"},
	{"torch>=2.6 <3", NULL},
	{"torch==", NULL},
	{"torch>=", NULL},
	{"torch==2.7.x", NULL},
	{"torch>=2.7.*", NULL},
	{"torch>=2.7+rocm6.2", NULL},
	{"torch~=2", NULL},
	{"torch===a b", NULL},
	{"torch[opt", NULL},
	{"torch[opt dev]", NULL},
	{"torch[,]", NULL},
	{"torch(>=2.6", NULL},
	{"torch)", NULL},
	{"torch;", NULL},
	{"torch@", NULL},
	{"torch,numpy", NULL},
	{"torch numpy", NULL},
	{"torch!2", NULL},
	{"torch-", NULL},
	{"-e", NULL},
	{"#torch", NULL},
	{"", NULL},
	{"torch\nnumpy", NULL},
	{"\x1b[31m", NULL},
	{"[opt]", NULL},
	{"==2", NULL},
};

static void test_what_pip_reads(void **state)
{
	struct diags diags = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		if (!requirement_check(good[i], "--package", &diags))
			fail_msg("%s: %s", good[i], diags.items[0].message);
		assert_no_diags(&diags);
	}
	diags_release(&diags);
}

static void test_what_pip_does_not_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		struct diags diags = {0};

		if (requirement_check(bad[i].text, "--package", &diags))
			fail_msg("'%s' is taken", bad[i].text);
		assert_only_diag(&diags, "L01");
		assert_string_equal(diags.items[0].field, "--package");
		if (bad[i].meant != NULL) {
			char *hint = xasprintf("did you mean '%s'?", bad[i].meant);
			assert_string_equal(diags.items[0].hint, hint);
			free(hint);
		} else if (diags.items[0].hint != NULL) {
			if (strstr(diags.items[0].hint, "did you mean") != NULL)
				fail_msg("'%s': %s", bad[i].text, diags.items[0].hint);
		}
		diags_release(&diags);
	}
}

static void test_names_end_with_a_letter_or_digit(void **state)
{
	(void)state;
	assert_int_equal(requirement_name_length("torch>=2"), 5);
	assert_int_equal(requirement_name_length("zope.interface"), 14);
	assert_int_equal(requirement_name_length("torch-"), 5);
	assert_int_equal(requirement_name_length("-torch"), 0);
	assert_int_equal(requirement_name_length(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_pip_reads),
		cmocka_unit_test(test_what_pip_does_not_read),
		cmocka_unit_test(test_names_end_with_a_letter_or_digit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

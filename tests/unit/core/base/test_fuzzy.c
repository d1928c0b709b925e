#include "testing.h"

#include "base/fuzzy.h"

static void test_what_fits(void **state)
{
	(void)state;
	assert_int_equal(fuzzy_score("", "anything"), 1);
	assert_int_equal(fuzzy_score("", ""), 1);
	assert_int_equal(fuzzy_score("a", ""), 0);
	assert_true(fuzzy_score("ptrch", "lumi-pytorch.sif") > 0);
	assert_true(fuzzy_score("PyTorch", "lumi-pytorch.sif") > 0);
	assert_int_equal(fuzzy_score("hcrot", "torch"), 0);
	assert_int_equal(fuzzy_score("torchh", "torch"), 0);
	assert_int_equal(fuzzy_score("tt", "t"), 0);
	assert_true(fuzzy_score("\xc3\xa4", "gr\xc3\xa4" "ser") > 0);
}

/* The first of each pair fits better. */
static void test_what_fits_better(void **state)
{
	static const struct {
		const char *word, *better, *worse;
	} cases[] = {
		{"torch", "torch", "t-o-r-c-h"},
		{"torch", "a-torch", "a-xtorch"},
		{"torch", "torch-a", "a-torch"},
		{"lt", "lumi-torch", "altitude"},
		{"rocm6", "rocm-6.2", "rocm-7.6"},
		{"abc", "xabc", "axxxbxxxc"},
		{"cpu", "a-cpu", "a-CPU"},
		{"vllm", "image-vllm", "victory-large-lamp-m"},
		/* A later place may be the better one. */
		{"ab", "a-xxxx-ab", "a-xxxx-xb"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		if (fuzzy_score(cases[i].word, cases[i].better) <=
			fuzzy_score(cases[i].word, cases[i].worse))
			fail_msg("'%s': %s %d, %s %d", cases[i].word, cases[i].better,
				fuzzy_score(cases[i].word, cases[i].better), cases[i].worse,
				fuzzy_score(cases[i].word, cases[i].worse));
}

static void test_limits(void **state)
{
	struct text word = TEXT_INIT, name = TEXT_INIT;

	(void)state;
	text_append_repeated(&word, "a", 100000);
	text_append_repeated(&name, "a", 100000);
	assert_true(fuzzy_score(text_string(&word), text_string(&name)) > 0);
	text_truncate(&name, FUZZY_NAME_LIMIT);
	text_append(&name, "z");
	assert_int_equal(fuzzy_score("z", text_string(&name)), 0);
	text_release(&word);
	text_release(&name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_fits),
		cmocka_unit_test(test_what_fits_better),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

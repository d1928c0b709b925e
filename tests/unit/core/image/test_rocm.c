/* The ROCm of an image against what the GPU driver works with. */

#include "testing.h"

#include "image/rocm.h"

static char *given(char *value)
{
	return value[0] != '\0' ? value : NULL;
}

static void fits(void **state)
{
	static struct {
		char low[8], high[8], note_from[8]; /* of the site; empty: not given */
		const char *named, *held;
		enum rocm_fit fit;
		const char *version;
	} cases[] = {
		{"6.1", "7.0", "", "6.2.4", NULL, ROCM_FITS, "6.2.4"},
		{"6.1", "7.0", "", "7.0.2", NULL, ROCM_FITS, "7.0.2"},
		{"6.1", "7.0", "", "7.01", NULL, ROCM_TOO_NEW, "7.01"},
		{"6.1", "7.0", "", "7.10", NULL, ROCM_TOO_NEW, "7.10"},
		{"6.1", "7.0", "", "6.0.3", NULL, ROCM_TOO_OLD, "6.0.3"},
		{"6.1", "7.0", "6.4", "6.4.1", NULL, ROCM_WITH_CARE, "6.4.1"},
		{"6.1", "7.0", "6.4", "6.3.4", NULL, ROCM_FITS, "6.3.4"},
		/* What is inside counts more than the name. */
		{"6.1", "7.0", "", "5.6.1", "6.2.4", ROCM_FITS, "6.2.4"},
		{"6.1", "7.0", "", "6.2.4", "7.2.0", ROCM_TOO_NEW, "7.2.0"},
		{"6.1", "7.0", "", NULL, "6.0.0", ROCM_TOO_OLD, "6.0.0"},
		{"6.1", "7.0", "", NULL, NULL, ROCM_UNKNOWN, NULL},
		/* A window that is open, or none at all. */
		{"6.1", "", "", "5.6.1", NULL, ROCM_TOO_OLD, "5.6.1"},
		{"", "7.0", "", "7.1", NULL, ROCM_TOO_NEW, "7.1"},
		{"", "", "", "7.1", NULL, ROCM_UNKNOWN, "7.1"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char note[] = "mind the step";
		struct site site = {.rocm = {.low = given(cases[i].low),
					     .high = given(cases[i].high),
					     .note_from = given(cases[i].note_from),
					     .note = note}};
		struct image image = {.name.rocm = cases[i].named};
		struct facts facts = {0};
		struct text statement = TEXT_INIT, advice = TEXT_INIT;
		struct rocm rocm;
		facts.values[FACT_ROCM].value = cases[i].held != NULL ? "rocm" : NULL;
		facts.values[FACT_ROCM].version = cases[i].held;
		rocm = rocm_judge(&site, &image, &facts);
		assert_int_equal(rocm.fit, cases[i].fit);
		assert_int_equal(rocm.held != NULL, cases[i].held != NULL);
		if (cases[i].version == NULL)
			assert_null(rocm.version);
		else
			assert_string_equal(rocm.version, cases[i].version);
		if (rocm.fit != ROCM_UNKNOWN) {
			rocm_append_statement(&site, &rocm, &statement);
			rocm_append_advice(&site, &rocm, &advice);
			assert_non_null(strstr(text_string(&statement), rocm.version));
			assert_int_equal(advice.length == 0, rocm.fit == ROCM_FITS);
		}
		text_release(&statement);
		text_release(&advice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(fits)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

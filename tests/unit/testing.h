#ifndef BERTH_TESTS_UNIT_TESTING_H
#define BERTH_TESTS_UNIT_TESTING_H

/* What every unit test includes first: cmocka with the headers that it needs before it, and a few
 * assertions on diagnostics and texts. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/text.h"

/* The diagnostic with this id, or NULL. */
static inline const struct diag *find_diag(const struct diags *diags, const char *id)
{
	for (size_t i = 0; i < diags->count; i++)
		if (string_equal(diags->items[i].id, id))
			return &diags->items[i];
	return NULL;
}

/* Exactly one diagnostic, with this id. */
#define assert_only_diag(diags, wanted)                                                            \
	do {                                                                                       \
		assert_int_equal((diags)->count, 1);                                               \
		assert_string_equal((diags)->items[0].id, (wanted));                               \
	} while (0)

#define assert_no_diags(diags)                                                                     \
	do {                                                                                       \
		struct text said_ = TEXT_INIT;                                                     \
		for (size_t i_ = 0; i_ < (diags)->count; i_++)                                     \
			diag_format(&(diags)->items[i_], &said_);                                  \
		assert_string_equal(text_string(&said_), "");                                      \
		text_release(&said_);                                                              \
	} while (0)

#define assert_text_equal(text, wanted) assert_string_equal(text_string(text), (wanted))

#endif

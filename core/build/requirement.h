#ifndef BERTH_BUILD_REQUIREMENT_H
#define BERTH_BUILD_REQUIREMENT_H

/*
 * What pip is told to install, as one word of a command or one line of a list: a name as PEP 508 has
 * it ("torch[opt]>=2.6,<3; python_version<'3.13'", "name @ https://..."), or where a package lies ("./a.whl",
 * "git+https://..."), of which only pip can tell more.
 */

#include "base/diag.h"
#include "base/text.h"

/* What pip cannot read. */
struct requirement_fault {
	const char *at;  /* in the text, from where on */
	const char *why; /* static */
};

/* Whether pip would read it; if not, `fault` says what is wrong. A path or URL is always right. */
bool requirement_read(const char *text, struct requirement_fault *fault) MUST_USE;
/* What was probably meant by the text with this fault; NULL: nobody knows. The caller frees it. */
char *requirement_meant(const char *text, const struct requirement_fault *fault);
/* Appends "'torch=2.7' is no package of pip, from '=2.7' on: ...". */
void requirement_explain(
	const char *text, const struct requirement_fault *fault, struct text *message);

/* The same for the value of an option: L01 at it, where possible with what was meant. Lines and
 * options are no package either. */
bool requirement_check(const char *text, const char *option, struct diags *diags) MUST_USE;

/* How long the name is that it begins with; 0: there is none. */
size_t requirement_name_length(const char *text);
/* Whether it says where a package lies. */
bool requirement_is_place(const char *text);

#endif

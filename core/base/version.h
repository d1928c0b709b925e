#ifndef BERTH_BASE_VERSION_H
#define BERTH_BASE_VERSION_H

/*
 * Versions as PEP 440 orders them (epochs, pre-, post- and development releases, local parts
 * such as +rocm6.2.4), with a natural comparison as the fall-back for what PEP 440 does not
 * know ("1.1.1w", "20240918-abc").
 */

#include "base/base.h"
#include "base/text.h"

/* Whether the string is a PEP 440 version (a leading "v" and blanks around are fine). */
bool version_is_pep440(const char *version);

/* Less than, equal to or greater than zero as a is older than, equal to or newer than b. When
 * either is not PEP 440, digits compare as numbers and the rest as text; *natural (may be NULL)
 * then becomes true, so that the caller can say so, and is left alone otherwise. This is one total
 * order over all strings, fit for sorting: "1.1.1w" stands directly behind 1.1.1, before its
 * post-releases, and "latest" before all numbers; epochs of dpkg and rpm ("2:9.0-1") and their "~"
 * mean what they mean there. Equal here means equal in order: "1.0" and
 * "1.0.0" are equal. Mind that "2024a" and "1.1.1c" are PEP 440, pre-releases of 2024 and 1.1.1. */
int version_compare(const char *a, const char *b, bool *natural);

/* One or more clauses joined by commas: "==1.2.*", "!=", "<", "<=", ">", ">=", "~=", "===", and
 * "=" for "=="; a bare version means "==". */
enum version_match {
	VERSION_NO,
	VERSION_YES,
	VERSION_BAD_SPEC, /* the specifier cannot be read */
};
/* Pre-releases match as `packaging` does with prereleases=True. With a version that is not PEP 440
 * on either side the signs mean the order of version_compare(), without PEP 440's exceptions, and
 * *natural (may be NULL) becomes true. */
enum version_match version_match(const char *version, const char *specifier, bool *natural);

#endif

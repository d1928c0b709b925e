#ifndef BERTH_BASE_VERSION_PARTS_H
#define BERTH_BASE_VERSION_PARTS_H

/*
 * A version taken apart, for version.c and version_match.c only. The slices point into the
 * version's text; numbers stay digits, so that none is too long.
 */

#include "base/base.h"

struct slice {
	const char *at;
	size_t length;
};

enum version_pre { VERSION_NO_PRE, VERSION_ALPHA, VERSION_BETA, VERSION_CANDIDATE };

struct version_parts {
	struct slice epoch;
	bool packaged; /* the epoch is of dpkg or rpm, as in "2:9.0-1": that is not PEP 440 */
	struct slice release; /* "1.2.3"; empty when the text does not begin like a version */
	enum version_pre pre;
	bool post, dev;
	struct slice pre_number, post_number, dev_number; /* empty means 0 */
	struct slice local;                               /* without the "+"; empty for none */
	struct slice rest; /* what is behind the release; of a PEP 440 version nothing */
};

/* Takes any text apart, without the blanks around it. What is not PEP 440 as a whole has at most an
 * epoch and a release, and the rest. */
void version_parse(struct slice text, struct version_parts *parts);

static inline bool version_parts_are_pep440(const struct version_parts *parts)
{
	return parts->release.length > 0 && parts->rest.length == 0 && !parts->packaged;
}

/* One total order over all texts: that of PEP 440 for the parts, then the rests in natural order.
 * Texts that do not begin with a release are older than all that do. */
int version_parts_compare(const struct version_parts *a, const struct version_parts *b);

/* As above, but of epoch and release alone, and of no more than `count` numbers of the release. */
int version_release_compare(
	const struct version_parts *a, const struct version_parts *b, size_t count);

/* Takes the next part up to one of the separators off the beginning of *rest; empty at the end. */
struct slice version_next_part(struct slice *rest, const char *separators);

struct slice slice_strip_blanks(struct slice text);
/* A number without leading zeros; zero is empty. */
struct slice slice_strip_zeros(struct slice digits);

#endif

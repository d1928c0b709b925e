#ifndef BERTH_IMAGE_RESOLVE_PARTS_H
#define BERTH_IMAGE_RESOLVE_PARTS_H

/*
 * What the files behind catalog_resolve() share: the words of a request, and the diagnostics when
 * it names no image or several.
 */

#include "image/catalog.h"

/* One request on its way: what was asked, where, and which images are still meant. */
struct search {
	struct catalog *catalog;
	const struct site *site;
	const char *what;
	char *const *folders;
	size_t folder_count;
	struct diags *diags;
	const struct image **found; /* owned; room for all images of the catalog */
	size_t count;
};

/* The words between blanks; a query has no more than 64. */
struct strings resolve_words(const char *what);
/* "newest" or "oldest". */
bool resolve_is_pick(const char *word);
/* Whether the request is written as a query: with an operator or a pick. */
bool resolve_is_query(const char *what);

/* I20 with what is near, or where was looked. */
void resolve_fail_nothing(const struct search *search);
/* I21 with the candidates. */
void resolve_fail_several(const struct search *search);

#endif

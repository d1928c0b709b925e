#ifndef BERTH_IMAGE_QUERY_H
#define BERTH_IMAGE_QUERY_H

/*
 * Queries over images. Words joined by blanks, all of which must hold:
 *
 *   FIELD=VALUE FIELD:VALUE     equal (a version: as PEP 440; "python=3.12" is also met by 3.12.1)
 *   FIELD!=V  <V  <=V  >V  >=V  versions compare as PEP 440
 *   size<8G  newer:2025-06  older:2025-06-30   file size and time of change
 *   has:NAME  has:NAME>=V       a package (or a fact: has:cuda) is inside, in such a version
 *   PACKAGE>=V                  the same for any name that is no field ("flash-attn>=2.5")
 *   newest  oldest              keep only the one that is newest or oldest by version, release
 *                               and time
 *   sort:KEY  sort:-KEY         order by name, path, size, mtime, age (as newest does), framework,
 *                               version, rocm, python, root, kind or match (how well the free words
 *                               fit, best first); "-" turns it round; the first word counts most
 *   !WORD                       the word must not hold
 *   anything else               a part of the file name, letters' case ignored; or a framework
 *                               name alone ("torch")
 *
 * Blanks around an operator do not matter.
 *
 * Fields of this floor: family framework version rocm python layer kind root name; the
 * frameworks' own names as fields ("pytorch>=2.6", "torch>=2.6" (the same), "jax<0.5"), which
 * mean that framework with such a version; and the facts (facts.h): os glibc cuda mpi mpi-abi
 * libfabric libcxi rccl ..., whose value ("mpi:mpich", "os:ubuntu") or version is meant. Site
 * recipes use the same words. A name one edit away from a field is taken for a mistake; has:NAME
 * is always a package.
 *
 * What is not known of an image is not guessed: a version that is unknown meets no condition
 * ("rocm<6.4", "rocm!=6.0"), and one that is a date ("20240918") or a hash is never before or
 * after "2.6". `newer:DATE` means changed on that day (month, year; UTC) or later, `older:DATE`
 * before it.
 *
 * What the file itself tells (image->facts) counts, and the name only where it is silent: rocm,
 * python, and the frameworks, for which the package of that name counts ("torch"). Of an image
 * whose inside was not read, has:NAME and facts are untold, and so is their opposite: it matches
 * neither "has:vllm" nor "!has:vllm", and query_judge() says so. Of packages of the
 * distribution the version of the release counts ("1:2.39-0ubuntu8.6" is 2.39), unless the query
 * has a "-" or ":" in its own. Versions that are not PEP 440 compare by natural order, which
 * query_judge() says, too.
 */

#include "image/image.h"

struct query; /* opaque */

/* NULL with I22 (naming the word and the nearest field) when a word cannot be read; the caller
 * frees it with query_free(). */
struct query *query_new(const char *text, struct diags *diags) MUST_USE;
void query_free(struct query *query);

bool query_matches(const struct query *query, const struct image *image);

/* What judging has come across; zeroed by the caller, who may judge many images with one. */
struct query_says {
	size_t untold; /* images that match as far as can be told without looking inside */
	bool natural;  /* a version was compared by natural order */
	const char *natural_name; /* of one such package; lives as long as its image */
};
/* As query_matches(). */
bool query_judge(
	const struct query *query, const struct image *image, struct query_says *says);

/* Keeps in `images` (count of them) those that match, in order (theirs, or that of `sort`); with
 * `newest` or `oldest` only that one (of images of several frameworks, whose versions say
 * nothing about age, by date alone). Returns how many. */
size_t query_filter(const struct query *query, const struct image **images, size_t count);

/* As query_filter(), for a person who types: when no name has all the free words as they stand,
 * they fit names that have their letters in this order (fuzzy.h); then *fuzzy becomes true, and
 * the best come first (without newest, oldest and sort). `says` may be NULL. */
size_t query_search(const struct query *query, const struct image **images, size_t count,
	struct query_says *says, bool *fuzzy);

/* How well the free words fit the names of the image; 0 when one does not at all. */
int query_score(const struct query *query, const struct image *image);

/* Whether a condition asks for the kind of file: then scan with CATALOG_KINDS (catalog.h). */
bool query_needs_kinds(const struct query *query);

/* Whether a condition may be decided by what is inside: then index_attach() (index.h) comes
 * before. */
bool query_needs_facts(const struct query *query);

/* Whether only what is inside can decide one: has:NAME, or a fact that names do not tell. */
bool query_asks_inside(const struct query *query);

/* Whether the query picks a single image by itself (it has `newest` or `oldest`). */
bool query_picks_one(const struct query *query);

/* Orders two images from older to newer, as `newest` does. */
int image_compare_age(const struct image *a, const struct image *b);

/* The fields and facts, one after the other, NULL behind the last; *versions becomes whether conditions
 * like ">=" are for them. The words of "sort:" likewise. */
const char *query_field_at(size_t index, bool *versions);
const char *query_sort_at(size_t index);

#endif

#ifndef BERTH_BUILD_ADVISE_H
#define BERTH_BUILD_ADVISE_H

/*
 * From "I need these packages" to the way that fits: an image that has them already, a venv on top
 * of one, cotainr, PRoot, or the container wrapper. Each way is judged, with its reasons.
 */

#include "base/arena.h"
#include "image/facts.h"
#include "image/image.h"
#include "site/site.h"

struct advise_need {
	const char *text;      /* as it was written: "torch==2.7" */
	const char *name, *key; /* "torch"; package_key() of it */
	const char *specifier; /* "==2.7", or NULL. In "==2.7" the rest is free: 2.7.1 meets it */
	bool system;           /* a package of the operating system */
};

struct advise_wish {
	const struct site *site;
	const struct advise_need *needs;
	size_t need_count;
	const struct image *image; /* to build on; NULL: whichever has most of it */
	const struct image *const *images; /* with their facts; without facts they count as unknown */
	size_t image_count;
};

enum advise_fit { FIT_YES, FIT_CARE, FIT_NO };
extern const char *const advise_fit_names[]; /* "fits", "with-care", "no" */

struct advice {
	enum advise_fit fit;
	const char *way;     /* static: "image", "venv", "cotainr", "proot", "wrap" */
	const char *title;   /* in the arena, as all that follows */
	struct VECTOR_OF(const char *) reasons;
	const char *command; /* lines of shell, or NULL */
};

struct advices {
	struct arena arena;
	struct advice *items; /* those that fit come first */
	size_t count, capacity;
};

/* Reads one need, a name with an optional version specifier. False with U07. In the arena. */
bool advise_read_need(const char *text, bool system, struct arena *arena,
	struct advise_need *need, struct diags *diags) MUST_USE;

void build_advise(const struct advise_wish *wish, struct advices *advices);
void advices_release(struct advices *advices);

#endif

#ifndef BERTH_BIND_BIND_H
#define BERTH_BIND_BIND_H

/*
 * Binds: which folders and files of the host a container sees.
 *
 * A spec is SRC[:DST[:OPTS]], several joined by commas; OPTS are "ro", "rw", "image-src=PATH" and
 * "id=N" joined by commas. This is what SingularityCE reads from -B and SINGULARITY_BIND
 * (its pkg/util/bind/bind.go): a comma after options starts a new bind unless an option follows;
 * empty items are passed over; ':' and ',' cannot stand in a path.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "image/image.h"
#include "site/site.h"

#include <jansson.h>

struct bind {
	char *source;      /* owned */
	char *destination; /* owned; equal to the source when the spec names none */
	bool read_only, read_write; /* "ro" or "rw" was written */
	char *image_source; /* owned; value of image-src=, "/" when empty; NULL without it */
	int64_t id;         /* id=N; 0 without it */
	char *origin;       /* owned; who asked for it: "preset slurm", "--bind", "recipe ..." */
	char *why;          /* owned; one sentence; NULL when nobody said */
	char *without;      /* owned; what breaks without it; NULL unknown */
	bool optional;      /* may be left out where the source is missing */
};

struct bind_set VECTOR_OF(struct bind);

/* More binds than anybody means; it keeps the comparisons of each bind with each other cheap. */
enum { BIND_SET_LIMIT = 1000 };

void bind_set_release(struct bind_set *set);

/* Adds the binds of a spec list. `origin`, `why` and `without` are copied (why and without may
 * be NULL). An origin that starts with "--" is an option, and diagnostics then stand at
 * "--bind SPEC"; otherwise they stand at the origin. M04 unknown option, M07 destination not
 * absolute, M17 a path that cannot be written, M21 no source, M23 more than BIND_SET_LIMIT; and
 * the note M16 for empty items, which are passed over. */
bool bind_set_add(struct bind_set *set, const char *spec, const char *origin, const char *why,
	const char *without, struct diags *diags) MUST_USE;

/* Adds a preset of the site; M22 unknown preset (with the nearest). In the paths of a preset a
 * leading "~/", $NAME and ${NAME} are expanded from the environment, for example "$PWD". */
bool bind_set_add_preset(struct bind_set *set, const struct site *site, const char *preset,
	struct diags *diags) MUST_USE;

/* What the caller of bind_compose() wants on top of what the image needs. */
struct bind_wish {
	const struct image *image; /* NULL: only what is named below */
	char *const *presets;      /* ends with NULL; may be NULL */
	char *const *specs;        /* ends with NULL; may be NULL */
	bool no_recipe;            /* leave out what the image's recipe asks for */
};

/* Composes into `set`, which must be empty: the image's recipe, then the presets, then the
 * specs. The same bind asked for twice stands once (its first reason stays, M20 is a note for
 * specs); of two binds to one destination with different sources the first stays, as in
 * SingularityCE, and the warning M05 says so. Parents come before children. */
bool bind_compose(const struct site *site, const struct bind_wish *wish, struct bind_set *set,
	struct diags *diags) MUST_USE;

/* Checks the set by itself: M02, M03 (by the ending), M05, M06, M12, M18, M19, M20. `image` may
 * be NULL. */
void bind_check(const struct site *site, const struct bind_set *set, const struct image *image,
	struct diags *diags);

/* Checks it on this host, on top of bind_check(): M01 missing source (a note when the bind is
 * optional), M03 by content (a squashfs or ext3 file without image-src whose name does not say
 * so), M08 a folder reached through a symlink that leaves the bound trees, M10 the working
 * folder is not covered. Looks at the sources alone, never into whole trees, but a slow file
 * system may keep it waiting. */
void bind_check_host(const struct site *site, const struct bind_set *set, struct diags *diags);

/* Whether this host can be one of the site's: one of its linked file systems or what they point into is
 * here. Elsewhere it is no wonder that sources are missing. True for sites that name none. */
bool bind_host_is_of_site(const struct site *site);

/* Leaves out the optional binds whose source is missing on this host, with a note (M01) for each:
 * a container that is started with them would not start. */
void bind_set_drop_missing(struct bind_set *set, struct diags *diags);

/* One bind as a spec, the shortest form that means the same: "rw" is the default and left out,
 * "image-src=/" is spelled out. */
void bind_append_spec(const struct bind *bind, struct text *text);
/* Whether something of the host stands at `path` in the container: a bind has it, or a folder above
 * it, as its destination. */
bool bind_set_covers(const struct bind_set *set, const char *path);
/* The whole set joined by commas: the value of -B and of SINGULARITY_BIND. */
void bind_set_append_specs(const struct bind_set *set, struct text *text);

enum bind_format { BIND_FLAG, BIND_ENV, BIND_MODULE, BIND_JSON };
extern const char *const bind_format_names[]; /* "flag", "env", "module", "json"; NULL ends */

/* Renders the set: "-B a,b" for the command line (one shell line without a newline; nothing for
 * an empty set), "export SINGULARITY_BIND=..." with comments, an Lmod module (Lua) with help and
 * conflicts, or the JSON document berth.bind.set/1; these three end with a newline. `image` may
 * be NULL. */
void bind_render(const struct site *site, const struct bind_set *set, const struct image *image,
	enum bind_format format, struct text *text);

/* The document: "image" (a path or null), "binds" (objects of source, destination, options (an
 * array), spec, origin, why, without), "flag" (as BIND_FLAG) and "env" (an object with the
 * variable SINGULARITY_BIND). */
json_t *bind_set_json(const struct site *site, const struct bind_set *set,
	const struct image *image) RETURNS_NEW;

#endif

#ifndef BERTH_BIND_PARTS_H
#define BERTH_BIND_PARTS_H

/*
 * What the files of this floor share among themselves; nobody else includes it.
 */

#include "bind/bind.h"

/* The path without doubled and trailing slashes, "." and "NAME/..", by its letters alone: no
 * link is looked at. */
char *bind_path_clean(const char *path) RETURNS_NEW;

/* Whether `path` is `folder` or lies below it; both clean. */
bool bind_path_inside(const char *path, const char *folder);

/* The clean sources and destinations of a set, in its order. All zero is empty. */
struct bind_paths {
	struct strings sources, destinations;
};
void bind_paths_add(struct bind_paths *paths, const struct bind *bind);
void bind_paths_release(struct bind_paths *paths);

/* Whether the source is a file system image that is mounted, rather than a plain bind. */
bool bind_mounts_image(const struct bind *bind);
/* Whether the name ends like that of a file system image: .sqsh, .squashfs, .sqfs, .ext3, .img. */
bool bind_named_as_image(const struct bind *bind);
bool bind_same_options(const struct bind *a, const struct bind *b);
void bind_release(struct bind *bind);

/* Whether a program in the container finds `path` (clean) where it is on the host. */
bool bind_shows(const struct bind_set *set, const struct bind_paths *paths, const char *path);

/* Adds a diagnostic that stands at the bind's origin. */
struct diag *bind_complain(struct diags *diags, enum severity severity, const char *id,
	const struct bind *bind, const char *format, ...) PRINTF_LIKE(5, 6);

/* Two binds to one destination: M05 when they differ, else the note M20. */
void bind_complain_clash(
	struct diags *diags, const struct bind *first, const struct bind *second);
void bind_complain_double(
	struct diags *diags, const struct bind *first, const struct bind *second);

/* M03, with the corrected spec as its hint. `found` says how we know: "is a squashfs image". */
void bind_complain_image(struct diags *diags, const struct bind *bind, const char *found);

/* Adds the presets of a recipe to the set. */
bool bind_set_add_recipe(struct bind_set *set, const struct site *site,
	const struct site_recipe *recipe, struct diags *diags) MUST_USE;

/* Who asks for a spec list and why; the strings are copied. */
struct bind_reasons {
	const char *origin, *why, *without;
	bool optional;
	bool expand; /* variables in the paths are expanded */
};

/* The work of bind_set_add(). */
bool bind_set_read(struct bind_set *set, const char *spec, const struct bind_reasons *reasons,
	struct diags *diags) MUST_USE;

#endif

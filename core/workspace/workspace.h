#ifndef BERTH_WORKSPACE_WORKSPACE_H
#define BERTH_WORKSPACE_WORKSPACE_H

/*
 * A workspace file, berth.yaml: what a person composed for one project (image, binds, environment,
 * job), kept in git beside the code. berth.yaml(5) describes every key; shape.c is their table. The
 * keys of `job:` are those of job_wish_fields (job/wish.h) by the same names, so that a row there is
 * a key here.
 *
 * The file is a person's: it is changed value by value, and every other byte stays (base/yaml.h).
 * Diagnostics: F01 to F08 for its form, W.. for the rest.
 */

#include "base/arena.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/yaml.h"
#include "image/image.h"
#include "job/wish.h"
#include "site/site.h"

#define WORKSPACE_FILE "berth.yaml"

/* A variable of the environment. */
struct workspace_variable {
	struct yaml_record record;
	char *value; /* NULL is the empty value */
};

/* The image that `berth lock` found, as it was then. */
struct workspace_pin {
	char *query; /* what was asked for; NULL: nothing is pinned */
	char *path;  /* of the file itself: absolute, and no link but its folders may be links */
	int64_t size; /* bytes; of a sandbox, 0 */
	char *mtime; /* RFC 3339 in UTC */
	char *id;    /* the UUID of the SIF; NULL when it has none */
};

/* What the file says. NULL, 0 and empty: it does not. All strings are the arena's. */
struct workspace {
	struct arena arena;
	char *file;          /* its path, as it was found */
	char *folder;        /* the folder that it is in, absolute; relative paths begin there */
	struct text content; /* owned */
	int64_t format;
	char *image;               /* the query, name or path of the image */
	struct yaml_strings roots; /* look for it here instead of in the site's folders */
	struct yaml_strings root_paths; /* the same, as paths that hold in any folder */
	struct yaml_strings presets, specs; /* binds on top of what the image needs */
	struct yaml_records environment;    /* struct workspace_variable */
	/* For each of job_wish_fields, in their order, its values as they would be written on a
	 * command line (for flags "true"; a time that may be meant otherwise as it stands in the
	 * file); arena's. */
	struct yaml_strings *job;
	struct yaml_strings command;
	struct workspace_pin pin;
	bool has_build, has_vnc; /* sections that are kept for parts which do not read them yet */
};

/* The workspace file of `folder` (absolute), or of the nearest folder above it, up to the home folder
 * or the top, as git does; NULL when there is none. The caller frees it. A file that somebody else
 * could have put into a folder where everybody may write is passed over (W10, a warning). */
char *workspace_find(const char *folder, struct diags *diags);

/* Reads and checks the file at `path`; all its mistakes are reported in one run with line and column:
 * F01 to F07, F20, W11 command that is one text with quotes, W12 a name that is no variable, W14 one
 * without a value. The caller ends it with workspace_release(), also after false. */
bool workspace_read(const char *path, struct workspace *workspace, struct diags *diags) MUST_USE;
/* The same for a text that is not (or not yet) in the file at `path`. */
bool workspace_read_text(const char *path, const char *bytes, size_t length,
	struct workspace *workspace, struct diags *diags) MUST_USE;
void workspace_release(struct workspace *workspace);

/* What to ask the catalog for: the image of the file, its path absolute when it is one that begins in
 * a folder other than `here`. NULL when the file names none. The caller frees it. */
char *workspace_image(const struct workspace *workspace, const char *here);
/* Whether the pin is for the image that the file asks for; if not, it does not count. */
bool workspace_is_pinned(const struct workspace *workspace);

/* Compares the pinned image with what is there now: W01 it is gone, W02 another file stands in its
 * place, W03 the file asks for another image by now, W05 a link that the file names leads elsewhere:
 * errors when `strict`, else warnings; W06 (a note) only its time has changed, and W07 (an error
 * when `strict`) nothing is pinned. Looks at single files only. */
void workspace_drift(const struct workspace *workspace, bool strict, struct diags *diags);
/* W04, a note: the query gives `image` by now, not the pinned one. For queries that are no path. */
void workspace_drift_query(
	const struct workspace *workspace, const struct image *image, struct diags *diags);

/* These append to `out` the content of the file with a change, and nothing after false. Files with
 * mistakes are not changed: they are reported first. A change that would be one is reported with
 * the key as its field. F08 where the text cannot be changed, W13 a section that nothing reads;
 * S52 (note) for a time that may be meant otherwise. */

/* One value, or a list of them; with `add` they come behind those of a list that are there. */
bool workspace_set(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, bool add, struct text *out, struct diags *diags) MUST_USE;
/* A key with all that is below it, or some items of a list. */
bool workspace_unset(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, struct text *out, struct diags *diags) MUST_USE;
/* Pins `image`; I01.. when it cannot be read. */
bool workspace_pin(const struct workspace *workspace, const struct image *image, struct text *out,
	struct diags *diags) MUST_USE;

/* Adds the keys that a person sets, dotted ("job.nodes"); those of variables as "environment.". */
void workspace_add_keys(struct strings *keys);

/* A new file with comments for a person to go on from. */
extern const char workspace_template[];

#endif

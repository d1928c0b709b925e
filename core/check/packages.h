#ifndef BERTH_CHECK_PACKAGES_H
#define BERTH_CHECK_PACKAGES_H

/*
 * Lists of packages: requirements files of pip and environment files of conda, as the rules look at
 * them. Only the file itself is read; what it refers to (-r, -c) is not. What cannot be read is
 * kept as such, and nothing is guessed from it.
 */

#include "base/arena.h"
#include "base/diag.h"
#include "base/vector.h"

enum packages_kind { PACKAGES_PIP, PACKAGES_CONDA };

/* One package that is asked for. Strings are the arena's; "" where nothing is written. */
struct requirement {
	const char *text;      /* as written */
	const char *key;       /* the name in lower case, with "-" between its parts; NULL: none is given */
	const char *channel;   /* of conda, "pytorch" of "pytorch::torchvision" */
	const char *version;   /* the conditions, "==2.7.1+rocm6.2" */
	const char *url;       /* behind "@", or the whole when it is a URL or a path; or NULL */
	const char *marker;    /* behind ";" */
	bool hashed;
	bool pinned;           /* to one version, archive or commit */
	struct place place;    /* without a field */
};

struct requirements VECTOR_OF(struct requirement);

/* An option of pip, by its long name: "extra-index-url", "requirement", "constraint". */
struct package_option {
	const char *name;
	const char *value; /* NULL: it has none, or none is written */
	struct place place;
};

/* A line that pip cannot read, and why. */
struct package_trouble {
	const char *why;
	const char *meant; /* NULL: nobody knows */
	struct place place;
};

struct package_channel {
	const char *name;
	struct place place;
};

struct package_list {
	struct arena arena;
	const char *file;
	enum packages_kind kind;
	/* The keys of an environment file. */
	struct VECTOR_OF(struct package_channel) channels;
	struct place prefix; /* of "prefix:"; line 0: there is none */
	struct place pip_list;
	bool has_pip_list;
	struct requirements conda;
	/* From a requirements file, or from the list "pip:" of an environment file. */
	struct requirements pip;
	struct VECTOR_OF(struct package_option) options;
	struct VECTOR_OF(struct package_trouble) troubles;
};

enum { PACKAGES_LIMIT = 20000, PACKAGES_LINE_LIMIT = 64 << 10 };

/* Which of the two it is: by the content, not the name. A requirements file is no mapping. */
enum packages_kind packages_guess(const char *bytes, size_t length);

/* Reads a file of either kind; `file` (which must outlive the list) is for the places. What is wrong
 * in a form that pip or conda would not read is one of `troubles`. False with F01 or F07 when an
 * environment file is no YAML at all. The caller ends it with packages_release(), also after
 * false. */
bool packages_read(const char *file, enum packages_kind kind, const char *bytes, size_t length,
	struct package_list *list, struct diags *diags) MUST_USE;
void packages_release(struct package_list *list);

/* Reads one line of a requirements file; requirements_read() does the whole. */
void requirement_line(struct package_list *list, const char *line, struct place place);
void requirements_read(struct package_list *list, const char *bytes, size_t length);

/* The first requirement of this key, or NULL. */
const struct requirement *packages_find_pip(const struct package_list *list, const char *key);
const struct requirement *packages_find_conda(const struct package_list *list, const char *key);

#endif

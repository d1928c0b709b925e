#ifndef BERTH_CHECK_DEFINITION_H
#define BERTH_CHECK_DEFINITION_H

/*
 * Singularity definition files, as the rules look at them: stages, each with its header and its
 * sections (the guide of SingularityCE, "Definition Files"). Nothing is evaluated: "{{ NAME }}" stays
 * as it is written.
 */

#include "base/arena.h"
#include "base/diag.h"
#include "base/vector.h"

struct definition_header {
	const char *key;   /* lower case */
	const char *value; /* comments and blanks around it taken away */
	struct place place;
};

struct definition_section {
	const char *name;      /* lower case, without "%" */
	const char *arguments; /* behind the name, "-c /bin/bash"; "" for none */
	size_t start, end;     /* bytes of the body */
	struct place place;    /* of the line that begins it */
};

/* A line of %files. */
struct definition_file {
	const char *source, *destination; /* the second is "" when it is not written */
	const char *stage;                /* of "%files from STAGE"; NULL: from the host */
	struct place place;
};

struct definition_stage {
	struct place place; /* of its first line */
	struct VECTOR_OF(struct definition_header) headers;
	struct VECTOR_OF(struct definition_section) sections;
	struct VECTOR_OF(struct definition_file) files;
};

/* A use of "{{ NAME }}", or a line NAME=VALUE of %arguments. */
struct definition_variable {
	const char *name;
	struct place place;
};

struct definition_trouble {
	const char *why;
	struct place place;
};

struct definition {
	struct arena arena;
	const char *file;
	const char *bytes; /* the caller's */
	size_t length;
	struct VECTOR_OF(struct definition_stage) stages;
	struct VECTOR_OF(struct definition_variable) uses, defaults;
	/* What keeps SingularityCE from reading it: an unknown section or header, no header. */
	struct VECTOR_OF(struct definition_trouble) troubles;
};

enum { DEFINITION_LIMIT = 10000 }; /* of each kind of part */

/* Whether the text looks like one: its first line that is no comment is a header or a section. */
bool definition_guess(const char *bytes, size_t length);

/* Reads a file. `file` and `bytes` must outlive the definition, which the caller ends with
 * definition_release(). */
void definition_read(
	const char *file, const char *bytes, size_t length, struct definition *definition);
void definition_release(struct definition *definition);

/* The value of a header, or NULL; the first section of a name, or NULL. */
const struct definition_header *definition_header(
	const struct definition_stage *stage, const char *key);
const struct definition_section *definition_section(
	const struct definition_stage *stage, const char *name);

/* The file with everything but the body of a section turned to blanks, so that what a reader of
 * scripts finds in it stands at the same place as in the file. */
void definition_append_alone(const struct definition *definition,
	const struct definition_section *section, struct text *text);

#endif

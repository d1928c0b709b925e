#ifndef BERTH_IMAGE_QUERY_PARTS_H
#define BERTH_IMAGE_QUERY_PARTS_H

/* A query as query_parse.c leaves it and query.c evaluates it. Private to the two. */

#include "image/query.h"

enum { QUERY_LENGTH_LIMIT = 4096, QUERY_WORD_LIMIT = 64 };

enum query_operator { IS_EQUAL, IS_NOT, IS_LESS, IS_LESS_EQUAL, IS_GREATER, IS_GREATER_EQUAL };

enum query_subject {
	SUBJECT_WORD,      /* part of the file name, or a framework */
	SUBJECT_TEXT,      /* a member of image_name, letters' case ignored */
	SUBJECT_VERSION,   /* a member of image_name that is a version */
	SUBJECT_FRAMEWORK, /* a framework with such a version */
	SUBJECT_KIND,
	SUBJECT_ROOT,
	SUBJECT_FILE,
	SUBJECT_SIZE,
	SUBJECT_NEWER,
	SUBJECT_OLDER,
};

struct condition {
	enum query_subject subject;
	enum query_operator operator;
	bool negated;          /* "!WORD" */
	size_t offset;         /* of the member in struct image_name */
	const char *framework; /* static; what the word or field means, or NULL */
	char *value;           /* the arena's */
	char *exact, *within;  /* the arena's; specifiers "==V" and "==V.*" of a version */
	uint64_t size;         /* bytes */
	int64_t time;          /* Unix seconds */
};

enum query_pick { PICK_ALL, PICK_NEWEST, PICK_OLDEST };

struct query {
	struct arena arena;
	struct condition conditions[QUERY_WORD_LIMIT];
	size_t count;
	enum query_pick pick;
};

/* The name that site files use for a framework ("pytorch" for "torch"), or NULL when the word
 * is none. Letters' case is ignored. */
const char *framework_canonical(const char *word);

#endif

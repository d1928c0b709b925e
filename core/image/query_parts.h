#ifndef BERTH_IMAGE_QUERY_PARTS_H
#define BERTH_IMAGE_QUERY_PARTS_H

/* A query as query_parse.c leaves it, from the words of query_words.c; query_inside.c evaluates the conditions on what is inside,
 * query.c the others, query_order.c brings images in order, query_age.c knows the newest. Private to these and to the index. */

#include "image/facts.h"
#include "image/query.h"

enum { QUERY_LENGTH_LIMIT = 4096, QUERY_WORD_LIMIT = 64, QUERY_SORT_LIMIT = 8 };
/* A condition asks for two packages at most. */
enum { QUERY_KEY_LIMIT = 2 * QUERY_WORD_LIMIT };

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
	SUBJECT_FACT,      /* a fact of what is inside */
	SUBJECT_HAS,       /* a package or a fact is there, perhaps with such a version */
};

/* What a condition says of an image. */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNTOLD /* its inside was not read */ };

struct condition {
	enum query_subject subject;
	enum query_operator operator;
	bool negated;          /* "!WORD" */
	size_t offset;         /* of the member in struct image_name */
	const char *framework; /* static; what the word or field means, or NULL */
	const char *keys[2];   /* of the packages that it asks for, or NULL; static or the arena's */
	int fact;              /* that it asks for, or -1 */
	char *value;           /* the arena's; NULL when `has` asks for no version */
	char *exact;           /* the arena's; the specifier of a version, "==V" or ">=V" */
	char *within;          /* the arena's; "==V.*" */
	uint64_t size;         /* bytes */
	int64_t time;          /* Unix seconds */
};

enum query_pick { PICK_ALL, PICK_NEWEST, PICK_OLDEST };

/* The fields of query_parse.c by their numbers, and others to sort by. */
enum sort_key {
	SORT_NAME, SORT_PATH, SORT_SIZE, SORT_TIME, SORT_AGE, SORT_FRAMEWORK, SORT_VERSION,
	SORT_ROCM, SORT_PYTHON, SORT_ROOT, SORT_KIND, SORT_MATCH,
};

struct query {
	struct arena arena;
	struct condition *conditions; /* owned */
	size_t count, capacity;
	enum query_pick pick;
	struct query_sort {
		enum sort_key key;
		bool backwards;
	} sorts[QUERY_SORT_LIMIT];
	size_t sort_count;
};

/* A row of the table in query_fields.c. */
struct query_field {
	const char *name;
	enum query_subject subject;
	bool ordered; /* whether < and > make sense */
	size_t offset;
	const char *framework;
	const char *keys[2]; /* of the packages that tell the version of a framework */
	int fact;            /* that tells more than the name does, or 0 */
};

/* The next word, moving *text on; NULL at the end. One that is an operator, or begins or ends with
 * one, has become one word with what it belongs to: "torch >= 2.6" gives "torch>=2.6". In the arena. */
const char *query_next_word(const char **text, struct arena *arena);

struct query_symbol {
	const char *text;
	enum query_operator operator;
};
/* The first operator in the word, which then stands at *at, or NULL. A "!" alone is none. */
const struct query_symbol *query_find_symbol(const char *word, const char **at);
enum query_pick query_find_pick(const char *word);

/* The field of that name, letters' case ignored, or NULL; the fact of that name, which is a
 * field, too, or -1; and the field or fact that is nearest to a word, or NULL. */
const struct query_field *query_find_field(const char *name);
int query_find_fact(const char *name);
const char *query_nearest_field(const char *name);
/* Appends all of them, with commas between. */
void query_append_fields(struct text *text);

/* The key to sort by of that name, or -1; `names` (may be NULL) gets all names, ended by NULL. */
int query_find_sort(const char *name, const char *const **names);

/* Orders by `sort`, else leaves the order; and by how well the free words fit, best first, which is given
 * for each as query_score() has it. */
void query_sort(const struct query *query, const struct image **images, size_t count);
void query_rank(const struct query *query, const struct image **images, const int *scores, size_t count);

/* Puts the one that is newest or oldest in front, and gives 1; 0 when there is none. */
size_t query_pick(const struct query *query, const struct image **images, size_t count);
/* Whether a version is the date of a build, "20240918". */
bool query_is_date(const char *version);

/* The facts that conditions ask for, and the packages (keys has room for QUERY_KEY_LIMIT); they may
 * come twice. */
bool query_asks_fact(const struct query *query, enum fact fact);
size_t query_package_keys(const struct query *query, const char **keys);

/* Whether a version, by that of a name or a file, meets the condition. With `natural` (a version
 * of a package) those that are not PEP 440 compare by natural order, and *natural becomes true;
 * else they are before and after nothing. NULL meets nothing. */
bool query_version_meets(const struct condition *condition, const char *version, bool *natural);

/* SUBJECT_FACT and SUBJECT_HAS. */
enum truth query_inside_meets(
	const struct condition *condition, const struct image *image, struct query_says *says);
/* The version that the file itself tells for SUBJECT_VERSION and SUBJECT_FRAMEWORK: whether it
 * tells one at all, and then whether it meets. */
bool query_inside_decides(const struct condition *condition, const struct image *image,
	struct query_says *says, bool *meets);

/* The name that site files use for a framework ("pytorch" for "torch"), or NULL when the word
 * is none. Letters' case is ignored. */
const char *framework_canonical(const char *word);

#endif

#include "image/query_parts.h"

#include "base/files.h"
#include "base/fuzzy.h"
#include "base/version.h"

#include <strings.h>

static const char *const sort_names[] = {
	[SORT_NAME] = "name",
	[SORT_PATH] = "path",
	[SORT_SIZE] = "size",
	[SORT_TIME] = "mtime",
	[SORT_AGE] = "age",
	[SORT_FRAMEWORK] = "framework",
	[SORT_VERSION] = "version",
	[SORT_ROCM] = "rocm",
	[SORT_PYTHON] = "python",
	[SORT_ROOT] = "root",
	[SORT_KIND] = "kind",
	[SORT_MATCH] = "match",
	NULL,
};

const char *query_sort_at(size_t index)
{
	return index < ARRAY_LENGTH(sort_names) ? sort_names[index] : NULL;
}

int query_find_sort(const char *name, const char *const **names)
{
	if (names != NULL)
		*names = sort_names;
	for (int i = 0; sort_names[i] != NULL; i++)
		if (strcasecmp(sort_names[i], name) == 0)
			return i;
	return -1;
}

static bool is_free_word(const struct condition *condition)
{
	return condition->subject == SUBJECT_WORD && !condition->negated;
}

/* Of the best of its names. */
static int score_of(const struct image *image, const char *word)
{
	int best = fuzzy_score(word, image->file);

	for (size_t i = 0; i < image->alias_count; i++) {
		int score = fuzzy_score(word, path_base(image->aliases[i]));
		best = score > best ? score : best;
	}
	return best;
}

int query_score(const struct query *query, const struct image *image)
{
	int total = 1;

	for (size_t i = 0; i < query->count; i++) {
		const struct condition *condition = &query->conditions[i];
		int score = is_free_word(condition) ? score_of(image, condition->value) : 0;
		/* "tf" is a framework and need not stand in the name. */
		if (is_free_word(condition) && score == 0 && condition->framework == NULL)
			return 0;
		total += score;
	}
	return total;
}

struct ranked {
	const struct image *image;
	size_t position;
	int score;
};

struct ordering {
	const struct query *query;
	const struct query_sort *sorts;
	size_t count;
};

/* What is unknown comes last, whichever way the order goes. */
static int compare_texts(const char *a, const char *b, bool version, bool backwards)
{
	int order;

	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	order = version ? version_compare(a, b, NULL) : strcasecmp(a, b);
	return backwards ? -order : order;
}

static int compare_by(const struct query_sort *sort, const struct ranked *a, const struct ranked *b)
{
	const struct image *left = a->image, *right = b->image;
	const struct image_name *l = &left->name, *r = &right->name;
	bool back = sort->backwards;
	int order = 0;

	switch (sort->key) {
	case SORT_NAME:
		return compare_texts(left->file, right->file, false, back);
	case SORT_PATH:
		order = strcmp(left->path, right->path);
		break;
	case SORT_SIZE:
		order = (left->size > right->size) - (left->size < right->size);
		break;
	case SORT_TIME:
		order = (left->mtime_ns > right->mtime_ns) - (left->mtime_ns < right->mtime_ns);
		break;
	case SORT_AGE:
		order = image_compare_age(left, right);
		break;
	case SORT_FRAMEWORK:
		return compare_texts(l->framework, r->framework, false, back);
	case SORT_VERSION:
		return compare_texts(l->version, r->version, true, back);
	case SORT_ROCM:
		return compare_texts(l->rocm, r->rocm, true, back);
	case SORT_PYTHON:
		return compare_texts(l->python, r->python, true, back);
	case SORT_ROOT:
		return compare_texts(left->root, right->root, false, back);
	case SORT_KIND:
		order = (left->kind > right->kind) - (left->kind < right->kind);
		break;
	case SORT_MATCH:
		order = (a->score < b->score) - (a->score > b->score);
		break;
	}
	return back ? -order : order;
}

static int compare_ranked(const void *a, const void *b, void *context)
{
	const struct ordering *ordering = context;
	const struct ranked *left = a, *right = b;

	for (size_t i = 0; i < ordering->count; i++) {
		int order = compare_by(&ordering->sorts[i], left, right);
		if (order != 0)
			return order;
	}
	return (left->position > right->position) - (left->position < right->position);
}

/* `known` are the scores of the images, where the caller has them (else NULL). */
static void order_by(const struct query *query, const struct query_sort *sorts, size_t sort_count,
	const struct image **images, const int *known, size_t count)
{
	struct ordering ordering = {query, sorts, sort_count};
	struct ranked *ranked;
	bool scores = false;

	if (sort_count == 0 || count < 2)
		return;
	ranked = xcalloc(count, sizeof *ranked);
	for (size_t i = 0; i < sort_count; i++)
		scores |= sorts[i].key == SORT_MATCH;
	for (size_t i = 0; i < count; i++)
		ranked[i] = (struct ranked){
			images[i], i,
			known != NULL ? known[i]
			: scores      ? query_score(query, images[i])
				      : 0};
	qsort_r(ranked, count, sizeof *ranked, compare_ranked, &ordering);
	for (size_t i = 0; i < count; i++)
		images[i] = ranked[i].image;
	free(ranked);
}

void query_sort(const struct query *query, const struct image **images, size_t count)
{
	order_by(query, query->sorts, query->sort_count, images, NULL, count);
}

void query_rank(
	const struct query *query, const struct image **images, const int *scores, size_t count)
{
	static const struct query_sort best[] = {{SORT_MATCH, false}};

	order_by(query, best, ARRAY_LENGTH(best), images, scores, count);
}

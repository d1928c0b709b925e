#include "image/query.h"

#include "base/files.h"
#include "base/version.h"
#include "image/query_parts.h"

#include <ctype.h>
#include <strings.h>

static bool holds(enum query_operator operator, int order)
{
	switch (operator) {
	case IS_EQUAL:
		return order == 0;
	case IS_NOT:
		return order != 0;
	case IS_LESS:
		return order < 0;
	case IS_LESS_EQUAL:
		return order <= 0;
	case IS_GREATER:
		return order > 0;
	case IS_GREATER_EQUAL:
		return order >= 0;
	}
	return false;
}

bool query_version_meets(const struct condition *condition, const char *version, bool *natural)
{
	enum query_operator operator = condition->operator;

	if (version == NULL)
		return false;
	if (operator == IS_EQUAL || operator == IS_NOT) {
		bool equal = strcasecmp(version, condition->value) == 0;
		if (!equal && condition->exact != NULL && version_is_pep440(version))
			equal = version_match(version, condition->exact, NULL) == VERSION_YES ||
				version_match(version, condition->within, NULL) == VERSION_YES;
		return equal == (operator == IS_EQUAL);
	}
	if (natural == NULL && (!version_is_pep440(version) ||
				       query_is_date(version) != query_is_date(condition->value)))
		return false;
	if (condition->exact != NULL && version_is_pep440(version))
		return version_match(version, condition->exact, NULL) == VERSION_YES;
	return holds(operator, version_compare(version, condition->value, natural));
}

/* The same of a version that a name tells. */
static bool version_meets(const struct condition *condition, const char *version)
{
	return query_version_meets(condition, version, NULL);
}

static const char *member(const struct image *image, size_t offset)
{
	return *(const char *const *)((const char *)&image->name + offset);
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

static bool framework_is(const struct image *image, const char *framework)
{
	return framework != NULL && same_text(image->name.framework, framework);
}

/* Whether the name is `wanted`, which may lack the ending. */
static bool file_is(const char *file, const char *wanted)
{
	const char *dot = strrchr(file, '.');
	size_t length = strlen(wanted);

	if (strcasecmp(file, wanted) == 0)
		return true;
	return dot != NULL && (size_t)(dot - file) == length &&
		strncasecmp(file, wanted, length) == 0;
}

/* As strcasestr(3) for names and words in ASCII, which is asked of every image for every key that is typed:
 * where the word's first letter stands is found by memchr(), in either case. */
static const char *find_word(const char *name, const char *end, const char *word, size_t length)
{
	int small = tolower((unsigned char)word[0]), capital = toupper((unsigned char)word[0]);
	const char *a = NULL, *b = NULL;

	for (const char *at = name; length > 0 && (size_t)(end - at) >= length; at++) {
		size_t room = (size_t)(end - at) - length + 1;
		if (a == NULL || a < at)
			a = memchr(at, small, room);
		if (b == NULL || b < at)
			b = capital != small ? memchr(at, capital, room) : NULL;
		a = a != NULL ? a : end;
		b = b != NULL ? b : end;
		at = a < b ? a : b;
		if (at == end)
			return NULL;
		if (strncasecmp(at, word, length) == 0)
			return at;
	}
	return length > 0 ? NULL : name;
}

/* Whether `word` stands in the name; when `whole`, not as a piece of a longer word. */
static bool file_holds(const char *file, const char *word, bool whole)
{
	size_t length = strlen(word);
	const char *end = file + strlen(file);

	for (const char *at = file; (at = find_word(at, end, word, length)) != NULL; at++)
		if (!whole || ((at == file || !isalnum((unsigned char)at[-1])) &&
				      !isalnum((unsigned char)at[length])))
			return true;
	return false;
}

static bool file_meets(const struct condition *condition, const struct image *image,
	const char *file)
{
	if (condition->subject == SUBJECT_FILE)
		return file_is(file, condition->value);
	/* "torch" means the framework, not every lumi-multitorch image. */
	return file_holds(file, condition->value,
		condition->framework != NULL && image->name.family != NULL);
}

/* Whether the condition holds for one of the names that the file has. */
static bool any_name_meets(const struct condition *condition, const struct image *image)
{
	if (file_meets(condition, image, image->file))
		return true;
	for (size_t i = 0; i < image->alias_count; i++)
		if (file_meets(condition, image, path_base(image->aliases[i])))
			return true;
	return false;
}

static bool equality(const struct condition *condition, bool equal)
{
	return equal == (condition->operator == IS_EQUAL);
}

/* A version by what the file tells, else by the name. Where neither says anything, the file
 * might. */
static enum truth told_version_meets(const struct condition *condition, const struct image *image,
	const char *named, struct query_says *says)
{
	bool meets = false;

	if (query_inside_decides(condition, image, says, &meets))
		return meets ? TRUTH_YES : TRUTH_NO;
	/* The opposite of what is unknown holds, as it does for all that names tell. */
	if (image->facts == NULL && image->name.form == NULL && !condition->negated &&
		(condition->fact >= 0 || condition->keys[0] != NULL))
		return TRUTH_UNTOLD;
	if (condition->framework != NULL && !framework_is(image, condition->framework))
		return TRUTH_NO;
	return version_meets(condition, named) ? TRUTH_YES : TRUTH_NO;
}

static bool plainly_meets(const struct condition *condition, const struct image *image)
{
	const char *value = condition->value;

	switch (condition->subject) {
	case SUBJECT_WORD:
		return framework_is(image, condition->framework) ||
			any_name_meets(condition, image);
	case SUBJECT_TEXT:
		return equality(condition, same_text(member(image, condition->offset), value));
	case SUBJECT_KIND:
		return equality(condition, same_text(image_kind_name(image->kind), value));
	case SUBJECT_ROOT:
		return equality(condition, image->root != NULL && string_equal(image->root, value));
	case SUBJECT_FILE:
		return equality(condition, any_name_meets(condition, image));
	case SUBJECT_SIZE:
		return holds(condition->operator, (image->size > condition->size) -
				(image->size < condition->size));
	case SUBJECT_NEWER:
		return image->mtime >= condition->time;
	case SUBJECT_OLDER:
		return image->mtime < condition->time;
	default:
		return false;
	}
}

static enum truth meets(
	const struct condition *condition, const struct image *image, struct query_says *says)
{
	switch (condition->subject) {
	case SUBJECT_VERSION:
		return told_version_meets(
			condition, image, member(image, condition->offset), says);
	case SUBJECT_FRAMEWORK:
		return told_version_meets(condition, image, image->name.version, says);
	case SUBJECT_FACT:
	case SUBJECT_HAS:
		return query_inside_meets(condition, image, says);
	default:
		return plainly_meets(condition, image) ? TRUTH_YES : TRUTH_NO;
	}
}

/* `words`: whether the free words count. */
static bool judge(const struct query *query, const struct image *image, bool words,
	struct query_says *says)
{
	bool untold = false;

	for (size_t i = 0; i < query->count; i++) {
		const struct condition *condition = &query->conditions[i];
		enum truth truth;
		if (!words && condition->subject == SUBJECT_WORD && !condition->negated &&
			condition->framework == NULL)
			continue;
		truth = meets(condition, image, says);
		if (truth == (condition->negated ? TRUTH_YES : TRUTH_NO))
			return false;
		untold |= truth == TRUTH_UNTOLD;
	}
	says->untold += untold;
	return !untold;
}

bool query_judge(const struct query *query, const struct image *image, struct query_says *says)
{
	return judge(query, image, true, says);
}

bool query_matches(const struct query *query, const struct image *image)
{
	struct query_says says = {0};
	return judge(query, image, true, &says);
}

bool query_needs_kinds(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->conditions[i].subject == SUBJECT_KIND)
			return true;
	return false;
}

bool query_picks_one(const struct query *query)
{
	return query->pick != PICK_ALL;
}

static size_t filter(const struct query *query, const struct image **images, size_t count,
	struct query_says *says)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (judge(query, images[i], true, says))
			images[kept++] = images[i];
	if (query->pick != PICK_ALL)
		return query_pick(query, images, kept);
	query_sort(query, images, kept);
	return kept;
}

size_t query_filter(const struct query *query, const struct image **images, size_t count)
{
	struct query_says says = {0};
	return filter(query, images, count, &says);
}

/* Those whose names have the letters of the free words, and for which all else holds. */
static size_t filter_fuzzily(const struct query *query, const struct image **images, size_t count)
{
	struct query_says says = {0};
	int *scores = xcalloc(count, sizeof *scores);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		int score = query_score(query, images[i]);
		if (score > 0 && judge(query, images[i], false, &says)) {
			scores[kept] = score;
			images[kept++] = images[i];
		}
	}
	if (query->pick != PICK_ALL) {
		kept = query_pick(query, images, kept);
	} else {
		query_rank(query, images, scores, kept);
		query_sort(query, images, kept);
	}
	free(scores);
	return kept;
}

size_t query_search(const struct query *query, const struct image **images, size_t count,
	struct query_says *says, bool *fuzzy)
{
	struct query_says own = {0};
	const struct image **all;
	size_t kept, words = 0;

	for (size_t i = 0; i < query->count; i++)
		words += query->conditions[i].subject == SUBJECT_WORD &&
			!query->conditions[i].negated && query->conditions[i].framework == NULL;
	all = xcalloc(count, sizeof *all);
	if (count > 0)
		memcpy(all, images, count * sizeof *all);
	kept = filter(query, images, count, says != NULL ? says : &own);
	*fuzzy = false;
	if (kept == 0 && words > 0 && (says != NULL ? says->untold : own.untold) == 0) {
		kept = filter_fuzzily(query, all, count);
		if (kept > 0)
			memcpy(images, all, kept * sizeof *images);
		*fuzzy = kept > 0;
	}
	free(all);
	return kept;
}

#include "image/query.h"

#include "base/files.h"
#include "base/version.h"
#include "image/query_parts.h"

#include <ctype.h>
#include <strings.h>
#include <time.h>

enum { DATE_LENGTH = 8, STAMP_LENGTH = 15 };

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

/* Whether a version is the date of a build, "20240918". */
static bool is_date(const char *version)
{
	return strlen(version) == DATE_LENGTH && strspn(version, "0123456789") == DATE_LENGTH;
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
				       is_date(version) != is_date(condition->value)))
		return false;
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

/* Whether `word` stands in the name; when `whole`, not as a piece of a longer word. */
static bool file_holds(const char *file, const char *word, bool whole)
{
	size_t length = strlen(word);

	for (const char *at = strcasestr(file, word); at != NULL; at = strcasestr(at + 1, word))
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

/* Unknown versions are the oldest, then hashes, then dates, then versions. */
static int version_rank(const char *version)
{
	if (version == NULL)
		return 0;
	if (!version_is_pep440(version))
		return 1;
	return is_date(version) ? 2 : 3;
}

static int compare_versions(const char *a, const char *b)
{
	int rank = version_rank(a), difference = rank - version_rank(b);

	/* Hashes have no order. */
	if (difference != 0 || rank <= 1)
		return difference;
	return version_compare(a, b, NULL);
}

/* The time at which an image was made as "20260124_092648": what its name says, as copying
 * changes the time of the file, or else that time. */
static void write_stamp(const struct image *image, char stamp[STAMP_LENGTH + 1])
{
	const char *release = image->name.release, *date = image->name.date;
	const char *dash = release != NULL ? strrchr(release, '-') : NULL;
	time_t when = (time_t)image->mtime;
	struct tm tm = {0};

	if (dash != NULL && strlen(dash + 1) == STAMP_LENGTH && dash[1 + DATE_LENGTH] == '_') {
		memcpy(stamp, dash + 1, STAMP_LENGTH + 1);
	} else if (date != NULL && is_date(date)) {
		memcpy(stamp, date, DATE_LENGTH);
		memcpy(stamp + DATE_LENGTH, "_000000", STAMP_LENGTH - DATE_LENGTH + 1);
	} else if (gmtime_r(&when, &tm) == NULL ||
		strftime(stamp, STAMP_LENGTH + 1, "%Y%m%d_%H%M%S", &tm) != STAMP_LENGTH) {
		stamp[0] = '\0';
	}
}

static int compare_dates(const struct image *a, const struct image *b)
{
	char stamp_a[STAMP_LENGTH + 1], stamp_b[STAMP_LENGTH + 1];
	int order;

	write_stamp(a, stamp_a);
	write_stamp(b, stamp_b);
	order = strcmp(stamp_a, stamp_b);
	return order != 0 ? order : (a->mtime > b->mtime) - (a->mtime < b->mtime);
}

int image_compare_age(const struct image *a, const struct image *b)
{
	int order = compare_versions(a->name.version, b->name.version);
	return order != 0 ? order : compare_dates(a, b);
}

static bool same_frameworks(const struct image **images, size_t count)
{
	const char *first = count > 0 ? images[0]->name.framework : NULL;

	for (size_t i = 1; i < count; i++)
		if (images[i]->name.framework != first && !framework_is(images[i], first))
			return false;
	return true;
}

static size_t pick_one(const struct query *query, const struct image **images, size_t count)
{
	int (*compare)(const struct image *, const struct image *) =
		same_frameworks(images, count) ? image_compare_age : compare_dates;

	for (size_t i = 1; i < count; i++) {
		int order = compare(images[i], images[0]);
		if (query->pick == PICK_NEWEST ? order > 0 : order < 0)
			images[0] = images[i];
	}
	return count > 0 ? 1 : 0;
}

static size_t filter(const struct query *query, const struct image **images, size_t count,
	struct query_says *says)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (judge(query, images[i], true, says))
			images[kept++] = images[i];
	if (query->pick != PICK_ALL)
		return pick_one(query, images, kept);
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
		kept = pick_one(query, images, kept);
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

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

static bool version_meets(const struct condition *condition, const char *version)
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
	if (!version_is_pep440(version) || is_date(version) != is_date(condition->value))
		return false;
	return holds(operator, version_compare(version, condition->value, NULL));
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

static bool meets(const struct condition *condition, const struct image *image)
{
	const char *value = condition->value;

	switch (condition->subject) {
	case SUBJECT_WORD:
		return framework_is(image, condition->framework) ||
			any_name_meets(condition, image);
	case SUBJECT_TEXT:
		return equality(condition, same_text(member(image, condition->offset), value));
	case SUBJECT_VERSION:
		return version_meets(condition, member(image, condition->offset));
	case SUBJECT_FRAMEWORK:
		return framework_is(image, condition->framework) &&
			version_meets(condition, image->name.version);
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
	}
	return false;
}

bool query_matches(const struct query *query, const struct image *image)
{
	for (size_t i = 0; i < query->count; i++)
		if (meets(&query->conditions[i], image) == query->conditions[i].negated)
			return false;
	return true;
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

size_t query_filter(const struct query *query, const struct image **images, size_t count)
{
	int (*compare)(const struct image *, const struct image *);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (query_matches(query, images[i]))
			images[kept++] = images[i];
	if (query->pick == PICK_ALL || kept == 0)
		return kept;
	compare = same_frameworks(images, kept) ? image_compare_age : compare_dates;
	for (size_t i = 1; i < kept; i++) {
		int order = compare(images[i], images[0]);
		if (query->pick == PICK_NEWEST ? order > 0 : order < 0)
			images[0] = images[i];
	}
	return 1;
}

#include "image/query_parts.h"

#include "base/version.h"

#include <strings.h>
#include <time.h>

/* Which of two images is newer, and the one that `newest` or `oldest` means. */

enum { DATE_LENGTH = 8, STAMP_LENGTH = 15 };

bool query_is_date(const char *version)
{
	return strlen(version) == DATE_LENGTH && strspn(version, "0123456789") == DATE_LENGTH;
}

/* Unknown versions are the oldest, then hashes, then dates, then versions. */
static int version_rank(const char *version)
{
	if (version == NULL)
		return 0;
	if (!version_is_pep440(version))
		return 1;
	return query_is_date(version) ? 2 : 3;
}

static int compare_versions(const char *a, const char *b)
{
	int rank = version_rank(a), difference = rank - version_rank(b);

	/* Hashes have no order. */
	if (difference != 0 || rank <= 1)
		return difference;
	return version_compare(a, b, NULL);
}

/* As strftime(3) with "%Y%m%d_%H%M%S", which takes many times as long. Empty when the year has other than four digits. */
static void write_time(time_t when, char stamp[STAMP_LENGTH + 1])
{
	struct tm tm = {0};
	int parts[7];

	stamp[0] = '\0';
	if (gmtime_r(&when, &tm) == NULL || tm.tm_year < -900 || tm.tm_year > 9999 - 1900)
		return;
	parts[0] = (tm.tm_year + 1900) / 100;
	parts[1] = (tm.tm_year + 1900) % 100;
	parts[2] = tm.tm_mon + 1;
	parts[3] = tm.tm_mday;
	parts[4] = tm.tm_hour;
	parts[5] = tm.tm_min;
	parts[6] = tm.tm_sec;
	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
		char *at = stamp + 2 * i + (i > 3);
		at[0] = (char)('0' + parts[i] / 10);
		at[1] = (char)('0' + parts[i] % 10);
	}
	stamp[DATE_LENGTH] = '_';
	stamp[STAMP_LENGTH] = '\0';
}

/* The time at which an image was made as "20260124_092648": what its name says, as copying
 * changes the time of the file, or else that time. */
static void write_stamp(const struct image *image, char stamp[STAMP_LENGTH + 1])
{
	const char *release = image->name.release, *date = image->name.date;
	const char *dash = release != NULL ? strrchr(release, '-') : NULL;

	if (dash != NULL && strlen(dash + 1) == STAMP_LENGTH && dash[1 + DATE_LENGTH] == '_') {
		memcpy(stamp, dash + 1, STAMP_LENGTH + 1);
	} else if (date != NULL && query_is_date(date)) {
		memcpy(stamp, date, DATE_LENGTH);
		memcpy(stamp + DATE_LENGTH, "_000000", STAMP_LENGTH - DATE_LENGTH + 1);
	} else {
		write_time((time_t)image->mtime, stamp);
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

static bool same_framework(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

static bool same_frameworks(const struct image **images, size_t count)
{
	const char *first = count > 0 ? images[0]->name.framework : NULL;

	for (size_t i = 1; i < count; i++)
		if (!same_framework(images[i]->name.framework, first))
			return false;
	return true;
}

size_t query_pick(const struct query *query, const struct image **images, size_t count)
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

#include "image/query_parts.h"

#include "base/version.h"

#include <strings.h>

static const struct fact_value *fact_of(
	const struct condition *condition, const struct image *image)
{
	const struct fact_value *value;

	if (image->facts == NULL || condition->fact < 0)
		return NULL;
	value = &image->facts->values[condition->fact];
	return value->value != NULL ? value : NULL;
}

/* Whether one of the packages is there in such a version; *any becomes true when one is there
 * with a version. Several may be: in other environments, and for conda and Python alike. A
 * version that must not be must be none of them. */
static bool package_meets(const struct condition *condition, const struct facts *facts,
	struct query_says *says, bool *any)
{
	bool meets = false, all = true;
	struct text buffer = TEXT_INIT;

	for (size_t k = 0; k < ARRAY_LENGTH(condition->keys); k++) {
		size_t count = 0;
		const struct package *package = condition->keys[k] != NULL
			? facts_packages(facts, condition->keys[k], &count)
			: NULL;
		for (size_t i = 0; i < count; i++) {
			bool natural = false, met;
			if (package[i].version == NULL)
				continue;
			*any = true;
			met = query_version_meets(condition,
				package_version(&package[i], condition->value, &buffer), &natural);
			meets |= met;
			all &= met;
			if (natural && !says->natural) {
				says->natural = true;
				says->natural_name = package[i].name;
			}
		}
	}
	text_release(&buffer);
	return condition->operator == IS_NOT ? *any && all : meets;
}

bool query_inside_decides(const struct condition *condition, const struct image *image,
	struct query_says *says, bool *meets)
{
	const struct fact_value *value = fact_of(condition, image);
	bool any = false;

	if (image->facts == NULL)
		return false;
	/* "mpich>=4" asks for the MPI only where that is MPICH. */
	if (value != NULL && value->version != NULL &&
		(condition->framework == NULL ||
			strcasecmp(value->value, condition->framework) == 0)) {
		*meets = query_version_meets(condition, value->version, NULL);
		return true;
	}
	*meets = package_meets(condition, image->facts, says, &any);
	return any;
}

static enum truth fact_meets(const struct condition *condition, const struct image *image)
{
	const struct fact_value *value = fact_of(condition, image);
	bool equal;

	if (image->facts == NULL)
		return TRUTH_UNTOLD;
	if (value == NULL)
		return TRUTH_NO;
	if (condition->operator != IS_EQUAL && condition->operator != IS_NOT)
		return query_version_meets(condition, value->version, NULL) ? TRUTH_YES : TRUTH_NO;
	equal = strcasecmp(value->value, condition->value) == 0;
	if (value->version != NULL && !equal) {
		struct condition same = *condition;
		same.operator = IS_EQUAL;
		equal = query_version_meets(&same, value->version, NULL);
	}
	return equal == (condition->operator == IS_EQUAL) ? TRUTH_YES : TRUTH_NO;
}

static enum truth has(
	const struct condition *condition, const struct image *image, struct query_says *says)
{
	const struct fact_value *value = fact_of(condition, image);
	size_t count = 0;
	bool any = false;

	if (image->facts == NULL)
		return TRUTH_UNTOLD;
	if (condition->value != NULL) {
		if (package_meets(condition, image->facts, says, &any) ||
			(value != NULL &&
				query_version_meets(condition, value->version, NULL)))
			return TRUTH_YES;
	} else if (facts_packages(image->facts, condition->keys[0], &count) != NULL ||
		(value != NULL && value->path != NULL)) {
		return TRUTH_YES;
	}
	/* There are more packages than were kept. */
	return image->facts->cut ? TRUTH_UNTOLD : TRUTH_NO;
}

enum truth query_inside_meets(
	const struct condition *condition, const struct image *image, struct query_says *says)
{
	return condition->subject == SUBJECT_FACT ? fact_meets(condition, image)
						  : has(condition, image, says);
}

bool query_asks_fact(const struct query *query, enum fact fact)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->conditions[i].fact == (int)fact)
			return true;
	return false;
}

size_t query_package_keys(const struct query *query, const char **keys)
{
	size_t count = 0;

	for (size_t i = 0; i < query->count; i++)
		for (size_t k = 0; k < ARRAY_LENGTH(query->conditions[i].keys); k++)
			if (query->conditions[i].keys[k] != NULL)
				keys[count++] = query->conditions[i].keys[k];
	return count;
}

bool query_needs_facts(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->conditions[i].fact >= 0 || query->conditions[i].keys[0] != NULL)
			return true;
	return false;
}

bool query_asks_inside(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->conditions[i].subject == SUBJECT_HAS ||
			query->conditions[i].subject == SUBJECT_FACT)
			return true;
	return false;
}

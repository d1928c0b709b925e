#include "image/image.h"

#include "image/query.h"

const char *image_kind_name(enum image_kind kind)
{
	static const char *const names[] = {
		[IMAGE_UNKNOWN] = "unknown",
		[IMAGE_SIF] = "sif",
		[IMAGE_OCI_SIF] = "oci-sif",
		[IMAGE_ENCRYPTED] = "encrypted",
		[IMAGE_EXT3] = "ext3",
		[IMAGE_SQUASHFS] = "squashfs",
		[IMAGE_SANDBOX] = "sandbox",
		[IMAGE_NONE] = "not-an-image",
	};
	return names[kind];
}

int64_t image_time(const struct timespec *time)
{
	int64_t nanoseconds;

	if (__builtin_mul_overflow((int64_t)time->tv_sec, 1000000000, &nanoseconds) ||
		__builtin_add_overflow(nanoseconds, (int64_t)time->tv_nsec, &nanoseconds))
		return time->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return nanoseconds;
}

/* A query that cannot be read fits no image: the check of the site file tells of it. */
static bool query_fits(const char *text, const struct image *image)
{
	struct diags diags = {0};
	struct query *query = query_new(text, &diags);
	bool fits = query != NULL && query_matches(query, image);

	query_free(query);
	diags_release(&diags);
	return fits;
}

static bool recipe_fits(const struct site_recipe *recipe, const struct image *image)
{
	const char *family = image->name.family;

	if ((recipe->family == NULL) != (family == NULL))
		return false;
	if (family != NULL && !string_equal(recipe->family, family))
		return false;
	for (size_t i = 0; i < recipe->when.count; i++)
		if (query_fits(recipe->when.items[i], image))
			return true;
	return recipe->when.count == 0;
}

const struct site_recipe *image_recipe(const struct site *site, const struct image *image)
{
	YAML_EACH (const struct site_recipe, recipe, &site->recipes)
		if (recipe_fits(recipe, image))
			return recipe;
	return NULL;
}

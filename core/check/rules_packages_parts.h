#ifndef BERTH_CHECK_RULES_PACKAGES_PARTS_H
#define BERTH_CHECK_RULES_PACKAGES_PARTS_H

/* The rules of family Y; rules_packages.c has their table. */

#include "check/builds.h"

static inline bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (string_equal(list[i], word))
			return true;
	return false;
}
#define IS_ONE_OF(word, list) is_one_of((word), (list), ARRAY_LENGTH(list))

#define EACH(type, name, vector) vector_each(const struct type, name, vector)

/* rules_packages_gpus.c: packages that are made for other GPUs than the machine has. */
void package_cuda(struct build_check *check);
void package_torch_for_cuda(struct build_check *check);
void package_rocm_of_another(struct build_check *check);
void package_conda_torch(struct build_check *check);
void package_builds_for_cuda(struct build_check *check);
void package_tensorflow(struct build_check *check);

#endif

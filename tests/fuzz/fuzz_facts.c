/*
 * Any bytes as an image file of which all facts are read. What is told of it is within its bounds,
 * and every package is of an environment that is there.
 */

#include "image/facts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(const struct facts *facts)
{
	require(facts->package_count <= FACTS_PACKAGES_MAX);
	require(facts->environment_count <= FACTS_ENVIRONMENTS_MAX);
	require(facts->tool_count <= FACTS_TOOLS_MAX);
	for (size_t i = 0; i < facts->package_count; i++) {
		const struct package *package = &facts->packages[i];
		size_t count = 0;
		require(package->environment < facts->environment_count);
		require(package->name[0] != '\0' && package->path != NULL);
		require(i == 0 || strcmp(package[-1].key, package->key) <= 0);
		require(facts_packages(facts, package->key, &count) != NULL && count > 0);
	}
	for (size_t i = 0; i < FACT_COUNT; i++)
		require(facts->values[i].version == NULL || facts->values[i].value != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int fd = -1;
	static char path[64];
	struct image_tree *tree = NULL;
	struct facts facts = {0};
	struct diags diags = {0};
	struct sif sif;

	if (fd < 0) {
		fd = memfd_create("image", MFD_CLOEXEC);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
		return 0;
	if (sif_read(path, &sif, &diags))
		tree = image_tree_open(path, &sif, &diags);
	if (tree != NULL) {
		if (facts_read(tree, &sif, FACTS_CONTENTS, NULL, &facts, &diags))
			check(&facts);
		else
			require(diags_have_errors(&diags));
	}
	facts_release(&facts);
	image_tree_close(tree);
	sif_release(&sif);
	diags_release(&diags);
	return 0;
}

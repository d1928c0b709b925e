/*
 * libFuzzer target: any bytes as an image file. They are read through a file in memory, so that
 * the reader's own preads are exercised.
 */

#include "image/sif_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What a caller may rely on for any file. */
static void check(const struct sif *sif, size_t length)
{
	for (size_t i = 0; i < sif->descriptor_count; i++) {
		const struct sif_descriptor *descriptor = &sif->descriptors[i];
		if (descriptor->offset > length || descriptor->size > length - descriptor->offset)
			abort();
	}
	if (sif->primary != NULL &&
		(size_t)(sif->primary - sif->descriptors) >= sif->descriptor_count)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int fd = -1;
	struct diags diags = {0};
	struct sif sif;

	if (fd < 0)
		fd = memfd_create("image", MFD_CLOEXEC);
	if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
		return 0;
	if (sif_read_fd(fd, "image.sif", &sif, &diags))
		check(&sif, length);
	else
		abort();
	sif_release(&sif);
	diags_release(&diags);
	return 0;
}

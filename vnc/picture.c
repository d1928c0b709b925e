#include "base/files.h"
#include "vnc/probe.h"

#ifdef HAVE_VNCCLIENT

#include <png.h>

bool vnc_picture_write(
	const struct vnc_probe *probe, const char *path, bool replace, struct diags *diags)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)probe->width,
		.height = (png_uint_32)probe->height,
		.format = PNG_FORMAT_RGB};
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	void *bytes = xmalloc(size);
	bool fine = png_image_write_to_memory(&image, bytes, &size, 0, probe->pixels, 0, NULL) != 0;

	if (!fine)
		diags_fail(diags, "F21", NULL, "cannot make '%s': %s", path, image.message);
	else
		/* A picture of a desktop is for its owner. */
		fine = file_write(path, bytes, size, 0600, replace ? FILE_REPLACE : 0, diags);
	free(bytes);
	return fine;
}

#else

bool vnc_picture_write(
	const struct vnc_probe *probe, const char *path, bool replace, struct diags *diags)
{
	(void)probe;
	(void)replace;
	return diags_fail(diags, "V28", NULL, "this build of Berth cannot write '%s'", path);
}

#endif

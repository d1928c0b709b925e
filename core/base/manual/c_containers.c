#include "base/manual/manual.h"

/* Containers and how they are started. */
const struct diag_info manual_c_containers[] = {
	{"C14", "the ROCm of the image does not suit the GPU driver",
		"A GPU driver works with a window of ROCm versions. Outside of it programs fail to "
		"start, or give wrong results.",
		"Take an image whose ROCm lies inside the window that the message names."},
	{"C29", "this kind of image has a known trouble",
		"The site file carries a warning for images of this family and vintage.",
		"Read the warning; most often a newer image is the cure."},
	{NULL, NULL, NULL, NULL},
};

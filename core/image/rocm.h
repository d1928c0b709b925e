#ifndef BERTH_IMAGE_ROCM_H
#define BERTH_IMAGE_ROCM_H

/*
 * The ROCm of an image against the window of versions that the GPU driver of the site works with
 * (`rocm` of the site file). Whoever says C14 asks here.
 */

#include "image/facts.h"
#include "image/image.h"

enum rocm_fit {
	ROCM_UNKNOWN,   /* the image has none, or nothing tells which; or the site tells no window */
	ROCM_FITS,
	ROCM_WITH_CARE, /* the site has a note on it */
	ROCM_TOO_OLD,   /* not supported; may still run */
	ROCM_TOO_NEW,   /* the driver cannot run it */
};

struct rocm {
	enum rocm_fit fit;
	enum severity severity; /* of C14: a note when it fits */
	const char *version;    /* of the image's ROCm; NULL when it is unknown */
	const struct fact_value *held; /* what tells it from inside; NULL: the name of the file does */
};

/* What is inside counts more than the name. `facts` may be NULL; they and the image outlive the
 * result. */
struct rocm rocm_judge(
	const struct site *site, const struct image *image, const struct facts *facts);
/* What is the matter, in one clause; not for ROCM_UNKNOWN. */
void rocm_append_statement(const struct site *site, const struct rocm *rocm, struct text *text);
/* What to do about it; nothing for ROCM_FITS. */
void rocm_append_advice(const struct site *site, const struct rocm *rocm, struct text *text);

#endif

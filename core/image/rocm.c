#include "image/rocm.h"

#include "base/version.h"

static enum rocm_fit find_fit(const struct site_rocm_window *window, const char *version)
{
	/* 7.0.2 is within a window that ends with 7.0. */
	if (window->high != NULL && version_compare(version, window->high, NULL) > 0 &&
		!(string_starts(version, window->high) && version[strlen(window->high)] == '.'))
		return ROCM_TOO_NEW;
	if (window->low != NULL && version_compare(version, window->low, NULL) < 0)
		return ROCM_TOO_OLD;
	if (window->note_from != NULL && window->note != NULL &&
		version_compare(version, window->note_from, NULL) >= 0)
		return ROCM_WITH_CARE;
	return window->low != NULL && window->high != NULL ? ROCM_FITS : ROCM_UNKNOWN;
}

struct rocm rocm_judge(
	const struct site *site, const struct image *image, const struct facts *facts)
{
	static const enum severity severities[] = {
		[ROCM_UNKNOWN] = SEVERITY_NOTE, [ROCM_FITS] = SEVERITY_NOTE,
		[ROCM_WITH_CARE] = SEVERITY_NOTE, [ROCM_TOO_OLD] = SEVERITY_WARNING,
		[ROCM_TOO_NEW] = SEVERITY_ERROR,
	};
	const struct fact_value *held = facts != NULL ? &facts->values[FACT_ROCM] : NULL;
	struct rocm rocm = {.version = image->name.rocm};

	if (held != NULL && held->value != NULL && held->version != NULL) {
		rocm.held = held;
		rocm.version = held->version;
	}
	if (rocm.version != NULL)
		rocm.fit = find_fit(&site->rocm, rocm.version);
	rocm.severity = severities[rocm.fit];
	return rocm;
}

void rocm_append_statement(const struct site *site, const struct rocm *rocm, struct text *text)
{
	const char *driver = site->rocm.driver != NULL ? site->rocm.driver : "of this machine";

	switch (rocm->fit) {
	case ROCM_UNKNOWN: BUG("nothing to say of an unknown ROCm");
	case ROCM_FITS:
		text_append_format(
			text, "ROCm %s works with the GPU driver (%s)", rocm->version, driver);
		break;
	case ROCM_WITH_CARE:
		text_append_format(
			text, "ROCm %s works with the GPU driver with care", rocm->version);
		break;
	case ROCM_TOO_OLD:
		text_append_format(text,
			"ROCm %s of the image is older than the GPU driver (%s) supports",
			rocm->version, driver);
		break;
	case ROCM_TOO_NEW:
		text_append_format(text,
			"ROCm %s of the image is newer than the GPU driver (%s) can run",
			rocm->version, driver);
		break;
	}
}

void rocm_append_advice(const struct site *site, const struct rocm *rocm, struct text *text)
{
	const char *low = site->rocm.low != NULL ? site->rocm.low : "?";
	const char *high = site->rocm.high != NULL ? site->rocm.high : "?";

	if (rocm->fit == ROCM_TOO_NEW)
		text_append_format(text, "take an image with ROCm %s to %s", low, high);
	else if (rocm->fit == ROCM_TOO_OLD)
		text_append_format(text,
			"supported are ROCm %s to %s; it may still run, but nobody vouches for it",
			low, high);
	else if (rocm->fit == ROCM_WITH_CARE)
		text_append(text, site->rocm.note);
}

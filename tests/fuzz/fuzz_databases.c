/*
 * The data bases of dpkg, rpm and apk, as an image may bring them. The first byte says the form; the
 * rest is the file.
 */

#include "image/facts_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The form of this number, counted through what all these modules read. */
static const struct facts_detector *form_at(size_t number)
{
	static const struct facts_module *const modules[] = {&facts_rpm, &facts_apk, &facts_system};
	const struct facts_detector *forms[32];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(modules); i++)
		for (const struct facts_detector *at = modules[i]->detectors; at->pattern != NULL; at++)
			if (at->content != NULL && at->depth == FACTS_DATABASES)
				forms[count++] = at;
	return forms[number % count];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct facts facts = {0};
	struct diags diags = {0};
	struct facts_reader reader = {
		.facts = &facts, .diags = &diags, .bytes_left = 1 << 20, .depth = FACTS_DATABASES};
	struct text file = TEXT_INIT;

	if (length == 0)
		return 0;
	text_append_bytes(&file, (const char *)bytes + 1, length - 1);
	form_at(bytes[0])->content(&reader, "var/lib/packages", &file);
	text_release(&file);
	diags_release(&diags);
	vector_release(&reader.packages);
	vector_release(&reader.environments);
	facts_release(&facts);
	return 0;
}

/*
 * Files of an image from which facts are read: data bases of packages, scripts of the environment
 * and the like, as an image may bring them. The first byte says which; the rest is the file.
 */

#include "image/facts_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The one of this number, counted through all modules whose readers need nothing but the file. */
static const struct facts_detector *detector_at(size_t number)
{
	static const struct facts_module *const modules[] = {&facts_rpm, &facts_apk, &facts_system,
		&facts_environment, &facts_python, &facts_libraries, &facts_mpi};
	const struct facts_detector *found[64];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(modules); i++)
		for (const struct facts_detector *at = modules[i]->detectors; at->pattern != NULL; at++)
			if (at->content != NULL)
				found[count++] = at;
	return found[number % count];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct facts facts = {0};
	struct diags diags = {0};
	struct facts_reader reader = {
		.facts = &facts, .diags = &diags, .bytes_left = 1 << 20, .depth = FACTS_CONTENTS};
	struct text file = TEXT_INIT;

	if (length == 0)
		return 0;
	text_append_bytes(&file, (const char *)bytes + 1, length - 1);
	detector_at(bytes[0])->content(&reader, "opt/x/file", &file);
	text_release(&file);
	diags_release(&diags);
	vector_release(&reader.packages);
	vector_release(&reader.environments);
	vector_release(&reader.mpi);
	facts_release(&facts);
	return 0;
}

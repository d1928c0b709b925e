/*
 * rpm's data bases, as an image may bring them. The first byte says the form; the rest is the file.
 */

#include "image/facts_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct facts_detector *detectors = facts_rpm.detectors;
	struct facts facts = {0};
	struct diags diags = {0};
	struct facts_reader reader = {
		.facts = &facts, .diags = &diags, .bytes_left = 1 << 20, .depth = FACTS_DATABASES};
	struct text file = TEXT_INIT;
	size_t forms = 0;

	while (detectors[forms].pattern != NULL)
		forms++;
	if (length == 0)
		return 0;
	text_append_bytes(&file, (const char *)bytes + 1, length - 1);
	detectors[bytes[0] % forms].content(&reader, "var/lib/rpm/Packages", &file);
	text_release(&file);
	diags_release(&diags);
	vector_release(&reader.packages);
	vector_release(&reader.environments);
	facts_release(&facts);
	return 0;
}

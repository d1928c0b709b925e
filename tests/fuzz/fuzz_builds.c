/*
 * Any bytes as a requirements file, an environment file of conda and a definition file, with all
 * rules over each. What is found stands within the file.
 */

#include "check/builds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy that is just as long shows reads beyond the end; YAML and scripts want a NUL. */
	char *bytes = xmalloc(size + 1);
	struct site site = {0};
	int lines = 1;

	if (size > 0)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	for (size_t i = 0; i < size; i++)
		lines += bytes[i] == '\n' || bytes[i] == '\r';
	for (int kind = BUILD_CONDA; kind <= BUILD_DEFINITION; kind++) {
		const struct build_wish wish = {.base = "x.sif"};
		struct build_check check;
		struct diags diags = {0};
		struct text said = TEXT_INIT;
		if (!build_check_run(&site, (enum build_kind)kind, "fuzz", bytes, size, &wish,
			    &check, &diags) &&
			diags.count == 0)
			BUG("a failure without a word");
		vector_each (const struct diag, diag, &check.findings) {
			diag_format(diag, &said);
			/* YAML knows more line breaks than these. */
			if (kind != BUILD_CONDA && diag->line > lines)
				BUG("%s stands in line %d of %d", diag->id, diag->line, lines);
		}
		build_guess("fuzz", bytes, size);
		text_release(&said);
		diags_release(&diags);
		build_check_release(&check);
	}
	free(bytes);
	return 0;
}

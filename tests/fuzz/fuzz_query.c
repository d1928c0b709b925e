/*
 * The input is a query and, on the second line, the version of an image whose file name is the
 * third line.
 */

#include "image/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static char *cut_line(char *line)
{
	char *newline = strchr(line, '\n');

	if (newline == NULL)
		return line + strlen(line);
	*newline = '\0';
	return newline + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *input = xstrndup((const char *)data, size);
	char *version = cut_line(input), *file = cut_line(version);
	struct image known = {.path = file, .target = file, .file = file, .root = "laifs",
		.size = 1000, .mtime = 1700000000, .kind = IMAGE_SIF,
		.name = {"lumi", "form", "pytorch", version, version, "3.12", NULL, NULL, NULL,
			NULL, NULL, NULL}};
	struct image unknown = {.path = file, .target = file, .file = file};
	const struct image *images[] = {&known, &unknown};
	struct diags diags = {0};
	struct query *query = query_new(input, &diags);

	require((query == NULL) == diags_have_errors(&diags));
	if (query != NULL) {
		size_t expected =
			(size_t)query_matches(query, &known) + query_matches(query, &unknown);
		size_t kept = query_filter(query, images, 2);
		require(kept == (query_picks_one(query) && expected > 0 ? 1 : expected));
	}
	require(image_compare_age(&known, &unknown) >= 0);
	query_free(query);
	diags_release(&diags);
	free(input);
	return 0;
}

/*
 * The input is a name form, an entry of its `set`, and a file name, each on a line.
 */

#include "image/names.h"

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
	char *set = cut_line(input), *file = cut_line(set);
	struct site_name_form form = {.family = input, .form = input, .set = {&set, *set != '\0'}};
	struct site site = {.name_forms = {&form, 1}};
	struct arena arena = {0};
	struct text message = TEXT_INIT;
	struct image_name name;
	bool good = name_form_check(&form, &message);

	require(good == (message.length == 0));
	image_name_parse(&site, file, &arena, &name);
	require(good || name.family == NULL);
	arena_release(&arena);
	text_release(&message);
	free(input);
	return 0;
}

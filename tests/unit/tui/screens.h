#ifndef BERTH_TESTS_UNIT_TUI_SCREENS_H
#define BERTH_TESTS_UNIT_TUI_SCREENS_H

/*
 * Drawings that are compared with files in tests/screens: FOLDER/CASE@80x24.txt holds the text,
 * .roles a letter for each cell. With UPDATE=1 in the environment they are written instead; git
 * shows then what has changed.
 */

#include "base/files.h"
#include "tui/dump.h"

#include <sys/stat.h>
#include <unistd.h>

static inline void assert_screen_file(const char *path, const struct text *drawn)
{
	struct diags diags = {0};
	struct text expected = TEXT_INIT;

	if (getenv("UPDATE") != NULL) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(drawn->data, 1, drawn->length, file), drawn->length);
		assert_int_equal(fclose(file), 0);
		return;
	}
	if (!file_read(path, 1 << 20, &expected, &diags))
		fail_msg("'%s' cannot be read; UPDATE=1 writes it", path);
	if (!string_equal(text_string(&expected), text_string(drawn)))
		fail_msg("'%s' differs (UPDATE=1 writes it anew); drawn was:\n%s", path,
			text_string(drawn));
	text_release(&expected);
	diags_release(&diags);
}

/* `name` is "list/empty"; the size and "-ascii" are added to it, and one of the two endings. */
static inline void assert_screen_part(const struct surface *surface, const char *name,
	void (*dump)(const struct surface *surface, struct text *text), const char *ending)
{
	struct text drawn = TEXT_INIT;
	char *path = xasprintf("%s/%s@%dx%d%s.%s", SCREENS, name, surface->width, surface->height,
		surface->ascii ? "-ascii" : "", ending);
	char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));

	if (getenv("UPDATE") != NULL)
		mkdir(folder, 0777);
	dump(surface, &drawn);
	assert_screen_file(path, &drawn);
	text_release(&drawn);
	free(path);
	free(folder);
}

static inline void assert_screen(const struct surface *surface, const char *name)
{
	assert_screen_part(surface, name, surface_dump_text, "txt");
	assert_screen_part(surface, name, surface_dump_roles, "roles");
}

static inline void assert_lines(const struct surface *surface, const char *expected)
{
	struct text drawn = TEXT_INIT;

	surface_dump_text(surface, &drawn);
	assert_string_equal(text_string(&drawn), expected);
	text_release(&drawn);
}

static inline void assert_roles(const struct surface *surface, const char *expected)
{
	struct text drawn = TEXT_INIT;

	surface_dump_roles(surface, &drawn);
	assert_string_equal(text_string(&drawn), expected);
	text_release(&drawn);
}

#endif

#include "theme/theme.h"

#include "base/files.h"
#include "base/similar.h"

#include <dirent.h>
#include <unistd.h>

/* Where themes are found: built in, and in the user's configuration folder. */

/* The files of the folder themes/, which CMakeLists.txt embeds. */
#define BUILT_IN(ROW)                                                                              \
	ROW("terminal", terminal)                                                                  \
	ROW("dark", dark)                                                                          \
	ROW("light", light)                                                                        \
	ROW("high-contrast", high_contrast)                                                        \
	ROW("color-blind", color_blind)                                                            \
	ROW("mono", mono)

#define DECLARATION(name, symbol)                                                                  \
	extern const char theme_##symbol##_yaml[];                                                 \
	extern const size_t theme_##symbol##_yaml_size;
BUILT_IN(DECLARATION)

#define ROW(name, symbol) {name, theme_##symbol##_yaml, &theme_##symbol##_yaml_size},
static const struct built_in {
	const char *name, *bytes;
	const size_t *length;
} built_in[] = {BUILT_IN(ROW)};

enum { THEME_FILE_MAX = 256 * 1024 };

#define ENDING ".yaml"

/* The user's folder of themes; NULL without a home. The caller frees it. */
static char *own_folder(void)
{
	char *config = folder_config(), *folder;

	if (config == NULL)
		return NULL;
	folder = path_join(config, "themes");
	free(config);
	return folder;
}

/* The user's file of that name, when it is there; the caller frees it. */
static char *own_file(const char *name)
{
	char *folder = own_folder(), *file = NULL, *base;

	if (folder != NULL) {
		base = xasprintf("%s" ENDING, name);
		file = path_join(folder, base);
		free(base);
		if (access(file, F_OK) != 0) {
			free(file);
			file = NULL;
		}
	}
	free(folder);
	return file;
}

void theme_names(struct strings *names)
{
	char *folder = own_folder();
	DIR *stream = folder != NULL ? opendir(folder) : NULL;
	struct strings own = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(built_in); i++)
		strings_add(names, built_in[i].name);
	for (struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;) {
		size_t length = strlen(entry->d_name);
		char *name;
		if (length <= strlen(ENDING) || !string_ends(entry->d_name, ENDING))
			continue;
		name = xstrndup(entry->d_name, length - strlen(ENDING));
		if (!strings_has(names, name))
			strings_add(&own, name);
		free(name);
	}
	if (stream != NULL)
		closedir(stream);
	strings_sort(&own);
	for (size_t i = 0; i < own.count; i++)
		strings_add(names, own.items[i]);
	strings_release(&own);
	free(folder);
}

static bool fail_unknown(const char *name, struct diags *diags)
{
	struct strings names = {0};
	struct text all = TEXT_INIT;
	struct diag *diag;
	const char *near;

	theme_names(&names);
	near = similar_best(name, (const char *const *)names.items, names.count);
	diag = diags_add(diags, SEVERITY_ERROR, "A01", NULL, "there is no theme '%s'", name);
	strings_join(&names, ", ", &all);
	if (near != NULL)
		diag_hint(diag, "did you mean '%s'?", near);
	else
		diag_hint(diag, "there are: %s", text_string(&all));
	text_release(&all);
	strings_release(&names);
	return false;
}

static bool load_file(const char *path, struct theme *theme, struct diags *diags)
{
	struct text bytes = TEXT_INIT;
	bool fine = file_read(path, THEME_FILE_MAX, &bytes, diags) &&
		    theme_read(path, text_string(&bytes), bytes.length, theme, diags);

	text_release(&bytes);
	return fine;
}

static bool load_built_in(const char *name, struct theme *theme, struct diags *diags)
{
	for (size_t i = 0; i < ARRAY_LENGTH(built_in); i++)
		if (string_equal(built_in[i].name, name))
			return theme_read(
				name, built_in[i].bytes, *built_in[i].length, theme, diags);
	return fail_unknown(name, diags);
}

bool theme_load(const char *name, struct theme *theme, struct diags *diags)
{
	char *own = strchr(name, '/') != NULL ? xstrdup(name) : own_file(name);
	bool fine = own != NULL ? load_file(own, theme, diags) : load_built_in(name, theme, diags);
	const char *base = path_base(name);
	size_t length = strlen(base);

	if (fine)
		theme->name = xstrndup(base, length > strlen(ENDING) && string_ends(base, ENDING)
						     ? length - strlen(ENDING)
						     : length);
	free(own);
	return fine;
}

#include "tui/paths.h"
#include "base/files.h"

#include <dirent.h>

/* More is no help, and the folder may be huge. */
enum { LOOKED_AT_MAX = 2000 };

/* Not every file system tells what an entry is, and a link may lead to a folder. */
static bool is_folder(const char *folder, const struct dirent *entry)
{
	char *path;
	bool found;

	if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
		return entry->d_type == DT_DIR;
	path = path_join(folder, entry->d_name);
	found = folder_exists(path);
	free(path);
	return found;
}

void paths_complete(const char *before, struct strings *candidates)
{
	const char *base = path_base(before);
	char *typed = xstrndup(before, (size_t)(base - before));
	char *folder = path_expand(typed[0] != '\0' ? typed : ".");
	DIR *stream = opendir(folder);
	struct dirent *entry;

	for (int i = 0; stream != NULL && i < LOOKED_AT_MAX && (entry = readdir(stream)) != NULL;
		i++)
		if (string_starts(entry->d_name, base) &&
			(entry->d_name[0] != '.' || base[0] == '.'))
			strings_add_format(candidates, "%s%s%s", typed, entry->d_name,
				is_folder(folder, entry) ? "/" : "");
	if (stream != NULL)
		closedir(stream);
	strings_sort(candidates);
	free(typed);
	free(folder);
}

#include "tui/paths.h"
#include "base/files.h"

#include <dirent.h>

/* More is no help, and the folder may be huge. */
enum { LOOKED_AT_MAX = 2000 };

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
				entry->d_type == DT_DIR ? "/" : "");
	if (stream != NULL)
		closedir(stream);
	strings_sort(candidates);
	free(typed);
	free(folder);
}

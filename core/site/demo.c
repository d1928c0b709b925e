#include "site/demo.h"

#include "base/files.h"

/* Takes `path` over: gives it back when a folder is there, else frees it and gives NULL. */
static char *keep_folder(char *path)
{
	if (folder_exists(path))
		return path;
	free(path);
	return NULL;
}

/* The folder that holds the running program, without the slash; NULL when it is not known. The
 * caller frees it. */
static char *program_folder(void)
{
	char *path = path_self(), *slash = path != NULL ? strrchr(path, '/') : NULL;
	char *folder =
		slash != NULL && slash > path ? xstrndup(path, (size_t)(slash - path)) : NULL;

	free(path);
	return folder;
}

char *demo_images_folder(void)
{
	static const char below[] = "share/berth/demo-images";
	const char *chosen = getenv("BERTH_DEMO_IMAGES");
	char *program, *found;

	if (chosen != NULL && chosen[0] != '\0')
		return keep_folder(xstrdup(chosen));
	program = program_folder();
	if (program == NULL)
		return NULL;
	found = keep_folder(xasprintf("%s/%s", program, below));
	if (found == NULL)
		found = keep_folder(xasprintf("%s/../%s", program, below));
	free(program);
	return found;
}

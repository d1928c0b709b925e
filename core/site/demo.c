#include "site/demo.h"

#include "base/files.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Takes `path` over: gives it back when a folder is there, else frees it and gives NULL. */
static char *keep_folder(char *path)
{
	if (is_folder(path))
		return path;
	free(path);
	return NULL;
}

/* The folder that holds the running program, without the slash; NULL when the kernel does not
 * say or the path is too long. The caller frees it. */
static char *program_folder(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path);

	if (length <= 0 || (size_t)length == sizeof path)
		return NULL;
	while (length > 0 && path[length - 1] != '/')
		length--;
	return length > 1 ? xstrndup(path, (size_t)length - 1) : NULL;
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

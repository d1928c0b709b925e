#include "base/files.h"
#include "base/words.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

char *path_join(const char *folder, const char *name)
{
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	while (length > 0 && *name == '/')
		name++;
	if (length == 0 || *name == '\0')
		return xasprintf("%.*s%s", (int)length, folder, name);
	return xasprintf(
		"%.*s%s%s", (int)length, folder, folder[length - 1] == '/' ? "" : "/", name);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* Appends the value of the variable at `dollar` ("$NAME" or "${NAME}") and gives what follows it.
 * A dollar sign that starts no name stands for itself. */
static const char *expand_variable(struct text *text, const char *dollar)
{
	bool braces = dollar[1] == '{';
	const char *start = dollar + (braces ? 2 : 1), *end = start;
	const char *value;
	char *name;

	while ((*end >= 'a' && *end <= 'z') || (*end >= 'A' && *end <= 'Z') ||
		(*end >= '0' && *end <= '9') || *end == '_')
		end++;
	name = xstrndup(start, (size_t)(end - start));
	if (!shell_name_is_valid(name) || (braces && *end != '}')) {
		free(name);
		text_append_char(text, '$');
		return dollar + 1;
	}
	value = getenv(name);
	if (value != NULL)
		text_append(text, value);
	free(name);
	return braces ? end + 1 : end;
}

char *path_expand(const char *path)
{
	struct text text = TEXT_INIT;
	const char *home = getenv("HOME");

	if (home != NULL && path[0] == '~' && (path[1] == '/' || path[1] == '\0')) {
		size_t length = strlen(home);
		/* A home of "/" must not give "//x". */
		if (path[1] == '/' && length > 0 && home[length - 1] == '/')
			length--;
		text_append_bytes(&text, home, length);
		path++;
	}
	while (*path != '\0') {
		size_t plain = strcspn(path, "$");
		text_append_bytes(&text, path, plain);
		path += plain;
		if (*path == '$')
			path = expand_variable(&text, path);
	}
	return text_detach(&text);
}

/* Services and containers name homes that nobody has made, and making one is not up to us. Where
 * it cannot be told whether there is one, whoever writes there says why. */
static bool is_no_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? !S_ISDIR(status.st_mode)
					: errno == ENOENT || errno == ENOTDIR;
}

/* A relative path in one of the XDG variables is to be ignored, says their specification. */
static char *berth_folder(const char *variable, const char *below_home)
{
	const char *base = getenv(variable), *home = getenv("HOME");

	if (base != NULL && base[0] == '/')
		return path_join(base, "berth");
	if (home == NULL || home[0] == '\0' || is_no_folder(home))
		return NULL;
	return path_join(home, below_home);
}

char *folder_config(void)
{
	return berth_folder("XDG_CONFIG_HOME", ".config/berth");
}

char *folder_cache(void)
{
	return berth_folder("XDG_CACHE_HOME", ".cache/berth");
}

char *folder_state(void)
{
	return berth_folder("XDG_STATE_HOME", ".local/state/berth");
}

char *folder_current(void)
{
	const char *logical = getenv("PWD");
	struct stat here, there;

	if (logical != NULL && logical[0] == '/' && stat(logical, &there) == 0 &&
		stat(".", &here) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino)
		return xstrdup(logical);
	return folder_here();
}

/* What is short of memory has no answer, and must not look like one. */
static char *demand_memory(char *answer)
{
	if (answer == NULL && errno == ENOMEM)
		fatal("out of memory (for the name of a file)");
	return answer;
}

char *folder_here(void)
{
	return demand_memory(getcwd(NULL, 0));
}

char *path_real(const char *path)
{
	return demand_memory(realpath(path, NULL));
}

char *path_self(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path);

	if (length == (ssize_t)sizeof path) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return length > 0 ? xstrndup(path, (size_t)length) : NULL;
}

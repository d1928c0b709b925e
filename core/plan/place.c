#include "plan/place.h"
#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OWNER_LIMIT = 4096, DEPTH_LIMIT = 400 };

char *claim_owner(const char *path)
{
	char *file = path_join(path, CLAIM_OWNER);
	struct text text = TEXT_INIT;
	struct diags unheard = {0};
	char *owner = NULL;

	if (file_read(file, OWNER_LIMIT, &text, &unheard) && text.length > 0)
		owner = xstrndup(text.data, strcspn(text.data, "\n"));
	diags_release(&unheard);
	text_release(&text);
	free(file);
	return owner;
}

static bool fail_taken(const char *path, struct diags *diags)
{
	char *owner = claim_owner(path);
	struct place place = {.file = path};
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "R09", &place,
		"'%s' belongs to %s%s, which is at work or was interrupted", path,
		owner != NULL ? "the run " : "another run", owner != NULL ? owner : "");

	if (owner != NULL)
		diag_hint(diag, "see 'berth run show %s'; it can be resumed, cancelled, or started "
				"anew once the folder is removed", owner);
	else
		diag_hint(diag, "when nothing works there any more, remove the folder and start again");
	free(owner);
	return false;
}

bool claim_is_free(const char *path, struct diags *diags)
{
	struct stat status;
	return lstat(path, &status) != 0 || fail_taken(path, diags);
}

/* The folder appears with its owner in it or not at all: rename() puts a folder only where there is
 * none, or an empty one. */
bool claim_make(const char *path, const char *owner, struct diags *diags)
{
	char *fresh = xasprintf("%s.%ld", path, (long)getpid());
	char *file = path_join(fresh, CLAIM_OWNER), *line, *present = claim_owner(path);
	bool fine = true;
	int error = 0;

	if (present != NULL && owner != NULL && string_equal(present, owner)) {
		/* Ours, from before an interruption. */
	} else if (mkdir(fresh, 0700) != 0 && errno != EEXIST) {
		fine = file_fail(diags, "F21", "make the folder", path, errno);
	} else {
		line = xasprintf("%s\n", owner != NULL ? owner : "a run without a record");
		fine = file_write(file, line, strlen(line), 0600, FILE_REPLACE, diags);
		if (fine && rename(fresh, path) != 0)
			error = errno;
		if (!fine || error != 0) {
			unlink(file);
			rmdir(fresh);
		}
		if (error == EEXIST || error == ENOTEMPTY || error == ENOTDIR)
			fine = fail_taken(path, diags);
		else if (error != 0)
			fine = file_fail(diags, "F21", "make the folder", path, error);
		free(line);
	}
	free(present);
	free(file);
	free(fresh);
	return fine;
}

bool place_is_own(const char *path)
{
	return path[0] == '/' && strstr(path, PLAN_OWN_MARK) != NULL &&
	       strstr(path, "/../") == NULL && !string_ends(path, "/..");
}

bool place_is_free(const char *path, struct diags *diags)
{
	struct place place = {.file = path};
	struct stat status;

	if (lstat(path, &status) != 0)
		return true;
	diag_hint(diags_add(diags, SEVERITY_ERROR, "F22", &place, "'%s' exists already", path),
		"move it away, and start again");
	return false;
}

static int remove_below(int folder, const char *name, int depth);

static int remove_entries(int fd, int depth)
{
	DIR *list = fdopendir(fd);
	struct dirent *entry;
	int error = 0;

	if (list == NULL) {
		error = errno;
		close(fd);
		return error;
	}
	while (error == 0 && (errno = 0, entry = readdir(list)) != NULL)
		if (!string_equal(entry->d_name, ".") && !string_equal(entry->d_name, ".."))
			error = remove_below(fd, entry->d_name, depth);
	if (error == 0)
		error = errno;
	closedir(list);
	return error;
}

/* Gives 0 or an errno. Packages leave folders behind that not even their owner may write in. */
static int remove_below(int folder, const char *name, int depth)
{
	int fd, error;

	if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return errno;
	fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == EACCES && fchmodat(folder, name, 0700, 0) == 0)
		fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (depth >= DEPTH_LIMIT) {
		close(fd);
		return ELOOP;
	}
	(void)fchmod(fd, 0700);
	error = remove_entries(fd, depth + 1);
	if (error == 0 && unlinkat(folder, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		error = errno;
	return error;
}

bool place_remove(const char *path, struct diags *diags)
{
	int error;

	if (!place_is_own(path))
		BUG("a plan would remove '%s'", path);
	error = remove_below(AT_FDCWD, path, 0);
	return error == 0 || file_fail(diags, "F21", "remove", path, error);
}

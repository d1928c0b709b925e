#include "workspace/workspace.h"

#include "base/files.h"

#include <sys/stat.h>
#include <unistd.h>

/*
 * Looking for the workspace file in a folder and those above it.
 */

/* Whether somebody else may have put the file there to be found: it decides what is run in the name
 * of whoever works below. A colleague's file in a project's folder is what sharing means; one in
 * a folder like /tmp is not. */
static bool is_planted(const char *folder, const struct stat *file)
{
	struct stat status;

	if (file->st_uid == geteuid() || file->st_uid == 0)
		return false;
	return stat(folder, &status) != 0 || (status.st_mode & S_IWOTH) != 0;
}

/* The file in this folder; NULL when there is none to be used. */
static char *look_in(const char *folder, struct diags *diags)
{
	char *path = path_join(folder, WORKSPACE_FILE);
	struct stat link, file;

	if (lstat(path, &link) != 0 || stat(path, &file) != 0) {
		free(path);
		return NULL;
	}
	if (is_planted(folder, &link) || is_planted(folder, &file)) {
		diag_hint(diags_add(diags, SEVERITY_WARNING, "W10", NULL,
				  "passed over '%s': everybody may write into its folder, and it "
				  "is not yours",
				  path),
			"if you trust it, name it: --workspace %s", path);
		free(path);
		return NULL;
	}
	return path;
}

char *workspace_find(const char *folder, struct diags *diags)
{
	const char *home = getenv("HOME");
	char *real_home = home != NULL ? path_real(home) : NULL;
	char *at = xstrdup(folder), *found = NULL;

	while ((found = look_in(at, diags)) == NULL) {
		size_t length = (size_t)(path_base(at) - at);
		if (string_equal(at, "/") || length == 0 ||
			(home != NULL && string_equal(at, home)) ||
			(real_home != NULL && string_equal(at, real_home)))
			break;
		/* The parent, without the slash at its end unless it is the top. */
		at[length > 1 ? length - 1 : 1] = '\0';
	}
	free(real_home);
	free(at);
	return found;
}

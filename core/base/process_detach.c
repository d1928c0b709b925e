#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* Gives 0 or an errno. */
static int start(char *const *argv, const char *path, posix_spawn_file_actions_t *actions,
	posix_spawnattr_t *attributes)
{
	const short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, all;
	pid_t pid;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	if ((error = posix_spawnattr_setflags(attributes, flags)) != 0 ||
		(error = posix_spawnattr_setsigmask(attributes, &none)) != 0 ||
		(error = posix_spawnattr_setsigdefault(attributes, &all)) != 0)
		return error;
	for (int fd = 0; fd < 3; fd++)
		if ((error = posix_spawn_file_actions_addopen(
			     actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0)) != 0)
			return error;
	return posix_spawn(&pid, path, actions, attributes, argv, environ);
}

bool process_detach(char *const *argv, const char *folder, struct diags *diags)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *path = strchr(argv[0], '/') != NULL ? xstrdup(argv[0]) : program_find(argv[0]);
	int error;

	if (path == NULL)
		return diags_fail(diags, "R02", NULL, "cannot find '%s' in PATH", argv[0]);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	error = folder != NULL ? posix_spawn_file_actions_addchdir_np(&actions, folder) : 0;
	if (error == 0)
		error = start(argv, path, &actions, &attributes);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	free(path);
	return error == 0 || diags_fail(diags, "R01", NULL, "cannot start '%s': %s", argv[0],
				     strerror(error));
}

#include "base/files.h"
#include "base/units.h"
#include "vnc/link.h"
#include "vnc/relay.h"
#include "vnc/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* What the job makes in its own folder. None of it holds the password. */
static const char *const own_files[] = {"display", "log", "vnc", "web", "web.log", "ready"};

enum { PATIENCE = 40 }; /* tenths of a second */

/* A socket of this user at which nobody listens. */
static void remove_socket(const char *path)
{
	struct sockaddr_un address;
	struct stat status;
	int fd;

	if (!vnc_socket_address(path, &address) || lstat(path, &status) != 0 ||
		!S_ISSOCK(status.st_mode) || status.st_uid != geteuid())
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 &&
		errno == ECONNREFUSED)
		unlink(path);
	close(fd);
}

/* Whose lock it is; 0 when it is none of this user's. */
static pid_t lock_owner(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	char line[32] = "";
	int64_t pid = 0;

	if (fd < 0)
		return 0;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
		read(fd, line, sizeof line - 1) > 0) {
		const char *number = line + strspn(line, " ");
		line[strcspn(line, "\n")] = '\0';
		if (!integer_parse(number, 2, INT32_MAX, &pid))
			pid = 0;
	}
	close(fd);
	return (pid_t)pid;
}

static bool is_dead(pid_t pid)
{
	return kill(pid, 0) != 0 && errno == ESRCH;
}

/* The group of a process; 0 when it is gone. */
static pid_t group_of(const char *pid)
{
	char *path = xasprintf("/proc/%s/stat", pid);
	struct text text = TEXT_INIT;
	struct diags ignored = {0};
	long group = 0;

	if (file_read(path, 4096, &text, &ignored)) {
		/* Behind the name in parentheses stand the state, the parent and the group. */
		const char *end = strrchr(text_string(&text), ')');
		if (end == NULL || sscanf(end + 1, " %*c %*d %ld", &group) != 1)
			group = 0;
	}
	diags_release(&ignored);
	text_release(&text);
	free(path);
	return (pid_t)group;
}

/* Its command line names the session's folder; its clock, which has no such argument, has it in its
 * environment. */
static bool is_of_session(const char *pid, const char *folder)
{
	static const char *const files[] = {"cmdline", "environ"};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LENGTH(files) && !found; i++) {
		char *path = xasprintf("/proc/%s/%s", pid, files[i]);
		struct text text = TEXT_INIT;
		struct diags ignored = {0};
		found = file_read(path, 1 << 20, &text, &ignored) && text.length > 0 &&
			memmem(text.data, text.length, folder, strlen(folder)) != NULL;
		diags_release(&ignored);
		text_release(&text);
		free(path);
	}
	return found;
}

/* The script leads the group in which its server is, and the group's number stays taken while one of
 * it lives. So a process of the session in that group proves that the group is the session's. */
static void end_orphans(const struct vnc_session *session)
{
	pid_t group = (pid_t)session->process.pid;
	DIR *processes = NULL;
	struct dirent *entry;
	bool found = false;

	if (session->here && group > 1 && !run_process_lives(&session->process))
		processes = opendir("/proc");
	while (processes != NULL && !found && (entry = readdir(processes)) != NULL)
		found = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
			group_of(entry->d_name) == group &&
			is_of_session(entry->d_name, session->folder);
	if (processes != NULL)
		closedir(processes);
	if (!found)
		return;
	kill(-group, SIGTERM);
	for (int i = 0; i < PATIENCE && kill(-group, 0) == 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
}

static void clear_display(int64_t display)
{
	char *lock = xasprintf("/tmp/.X%lld-lock", (long long)display);
	char *path = xasprintf("/tmp/.X11-unix/X%lld", (long long)display);
	pid_t server = lock_owner(lock);
	struct stat status;

	if (server > 0 && is_dead(server) && lock_owner(lock) == server)
		unlink(lock);
	if (lstat(lock, &status) != 0 && errno == ENOENT)
		remove_socket(path);
	free(lock);
	free(path);
}

static void clear_folder(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (folder < 0)
		return;
	if (fstat(folder, &status) == 0 && status.st_uid == geteuid()) {
		for (size_t i = 0; i < ARRAY_LENGTH(own_files); i++)
			unlinkat(folder, own_files[i], 0);
		rmdir(path);
	}
	close(folder);
}

static bool was_on_this_host(const struct vnc_session *session)
{
	char host[256] = "";

	if (session->here)
		return vnc_is_on_this_host(session);
	gethostname(host, sizeof host - 1);
	host[strcspn(host, ".")] = '\0';
	return session->endpoint.node != NULL && string_equal(session->endpoint.node, host);
}

void vnc_clear_leftovers(const struct vnc_session *session)
{
	char *relay = vnc_relay_socket(session), *web = vnc_relay_web_socket(session);

	remove_socket(relay);
	remove_socket(web);
	free(relay);
	free(web);
	if (!was_on_this_host(session))
		return;
	end_orphans(session);
	if (session->endpoint.display >= 0)
		clear_display(session->endpoint.display);
	if (session->endpoint.folder != NULL)
		clear_folder(session->endpoint.folder);
}

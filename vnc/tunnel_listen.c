#include "vnc/tunnel.h"
#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TRIES = 50 };

static int listen_on(int family, int64_t port)
{
	const struct sockaddr_in four = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct sockaddr_in6 six = {.sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1, code;

	if (fd < 0)
		return -1;
	/* A port whose last connections are only now fading out is free. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
	code = family == AF_INET ? bind(fd, (const struct sockaddr *)&four, sizeof four)
				 : bind(fd, (const struct sockaddr *)&six, sizeof six);
	if (code != 0 || listen(fd, 128) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static int64_t port_of(int fd)
{
	struct sockaddr_in address = {0};
	socklen_t length = sizeof address;

	return getsockname(fd, (struct sockaddr *)&address, &length) == 0 ? ntohs(address.sin_port)
									  : 0;
}

/* Both addresses, or none: a browser that tries ::1 first must not meet another program. */
static bool open_both(int64_t port, struct tunnel_listener *listener)
{
	int error;

	listener->fds[1] = -1;
	listener->fds[0] = listen_on(AF_INET, port);
	if (listener->fds[0] < 0)
		return false;
	listener->port = port_of(listener->fds[0]);
	listener->fds[1] = listen_on(AF_INET6, listener->port);
	if (listener->fds[1] >= 0 || errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)
		return true;
	error = errno;
	close(listener->fds[0]);
	listener->fds[0] = -1;
	errno = error;
	return false;
}

/* The inode of the socket that listens at a port; 0 for none. Format: proc_pid_net_tcp(5). */
static unsigned long inode_at(const char *table, int64_t port)
{
	FILE *file = fopen(table, "re");
	char line[512];
	unsigned long inode = 0;

	while (file != NULL && inode == 0 && fgets(line, sizeof line, file) != NULL) {
		unsigned local = 0, state = 0;
		unsigned long number = 0;
		if (sscanf(line,
			    "%*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*s %*s %lu",
			    &local, &state, &number) == 3 &&
			local == (unsigned)port && state == 10)
			inode = number;
	}
	if (file != NULL)
		fclose(file);
	return inode;
}

static bool has_socket(const char *pid, const char *wanted)
{
	char *folder = xasprintf("/proc/%s/fd", pid), target[64];
	DIR *fds = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	while (fds != NULL && !found && (entry = readdir(fds)) != NULL) {
		ssize_t n = readlinkat(dirfd(fds), entry->d_name, target, sizeof target - 1);
		if (n > 0) {
			target[n] = '\0';
			found = string_equal(target, wanted);
		}
	}
	if (fds != NULL)
		closedir(fds);
	free(folder);
	return found;
}

/* " by 'Xvnc' (process 4711)"; only root sees the programs of others. */
static void append_owner(struct text *text, int64_t port)
{
	unsigned long inode = inode_at("/proc/net/tcp", port);
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	char *wanted;

	if (inode == 0)
		inode = inode_at("/proc/net/tcp6", port);
	wanted = xasprintf("socket:[%lu]", inode);
	while (processes != NULL && inode != 0 && (entry = readdir(processes)) != NULL) {
		char *name;
		struct text comm = TEXT_INIT;
		struct diags ignored = {0};
		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name) ||
			!has_socket(entry->d_name, wanted))
			continue;
		name = xasprintf("/proc/%s/comm", entry->d_name);
		if (file_read(name, 4096, &comm, &ignored) && comm.length > 0) {
			text_truncate(&comm, comm.length - 1);
			text_append_format(
				text, " by '%s' (process %s)", text_string(&comm), entry->d_name);
		}
		diags_release(&ignored);
		text_release(&comm);
		free(name);
		break;
	}
	if (processes != NULL)
		closedir(processes);
	free(wanted);
}

static bool fail(int64_t port, int error, struct diags *diags)
{
	struct tunnel_listener other = {{-1, -1}, 0};
	struct text owner = TEXT_INIT;

	if (error == EADDRINUSE)
		append_owner(&owner, port);
	diags_fail(diags, "H13", NULL, "cannot listen on port %lld: %s%s", (long long)port,
		error == EADDRINUSE ? "it is taken" : strerror(error), text_string(&owner));
	for (int64_t next = port + 1; next < port + TRIES && next < 65536; next++)
		if (open_both(next, &other)) {
			diag_hint(&diags->items[diags->count - 1], "port %lld is free",
				(long long)next);
			break;
		}
	tunnel_listener_close(&other);
	text_release(&owner);
	return false;
}

bool tunnel_listen(int64_t port, struct tunnel_listener *listener, struct diags *diags)
{
	struct tunnel_listener result = {{-1, -1}, 0};
	bool fine = open_both(port, &result);

	/* A port that the system chose may be taken at the other address. */
	for (int i = 0; !fine && port == 0 && i < TRIES; i++)
		fine = open_both(0, &result);
	if (!fine)
		return fail(port, errno, diags);
	*listener = result;
	return true;
}

void tunnel_listener_close(struct tunnel_listener *listener)
{
	for (size_t i = 0; i < ARRAY_LENGTH(listener->fds); i++) {
		if (listener->fds[i] >= 0)
			close(listener->fds[i]);
		listener->fds[i] = -1;
	}
}

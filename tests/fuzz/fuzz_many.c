/* The input is frames, as a far end of many connections gets them; whatever they are, it ends. The
 * target is a socket at which this program itself listens and never answers. */

#include "vnc/many.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64];

static void remove_path(void)
{
	unlink(path);
}

static int listen_once(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(path, sizeof path, "/tmp/berth-fuzz-many-%ld", (long)getpid());
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
		listen(fd, 4096) != 0)
		abort();
	atexit(remove_path);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int listener = -1;
	const struct vnc_target target = {.socket = path};
	int pair[2], fd;

	if (listener < 0)
		listener = listen_once();
	if (size > 4096 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return 0;
	if (send(pair[0], data, size, MSG_NOSIGNAL) != (ssize_t)size)
		abort();
	shutdown(pair[0], SHUT_WR);
	vnc_many_serve(&(struct vnc_many){pair[1], pair[1], -1, &target, NULL});
	close(pair[0]);
	close(pair[1]);
	/* What was connected has ended, and takes no place any more. */
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		close(fd);
	return 0;
}

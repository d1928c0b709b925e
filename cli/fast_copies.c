#include "cli/fast_copies.h"
#include "base/files.h"
#include "base/text.h"

#if defined(__x86_64__) && defined(__GLIBC__)

#include <fcntl.h>
#include <gnu/libc-version.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 1 << 20 };

#define TUNABLE "glibc.cpu.x86_rep_movsb_threshold"

static bool is_slow(void)
{
	int major = 0, minor = 0;

	return __builtin_cpu_is("amd") &&
	       sscanf(gnu_get_libc_version(), "%d.%d", &major, &minor) == 2 && major == 2 &&
	       minor >= 32 && minor < 39;
}

/* Our own words, as the system has them. */
static bool read_arguments(struct strings *argv)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	struct text text = TEXT_INIT;
	ssize_t n = 1;
	bool whole;

	while (fd >= 0 && n > 0 && text.length < ARGUMENTS_MAX) {
		text_reserve(&text, 65536);
		n = read(fd, text.data + text.length, 65536);
		text.length += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	whole = fd >= 0 && n == 0 && text.length > 0 && text.data[text.length - 1] == '\0';
	for (size_t at = 0; whole && at < text.length; at += strlen(text.data + at) + 1)
		strings_add(argv, text.data + at);
	text_release(&text);
	return whole;
}

void fast_copies(void)
{
	const char *tunables = getenv("GLIBC_TUNABLES");
	struct strings argv = {0};
	char *self, *value;

	if (!is_slow() || (tunables != NULL && strstr(tunables, TUNABLE) != NULL))
		return;
	self = path_self();
	if (self == NULL || !read_arguments(&argv)) {
		free(self);
		strings_release(&argv);
		return;
	}
	value = xasprintf("%s%s" TUNABLE "=1073741824", tunables != NULL ? tunables : "",
		tunables != NULL ? ":" : "");
	setenv("GLIBC_TUNABLES", value, 1);
	/* By its own name, so that lists of processes show that. */
	execv(self, strings_argv(&argv));
	/* It goes on as it is. */
	free(self);
	free(value);
	strings_release(&argv);
}

#else

void fast_copies(void)
{
}

#endif

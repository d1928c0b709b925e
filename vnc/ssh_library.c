#include "vnc/ssh_library.h"
#include "vnc/ssh.h"

#ifdef HAVE_SSH

#include <dlfcn.h>
#include <pthread.h>

#define LIBRARY "libssh.so.4"
struct ssh_library library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *missing; /* what is not there; NULL when all is */

static void say_nothing(int priority, const char *function, const char *text, void *context)
{
	(void)priority;
	(void)function;
	(void)text;
	(void)context;
}

static void load(void)
{
	static const struct {
		const char *name;
		size_t offset;
	} wanted[] = {
#define SSH_ROW(name) {#name, offsetof(struct ssh_library, name)},
		SSH_FUNCTIONS(SSH_ROW)
#undef SSH_ROW
	};
	/* It stays: threads of it may be at work when we end. */
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	missing = handle == NULL ? LIBRARY : NULL;
	for (size_t i = 0; handle != NULL && i < ARRAY_LENGTH(wanted); i++) {
		void *function = dlsym(handle, wanted[i].name);
		if (function == NULL)
			missing = wanted[i].name;
		memcpy((char *)&library + wanted[i].offset, &function, sizeof function);
	}
	if (missing != NULL)
		return;
	library.ssh_set_log_level(SSH_LOG_NOLOG);
	library.ssh_set_log_callback(say_nothing);
}

bool ssh_is_built(void)
{
	return true;
}

bool ssh_is_available(void)
{
	pthread_once(&once, load);
	return missing == NULL;
}

bool ssh_library_load(struct diags *diags)
{
	if (ssh_is_available())
		return true;
	diags_fail(diags, "H01", NULL, "cannot connect by ssh: this host lacks '%s'", missing);
	diag_hint(&diags->items[diags->count - 1], "install libssh (libssh-4, libssh), or take the "
						   "line of 'berth vnc info' for ssh itself");
	return false;
}

#else

bool ssh_is_built(void)
{
	return false;
}

bool ssh_is_available(void)
{
	return false;
}

bool ssh_library_load(struct diags *diags)
{
	diags_fail(
		diags, "H01", NULL, "cannot connect by ssh: this Berth was built without libssh");
	diag_hint(&diags->items[diags->count - 1],
		"'berth vnc info' shows the line for ssh itself, which does the same");
	return false;
}

#endif

#include "vnc/neighbours.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Below are the system's own users, at the one above it nobody. */
enum { FIRST_PERSON = 1000, NOBODY = 65534 };

bool neighbours_are_here(const char *proc)
{
	DIR *folder = opendir(proc);
	const struct dirent *entry;
	bool found = false;

	while (folder != NULL && !found && (entry = readdir(folder)) != NULL) {
		struct stat status;
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
			fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		found = status.st_uid >= FIRST_PERSON && status.st_uid != NOBODY &&
			status.st_uid != getuid();
	}
	if (folder != NULL)
		closedir(folder);
	return found;
}

void neighbours_tell(int64_t port, const char *guarded, struct diags *diags)
{
	if (!neighbours_are_here("/proc"))
		return;
	if (guarded != NULL)
		diags_add(diags, SEVERITY_NOTE, "H16", NULL,
			"others who are on this host can reach port %lld as well; %s still stands in their way",
			(long long)port, guarded);
	else
		diags_add(diags, SEVERITY_NOTE, "H16", NULL,
			"others who are on this host can reach port %lld as well", (long long)port);
	diag_hint(&diags->items[diags->count - 1],
		"from a computer of your own the way is yours alone");
}

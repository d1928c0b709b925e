#include "image/index_write.h"

#include "base/files.h"
#include "base/text.h"
#include "base/units.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	HOST_LENGTH = 64,
	STALE_SECONDS = 3600,
	/* Attempts of a writer that finds another one faster each time; the last one just writes. */
	PUBLISH_ATTEMPTS = 40,
	PAUSE_US = 20000, /* at most so long after the first of them, and more each time */
	LOCK_SECONDS = 10, /* a writer that was stopped in the middle holds up others no longer */
	CHANGED = -1,     /* beside values of errno: another writer was faster */
};

/* Which file the snapshot is; all zero when there is none. */
struct version {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

static struct version current_version(int folder, const char *path)
{
	struct version version = {0};
	struct stat status;

	if (fstatat(folder, path, &status, 0) == 0) {
		version.device = status.st_dev;
		version.inode = status.st_ino;
		version.size = status.st_size;
		version.changed = status.st_mtim;
	}
	return version;
}

static bool same_version(const struct version *a, const struct version *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
		a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* The name of this host as a part of a file name. */
static void host_name(char host[HOST_LENGTH + 1])
{
	if (gethostname(host, HOST_LENGTH) != 0 || host[0] == '\0')
		memcpy(host, "host", sizeof "host");
	host[HOST_LENGTH] = '\0';
	for (char *c = host; *c != '\0'; c++)
		if (*c == '/' || *c == '.')
			*c = '-';
}

/* "images.db.HOST.PID.NOISE.tmp": whose it is and whether that one still lives can be told. The
 * noise keeps apart two programs of one number, in two containers on one host. */
static char *temporary_name(const struct snapshot_kind *kind)
{
	char host[HOST_LENGTH + 1];
	uint32_t noise = 0;

	host_name(host);
	if (getrandom(&noise, sizeof noise, 0) != (ssize_t)sizeof noise)
		noise = (uint32_t)time(NULL);
	return xasprintf("%s.%s.%ld.%08x.tmp", kind->file, host, (long)getpid(), noise);
}

static bool is_temporary(const struct snapshot_kind *kind, const char *name)
{
	size_t length = strlen(kind->file);
	return strncmp(name, kind->file, length) == 0 && name[length] == '.' &&
		string_ends(name + length, ".tmp");
}

/* Whether a temporary file was left behind by a writer that is gone. */
static bool is_left_over(const struct snapshot_kind *kind, int folder, const char *name)
{
	const char *owner = name + strlen(kind->file) + 1, *dot = strchr(owner, '.');
	char host[HOST_LENGTH + 1];
	struct stat status;

	host_name(host);
	if (dot != NULL && strlen(host) == (size_t)(dot - owner) &&
		strncmp(owner, host, strlen(host)) == 0) {
		long pid = strtol(dot + 1, NULL, 10);
		if (pid > 0 && pid <= INT_MAX && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
			return true;
	}
	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		time(NULL) - status.st_mtime > STALE_SECONDS;
}

size_t snapshot_sweep(const char *folder, const struct snapshot_kind *kind)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;
	size_t removed = 0;

	if (entries == NULL)
		return 0;
	while ((entry = readdir(entries)) != NULL)
		if (is_temporary(kind, entry->d_name) &&
			is_left_over(kind, dirfd(entries), entry->d_name))
			removed += unlinkat(dirfd(entries), entry->d_name, 0) == 0;
	closedir(entries);
	return removed;
}

bool snapshot_remove(
	const char *folder, const struct snapshot_kind *kind, size_t *removed, struct diags *diags)
{
	char *path = path_join(folder, kind->file);
	bool good = true;

	*removed = snapshot_sweep(folder, kind);
	if (unlink(path) == 0)
		++*removed;
	else if (errno != ENOENT && errno != ENOTDIR)
		good = diags_fail(
			diags, "F21", NULL, "cannot remove '%s': %s", path, strerror(errno));
	free(path);
	return good;
}

/* Puts the bytes in the place of that version; of any, when it is NULL. Gives 0, CHANGED or an
 * errno; a file that is not whole does not stay. */
static int replace(int folder, const struct snapshot_kind *kind, const struct version *old,
	const unsigned char *bytes, size_t length)
{
	unsigned char trailer[SNAPSHOT_TRAILER];
	char *name = temporary_name(kind);
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	int error = fd < 0 ? errno : 0;

	if (fd >= 0) {
		snapshot_make_trailer(bytes, length, trailer);
		error = write_all(fd, bytes, length);
		if (error == 0)
			error = write_all(fd, trailer, sizeof trailer);
		if (error == 0 && fsync(fd) != 0)
			error = errno;
		if (close(fd) != 0 && error == 0)
			error = errno;
		/* The last look, as late as can be: no lock reaches all nodes. */
		if (error == 0 && old != NULL) {
			struct version now = current_version(folder, kind->file);
			error = same_version(old, &now) ? 0 : CHANGED;
		}
		if (error == 0 && renameat(folder, name, folder, kind->file) != 0)
			error = errno;
		if (error != 0)
			unlinkat(folder, name, 0);
		else
			fsync(folder);
	}
	free(name);
	return error;
}

/* *changed tells that it failed because another version than `old` is there. */
static bool write_database(const char *folder, const struct snapshot_kind *kind,
	const struct version *old, sqlite3 *database, bool *changed, struct text *reason)
{
	struct diags made = {0};
	sqlite3_int64 length = 0;
	unsigned char *bytes;
	int fd = -1, error;

	/* A pointer into the database, without a copy. */
	bytes = sqlite3_serialize(database, "main", &length, SQLITE_SERIALIZE_NOCOPY);
	if (bytes == NULL)
		BUG("%s has no bytes", kind->file);
	if (length > SNAPSHOT_LIMIT) {
		text_append(reason, "it would be larger than ");
		text_append_size(reason, SNAPSHOT_LIMIT);
		return false;
	}
	if (!folder_make(folder, 0700, &made)) {
		const char *colon = strrchr(made.items[0].message, ':');
		text_append(reason, colon != NULL ? colon + 2 : made.items[0].message);
		diags_release(&made);
		return false;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = fd < 0 ? errno : replace(fd, kind, old, bytes, (size_t)length);
	if (fd >= 0)
		close(fd);
	*changed = error == CHANGED;
	if (error != 0 && !*changed)
		text_append(reason, strerror(error));
	return error == 0;
}

static void tell_damage(
	const char *folder, const struct snapshot_kind *kind, struct diags *diags)
{
	diag_hint(diags_add(diags, SEVERITY_NOTE, "I81", NULL,
			  "the index '%s/%s' is damaged and is made anew", folder, kind->file),
		"what it held of other images is read again when it is needed");
}

/* Threads of one program take turns. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* The current snapshot with the change in it; an empty one with it when there is none. */
static sqlite3 *load_changed(const char *folder, const struct snapshot_kind *kind,
	bool (*change)(sqlite3 *database, void *context), void *context, struct diags *diags)
{
	enum snapshot_state state;
	sqlite3 *database = snapshot_load(folder, kind, true, &state);

	if (database != NULL && change(database, context))
		return database;
	if (database != NULL)
		snapshot_stop_without_memory(database, SQLITE_OK);
	/* With a good checksum, only a database that somebody has crafted comes here. */
	if (database != NULL || state == SNAPSHOT_DAMAGED)
		tell_damage(folder, kind, diags);
	sqlite3_close(database);
	database = snapshot_empty(kind);
	if (!change(database, context)) {
		snapshot_stop_without_memory(database, SQLITE_OK);
		BUG("%s: %s", kind->file, sqlite3_errmsg(database));
	}
	return database;
}

/* Sleeps so many microseconds at most; writers that wait equally long would meet again. */
static void pause_between(uint32_t most)
{
	uint32_t noise = 0;

	if (getrandom(&noise, sizeof noise, 0) != (ssize_t)sizeof noise)
		noise = (uint32_t)getpid() * 2654435761u;
	nanosleep(&(struct timespec){.tv_nsec = noise % most * 1000L}, NULL);
}

/* Lets writers of this node take turns, and those of others where the file system can do it; it
 * goes with the process. Gives the folder to be closed, or -1: nothing depends on it. */
static int take_turn(const char *folder)
{
	struct diags unsaid = {0};
	time_t begin = time(NULL);
	int fd = -1;

	if (folder_make(folder, 0700, &unsaid))
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 &&
		(errno == EWOULDBLOCK || errno == EINTR) && time(NULL) - begin < LOCK_SECONDS)
		pause_between(PAUSE_US);
	diags_release(&unsaid);
	return fd;
}

bool snapshot_publish(const char *folder, const struct snapshot_kind *kind,
	bool (*change)(sqlite3 *database, void *context), void *context, sqlite3 **result,
	struct diags *diags)
{
	char *path = path_join(folder, kind->file);
	struct text reason = TEXT_INIT;
	sqlite3 *database;
	bool good, changed;
	int locked;

	pthread_mutex_lock(&turn);
	locked = take_turn(folder);
	snapshot_sweep(folder, kind);
	for (int attempt = 1;; attempt++) {
		struct version old = current_version(AT_FDCWD, path);
		changed = false;
		database = load_changed(folder, kind, change, context, diags);
		good = write_database(folder, kind, attempt < PUBLISH_ATTEMPTS ? &old : NULL,
			database, &changed, &reason);
		if (!changed)
			break;
		sqlite3_close(database);
		pause_between(PAUSE_US * (uint32_t)attempt);
	}
	if (locked >= 0)
		close(locked);
	pthread_mutex_unlock(&turn);
	free(path);
	if (!good)
		diag_hint(diags_add(diags, SEVERITY_NOTE, "I80", NULL,
				  "cannot write the index '%s/%s': %s", folder, kind->file,
				  text_string(&reason)),
			"everything works without it, but images are read again each time; "
			"BERTH_CACHE_DIR names another folder");
	text_release(&reason);
	if (result != NULL)
		*result = database;
	else
		sqlite3_close(database);
	return good;
}

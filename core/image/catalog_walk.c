#include "image/catalog_walk.h"

#include "base/files.h"
#include "image/crew.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bounds the open descriptors, whatever a site file says. */
enum { DEPTH_LIMIT = 32 };
/* Files that one thread looks at in a row; fewer are not worth a thread. Threads are more than
 * processors, because a slow file system wants several questions at once. */
enum { SHARE = 32, THREADS = 4 };

/* The first of several like troubles; one diagnostic tells of all of them. */
struct trouble {
	char *path; /* owned */
	int error;
	size_t count;
};

struct walk {
	const struct walk_root *root;
	struct walk_entries *entries;
	struct arena *arena;
	struct text path; /* of the folder being read, then of what is in it */
	int64_t depth;    /* how many more folders down */
	struct trouble unreadable, dangling;
};

static void note_trouble(struct trouble *trouble, const char *path, int error)
{
	if (trouble->count++ > 0)
		return;
	trouble->path = xstrdup(path);
	trouble->error = error;
}

static void report_trouble(struct trouble *trouble, enum severity severity, const char *id,
	const char *what, const char *hint, struct diags *diags)
{
	struct text others = TEXT_INIT;

	if (trouble->count == 0)
		return;
	if (trouble->count > 1)
		text_append_format(&others, " (and %zu more)", trouble->count - 1);
	diag_hint(diags_add(diags, severity, id, NULL, "%s '%s'%s: %s", what, trouble->path,
			  text_string(&others), strerror(trouble->error)),
		"%s", hint);
	text_release(&others);
	free(trouble->path);
}

static bool has_image_ending(const char *name)
{
	static const char *const endings[] = {".sif", ".sqsh", ".squashfs", ".sqfs", ".img"};

	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
		if (string_ends(name, endings[i]))
			return true;
	return false;
}

static void add_path(struct walk *walk)
{
	struct walk_entry *entry = vector_add(walk->entries);

	*entry = (struct walk_entry){
		.path = arena_strdup(walk->arena, text_string(&walk->path)), .root = walk->root};
}

static void walk_descriptor(struct walk *walk, int descriptor);

static void enter_folder(struct walk *walk, int parent, const char *name)
{
	int descriptor;

	if (walk->depth <= 1)
		return;
	descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (descriptor < 0) {
		/* One that has just gone is no trouble. */
		if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
			note_trouble(&walk->unreadable, text_string(&walk->path), errno);
		return;
	}
	walk->depth--;
	walk_descriptor(walk, descriptor);
	walk->depth++;
}

static void visit(struct walk *walk, int parent, const struct dirent *entry)
{
	const char *name = entry->d_name;
	bool wanted = has_image_ending(name);
	unsigned char type = entry->d_type;
	struct stat status;

	/* Some file systems do not say what an entry is. */
	if (type == DT_UNKNOWN && fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		type = (unsigned char)IFTODT(status.st_mode);
	if (type == DT_DIR)
		enter_folder(walk, parent, name);
	else if (wanted && (type == DT_REG || type == DT_LNK || type == DT_UNKNOWN))
		add_path(walk);
}

/* Takes the descriptor over. The recursion is bound by DEPTH_LIMIT. */
static void walk_descriptor(struct walk *walk, int descriptor)
{
	DIR *folder = fdopendir(descriptor);
	size_t length = walk->path.length;
	const struct dirent *entry;

	if (folder == NULL) {
		note_trouble(&walk->unreadable, text_string(&walk->path), errno);
		close(descriptor);
		return;
	}
	while ((errno = 0, entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (walk->path.data[length - 1] != '/')
			text_append_char(&walk->path, '/');
		text_append(&walk->path, entry->d_name);
		visit(walk, descriptor, entry);
		text_truncate(&walk->path, length);
	}
	if (errno != 0)
		note_trouble(&walk->unreadable, text_string(&walk->path), errno);
	closedir(folder);
}

/* Of an entry that was looked at: it is an image file, it is something else, or why one could
 * not see (errno). */
enum { SEEN = 0, NO_FILE = -1 };

/* All entries of one walk from `first` on, for the crew. */
struct look {
	struct walk_entry *entries;
	int *outcomes;
	size_t count;
};

static int look_at(struct walk_entry *entry)
{
	struct stat status;

	if (lstat(entry->path, &status) != 0)
		return errno;
	entry->is_link = S_ISLNK(status.st_mode);
	if (entry->is_link && stat(entry->path, &status) != 0)
		return errno;
	entry->device = (uint64_t)status.st_dev;
	entry->inode = (uint64_t)status.st_ino;
	entry->size = (uint64_t)status.st_size;
	entry->mtime = status.st_mtime;
	entry->mtime_ns = image_time(&status.st_mtim);
	entry->ctime_ns = image_time(&status.st_ctim);
	return S_ISREG(status.st_mode) ? SEEN : NO_FILE;
}

static void look_at_share(void *context, size_t share)
{
	struct look *look = context;
	size_t end = (share + 1) * SHARE < look->count ? (share + 1) * SHARE : look->count;

	for (size_t i = share * SHARE; i < end; i++)
		look->outcomes[i] = look_at(&look->entries[i]);
}

/* Looks at the files of the walk, several at once: on a shared file system each is a question to a
 * server. What is no file, or cannot be seen, is no entry afterwards. */
static void look_at_files(struct walk *walk, size_t first)
{
	struct look look = {.entries = walk->entries->items + first,
		.count = walk->entries->count - first};
	struct crew crew = {.count = (look.count + SHARE - 1) / SHARE, .work = look_at_share,
		.context = &look};

	look.outcomes = xcalloc(look.count + 1, sizeof *look.outcomes);
	crew_start(&crew, crew.count > 1 ? THREADS : 0);
	crew_finish(&crew);
	walk->entries->count = first;
	for (size_t i = 0; i < look.count; i++)
		if (look.outcomes[i] == SEEN)
			walk->entries->items[walk->entries->count++] = look.entries[i];
		else if (look.outcomes[i] != NO_FILE)
			note_trouble(&walk->dangling, look.entries[i].path, look.outcomes[i]);
	free(look.outcomes);
}

static bool cannot_open(struct walk *walk, int error, struct diags *diags)
{
	const struct walk_root *root = walk->root;
	bool missing = error == ENOENT || error == ENOTDIR;

	if (missing && root->named) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "I10", NULL, "cannot look into '%s': %s",
				  root->path, strerror(error)),
			"name a folder that exists");
		return false;
	}
	if (!missing)
		note_trouble(&walk->unreadable, root->path, error);
	return true;
}

bool walk_folder(const struct walk_root *root, bool paths_only, struct walk_entries *entries,
	struct arena *arena, struct diags *diags)
{
	struct walk walk = {
		.root = root, .entries = entries, .arena = arena};
	int descriptor = open(root->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t first = entries->count;
	bool good = true;

	text_append(&walk.path, root->path);
	walk.depth = root->depth < DEPTH_LIMIT ? root->depth : DEPTH_LIMIT;
	if (descriptor < 0)
		good = cannot_open(&walk, errno, diags);
	else
		walk_descriptor(&walk, descriptor);
	if (!paths_only && entries->count > first)
		look_at_files(&walk, first);
	report_trouble(&walk.unreadable, SEVERITY_WARNING, "I11", "cannot read the folder",
		"images in it are not shown; its owner can let you read it", diags);
	report_trouble(&walk.dangling, SEVERITY_NOTE, "I12", "passing over",
		"the link leads nowhere, or the file has just gone", diags);
	text_release(&walk.path);
	return good;
}

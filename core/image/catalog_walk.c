#include "image/catalog_walk.h"

#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bounds the open descriptors, whatever a site file says. */
enum { DEPTH_LIMIT = 32 };

/* The first of several like troubles; one diagnostic tells of all of them. */
struct trouble {
	char *path; /* owned */
	int error;
	size_t count;
};

struct walk {
	const struct walk_root *root;
	bool paths_only;
	struct walk_entries *entries;
	struct arena *arena;
	struct text path; /* of the folder being read, then of what is in it */
	int64_t depth;    /* how many more folders down */
	struct trouble unreadable, dangling;
};

static void note_trouble(struct trouble *trouble, const struct text *path, int error)
{
	if (trouble->count++ > 0)
		return;
	trouble->path = xstrdup(text_string(path));
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

static void add_file(struct walk *walk, const struct stat *status, bool is_link)
{
	struct walk_entry *entry;

	if (!S_ISREG(status->st_mode))
		return;
	entry = vector_add(walk->entries);
	*entry = (struct walk_entry){
		.path = arena_strdup(walk->arena, text_string(&walk->path)),
		.root = walk->root,
		.is_link = is_link,
		.device = (uint64_t)status->st_dev,
		.inode = (uint64_t)status->st_ino,
		.size = (uint64_t)status->st_size,
		.mtime = status->st_mtime,
		.mtime_ns = image_time(&status->st_mtim),
		.ctime_ns = image_time(&status->st_ctim),
	};
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
			note_trouble(&walk->unreadable, &walk->path, errno);
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
	struct stat status;
	bool is_link;

	if (entry->d_type == DT_DIR) {
		enter_folder(walk, parent, name);
		return;
	}
	/* Some file systems do not say what an entry is. */
	if (!wanted && entry->d_type != DT_UNKNOWN)
		return;
	if (walk->paths_only && (entry->d_type == DT_REG || entry->d_type == DT_LNK)) {
		add_path(walk);
		return;
	}
	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
		if (wanted)
			note_trouble(&walk->dangling, &walk->path, errno);
		return;
	}
	if (S_ISDIR(status.st_mode)) {
		enter_folder(walk, parent, name);
		return;
	}
	is_link = S_ISLNK(status.st_mode);
	if (wanted && is_link && fstatat(parent, name, &status, 0) != 0)
		note_trouble(&walk->dangling, &walk->path, errno);
	else if (wanted)
		add_file(walk, &status, is_link);
}

/* Takes the descriptor over. The recursion is bound by DEPTH_LIMIT. */
static void walk_descriptor(struct walk *walk, int descriptor)
{
	DIR *folder = fdopendir(descriptor);
	size_t length = walk->path.length;
	const struct dirent *entry;

	if (folder == NULL) {
		note_trouble(&walk->unreadable, &walk->path, errno);
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
		note_trouble(&walk->unreadable, &walk->path, errno);
	closedir(folder);
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
		note_trouble(&walk->unreadable, &walk->path, error);
	return true;
}

bool walk_folder(const struct walk_root *root, bool paths_only, struct walk_entries *entries,
	struct arena *arena, struct diags *diags)
{
	struct walk walk = {
		.root = root, .paths_only = paths_only, .entries = entries, .arena = arena};
	int descriptor = open(root->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = true;

	text_append(&walk.path, root->path);
	walk.depth = root->depth < DEPTH_LIMIT ? root->depth : DEPTH_LIMIT;
	if (descriptor < 0)
		good = cannot_open(&walk, errno, diags);
	else
		walk_descriptor(&walk, descriptor);
	report_trouble(&walk.unreadable, SEVERITY_WARNING, "I11", "cannot read the folder",
		"images in it are not shown; its owner can let you read it", diags);
	report_trouble(&walk.dangling, SEVERITY_NOTE, "I12", "passing over",
		"the link leads nowhere, or the file has just gone", diags);
	text_release(&walk.path);
	return good;
}

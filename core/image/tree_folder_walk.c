#include "image/tree_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MAX = 1000000 }; /* names in one folder, which are kept to sort them */

struct child {
	char *name; /* owned */
	struct tree_entry entry; /* all but path and name */
};

struct children VECTOR_OF(struct child);

/* A folder whose names are being visited. */
struct frame {
	struct children children; /* owned */
	size_t next;
	size_t path_length; /* of its own path */
};

struct walk {
	struct image_tree *tree;
	struct diags *diags;
	tree_visitor *visitor;
	void *context;
	struct VECTOR_OF(struct frame) frames;
	struct text path;
	size_t entries;
	bool stopped;
	/* Folders that may not be read: how many, and the first. */
	size_t closed;
	char *closed_path; /* owned */
	int closed_error;
};

static void release_children(struct children *children)
{
	vector_each (struct child, child, children)
		free(child->name);
	vector_release(children);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct child *)a)->name, ((const struct child *)b)->name);
}

static void note_closed(struct walk *walk, int error)
{
	if (walk->closed++ > 0)
		return;
	walk->closed_path = xstrdup(text_string(&walk->path));
	walk->closed_error = error;
}

/* An image that is partly closed to this user still says much. */
static void report_closed(struct walk *walk)
{
	struct place place = {.file = walk->tree->path};
	struct text others = TEXT_INIT;

	if (walk->closed > 1)
		text_append_format(&others, " (and %zu more)", walk->closed - 1);
	if (walk->closed > 0)
		diag_hint(diags_add(walk->diags, SEVERITY_WARNING, "I46", &place,
				  "cannot look into the folder '/%s' of '%s'%s: %s",
				  walk->closed_path, walk->tree->path, text_string(&others),
				  strerror(walk->closed_error)),
			"what is in it is not shown; its owner can let you read it");
	free(walk->closed_path);
	text_release(&others);
}

static bool count_name(struct walk *walk, const struct children *children)
{
	if (children->count >= FOLDER_MAX || walk->entries >= TREE_ENTRIES_MAX)
		return tree_fail(walk->tree, walk->diags, "I43", NULL,
			"'%s' holds too many names (%zu up to '/%s')", walk->tree->path,
			walk->entries, text_string(&walk->path));
	walk->entries++;
	return true;
}

/* Takes all names of an open folder. Those that vanish meanwhile are passed over. */
static bool read_names(struct walk *walk, DIR *folder, struct children *children)
{
	const struct dirent *name;
	struct stat status;

	while ((errno = 0, name = readdir(folder)) != NULL) {
		if (string_equal(name->d_name, ".") || string_equal(name->d_name, ".."))
			continue;
		if (fstatat(dirfd(folder), name->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (!count_name(walk, children))
			return false;
		struct child *child = vector_add(children);
		child->name = xstrdup(name->d_name);
		tree_folder_fill(&child->entry, &status);
	}
	if (errno != 0)
		note_closed(walk, errno);
	return true;
}

/* Reads the folder at walk->path. */
static bool enter(struct walk *walk)
{
	if (walk->frames.count >= TREE_DEPTH_MAX)
		return tree_fail(walk->tree, walk->diags, "I43", NULL,
			"the folders in '%s' are more than %d levels deep", walk->tree->path,
			TREE_DEPTH_MAX);
	int fd = tree_folder_open(
		walk->tree, text_string(&walk->path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (folder == NULL) {
		/* One that has just gone is no trouble. */
		if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
			note_closed(walk, errno);
		if (fd >= 0)
			close(fd);
		return true;
	}
	struct frame *frame = vector_add(&walk->frames);
	frame->path_length = walk->path.length;
	bool fine = read_names(walk, folder, &frame->children);
	closedir(folder);
	if (frame->children.count > 1)
		qsort(frame->children.items, frame->children.count, sizeof(struct child), compare);
	return fine;
}

static bool visit_next(struct walk *walk, bool deep)
{
	struct frame *frame = &walk->frames.items[walk->frames.count - 1];

	text_truncate(&walk->path, frame->path_length);
	if (frame->next == frame->children.count) {
		release_children(&frame->children);
		walk->frames.count--;
		return true;
	}
	const struct child *child = &frame->children.items[frame->next++];
	struct tree_entry entry = child->entry;
	if (frame->path_length > 0)
		text_append_char(&walk->path, '/');
	size_t start = walk->path.length;
	text_append(&walk->path, child->name);
	entry.path = entry.inner.path = text_string(&walk->path);
	entry.name = entry.inner.name = entry.path + start;
	enum squashfs_visit answer = walk->visitor(walk->context, &entry);
	walk->stopped = answer == SQUASHFS_STOP;
	if (answer == SQUASHFS_CONTINUE && deep && entry.type == SQUASHFS_FOLDER)
		return enter(walk);
	return true;
}

static bool run(struct walk *walk, const char *path, bool deep)
{
	text_append(&walk->path, path);
	bool fine = enter(walk);
	while (fine && !walk->stopped && walk->frames.count > 0)
		fine = visit_next(walk, deep);
	vector_each (struct frame, frame, &walk->frames)
		release_children(&frame->children);
	vector_release(&walk->frames);
	report_closed(walk);
	text_release(&walk->path);
	return fine;
}

bool tree_folder_walk(
	struct image_tree *tree, tree_visitor *visitor, void *context, struct diags *diags)
{
	struct walk walk = {
		.tree = tree, .diags = diags, .visitor = visitor, .context = context};

	return run(&walk, "", true);
}

bool tree_folder_list(struct image_tree *tree, const struct tree_entry *folder,
	tree_visitor *visitor, void *context, struct diags *diags)
{
	struct walk walk = {
		.tree = tree, .diags = diags, .visitor = visitor, .context = context};

	if (folder->type != SQUASHFS_FOLDER)
		return tree_fail(
			tree, diags, "I45", NULL, "'/%s' is not a folder", folder->path);
	return run(&walk, folder->path, false);
}

#include "image/tree.h"

#include "image/tree_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool tree_fail(const struct image_tree *tree, struct diags *diags, const char *id, const char *hint,
	const char *format, ...)
{
	struct place place = {.file = tree->path};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, SEVERITY_ERROR, id, &place, format, args);
	va_end(args);
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
	return false;
}

void tree_fill_entry(struct tree_entry *entry, size_t layer, const struct squashfs_entry *inner)
{
	entry->type = inner->type;
	entry->mode = inner->mode;
	entry->modified = inner->modified;
	entry->size = inner->size;
	entry->layer = layer;
	entry->inner = *inner;
}

/* The inner entry for squashfs.h, whose diagnostics say the path. */
static struct squashfs_entry inner_entry(const struct tree_entry *entry)
{
	struct squashfs_entry inner = entry->inner;

	inner.path = entry->path;
	inner.name = entry->name;
	return inner;
}

bool tree_squashfs_target(struct image_tree *tree, const struct tree_entry *entry,
	struct text *out, struct diags *diags)
{
	struct squashfs_entry inner = inner_entry(entry);

	return squashfs_target(tree->layers.items[entry->layer].fs, &inner, out, diags);
}

bool tree_squashfs_read(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags)
{
	struct squashfs_entry inner = inner_entry(entry);

	return squashfs_read(tree->layers.items[entry->layer].fs, &inner, limit, out, diags);
}

bool tree_squashfs_stream(struct image_tree *tree, const struct tree_entry *entry,
	squashfs_sink *sink, void *context, struct diags *diags)
{
	struct squashfs_entry inner = inner_entry(entry);

	return squashfs_stream(
		tree->layers.items[entry->layer].fs, &inner, sink, context, diags);
}

/* A visitor of the tree behind one of squashfs.h. */
struct visit {
	tree_visitor *visitor;
	void *context;
};

static void take_inner(struct tree_entry *entry, const struct squashfs_entry *inner)
{
	entry->path = inner->path;
	entry->name = inner->name;
	tree_fill_entry(entry, 0, inner);
}

static enum squashfs_visit visit_inner(void *context, const struct squashfs_entry *inner)
{
	const struct visit *visit = context;
	struct tree_entry entry;

	take_inner(&entry, inner);
	return visit->visitor(visit->context, &entry);
}

static bool walk_squashfs(
	struct image_tree *tree, tree_visitor *visitor, void *context, struct diags *diags)
{
	struct visit visit = {visitor, context};

	return squashfs_walk(tree->layers.items[0].fs, visit_inner, &visit, diags);
}

static bool list_squashfs(struct image_tree *tree, const struct tree_entry *folder,
	tree_visitor *visitor, void *context, struct diags *diags)
{
	struct squashfs_entry inner = inner_entry(folder);
	struct visit visit = {visitor, context};

	return squashfs_list_dir(tree->layers.items[0].fs, &inner, visit_inner, &visit, diags);
}

static bool find_squashfs(struct image_tree *tree, const char *path, unsigned flags,
	struct tree_entry *entry, struct diags *diags)
{
	struct squashfs_entry inner;

	if (!squashfs_find(tree->layers.items[0].fs, path, flags, &inner, diags))
		return false;
	take_inner(entry, &inner);
	return true;
}

static const struct tree_ops squashfs_ops = {
	.walk = walk_squashfs,
	.find = find_squashfs,
	.list = list_squashfs,
	.target = tree_squashfs_target,
	.read = tree_squashfs_read,
	.stream = tree_squashfs_stream,
};

static bool fail_open(const struct image_tree *tree, struct diags *diags)
{
	return tree_fail(tree, diags, "I01", NULL, "cannot open '%s': %s", tree->path,
		strerror(errno));
}

static bool open_file(struct image_tree *tree, struct diags *diags)
{
	struct stat status;

	/* O_NONBLOCK: what was a file may be a FIFO by now. */
	tree->fd = open(tree->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (tree->fd < 0 || fstat(tree->fd, &status) != 0)
		return fail_open(tree, diags);
	if (S_ISREG(status.st_mode))
		return true;
	return tree_fail(tree, diags, "I46", NULL, "'%s' is no file any more", tree->path);
}

static bool add_squashfs(
	struct image_tree *tree, uint64_t offset, uint64_t size, struct diags *diags)
{
	struct squashfs *fs = squashfs_open(tree->fd, offset, size, tree->path, diags);

	if (fs != NULL)
		vector_push(&tree->layers, (struct tree_layer){.fs = fs});
	return fs != NULL;
}

static bool open_primary(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	const struct sif_descriptor *primary = sif->primary;

	tree->ops = &squashfs_ops;
	if (primary == NULL)
		return tree_fail(tree, diags, "I46", NULL,
			"the files in '%s' cannot be read: it has no primary file system",
			tree->path);
	if (primary->filesystem != SIF_FILESYSTEM_SQUASHFS)
		return tree_fail(tree, diags, "I46", NULL,
			"the files in '%s' cannot be read: its file system is of the unknown "
			"kind %d",
			tree->path, (int)primary->filesystem);
	return open_file(tree, diags) &&
		add_squashfs(tree, primary->offset, primary->size, diags);
}

static bool open_squashfs(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	tree->ops = &squashfs_ops;
	return open_file(tree, diags) && add_squashfs(tree, sif->begin, UINT64_MAX, diags);
}

static bool open_layers(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	struct place place = {.file = tree->path};

	tree->ops = &tree_layers_ops;
	if (sif->layer_count == 0)
		return tree_fail(tree, diags, "I46", NULL,
			"the files in '%s' cannot be read: it has no squashfs layers",
			tree->path);
	if (!open_file(tree, diags))
		return false;
	for (size_t i = 0; i < sif->layer_count; i++) {
		const struct sif_descriptor *layer = sif->layers[i];
		/* Without it, what is shown could be what it hides. */
		if (layer == NULL)
			return tree_fail(tree, diags, "I46",
				"the file is damaged: copy or download it again",
				"the files in '%s' cannot be read: its layer %zu is not in the "
				"file, or no squashfs",
				tree->path, i + 1);
		if (!add_squashfs(tree, layer->offset, layer->size, diags))
			return false;
	}
	if (sif->has_overlay)
		diag_hint(diags_add(diags, SEVERITY_WARNING, "I46", &place,
				  "the writable overlay in '%s' is an ext3 file system, which "
				  "cannot be read: files are shown as they are without it",
				  tree->path),
			"'singularity overlay seal' turns it into a layer that can be read");
	return true;
}

static bool open_folder(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	(void)sif;
	tree->ops = &tree_folder_ops;
	tree->fd = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return tree->fd >= 0 || fail_open(tree, diags);
}

static bool refuse_encrypted(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	return tree_fail(tree, diags, "I46",
		"labels, definition file and runscript are not encrypted: see 'berth image show'",
		"the files in '%s' cannot be read: its file system is encrypted%s", tree->path,
		sif->primary != NULL && sif->primary->filesystem == SIF_FILESYSTEM_GOCRYPTFS
			? " with gocryptfs, as only Apptainer does"
			: "");
}

static bool refuse_ext3(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	return tree_fail(tree, diags, "I46",
		"'singularity build new.sif OLD' makes an image whose files can be read",
		"the files in '%s' cannot be read: %s is ext3", tree->path,
		sif->primary != NULL ? "its file system" : "it");
}

static bool refuse_other(struct image_tree *tree, const struct sif *sif, struct diags *diags)
{
	(void)sif;
	return tree_fail(
		tree, diags, "I46", NULL, "'%s' is not an image: it holds no files", tree->path);
}

typedef bool opener(struct image_tree *tree, const struct sif *sif, struct diags *diags);

struct image_tree *image_tree_open(
	const char *path, const struct sif *sif, struct diags *diags)
{
	static opener *const openers[] = {
		[IMAGE_UNKNOWN] = open_folder,
		[IMAGE_SIF] = open_primary,
		[IMAGE_OCI_SIF] = open_layers,
		[IMAGE_ENCRYPTED] = refuse_encrypted,
		[IMAGE_EXT3] = refuse_ext3,
		[IMAGE_SQUASHFS] = open_squashfs,
		[IMAGE_SANDBOX] = open_folder,
		[IMAGE_NONE] = refuse_other,
	};
	struct image_tree *tree = xcalloc(1, sizeof *tree);

	tree->fd = -1;
	tree->path = xstrdup(path);
	if (openers[sif->kind](tree, sif, diags))
		return tree;
	image_tree_close(tree);
	return NULL;
}

void image_tree_close(struct image_tree *tree)
{
	if (tree == NULL)
		return;
	vector_each (struct tree_layer, layer, &tree->layers) {
		squashfs_xattrs_release(&layer->xattrs);
		squashfs_close(layer->fs);
	}
	vector_release(&tree->layers);
	if (tree->fd >= 0)
		close(tree->fd);
	text_release(&tree->found);
	free(tree->path);
	free(tree);
}

size_t image_tree_layers(const struct image_tree *tree)
{
	return tree->layers.count > 0 ? tree->layers.count : 1;
}

bool image_tree_walk(
	struct image_tree *tree, tree_visitor *visitor, void *context, struct diags *diags)
{
	return tree->ops->walk(tree, visitor, context, diags);
}

bool image_tree_find(struct image_tree *tree, const char *path, unsigned flags,
	struct tree_entry *entry, struct diags *diags)
{
	return tree->ops->find(tree, path, flags, entry, diags);
}

bool image_tree_list(struct image_tree *tree, const struct tree_entry *folder,
	tree_visitor *visitor, void *context, struct diags *diags)
{
	return tree->ops->list(tree, folder, visitor, context, diags);
}

bool image_tree_target(struct image_tree *tree, const struct tree_entry *entry, struct text *out,
	struct diags *diags)
{
	return tree->ops->target(tree, entry, out, diags);
}

bool image_tree_read(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags)
{
	return tree->ops->read(tree, entry, limit, out, diags);
}

bool image_tree_stream(struct image_tree *tree, const struct tree_entry *entry,
	squashfs_sink *sink, void *context, struct diags *diags)
{
	return tree->ops->stream(tree, entry, sink, context, diags);
}

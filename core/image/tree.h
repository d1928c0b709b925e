#ifndef BERTH_IMAGE_TREE_H
#define BERTH_IMAGE_TREE_H

/*
 * The file system inside an image as one tree, whatever kind the image is: the squashfs of a SIF
 * (or a bare one, or that of a Singularity 2 file), the layers of an OCI-SIF laid over each other
 * with their whiteouts, or a sandbox folder. Built on squashfs.h, whose rules hold: nothing is
 * trusted, no link leaves the image, everything is bounded.
 *
 * Layers are merged as overlayfs does it, because SingularityCE turns the whiteouts of OCI into
 * those of overlayfs when it makes their squashfs: a character device with number 0 hides the name
 * below it, and a folder with the mark trusted.overlay.opaque (or user.overlay.opaque) hides what
 * layers below it have in it; on the root the mark says nothing. Files with names like ".wh.NAME"
 * are files. Nothing that a whiteout hides is visited or found, in images of one layer, too.
 *
 * What is not read: overlay partitions of a SIF, in squashfs or ext3, about which only
 * sif->has_overlay tells (they may hide or replace files); and a writable ext3 layer on top
 * of an OCI image, of which a warning tells when the tree is opened.
 *
 * In a sandbox folder special files are never opened and links are resolved here, within the folder.
 * Folders in it that may not be read are left out, with one warning for all. Whoever can write
 * in it may change it meanwhile: what has gone is passed over.
 *
 * One tree is used by one thread at a time. Diagnostics: those of squashfs.h, and I46: the image's
 * file system, or a part of it, cannot be read (encrypted, ext3, no image), with what is still
 * known.
 */

#include "image/sif.h"
#include "image/squashfs.h"

struct image_tree; /* opaque */

/* Whoever keeps an entry copies its path and sets `path` and `name` to the copy; the functions below
 * take such an entry, too. */
struct tree_entry {
	const char *path; /* from the root, without a slash at either end; never cleaned */
	const char *name; /* the last part of path */
	enum squashfs_type type;
	uint16_t mode;    /* permission bits */
	int64_t modified; /* Unix seconds */
	uint64_t size;    /* bytes of a regular file, or of a symlink's target */
	/* For the functions below: the layer (0 is the lowest), and where it lies there. Of a sandbox
	 * folder `inner` has the inode's number (its lower 32 bits) and no xattr or device. */
	size_t layer;
	struct squashfs_entry inner;
};

/* Opens the tree of the image at `path`, of which `sif` was read by sif_read(). A zeroed `sif` stands
 * for a folder, with or without .singularity.d. NULL with a diagnostic. `path` and `sif` may go away afterwards; the result is
 * ended by image_tree_close(), for which NULL is fine. */
struct image_tree *image_tree_open(const char *path, const struct sif *sif, struct diags *diags)
	MUST_USE;
void image_tree_close(struct image_tree *tree);

/* How many layers it has, without a writable one; 1 but for OCI images. */
size_t image_tree_layers(const struct image_tree *tree);

typedef enum squashfs_visit tree_visitor(void *context, const struct tree_entry *entry);

/* Visits all names but the root, parents before children, each folder bytewise by name. Of several
 * layers the uppermost says what a name is; what a whiteout (character device 0:0) or an opaque
 * folder hides is not visited. Folders that several layers have are merged. The entry and its path
 * hold during the call; the visitor may call all functions here but image_tree_close(). */
bool image_tree_walk(struct image_tree *tree, tree_visitor *visitor, void *context,
	struct diags *diags) MUST_USE;

/* As squashfs_find(), in the merged tree. The entry's path holds until the next image_tree_find() on
 * `tree`. */
bool image_tree_find(struct image_tree *tree, const char *path, unsigned flags,
	struct tree_entry *entry, struct diags *diags) MUST_USE;

/* As squashfs_list_dir(), squashfs_target(), squashfs_read() and squashfs_stream(). */
bool image_tree_list(struct image_tree *tree, const struct tree_entry *folder,
	tree_visitor *visitor, void *context, struct diags *diags) MUST_USE;
bool image_tree_target(struct image_tree *tree, const struct tree_entry *entry, struct text *out,
	struct diags *diags) MUST_USE;
bool image_tree_read(struct image_tree *tree, const struct tree_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags) MUST_USE;
bool image_tree_stream(struct image_tree *tree, const struct tree_entry *entry,
	squashfs_sink *sink, void *context, struct diags *diags) MUST_USE;

#endif

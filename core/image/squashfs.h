#ifndef BERTH_IMAGE_SQUASHFS_H
#define BERTH_IMAGE_SQUASHFS_H

/*
 * Reading a squashfs 4.0, bare or within another file (a partition of a SIF, a layer of an OCI
 * image), by pread: one read for the superblock, one for all inodes and folders, and one for each
 * block of content. Nothing from the file is trusted: every count and offset is bound by the real
 * bytes, folders are visited once, and no link leaves the image. What is kept are the packed
 * inodes and folders (about 25 bytes a file; more than 32 MiB of them are not read at once but as
 * needed) and 1 MiB of unpacked ones, or once the tree was walked all of them (60 bytes a file, at
 * most 24 MiB).
 *
 * One struct squashfs is used by one thread at a time; several of them are independent.
 * Diagnostics: I01 cannot read, I40 no squashfs 4.0, I41 compression that this build cannot read,
 * I42 damaged, I43 too large or too deep, I44 no such file in the image, I45 not of the kind that
 * was asked for.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

struct squashfs;

enum squashfs_type { /* the numbers of the format */
	SQUASHFS_FOLDER = 1,
	SQUASHFS_REGULAR,
	SQUASHFS_SYMLINK,
	SQUASHFS_BLOCK_DEVICE,
	SQUASHFS_CHARACTER_DEVICE, /* with device 0: a whiteout of overlayfs */
	SQUASHFS_FIFO,
	SQUASHFS_SOCKET,
};

#define SQUASHFS_NO_XATTR UINT32_MAX

/* The names of the compressions that this build reads ("gzip"), one after the other; NULL behind the
 * last. */
const char *squashfs_compression_at(size_t index);

struct squashfs_entry {
	/* From the root, without a slash at either end: "usr/bin/env"; "" is the root itself. Holds
	 * as long as the function that fills the entry says; never cleaned. */
	const char *path;
	const char *name; /* the last part of path; points into it */
	enum squashfs_type type;
	uint16_t mode;    /* the permission bits, 07777 */
	uint32_t inode;   /* its number; names of one file (hard links) share it */
	uint32_t device;  /* of devices, as the kernel packs it: see squashfs_major(); 0 else */
	uint32_t xattr;   /* index of its extended attributes, or SQUASHFS_NO_XATTR */
	int64_t modified; /* Unix seconds */
	uint64_t size;    /* bytes of a regular file or of a symlink's target; 0 else */
	uint64_t reference; /* where the inode lies; for the functions below */
};

static inline unsigned squashfs_major(uint32_t device)
{
	return device >> 8 & 0xfff;
}

static inline unsigned squashfs_minor(uint32_t device)
{
	return (device & 0xff) | (device >> 12 & 0xfff00);
}

/*
 * Opens the squashfs that begins at byte `offset` of a file and has at most `limit` bytes (the rest
 * of the file is the limit, too). `fd` stays the caller's and must stay open; `path` is only said
 * in diagnostics. NULL with I01, I40, I41, I42 or I43. The result ends with squashfs_close().
 */
struct squashfs *squashfs_open(
	int fd, uint64_t offset, uint64_t limit, const char *path, struct diags *diags) MUST_USE;
/* NULL is fine. */
void squashfs_close(struct squashfs *fs);

/* "gzip", "xz", "lz4" or "zstd"; static storage. */
const char *squashfs_compression(const struct squashfs *fs);

enum squashfs_visit {
	SQUASHFS_CONTINUE,
	SQUASHFS_SKIP, /* as SQUASHFS_CONTINUE, but what is in this folder is passed over */
	SQUASHFS_STOP,
};

/* Called once for each name. The entry and its path hold during the call. The visitor may call all
 * functions here but squashfs_close(). */
typedef enum squashfs_visit squashfs_visitor(void *context, const struct squashfs_entry *entry);

/*
 * Visits all that is in the image but the root, parents before children, each folder in its stored
 * order (bytewise by name): the order of `unsquashfs -l`. True also when the visitor stopped it.
 * False with I01, I42 (a folder that occurs twice is damage, too) or I43 (more than 10 million
 * names or 1000 levels); what was visited before is sound.
 */
bool squashfs_walk(struct squashfs *fs, squashfs_visitor *visitor, void *context,
	struct diags *diags) MUST_USE;

/* As squashfs_walk(), but only what lies directly in `folder`; I45 when that is no folder. */
bool squashfs_list_dir(struct squashfs *fs, const struct squashfs_entry *folder,
	squashfs_visitor *visitor, void *context, struct diags *diags) MUST_USE;

enum squashfs_find_flags {
	SQUASHFS_NO_FOLLOW = 1u << 0, /* a symlink at the end of the path is the result itself */
};

/*
 * Looks up a path from the root of the image, with or without a slash in front. Symlinks are
 * followed (at most 40) within the image: absolute ones start at its root, and ".." of the root is
 * the root. On success `entry` is filled; its path is the resolved one and holds until the next
 * squashfs_find() on `fs`, or squashfs_close(). False with I44, whose hint names what is near, or
 * I01, I42, I43.
 */
bool squashfs_find(struct squashfs *fs, const char *path, unsigned flags,
	struct squashfs_entry *entry, struct diags *diags) MUST_USE;

/* Appends the target of a symlink, as it is written in the image; I45 for anything else. */
bool squashfs_target(struct squashfs *fs, const struct squashfs_entry *entry, struct text *out,
	struct diags *diags) MUST_USE;

/* Appends the whole content of a regular file. A file of more than `limit` bytes is an error (I43),
 * anything but a regular file too (I45). On failure `out` is as it was. */
bool squashfs_read(struct squashfs *fs, const struct squashfs_entry *entry, uint64_t limit,
	struct text *out, struct diags *diags) MUST_USE;

/* Takes the next piece of a file (at most 1 MiB, never empty); false ends the reading. */
typedef bool squashfs_sink(void *context, const void *bytes, size_t length);

/* Hands the content of a regular file over piece by piece, from its beginning; files that claim any
 * size need no more memory than one piece. The sink must not read other files of `fs`. True also
 * when the sink ended it. */
bool squashfs_stream(struct squashfs *fs, const struct squashfs_entry *entry, squashfs_sink *sink,
	void *context, struct diags *diags) MUST_USE;

#endif

#include "image/sif_parts.h"

#include <inttypes.h>

enum {
	SQUASHFS_SUPERBLOCK_SIZE = 96,
	SQUASHFS_COMPRESSION = 20, /* offsets within the superblock */
	SQUASHFS_MAJOR = 28,
	SQUASHFS_BYTES_USED = 40,
	EXT_MAGIC_OFFSET = 1080,
	/* Singularity 2 looked this far for its launch line. */
	LAUNCH_LIMIT = 2048,
	SHORT_FILE = 512, /* whose length is worth telling */
};

static const char launcher[] = " run-singularity";

static bool has_bytes(
	const struct sif_source *source, uint64_t offset, const void *bytes, size_t length)
{
	return offset <= source->head_length && length <= source->head_length - offset &&
		memcmp(source->head + offset, bytes, length) == 0;
}

static const char *compression_name(struct sif_source *source, const unsigned char *superblock)
{
	static const char *const names[] = {NULL, "gzip", "lzma", "lzo", "xz", "lz4", "zstd"};
	uint16_t id = load_le16(superblock + SQUASHFS_COMPRESSION);

	if (id == 0 || id >= ARRAY_LENGTH(names)) {
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"its squashfs names an unknown compression (%u)", (unsigned)id);
		return NULL;
	}
	return names[id];
}

const char *sif_check_squashfs(
	struct sif_source *source, uint64_t offset, uint64_t size, bool truncated)
{
	unsigned char block[SQUASHFS_SUPERBLOCK_SIZE];

	if (size < sizeof block) {
		if (!truncated)
			sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
				"its file system has only %" PRIu64
				" bytes: too few for a squashfs",
				size);
		return NULL;
	}
	if (!sif_source_read(source, offset, sizeof block, block))
		return NULL;
	if (memcmp(block, "hsqs", 4) != 0) {
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
			"no squashfs begins at byte %" PRIu64 ", where its file system should be",
			offset);
		return NULL;
	}
	uint16_t major = load_le16(block + SQUASHFS_MAJOR);
	uint64_t used = load_le64(block + SQUASHFS_BYTES_USED);
	if (major != 4) {
		sif_complain(source, SEVERITY_ERROR, "I05", NULL,
			"its squashfs is of version %u; only 4 is known", (unsigned)major);
		return NULL;
	}
	if (used > size && !truncated)
		sif_complain(source, SEVERITY_ERROR, "I04", SIF_HINT_CUT_OFF,
			"its squashfs is cut off: %" PRIu64 " of %" PRIu64 " bytes are there", size,
			used);
	return compression_name(source, block);
}

void sif_check_ext3(struct sif_source *source, uint64_t offset, uint64_t size, bool truncated)
{
	static const unsigned char ext_magic[2] = {0x53, 0xef};
	unsigned char bytes[sizeof ext_magic] = {0};

	if (size >= EXT_MAGIC_OFFSET + sizeof bytes &&
		!sif_source_read(source, offset + EXT_MAGIC_OFFSET, sizeof bytes, bytes))
		return;
	if (!truncated && memcmp(bytes, ext_magic, sizeof bytes) != 0)
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
			"no ext3 begins at byte %" PRIu64 ", where its file system should be",
			offset);
}

/* Files of Singularity 2 begin with a line that starts them, and go on with the file system. */
static uint64_t skip_launch_line(const struct sif_source *source)
{
	size_t limit = source->head_length < LAUNCH_LIMIT ? source->head_length : LAUNCH_LIMIT;

	if (!has_bytes(source, 0, "#!", 2))
		return 0;
	const unsigned char *end = memchr(source->head, '\n', limit);
	const unsigned char *found =
		memmem(source->head, limit, launcher, sizeof launcher - 1);
	if (end == NULL || found == NULL || found > end)
		return 0;
	return (uint64_t)(end - source->head) + 1;
}

/* What people give instead of an image, told by its first bytes; NULL when nothing fits. */
static const char *guess_content(const struct sif_source *source)
{
	static const struct {
		uint64_t offset;
		const char *bytes;
		size_t length;
		const char *what;
	} known[] = {
		{0, "\x7f" "ELF", 4, "a program"},
		{0, "\x1f\x8b", 2, "a gzip file (a tar archive?)"},
		{0, "\xfd" "7zXZ", 5, "an xz file"},
		{0, "\x28\xb5\x2f\xfd", 4, "a zstd file"},
		{0, "PK\x03\x04", 4, "a zip file"},
		{0, "version https://git-lfs", 23, "a git-lfs pointer, not the file itself"},
		{0, "<!DOCTYPE", 9, "a web page (did a download need a login?)"},
		{0, "<html", 5, "a web page (did a download need a login?)"},
		{0, "Bootstrap:", 10, "a definition file, which has to be built first"},
		{0, "#!", 2, "a script"},
		{257, "ustar", 5, "a tar archive"},
	};
	size_t zeros = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (has_bytes(source, known[i].offset, known[i].bytes, known[i].length))
			return known[i].what;
	while (zeros < source->head_length && source->head[zeros] == 0)
		zeros++;
	return zeros == source->head_length ? "only zeros (an interrupted copy?)" : NULL;
}

static void say_not_an_image(struct sif_source *source)
{
	static const char wanted[] = "an image is a .sif file, a squashfs file or an ext3 file";
	const char *what = guess_content(source);

	if (source->size == 0)
		sif_complain(source, SEVERITY_ERROR, "I02", SIF_HINT_CUT_OFF,
			"not an image: it is empty");
	else if (what != NULL)
		sif_complain(source, SEVERITY_ERROR, "I02", wanted,
			"not an image: its content looks like %s", what);
	else if (source->size < SHORT_FILE)
		sif_complain(source, SEVERITY_ERROR, "I02", wanted,
			"not an image: only %" PRIu64 " bytes long: an interrupted copy?",
			source->size);
	else
		sif_complain(source, SEVERITY_ERROR, "I02", wanted,
			"not an image: neither SIF nor squashfs nor ext3");
}

void sif_classify_other(struct sif_source *source, struct sif *sif)
{
	uint64_t begin = skip_launch_line(source);

	if (has_bytes(source, begin, "hsqs", 4)) {
		sif->kind = IMAGE_SQUASHFS;
		sif->begin = begin;
		sif->compression =
			sif_check_squashfs(source, begin, source->size - begin, false);
	} else if (has_bytes(source, begin + EXT_MAGIC_OFFSET, "\x53\xef", 2)) {
		sif->kind = IMAGE_EXT3;
	} else {
		say_not_an_image(source);
	}
}

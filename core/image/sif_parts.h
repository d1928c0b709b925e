#ifndef BERTH_IMAGE_SIF_PARTS_H
#define BERTH_IMAGE_SIF_PARTS_H

/*
 * What the files of the SIF reader share: sif.c opens and classifies, sif_parse.c turns bytes
 * into fields, sif_table.c reads the descriptors and says what is wrong with them, sif_inspect.c
 * reads the small objects that describe the image, sif_other.c looks at file systems and at files
 * that are no SIF, sif_sandbox.c reads folders. Nobody else includes this but their tests.
 */

#include "base/bytes.h"
#include "image/sif.h"

enum {
	SIF_HEADER_SIZE = 128,
	SIF_RECORD_SIZE = 585,
	SIF_MAGIC_OFFSET = 32,
	SIF_GROUP_MASK = 0x0fffffff,
	SIF_FIRST_READ = 64 * 1024,
	SIF_MAX_RECORDS = 65536,
	SIF_MAX_JSON = 16 * 1024 * 1024,
	SIF_MAX_TEXT = 1024 * 1024,
};

/* A file while it is read. */
struct sif_source {
	int fd;
	const char *path;
	uint64_t size;       /* of the file, when it was opened */
	unsigned char *head; /* owned: its first bytes, at most SIF_FIRST_READ */
	size_t head_length;
	bool brief; /* see sif_read_brief() */
	struct diags *diags;
};

/* As sif_read(), from a descriptor, which stays open. Of a regular file, `path` is only said in
 * diagnostics. */
bool sif_read_fd(int fd, const char *path, struct sif *sif, struct diags *diags) MUST_USE;

/* Copies `length` bytes at `offset`, which lie within source->size, to `bytes`. False with I01
 * when the file cannot be read or has become shorter. */
bool sif_source_read(struct sif_source *source, uint64_t offset, size_t length,
	unsigned char *bytes) MUST_USE;

/* The same bytes without a copy where they lie in the head; else *owned gets storage for the caller to
 * free. NULL where that gives false. */
const unsigned char *sif_source_view(struct sif_source *source, uint64_t offset, size_t length,
	unsigned char **owned) MUST_USE;

/* Adds a diagnostic about the content of the file; `hint` may be NULL. */
void sif_complain(struct sif_source *source, enum severity severity, const char *id,
	const char *hint, const char *format, ...) PRINTF_LIKE(5, 6);

/* Hints that several complaints share. */
#define SIF_HINT_DAMAGED "the file is damaged: copy or download it again"
#define SIF_HINT_CUT_OFF \
	"an interrupted copy or download? compare its size with the original and fetch it again"

/* What the header says about the table of descriptors; nothing is checked. */
struct sif_table {
	char version[3];
	int64_t total, offset, size;
};

/* Whether the bytes begin with a SIF header. */
bool sif_has_magic(const unsigned char *bytes, size_t length);

/* Fills launch, arch, uuid and the times of `sif`, and `table`, from SIF_HEADER_SIZE bytes. */
void sif_parse_header(const unsigned char *bytes, struct sif *sif, struct sif_table *table);

enum sif_extent {
	SIF_WHOLE,     /* lies within the file */
	SIF_CUT_OFF,   /* offset and size are possible, the file is too short for them */
	SIF_SENSELESS, /* negative, or beyond every possible file */
};

/* What a descriptor claims, before anything was clamped. */
struct sif_claim {
	enum sif_extent extent;
	int64_t offset, size;
};

/* Whether the record is in use. */
bool sif_record_used(const unsigned char *bytes);

/* Fills `descriptor` from a record of SIF_RECORD_SIZE bytes. Its offset and size are clamped to
 * a file of `file_size` bytes; senseless ones become an empty object at 0. */
struct sif_claim sif_parse_record(
	const unsigned char *bytes, uint64_t file_size, struct sif_descriptor *descriptor);

/* Reads the table into sif->descriptors; false when the file cannot be read. */
bool sif_read_descriptors(
	struct sif_source *source, const struct sif_table *table, struct sif *sif) MUST_USE;

/* Complains when no squashfs 4.0 lies at `offset` (`size` bytes of it, already `truncated` when
 * that was said before). Gives its compression, or NULL; static storage. */
const char *sif_check_squashfs(
	struct sif_source *source, uint64_t offset, uint64_t size, bool truncated);

/* Complains when no ext2, ext3 or ext4 lies there. */
void sif_check_ext3(struct sif_source *source, uint64_t offset, uint64_t size, bool truncated);

/* Says what a file without a SIF header is: sets kind and compression, with diagnostics. */
void sif_classify_other(struct sif_source *source, struct sif *sif);

/* Whether the folder holds .singularity.d. */
bool sif_is_sandbox(int folder);
/* Sets kind and what describes the image. */
void sif_read_sandbox(const char *path, struct sif *sif, struct diags *diags);

/* The labels that JSON text holds, a new reference; NULL when there are none. I06 when it cannot be
 * read; `what` is its name in that. */
json_t *sif_parse_labels(
	struct sif_source *source, const char *what, const char *bytes, size_t length);

/* Reads labels, scripts, environment, definition and configuration into `sif`, whose
 * descriptors are there. Objects that are not whole are passed over. For an OCI image it also
 * sets `layers`, `primary` (when there is one layer) and has_overlay. */
void sif_inspect(struct sif_source *source, struct sif *sif);

#endif

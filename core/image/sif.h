#ifndef BERTH_IMAGE_SIF_H
#define BERTH_IMAGE_SIF_H

/*
 * Reading a SIF file: global header, descriptors and small objects, by pread, in one 64 KiB read
 * for images made the usual way. Nothing from the file is trusted: every count and offset is
 * bound by the file's real size. Format: github.com/sylabs/sif (SIF version 01); all integers
 * are little-endian and packed.
 */

#include "image/image.h"

#include <jansson.h>

enum sif_type { /* data types of descriptors */
	SIF_DEFINITION = 0x4001,
	SIF_ENVIRONMENT,
	SIF_LABELS,
	SIF_PARTITION,
	SIF_SIGNATURE,
	SIF_JSON,
	SIF_GENERIC,
	SIF_CRYPTO_MESSAGE,
	SIF_SBOM,
	SIF_OCI_ROOT_INDEX,
	SIF_OCI_BLOB,
};

enum sif_filesystem { /* of partitions */
	SIF_FILESYSTEM_SQUASHFS = 1,
	SIF_FILESYSTEM_EXT3,
	SIF_FILESYSTEM_ARCHIVE,
	SIF_FILESYSTEM_RAW,
	SIF_FILESYSTEM_ENCRYPTED,  /* squashfs in LUKS2 */
	SIF_FILESYSTEM_GOCRYPTFS,  /* squashfs in gocryptfs: Apptainer only */
};

enum sif_role { /* of partitions */
	SIF_ROLE_SYSTEM = 1,
	SIF_ROLE_PRIMARY, /* the one that is started */
	SIF_ROLE_DATA,
	SIF_ROLE_OVERLAY,
};

struct sif_descriptor {
	int32_t type;
	uint32_t id, group, link; /* group without its marker bits; 0 is none */
	uint64_t offset, size;    /* within the file: clamped to its end */
	bool truncated;           /* the descriptor claims more than the file has */
	int64_t created, modified;
	char name[129];           /* NUL-terminated; not cleaned */
	int32_t filesystem, role; /* of partitions: enums above, or any number; 0 else */
	char arch[4];             /* of partitions: the format's code, "02" is amd64 */
	char fingerprint[65];     /* of signatures: hexadecimal; empty else */
	char digest[80];          /* of OCI objects: "sha256:..."; empty else */
};

struct sif {
	enum image_kind kind;
	char launch[33];  /* "#!/usr/bin/env run-singularity" or empty */
	char arch[16];    /* "amd64", "arm64", ... or "unknown" */
	char uuid[37];    /* empty when all zero */
	int64_t created, modified; /* Unix seconds; 0 unknown */
	struct sif_descriptor *descriptors; /* owned; the used ones, in order */
	size_t descriptor_count;
	/* The file system that is started: the primary partition, or the only layer of an OCI
	 * image; NULL when there is none (or several layers). */
	const struct sif_descriptor *primary;
	/* Of an OCI image: its squashfs layers, lower to upper; owned. NULL stands for one that is
	 * not in the file, or is no squashfs. A writable ext3 layer on top is no part of them:
	 * has_overlay says that there is one. */
	const struct sif_descriptor **layers;
	size_t layer_count;
	uint64_t begin; /* of a bare squashfs: its first byte, behind the line that starts it */
	const char *compression; /* of a squashfs: "gzip", "zstd", ...; NULL unknown; static */
	bool is_signed, has_overlay;
	/* What `singularity inspect` shows; owned; NULL when the image has none. */
	json_t *labels;       /* object of strings */
	json_t *environment;  /* object: script path to its text */
	char *runscript, *definition, *help;
	json_t *oci_config;   /* object: Env, Cmd, Entrypoint, Labels ... */
};

/*
 * Reads what is at `path`; `sif` is filled also for files that are no SIF (kind says what). A
 * folder that holds .singularity.d is an IMAGE_SANDBOX: labels, environment, runscript, definition
 * and help then come from there (links in it never lead out of the folder; what cannot be read is
 * a warning), and all else is unknown. A
 * file with a SIF header stays IMAGE_SIF however broken the rest is: I04 and I05 as errors then
 * say so, and `primary` may be NULL.
 * False only when nothing can be said: I01 cannot open or read, I03 no regular file or sandbox.
 * Diagnostics beside the result: I02 not an image, I04 truncated, I05 header or descriptor
 * that makes no sense, I06 JSON inside that cannot be read, I07 compression that SingularityCE
 * cannot start. The caller ends it with sif_release(), also after false.
 */
bool sif_read(const char *path, struct sif *sif, struct diags *diags) MUST_USE;

/* The same without what `singularity inspect` shows (of a native SIF: labels, environment, scripts
 * and definition stay NULL), which takes most of the time: for lists of thousands of images. */
bool sif_read_brief(const char *path, struct sif *sif, struct diags *diags) MUST_USE;
void sif_release(struct sif *sif);

/* "Def.FILE", "FS", "OCI.Blob" ..., as siftool says; "Unknown" for any other number. */
const char *sif_type_name(int32_t type);

#endif

#ifndef BERTH_IMAGE_IMAGE_H
#define BERTH_IMAGE_IMAGE_H

/*
 * One image file: what its name says (names.h), what the file system says, and what the file
 * itself says in its first 64 KiB (sif.h).
 */

#include "base/arena.h"
#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "site/site.h"

#include <time.h>

struct facts;

enum image_kind {
	IMAGE_UNKNOWN,   /* not looked at yet */
	IMAGE_SIF,       /* SIF with a squashfs partition */
	IMAGE_OCI_SIF,   /* SIF that holds an OCI image */
	IMAGE_ENCRYPTED, /* SIF whose file system is encrypted */
	IMAGE_EXT3,      /* SIF with an ext3 partition, or a bare ext3 file */
	IMAGE_SQUASHFS,  /* bare squashfs file */
	IMAGE_SANDBOX,   /* folder with the files of an image: it holds .singularity.d */
	IMAGE_NONE,      /* not an image */
};

/* "unknown", "sif", "oci-sif", "encrypted", "ext3", "squashfs", "sandbox", "not-an-image". */
const char *image_kind_name(enum image_kind kind);

/* What a file name says; NULL where it says nothing. Strings belong to the given arena. */
struct image_name {
	const char *family;    /* "lumi", "laif", "cpe" */
	const char *form;      /* the site's name for the form that matched */
	const char *framework; /* "pytorch", "jax", "rocm", "mpich", ... */
	const char *version;   /* of the framework */
	const char *rocm;
	const char *python;
	const char *layer;     /* LAIF: "rocm" .. "full" */
	const char *release;   /* LAIF: "u24r64f21m43t29-20260124_092648" */
	const char *hash;      /* dockerhash */
	const char *os;        /* LAIF: "24.04" (Ubuntu); cpe: "SP6" */
	const char *extras;    /* "vllm-4075b35", "horovod-0.28.1 debugsymbols" */
	const char *date;      /* "20260124", when the name holds one */
};

/* Reads the base name of `path` by the site's name forms. Names that no form matches, among
 * them all user-made ones, leave `name` all NULL: unknown is never guessed. */
void image_name_parse(
	const struct site *site, const char *path, struct arena *arena, struct image_name *name);

struct image {
	char *path;              /* as found; owned, like all strings here, by the catalog */
	char *target;            /* where the link points in the end; equal to path without a link */
	const char *file;        /* base name; points into path */
	const char *root;        /* name of the site's root, or the folder that the user gave */
	enum root_stability stability;
	char **aliases;          /* other paths of the same file */
	size_t alias_count;
	uint64_t size;           /* bytes */
	int64_t mtime;           /* Unix seconds */
	int64_t mtime_ns, ctime_ns; /* Unix nanoseconds: what tells whether the file has changed */
	uint64_t device, inode;
	enum image_kind kind;
	/* From the head of the file, once it was read with its kind; static. */
	const char *compression, *arch; /* NULL unknown */
	bool is_signed, has_overlay;
	struct image_name name;
	/* What is inside (facts.h), or a part of it (index_attach()); NULL unknown. Never owned. */
	const struct facts *facts;
};

/* Nanoseconds since 1970, as far as 64 bits go. */
int64_t image_time(const struct timespec *time);

/* The recipe of the site for an image, or NULL when none fits. */
const struct site_recipe *image_recipe(const struct site *site, const struct image *image);

#endif

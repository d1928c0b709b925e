#ifndef BERTH_JOB_PICTURE_ROWS_H
#define BERTH_JOB_PICTURE_ROWS_H

/*
 * What stands in the boxes of the picture of a node (private to picture.c): a node is drawn as
 * boxes of rows. On GPU nodes a box is a NUMA domain, a row is a CCD, and the GPU module to which
 * its CCDs are wired stands to the right; on CPU nodes a box is a socket and a row is a NUMA
 * domain.
 */

#include "job/picture.h"

struct glyphs {
	const char *horizontal, *vertical;
	const char *top_left, *top_right, *bottom_left, *bottom_right;
	const char *wire_left, *wire_right; /* where a wire meets the left or right side of a box */
	const char *reserved, *unused;
};

struct row {
	struct text nics;  /* left of the box */
	struct text cores; /* in the box */
	struct text gpus;  /* in the box to the right; empty for none */
	/* Only of the first row of a box: its title, and that of the box to the right, if any. */
	struct text title, gpu_title;
};

/* The upper half is what picture_fill() goes by, the lower half what it finds. */
struct picture {
	const struct assignment *assignment;
	const struct site_node_type *type;
	const struct glyphs *glyphs;
	const char *gap;       /* between two cores */
	unsigned ccds_per_row; /* at most */
	int owner[MASK_BITS];  /* the rank that runs on a core, or -1 */
	struct mask usable;
	unsigned ccds, ccds_per_numa, ccds_per_box;
	bool sockets; /* the boxes are sockets; else NUMA domains */

	struct row *rows; /* owned */
	size_t row_count;
	size_t nic_width, core_width, gpu_width; /* of the widest, in cells */
};

/* Fills in the rows; picture_release() empties them again. */
void picture_fill(struct picture *picture);
void picture_release(struct picture *picture);

#endif

#ifndef BERTH_CLI_IMAGE_INDEX_H
#define BERTH_CLI_IMAGE_INDEX_H

/* What the commands share that ask the index about what is inside images. */

#include "cli/cli.h"
#include "image/index.h"

/* Reads the inside of these images in threads and takes it into the index, with progress on a
 * terminal. ^C stops it: what is done is kept, I84 says so, and the result is false. */
bool cli_read_inside(struct cli *cli, struct index *index, const struct image *const *images,
	size_t count, struct index_progress *progress);

/* Gives the images of the catalog what the query asks of their inside. Where the index does not
 * know an image that may match, it is read now if `complete`, or if there are few of them. */
void cli_attach_facts(
	struct cli *cli, struct index *index, const struct query *query, bool complete);

/* I82: how many images the query cannot tell of; I85: versions compared by natural order. */
void cli_tell_unknown(struct cli *cli, struct index *index, const struct query *query,
	const struct query_says *says);

#endif

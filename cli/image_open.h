#ifndef BERTH_CLI_IMAGE_OPEN_H
#define BERTH_CLI_IMAGE_OPEN_H

/* What the commands share that look into an image. */

#include "cli/cli.h"
#include "image/facts.h"

struct opened_image {
	struct image image; /* its strings are the catalog's */
	struct sif sif;
	struct image_tree *tree; /* NULL: the files cannot be read, and a diagnostic says why */
	struct facts facts;
	char *given; /* owned; the path when nothing else is known of the image */
};

/* Finds the image that `what` names and reads its head; false with diagnostics. What the search has
 * noted of it stays. The caller ends `opened`, which it has zeroed, with opened_image_release(), also
 * after false. */
bool cli_open_image(struct cli *cli, const char *what, struct opened_image *opened) MUST_USE;
/* The same, and opens its files: false with I46 and others when they cannot be read. */
bool cli_open_tree(struct cli *cli, const char *what, struct opened_image *opened) MUST_USE;
/* The same for commands that want nothing of the image but its files: a path to a file is then opened
 * without loading the site, and of `image` only the path is known. */
bool cli_open_files(struct cli *cli, const char *what, struct opened_image *opened) MUST_USE;
void opened_image_release(struct opened_image *opened);

/* A path inside an image for people: with a slash in front, cleaned, in one line. */
void text_append_inside(struct text *text, const char *path);

#endif

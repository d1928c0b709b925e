#ifndef BERTH_IMAGE_INDEX_WRITE_H
#define BERTH_IMAGE_INDEX_WRITE_H

/* Between index_file.c and index_write.c. */

#include "image/index_file.h"

/* Fills SNAPSHOT_TRAILER bytes for a database of that length. */
void snapshot_make_trailer(const void *bytes, size_t length, unsigned char *trailer);

#endif

#ifndef BERTH_IMAGE_SQUASHFS_XATTR_H
#define BERTH_IMAGE_SQUASHFS_XATTR_H

/*
 * The one extended attribute that says something about files: the mark of overlayfs on a folder
 * that hides what layers below it have there. Both its names count, "trusted.overlay.opaque" (which
 * SingularityCE writes) and "user.overlay.opaque" (of overlays without privileges).
 */

#include "image/squashfs.h"

/* Where the attributes of one squashfs lie; all zero until they are needed. */
struct squashfs_xattrs {
	bool loaded;
	uint64_t names;       /* position of the metadata blocks with names and values */
	uint32_t count;       /* sets of attributes */
	unsigned char *index; /* owned: positions of the blocks with where each set begins */
};

/* Sets *opaque to whether the set of attributes `xattr` (squashfs_entry.xattr, which may be
 * SQUASHFS_NO_XATTR) has the mark. False with I01, I42 or I43. */
bool squashfs_is_opaque(struct squashfs *fs, struct squashfs_xattrs *xattrs, uint32_t xattr,
	bool *opaque, struct diags *diags) MUST_USE;
void squashfs_xattrs_release(struct squashfs_xattrs *xattrs);

#endif

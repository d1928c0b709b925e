#ifndef BERTH_VNC_MANY_H
#define BERTH_VNC_MANY_H

/*
 * Many connections over one pair of pipes, as a browser makes one for each file of a page and a step of
 * Slurm for each would be a burden. The near end accepts them, the far end connects each to the same
 * target.
 *
 * Frames are four bytes, kind, channel and a number (big endian), and with 'D' so many bytes:
 *   'O' a new connection    'D' its bytes    'C' so many were taken    'E' no more bytes will come
 * Of each channel at most MANY_WINDOW bytes are under way, so a reader that sleeps holds up nobody else
 * and every buffer is bounded. What is no such frame ends everything.
 */

#include "base/base.h"
#include "vnc/link.h"

#include <stdatomic.h>

enum { MANY_CHANNELS = 64, MANY_WINDOW = 1 << 17 };

struct vnc_many {
	int in, out;  /* of the frames */
	int listener; /* of the near end, which accepts there; -1: the far end */
	const struct vnc_target *target;
	const atomic_bool *stop; /* may be NULL */
};

/* Until `in` ends, `out` breaks, or *stop. The descriptors stay open, and do not block afterwards. */
void vnc_many_serve(const struct vnc_many *many);

#endif

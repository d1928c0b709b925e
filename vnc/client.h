#ifndef BERTH_VNC_CLIENT_H
#define BERTH_VNC_CLIENT_H

/*
 * libvncclient with bounds, for the child that speaks with one server (speaker.h): loaded when it
 * is needed, silent, with the one encoding "raw" and a screen no larger than VNC_SIDE_MAX and
 * VNC_PIXELS_MAX. The state is the child's only one, as the library's log functions know no
 * context.
 */

#include "base/base.h"
#include "base/text.h"
#include "vnc/probe.h"

#ifdef HAVE_VNCCLIENT

#include <rfb/rfbclient.h>

struct vnc_library {
	__typeof__(&rfbGetClient) get_client;
	__typeof__(&rfbInitClient) init_client;
	__typeof__(&WaitForMessage) wait;
	__typeof__(&HandleRFBServerMessage) handle;
	__typeof__(&SendFramebufferUpdateRequest) request;
	__typeof__(&SetClientAuthSchemes) set_schemes;
	rfbClientLogProc *log, *error;
};

struct vnc_client {
	struct vnc_library library;
	const char *password; /* NULL: none is known */
	struct text said;     /* the last thing that the library complained of */
	bool asked_password, too_large;
	unsigned resizes;     /* how often the server has changed its screen */
	bool updated;         /* an update has come in full */
	uint64_t covered;     /* pixels that have come since this was set to 0 */
	int left, top, right, bottom; /* where they lie; empty while right is 0 */
};
extern struct vnc_client vnc_client;

/* False when this host has no libvncclient. */
bool vnc_client_load(void) MUST_USE;
/* A client for a connection that stands, which keeps the screen in `bytes_per_pixel` (4: a byte
 * each for red, green and blue, from the first on; 2: five, six and five bits from the highest
 * on). It has not spoken yet: library.init_client() does, and frees it when that fails. */
rfbClient *vnc_client_make(int fd, const char *password, int bytes_per_pixel);
/* Why init_client() failed. */
enum vnc_trouble vnc_client_trouble(void);

#endif

#endif

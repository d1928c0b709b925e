#ifndef BERTH_VNC_LIVE_H
#define BERTH_VNC_LIVE_H

/*
 * A live picture of a VNC server's screen, small enough for a terminal. A child process
 * (speaker.h) keeps the screen and makes it smaller; here come frames, and only when they differ.
 *
 * Made for a loop around poll(): no function waits. The loop watches vnc_live_fd() for POLLIN and
 * calls vnc_live_read() when it is there; deadlines are kept by the child. While nobody takes the
 * frames, the server is asked for nothing; a picture that stands still costs nothing either. Whatever
 * the server sends takes no more than one update for each frame.
 * A child that was fooled can show a wrong picture, and no more.
 */

#include "base/base.h"
#include "base/diag.h"
#include "vnc/link.h"
#include "vnc/thumbnail.h"

enum {
	VNC_LIVE_WIDTH_MAX = THUMBNAIL_COLUMNS_MAX,
	VNC_LIVE_HEIGHT_MAX = 2 * THUMBNAIL_ROWS_MAX,
	VNC_LIVE_RATE_MAX = 60,
};

struct vnc_live_wish {
	const char *password;   /* NULL: none is known */
	int64_t columns, rows;  /* at most so many cells, two pixels each */
	int frames_per_second;  /* at most; 1 to VNC_LIVE_RATE_MAX */
	int deadline_ms; /* from the start to the first frame, and for each update that has begun */
};

struct vnc_frame {
	int64_t screen_width, screen_height; /* of the server */
	/* As thumbnail_fit() says: thumbnail_make() with the same wish takes each pixel as it is. They
	 * belong to the live picture and stay until the next call. */
	struct pixels pixels;
};

enum vnc_live_news {
	VNC_LIVE_NOTHING,
	VNC_LIVE_FRAME,
	VNC_LIVE_ENDED, /* and diags say why; nothing will come any more */
};

struct vnc_live;

/* Begins; no frame is there yet. Failures to connect come from vnc_live_read(). V24 when there can be
 * no child, V28 without libvncclient. The caller ends it with vnc_live_close(). The wish and the target
 * need not stay. */
bool vnc_live_open(const struct vnc_target *target, const struct vnc_live_wish *wish,
	struct vnc_live **live, struct diags *diags) MUST_USE;

int vnc_live_fd(const struct vnc_live *live);
pid_t vnc_live_pid(const struct vnc_live *live);

/* V23 no way, V24 no VNC server, V25 the password, V26 the screen, V27 no answer in time, V28 no
 * library on this host, V34 the server ended a picture that stood. */
enum vnc_live_news vnc_live_read(
	struct vnc_live *live, struct vnc_frame *frame, struct diags *diags);

/* Frames of another size; the next one comes at once. */
void vnc_live_resize(struct vnc_live *live, int64_t columns, int64_t rows);

/* Ends the child, and a relay with it. NULL is fine. */
void vnc_live_close(struct vnc_live *live);

/* live_speak.c: what the child does, and what both see. Neither trusts what it reads here. */
struct vnc_live_shared {
	/* Written by the parent. */
	_Atomic int32_t columns, rows;
	_Atomic uint32_t taken; /* frames that it has */
	/* Written by the child. */
	_Atomic uint32_t given;   /* frames that were here */
	_Atomic uint32_t waiting; /* whether it is to be woken when the frame is taken */
	int32_t width, height, screen_width, screen_height;
	int32_t trouble; /* enum vnc_trouble, once it ends by itself; or VNC_LIVE_GONE */
	char said[300];
	unsigned char pixels[3 * VNC_LIVE_WIDTH_MAX * VNC_LIVE_HEIGHT_MAX];
};
enum { VNC_LIVE_GONE = 1000 };
struct vnc_speech;
void vnc_live_speak(const struct vnc_speech *speech, int out);

/* scale.c: boxes of a screen of 16-bit pixels (red, green, blue in 5, 6 and 5 bits) become pixels of
 * three bytes. */
struct vnc_scale {
	int64_t width, height;           /* of the screen */
	int64_t small_width, small_height;
	unsigned char *small;            /* owned: small_width * small_height * 3 bytes */
};
/* Makes room for a screen of that size in at most so many cells. */
void vnc_scale_init(struct vnc_scale *scale, int64_t width, int64_t height,
	const struct thumbnail_wish *wish);
/* Makes those pixels anew that depend on a part of the screen. */
void vnc_scale_part(struct vnc_scale *scale, const uint16_t *screen, int64_t left, int64_t top,
	int64_t right, int64_t bottom);
void vnc_scale_release(struct vnc_scale *scale);

#endif

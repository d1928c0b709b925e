#ifndef BERTH_VNC_PROBE_H
#define BERTH_VNC_PROBE_H

/*
 * Asks a VNC server whether it is one and takes the password: handshake, authentication, geometry,
 * the desktop's name and the time of one round trip; with `picture` also the whole screen.
 *
 * The server may be hostile. The protocol is spoken by libvncclient in a child process with
 * bounds on the geometry, which is killed at the deadline (speaker.h); whatever becomes of it, the
 * caller goes on. Without the library only the greeting "RFB 003.00x" is read, by code of our own.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "vnc/link.h"
#include "vnc/speaker.h"

#include <stdatomic.h>

enum {
	VNC_SIDE_MAX = 16384,               /* pixels, of each side */
	VNC_PIXELS_MAX = 40 << 20,          /* of the whole screen */
	VNC_NAME_MAX = 4096,                /* bytes of the desktop's name; the rest is cut off */
	VNC_AT_ONCE = 16,                   /* servers that are asked at the same time */
};

struct vnc_wish {
	const char *password;      /* NULL: none is known */
	bool picture;
	int deadline_ms;
	const atomic_bool *cancel; /* may be NULL */
};

struct vnc_probe {
	bool complete;        /* false: only the greeting was read */
	int64_t width, height;
	struct text name;     /* as the server says it: to be cleaned */
	bool password_taken;  /* false: the server asked for none */
	int64_t handshake_us; /* from the greeting to the screen's size */
	int64_t round_trip_us;
	unsigned char *pixels; /* width * height * 3 bytes, red, green, blue; or NULL. A mapping that
				* vnc_probe_release() ends */
};

/* Whether the library is there. */
bool vnc_can_probe(void);

void vnc_probe_release(struct vnc_probe *probe);

/* One of several servers that are asked at the same time. */
struct vnc_question {
	const struct vnc_target *target; /* who is asked */
	struct vnc_wish wish; /* its deadline counts from the beginning of all */
	/* False with V23 when there is no way; V24 when it is no VNC server, breaks off, or makes no
	 * sense; V25 when it does not take the password; V26 when its screen is out of bounds; V27
	 * when it does not answer in time; V28 when the library is not there although it was when
	 * Berth was built, or a picture is asked for without it; R06. */
	bool answered;
	struct vnc_probe probe; /* both end with vnc_question_release() */
	struct diags diags;
};

/* Asks all, VNC_AT_ONCE of them at the same time. With names of hosts, connections and relays it
 * takes no longer than the longest deadline, and a moment. */
void vnc_probe_all(struct vnc_question *questions, size_t count);
void vnc_question_release(struct vnc_question *question);

/* Writes the picture as PNG; F21, F22. V28 without the library. */
bool vnc_picture_write(const struct vnc_probe *probe, const char *path, bool replace,
	struct diags *diags) MUST_USE;

/* probe_speak.c: what the child does. It writes a report, the name and what it complains of to `out`,
 * and the pixels, before these, to the memory that it shares. */
struct vnc_report {
	int32_t trouble; /* enum vnc_trouble */
	int32_t complete;
	int32_t width, height;
	int32_t password_taken;
	int64_t handshake_us, round_trip_us;
	uint32_t name_length, said_length;
	uint64_t pixel_length;
};
enum vnc_trouble {
	VNC_FINE,
	VNC_UNREACHABLE,
	VNC_LATE,
	VNC_NO_SERVER,
	VNC_REFUSED,
	VNC_TOO_LARGE,
	VNC_NO_LIBRARY,
	VNC_TROUBLES
};
void vnc_probe_speak(const struct vnc_speech *speech, int out);
/* What `trouble` means, with its id; `said` are the words of the child. Returns false. */
bool vnc_complain(enum vnc_trouble trouble, bool password_known, const char *said,
	struct diags *diags);

#endif

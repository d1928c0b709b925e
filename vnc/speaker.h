#ifndef BERTH_VNC_SPEAKER_H
#define BERTH_VNC_SPEAKER_H

/*
 * A child process that speaks with one VNC server, which may be hostile: whatever becomes of the
 * child, its parent goes on. The names of hosts are looked up, connections opened and relays
 * started in it, so that none of this can take longer than the parent waits.
 *
 * The child is in a session of its own (^C reaches the parent alone), dumps no core, keeps no
 * descriptor but its end of the pair, and writes nothing over a terminal.
 */

#include "base/base.h"
#include "base/diag.h"
#include "vnc/link.h"

struct vnc_speaker {
	pid_t pid;   /* 0: none */
	int fd;      /* our end of a pair of sockets, which does not block; the end of the file is the
		      * end of the child, which ends when this is closed */
	bool relays; /* it may have started a relay, which must end with it */
};

/* What the child does: `out` is its end of the pair. When it returns, the child ends. */
struct vnc_speech {
	void (*speak)(const struct vnc_speech *speech, int out);
	const struct vnc_target *target; /* whom it connects to with vnc_speaker_connect() */
	const void *wish;                /* of speak() */
	void *memory;                    /* the same */
};

/* V24 when there can be no child. */
bool vnc_speaker_start(const struct vnc_speech *speech, struct vnc_speaker *speaker,
	struct diags *diags) MUST_USE;
/* Ends the child at once, if it has not ended, and says how: 0 when it came to its end, -1 when it
 * was too late for itself (vnc_speaker_hurry), else the signal or the exit code. All zero with
 * fd -1, or one that has been ended, is fine. */
int vnc_speaker_end(struct vnc_speaker *speaker);

/* In the child: */
/* -1 with V23, V27. */
int vnc_speaker_connect(const struct vnc_speech *speech, int deadline_ms, struct diags *diags);
/* The child ends by itself after so many milliseconds; 0: no more of that. */
void vnc_speaker_hurry(int milliseconds);

#endif

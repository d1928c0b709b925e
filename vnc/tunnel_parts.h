#ifndef BERTH_VNC_TUNNEL_PARTS_H
#define BERTH_VNC_TUNNEL_PARTS_H

/* What the files of a tunnel share among themselves; nobody else includes it. */

#include "vnc/ssh_batch.h"
#include "vnc/ssh_parts.h"
#include "vnc/tunnel.h"

#ifdef HAVE_SSH

enum stream_state {
	STREAM_OPENING,  /* the channel */
	STREAM_STARTING, /* the command */
	STREAM_GREETING, /* the far side has yet to say what it is */
	STREAM_OPEN,
	STREAM_ENDED, /* to be taken away */
};

enum { PIECE = 1 << 17, SAID_MAX = 1024, MARK_MAX = 1 << 18 };
enum { CANCEL_MS = 250 }; /* between two looks at what may tell it to end */

struct tunnel;

/* One connection. */
struct stream {
	struct tunnel *tunnel;
	const struct tunnel_forward *forward;
	uint64_t number;
	enum stream_state state;
	int fd;           /* of who connected */
	int64_t deadline; /* of opening and greeting */
	ssh_channel channel;
	struct ssh_channel_callbacks_struct callbacks;
	struct text out; /* read here, and not yet taken by the far side; at most PIECE */
	size_t out_done; /* of it is gone */
	struct text in;  /* the other way; at most PIECE */
	size_t in_done;
	bool local_ended, far_ended; /* no more comes from there */
	bool told_far, told_local;   /* and the other side knows */
	bool far_closed, broken, blocked;
	bool marked;      /* the forward's mark has come, */
	size_t dropped;   /* behind so many bytes */
	struct text said; /* what the command writes to standard error, or why it was refused */
	uint64_t sent, received;
};

struct tunnel {
	const struct tunnel_wish *wish;
	struct ssh_wish ssh;   /* for connecting again */
	struct ssh_link *link; /* NULL while there is none */
	struct tunnel_listener listeners[TUNNEL_FORWARDS_MAX];
	struct VECTOR_OF(struct stream *) streams;
	uint64_t numbers;
	int wake;             /* an eventfd: tunnel_stop() */
	atomic_bool halted;   /* the same, for what has no descriptor to watch */
	char *refusal;        /* what became of the last stream that was refused; owned, or NULL */
	int64_t heard, asked; /* on link_clock(): from the far side; a question to it, 0 for none */
	uint64_t heard_bytes; /* what the counter was then */
	struct ssh_counter_struct counter; /* of the connection's socket */
	struct ssh_batch batch;            /* what it read last */
	bool broken;                       /* libssh did not take what came */
	char *piece;                       /* PIECE bytes for whoever reads */
};

/* tunnel.c */
void tunnel_tell(struct tunnel *tunnel, enum tunnel_event_kind kind, const struct stream *stream,
	const char *why, int64_t seconds);
/* Whether it has been told to end. */
bool tunnel_stopped(const struct tunnel *tunnel);

/* tunnel_serve.c */
/* One connection, until the tunnel is told to end or the connection does: then *why says so, for
 * the caller to free. */
void tunnel_serve(struct tunnel *tunnel, char **why);

/* tunnel_stream.c */
/* Takes the descriptor over. */
struct stream *stream_new(struct tunnel *tunnel, size_t forward, int fd);
/* What poll() should watch at its descriptor; 0 for nothing. `full`: what was written to the
 * connection has not left yet. */
short stream_wants(const struct stream *stream, bool full);
/* Does what can be done; `ready` is what poll() said. */
void stream_drive(struct stream *stream, short ready);
void stream_free(struct stream *stream);

#endif
#endif

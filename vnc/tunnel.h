#ifndef BERTH_VNC_TUNNEL_H
#define BERTH_VNC_TUNNEL_H

/*
 * A tunnel: ports of this host's loopback that lead, through one connection by ssh, to what the far
 * host reaches. One thread does all of it in one poll loop: tunnel_run(), which the caller may call
 * in a thread of its own.
 *
 * When the connection breaks, streams end, but the ports stay: it connects again, waiting longer
 * each time, and whoever connects in between waits. A dead peer is noticed by questions that it
 * does not answer (ServerAliveInterval and ServerAliveCountMax of ~/.ssh/config; 15 seconds, three
 * times else).
 */

#include "vnc/ssh.h"

enum { TUNNEL_STREAMS_MAX = 256, TUNNEL_FORWARDS_MAX = 16 };

/* Exactly one of `host`, `socket` and `command` says where a port leads. */
struct tunnel_forward {
	int64_t local_port; /* 0: the system chooses */
	const char *host;   /* as the far host calls it, with `port` */
	int64_t port;
	const char *socket;  /* a unix socket of the far host */
	const char *command; /* a line for the login shell there, started for each connection: its
			      * standard input and output are the stream */
	/* With `command`: what it prints itself before the stream begins. All up to there is dropped, such as
	 * what the files of a login print; NULL: the stream begins at once. */
	const char *mark;
	/* What the far side has to say first, for example "RFB 003."; NULL: anything. Not a byte
	 * goes in either direction before it has. */
	const char *greeting;
};

enum tunnel_event_kind {
	TUNNEL_CONNECTED, /* again, after it was lost */
	TUNNEL_LOST,      /* `why` */
	TUNNEL_WAITS,     /* tries again in `seconds`, as `why` */
	TUNNEL_OPENED,    /* a stream; the counters are zero */
	TUNNEL_REFUSED,   /* the far side does not open the stream: `why` */
	TUNNEL_CLOSED,    /* a stream, after so many bytes */
};

struct tunnel_event {
	enum tunnel_event_kind kind;
	const char *why; /* or NULL; to be cleaned */
	int64_t seconds;
	uint64_t stream;         /* counts from 1; 0: none */
	size_t forward;          /* the stream's */
	size_t open;             /* streams that are open now */
	uint64_t sent, received; /* bytes to and from the far side */
};

struct tunnel_wish {
	/* A connection that stands already, which tunnel_open() takes over, also when it fails; NULL: it
	 * connects itself. */
	struct ssh_link *link;
	struct ssh_wish ssh; /* *ssh.cancel also ends tunnel_run(), within a quarter of a second */
	const struct tunnel_forward *forwards;
	size_t forward_count;
	bool once;  /* ends when no stream is open any more, after the first */
	bool brief; /* ends when the connection breaks instead of connecting again */
	void (*on_event)(void *context, const struct tunnel_event *event); /* may be NULL */
	void *context;
};

struct tunnel;

/* Connects and listens. What ssh_link_open() says; H13 when a local port cannot be had. `wish` and
 * what it names must live as long as the tunnel. The caller ends it with tunnel_close(). */
bool tunnel_open(
	const struct tunnel_wish *wish, struct tunnel **tunnel, struct diags *diags) MUST_USE;
/* The local port of a forward. */
int64_t tunnel_port(const struct tunnel *tunnel, size_t forward);
/* Serves until tunnel_stop(), or with `once` until the last stream ends: true. False, when the
 * connection cannot come back, with what ssh_link_open() says or H11; H15 when with `once` the far
 * side did not open the stream; R06 when *cancel came. */
bool tunnel_run(struct tunnel *tunnel, struct diags *diags) MUST_USE;
/* Ends tunnel_run() soon; from any thread, and from signal handlers. */
void tunnel_stop(struct tunnel *tunnel);
/* Between two runs: its connection, for commands of the caller while no stream is open, or NULL when it
 * is lost. A stop that has come before is forgotten, so that tunnel_run() can be called again. */
struct ssh_link *tunnel_between(struct tunnel *tunnel);
/* The same, and the connection is the caller's again; the tunnel can only be closed. */
struct ssh_link *tunnel_take_link(struct tunnel *tunnel);
/* NULL is fine. Not while it runs. */
void tunnel_close(struct tunnel *tunnel);

/* tunnel_listen.c: sockets that listen on 127.0.0.1 and, where there is one, on ::1 at the same
 * port; 0 chooses one, and *port tells it. H13, with who has the port and which is free. */
struct tunnel_listener {
	int fds[2]; /* -1: none */
	int64_t port;
};
bool tunnel_listen(int64_t port, struct tunnel_listener *listener, struct diags *diags) MUST_USE;
void tunnel_listener_close(struct tunnel_listener *listener);

/* tunnel_spec.c: "[LOCAL:]HOST:PORT" or "[LOCAL:]/SOCKET", where HOST may be an address of IPv6 in
 * brackets. `storage` owns what the result names. H14. */
bool tunnel_forward_parse(const char *spec, struct tunnel_forward *forward, struct strings *storage,
	struct diags *diags) MUST_USE;

#endif

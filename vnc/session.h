#ifndef BERTH_VNC_SESSION_H
#define BERTH_VNC_SESSION_H

/*
 * A session is a folder (mode 0700) below "vnc" in Berth's state folder, which every login node
 * and every compute node sees:
 *
 *   asked.json   what was asked for
 *   job.sh       the job script
 *   job          the number of the job
 *   process      of a session without a job: "HOST PID START" of the script, as in plan/record.h
 *   log          what the job says
 *   endpoint     written by the job when the server answers: lines "KEY VALUE"
 *   start.log    what `start-vnc` has said, with the module lumi-vnc
 *   password     eight letters, mode 0600; passwd is the server's form of it
 *   xauthority   who may draw on the display
 *   run-N.sh     one more program, with run-N.log and run-N.state
 *
 * The job removes endpoint, process, passwords and xauthority when it ends; when it was killed,
 * whoever finds it ended does. The state is never written: it follows from Slurm and from the server's
 * answer.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/vector.h"
#include "plan/record.h"

#include <jansson.h>

enum vnc_backend {
	VNC_DIRECT, /* an Xvnc (TigerVNC) of the compute node */
	VNC_MODULE, /* the site's module that defines `start-vnc` */
};
extern const char *const vnc_backend_names[]; /* "direct", "module"; NULL ends */

/* Where the server of VNC_DIRECT listens. */
enum vnc_listen {
	VNC_SOCKET,   /* a unix socket that only the user can open: no port at all */
	VNC_LOOPBACK, /* a port that only the node itself reaches */
	VNC_NODE,     /* a port on the cluster network */
};
extern const char *const vnc_listen_names[]; /* "socket", "loopback", "node"; NULL ends */

/* Whether VNC_DIRECT serves browsers as well. */
enum vnc_browser {
	VNC_BROWSER_AUTO, /* when noVNC is there, and it can listen as the server does */
	VNC_BROWSER_YES,  /* there is no session without */
	VNC_BROWSER_NO,
};
extern const char *const vnc_browser_names[]; /* "auto", "yes", "no"; NULL ends */

struct vnc_endpoint {
	char *node;      /* name of the compute node; owned, as all strings here */
	char *host;      /* what other nodes call it: a name or an address */
	int64_t display; /* -1 unknown */
	int64_t port;    /* 0 for none */
	int64_t proxy_port; /* for browsers; 0 for none */
	char *socket;    /* path on the node; NULL for none */
	char *proxy_socket; /* for browsers; a path on the node; NULL for none */
	char *folder;    /* of the job's own, "/tmp/berth-vnc-..."; NULL unknown */
};

struct vnc_session {
	char *id, *folder;  /* owned, as all strings here */
	enum vnc_backend backend;
	enum vnc_listen listen;
	enum vnc_browser browser;
	bool here;          /* without a job, on the host where it was started */
	char *app, *image;  /* NULL for none */
	char *server_image; /* the image with the server; NULL: the node's own */
	int64_t width, height;
	int64_t created;    /* seconds since 1970 */
	char *job;          /* NULL: never submitted */
	char *host;         /* of `process`; NULL for none */
	struct run_process process;
	struct vnc_endpoint endpoint;
	bool has_endpoint;  /* a port or socket is known */
	char *failure;      /* what the server's start complains of; NULL for nothing */
};

struct vnc_sessions VECTOR_OF(struct vnc_session);

/* The files that say what a session is, and how many bytes of each are read. */
enum vnc_file_index {
	VNC_FILE_ASKED,
	VNC_FILE_JOB,
	VNC_FILE_PROCESS,
	VNC_FILE_ENDPOINT,
	VNC_FILE_START,
	VNC_FILE_LOG,
	VNC_FILES
};
struct vnc_file {
	const char *name;
	size_t limit;
};
extern const struct vnc_file vnc_files[VNC_FILES];

/* Names of the files that an ended session must not keep; NULL ends. */
extern const char *const vnc_secret_files[];

/* Makes sense of what stands in these files; only the first has to be there, a missing one is empty.
 * Pure: nothing is read. V21 when it makes no sense; the caller ends the session in any case. */
bool vnc_session_parse(const char *id, const char *folder, const struct text texts[VNC_FILES],
	struct vnc_session *session, struct diags *diags) MUST_USE;

/* The folder of all sessions; NULL without a home. The caller frees it. */
char *vnc_folder(void);
/* A new id, "20261125-221501-7k3f"; the caller frees it. */
char *vnc_new_id(void);
/* Whether it can be an id, so that it is safe as a name of a folder. */
bool vnc_id_is_valid(const char *id);

/* asked.c: asked.json. False when it makes no sense; what was read by then is the caller's all the
 * same. */
json_t *vnc_asked_json(const struct vnc_session *session) RETURNS_NEW;
bool vnc_asked_read(const char *bytes, size_t length, struct vnc_session *session) MUST_USE;
/* "HOST PID START"; *host is the caller's. Of anything else both stay as they are. */
void vnc_process_read(const char *bytes, size_t length, char **host, struct run_process *process);

/* The session whose id is `id` or begins with it; NULL or "last" is the newest. V20 when there is
 * none or several begin so, V21 when its files make no sense, V64 when its
 * folder is not the user's alone. The caller ends it with
 * vnc_session_release(), also after false. */
bool vnc_read(const char *id, struct vnc_session *session, struct diags *diags) MUST_USE;
/* All of them, newest first; what cannot be read is a warning (V21, V64). */
bool vnc_list(struct vnc_sessions *list, struct diags *diags) MUST_USE;
void vnc_session_release(struct vnc_session *session);
void vnc_sessions_release(struct vnc_sessions *list);

/* The password, without a newline. V22 when there is none (any more). */
bool vnc_password(const struct vnc_session *session, struct text *password, struct diags *diags)
	MUST_USE;

/* Whether it runs without a job, on this very host. */
bool vnc_is_on_this_host(const struct vnc_session *session);

/* Removes what an ended session must not keep: endpoint, everything that holds the password, and
 * what vnc_clear_leftovers() does. F21. */
bool vnc_clean(const struct vnc_session *session, struct diags *diags) MUST_USE;
/* Removes the whole folder. F21. */
bool vnc_forget(const struct vnc_session *session, struct diags *diags) MUST_USE;

/* leftovers.c: removes what a killed server of this host has left in /tmp, as far as it is provably
 * of this session and dead: the display's lock and socket, the job's folder, the relay's sockets. A
 * server that has lost its script is ended. What cannot be removed stays. */
void vnc_clear_leftovers(const struct vnc_session *session);

/* Reads the lines of an endpoint; unknown keys are passed over. False when there is no node, or a
 * value is no such thing; `endpoint` is then empty. */
bool vnc_endpoint_read(const char *bytes, size_t length, struct vnc_endpoint *endpoint) MUST_USE;
void vnc_endpoint_release(struct vnc_endpoint *endpoint);

#endif

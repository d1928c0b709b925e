#ifndef BERTH_VNC_REMOTE_H
#define BERTH_VNC_REMOTE_H

/*
 * Sessions of another host, by its sh and its Slurm: no Berth is needed there. A request is a
 * program for `sh -s` (remote.sh and the words of the request), an answer is what that prints. Both
 * are pure functions here; the folders and files are those of session.h, so a Berth over there sees
 * the same sessions.
 *
 * The answer comes from outside: anything may stand around it, and it may be anything. Diagnostics:
 * V40 there is no answer, V41 it makes no sense, V42 a folder there is not the user's alone, V43 it
 * cannot be written there, V44 there is no Slurm, and those of slurm.h and session.h.
 */

#include "slurm/slurm.h"
#include "vnc/session.h"

enum {
	VNC_FAR_SESSIONS_MAX = 200, /* the newest ones */
};

enum vnc_verb {
	VNC_LIST,   /* all sessions, or those whose id begins with `id`, and the queue */
	VNC_START,  /* makes the folder `id`, writes `asked` and `script`, submits */
	VNC_STOP,   /* cancels the job of `id`, waits for its end, and cleans */
	VNC_CLEAN,  /* removes what an ended session must not keep */
	VNC_FORGET, /* removes its folder */
	VNC_RUN,    /* writes `script` into the folder of `id` as run-N.sh, and runs it */
	VNC_RELAY,  /* asks the node of `session` which program can be a relay there */
};

struct vnc_request {
	enum vnc_verb verb;
	const char *word;           /* letters and digits that only this request knows */
	const char *id;             /* NULL with VNC_LIST: all */
	bool secrets;               /* with VNC_LIST: the passwords as well */
	const char *asked, *script; /* text of the files */
	const struct vnc_session *session;
};

/* A new word, 32 letters; the caller frees it. */
char *vnc_new_word(void);
/* Appends the program. */
void vnc_request_write(const struct vnc_request *request, struct text *program);

struct vnc_far_session {
	struct vnc_session session;
	bool secrets;             /* something that holds the password is there */
	struct text password;     /* of a direct session, only when asked for */
	unsigned char passwd[64]; /* the server's form of it, `passwd_length` bytes */
	size_t passwd_length;
	struct text log; /* its last lines: to be cleaned */
};
struct vnc_far_sessions VECTOR_OF(struct vnc_far_session);

struct vnc_far {
	char *user, *node, *folder;       /* of the login there; owned, as all strings here */
	struct vnc_far_sessions sessions; /* newest first */
	struct strings strange;           /* folders that cannot be sessions */
	bool queue_answers;
	struct slurm_jobs jobs;
	char *submitted;       /* VNC_START: the number of the job */
	char *refused;         /* what Slurm's program said when it refused */
	char *relay;           /* VNC_RELAY: a name of relays.h */
	char *ran, *ran_said;  /* VNC_RUN: where its log is, and what it said at once */
	int ran_code;          /* its exit code */
	bool ended, cancelled; /* VNC_STOP, VNC_CLEAN, VNC_FORGET; whether there was a job */
};

/* Reads what the host printed; `said` is what came on standard error, for the words of Slurm.
 * `host` is what to call it. False when there is no answer, or the answer is that it could not be
 * done; `far` is ended with vnc_far_release() in any case. */
bool vnc_far_read(const char *host, const char *word, const struct text *printed,
	const struct text *said, struct vnc_far *far, struct diags *diags) MUST_USE;
void vnc_far_release(struct vnc_far *far);

/* The session that `id` means, as vnc_read() has it. V20. */
struct vnc_far_session *vnc_far_find(
	struct vnc_far *far, const char *host, const char *id, struct diags *diags);

#endif

#ifndef BERTH_CLI_VNC_FAR_H
#define BERTH_CLI_VNC_FAR_H

/* Sessions of another host: what the commands with HOST:SESSION share. */

#include "cli/command_vnc.h"
#include "vnc/remote_ask.h"
#include "vnc/script.h"
#include "vnc/tunnel.h"

struct vnc_host {
	struct cli *cli;
	const char *host;
	struct ssh_wish ssh;
	struct ssh_link *link; /* NULL: lost */
	struct vnc_far far;    /* the last answer */
};

/* Connects; what has to be asked is asked on the terminal. The errors of ssh.h. The caller ends it
 * with vnc_host_close(), also after false. */
bool vnc_host_open(struct cli *cli, const char *host, struct vnc_host *login);
void vnc_host_close(struct vnc_host *login);
/* Asks, and keeps the answer; the one before is gone. */
bool vnc_host_ask(struct vnc_host *login, struct vnc_request request);
/* Asks for the sessions that begin with `id` and finds the one that is meant; NULL when it is not
 * there (diagnosed). The passwords as well with `secrets`. */
struct vnc_far_session *vnc_host_find(struct vnc_host *login, const char *id, bool secrets);
/* How `count` of the sessions are, from `first` on: what Slurm says there, and whether their
 * servers answer through the connection. What an ended one must not keep is removed. */
void vnc_host_look(struct vnc_host *login, struct vnc_far_session *first, size_t count,
	struct vnc_view *views);
/* Where a port has to lead to reach the session's server: to its node, or to a relay in its job.
 * `storage` owns what the result names. V45 when no relay can. */
bool vnc_far_forward(const struct vnc_session *session, struct tunnel_forward *forward,
	struct strings *storage, struct diags *diags) MUST_USE;

/* vnc_door.c: a port of this host that leads to the server of a session of another one, for as long as
 * the door is open. V22 when it has none. The caller ends it with vnc_door_close(), also after false. */
struct vnc_door;
bool vnc_door_open(struct cli *cli, const struct vnc_address *address, struct vnc_door **door);
int64_t vnc_door_port(const struct vnc_door *door);
const char *vnc_door_password(const struct vnc_door *door); /* NULL: none is known */
void vnc_door_close(struct vnc_door *door); /* NULL is fine */

/* command_vnc_far.c: the commands, for sessions of another host. */
void vnc_far_list(struct cli *cli, const char *host);
void vnc_far_info(struct cli *cli, const struct vnc_address *address);
void vnc_far_show(struct cli *cli, const char *host, const struct vnc_far_session *far,
	const struct vnc_view *view, const char *schema);
void vnc_far_stop(struct cli *cli, const struct vnc_address *address);
void vnc_far_forget(struct cli *cli, const struct vnc_address *address, json_t *forgotten);
/* command_vnc_run_far.c */
void vnc_far_run(struct cli *cli, const struct vnc_address *address);
/* command_vnc_start_far.c */
void vnc_far_start(struct cli *cli, const char *host);
/* The image that --image names over there, and its binds; fine without one. V31. `image` and `binds` must
 * live as long as `start`. */
bool vnc_far_compose(struct cli *cli, const char *host, struct vnc_start *start,
	struct image *image, struct bind_set *binds);
/* With --show or --save: the request as plain ssh would make it, the step under that title; true when
 * this was all that is wanted. */
bool vnc_far_show_only(struct cli *cli, const char *host, const char *title,
	const struct vnc_request *request);
/* command_vnc_open_far.c */
void vnc_far_open(struct cli *cli, const struct vnc_address *address);

#endif

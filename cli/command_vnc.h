#ifndef BERTH_CLI_COMMAND_VNC_H
#define BERTH_CLI_COMMAND_VNC_H

/* The commands, one file each; commands_vnc.c is their table. */

#include "bind/bind.h"
#include "cli/cli.h"
#include "slurm/slurm.h"
#include "vnc/link.h"
#include "vnc/probe.h"
#include "vnc/session.h"
#include "vnc/state.h"
#include "vnc/target.h"

void command_vnc_start(struct cli *cli);
void command_vnc_run(struct cli *cli);
void command_vnc_list(struct cli *cli);
void command_vnc_info(struct cli *cli);
void command_vnc_probe(struct cli *cli);
void command_vnc_shot(struct cli *cli);
void command_vnc_watch(struct cli *cli);
void command_vnc_stop(struct cli *cli);
void command_vnc_forget(struct cli *cli);
void command_vnc_relay(struct cli *cli);
void command_vnc_open(struct cli *cli);

/* vnc_address.c: where a session is. */

/* "ID", "HOST:ID" or "HOST:", where HOST is what ssh calls a login node. */
struct vnc_address {
	char *host;     /* owned; NULL: this host */
	const char *id; /* a part of what was read; NULL: the newest one */
};
/* V49. The caller ends it with vnc_address_release(), also after false. */
bool vnc_address_read(struct cli *cli, const char *what, struct vnc_address *address);
void vnc_address_release(struct vnc_address *address);
/* "HOST:PORT", "HOST::PORT" or "[ADDRESS]:PORT". False when it is something else; the caller frees
 * the host. */
bool vnc_port_read(const char *what, char **host, int64_t *port);

/* vnc.c: what they share. */

/* A session as it is now. */
struct vnc_view {
	enum vnc_state state;
	struct slurm_job *job;  /* of the jobs that were asked for; NULL: Slurm knows none */
	struct vnc_probe probe; /* when it is ready */
	char *why;              /* why it is lost, or did not start; owned, or NULL */
};

/* The jobs of Slurm, once for all sessions; *answers is false, and a warning is added, when it does
 * not answer. */
void vnc_jobs(struct cli *cli, struct slurm_jobs *jobs, bool *answers);
/* The image that --image names, and its binds as --preset and --bind want them; NULL when that
 * cannot be (diagnosed). */
const struct image *vnc_compose(struct cli *cli, const char *what, struct bind_set *binds);
/* What the session's job or process gives away of its state, without asking the server. */
struct vnc_evidence vnc_evidence_of(
	const struct vnc_session *session, struct slurm_jobs *jobs, bool answers);
/* Asks the server when the job runs. An ended session loses its secrets here. The caller ends
 * `view` with vnc_view_release(). */
void vnc_look(struct cli *cli, const struct vnc_session *session, struct slurm_jobs *jobs,
	bool answers, struct vnc_view *view);
/* The same for several: their servers are asked at the same time. */
void vnc_look_all(struct cli *cli, const struct vnc_session *sessions, size_t count,
	struct slurm_jobs *jobs, bool answers, struct vnc_view *views);
void vnc_view_release(struct vnc_view *view);
/* Asks one server; errors as in struct vnc_question. */
bool vnc_ask_target(const struct vnc_target *target, const struct vnc_wish *wish,
	struct vnc_probe *probe, struct diags *diags) MUST_USE;
/* The job of that number, or NULL. */
struct slurm_job *vnc_find_job(struct slurm_jobs *jobs, const char *id);

/* command_vnc_probe.c: who is named by the command's argument (a session or an address; the newest
 * session when there is none), and the password. */
struct vnc_door;
struct vnc_whom {
	struct vnc_target target; /* points into the others */
	const char *password;     /* NULL: none is known */
	char *host, *read;        /* owned, as the following */
	struct vnc_session session;
	struct text kept;
	struct vnc_door *door; /* to a session of another host */
};
/* V20, V21, V22; V49 and those of vnc_door_open() for one of another host. The caller ends it with
 * vnc_whom_release(), also after false. */
bool vnc_whom_find(struct cli *cli, struct vnc_whom *whom) MUST_USE;
void vnc_whom_release(struct vnc_whom *whom);
/* Asks whom the argument names, as long as --deadline allows. */
bool vnc_ask_argument(struct cli *cli, bool picture, struct vnc_probe *probe) MUST_USE;
json_t *vnc_view_json(const struct vnc_session *session, const struct vnc_view *view) RETURNS_NEW;
/* Adds what the server says of itself to an object. */
void vnc_probe_json(const struct vnc_probe *probe, json_t *object);
extern const char *const vnc_qr_names[]; /* of which line: "ssh", "browser"; NULL ends */
/* command_vnc_list.c: the sessions of a host (NULL: this one), as a table or as a document. */
void vnc_show_list(struct cli *cli, const char *host, const struct vnc_session *const *sessions,
	const struct vnc_view *views, size_t count);
/* What is known of a session wherever it is. */
void vnc_show_state(
	struct cli *cli, const struct vnc_session *session, const struct vnc_view *view);
/* One session, its state and the ways in, as text or as a document. */
void vnc_show(struct cli *cli, const struct vnc_session *session, struct vnc_view *view,
	const char *schema);
/* "label        value", cleaned; nothing for NULL. */
void vnc_line(struct cli *cli, const char *label, const char *value);

#endif

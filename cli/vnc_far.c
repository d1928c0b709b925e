#include "cli/vnc_far.h"
#include "cli/ask.h"
#include "cli/command_queue.h"
#include "vnc/remote_relays.h"
#include "vnc/tunnel.h"

#include <pthread.h>

enum { LOOK_DEADLINE = 20000 }; /* milliseconds for one server, with the start of a relay */

/* How the command's options want to connect. */
static struct ssh_wish ssh_wish(const struct cli *cli, const char *host)
{
	const struct ssh_asker *asker = ask_on_terminal();

	return (struct ssh_wish){.host = host,
		.config = cli_value(cli, "config"),
		.identity = cli_value(cli, "identity"),
		/* A stop waits for the end of a job. */
		.answer_ms = 120000,
		.asker = asker,
		.terminal = asker != NULL,
		.cancel = queue_interrupt()};
}

bool vnc_host_open(struct cli *cli, const char *host, struct vnc_host *login)
{
	*login = (struct vnc_host){.cli = cli, .host = host, .ssh = ssh_wish(cli, host)};
	return ssh_link_open(&login->ssh, &login->link, &cli->diags);
}

void vnc_host_close(struct vnc_host *login)
{
	ssh_link_close(login->link);
	vnc_far_release(&login->far);
	*login = (struct vnc_host){0};
}

bool vnc_host_ask(struct vnc_host *login, struct vnc_request request)
{
	vnc_far_release(&login->far);
	if (login->link == NULL)
		return diags_fail(&login->cli->diags, "H11", NULL, "lost the connection to '%s'",
			login->host);
	return vnc_remote_ask(login->link, login->host, request, &login->far, &login->cli->diags);
}

struct vnc_far_session *vnc_host_find(struct vnc_host *login, const char *id, bool secrets)
{
	bool newest = id == NULL || string_equal(id, "last");

	if (!vnc_host_ask(
		    login, (struct vnc_request){
				   .verb = VNC_LIST, .id = newest ? NULL : id, .secrets = secrets}))
		return NULL;
	return vnc_far_find(&login->far, login->host, id, &login->cli->diags);
}

bool vnc_far_forward(const struct vnc_session *session, struct tunnel_forward *forward,
	struct strings *storage, struct diags *diags)
{
	struct text command = TEXT_INIT;
	bool relay = session->backend == VNC_DIRECT && session->listen != VNC_NODE, fine = true;

	*forward = (struct tunnel_forward){.greeting = "RFB 003."};
	if (!relay) {
		strings_add(storage, session->endpoint.host);
		forward->host = storage->items[storage->count - 1];
		forward->port = session->endpoint.port;
	} else {
		fine = vnc_relay_command(session, &command);
		if (fine) {
			strings_add(storage, text_string(&command));
			forward->command = storage->items[storage->count - 1];
			forward->mark = VNC_RELAY_MARK "\n";
		} else {
			diags_fail(diags, "V45", NULL,
				"no relay reaches the server of session '%s'", session->id);
		}
	}
	text_release(&command);
	return fine;
}

/* ---- servers are asked through a tunnel that lives as long as the questions ---- */

static void *run_tunnel(void *context)
{
	struct diags ignored = {0};

	if (!tunnel_run(context, &ignored))
		diags_release(&ignored);
	return NULL;
}

struct far_questions {
	struct tunnel_forward *forwards;
	struct vnc_target *targets;
	struct vnc_question *questions;
	size_t count;
	struct strings storage;
};

/* As many at once as a tunnel has forwards. */
static void ask_through(struct vnc_host *login, struct far_questions *asked, size_t first,
	size_t count, struct diags *diags)
{
	struct tunnel_wish wish = {.link = login->link,
		.ssh = login->ssh,
		.forwards = asked->forwards + first,
		.forward_count = count,
		.brief = true};
	struct tunnel *tunnel;
	pthread_t thread;

	login->link = NULL;
	if (!tunnel_open(&wish, &tunnel, diags))
		return;
	for (size_t i = 0; i < count; i++)
		asked->targets[first + i].port = tunnel_port(tunnel, i);
	if (pthread_create(&thread, NULL, run_tunnel, tunnel) != 0)
		BUG("no thread can be made");
	vnc_probe_all(asked->questions + first, count);
	tunnel_stop(tunnel);
	pthread_join(thread, NULL);
	login->link = tunnel_take_link(tunnel);
	tunnel_close(tunnel);
}

static void add_question(struct far_questions *asked, const struct vnc_far_session *far,
	const struct vnc_wish *wish, const struct tunnel_forward *forward)
{
	struct vnc_target *target = &asked->targets[asked->count];

	asked->forwards[asked->count] = *forward;
	*target = (struct vnc_target){.host = "127.0.0.1"};
	asked->questions[asked->count] = (struct vnc_question){.target = target, .wish = *wish};
	asked->questions[asked->count].wish.password =
		far->password.length > 0 ? text_string(&far->password) : NULL;
	asked->count++;
}

static void questions_make(struct far_questions *asked, size_t count)
{
	*asked = (struct far_questions){.forwards = xcalloc(count, sizeof *asked->forwards),
		.targets = xcalloc(count, sizeof *asked->targets),
		.questions = xcalloc(count, sizeof *asked->questions)};
}

static void questions_release(struct far_questions *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		vnc_question_release(&asked->questions[i]);
	free(asked->forwards);
	free(asked->targets);
	free(asked->questions);
	strings_release(&asked->storage);
}

static void ask_all(struct vnc_host *login, struct far_questions *asked, struct diags *diags)
{
	for (size_t first = 0; first < asked->count && login->link != NULL;
		first += TUNNEL_FORWARDS_MAX) {
		size_t left = asked->count - first;
		ask_through(login, asked, first,
			left < TUNNEL_FORWARDS_MAX ? left : TUNNEL_FORWARDS_MAX, diags);
	}
}

/* What Slurm says; whether the server is to be asked. */
static bool begin_look(
	struct vnc_far *far, const struct vnc_far_session *session, struct vnc_view *view)
{
	struct vnc_evidence evidence =
		vnc_evidence_of(&session->session, &far->jobs, far->queue_answers);

	*view = (struct vnc_view){0};
	/* Of a process over there nothing is known here, even if the names of the hosts agree. */
	if (session->session.here)
		evidence.slurm_answers = false;
	if (session->session.job != NULL)
		view->job = vnc_find_job(&far->jobs, session->session.job);
	view->state = vnc_state_of(&evidence);
	if (session->session.here)
		view->why = xasprintf("it runs without a job on '%s', where only a Berth can tell",
			session->session.host != NULL ? session->session.host : "another host");
	return view->state == VNC_UNKNOWN && evidence.slurm_answers;
}

static void end_look(
	const struct vnc_far_session *session, struct vnc_question *question, struct vnc_view *view)
{
	view->state = question->answered ? VNC_READY : VNC_LOST;
	if (!question->answered && question->diags.count > 0)
		view->why = xstrdup(question->diags.items[0].message);
	if (session->session.failure != NULL && view->why == NULL)
		view->why = xstrdup(session->session.failure);
	view->probe = question->probe;
	question->probe = (struct vnc_probe){0};
}

/* An ended session loses its secrets as soon as somebody sees it. */
static void clean(struct vnc_host *login, const struct vnc_far_session *session)
{
	struct vnc_far answer;
	struct diags said = {0};

	if (login->link == NULL)
		return;
	if (!vnc_remote_ask(login->link, login->host,
		    (struct vnc_request){.verb = VNC_CLEAN, .id = session->session.id}, &answer,
		    &said))
		diags_add(&login->cli->diags, SEVERITY_WARNING, "V43", NULL,
			"the password of session '%s' is still in its folder at '%s'",
			session->session.id, login->host);
	vnc_far_release(&answer);
	diags_release(&said);
}

void vnc_host_look(
	struct vnc_host *login, struct vnc_far_session *first, size_t count, struct vnc_view *views)
{
	const struct vnc_wish wish = {.deadline_ms = LOOK_DEADLINE, .cancel = queue_interrupt()};
	struct far_questions asked;
	size_t *whose = xcalloc(count, sizeof *whose);
	struct diags said = {0};

	questions_make(&asked, count);
	for (size_t i = 0; i < count; i++) {
		struct tunnel_forward forward;
		if (!begin_look(&login->far, &first[i], &views[i]))
			continue;
		if (vnc_far_forward(&first[i].session, &forward, &asked.storage, &said)) {
			whose[asked.count] = i;
			add_question(&asked, &first[i], &wish, &forward);
		} else {
			views[i].state = VNC_LOST;
			views[i].why = xstrdup(said.items[said.count - 1].message);
		}
	}
	ask_all(login, &asked, &login->cli->diags);
	for (size_t i = 0; i < asked.count; i++)
		end_look(&first[whose[i]], &asked.questions[i], &views[whose[i]]);
	for (size_t i = 0; i < count; i++)
		if (views[i].state == VNC_ENDED && first[i].session.job != NULL && first[i].secrets)
			clean(login, &first[i]);
	questions_release(&asked);
	diags_release(&said);
	free(whose);
}

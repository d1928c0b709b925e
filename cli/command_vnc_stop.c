#include "cli/command_vnc.h"
#include "cli/command_queue.h"
#include "cli/vnc_far.h"

#include <signal.h>
#include <time.h>

enum { STOP_PATIENCE = 60 }; /* seconds until the job must be over */

static bool is_open(const struct vnc_view *view)
{
	return view->state == VNC_QUEUED || view->state == VNC_STARTING ||
	       view->state == VNC_READY || view->state == VNC_LOST;
}

/* The script of a session without a job removes everything; one that does not end is killed, with
 * all that it has started. */
static bool wait_dead(struct cli *cli, const struct vnc_session *session)
{
	const struct run_process *process = &session->process;

	for (int i = 0; i < STOP_PATIENCE * 10 && run_process_lives(process); i++) {
		if (i == STOP_PATIENCE * 5)
			kill((pid_t)-process->pid, SIGKILL);
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	if (run_process_lives(process))
		return diags_fail(&cli->diags, "V27", NULL, "process %lld does not end",
			(long long)process->pid);
	return vnc_clean(session, &cli->diags);
}

static void add_end(const struct vnc_session *session, struct plan *plan)
{
	struct plan_step *step = plan_add(plan, "End the session's processes");

	strings_add(&step->argv, "kill");
	strings_add(&step->argv, "-TERM");
	strings_add(&step->argv, "--");
	strings_add_format(&step->argv, "-%lld", (long long)session->process.pid);
	step->deadline_ms = 10000;
}

/* What the job's end removes has to be gone before somebody believes it. */
static bool wait_ended(struct cli *cli, const struct vnc_session *session)
{
	time_t end = time(NULL) + STOP_PATIENCE;
	struct slurm_client client = queue_client();

	for (;;) {
		struct slurm_jobs jobs = {0};
		struct diags said = {0};
		bool fine = slurm_queue(&client, false, &jobs, &said), there = false;
		for (size_t i = 0; i < jobs.count; i++)
			there = there || slurm_job_is(&jobs.items[i], session->job);
		slurm_jobs_release(&jobs);
		if (!fine)
			diags_move(&cli->diags, &said);
		diags_release(&said);
		if (!fine || !there)
			return fine && vnc_clean(session, &cli->diags);
		if (time(NULL) >= end)
			return diags_fail(
				&cli->diags, "V27", NULL, "job %s does not end", session->job);
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
	}
}

static void stop(struct cli *cli, const struct vnc_session *session)
{
	const char *ids[] = {session->job};
	struct plan plan;
	struct plan_result result = {0};
	struct text said = TEXT_INIT;

	plan_init(&plan, "The end of a VNC session");
	if (session->here)
		add_end(session, &plan);
	else
		slurm_plan_cancel(&plan, ids, 1);
	if (queue_run_plan(cli, &plan, &result, &said) &&
		(session->here ? wait_dead(cli, session) : wait_ended(cli, session))) {
		if (cli->json)
			json_object_set_new(cli->document, "stopped", json_true());
		else
			text_append_format(&cli->out, "%s is stopped\n", session->id);
	}
	plan_result_release(&result);
	text_release(&said);
	plan_release(&plan);
}

/* Reads the session and what has become of it. */
static bool look(struct cli *cli, const char *id, struct vnc_session *session, bool *open)
{
	struct slurm_jobs jobs = {0};
	bool answers = true, fine = vnc_read(id, session, &cli->diags);

	*open = false;
	if (fine && session->job != NULL)
		vnc_jobs(cli, &jobs, &answers);
	if (fine) {
		struct vnc_evidence evidence = vnc_evidence_of(session, &jobs, answers);
		struct vnc_view view = {.state = vnc_state_of(&evidence)};
		/* Nobody was asked, which is what an endpoint makes unknown. */
		*open = is_open(&view) || (view.state == VNC_UNKNOWN && evidence.slurm_answers);
		fine = evidence.slurm_answers || !evidence.submitted;
		if (!fine && session->here) {
			diags_fail(&cli->diags, "V62", NULL, "session '%s' runs on '%s'",
				session->id, session->host);
			diag_hint(cli_last(cli), "log in there and try again");
		} else if (!fine) {
			diags_fail(&cli->diags, "Q01", NULL,
				"cannot tell whether the session's job is still there");
		}
	}
	slurm_jobs_release(&jobs);
	return fine;
}

static void stop_here(struct cli *cli, const char *id)
{
	struct vnc_session session;
	bool open = false;

	if (look(cli, id, &session, &open)) {
		if (cli->json) {
			cli_document(cli, "berth.vnc.stop/1");
			json_object_set_new(cli->document, "id", json_string(session.id));
			json_object_set_new(cli->document, "stopped", json_false());
		}
		if (open)
			stop(cli, &session);
		else if (vnc_clean(&session, &cli->diags) && !cli->json)
			text_append_format(&cli->out, "%s has ended already\n", session.id);
	}
	vnc_session_release(&session);
}

/* What ends is named: "HOST:" alone would be the newest. */
static bool names_session(struct cli *cli, const struct vnc_address *address)
{
	if (address->id != NULL)
		return true;
	diags_fail(&cli->diags, "V49", NULL, "'%s:' names no session", address->host);
	diag_hint(cli_last(cli), "'%s:last' is the newest", address->host);
	return false;
}

void command_vnc_stop(struct cli *cli)
{
	struct vnc_address address;

	if (vnc_address_read(cli, cli->arguments.items[0], &address) &&
		names_session(cli, &address)) {
		if (address.host != NULL)
			vnc_far_stop(cli, &address);
		else
			stop_here(cli, address.id);
	}
	vnc_address_release(&address);
}

static void forget_here(struct cli *cli, const char *id, json_t *forgotten)
{
	struct vnc_session session;
	bool open = false;

	if (look(cli, id, &session, &open)) {
		if (open) {
			diags_fail(&cli->diags, "V30", NULL, "session '%s' has not ended", session.id);
			diag_hint(cli_last(cli), "berth vnc stop %s", session.id);
		} else if (vnc_forget(&session, &cli->diags)) {
			json_array_append_new(forgotten, json_string(session.id));
		}
	}
	vnc_session_release(&session);
}

void command_vnc_forget(struct cli *cli)
{
	json_t *forgotten = json_array();

	for (size_t i = 0; i < cli->arguments.count; i++) {
		struct vnc_address address;
		if (vnc_address_read(cli, cli->arguments.items[i], &address) &&
			names_session(cli, &address)) {
			if (address.host != NULL)
				vnc_far_forget(cli, &address, forgotten);
			else
				forget_here(cli, address.id, forgotten);
		}
		vnc_address_release(&address);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.vnc.forget/1"), "forgotten", forgotten);
	json_decref(forgotten);
}

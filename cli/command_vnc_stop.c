#include "cli/command_vnc.h"
#include "cli/command_queue.h"

#include <time.h>

enum { STOP_PATIENCE = 60 }; /* seconds until the job must be over */

static bool is_open(const struct vnc_view *view)
{
	return view->state == VNC_QUEUED || view->state == VNC_STARTING ||
	       view->state == VNC_READY || view->state == VNC_LOST;
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
			return diags_fail(&cli->diags, "V27", NULL, "job %s does not end", session->job);
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
	slurm_plan_cancel(&plan, ids, 1);
	if (queue_run_plan(cli, &plan, &result, &said) && wait_ended(cli, session)) {
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
	struct vnc_evidence evidence = {0};
	bool answers = true, fine = vnc_read(id, session, &cli->diags);

	if (fine && session->job != NULL) {
		struct vnc_view view = {0};
		vnc_jobs(cli, &jobs, &answers);
		evidence = (struct vnc_evidence){.submitted = true, .slurm_answers = answers};
		for (size_t i = 0; i < jobs.count; i++)
			if (slurm_job_is(&jobs.items[i], session->job))
				evidence.job_state = jobs.items[i].state;
		view.state = vnc_state_of(&evidence);
		*open = is_open(&view);
		if (!answers) {
			fine = diags_fail(&cli->diags, "Q01", NULL,
				"cannot tell whether the session's job is still there");
		}
	} else {
		*open = false;
	}
	slurm_jobs_release(&jobs);
	return fine;
}

void command_vnc_stop(struct cli *cli)
{
	struct vnc_session session;
	bool open = false;

	if (look(cli, cli->arguments.items[0], &session, &open)) {
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

void command_vnc_forget(struct cli *cli)
{
	json_t *forgotten = json_array();

	for (size_t i = 0; i < cli->arguments.count; i++) {
		struct vnc_session session;
		bool open = false;
		if (look(cli, cli->arguments.items[i], &session, &open)) {
			if (open) {
				diags_fail(&cli->diags, "V30", NULL, "session '%s' has not ended",
					session.id);
				diag_hint(cli_last(cli), "berth vnc stop %s", session.id);
			} else if (vnc_forget(&session, &cli->diags)) {
				json_array_append_new(forgotten, json_string(session.id));
			}
		}
		vnc_session_release(&session);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.vnc.forget/1"), "forgotten", forgotten);
	json_decref(forgotten);
}

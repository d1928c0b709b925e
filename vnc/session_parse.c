#include "slurm/slurm.h"
#include "vnc/session.h"
#include "vnc/start_text.h"

const struct vnc_file vnc_files[VNC_FILES] = {
	[VNC_FILE_ASKED] = {"asked.json", 1 << 16},
	[VNC_FILE_JOB] = {"job", 1 << 16},
	[VNC_FILE_PROCESS] = {"process", 1 << 16},
	[VNC_FILE_ENDPOINT] = {"endpoint", 1 << 16},
	[VNC_FILE_START] = {"start.log", START_TEXT_MAX},
	[VNC_FILE_LOG] = {"log", START_TEXT_MAX},
};

static void parse_job(const struct text *text, struct vnc_session *session)
{
	char *line = xstrndup(text_string(text), strcspn(text_string(text), "\n"));

	if (slurm_id_is_valid(line))
		session->job = xstrdup(line);
	free(line);
}

/* The module tells its ports in text; a host that it could not find out is the job's node. After
 * the end the text is in the log, without its secrets. */
static void parse_start_text(const struct text *texts, struct vnc_session *session)
{
	const struct text *text = &texts[VNC_FILE_START];
	struct start_text start;

	if (text->length == 0)
		text = &texts[VNC_FILE_LOG];
	start_text_read(text_string(text), text->length, &start);
	if (start.failure != NULL)
		session->failure = xstrdup(start.failure);
	if (start.ready && session->endpoint.node != NULL) {
		session->endpoint.display = start.display;
		session->endpoint.port = start.port;
		session->endpoint.proxy_port = start.proxy_port;
		if (start.host.length > 0) {
			free(session->endpoint.host);
			session->endpoint.host = text_detach(&start.host);
		}
	}
	start_text_release(&start);
}

static void parse_endpoint(const struct text *texts, struct vnc_session *session)
{
	const struct text *text = &texts[VNC_FILE_ENDPOINT];

	if (text->length > 0 &&
		!vnc_endpoint_read(text_string(text), text->length, &session->endpoint))
		session->failure = xstrdup("the file 'endpoint' makes no sense");
	if (session->backend == VNC_MODULE)
		parse_start_text(texts, session);
	session->has_endpoint = session->endpoint.port > 0 || session->endpoint.socket != NULL;
}

bool vnc_session_parse(const char *id, const char *folder, const struct text texts[VNC_FILES],
	struct vnc_session *session, struct diags *diags)
{
	const struct text *asked = &texts[VNC_FILE_ASKED];

	*session = (struct vnc_session){.id = xstrdup(id), .folder = xstrdup(folder)};
	session->endpoint.display = -1;
	if (!vnc_asked_read(text_string(asked), asked->length, session)) {
		diags_fail(diags, "V21", NULL, "cannot make sense of '%s/asked.json'", folder);
		diag_hint(&diags->items[diags->count - 1],
			"remove the folder '%s' when its job is gone", folder);
		return false;
	}
	if (session->here)
		vnc_process_read(text_string(&texts[VNC_FILE_PROCESS]), texts[VNC_FILE_PROCESS].length,
			&session->host, &session->process);
	else
		parse_job(&texts[VNC_FILE_JOB], session);
	parse_endpoint(texts, session);
	return true;
}

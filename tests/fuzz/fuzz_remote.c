/* What another host answers: the bytes are what it prints, up to the first NUL byte also on
 * standard error. */

#include "vnc/remote.h"
#include "vnc/remote_relays.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_session(const struct vnc_far_session *far)
{
	const struct vnc_session *session = &far->session;
	struct text command = TEXT_INIT;

	require(vnc_id_is_valid(session->id) && session->folder[0] == '/');
	require(session->job == NULL || slurm_id_is_valid(session->job));
	require(far->passwd_length <= sizeof far->passwd);
	require(session->endpoint.port >= 0 && session->endpoint.port <= 65535);
	if (vnc_relay_command(session, &command) && session->endpoint.socket != NULL)
		require(strpbrk(session->endpoint.socket, " $;'\"|&`\n") == NULL);
	text_release(&command);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text printed = TEXT_INIT, said = TEXT_INIT;
	struct diags diags = {0};
	struct vnc_far far;
	bool fine;

	text_append_bytes(&printed, data, size);
	text_append(&said, text_string(&printed));
	fine = vnc_far_read("lumi", "w0rd", &printed, &said, &far, &diags);
	require(fine == !diags_have_errors(&diags));
	require(far.sessions.count <= VNC_FAR_SESSIONS_MAX);
	require(far.submitted == NULL || slurm_id_is_valid(far.submitted));
	vector_each (struct vnc_far_session, session, &far.sessions)
		check_session(session);
	vnc_far_release(&far);
	diags_release(&diags);
	text_release(&printed);
	text_release(&said);
	return 0;
}

#include "vnc/remote_ask.h"

bool vnc_remote_ask(struct ssh_link *link, const char *host, struct vnc_request request,
	struct vnc_far *far, struct diags *diags)
{
	char *word = vnc_new_word();
	struct text program = TEXT_INIT;
	struct ssh_answer answer = {0};
	size_t errors = diags_count(diags, SEVERITY_ERROR);
	bool fine;

	*far = (struct vnc_far){0};
	request.word = word;
	vnc_request_write(&request, &program);
	fine = ssh_exec(link, "sh -s", text_string(&program), &answer, diags);
	if (fine && answer.truncated)
		fine = diags_fail(diags, "V41", NULL, "'%s' answers more than is read (%d MiB)",
			host, SSH_ANSWER_MAX >> 20);
	else if (fine)
		fine = vnc_far_read(host, word, &answer.out, &answer.err, far, diags);
	/* Why there is no answer may stand on standard error: "sh: command not found". */
	if (!fine && answer.err.length > 0 && diags_count(diags, SEVERITY_ERROR) > errors &&
		string_equal(diags->items[diags->count - 1].id, "V40"))
		diag_hint(&diags->items[diags->count - 1], "'%s' says: %.*s", host,
			(int)strcspn(text_string(&answer.err), "\n"), text_string(&answer.err));
	ssh_answer_release(&answer);
	text_release(&program);
	free(word);
	return fine;
}

#include "vnc/ssh_parts.h"

#ifdef HAVE_SSH

void secret_release(struct text *secret)
{
	if (secret->data != NULL)
		explicit_bzero(secret->data, secret->capacity);
	text_release(secret);
}

bool interactive_ask(struct ssh_link *link, const char *title, const char *prompt, bool echo,
	struct text *answer)
{
	const struct ssh_asker *asker = link->wish.asker;
	int64_t began = link_clock();
	bool fine;

	if (asker == NULL || asker->ask == NULL)
		return false;
	/* Growing would leave a copy behind. */
	text_reserve(answer, 4096);
	fine = asker->ask(asker->context, title, prompt, echo, answer);
	link->deadline += link_clock() - began;
	return fine;
}

/* The questions of one round. */
static bool answer_round(struct ssh_link *link)
{
	const char *name = library.ssh_userauth_kbdint_getname(link->session);
	const char *instruction = library.ssh_userauth_kbdint_getinstruction(link->session);
	int count = library.ssh_userauth_kbdint_getnprompts(link->session);
	struct text title = TEXT_INIT;
	bool fine = true;

	text_append(&title, link->name);
	if (name != NULL && name[0] != '\0')
		text_append_format(&title, ": %s", name);
	if (instruction != NULL && instruction[0] != '\0')
		text_append_format(&title, ": %s", instruction);
	for (int i = 0; fine && i < count; i++) {
		struct text answer = TEXT_INIT;
		char echo = 0;
		const char *prompt =
			library.ssh_userauth_kbdint_getprompt(link->session, (unsigned)i, &echo);
		fine = interactive_ask(link, text_string(&title), prompt != NULL ? prompt : "",
			       echo != 0, &answer) &&
		       library.ssh_userauth_kbdint_setanswer(
			       link->session, (unsigned)i, text_string(&answer)) == 0;
		secret_release(&answer);
	}
	text_release(&title);
	return fine;
}

static int no_answer(struct ssh_link *link, bool *stop, struct diags *diags)
{
	*stop = true;
	if (link->wish.cancel != NULL && atomic_load(link->wish.cancel))
		diags_fail(diags, "R06", NULL, "cancelled while '%s' asked", link->name);
	else
		diags_fail(diags, "H06", NULL, "'%s' has not got its answer", link->name);
	return SSH_AUTH_ERROR;
}

int interactive_codes(struct ssh_link *link, bool *stop, struct diags *diags)
{
	int code;

	for (;;) {
		code = library.ssh_userauth_kbdint(link->session, NULL, NULL);
		if (code == SSH_AUTH_AGAIN && !library.ssh_is_connected(link->session)) {
			return SSH_AUTH_ERROR;
		} else if (code == SSH_AUTH_AGAIN) {
			*stop = !link_wait(link, diags);
			if (*stop)
				return SSH_AUTH_ERROR;
		} else if (code != SSH_AUTH_INFO) {
			return code;
		} else if (!answer_round(link)) {
			return no_answer(link, stop, diags);
		}
	}
}

int interactive_password(struct ssh_link *link, bool *stop, struct diags *diags)
{
	char *prompt = xasprintf("Password of %s: ", link->name);
	struct text answer = TEXT_INIT;
	int code = SSH_AUTH_ERROR;

	if (!interactive_ask(link, NULL, prompt, false, &answer)) {
		no_answer(link, stop, diags);
	} else {
		while ((code = library.ssh_userauth_password(
				link->session, NULL, text_string(&answer))) == SSH_AUTH_AGAIN) {
			bool lost = !library.ssh_is_connected(link->session);
			*stop = !lost && !link_wait(link, diags);
			if (lost || *stop) {
				code = SSH_AUTH_ERROR;
				break;
			}
		}
	}
	secret_release(&answer);
	free(prompt);
	return code;
}

#endif

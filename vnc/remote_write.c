#include "vnc/remote.h"
#include "base/words.h"
#include "vnc/remote_relays.h"

#include <sys/random.h>

extern const char vnc_remote_sh[];

char *vnc_new_word(void)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char random[32];
	char *word;

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		BUG("the kernel gives no random bytes");
	word = xcalloc(1, sizeof random + 1);
	for (size_t i = 0; i < sizeof random; i++)
		word[i] = letters[random[i] % 32];
	return word;
}

/* `slurm PROGRAM...` runs it in the environment that our readers need. */
static void append_slurm(struct text *program)
{
	struct strings env = {0};

	slurm_environment(&env);
	text_append(program, "slurm() (\n");
	for (size_t i = 0; i < env.count; i++)
		text_append_format(program, "\t%s %s\n",
			strchr(env.items[i], '=') != NULL ? "export" : "unset", env.items[i]);
	text_append(program, "\texec \"$@\"\n)\n");
	strings_release(&env);
}

static void append_queue(struct text *program)
{
	struct strings argv = {0};

	slurm_queue_argv(true, &argv);
	text_append(program, "queue() { slurm ");
	text_append_shell_words(program, strings_argv(&argv));
	text_append(program, "; }\n");
	strings_release(&argv);
}

static void append_step(const struct vnc_session *session, struct text *program)
{
	struct strings argv = {0};
	struct text line = TEXT_INIT;

	vnc_relay_add_step(session->job, &argv);
	vnc_relays_ask(session, &line);
	strings_add(&argv, "sh");
	strings_add(&argv, "-c");
	strings_add(&argv, text_string(&line));
	text_append(program, "step() { ");
	text_append_shell_words(program, strings_argv(&argv));
	text_append(program, "; }\n");
	text_release(&line);
	strings_release(&argv);
}

static void append_variable(const char *name, const char *value, struct text *program)
{
	text_append_format(program, "%s=", name);
	text_append_shell_word(program, value);
	text_append_char(program, '\n');
}

void vnc_request_write(const struct vnc_request *request, struct text *program)
{
	static const char *const calls[] = {
		[VNC_LIST] = "list",
		[VNC_START] = "start",
		[VNC_STOP] = "end",
		[VNC_CLEAN] = "end",
		[VNC_FORGET] = "end",
		[VNC_RUN] = "run",
		[VNC_RELAY] = "relay",
	};
	static const char *const ends[VNC_RELAY + 1] = {
		[VNC_STOP] = " cancel", [VNC_CLEAN] = " clean", [VNC_FORGET] = " forget"};

	text_append(program, vnc_remote_sh);
	text_append_format(program, "most=%d\nsecret_files='", VNC_FAR_SESSIONS_MAX);
	for (size_t i = 0; vnc_secret_files[i] != NULL; i++)
		text_append_format(program, "%s%s", i > 0 ? " " : "", vnc_secret_files[i]);
	text_append(program, "'\n");
	append_slurm(program);
	append_queue(program);
	if (request->verb == VNC_RELAY)
		append_step(request->session, program);
	if (request->asked != NULL)
		append_variable("asked", request->asked, program);
	if (request->script != NULL)
		append_variable("script", request->script, program);
	text_append_format(program, "main %s %s", request->word, calls[request->verb]);
	if (request->verb == VNC_LIST)
		text_append(program, request->secrets ? " yes" : " no");
	if (request->id != NULL) {
		text_append_char(program, ' ');
		text_append_shell_word(program, request->id);
	}
	if (ends[request->verb] != NULL)
		text_append(program, ends[request->verb]);
	text_append_char(program, '\n');
}

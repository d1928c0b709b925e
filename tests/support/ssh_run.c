/*
 * ssh_run [-i IDENTITY] [-t MS] CONFIG HOST COMMAND [ANSWER...]: connects as Berth does, runs the
 * command with our standard input as its input, and passes on what it says. ANSWERs are given to
 * the questions that are asked, in order; the answer "trust" is meant for an unknown host key.
 * Questions and diagnostics go to standard error; without any ANSWER nobody is there to be asked.
 * The exit code is the command's, or 125.
 */

#include "vnc/ssh.h"
#include "vnc/ssh_config.h"

#include <unistd.h>

struct answers {
	char **words;
};

static bool ask(
	void *context, const char *title, const char *prompt, bool echo, struct text *answer)
{
	struct answers *answers = context;

	fprintf(stderr, "question (%s) [%s] %s\n", echo ? "echo" : "no echo",
		title != NULL ? title : "", prompt);
	if (*answers->words == NULL)
		return false;
	text_append(answer, *answers->words++);
	return true;
}

static bool trust(void *context, const char *host, const char *type, const char *fingerprint)
{
	struct answers *answers = context;

	fprintf(stderr, "trust %s %s %s\n", host, type, fingerprint);
	return *answers->words != NULL && string_equal(*answers->words++, "trust");
}

static void print(const struct diags *diags)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < diags->count; i++)
		diag_format(&diags->items[i], &text);
	fputs(text_string(&text), stderr);
	text_release(&text);
}

static int run(const struct ssh_wish *wish, const char *command, const char *input)
{
	struct ssh_answer answer = {0};
	struct ssh_link *link = NULL;
	struct diags diags = {0};
	int code = 125;

	if (ssh_link_open(wish, &link, &diags) && ssh_exec(link, command, input, &answer, &diags)) {
		fwrite(text_string(&answer.out), 1, answer.out.length, stdout);
		fwrite(text_string(&answer.err), 1, answer.err.length, stderr);
		if (answer.truncated)
			fputs("truncated\n", stderr);
		code = answer.exit_code;
	}
	print(&diags);
	ssh_answer_release(&answer);
	ssh_link_close(link);
	diags_release(&diags);
	return code;
}

static void show(const char *name, const char *value)
{
	if (value != NULL)
		printf("%s %s\n", name, value);
}

static int show_settings(const char *config, const char *host)
{
	struct ssh_settings settings = {0};
	struct diags diags = {0};
	bool fine = ssh_config_load(host, config, &settings, &diags);

	if (fine) {
		printf("port %lld\nidentitiesonly %s\nserveraliveinterval %lld\n",
			(long long)settings.port, settings.identities_only ? "yes" : "no",
			(long long)settings.alive_interval);
		show("user", settings.user);
		show("hostname", settings.host);
		show("proxyjump", settings.proxy_jump);
		show("proxycommand", settings.proxy_command);
		show("hostkeyalias", settings.host_key_alias);
		for (size_t i = 0; i < settings.identities.count; i++)
			show("identityfile", settings.identities.items[i]);
	}
	print(&diags);
	diags_release(&diags);
	ssh_settings_release(&settings);
	return fine ? 0 : 125;
}

int main(int argc, char **argv)
{
	struct ssh_wish wish = {.connect_ms = 20000, .answer_ms = 20000};
	struct answers answers = {0};
	const struct ssh_asker asker = {.ask = ask, .trust = trust, .context = &answers};
	struct text input = TEXT_INIT;
	char bytes[65536];
	int option, code;
	ssize_t n;

	if (argc == 4 && string_equal(argv[1], "-g"))
		return show_settings(argv[2], argv[3]);
	while ((option = getopt(argc, argv, "+i:t:")) != -1)
		if (option == 'i')
			wish.identity = optarg;
		else if (option == 't')
			wish.connect_ms = wish.answer_ms = atoi(optarg);
		else
			return 125;
	if (argc - optind < 3)
		return 125;
	wish.config = argv[optind];
	wish.host = argv[optind + 1];
	answers.words = argv + optind + 3;
	wish.asker = *answers.words != NULL ? &asker : NULL;
	while ((n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0)
		text_append_bytes(&input, bytes, (size_t)n);
	code = run(&wish, argv[optind + 2], text_string(&input));
	text_release(&input);
	return code;
}

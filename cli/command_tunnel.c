#include "cli/command_tunnel.h"
#include "base/clean.h"
#include "cli/ask.h"
#include "cli/fast_copies.h"
#include "cli/interrupt.h"
#include "vnc/neighbours.h"
#include "vnc/tunnel.h"

#include <unistd.h>

struct teller {
	struct cli *cli;
	bool verbose;
};

/* Events go to standard error as they come. */
static void on_event(void *context, const struct tunnel_event *event)
{
	const struct teller *teller = context;
	unsigned long long stream = event->stream;
	struct text text = TEXT_INIT, why = TEXT_INIT;

	text_append_clean(&why, event->why != NULL ? event->why : "", CLEAN_LINE);
	switch (event->kind) {
	case TUNNEL_CONNECTED:
		text_append(&text, "tunnel: connected again\n");
		break;
	case TUNNEL_LOST:
		text_append_format(&text, "tunnel: lost the connection: %s\n", text_string(&why));
		break;
	case TUNNEL_WAITS:
		text_append_format(&text, "tunnel: %s; trying again in %lld s\n", text_string(&why),
			(long long)event->seconds);
		break;
	case TUNNEL_REFUSED:
		text_append_format(&text, "tunnel: the far side does not open the stream: %s\n",
			text_string(&why));
		break;
	case TUNNEL_OPENED:
		if (teller->verbose)
			text_append_format(&text, "tunnel: stream %llu is open, of %zu\n", stream,
				event->open);
		break;
	case TUNNEL_CLOSED:
		if (teller->verbose)
			text_append_format(&text,
				"tunnel: stream %llu has ended, %llu bytes sent, %llu "
				"received%s%s\n",
				stream, (unsigned long long)event->sent,
				(unsigned long long)event->received, why.length > 0 ? ": " : "",
				text_string(&why));
		break;
	}
	if (text.length > 0 && write(STDERR_FILENO, text.data, text.length) < 0)
		interrupt_came(); /* nobody reads it: the tunnel is for others */
	text_release(&why);
	text_release(&text);
}

static bool fail_usage(struct cli *cli, const char *message)
{
	diags_fail(&cli->diags, "H14", NULL, "%s", message);
	diag_hint(cli_last(cli), "for example: berth tunnel lumi 5901:nid001000:5901");
	return false;
}

static bool read_forwards(
	struct cli *cli, struct tunnel_forward *forwards, size_t *count, struct strings *storage)
{
	const char *command = cli_value(cli, "command");
	int64_t port = cli_integer(cli, "local-port", 0, 65535, 0);

	if (diags_have_errors(&cli->diags))
		return false;
	*count = cli->arguments.count - 1;
	if (command != NULL && *count > 0)
		return fail_usage(cli, "a tunnel leads to a command or to targets, not to both");
	if (command == NULL && *count == 0)
		return fail_usage(cli, "the tunnel leads nowhere: no target is named");
	if (cli_given(cli, "local-port") && command == NULL && *count > 1)
		return fail_usage(cli, "--local-port is for one target");
	for (size_t i = 0; i < *count; i++)
		if (!tunnel_forward_parse(
			    cli->arguments.items[i + 1], &forwards[i], storage, &cli->diags))
			return false;
	if (command != NULL) {
		forwards[0].command = command;
		*count = 1;
	}
	if (cli_given(cli, "local-port"))
		forwards[0].local_port = port;
	for (size_t i = 0; i < *count; i++)
		forwards[i].greeting = cli_value(cli, "greeting");
	return true;
}

/* The addresses, as soon as they can be used. */
static void announce(struct cli *cli, const struct tunnel *tunnel, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		int64_t port = tunnel_port(tunnel, i);
		if (!cli->json)
			text_append_format(&cli->out, "127.0.0.1:%lld\n", (long long)port);
		json_array_append_new(list,
			json_pack("{s:s, s:I}", "host", "127.0.0.1", "port", (json_int_t)port));
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.tunnel/1"), "addresses", list);
	else
		cli_stream(cli, true);
	json_decref(list);
	neighbours_tell(tunnel_port(tunnel, 0), NULL, &cli->diags);
	cli_tell(cli);
}

void command_tunnel(struct cli *cli)
{
	struct tunnel_forward forwards[TUNNEL_FORWARDS_MAX] = {0};
	struct teller teller = {cli, cli_given(cli, "verbose")};
	struct strings storage = {0};
	struct tunnel *tunnel = NULL;
	struct tunnel_wish wish = {
		.ssh = {.host = cli->arguments.items[0],
			.config = cli_value(cli, "config"),
			.identity = cli_value(cli, "identity"),
			.asker = ask_on_terminal(),
			.cancel = interrupt_flag()},
		.forwards = forwards,
		.once = cli_given(cli, "once"),
		.brief = cli_given(cli, "brief"),
		.on_event = on_event,
		.context = &teller,
	};

	fast_copies();
	wish.ssh.terminal = wish.ssh.asker != NULL;
	interrupt_watch();
	if (read_forwards(cli, forwards, &wish.forward_count, &storage) &&
		tunnel_open(&wish, &tunnel, &cli->diags)) {
		struct diags end = {0};
		announce(cli, tunnel, wish.forward_count);
		/* ^C is how it is meant to end. */
		if (tunnel_run(tunnel, &end) || !interrupt_came())
			diags_move(&cli->diags, &end);
		else
			cli->exit_code = 130;
		diags_release(&end);
	}
	tunnel_close(tunnel);
	strings_release(&storage);
}

#include "cli/cli.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

bool cli_stream(struct cli *cli, bool last)
{
	size_t at = 0;

	if (cli->output_gone || (!last && cli->out.length < PIECE))
		return !cli->output_gone;
	cli_progress_end(cli);
	while (at < cli->out.length) {
		ssize_t n = write(STDOUT_FILENO, cli->out.data + at, cli->out.length - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			cli->output_gone = true;
			/* A reader that has seen enough (head, less) is no mishap. */
			if (errno != EPIPE)
				diags_fail(&cli->diags, "F21", NULL,
					"cannot write the result: %s", strerror(errno));
			break;
		}
		at += (size_t)n;
	}
	text_truncate(&cli->out, 0);
	return !cli->output_gone;
}

void cli_progress(struct cli *cli, const char *what, uint64_t done, uint64_t total)
{
	if (!isatty(STDERR_FILENO))
		return;
	/* Blanks wipe what a longer line has left. */
	dprintf(STDERR_FILENO, "\r%s %3u %% ", what,
		total > 0 ? (unsigned)((double)done / (double)total * 100) : 100u);
	cli->progress_shown = true;
}

void cli_progress_end(struct cli *cli)
{
	if (cli->progress_shown)
		dprintf(STDERR_FILENO, "\r%40s\r", "");
	cli->progress_shown = false;
}

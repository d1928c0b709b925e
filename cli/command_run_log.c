#include "cli/command_run.h"
#include "base/clean.h"
#include "cli/live.h"
#include "plan/log.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum {
	LINES = 100,          /* shown when nothing is asked for */
	JSON_LINES = 10000,   /* a document is made as a whole */
};

/* Appends the lines that are there; false when nobody reads them any more. */
static bool show_lines(struct cli *cli, struct log_reader *reader, bool final)
{
	const char *line;
	size_t length;

	while ((line = log_next(reader, final, &length)) != NULL) {
		log_append_line(&cli->out, line, length);
		text_append_char(&cli->out, '\n');
		if (!cli->json && !cli_stream(cli, false))
			return false;
	}
	return true;
}

static bool still_runs(struct run_record *record)
{
	struct diags unheard = {0};
	char *folder = xstrdup(record->folder);
	bool runs;

	run_release(record);
	runs = run_read_folder(folder, record, &unheard) &&
	       (record->state == RUN_RUNNING || record->state == RUN_WAITING);
	free(folder);
	diags_release(&unheard);
	return runs;
}

/* On shared file systems nothing tells of new lines but looking. */
static void follow(struct cli *cli, struct run_record *record, struct log_reader *reader)
{
	const struct timespec pause = {.tv_nsec = 300 * 1000000L};

	for (;;) {
		/* First the state: what is written before the end is then read after it. */
		bool runs = still_runs(record);
		if (!show_lines(cli, reader, !runs) || !cli_stream(cli, true) || !runs)
			return;
		nanosleep(&pause, NULL);
	}
}

static void show_log(struct cli *cli, struct run_record *record, int fd)
{
	struct log_reader reader = {.fd = fd};
	int64_t lines = cli_integer(cli, "lines", 1, 1000000000, LINES);

	if (cli->json && lines > JSON_LINES)
		lines = JSON_LINES;
	if (!cli_given(cli, "all") || cli->json)
		reader.offset = log_find_tail(fd, (size_t)lines);
	if (cli_given(cli, "follow") && !cli->json)
		follow(cli, record, &reader);
	else
		show_lines(cli, &reader, true);
	log_reader_release(&reader);
}

void command_run_log(struct cli *cli)
{
	const char *id = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;
	struct run_record record;
	char *path;
	int fd;

	if (!run_read(id, &record, &cli->diags)) {
		run_release(&record);
		return;
	}
	path = run_log_path(&record);
	/* A run that has just been detached has no log yet. */
	for (int i = 0; (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0 && errno == ENOENT &&
			cli_given(cli, "follow") && i < 100 && still_runs(&record);
		i++)
		nanosleep(&(struct timespec){.tv_nsec = 100 * 1000000L}, NULL);
	if (fd >= 0) {
		show_log(cli, &record, fd);
		close(fd);
	} else if (errno != ENOENT) {
		diags_fail(&cli->diags, "F20", NULL, "cannot read '%s': %s", path, strerror(errno));
	}
	if (cli->json) {
		json_t *document = cli_document(cli, "berth.run.log/1");
		json_object_set_new(document, "id", json_string_clean(record.id));
		json_object_set_new(document, "path", json_string_clean(path));
		json_object_set_new(document, "text", json_string(text_string(&cli->out)));
	}
	free(path);
	run_release(&record);
}

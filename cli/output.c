#include "cli/cli.h"
#include "base/clean.h"
#include "base/files.h"
#include "cli/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* The exit code that a diagnostic stands for; anything that is not here is 1. */
static const struct {
	const char *id;
	int code;
} exit_codes[] = {
	{"U", 2}, /* usage */
	{"H01", 3}, {"H03", 6}, {"H08", 2}, {"H13", 5}, {"H14", 2}, {"H", 4}, /* ssh */
	{"D07", 3}, /* the workbench */
	{"F20", 5}, {"F21", 5}, {"F22", 5}, {"I01", 5}, {"I03", 5}, {"I10", 5}, /* files */
	{"I84", 130}, /* interrupted */
	{"Q01", 3}, {"Q02", 4}, {"Q04", 3}, {"Q06", 2}, /* Slurm */
	{"R01", 4}, {"R02", 3}, {"R03", 4}, {"R04", 4}, {"R05", 6}, {"R06", 130}, /* programs */
	{"R09", 5}, /* the target is taken */
	{"V23", 4}, {"V24", 4}, {"V27", 6}, {"V28", 3}, {"V31", 2}, {"V34", 4}, {"V35", 2},
	{"V40", 4}, {"V41", 4}, {"V43", 5}, {"V44", 3}, {"V46", 4}, {"V49", 2}, /* VNC */
};

static int exit_code_of(const struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (diags->items[i].severity != SEVERITY_ERROR)
			continue;
		for (size_t c = 0; c < ARRAY_LENGTH(exit_codes); c++)
			if (string_starts(diags->items[i].id, exit_codes[c].id))
				return exit_codes[c].code;
		return 1;
	}
	return 0;
}

static const char *severity_color(enum severity severity)
{
	static const char *const colors[] = {"\033[36m", "\033[33m", "\033[1;31m"};
	return colors[severity];
}

/* One diagnostic, its severity in colour. Where no file stands in front, the program does. */
static void append_diag(const struct cli *cli, const struct diag *diag, struct text *text)
{
	const char *name = severity_name(diag->severity);
	char *behind_file = xasprintf(": %s: ", name);
	struct text line = TEXT_INIT;
	size_t at = 0;

	diag_format(diag, &line);
	if (string_starts(line.data, name)) {
		text_append(text, "berth: ");
	} else {
		const char *found = strstr(line.data, behind_file);
		at = found != NULL ? (size_t)(found - line.data) + 2 : line.length;
	}
	text_append_bytes(text, line.data, at);
	if (cli->color && at < line.length) {
		text_append_format(text, "%s%s\033[0m", severity_color(diag->severity), name);
		at += strlen(name);
	}
	text_append(text, line.data + at);
	text_release(&line);
	free(behind_file);
}

static void print_diags(const struct cli *cli)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < cli->diags.count; i++)
		append_diag(cli, &cli->diags.items[i], &text);
	write_all(STDERR_FILENO, text_string(&text), text.length);
	text_release(&text);
}

void cli_tell(struct cli *cli)
{
	if (cli->json || diags_have_errors(&cli->diags))
		return;
	print_diags(cli);
	diags_release(&cli->diags);
	cli->diags = (struct diags){0};
}

/* With --json the diagnostics are a part of the one document. */
static void finish_document(struct cli *cli)
{
	if (cli->document == NULL)
		cli_document(cli, "berth.error/1");
	json_object_set_new(cli->document, "diagnostics", diags_json(&cli->diags));
	text_truncate(&cli->out, 0);
	text_append_json(&cli->out, cli->document);
	text_append_char(&cli->out, '\n');
}

/* A file system on the network may tell a full quota only when a file is closed. */
static int close_output(void)
{
	int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);

	return copy >= 0 && close(copy) != 0 ? errno : 0;
}

int cli_finish(struct cli *cli)
{
	int code, error;

	cli_workspace_places(cli);
	if (cli->json)
		finish_document(cli);
	else
		print_diags(cli);
	code = cli->exit_code != 0 ? cli->exit_code : exit_code_of(&cli->diags);
	error = write_all(STDOUT_FILENO, text_string(&cli->out), cli->out.length);
	if (error == 0)
		error = close_output();
	/* A reader that has seen enough (head, less) is no mishap. */
	if (error != 0 && error != EPIPE) {
		fprintf(stderr, "berth: error: cannot write the result: %s [F21]\n", strerror(error));
		return 5;
	}
	return code;
}

void table_row(struct table *table, size_t columns, const char *const *cells)
{
	table->columns = columns;
	for (size_t i = 0; i < columns; i++) {
		struct table_cell cell = {.at = table->text.length};
		const char *content = cells[i] != NULL ? cells[i] : "-";
		size_t length = strlen(content);
		if (ascii_length(content, length) == length) {
			text_append_bytes(&table->text, content, length);
			cell.length = cell.width = length;
		} else {
			text_append_clean_bytes(&table->text, content, length, CLEAN_LINE);
			cell.length = table->text.length - cell.at;
			cell.width = text_width(text_string(&table->text) + cell.at);
		}
		vector_push(&table->cells, cell);
	}
}

void table_print(struct cli *cli, struct table *table)
{
	size_t widths[32] = {0}, columns = table->columns;

	if (columns > ARRAY_LENGTH(widths))
		BUG("a table with %zu columns", columns);
	for (size_t i = 0; i < table->cells.count; i++)
		if (table->cells.items[i].width > widths[i % columns])
			widths[i % columns] = table->cells.items[i].width;
	for (size_t i = 0; i < table->cells.count; i++) {
		const struct table_cell *cell = &table->cells.items[i];
		bool last = i % columns == columns - 1;
		if (i == 0 && cli->color)
			text_append(&cli->out, "\033[1m");
		text_append_bytes(&cli->out, table->text.data + cell->at, cell->length);
		if (!last)
			text_append_repeated(&cli->out, " ", widths[i % columns] - cell->width + 2);
		if (i == columns - 1 && cli->color)
			text_append(&cli->out, "\033[0m");
		if (last)
			text_append_char(&cli->out, '\n');
	}
	table_release(table);
}

void table_release(struct table *table)
{
	text_release(&table->text);
	vector_release(&table->cells);
	*table = (struct table){0};
}

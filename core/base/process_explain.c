#include "base/process_start.h"
#include "base/vector.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A last line longer than this is no message for people. */
enum { LAST_LINE_LIMIT = 400 };

static const struct {
	int error;
	const char *hint;
} error_hints[] = {
	{EACCES, "make it executable with 'chmod +x', and check that its folder may be entered and "
		 "is not mounted 'noexec'"},
	{ENOEXEC, "a script needs a first line such as '#!/bin/bash'; a program must be built for "
		  "this machine"},
	{ENOENT, "the file is there, but the interpreter that its first line or its header names "
		 "is not"},
	{E2BIG, "pass fewer or shorter arguments, or unset large environment variables"},
	{EAGAIN, "the limit of your processes is reached (see 'ulimit -u'); end some of them and "
		 "try again"},
	{ETXTBSY, "the file is being written; try again when that is done"},
};

/* strsignal() speaks the user's language and is not safe in threads everywhere. */
static const struct {
	int signal;
	const char *name;
	const char *hint;
} signal_names[] = {
	{SIGHUP, "SIGHUP", NULL},
	{SIGINT, "SIGINT", NULL},
	{SIGQUIT, "SIGQUIT", NULL},
	{SIGILL, "SIGILL", "the program may be built for another kind of processor"},
	{SIGABRT, "SIGABRT", NULL},
	{SIGBUS, "SIGBUS", NULL},
	{SIGFPE, "SIGFPE", NULL},
	{SIGKILL, "SIGKILL", "often this means that memory ran out"},
	{SIGSEGV, "SIGSEGV", NULL},
	{SIGPIPE, "SIGPIPE", NULL},
	{SIGALRM, "SIGALRM", NULL},
	{SIGTERM, "SIGTERM", NULL},
	{SIGXCPU, "SIGXCPU", "the limit of CPU time is reached (see 'ulimit -t')"},
	{SIGXFSZ, "SIGXFSZ", "the limit of file size is reached (see 'ulimit -f')"},
};

/* A path with a slash counts from the working folder of the child. */
static bool program_exists(const struct process *process)
{
	const char *path = process->argv[0];
	bool inside = process->folder != NULL && path[0] != '/';
	char *full = inside ? xasprintf("%s/%s", process->folder, path) : xstrdup(path);
	bool exists = access(full, F_OK) == 0;

	free(full);
	return exists;
}

static bool explain_missing(const struct process *process, bool in_path, struct diags *diags)
{
	struct diag *diag = diags_add(diags, SEVERITY_ERROR, "R02", NULL, "cannot find '%s'%s",
		process->argv[0], in_path ? " in PATH" : "");

	if (in_path)
		diag_hint(diag,
			"check the spelling, load the module that brings the program, or add its "
			"folder to PATH");
	else
		diag_hint(diag, "check the path");
	return false;
}

bool process_explain(const struct process *process, const struct process_failure *failure,
	struct diags *diags)
{
	const char *name = process->argv[0], *reason = strerror(failure->error);
	struct diag *diag;

	if (failure->step == PROCESS_SEARCH)
		return explain_missing(process, true, diags);
	if (failure->step == PROCESS_FOLDER)
		return diags_fail(diags, "R01", NULL, "cannot start '%s' in the folder '%s': %s",
			name, process->folder, reason);
	if (failure->step == PROCESS_EXEC && failure->error == ENOENT && !program_exists(process))
		return explain_missing(process, false, diags);
	diag = diags_add(diags, SEVERITY_ERROR, "R01", NULL, "cannot start '%s': %s", name, reason);
	for (size_t i = 0; i < ARRAY_LENGTH(error_hints); i++)
		if (error_hints[i].error == failure->error)
			diag_hint(diag, "%s", error_hints[i].hint);
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\0';
}

static bool ends_line(char c)
{
	/* Programs that draw progress use "\r". */
	return c == '\n' || c == '\r';
}

/* Appends ": " and the last line that is not blank, if there is one. */
static bool append_last_line(struct text *text, const struct text *output)
{
	const char *bytes = text_string(output);
	size_t end = output->length, first, length;

	while (end > 0 && (is_blank(bytes[end - 1]) || ends_line(bytes[end - 1])))
		end--;
	first = end;
	while (first > 0 && !ends_line(bytes[first - 1]))
		first--;
	while (first < end && is_blank(bytes[first]))
		first++;
	if (first == end)
		return false;
	length = end - first;
	text_append(text, ": ");
	text_append_bytes(text, bytes + first, length < LAST_LINE_LIMIT ? length : LAST_LINE_LIMIT);
	if (length > LAST_LINE_LIMIT)
		text_append(text, "...");
	return true;
}

static bool explain_exit(const char *name, const struct process_result *result, struct diags *diags)
{
	struct text message = TEXT_INIT;

	/* -1 and no signal: somebody else took the status, as when SIGCHLD is ignored. */
	if (result->exit_code < 0)
		text_append_format(&message, "cannot learn how '%s' ended", name);
	else
		text_append_format(
			&message, "'%s' failed with exit code %d", name, result->exit_code);
	if (!append_last_line(&message, &result->err))
		append_last_line(&message, &result->out);
	diags_fail(diags, "R03", NULL, "%s", text_string(&message));
	text_release(&message);
	return false;
}

static bool explain_signal(const char *name, int signal, struct diags *diags)
{
	struct diag *diag;

	for (size_t i = 0; i < ARRAY_LENGTH(signal_names); i++) {
		if (signal_names[i].signal != signal)
			continue;
		diag = diags_add(diags, SEVERITY_ERROR, "R04", NULL,
			"'%s' was ended by signal %d (%s)", name, signal, signal_names[i].name);
		if (signal_names[i].hint != NULL)
			diag_hint(diag, "%s", signal_names[i].hint);
		return false;
	}
	return diags_fail(diags, "R04", NULL, "'%s' was ended by signal %d", name, signal);
}

static bool explain_deadline(const char *name, int deadline_ms, struct diags *diags)
{
	int seconds = deadline_ms / 1000, tenths = deadline_ms % 1000 / 100;
	struct text after = TEXT_INIT;

	text_append_format(&after, "%d", seconds);
	if (tenths > 0)
		text_append_format(&after, ".%d", tenths);
	diags_fail(diags, "R05", NULL, "'%s' was stopped because it did not end within %s second%s",
		name, text_string(&after), seconds == 1 && tenths == 0 ? "" : "s");
	text_release(&after);
	return false;
}

bool process_run_checked(
	const struct process *process, struct process_result *result, struct diags *diags)
{
	const char *name;

	if (!process_run(process, result, diags))
		return false;
	name = process->argv[0];
	if (result->cancelled)
		return diags_fail(diags, "R06", NULL, "'%s' was cancelled", name);
	if (result->timed_out)
		return explain_deadline(name, process->deadline_ms, diags);
	if (result->signal != 0)
		return explain_signal(name, result->signal, diags);
	if (result->exit_code != 0)
		return explain_exit(name, result, diags);
	return true;
}

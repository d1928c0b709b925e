#include "check/build_commands.h"
#include "check/programs.h"

/* V: a desktop by VNC. start-vnc is a function that a module defines. */

static const char start[] = "start-vnc";

static void vnc_without_module(struct check *check)
{
	const struct site_module *module = site_module_with(check->site, start);
	const struct script *script = check->script;
	const struct script_command *command;
	size_t i = 0;

	/* A script without a header may be read by a shell that has the function. */
	if (module == NULL || (command = check_next(check, start, &i)) == NULL || !script->has_header ||
		script->sources || script->incomplete || !modules_are_known(check) ||
		script_module(script, site_module_name(module)) != NULL)
		return;
	finding_hint(check_find(check, command_span(command),
			     "%s comes with a module, and the script loads no such module", start),
		"before it: module load %s", site_module_name(module));
}

static void vnc_on_login_node(struct check *check)
{
	const struct script_command *command;
	size_t i = 0;

	if (check->script->has_header || (command = check_next(check, start, &i)) == NULL ||
		(command->step != NULL && command->step->srun))
		return;
	finding_hint(check_find(check, command_span(command),
			     "a desktop is not for the login nodes, and this script has no header for sbatch"),
		"'berth job script' writes a header; or start a shell in a job with srun --pty");
}

/* Commands that are over at once. */
static bool is_brief(const struct script_command *command)
{
	static const char *const names[] = {"echo", "printf", "date", "hostname", "module", "ml", "true",
		"export", "set", "unset", "vnc-info", "vnc-status", "cat", "chmod", "umask", "mkdir", "cd"};

	if (command->words.count == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(command->name, names[i]))
			return true;
	return false;
}

static void vnc_ends_at_once(struct check *check)
{
	const struct script *script = check->script;
	const struct script_command *command;
	size_t i = 0;

	if (!script->has_header || script->sources || script->incomplete ||
		(command = check_next(check, start, &i)) == NULL || command->where != WHERE_BATCH ||
		command->substitution || command->function)
		return;
	for (; i < script->commands.count; i++) {
		const struct script_command *other = &script->commands.items[i];
		if (!other->background && !is_brief(other))
			return;
	}
	finding_hint(check_find(check, command_span(command),
			     "the script ends right behind %s, and with it the desktop", start),
		"at its end: while vnc-status; do sleep 60; done");
}

static void vnc_in_subshell(struct check *check)
{
	const struct script_command *command;

	for (size_t i = 0; (command = check_next(check, start, &i)) != NULL;) {
		if (!command->background && !command->piped && !command->substitution)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "%s in the background, in a pipe or in $(...) runs in another shell, which "
				     "ends at once, and DISPLAY is not set in this one",
				     start),
			"write it alone in its line; the text that it prints is in the job's output");
	}
}

static void vnc_password(struct check *check)
{
	const struct script_command *command;
	size_t i = 0, n = 0;

	if (!check->script->has_header || (command = check_next(check, start, &i)) == NULL ||
		command->node->redirects != NULL || check_next(check, "chmod", &n) != NULL ||
		check->script->sources)
		return;
	n = 0;
	if (check_next(check, "umask", &n) != NULL)
		return;
	finding_hint(check_find(check, command_span(command),
			     "the job's output will hold the password of the desktop, and others may read the "
			     "file"),
		"umask 077; %s > vnc.txt", start);
}

static bool is_node(const char *prefix, const char *text)
{
	const char *at = strrchr(text, '@'), *digits;
	size_t length = strlen(prefix);

	text = at != NULL ? at + 1 : text;
	if (strncmp(text, prefix, length) != 0)
		return false;
	digits = text + length;
	return digits[0] != '\0' && strspn(digits, "0123456789") == strlen(digits);
}

static void ssh_to_node(struct check *check)
{
	const char *prefix = check->site->slurm.node_names;
	const struct script_command *command;

	for (size_t i = 0; prefix != NULL && (command = check_next(check, "ssh", &i)) != NULL;)
		for (size_t w = command->program + 1; w < command->words.count; w++) {
			const struct script_word *word = &command->words.items[w];
			if (!word->known || !is_node(prefix, word->text.bytes))
				continue;
			finding_hint(check_find(check, script_word_span(word),
					     "nobody gets to a compute node by ssh"),
				"for a program there: srun --overlap --jobid=JOB; for a port: ssh -N -L "
				"PORT:NODE:PORT to a login node");
			break;
		}
}

const struct rule rules_vnc[] = {
	{"V01", SEVERITY_ERROR, "start-vnc without its module", vnc_without_module},
	{"V02", SEVERITY_NOTE, "a desktop on a login node", vnc_on_login_node},
	{"V03", SEVERITY_WARNING, "a desktop that ends at once", vnc_ends_at_once},
	{"V04", SEVERITY_WARNING, "start-vnc in another shell", vnc_in_subshell},
	{"V05", SEVERITY_NOTE, "the password of a desktop in the job's output", vnc_password},
	{"V06", SEVERITY_NOTE, "ssh to a compute node", ssh_to_node},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

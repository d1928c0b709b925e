#include "check/rules.h"

/* S: the header for sbatch, and how steps are asked for. */

static struct shell_span first_line(const struct check *check)
{
	const struct shell_text *text = &check->script->shell.text;
	const char *end = text->length > 0 ? memchr(text->bytes, '\n', text->length) : NULL;

	return (struct shell_span){
		0, (uint32_t)(end != NULL ? (size_t)(end - text->bytes) : text->length)};
}

static void no_partition(struct check *check)
{
	const struct script *script = check->script;

	if (!script->has_header || script->heterogeneous || script_header(script, "partition") != NULL)
		return;
	finding_hint(check_find(check, first_line(check),
			     "no --partition, and %s has no default one", check->site->name),
		"add #SBATCH --partition=NAME; 'berth site show' lists them");
}

const struct rule rules_slurm[] = {
	{"S02", SEVERITY_ERROR, "no partition", no_partition},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

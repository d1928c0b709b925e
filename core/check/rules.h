#ifndef BERTH_CHECK_RULES_H
#define BERTH_CHECK_RULES_H

/*
 * The rules of `berth job check`: each is one row of a table and one small function that looks at
 * the script (script.h) and complains. A family is a table in a file of its own
 * (rules_slurm.c and so on), listed in rules.c. Each rule has scripts with and without the mistake
 * in tests/fixtures/scripts, and a row in core/base/manual.
 *
 * A false alarm is worse than a miss: when something that matters is not known, be silent.
 */

#include "base/diag.h"
#include "check/script.h"

struct check;

struct rule {
	const char *id;
	enum severity severity; /* the usual one; a finding may be milder */
	const char *title;      /* one line, no full stop: what it looks for */
	void (*look)(struct check *check);
};

/* A replacement in the file; finding.fixes. Applied by fix.h. */
struct check_fix {
	struct shell_span span;
	char *text; /* owned */
};

struct finding {
	struct diag diag;       /* place and message; its strings are owned */
	const struct rule *rule;
	struct shell_span span;
	struct VECTOR_OF(struct check_fix) fixes;
};

/* One check of one script. */
struct check {
	struct script *script;
	const struct site *site;
	const struct check_wish *wish; /* may be NULL */
	const struct rule *rule; /* the one that looks */
	bool binds_told; /* what core/bind says was taken over, for all of its rules at once */
	struct VECTOR_OF(struct finding) findings;
	size_t ignored; /* findings that a comment turned off */
};

/* A finding of the present rule at this place, with the rule's severity. The address of the result
 * holds until the next finding: for finding_hint() and finding_fix(). */
struct finding *check_find(
	struct check *check, struct shell_span span, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with a severity of its own. */
struct finding *check_find_as(struct check *check, enum severity severity, struct shell_span span,
	const char *format, ...) PRINTF_LIKE(4, 5);
void finding_hint(struct finding *finding, const char *format, ...) PRINTF_LIKE(2, 3);
/* Replaces the bytes of `span` by `text`. Only where the result is surely right. */
void finding_fix(struct finding *finding, struct shell_span span, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Where a command begins: its program's word, or its own node. */
struct shell_span command_span(const struct script_command *command);
/* Where a step begins: the word `srun` or `singularity`. */
struct shell_span step_span(const struct check *check, const struct script_step *step);
/* From the first command on, the next one whose program has this name, at or behind `*index`, which
 * is moved behind it; NULL behind the last. For loops: size_t i = 0; while ((c = check_next(...))) */
const struct script_command *check_next(const struct check *check, const char *name, size_t *index);
/* The first word of a command that is `word` (an option), or begins with it when `word` ends with
 * "="; NULL when there is none. */
const struct script_word *command_word(const struct script_command *command, const char *word);

/* All rules, family by family, NULL behind the last. */
const struct rule *rule_at(size_t index);
const struct rule *rule_find(const char *id);
/* Whether the rule was asked for. */
bool check_wants(const struct check *check, const struct rule *rule);

struct check_wish {
	/* Ids, or families ("B"); NULL for all. Ended by NULL. */
	char *const *rules;
	enum severity least; /* findings below it are left out */
};

/* Runs the rules over a script: its findings, ordered by place, without those that a comment of the
 * script turns off ("# berth: ignore B05, C" on the line or the one before; before the first
 * command on a line of its own: for the whole file). check_release() ends it; the script must
 * outlive it. */
void check_run(struct script *script, const struct check_wish *wish, struct check *check);
void check_release(struct check *check);

/* The families, each ended by a NULL id. */
extern const struct rule rules_slurm[], rules_cores[], rules_gpus[], rules_builds[], rules_wrappers[],
	rules_package_files[], rules_containers[], rules_binds[], rules_ranks[], rules_paths[],
	rules_vnc[];

#endif

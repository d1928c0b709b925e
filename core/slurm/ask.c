#include "slurm/ask.h"
#include "base/process.h"

/* The user's settings for Slurm's programs would change the form of the answers. Times come as
 * seconds since 1970, so that no zone and no summer time has to be guessed. */
static const char *const environment[] = {"SLURM_TIME_FORMAT=%s", "SLURM_BITSTR_LEN=1024",
	"LC_ALL=C.UTF-8", "SLURM_CLUSTERS", "SQUEUE_ACCOUNT", "SQUEUE_ALL", "SQUEUE_ARRAY",
	"SQUEUE_ARRAY_UNIQUE", "SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_LICENSES", "SQUEUE_NAMES",
	"SQUEUE_PARTITION", "SQUEUE_PRIORITY", "SQUEUE_QOS", "SQUEUE_SORT", "SQUEUE_STATES",
	"SQUEUE_USERS", "SINFO_ALL", "SINFO_FORMAT", "SINFO_FUTURE", "SINFO_PARTITION",
	"SINFO_SORT", "SACCT_FEDERATION", "SACCT_FORMAT", "SCONTROL_ALL", "SCONTROL_FUTURE"};

/* What Slurm's programs say on standard error, and what it means. */
static const struct sign {
	const char *says, *id, *message, *hint;
} signs[] = {
	{"Invalid job id", "Q03", "Slurm knows no such job (any more)",
		"Slurm forgets jobs some minutes after their end; 'berth job history' asks the "
		"accounting"},
	{"accounting storage is disabled", "Q04", "this Slurm keeps no accounting", NULL},
	{"not running a supported accounting_storage", "Q04", "this Slurm keeps no accounting",
		NULL},
	{"slurmdbd", "Q04", "the accounting of Slurm does not answer", "try again in some minutes"},
	{"slurm_persist_conn", "Q04", "the accounting of Slurm does not answer",
		"try again in some minutes"},
	{"nable to contact slurm controller", "Q01", "Slurm's controller does not answer", NULL},
	{"Slurmctld(primary) at", "Q01", "Slurm's controller is down", NULL},
	{"Connection refused", "Q01", "Slurm's controller does not answer", NULL},
	{"Connection timed out", "Q01", "Slurm's controller does not answer", NULL},
	{"Socket timed out", "Q01", "Slurm's controller is too busy to answer", NULL},
	{"Transport endpoint is not connected", "Q01", "Slurm's controller does not answer", NULL},
	{"Zero Bytes were transmitted", "Q01", "Slurm's controller answers nothing", NULL},
	{"Unable to resolve", "Q01", "the host of Slurm's controller is not known here", NULL},
	{"Could not establish a configuration source", "Q01",
		"this host has no configuration of Slurm", "run it on a login node"},
	{"resolve_ctls_from_dns_srv", "Q01", "this host has no configuration of Slurm",
		"run it on a login node"},
	{"slurm.conf", "Q01", "Slurm's programs cannot read their configuration here",
		"run it on a login node"},
	{"auth/munge", "Q01", "Slurm does not believe who you are (munge)",
		"tell the support team of the machine"},
	{"Munge", "Q01", "Slurm does not believe who you are (munge)",
		"tell the support team of the machine"},
};

static const struct sign *find_sign(const char *said)
{
	for (size_t i = 0; i < ARRAY_LENGTH(signs); i++)
		if (strstr(said, signs[i].says) != NULL)
			return &signs[i];
	return NULL;
}

void slurm_environment(struct strings *env)
{
	for (size_t i = 0; i < ARRAY_LENGTH(environment); i++)
		strings_add(env, environment[i]);
}

bool slurm_explain(const char *program, const char *said, struct diags *diags)
{
	const struct sign *sign = find_sign(said);
	struct diag *diag;

	if (sign == NULL)
		return false;
	diag = diags_add(
		diags, SEVERITY_ERROR, sign->id, NULL, "%s ('%s')", sign->message, program);
	if (sign->hint != NULL)
		diag_hint(diag, "%s", sign->hint);
	else if (string_equal(sign->id, "Q01"))
		diag_hint(diag, "wait a minute before you ask again; jobs that run go on");
	return true;
}

static bool explain(const struct process_result *result, const char *program, struct diags *said,
	struct diags *diags)
{
	if (result->exit_code > 0 && slurm_explain(program, text_string(&result->err), diags))
		return false;
	if (result->timed_out)
		diag_hint(&said->items[said->count - 1],
			"Slurm is slow or down; wait a minute before you ask again");
	diags_move(diags, said);
	return false;
}

bool slurm_ask(const struct slurm_client *client, const char *const *argv, struct text *answer,
	bool *cut, struct diags *diags)
{
	struct strings words = {0}, env = {0};
	struct process process = {
		.deadline_ms = client->deadline_ms > 0 ? client->deadline_ms : SLURM_DEADLINE,
		.output_limit = SLURM_ANSWER_MAX,
		.cancel = client->cancel};
	struct process_result result = {0};
	struct diags said = {0};
	bool fine;

	for (; *argv != NULL; argv++)
		strings_add(&words, *argv);
	slurm_environment(&env);
	process.argv = strings_argv(&words);
	process.env = strings_argv(&env);
	fine = process_run_checked(&process, &result, &said);
	if (fine) {
		text_append_bytes(answer, text_string(&result.out), result.out.length);
		if (cut != NULL)
			*cut = result.truncated;
	} else {
		explain(&result, words.items[0], &said, diags);
	}
	process_result_release(&result);
	diags_release(&said);
	strings_release(&words);
	strings_release(&env);
	return fine;
}

bool slurm_answer_is_fine(
	const char *program, size_t read, size_t unread, bool cut, struct diags *diags)
{
	struct diag *diag;

	if (unread > 0 && read == 0) {
		diags_fail(diags, "Q02", NULL, "what '%s' answers cannot be read", program);
		diag_hint(&diags->items[diags->count - 1],
			"run '%s' by hand and see what it says; 'type -a %s' tells whether it is "
			"Slurm's own",
			program, program);
		return false;
	}
	if (cut)
		diag = diags_add(diags, SEVERITY_WARNING, "Q02", NULL,
			"'%s' answers more than %d MiB; the rest is left out", program,
			SLURM_ANSWER_MAX >> 20);
	else if (unread > 0)
		diag = diags_add(diags, SEVERITY_WARNING, "Q02", NULL,
			"%zu of %zu entries of what '%s' answers cannot be read and are left out",
			unread, read + unread, program);
	else
		return true;
	diag_hint(diag, "run '%s' by hand to see all of it", program);
	return true;
}

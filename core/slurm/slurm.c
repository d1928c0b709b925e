#include "slurm/slurm.h"
#include "slurm/ask.h"

#include <ctype.h>
#include <pwd.h>
#include <unistd.h>

void slurm_queue_argv(bool ended, struct strings *argv)
{
	static const char *const words[] = {"squeue", "--me", "--noheader", "--noconvert", "--format"};
	struct text format = TEXT_INIT;

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		strings_add(argv, words[i]);
	slurm_squeue_format(&format);
	strings_add(argv, text_string(&format));
	if (ended)
		strings_add(argv, "--states=all");
	text_release(&format);
}

bool slurm_queue(
	const struct slurm_client *client, bool ended, struct slurm_jobs *jobs, struct diags *diags)
{
	struct strings argv = {0};
	struct text answer = TEXT_INIT;
	bool cut, fine;

	slurm_queue_argv(ended, &argv);
	fine = slurm_ask(client, (const char *const *)strings_argv(&argv), &answer, &cut, diags);
	if (fine) {
		slurm_squeue_read(answer.data, answer.length, jobs);
		fine = slurm_answer_is_fine("squeue", jobs->count, jobs->unread, cut, diags);
	}
	strings_release(&argv);
	text_release(&answer);
	return fine;
}

bool slurm_details(const struct slurm_client *client, const char *id, struct slurm_jobs *jobs,
	struct diags *diags)
{
	const char *argv[] = {"scontrol", "--oneliner", "show", "job", id, NULL};
	struct text answer = TEXT_INIT;
	bool cut, fine = slurm_ask(client, argv, &answer, &cut, diags);

	if (fine) {
		slurm_scontrol_read(answer.data, answer.length, jobs);
		fine = slurm_answer_is_fine(argv[0], jobs->count, jobs->unread, cut, diags);
		if (fine && jobs->count == 0)
			fine = diags_fail(
				diags, "Q02", NULL, "'scontrol' says nothing of job '%s'", id);
	}
	text_release(&answer);
	return fine;
}

/* The user's name; the caller frees it. NULL when the user has no name here. */
static char *who_am_i(void)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];

	if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
		return NULL;
	return xstrdup(found->pw_name);
}

bool slurm_history(const struct slurm_client *client, const char *since, const char *id,
	struct slurm_jobs *jobs, struct diags *diags)
{
	char *name = who_am_i();
	const char *argv[] = {"sacct", "--allocations", "--noheader", "--parsable2", "--delimiter",
		(const char[]){SLURM_FIELD, '\0'}, "--format", slurm_sacct_fields,
		id != NULL ? "--jobs" : "--starttime", id != NULL ? id : since,
		/* Administrators would get everybody's. */
		id == NULL && name != NULL ? "--user" : NULL, name, NULL};
	struct text answer = TEXT_INIT;
	bool cut, fine = slurm_ask(client, argv, &answer, &cut, diags);

	if (fine) {
		slurm_sacct_read(answer.data, answer.length, jobs);
		fine = slurm_answer_is_fine(argv[0], jobs->count, jobs->unread, cut, diags);
		if (fine && id != NULL && jobs->count == 0)
			fine = diags_fail(diags, "Q03", NULL,
				"neither the queue nor the accounting knows job '%s'", id);
	}
	free(name);
	text_release(&answer);
	return fine;
}

bool slurm_partitions_get(
	const struct slurm_client *client, struct slurm_partitions *partitions, struct diags *diags)
{
	const char *argv[] = {
		"sinfo", "--noheader", "--noconvert", "--Format", slurm_sinfo_format, NULL};
	struct text answer = TEXT_INIT;
	bool cut, fine = slurm_ask(client, argv, &answer, &cut, diags);

	if (fine) {
		slurm_sinfo_read(answer.data, answer.length, partitions);
		fine = slurm_answer_is_fine(
			argv[0], partitions->count, partitions->unread, cut, diags);
	}
	text_release(&answer);
	return fine;
}

bool slurm_limits_get(
	const struct slurm_client *client, struct slurm_limits *limits, struct diags *diags)
{
	char *name = who_am_i(), *who = name != NULL ? xasprintf("user=%s", name) : NULL;
	char *format = xasprintf("format=%s", slurm_sacctmgr_fields);
	const char *argv[] = {"sacctmgr", "--noheader", "--parsable2", "--readonly", "show",
		"associations", format, who, NULL};
	struct text answer = TEXT_INIT;
	bool cut, fine;

	/* Without a name it would be everybody's. */
	if (who == NULL) {
		free(format);
		return diags_fail(diags, "Q04", NULL,
			"cannot ask for your limits: this user has no name here");
	}
	fine = slurm_ask(client, argv, &answer, &cut, diags);
	if (fine) {
		slurm_sacctmgr_read(answer.data, answer.length, limits);
		fine = slurm_answer_is_fine(argv[0], limits->count, limits->unread, cut, diags);
	}
	text_release(&answer);
	free(format);
	free(who);
	free(name);
	return fine;
}

/* "slurm 24.05.8", "slurm-wlm 22.05.8". */
bool slurm_version(const struct slurm_client *client, struct text *version, struct diags *diags)
{
	const char *argv[] = {"sinfo", "--version", NULL}, *blank;
	struct text answer = TEXT_INIT;
	bool fine = slurm_ask(client, argv, &answer, NULL, diags);

	if (fine) {
		text_truncate(&answer, strcspn(text_string(&answer), "\n"));
		blank = strchr(text_string(&answer), ' ');
		if (blank != NULL && isdigit((unsigned char)blank[1]))
			text_append(version, blank + 1);
		else
			fine = diags_fail(diags, "Q02", NULL, "'sinfo' tells no version");
	}
	text_release(&answer);
	return fine;
}

bool slurm_ping(const struct slurm_client *client, struct diags *diags)
{
	const char *argv[] = {"scontrol", "ping", NULL};
	struct text answer = TEXT_INIT;
	bool fine = slurm_ask(client, argv, &answer, NULL, diags);

	if (fine && strstr(text_string(&answer), " UP") == NULL)
		fine = diags_fail(diags, "Q01", NULL, "no controller of Slurm is up");
	text_release(&answer);
	return fine;
}

bool slurm_id_is_valid(const char *id)
{
	size_t digits = strspn(id, "0123456789");

	if (digits == 0 || digits > 18 || strlen(id) > 1000)
		return false;
	id += digits;
	if (*id == '\0')
		return true;
	if (*id == '+')
		return id[1] != '\0' && id[1 + strspn(id + 1, "0123456789")] == '\0';
	return *id == '_' && id[1] != '\0' && id[1 + strspn(id + 1, "0123456789[]-,%:")] == '\0';
}

char *slurm_submitted_id(const char *printed)
{
	const char *line = printed;

	/* A site's submit filter may say something before. */
	while (line != NULL) {
		size_t length = strcspn(line, ";\n");
		char *id = xstrndup(line, length);
		if (slurm_id_is_valid(id))
			return id;
		free(id);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return NULL;
}

/* A scheduler that does not answer must not hang us. */
enum { CHANGE_DEADLINE = 60000 };

void slurm_plan_cancel(struct plan *plan, const char *const *ids, size_t count)
{
	struct plan_step *step = plan_add(plan, count == 1 ? "Cancel the job" : "Cancel the jobs");

	strings_add(&step->argv, "scancel");
	for (size_t i = 0; i < count; i++)
		strings_add(&step->argv, ids[i]);
	step->deadline_ms = CHANGE_DEADLINE;
}

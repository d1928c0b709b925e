#include "slurm/job.h"
#include "slurm/values.h"

/*
 * `scontrol -o show job` prints one record of KEY=VALUE words; values may hold blanks, and job
 * names anything at all, line breaks too. So only the keys below are looked for, in their order,
 * and the name ends at the last " UserId=" before the state.
 */

static const struct key {
	const char *key;
	enum value_kind kind;
	size_t offset;
} keys[] = {
#define KEY(key, kind, member)                                                                     \
	{                                                                                          \
		key "=", kind, offsetof(struct slurm_job, member)                                  \
	}
	KEY("ArrayJobId", COUNT_VALUE, array),
	KEY("ArrayTaskId", TEXT_VALUE, index),
	KEY("JobName", TEXT_VALUE, name),
	KEY("UserId", TEXT_VALUE, user),
	KEY("Priority", COUNT_VALUE, priority),
	KEY("Account", TEXT_VALUE, account),
	KEY("QOS", TEXT_VALUE, qos),
	KEY("JobState", TEXT_VALUE, state),
	KEY("Reason", TEXT_VALUE, reason),
	KEY("Dependency", TEXT_VALUE, dependency),
	KEY("ExitCode", EXIT_VALUE, exit_code),
	KEY("RunTime", DURATION_VALUE, elapsed),
	KEY("TimeLimit", DURATION_VALUE, limit),
	KEY("SubmitTime", TIME_VALUE, submitted),
	KEY("StartTime", TIME_VALUE, started),
	KEY("EndTime", TIME_VALUE, ended),
	KEY("Partition", TEXT_VALUE, partition),
	KEY("NodeList", TEXT_VALUE, nodes),
	KEY("NumNodes", COUNT_VALUE, node_count),
	KEY("NumCPUs", COUNT_VALUE, cpus),
	KEY("MinMemoryNode", TEXT_VALUE, memory),
	KEY("Command", TEXT_VALUE, command),
	KEY("WorkDir", TEXT_VALUE, folder),
	KEY("StdErr", TEXT_VALUE, error),
	KEY("StdOut", TEXT_VALUE, output),
	KEY("TresPerNode", TEXT_VALUE, gres),
#undef KEY
};

static const char *find(struct piece text, const char *needle)
{
	return text.length > 0 ? memmem(text.at, text.length, needle, strlen(needle)) : NULL;
}

/* Where a value ends: before the next " Word=" (letters, digits and / : of keys). */
static size_t value_length(struct piece rest)
{
	for (size_t i = 0; i < rest.length; i++) {
		size_t end = i + 1;
		if (rest.at[i] != ' ')
			continue;
		while (end < rest.length &&
			((rest.at[end] >= 'A' && rest.at[end] <= 'Z') ||
				(rest.at[end] >= 'a' && rest.at[end] <= 'z') ||
				rest.at[end] == '/' || rest.at[end] == ':' || rest.at[end] == '_'))
			end++;
		if (end > i + 1 && end < rest.length && rest.at[end] == '=' &&
			rest.at[i + 1] >= 'A' && rest.at[i + 1] <= 'Z')
			return i;
	}
	return rest.length;
}

/* The name may imitate every key, so its end is sought from behind. */
static size_t name_length(struct piece rest)
{
	static const char user[] = " UserId=";
	const char *state = find(rest, " JobState="), *end = NULL, *next;
	struct piece before = {rest.at, state != NULL ? (size_t)(state - rest.at) : rest.length};

	while ((next = find(before, user)) != NULL) {
		end = next;
		before.length -= (size_t)(next + 1 - before.at);
		before.at = next + 1;
	}
	return end != NULL ? (size_t)(end - rest.at) : value_length(rest);
}

static void set(
	struct slurm_job *job, const struct key *key, struct piece value, struct arena *arena)
{
	const char *dash;

	value = piece_strip(value);
	/* "NumNodes=1-1" of a waiting job. */
	if (key->kind == COUNT_VALUE && (dash = memchr(value.at, '-', value.length)) != NULL)
		value.length = (size_t)(dash - value.at);
	value_set(job, key->offset, key->kind, value, arena);
}

static void read_keys(struct slurm_job *job, struct piece rest, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		char *needle = xasprintf(" %s", keys[i].key);
		const char *found = find(rest, needle);
		struct piece value;
		if (found == NULL) {
			free(needle);
			continue;
		}
		value.at = found + strlen(needle);
		value.length = rest.length - (size_t)(value.at - rest.at);
		free(needle);
		rest = value;
		value.length = string_equal(keys[i].key, "JobName=") ? name_length(value)
								     : value_length(value);
		set(job, &keys[i], value, arena);
		rest.at += value.length;
		rest.length -= value.length;
	}
}

static void complete(struct slurm_job *job, struct arena *arena)
{
	if (job->user != NULL)
		job->user[strcspn(job->user, "(")] = '\0';
	if (job->array != SLURM_UNKNOWN && job->index != NULL) {
		bool one = job->index[strspn(job->index, "0123456789")] == '\0';
		job->id = arena_format(
			arena, one ? "%lld_%s" : "%lld_[%s]", (long long)job->array, job->index);
	} else {
		job->id = arena_format(arena, "%lld", (long long)job->number);
	}
	/* Before the end scontrol says 0:0. */
	if (slurm_state_is_open(job->state))
		job->exit_code = job->exit_signal = SLURM_UNKNOWN;
}

static void read_record(struct piece record, struct slurm_jobs *jobs)
{
	struct slurm_job job = VALUES_UNKNOWN;
	size_t digits = 0;

	while (digits < record.length && record.at[digits] >= '0' && record.at[digits] <= '9')
		digits++;
	job.number = value_count((struct piece){record.at, digits});
	read_keys(&job, (struct piece){record.at + digits, record.length - digits}, &jobs->arena);
	if (job.number < 0 || job.state == NULL || jobs->count >= SLURM_ROWS_MAX) {
		jobs->unread++;
		return;
	}
	complete(&job, &jobs->arena);
	vector_push(jobs, job);
}

/* The first record's length: up to a line that begins the next. */
static size_t record_length(struct piece rest)
{
	const char *next = find(rest, "\nJobId=");
	return next != NULL ? (size_t)(next + 1 - rest.at) : rest.length;
}

void slurm_scontrol_read(const char *bytes, size_t length, struct slurm_jobs *jobs)
{
	static const char first[] = "JobId=";
	struct piece rest = {bytes, length};

	while (rest.length > 0) {
		struct piece record = {rest.at, record_length(rest)};
		rest.at += record.length;
		rest.length -= record.length;
		if (record.length > strlen(first) && memcmp(record.at, first, strlen(first)) == 0)
			read_record((struct piece){record.at + strlen(first),
					    record.length - strlen(first)},
				jobs);
		else if (piece_strip(record).length > 0)
			jobs->unread++;
	}
}

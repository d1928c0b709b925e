#include "slurm/job.h"
#include "slurm/values.h"

#include "base/text.h"

/* One row for each fact of a job: squeue's letter, sacct's name, and where it goes. */
static const struct column {
	char letter;       /* 0: squeue does not tell */
	const char *field; /* NULL: sacct does not tell */
	enum value_kind kind;
	size_t offset;
} columns[] = {
#define COLUMN(letter, field, kind, member)                                                        \
	{                                                                                          \
		letter, field, kind, offsetof(struct slurm_job, member)                            \
	}
	COLUMN('i', "JobID", TEXT_VALUE, id),
	COLUMN('A', "JobIDRaw", COUNT_VALUE, number),
	COLUMN('F', NULL, COUNT_VALUE, array),
	COLUMN('K', NULL, TEXT_VALUE, index),
	COLUMN('P', "Partition", TEXT_VALUE, partition),
	COLUMN('a', "Account", TEXT_VALUE, account),
	COLUMN('u', "User", TEXT_VALUE, user),
	COLUMN('q', "QOS", TEXT_VALUE, qos),
	COLUMN('T', "State", TEXT_VALUE, state),
	COLUMN('r', "Reason", TEXT_VALUE, reason),
	COLUMN('E', NULL, TEXT_VALUE, dependency),
	COLUMN('M', "Elapsed", DURATION_VALUE, elapsed),
	COLUMN('l', "Timelimit", DURATION_VALUE, limit),
	COLUMN('D', "NNodes", COUNT_VALUE, node_count),
	COLUMN('C', "NCPUS", COUNT_VALUE, cpus),
	COLUMN('b', NULL, TEXT_VALUE, gres),
	COLUMN('m', "ReqMem", TEXT_VALUE, memory),
	COLUMN('N', "NodeList", TEXT_VALUE, nodes),
	COLUMN('V', "Submit", TIME_VALUE, submitted),
	COLUMN('S', "Start", TIME_VALUE, started),
	COLUMN('e', "End", TIME_VALUE, ended),
	COLUMN('Q', "Priority", COUNT_VALUE, priority),
	COLUMN(0, "ExitCode", EXIT_VALUE, exit_code),
	COLUMN('Z', "WorkDir", TEXT_VALUE, folder),
	COLUMN('j', "JobName", TEXT_VALUE, name),
#undef COLUMN
};

/* Of squeue's -o, one letter each; the name is the last. */
static const char squeue_columns[] = "iAFKPauqTrEMlDCbmNVSeQZj";
const char slurm_sacct_fields[] =
	"JobID,JobIDRaw,Partition,Account,User,QOS,State,Reason,Elapsed,Timelimit,NNodes,NCPUS,"
	"ReqMem,NodeList,Submit,Start,End,Priority,ExitCode,WorkDir,JobName";

void slurm_squeue_format(struct text *text)
{
	text_append_char(text, SLURM_RECORD);
	for (const char *letter = squeue_columns; *letter != '\0'; letter++) {
		if (letter != squeue_columns)
			text_append_char(text, SLURM_FIELD);
		text_append_format(text, "%%%c", *letter);
	}
}

static const struct column *find_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
		if (columns[i].letter == letter && letter != 0)
			return &columns[i];
	return NULL;
}

static const struct column *find_field(struct piece name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
		if (columns[i].field != NULL && piece_is(name, columns[i].field))
			return &columns[i];
	return NULL;
}

/* Cuts a record into `count` fields; the free one takes what is too much. False when there are
 * fewer. */
static bool split(
	struct piece record, char separator, size_t free_field, struct piece *fields, size_t count)
{
	size_t extra = 0, at = 0;

	for (size_t i = 0; i < record.length; i++)
		extra += record.at[i] == separator;
	if (extra + 1 < count)
		return false;
	extra = extra + 1 - count;
	while (at < count && piece_next(&record, separator, &fields[at])) {
		struct piece more;
		for (; at == free_field && extra > 0 && piece_next(&record, separator, &more);
			extra--)
			fields[at].length += more.length + 1;
		at++;
	}
	return at == count;
}

/* What no field tells, and what would contradict itself. */
static bool complete(struct slurm_job *job, struct arena *arena)
{
	static const char cancelled[] = "CANCELLED by ";

	if (job->id == NULL || job->state == NULL || job->id[0] < '0' || job->id[0] > '9')
		return false;
	if (job->number == SLURM_UNKNOWN)
		job->number = value_count((struct piece){job->id, strspn(job->id, "0123456789")});
	if (job->index == NULL && job->array == job->number)
		job->array = SLURM_UNKNOWN;
	if (job->array == SLURM_UNKNOWN && strchr(job->id, '_') != NULL)
		job->array = value_count((struct piece){job->id, strcspn(job->id, "_")});
	/* sacct: "CANCELLED by 1000". */
	if (string_starts(job->state, cancelled))
		job->state = arena_strndup(arena, job->state, strlen("CANCELLED"));
	return job->number >= 0;
}

static void read_record(const struct column *const *wanted, size_t count, size_t free_field,
	char separator, struct piece record, struct slurm_jobs *jobs)
{
	struct piece fields[ARRAY_LENGTH(columns)];
	struct slurm_job job = VALUES_UNKNOWN;

	if (jobs->count >= SLURM_ROWS_MAX || !split(record, separator, free_field, fields, count)) {
		jobs->unread++;
		return;
	}
	for (size_t i = 0; i < count; i++)
		value_set(&job, wanted[i]->offset, wanted[i]->kind, fields[i], &jobs->arena);
	if (!complete(&job, &jobs->arena))
		jobs->unread++;
	else
		vector_push(jobs, job);
}

/* A line break within the name, which stands last: sacct has no other mark for records. */
static bool goes_on(struct piece line, char separator, const struct slurm_jobs *jobs)
{
	return jobs->count > 0 && memchr(line.at, separator, line.length) == NULL;
}

static void append_to_name(struct slurm_jobs *jobs, struct piece line)
{
	struct slurm_job *job = &jobs->items[jobs->count - 1];

	if (job->name != NULL && strlen(job->name) < 4096)
		job->name = arena_format(&jobs->arena, "%s\n%.*s", job->name,
			line.length < 4096 ? (int)line.length : 4096, line.at);
}

static void read_records(const struct column *const *wanted, size_t count, size_t free_field,
	char field, char record, struct piece rest, struct slurm_jobs *jobs)
{
	struct piece piece;

	while (piece_next(&rest, record, &piece)) {
		if (piece.length > 0 && piece.at[piece.length - 1] == '\n')
			piece.length--;
		if (piece.length == 0)
			continue;
		if (record == '\n' && free_field + 1 == count && goes_on(piece, field, jobs))
			append_to_name(jobs, piece);
		else
			read_record(wanted, count, free_field, field, piece, jobs);
	}
}

void slurm_table_read(const struct slurm_layout *layout, const char *bytes, size_t length,
	struct slurm_jobs *jobs)
{
	const struct column *wanted[ARRAY_LENGTH(columns)];
	size_t count = strlen(layout->columns);

	if (count > ARRAY_LENGTH(columns))
		BUG("more columns than there are");
	for (size_t i = 0; i < count; i++)
		if ((wanted[i] = find_letter(layout->columns[i])) == NULL)
			BUG("no column '%c'", layout->columns[i]);
	read_records(wanted, count, layout->free, layout->field, layout->record,
		(struct piece){bytes, length}, jobs);
}

void slurm_squeue_read(const char *bytes, size_t length, struct slurm_jobs *jobs)
{
	const struct slurm_layout layout = {.columns = squeue_columns,
		.free = sizeof squeue_columns - 2,
		.field = SLURM_FIELD,
		.record = SLURM_RECORD};

	slurm_table_read(&layout, bytes, length, jobs);
}

void slurm_sacct_read(const char *bytes, size_t length, struct slurm_jobs *jobs)
{
	const struct column *wanted[ARRAY_LENGTH(columns)];
	struct piece names = {slurm_sacct_fields, sizeof slurm_sacct_fields - 1}, name;
	size_t count = 0;

	while (piece_next(&names, ',', &name))
		if ((wanted[count++] = find_field(name)) == NULL)
			BUG("no field '%.*s'", (int)name.length, name.at);
	read_records(
		wanted, count, count - 1, SLURM_FIELD, '\n', (struct piece){bytes, length}, jobs);
}

void slurm_jobs_release(struct slurm_jobs *jobs)
{
	arena_release(&jobs->arena);
	vector_release(jobs);
	jobs->unread = 0;
}

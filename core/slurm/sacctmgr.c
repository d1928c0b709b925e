#include "slurm/job.h"
#include "slurm/values.h"

const char slurm_sacctmgr_fields[] =
	"account,partition,qos,maxjobs,maxsubmit,grpjobs,grpsubmit,grptresmins";

enum field {
	ACCOUNT,
	PARTITION,
	QOS,
	MAX_JOBS,
	MAX_SUBMIT,
	GROUP_JOBS,
	GROUP_SUBMIT,
	MINUTES,
	FIELDS
};

/* Nothing means no limit. */
static int64_t limit_of(struct piece value)
{
	return value.length == 0 ? SLURM_UNLIMITED : value_count(value);
}

void slurm_sacctmgr_read(const char *bytes, size_t length, struct slurm_limits *limits)
{
	struct piece rest = {bytes, length}, line;

	while (piece_next(&rest, '\n', &line)) {
		struct piece fields[FIELDS], field;
		struct slurm_limit *limit;
		size_t count = 0;
		if (line.length == 0)
			continue;
		while (count < FIELDS && piece_next(&line, '|', &field))
			fields[count++] = field;
		if (count < FIELDS || line.at != NULL || fields[ACCOUNT].length == 0 ||
			limits->count >= SLURM_ROWS_MAX) {
			limits->unread++;
			continue;
		}
		limit = vector_add(limits);
		limit->account = value_text(&limits->arena, fields[ACCOUNT]);
		limit->partition = value_text(&limits->arena, fields[PARTITION]);
		limit->qos = value_text(&limits->arena, fields[QOS]);
		limit->max_jobs = limit_of(fields[MAX_JOBS]);
		limit->max_submit = limit_of(fields[MAX_SUBMIT]);
		limit->group_jobs = limit_of(fields[GROUP_JOBS]);
		limit->group_submit = limit_of(fields[GROUP_SUBMIT]);
		limit->group_minutes = value_text(&limits->arena, fields[MINUTES]);
	}
}

void slurm_limits_release(struct slurm_limits *limits)
{
	arena_release(&limits->arena);
	vector_release(limits);
	limits->unread = 0;
}

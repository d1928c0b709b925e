#include "slurm/log.h"
#include "base/files.h"

static void append_padded(struct text *path, int64_t number, int width)
{
	text_append_format(path, "%0*lld", width, (long long)number);
}

/* The index within an array, when it is one job of it. */
static bool array_index(const struct slurm_job *job, int64_t *index)
{
	if (job->index == NULL || job->index[0] == '\0' ||
		job->index[strspn(job->index, "0123456789")] != '\0' || strlen(job->index) > 18)
		return false;
	*index = strtoll(job->index, NULL, 10);
	return true;
}

static void append_first_node(struct text *path, const char *nodes)
{
	size_t name = strcspn(nodes, "[,");

	text_append_bytes(path, nodes, name);
	if (nodes[name] == '[')
		text_append_bytes(path, nodes + name + 1, strcspn(nodes + name + 1, "-,]"));
}

/* One letter behind %; false leaves it as it stands. */
static bool append_letter(const struct slurm_job *job, char letter, int width, struct text *path)
{
	int64_t index;

	switch (letter) {
	case 'j':
	case 'J':
		append_padded(path, job->number, width);
		return true;
	case 'A':
		append_padded(path, job->array >= 0 ? job->array : job->number, width);
		return true;
	case 'a':
		if (!array_index(job, &index))
			return false;
		append_padded(path, index, width);
		return true;
	case 'x':
		text_append(path, job->name != NULL ? job->name : "");
		return job->name != NULL;
	case 'u':
		text_append(path, job->user != NULL ? job->user : "");
		return job->user != NULL;
	case 'N':
		if (job->nodes == NULL)
			return false;
		append_first_node(path, job->nodes);
		return true;
	case 'n':
	case 't':
		append_padded(path, 0, width);
		return true;
	case 's':
		text_append(path, "batch");
		return true;
	case '%':
		text_append_char(path, '%');
		return true;
	default:
		return false;
	}
}

void slurm_log_expand(const struct slurm_job *job, const char *pattern, struct text *path)
{
	/* sbatch takes a backslash for "replace nothing". */
	bool plain = strchr(pattern, '\\') != NULL;

	while (*pattern != '\0') {
		size_t digits = *pattern == '%' ? strspn(pattern + 1, "0123456789") : 0;
		int width = digits > 0 && digits < 3 ? atoi(pattern + 1) : 0;
		if (plain || *pattern != '%' || pattern[digits + 1] == '\0' ||
			!append_letter(job, pattern[digits + 1], width > 10 ? 10 : width, path)) {
			text_append_char(path, *pattern++);
			continue;
		}
		pattern += digits + 2;
	}
}

bool slurm_log_path(const struct slurm_job *job, bool error, struct text *path, struct diags *diags)
{
	/* "%4294967294" is the index that scontrol writes for an array as a whole. */
	static const char whole[] = "_4294967294";
	const char *said = error ? job->error : job->output;
	struct text name = TEXT_INIT;
	const char *at;

	if (said == NULL && job->folder == NULL) {
		diags_fail(diags, "Q05", NULL, "Slurm does not say where the output of job '%s' is",
			job->id);
		diag_hint(&diags->items[diags->count - 1],
			"jobs of salloc and srun have none; otherwise name the file itself");
		return false;
	}
	if (said != NULL && (at = strstr(said, whole)) != NULL && job->index != NULL) {
		diags_fail(diags, "Q05", NULL,
			"'%s' is an array, of which each job has its own output", job->id);
		diag_hint(&diags->items[diags->count - 1], "name one of them: %lld_%.*s",
			(long long)job->array, (int)strspn(job->index, "0123456789"), job->index);
		return false;
	}
	if (said != NULL)
		slurm_log_expand(job, said, &name);
	else if (job->array >= 0 && job->index != NULL)
		text_append_format(&name, "slurm-%lld_%s.out", (long long)job->array, job->index);
	else
		text_append_format(&name, "slurm-%lld.out", (long long)job->number);
	if (text_string(&name)[0] != '/' && job->folder != NULL) {
		char *joined = path_join(job->folder, text_string(&name));
		text_append(path, joined);
		free(joined);
	} else {
		text_append(path, text_string(&name));
	}
	text_release(&name);
	return true;
}

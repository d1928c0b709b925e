#include "job/script_parts.h"
#include "base/units.h"
#include "base/words.h"

static void add(struct strings *options, const char *name, const char *value)
{
	if (value != NULL)
		strings_add_format(options, "--%s=%s", name, value);
}

static void add_number(struct strings *options, const char *name, uint64_t value)
{
	if (value > 0)
		strings_add_format(options, "--%s=%llu", name, (unsigned long long)value);
}

static void add_size(struct strings *options, const char *name, uint64_t bytes)
{
	struct text size = TEXT_INIT;

	if (bytes == 0)
		return;
	text_append_slurm_size(&size, bytes);
	add(options, name, text_string(&size));
	text_release(&size);
}

static void add_time(struct strings *options, int64_t seconds)
{
	struct text time = TEXT_INIT;

	if (seconds <= 0)
		return;
	text_append_duration(&time, seconds);
	add(options, "time", text_string(&time));
	text_release(&time);
}

/* What the nodes are asked for. */
static void add_resources(const struct job *job, struct strings *options)
{
	const struct job_wish *wish = job->wish;

	add(options, "account", wish->account);
	add(options, "partition", job->partition->record.name);
	add_number(options, "nodes", (uint64_t)job->nodes);
	add_number(options, "ntasks-per-node", job->tasks_per_node);
	if (job->tasks_per_node == 0)
		add_number(options, "ntasks", 1);
	add_number(options, "cpus-per-task", job->cpus_per_task);
	if (wish->both_threads)
		add(options, "hint", "multithread");
	add_number(options, "gpus-per-node", job->gpus_per_node);
	if (wish->exclusive && job->partition->allocation == ALLOCATION_RESOURCE)
		strings_add(options, "--exclusive");
	add_size(options, "mem", job->memory);
	add_size(options, "mem-per-gpu", job->memory_per_gpu);
	add_time(options, wish->time);
}

/* What only a job in the queue has. */
static void add_batch(const struct job *job, struct strings *options)
{
	const struct job_wish *wish = job->wish;

	add(options, "array", wish->array);
	add(options, "dependency", wish->dependency);
	add(options, "signal", wish->signal);
	if (wish->open_mode != OPEN_MODE_DEFAULT)
		add(options, "open-mode", job_open_mode_names[wish->open_mode]);
	if (wish->no_requeue)
		strings_add(options, "--no-requeue");
	if (job->site->slurm.sends_mail) {
		add(options, "mail-type", wish->mail_type);
		add(options, "mail-user", wish->mail_user);
	}
	if (wish->output != NULL)
		add(options, "output", wish->output);
	else
		add(options, "output", wish->array != NULL ? "%x-%A_%a.out" : "%x-%j.out");
}

void script_header_options(const struct job *job, bool session, struct strings *options)
{
	add(options, "job-name", job->wish->name != NULL ? job->wish->name : job->name);
	add_resources(job, options);
	if (!session)
		add_batch(job, options);
}

/* An option as sbatch reads its header lines: in quotes of either kind a backslash still takes the
 * next character as it is, and nothing is expanded. limits_header() has refused line breaks. */
static void append_line(struct text *text, const char *option)
{
	size_t name = strcspn(option, "=");

	text_append(text, "#SBATCH ");
	if (shell_word_is_plain(option)) {
		text_append(text, option);
	} else {
		text_append_bytes(text, option, name + 1);
		text_append_char(text, '"');
		for (const char *p = option + name + 1; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				text_append_char(text, '\\');
			text_append_char(text, *p);
		}
		text_append_char(text, '"');
	}
	text_append_char(text, '\n');
}

void script_append_header(const struct job *job, struct text *text)
{
	struct strings options = {0};
	size_t first;

	script_header_options(job, false, &options);
	first = options.count;
	if (job->het != NULL)
		add_resources(job->het, &options);
	for (size_t i = 0; i < options.count; i++) {
		if (i == first)
			text_append(text, "#SBATCH hetjob\n");
		append_line(text, options.items[i]);
	}
	strings_release(&options);
}

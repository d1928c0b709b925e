#include "check/rules_slurm_parts.h"

#include "base/units.h"
#include "job/limits.h"

/* What the partition and its nodes can give. What `berth job script` refuses, job/limits.h says here
 * as well, in the same words. */

/* The header as a job for limits_*(); false when there is no partition to hold it against. */
static bool as_job(const struct check *check, struct job_wish *wish, struct job *job)
{
	const struct script *script = check->script;

	if (!is_job(check) || script->partition == NULL || script->type == NULL)
		return false;
	*wish = (struct job_wish){.partition = script->partition->record.name,
		.both_threads = script->both_threads};
	*job = (struct job){
		.site = check->site,
		.wish = wish,
		.partition = script->partition,
		.type = script->type,
		.nodes = script->nodes.known ? script->nodes.value : 1,
	};
	return true;
}

/* Hands on what was said about a job, at the option that it is about. */
static struct finding *take_over(struct check *check, struct diags *diags, struct shell_span span)
{
	struct finding *finding = NULL;

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->items[i];
		if (!string_equal(diag->id, check->rule->id))
			continue;
		finding = check_find_as(check, diag->severity, span, "%s", diag->message);
		if (diag->hint != NULL)
			finding_hint(finding, "%s", diag->hint);
	}
	diags_release(diags);
	return finding;
}

void rule_no_partition(struct check *check)
{
	if (!is_job(check) || script_header(check->script, "partition") != NULL ||
		check->site->slurm.default_partition != NULL)
		return;
	finding_hint(check_find_as(check,
			     check->script->header.count > 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
			     first_line(check), "no --partition, and %s has no default one",
			     check->site->name),
		"add #SBATCH --partition=NAME; 'berth site show' lists them");
}

static bool is_placeholder(const char *value)
{
	return strpbrk(value, "<>$") != NULL || strstr(value, "XX") != NULL ||
	       strstr(value, "xx") != NULL;
}

void rule_unknown_partition(struct check *check)
{
	const struct script_option *option = script_header(check->script, "partition");
	struct strings names = {0};

	if (!is_job(check) || option == NULL || option->value.bytes == NULL ||
		is_placeholder(option->value.bytes))
		return;
	strings_split(&names, option->value.bytes, ',');
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i], *near;
		struct finding *finding;
		if (*name == '\0' || site_partition(check->site, name) != NULL)
			continue;
		near = site_nearest(&check->site->partitions, sizeof(struct site_partition), name);
		finding = check_find(check, option->value_span, "%s has no partition '%s'",
			check->site->name, name);
		if (near != NULL)
			finding_hint(finding, "did you mean '%s'?", near);
		else
			finding_hint(finding, "'berth site show' lists them");
	}
	strings_release(&names);
}

void rule_account(struct check *check)
{
	const struct script_option *option = script_header(check->script, "account");
	struct job_wish wish;
	struct job job = {.site = check->site, .wish = &wish};
	struct diags diags = {0};

	if (!is_job(check) || !check->site->slurm.requires_account)
		return;
	if (option == NULL) {
		finding_hint(check_find_as(check, SEVERITY_NOTE, first_line(check),
				     "no --account: the job needs SBATCH_ACCOUNT, or the option of sbatch"),
			"name the project that pays, for example #SBATCH --account=%s",
			check->site->account.example != NULL ? check->site->account.example : "NAME");
		return;
	}
	if (option->value.bytes == NULL)
		return;
	if (is_placeholder(option->value.bytes)) {
		finding_hint(check_find_as(check, SEVERITY_NOTE, option->value_span,
				     "'%s' is no project yet", option->value.bytes),
			"put your own in, for example %s",
			check->site->account.example != NULL ? check->site->account.example : "NAME");
		return;
	}
	wish = (struct job_wish){.account = option->value.bytes};
	limits_account(&job, &diags);
	take_over(check, &diags, option->value_span);
}

void rule_time(struct check *check)
{
	const struct script_option *option = script_header(check->script, "time");
	struct job_wish wish;
	struct job job;
	struct diags diags = {0};
	struct finding *finding;

	if (option == NULL || option->value.bytes == NULL || !as_job(check, &wish, &job) ||
		!duration_parse(option->value.bytes, &wish.time) || wish.time <= 0)
		return;
	limits_time(&job, &diags);
	finding = take_over(check, &diags, option->value_span);
	if (finding != NULL) {
		struct text limit = TEXT_INIT;
		text_append_duration(&limit, site_max_time(job.partition, job.nodes));
		finding_fix(finding, option->value_span, "%s", text_string(&limit));
		text_release(&limit);
	}
}

void rule_no_time(struct check *check)
{
	if (is_job(check) && script_header(check->script, "time") == NULL &&
		script_header(check->script, "partition") != NULL)
		finding_hint(check_find(check, first_line(check),
				     "no time limit asked: the partition's default applies"),
			"say how long the job may run, for example #SBATCH --time=2:00:00");
}

void rule_restricted(struct check *check)
{
	const struct site_partition *partition = check->script->partition;
	const struct script_option *option = script_header(check->script, "partition");

	if (is_job(check) && partition != NULL && partition->restricted && option != NULL)
		finding_hint(check_find(check, option->value_span, "'%s' is not open to every user",
				     partition->record.name),
			"%s", partition->purpose != NULL ? partition->purpose : "ask the support team");
}

void rule_nodes(struct check *check)
{
	const struct script *script = check->script;
	struct job_wish wish;
	struct job job;
	struct diags diags = {0};

	if (!script->nodes.known || script->nodes.option == NULL || !as_job(check, &wish, &job))
		return;
	limits_nodes(&job, &diags);
	take_over(check, &diags, script->nodes.option->value_span);
}

/* Tasks and cores of the header against the cores of a node; both sorts of node. */
static void check_cores(struct check *check)
{
	const struct script *script = check->script;
	struct job_wish wish;
	struct job job;
	struct diags diags = {0};
	int64_t tasks = 0, cores = 1;
	const struct script_option *option = script->cpus_per_task.option;

	if (!as_job(check, &wish, &job) || (script->cpus_per_task.asked && !script->cpus_per_task.known))
		return;
	if (script->cpus_per_task.known)
		cores = script->cpus_per_task.value;
	if (script->tasks_per_node.known)
		tasks = script->tasks_per_node.value;
	else if (script->tasks.known && script->nodes.known && script->nodes.value > 0)
		tasks = (script->tasks.value + script->nodes.value - 1) / script->nodes.value;
	else if (!script->tasks.asked && !script->tasks_per_node.asked)
		tasks = 1;
	/* With both given the one for the whole job counts. */
	if (script->tasks.known && script->tasks_per_node.known && script->nodes.known &&
		script->tasks.value <= script->nodes.value)
		tasks = 1;
	if (tasks < 1 || tasks > 1000000 || cores < 1 || cores > 1000000 ||
		script_header(script, "overcommit") != NULL)
		return;
	job.tasks_per_node = (unsigned)tasks;
	job.cpus_per_task = (unsigned)cores;
	limits_cores(&job, &diags);
	if (option == NULL)
		option = script->tasks_per_node.option != NULL ? script->tasks_per_node.option
							       : script->tasks.option;
	if (option != NULL)
		take_over(check, &diags, option->span);
	diags_release(&diags);
}

void rule_gpu_cores(struct check *check)
{
	check_cores(check);
}

void rule_cpu_cores(struct check *check)
{
	check_cores(check);
}

/* The type in "gpu:mi250:8", "mi250:8", or "gpu:mi250"; of length 0 without one. */
static const char *type_of_gpus(const char *value, size_t *length)
{
	if (string_starts(value, "gpu:"))
		value += 4;
	*length = strcspn(value, ":");
	if (string_equal(value, "gpu") || value[strspn(value, "0123456789")] == '\0')
		*length = 0;
	return value;
}

/* Slurm takes the name of a type literally. */
static bool is_other_type(struct check *check, const struct script_option *option)
{
	const struct site_node_type *type = check->script->type;
	size_t length, known_length;
	const char *name, *known;

	if (option == NULL || !option->known || option->value.bytes == NULL || type == NULL ||
		type->gres == NULL || strchr(option->value.bytes, ',') != NULL)
		return false;
	if (string_equal(slurm_option_key(option->option), "gres") &&
		!string_starts(option->value.bytes, "gpu:"))
		return false;
	name = type_of_gpus(option->value.bytes, &length);
	known = type_of_gpus(type->gres, &known_length);
	if (length == 0 || known_length == 0 ||
		(length == known_length && strncmp(name, known, length) == 0))
		return false;
	finding_hint(check_find(check, option->span, "'%s' has no GPUs of the type '%.*s'",
			     check->script->partition->record.name, (int)length, name),
		"they are '%.*s' to Slurm; without a type it is right as well", (int)known_length, known);
	return true;
}

void rule_gpus(struct check *check)
{
	static const char *const names[] = {"gres", "gpus", "gpus-per-node", "gpus-per-task"};
	const struct script *script = check->script;
	struct job_wish wish;
	struct job job;
	struct diags diags = {0};
	const struct script_option *option = script->gpus_here.option;

	for (size_t i = 0; is_job(check) && i < ARRAY_LENGTH(names); i++)
		if (is_other_type(check, script_header(script, names[i])))
			return;
	if (!script->uses_gpus || !as_job(check, &wish, &job))
		return;
	if (option == NULL)
		option = script_header(script, "gpus");
	if (option == NULL)
		option = script_header(script, "ntasks-per-gpu");
	if (option == NULL || (script->gpus_here.known && script->gpus_here.value == 0))
		return;
	wish.gpus_per_node = 1;
	/* Per task is another matter: G12. */
	if (script->gpus_here.known && script->gpus_here.value < 1000000 &&
		!string_equal(slurm_option_key(option->option), "gpus-per-task"))
		wish.gpus_per_node = (unsigned)script->gpus_here.value;
	limits_gpus(&job, &diags);
	take_over(check, &diags, option->span);
}

void rule_memory(struct check *check)
{
	const struct script_option *option = script_header(check->script, "mem");
	struct job_wish wish;
	struct job job;
	struct diags diags = {0};

	if (option == NULL || option->value.bytes == NULL || !as_job(check, &wish, &job) ||
		!size_parse(option->value.bytes, 1 << 20, &wish.memory))
		return;
	limits_memory(&job, &diags);
	take_over(check, &diags, option->value_span);
}

void rule_requeue(struct check *check)
{
	enum { LONG = 24 * 3600 };
	const struct script *script = check->script;
	const struct script_option *option = script_header(script, "time");
	int64_t time;

	if (!is_job(check) || option == NULL || option->value.bytes == NULL ||
		!duration_parse(option->value.bytes, &time) || time <= LONG ||
		script_header(script, "open-mode") != NULL || script_header(script, "requeue") != NULL ||
		script_header(script, "no-requeue") != NULL)
		return;
	finding_hint(check_find(check, option->span,
			     "when a node fails the job starts again and its output begins anew"),
		"add #SBATCH --open-mode=append, or --no-requeue");
}

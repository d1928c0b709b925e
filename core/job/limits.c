#include "job/limits.h"
#include "base/files.h"
#include "base/pattern.h"
#include "base/units.h"
#include "image/rocm.h"


static struct diag *complain(struct diags *diags, enum severity severity, const char *id,
	const char *field, const char *format, ...) PRINTF_LIKE(5, 6);

static struct diag *complain(struct diags *diags, enum severity severity, const char *id,
	const char *field, const char *format, ...)
{
	struct place place = {.field = field};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, severity, id, &place, format, args);
	va_end(args);
	return diag;
}

static void append_partition_names(const struct site *site, struct text *text)
{
	bool first = true;
	YAML_EACH(struct site_partition, partition, &site->partitions) {
		if (partition->restricted)
			continue;
		text_append(text, first ? "" : ", ");
		text_append(text, partition->record.name);
		first = false;
	}
}

bool limits_partition(struct job *job, struct diags *diags)
{
	const char *name = job->wish->partition != NULL ? job->wish->partition
							: job->site->slurm.default_partition;
	struct text names = TEXT_INIT;

	append_partition_names(job->site, &names);
	if (name == NULL) {
		struct diag *diag = complain(diags, SEVERITY_ERROR, "S02", "--partition",
			"no partition, and %s has no default one", job->site->name);
		diag_hint(diag, "name one of: %s", text_string(&names));
	} else if ((job->partition = site_partition(job->site, name)) == NULL) {
		const char *near = site_nearest(
			&job->site->partitions, sizeof(struct site_partition), name);
		struct diag *diag = complain(diags, SEVERITY_ERROR, "S03", "--partition",
			"%s has no partition '%s'", job->site->name, name);
		if (near != NULL)
			diag_hint(diag, "did you mean '%s'?", near);
		else
			diag_hint(diag, "there are: %s", text_string(&names));
	} else {
		job->type = site_node_type(job->site, job->partition->node_type);
		if (job->partition->restricted)
			diag_hint(complain(diags, SEVERITY_NOTE, "S40", "--partition",
					  "'%s' is not open to every user", name),
				"%s", job->partition->purpose != NULL ? job->partition->purpose
								      : "ask the support team");
	}
	text_release(&names);
	return job->type != NULL;
}

/* sbatch copies a value into a buffer of 8 KiB without looking at its length. */
enum { HEADER_VALUE_LIMIT = 4096 };

void limits_header(const struct job *job, struct diags *diags)
{
	const struct {
		const char *field, *value;
	} values[] = {
		{"--job-name", job->wish->name},
		{"--account", job->wish->account},
		{"--output", job->wish->output},
		{"--array", job->wish->array},
		{"--dependency", job->wish->dependency},
		{"--signal", job->wish->signal},
		{"--mail-type", job->wish->mail_type},
		{"--mail-user", job->wish->mail_user},
		{"--caches", job->wish->caches},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
		const char *p = values[i].value;
		while (p != NULL && (unsigned char)*p >= ' ' && *p != 0x7f)
			p++;
		if (p != NULL && *p != '\0')
			diag_hint(complain(diags, SEVERITY_ERROR, "S44", values[i].field,
					  "'%s' has a line break or another control character, which "
					  "no line of the header can hold",
					  values[i].value),
				"write it without");
		else if (p != NULL && p - values[i].value > HEADER_VALUE_LIMIT)
			diag_hint(complain(diags, SEVERITY_ERROR, "S44", values[i].field,
					  "a value of %zu bytes is too long for sbatch",
					  strlen(values[i].value)),
				"use %d bytes at most", HEADER_VALUE_LIMIT);
	}
}

static bool matches(const char *value, const char *pattern)
{
	regex_t regex;
	bool fine;

	if (pattern_compile(&regex, pattern) != 0)
		BUG("cannot compile '%s'", pattern);
	fine = regexec(&regex, value, 0, NULL, 0) == 0;
	regfree(&regex);
	return fine;
}

void limits_queue(const struct job *job, struct diags *diags)
{
	const struct {
		const char *field, *value, *pattern, *example;
	} values[] = {
		{"--array", job->wish->array,
			"^[0-9]{1,7}(-[0-9]{1,7}(:[0-9]{1,7})?)?"
			"(,[0-9]{1,7}(-[0-9]{1,7}(:[0-9]{1,7})?)?)*(%[0-9]{1,7})?$",
			"0-9, 1,5,7 or 0-99%4 for four at a time"},
		{"--dependency", job->wish->dependency,
			"^(singleton|(after|afterany|afterok|afternotok|aftercorr|afterburstbuffer)"
			"(:[0-9]+([_+][0-9]+)*)+)"
			"([,?](singleton|(after|afterany|afterok|afternotok|aftercorr|"
			"afterburstbuffer)(:[0-9]+([_+][0-9]+)*)+))*$",
			"afterok:4711, afterany:4711:4712 or singleton"},
		{"--signal", job->wish->signal,
			"^([BR]{1,2}:)?(SIG)?([A-Z]+[0-9]?|[0-9]{1,2})(@[0-9]{1,5})?$",
			"USR1@300 for the program, or B:TERM@60 for the script"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
		if (values[i].value != NULL && !matches(values[i].value, values[i].pattern))
			diag_hint(complain(diags, SEVERITY_ERROR, "S48", values[i].field,
					  "sbatch cannot read '%.100s'", values[i].value),
				"write for example %s", values[i].example);
}

void limits_account(const struct job *job, struct diags *diags)
{
	const struct site_account *rule = &job->site->account;
	const char *account = job->wish->account;
	regex_t regex;
	struct diag *diag;

	if (account == NULL) {
		if (!job->site->slurm.requires_account)
			return;
		diag = complain(diags, SEVERITY_ERROR, "S04", "--account",
			"no account: Slurm refuses a job without one");
		diag_hint(diag, "give your project, for example --account=%s",
			rule->example != NULL ? rule->example : "NAME");
		return;
	}
	if (rule->pattern == NULL ||
		pattern_compile(&regex, rule->pattern) != 0)
		return;
	if (regexec(&regex, account, 0, NULL, 0) != 0) {
		diag = complain(diags, SEVERITY_ERROR, "S04", "--account",
			"'%s' has not the form of a project's name", account);
		if (rule->example != NULL)
			diag_hint(diag, "a project looks like %s%s%s", rule->example,
				rule->hint != NULL ? "; " : "",
				rule->hint != NULL ? rule->hint : "");
	}
	regfree(&regex);
}

void limits_time(const struct job *job, struct diags *diags)
{
	int64_t limit = site_max_time(job->partition, job->nodes);
	struct text asked = TEXT_INIT, allowed = TEXT_INIT;

	if (job->wish->time == 0) {
		diag_hint(complain(diags, SEVERITY_NOTE, "S39", "--time",
				  "no time limit asked: the partition's default applies"),
			"say how long the job may run, for example --time=2:00:00");
	} else if (limit > 0 && job->wish->time > limit) {
		struct diag *diag;
		text_append_duration(&asked, job->wish->time);
		text_append_duration(&allowed, limit);
		diag = complain(diags, SEVERITY_ERROR, "S08", "--time",
			"%s is more than the %s that '%s' allows", text_string(&asked),
			text_string(&allowed), job->partition->record.name);
		diag_hint(diag, "ask for --time=%s, or cut the work in pieces that go on from a "
				"checkpoint",
			text_string(&allowed));
	}
	text_release(&asked);
	text_release(&allowed);
}

/* A partition with the same kind of nodes that takes so many, or NULL. */
static const struct site_partition *find_larger(const struct job *job, int64_t nodes)
{
	YAML_EACH(const struct site_partition, other, &job->site->partitions)
		if (!other->restricted && other->max_nodes >= nodes &&
			string_equal(other->node_type, job->partition->node_type))
			return other;
	return NULL;
}

void limits_nodes(const struct job *job, struct diags *diags)
{
	const struct site_partition *partition = job->partition, *larger;
	int64_t limit = partition->max_nodes > 0 ? partition->max_nodes : partition->nodes;
	struct diag *diag;

	if (limit <= 0 || job->nodes <= limit)
		return;
	diag = complain(diags, SEVERITY_ERROR, "S09", "--nodes",
		"%lld nodes are more than the %lld that a job may have in '%s'",
		(long long)job->nodes, (long long)limit, partition->record.name);
	larger = find_larger(job, job->nodes);
	if (larger != NULL)
		diag_hint(diag, "'%s' allows %lld nodes", larger->record.name,
			(long long)larger->max_nodes);
	else
		diag_hint(diag, "ask for %lld nodes at most", (long long)limit);
}

void limits_memory(const struct job *job, struct diags *diags)
{
	const struct yaml_integers *sizes = &job->type->memory_sizes;
	uint64_t most = sizes->count > 0 ? (uint64_t)sizes->items[sizes->count - 1] : 0;
	uint64_t least = sizes->count > 0 ? (uint64_t)sizes->items[0] : 0;
	struct text asked = TEXT_INIT, limit = TEXT_INIT;

	/* Partitions that give whole nodes have only the usual kind. */
	if (job->partition->allocation == ALLOCATION_NODE)
		most = least;
	text_append_slurm_size(&asked, job->wish->memory);
	if (most > 0 && job->wish->memory > most) {
		text_append_slurm_size(&limit, most);
		diag_hint(complain(diags, SEVERITY_ERROR, "S18", "--mem",
				  "%s is more than the %s that a node of '%s' can give",
				  text_string(&asked), text_string(&limit),
				  job->partition->record.name),
			"ask for --mem=%s at most; the rest is kept for the system",
			text_string(&limit));
	} else if (least > 0 && job->wish->memory > least) {
		text_append_slurm_size(&limit, least);
		diag_hint(complain(diags, SEVERITY_NOTE, "S18", "--mem",
				  "%s needs one of the few nodes of '%s' with much memory",
				  text_string(&asked), job->partition->record.name),
			"with --mem=%s any of its nodes will do", text_string(&limit));
	}
	text_release(&asked);
	text_release(&limit);
}

/* An unrestricted partition with GPUs, shared nodes first, or NULL. */
static const struct site_partition *find_gpu_partition(const struct site *site)
{
	const struct site_partition *found = NULL;
	YAML_EACH(const struct site_partition, other, &site->partitions) {
		const struct site_node_type *type = site_node_type(site, other->node_type);
		if (other->restricted || type == NULL || type->gcds == 0)
			continue;
		if (found == NULL || (found->allocation == ALLOCATION_NODE &&
					     other->allocation == ALLOCATION_RESOURCE))
			found = other;
	}
	return found;
}

void limits_gpus(const struct job *job, struct diags *diags)
{
	const struct job_wish *wish = job->wish;
	bool wants = wish->gpus_per_node > 0 || wish->gpus_per_task > 0 || wish->tasks_per_gpu > 0;
	struct diag *diag;

	if (job->type->gcds == 0 && wants) {
		const struct site_partition *other = find_gpu_partition(job->site);
		diag = complain(diags, SEVERITY_ERROR, "S12", "--partition",
			"'%s' has no GPUs", job->partition->record.name);
		if (other != NULL)
			diag_hint(diag, "take --partition=%s", other->record.name);
	} else if (wish->gpus_per_node > (unsigned)job->type->gcds) {
		diag = complain(diags, SEVERITY_ERROR, "S12", "--gpus-per-node",
			"%u GPUs are more than the %lld of a node", wish->gpus_per_node,
			(long long)job->type->gcds);
		diag_hint(diag, "one GPU for Slurm is one %s; ask for more nodes instead",
			site_die(job->type));
	}
}

void limits_cores(const struct job *job, struct diags *diags)
{
	struct mask usable = node_usable_cores(job->type);
	unsigned have = mask_count(&usable);
	unsigned tasks = job->tasks_per_node > 0 ? job->tasks_per_node : 1;
	unsigned cores = job->cpus_per_task > 0 ? job->cpus_per_task : 1;
	struct diag *diag;

	if (job->wish->both_threads)
		have *= (unsigned)job->type->threads_per_core;
	if (job->type->gcds > 0 && job->gpus_per_node > (unsigned)job->type->gcds &&
		job->wish->gpus_per_node == 0) {
		diag = complain(diags, SEVERITY_ERROR, "S12", "--ntasks-per-node",
			"%u tasks need %u GPUs, and a node has %lld", tasks, job->gpus_per_node,
			(long long)job->type->gcds);
		diag_hint(diag, "let tasks share a GPU with --tasks-per-gpu, or take more nodes");
		return;
	}
	if ((uint64_t)tasks * cores <= have)
		return;
	diag = complain(diags, SEVERITY_ERROR, job->type->gcds > 0 ? "S10" : "S11", "--cores",
		"%u tasks with %u cores each do not fit on the %u usable %s of a node", tasks, cores,
		have, job->wish->both_threads ? "hardware threads" : "cores");
	if (tasks <= have)
		diag_hint(diag, "with %u tasks a node gives %u to each", tasks, have / tasks);
	else
		diag_hint(diag, "at most %u tasks fit on a node", have);
	if (job->type->reserved_cores.count > 0)
		diag_hint(diag, "%s; %zu of its %lld cores are reserved for the system", diag->hint,
			job->type->reserved_cores.count, (long long)job->type->cores);
}

static void check_rocm(const struct job *job, struct diags *diags)
{
	struct rocm rocm = rocm_judge(job->site, job->image, job->image->facts);
	struct text statement = TEXT_INIT, advice = TEXT_INIT;

	if (job->type->gcds == 0 || rocm.fit == ROCM_UNKNOWN || rocm.fit == ROCM_FITS)
		return;
	rocm_append_statement(job->site, &rocm, &statement);
	rocm_append_advice(job->site, &rocm, &advice);
	diag_hint(complain(diags, rocm.severity, "C14", "--image", "%s", text_string(&statement)),
		"%s", text_string(&advice));
	text_release(&statement);
	text_release(&advice);
}

/* Whether somebody has said what the image needs, besides the recipe. */
static bool has_own_binds(const struct job *job)
{
	if (job->binds != NULL)
		vector_each (const struct bind, bind, job->binds)
			if (!string_starts(bind->origin, "recipe "))
				return true;
	return false;
}

/* On one node the host's network is not needed. */
static void check_kind(const struct job *job, struct diags *diags)
{
	const struct site_recipe *recipe = job->recipe;

	if (job->nodes < 2 || recipe == NULL || recipe->family != NULL || recipe->when.count > 0 ||
		has_own_binds(job))
		return;
	diag_hint(complain(diags, SEVERITY_NOTE, "C30", "--image",
			  "the name '%s' does not tell what the image needs of the host, and there are "
			  "several nodes",
			  path_base(job->image->path)),
		"keep the name of an image that you copy, or say what it needs by --preset ('berth bind "
		"show' lists them)");
}

void limits_image(const struct job *job, struct diags *diags)
{
	if (job->image == NULL)
		return;
	check_rocm(job, diags);
	check_kind(job, diags);
	if (job->recipe != NULL && job->recipe->warning != NULL)
		complain(diags, SEVERITY_WARNING, "C29", "--image", "%s", job->recipe->warning);
}

bool limits_value(const struct site *site, const struct wish_field *field, const char *value,
	struct diags *diags)
{
	struct job_wish wish = {0};
	const struct job job = {.site = site, .wish = &wish};
	size_t before = diags_count(diags, SEVERITY_ERROR);

	if (field->kind != WISH_STRING || !wish_read(&wish, field, value, field->name, diags))
		return diags_count(diags, SEVERITY_ERROR) == before;
	limits_header(&job, diags);
	limits_queue(&job, diags);
	if (wish.account != NULL)
		limits_account(&job, diags);
	return diags_count(diags, SEVERITY_ERROR) == before;
}

#include "job/job.h"
#include "base/files.h"
#include "base/similar.h"
#include "base/version.h"
#include "job/launcher.h"
#include "job/limits.h"
#include "job/program.h"
#include "job/wish.h"

const char *const job_mechanism_names[] = {
	[MECHANISM_WRAPPER] = "wrapper",
	[MECHANISM_GPU_BIND] = "gpu-bind",
	[MECHANISM_AUTO] = "auto",
	NULL,
};

static unsigned or_default(unsigned asked, unsigned otherwise)
{
	return asked > 0 ? asked : otherwise;
}

static bool fail_strategy(const struct site_node_type *type, const char *name, struct diags *diags)
{
	const char *near = site_nearest(&type->strategies, sizeof(struct site_strategy), name);
	struct text names = TEXT_INIT;

	diags_fail(diags, "S41", "--strategy", "nodes of type '%s' have no strategy '%s'",
		type->record.name, name);
	YAML_EACH(struct site_strategy, strategy, &type->strategies) {
		text_append(&names, strategy->record.name);
		text_append(&names, ", ");
	}
	text_append(&names, "custom (with --order)");
	if (near != NULL)
		diag_hint(&diags->items[diags->count - 1], "did you mean '%s'?", near);
	else
		diag_hint(&diags->items[diags->count - 1], "there are: %s", text_string(&names));
	text_release(&names);
	return false;
}

bool job_assign(const struct site_node_type *type, const struct job_wish *wish,
	struct assignment *assignment, struct diags *diags)
{
	struct assign_wish assign_wish = {
		.type = type,
		.order = wish->order,
		.order_count = wish->order_count,
		.cores = wish->cores,
		.gcds_per_task = wish->gpus_per_task,
		.tasks_per_gcd = wish->tasks_per_gpu,
		.tasks = wish->tasks_per_node,
		.both_threads = wish->both_threads,
	};

	if (wish->strategy != NULL && !string_equal(wish->strategy, "custom")) {
		const struct site_strategy *strategy = site_strategy(type, wish->strategy);
		if (strategy == NULL)
			return fail_strategy(type, wish->strategy, diags);
		if (wish->order_count > 0)
			return diags_fail(diags, "S42", "--order",
				"an order goes with --strategy custom, not with '%s'",
				wish->strategy);
		assign_wish.order = strategy->order.items;
		assign_wish.order_count = strategy->order.count;
	} else if (wish->order_count == 0) {
		return diags_fail(diags, "S42", "--order",
			"the custom strategy needs an order, for example --order 4,5,2,3");
	}
	return assign(&assign_wish, assignment, diags);
}

/* The strategy that a node type's tasks follow when none is named: its first. */
static const char *default_strategy(const struct site_node_type *type)
{
	const struct site_strategy *first = type->strategies.items;
	return type->strategies.count > 0 ? first->record.name : NULL;
}

static enum job_launcher choose_launcher(const struct job *job)
{
	const struct job_wish *wish = job->wish;

	if (wish->launcher != LAUNCH_DEFAULT)
		return (enum job_launcher)wish->launcher;
	if (job->type->gcds > 0 || wish->strategy != NULL || wish->order_count > 0 ||
		wish->tasks_per_node > 0)
		return LAUNCH_RANKS;
	return LAUNCH_SINGLE;
}

static bool asks_for_order(const struct job *job)
{
	return job->wish->strategy != NULL || job->wish->order_count > 0;
}

static bool starts_ranks(const struct job *job)
{
	return job->how->shape == SHAPE_RANKS;
}

/* The map needs a Slurm that lets the tasks of a node share its GPUs. */
static bool knows_gpu_map(const struct site *site)
{
	const char *since = site->slurm.gpu_bind_map_since, *version = site->slurm.version;

	return site->slurm.gpu_bind_map &&
	       (since == NULL || version == NULL || version_compare(version, since, NULL) >= 0);
}

static enum job_mechanism choose_mechanism(const struct job *job)
{
	enum job_mechanism asked = (enum job_mechanism)job->wish->mechanism;
	bool map = asked == MECHANISM_GPU_BIND ||
		   (asked == MECHANISM_AUTO && knows_gpu_map(job->site) && !job->how->prepares);

	return map && job->has_masks ? MECHANISM_GPU_BIND : MECHANISM_WRAPPER;
}

/* Cores that go with so many GCDs on a shared node: each GCD's fair share of the usable ones. */
static unsigned cores_of_gpus(const struct job *job, unsigned gpus)
{
	struct mask usable = node_usable_cores(job->type);
	return job->type->gcds > 0 ? mask_count(&usable) / (unsigned)job->type->gcds * gpus : 0;
}

static unsigned usable_cores(const struct job *job)
{
	struct mask usable = node_usable_cores(job->type);
	return mask_count(&usable);
}

/* Ranks with masks on whole nodes. */
static bool layout_masks(struct job *job, struct diags *diags)
{
	struct job_wish wish = *job->wish;
	unsigned k = or_default(wish.gpus_per_task, 1), t = or_default(wish.tasks_per_gpu, 1);

	if (wish.strategy == NULL && wish.order_count == 0)
		wish.strategy = default_strategy(job->type);
	if (wish.tasks_per_node == 0 && wish.gpus_per_node > 0)
		wish.tasks_per_node = wish.gpus_per_node / k * t;
	if (!job_assign(job->type, &wish, &job->assignment, diags))
		return false;
	job->has_masks = true;
	job->tasks_per_node = (unsigned)job->assignment.count;
	/* All of them, also when fewer are used: the numbers of the GCDs then are the node's. */
	job->gpus_per_node = (unsigned)job->type->gcds;
	return true;
}

/* Ranks without masks: shared nodes, and CPU nodes without a strategy. */
static void layout_plain_ranks(struct job *job)
{
	const struct job_wish *wish = job->wish;
	unsigned k = or_default(wish->gpus_per_task, 1), t = or_default(wish->tasks_per_gpu, 1);

	if (job->type->gcds > 0) {
		unsigned gpus = wish->tasks_per_node > 0 ? (wish->tasks_per_node * k + t - 1) / t : k;
		job->gpus_per_node = or_default(wish->gpus_per_node, gpus);
		job->tasks_per_node = or_default(wish->tasks_per_node, job->gpus_per_node / k * t);
		job->cpus_per_task = cores_of_gpus(job, job->gpus_per_node) /
				     or_default(job->tasks_per_node, 1);
	} else if (job->whole_node) {
		job->tasks_per_node = or_default(wish->tasks_per_node, usable_cores(job));
		job->cpus_per_task = usable_cores(job) / job->tasks_per_node;
	} else {
		job->tasks_per_node = or_default(wish->tasks_per_node, 1);
		job->cpus_per_task = 1;
	}
}

/* One task on each node (torchrun) or one in all. */
static void layout_single_task(struct job *job)
{
	job->tasks_per_node = job->how->shape == SHAPE_NODES ? 1 : 0;
	if (job->type->gcds > 0) {
		unsigned all = job->whole_node ? (unsigned)job->type->gcds : 1;
		job->gpus_per_node = or_default(job->wish->gpus_per_node, all);
	}
	if (job->whole_node)
		job->cpus_per_task = usable_cores(job);
	else
		job->cpus_per_task = or_default(cores_of_gpus(job, job->gpus_per_node), 1);
}

static void choose_memory(struct job *job)
{
	const struct yaml_integers *sizes = &job->type->memory_sizes;

	job->memory = job->wish->memory;
	if (job->memory > 0 || job->partition->allocation == ALLOCATION_NODE)
		return;
	if (job->wish->exclusive && sizes->count > 0)
		job->memory = (uint64_t)sizes->items[0];
	else if (job->gpus_per_node > 0)
		job->memory_per_gpu = job->type->fair_memory_per_gcd;
}

static void explain_missing_masks(const struct job *job, struct diags *diags)
{
	struct place place = {.field = "--strategy"};

	if (job->has_masks || !starts_ranks(job) || (job->type->gcds == 0 && !asks_for_order(job)))
		return;
	if (default_strategy(job->type) == NULL) {
		diag_hint(diags_add(diags, SEVERITY_NOTE, "B05", &place,
				  "no CPU masks on '%s': where the GPUs of its nodes are wired is not "
				  "known",
				  job->partition->record.name),
			"nothing to do; Slurm gives the tasks their cores");
		return;
	}
	diag_hint(diags_add(diags, SEVERITY_NOTE, "B05", &place,
			  "no CPU masks on '%s': its nodes are shared, so which cores and %ss the "
			  "job gets is known only when it runs",
			  job->partition->record.name, site_die(job->type)),
		"with --exclusive the job has the node for itself and gets masks");
}

static bool layout(struct job *job, struct diags *diags)
{
	bool wants_masks;

	job->launcher = choose_launcher(job);
	job->how = launcher_of(job->launcher);
	if (job->how->shape == SHAPE_ONE)
		job->nodes = 1;
	wants_masks = job->whole_node && starts_ranks(job) &&
		      (asks_for_order(job) ||
			      (job->type->gcds > 0 && default_strategy(job->type) != NULL));
	if (wants_masks && !layout_masks(job, diags))
		return false;
	if (!wants_masks && starts_ranks(job))
		layout_plain_ranks(job);
	else if (!wants_masks)
		layout_single_task(job);
	if (!wants_masks && job->wish->cores > 0)
		job->cpus_per_task = job->wish->cores;
	if (job->wish->both_threads && job->cpus_per_task > 0)
		job->cpus_per_task *= (unsigned)job->type->threads_per_core;
	choose_memory(job);
	job->mechanism = choose_mechanism(job);
	program_take(job);
	return true;
}

/* What the job would get by itself, as memory of each node. */
static void spell_out_memory(struct job *job)
{
	const struct site_partition *partition = job->partition;
	const struct yaml_integers *sizes = &job->type->memory_sizes;
	uint64_t cores = (uint64_t)or_default(job->tasks_per_node, 1) *
			 or_default(job->cpus_per_task, job->assignment.cores);

	if (job->memory > 0)
		return;
	if (job->memory_per_gpu > 0)
		job->memory = job->memory_per_gpu * job->gpus_per_node;
	else if (partition->allocation == ALLOCATION_NODE && sizes->count > 0)
		job->memory = (uint64_t)sizes->items[0];
	else if (partition->default_memory > 0)
		job->memory = partition->default_memory;
	else
		job->memory = partition->default_memory_per_core * cores;
	job->memory_per_gpu = 0;
}

static bool is_told(const struct diags *diags, const struct diag *diag)
{
	for (size_t i = 0; i < diags->count; i++)
		if (string_equal(diags->items[i].message, diag->message))
			return true;
	return false;
}

/* Mistakes of the second part stand at its own options, where it has them; what both parts have in common
 * is told once. */
static void take_over(struct diags *diags, struct diags *second)
{
	vector_each (struct diag, diag, second) {
		const char *field = diag->field != NULL ? diag->field : "";
		char *own = xasprintf("het-%s", field + strspn(field, "-"));
		bool has_own = wish_field_find(own) != NULL;
		if (has_own) {
			free(diag->field);
			diag->field = xasprintf("--%s", own);
		}
		free(own);
		if (!has_own && is_told(diags, diag))
			continue;
		vector_push(diags, *diag);
		*diag = (struct diag){0};
	}
	diags_release(second);
}

/* The second part: the same image and binds, on nodes of another kind. */
static bool layout_second(struct job *job, struct diags *diags)
{
	struct diags second = {0};
	bool fine;

	job->het = xcalloc(1, sizeof *job->het);
	program_wish_second(job->wish, &job->het_wish);
	fine = job_layout(
		job->site, &job->het_wish, job->image, job->binds, job->het, &second);
	take_over(diags, &second);
	job->het_part = job->het->het_part = true;
	if (fine) {
		/* srun stops when one part has memory for each node and the other for each core. */
		spell_out_memory(job);
		spell_out_memory(job->het);
	}
	return fine;
}

bool job_layout(const struct site *site, const struct job_wish *wish, const struct image *image,
	const struct bind_set *binds, struct job *job, struct diags *diags)
{
	size_t errors = diags_count(diags, SEVERITY_ERROR);
	bool fine;

	*job = (struct job){.site = site, .wish = wish, .image = image, .binds = binds};
	job->nodes = wish->nodes > 0 ? wish->nodes : 1;
	job->recipe = image != NULL ? image_recipe(site, image) : NULL;
	limits_header(job, diags);
	limits_queue(job, diags);
	limits_account(job, diags);
	fine = program_check(job, diags);
	if (!limits_partition(job, diags))
		return false;
	job->whole_node = job->partition->allocation == ALLOCATION_NODE || wish->exclusive;
	limits_time(job, diags);
	limits_nodes(job, diags);
	limits_memory(job, diags);
	limits_gpus(job, diags);
	limits_image(job, diags);
	if (!fine || !layout(job, diags))
		return false;
	limits_cores(job, diags);
	layout_check(job, diags);
	if (wish->het_partition != NULL && !layout_second(job, diags))
		return false;
	if (diags_count(diags, SEVERITY_ERROR) > errors)
		return false;
	explain_missing_masks(job, diags);
	return true;
}

void job_release(struct job *job)
{
	if (job->het != NULL)
		job_release(job->het);
	free(job->het);
	job->het = NULL;
	free(job->program);
	job->program = NULL;
	assignment_release(&job->assignment);
}

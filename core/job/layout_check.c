#include "job/launcher.h"
#include "base/version.h"
#include "job/limits.h"

static struct diag *refuse(struct diags *diags, const char *field, const char *format, ...)
	PRINTF_LIKE(3, 4);

static struct diag *refuse(struct diags *diags, const char *field, const char *format, ...)
{
	struct place place = {.field = field};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, SEVERITY_ERROR, "S42", &place, format, args);
	va_end(args);
	return diag;
}

static void check_launcher(const struct job *job, struct diags *diags)
{
	struct place strategy = {.field = "--strategy"}, nodes = {.field = "--nodes"};
	const char *name = job_launcher_names[job->launcher];
	bool order = job->wish->strategy != NULL || job->wish->order_count > 0;

	if (job->how->needs_gpus && job->type->gcds == 0)
		diag_hint(refuse(diags, "--launcher", "%s is for GPUs, and '%s' has none", name,
				  job->partition->record.name),
			"take a partition with GPUs, or --launcher ranks");
	if (job->how->shape != SHAPE_RANKS && order)
		diags_add(diags, SEVERITY_WARNING, "S42", &strategy,
			"the strategy has no effect: %s starts one task on a node", name);
	if (job->how->shape == SHAPE_ONE && job->wish->nodes > 1)
		diag_hint(diags_add(diags, SEVERITY_WARNING, "S42", &nodes,
				  "one task runs on one node, and the script asks for no more than that "
				  "instead of %lld",
				  (long long)job->wish->nodes),
			"take another --launcher to use all of them");
}

static void check_mechanism(const struct job *job, struct diags *diags)
{
	const struct site_slurm *slurm = &job->site->slurm;
	struct place mechanism = {.field = "--mechanism"};
	bool old = slurm->gpu_bind_map_since != NULL && slurm->version != NULL &&
		   version_compare(slurm->version, slurm->gpu_bind_map_since, NULL) < 0;

	if (job->wish->mechanism != MECHANISM_GPU_BIND)
		return;
	if (!slurm->gpu_bind_map || old)
		diag_hint(refuse(diags, "--mechanism",
				  "the Slurm of %s (%s) cannot bind GPUs to tasks by a map",
				  job->site->name,
				  slurm->version != NULL ? slurm->version : "unknown version"),
			"leave --mechanism out; the wrapper does it with every Slurm");
	else if (job->how->prepares)
		diag_hint(refuse(diags, "--mechanism", "%s chooses the GPU of each rank itself",
				  job_launcher_names[job->launcher]),
			"leave --mechanism out");
	else if (!job->has_masks)
		diags_add(diags, SEVERITY_NOTE, "S42", &mechanism,
			"GPUs are bound by a map only together with masks; the wrapper does it here");
}

static void check_workers(const struct job *job, struct diags *diags)
{
	struct place place = {.field = "--launcher"};
	bool binds = job->launcher == LAUNCH_TORCHRUN && job_binds_workers(job);

	if (job->how->workers == NULL || job->gpus_per_node < 2 || binds)
		return;
	diag_hint(diags_add(diags, SEVERITY_WARNING, "B11", &place,
			  "the %u workers of %s share all %u cores: only torchrun of PyTorch 2.9 and "
			  "newer can bind them",
			  job->gpus_per_node, job->how->workers, job->cpus_per_task),
		"use --launcher ranks, which binds each to the cores of its GPU");
}

bool job_binds_workers(const struct job *job)
{
	const struct image_name *name = job->image != NULL ? &job->image->name : NULL;
	return name != NULL && name->framework != NULL && name->version != NULL &&
	       string_equal(name->framework, "pytorch") && strlen(name->version) < 8 &&
	       version_compare(name->version, "2.9", NULL) >= 0;
}

/* The strategy in which rank n has GPU n; "custom" when the site has none. */
static const char *linear_strategy(const struct site_node_type *type)
{
	YAML_EACH (const struct site_strategy, strategy, &type->strategies) {
		bool linear = true;
		for (size_t i = 0; i < strategy->order.count; i++)
			linear = linear && strategy->order.items[i] == (int64_t)i;
		if (linear)
			return strategy->record.name;
	}
	return "custom";
}

/* What the container's own script can do: a rank for each GCD, in the GCDs' order. */
static void check_runscript(const struct job *job, struct diags *diags)
{
	const char *name = job_launcher_names[job->launcher];

	if (job->launcher != LAUNCH_RUNSCRIPT)
		return;
	if (job->wish->container != CONTAINER_MODULE ||
		job->site->container_module.runscript == NULL)
		diag_hint(refuse(diags, "--launcher", "%s needs the script of a container's module",
				  name),
			"add --container module and --module NAME/VERSION, or take --launcher ranks");
	else if (job->assignment.gcds_per_task > 1 || job->assignment.tasks_per_gcd > 1 ||
		 job->wish->gpus_per_task > 1 || job->wish->tasks_per_gpu > 1 ||
		 (job->has_masks && !assignment_is_linear(&job->assignment)))
		diag_hint(refuse(diags, "--launcher",
				  "%s gives rank n the %s n, which is not what was asked for",
				  job->site->container_module.runscript, site_die(job->type)),
			"take --strategy %s with one %s for each task, or --launcher ranks",
			linear_strategy(job->type), site_die(job->type));
}

static void check_container(const struct job *job, struct diags *diags)
{
	const struct job_wish *wish = job->wish;
	bool module = wish->modules != NULL && wish->modules[0] != NULL;

	if (wish->container == CONTAINER_MODULE && job->site->container_module.variable == NULL)
		refuse(diags, "--container", "%s has no modules that bring containers",
			job->site->name);
	else if (wish->container == CONTAINER_MODULE && !module)
		diag_hint(refuse(diags, "--container", "no module to load"),
			"name it with --module, for example --module %s",
			job->site->container_module.example != NULL
				? job->site->container_module.example
				: "NAME/VERSION");
	else if (wish->container == CONTAINER_BINDINGS && job->image == NULL)
		diag_hint(refuse(diags, "--container", "no image"), "name it with --image");
	else if (wish->container == CONTAINER_BINDINGS &&
		 (job->recipe == NULL || job->recipe->bindings_module == NULL))
		diag_hint(refuse(diags, "--container",
				  "no module of %s sets the binds of this image", job->site->name),
			"leave --container out; the script then has the binds itself");
	if (wish->overlay != NULL && job->site->overlay.mount == NULL)
		refuse(diags, "--overlay", "%s does not say where an overlay is mounted",
			job->site->name);
	else if (wish->overlay != NULL && job->image == NULL && wish->container != CONTAINER_MODULE)
		diag_hint(refuse(diags, "--overlay", "no image to lay it over"),
			"name one with --image");
}

static void check_second(const struct job *job, struct diags *diags)
{
	const struct job_wish *wish = job->wish;

	if (wish->het_partition != NULL && wish->array != NULL)
		refuse(diags, "--array", "Slurm has no arrays of jobs with two parts");
	if (wish->het_partition != NULL && job->how->append_start != NULL)
		refuse(diags, "--het-partition", "%s has no second part",
			job_launcher_names[job->launcher]);
	if (wish->het_partition == NULL &&
		(wish->het_nodes > 0 || wish->het_tasks_per_node > 0 || wish->het_cores > 0))
		diag_hint(refuse(diags, "--het-nodes", "there is no second part"),
			"name its partition with --het-partition");
}

static void check_mail(const struct job *job, struct diags *diags)
{
	struct place place = {.field = "--mail-type"};

	if (job->site->slurm.sends_mail ||
		(job->wish->mail_type == NULL && job->wish->mail_user == NULL))
		return;
	diag_hint(diags_add(diags, SEVERITY_NOTE, "S24", &place,
			  "%s sends no mail; the script asks for none", job->site->name),
		"look at the queue instead, or let the job write a file when it ends");
}

void layout_check(const struct job *job, struct diags *diags)
{
	check_launcher(job, diags);
	check_mechanism(job, diags);
	check_workers(job, diags);
	check_runscript(job, diags);
	check_container(job, diags);
	check_second(job, diags);
	check_mail(job, diags);
}

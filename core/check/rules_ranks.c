#include "check/rules_ranks_parts.h"

#include "check/traps.h"

/* N: RCCL, MPI and the launchers. Here their variables. */

static const struct site_environment *variable_of(
	const struct yaml_records *environment, const char *name)
{
	YAML_EACH (const struct site_environment, variable, environment)
		if (string_equal(variable->record.name, name))
			return variable;
	return NULL;
}

/* Programs whose ranks surely talk by RCCL: Python with an image of a framework, and GPUs. */
static bool talks_rccl(const struct check *check, const struct script_step *step)
{
	static const char *const frameworks[] = {"pytorch", "jax", "tensorflow"};
	const struct script *script = check->script;
	const char *framework =
		step->container != NULL ? step->container->image.image.name.framework : NULL;

	if (framework == NULL || !script->uses_gpus || script->type == NULL || script->type->gcds == 0 ||
		!step_runs_python(step))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(frameworks); i++)
		if (string_equal(framework, frameworks[i]))
			return true;
	return false;
}

static void rule_no_interface(struct check *check)
{
	static const char name[] = "NCCL_SOCKET_IFNAME";

	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct site_environment *variable;
		if (!step_is_spread(check, step) || !talks_rccl(check, step) ||
			step->container->image.recipe == NULL)
			continue;
		variable = variable_of(&step->container->image.recipe->environment, name);
		if (variable == NULL || variable->value == NULL || variable->when != WHEN_NODES ||
			!step_lacks(check, step, name) || !modules_are_known(check))
			continue;
		finding_hint(check_find(check, step_span(check, step),
				     "nothing tells %s which network to take between the %lld nodes, and with this "
				     "image it may take the wrong one, or hang",
				     site_communication(check->script->type), (long long)step->nodes.value),
			"export %s=%s before srun", name, variable->value);
	}
}

static void rule_harmful_variable(struct check *check)
{
	traps_look_at_steps(check);
}

/* Whether nothing in the value expands, so that it can be written anew. */
static bool is_literal(const struct shell_word *word)
{
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next)
		if (part->kind != PART_TEXT)
			return false;
	return true;
}

/* RCCL or NCCL; where no node is known, what reads the variable wherever it comes from. */
static const char *communication(const struct check *check)
{
	const struct site_gpu_kind *kind = check->site->gpu_kinds.items;

	if (check->script->type != NULL && check->script->type->gpu != NULL)
		return site_communication(check->script->type);
	return check->site->gpu_kinds.count > 0 && kind->communication != NULL ? kind->communication
									       : "NCCL";
}

static void rule_blanks_in_interfaces(struct check *check)
{
	static const char *const names[] = {"NCCL_SOCKET_IFNAME", "SINGULARITYENV_NCCL_SOCKET_IFNAME"};

	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next) {
			struct shell_text value;
			struct text tight = TEXT_INIT;
			if ((!string_equal(a->name, names[0]) && !string_equal(a->name, names[1])) || a->array ||
				a->value == NULL || !is_literal(a->value) ||
				!shell_word_text(&check->script->shell, a->value, &value) ||
				memchr(value.bytes, ',', value.length) == NULL)
				continue;
			for (size_t i = 0; i < value.length; i++)
				if (strchr(" \t\n", value.bytes[i]) == NULL)
					text_append_char(&tight, value.bytes[i]);
			if (tight.length < value.length) {
				struct finding *finding = check_find(check, a->value->span,
					"the list of networks has blanks in it, and %s finds none of that name",
					communication(check));
				finding_hint(finding, "write it without blanks");
				if (strspn(text_string(&tight), "abcdefghijklmnopqrstuvwxyz0123456789,") ==
					tight.length)
					finding_fix(finding, a->value->span, "%s", text_string(&tight));
			}
			text_release(&tight);
		}
}

static void rule_telling_variable(struct check *check)
{
	traps_look(check, TRAP_TELLS);
}

/* The Cray MPICH of the host stops when it is asked for GPUs that the program is not linked for;
 * that of an image does not know the variable. */
static void rule_gpu_mpi_elsewhere(struct check *check)
{
	static const char name[] = "MPICH_GPU_SUPPORT_ENABLED";
	const struct site_node_type *type = check->script->type;

	for (size_t i = 0; i < check->script->steps.count; i++) {
		const struct script_step *step = check->script->steps.items[i];
		const struct script_value *value = step_variable(check, step, name);
		const struct site_recipe *recipe =
			step->container != NULL ? step->container->image.recipe : NULL;
		if (!step->srun || value->state != VALUE_KNOWN || !value->exported ||
			!string_equal(value->text.bytes, "1") || value->span.end <= value->span.start)
			continue;
		if (recipe != NULL && recipe->mpi != NULL)
			finding_hint(check_find_as(check, SEVERITY_NOTE, value->span,
					     "the image brings its own MPI, which does not read %s", name),
				"leave it out; what this MPI needs for GPUs is set in the image");
		else if (type != NULL && type->gcds == 0)
			finding_hint(check_find(check, value->span,
					     "%s=1 on nodes without GPUs: programs that are not linked with the GPU "
					     "library of MPI stop at their start",
					     name),
				"leave it out for jobs on this partition");
		else
			continue;
		break;
	}
}

static void rule_outdated_variable(struct check *check)
{
	traps_look(check, TRAP_OUTDATED);
}

const struct rule rules_ranks[] = {
	{"N01", SEVERITY_WARNING, "several nodes, and RCCL is not told its network", rule_no_interface},
	{"N02", SEVERITY_ERROR, "a variable that breaks jobs with this image", rule_harmful_variable},
	{"N03", SEVERITY_WARNING, "blanks in the list of networks for RCCL", rule_blanks_in_interfaces},
	{"N04", SEVERITY_ERROR, "each node looks for the first rank on itself", rule_meeting_place},
	{"N05", SEVERITY_WARNING, "a fixed port on nodes that others use, too", rule_fixed_port},
	{"N06", SEVERITY_ERROR, "the rank is set in the batch script", rule_rank_of_batch},
	{"N07", SEVERITY_WARNING, "a variable that stays as it is written", rule_literal_variable},
	{"N08", SEVERITY_WARNING, "torchrun in each of several tasks", rule_workers_of_each_task},
	{"N09", SEVERITY_WARNING, "torchrun --standalone on several nodes", rule_standalone},
	{"N10", SEVERITY_WARNING, "a number of ranks or nodes that is not the job's", rule_wrong_number},
	{"N11", SEVERITY_NOTE, "more workers for data than cores", rule_loader_workers},
	{"N12", SEVERITY_NOTE, "a variable that makes the program tell its network",
		rule_telling_variable},
	{"N13", SEVERITY_WARNING, "MPI for GPUs where there are none", rule_gpu_mpi_elsewhere},
	{"N14", SEVERITY_NOTE, "a work-around of former times", rule_outdated_variable},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

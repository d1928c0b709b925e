#include "check/rules_slurm_parts.h"

#include "base/units.h"

/* GPUs and memory that a job does not ask for, or pays for and does not use. */

static bool on_gpu_nodes(const struct check *check)
{
	return is_job(check) && check->script->type != NULL && check->script->type->gcds > 0;
}

/* Whether any step asks for GPUs by itself, or may do so. */
static bool steps_ask_gpus(const struct script *script)
{
	static const char *const names[] = {"gpus", "gpus-per-node", "gpus-per-task", "gres",
		"gpus-per-socket", "ntasks-per-gpu", "tres-per-task"};

	for (size_t i = 0; i < script->steps.count; i++) {
		if (script->steps.items[i]->options_unknown)
			return true;
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++)
			if (script_step_option(script->steps.items[i], names[n]) != NULL)
				return true;
	}
	return false;
}

void rule_no_gpus(struct check *check)
{
	const struct script *script = check->script;
	const struct script_option *option = script_header(script, "partition");

	if (!on_gpu_nodes(check) || script->uses_gpus || script_header(script, "exclusive") != NULL ||
		script_header(script, "gres") != NULL || script_header(script, "tres-per-task") != NULL ||
		script->incomplete || option == NULL || steps_ask_gpus(script))
		return;
	finding_hint(check_find(check, option->span,
			     "'%s' has GPUs, but the job asks for none: its tasks will see none",
			     script->partition->record.name),
		"add #SBATCH --gpus-per-node=%lld, or as many as you need",
		(long long)script->type->gcds);
}

void rule_spread_gpus(struct check *check)
{
	const struct script *script = check->script;
	const struct script_option *option = script_header(script, "gpus");

	if (!is_job(check) || option == NULL || script->gpus_per_node.asked ||
		script_header(script, "ntasks-per-gpu") != NULL || !script->nodes.known ||
		script->nodes.value < 2)
		return;
	finding_hint(check_find(check, option->span,
			     "--gpus is a number for the whole job: its %lld nodes may get different "
			     "shares",
			     (long long)script->nodes.value),
		"say how many on each node: --gpus-per-node");
}

void rule_whole_node_unused(struct check *check)
{
	const struct script *script = check->script;
	const struct site_partition *partition = script->partition;

	if (!on_gpu_nodes(check) || partition->allocation != ALLOCATION_NODE ||
		!script->gpus_here.known || script->gpus_here.value < 1 ||
		script->gpus_here.value >= script->type->gcds || script->gpus_here.option == NULL)
		return;
	YAML_EACH (const struct site_partition, other, &check->site->partitions)
		if (other->allocation == ALLOCATION_RESOURCE && !other->restricted &&
			string_equal(other->node_type, partition->node_type)) {
			finding_hint(check_find(check, script->gpus_here.option->span,
					     "'%s' gives whole nodes: all %lld GPUs are billed, and %lld "
					     "asked for",
					     partition->record.name, (long long)script->type->gcds,
					     (long long)script->gpus_here.value),
				"on '%s' only what the job asks for is billed", other->record.name);
			return;
		}
}

static bool asks_memory(const struct script *script)
{
	return script_header(script, "mem") != NULL || script_header(script, "mem-per-cpu") != NULL ||
	       script_header(script, "mem-per-gpu") != NULL;
}

void rule_default_memory(struct check *check)
{
	const struct script *script = check->script;
	uint64_t fair, share;
	struct text size = TEXT_INIT, wanted = TEXT_INIT;

	if (!on_gpu_nodes(check) || script->partition->default_memory == 0 || asks_memory(script) ||
		script->exclusive || !script->gpus_here.known || script->gpus_here.value < 2 ||
		script->gpus_here.option == NULL)
		return;
	fair = script->type->fair_memory_per_gcd;
	share = fair * (uint64_t)script->gpus_here.value;
	if (fair == 0 || share <= script->partition->default_memory)
		return;
	text_append_slurm_size(&size, script->partition->default_memory);
	text_append_slurm_size(&wanted, fair);
	finding_hint(check_find(check, script->gpus_here.option->span,
			     "no memory asked for: on '%s' that means %s on each node, whatever the "
			     "number of GPUs",
			     script->partition->record.name, text_string(&size)),
		"add #SBATCH --mem-per-gpu=%s, which costs nothing extra", text_string(&wanted));
	text_release(&size);
	text_release(&wanted);
}

void rule_exclusive_memory(struct check *check)
{
	const struct script *script = check->script;
	const struct script_option *option = script_header(script, "exclusive");
	struct text size = TEXT_INIT;

	if (!is_job(check) || !script->exclusive || script->partition == NULL || script->type == NULL ||
		script->partition->allocation != ALLOCATION_RESOURCE || asks_memory(script) ||
		script->type->memory_sizes.count == 0 ||
		(script->partition->default_memory == 0 &&
			script->partition->default_memory_per_core == 0))
		return;
	text_append_slurm_size(&size, (uint64_t)script->type->memory_sizes.items[0]);
	finding_hint(check_find(check, option->span,
			     "--exclusive gives all cores of a node on '%s', but not all its memory",
			     script->partition->record.name),
		"add #SBATCH --mem=%s", text_string(&size));
	text_release(&size);
}

void rule_memory_per_gpu(struct check *check)
{
	const struct script_option *option = script_header(check->script, "mem-per-gpu");

	if (is_job(check) && option != NULL && !check->script->uses_gpus &&
		!steps_ask_gpus(check->script))
		finding_hint(check_find(check, option->span,
				     "--mem-per-gpu means nothing: the job asks for no GPU"),
			"ask for GPUs with --gpus-per-node, or for memory with --mem");
}

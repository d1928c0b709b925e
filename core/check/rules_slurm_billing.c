#include "check/rules_slurm_parts.h"

#include "base/units.h"

/* What a job on shared nodes pays for: the largest of its shares of cores, memory and GPUs. */

/* Cores of the job on each node; 0: not known. */
static int64_t cores_of_node(const struct script *script)
{
	int64_t tasks = script->tasks_per_node.known ? script->tasks_per_node.value
		: script->tasks.known && script->nodes.known && script->nodes.value == 1
			? script->tasks.value
		: !script->tasks.asked && !script->tasks_per_node.asked ? 1 : 0;
	int64_t cpus = script->cpus_per_task.known ? script->cpus_per_task.value
		: script->cpus_per_task.asked ? 0 : 1;
	int64_t threads = script->both_threads ? script->type->threads_per_core : 1;

	return (tasks * cpus + threads - 1) / threads;
}

/* Bytes on each node, and the option that asks for them; 0: none, or not known. */
static uint64_t memory_of_node(const struct script *script, int64_t cores, int64_t gpus,
	const struct script_option **option)
{
	const struct {
		const char *name;
		int64_t times;
	} ways[] = {{"mem", 1}, {"mem-per-gpu", gpus}, {"mem-per-cpu", cores}};
	uint64_t bytes;

	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		*option = script_header(script, ways[i].name);
		if (*option == NULL)
			continue;
		/* More than a petabyte is for another rule. */
		if (!(*option)->known || (*option)->value.bytes == NULL ||
			!size_parse((*option)->value.bytes, 1 << 20, &bytes) ||
			bytes > (uint64_t)1 << 50 || ways[i].times < 1)
			return 0;
		return bytes * (uint64_t)ways[i].times;
	}
	return 0;
}

/* A unit is a core or a GPU: `units` of them are asked for, and each stands for `billed` bytes. With `fair`
 * bytes each it costs nothing more, whatever else there is on the node. */
static void compare_memory(struct check *check, const struct script_option *option,
	uint64_t memory, int64_t units, uint64_t billed, uint64_t fair, const char *unit)
{
	struct text size = TEXT_INIT, share = TEXT_INIT;
	uint64_t paid;

	if (memory == 0 || units < 1 || billed == 0)
		return;
	paid = (memory + billed - 1) / billed;
	if (paid <= (uint64_t)units)
		return;
	text_append_slurm_size(&size, memory);
	text_append_slurm_size(&share, fair > 0 ? fair : billed);
	finding_hint(check_find(check, option->span,
			     "%s of memory on each node are billed as %llu %ss, and %lld %s asked for",
			     text_string(&size), (unsigned long long)paid, unit, (long long)units,
			     units == 1 ? "is" : "are"),
		"a %s comes with %s, which cost nothing extra", unit, text_string(&share));
	text_release(&size);
	text_release(&share);
}

static void compare_cores(struct check *check, int64_t cores, int64_t gpus)
{
	const struct script *script = check->script;
	int64_t fair = script->type->cores / script->type->gcds;

	if (!script->cpus_per_task.known || cores <= gpus * fair)
		return;
	finding_hint(check_find(check, script->cpus_per_task.option->span,
			     "%lld cores are more than the share of %lld GPU%s, and billed as more "
			     "GPUs",
			     (long long)cores, (long long)gpus, gpus == 1 ? "" : "s"),
		"a GPU comes with up to %lld cores", (long long)fair);
}

void rule_billing(struct check *check)
{
	const struct script *script = check->script;
	const struct site_node_type *type = script->type;
	const struct script_option *option = NULL;
	int64_t cores, gpus = 0;
	uint64_t memory;

	if (!is_job(check) || type == NULL || script->partition == NULL ||
		script->partition->allocation != ALLOCATION_RESOURCE || script->whole_node ||
		script->heterogeneous)
		return;
	cores = cores_of_node(script);
	if (type->gcds > 0) {
		if (!script->gpus_here.known || script->gpus_here.value < 1)
			return;
		gpus = script->gpus_here.value;
		compare_cores(check, cores, gpus);
	}
	memory = memory_of_node(script, cores, gpus, &option);
	if (gpus > 0)
		compare_memory(check, option, memory, gpus, type->billed_memory_per_gcd,
			type->fair_memory_per_gcd, "GPU");
	else
		compare_memory(check, option, memory, cores, type->billed_memory_per_core,
			type->fair_memory_per_core, "core");
}

#include "check/explain.h"

#include "base/clean.h"
#include "check/expand.h"
#include "check/explain_parts.h"
#include "job/picture.h"

/* Unknown pieces of a text are shown as <?>. */
/* Appends a text with holes, cleaned for a terminal. */
static void append_clean(struct text *text, const char *bytes)
{
	struct text shown = TEXT_INIT;

	for (; *bytes != '\0'; bytes++) {
		if (*bytes == SHELL_HOLE)
			text_append(&shown, "<?>");
		else
			text_append_char(&shown, *bytes);
	}
	text_append_clean(text, text_string(&shown), CLEAN_LINE);
	text_release(&shown);
}

static void fill_task(const struct site_node_type *type, const struct mask *gcds,
	struct assign_task *task)
{
	int first = mask_first(&task->cpus);

	for (unsigned gcd = 0; gcd < ASSIGN_GCDS_MAX; gcd++)
		if (mask_has(gcds, gcd))
			task->gcds[task->gcd_count++] = gcd;
	if (first < 0 || type->cores_per_ccd <= 0 || type->cores_per_numa <= 0 || type->cores <= 0)
		return;
	task->ccd = (unsigned)(first % type->cores / type->cores_per_ccd);
	task->numa = (unsigned)(first % type->cores / type->cores_per_numa);
	YAML_EACH (const struct site_nic, nic, &type->nics)
		if (nic->numa == (int64_t)task->numa)
			task->nic = nic;
}

static int64_t usable_cores(const struct site_node_type *type)
{
	return type->cores - (int64_t)type->reserved_cores.count;
}

/* Whether the only task of a node asks for all cores that jobs can use. */
static bool fills_node(const struct script *script, const struct script_step *step)
{
	return script->whole_node && step->tasks_here == 1 && step->cpu_bind == BIND_DEFAULT &&
	       step->cpus_per_task.known && !script->both_threads &&
	       step->cpus_per_task.value == usable_cores(script->type);
}

/* Whether each task fills the cores that jobs can use of a CCD: Slurm then gives each its own, in
 * the order of the CCDs. */
static bool fills_ccds(const struct script *script, const struct script_step *step)
{
	const struct site_node_type *type = script->type;
	int64_t ccds, usable;

	if (type->cores_per_ccd <= 0 || !script->whole_node || step->cpu_bind != BIND_DEFAULT ||
		!step->cpus_per_task.known || script->both_threads)
		return false;
	ccds = type->cores / type->cores_per_ccd;
	usable = usable_cores(type) / ccds;
	return step->cpus_per_task.value == usable && step->tasks_here <= ccds &&
	       script_step_option(step, "distribution") == NULL &&
	       script_header(script, "distribution") == NULL;
}

enum explain_cores explain_assignment(
	const struct script *script, const struct script_step *step, struct assignment *assignment)
{
	const struct site_node_type *type = script->type;
	enum explain_cores how = EXPLAIN_UNKNOWN;

	*assignment = (struct assignment){.type = type, .gcds_per_task = 1, .tasks_per_gcd = 1};
	if (type == NULL || step->tasks_here < 1 || step->tasks_here > ASSIGN_TASKS_MAX)
		return how;
	assignment->count = (size_t)step->tasks_here;
	assignment->tasks = xcalloc(assignment->count, sizeof *assignment->tasks);
	assignment->both_threads = script->both_threads;
	if (step->mask_count > 0)
		how = EXPLAIN_BOUND;
	else if (fills_ccds(script, step))
		how = EXPLAIN_BY_CCD;
	else if (fills_node(script, step))
		how = EXPLAIN_ALL;
	for (size_t i = 0; i < assignment->count; i++) {
		struct assign_task *task = &assignment->tasks[i];
		struct mask usable = node_usable_cores(type), none = {{0}};
		if (how == EXPLAIN_BOUND) {
			task->cpus = step->masks[i % step->mask_count];
		} else if (how == EXPLAIN_BY_CCD) {
			struct mask ccd = node_ccd_cores(type, (unsigned)i);
			task->cpus = mask_and(&ccd, &usable);
		} else if (how == EXPLAIN_ALL) {
			task->cpus = usable;
		}
		fill_task(type, i < step->rank_count ? &step->ranks[i].gcds : &none, task);
		/* It is as near to each of them. */
		if (how == EXPLAIN_ALL)
			task->nic = NULL;
		if (mask_count(&task->cpus) > assignment->cores)
			assignment->cores = mask_count(&task->cpus);
		if (task->gcd_count > assignment->gcds_per_task)
			assignment->gcds_per_task = task->gcd_count;
	}
	return how;
}

static bool knows_gcds(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->count; i++)
		if (assignment->tasks[i].gcd_count == 0)
			return false;
	return assignment->count > 0;
}

void explain_unknown(const struct script *script, const struct script_step *step,
	enum explain_cores how, const struct assignment *assignment, struct strings *unknown)
{
	if (script->type == NULL)
		strings_add(unknown, "on which nodes: the partition is not known");
	if (step->options_unknown)
		strings_add(unknown, "options of srun that come from a variable");
	if (step->heterogeneous || script->heterogeneous)
		strings_add(unknown, "who runs where in a heterogeneous job");
	else if (step->tasks_here < 1)
		strings_add(unknown, "how many tasks run on each node");
	else if (how == EXPLAIN_UNKNOWN && script->type != NULL)
		strings_add(unknown, script->whole_node
					     ? "which cores each task gets: Slurm chooses"
					     : "which cores the job gets: it shares its nodes");
	if (script->type != NULL && script->type->gcds > 0 && script->uses_gpus &&
		!knows_gcds(assignment))
		strings_add(unknown, "which GPU each task takes: the program chooses, or Slurm");
	if (script->sources)
		strings_add(unknown, "what the scripts that it reads in set");
	if (script->incomplete)
		strings_add(unknown, "what comes behind the point up to which the script was read");
}

/* What Slurm sets by itself is no news. */
static bool is_news(const char *name, const struct script_value *value)
{
	return value->state != VALUE_UNSET && value->exported &&
	       !string_starts(name, "SLURM_LOCALID") && !string_starts(name, "SLURM_PROCID") &&
	       (value->span.end != 0 || !string_starts(name, "SLURM_"));
}

const char *explain_variable(
	const struct script *script, const struct script_step *step, size_t index, bool *differs,
	const struct script_value **value)
{
	const struct script_command *program = &script->commands.items[step->program_command];
	const char *name = variables_name(script->variables, index);

	*differs = false;
	*value = NULL;
	if (name == NULL)
		return NULL;
	*value = script_variable(script, program, name);
	if (is_news(name, *value))
		*differs = (*value)->state != VALUE_KNOWN;
	else
		*value = NULL;
	return name;
}

const char *explain_rank_variable(const struct script *script, const struct script_rank *rank,
	size_t index, const char **known)
{
	const char *name = variables_name(script->variables, index);
	const struct script_value *value;

	*known = NULL;
	if (name == NULL || rank->time == 0)
		return NULL;
	value = variables_at(script->variables, name, rank->time);
	if (is_news(name, value) && value->state == VALUE_KNOWN && text_is_known(&value->text))
		*known = value->text.bytes;
	return name;
}

/* --- for people ------------------------------------------------------------------------------ */

static void append_words(struct text *text, const struct script_words *words)
{
	enum { WIDTH = 400 };
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < words->count && line.length < WIDTH; i++) {
		if (i > 0)
			text_append_char(&line, ' ');
		text_append(&line, words->items[i].text.bytes);
	}
	append_clean(text, text_string(&line));
	text_release(&line);
}

static void append_image(
	const struct script *script, const struct script_step *step, struct text *text)
{
	const struct script_container *container = step->container;
	const struct image_name *name;

	if (container == NULL || container->image.path.text.bytes == NULL)
		return;
	name = &container->image.image.name;
	text_append(text, "  image        ");
	append_clean(text, container->image.path.text.bytes);
	if (name->framework != NULL)
		text_append_format(text, " (%s %s%s%s)", name->framework,
			name->version != NULL ? name->version : "?",
			name->rocm != NULL ? ", ROCm " : "", name->rocm != NULL ? name->rocm : "");
	text_append_format(text, ", by %s %s\n",
		script->site->container_command, container->action);
}

static void append_bind_line(struct text *text, const char *from, const char *binds)
{
	text_append(text, "  binds        ");
	append_clean(text, binds);
	text_append_format(text, " (%s)\n", from);
}

static void append_binds(const struct script *script, const struct script_step *step, struct text *text)
{
	static const char *const names[] = {
		"SINGULARITY_BIND", "SINGULARITY_BINDPATH", "APPTAINER_BIND", "APPTAINER_BINDPATH"};
	const struct script_container *container = step->container;

	if (container == NULL)
		return;
	for (size_t i = 0; i < container->binds.count; i++)
		append_bind_line(text, "-B", container->binds.items[i].text.bytes);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const struct script_value *value = script_variable(
			script, &script->commands.items[container->command], names[i]);
		if (value->state != VALUE_UNSET)
			append_bind_line(text, names[i], value->text.bytes);
	}
	for (size_t i = 0; i < script->modules.count; i++)
		if (strstr(script->modules.items[i].text.bytes, "bindings") != NULL)
			append_bind_line(text, "a module", script->modules.items[i].text.bytes);
}

/* What each rank of a node has, when that is known of all; false otherwise. */
static bool append_devices(const struct script *script, const struct script_step *step,
	const char *name, struct text *text)
{
	const char *inner = script_inner(script), *first = script_visible(script);
	bool visible = first != NULL && string_equal(name, first);

	if ((!visible && (inner == NULL || !string_equal(name, inner))) || step->rank_count == 0)
		return false;
	for (size_t i = 0; i < step->rank_count; i++)
		if (visible ? !step->ranks[i].visible_known : !step->ranks[i].inner_known)
			return false;
	for (size_t i = 0; i < step->rank_count; i++) {
		text_append(text, i > 0 ? " | " : "");
		append_clean(text, visible ? step->ranks[i].visible : step->ranks[i].inner);
	}
	text_append(text, step->rank_count > 1 ? " (rank by rank)" : "");
	return true;
}

static void append_environment(
	const struct script *script, const struct script_step *step, struct text *text)
{
	const struct script_value *value;
	const char *name;
	bool differs;

	for (size_t i = 0; (name = explain_variable(script, step, i, &differs, &value)) != NULL; i++) {
		if (value == NULL || strstr(name, "_BIND") != NULL)
			continue;
		text_append(text, "  environment  ");
		append_clean(text, name);
		text_append_char(text, '=');
		if (!append_devices(script, step, name, text))
			append_clean(text, value->text.bytes);
		text_append_char(text, '\n');
	}
}

static void append_title(struct script *script, size_t index, struct text *text)
{
	const struct script_step *step = script->steps.items[index];
	const struct script_command *command = &script->commands.items[step->command];
	int line, column;

	shell_place(&script->shell, command->node->span.start, &line, &column);
	text_append_format(text, "Step %zu, line %d: %s", index + 1, line,
		step->srun ? "srun" : "started without srun");
	if (step->nodes.known)
		text_append_format(text, ", %lld node%s", (long long)step->nodes.value,
			step->nodes.value == 1 ? "" : "s");
	if (step->tasks_here > 0)
		text_append_format(text, ", %lld task%s on each", (long long)step->tasks_here,
			step->tasks_here == 1 ? "" : "s");
	text_append_format(text, "%s\n", command->conditional ? ", in a branch or loop" : "");
}

void explain_step(struct script *script, size_t index, bool ascii, struct text *text)
{
	const struct script_step *step = script->steps.items[index];
	struct assignment assignment;
	struct strings unknown = {0};
	enum explain_cores how = explain_assignment(script, step, &assignment);

	append_title(script, index, text);
	if (step->program.count > 0) {
		text_append(text, "  program      ");
		append_words(text, &step->program);
		text_append_char(text, '\n');
	}
	append_image(script, step, text);
	append_binds(script, step, text);
	append_environment(script, step, text);
	explain_unknown(script, step, how, &assignment, &unknown);
	for (size_t i = 0; i < unknown.count; i++)
		text_append_format(text, "  not known    %s\n", unknown.items[i]);
	if (how != EXPLAIN_UNKNOWN) {
		text_append_char(text, '\n');
		if (how == EXPLAIN_BY_CCD)
			text_append(text, "Slurm gives each task the cores of a CCD:\n");
		else if (how == EXPLAIN_ALL)
			text_append(text, "Slurm gives the task all cores that jobs can use:\n");
		assignment_append_table(&assignment, text);
		/* A picture would say that nobody uses the GPUs. */
		if (script->type->gcds == 0 || knows_gcds(&assignment)) {
			text_append_char(text, '\n');
			assignment_append_picture(&assignment, ascii, text);
		}
	}
	strings_release(&unknown);
	assignment_release(&assignment);
}

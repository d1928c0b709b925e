#include "check/traps.h"

#include "check/programs.h"
#include "image/query.h"

/* Whether what the site says of `when` holds for the job, as far as it is known. */
static bool applies(const struct script *script, const struct site_trap *trap)
{
	bool gpus = script->uses_gpus && script->type != NULL && script->type->gcds > 0;
	bool nodes = script->nodes.known && script->nodes.value > 1;

	switch ((enum environment_when)trap->when) {
	case WHEN_ALWAYS:
		return true;
	case WHEN_GPU:
		return gpus;
	case WHEN_NODES:
		return gpus && nodes;
	case WHEN_NODES_ANY:
		return nodes;
	case WHEN_MPI:
	case WHEN_GPU_MPI:
		return false; /* a script does not tell whether its program talks MPI */
	}
	return false;
}

static void complain(
	struct check *check, const struct site_trap *trap, struct shell_span span, const char *name)
{
	struct finding *finding = check_find(check, span, "%s: %s", name, trap->why);

	if (trap->instead != NULL)
		finding_hint(finding, "%s", trap->instead);
}

static bool is_variable(const char *name, const struct site_trap *trap)
{
	if (string_starts(name, "SINGULARITYENV_"))
		name += strlen("SINGULARITYENV_");
	else if (string_starts(name, "APPTAINERENV_"))
		name += strlen("APPTAINERENV_");
	return string_equal(name, trap->record.name);
}

static bool has_value(const struct shell_assignment *assignment, const struct site_trap *trap)
{
	if (assignment->array || assignment->value == NULL)
		return false;
	return trap->value == NULL ? assignment->value->parts != NULL
				   : shell_word_is(assignment->value, trap->value);
}

static void look_for(struct check *check, const struct site_trap *trap)
{
	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (is_variable(a->name, trap) && has_value(a, trap)) {
				complain(check, trap, a->span, a->name);
				return;
			}
}

void traps_look(struct check *check, enum trap_kind kind)
{
	YAML_EACH (const struct site_trap, trap, &check->site->environment_traps)
		if (trap->kind == (int)kind && trap->why != NULL && applies(check->script, trap))
			look_for(check, trap);
}

static bool is_meant(const struct site_trap *trap, const struct script_step *step)
{
	bool fits = trap->images.count == 0;

	if (step->container == NULL || step->container->image.recipe == NULL)
		return fits;
	for (size_t i = 0; i < trap->images.count && !fits; i++) {
		struct diags unheard = {0};
		struct query *query = query_new(trap->images.items[i], &unheard);
		fits = query != NULL && query_matches(query, &step->container->image.image);
		query_free(query);
		diags_release(&unheard);
	}
	return fits;
}

void traps_look_at_steps(struct check *check)
{
	YAML_EACH (const struct site_trap, trap, &check->site->environment_traps) {
		if (trap->kind != TRAP_HARMFUL || trap->why == NULL || !applies(check->script, trap))
			continue;
		for (size_t i = 0; i < check->script->steps.count; i++) {
			const struct script_step *step = check->script->steps.items[i];
			const struct script_value *value = step_variable(check, step, trap->record.name);
			bool nodes = trap->when == WHEN_NODES || trap->when == WHEN_NODES_ANY;
			if ((value->state != VALUE_KNOWN && value->state != VALUE_PARTLY) ||
				!value->exported || value->text.length == 0 ||
				value->span.end <= value->span.start ||
				(trap->value != NULL && !string_equal(value->text.bytes, trap->value)) ||
				(nodes && !step_is_spread(check, step)) || !is_meant(trap, step))
				continue;
			complain(check, trap, value->span, trap->record.name);
			break;
		}
	}
}

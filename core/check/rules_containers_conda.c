#include "check/rules_containers_parts.h"

/* Whether the conda of an image is called where it has one, and where it expands. */

static const char conda_variable[] = "WITH_CONDA"; /* images define it, not the host */

static bool sets_conda(const struct check *check, const struct script_command *command)
{
	return script_variable(check->script, command, conda_variable)->state != VALUE_UNSET;
}

static void report_early(
	struct check *check, const struct shell_part *part, bool escape)
{
	struct finding *finding = check_find(check, part->span,
		"$WITH_CONDA expands on the host, where it is not set: the container gets nothing, or a "
		"command that begins with ';' or '&&'");

	finding_hint(finding, escape ? "write \\$WITH_CONDA, or put the whole in single quotes"
				     : "let the container expand it: bash -c '$WITH_CONDA; python ...'");
	if (escape)
		finding_fix(finding, (struct shell_span){part->span.start, part->span.start}, "\\");
}

void rule_conda_expands_early(struct check *check)
{
	const struct script *script = check->script;

	vector_each (struct script_container *const, item, &script->containers) {
		const struct script_command *command = container_command(check, *item);
		const struct shell_part *part =
			words_variable(command->node->words, conda_variable, false);
		if (command->where == WHERE_CONTAINER || part == NULL || part->operation[0] != '\0' ||
			sets_conda(check, command))
			continue;
		report_early(check, part, part->quote == QUOTE_DOUBLE);
	}
	/* A file that the container runs, written with an end word without quotes. */
	for (size_t i = 0; i < script->files.count; i++) {
		const struct script_file *file = script->files.items[i];
		const struct script_command *command = &script->commands.items[file->command];
		const struct shell_redirect *r = command->node->redirects;
		if (command->where == WHERE_CONTAINER || sets_conda(check, command))
			continue;
		for (; r != NULL; r = r->next) {
			const struct shell_part *part =
				r->kind == REDIRECT_HERE && !r->quoted && r->target != NULL
					? words_variable(r->target, conda_variable, false)
					: NULL;
			if (part != NULL && part->operation[0] == '\0')
				report_early(check, part, true);
		}
	}
}

/* Whether something before the command, in the same container, may have activated conda. */
static bool may_activate(const struct check *check, const struct script_container *container,
	const struct script_command *command)
{
	static const char *const activators[] = {"source", ".", "conda", "eval", "export", "micromamba"};
	const struct script_command *c = container_command(check, container) + 1;

	for (; c < command; c++) {
		if (words_variable(c->node->words, conda_variable, false) != NULL || c->name[0] == '\0')
			return true;
		for (size_t i = 0; i < ARRAY_LENGTH(activators); i++)
			if (string_equal(c->name, activators[i]))
				return true;
	}
	return false;
}

static bool sets_path(const struct check *check, const struct script_command *command)
{
	static const char *const names[] = {"SINGULARITYENV_PREPEND_PATH", "SINGULARITYENV_PATH",
		"SINGULARITYENV_APPEND_PATH", "SINGULARITYENV_VIRTUAL_ENV",
		"APPTAINERENV_PREPEND_PATH", "APPTAINERENV_PATH", "APPTAINERENV_APPEND_PATH",
		"APPTAINERENV_VIRTUAL_ENV"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (script_variable(check->script, command, names[i])->state != VALUE_UNSET)
			return true;
	return false;
}

/* Options of the container that change which Python is found. */
static bool sets_environment(const struct script_container *container)
{
	for (size_t i = 0; i < container->options.count; i++)
		if (container->options.items[i].splits ||
			string_starts(container->options.items[i].text.bytes, "--env"))
			return true;
	return false;
}

void rule_conda_not_called(struct check *check)
{
	struct script *script = check->script;
	struct modules_at modules = {0};

	if (script->sources || script->incomplete)
		return;
	for (size_t i = 0; i < script->commands.count; i++) {
		const struct script_command *command = &script->commands.items[i];
		const struct script_container *container;
		if (command->where != WHERE_CONTAINER ||
			(!string_equal(command->name, "python") && !string_equal(command->name, "python3") &&
				!string_equal(command->name, "torchrun")) ||
			!script_word_is(&command->words.items[command->program], command->name))
			continue;
		container = command_container(check, command);
		if (container == NULL || container->image.recipe == NULL ||
			container->image.recipe->conda != CONDA_CALL ||
			container->image.recipe->conda_optional)
			continue;
		modules_go(check, &modules, container->command);
		if (modules_may_contain(&modules) || sets_environment(container) ||
			sets_path(check, container_command(check, container)) ||
			may_activate(check, container, command))
			continue;
		finding_hint(check_find(check, command_span(command),
				     "this image does not activate its conda by itself, and nothing here does: "
				     "'%s' is not the one with the packages",
				     command->name),
			"%s exec IMAGE bash -c '$WITH_CONDA; %s ...'",
			check->site->container_command, command->name);
	}
	modules_release(&modules);
}

/* Whether any image of the family has a conda to call. */
static bool family_calls(const struct check *check, const char *family)
{
	YAML_EACH (const struct site_recipe, recipe, &check->site->recipes)
		if (recipe->family != NULL && string_equal(recipe->family, family) &&
			recipe->conda == CONDA_CALL)
			return true;
	return false;
}

void rule_conda_not_there(struct check *check)
{
	vector_each (const struct script_command, command, &check->script->commands) {
		const struct script_container *container;
		const struct shell_part *part;
		if (command->where != WHERE_CONTAINER || command->words.count == 0 ||
			(part = words_variable(command->node->words, conda_variable, false)) == NULL ||
			command->node->words->parts != part)
			continue;
		container = command_container(check, command);
		if (container == NULL || container->image.recipe == NULL ||
			container->image.recipe->family == NULL ||
			family_calls(check, container->image.recipe->family))
			continue;
		finding_hint(check_find(check, part->span,
				     "'%s' does not define WITH_CONDA: its Python is active by itself",
				     container->image.image.file),
			"leave it out");
	}
}

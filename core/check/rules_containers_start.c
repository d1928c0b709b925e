#include "check/rules_containers_parts.h"
#include "check/rules_slurm_parts.h"

#include "base/files.h"

/* How containers are started, and what runs in them. */

/* --- libraries ----------------------------------------------------------------------------------- */

/* Whether the preset binds exactly this. */
static bool preset_has(const struct site_bind_preset *preset, const char *source)
{
	for (size_t i = 0; preset != NULL && i < preset->binds.count; i++)
		if (string_equal(preset->binds.items[i], source))
			return true;
	return false;
}

static bool recipe_has(const struct site *site, const struct site_recipe *recipe, const char *source)
{
	for (size_t i = 0; i < recipe->presets.count; i++)
		if (preset_has(site_bind_preset(site, recipe->presets.items[i]), source))
			return true;
	return false;
}

/* Whether other images of the family need this library of the host, and this one does not. */
static bool is_for_others(
	const struct check *check, const struct site_recipe *own, const struct bind *bind)
{
	if (!string_starts(bind->source, "/usr/") || !string_equal(bind->source, bind->destination) ||
		recipe_has(check->site, own, bind->source))
		return false;
	YAML_EACH (const struct site_recipe, recipe, &check->site->recipes)
		if (recipe->family != NULL && string_equal(recipe->family, own->family) &&
			recipe_has(check->site, recipe, bind->source))
			return true;
	return false;
}

void rule_other_library(struct check *check)
{
	struct modules_at modules = {0};

	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct site_recipe *recipe = (*item)->image.recipe;
		struct seen_binds binds;
		modules_go(check, &modules, (*item)->command);
		if (recipe == NULL || recipe->family == NULL)
			continue;
		binds_read(check, *item, &modules, &binds);
		for (size_t i = 0; i < binds.set.count; i++)
			if (binds.seen.items[i].origin != NULL &&
				is_for_others(check, recipe, &binds.set.items[i]))
				finding_hint(check_find(check, binds.seen.items[i].span,
						     "'%s' of the host is for older images; '%s' brings another version",
						     binds.set.items[i].source, (*item)->image.image.file),
					"leave it out");
		binds_release(&binds);
	}
	modules_release(&modules);
}

/* --- options -------------------------------------------------------------------------------------- */

static const struct script_word *container_option(
	const struct script_container *container, const char *name)
{
	for (size_t i = 0; i < container->options.count; i++)
		if (script_word_is(&container->options.items[i], name))
			return &container->options.items[i];
	return NULL;
}

/* Whether the GPUs of the job, if it has any, are surely AMD's. */
static bool has_amd(const struct check *check)
{
	const struct site_node_type *type = check->script->type;

	return type != NULL && type->gpu != NULL && type->gpu->vendor == GPU_AMD;
}

void rule_nvidia(struct check *check)
{
	/* Where images of NVIDIA come from. */
	static const char *const places[] = {"docker://nvcr.io/", "docker://nvidia/",
		"docker://docker.io/nvidia/"};

	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_word *option = container_option(*item, "--nv");
		const char *path = (*item)->image.path.text.bytes;
		if (!has_amd(check))
			return;
		if (option != NULL)
			finding_hint(check_find(check, script_word_span(option),
					     "--nv is for GPUs of NVIDIA, and those of this partition are AMD's"),
				"leave it out: the GPUs are there without an option");
		for (size_t i = 0; path != NULL && i < ARRAY_LENGTH(places); i++)
			if (string_starts(path, places[i]))
				finding_hint(check_find(check, image_span(*item),
						     "an image for GPUs of NVIDIA, and those of this partition are AMD's"),
					"take an image with ROCm (berth image list)");
	}
}

/* Whether containers of this kind of GPUs cannot do without the option. */
static bool is_needed_option(const struct check *check, const char *option)
{
	const char *needed = check->script->type->gpu->container_option;

	return needed != NULL && string_equal(needed, option);
}

void rule_rocm_option(struct check *check)
{
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_word *option = container_option(*item, "--rocm");
		if (option != NULL && has_amd(check) &&
			!is_needed_option(check, "--rocm"))
			finding_hint(check_find(check, script_word_span(option),
					     "--rocm brings ROCm of the host into the container; the GPUs are there "
					     "without it"),
				"leave it out, so that the ROCm of the image is what runs");
	}
}

/* Whether the container has the option, or a word that may hold it, or a variable that stands for it
 * (SINGULARITY_NV). */
static bool may_have_option(
	const struct check *check, const struct script_container *container, const char *option)
{
	char *variable = xasprintf("%s_%s", site_container_prefix(check->site),
		option + strspn(option, "-"));
	bool found;

	for (char *p = variable; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	found = container_option(container, option) != NULL ||
		script_variable(check->script, container_command(check, container), variable)->state !=
			VALUE_UNSET;
	for (size_t i = 0; i < container->options.count && !found; i++)
		found = container->options.items[i].splits;
	free(variable);
	return found;
}

void rule_missing_gpu_option(struct check *check)
{
	const struct script *script = check->script;
	const struct site_gpu_kind *gpu = script->type != NULL ? script->type->gpu : NULL;

	if (gpu == NULL || gpu->container_option == NULL || !script->uses_gpus || script->sources ||
		script->incomplete)
		return;
	vector_each (struct script_container *const, item, &script->containers) {
		const struct script_words *words = &container_command(check, *item)->words;
		struct finding *finding;
		if (may_have_option(check, *item, gpu->container_option))
			continue;
		finding = check_find(check, command_span(container_command(check, *item)),
			"the job asks for GPUs, and without %s the container has none",
			gpu->container_option);
		finding_hint(finding, "%s %s %s IMAGE PROGRAM", check->site->container_command,
			(*item)->action, gpu->container_option);
		for (size_t i = 1; i < words->count; i++)
			if (script_word_is(&words->items[i], (*item)->action)) {
				struct shell_span span = script_word_span(&words->items[i]);
				finding_fix(finding, (struct shell_span){span.end, span.end}, " %s",
					gpu->container_option);
				break;
			}
	}
}

static void report_absent(
	struct check *check, struct shell_span span, const struct site_absent *absent)
{
	struct finding *finding = check_find(check, span, "'%s' is not available here%s%s",
		absent->record.name, absent->why != NULL ? ": " : "",
		absent->why != NULL ? absent->why : "");

	if (absent->instead != NULL)
		finding_hint(finding, "%s", absent->instead);
}

/* Whether it stands in a test such as `command -v docker`. */
static bool is_tested(const struct script_command *command)
{
	for (size_t i = 0; i < command->program && i < command->words.count; i++)
		if (script_word_is(&command->words.items[i], "command"))
			return true;
	return false;
}

void rule_absent_program(struct check *check)
{
	const struct site *site = check->site;
	bool defined = check->script->sources || check->script->incomplete;

	vector_each (const struct script_command, command, &check->script->commands) {
		if (defined || command->where == WHERE_CONTAINER || command->conditional ||
			is_tested(command) || command->program >= command->words.count ||
			!script_word_is(&command->words.items[command->program], command->name))
			continue;
		YAML_EACH (const struct site_absent, absent, &site->absent_programs)
			if (string_equal(command->name, absent->record.name))
				report_absent(check, command_span(command), absent);
	}
	vector_each (struct script_container *const, item, &check->script->containers)
		YAML_EACH (const struct site_absent, absent, &site->absent_options) {
			const struct script_word *word = container_option(*item, absent->record.name);
			if (word != NULL)
				report_absent(check, script_word_span(word), absent);
		}
}

/* --- what runs inside ------------------------------------------------------------------------------ */

void rule_slurm_inside(struct check *check)
{
	static const char *const names[] = {"scontrol", "srun", "squeue", "sbatch", "sinfo", "sacct",
		"scancel", "salloc"};
	struct modules_at modules = {0};

	for (size_t i = 0; i < check->script->commands.count; i++) {
		const struct script_command *command = &check->script->commands.items[i];
		const struct script_container *container;
		struct seen_binds binds;
		bool slurm = false;
		if (command->where != WHERE_CONTAINER)
			continue;
		for (size_t n = 0; n < ARRAY_LENGTH(names); n++)
			slurm |= string_equal(command->name, names[n]);
		container = slurm ? command_container(check, command) : NULL;
		/* What an image of no known kind holds, nobody knows. */
		if (container == NULL || container->image.recipe == NULL ||
			container->image.recipe->family == NULL)
			continue;
		modules_go(check, &modules, container->command);
		binds_read(check, container, &modules, &binds);
		slurm = binds.whole || !modules_may_bind(&modules);
		for (size_t b = 0; b < binds.set.count; b++) {
			const char *base = path_base(binds.set.items[b].destination);
			slurm = slurm && !string_equal(base, command->name) &&
				!binds.seen.items[b].partly && !string_equal(base, "bin");
		}
		if (slurm && !check->script->sources)
			finding_hint(check_find(check, command_span(command),
					     "'%s' runs inside the container, where there is no Slurm", command->name),
				"run it before, outside, and hand the result in by a variable");
		binds_release(&binds);
	}
	modules_release(&modules);
}

void rule_image_copy_removed(struct check *check)
{
	const char *name = check->site->container_module.variable;
	const struct script_command *command;
	size_t index = 0;

	while (name != NULL && (command = check_next(check, "rm", &index)) != NULL) {
		const struct shell_part *part = words_variable(command->node->words, name, true);
		if (part == NULL || part->operation[0] != '\0' ||
			script_variable(check->script, command, part->name)->state != VALUE_UNSET)
			continue;
		check_find(check, part->span,
			"this removes the module's own copy of the image; loaded again, the module takes "
			"the central one");
	}
}

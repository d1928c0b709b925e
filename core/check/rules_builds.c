#include "check/build_commands.h"

#include "base/units.h"

/* T, and Y11: commands that build images. */

enum { LEAST_BASE = 4, LEAST_SYSTEM = 4, LEAST_CONDA = 4, LEAST_ACCEPT = 4 };

static void cotainr_base(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = build_next(check, "cotainr", "build", &i)) != NULL;) {
		bool base = build_option_word(command, "--base-image", LEAST_BASE, &value) != NULL;
		bool system = build_option_word(command, "--system", LEAST_SYSTEM, &value) != NULL;
		if (base != system || !build_words_known(command) || command_word(command, "-h") != NULL ||
			command_word(command, "--help") != NULL)
			continue;
		finding_hint(check_find(check, command_span(command),
				     base ? "cotainr takes either --base-image or --system, not both"
					  : "cotainr needs --base-image or --system"),
			"--system takes a base that fits the machine ('cotainr info' lists them)");
	}
}

static void base_with_conda(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = build_next(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			build_option_word(command, "--base-image", LEAST_BASE, &value);
		const struct site_recipe *recipe;
		struct image image = {0};
		if (word == NULL || !build_text_known(value))
			continue;
		image_name_parse(check->site, value, &check->script->arena, &image.name);
		recipe = image.name.family != NULL ? image_recipe(check->site, &image) : NULL;
		if (recipe != NULL && recipe->conda == CONDA_CALL)
			finding_hint(check_find(check, script_word_span(word),
					     "the base image has a conda of its own, and cotainr "
					     "refuses to install a second one"),
				"take a base without Python packages, or put a virtual environment on "
				"top of this image");
	}
}

/* Whether the word names a definition file: then commands run in the new image. */
static bool is_definition(const char *text)
{
	return string_ends(text, ".def") || string_ends(text, "/Singularity") ||
	       string_equal(text, "Singularity");
}

/* The next build that runs commands inside the image: cotainr's, or one of a definition file. */
static const struct script_command *next_running_build(
	const struct check *check, bool *cotainr, size_t *index)
{
	while (*index < check->script->commands.count) {
		const struct script_command *command = &check->script->commands.items[(*index)++];
		*cotainr = string_equal(command->name, "cotainr");
		if (!build_is_subcommand(command, "build") || command->where == WHERE_CONTAINER)
			continue;
		if (*cotainr)
			return command;
		if (string_equal(command->name, "singularity") &&
			is_definition(command->words.items[command->words.count - 1].text.bytes))
			return command;
	}
	return NULL;
}

/* A module with binds for images that the script has loaded before the command; NULL also when it
 * unloads any. */
static const char *loaded_bindings(const struct check *check, const struct script_command *command)
{
	const struct script *script = check->script;

	for (size_t i = 0; i < script->commands.count; i++) {
		const struct script_command *other = &script->commands.items[i];
		if ((string_equal(other->name, "module") || string_equal(other->name, "ml")) &&
			other->words.count > other->program + 1 &&
			(script_word_starts(&other->words.items[other->program + 1], "unload") ||
				script_word_starts(&other->words.items[other->program + 1], "purge") ||
				script_word_starts(&other->words.items[other->program + 1], "del") ||
				script_word_starts(&other->words.items[other->program + 1], "-") ||
				script_word_starts(&other->words.items[other->program + 1], "rm") ||
				script_word_starts(&other->words.items[other->program + 1], "swap")))
			return NULL;
	}
	YAML_EACH (const struct site_recipe, recipe, &check->site->recipes) {
		const struct script_word *word =
			recipe->bindings_module != NULL
				? script_module(script, recipe->bindings_module)
				: NULL;
		if (word != NULL && script_word_span(word).start < command_span(command).start)
			return recipe->bindings_module;
	}
	return NULL;
}

static void bindings_while_building(struct check *check)
{
	char *variable = xasprintf("%s_BIND", site_container_prefix(check->site));
	const struct script_command *command;
	bool cotainr;

	for (size_t i = 0; (command = next_running_build(check, &cotainr, &i)) != NULL;) {
		const struct script_value *binds =
			script_variable(check->script, command, variable);
		const char *module = loaded_bindings(check, command);
		bool set = binds->state == VALUE_KNOWN && binds->exported && binds->text.length > 0;
		if (!set && module == NULL)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "%s%s: a build has none of the places where these binds would go",
				     set ? variable : "the module is loaded: ", set ? " is set" : module),
			"%s%s before the build", set ? "unset " : "unload the module",
			set ? variable : "");
	}
	free(variable);
}

static void cotainr_licences(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = build_next(check, "cotainr", "build", &i)) != NULL;) {
		if (!check->script->has_header || command->piped || !build_words_known(command) ||
			command_word(command, "-h") != NULL ||
			command_word(command, "--help") != NULL ||
			build_option_word(command, "--accept-licenses", LEAST_ACCEPT, &value) != NULL)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "cotainr asks whether you accept licences, and a job cannot "
				     "answer"),
			"add --accept-licenses");
	}
}

static void small_memory(struct check *check)
{
	const struct script_option *option = script_header(check->script, "mem");
	static const char *const folders[] = {"TMPDIR", "SINGULARITY_TMPDIR", "APPTAINER_TMPDIR"};
	const struct script_command *command;
	uint64_t memory;
	bool cotainr;

	if (option == NULL || !option->known || !size_parse(option->value.bytes, 1 << 20, &memory) ||
		memory == 0 || memory >= UINT64_C(32) << 30)
		return;
	for (size_t i = 0; (command = next_running_build(check, &cotainr, &i)) != NULL;) {
		bool moved = false;
		for (size_t f = 0; f < ARRAY_LENGTH(folders); f++)
			moved = moved || script_variable(check->script, command, folders[f])->state !=
						 VALUE_UNSET;
		if (!moved)
			finding_hint(check_find(check, option->span,
					     "the build unpacks the image in /tmp, which is memory of "
					     "this job"),
				"ask for --mem=100G, or set SINGULARITY_TMPDIR (for cotainr TMPDIR) "
				"to a folder on a file system");
	}
}

static void unknown_system(struct check *check)
{
	const struct site_module *module = site_module_with(check->site, "cotainr");
	const struct script_command *command;
	const char *value;

	if (module == NULL || module->systems.count == 0)
		return;
	for (size_t i = 0; (command = build_next(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			build_option_word(command, "--system", LEAST_SYSTEM, &value);
		struct text all = TEXT_INIT;
		bool known = false;
		for (size_t s = 0; s < module->systems.count; s++) {
			known = known || (value != NULL &&
						 string_equal(value, module->systems.items[s]));
			text_append_format(
				&all, "%s%s", s > 0 ? ", " : "", module->systems.items[s]);
		}
		if (word != NULL && !known && build_text_known(value))
			finding_hint(check_find(check, script_word_span(word),
					     "cotainr knows no system '%s'", value),
				"there are %s; 'cotainr info' tells those of the version that is "
				"loaded",
				text_string(&all));
		text_release(&all);
	}
}

static void build_without_proot(struct check *check)
{
	const struct site_module *module = site_module_with(check->site, "proot");
	const struct script_command *command;
	bool cotainr, loaded = false;

	if (module == NULL || check->script->sources || check->script->incomplete)
		return;
	YAML_EACH (const struct site_module, other, &check->site->modules)
		for (size_t i = 0; i < other->provides.count; i++)
			loaded = loaded || (string_equal(other->provides.items[i], "proot") &&
						   script_module(check->script, site_module_name(other)) !=
							   NULL);
	for (size_t i = 0; i < check->script->modules.count; i++)
		loaded = loaded || !check->script->modules.items[i].known ||
			 strcasestr(check->script->modules.items[i].text.bytes, "proot") != NULL;
	for (size_t i = 0; !loaded &&
			   (command = next_running_build(check, &cotainr, &i)) != NULL;) {
		/* A proot of one's own may be anywhere on PATH. */
		if (cotainr || command_word(command, "--remote") != NULL ||
			command_word(command, "-r") != NULL ||
			script_variable(check->script, command, "PATH")->state != VALUE_UNSET)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "a build from a definition file needs proot, and no module of "
				     "the script brings it"),
			"module load %s%s%s", module->needs != NULL ? module->needs : "",
			module->needs != NULL ? " " : "", site_module_name(module));
	}
}

static void requirements_for_conda(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = build_next(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			build_option_word(command, "--conda-env", LEAST_CONDA, &value);
		if (word != NULL && build_text_known(value) && string_ends(value, ".txt"))
			finding_hint(check_find(check, script_word_span(word),
					     "'%s' is no environment file of conda", value),
				"write an environment file in YAML, with these lines below '- pip:'");
	}
}

const struct rule rules_builds[] = {
	{"T01", SEVERITY_ERROR, "cotainr without a base, or with two", cotainr_base},
	{"T02", SEVERITY_ERROR, "cotainr on a base that has conda", base_with_conda},
	{"T03", SEVERITY_ERROR, "binds that are set while an image is built",
		bindings_while_building},
	{"T05", SEVERITY_ERROR, "cotainr in a job that cannot accept licences", cotainr_licences},
	{"T06", SEVERITY_WARNING, "a build in a job with little memory", small_memory},
	{"T07", SEVERITY_ERROR, "a system that cotainr does not know", unknown_system},
	{"T13", SEVERITY_WARNING, "a build from a definition file without proot",
		build_without_proot},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

/* The one rule of this family that looks at scripts. */
const struct rule rules_package_files[] = {
	{"Y11", SEVERITY_ERROR, "a requirements file where conda wants its own", requirements_for_conda},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

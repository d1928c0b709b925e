#include "check/rules.h"

#include "base/units.h"
#include "check/packages.h"

/* T, and Y11: commands that build images and environments. */

/* Whether every word is known, so that an option that is not there is really not there. */
static bool all_known(const struct script_command *command)
{
	for (size_t i = command->program; i < command->words.count; i++)
		if (command->words.items[i].splits)
			return false;
	return true;
}

static bool is_subcommand(const struct script_command *command, const char *name)
{
	return command->program + 1 < command->words.count &&
	       script_word_is(&command->words.items[command->program + 1], name);
}

/* The next `cotainr build`; the same for the others. */
static const struct script_command *next_build(
	const struct check *check, const char *program, const char *subcommand, size_t *index)
{
	const struct script_command *command;

	while ((command = check_next(check, program, index)) != NULL)
		if (is_subcommand(command, subcommand))
			return command;
	return NULL;
}

/* The option by its long name, or any beginning of it that argparse takes ("--base" for
 * "--base-image"), at least `least` bytes with the dashes; *value is the word with its value. */
static const struct script_word *find_option(const struct script_command *command, const char *name,
	size_t least, const char **value)
{
	*value = NULL;
	for (size_t i = command->program + 1; i < command->words.count; i++) {
		const struct script_word *word = &command->words.items[i];
		const char *text = word->text.bytes;
		size_t length = strcspn(text, "=");
		if (length < least || length > strlen(name) || strncmp(text, name, length) != 0)
			continue;
		if (text[length] == '=')
			*value = text + length + 1;
		else if (i + 1 < command->words.count)
			*value = command->words.items[i + 1].text.bytes;
		return word;
	}
	return NULL;
}

static bool is_known_text(const char *text)
{
	return text != NULL && strchr(text, SHELL_HOLE) == NULL;
}

enum { LEAST_BASE = 4, LEAST_SYSTEM = 4, LEAST_CONDA = 4, LEAST_ACCEPT = 4 };

static void cotainr_base(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = next_build(check, "cotainr", "build", &i)) != NULL;) {
		bool base = find_option(command, "--base-image", LEAST_BASE, &value) != NULL;
		bool system = find_option(command, "--system", LEAST_SYSTEM, &value) != NULL;
		if (base != system || !all_known(command) || command_word(command, "-h") != NULL ||
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

	for (size_t i = 0; (command = next_build(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			find_option(command, "--base-image", LEAST_BASE, &value);
		const struct site_recipe *recipe;
		struct image image = {0};
		if (word == NULL || !is_known_text(value))
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
		if (!is_subcommand(command, "build") || command->where == WHERE_CONTAINER)
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
	const struct script_command *command;
	bool cotainr;

	for (size_t i = 0; (command = next_running_build(check, &cotainr, &i)) != NULL;) {
		const struct script_value *binds =
			script_variable(check->script, command, "SINGULARITY_BIND");
		const char *module = loaded_bindings(check, command);
		bool set = binds->state == VALUE_KNOWN && binds->exported && binds->text.length > 0;
		if (!set && module == NULL)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "%s%s: a build has none of the places where these binds would go",
				     set ? "SINGULARITY_BIND is set" : "the module is loaded: ",
				     set ? "" : module),
			"%s", set ? "unset SINGULARITY_BIND before the build"
				  : "unload the module before the build");
	}
}

static void cotainr_licences(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = next_build(check, "cotainr", "build", &i)) != NULL;) {
		if (!check->script->has_header || command->piped || !all_known(command) ||
			command_word(command, "-h") != NULL ||
			command_word(command, "--help") != NULL ||
			find_option(command, "--accept-licenses", LEAST_ACCEPT, &value) != NULL)
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

static const struct site_module *module_with(const struct site *site, const char *program)
{
	YAML_EACH (const struct site_module, module, &site->modules)
		for (size_t i = 0; i < module->provides.count; i++)
			if (string_equal(module->provides.items[i], program))
				return module;
	return NULL;
}

static const char *module_name(const struct site_module *module)
{
	return module->name != NULL ? module->name : module->record.name;
}

static void unknown_system(struct check *check)
{
	const struct site_module *module = module_with(check->site, "cotainr");
	const struct script_command *command;
	const char *value;

	if (module == NULL || module->systems.count == 0)
		return;
	for (size_t i = 0; (command = next_build(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			find_option(command, "--system", LEAST_SYSTEM, &value);
		struct text all = TEXT_INIT;
		bool known = false;
		for (size_t s = 0; s < module->systems.count; s++) {
			known = known || (value != NULL &&
						 string_equal(value, module->systems.items[s]));
			text_append_format(
				&all, "%s%s", s > 0 ? ", " : "", module->systems.items[s]);
		}
		if (word != NULL && !known && is_known_text(value))
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
	const struct site_module *module = module_with(check->site, "proot");
	const struct script_command *command;
	bool cotainr, loaded = false;

	if (module == NULL || check->script->sources || check->script->incomplete)
		return;
	YAML_EACH (const struct site_module, other, &check->site->modules)
		for (size_t i = 0; i < other->provides.count; i++)
			loaded = loaded || (string_equal(other->provides.items[i], "proot") &&
						   script_module(check->script, module_name(other)) !=
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
			module->needs != NULL ? " " : "", module_name(module));
	}
}

/* The file that the script itself writes to this path; NULL when it does not. */
static const struct script_file *written_file(const struct check *check, const char *path)
{
	for (size_t i = 0; i < check->script->files.count; i++)
		if (string_equal(check->script->files.items[i]->path, path))
			return check->script->files.items[i];
	return NULL;
}

static const char *const wrappers[] = {
	"conda-containerize", "pip-containerize", "wrap-container", "wrap-install"};

static bool has_gpu_package(const struct script_file *file)
{
	static const char *const names[] = {"torch", "pytorch", "tensorflow", "tensorflow-rocm", "jax",
		"cupy", "vllm", "flash-attn"};
	struct package_list list;
	struct diags ignored = {0};
	const char *bytes = file->text.bytes;
	bool found = false;

	if (packages_read(file->path, packages_guess(bytes, file->text.length), bytes,
		    file->text.length, &list, &ignored))
		for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
			found = found || packages_find_conda(&list, names[i]) != NULL ||
				packages_find_pip(&list, names[i]) != NULL;
	packages_release(&list);
	diags_release(&ignored);
	return found;
}

static void wrapped_gpu_packages(struct check *check)
{
	for (size_t w = 0; w < 2; w++) {
		const struct script_command *command;
		for (size_t i = 0;
			(command = next_build(check, wrappers[w], "new", &i)) != NULL;) {
			const struct script_word *last =
				&command->words.items[command->words.count - 1];
			const struct script_file *file =
				last->known ? written_file(check, last->text.bytes) : NULL;
			if (file != NULL && has_gpu_package(file))
				finding_hint(check_find(check, script_word_span(last),
						     "packages for GPUs, in a container that has no "
						     "ROCm"),
					"build it with cotainr on a base image for GPUs");
		}
	}
}

/* The value of -w, --wrapper-paths; NULL without it. */
static const char *wrapper_paths(const struct script_command *command, const struct script_word **word)
{
	const char *value;

	*word = find_option(command, "--wrapper-paths", strlen("--w"), &value);
	for (size_t i = command->program + 1; *word == NULL && i < command->words.count; i++) {
		const char *text = command->words.items[i].text.bytes;
		if (strncmp(text, "-w", 2) != 0)
			continue;
		*word = &command->words.items[i];
		value = text[2] != '\0' ? text + 2
			: i + 1 < command->words.count
				? command->words.items[i + 1].text.bytes
				: NULL;
	}
	return *word != NULL ? value : NULL;
}

static void wrapped_paths(struct check *check)
{
	const struct script_command *command;

	for (size_t i = 0; (command = check_next(check, "wrap-container", &i)) != NULL;) {
		const struct script_word *word;
		const char *value = wrapper_paths(command, &word);
		/* Without any argument it prints its help. */
		if (!all_known(command) || command->words.count < command->program + 2 ||
			command_word(command, "-h") != NULL ||
			command_word(command, "--help") != NULL)
			continue;
		if (word == NULL)
			finding_hint(check_find(check, command_span(command),
					     "wrap-container needs -w with the folders of the programs"),
				"-w /opt/conda/bin, for example: absolute paths inside the image");
		else if (is_known_text(value) && value[0] != '/')
			finding_hint(check_find(check, script_word_span(word),
					     "'%s' is no absolute path inside the image", value),
				"begin it with '/'");
	}
}

/* Whether the word begins with the home folder as it is written. */
static bool is_below_home(const struct script_word *word)
{
	const struct shell_part *part = word->source != NULL ? word->source->parts : NULL;

	if (script_word_starts(word, "~/") || script_word_is(word, "~"))
		return true;
	if (part != NULL && part->kind == PART_TEXT && string_starts(word->text.bytes, "--prefix="))
		part = part->next;
	return part != NULL && part->kind == PART_VARIABLE && string_equal(part->name, "HOME");
}

static void wrapped_into_home(struct check *check)
{
	for (size_t w = 0; w < ARRAY_LENGTH(wrappers); w++) {
		const struct script_command *command;
		for (size_t i = 0; (command = check_next(check, wrappers[w], &i)) != NULL;) {
			for (size_t n = command->program + 1; n < command->words.count; n++) {
				const struct script_word *word = &command->words.items[n];
				bool here = strncmp(word->text.bytes, "--prefix=", 9) == 0;
				if (script_word_is(word, "--prefix") && n + 1 < command->words.count)
					word = &command->words.items[n + 1];
				else if (!here)
					continue;
				if (is_below_home(word))
					finding_hint(
						check_find(check, script_word_span(word),
							"the home folder is small: an environment "
							"of this size does not belong there"),
						"take a folder of the project");
			}
		}
	}
}

static void easybuild_modules(struct check *check)
{
	const struct site_module *module = module_with(check->site, "eb");
	size_t index = 0;
	const struct script_command *command = check_next(check, "eb", &index);
	struct strings needs = {0};

	if (module == NULL || module->needs == NULL || command == NULL || check->script->sources ||
		script_module(check->script, module_name(module)) == NULL)
		return;
	strings_split(&needs, module->needs, ' ');
	for (size_t i = 0; i < needs.count; i++) {
		char *name = xstrndup(needs.items[i], strcspn(needs.items[i], "/"));
		if (needs.items[i][0] != '\0' && script_module(check->script, name) == NULL) {
			finding_hint(check_find(check, command_span(command),
					     "the module '%s' is not loaded, so eb installs for "
					     "something else than containers",
					     needs.items[i]),
				"module load %s %s", module->needs, module_name(module));
			free(name);
			break;
		}
		free(name);
	}
	strings_release(&needs);
}

static void easybuild_again(struct check *check)
{
	const struct script_command *command;

	for (size_t i = 0; (command = check_next(check, "eb", &i)) != NULL;) {
		const struct script_word *again = command_word(command, "--rebuild");
		if (again == NULL)
			again = command_word(command, "--force");
		if (again == NULL)
			again = command_word(command, "-f");
		for (size_t w = command->program + 1; again != NULL && w < command->words.count; w++) {
			const struct script_word *word = &command->words.items[w];
			if (word->known && string_ends(word->text.bytes, ".eb") &&
				strstr(word->text.bytes, "-singularity") != NULL) {
				finding_hint(check_find(check, script_word_span(again),
						     "installing a container again empties its folder, "
						     "with what you have added to it"),
					"save the environment that you have added, as a squashfs "
					"file for example");
				break;
			}
		}
	}
}

static void requirements_for_conda(struct check *check)
{
	const struct script_command *command;
	const char *value;

	for (size_t i = 0; (command = next_build(check, "cotainr", "build", &i)) != NULL;) {
		const struct script_word *word =
			find_option(command, "--conda-env", LEAST_CONDA, &value);
		if (word != NULL && is_known_text(value) && string_ends(value, ".txt"))
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
	{"T14", SEVERITY_WARNING, "packages for GPUs in a container without ROCm",
		wrapped_gpu_packages},
	{"T15", SEVERITY_ERROR, "wrap-container without absolute paths", wrapped_paths},
	{"T16", SEVERITY_WARNING, "an environment in the home folder", wrapped_into_home},
	{"T17", SEVERITY_WARNING, "eb without the modules for containers", easybuild_modules},
	{"T18", SEVERITY_WARNING, "a container that is installed again", easybuild_again},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

/* The one rule of this family that looks at scripts. */
const struct rule rules_package_files[] = {
	{"Y11", SEVERITY_ERROR, "a requirements file where conda wants its own", requirements_for_conda},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

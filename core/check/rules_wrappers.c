#include "check/build_commands.h"

#include "check/packages.h"

/* T: commands that wrap or install environments (Tykky, EasyBuild). */

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
			(command = build_next(check, wrappers[w], "new", &i)) != NULL;) {
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

	*word = build_option_word(command, "--wrapper-paths", strlen("--w"), &value);
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
		if (!build_words_known(command) || command->words.count < command->program + 2 ||
			command_word(command, "-h") != NULL ||
			command_word(command, "--help") != NULL)
			continue;
		if (word == NULL)
			finding_hint(check_find(check, command_span(command),
					     "wrap-container needs -w with the folders of the programs"),
				"-w /opt/conda/bin, for example: absolute paths inside the image");
		else if (build_text_known(value) && value[0] != '/')
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
	const struct site_module *module = site_module_with(check->site, "eb");
	size_t index = 0;
	const struct script_command *command = check_next(check, "eb", &index);
	struct strings needs = {0};

	if (module == NULL || module->needs == NULL || command == NULL || check->script->sources ||
		script_module(check->script, site_module_name(module)) == NULL)
		return;
	strings_split(&needs, module->needs, ' ');
	for (size_t i = 0; i < needs.count; i++) {
		char *name = xstrndup(needs.items[i], strcspn(needs.items[i], "/"));
		if (needs.items[i][0] != '\0' && script_module(check->script, name) == NULL) {
			finding_hint(check_find(check, command_span(command),
					     "the module '%s' is not loaded, so eb installs for "
					     "something else than containers",
					     needs.items[i]),
				"module load %s %s", module->needs, site_module_name(module));
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

const struct rule rules_wrappers[] = {
	{"T14", SEVERITY_WARNING, "packages for GPUs in a container without ROCm",
		wrapped_gpu_packages},
	{"T15", SEVERITY_ERROR, "wrap-container without absolute paths", wrapped_paths},
	{"T16", SEVERITY_WARNING, "an environment in the home folder", wrapped_into_home},
	{"T17", SEVERITY_WARNING, "eb without the modules for containers", easybuild_modules},
	{"T18", SEVERITY_WARNING, "a container that is installed again", easybuild_again},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

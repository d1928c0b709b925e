#include "check/rules_paths_parts.h"

/* P: packages that are installed where they should not be, or that fill the home. */

/* The index of `install` in "pip install", "python -m pip install"; 0 for another command. */
static size_t pip_install(const struct script_command *command)
{
	const struct script_words *words = &command->words;
	size_t at = command->program + 1;

	if (string_starts(command->name, "python") && at + 1 < words->count &&
		script_word_is(&words->items[at], "-m") && script_word_is(&words->items[at + 1], "pip"))
		at += 2;
	else if (!string_equal(command->name, "pip") && !string_equal(command->name, "pip3"))
		return 0;
	return at < words->count && script_word_is(&words->items[at], "install") ? at : 0;
}

static bool has_option(const struct script_command *command, size_t first, const char *const *names)
{
	for (size_t i = first; i < command->words.count; i++) {
		const struct script_word *word = &command->words.items[i];
		if (word->splits)
			return true; /* it may be any option */
		for (const char *const *name = names; *name != NULL; name++) {
			size_t length = strlen(*name);
			if (strncmp(word->text.bytes, *name, length) == 0 &&
				(word->text.bytes[length] == '\0' || word->text.bytes[length] == '='))
				return true;
		}
	}
	return false;
}

/* Whether pip is told another place than that of its Python, or is not asked to install. */
static bool goes_elsewhere(
	const struct check *check, const struct script_command *command, size_t at)
{
	static const char *const options[] = {"-t", "--target", "--prefix", "--root", "--dry-run",
		"--break-system-packages", "-h", "--help", "--python", NULL};
	static const char *const variables[] = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT",
		"PYTHONUSERBASE", "VIRTUAL_ENV", "PATH", "SINGULARITYENV_PREPEND_PATH",
		"SINGULARITYENV_PYTHONUSERBASE", "SINGULARITYENV_PIP_TARGET", "SINGULARITYENV_PATH"};

	if (has_option(command, at + 1, options))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++)
		if (script_variable(check->script, command, variables[i])->state != VALUE_UNSET)
			return true;
	return false;
}

/* pip of another folder is that of a virtual environment: venv/bin/pip. */
static bool is_by_path(const struct script_command *command)
{
	return strchr(command->words.items[command->program].text.bytes, '/') != NULL;
}

/* `conda create`, `mamba install` and their like, outside of containers. */
static bool is_conda_install(const struct script_command *command)
{
	static const char *const names[] = {"conda", "mamba", "micromamba"};
	static const char *const verbs[] = {"create", "install"};
	size_t at = command->program + 1;

	for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
		if (!string_equal(command->name, names[n]) || at >= command->words.count)
			continue;
		if (script_word_is(&command->words.items[at], "env"))
			at++;
		for (size_t v = 0; v < ARRAY_LENGTH(verbs); v++)
			if (at < command->words.count && script_word_is(&command->words.items[at], verbs[v]))
				return true;
	}
	return false;
}

/* Whether any word of any command names a place that is gone with the job. */
static bool works_on_node(const struct check *check)
{
	vector_each (const struct script_command, command, &check->script->commands)
		for (size_t i = 0; i < command->words.count; i++)
			for (size_t p = 0; p < check->site->unreachable.count; p++) {
				const char *place = check->site->unreachable.items[p];
				const char *found = strstr(command->words.items[i].text.bytes, place);
				if (found != NULL && found[strlen(place)] == '/')
					return true;
			}
	return false;
}

void rule_packages_without_container(struct check *check)
{
	static const char *const gone[] = {"--dry-run", "-h", "--help", NULL};

	if (!modules_are_known(check) || works_on_node(check))
		return;
	vector_each (const struct script_command, command, &check->script->commands) {
		size_t at = pip_install(command);
		bool conda = is_conda_install(command);
		if (command->where == WHERE_CONTAINER || command->function ||
			(at == 0 && !conda) || has_option(command, at + 1, gone))
			continue;
		finding_hint(check_find(check, command_span(command),
				     "%s makes tens of thousands of small files, which are slow to load and fill "
				     "the quota",
				     command->name),
			"put them into a container ('berth build' writes what is needed), or into one squashfs "
			"file");
		return;
	}
}

/* Whether the container may be written to, or has an environment of its own over the image. */
static bool is_open(const struct check *check, const struct script_command *command)
{
	for (size_t i = 0; i < check->script->containers.count; i++) {
		const struct script_container *container = check->script->containers.items[i];
		for (size_t w = 0; w < container->options.count; w++) {
			const struct script_word *word = &container->options.items[w];
			if (script_word_starts(word, "--writable") || script_word_is(word, "-w") ||
				script_word_starts(word, "--overlay") || script_word_is(word, "-o") ||
				script_word_is(word, "-H") || script_word_starts(word, "--home") ||
				script_word_is(word, "--no-home") || word->splits)
				return true;
		}
	}
	return is_by_path(command);
}

void rule_packages_in_home(struct check *check)
{
	static const char *const user[] = {"--user", NULL};
	const struct script *script = check->script;

	vector_each (const struct script_command, command, &script->commands) {
		size_t at = pip_install(command);
		bool asked;
		if (at == 0 || command->where != WHERE_CONTAINER ||
			goes_elsewhere(check, command, at) || is_open(check, command))
			continue;
		asked = has_option(command, at + 1, user);
		/* An environment may be active that this script does not show. */
		if (!asked && (script->sources || script->incomplete))
			continue;
		finding_hint(check_find(check, command_span(command),
				     "%s ~/.local, where every other container finds the packages, too",
				     asked ? "--user installs into"
					   : "the image cannot be written to, so pip installs into"),
			"make a virtual environment: python -m venv --system-site-packages DIR, and pack it "
			"into a squashfs file");
	}
}

void rule_all_cores_for_squashfs(struct check *check)
{
	const struct script_command *command;

	/* In a job the cores are the job's own. */
	for (size_t i = 0; !check->script->has_header &&
			   (command = check_next(check, "mksquashfs", &i)) != NULL;) {
		bool known = true;
		for (size_t w = command->program; w < command->words.count; w++)
			known = known && !command->words.items[w].splits;
		if (!known || command_word(command, "-processors") != NULL ||
			command->words.count < command->program + 3 ||
			(command->step != NULL && command->step->srun))
			continue;
		finding_hint(check_find_as(check, SEVERITY_NOTE, command_span(command),
				     "on a login node mksquashfs takes all cores from the others"),
			"add -processors 1, or run it in a job");
	}
}

void rule_pip_cache(struct check *check)
{
	static const char *const names[] = {"PIP_CACHE_DIR", "XDG_CACHE_HOME", "PIP_NO_CACHE_DIR", "HOME",
		"SINGULARITYENV_PIP_CACHE_DIR", "SINGULARITYENV_XDG_CACHE_HOME",
		"SINGULARITYENV_PIP_NO_CACHE_DIR"};
	static const char *const options[] = {
		"--no-cache-dir", "--cache-dir", "--dry-run", "-h", "--help", NULL};

	if (check->script->sources || check->script->incomplete)
		return;
	vector_each (const struct script_command, command, &check->script->commands) {
		size_t at = pip_install(command);
		bool set = false;
		if (at == 0 || command->where != WHERE_CONTAINER || has_option(command, at + 1, options))
			continue;
		for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
			set = set || script_variable(check->script, command, names[i])->state != VALUE_UNSET;
		if (set)
			continue;
		finding_hint(check_find(check, command_span(command),
				     "pip keeps what it loads in ~/.cache, and your home is small"),
			"add --no-cache-dir, or export PIP_CACHE_DIR=/tmp/$USER/pip");
		return;
	}
}

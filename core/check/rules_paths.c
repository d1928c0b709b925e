#include "base/files.h"
#include "check/rules_paths_parts.h"

#include "check/traps.h"

/* P: paths and caches. */

static bool is_set(
	const struct check *check, const struct script_command *command, const char *name)
{
	return script_variable(check->script, command, name)->state != VALUE_UNSET;
}

/* An image that is fetched from a registry: "docker://name". */
static const struct script_word *find_registry(const struct script_command *command)
{
	static const char *const schemes[] = {"docker://", "oras://", "library://", "shub://"};

	for (size_t i = command->program + 1; i < command->words.count; i++)
		for (size_t s = 0; s < ARRAY_LENGTH(schemes); s++)
			if (script_word_starts(&command->words.items[i], schemes[s]))
				return &command->words.items[i];
	return NULL;
}

static void rule_pull_cache(struct check *check)
{
	const char *program = path_base(check->site->container_command);
	char *variable = xasprintf("%s_CACHEDIR", site_container_prefix(check->site));
	const struct script_command *command;

	for (size_t i = 0; (command = check_next(check, program, &i)) != NULL;) {
		const struct script_word *registry = find_registry(command);
		if (registry == NULL || check->script->sources || check->script->incomplete ||
			is_set(check, command, variable) || is_set(check, command, "HOME") ||
			command_word(command, "--disable-cache") != NULL)
			continue;
		finding_hint(check_find(check, script_word_span(registry),
				     "the layers of the image are kept below your home, which is small and fills "
				     "up"),
			"before it: export %s=/tmp/$USER/cache; mkdir -p \"$%s\"", variable,
			variable);
		break;
	}
	free(variable);
}

/* Whether the command names a place for what it loads by an option. */
static bool names_folder(const struct script_step *step)
{
	static const char *const names[] = {"cache-dir", "local-dir", "download-dir"};
	struct step_option option;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (step_program_option(step, names[i], &option))
			return true;
	return false;
}

static bool uses_cache(const struct site_cache *cache, const struct script_step *step)
{
	for (size_t i = 0; i < cache->programs.count; i++)
		if (string_equal(cache->programs.items[i], step->program_name) ||
			(string_equal(cache->programs.items[i], "vllm") && step_is_vllm(step)))
			return true;
	return false;
}

static void rule_kept_caches(struct check *check)
{
	for (size_t s = 0; s < check->script->steps.count; s++) {
		const struct script_step *step = check->script->steps.items[s];
		if (names_folder(step) || !step_lacks(check, step, "XDG_CACHE_HOME") ||
			!step_lacks(check, step, "HOME") || !modules_are_known(check))
			continue;
		YAML_EACH (const struct site_cache, cache, &check->site->caches) {
			const char *name = cache->record.name;
			if (cache->place != CACHE_KEPT || !uses_cache(cache, step) ||
				!step_lacks(check, step, name))
				continue;
			finding_hint(check_find(check, step_span(check, step),
					     "%s is not set: what %s loads goes into your home, which is small", name,
					     step->program_name),
				"export %s=... to a folder on scratch", name);
			break;
		}
	}
}

static bool is_for(const struct site_cache *cache, const char *framework)
{
	for (size_t i = 0; i < cache->frameworks.count; i++)
		if (framework != NULL && string_equal(cache->frameworks.items[i], framework))
			return true;
	return false;
}

/* Whether the path lies in one of the file systems that all nodes share. */
static bool is_shared(const struct site *site, const char *path)
{
	YAML_EACH (const struct site_linked_filesystem, shared, &site->linked_filesystems) {
		size_t length = strlen(shared->record.name);
		if (strncmp(path, shared->record.name, length) == 0 && path[length] == '/')
			return true;
	}
	return false;
}

static void rule_node_caches(struct check *check)
{
	const struct script *script = check->script;

	if (!script->has_header || !script->uses_gpus || script->type == NULL || script->type->gcds == 0)
		return;
	for (size_t s = 0; s < script->steps.count; s++) {
		const struct script_step *step = script->steps.items[s];
		const struct script_container *container = step->container;
		if (container == NULL || !step_runs_python(step))
			continue;
		YAML_EACH (const struct site_cache, cache, &check->site->caches) {
			const char *name = cache->record.name;
			const struct script_value *value = step_variable(check, step, name);
			if (cache->place != CACHE_NODE || cache->when != WHEN_GPU ||
				!is_for(cache, container->image.image.name.framework))
				continue;
			if ((value->state == VALUE_KNOWN || value->state == VALUE_PARTLY) &&
				value->span.end > value->span.start &&
				is_shared(check->site, value->text.bytes))
				finding_hint(check_find(check, value->span,
						     "%s is on a file system that all nodes share, where locks are slow",
						     name),
					"take a folder of the node: %s", cache->folder);
			else if (value->state == VALUE_UNSET && step_lacks(check, step, name) &&
				 step_lacks(check, step, "HOME") && modules_are_known(check))
				finding_hint(check_find_as(check, SEVERITY_NOTE, step_span(check, step),
						     "%s is not set: what is compiled for the GPUs goes into your home",
						     name),
					"export %s=%s", name, cache->folder);
		}
	}
}

static void rule_unread_variable(struct check *check)
{
	traps_look(check, TRAP_UNREAD);
}

/* The value of the last assignment of a variable in the batch script. */
static const struct shell_word *batch_value(const struct check *check, const char *name)
{
	const struct shell_word *value = NULL;

	vector_each (const struct script_command, command, &check->script->commands)
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next)
			if (string_equal(a->name, name))
				value = command->where == WHERE_BATCH ? a->value : NULL;
	return value;
}

/* Whether the word holds what mktemp made in the batch script: by itself, or by one variable. */
static bool is_temporary(const struct check *check, const struct shell_word *word, int depth)
{
	for (const struct shell_part *part = word != NULL ? word->parts : NULL; part != NULL;
		part = part->next) {
		if (part->kind == PART_COMMAND && part->script != NULL && part->script->words != NULL &&
			shell_word_is(part->script->words, "mktemp"))
			return true;
		if (part->kind == PART_VARIABLE && depth < 2 &&
			is_temporary(check, batch_value(check, part->name), depth + 1))
			return true;
	}
	return false;
}

static bool makes_folders_in_tasks(const struct script *script)
{
	vector_each (const struct script_command, command, &script->commands)
		if (command->where != WHERE_BATCH && string_equal(command->name, "mkdir"))
			return true;
	return false;
}

static void rule_cache_of_first_node(struct check *check)
{
	if (makes_folders_in_tasks(check->script))
		return;
	for (size_t s = 0; s < check->script->steps.count; s++) {
		const struct script_step *step = check->script->steps.items[s];
		if (!step_is_spread(check, step))
			continue;
		YAML_EACH (const struct site_cache, cache, &check->site->caches) {
			const struct script_value *value = step_variable(check, step, cache->record.name);
			if (cache->place != CACHE_NODE || value->state != VALUE_PARTLY ||
				value->span.end <= value->span.start ||
				!is_temporary(check, batch_value(check, cache->record.name), 0))
				continue;
			finding_hint(check_find(check, value->span,
					     "mktemp makes the folder of %s on the first node only",
					     cache->record.name),
				"%s=%s, and make it in each task", cache->record.name, cache->folder);
		}
	}
}

/* "/pfs/lustrep1/scratch/project_x": the path behind the linked file system ("/project_x"), and
 * which that is. */
static const char *behind_link(
	const struct site *site, const char *path, const struct site_linked_filesystem **which)
{
	YAML_EACH (const struct site_linked_filesystem, linked, &site->linked_filesystems) {
		size_t target = linked->target != NULL ? strlen(linked->target) : 0;
		size_t length = strlen(linked->record.name), server;
		if (target == 0 || strncmp(path, linked->target, target) != 0 || path[target] != '/')
			continue;
		server = target + 1 + strcspn(path + target + 1, "/");
		if (strncmp(path + server, linked->record.name, length) == 0 &&
			path[server + length] == '/') {
			*which = linked;
			return path + server + length;
		}
	}
	return NULL;
}

static void check_path(struct check *check, const char *text, struct shell_span span)
{
	const struct site_linked_filesystem *which;

	/* Also behind "--data=" and in a list of binds. */
	for (const char *p = text; *p != '\0'; p++) {
		const char *rest = NULL;
		if (p == text || strchr("=:,", p[-1]) != NULL)
			rest = behind_link(check->site, p, &which);
		if (rest == NULL)
			continue;
		finding_hint(check_find(check, span,
				     "the path names the disk that the folder is on today: '%.*s'",
				     (int)strcspn(p, "=:,"), p),
			"%s%.*s stays the same when it moves", which->record.name,
			(int)strcspn(rest, "=:,"), rest);
		return;
	}
}

static void rule_path_of_the_disk(struct check *check)
{
	const struct script *script = check->script;

	vector_each (const struct script_command, command, &script->commands) {
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next) {
			struct shell_text value;
			if (a->value != NULL && !a->array &&
				shell_word_text(&check->script->shell, a->value, &value))
				check_path(check, value.bytes, a->value->span);
		}
		/* Only what is written here, and not what came out of a variable. */
		for (size_t i = command->program; i < command->words.count; i++) {
			const struct script_word *word = &command->words.items[i];
			if (word->source != NULL && word->source->parts != NULL &&
				word->source->parts->kind == PART_TEXT && strpbrk(word->text.bytes, " \n") == NULL)
				check_path(check, word->text.bytes, script_word_span(word));
		}
	}
}

static void rule_documented_account(struct check *check)
{
	const struct script_option *option = script_header(check->script, "account");
	const struct yaml_strings *documented = &check->site->account.documented;

	for (size_t i = 0; option != NULL && option->value.bytes != NULL && i < documented->count; i++)
		if (string_equal(option->value.bytes, documented->items[i]))
			finding_hint(check_find(check, option->value_span,
					     "'%s' is the project of examples in documents", documented->items[i]),
				"put your own project here");
}

const struct rule rules_paths[] = {
	{"P01", SEVERITY_WARNING, "layers of images kept in the home folder", rule_pull_cache},
	{"P02", SEVERITY_NOTE, "models kept in the home folder", rule_kept_caches},
	{"P03", SEVERITY_WARNING, "compiled code kept where locks are slow", rule_node_caches},
	{"P04", SEVERITY_WARNING, "a variable that no program reads", rule_unread_variable},
	{"P05", SEVERITY_NOTE, "a folder that only the first node has", rule_cache_of_first_node},
	{"P06", SEVERITY_WARNING, "packages installed without a container",
		rule_packages_without_container},
	{"P07", SEVERITY_WARNING, "packages installed into ~/.local", rule_packages_in_home},
	{"P10", SEVERITY_WARNING, "mksquashfs with all cores of a login node",
		rule_all_cores_for_squashfs},
	{"P11", SEVERITY_NOTE, "the cache of pip in the home folder", rule_pip_cache},
	{"P12", SEVERITY_WARNING, "a path with the name of a disk", rule_path_of_the_disk},
	{"P13", SEVERITY_NOTE, "the project of an example", rule_documented_account},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

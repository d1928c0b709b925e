#include "check/rules_containers_parts.h"

/* What the rules of the families C and M ask of a script. */

/* --- modules ------------------------------------------------------------------------------- */

enum { LOADED_MAX = 64 };

/* The name of a module without its version. */
static bool names_module(const struct site_module *module, const char *word)
{
	size_t length = strcspn(word, "/");
	const char *name = module->name != NULL ? module->name : module->record.name;

	return strlen(name) == length && strncmp(name, word, length) == 0;
}

static bool same_name(const char *a, const char *b)
{
	size_t length = strcspn(a, "/");

	return length == strcspn(b, "/") && strncmp(a, b, length) == 0;
}

static void unload_module(struct modules_at *modules, const char *name, bool surely)
{
	size_t kept = 0;

	for (size_t i = 0; i < modules->loaded.count; i++) {
		struct loaded_module loaded = modules->loaded.items[i];
		if (name == NULL || same_name(loaded.word->text.bytes, name)) {
			if (surely)
				continue;
			loaded.surely = false;
		}
		modules->loaded.items[kept++] = loaded;
	}
	modules->loaded.count = kept;
}

static void load_module(const struct check *check, struct modules_at *modules,
	const struct script_word *word, size_t command)
{
	const char *marker = check->site->container_module.marker;
	struct loaded_module loaded = {.word = word,
		.command = command,
		.surely = !check->script->commands.items[command].conditional};

	if (loaded.surely)
		unload_module(modules, word->text.bytes, true);
	if (modules->loaded.count >= LOADED_MAX) {
		modules->unknown = true;
		return;
	}
	loaded.container = marker != NULL && strstr(word->text.bytes, marker) != NULL;
	YAML_EACH (const struct site_module, module, &check->site->modules)
		if (word->text.bytes[0] != SHELL_HOLE && names_module(module, word->text.bytes))
			loaded.module = module;
	vector_push(&modules->loaded, loaded);
}

static void go_through(const struct check *check, struct modules_at *modules, size_t index)
{
	const struct script_command *command = &check->script->commands.items[index];
	bool ml = string_equal(command->name, "ml");
	const char *action = "load";
	size_t i = command->program + 1;

	if (!ml && !string_equal(command->name, "module"))
		return;
	if (i < command->words.count) {
		static const char *const actions[] = {"load", "add", "swap", "switch", "unload", "rm",
			"del", "purge", "use", "unuse", "restore", "list", "avail", "spider", "show", "save"};
		const char *word = command->words.items[i].text.bytes;
		bool known = false;
		for (size_t a = 0; a < ARRAY_LENGTH(actions); a++)
			known |= string_equal(word, actions[a]);
		if (known || !ml) {
			action = word;
			i++;
		}
	}
	if (string_equal(action, "purge"))
		unload_module(modules, NULL, !command->conditional);
	else if (string_equal(action, "restore"))
		modules->unknown = true;
	for (; i < command->words.count; i++) {
		const char *word = command->words.items[i].text.bytes;
		bool surely = !command->conditional;
		if (string_equal(action, "load") || string_equal(action, "add")) {
			if (ml && word[0] == '-' && word[1] != '-')
				unload_module(modules, word + 1, surely);
			else if (word[0] != '-')
				load_module(check, modules, &command->words.items[i], index);
		} else if (string_equal(action, "unload") || string_equal(action, "rm") ||
			   string_equal(action, "del")) {
			unload_module(modules, word, surely);
		} else if (string_equal(action, "swap") || string_equal(action, "switch")) {
			load_module(check, modules, &command->words.items[i], index);
			modules->unknown = true; /* which one goes and which comes is not worth it */
		}
	}
}

void modules_go(const struct check *check, struct modules_at *modules, size_t command)
{
	while (modules->next < command && modules->next < check->script->commands.count)
		go_through(check, modules, modules->next++);
}

void modules_release(struct modules_at *modules)
{
	vector_release(&modules->loaded);
}

bool modules_may_bind(const struct modules_at *modules)
{
	vector_each (const struct loaded_module, loaded, &modules->loaded)
		if (loaded->module == NULL || loaded->module->binds || loaded->container)
			return true;
	return modules->unknown;
}

bool modules_may_contain(const struct modules_at *modules)
{
	vector_each (const struct loaded_module, loaded, &modules->loaded)
		if (loaded->module == NULL || loaded->container)
			return true;
	return modules->unknown;
}

/* --- containers ------------------------------------------------------------------------------ */

const struct script_command *container_command(
	const struct check *check, const struct script_container *container)
{
	return &check->script->commands.items[container->command];
}

struct shell_span image_span(const struct script_container *container)
{
	return script_word_span(&container->image.path);
}

bool on_several_nodes(const struct script_container *container)
{
	const struct script_step *step = container->step;

	return step != NULL && step->srun && !step->heterogeneous && step->nodes.known &&
	       step->nodes.value > 1;
}

const struct script_container *command_container(
	const struct check *check, const struct script_command *command)
{
	const struct script *script = check->script;
	size_t low, high, depth = 0;

	while (command->parent != SIZE_MAX && command->parent < script->commands.count &&
		depth++ < 64) {
		/* Containers stand in the order of their commands. */
		for (low = 0, high = script->containers.count; low < high;) {
			size_t middle = low + (high - low) / 2;
			if (script->containers.items[middle]->command < command->parent)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < script->containers.count &&
			script->containers.items[low]->command == command->parent)
			return script->containers.items[low];
		command = &script->commands.items[command->parent];
	}
	return NULL;
}

const struct shell_part *words_variable(
	const struct shell_word *words, const char *name, bool more)
{
	for (; words != NULL; words = words->next)
		for (const struct shell_part *part = words->parts; part != NULL; part = part->next)
			if (part->kind == PART_VARIABLE &&
				(string_equal(part->name, name) ||
					(more && string_starts(part->name, name))))
				return part;
	return NULL;
}

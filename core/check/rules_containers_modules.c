#include "check/rules_containers_parts.h"

/* Modules that set the binds of containers, or bring containers. */

static bool has_string(const struct yaml_strings *strings, const char *string)
{
	for (size_t i = 0; i < strings->count; i++)
		if (string_equal(strings->items[i], string))
			return true;
	return false;
}

static struct shell_span module_span(const struct loaded_module *loaded)
{
	return script_word_span(loaded->word);
}

static const char *module_name(const struct loaded_module *loaded)
{
	return loaded->module->record.name;
}

void rule_wrong_module(struct check *check)
{
	struct modules_at modules = {0};

	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		const char *family = container->image.image.name.family;
		modules_go(check, &modules, container->command);
		if (family == NULL || container->image.recipe == NULL)
			continue;
		vector_each (const struct loaded_module, loaded, &modules.loaded) {
			struct finding *finding;
			if (!loaded->surely || loaded->module == NULL ||
				loaded->module->families.count == 0 || loaded->module->broken != NULL ||
				has_string(&loaded->module->families, family))
				continue;
			finding = check_find(check, module_span(loaded),
				"the binds of %s are not those that the image '%s' needs", module_name(loaded),
				container->image.image.file);
			if (container->image.recipe->bindings_module != NULL)
				finding_hint(finding, "load %s instead",
					container->image.recipe->bindings_module);
			else
				finding_hint(finding, "leave it out; berth bind compose --image IMAGE tells what it "
						      "needs");
		}
	}
	modules_release(&modules);
}

void rule_two_modules(struct check *check)
{
	struct modules_at modules = {0};
	const struct loaded_module *first = NULL;

	vector_each (struct script_container *const, item, &check->script->containers) {
		modules_go(check, &modules, (*item)->command);
		first = NULL;
		vector_each (const struct loaded_module, loaded, &modules.loaded) {
			if (!loaded->surely || (!loaded->container && (loaded->module == NULL || !loaded->module->binds)))
				continue;
			/* Two container modules: each is for its own container, perhaps. */
			if (first != NULL && !(first->container && loaded->container))
				finding_hint(check_find(check, module_span(loaded),
						     "'%s' and '%s' each set all binds of containers: the later one wins, "
						     "or does not load at all",
						     first->word->text.bytes, loaded->word->text.bytes),
					"load one of them, and add what else you need with --bind");
			first = first != NULL ? first : loaded;
		}
	}
	modules_release(&modules);
}

/* A piece that is one hole alone may hold what the module has set. */
static bool has_list_hole(const struct shell_text *text)
{
	for (size_t i = 0; i < text->length; i++)
		if (text->bytes[i] == SHELL_HOLE && (i == 0 || text->bytes[i - 1] == ','))
			return true;
	return false;
}

void rule_binds_overwritten(struct check *check)
{
	const struct script *script = check->script;
	char *variable = xasprintf("%s_BIND", site_container_prefix(check->site));
	struct modules_at modules = {0};

	for (size_t i = 0; i < script->commands.count; i++) {
		const struct script_command *command = &script->commands.items[i];
		const struct loaded_module *binding = NULL;
		for (const struct shell_assignment *a = command->node->assignments; a != NULL; a = a->next) {
			const struct script_value *value;
			if (!string_equal(a->name, variable) || a->append || a->array ||
				a->value == NULL || words_variable(a->value, a->name, false) != NULL)
				continue;
			modules_go(check, &modules, i);
			vector_each (const struct loaded_module, loaded, &modules.loaded)
				if (loaded->surely &&
					(loaded->container || (loaded->module != NULL && loaded->module->binds)))
					binding = loaded;
			/* As it is behind this command. */
			value = i + 1 < script->commands.count
					? script_variable(script, &script->commands.items[i + 1], a->name)
					: NULL;
			if (binding == NULL || value == NULL || value->text.length == 0 ||
				value->span.start != a->span.start || has_list_hole(&value->text))
				continue;
			finding_hint(check_find(check, a->span,
					     "this throws away the binds that the module '%s' has set",
					     binding->word->text.bytes),
				"export %s=\"$%s,...\"", variable, variable);
		}
	}
	modules_release(&modules);
	free(variable);
}

void rule_host_mpi_module(struct check *check)
{
	struct modules_at modules = {0};

	vector_each (struct script_container *const, item, &check->script->containers) {
		modules_go(check, &modules, (*item)->command);
		if ((*item)->image.image.name.family == NULL)
			continue;
		vector_each (const struct loaded_module, loaded, &modules.loaded)
			if (loaded->surely && loaded->module != NULL && loaded->module->binds &&
				loaded->module->families.count == 0 && loaded->module->broken == NULL)
				finding_hint(check_find(check, module_span(loaded),
						     "%s puts the host's MPI and libraries into the container, over those "
						     "that '%s' has",
						     module_name(loaded), (*item)->image.image.file),
					"%s%s",
					(*item)->image.recipe != NULL && (*item)->image.recipe->bindings_module != NULL
						? "load instead "
						: "leave it out; this image does not need it",
					(*item)->image.recipe != NULL && (*item)->image.recipe->bindings_module != NULL
						? (*item)->image.recipe->bindings_module
						: "");
	}
	modules_release(&modules);
}

/* A module whose releases differ in what they hold: the site names a version, and others need it. */
static bool is_stack(const struct check *check, const struct site_module *module)
{
	size_t length = strlen(module->record.name);

	YAML_EACH (const struct site_module, other, &check->site->modules)
		if (other->needs != NULL && strncmp(other->needs, module->record.name, length) == 0 &&
			other->needs[length] == '/')
			return true;
	return false;
}

void rule_stack_version(struct check *check)
{
	struct modules_at modules = {0};
	const struct loaded_module *stack = NULL;

	modules_go(check, &modules, check->script->commands.count);
	vector_each (const struct loaded_module, loaded, &modules.loaded) {
		if (loaded->module != NULL && strchr(loaded->word->text.bytes, '/') == NULL &&
			loaded->word->known && loaded->module->version != NULL &&
			is_stack(check, loaded->module))
			stack = loaded;
		if (stack == NULL || !loaded->container)
			continue;
		finding_hint(check_find(check, module_span(stack),
				     "without a version this is another one after the next update, and '%s' may not "
				     "be found in it",
				     loaded->word->text.bytes),
			"module load %s/%s", module_name(stack), stack->module->version);
		break;
	}
	modules_release(&modules);
}

void rule_broken_module(struct check *check)
{
	vector_each (const struct script_command, command, &check->script->commands) {
		struct modules_at modules = {.next = (size_t)(command - check->script->commands.items)};
		if (!string_equal(command->name, "module") && !string_equal(command->name, "ml"))
			continue;
		modules_go(check, &modules, modules.next + 1);
		vector_each (const struct loaded_module, loaded, &modules.loaded)
			if (loaded->module != NULL && loaded->module->broken != NULL)
				finding_hint(check_find(check, module_span(loaded), "module '%s': %s",
						     module_name(loaded), loaded->module->broken),
					"leave it out; berth bind compose --image IMAGE tells what an image needs");
		modules_release(&modules);
	}
}

void rule_absent_module_path(struct check *check)
{
	size_t index = 0;
	const struct script_command *command;

	while ((command = check_next(check, "module", &index)) != NULL)
		for (size_t i = command->program + 2; i < command->words.count; i++) {
			const struct script_word *word = &command->words.items[i];
			if (!script_word_is(&command->words.items[command->program + 1], "use"))
				break;
			YAML_EACH (const struct site_absent, absent, &check->site->absent_paths) {
				size_t length = strlen(absent->record.name);
				struct finding *finding;
				if (strncmp(word->text.bytes, absent->record.name, length) != 0 ||
					(word->text.bytes[length] != '\0' && word->text.bytes[length] != '/'))
					continue;
				finding = check_find(check, script_word_span(word), "'%s' is not there%s%s",
					absent->record.name, absent->why != NULL ? ": " : "",
					absent->why != NULL ? absent->why : "");
				if (absent->instead != NULL)
					finding_hint(finding, "%s", absent->instead);
			}
		}
}

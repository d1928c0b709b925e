#include "check/rules_containers_parts.h"

#include "base/files.h"
#include "image/rocm.h"

/* Images, what they need and where they lie. */

/* Whether the path lies below the folder; holes are in none. */
static bool lies_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length > 0 && strncmp(path, folder, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0' || folder[length - 1] == '/');
}

/* --- binds ----------------------------------------------------------------------------------- */

/* The host's libraries among what a recipe binds: without any of them there is no fast network. */
static bool is_library(const struct bind *bind)
{
	return string_starts(bind->source, "/opt/") || string_starts(bind->source, "/usr/");
}

/* Counts those that are not bound, and names them. */
static size_t name_missing(
	const struct bind_set *needed, const struct bind_set *set, size_t *all, struct text *names)
{
	size_t missing = 0;

	*all = 0;
	vector_each (const struct bind, bind, needed) {
		if (!is_library(bind))
			continue;
		++*all;
		if (bind_set_covers(set, bind->destination))
			continue;
		missing++;
		text_append_format(names, "%s%s", names->length > 0 ? "," : "", bind->source);
	}
	return missing;
}

static void look_for_libraries(struct check *check, const struct script_container *container,
	const struct modules_at *modules)
{
	const struct site_recipe *recipe = container->image.recipe;
	struct bind_set needed = {0};
	struct seen_binds binds;
	struct text names = TEXT_INIT;
	struct diags ignored = {0};
	size_t all, missing;
	struct finding *finding;

	binds_read(check, container, modules, &binds);
	for (size_t i = 0; i < recipe->presets.count; i++)
		if (!bind_set_add_preset(&needed, check->site, recipe->presets.items[i], &ignored))
			binds.whole = false;
	missing = name_missing(&needed, &binds.set, &all, &names);
	if (binds.whole && missing > 0) {
		/* Some of the newest images hold one or the other themselves. */
		finding = check_find_as(check, missing == all ? check->rule->severity : SEVERITY_NOTE,
			image_span(container),
			"this image needs libraries of the host to talk between nodes, and nothing in the "
			"script binds %s",
			text_string(&names));
		if (recipe->bindings_module != NULL)
			finding_hint(finding, "load the module %s, or bind them with --bind",
				recipe->bindings_module);
		else
			finding_hint(finding, "add --bind %s", text_string(&names));
	}
	bind_set_release(&needed);
	binds_release(&binds);
	diags_release(&ignored);
	text_release(&names);
}

void rule_missing_binds(struct check *check)
{
	struct modules_at modules = {0};

	if (!check->script->has_header)
		return;
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		modules_go(check, &modules, container->command);
		if (container->image.recipe != NULL && container->image.recipe->family != NULL &&
			on_several_nodes(container))
			look_for_libraries(check, container, &modules);
	}
	modules_release(&modules);
}

/* --- MPI of the image --------------------------------------------------------------------------- */

static bool is_python(const char *name)
{
	return string_starts(name, "python");
}

/* Whether what runs in the container surely speaks MPI. */
static bool speaks_mpi(const struct check *check, const struct script_step *step)
{
	const struct script_words *words = &step->program;

	if (string_starts(step->program_name, "osu_"))
		return true;
	if (!is_python(step->program_name))
		return false;
	for (size_t i = 1; i < words->count; i++) {
		const char *text = words->items[i].text.bytes;
		if ((script_word_is(&words->items[i - 1], "-c") && strstr(text, "mpi4py") != NULL) ||
			(script_word_is(&words->items[i - 1], "-m") && string_starts(text, "mpi4py")))
			return true;
		for (size_t f = 0; f < check->script->files.count; f++) {
			const struct script_file *file = check->script->files.items[f];
			if (string_equal(file->path, string_starts(text, "./") ? text + 2 : text) &&
				(strstr(file->text.bytes, "import mpi4py") != NULL ||
					strstr(file->text.bytes, "from mpi4py") != NULL))
				return true;
		}
	}
	return false;
}

/* Whether the step has several tasks, on one node or more. */
static bool has_tasks(const struct script_step *step)
{
	return (step->tasks.known && step->tasks.value > 1) || step->tasks_here > 1 ||
	       (step->tasks_here == 1 && step->nodes.known && step->nodes.value > 1);
}

void rule_missing_pmi(struct check *check)
{
	struct modules_at modules = {0};

	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		const struct script_step *step = container->step;
		const struct site_recipe *recipe = container->image.recipe;
		const struct script_option *option;
		const struct script_value *value;
		modules_go(check, &modules, container->command);
		if (recipe == NULL || recipe->family == NULL || recipe->mpi == NULL || step == NULL ||
			!step->srun || step->options_unknown || !has_tasks(step) ||
			!speaks_mpi(check, step) || check->script->sources)
			continue;
		option = script_step_option(step, "mpi");
		value = script_variable(
			check->script, &check->script->commands.items[step->command], "SLURM_MPI_TYPE");
		if (option == NULL && (value->state != VALUE_UNSET || modules_may_bind(&modules)))
			continue;
		if (option != NULL && (!option->known || string_equal(option->value.bytes, recipe->mpi)))
			continue;
		finding_hint(check_find(check, option != NULL ? option->span : step_span(check, step),
				     "the image has an MPI of its own, and srun starts it in the way of the "
				     "machine's: every rank will be 'rank 0 of 1'"),
			"srun --mpi=%s, or load the module %s, which sets SLURM_MPI_TYPE=%s", recipe->mpi,
			recipe->bindings_module != NULL ? recipe->bindings_module : "of its binds",
			recipe->mpi);
	}
	modules_release(&modules);
}

/* --- run and exec ------------------------------------------------------------------------------- */

void rule_exec_for_run(struct check *check)
{
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		const struct script_command *command = container_command(check, container);
		const struct script_words *words = &command->words;
		const struct script_value *value;
		struct finding *finding;
		if (container->image.recipe == NULL || container->image.recipe->start != START_RUN ||
			!string_equal(container->action, "exec"))
			continue;
		/* Only then something is lost that somebody asked for. */
		value = script_variable(check->script, command, "ROCR_USE_SLURM_LOCALID");
		finding = check_find_as(check,
			value->state == VALUE_KNOWN ? SEVERITY_WARNING : SEVERITY_NOTE,
			command_span(command), "`exec` passes over the runscript of this image, which %s",
			value->state == VALUE_KNOWN ? "is what obeys ROCR_USE_SLURM_LOCALID"
						    : "prepares the variables of the GPUs");
		finding_hint(finding, "%s run IMAGE PROGRAM", check->site->container_command);
		for (size_t i = command->program + 1; i < words->count; i++)
			if (script_word_is(&words->items[i], "exec")) {
				finding_fix(finding, script_word_span(&words->items[i]), "run");
				break;
			}
	}
}

void rule_script_without_interpreter(struct check *check)
{
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		const struct script_word *word = container->program.items;
		if (container->program.count == 0 || !word->known || strchr(word->text.bytes, '/') != NULL ||
			!string_ends(word->text.bytes, ".py") || word->text.bytes[0] == '-')
			continue;
		finding_hint(check_find(check, script_word_span(word),
				     "'%s' is looked for among the programs of the image, not in your folder",
				     word->text.bytes),
			"python %s", word->text.bytes);
	}
}

/* --- where images lie ----------------------------------------------------------------------------- */

static const struct site_root *find_root(const struct check *check, const struct script_word *path)
{
	YAML_EACH (const struct site_root, root, &check->site->roots)
		if (root->path != NULL && lies_below(path->text.bytes, root->path) &&
			path->text.bytes[strlen(root->path)] == '/')
			return root;
	return NULL;
}

static void look_at_roots(struct check *check, enum root_stability stability, const char *message,
	const char *hint)
{
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_container *container = *item;
		const struct site_root *root = container->image.path.text.bytes != NULL
						       ? find_root(check, &container->image.path)
						       : NULL;
		const char *file;
		bool latest;
		if (root == NULL)
			continue;
		file = path_base(container->image.path.text.bytes);
		latest = stability == ROOT_MOVES && root->stability == ROOT_KEPT &&
			 string_ends(file, "-latest.sif");
		if (latest || root->stability == (int)stability)
			finding_hint(check_find(check, image_span(container), "'%s' %s", file, message),
				"%s", hint);
	}
}

void rule_image_moves(struct check *check)
{
	look_at_roots(check, ROOT_MOVES,
		"is a link to what is newest: the job may find another image tomorrow",
		"name the image that it leads to (readlink -f), or copy it: then results can be repeated");
}

void rule_image_removed(struct check *check)
{
	look_at_roots(check, ROOT_REMOVED,
		"lies where images are for trying out, and may vanish without notice",
		"copy it to your project, and name the copy");
}

void rule_rocm(struct check *check)
{
	if (check->script->type == NULL || check->script->type->gcds == 0)
		return;
	vector_each (struct script_container *const, item, &check->script->containers) {
		struct rocm rocm = rocm_judge(check->site, &(*item)->image.image, NULL);
		struct text statement = TEXT_INIT, advice = TEXT_INIT;
		if (rocm.fit == ROCM_UNKNOWN || rocm.fit == ROCM_FITS)
			continue;
		rocm_append_statement(check->site, &rocm, &statement);
		rocm_append_advice(check->site, &rocm, &advice);
		/* Some old ones still run, and whoever writes such a script was warned by then. */
		finding_hint(check_find_as(check,
				     rocm.fit == ROCM_TOO_NEW ? SEVERITY_ERROR : SEVERITY_NOTE,
				     image_span(*item), "%s", text_string(&statement)),
			"%s", text_string(&advice));
		text_release(&statement);
		text_release(&advice);
	}
}

void rule_image_of_docker(struct check *check)
{
	/* AMD's own images: ROCm without the plugin that takes RCCL to Slingshot. */
	static const char *const plain[] = {"docker://rocm/", "docker://docker.io/rocm/"};

	vector_each (struct script_container *const, item, &check->script->containers) {
		const char *path = (*item)->image.path.text.bytes;
		for (size_t i = 0; path != NULL && on_several_nodes(*item) && i < ARRAY_LENGTH(plain); i++)
			if (string_starts(path, plain[i]))
				finding_hint(check_find(check, image_span(*item),
						     "this image of Docker Hub has no plugin for the network between "
						     "nodes: RCCL falls back to slow TCP"),
					"take an image that is made for this machine (berth image list)");
	}
}

/* Whether a command before the container brings something to this folder: sbcast, cp. */
static bool is_brought(const struct check *check, const char *folder, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		const struct script_command *command = &check->script->commands.items[i];
		if (string_equal(command->name, "srun") || string_equal(command->name, "singularity") ||
			string_equal(command->name, "apptainer") ||
			string_equal(command->name, "cd"))
			continue;
		for (size_t w = command->program + 1; w < command->words.count; w++)
			if (string_starts(command->words.items[w].text.bytes, folder))
				return true;
	}
	return false;
}

void rule_image_unreachable(struct check *check)
{
	const struct yaml_strings *places = &check->site->unreachable;

	vector_each (struct script_container *const, item, &check->script->containers) {
		const char *path = (*item)->image.path.text.bytes;
		if (path == NULL || !on_several_nodes(*item))
			continue;
		for (size_t i = 0; i < places->count; i++) {
			if (!lies_below(path, places->items[i]))
				continue;
			if (!is_brought(check, places->items[i], (*item)->command))
				finding_hint(check_find(check, image_span(*item),
						     "each node has a '%s' of its own, and nothing brings the image there",
						     places->items[i]),
					"keep it on a file system that all nodes see; or copy it to every node: "
					"sbcast IMAGE.sif %s",
					path);
			return; /* looking through all commands again would cost too much */
		}
	}
}

/* --- the image of a module --------------------------------------------------------------------- */

void rule_image_variable(struct check *check)
{
	const char *name = check->site->container_module.variable;
	struct modules_at modules = {0};

	if (name == NULL || check->script->sources || check->script->incomplete)
		return;
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct shell_word *source = (*item)->image.path.source;
		const struct script_command *command = container_command(check, *item);
		const struct shell_part *part = source != NULL ? source->parts : NULL;
		modules_go(check, &modules, (*item)->command);
		if (part == NULL || part->next != NULL || part->kind != PART_VARIABLE ||
			part->operation[0] != '\0' || !string_starts(part->name, name) ||
			modules.loaded.count > 0 || modules.unknown ||
			script_variable(check->script, command, part->name)->state != VALUE_UNSET)
			continue;
		finding_hint(check_find(check, part->span,
				     "nothing in the script sets $%s: no module is loaded, and there is no "
				     "assignment",
				     part->name),
			"load the module of the container before, or write the path of the image");
	}
	modules_release(&modules);
}

void rule_image_warning(struct check *check)
{
	vector_each (struct script_container *const, item, &check->script->containers)
		if ((*item)->image.recipe != NULL && (*item)->image.recipe->warning != NULL)
			check_find(check, image_span(*item), "%s", (*item)->image.recipe->warning);
}

#include "check/script_parts.h"

#include "base/files.h"
#include "job/assign.h"

/* What commands do: shells start scripts, srun starts steps, singularity starts containers. */

/* How many words stand before the program that `command` starts; 0: it starts none that way. */
static size_t prefix_length(const struct script_words *words, size_t at, const char *name)
{
	static const char *const plain[] = {"time", "exec", "command", "builtin", "nohup", "setsid"};
	size_t n = at + 1;

	for (size_t i = 0; i < ARRAY_LENGTH(plain); i++)
		if (string_equal(name, plain[i])) {
			while (n < words->count && words->items[n].text.bytes[0] == '-')
				n++;
			return n - at;
		}
	if (string_equal(name, "env")) {
		for (; n < words->count; n++) {
			const char *word = words->items[n].text.bytes;
			if (string_equal(word, "-u") || string_equal(word, "-C"))
				n++;
			else if (word[0] != '-' && strchr(word, '=') == NULL)
				break;
		}
		return n - at;
	}
	if (string_equal(name, "nice") || string_equal(name, "ionice") ||
		string_equal(name, "stdbuf") || string_equal(name, "numactl") ||
		string_equal(name, "timeout")) {
		bool duration = string_equal(name, "timeout");
		for (; n < words->count; n++) {
			const char *word = words->items[n].text.bytes;
			if (string_equal(word, "-n") || string_equal(word, "-c") ||
				string_equal(word, "-k") || string_equal(word, "-s"))
				n++;
			else if (word[0] != '-' && !duration)
				break;
			else if (word[0] != '-')
				duration = false;
		}
		return n - at;
	}
	return 0;
}

static const char *name_of(const struct script_word *word)
{
	return word->known ? path_base(word->text.bytes) : "";
}

size_t program_index(const struct script_words *words)
{
	size_t at = 0, length;

	while (at < words->count &&
		(length = prefix_length(words, at, name_of(&words->items[at]))) > 0)
		at += length;
	return at;
}

/* --- files --------------------------------------------------------------------------------- */

static const char *plain_path(const char *path)
{
	/* A folder that is not known is most likely the present one: $PWD, $SLURM_SUBMIT_DIR. */
	while ((path[0] == '.' || path[0] == SHELL_HOLE) && path[1] == '/')
		path += 2;
	return path;
}

static struct script_file *find_file(struct script *script, const char *path)
{
	path = plain_path(path);
	for (size_t i = script->files.count; i > 0; i--)
		if (string_equal(script->files.items[i - 1]->path, path))
			return script->files.items[i - 1];
	return NULL;
}

static void add_file(struct walk *walk, const char *path, struct shell_text text, bool append,
	const struct shell_node *node, size_t command)
{
	enum { FILES_MAX = 256 };
	struct script *script = walk->script;
	struct script_file *file = find_file(script, path);

	if (walk->silent || script->files.count >= FILES_MAX)
		return;
	if (file != NULL && append) {
		struct builder builder = {0};
		builder_add(&builder, file->text.bytes, file->text.length, file->text.origin,
			file->text.start);
		builder_add(&builder, text.bytes, text.length, text.origin, text.start);
		file->text = builder_end(&walk->expander, &builder, text.start);
		file->appended = true;
		return;
	}
	file = arena_alloc(&script->arena, sizeof *file);
	file->path = plain_path(path);
	file->text = text;
	file->span = node->span;
	file->command = command;
	vector_push(&script->files, file);
}

/* What `cat` or `echo` writes; false for other commands. */
static bool written_text(struct walk *walk, const struct shell_node *node,
	const struct script_words *words, const char *name, struct shell_text *text)
{
	struct builder builder = {0};

	if (string_equal(name, "cat") && words->count == 1) {
		for (const struct shell_redirect *r = node->redirects; r != NULL; r = r->next)
			if (r->kind == REDIRECT_HERE && r->target != NULL) {
				*text = expand_text(&walk->expander, r->target);
				return true;
			}
		return false;
	}
	if (!string_equal(name, "echo"))
		return false;
	for (size_t i = 1; i < words->count; i++) {
		if (i > 1)
			builder_add_at(&builder, " ", words->items[i].text.start);
		builder_add(&builder, words->items[i].text.bytes, words->items[i].text.length,
			words->items[i].text.origin, words->items[i].text.start);
	}
	builder_add_at(&builder, "\n", node->span.end);
	*text = builder_end(&walk->expander, &builder, node->span.start);
	return true;
}

static void write_files(struct walk *walk, const struct shell_node *node,
	const struct script_words *words, const char *name, size_t command)
{
	struct shell_text text, path;

	for (const struct shell_redirect *r = node->redirects; r != NULL; r = r->next) {
		if ((r->kind != REDIRECT_WRITE && r->kind != REDIRECT_APPEND) ||
			r->descriptor != 1 || r->target == NULL)
			continue;
		path = expand_text(&walk->expander, r->target);
		if (written_text(walk, node, words, name, &text))
			add_file(walk, path.bytes, text, r->kind == REDIRECT_APPEND, node, command);
	}
}

/* Marks what `chmod` makes executable. */
static void run_chmod(struct walk *walk, const struct script_words *words)
{
	bool executable = words->count > 1 &&
			  strpbrk(words->items[1].text.bytes, "x7531") != NULL;

	for (size_t i = 2; executable && i < words->count; i++) {
		struct script_file *file = find_file(walk->script, words->items[i].text.bytes);
		if (file != NULL)
			file->executable = true;
	}
}

/* --- modules ------------------------------------------------------------------------------- */

static void run_module(struct walk *walk, const struct script_words *words, size_t first)
{
	struct script_words *all = &walk->script->modules;

	if (walk->silent)
		return;
	for (size_t i = first; i < words->count; i++) {
		if (words->items[i].text.bytes[0] == '-')
			continue;
		if (all->count == walk->module_capacity) {
			struct script_word *items;
			walk->module_capacity = walk->module_capacity > 0 ? walk->module_capacity * 2 : 8;
			items = arena_alloc(
				&walk->script->arena, walk->module_capacity * sizeof *items);
			if (all->count > 0)
				memcpy(items, all->items, all->count * sizeof *items);
			all->items = items;
		}
		all->items[all->count++] = words->items[i];
	}
}

static bool is_load(const struct script_words *words)
{
	return words->count > 1 && (string_equal(words->items[1].text.bytes, "load") ||
					   string_equal(words->items[1].text.bytes, "add") ||
					   string_equal(words->items[1].text.bytes, "swap"));
}

/* --- shells -------------------------------------------------------------------------------- */

/* bash -c TEXT [NAME ARGUMENT...], bash FILE ARGUMENT... */
static bool run_shell(struct walk *walk, const struct script_words *words)
{
	struct script_words arguments;
	struct script_file *file;
	size_t i;

	for (i = 1; i < words->count; i++) {
		const char *word = words->items[i].text.bytes;
		if ((word[0] != '-' && word[0] != '+') || word[1] == '\0')
			break;
		if (word[0] == '-' && word[1] != '-' && strchr(word, 'c') != NULL) {
			if (i + 1 >= words->count)
				return true;
			arguments = words_from(words, i + 3);
			walk_text(walk, &words->items[i + 1].text, &arguments);
			return true;
		}
		if (string_equal(word, "-o"))
			i++;
	}
	if (i >= words->count || (file = find_file(walk->script, words->items[i].text.bytes)) == NULL)
		return false;
	file->used = true;
	arguments = words_from(words, i + 1);
	walk_text(walk, &file->text, &arguments);
	return true;
}

static bool is_shell(const char *name)
{
	return string_equal(name, "bash") || string_equal(name, "sh") ||
	       string_equal(name, "dash") || string_equal(name, "zsh");
}

static void run_source(struct walk *walk, const struct script_words *words)
{
	struct script_file *file = words->count > 1
					   ? find_file(walk->script, words->items[1].text.bytes)
					   : NULL;

	if (file == NULL) {
		walk->script->sources = true;
		return;
	}
	file->used = true;
	walk_text(walk, &file->text, walk->expander.arguments_known ? walk->expander.arguments : NULL);
}

static void run_function(struct walk *walk, const struct shell_node *body,
	const struct script_words *words)
{
	const struct script_words *old_arguments = walk->expander.arguments;
	bool old_known = walk->expander.arguments_known, old_function = walk->function;
	struct script_words arguments = words_from(words, 1);

	if (walk->depth >= WALK_DEPTH_MAX)
		return;
	walk->depth += 4;
	walk->function = true;
	walk->expander.arguments = &arguments;
	walk->expander.arguments_known = true;
	walk_list(walk, body);
	walk->expander.arguments = old_arguments;
	walk->expander.arguments_known = old_known;
	walk->function = old_function;
	walk->depth -= 4;
}

/* --- containers ---------------------------------------------------------------------------- */

/* Whether an option of `singularity exec` takes a value as a word of its own. */
static bool container_option_value(const char *option)
{
	static const char *const with_value[] = {"-B", "--bind", "--mount", "--env", "--env-file",
		"-H", "--home", "--pwd", "--cwd", "-W", "--workdir", "-o", "--overlay", "-S", "--scratch",
		"--network", "--hostname", "--dns", "--add-caps", "--drop-caps", "--security", "--app",
		"--fusemount", "--data", "--cpus", "--memory", "--apply-cgroups", "--network-args"};

	for (size_t i = 0; i < ARRAY_LENGTH(with_value); i++)
		if (string_equal(option, with_value[i]))
			return true;
	return false;
}

static void take_bind(
	struct script *script, struct script_container *container, struct script_word word, size_t skip)
{
	struct script_word *binds = arena_alloc(
		&script->arena, (container->binds.count + 1) * sizeof *binds);

	if (container->binds.count > 0)
		memcpy(binds, container->binds.items, container->binds.count * sizeof *binds);
	word.text.bytes += skip;
	word.text.length -= skip;
	if (word.text.origin != NULL)
		word.text.origin += skip;
	binds[container->binds.count++] = word;
	container->binds.items = binds;
}

/* The options between the action and the image; gives the index of the image. */
static size_t container_options(
	struct script *script, const struct script_words *words, size_t at, struct script_container *c)
{
	size_t first = at;

	for (; at < words->count; at++) {
		const struct script_word *word = &words->items[at];
		const char *text = word->text.bytes;
		if (word->splits && !string_starts(text, "/"))
			continue; /* it may be options: $BINDS */
		if (text[0] != '-')
			break;
		if (string_starts(text, "--bind=") && c != NULL)
			take_bind(script, c, *word, strlen("--bind="));
		else if (string_starts(text, "-B") && text[2] != '\0' && c != NULL)
			take_bind(script, c, *word, 2);
		else if ((string_equal(text, "-B") || string_equal(text, "--bind")) &&
			 at + 1 < words->count && c != NULL)
			take_bind(script, c, words->items[at + 1], 0);
		at += container_option_value(text);
	}
	if (c != NULL)
		c->options = (struct script_words){words->items + first,
			(at < words->count ? at : words->count) - first};
	return at;
}

/* An image given by a word that splits, such as $SIF, is the first such word when no other word
 * could be the image. */
static size_t image_index(const struct script_words *words, size_t first, size_t found)
{
	size_t splitting = 0, which = found;

	for (size_t i = first; i < found && i < words->count; i++)
		if (words->items[i].splits) {
			splitting++;
			which = i;
		}
	if (splitting == 0)
		return found;
	/* `exec $SIF python x`: the word behind is no path of an image. */
	if (found >= words->count || !string_ends(words->items[found].text.bytes, ".sif"))
		return which;
	return found;
}

static void run_container(
	struct walk *walk, const struct shell_node *node, const struct script_words *words, size_t index)
{
	struct script *script = walk->script;
	struct script_container *container = arena_alloc(&script->arena, sizeof *container);
	struct script_step *outer = walk->step, *step = outer;
	enum script_where where = walk->where;
	struct script_words program;
	size_t at = 1, image, first;

	while (at < words->count && words->items[at].text.bytes[0] == '-')
		at++; /* -d, -q, -s: global ones without a value */
	if (at >= words->count || !words->items[at].known)
		return;
	container->action = words->items[at].text.bytes;
	if (!string_equal(container->action, "exec") && !string_equal(container->action, "run") &&
		!string_equal(container->action, "shell"))
		return;
	first = at + 1;
	image = image_index(
		words, first, container_options(script, words, first, walk->silent ? NULL : container));
	program = words_from(words, image + 1);
	if (!walk->silent) {
		container->command = index;
		container->program = program;
		if (container->options.count > image - first)
			container->options.count = image - first;
		if (image < words->count)
			image_recognise(walk, &words->items[image], &container->image);
		vector_push(&script->containers, container);
		if (step == NULL && walk->where == WHERE_BATCH && !walk->substitution) {
			step = arena_alloc(&script->arena, sizeof *step);
			step->command = index;
			step->program_name = "";
			step->program_command = index;
			step->tasks_here = 1;
			vector_push(&script->steps, step);
		}
		container->step = step;
		if (step != NULL)
			step->container = container;
	}
	if (program.count == 0)
		return;
	walk->where = WHERE_CONTAINER;
	walk->step = step;
	walk_words(walk, node, program);
	walk->where = where;
	walk->step = outer;
}

/* --- steps --------------------------------------------------------------------------------- */

static void set_number(struct walk *walk, const char *name, int64_t number)
{
	char digits[24];
	struct script_value value = {.state = VALUE_KNOWN, .exported = true};
	struct builder builder = {0};

	snprintf(digits, sizeof digits, "%lld", (long long)number);
	builder_add_at(&builder, digits, 0);
	value.text = builder_end(&walk->expander, &builder, 0);
	variables_set(walk->expander.variables, name, &value);
}

/* "3" or "0,1": the dies that are visible; false when it is something else. */
static bool read_devices(const char *list, struct mask *gcds)
{
	*gcds = (struct mask){{0}};
	while (*list != '\0') {
		char *end;
		unsigned long die = strtoul(list, &end, 10);
		if (end == list || die >= ASSIGN_GCDS_MAX || (*end != ',' && *end != '\0'))
			return false;
		mask_set(gcds, (unsigned)die);
		list = *end == ',' ? end + 1 : end;
	}
	return !mask_is_empty(gcds);
}

bool step_isolates(const struct script *script, const struct script_step *step)
{
	if (step->gpu_bind == BIND_NONE || step->task_sharing)
		return false;
	return step->gpus_per_task.asked || script_header(script, "ntasks-per-gpu") != NULL ||
	       script_step_option(step, "ntasks-per-gpu") != NULL || step->gpu_bind == BIND_MAP ||
	       step->gpu_bind == BIND_MASKS || step->gpu_bind == BIND_OTHER;
}

/* Which dies a rank has on a node of which the job has all. */
static void find_dies(const struct script *script, struct script_step *step)
{
	bool all = script->type != NULL && script->type->gcds > 0 && script->gpus_here.known &&
		   script->gpus_here.value == script->type->gcds &&
		   script_step_option(step, "gpus") == NULL &&
		   script_step_option(step, "gpus-per-node") == NULL &&
		   script_step_option(step, "gres") == NULL;

	for (size_t i = 0; all && i < step->rank_count; i++) {
		struct script_rank *rank = &step->ranks[i];
		bool wrapper = rank->rocr != NULL || rank->hip != NULL;
		struct mask gcds;
		if (step->gpu_mask_count > 0 && step->task_sharing && !wrapper)
			rank->gcds = step->gpu_masks[i % step->gpu_mask_count];
		else if (!step_isolates(script, step) && step->gpu_mask_count == 0 &&
			 ((rank->rocr_known && rank->hip == NULL && read_devices(rank->rocr, &gcds)) ||
				 (rank->hip_known && rank->rocr == NULL &&
					 read_devices(rank->hip, &gcds))))
			rank->gcds = gcds;
	}
}

/* Goes through the program of the step once for each rank of a node, to see which GCDs it takes. */
static void try_ranks(struct walk *walk, const struct shell_node *node,
	const struct script_words *program, struct script_step *step)
{
	size_t mark = variables_mark(walk->expander.variables);
	bool one_node = step->nodes.known && step->nodes.value == 1;

	if (step->tasks_here < 1 || step->tasks_here > WALK_RANKS_MAX)
		return;
	step->rank_count = (size_t)step->tasks_here;
	step->ranks = arena_alloc(&walk->script->arena, step->rank_count * sizeof *step->ranks);
	walk->silent = true;
	for (size_t i = 0; i < step->rank_count; i++) {
		set_number(walk, "SLURM_LOCALID", (int64_t)i);
		if (one_node)
			set_number(walk, "SLURM_PROCID", (int64_t)i);
		else
			variables_forget(walk, "SLURM_PROCID", 0);
		walk->rank = &step->ranks[i];
		walk_words(walk, node, *program);
		variables_undo(walk->expander.variables, mark);
	}
	walk->silent = false;
	walk->rank = NULL;
	find_dies(walk->script, step);
}

static void run_srun(
	struct walk *walk, const struct shell_node *node, const struct script_words *words, size_t index)
{
	struct script *script = walk->script;
	struct script_step *step, *outer = walk->step;
	struct script_words program;
	enum script_where where = walk->where;
	size_t first, mark;

	/* A step within a step, or what a rank is tried with, is left alone. */
	if (walk->silent || walk->where == WHERE_CONTAINER)
		return;
	step = arena_alloc(&script->arena, sizeof *step);
	step->command = index;
	step->srun = true;
	step->program_name = "";
	step->program_command = index;
	first = options_read(
		script, SLURM_SRUN, words, 1, &step->options, &step->options_unknown);
	program = words_from(words, first);
	step->program = program;
	vector_push(&script->steps, step);
	step_numbers(script, walk, step);
	walk->step = step;
	walk->where = WHERE_TASK;
	mark = variables_mark(walk->expander.variables);
	if (program.count > 0) {
		/* What the tasks get is not what the batch script has. */
		variables_forget(walk, "SLURM_LOCALID", 0);
		variables_forget(walk, "SLURM_PROCID", 0);
		walk_words(walk, node, program);
		variables_undo(walk->expander.variables, mark);
		try_ranks(walk, node, &program, step);
	}
	walk->step = outer;
	walk->where = where;
}

/* --- programs ------------------------------------------------------------------------------ */

/* Commands that prepare, and are not what a step is there for. */
static bool prepares(const char *name)
{
	static const char *const names[] = {"echo", "cd", "mkdir", "rm", "cp", "mv", "ls", "sleep",
		"date", "hostname", "ulimit", "set", "shopt", "true", "false", ":", "test", "[", "export",
		"declare", "local", "readonly", "typeset", "unset", "printf", "cat", "touch", "chmod",
		"ln", "trap", "wait", "read", "let", "module", "ml", "umask", "pwd", "which", "type",
		"rocm-smi", "taskset", "eval", "source", ".", "exit", "return", "alias", "shift", "env",
		"mapfile", "break", "continue", "kill", "find", "tar", "grep", "sed", "awk", "head", "tail",
		"scontrol", "squeue", "sinfo", "sacct", "nproc", "seq", "tee"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(name, names[i]))
			return true;
	return false;
}

static void note_rank(struct walk *walk)
{
	const struct script_value *rocr =
		variables_now(walk->expander.variables, "ROCR_VISIBLE_DEVICES");
	const struct script_value *hip =
		variables_now(walk->expander.variables, "HIP_VISIBLE_DEVICES");
	struct script_rank *rank = walk->rank;

	*rank = (struct script_rank){0};
	if (rocr->state != VALUE_UNSET && rocr->exported) {
		rank->rocr = rocr->text.bytes;
		rank->rocr_known = rocr->state == VALUE_KNOWN && text_is_known(&rocr->text);
	}
	if (hip->state != VALUE_UNSET && hip->exported) {
		rank->hip = hip->text.bytes;
		rank->hip_known = hip->state == VALUE_KNOWN && text_is_known(&hip->text);
	}
}

static void run_program(struct walk *walk, const struct script_words *words, size_t index)
{
	struct script_step *step = walk->step;
	const char *name = words->count > 0 && words->items[0].known ? name_of(&words->items[0]) : "";

	/* $WITH_CONDA alone and such: it may be anything. */
	if (words->count == 0 || prepares(name) || (words->count == 1 && words->items[0].splits))
		return;
	if (walk->rank != NULL)
		note_rank(walk);
	if (step == NULL || walk->silent)
		return;
	step->program = *words;
	step->program_name = name;
	step->program_command = index;
}

void run_command(struct walk *walk, const struct shell_node *node, const struct script_words *all,
	size_t index)
{
	struct script_words words = words_from(all, program_index(all));
	const char *name = words.count > 0 ? name_of(&words.items[0]) : "";
	const struct walk_function *function;
	struct script_file *file;

	for (size_t i = 0; i + words.count < all->count && words.count > 0; i++) {
		/* env A=b: for what follows. */
		const char *equals = strchr(all->items[i].text.bytes, '=');
		if (i > 0 && equals != NULL && all->items[i].text.bytes[0] != '-')
			variables_forget(walk,
				arena_strndup(&walk->script->arena, all->items[i].text.bytes,
					(size_t)(equals - all->items[i].text.bytes)),
				node->span.start);
	}
	if (words.count == 0)
		return;
	write_files(walk, node, &words, name, index);
	if ((function = functions_find(walk, name)) != NULL && words.items[0].known) {
		run_function(walk, function->body, &words);
	} else if (is_shell(name)) {
		if (!run_shell(walk, &words))
			run_program(walk, &words, index);
	} else if (string_equal(name, "srun")) {
		run_srun(walk, node, &words, index);
	} else if (string_equal(name, "singularity") || string_equal(name, "apptainer")) {
		run_container(walk, node, &words, index);
	} else if (string_equal(name, "module") && is_load(&words)) {
		run_module(walk, &words, 2);
	} else if (string_equal(name, "ml")) {
		run_module(walk, &words, is_load(&words) ? 2 : 1);
	} else if (string_equal(name, "source") || string_equal(name, ".")) {
		run_source(walk, &words);
	} else if (string_equal(name, "eval")) {
		walk->script->sources = true;
	} else if (string_equal(name, "chmod")) {
		run_chmod(walk, &words);
	} else if (string_equal(name, "set") && words.count > 1) {
		if (string_equal(words.items[1].text.bytes, "-a"))
			walk->export_all = true;
		else if (string_equal(words.items[1].text.bytes, "+a"))
			walk->export_all = false;
	} else if ((file = find_file(walk->script, words.items[0].text.bytes)) != NULL &&
		   (strchr(words.items[0].text.bytes, '/') != NULL || walk->where != WHERE_BATCH)) {
		struct script_words arguments = words_from(&words, 1);
		file->used = file->started = true;
		walk_text(walk, &file->text, &arguments);
	} else {
		run_program(walk, &words, index);
	}
}

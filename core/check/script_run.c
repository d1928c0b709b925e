#include "check/script_parts.h"

/* What commands do: each that means something to the model has a row; the rest are programs. */

/* --- modules ------------------------------------------------------------------------------- */

static void add_modules(struct walk *walk, const struct script_words *words, size_t first)
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

static bool run_module(struct walk *walk, const struct run *run)
{
	if (!is_load(&run->words))
		return false;
	add_modules(walk, &run->words, 2);
	return true;
}

static bool run_ml(struct walk *walk, const struct run *run)
{
	add_modules(walk, &run->words, is_load(&run->words) ? 2 : 1);
	return true;
}

/* --- builtins ------------------------------------------------------------------------------ */

/* What it does nobody knows: as of a file that is not there to be read. */
static bool run_eval(struct walk *walk, const struct run *run)
{
	(void)run;
	walk->script->sources = true;
	return true;
}

static bool run_set(struct walk *walk, const struct run *run)
{
	if (run->words.count < 2)
		return false;
	if (string_equal(run->words.items[1].text.bytes, "-a"))
		walk->export_all = true;
	else if (string_equal(run->words.items[1].text.bytes, "+a"))
		walk->export_all = false;
	return true;
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

static void run_program(struct walk *walk, const struct run *run)
{
	const struct script_words *words = &run->words;
	struct script_step *step = walk->step;
	const char *name = run->name;

	/* $WITH_CONDA alone and such: it may be anything. */
	if (prepares(name) || (words->count == 1 && words->items[0].splits))
		return;
	if (walk->rank != NULL)
		rank_note(walk);
	if (step == NULL || walk->silent)
		return;
	step->program = *words;
	step->program_name = name;
	step->program_command = run->index;
}

/* The variables that `env A=b program` sets for the program: they are not followed. */
static void forget_env(struct walk *walk, const struct script_words *all, size_t count,
	const struct shell_node *node)
{
	for (size_t i = 1; i < count; i++) {
		const char *word = all->items[i].text.bytes, *equals = strchr(word, '=');
		if (equals != NULL && word[0] != '-')
			variables_forget(walk,
				arena_strndup(&walk->script->arena, word, (size_t)(equals - word)),
				node->span.start);
	}
}

/* What the name of a command means; a function false for those that it is not meant for. */
static const struct {
	const char *name;
	bool (*run)(struct walk *walk, const struct run *run);
} known[] = {
	{"bash", run_shell},
	{"sh", run_shell},
	{"dash", run_shell},
	{"zsh", run_shell},
	{"srun", run_srun},
	{"singularity", run_container},
	{"apptainer", run_container},
	{"module", run_module},
	{"ml", run_ml},
	{"source", run_source},
	{".", run_source},
	{"eval", run_eval},
	{"chmod", run_chmod},
	{"set", run_set},
};

void run_command(struct walk *walk, const struct shell_node *node, const struct script_words *all,
	size_t index)
{
	size_t program = program_index(all);
	struct run run = {.node = node, .words = words_from(all, program), .index = index};

	if (run.words.count == 0)
		return;
	run.name = word_name(&run.words.items[0]);
	forget_env(walk, all, program, node);
	files_write(walk, &run);
	if (run_function(walk, &run))
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (string_equal(run.name, known[i].name) && known[i].run(walk, &run))
			return;
	if (!run_file(walk, &run))
		run_program(walk, &run);
}

#include "check/programs.h"

static bool runs_module(const struct script_step *step, const char *first, const char *second)
{
	const struct script_words *words = &step->program;

	for (size_t i = 1; i + 1 < words->count && string_starts(step->program_name, "python"); i++)
		if (script_word_is(&words->items[i], "-m"))
			return script_word_is(&words->items[i + 1], first) ||
			       script_word_is(&words->items[i + 1], second);
	return false;
}

const char *step_launcher(const struct script_step *step)
{
	if (string_equal(step->program_name, "torchrun") ||
		runs_module(step, "torch.distributed.run", "torch.distributed.launch"))
		return "torchrun";
	if (string_equal(step->program_name, "accelerate"))
		return "accelerate";
	return NULL;
}

bool step_is_vllm(const struct script_step *step)
{
	if (string_equal(step->program_name, "vllm"))
		return true;
	for (size_t i = 0; i + 1 < step->program.count; i++)
		if (script_word_is(&step->program.items[i], "-m") &&
			script_word_starts(&step->program.items[i + 1], "vllm."))
			return true;
	return false;
}

bool step_runs_python(const struct script_step *step)
{
	if (step_launcher(step) != NULL || string_equal(step->program_name, "deepspeed"))
		return true;
	if (!string_starts(step->program_name, "python"))
		return false;
	for (size_t i = 1; i < step->program.count; i++) {
		const char *text = step->program.items[i].text.bytes;
		if (string_equal(text, "-c") || string_equal(text, "-V") || string_equal(text, "--version"))
			return false;
		if (text[0] != '-' || string_equal(text, "-m"))
			return true;
	}
	return false;
}

bool text_is_plain(const char *text)
{
	return strchr(text, SHELL_HOLE) == NULL;
}

/* Whether the text is the option: the length of its name, or 0. */
static size_t option_length(const char *text, const char *name)
{
	size_t dashes = strspn(text, "-"), i;

	if (dashes == 0 || dashes > 2)
		return 0;
	for (i = 0; name[i] != '\0'; i++) {
		char c = text[dashes + i] == '_' ? '-' : text[dashes + i];
		if (c != name[i])
			return 0;
	}
	return text[dashes + i] == '\0' || text[dashes + i] == '=' ? dashes + i : 0;
}

static bool take_option(const struct script_words *words, size_t at, const char *name,
	struct step_option *option)
{
	size_t length = option_length(words->items[at].text.bytes, name);

	if (length == 0)
		return false;
	*option = (struct step_option){.word = &words->items[at], .value = ""};
	if (words->items[at].text.bytes[length] == '=')
		option->value = words->items[at].text.bytes + length + 1;
	else if (at + 1 < words->count)
		option->value = words->items[at + 1].text.bytes;
	option->known = text_is_plain(option->value);
	return true;
}

/* Options of torchrun and accelerate that take no value. */
static bool is_flag(const char *text)
{
	static const char *const flags[] = {"standalone", "module", "m", "no-python", "run-path",
		"multi-gpu", "use-deepspeed", "use-fsdp", "same-network", "debug", "cpu", "quiet", "q",
		"use-env"};

	for (size_t i = 0; i < ARRAY_LENGTH(flags); i++)
		if (option_length(text, flags[i]) > 0)
			return true;
	return false;
}

bool launcher_option(const struct script_step *step, const char *name, struct step_option *option,
	bool *unsure)
{
	const struct script_words *words = &step->program;
	size_t at = 1;
	bool found = false;

	*unsure = false;
	if (string_starts(step->program_name, "python"))
		while (at < words->count && !script_word_starts(&words->items[at - 1], "torch.distributed."))
			at++;
	else if (string_equal(step->program_name, "accelerate"))
		at++; /* launch */
	for (; at < words->count; at++) {
		const char *text = words->items[at].text.bytes;
		if (words->items[at].splits && text[0] != '-') {
			*unsure = true;
			return false;
		}
		if (text[0] != '-')
			break;
		found = take_option(words, at, name, option) || found;
		if (strchr(text, '=') == NULL && !is_flag(text))
			at++;
	}
	return found;
}

bool step_program_option(
	const struct script_step *step, const char *name, struct step_option *option)
{
	bool found = false;

	for (size_t i = 1; i < step->program.count; i++)
		found = take_option(&step->program, i, name, option) || found;
	return found;
}

bool step_is_spread(const struct check *check, const struct script_step *step)
{
	return check->script->has_header && step->srun && step->nodes.known && step->nodes.value > 1 &&
	       !step->heterogeneous && !step->options_unknown &&
	       !check->script->commands.items[step->command].conditional;
}

const struct script_value *step_variable(
	const struct check *check, const struct script_step *step, const char *name)
{
	return script_variable(
		check->script, &check->script->commands.items[step->program_command], name);
}

bool step_lacks(const struct check *check, const struct script_step *step, const char *name)
{
	static const char *const prefixes[] = {"", "SINGULARITYENV_", "APPTAINERENV_"};
	const struct script_container *container = step->container;
	bool lacks = !check->script->sources && !check->script->incomplete;

	for (size_t i = 0; i < ARRAY_LENGTH(prefixes) && lacks; i++) {
		char *full = xasprintf("%s%s", prefixes[i], name);
		lacks = step_variable(check, step, full)->state == VALUE_UNSET;
		free(full);
	}
	for (size_t i = 0; container != NULL && i < container->options.count && lacks; i++) {
		const struct script_word *word = &container->options.items[i];
		lacks = strstr(word->text.bytes, name) == NULL && !word->splits &&
			!script_word_starts(word, "--env-file") && !script_word_starts(word, "--cleanenv") &&
			!script_word_is(word, "-e");
	}
	/* VAR=value before the program of `env`, or of the container. */
	for (size_t i = 0; i < check->script->commands.items[step->command].words.count && lacks; i++)
		lacks = strstr(check->script->commands.items[step->command].words.items[i].text.bytes,
				name) == NULL;
	return lacks;
}

/* The modules below all others: software stacks and programming environments. */
static bool is_stack(const struct site *site, const char *name)
{
	for (size_t i = 0; i < site->stack_modules.count; i++)
		if (string_starts(name, site->stack_modules.items[i]))
			return true;
	return false;
}

static bool is_named(const char *word, const char *name)
{
	size_t length = strlen(name);

	return strncmp(word, name, length) == 0 && (word[length] == '\0' || word[length] == '/');
}

static bool is_needed(const struct site_module *module, const char *word)
{
	struct strings needs = {0};
	bool found = false;

	if (module->needs != NULL)
		strings_split(&needs, module->needs, ' ');
	for (size_t i = 0; i < needs.count && !found; i++) {
		char *name = xstrndup(needs.items[i], strcspn(needs.items[i], "/"));
		found = *name != '\0' && is_named(word, name);
		free(name);
	}
	strings_release(&needs);
	return found;
}

bool modules_are_known(const struct check *check)
{
	const struct script_words *words = &check->script->modules;

	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->items[i].text.bytes;
		bool known = words->items[i].known && is_stack(check->site, word);
		YAML_EACH (const struct site_module, module, &check->site->modules) {
			const char *name = module->name != NULL ? module->name : module->record.name;
			known = known || is_named(word, name) || is_needed(module, word);
		}
		if (!known)
			return false;
	}
	return true;
}

#include "check/script_parts.h"

#include "base/units.h"

/* The options of a program of Slurm, and what follows from them for a step. */

/* --- options ------------------------------------------------------------------------------- */

static struct shell_text text_from(const struct shell_text *text, size_t at)
{
	struct shell_text rest = *text;

	rest.bytes += at;
	rest.length -= at;
	if (rest.origin != NULL)
		rest.origin += at;
	else
		rest.start += (uint32_t)at;
	if (rest.length == 0)
		rest.start = shell_text_at(text, text->length);
	return rest;
}

static struct shell_span text_span(const struct shell_text *text)
{
	struct shell_span span = {shell_text_at(text, 0), shell_text_at(text, text->length)};

	if (span.end < span.start)
		span.end = span.start;
	return span;
}

static void set_value(struct script_option *option, struct shell_text value)
{
	option->value = value;
	option->known = text_is_known(&value);
	option->value_span = text_span(&value);
	if (option->value_span.end > option->span.end)
		option->span.end = option->value_span.end;
}

struct option_reader {
	struct script *script;
	unsigned program;
	const struct script_words *words;
	size_t at;
	struct script_options *options;
};

/* The next word as the value of an option. */
static void take_next(struct option_reader *reader, struct script_option *option)
{
	if (reader->at + 1 >= reader->words->count) {
		option->value_missing = true;
		return;
	}
	reader->at++;
	set_value(option, reader->words->items[reader->at].text);
}

static void read_long(struct option_reader *reader, const struct script_word *word)
{
	struct script_option option = {.span = text_span(&word->text)};
	const char *name = word->text.bytes + 2, *equals = strchr(name, '=');
	size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);

	option.spelled = arena_strndup(&reader->script->arena, word->text.bytes, length + 2);
	option.option = slurm_option_name(reader->program, name, length, &option.ambiguous);
	if (equals != NULL)
		set_value(&option, text_from(&word->text, length + 3));
	else if (option.option != NULL && option.option->argument == ARGUMENT_NEEDED)
		take_next(reader, &option);
	vector_push(reader->options, option);
}

static void read_letters(struct option_reader *reader, const struct script_word *word)
{
	for (size_t i = 1; i < word->text.length; i++) {
		struct script_option option = {.span = text_span(&word->text)};
		char letter = word->text.bytes[i];
		option.option = slurm_option_letter(reader->program, letter);
		option.spelled = arena_format(&reader->script->arena, "-%c", letter);
		if (option.option != NULL && option.option->argument != ARGUMENT_NONE) {
			if (i + 1 < word->text.length)
				set_value(&option, text_from(&word->text, i + 1));
			else if (option.option->argument == ARGUMENT_NEEDED)
				take_next(reader, &option);
			vector_push(reader->options, option);
			return;
		}
		vector_push(reader->options, option);
	}
}

size_t options_read(struct script *script, unsigned program, const struct script_words *words,
	size_t first, struct script_options *options, bool *unknown)
{
	struct option_reader reader = {script, program, words, first, options};

	*unknown = false;
	for (; reader.at < words->count; reader.at++) {
		const struct script_word *word = &words->items[reader.at];
		if (word->text.bytes[0] == SHELL_HOLE && word->splits) {
			*unknown = true; /* $OPTIONS: it may be anything */
			continue;
		}
		if (word->text.bytes[0] != '-' || word->text.length < 2)
			break;
		if (string_equal(word->text.bytes, "--"))
			return reader.at + 1;
		if (word->text.bytes[1] == '-')
			read_long(&reader, word);
		else
			read_letters(&reader, word);
	}
	return reader.at < words->count ? reader.at : words->count;
}

static const struct script_option *find_option(
	const struct script_options *options, const char *name, bool late)
{
	for (size_t i = options->count; i > 0; i--) {
		const struct script_option *option = &options->items[i - 1];
		if (option->option != NULL && (late || !option->late) &&
			string_equal(slurm_option_key(option->option), name))
			return option;
	}
	return NULL;
}

const struct script_option *script_header(const struct script *script, const char *name)
{
	return find_option(&script->header, name, false);
}

const struct script_option *script_step_option(const struct script_step *step, const char *name)
{
	return find_option(&step->options, name, true);
}

/* --- numbers ------------------------------------------------------------------------------- */

bool gpus_parse(const char *value, int64_t *gpus)
{
	const char *colon = strrchr(value, ':');
	return integer_parse(colon != NULL ? colon + 1 : value, 0, 1000000, gpus);
}

void options_number(
	const struct script_options *options, const char *name, struct script_number *number)
{
	const struct script_option *option = find_option(options, name, false);
	bool gpus = string_starts(name, "gpus");

	if (option == NULL)
		return;
	*number = (struct script_number){.asked = true, .option = option};
	if (!option->known || option->value.bytes == NULL)
		return;
	if (gpus ? gpus_parse(option->value.bytes, &number->value)
		 : integer_parse(option->value.bytes, 0, 100000000, &number->value))
		number->known = true;
}

/* srun's own number, else that of the header. */
static struct script_number inherited(const struct script_step *step, const char *name,
	const struct script_number *header)
{
	struct script_number number = {0};

	options_number(&step->options, name, &number);
	return number.asked ? number : *header;
}

/* How many tasks run on each node; 0 when that is not clear. */
static int64_t tasks_here(const struct script *script, const struct script_step *step)
{
	struct script_number own_tasks = {0}, own_per_node = {0};

	if (step->options_unknown || step->heterogeneous || script->heterogeneous ||
		script_header(script, "ntasks-per-gpu") != NULL ||
		script_step_option(step, "ntasks-per-gpu") != NULL ||
		script_step_option(step, "relative") != NULL)
		return 0;
	options_number(&step->options, "ntasks", &own_tasks);
	options_number(&step->options, "ntasks-per-node", &own_per_node);
	if ((own_tasks.asked && !own_tasks.known) || (own_per_node.asked && !own_per_node.known))
		return 0;
	if (own_tasks.known) {
		if (!step->nodes.known || step->nodes.value == 0)
			return 0;
		if (own_tasks.value < step->nodes.value)
			return own_tasks.value > 0;
		return own_tasks.value % step->nodes.value == 0 ? own_tasks.value / step->nodes.value
								: 0;
	}
	if (own_per_node.known) {
		/* With a number of tasks from the header it is only a maximum. */
		if (script->tasks.asked || script->tasks_per_node.asked) {
			if (script->tasks_per_node.known &&
				script->tasks_per_node.value == own_per_node.value)
				return own_per_node.value;
			return 0;
		}
		return own_per_node.value;
	}
	if (script->tasks_per_node.asked)
		return script->tasks_per_node.known ? script->tasks_per_node.value : 0;
	if (script->tasks.asked) {
		if (!script->tasks.known || !step->nodes.known || step->nodes.value == 0 ||
			script->tasks.value % step->nodes.value != 0)
			return 0;
		return script->tasks.value / step->nodes.value;
	}
	return 1;
}

/* --- binding ------------------------------------------------------------------------------- */

struct list_reader {
	struct script *script;
	struct VECTOR_OF(struct mask) masks;
	struct VECTOR_OF(struct shell_span) spans;
};

/* The type of a binding behind "verbose," and the like, and what stands behind its colon. */
static size_t skip_verbosity(const char *value)
{
	static const char *const words[] = {"verbose,", "quiet,", "v,", "q,"};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (strncasecmp(value, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

static bool read_item(const char *item, size_t length, bool map, struct mask *mask)
{
	char number[24];
	int64_t cpu;

	*mask = (struct mask){{0}};
	if (!map)
		return mask_parse(item, length, mask);
	if (length == 0 || length >= sizeof number)
		return false;
	memcpy(number, item, length);
	number[length] = '\0';
	if (!integer_parse(number, 0, MASK_BITS - 1, &cpu)) {
		char *end;
		if (!string_starts(number, "0x"))
			return false;
		cpu = strtol(number, &end, 16);
		if (*end != '\0' || cpu < 0 || cpu >= MASK_BITS)
			return false;
	}
	mask_set(mask, (unsigned)cpu);
	return true;
}

/* A list of masks or numbers behind the type, "*4" repeats; false when an item is none. */
static bool read_list(struct list_reader *list, const struct shell_text *text, size_t at, bool map)
{
	enum { ITEMS_MAX = 1024 };

	while (at < text->length) {
		size_t length = strcspn(text->bytes + at, ","), digits;
		int64_t times = 1;
		struct mask mask;
		digits = length;
		const char *star = memchr(text->bytes + at, '*', length);
		if (star != NULL) {
			char number[16];
			digits = (size_t)(star - text->bytes) - at;
			if (length - digits - 1 >= sizeof number)
				return false;
			memcpy(number, star + 1, length - digits - 1);
			number[length - digits - 1] = '\0';
			if (!integer_parse(number, 1, ITEMS_MAX, &times))
				return false;
		}
		if (!read_item(text->bytes + at, digits, map, &mask))
			return false;
		while (times-- > 0 && list->masks.count < ITEMS_MAX) {
			vector_push(&list->masks, mask);
			vector_push(&list->spans,
				(struct shell_span){shell_text_at(text, at),
					shell_text_at(text, at + length - 1) + 1});
		}
		at += length;
		if (at < text->length)
			at++;
	}
	return list->masks.count > 0;
}

static void keep_list(struct list_reader *list, struct mask **masks, size_t *count,
	struct shell_span **spans)
{
	struct arena *arena = &list->script->arena;

	*count = list->masks.count;
	*masks = arena_alloc(arena, (*count + 1) * sizeof **masks);
	if (*count > 0)
		memcpy(*masks, list->masks.items, *count * sizeof **masks);
	if (spans != NULL) {
		*spans = arena_alloc(arena, (*count + 1) * sizeof **spans);
		if (*count > 0)
			memcpy(*spans, list->spans.items, *count * sizeof **spans);
	}
}

static enum bind_kind read_binding(struct list_reader *list, const struct shell_text *value,
	const char *const masks[2], const char *const maps[2])
{
	size_t at = skip_verbosity(value->bytes);
	const char *type = value->bytes + at;

	if (!text_is_known(value))
		return BIND_UNKNOWN;
	for (int map = 0; map <= 1; map++)
		for (int i = 0; i < 2; i++) {
			const char *name = map ? maps[i] : masks[i];
			size_t length = strlen(name);
			if (strncasecmp(type, name, length) != 0 ||
				(type[length] != ':' && type[length] != '='))
				continue;
			if (!read_list(list, value, at + length + 1, map != 0))
				return BIND_UNKNOWN;
			return map ? BIND_MAP : BIND_MASKS;
		}
	if (strcasecmp(type, "none") == 0 || strcasecmp(type, "no") == 0)
		return BIND_NONE;
	return BIND_OTHER;
}

static void bind_cores(struct script *script, struct walk *walk, struct script_step *step)
{
	static const char *const masks[] = {"mask_cpu", "mask_cpu"}, *const maps[] = {"map_cpu", "map_cpu"};
	struct list_reader list = {.script = script};

	step->cpu_bind_option = script_step_option(step, "cpu-bind");
	if (step->cpu_bind_option != NULL) {
		step->cpu_bind_value.text = step->cpu_bind_option->value;
	} else {
		const struct script_value *value =
			variables_now(walk->expander.variables, "SLURM_CPU_BIND");
		if (value->state == VALUE_UNSET || !value->exported) {
			step->cpu_bind = step->options_unknown ? BIND_UNKNOWN : BIND_DEFAULT;
			return;
		}
		step->cpu_bind_value.text = value->text;
	}
	if (step->cpu_bind_value.text.bytes == NULL) {
		step->cpu_bind = BIND_OTHER;
		return;
	}
	step->cpu_bind_value.known = text_is_known(&step->cpu_bind_value.text);
	step->cpu_bind = read_binding(&list, &step->cpu_bind_value.text, masks, maps);
	keep_list(&list, &step->masks, &step->mask_count, &step->mask_spans);
	vector_release(&list.masks);
	vector_release(&list.spans);
}

static void bind_gpus(struct script *script, struct walk *walk, struct script_step *step)
{
	static const char *const masks[] = {"mask_gpu", "mask"}, *const maps[] = {"map_gpu", "map"};
	struct list_reader list = {.script = script};
	const struct script_value *value =
		variables_now(walk->expander.variables, "SLURM_GPU_BIND");
	struct shell_text text;

	step->gpu_bind_option = script_step_option(step, "gpu-bind");
	if (step->gpu_bind_option == NULL)
		step->gpu_bind_option = script_header(script, "gpu-bind");
	if (step->gpu_bind_option == NULL && (value->state == VALUE_UNSET || !value->exported)) {
		step->gpu_bind = step->options_unknown ? BIND_UNKNOWN : BIND_DEFAULT;
		return;
	}
	text = step->gpu_bind_option != NULL ? step->gpu_bind_option->value : value->text;
	if (text.bytes == NULL) {
		step->gpu_bind = BIND_OTHER;
		return;
	}
	step->gpu_bind = read_binding(&list, &text, masks, maps);
	keep_list(&list, &step->gpu_masks, &step->gpu_mask_count, NULL);
	vector_release(&list.masks);
	vector_release(&list.spans);
}

static bool shares_tasks(const struct script_step *step)
{
	const struct script_option *flags = script_step_option(step, "gres-flags");
	return flags != NULL && flags->known &&
	       strcasestr(flags->value.bytes, "allow-task-sharing") != NULL;
}

void step_numbers(struct script *script, struct walk *walk, struct script_step *step)
{
	step->nodes = inherited(step, "nodes", &script->nodes);
	step->tasks = inherited(step, "ntasks", &script->tasks);
	step->tasks_per_node = inherited(step, "ntasks-per-node", &script->tasks_per_node);
	step->cpus_per_task = inherited(step, "cpus-per-task", &script->cpus_per_task);
	step->gpus_per_node = inherited(step, "gpus-per-node", &script->gpus_per_node);
	step->gpus_per_task = inherited(step, "gpus-per-task", &script->gpus_per_task);
	step->gpus = inherited(step, "gpus", &script->gpus);
	step->interactive = script_step_option(step, "pty") != NULL;
	step->heterogeneous = script_step_option(step, "het-group") != NULL;
	for (size_t i = 0; i < step->program.count; i++)
		if (string_equal(step->program.items[i].text.bytes, ":"))
			step->heterogeneous = true;
	/* Without a number of nodes a job whose tasks are not asked for either has one. */
	if (!step->nodes.asked && !script->tasks.asked)
		step->nodes = (struct script_number){.known = true, .value = 1};
	step->tasks_here = tasks_here(script, step);
	bind_cores(script, walk, step);
	bind_gpus(script, walk, step);
	step->task_sharing = shares_tasks(step);
}

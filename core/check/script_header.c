#include "check/script_parts.h"

#include "base/units.h"
#include "check/shell_parts.h"

/* The lines for sbatch, read as sbatch reads them: it looks at the beginning of each line, stops at
 * the first one that is neither empty nor a comment, and splits what stands behind #SBATCH into
 * words by its own few rules of quotes. */

static struct script_word make_word(
	struct script *script, const char *bytes, const uint32_t *origin, size_t length, uint32_t at)
{
	struct script_word word = {.known = true};
	uint32_t *origins = arena_alloc(&script->arena, (length + 1) * sizeof *origins);

	if (length > 0)
		memcpy(origins, origin, length * sizeof *origins);
	word.text = (struct shell_text){
		.bytes = arena_strndup(&script->arena, bytes, length),
		.length = length,
		.origin = origins,
		.start = at,
	};
	return word;
}

/* The next word of a line for sbatch; false at the end or at a comment. */
static bool next_word(struct script *script, const char *line, size_t length, size_t *at,
	uint32_t start, struct script_word *word)
{
	struct text bytes = TEXT_INIT;
	struct VECTOR_OF(uint32_t) origins = {0};
	char quote = '\0';
	size_t first;

	while (*at < length && (is_blank(line[*at]) || line[*at] == '\r'))
		++*at;
	if (*at >= length || line[*at] == '#')
		return false;
	for (first = *at; *at < length; ++*at) {
		char c = line[*at];
		if (quote == '\0' && (is_blank(c) || c == '\r' || c == '#'))
			break;
		if (quote == '\0' && (c == '"' || c == '\'')) {
			quote = c;
			continue;
		}
		if (quote != '\0' && c == quote) {
			quote = '\0';
			continue;
		}
		if (c == '\\' && quote != '\'' && *at + 1 < length)
			c = line[++*at];
		text_append_char(&bytes, c == '\0' || c == SHELL_HOLE ? '?' : c);
		vector_push(&origins, start + (uint32_t)*at);
	}
	*word = make_word(script, text_string(&bytes), origins.items, bytes.length,
		start + (uint32_t)first);
	text_release(&bytes);
	vector_release(&origins);
	return true;
}

static void add_stray(struct script *script, enum script_stray_kind kind, const char *bytes,
	size_t length, uint32_t at)
{
	struct script_stray *stray;

	if (script->strays.count >= 1000)
		return;
	stray = vector_add(&script->strays);
	stray->span = (struct shell_span){at, at + (uint32_t)length};
	stray->kind = kind;
	stray->text = (struct shell_text){
		.bytes = arena_strndup(&script->arena, bytes, length), .length = length, .start = at};
}

static void read_line(
	struct script *script, const char *line, size_t length, uint32_t start, bool late)
{
	struct VECTOR_OF(struct script_word) items = {0};
	struct script_words words;
	struct script_word word;
	size_t at = 0, count = script->header.count, first = 0;
	bool unknown;

	while (next_word(script, line, length, &at, start, &word))
		vector_push(&items, word);
	words = (struct script_words){items.items, items.count};
	if (items.count == 1 && string_equal(items.items[0].text.bytes, "hetjob"))
		script->heterogeneous = true;
	/* getopt steps over words that are no options. */
	while (first < words.count) {
		first = options_read(
			script, SLURM_SBATCH, &words, first, &script->header, &unknown);
		if (first < words.count) {
			const struct shell_text *text = &words.items[first].text;
			/* In a placeholder blanks are no mistake. */
			if (!late && !script->heterogeneous && memchr(line, '<', length) == NULL)
				add_stray(script, STRAY_WORD, text->bytes, text->length,
					shell_text_at(text, 0));
			first++;
		}
	}
	for (; count < script->header.count; count++)
		script->header.items[count].late = late;
	vector_release(&items);
}

/* A comment that was meant for sbatch: "##SBATCH --x", "# SBATCH --x", "#sbatch --x". */
static bool looks_meant(const char *line, size_t length)
{
	size_t at = 0, hashes = 0;

	while (at < length && is_blank(line[at]))
		at++;
	for (; at < length && (line[at] == '#' || is_blank(line[at])); at++)
		hashes += line[at] == '#';
	if (hashes == 0 || length - at < 8 || strncasecmp(line + at, "SBATCH", 6) != 0)
		return false;
	at += 6;
	while (at < length && is_blank(line[at]))
		at++;
	return at < length && line[at] == '-';
}

static bool is_command(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!is_blank(line[i]) && line[i] != '\r')
			return line[i] != '#';
	return false;
}

/* A byte order mark of UTF-8, which editors of Windows write, and then "#!". */
static bool starts_with_mark(const char *line, size_t length)
{
	static const char mark[] = "\xef\xbb\xbf#!";

	return length >= sizeof mark - 1 && memcmp(line, mark, sizeof mark - 1) == 0;
}

void header_read(struct script *script)
{
	const char *bytes = script->shell.text.bytes;
	size_t length = script->shell.text.length, at = 0;
	bool late = false;

	script->header_end = (uint32_t)length;
	while (at < length) {
		const char *line = bytes + at;
		const char *end = memchr(line, '\n', length - at);
		size_t size = end != NULL ? (size_t)(end - line) : length - at;
		if (size >= 7 && memcmp(line, "#SBATCH", 7) == 0) {
			/* Behind the first command it may also be the text of another script. */
			if (!late)
				script->has_header = true;
			read_line(script, line + 7, size - 7, (uint32_t)(at + 7), late);
		} else if (at == 0 && size > 0 && (line[0] == '!' || starts_with_mark(line, size))) {
			/* It was meant to be the line with the interpreter. */
		} else if (!late && is_command(line, size)) {
			late = true;
			script->header_end = (uint32_t)at;
		} else if (!late && looks_meant(line, size)) {
			add_stray(script, STRAY_LINE, line, size, (uint32_t)at);
		}
		at += size + 1;
	}
}

/* GPUs on each node by whichever option asks for them. */
static struct script_number gpus_here(const struct script *script)
{
	const struct script_option *gres = script_header(script, "gres");
	struct script_number number = {0};

	if (script->gpus_per_node.asked)
		return script->gpus_per_node;
	if (gres != NULL && gres->value.bytes != NULL && string_starts(gres->value.bytes, "gpu")) {
		number = (struct script_number){.asked = true, .option = gres};
		if (string_equal(gres->value.bytes, "gpu")) {
			number.value = 1;
			number.known = true;
		} else {
			number.known = strchr(gres->value.bytes, ',') == NULL &&
				       gpus_parse(gres->value.bytes, &number.value);
		}
		return number;
	}
	if (script->gpus.asked) {
		number = script->gpus;
		number.known = number.known && script->nodes.known && script->nodes.value == 1;
		return number;
	}
	if (script->gpus_per_task.asked) {
		number = script->gpus_per_task;
		if (number.known && script->tasks_per_node.known)
			number.value *= script->tasks_per_node.value;
		else if (number.known && script->tasks.known && script->nodes.known &&
			 script->nodes.value == 1)
			number.value *= script->tasks.value;
		else
			number.known = false;
	}
	return number;
}

static bool asks_gpus(const struct script *script)
{
	static const char *const names[] = {
		"gpus", "gpus-per-node", "gpus-per-task", "gpus-per-socket", "ntasks-per-gpu"};
	const struct script_option *gres = script_header(script, "gres");

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (script_header(script, names[i]) != NULL)
			return true;
	return gres != NULL && gres->value.bytes != NULL && strstr(gres->value.bytes, "gpu") != NULL;
}

static bool hint_is(const struct script *script, const char *name, const char *value)
{
	const struct script_option *option = script_header(script, name);
	return option != NULL && option->value.bytes != NULL &&
	       string_equal(option->value.bytes, value);
}

void header_numbers(struct script *script)
{
	const struct script_option *partition = script_header(script, "partition");
	const struct script_option *exclusive = script_header(script, "exclusive");

	if (partition == NULL && script->has_header && script->site->slurm.default_partition != NULL)
		script->partition =
			site_partition(script->site, script->site->slurm.default_partition);
	if (partition != NULL && partition->value.bytes != NULL)
		script->partition = site_partition(script->site, partition->value.bytes);
	if (script->partition != NULL)
		script->type = site_node_type(script->site, script->partition->node_type);
	options_number(&script->header, "nodes", &script->nodes);
	options_number(&script->header, "ntasks", &script->tasks);
	options_number(&script->header, "ntasks-per-node", &script->tasks_per_node);
	options_number(&script->header, "cpus-per-task", &script->cpus_per_task);
	options_number(&script->header, "gpus-per-node", &script->gpus_per_node);
	options_number(&script->header, "gpus-per-task", &script->gpus_per_task);
	options_number(&script->header, "gpus", &script->gpus);
	if (!script->nodes.asked && !script->tasks.asked)
		script->nodes = (struct script_number){.known = true, .value = 1};
	script->gpus_here = gpus_here(script);
	script->uses_gpus = asks_gpus(script);
	script->exclusive = exclusive != NULL && exclusive->value.bytes == NULL;
	script->whole_node =
		script->exclusive ||
		(script->partition != NULL && script->partition->allocation == ALLOCATION_NODE) ||
		(script->type != NULL && script->type->gcds > 0 && script->gpus_here.known &&
			script->gpus_here.value == script->type->gcds);
	script->both_threads = hint_is(script, "hint", "multithread");
}

static void set_variable(struct script *script, const char *name, int64_t number)
{
	char digits[24];
	struct script_value value = {.state = VALUE_KNOWN, .exported = true};
	uint32_t *origin = arena_alloc(&script->arena, sizeof digits * sizeof *origin);

	snprintf(digits, sizeof digits, "%lld", (long long)number);
	value.text = (struct shell_text){.bytes = arena_strdup(&script->arena, digits),
		.length = strlen(digits), .origin = origin};
	variables_set(script->variables, name, &value);
}

void header_variables(struct script *script)
{
	if (!script->has_header || script->heterogeneous)
		return;
	if (script->nodes.known) {
		set_variable(script, "SLURM_NNODES", script->nodes.value);
		set_variable(script, "SLURM_JOB_NUM_NODES", script->nodes.value);
	}
	if (script->cpus_per_task.known)
		set_variable(script, "SLURM_CPUS_PER_TASK", script->cpus_per_task.value);
	if (script->tasks_per_node.known)
		set_variable(script, "SLURM_NTASKS_PER_NODE", script->tasks_per_node.value);
	if (script->gpus_per_node.known)
		set_variable(script, "SLURM_GPUS_PER_NODE", script->gpus_per_node.value);
	if (script->tasks.known || (script->tasks_per_node.known && script->nodes.known)) {
		int64_t tasks = script->tasks.known
					? script->tasks.value
					: script->tasks_per_node.value * script->nodes.value;
		set_variable(script, "SLURM_NTASKS", tasks);
		set_variable(script, "SLURM_NPROCS", tasks);
	}
}

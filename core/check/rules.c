#include "check/rules.h"

/* In the order of their letters. */
static const struct rule *const families[] = {
	rules_cores,
	rules_containers,
	rules_gpus,
	rules_binds,
	rules_ranks,
	rules_paths,
	rules_slurm,
	rules_builds,
	rules_wrappers,
	rules_vnc,
	rules_package_files,
};

const struct rule *rule_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
		for (const struct rule *rule = families[i]; rule->id != NULL; rule++)
			if (index-- == 0)
				return rule;
	return NULL;
}

const struct rule *rule_find(const char *id)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		if (string_equal(rule->id, id))
			return rule;
	return NULL;
}

/* --- findings ------------------------------------------------------------------------------ */

static struct finding *PRINTF_LIKE(4, 0) add_finding(struct check *check, enum severity severity,
	struct shell_span span, const char *format, va_list args)
{
	struct place place = {.file = check->script->path};
	struct diags one = {0};
	struct text message = TEXT_INIT;
	struct finding *finding = vector_add(&check->findings);

	shell_place(&check->script->shell, span.start, &place.line, &place.column);
	text_append_vformat(&message, format, args);
	diags_add(&one, severity, check->rule->id, &place, "%s", text_string(&message));
	finding->diag = one.items[0];
	finding->rule = check->rule;
	finding->span = span;
	vector_release(&one);
	text_release(&message);
	return finding;
}

struct finding *check_find(
	struct check *check, struct shell_span span, const char *format, ...)
{
	struct finding *finding;
	va_list args;

	va_start(args, format);
	finding = add_finding(check, check->rule->severity, span, format, args);
	va_end(args);
	return finding;
}

struct finding *check_find_as(struct check *check, enum severity severity, struct shell_span span,
	const char *format, ...)
{
	struct finding *finding;
	va_list args;

	va_start(args, format);
	finding = add_finding(check, severity, span, format, args);
	va_end(args);
	return finding;
}

void finding_hint(struct finding *finding, const char *format, ...)
{
	struct text hint = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&hint, format, args);
	va_end(args);
	diag_hint(&finding->diag, "%s", text_string(&hint));
	text_release(&hint);
}

void finding_fix(struct finding *finding, struct shell_span span, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	vector_push(&finding->fixes, (struct check_fix){span, text_detach(&text)});
}

static void release_finding(struct finding *finding)
{
	free(finding->diag.file);
	free(finding->diag.field);
	free(finding->diag.message);
	free(finding->diag.hint);
	vector_each (struct check_fix, fix, &finding->fixes)
		free(fix->text);
	vector_release(&finding->fixes);
}

void check_release(struct check *check)
{
	vector_each (struct finding, finding, &check->findings)
		release_finding(finding);
	vector_release(&check->findings);
}

/* --- what rules ask for ---------------------------------------------------------------------- */

struct shell_span command_span(const struct script_command *command)
{
	if (command->program < command->words.count)
		return script_word_span(&command->words.items[command->program]);
	return command->node->span;
}

struct shell_span step_span(const struct check *check, const struct script_step *step)
{
	return command_span(&check->script->commands.items[step->command]);
}

const struct script_command *check_next(const struct check *check, const char *name, size_t *index)
{
	while (*index < check->script->commands.count) {
		const struct script_command *command = &check->script->commands.items[(*index)++];
		if (string_equal(command->name, name))
			return command;
	}
	return NULL;
}

const struct script_word *command_word(const struct script_command *command, const char *word)
{
	bool prefix = string_ends(word, "=");

	for (size_t i = command->program + 1; i < command->words.count; i++)
		if (prefix ? script_word_starts(&command->words.items[i], word)
			   : script_word_is(&command->words.items[i], word))
			return &command->words.items[i];
	return NULL;
}

/* --- comments that turn findings off --------------------------------------------------------- */

struct ignore {
	int line;      /* 0: the whole file */
	bool alone;    /* the comment has a line for itself: it is meant for the next one */
	char *ids;     /* owned */
};
struct ignores VECTOR_OF(struct ignore);

static const char ignore_words[] = "# berth: ignore";

static void find_ignores(struct check *check, struct ignores *ignores)
{
	const char *bytes = check->script->shell.text.bytes;
	const char *end = bytes + check->script->shell.text.length, *p = bytes;

	while (p < end && (p = memmem(p, (size_t)(end - p), ignore_words, strlen(ignore_words))) != NULL) {
		const char *ids = p + strlen(ignore_words), *line = p;
		const char *newline = memchr(ids, '\n', (size_t)(end - ids));
		struct ignore ignore = {.alone = true};
		int column;
		if (newline == NULL)
			newline = end;
		for (; line > bytes && line[-1] != '\n'; line--)
			if (line[-1] != ' ' && line[-1] != '\t')
				ignore.alone = false;
		shell_place(&check->script->shell, (uint32_t)(p - bytes), &ignore.line, &column);
		if (ignore.alone && (size_t)(p - bytes) < check->script->header_end)
			ignore.line = 0;
		ignore.ids = xstrndup(ids, (size_t)(newline - ids));
		vector_push(ignores, ignore);
		p = newline;
	}
}

/* Whether the list names the id, its family, or nothing at all. */
static bool names_rule(const char *ids, const char *id)
{
	bool any = false;

	while (*ids != '\0') {
		size_t length = strcspn(ids, " ,\t\r");
		if (length > 0) {
			any = true;
			if (strncmp(ids, id, length) == 0 && (id[length] == '\0' || length == 1))
				return true;
		}
		ids += length + (ids[length] != '\0');
	}
	return !any;
}

static bool is_ignored(const struct ignores *ignores, const struct finding *finding)
{
	vector_each (const struct ignore, ignore, ignores) {
		int line = finding->diag.line;
		if (ignore->line != 0 && line != ignore->line &&
			!(ignore->alone && line == ignore->line + 1))
			continue;
		if (names_rule(ignore->ids, finding->diag.id))
			return true;
	}
	return false;
}

static void drop_ignored(struct check *check)
{
	struct ignores ignores = {0};
	size_t kept = 0;

	find_ignores(check, &ignores);
	for (size_t i = 0; i < check->findings.count; i++) {
		struct finding *finding = &check->findings.items[i];
		if (is_ignored(&ignores, finding)) {
			release_finding(finding);
			check->ignored++;
		} else {
			check->findings.items[kept++] = *finding;
		}
	}
	check->findings.count = kept;
	vector_each (struct ignore, ignore, &ignores)
		free(ignore->ids);
	vector_release(&ignores);
}

/* --- running ----------------------------------------------------------------------------------- */

static bool is_wanted(const struct check_wish *wish, const struct rule *rule)
{
	if (wish == NULL || wish->rules == NULL || wish->rules[0] == NULL)
		return true;
	for (char *const *id = wish->rules; *id != NULL; id++)
		if (strncasecmp(rule->id, *id, strlen(*id)) == 0)
			return true;
	return false;
}

static void drop_mild(struct check *check, enum severity least)
{
	size_t kept = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		if (check->findings.items[i].diag.severity < least)
			release_finding(&check->findings.items[i]);
		else
			check->findings.items[kept++] = check->findings.items[i];
	}
	check->findings.count = kept;
}

static int by_place(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;

	if (left->span.start != right->span.start)
		return left->span.start < right->span.start ? -1 : 1;
	return strcmp(left->diag.id, right->diag.id);
}

/* The same said twice of the same place, as of a command in a function that is called twice. */
static void drop_repeated(struct check *check)
{
	size_t kept = 0;

	for (size_t i = 0; i < check->findings.count; i++) {
		struct finding *finding = &check->findings.items[i];
		const struct finding *last = kept > 0 ? &check->findings.items[kept - 1] : NULL;
		if (last != NULL && last->span.start == finding->span.start &&
			string_equal(last->diag.id, finding->diag.id))
			release_finding(finding);
		else
			check->findings.items[kept++] = *finding;
	}
	check->findings.count = kept;
}

void check_run(struct script *script, const struct check_wish *wish, struct check *check)
{
	*check = (struct check){.script = script, .site = script->site};
	for (size_t i = 0; (check->rule = rule_at(i)) != NULL; i++)
		if (is_wanted(wish, check->rule))
			check->rule->look(check);
	drop_ignored(check);
	if (wish != NULL)
		drop_mild(check, wish->least);
	if (check->findings.count > 1)
		qsort(check->findings.items, check->findings.count,
			sizeof *check->findings.items, by_place);
	drop_repeated(check);
}

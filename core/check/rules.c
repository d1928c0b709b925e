#include "check/rules.h"

#include "check/ignore.h"

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
	struct finding *finding = vector_add(&check->findings);

	shell_place(&check->script->shell, span.start, &place.line, &place.column);
	diags_vadd(&one, severity, check->rule->id, &place, format, args);
	finding->diag = one.items[0];
	finding->rule = check->rule;
	finding->span = span;
	vector_release(&one);
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

/* --- running ----------------------------------------------------------------------------------- */

static void drop_ignored(struct check *check)
{
	struct ignores ignores = {0};
	size_t kept = 0;

	ignores_read(check->script->shell.text.bytes, check->script->shell.text.length,
		check->script->header_end, &ignores);
	for (size_t i = 0; i < check->findings.count; i++) {
		struct finding *finding = &check->findings.items[i];
		if (ignores_has(&ignores, finding->diag.line, finding->diag.id)) {
			release_finding(finding);
			check->ignored++;
		} else {
			check->findings.items[kept++] = *finding;
		}
	}
	check->findings.count = kept;
	ignores_release(&ignores);
}

bool check_wants(const struct check *check, const struct rule *rule)
{
	const struct check_wish *wish = check->wish;

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
	*check = (struct check){.script = script, .site = script->site, .wish = wish};
	for (size_t i = 0; (check->rule = rule_at(i)) != NULL; i++)
		if (check_wants(check, check->rule))
			check->rule->look(check);
	drop_ignored(check);
	if (wish != NULL)
		drop_mild(check, wish->least);
	if (check->findings.count > 1)
		qsort(check->findings.items, check->findings.count,
			sizeof *check->findings.items, by_place);
	drop_repeated(check);
}

#include "check/builds.h"

#include "check/ignore.h"

const char *const build_kind_names[] = {
	[BUILD_CONDA] = "conda", [BUILD_PIP] = "pip", [BUILD_DEFINITION] = "definition", NULL};

static const struct build_rule *const families[] = {rules_definitions, rules_packages};

const struct build_rule *build_rule_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
		for (const struct build_rule *rule = families[i]; rule->id != NULL; rule++)
			if (index-- == 0)
				return rule;
	return NULL;
}

enum build_kind build_guess(const char *file, const char *bytes, size_t length)
{
	if (string_ends(file, ".def") || definition_guess(bytes, length))
		return BUILD_DEFINITION;
	if (string_ends(file, ".yml") || string_ends(file, ".yaml") ||
		packages_guess(bytes, length) == PACKAGES_CONDA)
		return BUILD_CONDA;
	return BUILD_PIP;
}

/* --- findings ------------------------------------------------------------------------------- */

struct diag *build_find(
	struct build_check *check, const struct place *place, const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(
		&check->findings, check->rule->severity, check->rule->id, place, format, args);
	va_end(args);
	return diag;
}

struct diag *build_find_as(struct build_check *check, enum severity severity,
	const struct place *place, const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(&check->findings, severity, check->rule->id, place, format, args);
	va_end(args);
	return diag;
}

/* --- what several rules ask ------------------------------------------------------------------- */

bool build_is_for_gpus(const struct build_check *check)
{
	if (check->base.rocm != NULL)
		return true;
	vector_each (const struct requirement, requirement, &check->packages.pip)
		if (strstr(requirement->text, "rocm") != NULL)
			return true;
	vector_each (const struct package_option, option, &check->packages.options)
		if (option->value != NULL && strstr(option->value, "rocm") != NULL)
			return true;
	return false;
}

const struct package_option *build_option(
	const struct build_check *check, const char *name, const char *part)
{
	vector_each (const struct package_option, option, &check->packages.options)
		if (string_equal(option->name, name) &&
			(part[0] == '\0' ||
				(option->value != NULL && strstr(option->value, part) != NULL)))
			return option;
	return NULL;
}

/* --- running ----------------------------------------------------------------------------------- */

/* Where the first line begins that is no comment and not empty. */
static size_t find_body(const char *bytes, size_t length)
{
	size_t start = 0;

	while (start < length) {
		const char *newline = memchr(bytes + start, '\n', length - start);
		size_t end = newline != NULL ? (size_t)(newline - bytes) : length, at = start;
		while (at < end && strchr(" \t\r", bytes[at]) != NULL)
			at++;
		if (at < end && bytes[at] != '#')
			break;
		start = end + 1;
	}
	return start;
}

static void drop_ignored(
	struct build_check *check, const char *bytes, size_t length, enum severity least)
{
	struct diags kept = {0}, dropped = {0};
	struct ignores ignores = {0};

	ignores_read(bytes, length, find_body(bytes, length), &ignores);
	for (size_t i = 0; i < check->findings.count; i++) {
		struct diag diag = check->findings.items[i];
		bool ignored = ignores_has(&ignores, diag.line, diag.id);
		check->ignored += ignored;
		if (ignored || diag.severity < least)
			vector_push(&dropped, diag);
		else
			vector_push(&kept, diag);
	}
	vector_release(&check->findings);
	diags_release(&dropped);
	ignores_release(&ignores);
	check->findings = kept;
}

static int by_place(const void *a, const void *b)
{
	const struct diag *left = a, *right = b;

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	if (left->column != right->column)
		return left->column < right->column ? -1 : 1;
	return strcmp(left->id, right->id);
}

static bool is_wanted(const struct build_wish *wish, const char *id)
{
	if (wish->rules == NULL || wish->rules[0] == NULL)
		return true;
	for (char *const *wanted = wish->rules; *wanted != NULL; wanted++)
		if (strncasecmp(id, *wanted, strlen(*wanted)) == 0)
			return true;
	return false;
}

static void read_posts(struct build_check *check)
{
	vector_each (const struct definition_stage, stage, &check->definition.stages)
		vector_each (const struct definition_section, section, &stage->sections) {
			struct build_shell *shell;
			if (!string_equal(section->name, "post"))
				continue;
			shell = xcalloc(1, sizeof *shell);
			shell->section = section;
			definition_append_alone(&check->definition, section, &shell->text);
			script_read(check->site, check->file, text_string(&shell->text),
				shell->text.length, &shell->script);
			vector_push(&check->posts, shell);
		}
}

/* What a definition file is built on counts as its base image. */
static void read_base(struct build_check *check, const char *base)
{
	struct arena *arena = check->kind == BUILD_DEFINITION ? &check->definition.arena
							      : &check->packages.arena;

	if (base != NULL)
		image_name_parse(check->site, base, arena, &check->base);
}

static void run_rules(struct build_check *check, const struct build_wish *wish)
{
	const struct build_rule *rules =
		check->kind == BUILD_DEFINITION ? rules_definitions : rules_packages;

	for (check->rule = rules; check->rule->id != NULL; check->rule++)
		if (is_wanted(wish, check->rule->id))
			check->rule->look(check);
}

/* By its first characters, or by options of sbatch, which no requirements have. */
static bool is_script(const char *bytes, size_t length)
{
	static const char option[] = "#SBATCH";
	const char *end = bytes + length, *line = bytes;

	if (length > 2 && memcmp(bytes, "#!", 2) == 0)
		return true;
	while (line != NULL && (size_t)(end - line) > strlen(option)) {
		if (memcmp(line, option, strlen(option)) == 0)
			return true;
		line = memchr(line, '\n', (size_t)(end - line));
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}

bool build_check_run(const struct site *site, enum build_kind kind, const char *file,
	const char *bytes, size_t length, const struct build_wish *wish, struct build_check *check,
	struct diags *diags)
{
	*check = (struct build_check){.site = site, .kind = kind, .file = file};
	check->is_script = kind == BUILD_PIP && is_script(bytes, length);
	if (check->is_script) {
		; /* Y13 says so, and there is nothing else to look at */
	} else if (kind == BUILD_DEFINITION) {
		definition_read(file, bytes, length, &check->definition);
		read_posts(check);
	} else if (!packages_read(file, kind == BUILD_CONDA ? PACKAGES_CONDA : PACKAGES_PIP, bytes,
			   length, &check->packages, diags)) {
		return false;
	}
	read_base(check, wish->base);
	run_rules(check, wish);
	drop_ignored(check, bytes, length, wish->least);
	if (check->findings.count > 1)
		qsort(check->findings.items, check->findings.count,
			sizeof *check->findings.items, by_place);
	return true;
}

void build_check_release(struct build_check *check)
{
	vector_each (struct build_shell *, post, &check->posts) {
		script_release(&(*post)->script);
		text_release(&(*post)->text);
		free(*post);
	}
	vector_release(&check->posts);
	packages_release(&check->packages);
	definition_release(&check->definition);
	diags_release(&check->findings);
}

#include "check/rules_slurm_parts.h"

#include "base/process.h"
#include "base/units.h"

#include <ctype.h>

/* How the header is written, and whether bash can read the script. */

void rule_no_shebang(struct check *check)
{
	const struct shell_text *text = &check->script->shell.text;

	if (!check->script->has_header || (text->length >= 2 && memcmp(text->bytes, "#!", 2) == 0))
		return;
	if (text->length >= 3 && memcmp(text->bytes, "\xef\xbb\xbf", 3) == 0) {
		struct finding *finding = check_find(check, first_line(check),
			"the file begins with a byte order mark, so #! is not its beginning, and sbatch "
			"refuses it");
		finding_hint(finding, "save it as UTF-8 without BOM, or sed -i '1s/^\\xef\\xbb\\xbf//'");
		finding_fix(finding, (struct shell_span){0, 3}, "%s", "");
		return;
	}
	finding_hint(check_find(check, first_line(check),
			     "the first line does not begin with #!, and sbatch refuses such a file"),
		"let the first line be #!/bin/bash, with nothing before it");
}

static bool is_blank(const struct shell_text *text)
{
	for (size_t i = 0; i < text->length; i++)
		if (!isspace((unsigned char)text->bytes[i]))
			return false;
	return true;
}

void rule_nothing_there(struct check *check)
{
	const struct script *script = check->script;
	const struct shell *shell = &script->shell;

	if (script->has_header || shell->list != NULL || shell->troubles.count > 0 || shell->stopped ||
		script->incomplete)
		return;
	finding_hint(check_find(check, first_line(check), "%s, so there is nothing to check",
			     shell->text.length == 0  ? "the file is empty"
			     : is_blank(&shell->text) ? "the file has nothing but blanks"
						      : "there is neither a command nor an #SBATCH line"),
		"is it the file that you mean? a copy may have been cut off, on a full quota for example");
}

/* sbatch refuses every file with a NUL byte, and bash what has one in its first line. */
void rule_no_text(struct check *check)
{
	const struct shell_text *text = &check->script->shell.text;
	const char *nul = text->length > 0 ? memchr(text->bytes, '\0', text->length) : NULL;
	uint32_t at;

	if (nul == NULL)
		return;
	at = (uint32_t)(nul - text->bytes);
	finding_hint(check_find(check, (struct shell_span){at, at + 1},
			     "a byte here is NUL: the file is no text, and sbatch refuses it"),
		"name the script; what is in an image tells 'berth image show'");
}

static void report_unknown(struct check *check, const struct script_option *option)
{
	const char *name = option->spelled + strspn(option->spelled, "-");
	const char *near = slurm_option_nearest(SLURM_SBATCH, name);
	struct finding *finding = check_find(
		check, option->span, "sbatch has no option '%s'", option->spelled);
	bool ambiguous;

	if (slurm_option_name(SLURM_SRUN, name, strlen(name), &ambiguous) != NULL)
		finding_hint(finding, "it is an option of srun: give it there");
	else if (near != NULL && option->spelled[1] == '-')
		finding_hint(finding, "did you mean '--%s'?", near);
}

void rule_unknown_option(struct check *check)
{
	struct script *script = check->script;

	vector_each (const struct script_option, option, &script->header) {
		if (option->late)
			continue;
		if (option->ambiguous)
			check_find(check, option->span, "several options of sbatch begin with '%s'",
				option->spelled);
		else if (option->option == NULL)
			report_unknown(check, option);
		else if (option->value_missing)
			check_find(check, option->span, "'%s' needs a value", option->spelled);
	}
	vector_each (const struct script_stray, stray, &script->strays)
		if (stray->kind == STRAY_WORD && strchr("<>", stray->text.bytes[0]) == NULL)
			finding_hint(check_find_as(check, SEVERITY_WARNING, stray->span,
					     "'%s' is no option, and sbatch passes it over",
					     stray->text.bytes),
				"options begin with - or --; a value with blanks needs quotes");
}

/* $NAME, ${, or $( in a value. */
static const char *find_variable(const char *value)
{
	for (const char *p = strchr(value, '$'); p != NULL; p = strchr(p + 1, '$'))
		if (p[1] == '{' || p[1] == '(' || p[1] == '_' || (p[1] >= 'A' && p[1] <= 'Z') ||
			(p[1] >= 'a' && p[1] <= 'z'))
			return p;
	return strchr(value, '`');
}

void rule_variable_in_header(struct check *check)
{
	vector_each (const struct script_option, option, &check->script->header) {
		if (option->late || option->value.bytes == NULL || option->option == NULL ||
			string_equal(option->option->name, "comment") ||
			string_equal(option->option->name, "wrap") ||
			find_variable(option->value.bytes) == NULL)
			continue;
		finding_hint(check_find(check, option->span,
				     "sbatch does not expand the variable in '%s'", option->value.bytes),
			"write the value itself, or give the option on the command line of sbatch; %%j "
			"is the number of the job, %%x its name");
	}
}

/* Whether the place lies in a here-document or a quoted text of several lines: then it belongs to
 * another script that this one writes. */
static bool inside_text(const struct shell_node *list, uint32_t at);

static bool inside_words(const struct shell_word *words, uint32_t at)
{
	for (; words != NULL; words = words->next) {
		if (words->span.start < at && at < words->span.end)
			return true;
		for (const struct shell_part *part = words->parts; part != NULL; part = part->next)
			if (part->script != NULL && inside_text(part->script, at))
				return true;
	}
	return false;
}

static bool inside_text(const struct shell_node *list, uint32_t at)
{
	for (; list != NULL; list = list->next) {
		if (inside_words(list->words, at))
			return true;
		for (const struct shell_assignment *a = list->assignments; a != NULL; a = a->next)
			if (inside_words(a->value, at) || inside_words(a->elements, at))
				return true;
		for (const struct shell_redirect *r = list->redirects; r != NULL; r = r->next)
			if (r->target != NULL && r->target->span.start <= at && at < r->target->span.end)
				return true;
		if (inside_text(list->condition, at) || inside_text(list->body, at) ||
			inside_text(list->otherwise, at))
			return true;
	}
	return false;
}

void rule_line_not_read(struct check *check)
{
	enum { LINES_MAX = 20 };
	const struct script *script = check->script;
	int lines = 0;

	vector_each (const struct script_option, option, &script->header) {
		if (!option->late || lines >= LINES_MAX ||
			inside_text(script->shell.list, option->span.start))
			continue;
		lines++;
		if (!script->has_header) {
			finding_hint(check_find(check, option->span,
					     "sbatch reads none of the #SBATCH lines: the first command stands "
					     "before them"),
				"move all of them up, right behind the first line");
			break;
		}
		finding_hint(check_find(check, option->span,
				     "sbatch does not read '%s': it stands behind the first command",
				     option->spelled),
			"move the line up to the other #SBATCH lines");
	}
	vector_each (const struct script_stray, stray, &script->strays) {
		size_t hashes = strspn(stray->text.bytes, "#");
		/* Two hashes turn a line off, as everybody knows. */
		if (stray->kind != STRAY_LINE || hashes > 1)
			continue;
		finding_hint(check_find(check, stray->span,
				     "sbatch does not read this line: it does not begin with #SBATCH"),
			"write #SBATCH at the beginning of the line, in capitals and without a blank; "
			"with ## it is off on purpose");
	}
}

void rule_mail(struct check *check)
{
	const struct script_option *option = script_header(check->script, "mail-type");

	if (option == NULL)
		option = script_header(check->script, "mail-user");
	if (option != NULL)
		finding_hint(check_find(check, option->span, "%s sends no mail about jobs",
				     check->site->name),
			"drop the line");
}

void rule_reservation(struct check *check)
{
	const struct script_option *option = script_header(check->script, "reservation");

	if (option != NULL)
		finding_hint(check_find(check, option->span,
				     "the reservation '%s' exists only while its course or event lasts",
				     option->value.bytes != NULL ? option->value.bytes : ""),
			"drop the line when it is over");
}

void rule_threads_per_core(struct check *check)
{
	const struct script_option *option = script_header(check->script, "threads-per-core");
	int64_t threads;

	if (option == NULL || option->value.bytes == NULL ||
		!integer_parse(option->value.bytes, 2, 1000, &threads))
		return;
	finding_hint(check_find(check, option->span, "Slurm refuses --threads-per-core=%lld here",
			     (long long)threads),
		"for both hardware threads of each core write --hint=multithread");
}

void rule_carriage_returns(struct check *check)
{
	const struct shell_text *text = &check->script->shell.text;
	const char *end = text->bytes + text->length;
	struct finding *finding;
	enum { FIXES_MAX = 100000 };
	int fixes = 0;

	if (!check->script->shell.carriage_returns)
		return;
	finding = check_find(check, first_line(check),
		"the lines end in CR LF, as on Windows, and sbatch refuses such a file");
	finding_hint(finding, "dos2unix takes the CR away, or sed -i 's/\\r$//'");
	for (const char *p = text->bytes; p < end; p++) {
		uint32_t at;
		p = memchr(p, '\r', (size_t)(end - p));
		if (p == NULL)
			break;
		at = (uint32_t)(p - text->bytes);
		if ((p + 1 == end || p[1] == '\n') && fixes++ < FIXES_MAX)
			finding_fix(finding, (struct shell_span){at, at + 1}, "%s", "");
	}
}

/* bash itself says what is wrong; asked only where our reader stumbled, as starting it costs more
 * than everything else. */
void rule_syntax(struct check *check)
{
	const struct shell *shell = &check->script->shell;
	/* Nothing is run: -n only reads, and without BASH_ENV no other file is read before. */
	static char bash[] = "bash", only_read[] = "-n", bash_env[] = "BASH_ENV", sh_env[] = "ENV",
		    locale[] = "LC_ALL=C";
	char *const argv[] = {bash, only_read, NULL}, *const env[] = {bash_env, sh_env, locale, NULL};
	struct process process = {.argv = argv, .env = env, .deadline_ms = 5000};
	struct process_result result = {0};
	struct diags diags = {0};
	const char *message;
	char *input;
	int line = 0, at_line, column;
	uint32_t at = 0;

	if (shell->troubles.count == 0 || shell->carriage_returns ||
		memchr(shell->text.bytes, '\0', shell->text.length) != NULL)
		return;
	input = xstrndup(shell->text.bytes, shell->text.length);
	process.input = input;
	if (process_run(&process, &result, &diags) && result.exit_code != 0 && !result.timed_out) {
		message = text_string(&result.err);
		/* "bash: line 12: syntax error ..." */
		if ((message = strstr(message, "line ")) != NULL)
			line = atoi(message + 5);
		message = message != NULL ? strchr(message, ':') : NULL;
		for (at = 0; at < shell->text.length; at++) {
			shell_place(&check->script->shell, at, &at_line, &column);
			if (at_line >= line)
				break;
			const char *newline =
				memchr(shell->text.bytes + at, '\n', shell->text.length - at);
			if (newline == NULL)
				break;
			at = (uint32_t)(newline - shell->text.bytes);
		}
		if (message != NULL) {
			char *first = xstrndup(message + 2, strcspn(message + 2, "\n"));
			finding_hint(check_find(check, (struct shell_span){at, at},
					     "bash cannot read the script: %s", first),
				"'bash -n FILE' says the same; a placeholder such as <project> has to be "
				"replaced first");
			free(first);
		}
	}
	free(input);
	process_result_release(&result);
	diags_release(&diags);
}

void rule_not_followed(struct check *check)
{
	const struct script *script = check->script;

	if (script->incomplete)
		check_find(check,
			(struct shell_span){script->shell.stopped_at, script->shell.stopped_at},
			"the script is nested too deeply or too long to follow; what comes after is not "
			"checked");
}

#include "plan/plan.h"
#include "base/clean.h"
#include "base/words.h"

/* A here-document's end mark that is no line of the content. */
static void append_end_mark(const struct text *content, struct text *mark)
{
	text_append(mark, "END_OF_FILE");
	while (content->length > 0 && strstr(content->data, text_string(mark)) != NULL)
		text_append(mark, "_");
}

/* Content that a here-document gives back byte for byte: no NUL, and a newline at the end. */
static bool fits_here_document(const struct text *content)
{
	return content->length > 0 && content->data[content->length - 1] == '\n' &&
	       memchr(content->data, '\0', content->length) == NULL;
}

/* printf's octal escapes carry any byte through the shell. */
static void append_printf(const struct text *content, struct text *text)
{
	text_append(text, "printf '%b' '");
	for (size_t i = 0; i < content->length; i++) {
		unsigned char c = (unsigned char)content->data[i];
		if (c >= ' ' && c < 0x7f && c != '\'' && c != '\\')
			text_append_char(text, (char)c);
		else
			text_append_format(text, "\\0%03o", c);
	}
	text_append(text, "' > \"$new\"");
}

/* Written beside the target and moved there, so that nobody ever sees half a file. */
static void append_file(const struct plan_file *file, struct text *text)
{
	/* What is for its owner alone is not open to others for a moment either. */
	const char *begin = (file->mode & 077) == 0 ? "(umask 077; " : "";
	const char *end = (file->mode & 077) == 0 ? ")" : "";

	text_append(text, "target=");
	text_append_shell_word(text, file->path);
	text_append(text, "\nnew=$target.new.$$\n");
	if (fits_here_document(&file->content)) {
		struct text mark = TEXT_INIT;
		append_end_mark(&file->content, &mark);
		text_append_format(
			text, "%scat > \"$new\"%s <<'%s'\n", begin, end, text_string(&mark));
		text_append_bytes(text, file->content.data, file->content.length);
		text_append_format(text, "%s\n", text_string(&mark));
		text_release(&mark);
	} else {
		text_append(text, begin);
		append_printf(&file->content, text);
		text_append_format(text, "%s\n", end);
	}
	if (!file->replace)
		text_append(text, "if [ -e \"$target\" ] && ! cmp -s -- \"$new\" \"$target\"; then\n"
				  "  rm -f -- \"$new\"\n"
				  "  echo \"$target exists already, with other content\" >&2\n"
				  "  exit 5\nfi\n");
	/* As a run does it, what the umask forbids stays forbidden. */
	text_append_format(text,
		"chmod \"$(printf '%%o' $((0%03o & ~$(umask))))\" -- \"$new\"\n"
		"mv -fT -- \"$new\" \"$target\"\n",
		(unsigned)file->mode);
}

static void append_command(const struct plan_step *step, struct text *text)
{
	bool in_folder = step->folder != NULL;

	if (step->input != NULL) {
		text_append(text, "printf '%s' ");
		text_append_shell_word(text, step->input);
		text_append(text, " |\n  ");
	}
	if (in_folder) {
		text_append(text, "(cd ");
		text_append_shell_word(text, step->folder);
		text_append(text, " && ");
	}
	if (step->env.count > 0) {
		text_append(text, "env");
		/* env(1) reads the options first. */
		for (size_t i = 0; i < step->env.count; i++)
			if (strchr(step->env.items[i], '=') == NULL) {
				text_append(text, " -u ");
				text_append_shell_word(text, step->env.items[i]);
			}
		for (size_t i = 0; i < step->env.count; i++)
			if (strchr(step->env.items[i], '=') != NULL) {
				text_append(text, " \\\n  ");
				text_append_shell_word(text, step->env.items[i]);
			}
		text_append(text, " \\\n  ");
	}
	for (size_t i = 0; i < step->argv.count; i++) {
		if (i > 0)
			text_append_char(text, ' ');
		text_append_shell_word(text, step->argv.items[i]);
	}
	if (step->input == NULL)
		text_append(text, " < /dev/null");
	text_append(text, in_folder ? ")\n" : "\n");
}

static void append_absent(const char *path, struct text *text)
{
	text_append(text, "target=");
	text_append_shell_word(text, path);
	text_append(text, "\nif [ -e \"$target\" ] || [ -L \"$target\" ]; then\n"
			  "  echo \"$target exists already; move it away, and start again\" >&2\n"
			  "  exit 5\nfi\n");
}

/* A claim is made by mkdir, which only one of several can succeed in. */
static void append_claim(const char *path, struct text *text)
{
	text_append(text, "claim=");
	text_append_shell_word(text, path);
	text_append(text,
		"\nif ! mkdir -m 0700 -- \"$claim\"; then\n"
		"  echo \"when nothing works in $claim any more, remove it and start again\" >&2\n"
		"  exit 1\nfi\n"
		"claims+=(\"$claim\")\n"
		"echo \"a script on $(uname -n), process $$\" > \"$claim/owner\"\n");
}

static bool has_claims(const struct plan *plan)
{
	vector_each (const struct plan_step, step, plan)
		if (step->claims.count > 0)
			return true;
	return false;
}

static void append_move(const struct plan_move *move, struct text *text)
{
	text_append(text, "target=");
	text_append_shell_word(text, move->to);
	text_append(text, "\nnew=");
	text_append_shell_word(text, move->from);
	text_append(text, "\n");
	if (!move->replace)
		text_append(text, "if [ -e \"$target\" ] || [ -L \"$target\" ]; then\n"
				  "  echo \"$target exists already; what was made is at $new\" >&2\n"
				  "  exit 5\nfi\n");
	text_append(text, "mv -fT -- \"$new\" \"$target\"\n");
}

static void append_words(const char *command, const struct strings *words, struct text *text)
{
	for (size_t i = 0; i < words->count; i++) {
		text_append(text, command);
		text_append_shell_word(text, words->items[i]);
		text_append_char(text, '\n');
	}
}

static void append_step(const struct plan_step *step, struct text *text)
{
	for (size_t i = 0; i < step->absent.count; i++)
		append_absent(step->absent.items[i], text);
	append_words("mkdir -p -- ", &step->folders, text);
	for (size_t i = 0; i < step->claims.count; i++)
		append_claim(step->claims.items[i], text);
	append_words("rm -rf -- ", &step->removes, text);
	vector_each (const struct plan_file, file, &step->files)
		append_file(file, text);
	if (step->argv.count > 0)
		append_command(step, text);
	vector_each (const struct plan_move, move, &step->moves)
		append_move(move, text);
}

void plan_script_with_head(const struct plan *plan, const char *head, struct text *text)
{
	text_append(text, "#!/bin/bash\n");
	if (head != NULL)
		text_append(text, head);
	text_append(text, "# ");
	text_append_clean(text, plan->title, CLEAN_LINE);
	text_append(text, "\nset -euo pipefail\n");
	if (has_claims(plan))
		text_append(text,
			"claims=()\n"
			"say_left() { echo \"stopped in line $1; left behind: ${claims[*]:-nothing}\" >&2; }\n"
			"trap 'say_left \"$LINENO\"' ERR\n");
	for (size_t i = 0; i < plan->count; i++) {
		text_append_format(text, "\n# %zu. ", i + 1);
		text_append_clean(text, plan->items[i].title, CLEAN_LINE);
		text_append_char(text, '\n');
		append_step(&plan->items[i], text);
	}
}

void plan_script(const struct plan *plan, struct text *text)
{
	plan_script_with_head(plan, NULL, text);
}

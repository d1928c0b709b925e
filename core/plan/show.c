#include "plan/plan.h"
#include "base/clean.h"
#include "base/words.h"

/* Every line of `content` with four blanks before it. */
static void show_content(const struct text *content, struct text *text)
{
	const char *line = text_string(content);
	const char *end = line + content->length;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((stop != NULL ? stop : end) - line);
		text_append(text, length > 0 ? "    " : "");
		text_append_clean_bytes(text, line, length, CLEAN_LINE);
		text_append_char(text, '\n');
		line += length + 1;
	}
}

/* The variables that are set or, without a '=', unset for the program, on one line. */
static void show_environment(
	const struct plan_step *step, const char *before, bool set, struct text *text)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < step->env.count; i++)
		if ((strchr(step->env.items[i], '=') != NULL) == set) {
			text_append_char(&line, ' ');
			text_append_shell_word(&line, step->env.items[i]);
		}
	if (line.length > 0) {
		text_append_format(text, "   %s", before);
		text_append_clean(text, text_string(&line), CLEAN_LINE);
		text_append_char(text, '\n');
	}
	text_release(&line);
}

static void show_command(const struct plan_step *step, bool contents, struct text *text)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < step->argv.count; i++) {
		if (i > 0)
			text_append_char(&line, ' ');
		text_append_shell_word(&line, step->argv.items[i]);
	}
	show_environment(step, "without", false, text);
	show_environment(step, "with", true, text);
	if (step->folder != NULL) {
		text_append(text, "   in ");
		text_append_clean(text, step->folder, CLEAN_LINE);
		text_append_char(text, '\n');
	}
	text_append(text, "   $ ");
	text_append_clean(text, text_string(&line), CLEAN_LINE);
	text_append_char(text, '\n');
	text_release(&line);
	if (step->input != NULL && contents) {
		struct text input = TEXT_INIT;
		text_append(&input, step->input);
		text_append_format(text, "   which reads (%zu bytes)\n", input.length);
		show_content(&input, text);
		text_release(&input);
	}
}

static void show_words(const char *what, const struct strings *words, struct text *text)
{
	for (size_t i = 0; i < words->count; i++) {
		text_append_format(text, "   %s ", what);
		text_append_clean(text, words->items[i], CLEAN_LINE);
		text_append_char(text, '\n');
	}
}

static void show_move(const struct plan_move *move, struct text *text)
{
	text_append(text, "   moves ");
	text_append_clean(text, move->from, CLEAN_LINE);
	text_append(text, " to ");
	text_append_clean(text, move->to, CLEAN_LINE);
	text_append(text, move->replace ? ", in place of what is there\n" : "\n");
}

void plan_show(const struct plan *plan, bool contents, struct text *text)
{
	text_append_clean(text, plan->title, CLEAN_LINE);
	text_append_char(text, '\n');
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_step *step = &plan->items[i];
		text_append_format(text, "%zu. ", i + 1);
		text_append_clean(text, step->title, CLEAN_LINE);
		text_append_char(text, '\n');
		show_words("stops when there is", &step->absent, text);
		show_words("makes the folder", &step->folders, text);
		show_words("makes, for itself alone, the folder", &step->claims, text);
		show_words("removes", &step->removes, text);
		vector_each (const struct plan_file, file, &step->files) {
			text_append(text, "   writes ");
			text_append_clean(text, file->path, CLEAN_LINE);
			text_append_format(text, " (%zu bytes, mode %04o)\n", file->content.length,
				(unsigned)file->mode);
			if (contents)
				show_content(&file->content, text);
		}
		if (step->argv.count > 0)
			show_command(step, contents, text);
		vector_each (const struct plan_move, move, &step->moves)
			show_move(move, text);
	}
}

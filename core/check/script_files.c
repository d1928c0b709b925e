#include "check/script_parts.h"

/* The files that a script writes by itself, by a here-document or by echo, and runs later. */

static const char *plain_path(const char *path)
{
	/* A folder that is not known is most likely the present one: $PWD, $SLURM_SUBMIT_DIR. */
	while ((path[0] == '.' || path[0] == SHELL_HOLE) && path[1] == '/')
		path += 2;
	return path;
}

struct script_file *files_find(struct script *script, const char *path)
{
	path = plain_path(path);
	for (size_t i = script->files.count; i > 0; i--)
		if (string_equal(script->files.items[i - 1]->path, path))
			return script->files.items[i - 1];
	return NULL;
}

static void add_file(struct walk *walk, const char *path, struct shell_text text, bool append,
	const struct run *run)
{
	enum { FILES_MAX = 256 };
	struct script *script = walk->script;
	struct script_file *file = files_find(script, path);

	if (walk->silent || script->files.count >= FILES_MAX)
		return;
	if (file != NULL && append) {
		struct builder builder = {0};
		builder_add(&builder, file->text.bytes, file->text.length, file->text.origin,
			file->text.start);
		builder_add(&builder, text.bytes, text.length, text.origin, text.start);
		file->text = builder_end(&walk->expander, &builder, text.start);
		return;
	}
	file = arena_alloc(&script->arena, sizeof *file);
	file->path = plain_path(path);
	file->text = text;
	file->span = run->node->span;
	file->command = run->index;
	vector_push(&script->files, file);
}

/* What `cat` or `echo` writes; false for other commands. */
static bool written_text(struct walk *walk, const struct run *run, struct shell_text *text)
{
	const struct script_words *words = &run->words;
	struct builder builder = {0};

	if (string_equal(run->name, "cat") && words->count == 1) {
		for (const struct shell_redirect *r = run->node->redirects; r != NULL; r = r->next)
			if (r->kind == REDIRECT_HERE && r->target != NULL) {
				*text = expand_text(&walk->expander, r->target);
				return true;
			}
		return false;
	}
	if (!string_equal(run->name, "echo"))
		return false;
	for (size_t i = 1; i < words->count; i++) {
		if (i > 1)
			builder_add_at(&builder, " ", words->items[i].text.start);
		builder_add(&builder, words->items[i].text.bytes, words->items[i].text.length,
			words->items[i].text.origin, words->items[i].text.start);
	}
	builder_add_at(&builder, "\n", run->node->span.end);
	*text = builder_end(&walk->expander, &builder, run->node->span.start);
	return true;
}

void files_write(struct walk *walk, const struct run *run)
{
	struct shell_text text, path;

	for (const struct shell_redirect *r = run->node->redirects; r != NULL; r = r->next) {
		if ((r->kind != REDIRECT_WRITE && r->kind != REDIRECT_APPEND) ||
			r->descriptor != 1 || r->target == NULL)
			continue;
		path = expand_text(&walk->expander, r->target);
		if (written_text(walk, run, &text))
			add_file(walk, path.bytes, text, r->kind == REDIRECT_APPEND, run);
	}
}

/* Marks what `chmod` makes executable. */
bool run_chmod(struct walk *walk, const struct run *run)
{
	const struct script_words *words = &run->words;
	bool executable = words->count > 1 &&
			  strpbrk(words->items[1].text.bytes, "x7531") != NULL;

	for (size_t i = 2; executable && i < words->count; i++) {
		struct script_file *file = files_find(walk->script, words->items[i].text.bytes);
		if (file != NULL)
			file->executable = true;
	}
	return true;
}

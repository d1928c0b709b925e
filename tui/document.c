#include "tui/document.h"

#include "base/files.h"

#include <errno.h>
#include <sys/stat.h>

enum { DOCUMENT_MAX = 1 << 20 };

static void release_step(struct document_step *step)
{
	free(step->content);
	free(step->what);
}

#define RELEASE_STEPS(steps)                                                                       \
	do {                                                                                       \
		for (size_t i_ = 0; i_ < (steps)->count; i_++)                                     \
			release_step(&(steps)->items[i_]);                                         \
		vector_release(steps);                                                             \
	} while (0)

/* Takes the text as the document's, when it can be read. */
static bool take(struct document *document, const char *bytes, size_t length, struct diags *diags)
{
	struct workspace workspace;
	struct text content = TEXT_INIT;

	if (!workspace_read_text(document->path, bytes, length, &workspace, diags)) {
		workspace_release(&workspace);
		return false;
	}
	text_append_bytes(&content, bytes, length);
	workspace_release(&document->workspace);
	text_release(&document->content);
	document->workspace = workspace;
	document->content = content;
	document->changed = content.length != document->saved.length ||
			    memcmp(text_string(&content), text_string(&document->saved),
				    content.length) != 0;
	return true;
}

static bool is_there(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 || errno != ENOENT;
}

void document_append_mistakes(const struct document *document, struct diags *diags)
{
	vector_each (const struct diag, diag, &document->mistakes) {
		struct place place = {
			.file = diag->file, .line = diag->line, .column = diag->column, .field = diag->field};
		struct diag *copy =
			diags_add(diags, diag->severity, diag->id, &place, "%s", diag->message);
		if (diag->hint != NULL)
			diag_hint(copy, "%s", diag->hint);
	}
}

bool document_open(struct document *document, const char *path, struct diags *diags)
{
	struct text bytes = TEXT_INIT;
	struct diags found = {0};
	bool fine;

	*document = (struct document){.path = xstrdup(path), .exists = is_there(path)};
	fine = !document->exists || file_read(path, DOCUMENT_MAX, &bytes, &found);
	if (fine) {
		text_append_bytes(&document->saved, text_string(&bytes), bytes.length);
		fine = take(document, text_string(&bytes), bytes.length, &found);
	}
	if (fine) {
		diags_move(diags, &found);
	} else {
		struct diags none = {0};
		document->mistakes = found;
		document_append_mistakes(document, diags);
		text_release(&document->saved);
		if (!take(document, "", 0, &none))
			BUG("an empty workspace file cannot be read");
	}
	text_release(&bytes);
	return fine;
}

void document_release(struct document *document)
{
	free(document->path);
	text_release(&document->content);
	text_release(&document->saved);
	diags_release(&document->mistakes);
	if (document->workspace.file != NULL)
		workspace_release(&document->workspace);
	RELEASE_STEPS(&document->undo);
	RELEASE_STEPS(&document->redo);
	*document = (struct document){0};
}

/* Makes `bytes` the text and the one before a step that can be undone. An edit that changes nothing
 * is none. */
static bool change(struct document *document, const struct text *text, const char *what,
	struct diags *diags)
{
	struct document_step step;

	if (text->length == document->content.length &&
		memcmp(text_string(text), text_string(&document->content), text->length) == 0)
		return true;
	step.content = xstrndup(text_string(&document->content), document->content.length);
	if (!take(document, text_string(text), text->length, diags)) {
		free(step.content);
		return false;
	}
	step.what = xstrdup(what);
	RELEASE_STEPS(&document->redo);
	if (document->undo.count == DOCUMENT_UNDO_MAX) {
		release_step(&document->undo.items[0]);
		vector_remove(&document->undo, 0);
	}
	vector_push(&document->undo, step);
	return true;
}

bool document_set(struct document *document, const char *key, char *const *values, size_t count,
	struct diags *diags)
{
	struct text text = TEXT_INIT, what = TEXT_INIT;
	bool fine;

	text_append_format(&what, "%s =", key);
	for (size_t i = 0; i < count; i++)
		text_append_format(&what, " %s", values[i]);
	fine = workspace_set(&document->workspace, key, values, count, false, &text, diags) &&
	       change(document, &text, text_string(&what), diags);
	text_release(&text);
	text_release(&what);
	return fine;
}

bool document_unset(struct document *document, const char *key, struct diags *diags)
{
	struct text text = TEXT_INIT;
	char *what = xasprintf("%s unset", key);
	bool fine = workspace_unset(&document->workspace, key, NULL, 0, &text, diags) &&
		    change(document, &text, what, diags);

	text_release(&text);
	free(what);
	return fine;
}

bool document_replace(struct document *document, const char *content, const char *what,
	struct diags *diags)
{
	struct text text = TEXT_INIT;
	bool fine;

	text_append(&text, content);
	fine = change(document, &text, what, diags);
	text_release(&text);
	return fine;
}

/* Moves the newest step of `from` to `to`; both keep whole texts, so that either way is the same. */
static const char *turn(struct document *document, struct document_step *step,
	struct document_step *back)
{
	struct diags none = {0};

	*back = (struct document_step){
		xstrndup(text_string(&document->content), document->content.length), step->what};
	if (!take(document, step->content, strlen(step->content), &none))
		BUG("a text that was a workspace file is none any more");
	free(step->content);
	return back->what;
}

const char *document_undo(struct document *document)
{
	struct document_step back;
	const char *what;

	if (document->undo.count == 0)
		return NULL;
	what = turn(document, &document->undo.items[--document->undo.count], &back);
	vector_push(&document->redo, back);
	return what;
}

const char *document_redo(struct document *document)
{
	struct document_step back;
	const char *what;

	if (document->redo.count == 0)
		return NULL;
	what = turn(document, &document->redo.items[--document->redo.count], &back);
	vector_push(&document->undo, back);
	return what;
}

/* Whether the file is still what was read or written last. */
static bool is_ours(const struct document *document, struct diags *diags)
{
	struct text now = TEXT_INIT;
	struct place place = {.file = document->path};
	bool fine = true, there = is_there(document->path);

	if (there && !file_read(document->path, DOCUMENT_MAX, &now, diags))
		return false;
	if (there != document->exists || now.length != document->saved.length ||
		memcmp(text_string(&now), text_string(&document->saved), now.length) != 0) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "W15", &place,
				  "somebody else has %s the file since it was read",
				  there ? "changed" : "removed"),
			"open it anew to see their changes, or write it anyway to replace them");
		fine = false;
	}
	text_release(&now);
	return fine;
}

bool document_save(struct document *document, bool force, struct diags *diags)
{
	if (!force && !is_ours(document, diags))
		return false;
	if (!file_write(document->path, text_string(&document->content), document->content.length,
		    0666, FILE_REPLACE | FILE_FOLLOW, diags))
		return false;
	text_release(&document->saved);
	text_append_bytes(
		&document->saved, text_string(&document->content), document->content.length);
	diags_release(&document->mistakes);
	document->exists = true;
	document->changed = false;
	return true;
}

#ifndef BERTH_TUI_DOCUMENT_H
#define BERTH_TUI_DOCUMENT_H

/*
 * berth.yaml while it is being edited: its text, what it says (workspace/workspace.h), the edits that
 * can be undone, and whether the file on disk is older. The text is always one that can be read;
 * comments and order of the person's file stay.
 *
 * Nothing is lost: a copy of unsaved text is kept in Berth's state folder ("drafts", mode 0600) and
 * offered when the same file is opened next. No terminal is known here.
 */

#include "base/diag.h"
#include "base/text.h"
#include "workspace/workspace.h"

struct document {
	char *path;          /* owned; absolute; where it is (or would be) saved */
	bool exists;         /* there is such a file */
	bool changed;        /* it differs from what was read or saved last */
	struct text content;
	struct workspace workspace; /* of `content` */
	struct VECTOR_OF(struct document_step {
		char *content; /* owned */
		char *what;    /* owned: "job.nodes = 4" */
	}) undo, redo;
	struct text saved;   /* what the file held when it was read or written by us */
	struct diags mistakes; /* why the file could not be read; until it is written over */
};

enum { DOCUMENT_UNDO_MAX = 500 };

/* Opens the file, or begins an empty one that would be there. False with F.. W.. when the file has
 * mistakes: the document is then empty and must not be saved over it without asking. */
bool document_open(struct document *document, const char *path, struct diags *diags) MUST_USE;
void document_release(struct document *document);
/* Adds why the file could not be read. */
void document_append_mistakes(const struct document *document, struct diags *diags);

/* Edits; `what` is for the list of undone things. Also F08, W... */
bool document_set(struct document *document, const char *key, char *const *values, size_t count,
	struct diags *diags) MUST_USE;
bool document_unset(struct document *document, const char *key, struct diags *diags) MUST_USE;
/* The whole text anew (an editor has changed it). */
bool document_replace(struct document *document, const char *content, const char *what,
	struct diags *diags) MUST_USE;
/* Gives what was undone or done again, valid until the next edit; NULL when there is nothing. */
const char *document_undo(struct document *document);
const char *document_redo(struct document *document);

/* Writes it. W.. when the file on disk was changed by somebody else since (unless `force`); F21. */
bool document_save(struct document *document, bool force, struct diags *diags) MUST_USE;
/* Keeps unsaved text as a draft, or removes the draft when everything is saved. */
bool document_keep_draft(const struct document *document, struct diags *diags) MUST_USE;
/* The draft of that file; false when there is none that differs from it. */
bool document_find_draft(const char *path, struct text *content);
void document_drop_draft(const char *path);
/* The files that were opened last, newest first (at most 20); adding one keeps the list. */
void document_recent(struct strings *paths);
void document_remember(const char *path);

#endif

#include "tui/document.h"

#include "base/files.h"

#include <unistd.h>

/*
 * What outlives the workbench: drafts of files that were not saved, and the names of those that were
 * opened last. Both are in Berth's state folder; a draft is a file whose first line is the path of
 * the file that it is of.
 */

enum { DRAFT_MAX = 2 << 20, RECENT_MAX = 20, RECENT_BYTES_MAX = 128 * 1024 };

/* A name for the draft of a path: paths are too long and have slashes. Two paths of one name
 * (FNV-1a, 64 bits) would only mean that the later draft wins; the first line tells them apart. */
static char *draft_path(const char *path)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	char *state = folder_state(), *name, *file, *folder;

	if (state == NULL)
		return NULL;
	for (const char *c = path; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
	folder = path_join(state, "drafts");
	name = xasprintf("%016llx", (unsigned long long)hash);
	file = path_join(folder, name);
	free(name);
	free(folder);
	free(state);
	return file;
}

static bool write_private(
	const char *file, const char *bytes, size_t length, struct diags *diags)
{
	char *folder = xstrndup(file, (size_t)(path_base(file) - file) - 1);
	bool fine = folder_make(folder, 0700, diags) &&
		    file_write(file, bytes, length, 0600, FILE_REPLACE | FILE_NO_SYNC, diags);

	free(folder);
	return fine;
}

bool document_keep_draft(const struct document *document, struct diags *diags)
{
	char *file = draft_path(document->path);
	struct text draft = TEXT_INIT;
	bool fine = true;

	if (file == NULL)
		return true;
	if (document->changed) {
		text_append_format(&draft, "%s\n", document->path);
		text_append_bytes(
			&draft, text_string(&document->content), document->content.length);
		fine = write_private(file, text_string(&draft), draft.length, diags);
	} else {
		unlink(file);
	}
	text_release(&draft);
	free(file);
	return fine;
}

bool document_find_draft(const char *path, struct text *content)
{
	char *file = draft_path(path);
	struct text draft = TEXT_INIT, now = TEXT_INIT;
	struct diags ignored = {0};
	size_t first = strlen(path) + 1;
	bool found = file != NULL && access(file, F_OK) == 0 &&
		     file_read(file, DRAFT_MAX, &draft, &ignored) && draft.length >= first &&
		     draft.data[first - 1] == '\n' && memcmp(draft.data, path, first - 1) == 0;

	/* A draft that says what the file says is none. */
	if (found && access(path, F_OK) == 0 && file_read(path, DRAFT_MAX, &now, &ignored) &&
		now.length == draft.length - first &&
		memcmp(text_string(&now), draft.data + first, now.length) == 0)
		found = false;
	if (found)
		text_append_bytes(content, draft.data + first, draft.length - first);
	diags_release(&ignored);
	text_release(&draft);
	text_release(&now);
	free(file);
	return found;
}

void document_drop_draft(const char *path)
{
	char *file = draft_path(path);

	if (file != NULL)
		unlink(file);
	free(file);
}

static char *recent_path(void)
{
	char *state = folder_state(), *file;

	if (state == NULL)
		return NULL;
	file = path_join(state, "recent");
	free(state);
	return file;
}

void document_recent(struct strings *paths)
{
	char *file = recent_path();
	struct text text = TEXT_INIT;
	struct diags ignored = {0};
	struct strings lines = {0};

	if (file != NULL && access(file, F_OK) == 0 &&
		file_read(file, RECENT_BYTES_MAX, &text, &ignored))
		strings_split(&lines, text_string(&text), '\n');
	for (size_t i = 0; i < lines.count && paths->count < RECENT_MAX; i++)
		if (lines.items[i][0] == '/' && !strings_has(paths, lines.items[i]))
			strings_add(paths, lines.items[i]);
	strings_release(&lines);
	diags_release(&ignored);
	text_release(&text);
	free(file);
}

void document_remember(const char *path)
{
	struct strings paths = {0};
	struct text text = TEXT_INIT;
	struct diags ignored = {0};
	char *file = recent_path();

	if (file == NULL || path[0] != '/' || strchr(path, '\n') != NULL) {
		free(file);
		return;
	}
	strings_add(&paths, path);
	document_recent(&paths);
	for (size_t i = 0; i < paths.count; i++)
		text_append_format(&text, "%s\n", paths.items[i]);
	/* A list of names for convenience: where it cannot be kept, nobody is told. */
	if (!write_private(file, text_string(&text), text.length, &ignored))
		diags_release(&ignored);
	strings_release(&paths);
	text_release(&text);
	free(file);
}

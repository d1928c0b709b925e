#include "workspace/shape.h"

/*
 * Changing one key of a workspace file. The text is changed first and then read as a whole, so that
 * what is set is checked by the same table as what a person writes.
 */

/* Whether the file as it is can be read; its mistakes are reported with their places. */
static bool is_readable(const struct workspace *workspace, struct diags *diags)
{
	struct workspace again;
	bool fine = workspace_read_text(workspace->file, text_string(&workspace->content),
		workspace->content.length, &again, diags);

	workspace_release(&again);
	return fine;
}

/* Whether the new text can be read. The places of its mistakes are those of a text that nobody has
 * seen, so they are left out. */
static bool is_good(
	const struct workspace *workspace, const struct text *text, struct diags *diags)
{
	struct workspace changed;
	struct diags mistakes = {0};
	bool fine = workspace_read_text(
		workspace->file, text_string(text), text->length, &changed, &mistakes);

	for (size_t i = 0; i < mistakes.count; i++)
		mistakes.items[i].line = mistakes.items[i].column = 0;
	diags_move(diags, &mistakes);
	workspace_release(&changed);
	return fine;
}

static bool refuse_kept(
	const struct workspace *workspace, const char *key, struct diags *diags)
{
	struct place place = {.file = workspace->file, .field = key};

	diag_hint(diags_add(diags, SEVERITY_ERROR, "W13", &place,
			  "'%.*s' is kept as it is: no part of Berth reads it yet",
			  (int)strcspn(key, "."), key),
		"write it with an editor, if another program reads it");
	return false;
}

/* "image" and "environment.NAME" may be a mapping in this file, with the value one key deeper; only
 * the text tells. The caller frees it. */
static char *value_key(const struct workspace *workspace, const char *key)
{
	static const struct {
		const char *start, *below;
	} long_forms[] = {{"image", "query"}, {"environment.", "value"}};
	int line, column;

	for (size_t i = 0; i < ARRAY_LENGTH(long_forms); i++) {
		const char *start = long_forms[i].start;
		bool fits = string_ends(start, ".") ? string_starts(key, start)
						    : string_equal(key, start);
		char *deeper = xasprintf("%s.%s", key, long_forms[i].below);
		if (fits && yaml_locate(text_string(&workspace->content),
				    workspace->content.length, deeper, &line, &column))
			return deeper;
		free(deeper);
	}
	return xstrdup(key);
}

/* The values of a list as the file has them, found by the field's key. */
static const struct yaml_strings *list_of(const struct workspace *workspace, const char *key)
{
	const struct {
		const char *key;
		const struct yaml_strings *list;
	} lists[] = {
		{"image.roots", &workspace->roots},
		{"binds.presets", &workspace->presets},
		{"binds.extra", &workspace->specs},
		{"job.command", &workspace->command},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
		if (string_equal(lists[i].key, key))
			return lists[i].list;
	for (size_t i = 0; string_starts(key, "job.") && job_wish_fields[i].name != NULL; i++)
		if (string_equal(job_wish_fields[i].name, key + strlen("job.")))
			return &workspace->job[i];
	return NULL;
}

static bool set_text(const struct workspace *workspace, const char *key,
	const struct strings *values, bool is_list, struct text *text, struct diags *diags)
{
	const char *bytes = text_string(&workspace->content);
	size_t length = workspace->content.length;
	char *at = value_key(workspace, key);
	bool fine = is_list ? yaml_set_list(workspace->file, bytes, length, at,
				      (const char *const *)values->items, values->count, text,
				      diags)
			    : yaml_set(workspace->file, bytes, length, at, values->items[0], text,
				      diags);

	free(at);
	return fine;
}

bool workspace_set(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, bool add, struct text *out, struct diags *diags)
{
	struct arena arena = {0};
	const struct yaml_field *field = workspace_field(workspace_shape(&arena), key);
	bool is_list = field != NULL && field->kind == YAML_STRINGS, fine;
	const struct yaml_strings *old = is_list && add ? list_of(workspace, key) : NULL;
	struct strings all = {0};
	struct text text = TEXT_INIT;

	if (field != NULL && field->kind == YAML_KEPT) {
		arena_release(&arena);
		return refuse_kept(workspace, key, diags);
	}
	for (size_t i = 0; old != NULL && i < old->count; i++)
		strings_add(&all, old->items[i]);
	for (size_t i = 0; i < count; i++)
		strings_add(&all, values[i]);
	if (!is_list && (add || count != 1)) {
		fine = diags_fail(diags, "U07", key, add ? "only a list can be added to"
							 : "this key takes one value");
		diag_hint(&diags->items[diags->count - 1],
			"words that belong together stand in quotes; lists are binds.presets, "
			"binds.extra, image.roots, job.command and the like");
	} else {
		fine = is_readable(workspace, diags) &&
		       set_text(workspace, key, &all, is_list, &text, diags) &&
		       is_good(workspace, &text, diags);
	}
	if (fine)
		text_append_bytes(out, text_string(&text), text.length);
	/* What the file is read into does not tell how it was written. */
	if (fine && field != NULL && field->kind == YAML_DURATION)
		wish_doubt_time(all.items[0], key, diags);
	text_release(&text);
	strings_release(&all);
	arena_release(&arena);
	return fine;
}

/* The list without these items; false when one of them is not in it. */
static bool drop_items(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, struct strings *left, struct diags *diags)
{
	const struct yaml_strings *list = list_of(workspace, key);
	bool fine = true;

	for (size_t v = 0; v < count; v++) {
		bool there = false;
		for (size_t i = 0; list != NULL && i < list->count; i++)
			there = there || string_equal(list->items[i], values[v]);
		if (!there) {
			struct place place = {.file = workspace->file, .field = key};
			diags_add(diags, SEVERITY_ERROR, "F08", &place,
				"cannot take out '%s': it is not in this list", values[v]);
			fine = false;
		}
	}
	for (size_t i = 0; fine && i < list->count; i++) {
		bool goes = false;
		for (size_t v = 0; v < count; v++)
			goes = goes || string_equal(list->items[i], values[v]);
		if (!goes)
			strings_add(left, list->items[i]);
	}
	return fine;
}

/* Takes single items out of the list in the text, last first, so that the others keep their bytes
 * and their numbers. */
static bool remove_items(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, struct text *text, struct diags *diags)
{
	const struct yaml_strings *list = list_of(workspace, key);
	bool fine = true;

	text_append_bytes(text, text_string(&workspace->content), workspace->content.length);
	for (size_t i = list->count; fine && i-- > 0;) {
		struct text next = TEXT_INIT;
		char *item = xasprintf("%s.%zu", key, i);
		bool goes = false;
		for (size_t v = 0; v < count; v++)
			goes = goes || string_equal(list->items[i], values[v]);
		if (goes) {
			fine = yaml_remove(workspace->file, text_string(text), text->length, item,
				&next, diags);
			text_release(text);
			*text = next;
		}
		free(item);
	}
	return fine;
}

bool workspace_unset(const struct workspace *workspace, const char *key, char *const *values,
	size_t count, struct text *out, struct diags *diags)
{
	struct text text = TEXT_INIT;
	struct strings left = {0};
	char *first = xasprintf("%s.0", key);
	int line, column;
	bool is_list = yaml_locate(text_string(&workspace->content), workspace->content.length,
		first, &line, &column);
	bool fine = is_readable(workspace, diags) &&
		    (count == 0 || drop_items(workspace, key, values, count, &left, diags));

	if (fine && count > 0 && left.count > 0 && is_list)
		fine = remove_items(workspace, key, values, count, &text, diags);
	else if (fine)
		fine = yaml_remove(workspace->file, text_string(&workspace->content),
			workspace->content.length, key, &text, diags);
	fine = fine && is_good(workspace, &text, diags);
	if (fine)
		text_append_bytes(out, text_string(&text), text.length);
	free(first);
	text_release(&text);
	strings_release(&left);
	return fine;
}

#include "image/names.h"

#include "base/files.h"
#include "image/names_form.h"

/* Far beyond what a sensible form needs for a name; a form that needs more does not match. */
enum {
	NAME_LENGTH_LIMIT = 255,
	STEP_LIMIT = 20000,
	CHOICE_LIMIT = 512,
	CAPTURE_LIMIT = 64,
	VALUE_NESTING_LIMIT = 8,
};

struct name_forms VECTOR_OF(struct name_form);

static const struct {
	const char *name;
	size_t offset;
} name_fields[] = {
	{"framework", offsetof(struct image_name, framework)},
	{"version", offsetof(struct image_name, version)},
	{"rocm", offsetof(struct image_name, rocm)},
	{"python", offsetof(struct image_name, python)},
	{"layer", offsetof(struct image_name, layer)},
	{"release", offsetof(struct image_name, release)},
	{"hash", offsetof(struct image_name, hash)},
	{"os", offsetof(struct image_name, os)},
	{"extras", offsetof(struct image_name, extras)},
	{"date", offsetof(struct image_name, date)},
};

struct capture {
	const struct name_step *step;
	size_t start, length;
};

/* Where to go on when the present way turns out wrong. */
struct choice {
	size_t step, position, captures;
	size_t below; /* for a field: take less than this */
};

struct match {
	const struct name_form *form;
	const char *name;
	size_t step, position, below;
	struct capture captures[CAPTURE_LIMIT];
	size_t capture_count;
	struct choice choices[CHOICE_LIMIT];
	size_t choice_count;
};

static bool remember(struct match *match, size_t step, size_t below)
{
	if (match->choice_count == CHOICE_LIMIT)
		return false;
	match->choices[match->choice_count++] =
		(struct choice){step, match->position, match->capture_count, below};
	return true;
}

static bool backtrack(struct match *match)
{
	const struct choice *choice;

	if (match->choice_count == 0)
		return false;
	choice = &match->choices[--match->choice_count];
	match->step = choice->step;
	match->position = choice->position;
	match->capture_count = choice->captures;
	match->below = choice->below;
	return true;
}

static bool take_field(struct match *match, const struct name_step *step)
{
	size_t length = name_step_take(step, match->name + match->position, match->below);

	if (length == 0 || match->capture_count == CAPTURE_LIMIT)
		return false;
	if (length > 1 && !remember(match, match->step, length))
		return false;
	match->captures[match->capture_count++] =
		(struct capture){step, match->position, length};
	match->position += length;
	match->below = SIZE_MAX;
	match->step++;
	return true;
}

/* Does one step; false when this way leads nowhere. */
static bool advance(struct match *match)
{
	const struct name_step *step = &match->form->steps.items[match->step];

	switch (step->operation) {
	case STEP_BYTE:
		if (match->name[match->position] != step->byte)
			return false;
		match->position++;
		match->step++;
		return true;
	case STEP_FIELD:
		return take_field(match, step);
	case STEP_SPLIT:
		if (!remember(match, step->second, SIZE_MAX))
			return false;
		match->step = step->first;
		return true;
	case STEP_JUMP:
		match->step = step->first;
		return true;
	case STEP_END:
		return match->name[match->position] == '\0';
	}
	return false;
}

static bool run_form(const struct name_form *form, const char *name, struct match *match)
{
	if (strncmp(name, form->prefix, form->prefix_length) != 0)
		return false;
	match->form = form;
	match->name = name;
	match->step = match->position = form->prefix_length;
	match->below = SIZE_MAX;
	match->capture_count = match->choice_count = 0;
	for (int steps = 0; steps < STEP_LIMIT; steps++) {
		bool at_end = form->steps.items[match->step].operation == STEP_END;
		if (advance(match)) {
			if (at_end)
				return true;
		} else if (!backtrack(match)) {
			return false;
		}
	}
	return false;
}

/* Appends what a field captured; whether it captured anything. `text` may be NULL. */
static bool append_field(const struct match *match, size_t field, bool raw, struct text *text)
{
	bool captured = false;

	for (size_t i = 0; i < match->capture_count; i++) {
		const struct capture *capture = &match->captures[i];
		if (capture->step->field != field)
			continue;
		if (text != NULL && captured)
			text_append_char(text, ' ');
		if (text != NULL && raw)
			text_append_bytes(text, match->name + capture->start, capture->length);
		else if (text != NULL)
			name_step_append_value(capture->step, match->name + capture->start,
				capture->length, text);
		captured = true;
	}
	return captured;
}

/* The value of a `set` entry being written. Without a match it is only checked. */
struct expansion {
	const struct name_form *form;
	const struct match *match;
	struct text *out;
	struct text *message;
};

static const char *expand(
	const struct expansion *expansion, const char *at, int nesting, bool written);

/* The brace that closes the text of a value that was checked. */
static const char *skip_text(const char *at)
{
	for (int depth = 0; depth > 0 || *at != '}'; at++) {
		if (*at == '\\')
			at++;
		else
			depth += (*at == '{') - (*at == '}');
	}
	return at;
}

/* {FIELD}, {FIELD:raw} or {FIELD?TEXT}, from behind the opening brace to behind the closing one. */
static const char *expand_field(
	const struct expansion *expansion, const char *at, int nesting, bool written)
{
	size_t length = strcspn(at, "?:{}\\");
	size_t field = name_form_field(expansion->form, at, length);
	const char *end = at + length;
	bool raw = string_starts(end, ":raw}");

	if (field == expansion->form->field_count) {
		text_append_format(expansion->message, "the form has no field '%.*s'",
			(int)(length < 64 ? length : 64), at);
		return NULL;
	}
	written = written && expansion->match != NULL;
	if (*end == '?') {
		if (written)
			written = append_field(expansion->match, field, false, NULL);
		end = expansion->match != NULL && !written
			? skip_text(end + 1)
			: expand(expansion, end + 1, nesting + 1, written);
		if (end == NULL)
			return NULL;
	} else {
		if (written)
			append_field(expansion->match, field, raw, expansion->out);
		end += raw ? strlen(":raw") : 0;
	}
	if (*end != '}') {
		text_append(expansion->message, "a '}' is missing");
		return NULL;
	}
	return end + 1;
}

/* Writes the value up to its end or to the closing brace of the text that it stands in; gives
 * that place, or NULL with a message. */
static const char *expand(
	const struct expansion *expansion, const char *at, int nesting, bool written)
{
	if (nesting > VALUE_NESTING_LIMIT) {
		text_append(expansion->message, "the value is nested too deeply");
		return NULL;
	}
	while (*at != '\0' && (*at != '}' || nesting == 0)) {
		if (*at == '{') {
			at = expand_field(expansion, at + 1, nesting, written);
			if (at == NULL)
				return NULL;
			continue;
		}
		if (*at == '\\' && at[1] != '\0')
			at++;
		if (written && expansion->match != NULL)
			text_append_char(expansion->out, *at);
		at++;
	}
	return at;
}

static const char **field_place(struct image_name *name, const char *field, size_t length)
{
	for (size_t i = 0; i < ARRAY_LENGTH(name_fields); i++)
		if (strlen(name_fields[i].name) == length &&
			memcmp(name_fields[i].name, field, length) == 0)
			return (const char **)((char *)name + name_fields[i].offset);
	return NULL;
}

static char *trimmed(const struct text *text, struct arena *arena)
{
	const char *start = text_string(text) + strspn(text_string(text), " \t\n");
	size_t length = strlen(start);

	while (length > 0 && strchr(" \t\n", start[length - 1]) != NULL)
		length--;
	return length > 0 ? arena_strndup(arena, start, length) : NULL;
}

static void set_fields(const struct match *match, struct arena *arena, struct image_name *name)
{
	const struct site_name_form *source = match->form->source;
	struct text text = TEXT_INIT, message = TEXT_INIT;
	struct expansion expansion = {match->form, match, &text, &message};

	for (size_t i = 0; i < match->form->field_count; i++) {
		const char *field = match->form->fields[i];
		const char **place = field_place(name, field, strlen(field));
		text_truncate(&text, 0);
		if (place != NULL && append_field(match, i, false, &text))
			*place = trimmed(&text, arena);
	}
	for (size_t i = 0; i < source->set.count; i++) {
		const char *entry = source->set.items[i], *equals = strchr(entry, '=');
		const char **place = field_place(name, entry, (size_t)(equals - entry));
		text_truncate(&text, 0);
		if (expand(&expansion, equals + 1, 0, true) != NULL)
			*place = trimmed(&text, arena);
	}
	text_release(&text);
	text_release(&message);
}

static bool check_set(const struct name_form *form, struct text *message)
{
	struct expansion expansion = {form, NULL, NULL, message};
	struct image_name name;

	for (size_t i = 0; i < form->source->set.count; i++) {
		const char *entry = form->source->set.items[i], *equals = strchr(entry, '=');
		if (equals == NULL) {
			text_append_format(message, "'%s' is not FIELD=VALUE", entry);
			return false;
		}
		if (field_place(&name, entry, (size_t)(equals - entry)) == NULL) {
			text_append_format(message, "images have no field '%.*s'",
				(int)(equals - entry), entry);
			return false;
		}
		if (expand(&expansion, equals + 1, 0, true) == NULL) {
			text_append_format(message, " in '%s'", entry);
			return false;
		}
	}
	return true;
}

bool name_form_check(const struct site_name_form *form, struct text *message)
{
	struct name_form compiled;
	bool good = name_form_compile(form, &compiled, message) && check_set(&compiled, message);

	name_form_release(&compiled);
	return good;
}

struct name_forms *name_forms_new(const struct site *site)
{
	struct name_forms *forms = xcalloc(1, sizeof *forms);
	struct text message = TEXT_INIT;

	YAML_EACH (struct site_name_form, source, &site->name_forms) {
		struct name_form form;
		if (name_form_compile(source, &form, &message) && check_set(&form, &message))
			vector_push(forms, form);
		else
			name_form_release(&form);
	}
	text_release(&message);
	return forms;
}

void name_forms_free(struct name_forms *forms)
{
	if (forms == NULL)
		return;
	vector_each (struct name_form, form, forms)
		name_form_release(form);
	vector_release(forms);
	free(forms);
}

bool name_forms_parse(const struct name_forms *forms, const char *path, struct arena *arena,
	struct image_name *name)
{
	const char *base = path_base(path);
	struct match match;

	*name = (struct image_name){0};
	if (strnlen(base, NAME_LENGTH_LIMIT + 1) > NAME_LENGTH_LIMIT)
		return false;
	vector_each (const struct name_form, form, forms) {
		if (!run_form(form, base, &match))
			continue;
		set_fields(&match, arena, name);
		if (form->source->family != NULL)
			name->family = arena_strdup(arena, form->source->family);
		if (form->source->record.name != NULL)
			name->form = arena_strdup(arena, form->source->record.name);
		return true;
	}
	return false;
}

void image_name_parse(
	const struct site *site, const char *path, struct arena *arena, struct image_name *name)
{
	struct name_forms *forms = name_forms_new(site);

	name_forms_parse(forms, path, arena, name);
	name_forms_free(forms);
}

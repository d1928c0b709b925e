#include "base/diag.h"
#include "base/clean.h"

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};
	return names[severity];
}

struct diag *diags_vadd(struct diags *diags, enum severity severity, const char *id,
	const struct place *place, const char *format, va_list args)
{
	struct text message = TEXT_INIT;
	struct diag *diag = vector_add(diags);

	text_append_vformat(&message, format, args);
	diag->severity = severity;
	diag->id = id;
	diag->message = text_detach(&message);
	if (place != NULL) {
		diag->file = place->file != NULL ? xstrdup(place->file) : NULL;
		diag->field = place->field != NULL ? xstrdup(place->field) : NULL;
		diag->line = place->line;
		diag->column = place->column;
	}
	return diag;
}

struct diag *diags_add(struct diags *diags, enum severity severity, const char *id,
	const struct place *place, const char *format, ...)
{
	va_list args;
	struct diag *diag;

	va_start(args, format);
	diag = diags_vadd(diags, severity, id, place, format, args);
	va_end(args);
	return diag;
}

bool diags_fail(struct diags *diags, const char *id, const char *field, const char *format, ...)
{
	struct place place = {.field = field};
	va_list args;

	va_start(args, format);
	diags_vadd(diags, SEVERITY_ERROR, id, &place, format, args);
	va_end(args);
	return false;
}

void diag_hint(struct diag *diag, const char *format, ...)
{
	struct text hint = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&hint, format, args);
	va_end(args);
	free(diag->hint);
	diag->hint = text_detach(&hint);
}

size_t diags_count(const struct diags *diags, enum severity severity)
{
	size_t count = 0;
	for (size_t i = 0; i < diags->count; i++)
		count += diags->items[i].severity == severity;
	return count;
}

bool diags_have(const struct diags *diags, const char *id)
{
	for (size_t i = 0; i < diags->count; i++)
		if (string_equal(diags->items[i].id, id))
			return true;
	return false;
}

void diags_move(struct diags *to, struct diags *from)
{
	for (size_t i = 0; i < from->count; i++)
		vector_push(to, from->items[i]);
	vector_release(from);
}

void diags_release(struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		free(diags->items[i].file);
		free(diags->items[i].field);
		free(diags->items[i].message);
		free(diags->items[i].hint);
	}
	vector_release(diags);
}

/* Whether the message names the file itself, so that it would only be read twice in front. */
static bool names_file(const struct diag *diag)
{
	char *quoted = xasprintf("'%s'", diag->file);
	bool named = diag->line == 0 && strstr(diag->message, quoted) != NULL;

	free(quoted);
	return named;
}

void diag_format(const struct diag *diag, struct text *text)
{
	if (diag->file != NULL && !names_file(diag)) {
		text_append_clean(text, diag->file, CLEAN_LINE);
		if (diag->line > 0)
			text_append_format(text, ":%d", diag->line);
		if (diag->line > 0 && diag->column > 0)
			text_append_format(text, ":%d", diag->column);
		text_append(text, ": ");
	}
	text_append_format(text, "%s: ", severity_name(diag->severity));
	if (diag->field != NULL) {
		text_append_clean(text, diag->field, CLEAN_LINE);
		text_append(text, ": ");
	}
	text_append_clean(text, diag->message, CLEAN_LINE);
	text_append_format(text, " [%s]\n", diag->id);
	if (diag->hint != NULL) {
		text_append(text, "  hint: ");
		text_append_clean(text, diag->hint, CLEAN_LINE);
		text_append_char(text, '\n');
	}
}

static json_t *positive_or_null(int number)
{
	return number > 0 ? json_integer(number) : json_null();
}

json_t *diags_json(const struct diags *diags)
{
	json_t *array = json_array();

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->items[i];
		json_t *object = json_object();
		json_object_set_new(object, "id", json_string(diag->id));
		json_object_set_new(object, "severity", json_string(severity_name(diag->severity)));
		json_object_set_new(object, "file", json_string_or_null(diag->file));
		json_object_set_new(object, "line", positive_or_null(diag->line));
		json_object_set_new(object, "column", positive_or_null(diag->column));
		json_object_set_new(object, "field", json_string_or_null(diag->field));
		json_object_set_new(object, "message", json_string_or_null(diag->message));
		json_object_set_new(object, "hint", json_string_or_null(diag->hint));
		json_array_append_new(array, object);
	}
	return array;
}

#include "bind/parts.h"

struct diag *bind_complain(struct diags *diags, enum severity severity, const char *id,
	const struct bind *bind, const char *format, ...)
{
	struct text field = TEXT_INIT;
	struct place place = {0};
	struct diag *diag;
	va_list args;

	text_append(&field, bind->origin);
	if (string_starts(bind->origin, "--")) {
		text_append_char(&field, ' ');
		bind_append_spec(bind, &field);
	}
	place.field = text_string(&field);
	va_start(args, format);
	diag = diags_vadd(diags, severity, id, &place, format, args);
	va_end(args);
	text_release(&field);
	return diag;
}

void bind_complain_image(struct diags *diags, const struct bind *bind, const char *found)
{
	bool same = string_equal(bind->source, bind->destination);
	struct bind corrected = *bind;
	char folder[] = "/FOLDER", whole[] = "/";
	struct text spec = TEXT_INIT;
	struct diag *diag;

	corrected.image_source = whole;
	if (same)
		corrected.destination = folder;
	bind_append_spec(&corrected, &spec);
	diag = bind_complain(diags, SEVERITY_ERROR, "M03", bind,
		"'%s' %s, and without image-src= the file itself stands at '%s', not what is in it",
		bind->source, found, bind->destination);
	diag_hint(diag, "write '%s'%s", text_string(&spec),
		same ? ", with the folder in the container in place of /FOLDER" : "");
	text_release(&spec);
}

/* "SPEC (ORIGIN)", for a message that names a second bind. The caller frees it. */
static char *describe(const struct bind *bind)
{
	struct text text = TEXT_INIT;

	text_append_char(&text, '\'');
	bind_append_spec(bind, &text);
	text_append_format(&text, "' (%s)", bind->origin);
	return text_detach(&text);
}

void bind_complain_clash(struct diags *diags, const struct bind *first, const struct bind *second)
{
	char *kept = describe(first), *dropped = describe(second);

	diag_hint(bind_complain(diags, SEVERITY_WARNING, "M05", second,
			  "'%s' is bound twice: %s stays, %s is dropped", second->destination, kept,
			  dropped),
		"leave one of them out, or write '%s:/FOLDER' with another place in the container",
		second->source);
	free(kept);
	free(dropped);
}

void bind_complain_double(
	struct diags *diags, const struct bind *first, const struct bind *second)
{
	diag_hint(bind_complain(diags, SEVERITY_NOTE, "M20", second, "'%s' is bound already (%s)",
			  second->source, first->origin),
		"leave it out");
}

#include "vnc/remote_frame.h"

static bool span_is(struct span span, const char *string)
{
	return span.length == strlen(string) && memcmp(span.bytes, string, span.length) == 0;
}

/* Takes a line off; false when there is none that is whole. */
static bool take_line(struct span *rest, struct span *line)
{
	const char *newline = memchr(rest->bytes, '\n', rest->length);

	if (newline == NULL)
		return false;
	*line = (struct span){rest->bytes, (size_t)(newline - rest->bytes)};
	rest->bytes += line->length + 1;
	rest->length -= line->length + 1;
	return true;
}

/* Finds the line and cuts everything up to its end off. */
static bool skip_to(struct span *rest, const char *wanted)
{
	struct span line;

	while (take_line(rest, &line))
		if (span_is(line, wanted))
			return true;
	return false;
}

bool remote_find_frame(const char *host, const char *word, struct span all, struct span *inside,
	struct diags *diags)
{
	char *begin = xasprintf("berth-answer/1 %s", word), *end = xasprintf("end %s", word);
	struct span rest = all, line;
	bool begun = skip_to(&rest, begin), ended = false;

	*inside = (struct span){rest.bytes, 0};
	while (begun && !ended && take_line(&rest, &line)) {
		ended = span_is(line, end);
		if (!ended)
			inside->length = (size_t)(rest.bytes - inside->bytes);
	}
	if (!begun) {
		diags_fail(diags, "V40", NULL, "'%s' gives no answer that Berth understands", host);
		diag_hint(&diags->items[diags->count - 1],
			"see what 'ssh %s sh -c true' says; the files of the login there must not "
			"start other programs",
			host);
	} else if (!ended) {
		diags_fail(diags, "V41", NULL, "the answer of '%s' breaks off", host);
	}
	free(begin);
	free(end);
	return ended;
}

bool remote_take_item(struct span *rest, struct text *name, struct text *value)
{
	struct span line = {NULL, 0};
	bool first = true;

	text_truncate(name, 0);
	text_truncate(value, 0);
	/* A file without a newline at its end leaves an empty line. */
	while (line.length == 0)
		if (!take_line(rest, &line))
			return false;
	text_append_bytes(name, line.bytes, line.length);
	while (rest->length > 0 && (rest->bytes[0] == ' ' || rest->bytes[0] == '\n')) {
		if (!take_line(rest, &line))
			break;
		if (line.length == 0)
			continue;
		if (!first)
			text_append_char(value, '\n');
		text_append_bytes(value, line.bytes + 1, line.length - 1);
		first = false;
	}
	return true;
}

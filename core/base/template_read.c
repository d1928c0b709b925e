#include "base/template_parts.h"
#include "base/similar.h"

struct reader {
	const char *file, *start, *at, *end;
	const struct template_name *names;
	struct template_nodes *nodes;
	size_t open[TEMPLATE_DEPTH_LIMIT]; /* indices of the sections that are open */
	size_t depth;
	struct diags *diags;
};

enum { MISTAKE_LIMIT = 100 };

static struct diag *complain(struct reader *reader, const char *where, const char *id,
	const char *format, ...) PRINTF_LIKE(4, 5);

static struct diag *complain(struct reader *reader, const char *where, const char *id,
	const char *format, ...)
{
	struct place place = {.file = reader->file, .line = 1, .column = 1};
	struct text message = TEXT_INIT;
	struct diag *diag;
	va_list args;

	for (const char *p = reader->start; p < where; p++) {
		/* The bytes that go on with a character are not counted. */
		if (((unsigned char)*p & 0xc0) != 0x80)
			place.column++;
		if (*p == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diag = diags_add(
		reader->diags, SEVERITY_ERROR, id, &place, "%s", text_string(&message));
	text_release(&message);
	return diag;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void add_text(struct reader *reader, const char *from, const char *to)
{
	if (to > from)
		vector_push(reader->nodes,
			(struct template_node){
				.kind = NODE_TEXT, .text = from, .length = (size_t)(to - from)});
}

/* Whether [open, close) is alone on its line; moves both to the ends of the line then. */
static bool is_alone(const struct reader *reader, const char **open, const char **close)
{
	const char *from = *open, *to = *close;

	while (from > reader->start && is_blank(from[-1]))
		from--;
	while (to < reader->end && is_blank(*to))
		to++;
	if ((from > reader->start && from[-1] != '\n') || (to < reader->end && *to != '\n'))
		return false;
	*open = from;
	*close = to < reader->end ? to + 1 : to;
	return true;
}

static bool is_open(const struct reader *reader, size_t name)
{
	for (size_t i = 0; i < reader->depth; i++) {
		const struct template_node *node = &reader->nodes->items[reader->open[i]];
		if (node->kind == NODE_SECTION && node->name == name)
			return true;
	}
	return false;
}

static bool list_is_open(const struct reader *reader, const char *list)
{
	for (size_t i = 0; reader->names[i].name != NULL; i++)
		if (string_equal(reader->names[i].name, list))
			return is_open(reader, i);
	return false;
}

/* The index of a name that may stand here, or SIZE_MAX with a complaint at `where`. */
static size_t find_name(struct reader *reader, const char *where, const char *name, size_t length)
{
	const char *known[TEMPLATE_NAMES_LIMIT], *near;
	char *copy = xstrndup(name, length);
	size_t i = 0, count = 0;
	struct diag *diag;

	for (; reader->names[i].name != NULL; i++) {
		if (string_equal(reader->names[i].name, copy))
			break;
		if (count < TEMPLATE_NAMES_LIMIT)
			known[count++] = reader->names[i].name;
	}
	if (reader->names[i].name == NULL) {
		near = similar_best(copy, known, count);
		diag = complain(reader, where, "J02", "there is no value '%.60s'", copy);
		if (near != NULL)
			diag_hint(diag, "did you mean '%s'?", near);
		else
			diag_hint(diag, "'berth job template values', or for builds 'berth build "
				"template values KIND', lists them");
		i = SIZE_MAX;
	} else if (reader->names[i].list != NULL && !list_is_open(reader, reader->names[i].list)) {
		diag_hint(complain(reader, where, "J02", "'%s' is known only for the items of '%s'",
				  copy, reader->names[i].list),
			"write it between {{#%s}} and {{/%s}}", reader->names[i].list,
			reader->names[i].list);
		i = SIZE_MAX;
	}
	free(copy);
	return i;
}

static void open_section(struct reader *reader, const char *where, size_t name, bool inverted)
{
	if (reader->depth == TEMPLATE_DEPTH_LIMIT) {
		diag_hint(complain(reader, where, "J03", "more than %d sections in each other",
				  TEMPLATE_DEPTH_LIMIT),
			"make it simpler");
		return;
	}
	if (!inverted && reader->names[name].kind == TEMPLATE_LIST && is_open(reader, name)) {
		diag_hint(complain(reader, where, "J01", "a list within itself: '%s'",
				  reader->names[name].name),
			"close the first one with {{/%s}}", reader->names[name].name);
		return;
	}
	vector_push(reader->nodes, (struct template_node){
					   .kind = inverted ? NODE_INVERTED : NODE_SECTION, .name = name});
	reader->open[reader->depth++] = reader->nodes->count - 1;
}

static void close_section(struct reader *reader, const char *where, size_t name)
{
	struct template_node *section;

	section = reader->depth > 0 ? &reader->nodes->items[reader->open[reader->depth - 1]] : NULL;
	if (section == NULL || section->name != name) {
		struct diag *diag = complain(reader, where, "J01",
			"the end of '%s', which is not open", reader->names[name].name);
		if (section != NULL)
			diag_hint(diag, "the section that is open here is '%s'",
				reader->names[section->name].name);
		return;
	}
	reader->depth--;
	section->end = reader->nodes->count;
	vector_push(reader->nodes, (struct template_node){.kind = NODE_END, .name = name});
}

static void add_value(struct reader *reader, const char *where, size_t name, bool quoted, bool alone)
{
	if (reader->names[name].kind == TEMPLATE_LIST) {
		diag_hint(complain(reader, where, "J01", "'%s' is a list and no text",
				  reader->names[name].name),
			"write {{#%s}}...{{/%s}}", reader->names[name].name,
			reader->names[name].name);
		return;
	}
	vector_push(reader->nodes, (struct template_node){.kind = quoted ? NODE_QUOTED : NODE_VALUE,
					   .name = name,
					   .alone = alone && !quoted});
}

/* What stands between the braces, without the blanks around it. */
static void read_tag(struct reader *reader, const char *where, const char *from, const char *to,
	bool alone)
{
	char kind = from < to ? *from : '\0';
	bool quoted = to - from > 2 && from[0] == 'q' && is_blank(from[1]);
	size_t name, length = 0;

	if (kind != '\0' && strchr("#^/", kind) != NULL)
		from++;
	else if (quoted)
		from += 2;
	while (from < to && is_blank(*from))
		from++;
	while (from + length < to &&
		((from[length] >= 'a' && from[length] <= 'z') || from[length] == '_'))
		length++;
	if (length == 0 || from + length != to) {
		diag_hint(complain(reader, where, "J01", "a tag that is none of ours"),
			"there are {{name}}, {{q name}}, {{#name}}, {{^name}}, {{/name}} and {{! "
			"comment}}; a name has only the letters a to z and '_'");
		return;
	}
	name = find_name(reader, where, from, length);
	if (name == SIZE_MAX)
		return;
	if (kind == '#' || kind == '^')
		open_section(reader, where, name, kind == '^');
	else if (kind == '/')
		close_section(reader, where, name);
	else
		add_value(reader, where, name, quoted, alone);
}

/* Reads on to the end of one tag. False when there is no more of them. */
static bool read_next(struct reader *reader)
{
	const char *open = memmem(reader->at, (size_t)(reader->end - reader->at), "{{", 2);
	const char *close, *line_open, *line_close, *from, *to;
	bool alone, takes_line;

	if (open == NULL) {
		add_text(reader, reader->at, reader->end);
		return false;
	}
	close = memmem(open + 2, (size_t)(reader->end - open - 2), "}}", 2);
	if (close == NULL) {
		diag_hint(complain(reader, open, "J01", "'{{' without its '}}'"),
			"close the tag; there is no way to write '{{' as it is");
		return false;
	}
	from = open + 2;
	to = close;
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	line_open = open;
	line_close = close + 2;
	alone = is_alone(reader, &line_open, &line_close) && line_open >= reader->at;
	takes_line = alone && from < to && strchr("#^/!", *from) != NULL;
	add_text(reader, reader->at, takes_line ? line_open : open);
	reader->at = takes_line ? line_close : close + 2;
	if (from == to || *from != '!')
		read_tag(reader, open, from, to, alone && line_open == open);
	return reader->diags->count < MISTAKE_LIMIT;
}

bool template_read(const char *file, const char *bytes, size_t length,
	const struct template_name *names, struct template_nodes *nodes, struct diags *diags)
{
	struct diags found = {0};
	struct reader reader = {.file = file, .start = bytes, .at = bytes, .end = bytes + length,
		.names = names, .nodes = nodes, .diags = &found};
	const char *nul = memchr(bytes, '\0', length);
	bool fine;

	if (length > TEMPLATE_SIZE_LIMIT)
		complain(&reader, bytes, "J03", "a template of more than %d bytes",
			TEMPLATE_SIZE_LIMIT);
	else if (nul != NULL)
		complain(&reader, nul, "J01", "a NUL byte, which no text has");
	else
		while (read_next(&reader))
			;
	/* What is missing at the end is told only when nothing before it can be the reason. */
	if (found.count == 0 && reader.depth > 0)
		complain(&reader, reader.end, "J01", "'{{#%s}}' without its '{{/%s}}'",
			names[nodes->items[reader.open[reader.depth - 1]].name].name,
			names[nodes->items[reader.open[reader.depth - 1]].name].name);
	fine = found.count == 0;
	diags_move(diags, &found);
	diags_release(&found);
	return fine;
}

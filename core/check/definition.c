#include "check/definition.h"

#include <ctype.h>

static const char *const headers[] = {"bootstrap", "from", "includecmd", "mirrorurl", "updateurl",
	"osversion", "include", "library", "registry", "namespace", "stage", "product", "user",
	"regcode", "productpgp", "registerurl", "modules", "fingerprints", "setopt"};

static const char *const sections[] = {"help", "setup", "files", "labels", "environment", "pre",
	"post", "runscript", "test", "startscript", "arguments", "appinstall", "applabels",
	"appfiles", "appenv", "apptest", "apphelp", "apprun", "appstart"};

/* One line of the file, without its line break. */
struct line {
	const char *start;
	size_t length;
	int number;
	size_t next; /* where the following one begins */
};

struct reading {
	struct definition *definition;
	struct definition_stage *stage;
	struct definition_section *section; /* NULL in a header */
	bool continued; /* the header's line before ends with a backslash */
};

static bool next_line(const struct definition *definition, struct line *line)
{
	size_t at = line->next;
	const char *end;

	if (at >= definition->length)
		return false;
	line->start = definition->bytes + at;
	end = memchr(line->start, '\n', definition->length - at);
	line->length = end != NULL ? (size_t)(end - line->start) : definition->length - at;
	line->next = at + line->length + (end != NULL);
	if (line->length > 0 && line->start[line->length - 1] == '\r')
		line->length--;
	line->number++;
	return true;
}

static size_t blanks(const struct line *line)
{
	size_t i = 0;
	while (i < line->length && strchr(" \t\v\f\r", line->start[i]) != NULL &&
		line->start[i] != '\0')
		i++;
	return i;
}

static struct place place_at(const struct definition *definition, const struct line *line)
{
	int column = 1;

	for (size_t i = 0; i < blanks(line); i++)
		column++;
	return (struct place){.file = definition->file, .line = line->number, .column = column};
}

static void trouble(struct definition *definition, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);

static void trouble(struct definition *definition, struct place place, const char *format, ...)
{
	struct text why = TEXT_INIT;
	va_list args;

	if (definition->troubles.count >= DEFINITION_LIMIT)
		return;
	va_start(args, format);
	text_append_vformat(&why, format, args);
	va_end(args);
	vector_push(&definition->troubles,
		(struct definition_trouble){
			arena_strdup(&definition->arena, text_string(&why)), place});
	text_release(&why);
}

/* The bytes without blanks around them. */
static char *trimmed(struct definition *definition, const char *start, size_t length)
{
	while (length > 0 && strchr(" \t\r", *start) != NULL) {
		start++;
		length--;
	}
	while (length > 0 && strchr(" \t\r", start[length - 1]) != NULL)
		length--;
	return arena_strndup(&definition->arena, start, length);
}

static char *lower(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return text;
}

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (string_equal(list[i], word))
			return true;
	return false;
}

static bool begins_stage(const struct line *line)
{
	return line->length >= 10 && strncasecmp(line->start, "bootstrap:", 10) == 0;
}

static void start_stage(struct reading *reading, const struct line *line)
{
	struct definition *definition = reading->definition;

	if (definition->stages.count >= DEFINITION_LIMIT)
		return;
	reading->stage = vector_add(&definition->stages);
	reading->stage->place = place_at(definition, line);
	reading->section = NULL;
	reading->continued = false;
}

static void start_section(struct reading *reading, const struct line *line)
{
	struct definition *definition = reading->definition;
	size_t start = blanks(line), length;
	const char *name = line->start + start;
	char *key;

	while (start < line->length && *name == '%') {
		start++;
		name++;
	}
	for (length = 0; start + length < line->length && strchr(" \t", name[length]) == NULL;)
		length++;
	if (reading->stage->sections.count >= DEFINITION_LIMIT)
		return;
	reading->section = vector_add(&reading->stage->sections);
	key = lower(trimmed(definition, name, length));
	reading->section->name = key;
	reading->section->arguments =
		trimmed(definition, name + length, line->length - start - length);
	reading->section->place = place_at(definition, line);
	reading->section->start = reading->section->end = line->next;
	if (!is_one_of(key, sections, ARRAY_LENGTH(sections)))
		trouble(definition, reading->section->place, "there is no section '%%%.80s'", key);
}

static void read_header(struct reading *reading, const struct line *line)
{
	struct definition *definition = reading->definition;
	const char *colon = memchr(line->start, ':', line->length);
	const char *comment = memchr(line->start, '#', line->length);
	size_t length = comment != NULL ? (size_t)(comment - line->start) : line->length;
	struct place place = place_at(definition, line);
	bool continued = reading->continued;
	struct definition_header header = {.place = place};

	reading->continued = length > 0 && line->start[length - 1] == '\\';
	if (blanks(line) == line->length || line->start[blanks(line)] == '#' || continued)
		return;
	if (colon == NULL || colon >= line->start + length) {
		trouble(definition, place, "a line of the header without a colon");
		return;
	}
	header.key = lower(trimmed(definition, line->start, (size_t)(colon - line->start)));
	header.value = trimmed(definition, colon + 1, (size_t)(line->start + length - colon - 1));
	if (!is_one_of(header.key, headers, ARRAY_LENGTH(headers)) &&
		!string_starts(header.key, "otherurl"))
		trouble(definition, place, "there is no header '%.80s'", header.key);
	if (reading->stage->headers.count < DEFINITION_LIMIT)
		vector_push(&reading->stage->headers, header);
}

/* One word, with blanks in it when it stands in double quotes or in "{{ }}". */
static char *file_word(struct definition *definition, const char **at, const char *end)
{
	const char *start;
	bool braces = false;

	while (*at < end && strchr(" \t", **at) != NULL)
		++*at;
	start = *at;
	if (start < end && (*start == '"' || *start == '\'')) {
		const char *close = memchr(start + 1, *start, (size_t)(end - start - 1));
		if (close != NULL) {
			*at = close + 1;
			return arena_strndup(
				&definition->arena, start + 1, (size_t)(close - start - 1));
		}
	}
	for (; *at < end && (braces || strchr(" \t", **at) == NULL); ++*at) {
		if (end - *at >= 2 && memcmp(*at, "{{", 2) == 0)
			braces = true;
		if (end - *at >= 2 && memcmp(*at, "}}", 2) == 0)
			braces = false;
	}
	return arena_strndup(&definition->arena, start, (size_t)(*at - start));
}

static void read_file(struct reading *reading, const struct line *line)
{
	struct definition *definition = reading->definition;
	const char *at = line->start, *end = line->start + line->length;
	const char *arguments = reading->section->arguments;
	struct definition_file file = {.place = place_at(definition, line)};

	if (blanks(line) == line->length || line->start[blanks(line)] == '#' ||
		reading->stage->files.count >= DEFINITION_LIMIT)
		return;
	file.source = file_word(definition, &at, end);
	file.destination = file_word(definition, &at, end);
	if (string_starts(arguments, "from "))
		file.stage = trimmed(definition, arguments + 5, strlen(arguments + 5));
	vector_push(&reading->stage->files, file);
}

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* A line NAME=VALUE of %arguments. */
static void read_default(struct reading *reading, const struct line *line)
{
	struct definition *definition = reading->definition;
	size_t start = blanks(line), length = 0;

	while (start + length < line->length && is_name_character(line->start[start + length]))
		length++;
	if (length > 0 && start + length < line->length && line->start[start + length] == '=' &&
		definition->defaults.count < DEFINITION_LIMIT)
		vector_push(&definition->defaults,
			(struct definition_variable){arena_strndup(&definition->arena,
							     line->start + start, length),
				place_at(definition, line)});
}

/* Every "{{ NAME }}" of the line. */
static void read_uses(struct definition *definition, const struct line *line)
{
	const char *end = line->start + line->length, *at = line->start;

	if (blanks(line) < line->length && line->start[blanks(line)] == '#')
		return;
	while (at < end && (at = memmem(at, (size_t)(end - at), "{{", 2)) != NULL) {
		const char *name = at + 2, *stop;
		while (name < end && strchr(" \t", *name) != NULL)
			name++;
		for (stop = name; stop < end && is_name_character(*stop);)
			stop++;
		at = stop;
		while (at < end && strchr(" \t", *at) != NULL)
			at++;
		if (stop > name && end - at >= 2 && memcmp(at, "}}", 2) == 0 &&
			definition->uses.count < DEFINITION_LIMIT) {
			struct place place = {.file = definition->file,
				.line = line->number,
				.column = (int)(name - line->start) + 1};
			vector_push(&definition->uses,
				(struct definition_variable){arena_strndup(&definition->arena,
								     name, (size_t)(stop - name)),
					place});
		}
	}
}

static void read_line(struct reading *reading, const struct line *line)
{
	size_t start = blanks(line);

	if (begins_stage(line) || reading->stage == NULL)
		start_stage(reading, line);
	if (start < line->length && line->start[start] == '%')
		start_section(reading, line);
	else if (reading->section == NULL)
		read_header(reading, line);
	else if (string_equal(reading->section->name, "files"))
		read_file(reading, line);
	else if (string_equal(reading->section->name, "arguments"))
		read_default(reading, line);
	if (reading->section != NULL)
		reading->section->end = line->next;
	read_uses(reading->definition, line);
}

static bool is_comment(const struct line *line)
{
	return blanks(line) == line->length || line->start[blanks(line)] == '#';
}

void definition_read(
	const char *file, const char *bytes, size_t length, struct definition *definition)
{
	struct reading reading = {.definition = definition};
	struct line line = {0};

	*definition = (struct definition){.file = file, .bytes = bytes, .length = length};
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		line.next = 3;
	while (next_line(definition, &line))
		/* Comments before the first header are no stage of their own. */
		if (reading.stage != NULL || !is_comment(&line))
			read_line(&reading, &line);
	for (size_t i = 0; i < definition->stages.count; i++) {
		const struct definition_stage *stage = &definition->stages.items[i];
		if (definition_header(stage, "bootstrap") == NULL)
			trouble(definition, stage->place,
				"no header 'Bootstrap:' says what the image is built on");
	}
	if (definition->stages.count == 0)
		trouble(definition, (struct place){.file = file}, "there is nothing in it");
}

bool definition_guess(const char *bytes, size_t length)
{
	const struct definition definition = {.bytes = bytes, .length = length};
	struct line line = {0};

	while (next_line(&definition, &line)) {
		size_t start = blanks(&line);
		if (is_comment(&line))
			continue;
		if (line.start[start] == '%')
			return true;
		return begins_stage(&line) ||
		       (line.length - start >= 5 &&
			       strncasecmp(line.start + start, "from:", 5) == 0);
	}
	return false;
}

void definition_release(struct definition *definition)
{
	vector_each (struct definition_stage, stage, &definition->stages) {
		vector_release(&stage->headers);
		vector_release(&stage->sections);
		vector_release(&stage->files);
	}
	vector_release(&definition->stages);
	vector_release(&definition->uses);
	vector_release(&definition->defaults);
	vector_release(&definition->troubles);
	arena_release(&definition->arena);
}

const struct definition_header *definition_header(
	const struct definition_stage *stage, const char *key)
{
	for (size_t i = 0; i < stage->headers.count; i++)
		if (string_equal(stage->headers.items[i].key, key))
			return &stage->headers.items[i];
	return NULL;
}

const struct definition_section *definition_section(
	const struct definition_stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->sections.count; i++)
		if (string_equal(stage->sections.items[i].name, name))
			return &stage->sections.items[i];
	return NULL;
}

void definition_append_alone(const struct definition *definition,
	const struct definition_section *section, struct text *text)
{
	for (size_t i = 0; i < definition->length; i++) {
		char c = definition->bytes[i];
		bool keep = (i >= section->start && i < section->end) || c == '\n';
		text_append_char(text, keep ? c : ' ');
	}
}

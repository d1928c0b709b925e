#include "bind/parts.h"
#include "base/files.h"
#include "base/units.h"

#include <ctype.h>

/* A spec list while it is read. */
struct reader {
	const char *spec;
	const struct bind_reasons *reasons;
	char *field;           /* owned; where diagnostics stand */
	struct bind_set found; /* what was read so far, whole or not */
	bool takes_options;    /* the last bind has options, so that a comma may bring more */
	bool has_empty;
	bool failed;
	struct diags *diags;
};

static struct diag *complain(struct reader *reader, const char *id, const char *format, ...)
	PRINTF_LIKE(3, 4);

static struct diag *complain(struct reader *reader, const char *id, const char *format, ...)
{
	struct place place = {.field = reader->field};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(reader->diags, SEVERITY_ERROR, id, &place, format, args);
	va_end(args);
	reader->failed = true;
	return diag;
}

/* The bytes between `from` and `to`. SingularityCE trims blanks in front of every field, but
 * behind it only when no ':' follows. */
static char *field_between(const char *from, const char *to, bool trim_end)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (trim_end && from < to && isspace((unsigned char)to[-1]))
		to--;
	return xstrndup(from, (size_t)(to - from));
}

static bool is_option(const char *word)
{
	return string_equal(word, "ro") || string_equal(word, "rw") ||
	       string_starts(word, "image-src=") || string_starts(word, "id=");
}

static void set_option(struct reader *reader, struct bind *bind, const char *word)
{
	const char *value = strchr(word, '=');

	value = value != NULL ? value + 1 : "";
	if (!is_option(word) || strchr(word, ':') != NULL) {
		diag_hint(complain(reader, "M04", "unknown option '%s' of the bind of '%s'", word,
				  bind->source),
			"the form is SRC:DST:OPTIONS; options are ro, rw, image-src=PATH, id=N");
	} else if (word[0] == 'r') {
		bind->read_only |= word[1] == 'o';
		bind->read_write |= word[1] == 'w';
	} else if (string_starts(word, "image-src=")) {
		free(bind->image_source);
		bind->image_source = xstrdup(value[0] != '\0' ? value : "/");
	} else if (value[0] == '\0') {
		bind->id = 0;
	} else if (!integer_parse(value, 1, UINT32_MAX, &bind->id)) {
		diag_hint(complain(reader, "M04", "'%s' of the bind of '%s' is no partition number",
				  word, bind->source),
			"write id=N with the number that 'singularity sif list' shows");
	}
}

/* An option where SingularityCE does not take one. */
static void complain_stray_option(struct reader *reader, const struct bind *bind, const char *word)
{
	struct diag *diag = complain(reader, "M04",
		"option '%s' stands behind a comma that ends the bind of '%s'", word, bind->source);

	diag_hint(diag, "write '%s:%s:%s': options come after a second ':'", bind->source,
		bind->destination, word);
}

static void check_path(struct reader *reader, const char *path)
{
	if (strpbrk(path, ":,^") != NULL)
		diag_hint(complain(reader, "M17", "'%s' has a character that no bind can hold",
				  path),
			"rename it without ':', ',' and '^', or give it by "
			"--mount type=bind,source=...,destination=...");
	else if (string_starts(path, "image-src=") || string_starts(path, "id="))
		diag_hint(complain(reader, "M17", "the path '%s' reads like an option", path),
			"write './%s'", path);
}

static void check_destination(struct reader *reader, const struct bind *bind)
{
	const char *absolute = bind->destination[0] != '\0' ? bind->destination : "FOLDER";

	if (bind->destination[0] == '/')
		return;
	if (string_equal(bind->source, bind->destination))
		diag_hint(complain(reader, "M07", "'%s' is no absolute path and has no destination",
				  bind->source),
			"write the full path, or '%s:/FOLDER' with a place in the container",
			bind->source);
	else
		diag_hint(complain(reader, "M07",
				  "destination '%s' of the bind of '%s' is not absolute",
				  bind->destination, bind->source),
			"write '%s:/%s'", bind->source, absolute);
}

static char *read_path(struct reader *reader, const char *from, const char *to, bool trim_end)
{
	char *path = field_between(from, to, trim_end);

	if (reader->reasons->expand && strpbrk(path, "$~") != NULL) {
		char *expanded = path_expand(path);
		free(path);
		path = expanded;
	}
	check_path(reader, path);
	return path;
}

/* Reads SRC[:DST[:OPTION]] from one piece between commas. */
static void start_bind(struct reader *reader, const char *piece, const char *end)
{
	const struct bind_reasons *reasons = reader->reasons;
	const char *source_end = memchr(piece, ':', (size_t)(end - piece)), *rest = NULL;
	struct bind *bind = vector_add(&reader->found);

	bind->origin = xstrdup(reasons->origin);
	bind->why = reasons->why != NULL ? xstrdup(reasons->why) : NULL;
	bind->without = reasons->without != NULL ? xstrdup(reasons->without) : NULL;
	bind->optional = reasons->optional;
	bind->source = read_path(reader, piece, source_end != NULL ? source_end : end,
		source_end == NULL);
	if (source_end == NULL) {
		bind->destination = xstrdup(bind->source);
	} else {
		const char *from = source_end + 1;
		rest = memchr(from, ':', (size_t)(end - from));
		bind->destination =
			read_path(reader, from, rest != NULL ? rest : end, rest == NULL);
	}
	if (bind->source[0] == '\0')
		diag_hint(complain(reader, "M21", "the bind '%.*s' has no source",
				  (int)(end - piece), piece),
			"the form is SRC:DST; name the host's file or folder first");
	else
		check_destination(reader, bind);
	reader->takes_options = rest != NULL;
	if (rest != NULL) {
		char *option = field_between(rest + 1, end, true);
		set_option(reader, bind, option);
		free(option);
	}
}

static void read_piece(struct reader *reader, const char *piece, const char *end)
{
	char *word = field_between(piece, end, true);

	if (word[0] == '\0') {
		reader->has_empty = true;
	} else if (reader->found.count > 0 && is_option(word)) {
		struct bind *last = &reader->found.items[reader->found.count - 1];
		if (reader->takes_options)
			set_option(reader, last, word);
		else
			complain_stray_option(reader, last, word);
	} else {
		start_bind(reader, piece, end);
	}
	free(word);
}

static void read_list(struct reader *reader, size_t room)
{
	const char *piece = reader->spec, *end;

	do {
		end = strchrnul(piece, ',');
		read_piece(reader, piece, end);
		piece = end + 1;
	} while (*end != '\0' && reader->found.count <= room);
	if (reader->found.count > room)
		diag_hint(complain(reader, "M23", "more than %d binds", BIND_SET_LIMIT),
			"bind the folder above them instead of every file alone");
}

bool bind_set_read(struct bind_set *set, const char *spec, const struct bind_reasons *reasons,
	struct diags *diags)
{
	struct reader reader = {.spec = spec, .reasons = reasons, .diags = diags};
	struct place place = {0};

	if (spec[0] == '\0')
		return true;
	reader.field = string_starts(reasons->origin, "--")
			       ? xasprintf("%s %s", reasons->origin, spec)
			       : xstrdup(reasons->origin);
	place.field = reader.field;
	if (strchr(spec, '^') != NULL)
		check_path(&reader, spec);
	else
		read_list(&reader, set->count < BIND_SET_LIMIT ? BIND_SET_LIMIT - set->count : 0);
	if (reader.has_empty)
		diag_hint(diags_add(diags, SEVERITY_NOTE, "M16", &place, "'%s' has an empty item",
				  spec),
			"leave out the comma that is too much; SingularityCE passes over it");
	if (!reader.failed) {
		vector_reserve(set, reader.found.count);
		vector_each (struct bind, bind, &reader.found)
			vector_push(set, *bind);
		reader.found.count = 0;
	}
	bind_set_release(&reader.found);
	free(reader.field);
	return !reader.failed;
}

bool bind_set_add(struct bind_set *set, const char *spec, const char *origin, const char *why,
	const char *without, struct diags *diags)
{
	struct bind_reasons reasons = {.origin = origin, .why = why, .without = without};

	return bind_set_read(set, spec, &reasons, diags);
}

static bool ends_with_blank(const char *path)
{
	size_t length = strlen(path);

	return length > 0 && isspace((unsigned char)path[length - 1]);
}

void bind_append_spec(const struct bind *bind, struct text *text)
{
	const char *separator = ":";
	/* A blank at the end of the last field is not read back: then the default is spelled out. */
	bool blank = ends_with_blank(bind->destination);

	text_append(text, bind->source);
	if (bind->read_only || bind_mounts_image(bind) || blank ||
		!string_equal(bind->source, bind->destination))
		text_append_format(text, ":%s", bind->destination);
	if (bind->read_only || (blank && !bind_mounts_image(bind))) {
		text_append(text, bind->read_only ? ":ro" : ":rw");
		separator = ",";
	}
	if (bind->image_source != NULL) {
		text_append_format(text, "%simage-src=%s", separator, bind->image_source);
		separator = ",";
	}
	if (bind->id != 0)
		text_append_format(text, "%sid=%lld", separator, (long long)bind->id);
}

void bind_set_append_specs(const struct bind_set *set, struct text *text)
{
	for (size_t i = 0; i < set->count; i++) {
		if (i > 0)
			text_append_char(text, ',');
		bind_append_spec(&set->items[i], text);
	}
}

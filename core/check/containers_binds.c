#include "check/rules_containers_parts.h"

/* What is bound into a container, as far as the script tells. */

static char *origin_of(const struct check *check, struct shell_span span)
{
	int line, column;

	shell_place(&check->script->shell, span.start, &line, &column);
	return xasprintf("line %d:%d", line, column);
}

/* The origins of a bind begin as those of its word, until its own place is found. */
static void note_bind(const struct check *check, struct seen_binds *binds, struct bind *bind,
	struct seen_bind seen)
{
	seen.origin = origin_of(check, seen.span);
	free(bind->origin);
	bind->origin = xstrdup(seen.origin);
	vector_push(&binds->seen, seen);
}

static struct shell_span text_span(const struct shell_text *text, size_t from, size_t to)
{
	return (struct shell_span){shell_text_at(text, from),
		to > from ? shell_text_at(text, to - 1) + 1 : shell_text_at(text, from)};
}

/* Where a field of SRC[:DST[:OPTION]] begins in what is not wholly known, a path begins: what
 * nobody knows becomes "/...". */
static char *fill_holes(const char *piece, size_t length)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < length; i++)
		if (piece[i] != SHELL_HOLE)
			text_append_char(&text, piece[i]);
		else if (i == 0 || piece[i - 1] == ':')
			text_append(&text, "/...");
		else if (piece[i - 1] != SHELL_HOLE)
			text_append(&text, "...");
	return text_detach(&text);
}

static bool is_option_piece(const char *piece, size_t length)
{
	static const char *const options[] = {"ro", "rw", "image-src=", "id="};

	for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
		if (length >= strlen(options[i]) &&
			strncmp(piece, options[i], strlen(options[i])) == 0 &&
			(options[i][0] != 'r' || length == 2))
			return true;
	return false;
}

/* One bind with the options behind its comma, `text` from..to. */
static void read_partly(const struct check *check, struct seen_binds *binds, const struct shell_text *text,
	size_t from, size_t to, struct seen_bind seen)
{
	const char *piece = text->bytes + from;
	struct diags ignored = {0};
	size_t count = binds->set.count;
	char *spec;

	seen.partly = memchr(piece, SHELL_HOLE, to - from) != NULL;
	seen.span = text_span(text, from, to);
	/* $BINDS alone may be a whole list. */
	if (to == from || strspn(piece, "\001") >= to - from || is_option_piece(piece, to - from))
		return;
	spec = fill_holes(piece, to - from);
	if (bind_set_add(&binds->set, spec, "script", NULL, NULL, &ignored))
		for (; count < binds->set.count; count++)
			note_bind(check, binds, &binds->set.items[count], seen);
	free(spec);
	diags_release(&ignored);
}

/* A text with holes: bind by bind. */
static void read_pieces(const struct check *check, struct seen_binds *binds, const struct shell_text *text,
	struct seen_bind seen)
{
	size_t from = 0, end, next;

	binds->whole = false;
	while (from <= text->length) {
		for (end = from; end < text->length && text->bytes[end] != ','; end++)
			continue;
		/* Its options. */
		for (next = end; next < text->length; next = end) {
			size_t stop = next + 1;
			while (stop < text->length && text->bytes[stop] != ',')
				stop++;
			if (!is_option_piece(text->bytes + next + 1, stop - next - 1))
				break;
			end = stop;
		}
		read_partly(check, binds, text, from, end, seen);
		from = end + 1;
	}
}

/* The whole of a text that is known. */
static void read_known(const struct check *check, struct seen_binds *binds, const struct shell_text *text,
	struct seen_bind seen)
{
	size_t count = binds->set.count, from = 0;
	struct seen_bind word = seen;

	word.span = text_span(text, 0, text->length);
	word.origin = origin_of(check, word.span);
	if (!bind_set_add(&binds->set, text->bytes, word.origin, NULL, NULL, &binds->diags))
		binds->whole = false;
	vector_push(&binds->words, word);
	for (; count < binds->set.count; count++) {
		struct bind *bind = &binds->set.items[count];
		const char *found = strstr(text->bytes + from, bind->source);
		size_t at = found != NULL ? (size_t)(found - text->bytes) : 0;
		size_t end = at + strlen(bind->source);
		if (found != NULL)
			from = end;
		/* The destination, unless it is the source over again. */
		if (found != NULL && text->bytes[end] == ':' && bind->destination[0] == '/')
			from = end + strlen(bind->destination);
		seen.span = found != NULL ? text_span(text, at, end) : word.span;
		note_bind(check, binds, bind, seen);
		if (from > text->length)
			from = text->length;
	}
}

static void read_text(const struct check *check, struct seen_binds *binds, const struct shell_text *text,
	bool variable)
{
	struct seen_bind seen = {.variable = variable};

	if (text->length == 0)
		return;
	if (memchr(text->bytes, SHELL_HOLE, text->length) != NULL)
		read_pieces(check, binds, text, seen);
	else
		read_known(check, binds, text, seen);
}

/* --data SRC:DST is a bind with image-src=/. */
static void read_data(const struct check *check, struct seen_binds *binds, struct shell_text text)
{
	char *spec = xasprintf("%s:image-src=/", text.bytes);
	struct seen_bind seen = {.span = text_span(&text, 0, text.length)};
	size_t count = binds->set.count;
	struct diags ignored = {0};

	if (memchr(text.bytes, SHELL_HOLE, text.length) != NULL || strchr(text.bytes, ',') != NULL ||
		!bind_set_add(&binds->set, spec, "script", NULL, NULL, &ignored))
		binds->whole = false;
	for (; count < binds->set.count; count++)
		note_bind(check, binds, &binds->set.items[count], seen);
	diags_release(&ignored);
	free(spec);
}

/* Whether the option changes what is to be seen in the container by other means than a bind. */
static bool changes_view(const struct script_word *word)
{
	static const char *const options[] = {"--mount", "-H", "--home", "--overlay", "-o", "--no-mount",
		"--no-bind-paths", "--fusemount", "-S", "--scratch", "-W", "--workdir", "-c", "--contain",
		"-C", "--containall"};

	if (word->splits)
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
		if (script_word_is(word, options[i]) ||
			(options[i][1] == '-' && script_word_starts(word, options[i]) &&
				word->text.bytes[strlen(options[i])] == '='))
			return true;
	return false;
}

static struct shell_text text_behind(struct shell_text text, size_t skip)
{
	text.bytes += skip;
	text.length -= skip;
	if (text.origin != NULL)
		text.origin += skip;
	else
		text.start += (uint32_t)skip;
	return text;
}

static void read_options(
	const struct check *check, const struct script_container *container, struct seen_binds *binds)
{
	for (size_t i = 0; i < container->binds.count; i++)
		read_text(check, binds, &container->binds.items[i].text, false);
	for (size_t i = 0; i < container->options.count; i++) {
		const struct script_word *word = &container->options.items[i];
		if (script_word_is(word, "--data") && i + 1 < container->options.count)
			read_data(check, binds, container->options.items[i + 1].text);
		else if (script_word_starts(word, "--data="))
			read_data(check, binds, text_behind(word->text, strlen("--data=")));
		else if (changes_view(word))
			binds->whole = false;
	}
}

static void add_module_binds(
	const struct check *check, const struct modules_at *modules, struct seen_binds *binds)
{
	const struct loaded_module *one = NULL;
	struct diags ignored = {0};

	vector_each (const struct loaded_module, loaded, &modules->loaded) {
		if (loaded->module != NULL && !loaded->module->binds && !loaded->container)
			continue;
		if (one != NULL || !loaded->surely || loaded->module == NULL ||
			loaded->module->presets.count == 0) {
			binds->whole = false;
			return;
		}
		one = loaded;
	}
	for (size_t i = 0; one != NULL && i < one->module->presets.count; i++)
		if (!bind_set_add_preset(
			    &binds->set, check->site, one->module->presets.items[i], &ignored))
			binds->whole = false;
	while (binds->seen.count < binds->set.count)
		vector_push(&binds->seen, (struct seen_bind){.origin = NULL});
	diags_release(&ignored);
}

void binds_read(const struct check *check, const struct script_container *container,
	const struct modules_at *modules, struct seen_binds *binds)
{
	static const char *const singularity[] = {"SINGULARITY_BIND", "SINGULARITY_BINDPATH"};
	static const char *const apptainer[] = {"APPTAINER_BIND", "APPTAINER_BINDPATH"};
	const char *const *names =
		string_equal(site_container_prefix(check->site), "APPTAINER") ? apptainer : singularity;
	const struct script_command *command = container_command(check, container);

	*binds = (struct seen_binds){
		.whole = !check->script->sources && !check->script->incomplete && !modules->unknown};
	read_options(check, container, binds);
	for (size_t i = 0; i < ARRAY_LENGTH(singularity); i++) {
		const struct script_value *value =
			script_variable(check->script, command, names[i]);
		if (value->state == VALUE_UNSET) {
			/* Without `unset` by the script. */
			if (i == 0 && value->span.end == 0)
				add_module_binds(check, modules, binds);
			continue;
		}
		if (value->state == VALUE_MAYBE || !value->exported || value->array) {
			binds->whole = false;
			continue;
		}
		if (i == 0 && (value->state == VALUE_PARTLY || modules_may_bind(modules)))
			binds->whole = false;
		read_text(check, binds, &value->text, true);
	}
}

void binds_release(struct seen_binds *binds)
{
	bind_set_release(&binds->set);
	vector_each (struct seen_bind, seen, &binds->seen)
		free(seen->origin);
	vector_each (struct seen_bind, word, &binds->words)
		free(word->origin);
	vector_release(&binds->seen);
	vector_release(&binds->words);
	diags_release(&binds->diags);
}

#include "bind/parts.h"
#include "bind/lua.h"
#include "base/clean.h"
#include "base/words.h"

enum { COMMENT_WIDTH = 90 }; /* columns after which a comment goes on in the next line */

const char *const bind_format_names[] = {"flag", "env", "module", "json", NULL};

/* Appends `sentence` as comment lines, of which the first begins with `prefix` and the others with
 * `rest`; nothing in it can end the comment. */
static void append_hanging(
	struct text *text, const char *prefix, const char *rest, const char *sentence)
{
	struct text clean = TEXT_INIT;
	size_t column = 0;
	const char *word;

	text_append_clean(&clean, sentence, CLEAN_LINE);
	word = text_string(&clean);
	word += strspn(word, " ");
	while (*word != '\0') {
		size_t length = strcspn(word, " ");
		if (column > 0 && column + 1 + length > COMMENT_WIDTH) {
			text_append_char(text, '\n');
			column = 0;
			prefix = rest;
		}
		text_append(text, column == 0 ? prefix : " ");
		column += column == 0 ? strlen(prefix) : 1;
		text_append_bytes(text, word, length);
		column += length;
		word += length;
		word += strspn(word, " ");
	}
	if (column > 0)
		text_append_char(text, '\n');
	text_release(&clean);
}

static void append_comment(struct text *text, const char *prefix, const char *sentence)
{
	append_hanging(text, prefix, prefix, sentence);
}

static bool same_string(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : string_equal(a, b);
}

static bool same_reasons(const struct bind *a, const struct bind *b)
{
	return string_equal(a->origin, b->origin) && same_string(a->why, b->why) &&
	       same_string(a->without, b->without);
}

/* One comment for each run of binds that were asked for together. */
static void append_reasons(struct text *text, const struct bind_set *set, const char *prefix)
{
	char *item = xasprintf("%s- ", prefix), *deeper = xasprintf("%s  ", prefix);

	for (size_t i = 0, next; i < set->count; i = next) {
		const struct bind *bind = &set->items[i];
		struct text line = TEXT_INIT;

		for (next = i; next < set->count && same_reasons(bind, &set->items[next]); next++)
			text_append_format(&line, "%s%s", next > i ? ", " : "",
				set->items[next].destination);
		text_append_format(&line, " (%s)", bind->origin);
		if (bind->why != NULL)
			text_append_format(&line, ": %s", bind->why);
		append_hanging(text, item, deeper, text_string(&line));
		text_release(&line);
		if (bind->without != NULL) {
			text_append_format(&line, "without it: %s", bind->without);
			append_comment(text, deeper, text_string(&line));
			text_release(&line);
		}
	}
	free(item);
	free(deeper);
}

static void append_specs_word(struct text *text, const struct bind_set *set)
{
	struct text specs = TEXT_INIT;

	bind_set_append_specs(set, &specs);
	text_append_shell_word(text, text_string(&specs));
	text_release(&specs);
}

static void append_flag(struct text *text, const struct bind_set *set)
{
	if (set->count == 0)
		return;
	text_append(text, "-B ");
	append_specs_word(text, set);
}

static void append_env(struct text *text, const struct site *site, const struct bind_set *set,
	const struct image *image)
{
	struct text title = TEXT_INIT;

	text_append(&title, "What the container sees of the host");
	if (image != NULL)
		text_append_format(&title, ", for %s", image->file);
	text_append_char(&title, ':');
	append_comment(text, "# ", text_string(&title));
	append_reasons(text, set, "# ");
	text_append_format(text, "export %s_BIND=", site_container_prefix(site));
	append_specs_word(text, set);
	text_append_char(text, '\n');
	text_release(&title);
}

/* The name that Lmod knows a binding module by: without its version. */
static char *module_name(const struct site *site, const char *name)
{
	const struct site_module *module = site_module(site, name);

	if (module != NULL && module->name != NULL)
		name = module->name;
	return xstrndup(name, strcspn(name, "/"));
}

/* The other modules of the site that set SINGULARITY_BIND as a whole, and what these exclude. */
static void list_conflicts(const struct site *site, struct strings *names)
{
	YAML_EACH (struct site_recipe, recipe, &site->recipes) {
		const struct site_module *module;
		struct strings more = {0};
		char *name;

		if (recipe->bindings_module == NULL)
			continue;
		name = module_name(site, recipe->bindings_module);
		strings_add(&more, name);
		module = site_module(site, recipe->bindings_module);
		if (module != NULL && module->conflicts != NULL)
			strings_split(&more, module->conflicts, ' ');
		for (size_t i = 0; i < more.count; i++)
			if (more.items[i][0] != '\0' && !strings_has(names, more.items[i]))
				strings_add(names, more.items[i]);
		strings_release(&more);
		free(name);
	}
}

static void append_help(struct text *text, const struct site *site, const struct bind_set *set,
	const struct image *image)
{
	struct text help = TEXT_INIT;
	char *first = xasprintf("Sets %s_BIND, so that a container sees these folders and files of "
				"the host.",
		site_container_prefix(site));

	append_comment(&help, "", first);
	free(first);
	if (image != NULL) {
		text_append(&help, "Made for the image ");
		text_append_clean(&help, image->path, CLEAN_LINE);
		text_append_char(&help, '\n');
	}
	text_append_char(&help, '\n');
	append_reasons(&help, set, "  ");
	text_append(text, "help(");
	lua_append_string(text, text_string(&help));
	text_append(text, ")\n");
	text_release(&help);
}

static void append_module(struct text *text, const struct site *site,
	const struct bind_set *set, const struct image *image)
{
	struct text line = TEXT_INIT;
	struct strings conflicts = {0};

	append_help(text, site, set, image);
	text_append(&line, "Description: binds of host folders for containers");
	if (image != NULL) {
		text_append(&line, ", made for ");
		text_append_clean(&line, image->file, CLEAN_LINE);
	}
	text_append(text, "whatis(");
	lua_append_string(text, text_string(&line));
	text_append(text, ")\n\n");
	list_conflicts(site, &conflicts);
	for (size_t i = 0; i < conflicts.count; i++) {
		text_append(text, i == 0 ? "-- They would overwrite each other's binds.\nconflict("
					 : ", ");
		lua_append_string(text, conflicts.items[i]);
	}
	text_append(text, conflicts.count > 0 ? ")\n\n" : "");
	append_reasons(text, set, "-- ");
	text_truncate(&line, 0);
	bind_set_append_specs(set, &line);
	text_append_format(text, "setenv(\"%s_BIND\", ", site_container_prefix(site));
	lua_append_string(text, text_string(&line));
	text_append(text, ")\n");
	strings_release(&conflicts);
	text_release(&line);
}

static json_t *options_json(const struct bind *bind)
{
	json_t *options = json_array();

	if (bind->read_only)
		json_array_append_new(options, json_string("ro"));
	if (bind->read_write)
		json_array_append_new(options, json_string("rw"));
	if (bind->image_source != NULL) {
		char *option = xasprintf("image-src=%s", bind->image_source);
		json_array_append_new(options, json_string_clean(option));
		free(option);
	}
	if (bind->id != 0)
		json_array_append_new(options, json_sprintf("id=%lld", (long long)bind->id));
	return options;
}

static json_t *bind_json(const struct bind *bind)
{
	json_t *object = json_object();
	struct text spec = TEXT_INIT;

	bind_append_spec(bind, &spec);
	json_object_set_new(object, "source", json_string_clean(bind->source));
	json_object_set_new(object, "destination", json_string_clean(bind->destination));
	json_object_set_new(object, "options", options_json(bind));
	json_object_set_new(object, "spec", json_string_clean(text_string(&spec)));
	json_object_set_new(object, "origin", json_string_clean(bind->origin));
	json_object_set_new(object, "why", json_string_or_null(bind->why));
	json_object_set_new(object, "without", json_string_or_null(bind->without));
	text_release(&spec);
	return object;
}

json_t *bind_set_json(
	const struct site *site, const struct bind_set *set, const struct image *image)
{
	char *variable = xasprintf("%s_BIND", site_container_prefix(site));
	json_t *document = json_object(), *binds = json_array(), *env = json_object();
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < set->count; i++)
		json_array_append_new(binds, bind_json(&set->items[i]));
	json_object_set_new(document, "schema", json_string("berth.bind.set/1"));
	json_object_set_new(document, "image", json_string_or_null(image != NULL ? image->path : NULL));
	json_object_set_new(document, "binds", binds);
	append_flag(&text, set);
	json_object_set_new(document, "flag", json_string_clean(text_string(&text)));
	text_truncate(&text, 0);
	bind_set_append_specs(set, &text);
	json_object_set_new(env, variable, json_string_clean(text_string(&text)));
	json_object_set_new(document, "env", env);
	text_release(&text);
	free(variable);
	return document;
}

static void append_json(struct text *text, const struct site *site, const struct bind_set *set,
	const struct image *image)
{
	json_t *document = bind_set_json(site, set, image);

	text_append_json(text, document);
	text_append_char(text, '\n');
	json_decref(document);
}

void bind_render(const struct site *site, const struct bind_set *set, const struct image *image,
	enum bind_format format, struct text *text)
{
	switch (format) {
	case BIND_FLAG:
		append_flag(text, set);
		break;
	case BIND_ENV:
		append_env(text, site, set, image);
		break;
	case BIND_MODULE:
		append_module(text, site, set, image);
		break;
	case BIND_JSON:
		append_json(text, site, set, image);
		break;
	}
}

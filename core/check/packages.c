#include "check/packages.h"

#include "base/yaml.h"

#include <ctype.h>

/*
 * Environment files of conda, and what both kinds of package lists share.
 */

static void trouble(struct package_list *list, struct place place, const char *why)
{
	if (list->troubles.count < PACKAGES_LIMIT)
		vector_push(&list->troubles,
			(struct package_trouble){
				.why = arena_strdup(&list->arena, why), .place = place});
}

static struct place value_place(const struct package_list *list, const struct yaml_tree *tree)
{
	return (struct place){.file = list->file, .line = tree->line, .column = tree->column};
}

static struct place key_place(const struct package_list *list, const struct yaml_tree *tree)
{
	return (struct place){
		.file = list->file, .line = tree->key_line, .column = tree->key_column};
}

static char *lower(struct package_list *list, const char *text, size_t length)
{
	char *key = arena_strndup(&list->arena, text, length);

	for (char *c = key; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return key;
}

/* The value of a condition in brackets, as in "numpy[version='>=1.26']"; NULL without one. */
static const char *bracket_version(struct package_list *list, const char *bracket)
{
	const char *at = strstr(bracket, "version=");

	if (at == NULL)
		return NULL;
	at += strlen("version=");
	if (*at == '\'' || *at == '"') {
		const char *close = strchr(at + 1, *at);
		return close != NULL
			       ? arena_strndup(&list->arena, at + 1, (size_t)(close - at - 1))
			       : NULL;
	}
	return arena_strndup(&list->arena, at, strcspn(at, ",]"));
}

/* Whether conda takes one version (or one with all its patches): "=1.2", "==1.2.3", "1.2". */
static bool is_pinned(const char *version)
{
	version += strspn(version, "= ");
	return *version != '\0' && strpbrk(version, "<>!~|,*") == NULL;
}

/* Reads one dependency of conda. */
static void conda_dependency(struct package_list *list, const char *text, struct place place)
{
	struct requirement requirement = {.text = text,
		.channel = "",
		.version = "",
		.marker = "",
		.place = place};
	const char *name = strstr(text, "::"), *bracket;
	size_t length;

	if (name == NULL && (strstr(text, "://") != NULL || text[0] == '/' || text[0] == '.')) {
		requirement.url = text;
		requirement.pinned = true;
	} else {
		if (name != NULL)
			requirement.channel =
				arena_strndup(&list->arena, text, (size_t)(name - text));
		name = name != NULL ? name + 2 : text;
		name += strspn(name, " ");
		length = strcspn(name, " =<>!~[");
		if (length == 0) {
			trouble(list, place, "a dependency without a name");
			return;
		}
		requirement.key = lower(list, name, length);
		requirement.version = arena_strdup(&list->arena, name + length);
		bracket = strchr(name, '[');
		if (bracket != NULL)
			requirement.version = bracket_version(list, bracket);
		if (requirement.version == NULL)
			requirement.version = "";
		requirement.pinned = is_pinned(requirement.version);
	}
	if (list->conda.count < PACKAGES_LIMIT)
		vector_push(&list->conda, requirement);
}

static void read_pip_list(struct package_list *list, const struct yaml_tree *pip)
{
	list->has_pip_list = true;
	list->pip_list = key_place(list, pip);
	if (pip->form != YAML_LIST) {
		if (pip->form != YAML_NOTHING)
			trouble(list, value_place(list, pip),
				"'pip:' must be a list, one package behind each dash");
		return;
	}
	for (size_t i = 0; i < pip->count; i++) {
		struct place place = value_place(list, &pip->items[i]);
		if (pip->items[i].form == YAML_TEXT)
			requirement_line(list, pip->items[i].text, place);
		else if (pip->items[i].form != YAML_NOTHING)
			trouble(list, place, "an item of 'pip:' must be one line of text");
	}
}

static void read_dependencies(struct package_list *list, const struct yaml_tree *tree)
{
	if (tree->form != YAML_LIST) {
		if (tree->form != YAML_NOTHING)
			trouble(list, value_place(list, tree),
				"'dependencies' must be a list, one package behind each dash");
		return;
	}
	for (size_t i = 0; i < tree->count; i++) {
		const struct yaml_tree *item = &tree->items[i];
		const struct yaml_tree *pip = yaml_tree_find(item, "pip");
		if (item->form == YAML_TEXT)
			conda_dependency(list, item->text, value_place(list, item));
		else if (pip != NULL && item->count == 1)
			read_pip_list(list, pip);
		else if (item->form != YAML_NOTHING)
			trouble(list, value_place(list, item),
				"a dependency must be one line of text, or 'pip:' with a list "
				"below it");
	}
}

static void read_channels(struct package_list *list, const struct yaml_tree *tree)
{
	for (size_t i = 0; tree->form == YAML_LIST && i < tree->count; i++)
		if (tree->items[i].form == YAML_TEXT)
			vector_push(&list->channels,
				(struct package_channel){tree->items[i].text,
					value_place(list, &tree->items[i])});
	if (tree->form != YAML_LIST && tree->form != YAML_NOTHING)
		trouble(list, value_place(list, tree),
			"'channels' must be a list, one channel behind each dash");
}

static void read_environment(struct package_list *list, const struct yaml_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct yaml_tree *entry = &tree->items[i];
		if (entry->key == NULL)
			continue;
		if (string_equal(entry->key, "channels"))
			read_channels(list, entry);
		else if (string_equal(entry->key, "dependencies"))
			read_dependencies(list, entry);
		else if (string_equal(entry->key, "prefix"))
			list->prefix = key_place(list, entry);
		else if (string_equal(entry->key, "pip"))
			trouble(list, key_place(list, entry),
				"'pip:' stands beside 'dependencies', so conda does not see it; it "
				"belongs into that list, behind a dash");
	}
}

/* Whether a line of the text begins with one of the keys of an environment file. */
enum packages_kind packages_guess(const char *bytes, size_t length)
{
	static const char *const keys[] = {"dependencies:", "channels:", "name:", "prefix:"};

	for (size_t start = 0; start < length;) {
		const char *end = memchr(bytes + start, '\n', length - start);
		size_t next = end != NULL ? (size_t)(end - bytes) + 1 : length;
		for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
			if (next - start >= strlen(keys[i]) &&
				memcmp(bytes + start, keys[i], strlen(keys[i])) == 0)
				return PACKAGES_CONDA;
		start = next;
	}
	return PACKAGES_PIP;
}

bool packages_read(const char *file, enum packages_kind kind, const char *bytes, size_t length,
	struct package_list *list, struct diags *diags)
{
	const struct yaml_tree *tree;

	*list = (struct package_list){.file = file, .kind = kind};
	if (kind == PACKAGES_PIP) {
		requirements_read(list, bytes, length);
		return true;
	}
	tree = yaml_tree(file, bytes, length, &list->arena, diags);
	if (tree == NULL)
		return false;
	if (tree->form == YAML_MAP)
		read_environment(list, tree);
	else if (tree->form != YAML_NOTHING)
		trouble(list, value_place(list, tree),
			"an environment file has the keys 'channels' and 'dependencies'; this is "
			"none");
	return true;
}

void packages_release(struct package_list *list)
{
	vector_release(&list->channels);
	vector_release(&list->conda);
	vector_release(&list->pip);
	vector_release(&list->options);
	vector_release(&list->troubles);
	arena_release(&list->arena);
}

const struct requirement *packages_find_pip(const struct package_list *list, const char *key)
{
	for (size_t i = 0; i < list->pip.count; i++)
		if (list->pip.items[i].key != NULL && string_equal(list->pip.items[i].key, key))
			return &list->pip.items[i];
	return NULL;
}

const struct requirement *packages_find_conda(const struct package_list *list, const char *key)
{
	for (size_t i = 0; i < list->conda.count; i++)
		if (list->conda.items[i].key != NULL && string_equal(list->conda.items[i].key, key))
			return &list->conda.items[i];
	return NULL;
}

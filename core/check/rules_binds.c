#include "check/rules_containers_parts.h"

#include "base/files.h"

/*
 * M: binds. The checks themselves are those of core/bind; here each of their diagnostics finds its
 * place in the script. What asks for the files of the machine is left to `berth bind check`.
 */

/* --- places -------------------------------------------------------------------------------- */

/* Where the bind or the text with this origin stands; NULL: a module asks for it. */
static const struct seen_bind *find_seen(const struct seen_binds *binds, const char *origin)
{
	vector_each (const struct seen_bind, seen, &binds->seen)
		if (seen->origin != NULL && string_equal(seen->origin, origin))
			return seen;
	vector_each (const struct seen_bind, word, &binds->words)
		if (string_equal(word->origin, origin))
			return word;
	return NULL;
}

static bool any_partly(const struct seen_binds *binds)
{
	vector_each (const struct seen_bind, seen, &binds->seen)
		if (seen->partly)
			return true;
	return false;
}

static bool by_both(const struct seen_binds *binds)
{
	bool option = false, variable = false;

	vector_each (const struct seen_bind, seen, &binds->seen) {
		option |= seen->origin != NULL && !seen->variable;
		variable |= seen->origin == NULL || seen->variable;
	}
	return option && variable;
}

/* Whether a diagnostic holds whatever the unknown parts are. */
static bool is_sure(const struct seen_binds *binds, const struct diag *diag)
{
	if (string_equal(diag->id, "M02"))
		return binds->whole;
	/* These compare two binds, and the second may be anywhere. */
	if (string_equal(diag->id, "M05") || string_equal(diag->id, "M20"))
		return !any_partly(binds);
	if (string_equal(diag->id, "M06"))
		return !any_partly(binds) && !by_both(binds);
	return true;
}

static void rule_bind(struct check *check);

static void take_over(struct check *check, const struct seen_binds *binds, const struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->items[i];
		const struct seen_bind *seen;
		struct finding *finding;
		const struct rule *rule = rule_find(diag->id);
		if (rule == NULL || rule->look != rule_bind || !check_wants(check, rule) ||
			diag->field == NULL || !is_sure(binds, diag) || (seen = find_seen(binds, diag->field)) == NULL)
			continue;
		check->rule = rule;
		finding = check_find_as(check, diag->severity, seen->span, "%s", diag->message);
		if (diag->hint != NULL)
			finding_hint(finding, "%s", diag->hint);
	}
}

/* All of core/bind; the first of its rules speaks for the others, too. */
static void rule_bind(struct check *check)
{
	const struct rule *present = check->rule;
	struct modules_at modules = {0};

	if (check->binds_told)
		return;
	check->binds_told = true;
	vector_each (struct script_container *const, item, &check->script->containers) {
		const struct script_image *image = &(*item)->image;
		struct seen_binds binds;
		struct diags diags = {0};
		modules_go(check, &modules, (*item)->command);
		binds_read(check, *item, &modules, &binds);
		bind_check(check->site, &binds.set, image->recipe != NULL ? &image->image : NULL, &diags);
		take_over(check, &binds, &binds.diags);
		take_over(check, &binds, &diags);
		diags_release(&diags);
		binds_release(&binds);
	}
	modules_release(&modules);
	check->rule = present;
}

/* --- what the program needs ---------------------------------------------------------------------- */

/* Whether the path lies in one of the file systems of links, or in what they lead to: such paths are
 * in no image. */
static bool is_of_host(const struct check *check, const char *path)
{
	YAML_EACH (const struct site_linked_filesystem, linked, &check->site->linked_filesystems) {
		const char *names[] = {linked->record.name, linked->target};
		for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
			size_t length = names[i] != NULL ? strlen(names[i]) : 0;
			if (length > 0 && strncmp(path, names[i], length) == 0 && path[length] == '/' &&
				path[length + 1] != '\0')
				return true;
		}
	}
	return false;
}

/* The path in a word: the word itself, or what stands behind --option=; NULL: none that is known. */
static const char *path_in(const struct script_word *word)
{
	const char *text = word->text.bytes;

	if (!word->known)
		return NULL;
	if (text[0] == '-' && (text = strchr(text, '=')) != NULL)
		text++;
	return text != NULL && text[0] == '/' && strpbrk(text, "*?[ :,;$\n") == NULL ? text : NULL;
}

/* The option that binds the file systems that links lead into, with the folders that hold these. */
static void append_binds_of_files(const struct site *site, struct text *text)
{
	struct strings paths = {0};

	YAML_EACH (const struct site_linked_filesystem, linked, &site->linked_filesystems)
		if (linked->target != NULL && !strings_has(&paths, linked->target))
			strings_add(&paths, linked->target);
	YAML_EACH (const struct site_linked_filesystem, linked, &site->linked_filesystems)
		strings_add(&paths, linked->record.name);
	text_append(text, "bind the file system: --bind ");
	for (size_t i = 0; i < paths.count; i++)
		text_append_format(text, "%s%s", i > 0 ? "," : "", paths.items[i]);
	if (paths.count == 0)
		text_append(text, "and its folder");
	strings_release(&paths);
}

static void look_for_paths(struct check *check, const struct script_container *container,
	const struct seen_binds *binds)
{
	for (size_t i = 0; i < container->program.count; i++) {
		const struct script_word *word = &container->program.items[i];
		const char *path = path_in(word);
		struct text hint = TEXT_INIT;
		if (path == NULL || !is_of_host(check, path) || bind_set_covers(&binds->set, path))
			continue;
		append_binds_of_files(check->site, &hint);
		finding_hint(check_find(check, script_word_span(word),
				     "'%s' is not in the container: nothing in the script binds it", path),
			"%s", text_string(&hint));
		text_release(&hint);
		return;
	}
}

/* M10: `cd` into a folder that the container does not have. */
static const char *working_folder(
	const struct check *check, const struct script_container *container, size_t *next, const char *last)
{
	for (; *next < container->command; ++*next) {
		const struct script_command *command = &check->script->commands.items[*next];
		const struct script_word *word;
		if (!string_equal(command->name, "cd") && !string_equal(command->name, "pushd") &&
			!string_equal(command->name, "popd"))
			continue;
		if (command->where != WHERE_BATCH || command->substitution)
			continue;
		last = NULL;
		word = command->words.count == command->program + 2
			       ? &command->words.items[command->program + 1]
			       : NULL;
		if (word != NULL && word->known && word->text.bytes[0] == '/' && !command->conditional &&
			!command->piped && !command->background && !command->function)
			last = word->text.bytes;
	}
	return last;
}

/* The first argument that is a file in the working folder: `python train.py`. */
static const struct script_word *relative_file(const struct script_container *container)
{
	for (size_t i = 0; i < container->program.count && i < 2; i++) {
		const struct script_word *word = &container->program.items[i];
		if (word->known && word->text.bytes[0] != '/' && word->text.bytes[0] != '-' &&
			(string_ends(word->text.bytes, ".py") || string_ends(word->text.bytes, ".sh") ||
				string_starts(word->text.bytes, "./")))
			return word;
	}
	return NULL;
}

static bool sets_folder(const struct script_container *container)
{
	for (size_t i = 0; i < container->options.count; i++)
		if (string_starts(container->options.items[i].text.bytes, "--pwd") ||
			string_starts(container->options.items[i].text.bytes, "--cwd"))
			return true;
	return false;
}

/* Each container with its binds, when they are surely all. */
static void each_whole(struct check *check,
	void (*look)(struct check *check, const struct script_container *container,
		const struct seen_binds *binds, const char *folder))
{
	struct modules_at modules = {0};
	const char *folder = NULL;
	size_t next = 0;

	vector_each (struct script_container *const, item, &check->script->containers) {
		struct seen_binds binds;
		modules_go(check, &modules, (*item)->command);
		folder = working_folder(check, *item, &next, folder);
		binds_read(check, *item, &modules, &binds);
		if (binds.whole)
			look(check, *item, &binds, folder);
		binds_release(&binds);
	}
	modules_release(&modules);
}

static void look_at_folder(struct check *check, const struct script_container *container,
	const struct seen_binds *binds, const char *folder)
{
	const struct script_word *word = relative_file(container);

	if (word == NULL || folder == NULL || sets_folder(container) || !is_of_host(check, folder) ||
		container_command(check, container)->where == WHERE_CONTAINER ||
		bind_set_covers(&binds->set, folder))
		return;
	finding_hint(check_find(check, script_word_span(word),
			     "'%s' is looked for in '%s', which the container does not have: nothing binds "
			     "it",
			     word->text.bytes, folder),
		"bind the file system, or --bind \"$PWD\"");
}

static void rule_working_folder(struct check *check)
{
	each_whole(check, look_at_folder);
}

static void look_at_paths(struct check *check, const struct script_container *container,
	const struct seen_binds *binds, const char *folder)
{
	(void)folder;
	look_for_paths(check, container, binds);
}

static void rule_program_paths(struct check *check)
{
	each_whole(check, look_at_paths);
}

static void rule_gone_source(struct check *check)
{
	struct modules_at modules = {0};

	vector_each (struct script_container *const, item, &check->script->containers) {
		struct seen_binds binds;
		modules_go(check, &modules, (*item)->command);
		binds_read(check, *item, &modules, &binds);
		for (size_t i = 0; i < binds.set.count; i++)
			YAML_EACH (const struct site_absent, absent, &check->site->absent_paths) {
				const char *source = binds.set.items[i].source;
				size_t length = strlen(absent->record.name);
				if (binds.seen.items[i].origin == NULL ||
					strncmp(source, absent->record.name, length) != 0 ||
					(source[length] != '\0' && source[length] != '/'))
					continue;
				finding_hint(check_find(check, binds.seen.items[i].span,
						     "'%s' is not there any more%s%s: the container does not start", source,
						     absent->why != NULL ? "; " : "",
						     absent->why != NULL ? absent->why : ""),
					"%s", absent->instead != NULL ? absent->instead : "leave it out");
			}
		binds_release(&binds);
	}
	modules_release(&modules);
}

const struct rule rules_binds[] = {
	{"M02", SEVERITY_WARNING, "folders of links without what they point into", rule_bind},
	{"M03", SEVERITY_ERROR, "a file system image that is bound as a plain file", rule_bind},
	{"M04", SEVERITY_ERROR, "an option of a bind that cannot be read", rule_bind},
	{"M05", SEVERITY_WARNING, "two binds to one destination", rule_bind},
	{"M06", SEVERITY_WARNING, "a folder over what was bound below it", rule_bind},
	{"M07", SEVERITY_ERROR, "a destination that is not absolute", rule_bind},
	{"M10", SEVERITY_WARNING, "a working folder that is not in the container", rule_working_folder},
	{"M11", SEVERITY_WARNING, "a path of the program that is not bound", rule_program_paths},
	{"M12", SEVERITY_WARNING, "a bind that hides the image's own libraries", rule_bind},
	{"M13", SEVERITY_ERROR, "a bind of something that is gone", rule_gone_source},
	{"M16", SEVERITY_NOTE, "a comma too much in a list of binds", rule_bind},
	{"M17", SEVERITY_ERROR, "a path that cannot be written in a bind", rule_bind},
	{"M18", SEVERITY_WARNING, "a read-only image asked to be writable", rule_bind},
	{"M19", SEVERITY_WARNING, "a bind over software that the image brings", rule_bind},
	{"M20", SEVERITY_NOTE, "a bind that is there already", rule_bind},
	{"M21", SEVERITY_ERROR, "a bind without a source", rule_bind},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

#include "workspace/shape.h"

#include "base/files.h"
#include "base/words.h"

#include <unistd.h>

/*
 * Reading a workspace file: the mapper first, then what it cannot know.
 */

/* Characters that mean something to a shell, so that a person who wrote them expects one. */
static const char shell_characters[] = "\"'\\`$&|;<>()*?[]{}~#!\n\t";

static void complain(const struct workspace *workspace, const char *id, const char *key,
	struct diags *diags, const char *message, const char *hint)
{
	struct place place = {.file = workspace->file, .field = key};

	if (!yaml_locate(text_string(&workspace->content), workspace->content.length, key,
		    &place.line, &place.column))
		place.line = place.column = 0;
	diag_hint(diags_add(diags, SEVERITY_ERROR, id, &place, "%s", message), "%s", hint);
}

/* A command may be one text, "python train.py --epochs 3", as long as no shell is needed to see
 * its words. */
static bool split_command(struct workspace *workspace, struct diags *diags)
{
	struct yaml_strings *command = &workspace->command;
	struct strings words = {0};
	const char *text;
	size_t count = 0;

	if (command->count != 1 || strchr(command->items[0], ' ') == NULL)
		return true;
	text = command->items[0];
	if (strpbrk(text, shell_characters) != NULL) {
		complain(workspace, "W11", "job.command", diags,
			"the command needs a shell to be taken apart into words",
			"write it as a list, one word an item: [python, train.py, --name, 'a b']; "
			"or start a shell: [bash, -c, '...']");
		return false;
	}
	strings_split(&words, text, ' ');
	command->items = arena_alloc(&workspace->arena, (words.count + 1) * sizeof(char *));
	for (size_t i = 0; i < words.count; i++)
		if (words.items[i][0] != '\0')
			command->items[count++] =
				arena_strdup(&workspace->arena, words.items[i]);
	command->count = count;
	strings_release(&words);
	return true;
}

static bool check_environment(const struct workspace *workspace, struct diags *diags)
{
	bool fine = true;

	YAML_EACH (const struct workspace_variable, variable, &workspace->environment) {
		const char *name = variable->record.name;
		if (shell_name_is_valid(name))
			continue;
		diag_hint(diags_add(diags, SEVERITY_ERROR, "W12", &variable->record.place,
				  "'%.80s' cannot be the name of a variable", name),
			"letters, digits and '_', and no digit in front");
		fine = false;
	}
	return fine;
}

/* Relative paths begin in the folder of the file. */
static struct yaml_strings root_paths(const struct workspace *workspace, struct arena *arena)
{
	const struct yaml_strings *roots = &workspace->roots;
	struct yaml_strings paths = {0};

	paths.items = arena_alloc(arena, (roots->count + 1) * sizeof(char *));
	for (; paths.count < roots->count; paths.count++) {
		const char *root = roots->items[paths.count];
		char *path = root[0] == '/'	       ? xstrdup(root)
			     : strchr("~$", root[0]) != NULL ? path_expand(root)
							   : path_join(workspace->folder, root);
		paths.items[paths.count] = arena_strdup(arena, path);
		free(path);
	}
	return paths;
}

/* The mapper passes over names without a value, which in a site file take out those of a lower layer.
 * Here nothing lies below, and somebody meant something. */
static bool check_values(
	const struct workspace *workspace, const struct yaml_tree *top, struct diags *diags)
{
	const struct yaml_tree *variables = yaml_tree_find(top, "environment");
	bool fine = true;

	for (size_t i = 0; variables != NULL && i < variables->count; i++) {
		const struct yaml_tree *variable = &variables->items[i];
		struct place place = {.file = workspace->file,
			.line = variable->key_line,
			.column = variable->key_column,
			.field = "environment"};
		if (variable->form != YAML_NOTHING || variable->key == NULL)
			continue;
		diag_hint(diags_add(diags, SEVERITY_ERROR, "W14", &place,
				  "'%.80s' has no value", variable->key),
			"write %.80s: \"\" for an empty one, or delete the line", variable->key);
		fine = false;
	}
	return fine;
}

/* A time that may be meant otherwise stays as it was written, so that whoever takes it can tell. */
static void keep_doubtful_times(struct workspace *workspace, const struct yaml_tree *top)
{
	const struct yaml_tree *job = yaml_tree_find(top, "job"), *time;

	for (size_t i = 0; job != NULL && job_wish_fields[i].name != NULL; i++) {
		time = job_wish_fields[i].kind == WISH_TIME
			       ? yaml_tree_find(job, job_wish_fields[i].name)
			       : NULL;
		if (time != NULL && time->form == YAML_TEXT && workspace->job[i].count == 1 &&
			wish_time_is_doubtful(time->text))
			workspace->job[i].items[0] = arena_strdup(&workspace->arena, time->text);
	}
}

/* What the mapper does not keep. */
static bool look_at_text(struct workspace *workspace, struct diags *diags)
{
	struct diags ignored = {0}; /* the mapper has read the same text before */
	const struct yaml_tree *top = yaml_tree(NULL, text_string(&workspace->content),
		workspace->content.length, &workspace->arena, &ignored);
	bool fine = top == NULL || check_values(workspace, top, diags);

	if (top != NULL)
		keep_doubtful_times(workspace, top);
	diags_release(&ignored);
	return fine;
}

static void take_document(struct workspace *workspace, struct workspace_document *document)
{
	struct workspace_job *job = workspace_job(document);
	size_t count = workspace_wish_count();

	workspace->format = document->format;
	workspace->image = document->image.query;
	workspace->roots = document->image.roots;
	workspace->root_paths = root_paths(workspace, &workspace->arena);
	workspace->presets = document->binds.presets;
	workspace->specs = document->binds.specs;
	workspace->environment = document->environment;
	workspace->pin = document->pin;
	workspace->has_build = document->build;
	workspace->has_vnc = document->vnc;
	workspace->command = job->command;
	workspace->job = arena_alloc(&workspace->arena, count * sizeof *workspace->job);
	for (size_t i = 0; i < count; i++)
		workspace->job[i] = workspace_slot_values(
			&job_wish_fields[i], &job->slots[i], &workspace->arena);
}

/* The absolute folder of a path, by the names that people know: links stay. */
static char *folder_of(const char *path, struct arena *arena)
{
	const char *base = path_base(path);
	size_t length = (size_t)(base - path);
	char *here = path[0] != '/' ? folder_current() : NULL;
	char *folder = xstrndup(path, length > 1 ? length - 1 : length), *joined, *kept;

	joined = here == NULL			    ? xstrdup(folder)
		 : folder[0] == '\0' || string_equal(folder, ".") ? xstrdup(here)
							  : path_join(here, folder);
	kept = arena_strdup(arena, joined);
	free(joined);
	free(folder);
	free(here);
	return kept;
}

bool workspace_read_text(const char *path, const char *bytes, size_t length,
	struct workspace *workspace, struct diags *diags)
{
	const struct yaml_shape *shape;
	struct workspace_document *document;
	bool fine;

	*workspace = (struct workspace){0};
	workspace->file = arena_strdup(&workspace->arena, path);
	workspace->folder = folder_of(path, &workspace->arena);
	text_append_bytes(&workspace->content, bytes, length);
	shape = workspace_shape(&workspace->arena);
	document = arena_alloc(&workspace->arena, shape->size);
	if (!yaml_map(path, bytes, length, shape, document, &workspace->arena, diags))
		return false;
	take_document(workspace, document);
	fine = split_command(workspace, diags);
	fine = check_environment(workspace, diags) && fine;
	return look_at_text(workspace, diags) && fine;
}

bool workspace_read(const char *path, struct workspace *workspace, struct diags *diags)
{
	struct text text = TEXT_INIT;
	bool fine;

	*workspace = (struct workspace){0};
	fine = file_read(path, YAML_SIZE_LIMIT, &text, diags) &&
	       workspace_read_text(path, text_string(&text), text.length, workspace, diags);
	text_release(&text);
	return fine;
}

void workspace_release(struct workspace *workspace)
{
	text_release(&workspace->content);
	arena_release(&workspace->arena);
}

char *workspace_image(const struct workspace *workspace, const char *here)
{
	const char *image = workspace->image;
	char *path;
	bool is_path;

	if (image == NULL)
		return NULL;
	if (string_starts(image, "~/"))
		return path_expand(image);
	if (image[0] == '/' || string_equal(workspace->folder, here))
		return xstrdup(image);
	/* A name without a slash is a file when one of that name lies beside the workspace. */
	path = path_join(workspace->folder, image);
	is_path = strchr(image, '/') != NULL || access(path, F_OK) == 0;
	if (is_path)
		return path;
	free(path);
	return xstrdup(image);
}

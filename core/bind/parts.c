#include "bind/parts.h"

char *bind_path_clean(const char *path)
{
	struct text clean = TEXT_INIT;
	bool absolute = path[0] == '/';
	size_t climbs = 0; /* length of the leading "../.." of a relative path */

	if (absolute)
		text_append_char(&clean, '/');
	while (*path != '\0') {
		size_t length = strcspn(path, "/");
		bool up = length == 2 && strncmp(path, "..", 2) == 0;
		if (up && clean.length > (absolute ? 1 : climbs)) {
			const char *slash = memrchr(clean.data, '/', clean.length);
			size_t rest = slash != NULL ? (size_t)(slash - clean.data) : 0;
			text_truncate(&clean, absolute && rest == 0 ? 1 : rest);
		} else if (length > 0 && !(length == 1 && path[0] == '.') && !(up && absolute)) {
			if (clean.length > 0 && clean.data[clean.length - 1] != '/')
				text_append_char(&clean, '/');
			text_append_bytes(&clean, path, length);
			if (up)
				climbs = clean.length;
		}
		path += length;
		path += strspn(path, "/");
	}
	if (clean.length == 0)
		text_append_char(&clean, '.');
	return text_detach(&clean);
}

bool bind_path_inside(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (strncmp(path, folder, length) != 0)
		return false;
	return path[length] == '\0' || path[length] == '/' || string_equal(folder, "/");
}

void bind_paths_add(struct bind_paths *paths, const struct bind *bind)
{
	strings_take(&paths->sources, bind_path_clean(bind->source));
	strings_take(&paths->destinations, bind_path_clean(bind->destination));
}

void bind_paths_release(struct bind_paths *paths)
{
	strings_release(&paths->sources);
	strings_release(&paths->destinations);
}

bool bind_mounts_image(const struct bind *bind)
{
	return bind->image_source != NULL || bind->id != 0;
}

bool bind_named_as_image(const struct bind *bind)
{
	static const char *const endings[] = {".sqsh", ".squashfs", ".sqfs", ".ext3", ".img"};

	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
		if (string_ends(bind->source, endings[i]))
			return true;
	return false;
}

bool bind_same_options(const struct bind *a, const struct bind *b)
{
	if (a->read_only != b->read_only || a->id != b->id)
		return false;
	if (a->image_source == NULL || b->image_source == NULL)
		return a->image_source == b->image_source;
	return string_equal(a->image_source, b->image_source);
}

void bind_release(struct bind *bind)
{
	free(bind->source);
	free(bind->destination);
	free(bind->image_source);
	free(bind->origin);
	free(bind->why);
	free(bind->without);
	*bind = (struct bind){0};
}

void bind_set_release(struct bind_set *set)
{
	vector_each (struct bind, bind, set)
		bind_release(bind);
	vector_release(set);
}

bool bind_shows(const struct bind_set *set, const struct bind_paths *paths, const char *path)
{
	for (size_t i = 0; i < set->count; i++)
		if (!bind_mounts_image(&set->items[i]) &&
			string_equal(paths->sources.items[i], paths->destinations.items[i]) &&
			bind_path_inside(path, paths->sources.items[i]))
			return true;
	return false;
}

bool bind_set_covers(const struct bind_set *set, const char *path)
{
	char *clean = bind_path_clean(path);
	bool covered = false;

	for (size_t i = 0; i < set->count && !covered; i++) {
		char *destination = bind_path_clean(set->items[i].destination);
		covered = bind_path_inside(clean, destination);
		free(destination);
	}
	free(clean);
	return covered;
}

#include "image/facts_parts.h"

/*
 * Commands that the image offers: the entry points of Python packages ("torchrun"), which their
 * metadata list, and the wrappers that lie in /runscripts.
 */

enum { ENTRY_POINTS_MAX = 1 << 20 };

static bool see_runscript(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type == SQUASHFS_SYMLINK ||
		(entry->type == SQUASHFS_REGULAR && (entry->mode & 0111) != 0))
		facts_add_tool(reader, entry->name, entry->path, NULL);
	return false;
}

/* How the path of a package's metadata ends, and how deep it lies in a folder of packages. */
static const struct home {
	const char *ending;
	int depth;
} homes[] = {{".dist-info", 1}, {".egg-info", 1}, {".egg/EGG-INFO", 2}};

/* The home of a file by its path, of which the name begins there; NULL for any other file. */
static const struct home *home_of(const char *path, const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(homes); i++) {
		size_t length = strlen(homes[i].ending);
		if ((size_t)(name - path) > length &&
			memcmp(name - 1 - length, homes[i].ending, length) == 0)
			return &homes[i];
	}
	return NULL;
}

static bool see_entry_points(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return entry->type == SQUASHFS_REGULAR && home_of(entry->path, entry->name) != NULL &&
	       strstr(entry->path, "/pkgs/") == NULL;
}

struct entry_points {
	struct facts_reader *reader;
	const char *path;
	char *prefix; /* of the environment: "opt/venv" */
	bool scripts; /* in the section of commands */
};

static void cut_last(const char *path, size_t *length)
{
	while (*length > 0 && path[*length - 1] != '/')
		--*length;
	*length -= *length > 0;
}

/* "opt/venv/lib/python3.12/site-packages/X.dist-info/entry_points.txt" is of "opt/venv"; of what
 * "pip --target" has filled, of that folder. */
static char *prefix_of(const char *path)
{
	size_t length = strlen(path), above, size;
	const char *slash = strrchr(path, '/');
	const struct home *home = slash == NULL ? NULL : home_of(path, slash + 1);

	for (int up = 0; up <= (home != NULL ? home->depth : 0); up++)
		cut_last(path, &length);
	above = length;
	if (facts_folder_version(path, &above, &size) != NULL) {
		length = above;
		cut_last(path, &length);
	}
	return xstrndup(path, length);
}

static void add_entry_point(struct entry_points *points, const char *name, const char *target)
{
	struct tree_entry entry;
	struct diags ignored = {0};
	char *path = xasprintf("%s%sbin/%s", points->prefix, points->prefix[0] != '\0' ? "/" : "",
		name);

	/* What is listed need not be there. */
	if (strchr(name, '/') == NULL && image_tree_find(points->reader->tree, path,
						 SQUASHFS_NO_FOLLOW, &entry, &ignored))
		facts_add_tool(points->reader, name, path, target);
	diags_release(&ignored);
	free(path);
}

static void take_line(void *context, const char *line, size_t length)
{
	struct entry_points *points = context;
	const char *equals;

	facts_skip_blanks(&line, &length);
	equals = memchr(line, '=', length);
	if (length > 0 && line[0] == '[')
		points->scripts = length == 17 && memcmp(line, "[console_scripts]", 17) == 0;
	if (!points->scripts || length == 0 || line[0] == '[' || line[0] == '#' || equals == NULL)
		return;
	size_t size = (size_t)(equals - line), start = size + 1;
	while (size > 0 && line[size - 1] == ' ')
		size--;
	while (start < length && line[start] == ' ')
		start++;
	/* Extras may follow in brackets. */
	const char *bracket = memchr(line + start, '[', length - start);
	size_t end = bracket != NULL ? (size_t)(bracket - line) : length;
	while (end > start && line[end - 1] == ' ')
		end--;
	char *name = xstrndup(line, size), *target = xstrndup(line + start, end - start);
	if (name[0] != '\0')
		add_entry_point(points, name, target);
	free(name);
	free(target);
}

static void read_entry_points(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	struct entry_points points = {.reader = reader, .path = path, .prefix = prefix_of(path)};

	facts_each_line(content, take_line, &points);
	free(points.prefix);
}

static const struct facts_detector detectors[] = {
	{MATCH_INSIDE, "runscripts", see_runscript, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "entry_points.txt", see_entry_points, read_entry_points, ENTRY_POINTS_MAX,
		FACTS_CONTENTS},
	{.pattern = NULL},
};

const struct facts_module facts_tools = {.detectors = detectors};

#include "image/facts_parts.h"

/*
 * Versions that the names of Python's packages lack: many small reads, so only for one image that
 * somebody looks at.
 */

enum {
	METADATA_MAX = 1 << 20,
	LINK_MAX = 4 << 10,
	COMPLETE_MAX = 2000, /* packages whose files are read */
	VERSION_MAX = 200,
};

struct metadata {
	const char *version;
	size_t version_length;
	bool done;
};

static void take_metadata(void *context, const char *line, size_t length)
{
	struct metadata *metadata = context;
	const char *value;
	size_t size;

	/* The head ends with an empty line. */
	metadata->done = metadata->done || length == 0;
	if (metadata->done)
		return;
	if (metadata->version == NULL &&
		(value = facts_value_of(line, length, "Version", ':', &size)) != NULL) {
		metadata->version = value;
		metadata->version_length = size;
	}
}

static bool read_quietly(
	struct image_tree *tree, const char *path, uint64_t limit, struct text *content)
{
	struct tree_entry entry;
	struct diags ignored = {0};
	bool fine = image_tree_find(tree, path, 0, &entry, &ignored) &&
		entry.type == SQUASHFS_REGULAR &&
		image_tree_read(tree, &entry, limit, content, &ignored);

	diags_release(&ignored);
	return fine;
}

/* Where the metadata of a package lie that "setup.py develop" left elsewhere: in the folder that the
 * first line of its .egg-link names. A new string, or NULL. */
static char *linked_path(struct image_tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	struct text link = TEXT_INIT;
	char *linked = NULL;

	if (read_quietly(tree, path, LINK_MAX, &link) && text_string(&link)[0] == '/') {
		size_t length = strcspn(text_string(&link), " \r\n");
		linked = xasprintf("%.*s/%.*s.egg-info", (int)length - 1, link.data + 1,
			(int)(strlen(name) - strlen(".egg-link")), name);
		/* Names of files have no dashes. */
		for (char *at = linked + length; *at != '\0'; at++)
			*at = (char)(*at == '-' && !string_equal(at, "-info") ? '_' : *at);
	}
	text_release(&link);
	return linked;
}

/* The file that tells name and version: METADATA or PKG-INFO in the folder, or the .egg-info itself. */
static bool read_metadata(struct image_tree *tree, const char *path, struct text *content)
{
	static const char *const files[] = {"/METADATA", "/PKG-INFO", "/EGG-INFO/PKG-INFO", ""};
	char *linked = string_ends(path, ".egg-link") ? linked_path(tree, path) : NULL;
	bool fine = false;

	if (linked != NULL)
		path = linked;
	for (size_t i = 0; i < ARRAY_LENGTH(files) && !fine; i++) {
		char *file = xasprintf("%s%s", path, files[i]);
		/* The file itself, unless it is a zip file. */
		fine = (files[i][0] != '\0' || string_ends(path, ".egg-info")) &&
		       read_quietly(tree, file, METADATA_MAX, content);
		free(file);
	}
	free(linked);
	return fine;
}

void facts_complete(struct image_tree *tree, struct facts *facts)
{
	struct text content = TEXT_INIT;
	size_t left = COMPLETE_MAX;

	for (size_t i = 0; i < facts->package_count && left > 0; i++) {
		struct package *package = &facts->packages[i];
		struct metadata metadata = {0};
		if (package->version != NULL ||
			(package->source != PACKAGE_PYTHON && package->source != PACKAGE_EGG))
			continue;
		left--;
		text_truncate(&content, 0);
		if (!read_metadata(tree, package->path, &content))
			continue;
		facts_each_line(&content, take_metadata, &metadata);
		if (metadata.version_length > 0)
			package->version = arena_strndup(&facts->arena, metadata.version,
				metadata.version_length < VERSION_MAX ? metadata.version_length
								      : VERSION_MAX);
	}
	text_release(&content);
}

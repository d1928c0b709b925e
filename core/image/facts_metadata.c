#include "image/facts_parts.h"

/*
 * Versions that the names of Python's packages lack: many small reads, so only for one image that
 * somebody looks at.
 */

enum {
	HEAD_MAX = 64 << 10, /* where names and versions stand; a text of any length may follow */
	COMPLETE_MAX = 2000, /* packages whose files are read */
	READ_MAX = 64 << 20, /* bytes of all of them */
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

/* Where the heads of files are read from, and into. */
struct heads {
	struct image_tree *tree;
	struct text content;
	size_t left; /* bytes that may be read */
};

static bool take_head(void *context, const void *bytes, size_t length)
{
	struct heads *heads = context;
	size_t room = HEAD_MAX - heads->content.length;

	text_append_bytes(&heads->content, bytes, length < room ? length : room);
	heads->left -= length < heads->left ? length : heads->left;
	return heads->content.length < HEAD_MAX && heads->left > 0;
}

static bool read_head(struct heads *heads, const char *path)
{
	struct tree_entry entry;
	struct diags ignored = {0};
	bool fine;

	text_truncate(&heads->content, 0);
	fine = heads->left > 0 && image_tree_find(heads->tree, path, 0, &entry, &ignored) &&
	       entry.type == SQUASHFS_REGULAR &&
	       image_tree_stream(heads->tree, &entry, take_head, heads, &ignored);
	diags_release(&ignored);
	return fine;
}

/* Where the metadata of a package lie that "setup.py develop" left elsewhere: in the folder that the
 * first line of its .egg-link names. A new string, or NULL. */
static char *linked_path(struct heads *heads, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *link;
	char *linked;
	size_t length;

	if (!read_head(heads, path))
		return NULL;
	link = text_string(&heads->content);
	length = strcspn(link, "\r\n");
	if (link[0] != '/')
		return NULL;
	linked = xasprintf("%.*s/%.*s.egg-info", (int)length - 1, link + 1,
		(int)(strlen(name) - strlen(".egg-link")), name);
	/* Names of files have no dashes. */
	for (char *at = linked + length; *at != '\0'; at++)
		*at = (char)(*at == '-' && !string_equal(at, "-info") ? '_' : *at);
	return linked;
}

/* The file that tells name and version: METADATA or PKG-INFO in the folder, or the .egg-info itself. */
static bool read_metadata(struct heads *heads, const char *path)
{
	static const char *const files[] = {"/METADATA", "/PKG-INFO", "/EGG-INFO/PKG-INFO", ""};
	char *linked = string_ends(path, ".egg-link") ? linked_path(heads, path) : NULL;
	bool fine = false;

	if (linked != NULL)
		path = linked;
	for (size_t i = 0; i < ARRAY_LENGTH(files) && !fine; i++) {
		char *file = xasprintf("%s%s", path, files[i]);
		/* The file itself, unless it is a zip file. */
		fine = (files[i][0] != '\0' || string_ends(path, ".egg-info")) &&
		       read_head(heads, file);
		free(file);
	}
	free(linked);
	return fine;
}

void facts_complete(struct image_tree *tree, struct facts *facts)
{
	struct heads heads = {.tree = tree, .left = READ_MAX};
	size_t left = COMPLETE_MAX;

	for (size_t i = 0; i < facts->package_count && left > 0; i++) {
		struct package *package = &facts->packages[i];
		struct metadata metadata = {0};
		if (package->version != NULL ||
			(package->source != PACKAGE_PYTHON && package->source != PACKAGE_EGG))
			continue;
		left--;
		if (!read_metadata(&heads, package->path))
			continue;
		facts_each_line(&heads.content, take_metadata, &metadata);
		if (metadata.version_length > 0)
			package->version = arena_strndup(&facts->arena, metadata.version,
				metadata.version_length < VERSION_MAX ? metadata.version_length
								      : VERSION_MAX);
	}
	text_release(&heads.content);
}

#include "image/facts_parts.h"

/*
 * Versions that the names of Python's packages lack: many small reads, so only for one image that
 * somebody looks at.
 */

enum {
	METADATA_MAX = 1 << 20,
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

/* The file that tells name and version: METADATA or PKG-INFO in the folder, or the .egg-info itself. */
static bool read_metadata(struct image_tree *tree, const char *path, struct text *content)
{
	static const char *const files[] = {"/METADATA", "/PKG-INFO", ""};

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		struct tree_entry entry;
		struct diags ignored = {0};
		char *file = xasprintf("%s%s", path, files[i]);
		bool fine = image_tree_find(tree, file, 0, &entry, &ignored) &&
			entry.type == SQUASHFS_REGULAR &&
			image_tree_read(tree, &entry, METADATA_MAX, content, &ignored);
		diags_release(&ignored);
		free(file);
		if (fine)
			return true;
	}
	return false;
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

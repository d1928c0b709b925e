#include "image/index_parts.h"

#include "base/files.h"

#include <unistd.h>

static char *folder_of(const char *variable)
{
	const char *value = getenv(variable);
	return value != NULL && value[0] != '\0' ? xstrdup(value) : NULL;
}

struct index *index_open(void)
{
	struct index *index = xcalloc(1, sizeof *index);

	index->folder = folder_of("BERTH_CACHE_DIR");
	if (index->folder == NULL)
		index->folder = folder_cache();
	index->shared = folder_of("BERTH_INDEX");
	return index;
}

void index_free(struct index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(index->facts); i++)
		sqlite3_close(index->facts[i]);
	free(index->folder);
	free(index->shared);
	free(index);
}

void index_afresh(struct index *index)
{
	index->afresh = true;
}

int64_t index_image_id(const struct image *image)
{
	const uint64_t identity[] = {image->inode, image->size, (uint64_t)image->mtime_ns,
		(uint64_t)image->ctime_ns};
	return (int64_t)snapshot_checksum(identity, sizeof identity);
}

char *index_working_folder(void)
{
	char *folder = folder_here();
	return folder != NULL ? folder : xstrdup("");
}

int64_t index_path_hash(const struct image *image, const char *folder)
{
	const char *path = image->target;
	uint64_t hash;

	while (string_starts(path, "./"))
		path += 2 + strspn(path + 2, "/");
	hash = snapshot_checksum(path, strlen(path));
	if (path[0] != '/')
		hash ^= snapshot_checksum(folder, strlen(folder));
	return (int64_t)hash;
}

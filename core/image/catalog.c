#include "image/catalog.h"

#include "base/files.h"
#include "image/catalog_walk.h"
#include "image/names.h"
#include "image/sif.h"

#include <errno.h>
#include <sys/stat.h>

struct walk_roots VECTOR_OF(struct walk_root);

static struct walk_roots list_roots(
	const struct site *site, char *const *folders, size_t count)
{
	struct walk_roots roots = {0};

	for (size_t i = 0; i < count; i++)
		vector_push(&roots, (struct walk_root){folders[i], folders[i], USER_FOLDER_DEPTH,
					    ROOT_YOURS, true});
	if (count > 0)
		return roots;
	YAML_EACH (const struct site_root, root, &site->roots)
		if (root->path != NULL)
			vector_push(&roots, (struct walk_root){root->path, root->record.name,
						    root->depth,
						    (enum root_stability)root->stability, false});
	return roots;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Brings the paths of one file together. */
static int compare_entries(const void *a, const void *b)
{
	const struct walk_entry *left = a, *right = b;
	int order = compare_numbers(left->device, right->device);

	if (order == 0)
		order = compare_numbers(left->inode, right->inode);
	if (order == 0)
		order = strcmp(left->path, right->path);
	return order != 0 ? order : (left->root > right->root) - (left->root < right->root);
}

static bool same_file(const struct walk_entry *a, const struct walk_entry *b)
{
	return a->device == b->device && a->inode == b->inode;
}

/* Which of several paths (in order) stands for the file: no link, and in the first root. */
static const struct walk_entry *main_entry(const struct walk_entry *entries, size_t count)
{
	const struct walk_entry *best = entries;

	for (size_t i = 1; i < count; i++)
		if (entries[i].is_link != best->is_link ? best->is_link
							: entries[i].root < best->root)
			best = &entries[i];
	return best;
}

static char *resolve_link(const char *path, struct arena *arena)
{
	char *real = path_real(path);
	char *target = arena_strdup(arena, real != NULL ? real : path);

	free(real);
	return target;
}

/* The name of the file itself says most. A link's name serves when that says nothing. */
static void read_name(const struct name_forms *forms, struct arena *arena, struct image *image)
{
	if (name_forms_parse(forms, image->target, arena, &image->name) ||
		name_forms_parse(forms, image->path, arena, &image->name))
		return;
	for (size_t i = 0; i < image->alias_count; i++)
		if (name_forms_parse(forms, image->aliases[i], arena, &image->name))
			return;
}

/* One image of the paths of one file. A path may stand there twice when roots lie within each
 * other. */
static void add_image(struct catalog *catalog, const struct name_forms *forms,
	const struct walk_entry *entries, size_t count)
{
	const struct walk_entry *entry = main_entry(entries, count);
	struct image *image = vector_add(catalog);

	image->path = entry->path;
	image->target = entry->is_link ? resolve_link(entry->path, &catalog->arena) : entry->path;
	image->file = path_base(image->path);
	/* Neighbours mostly lie in one root. */
	image->root = catalog->count > 1 &&
			string_equal(image[-1].root, entry->root->name)
		? image[-1].root
		: arena_strdup(&catalog->arena, entry->root->name);
	image->stability = entry->root->stability;
	image->size = entry->size;
	image->mtime = entry->mtime;
	image->mtime_ns = entry->mtime_ns;
	image->ctime_ns = entry->ctime_ns;
	image->device = entry->device;
	image->inode = entry->inode;
	if (count > 1)
		image->aliases = arena_alloc(&catalog->arena, (count - 1) * sizeof(char *));
	for (size_t i = 0; i < count; i++)
		if (!string_equal(entries[i].path, entry->path) &&
			(i == 0 || !string_equal(entries[i].path, entries[i - 1].path)))
			image->aliases[image->alias_count++] = entries[i].path;
	read_name(forms, &catalog->arena, image);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct image *)a)->path, ((const struct image *)b)->path);
}

/* The diagnostics are dropped: a listing shows the kind itself, and "unknown" for what cannot be
 * read. */
static void read_kind(struct image *image)
{
	struct diags diags = {0};
	struct sif sif = {0};

	if (sif_read(image->path, &sif, &diags))
		image->kind = sif.kind;
	sif_release(&sif);
	diags_release(&diags);
}

static void add_entries(
	struct catalog *catalog, const struct site *site, struct walk_entries *entries)
{
	struct name_forms *forms = name_forms_new(site);
	size_t end;

	if (entries->count > 0)
		qsort(entries->items, entries->count, sizeof *entries->items, compare_entries);
	for (size_t start = 0; start < entries->count; start = end) {
		end = start + 1;
		while (end < entries->count &&
			same_file(&entries->items[start], &entries->items[end]))
			end++;
		add_image(catalog, forms, entries->items + start, end - start);
	}
	name_forms_free(forms);
	if (catalog->count > 0)
		qsort(catalog->items, catalog->count, sizeof *catalog->items, compare_paths);
}

static void add_paths(struct catalog *catalog, const struct walk_entries *entries)
{
	vector_reserve(catalog, entries->count);
	vector_each (const struct walk_entry, entry, entries)
		vector_push(catalog, (struct image){.path = entry->path,
					     .target = entry->path,
					     .file = path_base(entry->path)});
}

bool catalog_scan(struct catalog *catalog, const struct site *site, char *const *folders,
	size_t count, unsigned flags, struct diags *diags)
{
	struct walk_roots roots = list_roots(site, folders, count);
	struct walk_entries entries = {0};
	bool good = true;

	vector_each (const struct walk_root, root, &roots)
		good &= walk_folder(root, (flags & CATALOG_PATHS) != 0, &entries, &catalog->arena,
			diags);
	if (good && (flags & CATALOG_PATHS) != 0)
		add_paths(catalog, &entries);
	else if (good)
		add_entries(catalog, site, &entries);
	vector_release(&entries);
	vector_release(&roots);
	if (good && (flags & CATALOG_KINDS) != 0)
		vector_each (struct image, image, catalog)
			read_kind(image);
	return good;
}

void catalog_release(struct catalog *catalog)
{
	vector_release(catalog);
	arena_release(&catalog->arena);
	arena_release(&catalog->facts);
}

/* Whether `path` lies below `folder`; then how long the folder's path is, else 0. */
static size_t below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	if (length == 0 || strncmp(path, folder, length) != 0)
		return 0;
	return path[length] == '/' || folder[length - 1] == '/' ? length : 0;
}

/* The innermost root of the site that the path lies in. */
static const struct site_root *root_of(const struct site *site, const char *path)
{
	const struct site_root *best = NULL;
	size_t longest = 0;

	YAML_EACH (const struct site_root, root, &site->roots) {
		size_t length = root->path != NULL ? below(path, root->path) : 0;
		if (length > longest) {
			longest = length;
			best = root;
		}
	}
	return best;
}

static void set_root(struct image *image, const struct site *site, struct arena *arena)
{
	char *real = path_real(image->path);
	const struct site_root *root = root_of(site, image->path);
	size_t length = (size_t)(image->file - image->path);

	if (root == NULL && real != NULL)
		root = root_of(site, real);
	if (root != NULL) {
		image->root = arena_strdup(arena, root->record.name);
		image->stability = (enum root_stability)root->stability;
	} else {
		image->root = length > 0 ? arena_strndup(arena, image->path, length > 1 ? length - 1
											: 1)
					 : ".";
		image->stability = ROOT_YOURS;
	}
	free(real);
}

bool catalog_open_image(const char *path, enum image_kind *kind, struct diags *diags)
{
	struct sif sif = {0};
	bool good = sif_read(path, &sif, diags) && sif.kind != IMAGE_NONE;

	if (good)
		*kind = sif.kind;
	sif_release(&sif);
	return good;
}

const struct image *catalog_add(struct catalog *catalog, const struct site *site, const char *path,
	struct diags *diags)
{
	struct image image = {0};
	struct name_forms *forms;
	struct stat status, link;

	if (!catalog_open_image(path, &image.kind, diags))
		return NULL;
	if (stat(path, &status) != 0 || lstat(path, &link) != 0) {
		diags_fail(diags, "I01", NULL, "cannot look at '%s': %s", path, strerror(errno));
		return NULL;
	}
	image.path = arena_strdup(&catalog->arena, path);
	image.target = S_ISLNK(link.st_mode) ? resolve_link(path, &catalog->arena) : image.path;
	image.file = path_base(image.path);
	image.size = (uint64_t)status.st_size;
	image.mtime = status.st_mtime;
	image.mtime_ns = image_time(&status.st_mtim);
	image.ctime_ns = image_time(&status.st_ctim);
	image.device = (uint64_t)status.st_dev;
	image.inode = (uint64_t)status.st_ino;
	set_root(&image, site, &catalog->arena);
	forms = name_forms_new(site);
	read_name(forms, &catalog->arena, &image);
	name_forms_free(forms);
	vector_push(catalog, image);
	return &catalog->items[catalog->count - 1];
}

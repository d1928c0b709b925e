#ifndef BERTH_TESTS_UNIT_CORE_IMAGE_TREE_MAKER_H
#define BERTH_TESTS_UNIT_CORE_IMAGE_TREE_MAKER_H

/* What the tests of the tree share: images of every kind, made by a shell script in a folder of
 * their own, and OCI images of some layers. */

#include "image/tree_parts.h"

#include "base/files.h"

#include "core/image/squashfs_maker.h"

/* An opened image with the folder in which it was made. */
struct grove {
	char *folder;
	struct sif sif;
	struct image_tree *tree;
	struct diags diags;
	struct text text;
};

static inline int grove_set_up(void **state)
{
	struct grove *grove = xcalloc(1, sizeof *grove);
	grove->folder = make_folder();
	*state = grove;
	return 0;
}

static inline void grove_close(struct grove *grove)
{
	image_tree_close(grove->tree);
	grove->tree = NULL;
	sif_release(&grove->sif);
	diags_release(&grove->diags);
	text_release(&grove->text);
}

static inline int grove_tear_down(void **state)
{
	struct grove *grove = *state;
	grove_close(grove);
	remove_folder(grove->folder);
	free(grove);
	return 0;
}

/* Runs a script in the folder; its first failing command ends the test. */
static inline void grove_run(struct grove *grove, const char *script)
{
	write_text(grove->folder, "make.sh", script);
	run_tool(grove->folder, "sh -e make.sh");
}

/* Reads and opens the image of this name; false when it has no tree. */
static inline bool grove_open(struct grove *grove, const char *name)
{
	grove_close(grove);
	char *path = path_join(grove->folder, name);
	assert_true(sif_read(path, &grove->sif, &grove->diags));
	grove->tree = image_tree_open(path, &grove->sif, &grove->diags);
	free(path);
	return grove->tree != NULL;
}

static inline enum squashfs_visit append_name(void *context, const struct tree_entry *entry)
{
	struct text *text = context;
	const char *slash = strrchr(entry->path, '/');
	assert_string_equal(entry->name, slash == NULL ? entry->path : slash + 1);
	text_append_format(text, "%s%s ", entry->path, entry->type == SQUASHFS_FOLDER ? "/" : "");
	return SQUASHFS_CONTINUE;
}

/* All names with a blank behind each, and a slash behind folders. */
static inline const char *grove_names(struct grove *grove)
{
	text_truncate(&grove->text, 0);
	assert_true(image_tree_walk(grove->tree, append_name, &grove->text, &grove->diags));
	return text_string(&grove->text);
}

static inline const char *grove_list(struct grove *grove, const char *path)
{
	struct tree_entry entry;
	assert_true(image_tree_find(grove->tree, path, 0, &entry, &grove->diags));
	text_truncate(&grove->text, 0);
	assert_true(image_tree_list(
		grove->tree, &entry, append_name, &grove->text, &grove->diags));
	return text_string(&grove->text);
}

static inline struct tree_entry grove_find(struct grove *grove, const char *path, unsigned flags)
{
	struct tree_entry entry;
	assert_true(image_tree_find(grove->tree, path, flags, &entry, &grove->diags));
	return entry;
}

/* What a path leads to. */
static inline const char *grove_where(struct grove *grove, const char *path)
{
	return grove_find(grove, path, 0).path;
}

/* The content of a file. */
static inline const char *grove_read(struct grove *grove, const char *path)
{
	struct tree_entry entry = grove_find(grove, path, 0);
	text_truncate(&grove->text, 0);
	assert_true(image_tree_read(
		grove->tree, &entry, 1 << 20, &grove->text, &grove->diags));
	return text_string(&grove->text);
}

static inline const char *grove_target(struct grove *grove, const char *path)
{
	struct tree_entry entry = grove_find(grove, path, SQUASHFS_NO_FOLLOW);
	text_truncate(&grove->text, 0);
	assert_true(image_tree_target(grove->tree, &entry, &grove->text, &grove->diags));
	return text_string(&grove->text);
}

/* That a path is not found, with the diagnostic. */
static inline void grove_lacks(struct grove *grove, const char *path, const char *id)
{
	struct tree_entry entry;
	assert_false(image_tree_find(grove->tree, path, 0, &entry, &grove->diags));
	assert_only_diag(&grove->diags, id);
	diags_release(&grove->diags);
}

#define LAYER_TYPE "application/vnd.sylabs.image.layer.v1."

/* Writes oci.sif with these files (of the folder, lower to upper) as its layers; files whose names
 * end with ".ext3" are writable ones. Files that are not there are left out, but not from the
 * manifest. */
static inline void make_oci(const char *folder, const char *const *files, size_t count)
{
	static const char index[] = "{\"manifests\":[{\"digest\":\"sha256:manifest\"}]}";
	static const char config[] = "{\"config\":{\"Labels\":{\"layers\":\"many\"}}}";
	struct maker maker = maker_begin(count + 3);
	struct text manifest = TEXT_INIT;

	text_append(&manifest, "{\"config\":{\"digest\":\"sha256:config\"},\"layers\":[");
	/* Blobs lie in the opposite order: only the manifest's says anything. */
	for (size_t i = count; i-- > 0;) {
		char *digest = xasprintf("sha256:layer%zu", i);
		char *path = path_join(folder, files[i]);
		struct text bytes = TEXT_INIT;
		if (access(path, F_OK) == 0) {
			read_bytes(folder, files[i], &bytes);
			maker_add_blob(
				&maker, SIF_OCI_BLOB, digest, bytes.data, bytes.length);
		}
		text_release(&bytes);
		free(path);
		free(digest);
	}
	for (size_t i = 0; i < count; i++) {
		const char *ending = strrchr(files[i], '.');
		if (string_equal(ending, ".sqfs"))
			ending = ".squashfs";
		text_append_format(&manifest,
			"%s{\"mediaType\":\"" LAYER_TYPE "%s\",\"digest\":\"sha256:layer%zu\"}",
			i > 0 ? "," : "", ending + 1, i);
	}
	text_append(&manifest, "]}");
	maker_add_blob(&maker, SIF_OCI_BLOB, "sha256:config", config, sizeof config - 1);
	maker_add_blob(&maker, SIF_OCI_BLOB, "sha256:manifest", manifest.data, manifest.length);
	maker_add_blob(&maker, SIF_OCI_ROOT_INDEX, "sha256:index", index, sizeof index - 1);
	free(write_bytes(folder, "oci.sif", maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
	text_release(&manifest);
}

#define GROVE(test) cmocka_unit_test_setup_teardown(test, grove_set_up, grove_tear_down)

#endif

#include "testing.h"

#include "core/image/index_maker.h"
#include "image/sif_parts.h"

static void read_heads(struct store *store)
{
	store_scan(store);
	index_read_heads(store->index, &store->catalog, NULL, &store->diags);
}

static int64_t rows(struct store *store)
{
	enum snapshot_state state;
	sqlite3 *database = snapshot_load(store->cache, &index_images_kind, false, &state);
	sqlite3_stmt *row;
	int64_t count = -1;

	if (database == NULL)
		return -1;
	row = snapshot_prepare(database, "SELECT count(*) FROM images");
	if (sqlite3_step(row) == SQLITE_ROW)
		count = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(database);
	return count;
}

/* Changes what is in the index, with a right checksum. */
static bool say_ext3(sqlite3 *database, void *context)
{
	(void)context;
	return snapshot_run(database, "UPDATE images SET kind=4, compression='lz4', marks=3");
}

static void test_heads_are_read_once(void **state)
{
	struct store *store = *state;

	store_make_sif(store, "a.sif");
	write_text(store->images, "page.sif", "<html>");
	read_heads(store);
	assert_no_diags(&store->diags);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_SIF);
	assert_string_equal(store_image(store, "a.sif")->compression, "gzip");
	assert_string_equal(store_image(store, "a.sif")->arch, "amd64");
	assert_false(store_image(store, "a.sif")->is_signed);
	assert_int_equal(store_image(store, "page.sif")->kind, IMAGE_NONE);
	assert_int_equal(rows(store), 2);
	/* The next time the index tells, and not the file. */
	assert_true(snapshot_publish(
		store->cache, &index_images_kind, say_ext3, NULL, NULL, &store->diags));
	read_heads(store);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_EXT3);
	assert_string_equal(store_image(store, "a.sif")->compression, "lz4");
	assert_true(store_image(store, "a.sif")->is_signed);
	assert_true(store_image(store, "a.sif")->has_overlay);
	assert_no_diags(&store->diags);
}

static void test_a_changed_file_is_read_again(void **state)
{
	struct store *store = *state;

	store_make_sif(store, "a.sif");
	read_heads(store);
	assert_true(snapshot_publish(
		store->cache, &index_images_kind, say_ext3, NULL, NULL, &store->diags));
	/* Of the same size, a moment later. */
	char *path = path_join(store->images, "a.sif");
	assert_int_equal(utimensat(AT_FDCWD, path, NULL, 0), 0);
	free(path);
	read_heads(store);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_SIF);
	/* What the file was before is forgotten. */
	assert_int_equal(rows(store), 1);
}

static void test_another_way_to_the_same_file(void **state)
{
	struct store *store = *state;
	char *old = path_join(store->images, "a.sif"), *new = path_join(store->folder, "moved");

	store_make_sif(store, "a.sif");
	read_heads(store);
	assert_true(snapshot_publish(
		store->cache, &index_images_kind, say_ext3, NULL, NULL, &store->diags));
	/* The folder above moves: inode, times and device stay, the path does not. */
	assert_int_equal(rename(store->images, new), 0);
	free(store->images);
	store->images = new;
	read_heads(store);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_EXT3);
	/* The same by a relative path, and from a node that numbers the device otherwise. */
	assert_int_equal(chdir(store->folder), 0);
	store->images = xstrdup("./moved");
	free(new);
	store_scan(store);
	index_read_heads(store->index, &store->catalog, NULL, &store->diags);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_EXT3);
	assert_int_equal(rows(store), 1);
	free(old);
	assert_int_equal(chdir("/"), 0);
}

static void test_files_that_cannot_be_read_are_not_kept(void **state)
{
	struct store *store = *state;
	char *path;

	if (geteuid() == 0)
		skip();
	store_make_sif(store, "a.sif");
	path = path_join(store->images, "a.sif");
	assert_int_equal(chmod(path, 0), 0);
	read_heads(store);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_UNKNOWN);
	assert_int_equal(rows(store), -1);
	free(path);
}

/* A SIF whose file system lies behind the first read. */
static void make_wide_sif(struct store *store, const char *name)
{
	static const char filling[SIF_FIRST_READ];
	struct maker maker = maker_begin(2);
	char block[96];

	maker_add(&maker, SIF_DEFINITION, "def", filling, sizeof filling);
	make_superblock(block, 1, sizeof block);
	maker_add_partition(&maker, SIF_FILESYSTEM_SQUASHFS, SIF_ROLE_PRIMARY, block, sizeof block);
	free(write_bytes(store->images, name, maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
}

/* What could be read is shown, and nothing is remembered. */
static void test_a_file_system_that_fails_for_once(void **state)
{
	struct store *store = *state;

	make_wide_sif(store, "a.sif");
	store_fails_from = SIF_FIRST_READ;
	read_heads(store);
	store_fails_from = INT64_MAX;
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_SIF);
	assert_null(store_image(store, "a.sif")->compression);
	assert_int_equal(rows(store), -1);
	read_heads(store);
	assert_string_equal(store_image(store, "a.sif")->compression, "gzip");
	assert_int_equal(rows(store), 1);
	assert_no_diags(&store->diags);
}

static void test_many_are_read_by_threads(void **state)
{
	enum { MANY = 200 };
	struct store *store = *state;
	char name[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "%03d.sif", i);
		if (i % 2 == 0)
			store_make_sif(store, name);
		else
			write_text(store->images, name, "no image");
	}
	read_heads(store);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(
			store->catalog.items[i].kind, i % 2 == 0 ? IMAGE_SIF : IMAGE_NONE);
	assert_int_equal(rows(store), MANY);
	/* One image among many that the index knows is looked up by itself. */
	for (int i = 1; i < MANY; i++) {
		char *path;
		snprintf(name, sizeof name, "%03d.sif", i);
		path = path_join(store->images, name);
		assert_int_equal(unlink(path), 0);
		free(path);
	}
	assert_true(snapshot_publish(
		store->cache, &index_images_kind, say_ext3, NULL, NULL, &store->diags));
	read_heads(store);
	assert_int_equal(store->catalog.count, 1);
	assert_int_equal(store->catalog.items[0].kind, IMAGE_EXT3);
}

static void test_a_damaged_index_is_made_anew(void **state)
{
	struct store *store = *state;

	store_make_sif(store, "a.sif");
	assert_true(folder_make(store->cache, 0700, &store->diags));
	write_text(store->cache, "images.db", "SQLite format 3, or so it says");
	read_heads(store);
	assert_only_diag(&store->diags, "I81");
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_SIF);
	assert_int_equal(rows(store), 1);
}

static void test_without_a_place_to_write(void **state)
{
	struct store *store = *state;

	setenv("BERTH_CACHE_DIR", "/dev/null/none", 1);
	store_open(store);
	store_make_sif(store, "a.sif");
	read_heads(store);
	assert_only_diag(&store->diags, "I80");
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_SIF);
}

static void test_an_index_of_the_centre(void **state)
{
	struct store *store = *state;
	char *shared = path_join(store->folder, "shared");

	store_make_sif(store, "a.sif");
	read_heads(store);
	assert_true(snapshot_publish(
		store->cache, &index_images_kind, say_ext3, NULL, NULL, &store->diags));
	assert_int_equal(rename(store->cache, shared), 0);
	setenv("BERTH_INDEX", shared, 1);
	store_open(store);
	read_heads(store);
	assert_int_equal(store_image(store, "a.sif")->kind, IMAGE_EXT3);
	/* Nothing was to be read, and so nothing is written. */
	assert_int_equal(rows(store), -1);
	free(shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE(test_heads_are_read_once),
		STORE(test_a_changed_file_is_read_again),
		STORE(test_another_way_to_the_same_file),
		STORE(test_files_that_cannot_be_read_are_not_kept),
		STORE(test_a_file_system_that_fails_for_once),
		STORE(test_many_are_read_by_threads),
		STORE(test_a_damaged_index_is_made_anew),
		STORE(test_without_a_place_to_write),
		STORE(test_an_index_of_the_centre),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "base/files.h"
#include "core/image/sif_maker.h"
#include "image/catalog.h"

static const char torch[] = "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif";
static const char torch_hash[] =
	"lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif";
static const char full[] = "lumi-multitorch-full-u24r70f21m50t210-20260513_121430.sif";

/* A folder of its own, and LUMI's name forms with roots below that folder. */
struct yard {
	char *folder;
	struct site site;
	struct site_root roots[2];
	struct catalog catalog;
	struct diags diags;
};

static int set_up(void **state)
{
	struct yard *yard = xcalloc(1, sizeof *yard);
	struct diags diags = {0};
	char *made;

	/* Without the user's own site file. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	if (!site_load("lumi", &yard->site, &diags))
		return -1;
	made = make_folder();
	yard->folder = realpath(made, NULL);
	free(made);
	yard->roots[0].record.name = arena_strdup(&yard->site.arena, "kept");
	yard->roots[0].path = arena_format(&yard->site.arena, "%s/kept", yard->folder);
	yard->roots[0].depth = 2;
	yard->roots[0].stability = ROOT_KEPT;
	yard->roots[1].record.name = arena_strdup(&yard->site.arena, "links");
	yard->roots[1].path = arena_format(&yard->site.arena, "%s/links", yard->folder);
	yard->roots[1].depth = 1;
	yard->roots[1].stability = ROOT_MOVES;
	yard->site.roots = (struct yaml_records){yard->roots, 2};
	diags_release(&diags);
	*state = yard;
	return 0;
}

static int tear_down(void **state)
{
	struct yard *yard = *state;

	catalog_release(&yard->catalog);
	diags_release(&yard->diags);
	site_release(&yard->site);
	remove_folder(yard->folder);
	free(yard);
	return 0;
}

static char *in_yard(struct yard *yard, const char *path)
{
	return arena_format(&yard->site.arena, "%s/%s", yard->folder, path);
}

static void make_file(struct yard *yard, const char *path)
{
	char *slash = strrchr(in_yard(yard, path), '/'), *parent = in_yard(yard, path);

	parent[strlen(parent) - strlen(slash)] = '\0';
	assert_true(folder_make(parent, 0755, &yard->diags));
	write_text(yard->folder, path, path);
}

static void make_link(struct yard *yard, const char *target, const char *path)
{
	make_file(yard, path);
	assert_int_equal(unlink(in_yard(yard, path)), 0);
	assert_int_equal(symlink(target, in_yard(yard, path)), 0);
}

static void scan(struct yard *yard)
{
	assert_true(catalog_scan(&yard->catalog, &yard->site, NULL, 0, 0, &yard->diags));
}

/* The paths below the yard, each with its aliases in parentheses. */
static char *describe(struct yard *yard)
{
	size_t skip = strlen(yard->folder) + 1;
	struct text text = TEXT_INIT;

	vector_each (const struct image, image, &yard->catalog) {
		text_append_format(&text, "%s%s", text.length > 0 ? " " : "", image->path + skip);
		for (size_t i = 0; i < image->alias_count; i++)
			text_append_format(&text, "(%s)", image->aliases[i] + skip);
	}
	return text_detach(&text);
}

#define assert_catalog(yard, wanted)                                                               \
	do {                                                                                       \
		char *described_ = describe(yard);                                                 \
		assert_string_equal(described_, wanted);                                           \
		free(described_);                                                                  \
	} while (0)

static void test_what_counts_as_an_image(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/b.sif");
	make_file(yard, "kept/a.sqsh");
	make_file(yard, "kept/c.squashfs");
	make_file(yard, "kept/d.sqfs");
	make_file(yard, "kept/e.img");
	make_file(yard, "kept/readme.md");
	make_file(yard, "kept/sif");
	make_file(yard, "kept/f.sif.part");
	make_file(yard, "kept/.hidden.sif");
	make_file(yard, "kept/.cache/g.sif");
	make_file(yard, "kept/sub/h.sif");
	make_file(yard, "kept/sub/deeper/i.sif");
	make_file(yard, "links/sub/j.sif");
	make_file(yard, "kept/folder.sif/k.sif");
	assert_int_equal(mkfifo(in_yard(yard, "kept/fifo.sif"), 0600), 0);
	scan(yard);
	assert_no_diags(&yard->diags);
	assert_catalog(yard, "kept/a.sqsh kept/b.sif kept/c.squashfs kept/d.sqfs kept/e.img "
			     "kept/folder.sif/k.sif kept/sub/h.sif");
}

static void test_what_is_known_of_an_image(void **state)
{
	struct yard *yard = *state;
	char *path = arena_format(&yard->site.arena, "kept/release/%s", full);
	const struct image *image;
	struct stat status;

	make_file(yard, path);
	assert_int_equal(stat(in_yard(yard, path), &status), 0);
	scan(yard);
	assert_int_equal(yard->catalog.count, 1);
	image = &yard->catalog.items[0];
	assert_string_equal(image->path, in_yard(yard, path));
	assert_string_equal(image->target, image->path);
	assert_string_equal(image->file, full);
	assert_string_equal(image->root, "kept");
	assert_int_equal(image->stability, ROOT_KEPT);
	assert_int_equal(image->size, strlen(path));
	assert_int_equal(image->mtime, status.st_mtime);
	assert_int_equal(image->inode, status.st_ino);
	assert_int_equal(image->kind, IMAGE_UNKNOWN);
	assert_int_equal(image->alias_count, 0);
	assert_string_equal(image->name.version, "2.10");
	assert_string_equal(image->name.layer, "full");
}

static void test_one_entry_per_file(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/release/real.sif");
	make_link(yard, "release/real.sif", "kept/latest.sif");
	make_link(yard, "../kept/latest.sif", "links/a.sif");
	assert_int_equal(link(in_yard(yard, "kept/release/real.sif"),
				 in_yard(yard, "links/hard.sif")),
		0);
	scan(yard);
	assert_no_diags(&yard->diags);
	assert_catalog(yard, "kept/release/real.sif(kept/latest.sif)(links/a.sif)(links/hard.sif)");
	assert_string_equal(yard->catalog.items[0].root, "kept");
	assert_string_equal(yard->catalog.items[0].target, yard->catalog.items[0].path);
}

static void test_a_link_out_of_the_roots(void **state)
{
	struct yard *yard = *state;
	const struct image *image;

	make_file(yard, "elsewhere/real.sif");
	make_link(yard, "../elsewhere/real.sif", "links/b.sif");
	make_link(yard, "../elsewhere/real.sif", "links/a.sif");
	scan(yard);
	assert_no_diags(&yard->diags);
	assert_catalog(yard, "links/a.sif(links/b.sif)");
	image = &yard->catalog.items[0];
	assert_string_equal(image->target, in_yard(yard, "elsewhere/real.sif"));
	assert_int_equal(image->stability, ROOT_MOVES);
	assert_int_equal(image->size, strlen("elsewhere/real.sif"));
}

/* So many that several threads look at them: nothing is lost, nothing is taken for a file. */
static void test_many_are_looked_at(void **state)
{
	enum { MANY = 400 };
	struct yard *yard = *state;
	size_t dangling = 0;

	for (int i = 0; i < MANY; i++) {
		char *path = arena_format(&yard->site.arena, "kept/%d/%03d.sif", i % 7, i);
		if (i % 10 == 3) {
			make_link(yard, "nowhere.sif", path);
			dangling++;
		} else if (i % 10 == 4) {
			make_file(yard, path);
			assert_int_equal(unlink(in_yard(yard, path)), 0);
			assert_int_equal(mkfifo(in_yard(yard, path), 0600), 0);
		} else {
			make_file(yard, path);
		}
	}
	scan(yard);
	assert_int_equal(yard->catalog.count, MANY - 2 * dangling);
	vector_each (struct image, image, &yard->catalog) {
		assert_int_equal(image->size, strlen("kept/0/000.sif"));
		assert_string_equal(image->root, "kept");
		assert_true(image->inode != 0 && image->mtime_ns != 0);
	}
	assert_only_diag(&yard->diags, "I12");
	assert_non_null(strstr(yard->diags.items[0].message, "(and 39 more)"));
}

static void test_trouble_is_told_once(void **state)
{
	struct yard *yard = *state;

	make_link(yard, "nowhere.sif", "links/a.sif");
	make_link(yard, "b.sif", "links/b.sif");
	make_link(yard, "nowhere", "links/not-an-image");
	make_file(yard, "links/c.sif");
	scan(yard);
	assert_catalog(yard, "links/c.sif");
	assert_only_diag(&yard->diags, "I12");
	assert_int_equal(yard->diags.items[0].severity, SEVERITY_NOTE);
	assert_non_null(strstr(yard->diags.items[0].message, "(and 1 more)"));
}

static void test_links_to_folders_are_not_followed(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/sub/a.sif");
	make_link(yard, ".", "kept/loop");
	make_link(yard, "..", "kept/sub/up");
	make_link(yard, "sub", "kept/folder.sif");
	scan(yard);
	assert_no_diags(&yard->diags);
	assert_catalog(yard, "kept/sub/a.sif");
}

static void test_roots_in_each_other(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/sub/a.sif");
	yard->roots[1].path = in_yard(yard, "kept/sub/");
	scan(yard);
	assert_catalog(yard, "kept/sub/a.sif");
	assert_string_equal(yard->catalog.items[0].root, "kept");
}

static void test_names_of_links(void **state)
{
	struct yard *yard = *state;
	char *out = arena_format(&yard->site.arena, "elsewhere/%s", torch_hash);
	char *link_to_out = arena_format(&yard->site.arena, "links/%s", torch);
	char *link_to_mine = arena_format(&yard->site.arena, "links/%s", full);

	/* The target's name says more than the link's. */
	make_file(yard, out);
	make_link(yard, in_yard(yard, out), link_to_out);
	/* A link's name serves when the file's own says nothing. */
	make_file(yard, "kept/mine.sif");
	make_link(yard, "../kept/mine.sif", link_to_mine);
	/* But never instead of it. */
	make_file(yard, "kept/cpe-24.11.sif");
	make_link(yard, "../kept/cpe-24.11.sif", "links/cpe-25.09.sif");
	scan(yard);
	assert_int_equal(yard->catalog.count, 3);
	assert_string_equal(yard->catalog.items[0].name.version, "24.11");
	assert_string_equal(yard->catalog.items[1].name.version, "2.10");
	assert_string_equal(yard->catalog.items[1].file, "mine.sif");
	assert_string_equal(yard->catalog.items[2].name.hash, "0d479e852886");
	assert_string_equal(yard->catalog.items[2].file, torch);
}

static void test_folders_of_the_user(void **state)
{
	struct yard *yard = *state;
	char *folders[] = {in_yard(yard, "mine"), in_yard(yard, "other/")};

	make_file(yard, "kept/a.sif");
	make_file(yard, "mine/1/2/3/b.sif");
	make_file(yard, "mine/1/2/3/4/c.sif");
	make_file(yard, "other/d.sif");
	assert_true(catalog_scan(&yard->catalog, &yard->site, folders, 2, 0, &yard->diags));
	assert_no_diags(&yard->diags);
	assert_catalog(yard, "mine/1/2/3/b.sif other/d.sif");
	assert_string_equal(yard->catalog.items[0].root, folders[0]);
	assert_int_equal(yard->catalog.items[0].stability, ROOT_YOURS);
}

static void test_folders_that_are_not_there(void **state)
{
	struct yard *yard = *state;
	char *folders[] = {in_yard(yard, "mine"), in_yard(yard, "missing"),
		in_yard(yard, "mine/a.sif"), in_yard(yard, "")};

	scan(yard);
	assert_no_diags(&yard->diags);
	assert_int_equal(yard->catalog.count, 0);
	make_file(yard, "mine/a.sif");
	folders[3][0] = '\0';
	assert_false(catalog_scan(&yard->catalog, &yard->site, folders, 4, 0, &yard->diags));
	assert_int_equal(yard->catalog.count, 0);
	assert_int_equal(yard->diags.count, 3);
	assert_string_equal(yard->diags.items[0].id, "I10");
	assert_non_null(strstr(yard->diags.items[0].message, "missing"));
	assert_string_equal(yard->diags.items[1].id, "I10");
}

static void test_folders_that_cannot_be_read(void **state)
{
	struct yard *yard = *state;

	if (geteuid() == 0)
		skip();
	make_file(yard, "kept/a.sif");
	make_file(yard, "kept/closed/b.sif");
	assert_int_equal(chmod(in_yard(yard, "kept/closed"), 0), 0);
	scan(yard);
	assert_int_equal(chmod(in_yard(yard, "kept/closed"), 0700), 0);
	assert_catalog(yard, "kept/a.sif");
	assert_only_diag(&yard->diags, "I11");
	assert_int_equal(yard->diags.items[0].severity, SEVERITY_WARNING);
}

static void make_sif(struct yard *yard, const char *path)
{
	struct maker maker = make_small_sif("{}");

	make_file(yard, path);
	free(write_bytes(yard->folder, path, maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
}

static void test_kinds(void **state)
{
	struct yard *yard = *state;

	make_sif(yard, "kept/a.sif");
	make_file(yard, "kept/b.sif");
	assert_true(catalog_scan(
		&yard->catalog, &yard->site, NULL, 0, CATALOG_KINDS, &yard->diags));
	assert_no_diags(&yard->diags);
	assert_int_equal(yard->catalog.items[0].kind, IMAGE_SIF);
	assert_int_equal(yard->catalog.items[1].kind, IMAGE_NONE);
}

static const struct image *add(struct yard *yard, const char *path)
{
	return catalog_add(&yard->catalog, &yard->site, in_yard(yard, path), &yard->diags);
}

static void test_adding_a_file(void **state)
{
	struct yard *yard = *state;
	const struct image *image;

	make_sif(yard, "kept/release/cpe-24.11.sif");
	make_sif(yard, "mine/x.sif");
	make_link(yard, "../kept/release/cpe-24.11.sif", "links/latest.sif");
	image = add(yard, "kept/release/cpe-24.11.sif");
	assert_no_diags(&yard->diags);
	assert_non_null(image);
	assert_int_equal(image->kind, IMAGE_SIF);
	assert_string_equal(image->root, "kept");
	assert_string_equal(image->target, image->path);
	assert_string_equal(image->name.version, "24.11");

	image = add(yard, "mine/x.sif");
	assert_string_equal(image->root, in_yard(yard, "mine"));
	assert_int_equal(image->stability, ROOT_YOURS);
	assert_null(image->name.family);

	image = add(yard, "links/latest.sif");
	assert_string_equal(image->root, "links");
	assert_int_equal(image->stability, ROOT_MOVES);
	assert_string_equal(image->path, in_yard(yard, "links/latest.sif"));
	assert_string_equal(image->target, in_yard(yard, "kept/release/cpe-24.11.sif"));
	assert_string_equal(image->name.version, "24.11");
	assert_int_equal(yard->catalog.count, 3);
}

static void test_a_sandbox_is_only_added_by_its_path(void **state)
{
	struct yard *yard = *state;
	const struct image *image;

	make_file(yard, "kept/box.sif/.singularity.d/runscript");
	make_sif(yard, "kept/real.sif");
	assert_true(catalog_scan(&yard->catalog, &yard->site, NULL, 0, CATALOG_KINDS, &yard->diags));
	assert_int_equal(yard->catalog.count, 1);
	assert_string_equal(yard->catalog.items[0].file, "real.sif");
	image = add(yard, "kept/box.sif");
	assert_no_diags(&yard->diags);
	assert_non_null(image);
	assert_int_equal(image->kind, IMAGE_SANDBOX);
	assert_string_equal(image->root, "kept");
	assert_string_equal(image->target, image->path);
}

static void test_adding_what_is_no_image(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/text.sif");
	assert_null(add(yard, "kept/text.sif"));
	assert_only_diag(&yard->diags, "I02");
	assert_int_equal(yard->diags.items[0].severity, SEVERITY_ERROR);
	diags_release(&yard->diags);
	assert_null(add(yard, "kept/missing.sif"));
	assert_only_diag(&yard->diags, "I01");
	diags_release(&yard->diags);
	assert_null(add(yard, "kept"));
	assert_only_diag(&yard->diags, "I03");
	assert_int_equal(yard->catalog.count, 0);
}

static int compare_by_path(const void *a, const void *b)
{
	return strcmp(((const struct image *)a)->path, ((const struct image *)b)->path);
}

static void test_only_paths(void **state)
{
	struct yard *yard = *state;

	make_file(yard, "kept/b.sif");
	make_file(yard, "kept/a/c.sqsh");
	make_file(yard, "kept/notes.txt");
	make_file(yard, "kept/.hidden.sif");
	make_link(yard, "../kept/b.sif", "links/latest.sif");
	assert_true(catalog_scan(
		&yard->catalog, &yard->site, NULL, 0, CATALOG_PATHS, &yard->diags));
	assert_int_equal(yard->diags.count, 0);
	assert_int_equal(yard->catalog.count, 3);
	qsort(yard->catalog.items, 3, sizeof *yard->catalog.items, compare_by_path);
	assert_string_equal(yard->catalog.items[0].file, "c.sqsh");
	assert_string_equal(yard->catalog.items[1].path, in_yard(yard, "kept/b.sif"));
	assert_string_equal(yard->catalog.items[2].file, "latest.sif");
	assert_int_equal(yard->catalog.items[1].size, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_what_counts_as_an_image),
		TEST(test_what_is_known_of_an_image),
		TEST(test_one_entry_per_file),
		TEST(test_a_link_out_of_the_roots),
		TEST(test_many_are_looked_at),
		TEST(test_trouble_is_told_once),
		TEST(test_links_to_folders_are_not_followed),
		TEST(test_roots_in_each_other),
		TEST(test_names_of_links),
		TEST(test_folders_of_the_user),
		TEST(test_folders_that_are_not_there),
		TEST(test_folders_that_cannot_be_read),
		TEST(test_kinds),
		TEST(test_only_paths),
		TEST(test_adding_a_file),
		TEST(test_a_sandbox_is_only_added_by_its_path),
		TEST(test_adding_what_is_no_image),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "core/image/sif_maker.h"
#include "image/catalog.h"

#define TORCH_26 "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.6.0-dockerhash-33fb441e91f5.sif"
#define TORCH_27 "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif"
#define TF "lumi-tensorflow-rocm-6.2.0-python-3.10-tensorflow-2.16.1-horovod-0.28.1.sif"
#define FULL_1 "lumi-multitorch-full-u24r70f21m50t210-20260415_130625.sif"
#define FULL_2 "lumi-multitorch-full-u24r70f21m50t210-20260807_115122.sif"
#define MPICH "lumi-multitorch-mpich-u24r70f21m50t210-20260807_115122.sif"

/* Image roots as on LUMI, below a folder of their own. */
struct yard {
	char *folder;
	struct site site;
	struct site_root roots[3];
	struct catalog catalog;
	struct diags diags;
};

static char *in_yard(struct yard *yard, const char *path)
{
	return arena_format(&yard->site.arena, "%s/%s", yard->folder, path);
}

static void make_sif(struct yard *yard, const char *path)
{
	struct maker maker = make_small_sif("{}");

	free(write_bytes(yard->folder, path, maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
}

static void make_root(struct yard *yard, size_t index, const char *name, int stability)
{
	struct site_root *root = &yard->roots[index];

	root->record.name = arena_strdup(&yard->site.arena, name);
	root->path = in_yard(yard, name);
	root->depth = 2;
	root->stability = stability;
	assert_int_equal(mkdir(root->path, 0755), 0);
}

static int set_up(void **state)
{
	struct yard *yard = xcalloc(1, sizeof *yard);
	char *made;

	/* Without the user's own site file. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	if (!site_load("lumi", &yard->site, &yard->diags))
		return -1;
	made = make_folder();
	yard->folder = realpath(made, NULL);
	free(made);
	make_root(yard, 0, "kept", ROOT_KEPT);
	make_root(yard, 1, "links", ROOT_MOVES);
	make_root(yard, 2, "tested", ROOT_REMOVED);
	assert_int_equal(mkdir(in_yard(yard, "mine"), 0755), 0);
	yard->site.roots = (struct yaml_records){yard->roots, 3};
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

static void fill(struct yard *yard)
{
	static const char *const files[] = {"kept/" TORCH_26, "kept/" TORCH_27, "kept/" TF,
		"kept/" FULL_1, "kept/" FULL_2, "kept/" MPICH, "tested/" TORCH_27,
		"mine/own=odd.sif", "mine/twice.sif", "kept/twice.sif", "tested/twice.sif",
		"kept/cpe-24.11.sif"};

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		make_sif(yard, files[i]);
	assert_int_equal(symlink(FULL_2, in_yard(yard, "kept/lumi-multitorch-latest.sif")), 0);
	assert_int_equal(symlink(in_yard(yard, "mine/twice.sif"), in_yard(yard, "links/away.sif")),
		0);
}

static const struct image *resolve(struct yard *yard, const char *what)
{
	catalog_release(&yard->catalog);
	diags_release(&yard->diags);
	return catalog_resolve(
		&yard->catalog, &yard->site, what, NULL, 0, &yard->diags);
}

static void test_what_is_found(void **state)
{
	struct yard *yard = *state;
	static const struct {
		const char *what, *path;
	} cases[] = {
		/* File names, with and without the ending. */
		{TF, "kept/" TF},
		{"lumi-multitorch-mpich-u24r70f21m50t210-20260807_115122", "kept/" MPICH},
		{"cpe-24.11", "kept/cpe-24.11.sif"},
		/* Parts. */
		{"33fb441e91f5", "kept/" TORCH_26},
		{"TENSORFLOW", "kept/" TF},
		{"pytorch  v2.6.0", "kept/" TORCH_26},
		{"tf 6.2.0", "kept/" TF},
		{"full 20260415", "kept/" FULL_1},
		/* Of copies under one name the one that stays. */
		{TORCH_27, "kept/" TORCH_27},
		{"0d479e852886", "kept/" TORCH_27},
		{"twice", "kept/twice.sif"},
		/* Queries. */
		{"pytorch newest", "kept/" FULL_2},
		{"torch>=2.6 newest", "kept/" FULL_2},
		{"torch<2.7", "kept/" TORCH_26},
		{"torch>=2.6 family:lumi oldest", "kept/" TORCH_26},
		{"family:laif layer=full newest", "kept/" FULL_2},
		{"layer=full oldest", "kept/" FULL_1},
		{"family=cpe kind=sif", "kept/cpe-24.11.sif"},
		{"!twice family=cpe", "kept/cpe-24.11.sif"},
	};

	fill(yard);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct image *image = resolve(yard, cases[i].what);
		if (image == NULL)
			fail_msg("'%s' gives nothing: %s", cases[i].what,
				yard->diags.items[0].message);
		assert_string_equal(image->path, in_yard(yard, cases[i].path));
		assert_int_equal(image->kind, IMAGE_SIF);
		assert_no_diags(&yard->diags);
	}
}

static void test_nothing_is_found(void **state)
{
	struct yard *yard = *state;
	static const struct {
		const char *what, *hint;
	} cases[] = {
		{"pytroch", "did you mean 'pytorch'?"},
		{"qqqqqqqqqqqqqqqqq", "by its path"},
		{"lumi-tensorflow-rocm-6.2.0-python-3.11.sif", "nearest names are " TF},
		{"torch>=2.6 rocm<5", "no image meets 'rocm<5' by itself"},
		{"torch<2.7 layer=full", "but not all by one"},
		{"jax newest", "no image meets 'jax' by itself"},
	};

	fill(yard);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		assert_null(resolve(yard, cases[i].what));
		assert_only_diag(&yard->diags, "I20");
		if (strstr(yard->diags.items[0].hint, cases[i].hint) == NULL)
			fail_msg("'%s': %s", cases[i].what, yard->diags.items[0].hint);
	}
	assert_null(resolve(yard, ""));
	assert_only_diag(&yard->diags, "I20");
	assert_null(resolve(yard, "  "));
	assert_only_diag(&yard->diags, "I20");
}

static void test_an_empty_catalog_says_where_it_looked(void **state)
{
	struct yard *yard = *state;
	char *folders[] = {in_yard(yard, "mine")};

	assert_null(resolve(yard, "torch newest"));
	assert_only_diag(&yard->diags, "I20");
	assert_non_null(strstr(yard->diags.items[0].hint, in_yard(yard, "kept")));
	assert_non_null(strstr(yard->diags.items[0].hint, in_yard(yard, "tested")));
	diags_release(&yard->diags);
	assert_null(catalog_resolve(
		&yard->catalog, &yard->site, "torch", folders, 1, &yard->diags));
	assert_only_diag(&yard->diags, "I20");
	assert_non_null(strstr(yard->diags.items[0].hint, folders[0]));
	assert_null(strstr(yard->diags.items[0].hint, in_yard(yard, "kept")));
}

static void test_several_are_named(void **state)
{
	struct yard *yard = *state;
	char *folders[] = {in_yard(yard, "mine"), in_yard(yard, "more")};
	const char *hint;

	fill(yard);
	assert_null(resolve(yard, "layer=full"));
	assert_only_diag(&yard->diags, "I21");
	assert_string_equal(yard->diags.items[0].message, "2 images match 'layer=full'");
	assert_string_equal(
		yard->diags.items[0].hint, "add 'newest', or say more: " FULL_1 ", " FULL_2);

	assert_null(resolve(yard, "lumi"));
	assert_only_diag(&yard->diags, "I21");
	hint = yard->diags.items[0].hint;
	assert_non_null(strstr(hint, "newest"));
	assert_non_null(strstr(hint, FULL_1));
	assert_true(string_ends(hint, " and 2 more"));

	/* Under one name in two folders of the user: only paths tell them apart. */
	assert_int_equal(mkdir(in_yard(yard, "more"), 0755), 0);
	make_sif(yard, "more/twice.sif");
	diags_release(&yard->diags);
	catalog_release(&yard->catalog);
	assert_null(catalog_resolve(
		&yard->catalog, &yard->site, "twice", folders, 2, &yard->diags));
	assert_only_diag(&yard->diags, "I21");
	assert_non_null(strstr(yard->diags.items[0].hint, in_yard(yard, "more/twice.sif")));
}

static void test_bad_queries(void **state)
{
	struct yard *yard = *state;
	struct text text = TEXT_INIT;

	fill(yard);
	assert_null(resolve(yard, "pyton=3.12"));
	assert_only_diag(&yard->diags, "I22");
	text_append_repeated(&text, "a ", 65);
	assert_null(resolve(yard, text_string(&text)));
	assert_only_diag(&yard->diags, "I22");
	text_append_repeated(&text, "a", 5000);
	assert_null(resolve(yard, text_string(&text)));
	assert_only_diag(&yard->diags, "I22");
	text_release(&text);
}

static void test_a_path_scans_nothing(void **state)
{
	struct yard *yard = *state;
	const struct image *image;

	fill(yard);
	image = resolve(yard, in_yard(yard, "mine/own=odd.sif"));
	assert_no_diags(&yard->diags);
	assert_string_equal(image->path, in_yard(yard, "mine/own=odd.sif"));
	assert_int_equal(yard->catalog.count, 1);
	assert_null(resolve(yard, in_yard(yard, "mine/missing.sif")));
	assert_only_diag(&yard->diags, "I01");
	assert_int_equal(yard->catalog.count, 0);
}

static void test_a_file_of_the_working_folder(void **state)
{
	struct yard *yard = *state;
	char *before = getcwd(NULL, 0);
	const struct image *image;

	fill(yard);
	assert_int_equal(chdir(in_yard(yard, "mine")), 0);
	image = resolve(yard, "own=odd.sif");
	assert_no_diags(&yard->diags);
	assert_string_equal(image->path, "own=odd.sif");
	assert_string_equal(image->root, ".");
	assert_int_equal(yard->catalog.count, 1);
	/* A folder of that name is not meant. */
	assert_int_equal(mkdir("cpe-24.11", 0755), 0);
	image = resolve(yard, "cpe-24.11");
	assert_non_null(image);
	assert_string_equal(image->path, in_yard(yard, "kept/cpe-24.11.sif"));
	assert_int_equal(chdir(before), 0);
	free(before);
}

static void test_links_are_noted(void **state)
{
	struct yard *yard = *state;
	const struct image *image;

	fill(yard);
	/* As a path. */
	image = resolve(yard, in_yard(yard, "kept/lumi-multitorch-latest.sif"));
	assert_only_diag(&yard->diags, "I30");
	assert_int_equal(yard->diags.items[0].severity, SEVERITY_NOTE);
	assert_non_null(strstr(yard->diags.items[0].message, "today"));
	assert_string_equal(image->path, in_yard(yard, "kept/lumi-multitorch-latest.sif"));
	assert_string_equal(image->target, in_yard(yard, "kept/" FULL_2));
	assert_string_equal(image->name.version, "2.10");
	/* By name: the entry is the file, the link an alias. */
	image = resolve(yard, "lumi-multitorch-latest");
	assert_only_diag(&yard->diags, "I30");
	assert_string_equal(image->path, in_yard(yard, "kept/" FULL_2));
	assert_string_equal(image->target, image->path);
	/* A link out of the roots. */
	image = resolve(yard, "away");
	assert_only_diag(&yard->diags, "I30");
	assert_string_equal(image->path, in_yard(yard, "links/away.sif"));
	assert_string_equal(image->target, in_yard(yard, "mine/twice.sif"));
}

static const struct image *resolve_labelled(
	struct yard *yard, const char *bootstrap, const char *from)
{
	char *attributes = xasprintf("{\"labels\":{"
				     "\"org.label-schema.usage.singularity.deffile.bootstrap\":\"%s\","
				     "\"org.label-schema.usage.singularity.deffile.from\":\"%s\"}}",
		bootstrap, from);
	struct maker maker = make_small_sif(attributes);

	free(write_bytes(yard->folder, "kept/my image.sif", maker.bytes.data, maker.bytes.length));
	text_release(&maker.bytes);
	free(attributes);
	return resolve(yard, in_yard(yard, "kept/my image.sif"));
}

static void test_a_label_tells_what_the_name_does_not(void **state)
{
	struct yard *yard = *state;
	const struct image *image;
	static const char tar[] =
		"/pfs/staging/lumi/lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.0-dockerhash-"
		"f421797bd407.tar";

	image = resolve_labelled(yard, "docker-archive", tar);
	assert_only_diag(&yard->diags, "I31");
	assert_non_null(strstr(yard->diags.items[0].message, "dockerhash-f421797bd407.sif"));
	assert_string_equal(image->name.family, "lumi");
	assert_string_equal(image->name.rocm, "5.6.1");
	assert_string_equal(image->file, "my image.sif");
	/* By a part of its name it is the same. */
	image = resolve(yard, "my image");
	assert_only_diag(&yard->diags, "I31");
	assert_string_equal(image->name.framework, "pytorch");
	/* What was made of an image is another one, and what no form knows says nothing. */
	image = resolve_labelled(yard, "localimage", TORCH_27);
	assert_no_diags(&yard->diags);
	assert_null(image->name.family);
	image = resolve_labelled(yard, "docker-archive", "/tmp/mine.tar");
	assert_no_diags(&yard->diags);
	assert_null(image->name.family);
	assert_null(image->name.form);
}

static void test_what_is_no_image_is_refused(void **state)
{
	struct yard *yard = *state;

	write_text(yard->folder, "kept/text.sif", "hello");
	assert_null(resolve(yard, "text"));
	assert_only_diag(&yard->diags, "I02");
	assert_null(resolve(yard, in_yard(yard, "kept")));
	assert_only_diag(&yard->diags, "I03");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_found),
		TEST(test_nothing_is_found),
		TEST(test_an_empty_catalog_says_where_it_looked),
		TEST(test_several_are_named),
		TEST(test_bad_queries),
		TEST(test_a_path_scans_nothing),
		TEST(test_a_file_of_the_working_folder),
		TEST(test_links_are_noted),
		TEST(test_a_label_tells_what_the_name_does_not),
		TEST(test_what_is_no_image_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

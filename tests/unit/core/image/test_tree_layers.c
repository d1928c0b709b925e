#include "testing.h"

#include "core/image/tree_maker.h"

#define PACKED(layer) \
	"mksquashfs " layer " " layer ".sqfs -noappend -all-root -no-progress"

static const char *const two[] = {"a.sqfs", "b.sqfs"};
static const char *const three[] = {"a.sqfs", "b.sqfs", "c.sqfs"};

static const char lower_script[] =
	"mkdir -p a/gone-folder/deep a/file-then a/merged/sub a/up\n"
	"echo old > a/replaced; echo keep > a/keep; echo gone > a/gone\n"
	"echo x > a/gone-folder/x; echo y > a/gone-folder/deep/y\n"
	"echo old > a/file-then/old; echo file > a/folder-then\n"
	"echo b > a/merged/b; echo d > a/merged/d; echo s > a/merged/sub/s; echo z > a/z\n"
	"ln -s merged/c a/link-up; ln -s /up/../merged a/to-merged\n"
	"echo hard > a/hard1; ln a/hard1 a/hard2\n"
	PACKED("a") "\n";

static const char upper_script[] =
	"mkdir -p b/folder-then b/merged/sub b/Z b/up/new\n"
	"echo new > b/replaced; echo file > b/file-then; echo new > b/folder-then/new\n"
	"echo a > b/merged/a; echo c > b/merged/c; echo D > b/merged/d; echo t > b/merged/sub/t\n"
	"ln -s ../keep b/merged/down; echo only > b/.wh.keep\n"
	"chmod 700 b/merged\n"
	"cat > b.pseudo << END\n"
	"gone c 666 0 0 0 0\n"
	"gone-folder c 666 0 0 0 0\n"
	"never-there c 666 0 0 0 0\n"
	"null c 666 0 0 1 3\n"
	"zero-block b 666 0 0 0 0\n"
	"END\n"
	PACKED("b") " -pf b.pseudo\n";

static void open_two(struct grove *grove)
{
	grove_run(grove, lower_script);
	grove_run(grove, upper_script);
	make_oci(grove->folder, two, 2);
	assert_true(grove_open(grove, "oci.sif"));
	assert_no_diags(&grove->diags);
	assert_int_equal(image_tree_layers(grove->tree), 2);
}

static void two_layers_are_one_tree(void **state)
{
	struct grove *grove = *state;

	open_two(grove);
	assert_string_equal(grove_names(grove),
		".wh.keep Z/ file-then folder-then/ folder-then/new hard1 hard2 keep link-up "
		"merged/ merged/a merged/b merged/c merged/d merged/down merged/sub/ "
		"merged/sub/s merged/sub/t null replaced to-merged up/ up/new/ z zero-block ");
	assert_string_equal(grove_read(grove, "replaced"), "new\n");
	assert_string_equal(grove_read(grove, "merged/b"), "b\n");
	assert_string_equal(grove_read(grove, "merged/d"), "D\n");
	assert_string_equal(grove_read(grove, "file-then"), "file\n");
	/* The uppermost folder says what it is. */
	assert_int_equal(grove_find(grove, "merged", 0).mode, 0700);
	assert_int_equal(grove_find(grove, "merged", 0).layer, 1);
	assert_int_equal(grove_find(grove, "merged/b", 0).layer, 0);
	assert_no_diags(&grove->diags);
}

static void what_is_hidden_is_not_found(void **state)
{
	static const char *const paths[] = {"gone", "gone-folder", "gone-folder/x",
		"gone-folder/deep/y", "never-there", "file-then/old", "merged/gone"};
	struct grove *grove = *state;

	open_two(grove);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		grove_lacks(grove, paths[i], "I44");
	/* Devices that are no whiteouts are there. */
	assert_int_equal(grove_find(grove, "null", 0).type, SQUASHFS_CHARACTER_DEVICE);
	assert_int_equal(grove_find(grove, "zero-block", 0).type, SQUASHFS_BLOCK_DEVICE);
	/* Such a name is one that nobody interprets. */
	assert_string_equal(grove_read(grove, ".wh.keep"), "only\n");
	assert_string_equal(grove_read(grove, "keep"), "keep\n");
}

static void a_near_name_of_any_layer_is_told(void **state)
{
	struct grove *grove = *state;
	struct tree_entry entry;

	open_two(grove);
	assert_false(image_tree_find(grove->tree, "/merged/sub/../dwon", 0, &entry, &grove->diags));
	assert_only_diag(&grove->diags, "I44");
	assert_string_equal(grove->diags.items[0].hint, "did you mean '/merged/down'?");
	diags_release(&grove->diags);
	/* What is hidden is no advice. */
	assert_false(image_tree_find(grove->tree, "gone-folde", 0, &entry, &grove->diags));
	assert_null(grove->diags.items[0].hint);
}

static void links_lead_from_layer_to_layer(void **state)
{
	struct grove *grove = *state;

	open_two(grove);
	assert_string_equal(grove_where(grove, "/link-up"), "merged/c");
	assert_string_equal(grove_where(grove, "to-merged/down"), "keep");
	assert_string_equal(grove_where(grove, "to-merged/sub/s"), "merged/sub/s");
	assert_string_equal(grove_where(grove, "../../up/new/../../z"), "z");
	assert_string_equal(grove_where(grove, "/"), "");
	assert_string_equal(grove_find(grove, "link-up", SQUASHFS_NO_FOLLOW).path, "link-up");
	assert_string_equal(grove_target(grove, "link-up"), "merged/c");
	assert_string_equal(grove_target(grove, "merged/down"), "../keep");
	grove_lacks(grove, "z/", "I44");
	grove_lacks(grove, "z/..", "I44");
}

static void hard_links_are_one_file(void **state)
{
	struct grove *grove = *state;

	open_two(grove);
	uint32_t first = grove_find(grove, "hard1", 0).inner.inode;
	assert_int_equal(grove_find(grove, "hard2", 0).inner.inode, first);
	assert_string_equal(grove_read(grove, "hard2"), "hard\n");
}

static void folders_are_listed(void **state)
{
	struct grove *grove = *state;
	struct tree_entry entry;

	open_two(grove);
	assert_string_equal(grove_list(grove, "merged"),
		"merged/a merged/b merged/c merged/d merged/down merged/sub/ ");
	assert_string_equal(grove_list(grove, "to-merged/sub"), "merged/sub/s merged/sub/t ");
	assert_string_equal(grove_list(grove, "folder-then"), "folder-then/new ");
	assert_string_equal(grove_list(grove, "Z"), "");
	entry = grove_find(grove, "keep", 0);
	assert_false(image_tree_list(
		grove->tree, &entry, append_name, &grove->text, &grove->diags));
	assert_only_diag(&grove->diags, "I45");
}

/* Goes on at each file, passes over the folder "merged", and stops at "to-merged". */
static enum squashfs_visit pick(void *context, const struct tree_entry *entry)
{
	append_name(context, entry);
	return string_equal(entry->name, "merged")    ? SQUASHFS_SKIP
	       : string_equal(entry->name, "replaced") ? SQUASHFS_STOP
						       : SQUASHFS_CONTINUE;
}

static void a_walk_skips_and_stops(void **state)
{
	struct grove *grove = *state;

	open_two(grove);
	assert_true(image_tree_walk(grove->tree, pick, &grove->text, &grove->diags));
	assert_text_equal(&grove->text,
		".wh.keep Z/ file-then folder-then/ folder-then/new hard1 hard2 keep link-up "
		"merged/ null replaced ");
}

static enum squashfs_visit read_each(void *context, const struct tree_entry *entry)
{
	struct grove *grove = context;
	struct tree_entry found, copy = *entry;
	char *path = xstrdup(entry->path);

	copy.path = copy.name = path;
	assert_true(image_tree_find(
		grove->tree, path, SQUASHFS_NO_FOLLOW, &found, &grove->diags));
	assert_string_equal(found.path, path);
	assert_int_equal(found.layer, entry->layer);
	assert_int_equal(found.type, entry->type);
	assert_int_equal(found.inner.reference, entry->inner.reference);
	if (entry->type == SQUASHFS_REGULAR)
		assert_true(image_tree_read(
			grove->tree, &copy, 100, &grove->text, &grove->diags));
	free(path);
	return SQUASHFS_CONTINUE;
}

static void a_visitor_may_find_and_read(void **state)
{
	struct grove *grove = *state;

	open_two(grove);
	assert_true(image_tree_walk(grove->tree, read_each, grove, &grove->diags));
	assert_no_diags(&grove->diags);
	assert_text_equal(&grove->text,
		"only\nfile\nnew\nhard\nhard\nkeep\na\nb\nc\nD\ns\nt\nnew\nz\n");
}

static void a_third_layer_brings_back_and_hides(void **state)
{
	struct grove *grove = *state;

	grove_run(grove, lower_script);
	grove_run(grove, upper_script);
	grove_run(grove,
		"mkdir -p c/gone-folder c/file-then c/merged; echo n > c/gone-folder/n\n"
		"echo again > c/gone; echo new > c/file-then/new\n"
		"cat > c.pseudo << END\n"
		"merged/b c 666 0 0 0 0\n"
		"merged/sub c 666 0 0 0 0\n"
		"END\n"
		PACKED("c") " -pf c.pseudo\n");
	make_oci(grove->folder, three, 3);
	assert_true(grove_open(grove, "oci.sif"));
	assert_int_equal(image_tree_layers(grove->tree), 3);
	assert_string_equal(grove_names(grove),
		".wh.keep Z/ file-then/ file-then/new folder-then/ folder-then/new gone "
		"gone-folder/ gone-folder/n hard1 hard2 keep link-up merged/ merged/a merged/c "
		"merged/d merged/down null replaced to-merged up/ up/new/ z zero-block ");
	assert_string_equal(grove_read(grove, "gone"), "again\n");
	assert_string_equal(grove_list(grove, "gone-folder"), "gone-folder/n ");
	grove_lacks(grove, "gone-folder/x", "I44");
	grove_lacks(grove, "file-then/old", "I44");
	assert_string_equal(grove_list(grove, "file-then"), "file-then/new ");
	grove_lacks(grove, "merged/sub/t", "I44");
}

/* Packs folder b, of which "closed" gets these attributes: as SingularityCE does it. */
static void pack_with_attributes(struct grove *grove, const char *options)
{
	char *script = xasprintf("mkdir -p b/closed/sub; echo up > b/closed/up\n"
				 "tar --format=pax --no-recursion%s -cf b.tar -C b closed\n"
				 "tar --format=pax -rf b.tar -C b closed/sub closed/up\n"
				 "rm -f b.sqfs; sqfstar b.sqfs < b.tar\n",
		options);
	grove_run(grove, script);
	free(script);
	make_oci(grove->folder, three, 3);
	assert_true(grove_open(grove, "oci.sif"));
}

static void opaque_folders_hide_what_is_below(void **state)
{
#define ATTRIBUTE(name, value) " --pax-option=SCHILY.xattr." name ":=" value
	static const struct {
		const char *options;
		bool opaque;
	} cases[] = {
		{ATTRIBUTE("trusted.overlay.opaque", "y"), true},
		{ATTRIBUTE("user.overlay.opaque", "y"), true},
		{ATTRIBUTE("user.a", "1") ATTRIBUTE("security.selinux", "some_u:some_r:some_t")
			ATTRIBUTE("trusted.overlay.opaque", "y") ATTRIBUTE("user.z", "2"), true},
		{ATTRIBUTE("trusted.overlay.opaque", "n"), false},
		{ATTRIBUTE("trusted.overlay.opaque", "yes"), false},
		{ATTRIBUTE("trusted.overlay.origin", "y"), false},
		{ATTRIBUTE("security.overlay.opaque", "y"), false},
		{"", false},
	};
	struct grove *grove = *state;

	grove_run(grove, "mkdir -p a/closed/sub c/closed/top; echo low > a/closed/low\n"
			 "echo deep > a/closed/sub/deep; echo a > a/above\n"
			 PACKED("a") "\n" PACKED("c") "\n");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		pack_with_attributes(grove, cases[i].options);
		assert_string_equal(grove_names(grove),
			cases[i].opaque
				? "above closed/ closed/sub/ closed/top/ closed/up "
				: "above closed/ closed/low closed/sub/ closed/sub/deep "
				  "closed/top/ closed/up ");
		assert_string_equal(grove_list(grove, "closed/sub"),
			cases[i].opaque ? "" : "closed/sub/deep ");
		assert_no_diags(&grove->diags);
		if (cases[i].opaque)
			grove_lacks(grove, "closed/low", "I44");
	}
}

static bool count_bytes(void *context, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)context += length;
	return true;
}

static void content_of_each_layer(void **state)
{
	struct grove *grove = *state;
	size_t count = 0;

	grove_run(grove, "mkdir a b; head -c 3000000 /dev/zero | tr '\\0' a > a/large\n"
			 "head -c 200000 /dev/zero | tr '\\0' b > b/small\n"
			 PACKED("a") " -comp xz\n" PACKED("b") " -comp zstd\n");
	make_oci(grove->folder, two, 2);
	assert_true(grove_open(grove, "oci.sif"));
	struct tree_entry entry = grove_find(grove, "large", 0);
	assert_int_equal(entry.size, 3000000);
	assert_true(image_tree_stream(grove->tree, &entry, count_bytes, &count, &grove->diags));
	assert_int_equal(count, 3000000);
	assert_false(image_tree_read(grove->tree, &entry, 1000, &grove->text, &grove->diags));
	assert_only_diag(&grove->diags, "I43");
	assert_int_equal(grove->text.length, 0);
	diags_release(&grove->diags);
	const char *small = grove_read(grove, "small");
	assert_int_equal(strspn(small, "b"), 200000);
	entry = grove_find(grove, "/", 0);
	assert_false(image_tree_read(grove->tree, &entry, 1000, &grove->text, &grove->diags));
	assert_only_diag(&grove->diags, "I45");
}

static void one_layer_and_its_whiteouts(void **state)
{
	struct grove *grove = *state;

	grove_run(grove, upper_script);
	make_oci(grove->folder, &two[1], 1);
	assert_true(grove_open(grove, "oci.sif"));
	assert_int_equal(image_tree_layers(grove->tree), 1);
	assert_ptr_equal(grove->sif.layers[0], grove->sif.primary);
	grove_lacks(grove, "gone", "I44");
	assert_null(strstr(grove_names(grove), "gone"));
}

static void a_writable_layer_is_passed_over(void **state)
{
	static const char *const files[] = {"a.sqfs", "top.ext3"};
	struct grove *grove = *state;

	grove_run(grove, lower_script);
	write_text(grove->folder, "top.ext3", "no matter what");
	make_oci(grove->folder, files, 2);
	assert_true(grove_open(grove, "oci.sif"));
	assert_only_diag(&grove->diags, "I46");
	assert_int_equal(grove->diags.items[0].severity, SEVERITY_WARNING);
	assert_int_equal(image_tree_layers(grove->tree), 1);
	assert_string_equal(grove_read(grove, "keep"), "keep\n");
}

static void without_one_layer_nothing_is_shown(void **state)
{
	static const char *const tar[] = {"a.sqfs", "b.tar"}, *const writable[] = {"top.ext3"};
	struct grove *grove = *state;

	grove_run(grove, lower_script);
	make_oci(grove->folder, two, 2);
	assert_false(grove_open(grove, "oci.sif"));
	assert_int_equal(grove->sif.layer_count, 2);
	assert_non_null(grove->sif.layers[0]);
	assert_null(grove->sif.layers[1]);
	assert_non_null(find_diag(&grove->diags, "I05"));
	assert_non_null(strstr(find_diag(&grove->diags, "I46")->message, "layer 2"));

	grove_run(grove, "echo tar > b.tar\n");
	make_oci(grove->folder, tar, 2);
	assert_false(grove_open(grove, "oci.sif"));
	assert_non_null(strstr(find_diag(&grove->diags, "I05")->message, "of the kind '" LAYER_TYPE));
	assert_non_null(find_diag(&grove->diags, "I46"));

	make_oci(grove->folder, writable, 1);
	assert_false(grove_open(grove, "oci.sif"));
	assert_only_diag(&grove->diags, "I46");
	/* A layer that is no squashfs, whatever the manifest says. */
	write_text(grove->folder, "b.sqfs", "hello, this is nothing");
	make_oci(grove->folder, two, 2);
	assert_false(grove_open(grove, "oci.sif"));
	assert_only_diag(&grove->diags, "I40");
}

/* Layer b is the image by hand. */
static void open_hand(struct grove *grove, struct hand *hand)
{
	struct text image = hand_finish(hand);

	free(write_bytes(grove->folder, "b.sqfs", image.data, image.length));
	text_release(&image);
	make_oci(grove->folder, two, 2);
	assert_true(grove_open(grove, "oci.sif"));
}

static void assert_walk_fails(struct grove *grove, const char *id)
{
	text_truncate(&grove->text, 0);
	assert_false(image_tree_walk(grove->tree, append_name, &grove->text, &grove->diags));
	assert_only_diag(&grove->diags, id);
	diags_release(&grove->diags);
}

static void a_layer_that_loops(void **state)
{
	struct grove *grove = *state;
	struct hand hand = {0};
	struct text deep = TEXT_INIT;

	grove_run(grove, "mkdir -p a/x/x/x\n" PACKED("a") "\n");
	/* The root is in itself, as "x". */
	size_t size = hand_name(&hand, "x", 1, 0);
	hand.root = hand_folder(&hand, 0, size);
	assert_int_equal(hand.root, 0);
	open_hand(grove, &hand);
	assert_walk_fails(grove, "I42");
	assert_string_equal(grove_list(grove, "x/x/x/x/x"), "x/x/x/x/x/x/ ");
	text_append_repeated(&deep, "x/", 100000);
	grove_lacks(grove, text_string(&deep), "I43");
	text_release(&deep);
}

static void links_that_lead_on_and_on(void **state)
{
	struct grove *grove = *state;
	struct tree_entry entry;

	grove_run(grove, "mkdir a b; ln -s loop2 a/loop1; ln -s loop1 b/loop2\n"
			 "ln -s self/x b/self; ln -s /nowhere a/dangling\n"
			 PACKED("a") "\n" PACKED("b") "\n");
	make_oci(grove->folder, two, 2);
	assert_true(grove_open(grove, "oci.sif"));
	assert_false(image_tree_find(grove->tree, "loop1", 0, &entry, &grove->diags));
	assert_only_diag(&grove->diags, "I44");
	assert_non_null(strstr(grove->diags.items[0].message, "more than 40 links"));
	diags_release(&grove->diags);
	grove_lacks(grove, "self", "I44");
	grove_lacks(grove, "dangling", "I44");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		GROVE(two_layers_are_one_tree),
		GROVE(what_is_hidden_is_not_found),
		GROVE(a_near_name_of_any_layer_is_told),
		GROVE(links_lead_from_layer_to_layer),
		GROVE(hard_links_are_one_file),
		GROVE(folders_are_listed),
		GROVE(a_walk_skips_and_stops),
		GROVE(a_visitor_may_find_and_read),
		GROVE(a_third_layer_brings_back_and_hides),
		GROVE(opaque_folders_hide_what_is_below),
		GROVE(content_of_each_layer),
		GROVE(one_layer_and_its_whiteouts),
		GROVE(a_writable_layer_is_passed_over),
		GROVE(without_one_layer_nothing_is_shown),
		GROVE(a_layer_that_loops),
		GROVE(links_that_lead_on_and_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

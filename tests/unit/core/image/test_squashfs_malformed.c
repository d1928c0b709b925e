#include "testing.h"

#include "core/image/squashfs_maker.h"

#include <errno.h>

enum { LIMIT = 1024 * 1024, VISITS = 200000 };

/* Everything that the reader can do is done with every entry. */
struct tour {
	struct squashfs *fs;
	struct diags *diags;
	size_t visits;
};

static enum squashfs_visit read_entry(void *context, const struct squashfs_entry *entry)
{
	struct tour *tour = context;
	struct text content = TEXT_INIT;
	size_t before = tour->diags->count;
	bool fine = true;

	if (entry->type == SQUASHFS_REGULAR)
		fine = squashfs_read(tour->fs, entry, LIMIT, &content, tour->diags);
	else if (entry->type == SQUASHFS_SYMLINK)
		fine = squashfs_target(tour->fs, entry, &content, tour->diags);
	assert_int_equal(fine, tour->diags->count == before);
	if (!fine)
		assert_int_equal(content.length, 0);
	text_release(&content);
	return ++tour->visits < VISITS ? SQUASHFS_CONTINUE : SQUASHFS_STOP;
}

/* False when anything went wrong, each time with a diagnostic. */
static bool tour_all(struct harbour *harbour)
{
	struct tour tour = {.fs = harbour->fs, .diags = &harbour->diags};
	struct squashfs_entry entry;
	bool fine = squashfs_walk(harbour->fs, read_entry, &tour, &harbour->diags);

	size_t before = harbour->diags.count;
	assert_true(fine || before > 0);
	fine = squashfs_find(harbour->fs, "folder/link", 0, &entry, &harbour->diags);
	assert_int_equal(fine, harbour->diags.count == before);
	for (size_t i = 0; i < harbour->diags.count; i++) {
		const char *id = harbour->diags.items[i].id;
		assert_true(string_equal(id, "I42") || string_equal(id, "I43") ||
			string_equal(id, "I44") || string_equal(id, "I45"));
		assert_string_equal(harbour->diags.items[i].file, "x.sqfs");
	}
	return harbour->diags.count == 0;
}

static struct text make_image(const char *folder, const char *options)
{
	struct text image = TEXT_INIT;
	char *tree = path_join(folder, "tree"), *sub = path_join(tree, "folder"), name[16];

	if (mkdir(tree, 0755) == 0) {
		assert_int_equal(mkdir(sub, 0755), 0);
		write_text(tree, "file", "content of the file\n");
		char *link = path_join(sub, "link");
		assert_int_equal(symlink("../file", link), 0);
		free(link);
		for (int i = 0; i < 300; i++) {
			snprintf(name, sizeof name, "n%d", i);
			write_text(sub, name, name);
		}
		text_append_repeated(&image, "0123456789abcdef", 600);
		free(write_bytes(tree, "large", image.data, image.length));
		text_release(&image);
	} else {
		assert_int_equal(errno, EEXIST);
	}
	make_squashfs(folder, options);
	read_bytes(folder, "x.sqfs", &image);
	free(sub);
	free(tree);
	return image;
}

static bool open_image(struct harbour *harbour, const struct text *image, size_t length)
{
	return harbour_open_fd(
		harbour, open_bytes(image->data, length), length % 2 == 0 ? UINT64_MAX : 0);
}

static void test_superblock(void **state)
{
	struct harbour *harbour = *state;
	static const struct {
		size_t offset, size;
		uint64_t value;
		const char *id;
		const char *said;
	} cases[] = {
		{0, 4, 0x73717369, "I40", "no squashfs begins at byte 0"},
		{0, 4, 0x68737173, "I40", "big-endian"},
		{28, 2, 3, "I40", "version 3.0"},
		{28, 4, 0x00010004, "I40", "version 4.1"},
		{12, 4, 0, "I42", "blocks of 0"},
		{12, 4, 5000, "I42", "blocks of 5000"},
		{12, 4, 4096, "I42", "blocks of 4096"},
		{22, 2, 0, "I42", "2^0"},
		{22, 2, 32, "I42", "2^32"},
		{22, 2, 65535, "I42", "2^65535"},
		{12, 4, 0x80000000, "I42", "blocks of 2147483648"},
		{20, 2, 0, "I41", "unknown compression 0"},
		{20, 2, 2, "I41", "lzma"},
		{20, 2, 3, "I41", "lzo"},
		{20, 2, 7, "I41", "unknown compression 7"},
		{20, 2, 65535, "I41", "unknown compression 65535"},
		{32, 8, UINT64_MAX, "I42", "a reference leads"},
		{32, 8, 0xffff, "I42", "a reference leads"},
		{32, 8, UINT64_C(0xffffffff0000), "I42", "a reference leads"},
		{64, 8, 0, "I42", "impossible places"},
		{64, 8, 95, "I42", "impossible places"},
		{64, 8, UINT64_MAX, "I42", "impossible places"},
		{64, 8, INT64_MAX, "I42", "impossible places"},
		{72, 8, 0, "I42", "impossible places"},
		{72, 8, UINT64_MAX, "I42", "impossible places"},
		{72, 8, 1 << 30, "I42", "impossible places"},
		{16, 4, 0, "I42", "fragment 0 of 0"},
		{16, 4, UINT32_MAX, "I42", "table of 4294967295 fragments"},
		{16, 4, UINT32_MAX - 511, "I42", "table of 4294966784 fragments"},
		{80, 8, UINT64_MAX, "I42", "fragments at byte 18446744073709551615"},
		{80, 8, UINT64_MAX - 7, "I42", "fragments at byte 18446744073709551608"},
		{80, 8, 0, "I42", "a reference leads"},
	};
	struct text image = make_image(harbour->folder, "-noI -noD -noF -noX");

	assert_true(open_image(harbour, &image, image.length));
	assert_true(tour_all(harbour));
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char kept[8];
		memcpy(kept, image.data + cases[i].offset, sizeof kept);
		put_le(image.data + cases[i].offset, cases[i].value, cases[i].size);
		if (open_image(harbour, &image, image.length))
			assert_false(tour_all(harbour));
		assert_true(harbour->diags.count > 0);
		assert_string_equal(harbour->diags.items[0].id, cases[i].id);
		if (strstr(harbour->diags.items[0].message, cases[i].said) == NULL)
			fail_msg("%zu: %s", i, harbour->diags.items[0].message);
		memcpy(image.data + cases[i].offset, kept, sizeof kept);
	}
	text_release(&image);
}

static const char *const option_sets[] = {
	"-noI -noD -noF -noX", "-comp gzip", "-comp zstd", "-comp lz4", "-comp xz"};

/* A cut-off image is never mistaken for a whole one while anything that is read is missing. */
static void test_truncation(void **state)
{
	struct harbour *harbour = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(option_sets); i++) {
		struct text image = make_image(harbour->folder, option_sets[i]);
		uint64_t fragments = load_le64((unsigned char *)image.data + 80);
		for (size_t length = 0; length < fragments + 8; length += 97) {
			if (open_image(harbour, &image, length)) {
				assert_false(tour_all(harbour));
			} else {
				assert_only_diag(&harbour->diags, length < 96 ? "I40" : "I42");
			}
		}
		text_release(&image);
	}
}

/* No byte of an image can do harm. */
static void test_flipped_bytes(void **state)
{
	struct harbour *harbour = *state;

	for (size_t i = 0; i < ARRAY_LENGTH(option_sets); i++) {
		struct text image = make_image(harbour->folder, option_sets[i]);
		uint64_t used = load_le64((unsigned char *)image.data + 40);
		for (size_t at = 0; at < used; at += at < 96 || i > 0 ? 7 : 23) {
			char kept = image.data[at];
			image.data[at] = (char)(kept ^ (at % 3 == 0 ? 0xff : 0x41));
			if (open_image(harbour, &image, image.length - at % 2))
				(void)tour_all(harbour);
			else
				assert_int_equal(harbour->diags.count, 1);
			image.data[at] = kept;
		}
		text_release(&image);
	}
}

/* A file that becomes shorter while it is open ends in a diagnostic, not in a signal. */
static void test_shrinking_file(void **state)
{
	struct harbour *harbour = *state;
	struct text image = make_image(harbour->folder, "-noI -noD -noF -noX");

	for (uint64_t bulk = 0; bulk <= LIMIT; bulk += LIMIT) {
		int fd = open_bytes(image.data, image.length);
		assert_true(harbour_open_fd(harbour, fd, bulk));
		assert_int_equal(ftruncate(fd, 200), 0);
		assert_false(tour_all(harbour));
		assert_string_equal(harbour->diags.items[0].id, "I42");
		assert_non_null(strstr(harbour->diags.items[0].message, "became shorter"));
	}
	text_release(&image);
}

/* What the first diagnostic of a whole tour says. */
static void expect(struct harbour *harbour, struct hand *hand, const char *id, const char *said)
{
	if (harbour_open_hand(harbour, hand))
		assert_false(tour_all(harbour));
	assert_string_equal(harbour->diags.items[0].id, id);
	if (strstr(harbour->diags.items[0].message, said) == NULL)
		fail_msg("'%s' is not in '%s'", said, harbour->diags.items[0].message);
}

static void test_names(void **state)
{
	struct harbour *harbour = *state;
	static char long_name[300];
	static const struct {
		const char *name;
		size_t length;
		const char *said; /* NULL when the name is fine */
	} cases[] = {
		{".", 1, "impossible name '.'"},
		{"..", 2, "impossible name '..'"},
		{"a/b", 3, "impossible name 'a/b'"},
		{"/", 1, "impossible name '/'"},
		{"a\0b", 3, "impossible name"},
		{"\0", 1, "impossible name"},
		{"...", 3, NULL},
		{".x", 2, NULL},
		{long_name, 256, NULL},
		{long_name, 257, "a name of 257 bytes"},
	};

	memset(long_name, 'x', sizeof long_name);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct hand hand = {0};
		uint64_t link = hand_link(&hand, "target", 6);
		size_t size = hand_name(&hand, cases[i].name, cases[i].length, link);
		hand.root = hand_folder(&hand, 0, size);
		if (cases[i].said != NULL)
			expect(harbour, &hand, "I42", cases[i].said);
		else
			expect(harbour, &hand, "I44", "there is no 'folder' in '/'");
	}
}

static void test_loops(void **state)
{
	struct harbour *harbour = *state;
	struct hand hand = {0};
	size_t size;

	/* The root is its own child. */
	size = hand_name(&hand, "again", 5, hand_reference(0));
	hand.root = hand_folder(&hand, 0, size);
	expect(harbour, &hand, "I42", "the folder 'again' occurs twice");

	/* A folder has two names, which would double what is below it at each level. */
	uint64_t empty = hand_folder(&hand, 0, 0);
	size = hand_name(&hand, "one", 3, empty);
	size += hand_name(&hand, "two", 3, empty);
	hand.root = hand_folder(&hand, 0, size);
	expect(harbour, &hand, "I42", "the folder 'two' occurs twice");
}

/* Folders in folders; the innermost one is empty. */
static void make_levels(struct hand *hand, int levels)
{
	uint64_t reference = hand_folder(hand, 0, 0);

	for (int i = 1; i < levels; i++) {
		size_t at = hand->listings.length;
		reference = hand_folder(hand, at, hand_name(hand, "d", 1, reference));
	}
	hand->root = reference;
}

static void test_depth(void **state)
{
	struct harbour *harbour = *state;
	struct hand hand = {0};

	make_levels(&hand, 1000);
	expect(harbour, &hand, "I44", "there is no 'folder'");
	make_levels(&hand, 1001);
	expect(harbour, &hand, "I43", "1000 levels");
}

static void test_listings(void **state)
{
	struct harbour *harbour = *state;
	static const struct {
		size_t claimed, patch_at, patch_size;
		uint64_t patch;
		const char *said;
	} cases[] = { /* one name of 4 bytes has 24 bytes */
		{25, 0, 0, 0, "a folder ends within a header"},
		{36, 0, 0, 0, "a table ends too early"},
		{60000, 0, 0, 0, "a table ends too early"},
		{23, 0, 0, 0, "a name of 4 bytes in 11 bytes"},
		{19, 0, 0, 0, "a name of 4 bytes in 7 bytes"},
		{5, 0, 0, 0, "a folder ends within a header"},
		{24, 0, 4, 256, "257 names in one run"},
		{24, 0, 4, UINT32_MAX, "4294967296 names in one run"},
		{24, 0, 4, 1, "a table ends too early"},
		{24, 4, 4, UINT32_MAX, "a reference leads to byte 4294967295"},
		{24, 4, 4, 1, "impossible size"},
		{24, 12, 2, 8192, "a reference leads to byte 8192"},
		{24, 12, 2, 50, "a table ends too early"},
		{24, 18, 2, 255, "a name of 256 bytes"},
		{24, 18, 2, 65535, "a name of 65536 bytes"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct hand hand = {0};
		uint64_t link = hand_link(&hand, "aim", 3);
		assert_int_equal(hand_name(&hand, "name", 4, link), 24);
		put_le(hand.listings.data + cases[i].patch_at, cases[i].patch,
			cases[i].patch_size);
		hand.root = hand_folder(&hand, 0, cases[i].claimed);
		expect(harbour, &hand, "I42", cases[i].said);
	}
}

/* What one call may look at is counted, whatever the listings claim. */
static void test_too_many_names(void **state)
{
	struct harbour *harbour = *state;
	struct squashfs_listing listing;
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;
	struct squashfs_name name;
	struct hand hand = {0};
	uint32_t left = 1;
	uint64_t link = hand_link(&hand, "aim", 3);
	size_t size = hand_name(&hand, "a", 1, link);

	size += hand_name(&hand, "b", 1, link);
	hand.root = hand_folder(&hand, 0, size);
	assert_true(harbour_open_hand(harbour, &hand));
	struct squashfs *fs = harbour->fs;
	fs->decodes_left = 2;
	assert_true(squashfs_load_inode(fs, fs->root, &cursor, &inode, &harbour->diags));
	assert_true(squashfs_listing_open(&listing, fs, &inode, &left, &harbour->diags));
	assert_int_equal(squashfs_listing_next(&listing, &name), SQUASHFS_NAME);
	assert_no_diags(&harbour->diags);
	assert_int_equal(squashfs_listing_next(&listing, &name), SQUASHFS_BROKEN);
	assert_only_diag(&harbour->diags, "I43");
	diags_release(&harbour->diags);
	/* Both blocks were unpacked before, and there is no third one to unpack. */
	assert_int_equal(fs->decodes_left, 0);
	for (size_t set = 0; set < SQUASHFS_SETS; set++)
		for (size_t way = 0; way < SQUASHFS_WAYS; way++)
			fs->blocks[set][way].position = 0;
	assert_false(squashfs_load_inode(fs, fs->root, &cursor, &inode, &harbour->diags));
	assert_only_diag(&harbour->diags, "I43");
}

static void test_inodes(void **state)
{
	struct harbour *harbour = *state;
	static const unsigned types[] = {0, 15, 16, 255, 65535};
	static char target[5000];
	static const size_t lengths[] = {0, 4097, 5000};
	struct hand hand = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
		hand.root = hand_folder(&hand, 0, 0);
		put_le(hand.inodes.data, types[i], 2);
		text_append(&hand.listings, "?");
		expect(harbour, &hand, "I42", "unknown type");
	}
	memset(target, 't', sizeof target);
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		uint64_t link = hand_link(&hand, target, lengths[i]);
		hand.root = hand_folder(&hand, 0, hand_name(&hand, "l", 1, link));
		expect(harbour, &hand, "I42", "a symlink has a target of");
	}
	uint64_t link = hand_link(&hand, "a\0b", 3);
	hand.root = hand_folder(&hand, 0, hand_name(&hand, "l", 1, link));
	expect(harbour, &hand, "I42", "has a zero byte");
	/* The table ends within the root. */
	hand.root = hand_folder(&hand, 0, 0);
	text_truncate(&hand.inodes, 31);
	text_append(&hand.listings, "?");
	expect(harbour, &hand, "I42", "a table ends too early");
	/* The root is no folder. */
	hand.root = hand_link(&hand, "x", 1);
	text_append(&hand.listings, "?");
	expect(harbour, &hand, "I45", "'/' is not a folder");
}

/* One file with the size of one block, and one fragment. */
static void expect_file(struct harbour *harbour, uint64_t size, uint64_t data, uint32_t block,
	uint32_t fragment, uint32_t fragment_offset, const char *id, const char *said)
{
	struct hand hand = {0};
	uint64_t file = hand_file(&hand, size, data, fragment, fragment_offset);

	append_le(&hand.inodes, block, 4);
	hand.root = hand_folder(&hand, 0, hand_name(&hand, "f", 1, file));
	append_le(&hand.fragments, 0, 8); /* the superblock as a fragment of 96 bytes */
	append_le(&hand.fragments, 96 | 1 << 24, 4);
	append_le(&hand.fragments, 0, 4);
	expect(harbour, &hand, id, said);
}

static void test_files(void **state)
{
	struct harbour *harbour = *state;
	const uint32_t plain = 1 << 24, none = UINT32_MAX;

	/* These are fine; what is missing is the file that the tour looks for at its end. */
	expect_file(harbour, 96, 0, 96 | plain, none, 0, "I44", "");
	expect_file(harbour, 4096, 0, 0, none, 0, "I44", "");
	expect_file(harbour, 96, 0, 0, 0, 0, "I44", "");
	expect_file(harbour, 1, 0, 0, 0, 95, "I44", "");

	expect_file(harbour, 96, 0, 95 | plain, none, 0, "I42", "95 bytes instead of 96");
	expect_file(harbour, 96, 0, 97 | plain, none, 0, "I42", "97 bytes instead of 96");
	expect_file(harbour, 96, 0, 96, none, 0, "I42", "cannot be unpacked");
	expect_file(harbour, 96, 0, 4097 | plain, none, 0, "I42", "impossible size (4097)");
	expect_file(harbour, 96, 0, UINT32_MAX, none, 0, "I42", "impossible size");
	expect_file(harbour, 96, 0, plain, none, 0, "I42", "impossible size (0)");
	expect_file(harbour, 96, UINT64_MAX, 96 | plain, none, 0, "I42", "96 bytes at 1844");
	expect_file(harbour, 96, INT64_MAX, 96 | plain, none, 0, "I42", "96 bytes at 9223");
	expect_file(harbour, 4096, 100, 4096 | plain, none, 0, "I42", "4096 bytes at 100");
	expect_file(harbour, 8192, 0, 0, none, 0, "I42", "");
	expect_file(harbour, LIMIT, 0, 0, none, 0, "I42", "");
	expect_file(harbour, LIMIT + 1, 0, 0, none, 0, "I43", "too large");
	expect_file(harbour, INT64_MAX, 0, 0, none, 0, "I43", "9223372036854775807 bytes");
	expect_file(harbour, UINT64_MAX, 0, 0, 0, 0, "I43", "18446744073709551615 bytes");
	expect_file(harbour, 97, 0, 0, 0, 0, "I42", "bytes 0 to 97 of a fragment of 96");
	expect_file(harbour, 96, 0, 0, 0, 1, "I42", "bytes 1 to 97");
	expect_file(harbour, 96, 0, 0, 0, UINT32_MAX - 50, "I42", "bytes 4294967245 to");
	expect_file(harbour, 1, 0, 0, 0, 96, "I42", "bytes 96 to 97");
	expect_file(harbour, 96, 0, 0, 1, 0, "I42", "fragment 1 of 1");
	expect_file(harbour, 96, 0, 0, none - 1, 0, "I42", "fragment 4294967294 of 1");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, harbour_set_up, harbour_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_superblock),
		TEST(test_truncation),
		TEST(test_flipped_bytes),
		TEST(test_shrinking_file),
		TEST(test_names),
		TEST(test_loops),
		TEST(test_depth),
		TEST(test_listings),
		TEST(test_too_many_names),
		TEST(test_inodes),
		TEST(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

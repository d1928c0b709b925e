#include "testing.h"

#include "core/image/squashfs_maker.h"

/* Unpacking all metadata ahead of a walk changes nothing but its speed. */

enum { FOLDERS = 40, NAMES = 1000 };

/* Large enough for several threads: about 300 metadata blocks. */
static struct text make_large(void)
{
	struct hand hand = {0};
	struct text image;
	uint64_t folders[FOLDERS];

	for (int i = 0; i < FOLDERS; i++) {
		size_t listing = hand.listings.length, size = 0;
		for (int k = 0; k < NAMES; k++) {
			char name[16];
			int length = snprintf(name, sizeof name, "n%06d", k);
			size += hand_name(&hand, name, (size_t)length, hand_link(&hand, "target/of/a/link", 16));
		}
		folders[i] = hand_folder(&hand, listing, size);
	}
	size_t listing = hand.listings.length, size = 0;
	for (int i = 0; i < FOLDERS; i++) {
		char name[16];
		int length = snprintf(name, sizeof name, "f%06d", i);
		size += hand_name(&hand, name, (size_t)length, folders[i]);
	}
	hand.root = hand_folder(&hand, listing, size);
	image = hand_finish(&hand);
	return image;
}

/* What a walk saw, in order. */
struct seen {
	size_t count;
	uint64_t sum;
};

static enum squashfs_visit note(void *context, const struct squashfs_entry *entry)
{
	struct seen *seen = context;

	seen->count++;
	for (const char *p = entry->path; *p != '\0'; p++)
		seen->sum = (seen->sum ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	seen->sum += entry->reference + entry->inode + entry->size + (uint64_t)entry->type;
	return SQUASHFS_CONTINUE;
}

static bool walk_image(struct harbour *harbour, const struct text *image, uint64_t bulk,
	struct seen *seen, struct text *said)
{
	*seen = (struct seen){0};
	text_truncate(said, 0);
	assert_true(harbour_open_fd(harbour, open_bytes(image->data, image->length), bulk));
	bool fine = squashfs_walk(harbour->fs, note, seen, &harbour->diags);
	for (size_t i = 0; i < harbour->diags.count; i++)
		diag_format(&harbour->diags.items[i], said);
	return fine;
}

/* Ahead and block by block, with the same result; returns it. */
static bool walk_both(struct harbour *harbour, const struct text *image, struct seen *seen)
{
	struct text said = TEXT_INIT, said_lazily = TEXT_INIT;
	struct seen lazily;
	bool fine = walk_image(harbour, image, UINT64_MAX, seen, &said);
	assert_non_null(harbour->fs->region);

	assert_int_equal(walk_image(harbour, image, 0, &lazily, &said_lazily), fine);
	assert_null(harbour->fs->region);
	assert_int_equal(seen->count, lazily.count);
	assert_true(seen->sum == lazily.sum);
	assert_text_equal(&said, text_string(&said_lazily));
	text_release(&said);
	text_release(&said_lazily);
	return fine;
}

static void test_threads(void **state)
{
	struct text image = make_large(), said = TEXT_INIT;
	struct seen seen;

	assert_true(walk_both(*state, &image, &seen));
	assert_int_equal(seen.count, FOLDERS * (NAMES + 1));
	/* Walking again needs no unpacking, and sees the same. */
	struct harbour *harbour = *state;
	struct seen again = {0};
	assert_true(walk_image(harbour, &image, UINT64_MAX, &again, &said));
	assert_true(harbour->fs->unpacked.count > 256);
	assert_true(harbour->fs->unpacked.index.count == harbour->fs->unpacked.count);
	again = (struct seen){0};
	assert_true(squashfs_walk(harbour->fs, note, &again, &harbour->diags));
	assert_true(again.sum == seen.sum);
	text_release(&said);
	text_release(&image);
}

/* Nothing is said about a block before something in it is needed. */
static void test_damage(void **state)
{
	struct text image = make_large();
	uint64_t folders = load_le64((unsigned char *)image.data + 72), at = folders;
	struct seen seen;

	for (int block = 0; block < 80; block++)
		at += 2 + (load_le16((unsigned char *)image.data + at) & 0x7fff);
	/* Says that it is packed, which it is not. */
	image.data[at + 1] &= 0x7f;
	assert_false(walk_both(*state, &image, &seen));
	assert_in_range(seen.count, FOLDERS * NAMES / 2, FOLDERS * NAMES * 3 / 4);
	image.data[at] = image.data[at + 1] = 0; /* an impossible size */
	assert_false(walk_both(*state, &image, &seen));
	assert_in_range(seen.count, FOLDERS * NAMES / 2, FOLDERS * NAMES * 3 / 4);
	text_release(&image);
}

/* Blocks of one byte each would be unpacked to 8 KiB each. */
static void test_too_many_blocks(void **state)
{
	struct harbour *harbour = *state;
	struct hand hand = {0};
	size_t size = 0;

	for (int i = 0; i < 200; i++) {
		char name[16];
		int length = snprintf(name, sizeof name, "n%06d", i);
		size += hand_name(&hand, name, (size_t)length, 0);
	}
	struct text names = TEXT_INIT, image = TEXT_INIT;
	text_append_bytes(&names, hand.listings.data, hand.listings.length);
	hand.root = hand_folder(&hand, 0, size);
	image = hand_finish(&hand);
	uint64_t folders = load_le64((unsigned char *)image.data + 72);
	text_truncate(&image, folders);
	for (size_t i = 0; i < names.length; i++) {
		append_le(&image, 0x8001, 2);
		text_append_bytes(&image, names.data + i, 1);
	}
	put_le(image.data + 40, image.length, 8);
	put_le(image.data + 80, UINT64_MAX, 8);
	put_le(image.data + 16, 0, 4);
	/* All names are the root itself: visited once, then it occurs twice. */
	struct seen seen;
	assert_true(names.length > 4000);
	assert_false(walk_both(harbour, &image, &seen));
	assert_int_equal(seen.count, 1);
	assert_true(walk_image(harbour, &image, UINT64_MAX, &seen, &names) == false);
	assert_int_equal(harbour->fs->unpacked.count, 0);
	assert_null(harbour->fs->unpacked.bytes);
	text_release(&names);
	text_release(&image);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, harbour_set_up, harbour_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_threads),
		TEST(test_damage),
		TEST(test_too_many_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "core/image/squashfs_maker.h"

#include <dirent.h>
#include <sys/xattr.h>
#include <time.h>

/* Compressible but not constant bytes. */
static void write_pattern(const char *folder, const char *name, size_t length)
{
	struct text bytes = TEXT_INIT;
	uint32_t random = 12345;

	while (bytes.length < length) {
		random = random * 1664525 + 1013904223;
		text_append_format(&bytes, "%u\n", random >> 20);
	}
	free(write_bytes(folder, name, text_string(&bytes), length));
	text_release(&bytes);
}

static void write_sparse(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(pwrite(fd, "island", 6, 1500000), 6);
	assert_int_equal(ftruncate(fd, 3000001), 0);
	close(fd);
	free(path);
}

static void link_to(const char *folder, const char *name, const char *target)
{
	char *path = path_join(folder, name);
	assert_int_equal(symlink(target, path), 0);
	free(path);
}

/* 100 folders, one in the other. */
static void make_deep(const char *tree)
{
	struct text path = TEXT_INIT;
	struct diags diags = {0};

	text_append(&path, tree);
	for (int i = 0; i < 100; i++)
		text_append_format(&path, "/level-%d", i);
	assert_true(folder_make(text_string(&path), 0755, &diags));
	write_text(text_string(&path), "bottom", "deep\n");
	text_release(&path);
}

static void make_tree(const char *folder)
{
	static const size_t sizes[] = {
		0, 1, 4095, 4096, 4097, 100000, 1048576, 1048577};
	char *tree = path_join(folder, "tree"), *sub = path_join(tree, "a folder");
	char *first, *second, name[32];

	assert_int_equal(mkdir(tree, 0755), 0);
	assert_int_equal(mkdir(sub, 02750), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		snprintf(name, sizeof name, "size-%zu", sizes[i]);
		write_pattern(i % 2 == 0 ? tree : sub, name, sizes[i]);
	}
	write_sparse(tree, "sparse");
	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof name, "small-%d", i);
		write_text(sub, name, name);
	}
	write_text(tree, "new\nline", "n");
	write_text(tree, "esc\033[31m", "e");
	write_text(tree, "\xc3\xbcml\xc3\xa4ut", "u");
	write_text(tree, "not\xff" "utf-8", "u");
	write_text(tree,
		"long-name-long-name-long-name-long-name-long-name-long-name-long-name-long-name-"
		"long-name-long-name-long-name-long-name-long-name-long-name-long-name-long-name-"
		"long-name-long-name-long-name-long-name-long-name-long-name-long-name-long-name-"
		"fifteen-letters",
		"l");
	link_to(tree, "link", "a folder/size-1");
	link_to(sub, "dangling", "/no/such\tthing");
	first = path_join(tree, "size-4095");
	second = path_join(sub, "same-file");
	if (link(first, second) != 0) /* the other folder has it */
		fail_msg("cannot link %s", first);
	make_deep(tree);
	free(first);
	free(second);
	free(sub);
	free(tree);
}

/* Compares the entry with the file that was packed. */
static enum squashfs_visit compare_entry(void *context, const struct squashfs_entry *entry)
{
	struct harbour *harbour = context;
	char *path = xasprintf("%s/tree/%s", harbour->folder, entry->path);
	struct text content = TEXT_INIT, wanted = TEXT_INIT;
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(entry->mode, status.st_mode & 07777);
	assert_int_equal(entry->modified, status.st_mtime);
	assert_string_equal(entry->name, path_base(path));
	assert_int_equal(entry->type == SQUASHFS_FOLDER, S_ISDIR(status.st_mode));
	if (entry->type == SQUASHFS_FOLDER) {
		assert_int_equal(entry->size, 0);
	} else {
		assert_int_equal(entry->size, status.st_size);
	}
	if (S_ISREG(status.st_mode)) {
		assert_int_equal(entry->type, SQUASHFS_REGULAR);
		assert_true(squashfs_read(
			harbour->fs, entry, entry->size, &content, &harbour->diags));
		assert_true(file_read(path, SIZE_MAX, &wanted, &harbour->diags));
	} else if (S_ISLNK(status.st_mode)) {
		assert_int_equal(entry->type, SQUASHFS_SYMLINK);
		assert_true(squashfs_target(harbour->fs, entry, &content, &harbour->diags));
		text_reserve(&wanted, (size_t)status.st_size);
		wanted.length = (size_t)readlink(path, wanted.data, (size_t)status.st_size);
	}
	assert_int_equal(content.length, wanted.length);
	if (content.length > 0)
		assert_memory_equal(content.data, wanted.data, wanted.length);
	text_release(&content);
	text_release(&wanted);
	free(path);
	return SQUASHFS_CONTINUE;
}

/* Appends the entry as `unsquashfs -lln -UTC` does for owner 0/0, with single blanks. */
static enum squashfs_visit print_entry(void *context, const struct squashfs_entry *entry)
{
	static const char types[] = "?d-lbcps", letters[] = "rwxrwxrwx";
	struct text *out = ((void **)context)[0];
	struct harbour *harbour = ((void **)context)[1];
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;
	char mode[11] = {types[entry->type]}, date[32];
	struct tm time;

	for (int i = 0; i < 9; i++)
		mode[i + 1] = (entry->mode & 0400 >> i) != 0 ? letters[i] : '-';
	if ((entry->mode & 02000) != 0)
		mode[6] = (entry->mode & 010) != 0 ? 's' : 'S';
	if ((entry->mode & 04000) != 0)
		mode[3] = (entry->mode & 0100) != 0 ? 's' : 'S';
	assert_true(squashfs_load_inode(
		harbour->fs, entry->reference, &cursor, &inode, &harbour->diags));
	text_append_format(out, "%s 0/0 ", mode);
	if (entry->type == SQUASHFS_CHARACTER_DEVICE || entry->type == SQUASHFS_BLOCK_DEVICE)
		text_append_format(out, "%u, %u", squashfs_major(entry->device),
			squashfs_minor(entry->device));
	else
		text_append_format(out, "%llu",
			(unsigned long long)(entry->type == SQUASHFS_FOLDER ? inode.listing_size
									    : entry->size));
	time_t modified = (time_t)entry->modified;
	strftime(date, sizeof date, "%Y-%m-%d %H:%M", gmtime_r(&modified, &time));
	text_append_format(out, " %s squashfs-root/%s", date, entry->path);
	if (entry->type == SQUASHFS_SYMLINK) {
		text_append(out, " -> ");
		assert_true(squashfs_target(harbour->fs, entry, out, &harbour->diags));
	}
	text_append_char(out, '\n');
	return SQUASHFS_CONTINUE;
}

static enum squashfs_visit print_path(void *context, const struct squashfs_entry *entry)
{
	text_append_format(context, "squashfs-root/%s\n", entry->path);
	return SQUASHFS_CONTINUE;
}

/* What the last tool printed, without its first line (the root) and without repeated blanks. */
static struct text read_log(const char *folder)
{
	struct text log = TEXT_INIT, out = TEXT_INIT;

	read_bytes(folder, "tool.log", &log);
	const char *line = strchr(text_string(&log), '\n');
	assert_non_null(line);
	for (line++; *line != '\0'; line++)
		if (*line != ' ' || line[1] != ' ')
			text_append_char(&out, *line);
	text_release(&log);
	return out;
}

static void compare_with_unsquashfs(struct harbour *harbour)
{
	struct text mine = TEXT_INIT, theirs;
	void *context[] = {&mine, harbour};

	run_tool(harbour->folder, "unsquashfs -l x.sqfs");
	theirs = read_log(harbour->folder);
	assert_true(squashfs_walk(harbour->fs, print_path, &mine, &harbour->diags));
	assert_string_equal(text_string(&mine), text_string(&theirs));
	text_release(&theirs);
	text_truncate(&mine, 0);
	run_tool(harbour->folder, "unsquashfs -UTC -lln x.sqfs");
	theirs = read_log(harbour->folder);
	assert_true(squashfs_walk(harbour->fs, print_entry, context, &harbour->diags));
	assert_string_equal(text_string(&mine), text_string(&theirs));
	text_release(&theirs);
	text_release(&mine);
}

static void test_real_images(void **state)
{
	struct harbour *harbour = *state;
	static const struct {
		const char *compression, *options;
	} images[] = {
		{"gzip", "-comp gzip"},
		{"gzip", "-b 4096"},
		{"gzip", "-b 1M -no-fragments"},
		{"gzip", "-noI -noD -noF -noX"},
		{"gzip", "-b 8192 -noD -always-use-fragments"},
		{"zstd", "-comp zstd -b 4096 -no-fragments"},
		{"zstd", "-comp zstd -b 1M"},
		{"lz4", "-comp lz4 -always-use-fragments"},
		{"lz4", "-comp lz4 -noI -Xhc"},
		{"xz", "-comp xz -b 4096"},
		{"xz", "-comp xz -b 1M -Xbcj x86"},
	};

	make_tree(harbour->folder);
	for (size_t i = 0; i < ARRAY_LENGTH(images); i++) {
		make_squashfs(harbour->folder, images[i].options);
		for (uint64_t bulk = 0; bulk <= 1 << 20; bulk += 1 << 20) {
			if (!harbour_open(harbour, "x.sqfs", bulk)) {
				assert_no_diags(&harbour->diags);
				fail();
			}
			assert_string_equal(
				squashfs_compression(harbour->fs), images[i].compression);
			assert_true(squashfs_walk(
				harbour->fs, compare_entry, harbour, &harbour->diags));
			assert_no_diags(&harbour->diags);
		}
		compare_with_unsquashfs(harbour);
	}
}

static void test_compressions_that_are_not_read(void **state)
{
	struct harbour *harbour = *state;
	static const char *const names[] = {"lzo", "lzma"};

	write_text(harbour->folder, "tree", "");
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *options = xasprintf("-comp %s", names[i]);
		make_squashfs(harbour->folder, options);
		assert_false(harbour_open(harbour, "x.sqfs", UINT64_MAX));
		assert_only_diag(&harbour->diags, "I41");
		assert_non_null(strstr(harbour->diags.items[0].message, names[i]));
		assert_non_null(strstr(harbour->diags.items[0].hint, "mksquashfs"));
		free(options);
	}
}

static void test_devices_and_attributes(void **state)
{
	struct harbour *harbour = *state;
	static const struct {
		const char *path;
		enum squashfs_type type;
		unsigned major, minor;
	} wanted[] = {
		{"block", SQUASHFS_BLOCK_DEVICE, 8, 3},
		{"large", SQUASHFS_BLOCK_DEVICE, 259, 70000},
		{"null", SQUASHFS_CHARACTER_DEVICE, 1, 3},
		{"pipe", SQUASHFS_FIFO, 0, 0},
		{"socket", SQUASHFS_SOCKET, 0, 0},
		{"white", SQUASHFS_CHARACTER_DEVICE, 0, 0},
	};
	struct squashfs_entry entry;
	char *tree = path_join(harbour->folder, "tree");

	assert_int_equal(mkdir(tree, 0755), 0);
	char *file = write_bytes(tree, "tagged", "x", 1);
	bool tagged = setxattr(file, "user.berth", "1", 1, 0) == 0;
	free(write_bytes(tree, "untagged", "y", 1));
	write_text(harbour->folder, "pseudo",
		"block b 660 0 0 8 3\nlarge b 660 0 0 259 70000\nnull c 666 0 0 1 3\n"
		"pipe i 600 0 0 f\nsocket i 4755 0 0 s\nwhite c 0 0 0 0 0\n");
	make_squashfs(harbour->folder, "-pf pseudo");
	assert_true(harbour_open(harbour, "x.sqfs", UINT64_MAX));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		assert_true(squashfs_find(
			harbour->fs, wanted[i].path, 0, &entry, &harbour->diags));
		assert_int_equal(entry.type, wanted[i].type);
		assert_int_equal(squashfs_major(entry.device), wanted[i].major);
		assert_int_equal(squashfs_minor(entry.device), wanted[i].minor);
		assert_int_equal(entry.xattr, SQUASHFS_NO_XATTR);
	}
	assert_true(squashfs_find(harbour->fs, "tagged", 0, &entry, &harbour->diags));
	assert_int_equal(entry.xattr, tagged ? 0 : SQUASHFS_NO_XATTR);
	assert_true(squashfs_find(harbour->fs, "untagged", 0, &entry, &harbour->diags));
	assert_int_equal(entry.xattr, SQUASHFS_NO_XATTR);
	free(file);
	free(tree);
}

static void test_offset_and_limit(void **state)
{
	struct harbour *harbour = *state;
	struct text bytes = TEXT_INIT;
	struct squashfs_entry entry;

	write_text(harbour->folder, "tree", "inside\n");
	make_squashfs(harbour->folder, "");
	text_append_repeated(&bytes, "hsqs", 250);
	read_bytes(harbour->folder, "x.sqfs", &bytes);
	size_t length = bytes.length - 1000;
	text_append_repeated(&bytes, "?", 5000);
	harbour->fd = open_bytes(bytes.data, bytes.length);
	text_release(&bytes);
	harbour->fs =
		squashfs_open(harbour->fd, 1000, length, "x.sqfs", &harbour->diags);
	assert_no_diags(&harbour->diags);
	assert_true(squashfs_find(harbour->fs, "tree", 0, &entry, &harbour->diags));
	assert_true(squashfs_read(harbour->fs, &entry, 7, &bytes, &harbour->diags));
	assert_text_equal(&bytes, "inside\n");
	text_release(&bytes);
	squashfs_close(harbour->fs);
	harbour->fs = squashfs_open(harbour->fd, 1000, 120, "x.sqfs", &harbour->diags);
	assert_null(harbour->fs);
	assert_only_diag(&harbour->diags, "I42");
	assert_non_null(strstr(harbour->diags.items[0].message, "cut off"));
	assert_string_equal(harbour->diags.items[0].file, "x.sqfs");
}

struct pieces {
	size_t count, length, most;
};

static bool take_piece(void *context, const void *bytes, size_t length)
{
	struct pieces *pieces = context;
	assert_non_null(bytes);
	pieces->length += length;
	return ++pieces->count < pieces->most;
}

static void test_reading_parts_and_limits(void **state)
{
	struct harbour *harbour = *state;
	struct squashfs_entry entry, root;
	struct text out = TEXT_INIT;
	struct pieces all = {.most = 1000}, two = {.most = 2};
	char *tree = path_join(harbour->folder, "tree");

	assert_int_equal(mkdir(tree, 0755), 0);
	write_pattern(tree, "file", 10000);
	make_squashfs(harbour->folder, "-b 4096");
	assert_true(harbour_open(harbour, "x.sqfs", UINT64_MAX));
	assert_true(squashfs_find(harbour->fs, "file", 0, &entry, &harbour->diags));
	assert_true(squashfs_stream(harbour->fs, &entry, take_piece, &all, &harbour->diags));
	assert_int_equal(all.count, 3);
	assert_int_equal(all.length, 10000);
	assert_true(squashfs_stream(harbour->fs, &entry, take_piece, &two, &harbour->diags));
	assert_int_equal(two.length, 8192);
	text_append(&out, "kept");
	assert_false(squashfs_read(harbour->fs, &entry, 9999, &out, &harbour->diags));
	assert_only_diag(&harbour->diags, "I43");
	assert_text_equal(&out, "kept");
	diags_release(&harbour->diags);
	assert_true(squashfs_read(harbour->fs, &entry, 10000, &out, &harbour->diags));
	assert_int_equal(out.length, 10004);
	assert_false(squashfs_target(harbour->fs, &entry, &out, &harbour->diags));
	assert_only_diag(&harbour->diags, "I45");
	diags_release(&harbour->diags);
	/* The path of `entry` is gone with the next search. */
	assert_true(squashfs_find(harbour->fs, "/", 0, &root, &harbour->diags));
	assert_string_equal(root.path, "");
	assert_int_equal(root.type, SQUASHFS_FOLDER);
	assert_false(squashfs_read(harbour->fs, &root, 10000, &out, &harbour->diags));
	assert_only_diag(&harbour->diags, "I45");
	assert_int_equal(out.length, 10004);
	text_release(&out);
	free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_real_images, harbour_set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(test_compressions_that_are_not_read,
			harbour_set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(
			test_devices_and_attributes, harbour_set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(
			test_offset_and_limit, harbour_set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(
			test_reading_parts_and_limits, harbour_set_up, harbour_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

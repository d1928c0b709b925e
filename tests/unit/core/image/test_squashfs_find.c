#include "testing.h"

#include "core/image/squashfs_maker.h"

enum { MANY = 20000 };

/* Links by mksquashfs's pseudo files: no need to make them in the source folder. */
static void add_link(struct text *pseudo, const char *name, const char *target)
{
	text_append_format(pseudo, "%s s 777 0 0 %s\n", name, target);
}

static void make_tree(const char *folder)
{
	struct text pseudo = TEXT_INIT;
	char *tree = path_join(folder, "tree"), *sub = path_join(tree, "usr");
	char name[32], target[32];

	assert_int_equal(mkdir(tree, 0755), 0);
	assert_int_equal(mkdir(sub, 0755), 0);
	write_text(sub, "os-release", "ID=test\n");
	text_append(&pseudo, "etc d 755 0 0\nusr/lib d 755 0 0\nmany d 755 0 0\n");
	add_link(&pseudo, "etc/os-release", "../usr/os-release");
	add_link(&pseudo, "etc/absolute", "/usr/os-release");
	add_link(&pseudo, "etc/above", "../../../../usr/os-release");
	add_link(&pseudo, "etc/folder", "//usr//./lib/..");
	add_link(&pseudo, "etc/self", "self");
	add_link(&pseudo, "etc/ping", "pong");
	add_link(&pseudo, "etc/pong", "/etc/ping");
	add_link(&pseudo, "etc/dangling", "/usr/os-relase");
	add_link(&pseudo, "etc/slash", "/usr/os-release/");
	add_link(&pseudo, "etc/root", "/");
	add_link(&pseudo, "chain-0", "usr");
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof name, "chain-%d", i);
		snprintf(target, sizeof target, "chain-%d", i - 1);
		add_link(&pseudo, name, target);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "many/name-%05d", i);
		add_link(&pseudo, name, "../usr/os-release");
	}
	write_text(folder, "pseudo", text_string(&pseudo));
	text_release(&pseudo);
	make_squashfs(folder, "-pf pseudo");
	free(sub);
	free(tree);
}

static int set_up(void **state)
{
	harbour_set_up(state);
	struct harbour *harbour = *state;
	make_tree(harbour->folder);
	return 0;
}

static void test_paths(void **state)
{
	struct harbour *harbour = *state;
	struct squashfs_entry entry;
	static const struct {
		const char *path;
		unsigned flags;
		const char *found; /* NULL when there is none */
		const char *said;  /* in the diagnostic, or its hint */
	} cases[] = {
		{"usr/os-release", 0, "usr/os-release", NULL},
		{"/usr//./os-release", 0, "usr/os-release", NULL},
		{"", 0, "", NULL},
		{"/..", 0, "", NULL},
		{"usr/../../../usr/", 0, "usr", NULL},
		{"etc/os-release", 0, "usr/os-release", NULL},
		{"etc/os-release", SQUASHFS_NO_FOLLOW, "etc/os-release", NULL},
		{"etc/folder/os-release", SQUASHFS_NO_FOLLOW, "usr/os-release", NULL},
		{"etc/absolute", 0, "usr/os-release", NULL},
		{"etc/above", 0, "usr/os-release", NULL},
		{"etc/folder", 0, "usr", NULL},
		{"etc/root", 0, "", NULL},
		{"etc/root/etc/root/usr/lib", 0, "usr/lib", NULL},
		{"etc/self", SQUASHFS_NO_FOLLOW, "etc/self", NULL},
		{"etc/self/", SQUASHFS_NO_FOLLOW, NULL, "more than 40 links"},
		{"etc/self", 0, NULL, "more than 40 links"},
		{"etc/ping", 0, NULL, "more than 40 links"},
		{"chain-39/os-release", 0, "usr/os-release", NULL},
		{"chain-40/os-release", 0, NULL, "more than 40 links"},
		{"etc/dangling", 0, NULL, "did you mean '/usr/os-release'?"},
		{"etc/dangling", SQUASHFS_NO_FOLLOW, "etc/dangling", NULL},
		{"etc/slash", 0, NULL, "'/usr/os-release' is not a folder"},
		{"usr/os-release/", 0, NULL, "'/usr/os-release' is not a folder"},
		{"usr/os-release/..", 0, NULL, "'/usr/os-release' is not a folder"},
		{"usr/os-release/x", 0, NULL, "'/usr/os-release' is not a folder"},
		{"ect/os-release", 0, NULL, "did you mean '/etc'?"},
		{"usr/os-releas", 0, NULL, "there is no 'os-releas' in '/usr'"},
		{"usr/os-release2", 0, NULL, "did you mean '/usr/os-release'?"},
		{"usr/a", 0, NULL, "there is no 'a' in '/usr'"},
		{"usr/zzz", 0, NULL, "there is no 'zzz' in '/usr'"},
		{"many/name-00000", SQUASHFS_NO_FOLLOW, "many/name-00000", NULL},
		{"many/name-13131", SQUASHFS_NO_FOLLOW, "many/name-13131", NULL},
		{"many/name-19999", SQUASHFS_NO_FOLLOW, "many/name-19999", NULL},
		{"many/name-20000", 0, NULL, "there is no 'name-20000' in '/many'"},
		{"many/a", 0, NULL, "there is no 'a' in '/many'"},
		{"many/name-1313", 0, NULL, "did you mean '/many/name-"},
	};

	for (uint64_t bulk = 0; bulk <= 1 << 28; bulk += 1 << 28) {
		assert_true(harbour_open(harbour, "x.sqfs", bulk));
		for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
			bool found = squashfs_find(harbour->fs, cases[i].path, cases[i].flags,
				&entry, &harbour->diags);
			if (cases[i].found != NULL) {
				assert_no_diags(&harbour->diags);
				assert_true(found);
				assert_string_equal(entry.path, cases[i].found);
				assert_string_equal(entry.name, path_base(entry.path));
				continue;
			}
			struct text said = TEXT_INIT;
			assert_false(found);
			assert_only_diag(&harbour->diags, "I44");
			diag_format(&harbour->diags.items[0], &said);
			if (strstr(text_string(&said), cases[i].said) == NULL)
				fail_msg("%s: %s", cases[i].path, text_string(&said));
			text_release(&said);
			diags_release(&harbour->diags);
		}
	}
}

/* The index of a large folder leads past most of its names. */
static void test_the_index_is_used(void **state)
{
	struct harbour *harbour = *state;
	struct squashfs_entry entry;
	struct squashfs_cursor cursor;
	struct squashfs_inode inode;

	assert_true(harbour_open(harbour, "x.sqfs", UINT64_MAX));
	assert_true(squashfs_find(harbour->fs, "many", 0, &entry, &harbour->diags));
	assert_true(squashfs_load_inode(
		harbour->fs, entry.reference, &cursor, &inode, &harbour->diags));
	assert_in_range(inode.index_count, 20, 200);
	assert_true(squashfs_find(harbour->fs, "many/name-19999", SQUASHFS_NO_FOLLOW, &entry,
		&harbour->diags));
	assert_in_range(SQUASHFS_DECODES_MAX - harbour->fs->decodes_left, 1, 12);
	for (int i = 0; i < MANY; i += 7) {
		char path[32];
		snprintf(path, sizeof path, "many/name-%05d", i);
		assert_true(squashfs_find(
			harbour->fs, path, SQUASHFS_NO_FOLLOW, &entry, &harbour->diags));
		assert_string_equal(entry.path, path);
	}
}

struct visits {
	size_t count, stop_at;
	const char *skip;
	struct text paths;
};

static enum squashfs_visit visit(void *context, const struct squashfs_entry *entry)
{
	struct visits *visits = context;

	if (entry->type == SQUASHFS_FOLDER)
		text_append_format(&visits->paths, "%s ", entry->path);
	if (++visits->count == visits->stop_at)
		return SQUASHFS_STOP;
	return visits->skip != NULL && string_equal(visits->skip, entry->path) ? SQUASHFS_SKIP
									       : SQUASHFS_CONTINUE;
}

static void test_visitors(void **state)
{
	struct harbour *harbour = *state;
	struct squashfs_entry entry;
	const size_t others = 42 + 1 + 10 + 1 + 2;
	struct visits all = {0}, some = {.skip = "many"}, few = {.stop_at = 5}, list = {0};

	assert_true(harbour_open(harbour, "x.sqfs", UINT64_MAX));
	assert_true(squashfs_walk(harbour->fs, visit, &all, &harbour->diags));
	assert_int_equal(all.count, others + 1 + MANY);
	assert_text_equal(&all.paths, "etc many usr usr/lib ");
	assert_true(squashfs_walk(harbour->fs, visit, &some, &harbour->diags));
	assert_int_equal(some.count, others + 1);
	assert_text_equal(&some.paths, "etc many usr usr/lib ");
	assert_true(squashfs_walk(harbour->fs, visit, &few, &harbour->diags));
	assert_int_equal(few.count, 5);
	assert_true(squashfs_find(harbour->fs, "usr", 0, &entry, &harbour->diags));
	assert_true(squashfs_list_dir(harbour->fs, &entry, visit, &list, &harbour->diags));
	assert_int_equal(list.count, 2);
	assert_text_equal(&list.paths, "usr/lib ");
	assert_true(squashfs_find(harbour->fs, "usr/os-release", 0, &entry, &harbour->diags));
	assert_no_diags(&harbour->diags);
	assert_false(squashfs_list_dir(harbour->fs, &entry, visit, &list, &harbour->diags));
	assert_only_diag(&harbour->diags, "I45");
	text_release(&all.paths);
	text_release(&some.paths);
	text_release(&few.paths);
	text_release(&list.paths);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_paths, set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(test_the_index_is_used, set_up, harbour_tear_down),
		cmocka_unit_test_setup_teardown(test_visitors, set_up, harbour_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

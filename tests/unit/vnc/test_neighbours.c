#include "testing.h"

#include "base/files.h"
#include "vnc/neighbours.h"

#include <sys/stat.h>
#include <unistd.h>

/* A folder in place of /proc, whose entries belong to whom we say; only root can give files away. */
static void test_who_is_here(void **state)
{
	static const struct {
		const char *name;
		uid_t owner;
		bool found;
	} entries[] = {
		{"1", 0, false},
		{"12", 101, false},
		{"13", 65534, false},
		{"uptime", 1001, false},
		{"99", 1001, true},
	};
	char folder[] = "/tmp/berth-unit-proc-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_false(neighbours_are_here(folder));
	for (size_t i = 0; i < ARRAY_LENGTH(entries) && getuid() == 0; i++) {
		char *path = path_join(folder, entries[i].name);
		assert_int_equal(mkdir(path, 0700), 0);
		assert_int_equal(chown(path, entries[i].owner, 0), 0);
		assert_int_equal(neighbours_are_here(folder), entries[i].found);
		free(path);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(entries); i++) {
		char *path = path_join(folder, entries[i].name);
		rmdir(path);
		free(path);
	}
	assert_int_equal(rmdir(folder), 0);
	assert_false(neighbours_are_here(folder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "tui/paths.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What has a slash behind it goes on: folders, and links to them, as projects have many. */
static void folders_go_on(void **state UNUSED)
{
	char folder[] = "/tmp/berth-unit-paths-XXXXXX";
	struct strings candidates = {0};
	char *before;

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("data", 0700), 0);
	assert_int_equal(symlink("data", "data-link"), 0);
	assert_int_equal(symlink("nowhere", "data-lost"), 0);
	close(open("data.txt", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	close(open(".data", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	before = xasprintf("%s/da", folder);
	paths_complete(before, &candidates);
	free(before);
	assert_int_equal(candidates.count, 4);
	for (size_t i = 0; i < candidates.count; i++) {
		static const char *const wanted[] = {"data-link/", "data-lost", "data.txt", "data/"};
		assert_string_equal(candidates.items[i] + strlen(folder) + 1, wanted[i]);
	}
	strings_release(&candidates);
	unlink("data.txt");
	unlink(".data");
	unlink("data-lost");
	unlink("data-link");
	rmdir("data");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(folders_go_on)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#ifndef BERTH_TESTS_UNIT_CORE_SITE_SCRATCH_H
#define BERTH_TESTS_UNIT_CORE_SITE_SCRATCH_H

/* A folder of the test's own that is also the user's home, so that no test sees the real one. */

#include "base/files.h"
#include "site/site.h"

#include <ftw.h>
#include <unistd.h>

static char *scratch; /* the folder; owned */

static int scratch_setup(void **state)
{
	const char *temporary = getenv("TMPDIR");

	(void)state;
	scratch = xasprintf("%s/berth-site-XXXXXX", temporary != NULL ? temporary : "/tmp");
	if (mkdtemp(scratch) == NULL)
		return -1;
	unsetenv("BERTH_SITE");
	unsetenv("BERTH_DEMO_IMAGES");
	unsetenv("XDG_CONFIG_HOME");
	return setenv("HOME", scratch, 1);
}

static int scratch_remove(
	const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static int scratch_teardown(void **state)
{
	int result = nftw(scratch, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);

	(void)state;
	free(scratch);
	scratch = NULL;
	return result;
}

#define SCRATCH_TEST(function)                                                                     \
	cmocka_unit_test_setup_teardown(function, scratch_setup, scratch_teardown)

/* Writes a file of that name below the folder and gives its path, which the caller frees. */
static inline char *scratch_file(const char *name, const char *content)
{
	char *path = path_join(scratch, name), *folder;
	struct diags diags = {0};

	folder = xstrndup(path, (size_t)(path_base(path) - path) - 1);
	assert_true(folder_make(folder, 0700, &diags));
	assert_true(file_write(path, content, strlen(content), 0600, FILE_REPLACE, &diags));
	diags_release(&diags);
	free(folder);
	return path;
}

/* The user's own site file. */
static inline void scratch_user_file(const char *content)
{
	free(scratch_file(".config/berth/site.yaml", content));
}

/* Loads a site and fails the test when there is anything to say about it. */
static inline void load_clean(const char *which, struct site *site)
{
	struct diags diags = {0};
	bool good = site_load(which, site, &diags);

	assert_no_diags(&diags);
	assert_true(good);
	diags_release(&diags);
}

/* Writes a site file and loads it. The text of all diagnostics goes to `said` with the path of
 * the file left out, the caller releases it. Whether the site could be loaded. */
static inline bool load_text(const char *content, struct site *site, struct text *said)
{
	struct diags diags = {0};
	char *path = scratch_file("own.yaml", content);
	size_t skip = strlen(path) + 1;
	bool good = site_load(path, site, &diags);

	for (size_t i = 0; i < diags.count; i++) {
		struct text one = TEXT_INIT;
		diag_format(&diags.items[i], &one);
		text_append(said, text_string(&one) +
					  (string_starts(text_string(&one), path) ? skip : 0));
		text_release(&one);
	}
	diags_release(&diags);
	free(path);
	return good;
}

#endif

#include "testing.h"
#include "tui/screens.h"

#include "tui/tui.h"

/*
 * The views build, sessions, runs, check and doctor, on a machine that is always the same: a
 * program that stands for berth (tests/fixtures/workbench/berth) gives its answers.
 */

static const char *const sizes[] = {"40 12", "80 24", "132 50"};

/* What is done to see each, behind the key of its view. */
static const struct {
	const char *name, *keys;
} cases[] = {
	{"build/plan", "\"4\"\n@expect cotainr\n"},
	{"build/form", "\"4\"\nenter\n"},
	{"sessions/queued", "\"6\"\n@expect queued\n"},
	{"sessions/detail", "\"6\"\ntab\n"},
	{"sessions/new", "\"6\"\ntab \"n\"\n"},
	{"runs/list", "esc\n\"7\"\n@expect RUNNING\n"},
	{"runs/log", "\"7\"\nenter\n@wait\n@sleep 300\n"},
	{"check/none", "\"8\"\n"},
	{"check/findings", "\"8\"\n:open /proc/self/cwd/job.sh\n@expect B01\n"},
	{"check/text", "\"8\"\ntab\n"},
	{"doctor/list", "\"9\"\n@expect apptainer\n"},
};

static const char *ending(bool ascii)
{
	return ascii ? "-ascii" : "";
}

/* "build/plan" at a place of the temporary folder, where no slash may stand. */
static char *saved_name(size_t which, const char *size, const char *kind)
{
	char *name = xasprintf("case-%zu@%s.%s", which, size, kind);

	*strchr(name, ' ') = 'x';
	return name;
}

static void write_script(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("@wait\n", file);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		fprintf(file, "%s@wait\n", cases[i].keys);
		for (size_t j = 0; j < ARRAY_LENGTH(sizes); j++) {
			char *text = saved_name(i, sizes[j], "txt");
			char *roles = saved_name(i, sizes[j], "roles");
			fprintf(file, "@resize %s\n@wait\n@save %s\n@save %s\n", sizes[j], text,
				roles);
			free(text);
			free(roles);
		}
	}
	assert_int_equal(fclose(file), 0);
}

static void compare(size_t which, const char *size, const char *kind, bool ascii)
{
	char *name = saved_name(which, size, kind), *path;
	char *width = xstrndup(size, strcspn(size, " "));
	char *folder = xasprintf("%s/%s", SCREENS, cases[which].name);
	struct text drawn = TEXT_INIT;
	struct diags diags = {0};

	path = xasprintf(
		"%s@%sx%s%s.%s", folder, width, strchr(size, ' ') + 1, ending(ascii), kind);
	*strrchr(folder, '/') = '\0';
	if (getenv("UPDATE") != NULL)
		mkdir(folder, 0777);
	assert_true(file_read(name, 1 << 20, &drawn, &diags));
	assert_screen_file(path, &drawn);
	unlink(name);
	text_release(&drawn);
	free(folder);
	free(width);
	free(name);
	free(path);
}

static void remove_folder(const char *folder)
{
	char *command = xasprintf("rm -rf '%s'", folder);

	assert_int_equal(system(command), 0);
	free(command);
}

static void write_job(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("#!/bin/bash\n#SBATCH --partition=standard-g\nsrun --cpu-bind=mask_cpu:0x100 ./a\n"
	      "srun --gpu-bind=closest ./a \033[31m\n",
		file);
	assert_int_equal(fclose(file), 0);
}

/* Where the present test works; goes also when that fails. */
static char folder[] = "/tmp/berth-views-XXXXXX";

static int make_own_folder(void **state)
{
	(void)state;
	memcpy(folder + strlen(folder) - strlen("XXXXXX"), "XXXXXX", strlen("XXXXXX"));
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_own_folder(void **state)
{
	(void)state;
	assert_int_equal(chdir("/"), 0);
	remove_folder(folder);
	return 0;
}

static void look(bool ascii)
{
	struct tui_start start = {.self = FIXTURES "/workbench/berth",
		.site = FIXTURES "/workbench/site.yaml",
		.theme = "terminal",
		.ascii = ascii,
		.script = "script",
		.width = 80,
		.height = 24,
		.headless = &(struct tui_headless){0}};

	assert_int_equal(chdir(folder), 0);
	setenv("HOME", folder, 1);
	setenv("XDG_CONFIG_HOME", folder, 1);
	setenv("XDG_STATE_HOME", folder, 1);
	write_script("script");
	write_job("job.sh");
	assert_int_equal(tui_run(&start), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(sizes); j++) {
			compare(i, sizes[j], "txt", ascii);
			compare(i, sizes[j], "roles", ascii);
		}
}

static void test_unicode(void **state)
{
	(void)state;
	look(false);
}

static void test_ascii(void **state)
{
	(void)state;
	look(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_unicode, make_own_folder, remove_own_folder),
		cmocka_unit_test_setup_teardown(test_ascii, make_own_folder, remove_own_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What follows from a workspace file. That the script is the one of `berth job script` is compared in
 * tests/tui, with real images. */

#include "testing.h"

#include "workspace/compose.h"

#include <unistd.h>

static struct site site;
static struct workspace workspace;
static struct composition composition;
static struct diags diags;

static int release(void **state)
{
	(void)state;
	composition_release(&composition);
	workspace_release(&workspace);
	workspace = (struct workspace){0};
	diags_release(&diags);
	return 0;
}

static void compose_text(const char *text)
{
	composition_release(&composition);
	workspace_release(&workspace);
	assert_true(workspace_read_text("/x/berth.yaml", text, strlen(text), &workspace, &diags));
	compose(&site, &workspace, NULL, &composition);
}

#define JOB                                                                                        \
	"job:\n  account: project_465000001\n  partition: standard-g\n  nodes: 4\n  time: 2:00:00\n"    \
	"  launcher: mpi\n"

static void a_job_becomes_a_script(void **state)
{
	(void)state;
	compose_text(JOB "  strategy: linear-gcd\n  command: [./simulate, a b]\n"
			 "environment: {OMP_NUM_THREADS: 7}\n");
	assert_int_equal(diags_count(&composition.diags, SEVERITY_ERROR), 0);
	assert_true(composition.whole);
	assert_non_null(strstr(text_string(&composition.script), "#SBATCH --nodes=4"));
	assert_non_null(strstr(text_string(&composition.script), "./simulate 'a b'"));
	assert_non_null(strstr(text_string(&composition.script), "OMP_NUM_THREADS=7"));
	assert_true(composition.has_assignment);
	assert_int_equal(composition.assignment.count, 8);
	assert_null(composition.image);
}

static void a_preset_that_is_none_is_told_of_its_key(void **state)
{
	const struct diag *diag;

	(void)state;
	compose_text(JOB "  command: ./a\nbinds: {presets: [nope]}\n");
	diag = find_diag(&composition.diags, "M22");
	assert_non_null(diag);
	assert_string_equal(diag->field, "binds.presets");
}

static void orders_are_joined(void **state)
{
	(void)state;
	compose_text(JOB "  order: [4, 5]\n  command: ./a\n");
	assert_true(composition.has_assignment);
	assert_int_equal(composition.assignment.count, 2);
	assert_int_equal(composition.assignment.tasks[0].gcds[0], 4);
}

static void complaints_name_keys(void **state)
{
	const struct diag *diag;

	(void)state;
	compose_text("image: no-such-image-at-all newest\n"
		     "job:\n  account: me\n  partition: standrad-g\n  nodes: 3\n");
	assert_false(composition.whole);
	assert_int_equal(composition.script.length, 0);
	diag = find_diag(&composition.diags, "S04");
	assert_non_null(diag);
	assert_string_equal(diag->field, "job.account");
	diag = find_diag(&composition.diags, "I20");
	assert_non_null(diag);
	for (size_t i = 0; i < composition.diags.count; i++)
		assert_true(composition.diags.items[i].field == NULL ||
			    !string_starts(composition.diags.items[i].field, "--"));
}

static void what_follows_from_several_keys_is_about_one(void **state)
{
	const struct diag *diag;

	(void)state;
	compose_text(JOB "  ntasks-per-node: 9\n  command: ./a\n");
	diag = find_diag(&composition.diags, "B17");
	assert_non_null(diag);
	assert_string_equal(diag->field, "job.ntasks-per-node");
	compose_text(JOB "  cores: 40\n  command: ./a\n");
	diag = find_diag(&composition.diags, "B17");
	assert_non_null(diag);
	assert_string_equal(diag->field, "job.cores");
}

static void an_empty_file_lacks_everything(void **state)
{
	const struct diag *diag;

	(void)state;
	compose_text("");
	assert_false(composition.whole);
	assert_true(diags_have_errors(&composition.diags));
	/* Keys are spoken of, not options. */
	diag = find_diag(&composition.diags, "S43");
	assert_non_null(diag);
	assert_string_equal(diag->field, "job.command");
	assert_string_equal(diag->hint, "for example: python train.py");
	diag = find_diag(&composition.diags, "S04");
	assert_non_null(diag);
	assert_null(strstr(diag->hint, "--"));
	assert_non_null(strstr(diag->hint, "example account="));
}

static void a_search_is_saved_when_the_image_is_the_same(void **state)
{
	struct composition again = {0};
	char folder[] = "/tmp/berth-compose-XXXXXX";
	char *path, *text;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = xasprintf("%s/empty.sif", folder);
	text = xasprintf("image: {query: empty, roots: [%s]}\n", folder);
	/* Not an image: found by its name, and refused for what is in it. */
	fclose(fopen(path, "w"));
	compose_text(text);
	assert_null(composition.image);
	/* As if it had been found before: the search is not repeated, the file is opened. */
	composition.image = xstrdup(path);
	diags_release(&composition.diags);
	compose(&site, &workspace, &composition, &again);
	assert_null(find_diag(&again.diags, "I20"));
	composition_release(&again);
	unlink(path);
	rmdir(folder);
	free(path);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_job_becomes_a_script, release),
		cmocka_unit_test_teardown(a_preset_that_is_none_is_told_of_its_key, release),
		cmocka_unit_test_teardown(orders_are_joined, release),
		cmocka_unit_test_teardown(complaints_name_keys, release),
		cmocka_unit_test_teardown(what_follows_from_several_keys_is_about_one, release),
		cmocka_unit_test_teardown(an_empty_file_lacks_everything, release),
		cmocka_unit_test_teardown(a_search_is_saved_when_the_image_is_the_same, release),
	};
	int failed;

	unsetenv("SBATCH_ACCOUNT");
	if (!site_load("lumi", &site, &diags))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	site_release(&site);
	return failed;
}

/* The workspace file while it is edited: undo, saving, drafts, what others do meanwhile. */

#include "testing.h"

#include "base/files.h"
#include "tui/document.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64], *path;
static struct document document;
static struct diags diags;

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/berth-document-XXXXXX");
	assert_non_null(mkdtemp(folder));
	setenv("XDG_STATE_HOME", folder, 1);
	path = path_join(folder, "berth.yaml");
	return 0;
}

static int teardown(void **state)
{
	char *command = xasprintf("rm -rf '%s'", folder);

	(void)state;
	document_release(&document);
	diags_release(&diags);
	free(path);
	assert_int_equal(system(command), 0);
	free(command);
	return 0;
}

static void put(const char *text)
{
	assert_true(file_write(path, text, strlen(text), 0644, FILE_REPLACE, &diags));
}

static char *content_of(const char *file)
{
	struct text text = TEXT_INIT;
	assert_true(file_read(file, 1 << 20, &text, &diags));
	return text_detach(&text);
}

static bool set(const char *key, const char *value)
{
	char *values[] = {(char *)(uintptr_t)value};
	return document_set(&document, key, values, 1, &diags);
}

static void edits_keep_comments_and_are_undone(void **state)
{
	(void)state;
	put("# ours\njob:\n  nodes: 2 # two\n");
	assert_true(document_open(&document, path, &diags));
	assert_false(document.changed);
	assert_true(set("job.nodes", "4"));
	assert_true(set("job.partition", "standard-g"));
	assert_true(document.changed);
	assert_text_equal(&document.content,
		"# ours\njob:\n  nodes: 4 # two\n  partition: standard-g\n");
	assert_string_equal(document_undo(&document), "job.partition = standard-g");
	assert_string_equal(document_undo(&document), "job.nodes = 4");
	assert_null(document_undo(&document));
	assert_false(document.changed);
	assert_string_equal(document_redo(&document), "job.nodes = 4");
	assert_text_equal(&document.content, "# ours\njob:\n  nodes: 4 # two\n");
	/* A new edit ends the way forward. */
	assert_true(document_unset(&document, "job.nodes", &diags));
	assert_null(document_redo(&document));
	assert_no_diags(&diags);
}

static void mistakes_change_nothing(void **state)
{
	(void)state;
	put("job: {nodes: 2}\n");
	assert_true(document_open(&document, path, &diags));
	assert_false(set("job.nodes", "many"));
	assert_false(set("job.noeds", "2"));
	assert_false(document_replace(&document, "job: [", "edit", &diags));
	assert_int_equal(document.undo.count, 0);
	assert_text_equal(&document.content, "job: {nodes: 2}\n");
	assert_true(set("job.nodes", "2")); /* no change, no step */
	assert_int_equal(document.undo.count, 0);
}

static void saving_keeps_what_others_wrote(void **state)
{
	char *now;

	(void)state;
	put("job: {nodes: 2}\n");
	assert_true(document_open(&document, path, &diags));
	assert_true(set("job.nodes", "3"));
	put("job: {nodes: 9}\n");
	assert_false(document_save(&document, false, &diags));
	assert_only_diag(&diags, "W15");
	now = content_of(path);
	assert_string_equal(now, "job: {nodes: 9}\n");
	free(now);
	assert_true(document_save(&document, true, &diags));
	now = content_of(path);
	assert_string_equal(now, "job: {nodes: 3}\n");
	free(now);
	assert_false(document.changed);
	/* Removed by somebody, and made by somebody. */
	assert_int_equal(unlink(path), 0);
	assert_true(set("job.nodes", "4"));
	assert_false(document_save(&document, false, &diags));
	document_release(&document);
	assert_true(document_open(&document, path, &diags));
	put("job: {nodes: 1}\n");
	assert_true(set("job.nodes", "5"));
	assert_false(document_save(&document, false, &diags));
}

static void a_link_stays_a_link(void **state)
{
	char *target = path_join(folder, "target.yaml");
	struct stat status;

	(void)state;
	assert_true(file_write(target, "", 0, 0644, 0, &diags));
	assert_int_equal(symlink("target.yaml", path), 0);
	assert_true(document_open(&document, path, &diags));
	assert_true(set("job.nodes", "3"));
	assert_true(document_save(&document, false, &diags));
	assert_int_equal(lstat(path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	free(target);
}

static void drafts_come_back(void **state)
{
	struct text draft = TEXT_INIT;
	char *drafts = path_join(folder, "berth/drafts");
	struct stat status;

	(void)state;
	assert_true(document_open(&document, path, &diags));
	assert_true(set("job.nodes", "3"));
	assert_true(document_keep_draft(&document, &diags));
	assert_int_equal(stat(drafts, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	assert_true(document_find_draft(path, &draft));
	assert_string_equal(text_string(&draft), text_string(&document.content));
	text_release(&draft);
	assert_false(document_find_draft("/elsewhere/berth.yaml", &draft));
	/* Saved: the draft says nothing new, and goes at the next occasion. */
	assert_true(document_save(&document, false, &diags));
	assert_false(document_find_draft(path, &draft));
	assert_true(document_keep_draft(&document, &diags));
	assert_no_diags(&diags);
	free(drafts);
}

static void a_file_with_mistakes_is_not_opened(void **state)
{
	struct diags kept = {0};

	(void)state;
	put("job: {nodes: 2, noeds: 3}\n");
	assert_false(document_open(&document, path, &diags));
	assert_non_null(find_diag(&diags, "F02"));
	assert_int_equal(document.content.length, 0);
	assert_true(document.exists);
	/* What was empty because it could not be read is never written over it. */
	assert_true(set("job.nodes", "1"));
	assert_false(document_save(&document, false, &diags));
	/* Why it could not be read stays known, until it is written over all the same. */
	document_append_mistakes(&document, &kept);
	assert_non_null(find_diag(&kept, "F02"));
	assert_int_equal(find_diag(&kept, "F02")->line, 1);
	diags_release(&kept);
	assert_true(document_save(&document, true, &diags));
	document_append_mistakes(&document, &kept);
	assert_int_equal(kept.count, 0);
}

static void recent_files_are_remembered(void **state)
{
	struct strings paths = {0};

	(void)state;
	for (int i = 0; i < 25; i++) {
		char *name = xasprintf("/project/%d/berth.yaml", i);
		document_remember(name);
		free(name);
	}
	document_remember("/project/20/berth.yaml");
	document_remember("relative");
	document_remember("/with\nnewline");
	document_recent(&paths);
	assert_int_equal(paths.count, 20);
	assert_string_equal(paths.items[0], "/project/20/berth.yaml");
	assert_string_equal(paths.items[1], "/project/24/berth.yaml");
	strings_release(&paths);
}

static void many_edits_stay_bounded(void **state)
{
	(void)state;
	assert_true(document_open(&document, path, &diags));
	for (int i = 1; i <= DOCUMENT_UNDO_MAX + 20; i++) {
		char *number = xasprintf("%d", i);
		assert_true(set("job.nodes", number));
		free(number);
	}
	assert_int_equal(document.undo.count, DOCUMENT_UNDO_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(edits_keep_comments_and_are_undone),
		TEST(mistakes_change_nothing),
		TEST(saving_keeps_what_others_wrote),
		TEST(a_link_stays_a_link),
		TEST(drafts_come_back),
		TEST(a_file_with_mistakes_is_not_opened),
		TEST(recent_files_are_remembered),
		TEST(many_edits_stay_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

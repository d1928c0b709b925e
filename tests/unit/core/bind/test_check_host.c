#include "testing.h"

#include "base/files.h"
#include "harbour.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every test works in a folder of its own, which is also the working folder. */
static char folder[] = "/tmp/berth-bind-XXXXXX";

static int enter(void **state)
{
	char *template = xstrdup("/tmp/berth-bind-XXXXXX");

	(void)state;
	assert_non_null(mkdtemp(template));
	memcpy(folder, template, sizeof folder);
	free(template);
	unsetenv("PWD");
	setenv("HOME", "/nonexistent", 1);
	return chdir(folder);
}

static int leave(void **state)
{
	static const char *const names[] = {"file", "link", "data.sqsh", "folder"};

	(void)state;
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (unlink(names[i]) != 0)
			(void)rmdir(names[i]);
	assert_int_equal(chdir("/"), 0);
	return rmdir(folder);
}

static void make_file(const char *name, off_t offset, const char *bytes)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, strlen(bytes), offset), (ssize_t)strlen(bytes));
	close(fd);
}

static struct bind_set set_of(const char *spec)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	assert_true(bind_set_add(&set, spec, "--bind", NULL, NULL, &diags));
	assert_no_diags(&diags);
	return set;
}

static struct diags check_host(const char *spec)
{
	struct bind_set set = set_of(spec);
	struct diags diags = {0};

	bind_check_host(&harbour, &set, &diags);
	bind_set_release(&set);
	return diags;
}

static void what_is_there_is_fine(void **state)
{
	struct diags diags;

	(void)state;
	make_file("file", 0, "text");
	assert_int_equal(mkdir("folder", 0700), 0);
	diags = check_host("file:/file,folder:/folder,/etc");
	assert_no_diags(&diags);
}

static void missing_source_is_an_error(void **state)
{
	struct diags diags = check_host("/etc,folder/not/there:/x");

	(void)state;
	assert_only_diag(&diags, "M01");
	assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
	assert_string_equal(diags.items[0].field, "--bind folder/not/there:/x");
	assert_non_null(strstr(diags.items[0].message, "No such file"));
	diags_release(&diags);
}

static void dangling_link_is_named_as_such(void **state)
{
	struct diags diags;

	(void)state;
	assert_int_equal(symlink("nowhere", "link"), 0);
	diags = check_host("link:/x");
	assert_only_diag(&diags, "M01");
	assert_non_null(strstr(diags.items[0].message, "is a link"));
	diags_release(&diags);
}

static void optional_source_may_be_missing(void **state)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	setenv("BERTH_TEST_PLACE", "/not/there", 1);
	assert_true(bind_set_add_preset(&set, &harbour, "here", &diags));
	bind_check_host(&harbour, &set, &diags);
	assert_only_diag(&diags, "M01");
	assert_int_equal(diags.items[0].severity, SEVERITY_NOTE);
	assert_string_equal(diags.items[0].field, "preset here");
	diags_release(&diags);

	assert_true(bind_set_add(&set, "/gone,/etc", "--bind", NULL, NULL, &diags));
	setenv("BERTH_TEST_PLACE", "/usr", 1);
	assert_true(bind_set_add_preset(&set, &harbour, "here", &diags));
	bind_set_drop_missing(&set, &diags);
	assert_only_diag(&diags, "M01");
	assert_int_equal(diags.items[0].severity, SEVERITY_NOTE);
	diags_release(&diags);
	assert_specs(&set, "/gone,/etc,/usr:/here");
	bind_set_release(&set);
}

static void squashfs_is_known_by_its_content(void **state)
{
	struct diags diags;

	(void)state;
	make_file("file", 0, "hsqs and so on");
	diags = check_host("file:/data");
	assert_only_diag(&diags, "M03");
	assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
	assert_string_equal(diags.items[0].hint, "write 'file:/data:image-src=/'");
	diags_release(&diags);
	diags = check_host("file:/data:image-src=/");
	assert_no_diags(&diags);
}

static void ext3_is_known_by_its_content(void **state)
{
	struct diags diags;

	(void)state;
	make_file("file", 1080, "\x53\xef");
	diags = check_host("file:/data");
	assert_only_diag(&diags, "M03");
	assert_non_null(strstr(diags.items[0].message, "ext3"));
	diags_release(&diags);
}

/* By its shared file systems; one that is not mounted just now does not make it another machine. */
static void host_is_of_the_site_when_a_file_system_is_here(void **state)
{
	char *here = path_join(folder, "folder"), *gone = path_join(folder, "gone");
	struct site_linked_filesystem links[] = {
		{.record.name = gone, .target = gone},
		{.record.name = gone, .target = here},
	};
	struct site site = harbour;

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	site.linked_filesystems.items = links;
	site.linked_filesystems.count = 1;
	assert_false(bind_host_is_of_site(&site));
	site.linked_filesystems.count = 2;
	assert_true(bind_host_is_of_site(&site));
	links[1] = (struct site_linked_filesystem){.record.name = here, .target = gone};
	assert_true(bind_host_is_of_site(&site));
	site.linked_filesystems.count = 0;
	assert_true(bind_host_is_of_site(&site));
	free(here);
	free(gone);
}

static void image_by_name_is_left_to_the_other_check(void **state)
{
	struct diags diags;

	(void)state;
	make_file("data.sqsh", 0, "hsqs");
	diags = check_host("data.sqsh:/data");
	assert_no_diags(&diags);
}

static void folder_behind_a_link_needs_its_tree(void **state)
{
	char *link, *spec, *both;
	struct diags diags;

	(void)state;
	assert_int_equal(symlink("/usr", "link"), 0);
	link = path_join(folder, "link");
	spec = xasprintf("%s/share:/data", link);
	both = xasprintf("%s,/usr", spec);
	diags = check_host(spec);
	assert_only_diag(&diags, "M08");
	assert_int_equal(diags.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(diags.items[0].message, link));
	assert_non_null(strstr(diags.items[0].message, "'/usr/share'"));
	assert_non_null(strstr(diags.items[0].hint, "--bind /usr/share"));
	diags_release(&diags);
	diags = check_host(both);
	assert_no_diags(&diags);
	free(spec);
	free(both);
	free(link);
}

static void single_file_behind_a_link_is_fine(void **state)
{
	char *spec = xasprintf("%s/link:/passwd", folder);
	struct diags diags;

	(void)state;
	assert_int_equal(symlink("/etc/passwd", "link"), 0);
	diags = check_host(spec);
	assert_no_diags(&diags);
	free(spec);
}

static void working_folder_must_be_shown(void **state)
{
	struct diags diags;

	(void)state;
	assert_int_equal(chdir("/usr/share"), 0);
	diags = check_host("/etc");
	assert_only_diag(&diags, "M10");
	assert_int_equal(diags.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(diags.items[0].hint, "--bind /usr/share"));
	diags_release(&diags);

	diags = check_host("/etc:/usr");
	assert_no_diags(&diags);
	setenv("HOME", "/usr/share", 1);
	diags = check_host("/etc");
	assert_no_diags(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_there_is_fine, enter, leave),
		cmocka_unit_test_setup_teardown(
			host_is_of_the_site_when_a_file_system_is_here, enter, leave),
		cmocka_unit_test_setup_teardown(missing_source_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(dangling_link_is_named_as_such, enter, leave),
		cmocka_unit_test_setup_teardown(optional_source_may_be_missing, enter, leave),
		cmocka_unit_test_setup_teardown(squashfs_is_known_by_its_content, enter, leave),
		cmocka_unit_test_setup_teardown(ext3_is_known_by_its_content, enter, leave),
		cmocka_unit_test_setup_teardown(
			image_by_name_is_left_to_the_other_check, enter, leave),
		cmocka_unit_test_setup_teardown(folder_behind_a_link_needs_its_tree, enter, leave),
		cmocka_unit_test_setup_teardown(single_file_behind_a_link_is_fine, enter, leave),
		cmocka_unit_test_setup_teardown(working_folder_must_be_shown, enter, leave),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

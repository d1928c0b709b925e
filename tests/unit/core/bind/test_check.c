#include "testing.h"

#include "harbour.h"

/* What bind_check() says about a spec list. */
static struct diags check_for(const char *spec, const struct image *image)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	assert_true(bind_set_add(&set, spec, "--bind", NULL, NULL, &diags));
	assert_no_diags(&diags);
	bind_check(&harbour, &set, image, &diags);
	bind_set_release(&set);
	return diags;
}

/* A spec list, the one id that is said about it (NULL for nothing), and parts of what is said. */
struct expected {
	const char *spec, *id, *field, *message, *hint;
	enum severity severity;
};

static void assert_expected(const struct expected *expected, const struct image *image)
{
	struct diags diags = check_for(expected->spec, image);
	const struct diag *diag = diags.items;

	if (expected->id == NULL) {
		assert_no_diags(&diags);
		return;
	}
	assert_only_diag(&diags, expected->id);
	assert_int_equal(diag->severity, expected->severity);
	assert_string_equal(diag->field, expected->field);
	assert_non_null(strstr(diag->message, expected->message));
	assert_non_null(diag->hint);
	assert_non_null(strstr(diag->hint, expected->hint));
	diags_release(&diags);
}

#define ASSERT_ALL(table, image)                                                                   \
	for (size_t i_ = 0; i_ < ARRAY_LENGTH(table); i_++)                                        \
	assert_expected(&(table)[i_], (image))

static void linked_file_systems_need_their_target(void **state)
{
	static const struct expected table[] = {
		{"/data,/scratch,/flash/", "M02", "--bind /scratch", "'/scratch', '/flash'",
			"--bind /pfs", SEVERITY_WARNING},
		{"/flash:/data", "M02", "--bind /flash:/data", "'/flash'", "--bind /pfs",
			SEVERITY_WARNING},
		{"/scratch,/pfs:/elsewhere", "M02", "--bind /scratch", "'/pfs'", "--bind /pfs",
			SEVERITY_WARNING},
		{.spec = "/pfs,/scratch,/flash"},
		{.spec = "/scratch,/flash,/pfs/"},
		{.spec = "/scratch/project_1"},
		{.spec = "/scratch2"},
	};

	(void)state;
	ASSERT_ALL(table, NULL);
}

static void image_files_need_image_source(void **state)
{
	static const struct expected table[] = {
		{"/a/x.sqsh:/d", "M03", "--bind /a/x.sqsh:/d", "'/a/x.sqsh'",
			"'/a/x.sqsh:/d:image-src=/'", SEVERITY_ERROR},
		{"/x.squashfs:/d:ro", "M03", "--bind /x.squashfs:/d:ro", "'/d'",
			"'/x.squashfs:/d:ro,image-src=/'", SEVERITY_ERROR},
		{"/x.sqfs", "M03", "--bind /x.sqfs", "'/x.sqfs'", "'/x.sqfs:/FOLDER:image-src=/'",
			SEVERITY_ERROR},
		{"x.ext3:/d", "M03", "--bind x.ext3:/d", "x.ext3", "image-src=/", SEVERITY_ERROR},
		{"/x.img:/d", "M03", "--bind /x.img:/d", "x.img", "image-src=/", SEVERITY_ERROR},
		{.spec = "/x.sqsh:/d:image-src="},
		{.spec = "/x.img:/d:id=2"},
		{.spec = "/sqsh,/x.sqsh.d"},
	};

	(void)state;
	ASSERT_ALL(table, NULL);
}

static void destinations_are_used_once(void **state)
{
	static const struct expected table[] = {
		{"/a:/d,/x,/b:/d/", "M05", "--bind /b:/d/", "'/a:/d' (--bind) stays",
			"'/b:/FOLDER'", SEVERITY_WARNING},
		{"/a,/a:/a:ro", "M05", "--bind /a:/a:ro", "'/a' (--bind) stays", "leave one",
			SEVERITY_WARNING},
		{"/a,/b,/a/", "M20", "--bind /a/", "bound already", "leave it out", SEVERITY_NOTE},
		{.spec = "/a:/d,/a:/e"},
	};
	struct diags diags;

	(void)state;
	ASSERT_ALL(table, NULL);
	diags = check_for("/a:/d,/b:/d,/c:/d", NULL);
	assert_int_equal(diags.count, 2);
	diags_release(&diags);
}

static void parents_must_come_first(void **state)
{
	static const struct expected table[] = {
		{"/x:/d/e,/y,/z:/d", "M06", "--bind /z:/d", "'/d' is bound after '/d/e'",
			"'/d' before '/d/e'", SEVERITY_WARNING},
		{"/d/e,/d:/d:ro", "M06", "--bind /d:/d:ro", "'/d/e'", "before", SEVERITY_WARNING},
		{"/x.sqsh:/d/e:image-src=/,/d", "M06", "--bind /d", "'/d/e'", "before",
			SEVERITY_WARNING},
		{.spec = "/z:/d,/x:/d/e"},
		{.spec = "/d/e,/d"},
		{.spec = "/h/e:/d/e,/h:/d"},
		{.spec = "/x:/de,/z:/d"},
	};

	(void)state;
	ASSERT_ALL(table, NULL);
}

static void libraries_of_the_image_stay(void **state)
{
	static const struct expected table[] = {
		{"/usr", "M12", "--bind /usr", "'/usr'", "'/usr:/host/usr'", SEVERITY_WARNING},
		{"/usr/lib64/", "M12", "--bind /usr/lib64/", "hides", "/host/usr/lib64",
			SEVERITY_WARNING},
		{"/x:/lib64", "M12", "--bind /x:/lib64", "hides", "'/x:/host/lib64'",
			SEVERITY_WARNING},
		{"/lib", "M12", "--bind /lib", "hides", "/host/lib", SEVERITY_WARNING},
		{"/x:/", "M12", "--bind /x:/", "hides", "'/x:/host'", SEVERITY_WARNING},
		{"/lib64/libc.so.6", "M12", "--bind /lib64/libc.so.6", "C library", "leave it out",
			SEVERITY_WARNING},
		{.spec = "/usr/lib64/libcxi.so.1,/usr/lib64/libjansson.so.4"},
		{.spec = "/usr:/host/usr,/data/libc.so.6"},
		{.spec = "/usr/share/proj"},
	};

	(void)state;
	ASSERT_ALL(table, NULL);
}

static void images_are_read_only(void **state)
{
	static const struct expected table[] = {
		{"/x.sqsh:/d:image-src=/,rw", "M18", "--bind /x.sqsh:/d:image-src=/", "read-only",
			"leave out rw", SEVERITY_WARNING},
		{.spec = "/x:/d:rw"},
		{.spec = "/x.ext3:/d:image-src=/,rw"},
		{.spec = "/x.sqsh:/d:image-src=/,ro"},
	};

	(void)state;
	ASSERT_ALL(table, NULL);
}

static void stack_of_the_image_stays(void **state)
{
	static const struct expected for_new[] = {
		{"/opt/cray", "M19", "--bind /opt/cray", "'new.sif'", "'new-images'",
			SEVERITY_WARNING},
		{"/opt/rocm-6.3:/opt/rocm", "M19", "--bind /opt/rocm-6.3:/opt/rocm", "'new.sif'",
			"leave it out", SEVERITY_WARNING},
		{.spec = "/opt/cray:/host/cray"},
		{.spec = "/opt/mine"},
	};
	static const struct expected for_old[] = {
		{.spec = "/opt/cray"},
		{.spec = "/opt/cray/libfabric"},
		{"/opt/rocm", "M19", "--bind /opt/rocm", "'old.sif'", "'old-images'",
			SEVERITY_WARNING},
	};
	static const struct expected for_any[] = {{.spec = "/opt/cray,/opt/rocm"}};
	struct image unknown = {.path = (char[]){"/mine.sif"}, .file = "mine.sif"};

	(void)state;
	ASSERT_ALL(for_new, &harbour_new_image);
	ASSERT_ALL(for_old, &harbour_old_image);
	ASSERT_ALL(for_any, &unknown);
	ASSERT_ALL(for_any, NULL);
}

static void composed_sets_have_nothing_to_say(void **state)
{
	const struct image *images[] = {&harbour_old_image, &harbour_new_image};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(images); i++) {
		struct bind_wish wish = {.image = images[i]};
		struct bind_set set = {0};
		struct diags diags = {0};

		assert_true(bind_compose(&harbour, &wish, &set, &diags));
		bind_check(&harbour, &set, images[i], &diags);
		assert_no_diags(&diags);
		bind_set_release(&set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(linked_file_systems_need_their_target),
		cmocka_unit_test(image_files_need_image_source),
		cmocka_unit_test(destinations_are_used_once),
		cmocka_unit_test(parents_must_come_first),
		cmocka_unit_test(libraries_of_the_image_stay),
		cmocka_unit_test(images_are_read_only),
		cmocka_unit_test(stack_of_the_image_stays),
		cmocka_unit_test(composed_sets_have_nothing_to_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

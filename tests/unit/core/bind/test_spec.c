#include "testing.h"

#include "bind/bind.h"

/* The set of a spec list that must be readable without a word. */
static struct bind_set read_set(const char *spec)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	assert_true(bind_set_add(&set, spec, "--bind", NULL, NULL, &diags));
	assert_no_diags(&diags);
	return set;
}

static void reads_a_source_alone(void **state)
{
	struct bind_set set = read_set("/scratch");

	(void)state;
	assert_int_equal(set.count, 1);
	assert_string_equal(set.items[0].source, "/scratch");
	assert_string_equal(set.items[0].destination, "/scratch");
	assert_string_equal(set.items[0].origin, "--bind");
	assert_false(set.items[0].read_only);
	assert_null(set.items[0].image_source);
	bind_set_release(&set);
}

static void reads_options(void **state)
{
	struct bind_set set = read_set("/a/x.sqsh:/d:ro,image-src=/inner,id=4");

	(void)state;
	assert_int_equal(set.count, 1);
	assert_true(set.items[0].read_only);
	assert_false(set.items[0].read_write);
	assert_string_equal(set.items[0].image_source, "/inner");
	assert_int_equal(set.items[0].id, 4);
	bind_set_release(&set);
}

static void empty_image_source_is_the_root(void **state)
{
	struct bind_set set = read_set("/x.sqsh:/d:image-src=");

	(void)state;
	assert_string_equal(set.items[0].image_source, "/");
	bind_set_release(&set);
}

static void comma_after_options_starts_a_new_bind(void **state)
{
	struct bind_set set = read_set("/a:/b:ro,/c,/d:/e:image-src=/,ro,/f");

	(void)state;
	assert_int_equal(set.count, 4);
	assert_true(set.items[0].read_only);
	assert_string_equal(set.items[1].source, "/c");
	assert_false(set.items[1].read_only);
	assert_true(set.items[2].read_only);
	assert_string_equal(set.items[2].image_source, "/");
	assert_string_equal(set.items[3].destination, "/f");
	bind_set_release(&set);
}

static void blanks_around_items_do_not_matter(void **state)
{
	struct bind_set set = read_set(" /a , /b: /c: ro ");

	(void)state;
	assert_int_equal(set.count, 2);
	assert_string_equal(set.items[0].source, "/a");
	assert_string_equal(set.items[1].destination, "/c");
	assert_true(set.items[1].read_only);
	bind_set_release(&set);
}

static void empty_items_are_passed_over_with_a_note(void **state)
{
	static const char *const specs[] = {"/a,,/b", "/a,/b,", ",/a,/b", "/a, ,/b"};
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(specs); i++) {
		assert_true(bind_set_add(&set, specs[i], "--bind", NULL, NULL, &diags));
		assert_only_diag(&diags, "M16");
		assert_int_equal(diags.items[0].severity, SEVERITY_NOTE);
		assert_int_equal(set.count, 2);
		assert_string_equal(set.items[1].source, "/b");
		diags_release(&diags);
		bind_set_release(&set);
	}
	set = read_set("");
	assert_int_equal(set.count, 0);
	bind_set_release(&set);
}

struct wrong {
	const char *spec, *id, *hint;
};

static void mistakes_are_named(void **state)
{
	static const struct wrong wrongs[] = {
		{"/a:/b:noexec", "M04", "image-src=PATH"},
		{"/a:/b:", "M04", "SRC:DST"},
		{"/a:/b:ro:rw", "M04", "SRC:DST"},
		{"/a:/b:id=x", "M04", "id=N"},
		{"/a:/b:id=0", "M04", "id=N"},
		{"/a:/b:id=99999999999999999999", "M04", "id=N"},
		{"/a:/b:RO", "M04", "ro, rw"},
		{"/a:/b,ro", "M04", "'/a:/b:ro'"},
		{"/a,image-src=/", "M04", "'/a:/a:image-src=/'"},
		{"/a:b", "M07", "'/a:/b'"},
		{"/a:", "M07", "'/a:/FOLDER'"},
		{"/a::ro", "M07", "'/a:/FOLDER'"},
		{"data", "M07", "'data:/FOLDER'"},
		{"ro", "M07", "full path"},
		{"/a^b:/c", "M17", "rename"},
		{"id=3:/c", "M17", "'./id=3'"},
		{":/b", "M21", "SRC:DST"},
		{":", "M21", "SRC:DST"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(wrongs); i++) {
		struct bind_set set = {0};
		struct diags diags = {0};

		assert_false(bind_set_add(&set, wrongs[i].spec, "--bind", NULL, NULL, &diags));
		assert_only_diag(&diags, wrongs[i].id);
		assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
		assert_non_null(diags.items[0].hint);
		assert_non_null(strstr(diags.items[0].hint, wrongs[i].hint));
		assert_non_null(strstr(diags.items[0].field, wrongs[i].spec));
		assert_int_equal(set.count, 0);
		assert_null(set.items);
		diags_release(&diags);
	}
}

static void one_run_finds_all_mistakes_and_changes_nothing(void **state)
{
	struct bind_set set = read_set("/kept");
	struct diags diags = {0};

	(void)state;
	assert_false(bind_set_add(
		&set, "/a:/b:x,/fine,/c:d,:/e", "preset mine", NULL, NULL, &diags));
	assert_int_equal(diags.count, 3);
	assert_non_null(find_diag(&diags, "M04"));
	assert_non_null(find_diag(&diags, "M07"));
	assert_non_null(find_diag(&diags, "M21"));
	assert_string_equal(diags.items[0].field, "preset mine");
	assert_int_equal(set.count, 1);
	assert_string_equal(set.items[0].source, "/kept");
	diags_release(&diags);
	bind_set_release(&set);
}

static void reasons_are_copied(void **state)
{
	char origin[] = "preset slurm", why[] = "jobs", without[] = "no jobs";
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	assert_true(bind_set_add(&set, "/a,/b", origin, why, without, &diags));
	memset(origin, 'x', sizeof origin - 1);
	memset(why, 'x', sizeof why - 1);
	memset(without, 'x', sizeof without - 1);
	assert_string_equal(set.items[1].origin, "preset slurm");
	assert_string_equal(set.items[1].why, "jobs");
	assert_string_equal(set.items[1].without, "no jobs");
	bind_set_release(&set);
}

static void too_many_binds_are_refused(void **state)
{
	struct text spec = TEXT_INIT;
	struct bind_set set = {0};
	struct diags diags = {0};

	(void)state;
	for (int i = 0; i < BIND_SET_LIMIT; i++)
		text_append_format(&spec, "%s/d%d", i > 0 ? "," : "", i);
	assert_true(bind_set_add(&set, text_string(&spec), "--bind", NULL, NULL, &diags));
	assert_int_equal(set.count, BIND_SET_LIMIT);
	assert_false(bind_set_add(&set, "/more", "--bind", NULL, NULL, &diags));
	assert_only_diag(&diags, "M23");
	assert_int_equal(set.count, BIND_SET_LIMIT);
	bind_set_release(&set);
	diags_release(&diags);
	text_append(&spec, ",/more,/and,/more");
	assert_false(bind_set_add(&set, text_string(&spec), "--bind", NULL, NULL, &diags));
	assert_only_diag(&diags, "M23");
	diags_release(&diags);
	text_release(&spec);
}

static void writes_the_shortest_form(void **state)
{
	static const char *const pairs[][2] = {
		{"/a", "/a"},
		{"/a:/a", "/a"},
		{"/a:/a:rw", "/a"},
		{"/a:/b:rw", "/a:/b"},
		/* A blank at the end is read only where something follows. */
		{"/a:/b :rw", "/a:/b :rw"},
		{"/a :/a :rw", "/a :/a :rw"},
		{"/a:/b ", "/a:/b"},
		{"/a:/a:ro", "/a:/a:ro"},
		{"/a:/b:ro,rw", "/a:/b:ro"},
		{"/x.sqsh:/d:image-src=", "/x.sqsh:/d:image-src=/"},
		{"/x.sif:/d:id=3,image-src=/e,ro", "/x.sif:/d:ro,image-src=/e,id=3"},
		{"/x.sif:/d:id=3", "/x.sif:/d:id=3"},
		{"/a/,/a b/c:/d", "/a/,/a b/c:/d"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		struct bind_set set = read_set(pairs[i][0]);
		struct text text = TEXT_INIT;

		bind_set_append_specs(&set, &text);
		assert_text_equal(&text, pairs[i][1]);
		text_release(&text);
		bind_set_release(&set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_source_alone),
		cmocka_unit_test(reads_options),
		cmocka_unit_test(empty_image_source_is_the_root),
		cmocka_unit_test(comma_after_options_starts_a_new_bind),
		cmocka_unit_test(blanks_around_items_do_not_matter),
		cmocka_unit_test(empty_items_are_passed_over_with_a_note),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(one_run_finds_all_mistakes_and_changes_nothing),
		cmocka_unit_test(reasons_are_copied),
		cmocka_unit_test(too_many_binds_are_refused),
		cmocka_unit_test(writes_the_shortest_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

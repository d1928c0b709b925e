#include "testing.h"

#include "base/diag.h"

static void check_formatted(const struct diag *diag, const char *wanted)
{
	struct text text = TEXT_INIT;
	diag_format(diag, &text);
	assert_text_equal(&text, wanted);
	text_release(&text);
}

static void test_add_copies(void **state)
{
	struct diags diags = {0};
	char file[] = "a.yaml", field[] = "key";
	struct place place = {.file = file, .line = 3, .column = 7, .field = field};
	struct diag *diag = diags_add(&diags, SEVERITY_WARNING, "F02", &place, "unknown '%s'", "x");
	(void)state;

	file[0] = field[0] = 'Z';
	assert_int_equal(diag->severity, SEVERITY_WARNING);
	assert_string_equal(diag->id, "F02");
	assert_string_equal(diag->file, "a.yaml");
	assert_string_equal(diag->field, "key");
	assert_int_equal(diag->line, 3);
	assert_int_equal(diag->column, 7);
	assert_string_equal(diag->message, "unknown 'x'");
	assert_null(diag->hint);
	diag_hint(diag, "first %d", 1);
	diag_hint(diag, "second %d", 2); /* takes the place of the first */
	assert_string_equal(diag->hint, "second 2");
	diags_release(&diags);
	assert_int_equal(diags.count, 0);
	diags_release(&diags);
}

static void test_fail(void **state)
{
	struct diags diags = {0};
	(void)state;
	assert_false(diags_fail(&diags, "J01", "--nodes", "too many: %d", 9));
	assert_false(diags_fail(&diags, "J02", NULL, "no partition"));
	assert_int_equal(diags.count, 2);
	assert_int_equal(diags.items[0].severity, SEVERITY_ERROR);
	assert_string_equal(diags.items[0].field, "--nodes");
	assert_null(diags.items[0].file);
	assert_null(diags.items[1].field);
	assert_non_null(find_diag(&diags, "J02"));
	assert_null(find_diag(&diags, "J03"));
	diags_release(&diags);
}

/* "x: error: cannot read 'x'" would be read twice. */
static void test_format_names_file_once(void **state)
{
	struct diags diags = {0};
	struct place file = {.file = "a.sif"}, line = {.file = "a.sif", .line = 2};
	(void)state;

	diags_add(&diags, SEVERITY_ERROR, "F20", &file, "cannot read '%s': gone", "a.sif");
	check_formatted(&diags.items[0], "error: cannot read 'a.sif': gone [F20]\n");
	diags_add(&diags, SEVERITY_ERROR, "F20", &file, "cannot read '%s': gone", "aa.sif");
	check_formatted(&diags.items[1], "a.sif: error: cannot read 'aa.sif': gone [F20]\n");
	diags_add(&diags, SEVERITY_ERROR, "F01", &line, "'%s' is broken", "a.sif");
	check_formatted(&diags.items[2], "a.sif:2: error: 'a.sif' is broken [F01]\n");
	diags_release(&diags);
}

static void test_count(void **state)
{
	struct diags diags = {0};
	(void)state;

	assert_false(diags_have_errors(&diags));
	diags_add(&diags, SEVERITY_NOTE, "A01", NULL, "n");
	diags_add(&diags, SEVERITY_WARNING, "A02", NULL, "w");
	diags_add(&diags, SEVERITY_WARNING, "A03", NULL, "w");
	assert_false(diags_have_errors(&diags));
	diags_add(&diags, SEVERITY_ERROR, "A04", NULL, "e");
	assert_true(diags_have_errors(&diags));
	assert_int_equal(diags_count(&diags, SEVERITY_NOTE), 1);
	assert_int_equal(diags_count(&diags, SEVERITY_WARNING), 2);
	assert_int_equal(diags_count(&diags, SEVERITY_ERROR), 1);
	diags_release(&diags);
}

static void test_move(void **state)
{
	struct diags to = {0}, from = {0};
	(void)state;

	diags_move(&to, &from); /* nothing to nothing */
	assert_int_equal(to.count, 0);
	diags_add(&to, SEVERITY_NOTE, "A01", NULL, "first");
	for (int i = 0; i < 20; i++)
		diag_hint(diags_add(&from, SEVERITY_ERROR, "A02", NULL, "number %d", i), "hint");
	diags_move(&to, &from);
	assert_int_equal(from.count, 0);
	assert_null(from.items);
	assert_int_equal(to.count, 21);
	assert_string_equal(to.items[0].message, "first");
	assert_string_equal(to.items[1].message, "number 0");
	assert_string_equal(to.items[20].message, "number 19");
	diags_add(&from, SEVERITY_NOTE, "A03", NULL, "usable again");
	diags_move(&to, &from);
	assert_int_equal(to.count, 22);
	diags_release(&to);
	diags_release(&from);
}

static void test_format_leaves_out_what_is_unknown(void **state)
{
	static const struct {
		struct place place;
		const char *wanted;
	} examples[] = {
		{{0}, "error: m [X01]\n"},
		{{.file = "f"}, "f: error: m [X01]\n"},
		{{.file = "f", .line = 3}, "f:3: error: m [X01]\n"},
		{{.file = "f", .line = 3, .column = 4}, "f:3:4: error: m [X01]\n"},
		{{.file = "f", .column = 4}, "f: error: m [X01]\n"},
		{{.line = 3, .column = 4}, "error: m [X01]\n"},
		{{.field = "--x"}, "error: --x: m [X01]\n"},
		{{.file = "f", .line = 3, .field = "k"}, "f:3: error: k: m [X01]\n"},
	};
	struct diags diags = {0};
	(void)state;

	for (size_t i = 0; i < ARRAY_LENGTH(examples); i++)
		check_formatted(
			diags_add(&diags, SEVERITY_ERROR, "X01", &examples[i].place, "m"),
			examples[i].wanted);
	check_formatted(diags_add(&diags, SEVERITY_NOTE, "X02", NULL, "n"), "note: n [X02]\n");
	diags_release(&diags);
}

static void test_format_hint(void **state)
{
	struct diags diags = {0};
	struct diag *diag = diags_add(&diags, SEVERITY_WARNING, "X01", NULL, "m");
	(void)state;
	diag_hint(diag, "do this");
	check_formatted(diag, "warning: m [X01]\n  hint: do this\n");
	diags_release(&diags);
}

/* A file name must not be able to forge lines or to speak to the terminal. */
static void test_format_cleans(void **state)
{
	struct diags diags = {0};
	struct place place = {.file = "a\x1b[2J\nb", .field = "k\xff"};
	struct diag *diag = diags_add(&diags, SEVERITY_ERROR, "X01", &place, "bad\n%s", "\x07");
	(void)state;
	diag_hint(diag, "x\r\ny");
	check_formatted(diag, "a\\x1b[2J\\nb: error: k\xef\xbf\xbd: bad\\n\\x07 [X01]\n"
			      "  hint: x\\x0d\\ny\n");
	diags_release(&diags);
}

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void test_json(void **state)
{
	struct diags diags = {0};
	struct place place = {.file = "f\xff", .line = 2, .field = "k"};
	json_t *array, *object;
	(void)state;

	diag_hint(diags_add(&diags, SEVERITY_WARNING, "X01", &place, "m\x1b"), "h");
	diags_add(&diags, SEVERITY_ERROR, "X02", NULL, "plain");
	array = diags_json(&diags);
	assert_int_equal(json_array_size(array), 2);

	object = json_array_get(array, 0);
	assert_int_equal(json_object_size(object), 8);
	assert_string_equal(member(object, "id"), "X01");
	assert_string_equal(member(object, "severity"), "warning");
	assert_string_equal(member(object, "file"), "f\xef\xbf\xbd");
	assert_int_equal(json_integer_value(json_object_get(object, "line")), 2);
	assert_true(json_is_null(json_object_get(object, "column")));
	assert_string_equal(member(object, "field"), "k");
	assert_string_equal(member(object, "message"), "m\x1b");
	assert_string_equal(member(object, "hint"), "h");

	object = json_array_get(array, 1);
	assert_int_equal(json_object_size(object), 8);
	assert_true(json_is_null(json_object_get(object, "file")));
	assert_true(json_is_null(json_object_get(object, "line")));
	assert_true(json_is_null(json_object_get(object, "field")));
	assert_true(json_is_null(json_object_get(object, "hint")));
	json_decref(array);
	diags_release(&diags);
}

static void test_json_of_nothing(void **state)
{
	struct diags diags = {0};
	json_t *array = diags_json(&diags);
	(void)state;
	assert_true(json_is_array(array));
	assert_int_equal(json_array_size(array), 0);
	json_decref(array);
}

static void test_manual(void **state)
{
	const struct diag_info *info, *before = NULL;

	(void)state;
	for (size_t i = 0; (info = diag_info_at(i)) != NULL; i++) {
		assert_ptr_equal(diag_info_find(info->id), info); /* so no id stands twice */
		if (before != NULL)
			assert_true(strcmp(before->id, info->id) < 0);
		before = info;
		assert_true(info->title[0] != '\0' && info->why[0] != '\0' && info->fix[0] != '\0');
	}
	assert_non_null(diag_info_find("F20"));
	assert_null(diag_info_find("F2"));
	assert_null(diag_info_find(""));
	assert_null(diag_info_find("f20"));
}

static void test_severity_names(void **state)
{
	(void)state;
	assert_string_equal(severity_name(SEVERITY_NOTE), "note");
	assert_string_equal(severity_name(SEVERITY_WARNING), "warning");
	assert_string_equal(severity_name(SEVERITY_ERROR), "error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_copies),
		cmocka_unit_test(test_fail),
		cmocka_unit_test(test_format_names_file_once),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_move),
		cmocka_unit_test(test_format_leaves_out_what_is_unknown),
		cmocka_unit_test(test_format_hint),
		cmocka_unit_test(test_format_cleans),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_of_nothing),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_severity_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

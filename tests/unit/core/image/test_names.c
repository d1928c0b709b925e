#include "testing.h"

#include "base/files.h"
#include "image/names.h"

/* One form as a site of its own. `set` ends with NULL. */
struct one_form {
	struct site site;
	struct site_name_form form;
};

/* The site model's strings are the arena's and so not const; nobody writes to these. */
static char *lend(const char *string)
{
	return (char *)(uintptr_t)string;
}

static void make_site(struct one_form *one, const char *form, const char *const *set)
{
	*one = (struct one_form){0};
	one->form.record.name = lend("test");
	one->form.family = lend("family");
	one->form.form = lend(form);
	one->form.set.items = (char **)(uintptr_t)set;
	while (set[one->form.set.count] != NULL)
		one->form.set.count++;
	one->site.name_forms = (struct yaml_records){&one->form, 1};
}

static void append_member(struct text *text, const char *name, const char *value)
{
	if (value != NULL)
		text_append_format(text, "%s%s=%s", text->length > 0 ? "|" : "", name, value);
}

/* All that is known, "framework=x|version=1". */
static char *describe(const struct image_name *name)
{
	struct text text = TEXT_INIT;

	append_member(&text, "framework", name->framework);
	append_member(&text, "version", name->version);
	append_member(&text, "rocm", name->rocm);
	append_member(&text, "python", name->python);
	append_member(&text, "layer", name->layer);
	append_member(&text, "release", name->release);
	append_member(&text, "hash", name->hash);
	append_member(&text, "os", name->os);
	append_member(&text, "extras", name->extras);
	append_member(&text, "date", name->date);
	return text_detach(&text);
}

/* The lines of a fixture, without comments. */
static struct strings read_lines(const char *fixture)
{
	struct strings all = {0}, lines = {0};
	struct text text = TEXT_INIT;
	struct diags diags = {0};

	if (!file_read(fixture, 1 << 20, &text, &diags))
		fail_msg("cannot read %s", fixture);
	strings_split(&all, text_string(&text), '\n');
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i][0] != '#' && all.items[i][0] != '\0')
			strings_add(&lines, all.items[i]);
	strings_release(&all);
	text_release(&text);
	diags_release(&diags);
	return lines;
}

static void load_lumi(struct site *site)
{
	struct diags diags = {0};

	/* Without the user's own site file. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	if (!site_load("lumi", site, &diags))
		assert_no_diags(&diags);
	diags_release(&diags);
}

static void check_line(const struct name_forms *forms, char *line)
{
	static const char *const columns[] = {"framework", "version", "rocm", "python", "layer",
		"release", "hash", "os", "extras", "date"};
	struct strings cells = {0};
	struct text wanted = TEXT_INIT;
	struct arena arena = {0};
	struct image_name name;
	char *found;

	strings_split(&cells, line, '\t');
	assert_int_equal(cells.count, 2 + ARRAY_LENGTH(columns));
	for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
		if (!string_equal(cells.items[i + 2], "-"))
			append_member(&wanted, columns[i], cells.items[i + 2]);
	if (!name_forms_parse(forms, cells.items[0], &arena, &name))
		fail_msg("no form matches %s", cells.items[0]);
	found = describe(&name);
	assert_string_equal(found, text_string(&wanted));
	assert_string_equal(name.family, cells.items[1]);
	assert_non_null(name.form);
	free(found);
	text_release(&wanted);
	strings_release(&cells);
	arena_release(&arena);
}

static void test_the_names_on_lumi(void **state)
{
	struct strings lines = read_lines(FIXTURES "/names/lumi.tsv");
	struct site site;
	struct name_forms *forms;

	(void)state;
	load_lumi(&site);
	YAML_EACH (const struct site_name_form, form, &site.name_forms) {
		struct text message = TEXT_INIT;
		name_form_check(form, &message);
		assert_text_equal(&message, "");
		text_release(&message);
	}
	forms = name_forms_new(&site);
	assert_true(lines.count > 59);
	for (size_t i = 0; i < lines.count; i++)
		check_line(forms, lines.items[i]);
	name_forms_free(forms);
	site_release(&site);
	strings_release(&lines);
}

static void test_other_names_stay_unknown(void **state)
{
	struct strings lines = read_lines(FIXTURES "/names/unknown.txt");
	static const struct image_name nothing;
	struct site site;

	(void)state;
	load_lumi(&site);
	assert_true(lines.count > 30);
	for (size_t i = 0; i < lines.count; i++) {
		struct arena arena = {0};
		struct image_name name;
		image_name_parse(&site, lines.items[i], &arena, &name);
		if (memcmp(&name, &nothing, sizeof name) != 0)
			fail_msg("%s is taken for one of the site's", lines.items[i]);
		arena_release(&arena);
	}
	site_release(&site);
	strings_release(&lines);
}

static void test_the_notation(void **state)
{
	static const struct {
		const char *form, *set[3], *file, *wanted; /* NULL: does not match */
	} cases[] = {
		{"a.sif", {NULL}, "a.sif", ""},
		{"a.sif", {NULL}, "/far/away/a.sif", ""},
		{"a.sif", {NULL}, "a.sif2", NULL},
		{"a.sif", {NULL}, "b/", NULL},
		{"a\\*\\{\\[\\(\\\\.sif", {NULL}, "a*{[(\\.sif", ""},
		/* Classes. */
		{"{version:version}", {NULL}, "6.2.4", "version=6.2.4"},
		{"{version:version}", {NULL}, "0.4.0.post12", "version=0.4.0.post12"},
		{"{version:version}", {NULL}, "6.2.", NULL},
		{"{version:version}", {NULL}, "6..2", NULL},
		{"{version:version}", {NULL}, ".6", NULL},
		{"{version:version}", {NULL}, "6.post", NULL},
		{"{version:version}.sif", {NULL}, "6.2.sif", "version=6.2"},
		{"{version:version}.post", {NULL}, "6.2.post", "version=6.2"},
		{"{version:version}{os:digits}", {NULL}, "6.24", "version=6.2|os=4"},
		{"{version:version}.2", {NULL}, "2.2.2", "version=2.2"},
		{"{version:vversion}", {NULL}, "v2.7.1", "version=2.7.1"},
		{"{version:vversion}", {NULL}, "2.7.1", "version=2.7.1"},
		{"{version:vversion}", {NULL}, "v", NULL},
		{"{version:vversion}", {NULL}, "vv2", NULL},
		{"{date:date}", {NULL}, "20240918", "date=20240918"},
		{"{date:date}", {NULL}, "2024091", NULL},
		{"{date:date}", {NULL}, "202409181", NULL},
		{"{date:stamp}", {NULL}, "20260124_092648", "date=20260124_092648"},
		{"{date:stamp}", {NULL}, "20260124-092648", NULL},
		{"{date:stamp}", {NULL}, "20260124_09264", NULL},
		{"{hash:hex7}", {NULL}, "69afc4d", "hash=69afc4d"},
		{"{hash:hex7}", {NULL}, "69afc4g", NULL},
		{"{hash:hex12}", {NULL}, "0d479e852886", "hash=0d479e852886"},
		{"{hash:hex12}", {NULL}, "0d479e8528861", NULL},
		{"{layer:word}", {NULL}, "Mace2", "layer=Mace2"},
		{"{layer:word}", {NULL}, "mace-2", NULL},
		{"{layer:word}x", {NULL}, "xxx", "layer=xx"},
		{"{rocm:compact}", {NULL}, "64", "rocm=6.4"},
		{"{rocm:compact}", {NULL}, "210", "rocm=2.10"},
		{"{rocm:compact}", {NULL}, "2100", NULL},
		{"{rocm:compact}", {NULL}, "6", NULL},
		{"{rocm:compact}0", {NULL}, "210", "rocm=2.1"},
		{"{os:ubuntu}", {NULL}, "24", "os=24.04"},
		{"{layer:a|ab|abc}c", {NULL}, "abc", "layer=ab"},
		{"{layer:full|torch}", {NULL}, "mpich", NULL},
		{"{layer:a\\|b|c}", {NULL}, "a|b", "layer=a|b"},
		/* Groups. */
		{"a[-b][-c]", {NULL}, "a-b-c", ""},
		{"a[-b][-c]", {NULL}, "a-c", ""},
		{"a[-b][-c]", {NULL}, "a", ""},
		{"a[-b][-c]", {NULL}, "a-c-b", NULL},
		{"(a|b|)c", {NULL}, "bc", ""},
		{"(a|b|)c", {NULL}, "c", ""},
		{"(a|b|)c", {NULL}, "abc", NULL},
		{"(a[b(c|d)])e", {NULL}, "abde", ""},
		{"x(-{extras:word})*", {NULL}, "x-a-b-c", "extras=a b c"},
		{"x(-{extras:word})*", {NULL}, "x", ""},
		{"x[-{extras:word}]*-z", {NULL}, "x-a-z", "extras=a"},
		{"(v{version:version}|{hash:hex7})", {NULL}, "4075b35", "hash=4075b35"},
		{"({version:version}|{hash:hex7})", {NULL}, "4075b35", "hash=4075b35"},
		/* What was captured on a way that led nowhere is forgotten. */
		{"({os:word}x|{layer:word}y)", {NULL}, "aby", "layer=ab"},
		/* Set. */
		{"t{t:compact}", {"version={t}", "framework=pytorch"}, "t29",
			"framework=pytorch|version=2.9"},
		{"t{t:compact}", {"release=t{t:raw}"}, "t29", "release=t29"},
		{"a[-{b:word}]", {"extras=x {b?with-{b}} y"}, "a-1", "extras=x with-1 y"},
		{"a[-{b:word}]", {"extras= {b?with-{b}}"}, "a", ""},
		{"a[-{b:word}]", {"extras={b?{b?<{b}>}}"}, "a-1", "extras=<1>"},
		{"a[-{os:word}]", {"os="}, "a-1", ""},
		{"a", {"os=\\{x\\}"}, "a", "os={x}"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct one_form one;
		struct text message = TEXT_INIT;
		struct arena arena = {0};
		struct image_name name;
		make_site(&one, cases[i].form, cases[i].set);
		if (!name_form_check(&one.form, &message))
			fail_msg("%s: %s", cases[i].form, text_string(&message));
		image_name_parse(&one.site, cases[i].file, &arena, &name);
		if ((name.family != NULL) != (cases[i].wanted != NULL))
			fail_msg("'%s' and '%s'", cases[i].form, cases[i].file);
		if (cases[i].wanted != NULL) {
			char *found = describe(&name);
			assert_string_equal(found, cases[i].wanted);
			assert_string_equal(name.form, "test");
			free(found);
		}
		arena_release(&arena);
	}
}

static void test_broken_forms_are_told(void **state)
{
	static const struct {
		const char *form, *set[2], *message;
	} cases[] = {
		{"", {NULL}, "the form is empty"},
		{"a(b", {NULL}, "a ')' is missing (at character 4)"},
		{"a[b", {NULL}, "a ']' is missing (at character 4)"},
		{"a(b]", {NULL}, "a ')' is missing (at character 4)"},
		{"a)", {NULL}, "this bracket closes nothing (at character 2)"},
		{"a]", {NULL}, "this bracket closes nothing (at character 2)"},
		{"a}", {NULL}, "this '}' closes nothing (at character 2)"},
		{"a|b", {NULL}, "alternatives stand in ( ) or [ ] (at character 2)"},
		{"a*", {NULL}, "'*' must follow a ')' or a ']' (at character 2)"},
		{"a\\", {NULL}, "nothing follows the last backslash (at character 3)"},
		{"{os}", {NULL}, "a field is written {NAME:CLASS} (at character 1)"},
		{"{:word}", {NULL}, "a field is written {NAME:CLASS} (at character 1)"},
		{"{os:word", {NULL}, "a '}' is missing (at character 9)"},
		{"{os:}", {NULL}, "a word is empty (at character 5)"},
		{"{os:a||b}", {NULL}, "a word is empty (at character 7)"},
		{"([a])*", {NULL},
			"a repeated group must not be able to be empty (at character 6)"},
		{"(a|)*", {NULL}, "a repeated group must not be able to be empty (at character 5)"},
		{"((((((((((((((((((a))))))))))))))))))", {NULL},
			"the groups are nested too deeply (at character 18)"},
		{"a", {"os"}, "'os' is not FIELD=VALUE"},
		{"a", {"colour=red"}, "images have no field 'colour'"},
		{"a", {"family=x"}, "images have no field 'family'"},
		{"a", {"os={x}"}, "the form has no field 'x' in 'os={x}'"},
		{"{x:word}", {"os={x"}, "a '}' is missing in 'os={x'"},
		{"{x:word}", {"os={x?y"}, "a '}' is missing in 'os={x?y'"},
		{"{x:word}", {"os={x:upper}"}, "a '}' is missing in 'os={x:upper}'"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct one_form one;
		struct text message = TEXT_INIT;
		struct arena arena = {0};
		struct image_name name;
		make_site(&one, cases[i].form, cases[i].set);
		assert_false(name_form_check(&one.form, &message));
		assert_text_equal(&message, cases[i].message);
		image_name_parse(&one.site, "a", &arena, &name);
		assert_null(name.family);
		text_release(&message);
		arena_release(&arena);
	}
}

static void test_a_long_form_is_refused(void **state)
{
	static const char *const no_set[] = {NULL};
	struct text form = TEXT_INIT, message = TEXT_INIT;
	struct one_form one;

	(void)state;
	text_append_repeated(&form, "a", 513);
	make_site(&one, text_string(&form), no_set);
	assert_false(name_form_check(&one.form, &message));
	assert_text_equal(&message, "the form is longer than 512 characters");
	text_truncate(&form, 512);
	assert_true(name_form_check(&one.form, &message));
	text_release(&form);
	text_release(&message);
}

static void test_a_broken_form_does_not_hide_others(void **state)
{
	struct site_name_form list[] = {
		{.record.name = lend("broken"), .form = lend("a("), .family = lend("x")},
		{.record.name = lend("none"), .form = NULL, .family = lend("x")},
		{.record.name = lend("good"), .form = lend("a"), .family = lend("y")},
		{.record.name = lend("later"), .form = lend("(a|b)"), .family = lend("z")},
	};
	struct site site = {.name_forms = {list, ARRAY_LENGTH(list)}};
	struct arena arena = {0};
	struct image_name name;

	(void)state;
	image_name_parse(&site, "a", &arena, &name);
	assert_string_equal(name.form, "good");
	assert_string_equal(name.family, "y");
	image_name_parse(&site, "b", &arena, &name);
	assert_string_equal(name.form, "later");
	arena_release(&arena);
}

/* Forms and names made to send a backtracking matcher round for years. */
static void test_evil_forms_end(void **state)
{
	static const char *const no_set[] = {NULL};
	static const char *const evil[] = {
		"(({os:word}|{layer:word}a)|a)*b",
		"({os:word})*({os:word})*({os:word})*({os:word})*b",
		"(a|a|a|aa|aaa)*b",
		"{os:digits}{os:digits}{os:digits}{os:digits}{os:digits}{os:digits}b",
	};
	struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(evil); i++) {
		struct one_form one;
		struct arena arena = {0};
		struct image_name name;
		make_site(&one, evil[i], no_set);
		assert_true(name_form_check(&one.form, &text));
		text_truncate(&text, 0);
		text_append_repeated(&text, i == 3 ? "1" : "a", 254);
		text_append(&text, "c");
		image_name_parse(&one.site, text_string(&text), &arena, &name);
		assert_null(name.family);
		arena_release(&arena);
	}
	text_release(&text);
}

static void test_a_long_name_is_unknown(void **state)
{
	static const char *const no_set[] = {NULL};
	struct text text = TEXT_INIT;
	struct arena arena = {0};
	struct image_name name;
	struct one_form one;

	(void)state;
	make_site(&one, "{os:word}", no_set);
	text_append_repeated(&text, "a", 256);
	image_name_parse(&one.site, text_string(&text), &arena, &name);
	assert_null(name.family);
	text_truncate(&text, 255);
	image_name_parse(&one.site, text_string(&text), &arena, &name);
	assert_string_equal(name.os, text_string(&text));
	text_release(&text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_names_on_lumi),
		cmocka_unit_test(test_other_names_stay_unknown),
		cmocka_unit_test(test_the_notation),
		cmocka_unit_test(test_broken_forms_are_told),
		cmocka_unit_test(test_a_long_form_is_refused),
		cmocka_unit_test(test_a_broken_form_does_not_hide_others),
		cmocka_unit_test(test_evil_forms_end),
		cmocka_unit_test(test_a_long_name_is_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

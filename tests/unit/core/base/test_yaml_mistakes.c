#include "testing.h"

#include "yaml_sample.h"

/* What the mapper says about files that are wrong: the whole text with line and column. */

static bool map(const char *yaml, size_t length, struct diags *diags)
{
	struct sample sample = {0};
	struct arena arena = {0};
	bool ok = yaml_map("f", yaml, length, &sample_shape, &sample, &arena, diags);
	arena_release(&arena);
	return ok;
}

static void assert_says(const char *yaml, const char *wanted)
{
	struct diags diags = {0};
	struct text said = TEXT_INIT;

	assert_false(map(yaml, strlen(yaml), &diags));
	vector_each (struct diag, diag, &diags)
		diag_format(diag, &said);
	assert_text_equal(&said, wanted);
	text_release(&said);
	diags_release(&diags);
}

/* Only the id and the place of the one error; gives its message for a closer look. */
static void assert_fails_bytes(
	const char *yaml, size_t length, const char *id, int line, int column, const char *message)
{
	struct diags diags = {0};

	assert_false(map(yaml, length, &diags));
	assert_only_diag(&diags, id);
	assert_non_null(strstr(diags.items[0].message, message));
	assert_int_equal(diags.items[0].line, line);
	assert_int_equal(diags.items[0].column, column);
	diags_release(&diags);
}

static void assert_fails(
	const char *yaml, const char *id, int line, int column, const char *message)
{
	assert_fails_bytes(yaml, strlen(yaml), id, line, column, message);
}

static void syntax_errors_are_in_plain_words(void **state)
{
	(void)state;
	assert_says("name: a: b\n",
		"f:1:8: error: not valid YAML: a ':' stands where no key can be [F01]\n"
		"  hint: quote a value that holds ': ', and check that the line is not indented "
		"too "
		"far\n");
	assert_fails("a:\n\tb: 1\n", "F01", 2, 1, "begin with this character");
	assert_fails("a: [1, 2\nb: 3\n", "F01", 2, 2, "']' is missing");
	assert_fails("a: {x: 2]\n", "F01", 1, 9, "'}' is missing");
	assert_fails("# x\nname: \"never closed\nb: 2\n", "F01", 2, 7, "never closed");
	assert_fails("name: 'x\n---\n", "F01", 1, 7, "not closed before");
	assert_fails("a: b\n c\nd\ne: f\n", "F01", 3, 1, "no ':' follows");
	assert_fails("name: @x\n", "F01", 1, 7, "begin with this character");
	assert_fails("name: \"C:\\path\"\n", "F01", 1, 10, "after a backslash");
	assert_fails("name: *there\n", "F01", 1, 7, "no anchor");
	assert_fails("name: &a x\nroots: &a y\n", "F01", 2, 8, "already used");
	assert_fails("name: !e!x y\n", "F01", 1, 7, "is not defined");
	assert_fails("roots:\n- a\nb\n", "F01", 3, 1, "no ':' follows");
	assert_fails("roots:\n  - a\n b: c\n", "F01", 3, 2, "is expected here");
	assert_fails("name: x\n  roots: y\n", "F01", 2, 8, "no key can be");
	assert_fails("x: - y\n", "F01", 1, 4, "no list item");
	assert_fails("%TAG ! x\n---\nname: x\n", "F01", 1, 1, "not supported");
}

static void wrong_encodings_are_found(void **state)
{
	(void)state;
	assert_fails("name: x\nroots: ä\xff\n", "F01", 2, 9, "not UTF-8");
	assert_fails("name: \xc3", "F01", 1, 7, "not UTF-8");
	assert_fails("\xff\xfe"
		     "n\0a\0",
		"F01", 1, 1, "not UTF-8");
	assert_fails("name: \x1b[0m\n", "F01", 1, 7, "cannot be seen");
	assert_fails_bytes("name: \0\n", 8, "F01", 1, 7, "cannot be seen");
}

static void a_second_document_is_refused(void **state)
{
	(void)state;
	assert_fails("name: a\n---\nname: b\n", "F01", 2, 1, "second document");
	assert_fails("name: a\n--- [\n", "F01", 3, 1, "a value is expected here");
}

static void unknown_keys_have_a_suggestion(void **state)
{
	(void)state;
	assert_says("partitions:\n"
		    "  standard-g:\n"
		    "    node-type: g\n"
		    "    max-node: 4\n"
		    "xyzzy: 1\n",
		"f:4:5: error: partitions.standard-g.max-node: unknown key 'max-node' in partition "
		"'standard-g' [F02]\n"
		"  hint: did you mean 'max-nodes'?\n"
		"f:5:1: error: xyzzy: unknown key 'xyzzy' in the site [F02]\n"
		"  hint: known keys: name, shared, format, anything, at-least, quota, wait, "
		"stability, roots, cores, sizes, account, partitions\n");
	assert_says("account: {pattern: p, <<: {hint: x}}\n",
		"f:1:23: error: account.<<: '<<' is not supported: mappings cannot be merged "
		"[F02]\n"
		"  hint: write the keys out; an alias ('*name') may stand for a whole value\n");
	assert_fails("partitions: {<<: {}}", "F02", 1, 14, "merged");
}

static void keys_are_given_once(void **state)
{
	(void)state;
	assert_says("name: a\nformat: 1\nname: b\npartitions:\n  p: {node-type: x}\n"
		    "  p: {node-type: y}\nname: c\n",
		"f:3:1: error: name: 'name' is given twice [F03]\n"
		"  hint: the first one is in line 1; delete one of them\n"
		"f:6:3: error: partitions.p: 'p' is given twice [F03]\n"
		"  hint: the first one is in line 5; delete one of them\n"
		"f:7:1: error: name: 'name' is given twice [F03]\n"
		"  hint: the first one is in line 1; delete one of them\n");
}

static void kinds_are_checked(void **state)
{
	(void)state;
	assert_says("name: [a]\nshared: yes\nformat: 1x\nquota: 5Q\nwait: soon\nstability: move\n",
		"f:1:7: error: name: 'name' must be text, not a list [F04]\n"
		"f:2:9: error: shared: 'shared' must be true or false, not 'yes' [F04]\n"
		"  hint: did you mean 'true'?\n"
		"f:3:9: error: format: 'format' must be a whole number, not '1x' [F04]\n"
		"f:4:8: error: quota: 'quota' must be a size, not '5Q' [F04]\n"
		"  hint: for example 512M, 224G or 1T\n"
		"f:5:7: error: wait: 'wait' must be a time, not 'soon' [F04]\n"
		"  hint: for example 30 (minutes), 12:00:00 or 2-00:00:00 (days first)\n"
		"f:6:12: error: stability: 'stability' must be one of 'kept', 'moves', 'removed', "
		"not 'move' [F04]\n"
		"  hint: did you mean 'moves'?\n");
	assert_says("roots: {a: b}\ncores: 7\nsizes: [1, x]\naccount: [p]\npartitions: [a]\n",
		"f:1:8: error: roots: 'roots' must be a list of texts, or one text, not a mapping "
		"[F04]\n"
		"f:2:8: error: cores: 'cores' must be a list of whole numbers, not '7' [F04]\n"
		"f:3:12: error: sizes.1: item 2 of 'sizes' must be a size, not 'x' [F04]\n"
		"  hint: for example 512M, 224G or 1T\n"
		"f:4:10: error: account: account rule 'account' must be a mapping, not a list "
		"[F04]\n"
		"  hint: write 'key: value' lines, indented below it\n"
		"f:5:13: error: partitions: 'partitions' must be a mapping from names, not a list "
		"[F04]\n"
		"  hint: write one line 'NAME:' for each partition, and its keys indented below "
		"it\n");
	assert_says("just text\n",
		"f:1:1: error: the site must be a mapping, not 'just text' [F04]\n"
		"  hint: write 'key: value' lines\n");
	assert_fails("format:\n", "F04", 1, 8, "must be a whole number, not nothing");
	assert_fails("stability: ~\n", "F04", 1, 12, "not ~, which means nothing");
	assert_fails("shared: True\n", "F04", 1, 9, "true or false");
	assert_fails("partitions: {p: x}\n", "F04", 1, 17, "partition 'p' must be a mapping");
	assert_says("roots: [a, ~]\n", "f:1:12: error: roots.1: item 2 of 'roots' must be text, "
				       "not ~, which means nothing "
				       "in YAML [F04]\n"
				       "  hint: write \"~\" with quotes for your home folder\n");
}

static void keys_must_be_text(void **state)
{
	(void)state;
	assert_fails("? [a]\n: b\n", "F04", 1, 3, "a key must be text, not a list");
	assert_fails("'': b\n", "F04", 1, 1, "not empty");
	assert_fails("partitions: {'': {node-type: g}}\n", "F04", 1, 14, "not empty");
	assert_fails("\"na\\0me\": x\n", "F04", 1, 1, "NUL byte");
	assert_fails("name: \"a\\0b\"\n", "F04", 1, 7, "NUL byte");
}

static void ranges_are_checked(void **state)
{
	(void)state;
	assert_says("format: 3\nanything: 9223372036854775808\nat-least: 9\ncores: [5, -1, 64]\n"
		    "sizes: [9223372036854775808]\n",
		"f:1:9: error: format: 'format' is 3, but must be between 1 and 2 [F05]\n"
		"f:2:11: error: anything: 'anything' is 9223372036854775808, but so large a number "
		"cannot be stored [F05]\n"
		"f:3:11: error: at-least: 'at-least' is 9, but must be at least 10 [F05]\n"
		"f:4:12: error: cores.1: item 2 of 'cores' is -1, but must be between 0 and 63 "
		"[F05]\n"
		"f:4:16: error: cores.2: item 3 of 'cores' is 64, but must be between 0 and 63 "
		"[F05]\n"
		"f:5:9: error: sizes.0: item 1 of 'sizes' is 9223372036854775808, but so large a "
		"number cannot be stored [F05]\n");
	assert_fails("anything: 0x8000000000000000\n", "F05", 1, 11, "cannot be stored");
	assert_fails("anything: 0x\n", "F04", 1, 11, "whole number");
	assert_fails("anything: +\n", "F04", 1, 11, "whole number");
}

static void required_keys_are_demanded(void **state)
{
	(void)state;
	assert_says("account:\npartitions:\n  a: {}\n  b: {node-type: ~}\n",
		"f:1:1: error: account.pattern: required key 'pattern' is missing in account rule "
		"'account' [F06]\n"
		"f:3:3: error: partitions.a.node-type: required key 'node-type' is missing in "
		"partition 'a' [F06]\n"
		"f:4:18: error: partitions.b.node-type: required key 'node-type' has no value in "
		"partition 'b' [F06]\n"
		"  hint: '~' means nothing in YAML; quote it if it is a folder's name\n");
}

static void lower_layers_satisfy_required(void **state)
{
	(void)state;
	const char low[] = "account: p\npartitions: {a: {node-type: g}}\n";
	const char high[] = "account: {hint: h}\npartitions: {a: {max-nodes: 2}, b: {}}\n";
	const char empty[] = "partitions: {a: {node-type: }}\n";
	struct sample sample = {0};
	struct arena arena = {0};
	struct diags diags = {0};

	assert_true(yaml_map("l", low, strlen(low), &sample_shape, &sample, &arena, &diags));
	assert_false(yaml_map("h", high, strlen(high), &sample_shape, &sample, &arena, &diags));
	assert_only_diag(&diags, "F06");
	assert_string_equal(diags.items[0].field, "partitions.b.node-type");
	diags_release(&diags);
	/* But a layer must not take a required value away. */
	assert_false(yaml_map("e", empty, strlen(empty), &sample_shape, &sample, &arena, &diags));
	assert_only_diag(&diags, "F06");
	assert_int_equal(diags.items[0].column, 29);
	diags_release(&diags);
	arena_release(&arena);
}

struct strict_group {
	struct yaml_record record;
	int stability;
	char *note;
};

struct strict {
	int64_t format;
	struct yaml_records groups; /* struct strict_group */
};

static const struct yaml_shape strict_group_shape = {
	.what = "group",
	.size = sizeof(struct strict_group),
	.fields =
		(const struct yaml_field[]){
			{.key = "stability",
				.kind = YAML_CHOICE,
				.offset = offsetof(struct strict_group, stability),
				.choices = sample_stabilities,
				.required = true},
			{.key = "note",
				.kind = YAML_STRING,
				.offset = offsetof(struct strict_group, note)},
			{0},
		},
};

static const struct yaml_shape strict_shape = {
	.what = "file",
	.size = sizeof(struct strict),
	.fields =
		(const struct yaml_field[]){
			{.key = "format", .kind = YAML_INTEGER, .required = true},
			{.key = "groups",
				.kind = YAML_RECORDS,
				.offset = offsetof(struct strict, groups),
				.shape = &strict_group_shape,
				.required = true},
			{0},
		},
};

/* Zero is a value like any other, and a mapping that is empty takes nothing away. */
static void lower_layers_may_hold_zeros(void **state)
{
	(void)state;
	const char low[] = "format: 1\ngroups: {g: {stability: kept}}\n";
	const char high[] = "groups: {g: {note: n}}\n";
	const char empty[] = "groups:\n";
	struct strict strict = {0};
	struct arena arena = {0};
	struct diags diags = {0};

	assert_true(yaml_map("l", low, strlen(low), &strict_shape, &strict, &arena, &diags));
	assert_true(yaml_map("h", high, strlen(high), &strict_shape, &strict, &arena, &diags));
	assert_true(yaml_map("e", empty, strlen(empty), &strict_shape, &strict, &arena, &diags));
	assert_no_diags(&diags);
	assert_int_equal(strict.groups.count, 1);
	arena_release(&arena);
}

static void one_mistake_is_reported_once(void **state)
{
	(void)state;
	const char yaml[] = "format:\ngroups: {g: {stability: ~}}\n";
	struct strict strict = {0};
	struct arena arena = {0};
	struct diags diags = {0};

	assert_false(yaml_map("f", yaml, strlen(yaml), &strict_shape, &strict, &arena, &diags));
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0].id, "F04");
	assert_string_equal(diags.items[1].id, "F04");
	diags_release(&diags);
	arena_release(&arena);
}

static void empty_file_lacks_what_is_required(void **state)
{
	(void)state;
	struct strict strict = {.format = 1};
	struct arena arena = {0};
	struct diags diags = {0};

	assert_false(yaml_map(NULL, "", 0, &strict_shape, &strict, &arena, &diags));
	assert_only_diag(&diags, "F06");
	assert_string_equal(diags.items[0].field, "groups");
	assert_null(diags.items[0].file);
	assert_int_equal(diags.items[0].line, 1);
	assert_int_equal(diags.items[0].column, 1);
	diags_release(&diags);
	arena_release(&arena);
}

static void all_mistakes_come_in_one_run(void **state)
{
	(void)state;
	static const char *const wanted[] = {
		"F04", "F02", "F05", "F03", "F06", "F02", "F04", "F05"};
	const char yaml[] = "shared: on\nshred: x\nformat: 0\nshared: true\n"
			    "partitions:\n  a:\n    nodes: 4\n    memory: much\n    max-nodes: 0\n";
	struct diags diags = {0};
	size_t found = 0;

	assert_false(map(yaml, strlen(yaml), &diags));
	assert_int_equal(diags.count, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
		found += find_diag(&diags, wanted[i]) != NULL;
	assert_int_equal(found, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < diags.count; i++)
		assert_true(diags.items[i].line > 0 && diags.items[i].column > 0);
	diags_release(&diags);
}

static void columns_count_characters(void **state)
{
	(void)state;
	assert_fails("{name: Grüße \xf0\x9f\x98\x80, nix: 1}\n", "F02", 1, 17, "unknown key 'nix'");
	assert_fails("\xef\xbb\xbfnix: 1\r\n", "F02", 1, 1, "unknown key 'nix'");
	assert_fails("name: x\r\nformat: 9\r\n", "F05", 2, 9, "between");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_errors_are_in_plain_words),
		cmocka_unit_test(wrong_encodings_are_found),
		cmocka_unit_test(a_second_document_is_refused),
		cmocka_unit_test(unknown_keys_have_a_suggestion),
		cmocka_unit_test(keys_are_given_once),
		cmocka_unit_test(kinds_are_checked),
		cmocka_unit_test(keys_must_be_text),
		cmocka_unit_test(ranges_are_checked),
		cmocka_unit_test(required_keys_are_demanded),
		cmocka_unit_test(lower_layers_satisfy_required),
		cmocka_unit_test(lower_layers_may_hold_zeros),
		cmocka_unit_test(one_mistake_is_reported_once),
		cmocka_unit_test(empty_file_lacks_what_is_required),
		cmocka_unit_test(all_mistakes_come_in_one_run),
		cmocka_unit_test(columns_count_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

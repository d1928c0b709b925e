#include "../unit/core/base/yaml_sample.h"

#include "base/text.h"

/* Any bytes as a YAML file: mapped by a shape that has every kind, laid over itself, then each of a
 * few values is located and replaced by the file's first line. What was patched must be found
 * again in the result. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void patch(const char *bytes, size_t length, const char *path, const char *value)
{
	struct diags diags = {0};
	struct text out = TEXT_INIT, again = TEXT_INIT;
	int line = 0, column = 0;
	bool there = yaml_locate(bytes, length, path, &line, &column);

	if (there && (line < 1 || column < 1))
		BUG("'%s' was found nowhere", path);
	if (yaml_patch("fuzz", bytes, length, path, value, &out, &diags)) {
		if (!there || diags.count > 0)
			BUG("'%s' was not there, or its change was reported", path);
		if (!yaml_patch("fuzz", out.data, out.length, path, value, &again, &diags))
			BUG("'%s' cannot be changed again", path);
	} else if (diags.count == 0 || out.length > 0) {
		BUG("no word about '%s'", path);
	}
	text_release(&out);
	text_release(&again);
	diags_release(&diags);
}

/* Whatever could be added can be taken out again, and both leave a file that can be read. */
static void add_and_remove(const char *bytes, size_t length, const char *path, const char *value)
{
	const char *const items[] = {value, "b"};
	struct diags diags = {0};
	struct text one = TEXT_INIT, two = TEXT_INIT, three = TEXT_INIT;
	int line, column;

	if (yaml_set("fuzz", bytes, length, path, value, &one, &diags) &&
		!yaml_locate(text_string(&one), one.length, path, &line, &column))
		BUG("'%s' was set and is not there", path);
	if (yaml_set_list("fuzz", bytes, length, path, items, 2, &two, &diags) &&
		!yaml_locate(text_string(&two), two.length, path, &line, &column))
		BUG("list '%s' was set and is not there", path);
	(void)!yaml_remove("fuzz", bytes, length, path, &three, &diags);
	for (size_t i = 0; i < diags.count; i++)
		if (string_equal(diags.items[i].id, "F01") && one.length + two.length > 0)
			BUG("a file was written that cannot be read");
	text_release(&one);
	text_release(&two);
	text_release(&three);
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {"", "name", "roots.1", "account.pattern",
		"partitions.a.node-type", "partitions.a.orders.b", "x", "x.0", "x.y.z"};
	/* A copy that is just as long shows reads beyond the end. */
	char *bytes = xmalloc(size);
	char value[64] = "";
	struct sample sample = {0};
	struct arena arena = {0};
	struct diags diags = {0};
	struct text said = TEXT_INIT;

	if (size > 0)
		memcpy(bytes, data, size);
	for (size_t i = 0; i < size && i + 1 < sizeof value && bytes[i] != '\n'; i++)
		value[i] = bytes[i];
	if (yaml_map("fuzz", bytes, size, &sample_shape, &sample, &arena, &diags)) {
		if (diags.count > 0)
			BUG("success with a mistake: %s", diags.items[0].message);
		if (!yaml_map("again", bytes, size, &sample_shape, &sample, &arena, &diags))
			BUG("not twice: %s", diags.items[0].message);
	} else if (!diags_have_errors(&diags)) {
		BUG("a failure without a word");
	}
	vector_each (struct diag, diag, &diags)
		diag_format(diag, &said);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		patch(bytes, size, paths[i], value);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		add_and_remove(bytes, size, paths[i], value);
	text_release(&said);
	diags_release(&diags);
	arena_release(&arena);
	free(bytes);
	return 0;
}

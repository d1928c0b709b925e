/*
 * The input is a template. Whatever it is, rendering and checking agree on it, the output is bounded, the
 * same template gives the same bytes, and what fails leaves the output alone.
 */

#include "base/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct template_name names[] = {
	{.name = "name", .kind = TEMPLATE_TEXT},
	{.name = "empty", .kind = TEMPLATE_TEXT},
	{.name = "list", .kind = TEMPLATE_LIST},
	{.name = "item", .kind = TEMPLATE_TEXT, .list = "list"},
	{.name = "none", .kind = TEMPLATE_LIST},
	{.name = NULL},
};
static const char *const items[] = {"one", "", "it's"};
static const struct template_value values[] = {
	{.text = "a 'b' $c\n"},
	{.text = NULL},
	{.fields = items, .count = 3},
	{0},
	{0},
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct diags diags = {0}, checked = {0};
	bool fine = template_render("t", bytes, size, names, values, &first, &diags);
	bool good = template_check("t", bytes, size, names, &checked);

	require(fine == !diags_have_errors(&diags) && good == !diags_have_errors(&checked));
	require(good || !fine);
	require(fine || first.length == 0);
	require(first.length <= TEMPLATE_OUTPUT_LIMIT);
	require(template_render("t", bytes, size, names, values, &second, &diags) == fine);
	require(second.length == first.length &&
		memcmp(text_string(&first), text_string(&second), first.length) == 0);
	text_release(&first);
	text_release(&second);
	diags_release(&diags);
	diags_release(&checked);
	return 0;
}

/*
 * The input is a spec list. Whatever can be read is written so that reading it again gives the
 * same binds, and writing those again the same text; and nothing makes the checks or the
 * renderers fail.
 */

#include "bind/bind.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool holds, const char *what)
{
	if (!holds)
		BUG("%s", what);
}

/* "rw" is the default: it is not written, so it does not come back. */
static void require_same(const struct bind *a, const struct bind *b)
{
	require(string_equal(a->source, b->source), "the source changed");
	require(string_equal(a->destination, b->destination), "the destination changed");
	require(a->read_only == b->read_only, "read-only changed");
	require(a->id == b->id, "the partition changed");
	require((a->image_source == NULL) == (b->image_source == NULL), "image-src came or went");
	if (a->image_source != NULL)
		require(string_equal(a->image_source, b->image_source), "image-src changed");
}

static void check_round_trip(const struct bind_set *set)
{
	struct text text = TEXT_INIT, again = TEXT_INIT;
	struct bind_set read = {0};
	struct diags diags = {0};

	bind_set_append_specs(set, &text);
	require(bind_set_add(&read, text_string(&text), "--bind", NULL, NULL, &diags),
		"what was written cannot be read");
	require(diags.count == 0, "what was written is complained about");
	require(read.count == set->count, "the number of binds changed");
	for (size_t i = 0; i < set->count; i++)
		require_same(&set->items[i], &read.items[i]);
	bind_set_append_specs(&read, &again);
	require(string_equal(text_string(&text), text_string(&again)), "the text changed");
	bind_set_release(&read);
	diags_release(&diags);
	text_release(&text);
	text_release(&again);
}

static void compose_and_render(char *spec)
{
	static const struct site site = {.name = NULL};
	char *specs[] = {spec, NULL};
	struct bind_wish wish = {.specs = specs};
	struct bind_set set = {0};
	struct diags diags = {0};

	if (bind_compose(&site, &wish, &set, &diags)) {
		bind_check(&site, &set, NULL, &diags);
		for (int format = BIND_FLAG; format <= BIND_JSON; format++) {
			struct text text = TEXT_INIT;
			bind_render(&site, &set, NULL, (enum bind_format)format, &text);
			text_release(&text);
		}
	}
	bind_set_release(&set);
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *spec = xstrndup((const char *)bytes, length);
	struct bind_set set = {0};
	struct diags diags = {0};

	if (bind_set_add(&set, spec, "--bind", NULL, NULL, &diags))
		check_round_trip(&set);
	else
		require(diags_have_errors(&diags) && set.count == 0, "failed without a reason");
	compose_and_render(spec);
	bind_set_release(&set);
	diags_release(&diags);
	free(spec);
	return 0;
}

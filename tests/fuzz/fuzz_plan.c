/*
 * The input is a line of a program's output, an answer of lfs, a package, and the JSON of a plan, all
 * at once: whatever it is, nothing breaks, what is shown is clean, and a plan that can be read comes back
 * the same.
 */

#include "build/quota.h"
#include "build/template.h"
#include "plan/log.h"
#include "plan/plan.h"
#include "plan/progress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void require_clean(const struct text *text, bool lines)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char c = (unsigned char)text->data[i];
		require((c >= ' ' && c != 0x7f) || (lines && (c == '\n' || c == '\t')));
	}
}

static void note_line(void *context, const char *line, size_t length, char end)
{
	struct plan_progress progress;
	struct text text = TEXT_INIT;

	(void)end;
	*(size_t *)context += length + 1;
	if (plan_progress(line, length, &progress))
		require(progress.percent >= -1 && progress.percent <= 100);
	log_append_line(&text, line, length);
	require_clean(&text, false);
	text_release(&text);
}

static void try_plan(const char *bytes, size_t size)
{
	json_t *document = json_loadb(bytes, size, JSON_ALLOW_NUL, NULL), *first, *second;
	struct plan plan, again;
	struct diags diags = {0};
	struct text text = TEXT_INIT;

	if (document != NULL && plan_from_json(document, &plan, &diags)) {
		first = plan_json(&plan);
		require(plan_from_json(first, &again, &diags));
		second = plan_json(&again);
		require(json_equal(first, second));
		plan_show(&plan, true, &text);
		require_clean(&text, true);
		plan_script(&plan, &text);
		json_decref(first);
		json_decref(second);
		plan_release(&again);
		plan_release(&plan);
	}
	text_release(&text);
	diags_release(&diags);
	json_decref(document);
}

static void try_package(const char *string)
{
	static struct site site;
	struct strings packages = {0};
	struct write_wish wish = {
		.site = &site, .packages = &packages, .labels = &packages, .base = "docker://a"};
	struct diags diags = {0};
	struct text text = TEXT_INIT;

	strings_add(&packages, string);
	/* One package is one line, whatever it is called. */
	if (write_by_built_in(WRITE_REQUIREMENTS, &wish, &text, &diags))
		require(memchr(text.data, '\n', text.length) == text.data + text.length - 1);
	(void)!write_by_built_in(WRITE_CONDA, &wish, &text, &diags);
	(void)!write_by_built_in(WRITE_DEFINITION, &wish, &text, &diags);
	strings_release(&packages);
	text_release(&text);
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *input = xstrndup((const char *)data, size);
	struct plan_lines lines = {0};
	struct quota quota;
	size_t seen = 0;

	plan_lines_feed(&lines, (const char *)data, size, note_line, &seen);
	require(seen <= size);
	(void)!quota_read(input, &quota);
	(void)quota_read_project(input);
	try_plan((const char *)data, size);
	try_package(input);
	free(input);
	return 0;
}

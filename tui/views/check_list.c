#include "tui/views/check_parts.h"

#include "tui/glyph.h"

/* Findings as rows, and as marks beside the text. */

json_t *check_findings(const struct check_view *check)
{
	json_t *file = json_array_get(answer_array(&check->answer, "files"), 0);
	json_t *findings = json_object_get(file, "findings");

	return json_is_array(findings) ? findings : NULL;
}

json_t *check_chosen(const struct check_view *check)
{
	return json_array_get(check_findings(check), check->list.chosen);
}

static enum severity severity_of(const json_t *finding)
{
	const char *name = json_member(finding, "severity");

	return string_equal(name, "error")     ? SEVERITY_ERROR
	       : string_equal(name, "warning") ? SEVERITY_WARNING
					       : SEVERITY_NOTE;
}

static size_t count(void *context)
{
	return json_array_size(check_findings(context));
}

static const char *key(void *context, size_t row)
{
	return json_member(json_array_get(check_findings(context), row), "key");
}

/* The same can be wrong in several places: the line and its place among equals belong to the key.
 */
void check_name_findings(struct check_view *check)
{
	json_t *findings = check_findings(check), *finding;
	size_t index;

	json_array_foreach(findings, index, finding)
	{
		char *name = xasprintf("%lld %s %s",
			(long long)json_integer_value(json_object_get(finding, "line")),
			json_member(finding, "id"), json_member(finding, "message"));
		json_object_set_new(finding, "key", json_string(name));
		free(name);
	}
}

static enum role cell(void *context, size_t row, size_t column, struct text *text)
{
	const struct check_view *check = context;
	const json_t *finding = json_array_get(check_findings(check), row);
	enum severity severity = severity_of(finding);

	switch (column) {
	case 0:
		text_append(text, glyph(severity_glyph(severity), app_ascii(check->view.app)));
		return severity_role(severity);
	case 1:
		text_append_format(text, "%lld",
			(long long)json_integer_value(json_object_get(finding, "line")));
		return ROLE_DIM;
	case 2:
		text_append(text, json_member(finding, "id"));
		return ROLE_DIM;
	default:
		text_append(text, json_member(finding, "message"));
		return ROLE_TEXT;
	}
}

static const struct list_column columns[] = {
	{.title = "", .least = 1, .most = 1},
	{.title = "LINE", .least = 4, .most = 6, .align = 1},
	{.title = "ID", .least = 3, .most = 4, .rank = 1},
	{.title = "WHAT", .least = 14},
	{.title = NULL},
};

void check_connect_list(struct check_view *check)
{
	check->rows = (struct row_source){.columns = columns,
		.count = count,
		.key = key,
		.cell = cell,
		.context = check,
		.empty = "nothing to find fault with"};
	check->list.source = &check->rows;
}

static size_t line_of(const json_t *finding)
{
	json_int_t line = json_integer_value(json_object_get(finding, "line"));

	return line > 0 ? (size_t)line - 1 : 0;
}

/* A line with several findings has the sign of the worst: the first mark of a line counts. */
void check_mark(struct check_view *check)
{
	json_t *findings = check_findings(check), *finding;
	bool ascii = app_ascii(check->view.app);
	size_t index;

	pager_clear_marks(&check->text);
	for (int level = SEVERITY_ERROR; level >= SEVERITY_NOTE; level--)
		json_array_foreach(findings, index, finding) if ((int)severity_of(finding) == level)
			pager_mark(&check->text, line_of(finding), severity_role((enum severity)level),
				glyph(severity_glyph((enum severity)level), ascii));
}

void check_show_chosen(struct check_view *check)
{
	const json_t *finding = check_chosen(check);

	if (finding != NULL)
		pager_show_line(&check->text, line_of(finding));
}

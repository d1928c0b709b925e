#include "tui/widgets/form_lines.h"
#include "base/words.h"
#include "tui/widgets/dialog.h"

enum { COMPLAINT_INDENT = 5, COMPLAINT_LINES_MAX = 6 };

bool form_flag(const struct field *field)
{
	const char *value = field->value;

	if (value[0] == '\0')
		value = field->otherwise != NULL ? field->otherwise : "";
	return string_equal(value, "true") || string_equal(value, "yes");
}

/* What is wrong with the chosen field: why the typed value was refused before anything else. */
static const char *complaint(const struct form *form, enum severity *severity)
{
	const struct field *field = &form->fields[form->chosen];

	*severity = SEVERITY_ERROR;
	if (form->refused != NULL)
		return form->refused;
	if (field->diag != NULL) {
		*severity = field->diag->severity;
		return field->diag->message;
	}
	*severity = SEVERITY_NOTE;
	return field->disabled;
}

static void add_list(const struct field *field, size_t index, struct form_lines *lines)
{
	struct strings words = {0};

	if (words_split(field->value, &words, NULL))
		for (size_t i = 1; i < words.count; i++)
			vector_push(&lines->all, (struct form_line){index, FORM_WORD, i});
	strings_release(&words);
}

static void add_complaint(const struct form *form, int width, struct form_lines *lines)
{
	const char *text = complaint(form, &lines->severity);

	if (text != NULL)
		wrap_text(text, width - COMPLAINT_INDENT, &lines->complaint);
	for (size_t i = 0; i < lines->complaint.count && i < COMPLAINT_LINES_MAX; i++)
		vector_push(&lines->all, (struct form_line){form->chosen, FORM_COMPLAINT, i});
}

void form_lines(const struct form *form, int width, struct form_lines *lines)
{
	*lines = (struct form_lines){0};
	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->fields[i];

		if (field->kind == FIELD_HEADING) {
			if (lines->all.count > 0)
				vector_push(&lines->all, (struct form_line){i, FORM_BLANK, 0});
			vector_push(&lines->all, (struct form_line){i, FORM_HEADING, 0});
			continue;
		}
		if (i == form->chosen)
			lines->first = lines->all.count;
		vector_push(&lines->all, (struct form_line){i, FORM_VALUE, 0});
		if (field->kind == FIELD_LIST && !(form->editing && i == form->chosen))
			add_list(field, i, lines);
		if (i == form->chosen) {
			add_complaint(form, width, lines);
			lines->last = lines->all.count - 1;
		}
	}
}

void form_lines_release(struct form_lines *lines)
{
	vector_release(&lines->all);
	strings_release(&lines->complaint);
}

#include "base/clean.h"
#include "base/words.h"
#include "tui/glyph.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/form_lines.h"
#include "tui/widgets/motion.h"

/* Left of the labels: the sign of the chosen field, that of a complaint, a blank. */
enum { GUTTER = 3, GAP = 2, HELP_LEAST_HEIGHT = 5, HELP_TWICE_HEIGHT = 10, COMPLAINT_INDENT = 5 };

struct form_drawing {
	struct surface *surface;
	struct form *form;
	const struct form_lines *lines;
	int label_width;
	bool focus;
};

static int find_label_width(const struct form *form, int width)
{
	size_t widest = 0;
	int most = width * 2 / 5;

	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->fields[i];
		size_t cells = field->kind == FIELD_HEADING || field->kind == FIELD_BUTTON
				       ? 0
				       : clean_width(field->label, strlen(field->label));

		widest = cells > widest ? cells : widest;
	}
	most = most > 4 ? most : 4;
	return widest < (size_t)most ? (int)widest : most;
}

static const char *word_of(const struct field *field, size_t word, struct strings *words)
{
	if (!words_split(field->value, words, NULL))
		return field->value;
	return word < words->count ? words->items[word] : "";
}

/* Of a path that is too long its end is seen: there its name stands. */
static char *fit_path(const char *path, int width, bool ascii)
{
	size_t length = strlen(path), cells = clean_width(path, length), at = 0;
	struct clean_piece piece;

	while (at < length && cells >= (size_t)width) {
		at += clean_next(path + at, length - at, &piece);
		cells -= piece.width;
	}
	return xasprintf("%s%s", glyph(GLYPH_ELLIPSIS, ascii), path + at);
}

static void draw_text(const struct form_drawing *drawing, struct rect line,
	const struct field *field, const char *value, bool unset)
{
	enum role role = field->disabled != NULL ? ROLE_DISABLED
			 : unset                 ? ROLE_PLACEHOLDER
						 : ROLE_VALUE;
	struct rect rest = line;
	int x;

	if (line.width < 1)
		return;
	if (value[0] == '/' && clean_width(value, strlen(value)) > (size_t)line.width) {
		char *fitting = fit_path(value, line.width, drawing->surface->ascii);
		surface_text(drawing->surface, line, 0, 0, role, fitting);
		free(fitting);
		return;
	}
	surface_fit(drawing->surface, line, 0, 0, line.width, -1, role, value);
	x = surface_text(drawing->surface, line, 0, 0, role, value);
	rect_take_left(&rest, x + 1);
	if (value[0] == '\0')
		return;
	if (field->unit != NULL)
		surface_text(drawing->surface, rest, 0, 0, ROLE_DIM, field->unit);
	if (field->kind == FIELD_CHOICE)
		surface_text(drawing->surface, rest, 0, 0, ROLE_DIM,
			glyph(GLYPH_OPEN, drawing->surface->ascii));
}

static void draw_value(
	const struct form_drawing *drawing, struct rect line, const struct field *field)
{
	bool unset = field->value[0] == '\0';
	const char *value =
		unset ? (field->otherwise != NULL ? field->otherwise : "") : field->value;
	struct strings words = {0};

	if (field->kind == FIELD_FLAG) {
		char box[16];

		snprintf(box, sizeof box, "[%s]",
			form_flag(field) ? glyph(GLYPH_CHECKED, drawing->surface->ascii) : " ");
		draw_text(drawing, line, field, box, unset);
		return;
	}
	if (field->kind == FIELD_LIST && !unset)
		value = word_of(field, 0, &words);
	draw_text(drawing, line, field, value, unset);
	strings_release(&words);
}

static void draw_field(const struct form_drawing *drawing, struct rect line, size_t index,
	const struct field *field)
{
	struct surface *surface = drawing->surface;
	struct rect rest = line;
	bool chosen = index == drawing->form->chosen;
	enum role role = field->disabled != NULL ? ROLE_DISABLED : ROLE_TEXT;

	rect_take_left(&rest, GUTTER);
	if (field->kind == FIELD_BUTTON) {
		surface_format(surface, rest, 0, 0, role, "[ %s ]", field->label);
	} else {
		surface_fit(surface, rest, 0, 0, drawing->label_width, -1, role, field->label);
		rect_take_left(&rest, drawing->label_width + GAP);
		if (!chosen || !drawing->form->editing)
			draw_value(drawing, rest, field);
	}
	if (chosen) {
		enum role tint = drawing->focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET;

		surface_tint(surface, line, tint);
		surface_text(surface, line, 0, 0, tint, glyph(GLYPH_POINTER, surface->ascii));
	}
	if (field->diag != NULL)
		surface_text(surface, line, 1, 0,
			chosen ? (drawing->focus ? ROLE_SELECTED : ROLE_SELECTED_QUIET)
			       : severity_role(field->diag->severity),
			glyph(severity_glyph(field->diag->severity), surface->ascii));
	if (chosen && drawing->form->editing && field->kind != FIELD_BUTTON)
		input_draw(&drawing->form->input, surface, rest, field->otherwise, drawing->focus);
}

static void draw_line(
	const struct form_drawing *drawing, struct rect line, const struct form_line *what)
{
	const struct field *field = &drawing->form->fields[what->field];
	struct surface *surface = drawing->surface;
	enum severity severity = drawing->lines->severity;
	struct strings words = {0};

	switch (what->part) {
	case FORM_BLANK:
		break;
	case FORM_HEADING:
		surface_fit(surface, line, 0, 0, line.width, -1, ROLE_TITLE, field->label);
		break;
	case FORM_VALUE:
		draw_field(drawing, line, what->field, field);
		break;
	case FORM_WORD:
		rect_take_left(&line, GUTTER + drawing->label_width + GAP);
		surface_fit(surface, line, 0, 0, line.width, -1,
			field->disabled != NULL ? ROLE_DISABLED : ROLE_VALUE,
			word_of(field, what->word, &words));
		strings_release(&words);
		break;
	case FORM_COMPLAINT:
		if (what->word == 0)
			surface_text(surface, line, GUTTER, 0, severity_role(severity),
				glyph(severity_glyph(severity), surface->ascii));
		surface_text(surface, line, COMPLAINT_INDENT, 0, severity_role(severity),
			drawing->lines->complaint.items[what->word]);
		break;
	}
}

/* Help is cut where it needs more lines than these; all fields have as many, so that nothing moves. */
static int help_height(const struct form *form, struct rect area)
{
	if (area.height < HELP_LEAST_HEIGHT)
		return 0;
	for (size_t i = 0; area.height >= HELP_TWICE_HEIGHT && i < form->count; i++) {
		const char *help = form->fields[i].help;
		if (help != NULL && clean_width(help, strlen(help)) > (size_t)area.width)
			return 2;
	}
	return 1;
}

static void draw_help(struct surface *surface, struct rect area, const char *help)
{
	struct strings lines = {0};

	wrap_text(help, area.width, &lines);
	if (area.height < 2 || lines.count < 2)
		surface_fit(surface, area, 0, 0, area.width, -1, ROLE_DIM, help);
	else
		for (int i = 0; i < 2; i++)
			surface_text(surface, area, 0, i, ROLE_DIM, lines.items[i]);
	strings_release(&lines);
}

void form_draw(struct form *form, struct surface *surface, struct rect area, bool focus)
{
	const struct field *chosen = form_chosen(form);
	struct form_lines lines;
	struct form_drawing drawing = {surface, form, &lines, 0, focus};
	struct rect help;
	size_t total;

	if (area.width < 1 || area.height < 1)
		return;
	help = rect_take_bottom(&area, help_height(form, area));
	if (help.height > 0 && chosen != NULL && chosen->help != NULL)
		draw_help(surface, help, chosen->help);
	/* The scroll mark's column is always kept: lines must not change with it. */
	form->area = area;
	form->shown = area.height;
	form_lines(form, area.width - 1, &lines);
	total = lines.all.count;
	form->first = motion_scroll(form->first, lines.last, total, area.height);
	form->first = motion_scroll(form->first, lines.first, total, area.height);
	/* The heading of the first field is seen with it. */
	if (lines.first <= 1 && (size_t)area.height > lines.last)
		form->first = 0;
	if (area.width > 4) {
		surface_scroll_mark(surface, area, form->first, (size_t)area.height, total);
		area.width--;
	}
	drawing.label_width = find_label_width(form, area.width);
	for (int y = 0; y < area.height && form->first + (size_t)y < total; y++) {
		struct rect line = {area.x, area.y + y, area.width, 1};

		draw_line(&drawing, line, &lines.all.items[form->first + (size_t)y]);
	}
	form_lines_release(&lines);
}

#include "job/picture.h"
#include "base/clean.h"
#include "job/picture_rows.h"

enum { PICTURE_WIDTH = 80 };

static const struct glyphs unicode_glyphs = {
	.horizontal = "─",
	.vertical = "│",
	.top_left = "┌",
	.top_right = "┐",
	.bottom_left = "└",
	.bottom_right = "┘",
	.wire_left = "┤",
	.wire_right = "├",
	.reserved = "╳",
	.unused = "·",
};

static const struct glyphs ascii_glyphs = {
	.horizontal = "-",
	.vertical = "|",
	.top_left = "+",
	.top_right = "+",
	.bottom_left = "+",
	.bottom_right = "+",
	.wire_left = "|",
	.wire_right = "|",
	.reserved = "x",
	.unused = ".",
};

static void append_padded(struct text *text, const struct text *part, size_t width)
{
	text_append(text, text_string(part));
	text_append_repeated(text, " ", width - text_width(text_string(part)));
}

/* The top of a box around `width` cells, with its title. */
static void append_top(
	const struct glyphs *glyphs, const struct text *title, size_t width, struct text *text)
{
	text_append_format(text, "%s%s %s ", glyphs->top_left, glyphs->horizontal,
		text_string(title));
	text_append_repeated(text, glyphs->horizontal, width - text_width(text_string(title)) + 1);
	text_append(text, glyphs->top_right);
}

static void append_bottom(const struct glyphs *glyphs, size_t width, struct text *text)
{
	text_append(text, glyphs->bottom_left);
	text_append_repeated(text, glyphs->horizontal, width + 4);
	text_append(text, glyphs->bottom_right);
}

/* What stands left of the boxes: the name of a NIC and its wire. */
static size_t margin_width(const struct picture *picture)
{
	return picture->nic_width > 0 ? picture->nic_width + 2 : 0;
}

static void append_margin(const struct picture *picture, struct text *text)
{
	text_append_repeated(text, " ", margin_width(picture));
}

static void append_row(
	const struct picture *picture, const struct row *row, bool has_gpus, struct text *text)
{
	const struct glyphs *glyphs = picture->glyphs;
	bool wired = row->gpus.length > 0;

	if (row->nics.length > 0) {
		text_append_repeated(
			text, " ", picture->nic_width - text_width(text_string(&row->nics)));
		text_append_format(text, "%s %s%s", text_string(&row->nics), glyphs->horizontal,
			glyphs->wire_left);
	} else {
		append_margin(picture, text);
		text_append(text, glyphs->vertical);
	}
	text_append(text, "  ");
	append_padded(text, &row->cores, picture->core_width);
	text_append(text, "  ");
	text_append(text, wired ? glyphs->wire_right : glyphs->vertical);
	if (has_gpus) {
		text_append_repeated(text, wired ? glyphs->horizontal : " ", 3);
		text_append_format(text, "%s  ", wired ? glyphs->wire_left : glyphs->vertical);
		append_padded(text, &row->gpus, picture->gpu_width);
		text_append_format(text, "  %s", glyphs->vertical);
	}
	text_append_char(text, '\n');
}

static void append_boxes(const struct picture *picture, struct text *text)
{
	const struct glyphs *glyphs = picture->glyphs;
	bool has_gpus = false;

	for (size_t i = 0; i < picture->row_count; i++) {
		const struct row *row = &picture->rows[i];
		if (row->title.length > 0) {
			has_gpus = row->gpu_title.length > 0;
			append_margin(picture, text);
			append_top(glyphs, &row->title, picture->core_width, text);
			if (has_gpus) {
				text_append(text, "   ");
				append_top(glyphs, &row->gpu_title, picture->gpu_width, text);
			}
			text_append_char(text, '\n');
		}
		append_row(picture, row, has_gpus, text);
		if (i + 1 < picture->row_count && row[1].title.length == 0)
			continue;
		append_margin(picture, text);
		append_bottom(glyphs, picture->core_width, text);
		if (has_gpus) {
			text_append(text, "   ");
			append_bottom(glyphs, picture->gpu_width, text);
		}
		text_append_char(text, '\n');
	}
}

/* Cells of a whole line of the picture. */
static size_t picture_width(const struct picture *picture)
{
	size_t width = margin_width(picture) + picture->core_width + 6;
	return picture->gpu_width > 0 ? width + picture->gpu_width + 9 : width;
}

/* Takes the roomiest layout that fits the width; the narrowest when none does. */
static void lay_out(struct picture *picture)
{
	static const char *const gaps[] = {" ", ""};
	unsigned most = picture->type->gcds > 0 ? 1 : picture->ccds_per_numa;

	for (size_t i = 0; i < ARRAY_LENGTH(gaps); i++) {
		picture->gap = gaps[i];
		for (picture->ccds_per_row = most; picture->ccds_per_row > 0;
			picture->ccds_per_row--) {
			picture_release(picture);
			picture_fill(picture);
			if (picture_width(picture) <= PICTURE_WIDTH)
				return;
		}
	}
}

/* What is drawn, in words: "lumi-g: 8 tasks, each with 7 cores and 1 GCD". */
static void append_heading(const struct assignment *assignment, struct text *text)
{
	const struct site_node_type *type = assignment->type;
	const char *die = type->gcds > 0 ? site_die(type) : "CCD";
	unsigned dies = assignment->gcds_per_task;

	text_append_clean(text, type->record.name, CLEAN_LINE);
	text_append_format(
		text, ": %zu task%s", assignment->count, assignment->count == 1 ? "" : "s");
	if (assignment->tasks_per_gcd > 1)
		text_append_format(text, ", %u on each %s", assignment->tasks_per_gcd, die);
	text_append_format(text, ", each with %u core%s", assignment->cores,
		assignment->cores == 1 ? "" : "s");
	if (assignment->tasks_per_gcd == 1)
		text_append_format(text, " %s %u %s%s", type->gcds > 0 ? "and" : "of", dies, die,
			dies == 1 ? "" : "s");
	text_append(text, "\n\n");
}

/* One piece of the legend, on a line of its own when it does not fit on the current one. */
static void append_remark(struct text *text, size_t *column, const char *glyph, const char *words)
{
	size_t width = text_width(glyph) + 1 + text_width(words);

	if (*column > 0 && *column + 3 + width > PICTURE_WIDTH) {
		text_append_char(text, '\n');
		*column = 0;
	}
	if (*column > 0)
		text_append(text, "   ");
	text_append_format(text, "%s %s", glyph, words);
	*column += width + 3;
}

/* Says which letters stand for the ranks: "0-9 a-f  local ranks 0 to 15". */
static void append_letters(size_t ranks, struct text *text, size_t *column)
{
	static const size_t starts[] = {0, 10, 36, PICTURE_LETTERS};
	size_t last = (ranks < PICTURE_LETTERS ? ranks : PICTURE_LETTERS) - 1;
	struct text glyph = TEXT_INIT, words = TEXT_INIT;

	for (size_t i = 0; i + 1 < ARRAY_LENGTH(starts) && starts[i] <= last; i++) {
		size_t end = last < starts[i + 1] ? last : starts[i + 1] - 1;
		text_append_format(&glyph, "%s%c", i > 0 ? " " : "", picture_letter(starts[i]));
		if (end > starts[i])
			text_append_format(&glyph, "-%c", picture_letter(end));
	}
	text_append(&words, ranks == 1 ? "local rank" : "local ranks");
	if (ranks > 10)
		text_append_format(&words, " 0 to %zu", ranks - 1);
	if (ranks > PICTURE_LETTERS)
		text_append_format(&words, ", starting again after %d", PICTURE_LETTERS - 1);
	append_remark(text, column, text_string(&glyph), text_string(&words));
	text_release(&glyph);
	text_release(&words);
}

static void append_legend(const struct picture *picture, struct text *text)
{
	struct mask idle = picture->usable;
	bool expected = false;
	size_t column = 0;

	for (unsigned core = 0; core < MASK_BITS; core++)
		if (picture->owner[core] >= 0)
			mask_clear(&idle, core);
	YAML_EACH(const struct site_nic, nic, &picture->type->nics)
		expected = expected || (nic->expected && nic->numa >= 0);
	text_append_char(text, '\n');
	append_letters(picture->assignment->count, text, &column);
	if (picture->type->reserved_cores.count > 0)
		append_remark(text, &column, picture->glyphs->reserved, "reserved for the system");
	if (!mask_is_empty(&idle))
		append_remark(text, &column, picture->glyphs->unused, "not used");
	if (expected)
		append_remark(text, &column, "?", "expected wiring");
	text_append(text, picture->assignment->both_threads ?
				  "\nEach core is used with both its hardware threads.\n" :
				  "\n");
}

/* How many of the small are in the large; 1 for what does not add up, and never more than a
 * node can have. */
static unsigned ratio(int64_t large, int64_t small)
{
	int64_t count = small > 0 && large > small ? large / small : 1;
	return count < MASK_BITS ? (unsigned)count : MASK_BITS;
}

void assignment_append_picture(const struct assignment *assignment, bool ascii, struct text *text)
{
	const struct site_node_type *type = assignment->type;
	int64_t cores = type->cores < MASK_BITS ? type->cores : MASK_BITS;
	struct picture picture = {
		.assignment = assignment,
		.type = type,
		.glyphs = ascii ? &ascii_glyphs : &unicode_glyphs,
		.usable = node_usable_cores(type),
		.ccds = ratio(cores, type->cores_per_ccd),
		.ccds_per_numa = ratio(type->cores_per_numa, type->cores_per_ccd),
	};

	picture.ccds_per_box = picture.ccds_per_numa;
	if (type->gcds <= 0)
		picture.ccds_per_box = ratio(cores / ratio(type->sockets, 1), type->cores_per_ccd);
	picture.sockets = picture.ccds_per_box > picture.ccds_per_numa;
	if (!picture.sockets)
		picture.ccds_per_box = picture.ccds_per_numa;
	for (unsigned core = 0; core < MASK_BITS; core++)
		picture.owner[core] = -1;
	for (size_t rank = 0; rank < assignment->count; rank++)
		for (unsigned core = 0; core < cores; core++)
			if (mask_has(&assignment->tasks[rank].cpus, core))
				picture.owner[core] = (int)rank;
	lay_out(&picture);
	append_heading(assignment, text);
	append_boxes(&picture, text);
	append_legend(&picture, text);
	picture_release(&picture);
}

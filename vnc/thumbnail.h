#ifndef BERTH_VNC_THUMBNAIL_H
#define BERTH_VNC_THUMBNAIL_H

/*
 * A small picture of a screen in the cells of a terminal. Pure: pixels in, cells out.
 *
 * A cell shows two pixels, one above the other, as U+2580 (upper half block): its front colour is
 * the upper one, its back colour the lower one; a blank when both are the same. Each pixel of the
 * thumbnail is the mean of a box of pixels of the screen. Where the terminal has fewer colours
 * than the picture, an ordered pattern mixes two of them; as the pattern stands still, a part of
 * the screen that does not change gives the same cells again. A colour that the terminal has is
 * always shown as it is.
 */

#include "base/base.h"
#include "base/text.h"

enum thumbnail_colors {
	THUMBNAIL_NONE, /* by brightness, with letters: ten steps from ' ' to '@' */
	THUMBNAIL_16,   /* those of xterm, whatever the user's terminal makes of them */
	THUMBNAIL_256,  /* a cube of 6x6x6 and 24 greys */
	THUMBNAIL_TRUE, /* 24 bits */
};
extern const char *const thumbnail_color_names[]; /* "none", "16", "256", "true"; NULL ends */

enum {
	THUMBNAIL_COLUMNS_MAX = 512,
	THUMBNAIL_ROWS_MAX = 256,
	THUMBNAIL_DEFAULT = -1, /* as a colour: that of the terminal */
};

struct pixels {
	const unsigned char *bytes; /* width * height * 3: red, green, blue, row by row */
	int64_t width, height;      /* at least 1, at most 65535 */
};

struct thumbnail_wish {
	int64_t columns, rows; /* at most so many cells; out of bounds is the nearest that is not */
	enum thumbnail_colors colors;
	bool ascii; /* no half blocks: blanks in the mean of both colours */
};

/* Colours are 0xRRGGBB with THUMBNAIL_TRUE, indices with 256 and 16, THUMBNAIL_DEFAULT with
 * none. */
struct thumbnail_cell {
	uint32_t code_point;
	int32_t front, back;
};

struct thumbnail {
	enum thumbnail_colors colors;
	int64_t columns, rows;
	struct thumbnail_cell *cells; /* owned; row by row */
};

/* How many cells a screen of that size takes at most so many, with its shape kept (a cell is as
 * high as two are wide). Never more pixels than the screen has, and at least one cell. */
void thumbnail_fit(int64_t width, int64_t height, const struct thumbnail_wish *wish,
	int64_t *columns, int64_t *rows);

/* The box that pixel `at` of `count` covers among `length`: [*first, *behind), never empty. */
void thumbnail_box(
	int64_t at, int64_t count, int64_t length, int64_t *first, int64_t *behind);

/* The caller ends `thumbnail` with thumbnail_release(); all zero is fine there. */
void thumbnail_make(const struct pixels *pixels, const struct thumbnail_wish *wish,
	struct thumbnail *thumbnail);
void thumbnail_release(struct thumbnail *thumbnail);

/* Appends one row with the sequences for its colours, which are reset at the end; no newline. */
void thumbnail_append_row(const struct thumbnail *thumbnail, int64_t row, struct text *text);

/* The colour that shows red, green and blue at this place. */
int32_t thumbnail_color(
	enum thumbnail_colors colors, const unsigned char *rgb, int64_t x, int64_t y);

#endif

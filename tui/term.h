#ifndef BERTH_TUI_TERM_H
#define BERTH_TUI_TERM_H

/*
 * The terminal: the only part that knows curses, which is used for output alone (keys are decoded
 * by decode.h). It shows a surface in the colours of a theme, as few bytes as possible, and takes
 * care of modes: raw keys, bracketed paste, mouse, alternate screen, and standard error kept off
 * the screen.
 *
 * One terminal at a time; it is standard input and output.
 */

#include "base/diag.h"
#include "theme/theme.h"
#include "tui/surface.h"

struct term;

/* D01 standard input or output is no terminal; D02 $TERM names one that nobody knows, or that
 * cannot move its cursor. Unknown names that look like relatives of xterm are used as such, which
 * is noted (D02, a note). NULL on failure. `colors` 0: styles alone; -1: what the terminal can. */
struct term *term_open(int colors, struct diags *diags) MUST_USE;
/* Gives the terminal back, prints what libraries said meanwhile, and frees. */
void term_close(struct term *term);

int term_fd(const struct term *term); /* to be read */
/* Whether characters beyond ASCII can be shown. */
bool term_is_utf8(const struct term *term);
/* What the terminal says its size is now; curses is told. */
void term_size(struct term *term, int *width, int *height);
int term_colors(const struct term *term);

/* Whether it takes bytes now: one that is slow or stopped must not hold us. */
bool term_is_ready(const struct term *term);
void term_draw(struct term *term, const struct surface *surface, const struct theme *theme);
/* The next drawing paints everything (after noise, another theme, a resize). */
void term_repaint(struct term *term);

void term_mouse(struct term *term, bool on);
/* Bytes for the terminal itself (clipboard). */
void term_send(struct term *term, const char *bytes, size_t length);
/* For other programs, and back. */
void term_suspend(struct term *term);
void term_resume(struct term *term);
/* Whether it may be touched: who runs behind the shell would be stopped for that. True as well where no shell
 * gives it to one or the other. */
bool term_is_ours(const struct term *term);

#endif

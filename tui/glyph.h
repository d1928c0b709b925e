#ifndef BERTH_TUI_GLYPH_H
#define BERTH_TUI_GLYPH_H

/*
 * The signs that the workbench draws, each with its form for terminals that know only ASCII. All
 * are one cell wide. Meaning is never carried by colour alone: states have a sign, too.
 */

#include "base/diag.h"
#include "theme/role.h"

#define GLYPHS(X)                                                                                  \
	X(HORIZONTAL, "─", "-")                                                                    \
	X(VERTICAL, "│", "|")                                                                      \
	X(TOP_LEFT, "┌", "+")                                                                      \
	X(TOP_RIGHT, "┐", "+")                                                                     \
	X(BOTTOM_LEFT, "└", "+")                                                                   \
	X(BOTTOM_RIGHT, "┘", "+")                                                                  \
	X(TEE_LEFT, "├", "+")                                                                      \
	X(TEE_RIGHT, "┤", "+")                                                                     \
	X(SCROLL_TRACK, "│", "|")                                                                  \
	X(SCROLL_THUMB, "█", "#")                                                                  \
	X(ELLIPSIS, "…", "~")                                                                      \
	X(POINTER, "▸", ">")                                                                       \
	X(OPEN, "▾", "v")                                                                          \
	X(CHECKED, "✓", "x")                                                                       \
	X(GOOD, "✓", "+")                                                                          \
	X(ERROR, "✗", "X")                                                                         \
	X(WARNING, "▲", "!")                                                                       \
	X(NOTE, "•", "*")                                                                          \
	X(DOT, "●", "*")                                                                           \
	X(RING, "○", "o")                                                                          \
	X(ARROW, "→", ">")                                                                         \
	X(UP, "↑", "^")                                                                            \
	X(DOWN, "↓", "v")                                                                          \
	X(BAR_FULL, "█", "#")                                                                      \
	X(BAR_EMPTY, "░", ".")                                                                     \
	X(SEPARATOR, "·", "-")                                                                     \
	X(RESERVED, "╳", "x")                                                                      \
	X(SPINNER_1, "◐", "|")                                                                     \
	X(SPINNER_2, "◓", "/")                                                                     \
	X(SPINNER_3, "◑", "-")                                                                     \
	X(SPINNER_4, "◒", "\\")

enum glyph {
#define GLYPH_NAME(name, unicode, ascii) GLYPH_##name,
	GLYPHS(GLYPH_NAME)
#undef GLYPH_NAME
		GLYPH_COUNT
};

const char *glyph(enum glyph which, bool ascii);

/* How complaints are marked everywhere: a sign, and the role that it has. */
enum glyph severity_glyph(enum severity severity);
enum role severity_role(enum severity severity);

#endif

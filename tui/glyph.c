#include "tui/glyph.h"

static const char *const glyphs[GLYPH_COUNT][2] = {
#define GLYPH_ROW(name, unicode, ascii) {unicode, ascii},
	GLYPHS(GLYPH_ROW)
#undef GLYPH_ROW
};

const char *glyph(enum glyph which, bool ascii)
{
	return glyphs[which][ascii];
}

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

enum glyph severity_glyph(enum severity severity)
{
	static const enum glyph signs[] = {GLYPH_NOTE, GLYPH_WARNING, GLYPH_ERROR};
	return signs[severity];
}

enum role severity_role(enum severity severity)
{
	static const enum role roles[] = {ROLE_NOTE, ROLE_WARNING, ROLE_ERROR};
	return roles[severity];
}

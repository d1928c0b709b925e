#ifndef BERTH_TUI_DUMP_H
#define BERTH_TUI_DUMP_H

/*
 * A surface as a document: for tests, for recorded screens, and for pictures in the manual. All of
 * them are appended to `text`.
 */

#include "base/text.h"
#include "theme/theme.h"
#include "tui/surface.h"

/* Its lines, without blanks at their ends. */
void surface_dump_text(const struct surface *surface, struct text *text);

/* One letter a cell (theme/role.h), '!' for a cell of a picture; below it "cursor X Y" where one is
 * shown. */
void surface_dump_roles(const struct surface *surface, struct text *text);

/* An SVG picture in which each cell has its exact place, as the theme would show it where all
 * colours are there. `dark` tells the background that themes assume which use the terminal's own.
 */
void surface_dump_svg(const struct surface *surface, const struct theme *theme, bool dark,
	const char *title, struct text *text);

#endif

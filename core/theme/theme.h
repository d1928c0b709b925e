#ifndef BERTH_THEME_THEME_H
#define BERTH_THEME_THEME_H

/*
 * How roles look: themes/NAME.yaml (berth-themes(5)). A colour is "default", one of the sixteen of
 * the terminal ("red", "bright-blue"), a number of the palette of 256, or "#rrggbb" (the nearest of
 * the 256 is taken where that is all there is). A role names both colours or neither: on an unknown
 * background half a pair cannot be read. What a theme does not name comes from the role that role.h
 * says.
 */

#include "base/diag.h"
#include "base/text.h"
#include "theme/role.h"

enum { COLOR_DEFAULT = -1 };
enum look_style { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8, LOOK_ITALIC = 16 };

struct look {
	int foreground, background; /* 0..255, or COLOR_DEFAULT */
	unsigned style;
};

enum theme_background { BACKGROUND_ANY, BACKGROUND_DARK, BACKGROUND_LIGHT };

struct theme {
	char *name, *summary;      /* owned */
	enum theme_background background; /* what it is made for */
	struct look looks[ROLE_COUNT];
	/* The colours of `looks` as 0xrrggbb, for contrast and pictures; -1: the terminal's own. */
	struct color_pair {
		int foreground, background;
	} exact[ROLE_COUNT];
	bool named[ROLE_COUNT];    /* the file names it */
};

/* Built-in names: "terminal" (default), "dark", "light", "high-contrast", "color-blind", "mono";
 * then the user's own files in the configuration folder ("themes/NAME.yaml"), which win; or a path
 * (with a slash). F.. for mistakes in the file, A01 for an unknown name (with the nearest), A05 a role
 * that is none, A06 a colour that is none, A07 only one of two colours. False leaves the empty theme. */
bool theme_load(const char *name, struct theme *theme, struct diags *diags) MUST_USE;
bool theme_read(const char *path, const char *bytes, size_t length, struct theme *theme,
	struct diags *diags) MUST_USE;
void theme_release(struct theme *theme);
void theme_names(struct strings *names);

/* The look where there are only so many colours (8, 16, 256); fewer than 8: styles alone, with the
 * chosen rows reversed. */
struct look theme_look(const struct theme *theme, enum role role, int colors);

/* Contrast of a role as WCAG 2 counts it, 1.0 to 21.0; 0 when a colour is the terminal's own and so not
 * known. */
double theme_contrast(const struct theme *theme, enum role role);
/* Warnings: A02 contrast below 4.5 (3.0 for what matters less), A04 roles that look the same although
 * they must be told apart (the chosen row and the others, neighbouring tasks); notes: A03 roles that the file does not name. */
void theme_check(const struct theme *theme, struct diags *diags);

#endif

#include "theme/theme.h"

#include "theme/color.h"

static bool is_chosen(enum role role)
{
	return role == ROLE_SELECTED || role == ROLE_SELECTED_QUIET || role == ROLE_BAR ||
	       role == ROLE_MATCH;
}

/* A colour where there are only `colors` of them. */
static int reduce(int palette, int exact, int colors)
{
	if (palette < colors)
		return palette;
	/* Eight colours: the bright ones are the others in bold. */
	if (palette < 16)
		return palette - 8;
	return color_nearest(exact >= 0 ? exact : color_of_palette(palette), colors);
}

struct look theme_look(const struct theme *theme, enum role role, int colors)
{
	struct look look = theme->looks[role];
	const struct color_pair *exact = &theme->exact[role];

	if (colors < 8) {
		look.foreground = look.background = COLOR_DEFAULT;
		if (is_chosen(role))
			look.style |= LOOK_REVERSE;
		return look;
	}
	if (look.foreground >= 8 && look.foreground < 16 && colors < 16)
		look.style |= LOOK_BOLD;
	look.foreground = reduce(look.foreground, exact->foreground, colors);
	look.background = reduce(look.background, exact->background, colors);
	/* What was two colours may have become one. */
	if (look.foreground == look.background && look.foreground != COLOR_DEFAULT) {
		look.foreground = look.background = COLOR_DEFAULT;
		look.style |= LOOK_REVERSE;
	}
	return look;
}

double theme_contrast(const struct theme *theme, enum role role)
{
	const struct color_pair *exact = &theme->exact[role];

	if (exact->foreground < 0 || exact->background < 0)
		return 0;
	return color_contrast(exact->foreground, exact->background);
}

/* What matters less may be fainter. */
static double least_contrast(enum role role)
{
	static const enum role quiet[] = {ROLE_DIM, ROLE_BORDER, ROLE_FOOTER, ROLE_PLACEHOLDER,
		ROLE_DISABLED, ROLE_COMMENT, ROLE_RESERVED};

	for (size_t i = 0; i < ARRAY_LENGTH(quiet); i++)
		if (quiet[i] == role)
			return 3.0;
	return 4.5;
}

static bool look_same(const struct theme *theme, enum role a, enum role b)
{
	const struct look *first = &theme->looks[a], *second = &theme->looks[b];

	return first->foreground == second->foreground &&
	       first->background == second->background && first->style == second->style;
}

void theme_check(const struct theme *theme, struct diags *diags)
{
	static const enum role apart[][2] = {{ROLE_TEXT, ROLE_SELECTED}, {ROLE_TEXT, ROLE_MATCH},
		{ROLE_TEXT, ROLE_ERROR}, {ROLE_BAR, ROLE_BAR_CURRENT}, {ROLE_BORDER, ROLE_BORDER_FOCUS},
		{ROLE_ADDED, ROLE_REMOVED}, {ROLE_SELECTED, ROLE_SELECTED_QUIET}};

	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		double contrast = theme_contrast(theme, role);
		if (contrast > 0 && contrast < least_contrast(role))
			diags_add(diags, SEVERITY_WARNING, "A02", NULL,
				"'%s' has a contrast of %.1f; %.1f can be read well",
				role_table[i].name, contrast, least_contrast(role));
		if (!theme->named[i])
			diags_add(diags, SEVERITY_NOTE, "A03", NULL, "'%s' looks like '%s'",
				role_table[i].name, role_table[role_table[i].otherwise].name);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(apart); i++)
		if (look_same(theme, apart[i][0], apart[i][1]))
			diags_add(diags, SEVERITY_WARNING, "A04", NULL,
				"'%s' and '%s' look the same", role_table[apart[i][0]].name,
				role_table[apart[i][1]].name);
	for (size_t i = 0; i < 8; i++) {
		enum role task = (enum role)(ROLE_TASK_0 + i);
		enum role next = (enum role)(ROLE_TASK_0 + (i + 1) % 8);
		if (look_same(theme, task, next))
			diags_add(diags, SEVERITY_WARNING, "A04", NULL,
				"'%s' and '%s' look the same", role_table[task].name,
				role_table[next].name);
	}
}

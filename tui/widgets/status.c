#include "tui/widgets/status.h"
#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/dialog.h"

static const struct {
	enum glyph sign;
	enum role role;
} severities[] = {
	[SEVERITY_NOTE] = {GLYPH_NOTE, ROLE_NOTE},
	[SEVERITY_WARNING] = {GLYPH_WARNING, ROLE_WARNING},
	[SEVERITY_ERROR] = {GLYPH_ERROR, ROLE_ERROR},
};

void news_draw(struct surface *surface, struct rect area, enum severity severity, const char *text,
	size_t more, const char *key)
{
	enum role role = severities[severity].role;

	if (area.width < 1 || area.height < 1)
		return;
	surface_fill(surface, (struct rect){area.x, area.y, area.width, 1}, role);
	if (more > 0) {
		struct text rest = TEXT_INIT;
		struct rect right;
		int width;

		text_append_format(&rest, " (%zu more: %s)", more, key);
		width = (int)clean_width(text_string(&rest), rest.length);
		if (width < area.width / 2) {
			right = rect_take_right(&area, width);
			surface_text(surface, right, 0, 0, role, text_string(&rest));
		}
		text_release(&rest);
	}
	surface_text(surface, area, 0, 0, role, glyph(severities[severity].sign, surface->ascii));
	surface_fit(surface, area, 2, 0, area.width - 2, -1, role, text);
}

const char *spinner_sign(int64_t milliseconds, bool ascii)
{
	static const enum glyph signs[] = {
		GLYPH_SPINNER_1, GLYPH_SPINNER_2, GLYPH_SPINNER_3, GLYPH_SPINNER_4};
	int64_t step = milliseconds > 0 ? milliseconds / SPINNER_STEP : 0;

	return glyph(signs[step % (int64_t)ARRAY_LENGTH(signs)], ascii);
}

void busy_append(struct text *text, const char *title, int64_t milliseconds)
{
	int64_t seconds = milliseconds / 1000;

	text_append(text, title);
	if (seconds >= 60)
		text_append_format(
			text, " %lld min %lld s", (long long)seconds / 60, (long long)seconds % 60);
	else if (seconds >= 1)
		text_append_format(text, " %lld s", (long long)seconds);
}

void progress_draw(
	struct surface *surface, struct rect area, uint64_t done, uint64_t total, const char *label)
{
	int words = label != NULL ? (int)clean_width(label, strlen(label)) + 1 : 0, bar, full;
	double part = total > 0 ? (double)(done < total ? done : total) / (double)total : 0;

	if (area.width < 1 || area.height < 1)
		return;
	if (words > area.width / 2)
		words = area.width / 2;
	bar = area.width - words - 5;
	if (bar < 4) {
		bar = 0;
		words = area.width > 5 ? area.width - 5 : 0;
	}
	full = (int)(part * bar);
	for (int x = 0; x < bar; x++)
		surface_text(surface, area, x, 0, x < full ? ROLE_PROGRESS : ROLE_DIM,
			glyph(x < full ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY, surface->ascii));
	/* 100 % is what is done, not nearly. */
	if (total > 0)
		surface_format(surface, area, bar, 0, ROLE_TEXT, "%4d%%", (int)(part * 100));
	if (words > 1)
		surface_fit(surface, area, bar + 6, 0, words - 1, -1, ROLE_DIM, label);
}

void nothing_draw(struct surface *surface, struct rect area, const char *text)
{
	struct strings lines = {0};

	if (area.width < 1)
		return;
	wrap_text(text, area.width, &lines);
	for (size_t i = 0; i < lines.count && i < (size_t)(area.height > 0 ? area.height : 0); i++)
		surface_text(surface, area, 0, (int)i, ROLE_DIM, lines.items[i]);
	strings_release(&lines);
}

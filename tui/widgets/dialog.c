#include "tui/widgets/dialog.h"
#include "base/clean.h"

struct rect dialog_frame(
	struct surface *surface, struct rect area, int width, int height, const char *title)
{
	struct rect box = rect_middle(area, width, height), inside;

	surface_fill(surface, box, ROLE_OVERLAY);
	inside = surface_frame(surface, box, ROLE_OVERLAY_BORDER, ROLE_TITLE, title);
	return inside.width >= 12 ? rect_inside(inside, 1, 0, 1, 0) : inside;
}

/* How many of the bytes go into a line, and where the next one begins. */
static size_t break_line(const char *text, size_t length, size_t width, size_t *next)
{
	size_t at = 0, cells = 0, blank = 0;
	struct clean_piece piece;

	while (at < length) {
		size_t size = clean_next(text + at, length - at, &piece);

		if (at > 0 && cells + piece.width > width)
			break;
		if (text[at] == ' ')
			blank = at;
		cells += piece.width;
		at += size;
	}
	*next = at;
	if (at == length)
		return at;
	/* A blank that does not fit any more breaks here; else the last one does. */
	if (text[at] == ' ') {
		*next = at + 1;
		return at;
	}
	if (blank == 0)
		return at;
	*next = blank + 1;
	return blank;
}

void wrap_text(const char *text, int width, struct strings *lines)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n"), next = 0;

		if (length == 0)
			strings_add(lines, "");
		while (length > 0) {
			strings_add_length(lines, text,
				break_line(text, length, width > 0 ? (size_t)width : 1, &next));
			text += next;
			length -= next;
		}
		text += *text == '\n';
	}
}

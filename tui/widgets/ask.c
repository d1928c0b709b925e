#include "tui/widgets/ask.h"
#include "base/clean.h"

enum { WIDTH = 76, CANDIDATES_SHOWN = 8 };

void ask_set(struct ask *ask, const char *label, const char *initial, const char *placeholder,
	bool secret)
{
	ask_release(ask);
	ask->label = xstrdup(label);
	ask->placeholder = xstrdup(placeholder != NULL ? placeholder : "");
	ask->input.secret = secret;
	input_set(&ask->input, initial != NULL ? initial : "");
}

void ask_release(struct ask *ask)
{
	free(ask->label);
	free(ask->placeholder);
	input_release(&ask->input);
	strings_release(&ask->candidates);
	*ask = (struct ask){0};
}

/* The word before the cursor becomes this one. */
static void replace_word(struct ask *ask, const char *word)
{
	struct strings one = {0};
	struct key back = {.code = KEYCODE_BACKSPACE};
	struct input *input = &ask->input;

	while (input->at > 0 && text_string(&input->text)[input->at - 1] != ' ')
		input_take(input, &back);
	strings_add(&one, word);
	input_complete(input, &one);
	strings_release(&one);
}

static enum dialog_taken go_through(struct ask *ask, bool backward)
{
	size_t count = ask->candidates.count;

	if (backward)
		ask->candidate = ask->candidate == 0 || ask->candidate >= count
					 ? count - 1
					 : ask->candidate - 1;
	else
		ask->candidate = ask->candidate + 1 >= count ? 0 : ask->candidate + 1;
	replace_word(ask, ask->candidates.items[ask->candidate]);
	return DIALOG_CHANGED;
}

static enum dialog_taken complete(struct ask *ask, bool backward)
{
	char *before;
	bool changed;

	if (ask->candidates.count > 1)
		return go_through(ask, backward);
	strings_release(&ask->candidates);
	before = xstrndup(text_string(&ask->input.text), ask->input.at);
	ask->complete(ask->context, before, &ask->candidates);
	free(before);
	changed = input_complete(&ask->input, &ask->candidates);
	ask->candidate = ask->candidates.count;
	/* The only one is in the line; there is nothing to choose. */
	if (ask->candidates.count == 1)
		strings_release(&ask->candidates);
	return changed ? DIALOG_CHANGED : DIALOG_TAKEN;
}

enum dialog_taken ask_take(struct ask *ask, const struct key *key)
{
	if (key_among(key, "tab shift-tab"))
		return ask->complete != NULL ? complete(ask, key_is(key, KEYCODE_SHIFT_TAB))
					     : DIALOG_TAKEN;
	if (key_is(key, KEYCODE_ENTER))
		return DIALOG_ANSWERED;
	if (key_among(key, "esc ctrl-c")) {
		/* The first takes the candidates away. */
		if (key_is(key, KEYCODE_ESCAPE) && ask->candidates.count > 0) {
			strings_release(&ask->candidates);
			return DIALOG_TAKEN;
		}
		return DIALOG_LEFT;
	}
	switch (input_take(&ask->input, key)) {
	case INPUT_CHANGED:
		strings_release(&ask->candidates);
		return DIALOG_CHANGED;
	case INPUT_MOVED:
		return DIALOG_TAKEN;
	case INPUT_NOT_MINE:
		break;
	}
	return DIALOG_NOT_MINE;
}

/* As many as fit, the one that was put in among them. */
static void draw_candidates(const struct ask *ask, struct surface *surface, struct rect area)
{
	size_t first = 0, count = ask->candidates.count;
	size_t shown = area.height > 0 ? (size_t)area.height : 0;

	if (ask->candidate < count && ask->candidate >= shown)
		first = ask->candidate - shown + 1;
	for (size_t i = 0; i < shown && first + i < count; i++) {
		bool chosen = first + i == ask->candidate;

		surface_fit(surface, area, 0, (int)i, area.width, -1,
			chosen ? ROLE_SELECTED : ROLE_OVERLAY, ask->candidates.items[first + i]);
	}
	surface_scroll_mark(surface, area, first, shown, count);
}

static int candidate_rows(const struct ask *ask)
{
	return ask->candidates.count < CANDIDATES_SHOWN ? (int)ask->candidates.count
							: CANDIDATES_SHOWN;
}

void ask_draw(struct ask *ask, struct surface *surface, struct rect area)
{
	int rows = candidate_rows(ask);
	struct rect inside = dialog_frame(
		surface, area, area.width < WIDTH ? area.width : WIDTH, 3 + rows, ask->label);
	struct rect line = rect_take_top(&inside, 1);

	input_draw(&ask->input, surface, line, ask->placeholder, true);
	draw_candidates(ask, surface, inside);
}

void ask_draw_line(struct ask *ask, struct surface *surface, struct rect area)
{
	struct rect line = rect_take_bottom(&area, 1), label;
	struct rect list = rect_take_bottom(&area, candidate_rows(ask));
	int width = (int)clean_width(ask->label, strlen(ask->label));

	surface_fill(surface, line, ROLE_INPUT);
	if (width > line.width / 2)
		width = line.width / 2;
	label = rect_take_left(&line, width);
	surface_text(surface, label, 0, 0, ROLE_KEY, ask->label);
	input_draw(&ask->input, surface, line, ask->placeholder, true);
	surface_fill(surface, list, ROLE_OVERLAY);
	draw_candidates(ask, surface, list);
}

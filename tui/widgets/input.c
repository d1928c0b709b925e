#include "tui/widgets/input.h"
#include "base/clean.h"
#include "tui/glyph.h"
#include "tui/widgets/input_text.h"

static void leave_history(struct input *input)
{
	free(input->kept);
	input->kept = NULL;
}

/* What held a secret is not given back before it is wiped. */
static void make_room(struct input *input, size_t extra)
{
	struct text larger = TEXT_INIT;

	if (!input->secret || extra < input->text.capacity - input->text.length) {
		text_reserve(&input->text, extra);
		return;
	}
	text_reserve(&larger, (input->text.length + extra) * 2);
	text_append_bytes(&larger, text_string(&input->text), input->text.length);
	if (input->text.data != NULL)
		explicit_bzero(input->text.data, input->text.capacity);
	text_release(&input->text);
	input->text = larger;
}

static void splice(struct input *input, size_t start, size_t end, const char *bytes, size_t length)
{
	struct text *text = &input->text;

	make_room(input, length);
	memmove(text->data + start + length, text->data + end, text->length - end);
	memcpy(text->data + start, bytes, length);
	text->length = text->length - (end - start) + length;
	text->data[text->length] = '\0';
	input->at = start + length;
}

void input_set(struct input *input, const char *text)
{
	size_t length = strlen(text);

	leave_history(input);
	splice(input, 0, input->text.length, text, text_limit(text, length, INPUT_MAX));
	input->first = 0;
}

void input_release(struct input *input)
{
	if (input->secret && input->text.data != NULL)
		explicit_bzero(input->text.data, input->text.capacity);
	if (input->secret && input->kept != NULL)
		explicit_bzero(input->kept, strlen(input->kept));
	text_release(&input->text);
	leave_history(input);
	*input = (struct input){0};
}

/* A line of its own: what breaks lines becomes a blank, other controls go. */
static void append_one_line(struct text *line, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		if (c == '\n' && i > 0 && bytes[i - 1] == '\r')
			continue;
		if (c == '\n' || c == '\r' || c == '\t')
			text_append_char(line, ' ');
		else if ((unsigned char)c >= 0x20 && c != 0x7f)
			text_append_char(line, c);
	}
}

void input_insert(struct input *input, const char *bytes, size_t length)
{
	struct text line = TEXT_INIT;
	size_t room = INPUT_MAX - input->text.length;

	text_reserve(&line, length < INPUT_MAX ? length : INPUT_MAX);
	append_one_line(&line, bytes, length < 4 * INPUT_MAX ? length : 4 * INPUT_MAX);
	text_truncate(&line, text_limit(text_string(&line), line.length, room));
	leave_history(input);
	splice(input, input->at, input->at, text_string(&line), line.length);
	if (input->secret)
		explicit_bzero(line.data, line.capacity);
	text_release(&line);
}

static size_t common_prefix(const struct strings *candidates)
{
	const char *first = candidates->items[0];
	size_t length = strlen(first), whole = 0;

	for (size_t i = 1; i < candidates->count; i++) {
		size_t same = 0;

		while (same < length && candidates->items[i][same] == first[same])
			same++;
		length = same;
	}
	/* Not half a character. */
	while (whole < length && next_character(first, strlen(first), whole) <= length)
		whole = next_character(first, strlen(first), whole);
	return whole;
}

bool input_complete(struct input *input, const struct strings *candidates)
{
	const char *text = text_string(&input->text);
	size_t start = input->at, length;

	if (candidates->count == 0)
		return false;
	while (start > 0 && text[start - 1] != ' ')
		start--;
	length = common_prefix(candidates);
	if (length < input->at - start || input->text.length + length > INPUT_MAX)
		return false;
	if (length == input->at - start && memcmp(text + start, candidates->items[0], length) == 0)
		return false;
	leave_history(input);
	splice(input, start, input->at, candidates->items[0], length);
	return true;
}

/* Steps through the history: the newest first, and down again to what was being typed. */
static enum input_taken step_history(struct input *input, bool older)
{
	const struct strings *history = input->history;
	char *kept = input->kept;

	if (history == NULL || input->secret)
		return INPUT_NOT_MINE;
	if (kept == NULL && older && history->count > 0) {
		kept = xstrdup(text_string(&input->text));
		input->history_at = history->count - 1;
	} else if (kept != NULL && older && input->history_at > 0) {
		input->history_at--;
	} else if (kept != NULL && !older) {
		input->history_at++;
	} else {
		return INPUT_MOVED;
	}
	input->kept = NULL;
	if (input->history_at < history->count) {
		input_set(input, history->items[input->history_at]);
		input->kept = kept;
	} else {
		input_set(input, kept);
		free(kept);
	}
	return INPUT_CHANGED;
}

static enum input_taken move(struct input *input, size_t to)
{
	input->at = to;
	return INPUT_MOVED;
}

static enum input_taken cut(struct input *input, size_t start, size_t end)
{
	if (start == end)
		return INPUT_MOVED;
	leave_history(input);
	splice(input, start, end, "", 0);
	return INPUT_CHANGED;
}

static enum input_taken click(struct input *input, const struct key *key)
{
	const char *text = text_string(&input->text);
	size_t at = 0, length = input->text.length;
	int64_t cell = (int64_t)key->x - input->area.x + input->first;

	if (key->button != BUTTON_LEFT || !rect_has(input->area, key->x, key->y))
		return INPUT_NOT_MINE;
	while (at < length) {
		size_t next = next_character(text, length, at);

		cell -= input->secret ? 1 : (int64_t)clean_width(text + at, next - at);
		if (cell < 0)
			break;
		at = next;
	}
	return move(input, at);
}

static enum input_taken type(struct input *input, const struct key *key)
{
	struct text bytes = TEXT_INIT;
	size_t before = input->text.length;

	if (key->code == KEYCODE_PASTE) {
		input_insert(input, key->text, key->length);
	} else {
		text_append_character(&bytes, key->code);
		input_insert(input, bytes.data, bytes.length);
		text_release(&bytes);
	}
	return input->text.length == before ? INPUT_MOVED : INPUT_CHANGED;
}

enum input_taken input_take(struct input *input, const struct key *key)
{
	const char *text = text_string(&input->text);
	size_t length = input->text.length, at = input->at;

	if (key->code == KEYCODE_PASTE ||
		(key->modifiers == 0 && key->code >= ' ' && key->code < KEYCODE_FIRST))
		return type(input, key);
	if (key->code == KEYCODE_MOUSE)
		return click(input, key);
	if (key_among(key, "left ctrl-b"))
		return move(input, previous_character(text, length, at));
	if (key_among(key, "right ctrl-f"))
		return move(input, next_character(text, length, at));
	if (key_among(key, "home ctrl-a"))
		return move(input, 0);
	if (key_among(key, "end ctrl-e"))
		return move(input, length);
	if (key_among(key, "alt-b ctrl-left alt-left"))
		return move(input, word_start(text, length, at));
	if (key_among(key, "alt-f ctrl-right alt-right"))
		return move(input, word_end(text, length, at));
	if (key_among(key, "backspace ctrl-h"))
		return cut(input, previous_character(text, length, at), at);
	if (key_among(key, "delete ctrl-d"))
		return cut(input, at, next_character(text, length, at));
	if (key_among(key, "ctrl-w alt-backspace"))
		return cut(input, word_start(text, length, at), at);
	if (key_among(key, "alt-d"))
		return cut(input, at, word_end(text, length, at));
	if (key_among(key, "ctrl-u"))
		return cut(input, 0, at);
	if (key_among(key, "ctrl-k"))
		return cut(input, at, length);
	if (key_among(key, "up"))
		return step_history(input, true);
	if (key_among(key, "down"))
		return step_history(input, false);
	return INPUT_NOT_MINE;
}

static size_t count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length; at = next_character(text, length, at))
		count++;
	return count;
}

static int cells_before(const struct input *input, size_t at)
{
	const char *text = text_string(&input->text);

	return (int)(input->secret ? count_characters(text, at) : clean_width(text, at));
}

void input_draw(struct input *input, struct surface *surface, struct rect area,
	const char *placeholder, bool focus)
{
	int cursor = cells_before(input, input->at);

	area.height = area.height > 0 ? 1 : 0;
	input->area = area;
	surface_fill(surface, area, ROLE_INPUT);
	if (area.width < 1 || area.height < 1)
		return;
	/* The cursor is in sight, and no cell at the right stays empty without need. */
	if (cursor < input->first)
		input->first = cursor;
	if (cursor >= input->first + area.width)
		input->first = cursor - area.width + 1;
	if (input->first > 0) {
		int total = cells_before(input, input->text.length) + 1;

		if (total - input->first < area.width)
			input->first = total > area.width ? total - area.width : 0;
	}
	if (input->text.length == 0 && placeholder != NULL)
		surface_text(surface, area, 0, 0, ROLE_PLACEHOLDER, placeholder);
	else if (input->secret)
		for (int x = 0; x < cells_before(input, input->text.length) - input->first &&
				x < area.width;
			x++)
			surface_text(
				surface, area, x, 0, ROLE_INPUT, glyph(GLYPH_NOTE, surface->ascii));
	else
		surface_bytes(surface, area, -input->first, 0, ROLE_INPUT,
			text_string(&input->text), input->text.length);
	if (focus)
		surface_cursor(surface, area, cursor - input->first, 0);
}

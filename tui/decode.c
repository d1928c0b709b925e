#include "tui/decode.h"
#include "base/clean.h"

#define ESCAPE '\033'

static const char paste_end[] = "\033[201~";

/* CSI sequences by their last character: "\e[A", also with modifiers "\e[1;5A", and "\eOA". */
static const struct {
	char last;
	uint32_t code;
} by_letter[] = {
	{'A', KEYCODE_UP},
	{'B', KEYCODE_DOWN},
	{'C', KEYCODE_RIGHT},
	{'D', KEYCODE_LEFT},
	{'H', KEYCODE_HOME},
	{'F', KEYCODE_END},
	{'Z', KEYCODE_SHIFT_TAB},
	{'M', KEYCODE_ENTER}, /* of the keypad; only behind "\eO" */
	{'P', KEYCODE_F1},
	{'Q', KEYCODE_F1 + 1},
	{'R', KEYCODE_F1 + 2},
	{'S', KEYCODE_F1 + 3},
};

/* Those by number: "\e[5~". */
static const struct {
	unsigned number;
	uint32_t code;
} by_number[] = {
	{1, KEYCODE_HOME},
	{2, KEYCODE_INSERT},
	{3, KEYCODE_DELETE},
	{4, KEYCODE_END},
	{5, KEYCODE_PAGE_UP},
	{6, KEYCODE_PAGE_DOWN},
	{7, KEYCODE_HOME},
	{8, KEYCODE_END},
	{11, KEYCODE_F1},
	{12, KEYCODE_F1 + 1},
	{13, KEYCODE_F1 + 2},
	{14, KEYCODE_F1 + 3},
	{15, KEYCODE_F1 + 4},
	{17, KEYCODE_F1 + 5},
	{18, KEYCODE_F1 + 6},
	{19, KEYCODE_F1 + 7},
	{20, KEYCODE_F1 + 8},
	{21, KEYCODE_F1 + 9},
	{23, KEYCODE_F1 + 10},
	{24, KEYCODE_F1 + 11},
};

/* What one look at the waiting bytes gives. */
struct look {
	size_t length;	/* bytes of the key; 0: more are needed */
	struct key key; /* KEYCODE_NONE: nothing that we know */
};

static const unsigned char *bytes_of(const struct decoder *decoder)
{
	return (const unsigned char *)text_string(&decoder->waiting);
}

void decoder_feed(struct decoder *decoder, const char *bytes, size_t length)
{
	text_append_bytes(&decoder->waiting, bytes, length);
}

/* xterm's modifiers: 1 and a bit each for shift, alt, control. */
static unsigned modifiers_of(unsigned parameter)
{
	unsigned bits = parameter > 0 ? parameter - 1 : 0;

	return ((bits & 2) != 0 ? (unsigned)KEY_ALT : 0) |
	       ((bits & 4) != 0 ? (unsigned)KEY_CONTROL : 0);
}

static uint32_t code_by_letter(char last)
{
	for (size_t i = 0; i < ARRAY_LENGTH(by_letter); i++)
		if (by_letter[i].last == last)
			return by_letter[i].code;
	return KEYCODE_NONE;
}

static uint32_t code_by_number(unsigned number)
{
	for (size_t i = 0; i < ARRAY_LENGTH(by_number); i++)
		if (by_number[i].number == number)
			return by_number[i].code;
	return KEYCODE_NONE;
}

/* Numbers between semicolons, at most `max`; gives how many there are. */
static size_t read_parameters(
	const unsigned char *bytes, size_t length, unsigned *numbers, size_t max)
{
	size_t count = 1;

	memset(numbers, 0, max * sizeof *numbers);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == ';' && count < max)
			count++;
		else if (bytes[i] >= '0' && bytes[i] <= '9' && numbers[count - 1] < 100000)
			numbers[count - 1] = numbers[count - 1] * 10 + (bytes[i] - '0');
	}
	return count;
}

/* "\e[<BUTTON;COLUMN;ROWM", or with "m" when it is let go, which nobody asks for. */
static void read_mouse(const unsigned *numbers, bool pressed, struct key *key)
{
	static const int buttons[] = {BUTTON_LEFT, BUTTON_MIDDLE, BUTTON_RIGHT};
	unsigned button = numbers[0] & ~(4u | 8u | 16u);

	if (!pressed || (button & 32) != 0 || numbers[1] == 0 || numbers[2] == 0)
		return;
	if (button == 64 || button == 65)
		key->button = button == 64 ? BUTTON_WHEEL_UP : BUTTON_WHEEL_DOWN;
	else if (button < ARRAY_LENGTH(buttons))
		key->button = buttons[button];
	else
		return;
	key->code = KEYCODE_MOUSE;
	key->x = (int)numbers[1] - 1;
	key->y = (int)numbers[2] - 1;
}

/* "\e[" PARAMETERS LAST, of `length` bytes in all. */
static void read_csi(const unsigned char *bytes, size_t length, struct key *key)
{
	unsigned numbers[3];
	char last = (char)bytes[length - 1];
	size_t count = read_parameters(bytes + 2, length - 3, numbers, ARRAY_LENGTH(numbers));

	if (bytes[2] == '<') {
		if (last == 'M' || last == 'm')
			read_mouse(numbers, last == 'M', key);
		return;
	}
	if (last == '~')
		key->code = code_by_number(numbers[0]);
	else if (last != 'M')
		key->code = code_by_letter(last);
	if (key->code != KEYCODE_NONE && count > 1)
		key->modifiers = modifiers_of(numbers[1]);
	/* rxvt: "\e[5^" with control. */
	if (last == '^') {
		key->code = code_by_number(numbers[0]);
		key->modifiers = KEY_CONTROL;
	}
}

/* How long the CSI sequence is that begins the bytes; 0 when its end is not there yet. */
static size_t csi_length(const unsigned char *bytes, size_t length)
{
	/* The Linux console's F1 to F5: "\e[[A". */
	if (length > 2 && bytes[2] == '[')
		return length > 3 ? 4 : 0;
	for (size_t i = 2; i < length; i++) {
		if (bytes[i] >= 0x40 && bytes[i] <= 0x7e)
			return i + 1;
		/* No part of a sequence: what began is noise, and this begins something new. */
		if (bytes[i] < 0x20 || bytes[i] > 0x7e || i >= DECODE_SEQUENCE_MAX)
			return i;
	}
	return 0;
}

static struct look look_at_csi(const unsigned char *bytes, size_t length)
{
	struct look look = {.length = csi_length(bytes, length), .key = {.code = KEYCODE_NONE}};

	if (look.length < 3)
		return look;
	if (bytes[2] == '[') {
		if (bytes[3] >= 'A' && bytes[3] <= 'E')
			look.key.code = KEYCODE_F1 + (uint32_t)(bytes[3] - 'A');
	} else {
		read_csi(bytes, look.length, &look.key);
	}
	return look;
}

static struct look look_at_character(const unsigned char *bytes, size_t length)
{
	struct look look = {.length = 1, .key = {.code = KEYCODE_NONE}};
	unsigned char c = bytes[0];
	uint32_t code;
	size_t size;

	if (c == '\r' || c == '\n') {
		look.key.code = KEYCODE_ENTER;
	} else if (c == '\t') {
		look.key.code = KEYCODE_TAB;
	} else if (c == 0x7f || c == '\b') {
		look.key.code = KEYCODE_BACKSPACE;
	} else if (c < 0x20) {
		/* ^A to ^Z, and ^@ ^\ ^] ^^ ^_ by the characters on their keys. */
		look.key.code = c == 0	  ? ' '
				: c <= 26 ? (uint32_t)(c - 1 + 'a')
					  : (uint32_t)(c + 0x40);
		look.key.modifiers = KEY_CONTROL;
	} else if ((size = utf8_decode(bytes, length, &code)) > 0) {
		look.length = size;
		look.key.code = code;
	} else if (c >= 0xc2 && c <= 0xf4 && length < 4) {
		look.length = c < 0xe0 && length >= 2 ? 1 : c < 0xf0 && length >= 3 ? 1 : 0;
	}
	return look;
}

/* An Escape and what stands behind it. */
static struct look look_at_escape(const unsigned char *bytes, size_t length)
{
	struct look look = {.length = 0, .key = {.code = KEYCODE_NONE}};

	if (length < 2)
		return look;
	if (bytes[1] == '[')
		return look_at_csi(bytes, length);
	if (bytes[1] == 'O') {
		if (length > 2) {
			look.length = 3;
			look.key.code = code_by_letter((char)bytes[2]);
		}
		return look;
	}
	if (bytes[1] == ESCAPE) {
		look.length = 1;
		look.key.code = KEYCODE_ESCAPE;
		return look;
	}
	look = look_at_character(bytes + 1, length - 1);
	if (look.length > 0)
		look.length++;
	look.key.modifiers |= KEY_ALT;
	return look;
}

static bool take_paste(struct decoder *decoder, struct key *key)
{
	const char *bytes = text_string(&decoder->waiting);
	size_t length = decoder->waiting.length, kept = strlen(paste_end) - 1;
	const char *end = length > 0 ? memmem(bytes, length, paste_end, strlen(paste_end)) : NULL;
	/* The end may have come in part. */
	size_t take = end != NULL ? (size_t)(end - bytes) : length > kept ? length - kept : 0;
	size_t room = DECODE_PASTE_MAX - decoder->pasted.length;

	text_append_bytes(&decoder->pasted, bytes, take < room ? take : room);
	if (end != NULL)
		take += strlen(paste_end);
	memmove(decoder->waiting.data, decoder->waiting.data + take, length - take);
	text_truncate(&decoder->waiting, length - take);
	if (end == NULL)
		return false;
	decoder->pasting = false;
	*key = (struct key){.code = KEYCODE_PASTE,
		.text = text_string(&decoder->pasted),
		.length = decoder->pasted.length};
	return true;
}

static bool begins_paste(const struct decoder *decoder, size_t length)
{
	return length == 6 && memcmp(bytes_of(decoder), "\033[200~", 6) == 0;
}

static void drop(struct decoder *decoder, size_t length)
{
	size_t left = decoder->waiting.length - length;

	memmove(decoder->waiting.data, decoder->waiting.data + length, left);
	text_truncate(&decoder->waiting, left);
}

bool decoder_next(struct decoder *decoder, struct key *key)
{
	while (decoder->waiting.length > 0) {
		const unsigned char *bytes = bytes_of(decoder);
		size_t length = decoder->waiting.length;
		struct look look;
		bool paste;
		if (decoder->pasting)
			return take_paste(decoder, key);
		look = bytes[0] == ESCAPE ? look_at_escape(bytes, length)
					  : look_at_character(bytes, length);
		if (look.length == 0)
			return false;
		paste = begins_paste(decoder, look.length);
		drop(decoder, look.length);
		if (paste) {
			decoder->pasting = true;
			text_truncate(&decoder->pasted, 0);
		} else if (look.key.code != KEYCODE_NONE) {
			*key = look.key;
			return true;
		}
	}
	return false;
}

bool decoder_is_unsettled(const struct decoder *decoder)
{
	return !decoder->pasting && decoder->waiting.length > 0;
}

bool decoder_settle(struct decoder *decoder, struct key *key)
{
	const unsigned char *bytes = bytes_of(decoder);
	size_t length = decoder->waiting.length;
	struct look look;

	if (!decoder_is_unsettled(decoder))
		return false;
	if (bytes[0] == ESCAPE && length == 1) {
		drop(decoder, 1);
		*key = (struct key){.code = KEYCODE_ESCAPE};
		return true;
	}
	/* "alt-[" and "alt-O" look like a beginning; longer ones are what was torn. */
	if (bytes[0] == ESCAPE && length == 2) {
		look = look_at_character(bytes + 1, 1);
		drop(decoder, 2);
		look.key.modifiers |= KEY_ALT;
		*key = look.key;
		return look.key.code != KEYCODE_NONE;
	}
	drop(decoder, length);
	return false;
}

void decoder_release(struct decoder *decoder)
{
	text_release(&decoder->waiting);
	text_release(&decoder->pasted);
}

#include "tui/key.h"
#include "base/clean.h"

static const struct {
	const char *name;
	uint32_t code;
} names[] = {
	{"space", ' '},
	{"enter", KEYCODE_ENTER},
	{"esc", KEYCODE_ESCAPE},
	{"tab", KEYCODE_TAB},
	{"shift-tab", KEYCODE_SHIFT_TAB},
	{"backspace", KEYCODE_BACKSPACE},
	{"delete", KEYCODE_DELETE},
	{"insert", KEYCODE_INSERT},
	{"up", KEYCODE_UP},
	{"down", KEYCODE_DOWN},
	{"left", KEYCODE_LEFT},
	{"right", KEYCODE_RIGHT},
	{"home", KEYCODE_HOME},
	{"end", KEYCODE_END},
	{"page-up", KEYCODE_PAGE_UP},
	{"page-down", KEYCODE_PAGE_DOWN},
	{"f1", KEYCODE_F1},
	{"f2", KEYCODE_F1 + 1},
	{"f3", KEYCODE_F1 + 2},
	{"f4", KEYCODE_F1 + 3},
	{"f5", KEYCODE_F1 + 4},
	{"f6", KEYCODE_F1 + 5},
	{"f7", KEYCODE_F1 + 6},
	{"f8", KEYCODE_F1 + 7},
	{"f9", KEYCODE_F1 + 8},
	{"f10", KEYCODE_F1 + 9},
	{"f11", KEYCODE_F1 + 10},
	{"f12", KEYCODE_F12},
};

static bool parse_code(const char *name, size_t length, uint32_t *code)
{
	uint32_t character;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (strlen(names[i].name) == length && memcmp(names[i].name, name, length) == 0) {
			*code = names[i].code;
			return true;
		}
	}
	if (length == 0 || utf8_decode((const unsigned char *)name, length, &character) != length)
		return false;
	/* Blanks separate names, and controls have names of their own. */
	if (character <= ' ' || (character >= 0x7f && character <= 0x9f))
		return false;
	*code = character;
	return true;
}

static bool parse_name(const char *name, size_t length, struct key *key)
{
	static const char control[] = "ctrl-", alt[] = "alt-";
	unsigned modifiers = 0;
	uint32_t code;

	for (;;) {
		if (length > strlen(control) && memcmp(name, control, strlen(control)) == 0) {
			modifiers |= KEY_CONTROL;
			name += strlen(control);
			length -= strlen(control);
		} else if (length > strlen(alt) && memcmp(name, alt, strlen(alt)) == 0) {
			modifiers |= KEY_ALT;
			name += strlen(alt);
			length -= strlen(alt);
		} else {
			break;
		}
	}
	if (!parse_code(name, length, &code))
		return false;
	/* A terminal sends the same for both cases. */
	if ((modifiers & KEY_CONTROL) != 0 && code >= 'A' && code <= 'Z')
		code += 'a' - 'A';
	*key = (struct key){.code = code, .modifiers = modifiers};
	return true;
}

bool key_parse(const char *name, struct key *key)
{
	return parse_name(name, strlen(name), key);
}

void text_append_character(struct text *text, uint32_t code_point)
{
	char bytes[4];

	if (code_point < 0x80) {
		text_append_char(text, (char)code_point);
	} else if (code_point < 0x800) {
		bytes[0] = (char)(0xc0 | code_point >> 6);
		bytes[1] = (char)(0x80 | (code_point & 0x3f));
		text_append_bytes(text, bytes, 2);
	} else if (code_point < 0x10000) {
		bytes[0] = (char)(0xe0 | code_point >> 12);
		bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (code_point & 0x3f));
		text_append_bytes(text, bytes, 3);
	} else {
		bytes[0] = (char)(0xf0 | (code_point >> 18 & 0x7));
		bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (code_point & 0x3f));
		text_append_bytes(text, bytes, 4);
	}
}

void key_append(const struct key *key, struct text *text)
{
	if ((key->modifiers & KEY_CONTROL) != 0)
		text_append(text, "ctrl-");
	if ((key->modifiers & KEY_ALT) != 0)
		text_append(text, "alt-");
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (names[i].code == key->code) {
			text_append(text, names[i].name);
			return;
		}
	}
	if (key->code < KEYCODE_FIRST)
		text_append_character(text, key->code);
}

bool key_equal(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->modifiers == b->modifiers;
}

bool key_among(const struct key *key, const char *list)
{
	while (*list != '\0') {
		size_t length = strcspn(list, " ");
		struct key other;

		if (parse_name(list, length, &other) && key_equal(key, &other))
			return true;
		list += length;
		list += strspn(list, " ");
	}
	return false;
}

#include "image/names_form.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static size_t run_length(const char *bytes, bool (*accepts)(char))
{
	size_t length = 0;
	while (accepts(bytes[length]))
		length++;
	return length;
}

/* A piece of exactly `length` accepted bytes. */
static size_t take_fixed(const char *bytes, bool (*accepts)(char), size_t length, size_t below)
{
	for (size_t i = 0; i < length; i++)
		if (!accepts(bytes[i]))
			return 0;
	return length < below ? length : 0;
}

static size_t take_run(const char *bytes, bool (*accepts)(char), size_t below)
{
	size_t length = run_length(bytes, accepts);
	return length < below ? length : below - 1;
}

/* Digits, dots with digits behind them, and at last perhaps ".postN". */
static size_t take_version(const char *bytes, size_t below)
{
	size_t best = 0, at = 0;

	while (is_digit(bytes[at])) {
		size_t end = at + run_length(bytes + at, is_digit);
		if (at + 1 >= below)
			return best;
		best = end < below ? end : below - 1;
		if (bytes[end] != '.')
			return best;
		at = end + 1;
	}
	if (at > 0 && string_starts(bytes + at, "post") && is_digit(bytes[at + 4])) {
		size_t end = at + 4 + run_length(bytes + at + 4, is_digit);
		if (at + 5 < below)
			best = end < below ? end : below - 1;
	}
	return best;
}

static size_t take_vversion(const char *bytes, size_t below)
{
	size_t length;

	if (bytes[0] != 'v')
		return take_version(bytes, below);
	if (below < 2)
		return 0;
	length = take_version(bytes + 1, below - 1);
	return length > 0 ? length + 1 : 0;
}

static size_t take_stamp(const char *bytes, size_t below)
{
	enum { DAY = 8, TIME = 6 };

	if (take_fixed(bytes, is_digit, DAY, SIZE_MAX) == 0 || bytes[DAY] != '_' ||
		take_fixed(bytes + DAY + 1, is_digit, TIME, SIZE_MAX) == 0)
		return 0;
	return DAY + 1 + TIME < below ? DAY + 1 + TIME : 0;
}

static size_t take_compact(const char *bytes, size_t below)
{
	size_t three = take_fixed(bytes, is_digit, 3, below);
	return three > 0 ? three : take_fixed(bytes, is_digit, 2, below);
}

static size_t take_choice(char *const *words, const char *bytes, size_t below)
{
	size_t best = 0;

	for (; *words != NULL; words++) {
		size_t length = strlen(*words);
		if (length > best && length < below && strncmp(bytes, *words, length) == 0)
			best = length;
	}
	return best;
}

size_t name_step_take(const struct name_step *step, const char *bytes, size_t below)
{
	if (below == 0)
		return 0;
	switch (step->class) {
	case CLASS_VERSION:
		return take_version(bytes, below);
	case CLASS_VVERSION:
		return take_vversion(bytes, below);
	case CLASS_DATE:
		return take_fixed(bytes, is_digit, 8, below);
	case CLASS_STAMP:
		return take_stamp(bytes, below);
	case CLASS_HEX7:
		return take_fixed(bytes, is_hex, 7, below);
	case CLASS_HEX12:
		return take_fixed(bytes, is_hex, 12, below);
	case CLASS_WORD:
		return take_run(bytes, is_word, below);
	case CLASS_DIGITS:
		return take_run(bytes, is_digit, below);
	case CLASS_COMPACT:
		return take_compact(bytes, below);
	case CLASS_UBUNTU:
		return take_fixed(bytes, is_digit, 2, below);
	case CLASS_CHOICE:
		return take_choice(step->words, bytes, below);
	}
	return 0;
}

void name_step_append_value(
	const struct name_step *step, const char *bytes, size_t length, struct text *text)
{
	switch (step->class) {
	case CLASS_VVERSION:
		if (bytes[0] == 'v')
			bytes++, length--;
		text_append_bytes(text, bytes, length);
		break;
	case CLASS_COMPACT:
		text_append_char(text, bytes[0]);
		text_append_char(text, '.');
		text_append_bytes(text, bytes + 1, length - 1);
		break;
	case CLASS_UBUNTU:
		text_append_bytes(text, bytes, length);
		text_append(text, ".04");
		break;
	default:
		text_append_bytes(text, bytes, length);
	}
}

#include "tui/widgets/input_text.h"
#include "base/clean.h"

size_t next_character(const char *text, size_t length, size_t at)
{
	struct clean_piece piece;

	if (at >= length)
		return length;
	at += clean_next(text + at, length - at, &piece);
	while (at < length) {
		size_t size = clean_next(text + at, length - at, &piece);

		if (piece.width > 0)
			break;
		at += size;
	}
	return at;
}

/* The place of the code point that ends at `at`. */
static size_t step_back(const char *text, size_t at)
{
	uint32_t code_point;

	for (size_t size = 2; size <= 4 && size <= at; size++)
		if (utf8_decode((const unsigned char *)text + at - size, size, &code_point) == size)
			return at - size;
	return at - 1;
}

size_t previous_character(const char *text, size_t length, size_t at)
{
	struct clean_piece piece;

	while (at > 0) {
		at = step_back(text, at);
		clean_next(text + at, length - at, &piece);
		if (piece.width > 0)
			break;
	}
	return at;
}

size_t text_limit(const char *text, size_t length, size_t limit)
{
	size_t at = limit;

	if (length <= limit)
		return length;
	while (at > 0 && at + 3 > limit && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static bool is_word(const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c >= 0x80;
}

size_t word_start(const char *text, size_t length, size_t at)
{
	while (at > 0 && !is_word(text, previous_character(text, length, at)))
		at = previous_character(text, length, at);
	while (at > 0 && is_word(text, previous_character(text, length, at)))
		at = previous_character(text, length, at);
	return at;
}

size_t word_end(const char *text, size_t length, size_t at)
{
	while (at < length && !is_word(text, at))
		at = next_character(text, length, at);
	while (at < length && is_word(text, at))
		at = next_character(text, length, at);
	return at;
}

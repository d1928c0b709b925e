#include "base/clean.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Characters without a face of their own that can turn the text around it or hide in it, and so
 * make a name look like another one. Line and paragraph separators belong to them because some
 * terminals and pagers break the line there. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{0x00ad, 0x00ad},   /* soft hyphen */
	{0x034f, 0x034f},   /* combining grapheme joiner */
	{0x061c, 0x061c},   /* Arabic letter mark */
	{0x115f, 0x1160},   /* Hangul fillers */
	{0x17b4, 0x17b5},   /* Khmer inherent vowels */
	{0x180e, 0x180e},   /* Mongolian vowel separator */
	{0x200b, 0x200f},   /* zero-width space and joiners, direction marks */
	{0x2028, 0x202e},   /* separators, embeddings and overrides */
	{0x2060, 0x206f},   /* word joiner, invisible operators, isolates */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xfeff, 0xfeff},   /* byte order mark */
	{0xffa0, 0xffa0},   /* half-width Hangul filler */
	{0xfff9, 0xfffb},   /* interlinear annotation */
	{0x1d173, 0x1d17a}, /* musical formatting */
	{0xe0000, 0xe0fff}, /* tags and supplementary variation selectors */
};

/* The number of bytes that a lead byte announces, 0 when it cannot lead. The bounds keep out the
 * over-long forms of two bytes and the lead bytes that could only go beyond U+10FFFF. */
static size_t announced_size(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

size_t utf8_decode(const unsigned char *bytes, size_t length, uint32_t *code_point)
{
	static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t size = length > 0 ? announced_size(bytes[0]) : 0;
	uint32_t value;

	if (size == 0 || size > length)
		return 0;
	value = bytes[0] & lead_bits[size];
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code_point = value;
	return size;
}

static bool is_hidden(uint32_t code_point)
{
	for (size_t i = 0; i < ARRAY_LENGTH(hidden); i++)
		if (code_point <= hidden[i].last)
			return code_point >= hidden[i].first;
	return false;
}

static bool needs_escape(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f) ||
	       is_hidden(code_point);
}

static size_t write_escape(uint32_t code_point, char *bytes, size_t size)
{
	int length;

	if (code_point == '\n' || code_point == '\t')
		length = snprintf(bytes, size, code_point == '\n' ? "\\n" : "\\t");
	else if (code_point < 0x100)
		length = snprintf(bytes, size, "\\x%02x", code_point);
	else if (code_point < 0x10000)
		length = snprintf(bytes, size, "\\u%04x", code_point);
	else
		length = snprintf(bytes, size, "\\U%08x", code_point);
	return (size_t)length;
}

static void append_escape(struct text *text, uint32_t code_point)
{
	char bytes[sizeof((struct clean_piece *)NULL)->bytes];

	text_append_bytes(text, bytes, write_escape(code_point, bytes, sizeof bytes));
}

size_t clean_next(const void *bytes, size_t length, struct clean_piece *piece)
{
	uint32_t code_point = 0;
	size_t size = utf8_decode(bytes, length, &code_point);

	if (size > 0 && needs_escape(code_point)) {
		piece->length =
			(uint8_t)write_escape(code_point, piece->bytes, sizeof piece->bytes);
		piece->width = piece->length;
		return size;
	}
	if (size > 0) {
		memcpy(piece->bytes, bytes, size);
		piece->length = (uint8_t)size;
		piece->width = (uint8_t)character_width(code_point);
	} else {
		memcpy(piece->bytes, replacement, sizeof replacement);
		piece->length = sizeof replacement - 1;
		piece->width = 1;
	}
	piece->bytes[piece->length] = '\0';
	return size > 0 ? size : 1;
}

/* Those of eight bytes that are not printable ASCII have their highest bit set in the result; behind
 * the first of them, others may have it, too. */
static uint64_t special_bytes(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t delete = word ^ ones * 0x7f;

	return (word | ((word - ones * 0x20) & ~word) | ((delete - ones) & ~delete)) & high;
}

size_t ascii_length(const void *bytes, size_t length)
{
	const unsigned char *p = bytes;
	size_t i = 0;
	uint64_t word;

	for (; length - i >= sizeof word; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		if (special_bytes(word) != 0)
			break;
	}
	while (i < length && p[i] >= 0x20 && p[i] < 0x7f)
		i++;
	return i;
}

size_t clean_width(const void *bytes, size_t length)
{
	const char *p = bytes;
	struct clean_piece piece;
	size_t width = 0;

	for (size_t i = 0; i < length;) {
		size_t plain = ascii_length(p + i, length - i);

		width += plain;
		i += plain;
		if (i == length)
			break;
		i += clean_next(p + i, length - i, &piece);
		width += piece.width;
	}
	return width;
}

void text_append_clean_bytes(
	struct text *text, const void *bytes, size_t length, enum clean_mode mode)
{
	const unsigned char *p = bytes;
	size_t kept = 0, i = 0; /* what stands in [kept, i) is fine and not yet appended */

	while (i < length) {
		uint32_t code_point = 0;
		size_t size;

		/* Nearly all of it. */
		i += ascii_length(p + i, length - i);
		if (i == length)
			break;
		size = utf8_decode(p + i, length - i, &code_point);
		if (size > 0 && !needs_escape(code_point)) {
			i += size;
			continue;
		}
		if (mode == CLEAN_LINES && (p[i] == '\n' || p[i] == '\t')) {
			i++;
			continue;
		}
		text_append_bytes(text, p + kept, i - kept);
		if (size == 0)
			text_append(text, replacement);
		else if (mode == CLEAN_LINES && p[i] == '\r' && i + 1 < length && p[i + 1] == '\n')
			; /* the newline follows by itself */
		else
			append_escape(text, code_point);
		i += size > 0 ? size : 1;
		kept = i;
	}
	if (length > kept)
		text_append_bytes(text, p + kept, length - kept);
}

void text_append_clean(struct text *text, const char *string, enum clean_mode mode)
{
	text_append_clean_bytes(text, string, strlen(string), mode);
}

static void append_unicode_escape(struct text *text, uint32_t code_point)
{
	if (code_point < 0x10000) {
		text_append_format(text, "\\u%04X", code_point);
		return;
	}
	code_point -= 0x10000;
	text_append_format(text, "\\u%04X\\u%04X", 0xd800 + (code_point >> 10),
		0xdc00 + (code_point & 0x3ff));
}

void text_append_json(struct text *text, const json_t *document)
{
	char *dump = json_dumps(document, JSON_INDENT(2));

	if (dump == NULL)
		BUG("the document cannot be written as JSON");
	const unsigned char *p = (const unsigned char *)dump;
	size_t length = strlen(dump), kept = 0;
	for (size_t i = 0; i < length;) {
		uint32_t code_point = 0;
		size_t size = utf8_decode(p + i, length - i, &code_point);
		/* Jansson has escaped those below the blank; line ends are the document's own. */
		if (size > 0 && code_point > ' ' && needs_escape(code_point)) {
			text_append_bytes(text, p + kept, i - kept);
			append_unicode_escape(text, code_point);
			kept = i + size;
		}
		i += size > 0 ? size : 1;
	}
	text_append_bytes(text, p + kept, length - kept);
	free(dump);
}

json_t *json_string_clean(const char *string)
{
	const unsigned char *p = (const unsigned char *)string;
	size_t length = strlen(string);
	struct text valid = TEXT_INIT;
	json_t *json;

	for (size_t i = 0; i < length;) {
		uint32_t code_point;
		size_t size = utf8_decode(p + i, length - i, &code_point);
		if (size > 0)
			text_append_bytes(&valid, p + i, size);
		else
			text_append(&valid, replacement);
		i += size > 0 ? size : 1;
	}
	json = json_string(text_string(&valid));
	if (json == NULL)
		fatal("out of memory (%zu bytes asked)", valid.length);
	text_release(&valid);
	return json;
}

json_t *json_string_or_null(const char *string)
{
	return string != NULL ? json_string_clean(string) : json_null();
}

json_t *json_filled_or_null(const char *string)
{
	return json_string_or_null(string != NULL && string[0] != '\0' ? string : NULL);
}

#include "vnc/base64.h"

void text_append_base64(struct text *text, const void *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t bits = 0;
		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (i + j < length ? at[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			text_append_char(
				text, i + j > length ? '=' : digits[bits >> (18 - 6 * j) & 63]);
	}
}

#include "bind/lua.h"

/* Lua reads "\r" in a long string as a line end, so it needs quotes as other controls do. */
static bool suits_long_string(const char *string)
{
	if (strchr(string, '\n') == NULL)
		return false;
	for (const unsigned char *p = (const unsigned char *)string; *p != '\0'; p++)
		if (*p == 0x7f || (*p < 0x20 && *p != '\n' && *p != '\t'))
			return false;
	return true;
}

/* The number of '=' with which "]===]" does not stand in the string. A bracket at the very end
 * must not close it either, so the string is looked at with the final one. */
static size_t long_level(const char *string)
{
	size_t level = 0;

	for (const char *p = strchr(string, ']'); p != NULL; p = strchr(p + 1, ']')) {
		size_t run = strspn(p + 1, "=");
		if ((p[1 + run] == ']' || p[1 + run] == '\0') && run >= level)
			level = run + 1;
	}
	return level;
}

static void append_long(struct text *text, const char *string)
{
	size_t level = long_level(string);

	text_append_char(text, '[');
	text_append_repeated(text, "=", level);
	text_append(text, "[\n"); /* Lua leaves out a line end that stands first */
	text_append(text, string);
	text_append_char(text, ']');
	text_append_repeated(text, "=", level);
	text_append_char(text, ']');
}

void lua_append_string(struct text *text, const char *string)
{
	if (suits_long_string(string)) {
		append_long(text, string);
		return;
	}
	text_append_char(text, '"');
	for (const unsigned char *p = (const unsigned char *)string; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			text_append_format(text, "\\%c", *p);
		else if (*p == '\n')
			text_append(text, "\\n");
		else if (*p < 0x20 || *p == 0x7f)
			text_append_format(text, "\\%03u", (unsigned)*p);
		else
			text_append_char(text, (char)*p);
	}
	text_append_char(text, '"');
}

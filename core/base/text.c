#include "base/text.h"

#include <stdio.h>

enum { FIRST_CAPACITY = 64 }; /* most texts are shorter, and grow no more */

void text_reserve(struct text *text, size_t extra)
{
	size_t wanted;

	/* Nearly always; there is room for the NUL, too. */
	if (extra < text->capacity - text->length)
		return;
	if (__builtin_add_overflow(extra, 1, &wanted))
		fatal("out of memory (%zu bytes asked)", extra);
	if (text->capacity == 0 && wanted < FIRST_CAPACITY)
		wanted = FIRST_CAPACITY;
	text->data = vector_grow(text->data, &text->capacity, text->length, wanted, 1);
}

void text_append_bytes(struct text *text, const void *bytes, size_t length)
{
	text_reserve(text, length);
	if (length > 0)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *string)
{
	text_append_bytes(text, string, strlen(string));
}

void text_append_char(struct text *text, char c)
{
	text_reserve(text, 1);
	text->data[text->length++] = c;
	text->data[text->length] = '\0';
}

void text_append_repeated(struct text *text, const char *string, size_t times)
{
	if (string[0] != '\0' && string[1] == '\0') {
		text_reserve(text, times);
		memset(text->data + text->length, string[0], times);
		text->length += times;
		text->data[text->length] = '\0';
		return;
	}
	while (times-- > 0)
		text_append(text, string);
}

void text_append_format(struct text *text, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	text_append_vformat(text, format, args);
	va_end(args);
}

void text_append_vformat(struct text *text, const char *format, va_list args)
{
	char small[256];
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(small, sizeof small, format, args);
	if (length < 0)
		BUG("bad format '%s'", format);
	if ((size_t)length < sizeof small) {
		text_append_bytes(text, small, (size_t)length);
	} else {
		text_reserve(text, (size_t)length);
		vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
		text->length += (size_t)length;
	}
	va_end(again);
}

void text_truncate(struct text *text, size_t length)
{
	if (length >= text->length)
		return;
	text->length = length;
	text->data[length] = '\0';
}

const char *text_string(const struct text *text)
{
	return text->data != NULL ? text->data : "";
}

char *text_detach(struct text *text)
{
	char *data = text->data != NULL ? text->data : xstrdup("");
	*text = (struct text)TEXT_INIT;
	return data;
}

void text_release(struct text *text)
{
	free(text->data);
	*text = (struct text)TEXT_INIT;
}

void strings_take(struct strings *list, char *string)
{
	vector_reserve(list, 2);
	list->items[list->count++] = string;
	list->items[list->count] = NULL;
}

void strings_add(struct strings *list, const char *string)
{
	strings_take(list, xstrdup(string));
}

void strings_add_length(struct strings *list, const char *bytes, size_t length)
{
	strings_take(list, xstrndup(bytes, length));
}

void strings_add_format(struct strings *list, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;
	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	strings_take(list, text_detach(&text));
}

void strings_split(struct strings *list, const char *string, char separator)
{
	for (;;) {
		const char *end = strchr(string, separator);
		if (end == NULL)
			break;
		strings_add_length(list, string, (size_t)(end - string));
		string = end + 1;
	}
	strings_add(list, string);
}

bool strings_has(const struct strings *list, const char *string)
{
	for (size_t i = 0; i < list->count; i++)
		if (string_equal(list->items[i], string))
			return true;
	return false;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare_strings);
}

char *const *strings_argv(struct strings *list)
{
	vector_reserve(list, 1);
	list->items[list->count] = NULL;
	return list->items;
}

void strings_join(const struct strings *list, const char *separator, struct text *text)
{
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			text_append(text, separator);
		text_append(text, list->items[i]);
	}
}

void strings_release(struct strings *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	vector_release(list);
}

#include "plan/log.h"
#include "base/clean.h"

#include <unistd.h>

enum { PIECE = 1 << 16 };

/* The length of a colour sequence, ESC [ digits and semicolons m; 0 when there is none. */
static size_t color_length(const char *at, size_t length)
{
	size_t i = 2;

	if (length < 3 || at[0] != '\033' || at[1] != '[')
		return 0;
	while (i < length && ((at[i] >= '0' && at[i] <= '9') || at[i] == ';'))
		i++;
	return i < length && at[i] == 'm' ? i + 1 : 0;
}

void log_append_line(struct text *text, const char *line, size_t length)
{
	struct text plain = TEXT_INIT;
	const char *behind;

	while (length > 0 && line[length - 1] == '\r')
		length--;
	behind = length > 0 ? memrchr(line, '\r', length) : NULL;
	if (behind != NULL) {
		length -= (size_t)(behind + 1 - line);
		line = behind + 1;
	}
	for (size_t i = 0; i < length;) {
		size_t color = color_length(line + i, length - i);
		if (color == 0)
			text_append_char(&plain, line[i++]);
		i += color;
	}
	text_append_clean_bytes(text, text_string(&plain), plain.length, CLEAN_LINE);
	text_release(&plain);
}

uint64_t log_find_tail(int fd, size_t lines)
{
	off_t end = lseek(fd, 0, SEEK_END), at = end;
	char bytes[PIECE];

	while (at > 0) {
		size_t want = at > PIECE ? PIECE : (size_t)at;
		ssize_t got = pread(fd, bytes, want, at - (off_t)want);
		if (got <= 0)
			break;
		at -= (off_t)want;
		for (size_t i = (size_t)got; i-- > 0;)
			/* The newline at the very end ends the last line and begins none. */
			if (bytes[i] == '\n' && at + (off_t)i + 1 < end && lines-- <= 1)
				return (uint64_t)(at + (off_t)i + 1);
	}
	return 0;
}

const char *log_next(struct log_reader *reader, bool final, size_t *length)
{
	for (;;) {
		const char *start = text_string(&reader->rest) + reader->used;
		size_t left = reader->rest.length - reader->used;
		const char *newline = left > 0 ? memchr(start, '\n', left) : NULL;
		ssize_t got;

		if (newline != NULL || left >= PIECE) {
			*length = newline != NULL ? (size_t)(newline - start) : left;
			reader->used += *length + (newline != NULL);
			return start;
		}
		memmove(reader->rest.data != NULL ? reader->rest.data : (char[1]){0}, start, left);
		text_truncate(&reader->rest, left);
		reader->used = 0;
		text_reserve(&reader->rest, PIECE);
		got = pread(reader->fd, reader->rest.data + left, PIECE, (off_t)reader->offset);
		if (got <= 0) {
			reader->used = final ? left : 0;
			*length = left;
			return final && left > 0 ? reader->rest.data : NULL;
		}
		reader->offset += (uint64_t)got;
		reader->rest.length = left + (size_t)got;
		reader->rest.data[reader->rest.length] = '\0';
	}
}

void log_reader_release(struct log_reader *reader)
{
	text_release(&reader->rest);
}

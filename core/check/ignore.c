#include "check/ignore.h"

static const char words[] = "# berth: ignore";

/* Whether nothing but blanks stands between the beginning of the line and `at`. */
static bool is_alone(const char *bytes, const char *at)
{
	while (at > bytes && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == bytes || at[-1] == '\n';
}

void ignores_read(const char *bytes, size_t length, size_t head, struct ignores *ignores)
{
	const char *end = bytes + length, *counted = bytes, *found = bytes;
	int line = 1;

	while (found < end &&
		(found = memmem(found, (size_t)(end - found), words, strlen(words))) != NULL) {
		struct ignore ignore = {.alone = is_alone(bytes, found), .ids = found + strlen(words)};
		const char *newline = memchr(ignore.ids, '\n', (size_t)(end - ignore.ids));
		if (newline == NULL)
			newline = end;
		for (; counted < found; counted++)
			line += *counted == '\n';
		ignore.length = (size_t)(newline - ignore.ids);
		if (!ignore.alone || (size_t)(found - bytes) >= head) {
			ignore.line = line;
			vector_push(&ignores->lines, ignore);
		} else if (ignores->whole.count < IGNORES_WHOLE_MAX) {
			vector_push(&ignores->whole, ignore);
		}
		found = newline;
	}
}

/* Whether the comment names the id, its family, or nothing at all. */
static bool names_rule(const struct ignore *ignore, const char *id)
{
	bool any = false;

	for (size_t at = 0; at < ignore->length;) {
		const char *word = ignore->ids + at;
		size_t size = 0;
		while (at + size < ignore->length && strchr(" ,\t\r", word[size]) == NULL)
			size++;
		any = any || size > 0;
		if (size > 0 && strncmp(word, id, size) == 0 && (id[size] == '\0' || size == 1))
			return true;
		at += size + 1;
	}
	return !any;
}

/* The first comment that stands in this line or behind it; lines.count when there is none. */
static size_t find_line(const struct ignores *ignores, int line)
{
	size_t low = 0, high = ignores->lines.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (ignores->lines.items[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool ignores_has(const struct ignores *ignores, int line, const char *id)
{
	vector_each (const struct ignore, ignore, &ignores->whole)
		if (names_rule(ignore, id))
			return true;
	for (size_t i = find_line(ignores, line - 1); i < ignores->lines.count; i++) {
		const struct ignore *ignore = &ignores->lines.items[i];
		if (ignore->line > line)
			break;
		if ((ignore->line == line || ignore->alone) && names_rule(ignore, id))
			return true;
	}
	return false;
}

void ignores_release(struct ignores *ignores)
{
	vector_release(&ignores->whole);
	vector_release(&ignores->lines);
}

#include "check/shell.h"

#include "base/clean.h"
#include "check/shell_parts.h"

uint32_t shell_text_at(const struct shell_text *text, size_t index)
{
	if (text->origin == NULL)
		return text->start + (uint32_t)index;
	if (text->length == 0)
		return text->start;
	return index < text->length ? text->origin[index] : text->origin[text->length - 1] + 1;
}

/* Ends the reading: nothing more is found. */
static void stop(struct reader *reader)
{
	if (!reader->shell->stopped) {
		reader->shell->stopped = true;
		reader->shell->stopped_at = reader_offset(reader, reader->at);
	}
	reader->at = reader->length;
}

void reader_trouble(struct reader *reader, enum shell_trouble_kind kind, size_t at)
{
	enum { TROUBLES_MAX = 100 };

	if (reader->shell->troubles.count < TROUBLES_MAX)
		vector_push(&reader->shell->troubles,
			(struct shell_trouble){kind, reader_offset(reader, at)});
}

void *reader_new(struct reader *reader, size_t size)
{
	if (++reader->shell->nodes > SHELL_NODE_LIMIT)
		stop(reader);
	return arena_alloc(&reader->shell->arena, size);
}

bool reader_enter(struct reader *reader)
{
	if (reader->depth >= SHELL_DEPTH_LIMIT) {
		stop(reader);
		return false;
	}
	reader->depth++;
	return true;
}

void reader_leave(struct reader *reader)
{
	reader->depth--;
}

struct shell_node *shell_read_text(
	struct shell *shell, const struct shell_text *text, bool holes, unsigned depth)
{
	struct reader reader = {
		.shell = shell,
		.text = *text,
		.bytes = text->bytes,
		.length = text->length,
		.holes = holes,
		.depth = depth,
	};
	struct shell_node *list;

	list = reader_list(&reader, 0);
	vector_release(&reader.pending);
	vector_release(&reader.verdicts);
	return list;
}

void shell_read(const char *bytes, size_t length, struct shell *shell)
{
	if (length >= SHELL_BYTES_LIMIT)
		BUG("a script of %zu bytes", length);
	*shell = (struct shell){.text = {.bytes = bytes, .length = length}};
	for (const char *p = bytes; length > 0; p++) {
		p = memchr(p, '\n', (size_t)(bytes + length - p));
		if (p == NULL)
			break;
		if (p > bytes && p[-1] == '\r') {
			shell->carriage_returns = true;
			break;
		}
	}
	shell->list = shell_read_text(shell, &shell->text, false, 0);
}

void shell_release(struct shell *shell)
{
	arena_release(&shell->arena);
	vector_release(&shell->troubles);
	vector_release(&shell->lines);
}

static void find_lines(struct shell *shell)
{
	const char *bytes = shell->text.bytes, *end = bytes + shell->text.length;

	vector_push(&shell->lines, 0);
	for (const char *p = bytes; p < end; p++) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (p == NULL)
			break;
		vector_push(&shell->lines, (uint32_t)(p + 1 - bytes));
	}
}

void shell_place(struct shell *shell, uint32_t offset, int *line, int *column)
{
	size_t low = 0, high;
	const unsigned char *bytes = (const unsigned char *)shell->text.bytes;

	if (shell->lines.count == 0)
		find_lines(shell);
	if (offset > shell->text.length)
		offset = (uint32_t)shell->text.length;
	high = shell->lines.count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (shell->lines.items[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*line = (int)low + 1;
	*column = 1;
	for (uint32_t i = shell->lines.items[low]; i < offset; ++*column) {
		uint32_t code_point;
		size_t size = utf8_decode(bytes + i, offset - i, &code_point);
		i += size > 0 ? (uint32_t)size : 1;
	}
}

bool shell_word_text(struct shell *shell, const struct shell_word *word, struct shell_text *text)
{
	size_t length = 0, at = 0;
	char *bytes;
	uint32_t *origin;

	if (word == NULL)
		return false;
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		if (part->kind != PART_TEXT)
			return false;
		length += part->text.length;
	}
	bytes = arena_alloc(&shell->arena, length + 1);
	origin = arena_alloc(&shell->arena, (length + 1) * sizeof *origin);
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		memcpy(bytes + at, part->text.bytes, part->text.length);
		for (size_t i = 0; i < part->text.length; i++)
			origin[at + i] = shell_text_at(&part->text, i);
		at += part->text.length;
	}
	*text = (struct shell_text){
		.bytes = bytes, .length = length, .origin = origin, .start = word->span.start};
	return true;
}

bool shell_word_is(const struct shell_word *word, const char *string)
{
	if (word == NULL)
		return false;
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		if (part->kind != PART_TEXT || strlen(string) < part->text.length ||
			memcmp(string, part->text.bytes, part->text.length) != 0)
			return false;
		string += part->text.length;
	}
	return *string == '\0';
}

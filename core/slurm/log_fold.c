#include "slurm/log.h"
#include "base/clean.h"

/* Sequences longer than this are no sequences. */
enum { SEQUENCE_MAX = 4096 };

static void end_line(struct slurm_log_fold *fold, struct strings *lines)
{
	struct text clean = TEXT_INIT;

	text_append_clean_bytes(&clean, text_string(&fold->line), fold->line.length, CLEAN_LINE);
	strings_take(lines, text_detach(&clean));
	text_truncate(&fold->line, 0);
	fold->returned = false;
}

/* "\b" takes the last character back. */
static void drop_last(struct text *line)
{
	size_t length = line->length;

	while (length > 0 && (line->data[--length] & 0xc0) == 0x80)
		;
	text_truncate(line, length);
}

static void add_byte(struct slurm_log_fold *fold, char c, struct strings *lines)
{
	switch (c) {
	case '\n':
		end_line(fold, lines);
		return;
	case '\r':
		fold->returned = true;
		return;
	case '\0':
		return;
	case '\033':
		fold->state = FOLD_ESCAPE;
		fold->sequence = 0;
		return;
	case '\b':
		drop_last(&fold->line);
		return;
	}
	if (fold->returned)
		text_truncate(&fold->line, 0);
	fold->returned = false;
	text_append_char(&fold->line, c);
	if (fold->line.length >= SLURM_LOG_LINE_MAX)
		end_line(fold, lines);
}

/* One byte of an escape sequence. */
static void add_escaped(struct slurm_log_fold *fold, char c, struct strings *lines)
{
	unsigned char byte = (unsigned char)c;

	if (c == '\n' || ++fold->sequence > SEQUENCE_MAX) {
		fold->state = FOLD_TEXT;
		add_byte(fold, c, lines);
		return;
	}
	switch (fold->state) {
	case FOLD_ESCAPE:
		fold->state = c == '[' ? FOLD_CSI : c == ']' ? FOLD_OSC : FOLD_TEXT;
		break;
	case FOLD_CSI:
		if (byte >= 0x40 && byte <= 0x7e)
			fold->state = FOLD_TEXT;
		break;
	case FOLD_OSC:
		if (c == '\a')
			fold->state = FOLD_TEXT;
		else if (c == '\033')
			fold->state = FOLD_OSC_ESCAPE;
		break;
	case FOLD_OSC_ESCAPE:
		fold->state = c == '\\' ? FOLD_TEXT : FOLD_OSC;
		break;
	case FOLD_TEXT:
		break;
	}
}

/* How many bytes from here on mean nothing but themselves, and fit into the line with one more. */
static size_t plain_bytes(const struct slurm_log_fold *fold, const char *bytes, size_t length)
{
	size_t room = SLURM_LOG_LINE_MAX - 1 - fold->line.length, at = 0;

	if (length > room)
		length = room;
	while (at < length && (unsigned char)bytes[at] >= ' ')
		at++;
	return at;
}

void slurm_log_fold(
	struct slurm_log_fold *fold, const char *bytes, size_t length, struct strings *lines)
{
	for (size_t i = 0; i < length; i++) {
		size_t plain = fold->state == FOLD_TEXT && !fold->returned
				       ? plain_bytes(fold, bytes + i, length - i)
				       : 0;
		text_append_bytes(&fold->line, bytes + i, plain);
		i += plain;
		/* Holes can be long. */
		while (fold->state == FOLD_TEXT && i < length && bytes[i] == '\0')
			i++;
		if (i == length)
			break;
		if (fold->state == FOLD_TEXT)
			add_byte(fold, bytes[i], lines);
		else
			add_escaped(fold, bytes[i], lines);
	}
}

void slurm_log_fold_end(struct slurm_log_fold *fold, struct strings *lines)
{
	if (fold->line.length > 0)
		end_line(fold, lines);
	fold->returned = false;
	fold->state = FOLD_TEXT;
}

void slurm_log_fold_release(struct slurm_log_fold *fold)
{
	text_release(&fold->line);
}

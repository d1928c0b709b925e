#include "tui/play.h"
#include "base/clean.h"

#include <errno.h>

/* What an order takes. */
enum takes { TAKES_NOTHING, TAKES_TEXT, TAKES_NUMBER, TAKES_PLUS, TAKES_TWO };

static const struct {
	const char *name;
	enum play_order order;
	enum takes takes;
} orders[] = {
	{"resize", PLAY_RESIZE, TAKES_TWO},
	{"wait", PLAY_WAIT, TAKES_NOTHING},
	{"expect", PLAY_EXPECT, TAKES_TEXT},
	{"absent", PLAY_ABSENT, TAKES_TEXT},
	{"save", PLAY_SAVE, TAKES_TEXT},
	{"clock", PLAY_CLOCK, TAKES_PLUS},
	{"sleep", PLAY_SLEEP, TAKES_NUMBER},
	{"pace", PLAY_PACE, TAKES_NUMBER},
	{"paste", PLAY_PASTE, TAKES_TEXT},
};

struct reader {
	const char *path;
	int line;
	struct play_steps steps;
	struct diags *diags;
};

static bool complain(struct reader *reader, const char *what, const char *word)
{
	struct place place = {.file = reader->path, .line = reader->line};

	diags_add(reader->diags, SEVERITY_ERROR, "D03", &place, "%s: '%s'", what, word);
	return false;
}

static struct play_step *add(struct reader *reader, enum play_order order)
{
	struct play_step *step = vector_add(&reader->steps);

	step->order = order;
	step->line = reader->line;
	return step;
}

static bool read_number(const char **at, int64_t *number)
{
	char *end;
	long long value;

	*at += strspn(*at, " ");
	errno = 0;
	value = strtoll(*at, &end, 10);
	if (end == *at || errno != 0 || value < 0 || value > INT32_MAX)
		return false;
	*number = value;
	*at = end;
	return true;
}

static bool read_order(struct reader *reader, const char *line)
{
	size_t length = strcspn(line, " "), i = 0;
	const char *rest = line + length + strspn(line + length, " ");
	struct play_step *step;
	bool fine = true;

	while (i < ARRAY_LENGTH(orders) &&
		(strlen(orders[i].name) != length || memcmp(orders[i].name, line, length) != 0))
		i++;
	if (i == ARRAY_LENGTH(orders))
		return complain(reader, "there is no such order", line);
	step = add(reader, orders[i].order);
	if (orders[i].takes == TAKES_TEXT) {
		step->text = xstrdup(rest);
		return rest[0] != '\0' || complain(reader, "it needs a text", line);
	}
	if (orders[i].takes == TAKES_PLUS) {
		fine = *rest == '+';
		rest += fine;
	}
	if (fine && orders[i].takes != TAKES_NOTHING)
		fine = read_number(&rest, &step->numbers[0]);
	if (orders[i].takes == TAKES_TWO)
		fine = fine && read_number(&rest, &step->numbers[1]);
	rest += strspn(rest, " ");
	if (!fine || (*rest != '\0' && *rest != '#'))
		return complain(reader, "this is not what the order takes", line);
	return true;
}

/* "typed text", of which each character is a key; gives what stands behind it, NULL without end. */
static const char *read_typed(struct reader *reader, const char *at)
{
	for (at++; *at != '"';) {
		uint32_t code;
		size_t size;
		if (*at == '\0')
			return NULL;
		if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
			at++;
		else if (*at == '\\' && at[1] == 'n') {
			add(reader, PLAY_KEY)->key.code = KEYCODE_ENTER;
			at += 2;
			continue;
		}
		size = utf8_decode((const unsigned char *)at, strlen(at), &code);
		if (size == 0)
			return NULL;
		add(reader, PLAY_KEY)->key.code = code;
		at += size;
	}
	return at + 1;
}

static bool read_keys(struct reader *reader, const char *at)
{
	while (*(at += strspn(at, " \t")) != '\0' && *at != '#') {
		size_t length = strcspn(at, " \t");
		struct key key;
		char *name;
		bool fine;
		if (*at == '"') {
			const char *end = read_typed(reader, at);
			if (end == NULL)
				return complain(reader, "the text has no end", at);
			at = end;
			continue;
		}
		name = xstrndup(at, length);
		fine = key_parse(name, &key);
		if (fine)
			add(reader, PLAY_KEY)->key = key;
		else
			complain(reader, "there is no such key", name);
		free(name);
		if (!fine)
			return false;
		at += length;
	}
	return true;
}

static bool read_line(struct reader *reader, const char *line)
{
	line += strspn(line, " \t");
	if (*line == '@')
		return read_order(reader, line + 1);
	if (*line == ':' && line[1] != '\0' && line[1] != ' ') {
		add(reader, PLAY_COMMAND)->text = xstrdup(line + 1);
		return true;
	}
	return read_keys(reader, line);
}

bool play_read(const char *path, const char *bytes, size_t length, struct play_steps *steps,
	struct diags *diags)
{
	struct reader reader = {.path = path, .diags = diags};
	const char *end = bytes + length;
	bool fine = true;

	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t size = (size_t)((newline != NULL ? newline : end) - bytes);
		char *line = xstrndup(bytes, size);
		reader.line++;
		if (size > 0 && line[strlen(line) - (line[0] != '\0')] == '\r')
			line[strlen(line) - 1] = '\0';
		fine = read_line(&reader, line) && fine;
		free(line);
		bytes += size + 1;
	}
	if (fine)
		*steps = reader.steps;
	else
		play_steps_release(&reader.steps);
	return fine;
}

void play_steps_release(struct play_steps *steps)
{
	vector_each (struct play_step, step, steps)
		free(step->text);
	vector_release(steps);
}

void play_append_key(const struct key *key, struct text *text)
{
	if (key->code == KEYCODE_PASTE) {
		text_append(text, "@paste ");
		for (size_t i = 0; i < key->length; i++)
			text_append_char(text, key->text[i] == '\n' ? ' ' : key->text[i]);
	} else if (key->code == KEYCODE_MOUSE || key->code >= KEYCODE_RESIZE) {
		return;
	} else if (key->code > ' ' && key->code < KEYCODE_FIRST && key->modifiers == 0) {
		struct text name = TEXT_INIT;
		key_append(key, &name);
		text_append_char(text, '"');
		if (key->code == '"' || key->code == '\\')
			text_append_char(text, '\\');
		text_append(text, text_string(&name));
		text_append_char(text, '"');
		text_release(&name);
	} else {
		key_append(key, text);
	}
	text_append_char(text, '\n');
}

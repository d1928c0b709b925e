#include "image/facts_parts.h"

#include <ctype.h>

/*
 * The scripts in .singularity.d/env, line by line. Only what is written plainly is understood:
 * assignments, whose values may have quotes and variables that an earlier plain assignment gave a
 * value; and commands that activate an environment. What is unknown stays so: PATH keeps its value
 * then.
 */

enum {
	VALUE_MAX = 16 << 10,
	ASSIGNMENTS_MAX = 400,
	NESTED_MAX = 4, /* "${A:-${B:-C}}" */
};

/* What a container starts with. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A script while it is read. */
struct script {
	struct facts_reader *reader;
	const char *path;
};

/* A value while it is expanded. */
struct expansion {
	const struct facts_start *start;
	struct text text;
	bool defaults; /* "${X:-VALUE}" of an unknown X stands for VALUE */
	bool unknown;  /* something in it is; a "$" stands for it */
	int nested;
};

static size_t name_length(const char *at, size_t length)
{
	size_t i = 0;

	while (i < length && (isalpha((unsigned char)at[i]) || at[i] == '_' ||
				     (i > 0 && isdigit((unsigned char)at[i]))))
		i++;
	return i;
}

static bool is_name(const char *name, size_t length, const char *wanted)
{
	return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

/* The value of a variable, or NULL: PATH is never unset, PYTHONPATH is until a script sets it. */
static const char *value_of(const struct facts_start *start, const char *name, size_t length)
{
	if (is_name(name, length, "PATH"))
		return start->search_path != NULL ? start->search_path : DEFAULT_PATH;
	if (is_name(name, length, "PYTHONPATH"))
		return start->python_path != NULL ? start->python_path : "";
	for (size_t i = start->variable_count; i-- > 0;)
		if (is_name(name, length, start->variables[i].name))
			return start->variables[i].value;
	return NULL;
}

/* Where the bracket behind at[0] is closed, or `length`. */
static size_t closing(const char *at, size_t length, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (at[i] == open)
			depth++;
		else if (at[i] == close && --depth == 0)
			return i;
	}
	return length;
}

static void append_unknown(struct expansion *to)
{
	to->unknown = true;
	text_append_char(&to->text, '$');
}

static void expand(struct expansion *to, const char *at, size_t length);

/* "${NAME}", "${NAME:-VALUE}", "${NAME:+VALUE}": what stands between the brackets. */
static void expand_braces(struct expansion *to, const char *at, size_t length)
{
	size_t size = name_length(at, length), colon = size < length && at[size] == ':';
	const char *value = value_of(to->start, at, size);
	char form = size + colon < length ? at[size + colon] : '\0';
	const char *other = at + size + colon + 1;

	if (size == length && value != NULL) {
		text_append(&to->text, value);
	} else if (size == 0 || (form != '-' && form != '+')) {
		append_unknown(to);
	} else {
		bool set = value != NULL && value[0] != '\0';
		if (value == NULL && !(form == '-' && to->defaults))
			append_unknown(to);
		else if (set == (form == '+'))
			expand(to, other, length - (size_t)(other - at));
		else if (set)
			text_append(&to->text, value);
	}
}

/* Expands what stands at a "$"; how many bytes it took. */
static size_t expand_dollar(struct expansion *to, const char *at, size_t length)
{
	size_t end;

	if (length > 1 && at[1] == '{') {
		end = closing(at + 1, length - 1, '{', '}');
		if (end + 1 < length)
			expand_braces(to, at + 2, end - 1);
		else
			append_unknown(to);
		return end + 2 < length ? end + 2 : length;
	}
	if (length > 1 && at[1] == '(') {
		end = closing(at + 1, length - 1, '(', ')');
		append_unknown(to);
		return end + 2 < length ? end + 2 : length;
	}
	end = name_length(at + 1, length - 1);
	const char *value = end > 0 ? value_of(to->start, at + 1, end) : NULL;
	if (value != NULL)
		text_append(&to->text, value);
	else
		append_unknown(to);
	return end + 1;
}

/* Appends what the text means, without quotes. */
static void expand(struct expansion *to, const char *at, size_t length)
{
	char quote = '\0';

	if (++to->nested > NESTED_MAX) {
		append_unknown(to);
		to->nested--;
		return;
	}
	for (size_t i = 0; i < length && to->text.length <= VALUE_MAX;) {
		char c = at[i];
		if (c == '$' && quote != '\'') {
			i += expand_dollar(to, at + i, length - i);
			continue;
		}
		if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if (c == quote)
			quote = '\0';
		else if ((c == '`' || c == '\\') && quote != '\'')
			append_unknown(to);
		else
			text_append_char(&to->text, c);
		i++;
	}
	to->nested--;
}

/* How long a word is: up to a blank or the end of the command, unless that is quoted or in brackets. */
static size_t word_length(const char *at, size_t length)
{
	char quote = '\0';
	size_t i = 0;

	while (i < length && (quote != '\0' || strchr(" \t;&|", at[i]) == NULL)) {
		if (quote == '\0' && (at[i] == '"' || at[i] == '\''))
			quote = at[i];
		else if (at[i] == quote)
			quote = '\0';
		if (quote != '\'' && at[i] == '$' && i + 1 < length &&
			(at[i + 1] == '(' || at[i + 1] == '{')) {
			char open = at[i + 1], close = open == '{' ? '}' : ')';
			i += 1 + closing(at + i + 1, length - i - 1, open, close);
			if (i >= length)
				return length;
		}
		i++;
	}
	return i;
}

static void skip(const char **at, size_t *length, size_t count)
{
	*at += count;
	*length -= count;
}

static bool skip_word(const char **at, size_t *length, const char *word)
{
	size_t size = word_length(*at, *length);

	if (!is_name(*at, size, word))
		return false;
	skip(at, length, size);
	facts_skip_blanks(at, length);
	return true;
}

/* The next word of a command, "" at its end; NULL when it is not plain. In the arena. */
static const char *next_word(struct facts_reader *reader, const char **at, size_t *length)
{
	struct expansion word = {.start = &reader->start};
	size_t size;
	const char *kept;

	facts_skip_blanks(at, length);
	size = word_length(*at, *length);
	if (size > 0 && (*at)[0] != '#')
		expand(&word, *at, size);
	skip(at, length, size);
	kept = word.unknown ? NULL
			    : facts_keep(reader, text_string(&word.text), word.text.length);
	text_release(&word.text);
	return kept;
}

/* The environment that a command activates, by its name or its path: "conda activate NAME",
 * "source PREFIX/bin/activate [NAME]"; NULL for any other command. */
static const char *activated_by(struct facts_reader *reader, const char **at, size_t *length)
{
	static const char *const programs[] = {"conda", "mamba", "micromamba"};
	static const char ending[] = "/bin/activate";

	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++)
		if (skip_word(at, length, programs[i])) {
			if (!skip_word(at, length, "activate"))
				return NULL;
			const char *name = next_word(reader, at, length);
			return name != NULL && name[0] == '\0' ? "base" : name;
		}
	if (!skip_word(at, length, "source") && !skip_word(at, length, "."))
		return NULL;
	const char *script = next_word(reader, at, length);
	if (script == NULL || script[0] != '/' || !string_ends(script, ending))
		return NULL;
	const char *name = next_word(reader, at, length);
	return name != NULL && name[0] == '\0'
		? facts_keep(reader, script, strlen(script) - strlen(ending))
		: name;
}

/* Moves on to the next command of the line; false when there is none. */
static bool next_command(const char **at, size_t *length)
{
	for (;;) {
		size_t size = word_length(*at, *length);
		if (size == *length || (size > 0 && (*at)[0] == '#'))
			return false;
		skip(at, length, size);
		if (strchr(";&|", (*at)[0]) != NULL)
			break;
		facts_skip_blanks(at, length);
	}
	while (*length > 0 && strchr(";&| \t", (*at)[0]) != NULL)
		skip(at, length, 1);
	return *length > 0;
}

static void set_variable(
	struct script *script, const char *name, size_t length, const struct expansion *value)
{
	struct facts_reader *reader = script->reader;
	struct facts_start *start = &reader->start;

	for (size_t i = 0; i < start->variable_count; i++)
		if (is_name(name, length, start->variables[i].name)) {
			start->variables[i] = start->variables[--start->variable_count];
			break;
		}
	if (value->unknown || start->variable_count == ARRAY_LENGTH(start->variables))
		return;
	struct facts_variable variable = {facts_keep(reader, name, length),
		facts_keep(reader, text_string(&value->text), value->text.length)};
	if (variable.name != NULL && variable.value != NULL)
		start->variables[start->variable_count++] = variable;
}

static void set_path(struct script *script, const struct expansion *value)
{
	const char *kept = facts_keep(script->reader, value->text.data, value->text.length);

	if (kept != NULL) {
		script->reader->start.search_path = kept;
		script->reader->start.path_proof = script->path;
	}
}

/* Of its folders those count that are known. */
static void set_python_path(struct script *script, const struct expansion *value)
{
	const char *kept = facts_keep(script->reader, value->text.data, value->text.length);

	if (kept != NULL) {
		script->reader->start.python_path = kept;
		script->reader->start.python_path_proof = script->path;
	}
}

/* The commands in the value of WITH_CONDA. */
static void take_with_conda(struct script *script, const struct expansion *value)
{
	struct facts_start *start = &script->reader->start;
	const char *at = text_string(&value->text), *name = NULL;
	size_t length = value->text.length;

	start->conda_proof = script->path;
	if (length == 0)
		return;
	do {
		name = activated_by(script->reader, &at, &length);
		if (name != NULL)
			start->conda_name = name;
	} while (next_command(&at, &length));
}

static void take_value(
	struct script *script, const char *name, size_t length, struct expansion *value)
{
	bool usable = value->text.length > 0 && value->text.length <= VALUE_MAX;

	if (++script->reader->start.assignments > ASSIGNMENTS_MAX)
		return;
	value->unknown |= value->text.length > VALUE_MAX;
	if (is_name(name, length, "WITH_CONDA"))
		take_with_conda(script, value);
	else if (is_name(name, length, "PATH") && usable && !value->unknown)
		set_path(script, value);
	else if (is_name(name, length, "PYTHONPATH") && usable)
		set_python_path(script, value);
	else
		set_variable(script, name, length, value);
}

static void take_assignment(struct script *script, const char *name, size_t length,
	const char *value, size_t value_length)
{
	struct expansion expanded = {.start = &script->reader->start,
		.defaults = is_name(name, length, "WITH_CONDA")};

	expand(&expanded, value, value_length);
	take_value(script, name, length, &expanded);
	text_release(&expanded.text);
}

/* All assignments of a command, if it begins with one. */
static void take_assignments(struct script *script, const char **at, size_t *length)
{
	(void)skip_word(at, length, "export");
	for (;;) {
		size_t name = name_length(*at, *length);
		if (name == 0 || name == *length || (*at)[name] != '=')
			return;
		size_t value = word_length(*at + name + 1, *length - name - 1);
		take_assignment(script, *at, name, *at + name + 1, value);
		skip(at, length, name + 1 + value);
		facts_skip_blanks(at, length);
	}
}

/* What follows a test in its line happens now and then. */
static bool is_test(const char *at, size_t length)
{
	size_t size = word_length(at, length);
	return is_name(at, size, "[") || is_name(at, size, "[[") || is_name(at, size, "test");
}

static void take_line(void *context, const char *line, size_t length)
{
	struct script *script = context;
	struct facts_start *start = &script->reader->start;

	facts_skip_blanks(&line, &length);
	if (length == 0 || line[0] == '#')
		return;
	do {
		if (is_test(line, length))
			return;
		take_assignments(script, &line, &length);
		const char *activated = activated_by(script->reader, &line, &length);
		if (activated != NULL) {
			start->activated = activated;
			start->activated_proof = script->path;
		}
	} while (next_command(&line, &length));
}

void facts_read_script(struct facts_reader *reader, const char *path, const struct text *content)
{
	struct script script = {reader, path};

	facts_each_line(content, take_line, &script);
}

void facts_take_variable(struct facts_reader *reader, const char *line, const char *proof)
{
	struct script script = {reader, proof};
	size_t name = name_length(line, strlen(line));
	struct expansion value = {.start = &reader->start};

	if (name == 0 || line[name] != '=')
		return;
	/* Nothing expands it any more: it is what it says. */
	text_append(&value.text, line + name + 1);
	take_value(&script, line, name, &value);
	text_release(&value.text);
}

const char *facts_search_path(const struct facts_start *start)
{
	return start->search_path != NULL ? start->search_path : DEFAULT_PATH;
}

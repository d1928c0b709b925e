#include "vnc/ssh_config.h"

/* As in the shell, but without sets. Linear in the name for each star, so nothing explodes. */
static bool fits(const char *name, const char *pattern)
{
	const char *star = NULL, *mark = name;

	while (*name != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			mark = name;
		} else if (*pattern == '?' || *pattern == *name) {
			pattern++;
			name++;
		} else if (star != NULL) {
			pattern = star + 1;
			name = ++mark;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool ssh_patterns_match(const char *name, const struct strings *patterns)
{
	bool found = false;

	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern = patterns->items[i];
		bool negated = pattern[0] == '!';
		if (!fits(name, pattern + (negated ? 1 : 0)))
			continue;
		if (negated)
			return false;
		found = true;
	}
	return found;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/* One word from *at on; false when its quote is not closed. */
static bool read_word(const char *line, size_t length, size_t *at, struct text *word)
{
	char quote = '\0';

	for (; *at < length && (quote != '\0' || !is_blank(line[*at])); (*at)++) {
		char c = line[*at];
		bool escapes =
			c == '\\' && *at + 1 < length &&
			(line[*at + 1] == '"' || line[*at + 1] == '\'' || line[*at + 1] == '\\' ||
				(quote == '\0' && line[*at + 1] == ' '));
		if (escapes)
			text_append_char(word, line[++*at]);
		else if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if (quote != '\0' && c == quote)
			quote = '\0';
		else
			text_append_char(word, c);
	}
	return quote == '\0';
}

static void skip_blanks(const char *line, size_t length, size_t *at)
{
	while (*at < length && is_blank(line[*at]))
		(*at)++;
}

bool ssh_config_split(const char *line, size_t length, struct strings *words)
{
	size_t at = 0, begin;

	skip_blanks(line, length, &at);
	if (at == length || line[at] == '#')
		return true;
	for (begin = at; at < length && !is_blank(line[at]) && line[at] != '='; at++)
		;
	strings_add_length(words, line + begin, at - begin);
	skip_blanks(line, length, &at);
	if (at < length && line[at] == '=')
		at++;
	for (;;) {
		struct text word = TEXT_INIT;
		bool closed;
		skip_blanks(line, length, &at);
		if (at == length || line[at] == '#')
			return true;
		closed = read_word(line, length, &at, &word);
		strings_add(words, text_string(&word));
		text_release(&word);
		if (!closed)
			return false;
	}
}

bool ssh_name_is_safe(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > 255 || name[0] == '-')
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == '\x7f' ||
			strchr("'`\"$\\;&<>|(){}*?!#,", name[i]) != NULL)
			return false;
	return true;
}

static void append_token(const struct ssh_config_reader *reader, char token, struct text *text)
{
	const struct ssh_settings *settings = reader->settings;
	const char *host = settings->host != NULL ? settings->host : settings->alias;

	switch (token) {
	case '%':
		text_append_char(text, '%');
		break;
	case 'h':
		text_append(text, host);
		break;
	case 'k':
		text_append(text, settings->host_key_alias != NULL ? settings->host_key_alias
								   : settings->alias);
		break;
	case 'n':
		text_append(text, settings->alias);
		break;
	case 'p':
		text_append_format(
			text, "%lld", settings->port > 0 ? (long long)settings->port : 22);
		break;
	case 'r':
		text_append(text, settings->user != NULL ? settings->user : reader->local_user);
		break;
	case 'u':
		text_append(text, reader->local_user);
		break;
	case 'd':
		text_append(text, reader->home);
		break;
	default: /* stays visible, so that the file is not found rather than another one */
		text_append_char(text, '%');
		text_append_char(text, token);
	}
}

static size_t append_variable(const char *at, struct text *text)
{
	const char *end = strchr(at, '}');
	char *name, *value;

	if (end == NULL)
		return 0;
	name = xstrndup(at + 2, (size_t)(end - at) - 2);
	value = getenv(name);
	text_append(text, value != NULL ? value : "");
	free(name);
	return (size_t)(end - at) + 1;
}

char *ssh_config_expand(const struct ssh_config_reader *reader, const char *value)
{
	struct text text = TEXT_INIT;

	if (value[0] == '~' && (value[1] == '/' || value[1] == '\0')) {
		text_append(&text, reader->home);
		value++;
	}
	while (*value != '\0') {
		size_t taken = 0;
		if (value[0] == '%' && value[1] != '\0') {
			append_token(reader, value[1], &text);
			taken = 2;
		} else if (value[0] == '$' && value[1] == '{') {
			taken = append_variable(value, &text);
		}
		if (taken == 0) {
			text_append_char(&text, *value);
			taken = 1;
		}
		value += taken;
	}
	return text_detach(&text);
}

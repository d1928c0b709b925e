#include "tui/widgets/highlight.h"

struct scan {
	const char *line;
	size_t length;
	struct highlight *parts;
	size_t count;
};

static void add(struct scan *scan, size_t start, size_t end, enum role role)
{
	if (scan->count < HIGHLIGHTS_MAX && start < end)
		scan->parts[scan->count++] = (struct highlight){start, end, role};
}

static bool starts(const struct scan *scan, size_t at, const char *word)
{
	size_t length = strlen(word);

	return scan->length - at >= length && memcmp(scan->line + at, word, length) == 0;
}

static size_t skip_blanks(const struct scan *scan, size_t at)
{
	while (at < scan->length && (scan->line[at] == ' ' || scan->line[at] == '\t'))
		at++;
	return at;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The end of the variable that begins with the $ at `at`; at + 1 when it is none. */
static size_t variable_end(const struct scan *scan, size_t at)
{
	size_t end = at + 1;

	if (end < scan->length && scan->line[end] == '{') {
		const char *brace = memchr(scan->line + end, '}', scan->length - end);
		return brace != NULL ? (size_t)(brace - scan->line) + 1 : scan->length;
	}
	if (end < scan->length && strchr("@*#?$!-", scan->line[end]) != NULL &&
		scan->line[end] != '\0')
		return end + 1;
	while (end < scan->length && is_name(scan->line[end]))
		end++;
	return end;
}

/* A word in quotes that begins at `at`; in double quotes variables stand out. Gives its end. */
static size_t quoted(struct scan *scan, size_t at, bool script)
{
	char quote = scan->line[at];
	size_t start = at++;

	while (at < scan->length && scan->line[at] != quote) {
		size_t end;

		if (quote == '"' && scan->line[at] == '\\') {
			at += at + 1 < scan->length ? 2 : 1;
			continue;
		}
		end = script && quote == '"' && scan->line[at] == '$' ? variable_end(scan, at) : 0;
		if (end > at + 1) {
			add(scan, start, at, ROLE_STRING);
			add(scan, at, end, ROLE_VARIABLE);
			at = start = end;
			continue;
		}
		at++;
	}
	at = at < scan->length ? at + 1 : at;
	add(scan, start, at, ROLE_STRING);
	return at;
}

static bool begins_word(const struct scan *scan, size_t at)
{
	return at == 0 || strchr(" \t;|&(", scan->line[at - 1]) != NULL;
}

static void scan_script(struct scan *scan)
{
	if (starts(scan, 0, "#SBATCH")) {
		add(scan, 0, scan->length, ROLE_DIRECTIVE);
		return;
	}
	for (size_t at = 0; at < scan->length;) {
		char c = scan->line[at];
		size_t end = c == '$' ? variable_end(scan, at) : at + 1;

		if (c == '#' && begins_word(scan, at)) {
			add(scan, at, scan->length, ROLE_COMMENT);
			return;
		}
		if (c == '\\') {
			at += 2;
		} else if (c == '\'' || c == '"') {
			at = quoted(scan, at, true);
		} else {
			if (end > at + 1)
				add(scan, at, end, ROLE_VARIABLE);
			at = end;
		}
	}
}

static void scan_diff(struct scan *scan)
{
	static const struct {
		const char *start;
		enum role role;
	} kinds[] = {
		{"+++ ", ROLE_TITLE},
		{"--- ", ROLE_TITLE},
		{"diff ", ROLE_TITLE},
		{"index ", ROLE_DIM},
		{"@@", ROLE_DIRECTIVE},
		{"+", ROLE_ADDED},
		{"-", ROLE_REMOVED},
		{"\\", ROLE_DIM},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		if (starts(scan, 0, kinds[i].start)) {
			add(scan, 0, scan->length, kinds[i].role);
			return;
		}
	}
}

/* The end of a key with its colon, which a blank or the end of the line follows; `at` when there is
 * none. */
static size_t key_end(const struct scan *scan, size_t at)
{
	for (size_t end = at; end < scan->length; end++) {
		if (scan->line[end] == '#' && end > at && scan->line[end - 1] == ' ')
			return at;
		if (scan->line[end] == ':' &&
			(end + 1 == scan->length || scan->line[end + 1] == ' '))
			return end + 1;
	}
	return at;
}

static void scan_yaml(struct scan *scan)
{
	size_t at = skip_blanks(scan, 0), end;

	while (starts(scan, at, "- "))
		at = skip_blanks(scan, at + 1);
	if (at < scan->length && scan->line[at] != '#' && scan->line[at] != '"' &&
		scan->line[at] != '\'') {
		end = key_end(scan, at);
		add(scan, at, end, ROLE_DIRECTIVE);
		at = end;
	}
	while (at < scan->length) {
		char c = scan->line[at];
		bool word = at == 0 || scan->line[at - 1] == ' ' || scan->line[at - 1] == '\t' ||
			    strchr("[{,", scan->line[at - 1]) != NULL;

		if (c == '#' && word) {
			add(scan, at, scan->length, ROLE_COMMENT);
			return;
		}
		if ((c == '\'' || c == '"') && word) {
			at = quoted(scan, at, false);
			continue;
		}
		end = at + 1;
		if ((c == '&' || c == '*') && word) {
			while (end < scan->length && is_name(scan->line[end]))
				end++;
			add(scan, at, end, ROLE_VARIABLE);
		}
		at = end;
	}
}

size_t highlight_line(
	enum pager_colors kind, const char *line, size_t length, struct highlight *parts)
{
	static void (*const scanners[])(struct scan * scan) = {
		[PAGER_PLAIN] = NULL,
		[PAGER_SCRIPT] = scan_script,
		[PAGER_DIFF] = scan_diff,
		[PAGER_YAML] = scan_yaml,
	};
	struct scan scan = {line, length, parts, 0};

	if (scanners[kind] != NULL)
		scanners[kind](&scan);
	return scan.count;
}

#include "check/packages.h"

#include "build/requirement.h"
#include "image/facts.h"

/*
 * The grammar of requirements files (pip's manual, "Requirements File Format"; PEP 508 for a single
 * requirement): lines joined by a backslash, comments behind a blank, options, and requirements with
 * options of their own behind them.
 */

/* Options of pip that a file may have. */
static const struct {
	char letter;
	const char *name;
	bool has_value, of_requirement;
} options[] = {
	{'i', "index-url", true, false},
	{0, "pypi-url", true, false},
	{0, "extra-index-url", true, false},
	{0, "no-index", false, false},
	{'c', "constraint", true, false},
	{'r', "requirement", true, false},
	{'e', "editable", true, false},
	{'f', "find-links", true, false},
	{0, "no-binary", true, false},
	{0, "only-binary", true, false},
	{0, "prefer-binary", false, false},
	{0, "require-hashes", false, false},
	{0, "pre", false, false},
	{0, "trusted-host", true, false},
	{0, "use-feature", true, false},
	{0, "global-option", true, true},
	{0, "hash", true, true},
	{'C', "config-settings", true, true},
	{0, "config-setting", true, true},
	{0, "no-deps-for", true, false},
};

static void trouble(struct package_list *list, struct place place, const char *format, ...)
	PRINTF_LIKE(3, 4);

static void trouble(struct package_list *list, struct place place, const char *format, ...)
{
	struct text why = TEXT_INIT;
	va_list args;

	if (list->troubles.count >= PACKAGES_LIMIT)
		return;
	va_start(args, format);
	text_append_vformat(&why, format, args);
	va_end(args);
	vector_push(&list->troubles,
		(struct package_trouble){.why = arena_strdup(&list->arena, text_string(&why)),
			.place = place});
	text_release(&why);
}

/* The name as pip compares it. */
static const char *make_key(struct package_list *list, const char *name, size_t length)
{
	return package_key(arena_strndup(&list->arena, name, length), &list->arena);
}

static char *trimmed(struct package_list *list, const char *start, size_t length)
{
	while (length > 0 && strchr(" \t", *start) != NULL) {
		start++;
		length--;
	}
	while (length > 0 && strchr(" \t", start[length - 1]) != NULL)
		length--;
	return arena_strndup(&list->arena, start, length);
}

/* Whether the conditions name one version: "==1.2", "===x", without a star. */
static bool is_pinned(const char *version)
{
	return string_starts(version, "==") && strchr(version, '*') == NULL &&
	       strchr(version, ',') == NULL;
}

/* A URL names one version when it is an archive, or a commit of a repository. */
static bool is_fixed_url(const char *url)
{
	const char *at = strrchr(url, '@'), *slash = strrchr(url, '/');

	if (string_starts(url, "git+"))
		return at != NULL && slash != NULL && at > slash && at[1] != '\0';
	return true;
}

static void misread(struct package_list *list, const char *text,
	const struct requirement_fault *fault, struct place place)
{
	struct text why = TEXT_INIT;
	char *meant = requirement_meant(text, fault);

	requirement_explain(text, fault, &why);
	trouble(list, place, "%s", text_string(&why));
	if (meant != NULL && list->troubles.count < PACKAGES_LIMIT)
		list->troubles.items[list->troubles.count - 1].meant =
			arena_strdup(&list->arena, meant);
	free(meant);
	text_release(&why);
}

/* Where the conditions begin, behind "NAME[EXTRA,...]". */
static const char *conditions_start(const char *text)
{
	const char *at = text + requirement_name_length(text);

	at += strspn(at, " \t");
	if (*at == '[') {
		at += strcspn(at, "]");
		at += *at == ']';
	}
	return at + strspn(at, " \t");
}

/* Where the marker begins: at a ';', which in a URL needs a blank before it. */
static size_t marker_start(const char *text, bool url)
{
	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] == ';' && (!url || (i > 0 && strchr(" \t", text[i - 1]) != NULL)))
			return i;
	return strlen(text);
}

/* Takes the name that a URL itself gives: "#egg=NAME". */
static const char *egg_name(struct package_list *list, const char *url)
{
	const char *egg = strstr(url, "#egg=");

	if (egg == NULL)
		return NULL;
	egg += strlen("#egg=");
	return make_key(list, egg, strcspn(egg, "&[ \t"));
}

static void read_requirement(struct package_list *list, const char *text, bool editable, bool hashed,
	struct place place)
{
	struct requirement requirement = {.text = text,
		.channel = "",
		.version = "",
		.marker = "",
		.hashed = hashed,
		.place = place};
	size_t length = requirement_name_length(text), end;
	const char *rest = conditions_start(text);
	bool url = editable || requirement_is_place(text);
	struct requirement_fault fault;

	if (!editable && !requirement_read(text, &fault)) {
		misread(list, text, &fault, place);
		return;
	}
	end = marker_start(text, url || *rest == '@');
	if (text[end] == ';')
		requirement.marker = trimmed(list, text + end + 1, strlen(text + end + 1));
	if (url) {
		requirement.url = trimmed(list, text, end);
		requirement.key = egg_name(list, requirement.url);
		requirement.pinned = is_fixed_url(requirement.url);
	} else if (*rest == '@') {
		requirement.key = make_key(list, text, length);
		requirement.url = trimmed(list, rest + 1, (size_t)(text + end - rest - 1));
		requirement.pinned = is_fixed_url(requirement.url);
	} else {
		requirement.key = make_key(list, text, length);
		requirement.version = trimmed(list, rest, (size_t)(text + end - rest));
		requirement.pinned = is_pinned(requirement.version);
	}
	if (list->pip.count < PACKAGES_LIMIT)
		vector_push(&list->pip, requirement);
}

/* Takes the next word off, quotes around it as a shell has them; NULL at the end. */
static char *next_word(struct package_list *list, const char **at)
{
	struct text word = TEXT_INIT;
	char quote = 0, *kept;

	*at += strspn(*at, " \t");
	if (**at == '\0')
		return NULL;
	for (; **at != '\0' && (quote != 0 || strchr(" \t", **at) == NULL); ++*at) {
		if (quote == 0 && (**at == '"' || **at == '\''))
			quote = **at;
		else if (quote != 0 && **at == quote)
			quote = 0;
		else
			text_append_char(&word, **at);
	}
	kept = arena_strdup(&list->arena, text_string(&word));
	text_release(&word);
	return kept;
}

/* The index of the option that the word names; *value is what stands in the same word. */
static size_t find_option(const char *word, const char **value)
{
	size_t length = strcspn(word, "=");

	*value = NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
		if (word[0] == '-' && word[1] != '-' && options[i].letter != 0 &&
			word[1] == options[i].letter) {
			if (word[2] != '\0')
				*value = word + 2 + (word[2] == '=');
			return i;
		}
		if (word[0] == '-' && word[1] == '-' &&
			strlen(options[i].name) == length - 2 &&
			strncmp(word + 2, options[i].name, length - 2) == 0) {
			if (word[length] == '=')
				*value = word + length + 1;
			return i;
		}
	}
	return ARRAY_LENGTH(options);
}

/* The options of a line. `requirement` stands before them, or is "". */
static void read_options(
	struct package_list *list, const char *text, const char *requirement, struct place place)
{
	const char *word;
	bool hashed = false;

	while ((word = next_word(list, &text)) != NULL) {
		const char *value;
		size_t index = find_option(word, &value);
		if (index == ARRAY_LENGTH(options)) {
			trouble(list, place, "pip has no option '%.80s' in such a file", word);
			return;
		}
		if (options[index].has_value && value == NULL)
			value = next_word(list, &text);
		if (options[index].has_value && (value == NULL || *value == '\0')) {
			trouble(list, place, "'%.80s' needs a value", word);
			return;
		}
		hashed = hashed || string_equal(options[index].name, "hash");
		if (string_equal(options[index].name, "editable")) {
			if (*requirement == '\0')
				read_requirement(list, value, true, false, place);
		} else if (!options[index].of_requirement && *requirement == '\0' &&
			   list->options.count < PACKAGES_LIMIT) {
			vector_push(&list->options,
				(struct package_option){options[index].name, value, place});
		}
	}
	if (*requirement != '\0')
		read_requirement(list, requirement, false, hashed, place);
}

/* Where a word that begins with a dash stands: there the options begin. */
static size_t options_start(const char *line)
{
	for (size_t i = 0; line[i] != '\0'; i++)
		if (line[i] == '-' && (i == 0 || strchr(" \t", line[i - 1]) != NULL))
			return i;
	return strlen(line);
}

/* Where a comment begins: at a '#' that is first or behind a blank. */
static size_t comment_start(const char *line)
{
	for (size_t i = 0; line[i] != '\0'; i++)
		if (line[i] == '#' && (i == 0 || strchr(" \t", line[i - 1]) != NULL))
			return i;
	return strlen(line);
}

void requirement_line(struct package_list *list, const char *line, struct place place)
{
	char *text = trimmed(list, line, comment_start(line));
	size_t start = options_start(text);
	char *requirement = trimmed(list, text, start);

	if (*text == '\0')
		return;
	if (text[start] == '\0')
		read_requirement(list, requirement, false, false, place);
	else
		read_options(list, text + start, requirement, place);
}

/* Whether the line goes on in the next one. A comment never does. */
static bool goes_on(const char *line, size_t length)
{
	size_t start = 0;

	while (start < length && strchr(" \t", line[start]) != NULL)
		start++;
	return length > 0 && line[length - 1] == '\\' && line[start] != '#';
}

void requirements_read(struct package_list *list, const char *bytes, size_t length)
{
	struct text joined = TEXT_INIT;
	struct place place = {.file = list->file, .line = 1, .column = 1};
	size_t start = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	for (int line = 1; start < length; line++) {
		const char *end = memchr(bytes + start, '\n', length - start);
		size_t next = end != NULL ? (size_t)(end - bytes) + 1 : length;
		size_t size = (end != NULL ? (size_t)(end - bytes) : length) - start;
		bool more;
		if (size > 0 && bytes[start + size - 1] == '\r')
			size--;
		if (joined.length == 0)
			place.line = line;
		more = goes_on(bytes + start, size) && joined.length < PACKAGES_LINE_LIMIT;
		text_append_bytes(&joined, bytes + start, size - (size_t)more);
		if (!more || next >= length) {
			/* A NUL byte ends what can be read of a line. */
			requirement_line(list, text_string(&joined), place);
			text_truncate(&joined, 0);
		}
		start = next;
	}
	text_release(&joined);
}

#include "base/version.h"
#include "base/version_parts.h"

#include <string.h>

struct spelling {
	const char *word;
	int kind;
};

/* Longer ones before those that they begin with. */
static const struct spelling pre_spellings[] = {
	{"alpha", VERSION_ALPHA},
	{"a", VERSION_ALPHA},
	{"beta", VERSION_BETA},
	{"b", VERSION_BETA},
	{"preview", VERSION_CANDIDATE},
	{"pre", VERSION_CANDIDATE},
	{"rc", VERSION_CANDIDATE},
	{"c", VERSION_CANDIDATE},
	{NULL, 0},
};
static const struct spelling post_spellings[] = {{"post", 1}, {"rev", 1}, {"r", 1}, {NULL, 0}};
static const struct spelling dev_spellings[] = {{"dev", 1}, {NULL, 0}};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The character at an offset; NUL behind the end. */
static char peek(struct slice text, size_t offset)
{
	return offset < text.length ? text.at[offset] : '\0';
}

static void skip(struct slice *text, size_t length)
{
	text->at += length;
	text->length -= length;
}

struct slice slice_strip_blanks(struct slice text)
{
	while (is_blank(peek(text, 0)))
		skip(&text, 1);
	while (text.length > 0 && is_blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

struct slice slice_strip_zeros(struct slice digits)
{
	while (peek(digits, 0) == '0')
		skip(&digits, 1);
	return digits;
}

static struct slice take(struct slice *text, size_t length)
{
	struct slice taken = {text->at, length};
	skip(text, length);
	return taken;
}

static struct slice take_digits(struct slice *text)
{
	size_t length = 0;
	while (is_digit(peek(*text, length)))
		length++;
	return take(text, length);
}

/* Digits with single dots between them, or nothing. */
static struct slice take_release(struct slice *text)
{
	size_t length = 0;

	while (is_digit(peek(*text, length)))
		do
			length++;
		while (is_digit(peek(*text, length)) ||
			(peek(*text, length) == '.' && is_digit(peek(*text, length + 1))));
	return take(text, length);
}

/* "+" with letters and digits and single separators between them, or nothing. */
static struct slice take_local(struct slice *text)
{
	size_t length = 1;

	if (peek(*text, 0) != '+' || !is_alphanumeric(peek(*text, 1)))
		return (struct slice){NULL, 0};
	while (is_alphanumeric(peek(*text, length)) ||
		(is_separator(peek(*text, length)) && is_alphanumeric(peek(*text, length + 1))))
		length++;
	skip(text, 1);
	return take(text, length - 1);
}

static bool starts_with_word(struct slice text, const char *word)
{
	size_t i = 0;
	while (word[i] != '\0' && fold(peek(text, i)) == word[i])
		i++;
	return word[i] == '\0';
}

/* ".rc-1", "rc1", "rc": gives the kind of the word that stands there and takes it with its number,
 * or gives 0 and takes nothing. */
static int take_word(struct slice *text, const struct spelling *spellings, struct slice *number)
{
	struct slice ahead = *text;

	if (is_separator(peek(ahead, 0)))
		skip(&ahead, 1);
	for (; spellings->word != NULL; spellings++) {
		if (!starts_with_word(ahead, spellings->word))
			continue;
		skip(&ahead, strlen(spellings->word));
		if (is_separator(peek(ahead, 0)))
			skip(&ahead, 1);
		*number = take_digits(&ahead);
		*text = ahead;
		return spellings->kind;
	}
	return 0;
}

static void take_post(struct slice *text, struct version_parts *parts)
{
	/* "1.0-1" means "1.0.post1". */
	if (peek(*text, 0) == '-' && is_digit(peek(*text, 1))) {
		skip(text, 1);
		parts->post_number = take_digits(text);
		parts->post = true;
		return;
	}
	parts->post = take_word(text, post_spellings, &parts->post_number) != 0;
}

/* Takes what may follow the release. False when more than that follows. */
static bool take_suffixes(struct slice text, struct version_parts *parts)
{
	parts->pre = (enum version_pre)take_word(&text, pre_spellings, &parts->pre_number);
	take_post(&text, parts);
	parts->dev = take_word(&text, dev_spellings, &parts->dev_number) != 0;
	parts->local = take_local(&text);
	return text.length == 0;
}

void version_parse(struct slice text, struct version_parts *parts)
{
	struct version_parts taken = {0};
	struct slice ahead;

	text = slice_strip_blanks(text);
	if (fold(peek(text, 0)) == 'v' && is_digit(peek(text, 1)))
		skip(&text, 1);
	ahead = text;
	taken.epoch = take_digits(&ahead);
	if (taken.epoch.length > 0 && peek(ahead, 0) == '!' && is_digit(peek(ahead, 1))) {
		skip(&ahead, 1);
		text = ahead;
	} else if (taken.epoch.length > 0 && peek(ahead, 0) == ':' && is_digit(peek(ahead, 1))) {
		skip(&ahead, 1);
		text = ahead;
		taken.packaged = true;
	} else {
		taken.epoch.length = 0;
	}
	taken.release = take_release(&text);
	*parts = taken;
	if (!taken.packaged && taken.release.length > 0 && take_suffixes(text, parts))
		return;
	/* Words may mean something else here: the "a" of "20240918-abc" is no alpha. */
	*parts = taken;
	parts->rest = text;
}

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_numbers(struct slice a, struct slice b)
{
	int order;

	a = slice_strip_zeros(a);
	b = slice_strip_zeros(b);
	order = compare_sizes(a.length, b.length);
	return order != 0 || a.length == 0 ? order : memcmp(a.at, b.at, a.length);
}

/* Without regard to case; the shorter one first. */
static int compare_words(struct slice a, struct slice b)
{
	for (size_t i = 0; i < a.length && i < b.length; i++) {
		unsigned char x = (unsigned char)fold(a.at[i]), y = (unsigned char)fold(b.at[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return compare_sizes(a.length, b.length);
}

struct slice version_next_part(struct slice *rest, const char *separators)
{
	size_t length = 0;
	struct slice part;

	while (length < rest->length && strchr(separators, rest->at[length]) == NULL)
		length++;
	part = take(rest, length);
	if (rest->length > 0)
		skip(rest, 1);
	return part;
}

int version_release_compare(
	const struct version_parts *a, const struct version_parts *b, size_t count)
{
	struct slice left = a->release, right = b->release;
	int order = compare_numbers(a->epoch, b->epoch);

	/* A part that is not there is empty, and that counts as zero. */
	while (order == 0 && count-- > 0 && (left.length > 0 || right.length > 0))
		order = compare_numbers(
			version_next_part(&left, "."), version_next_part(&right, "."));
	return order;
}

/* A development release of the final one is older than the first alpha. */
static int rank_pre(const struct version_parts *parts)
{
	if (parts->pre != VERSION_NO_PRE)
		return (int)parts->pre;
	return parts->dev && !parts->post ? 0 : VERSION_CANDIDATE + 1;
}

static bool is_number(struct slice part)
{
	for (size_t i = 0; i < part.length; i++)
		if (!is_digit(part.at[i]))
			return false;
	return part.length > 0;
}

/* Part by part, words before numbers. */
static int compare_locals(struct slice a, struct slice b)
{
	while (a.length > 0 && b.length > 0) {
		struct slice left = version_next_part(&a, ".-_");
		struct slice right = version_next_part(&b, ".-_");
		bool left_number = is_number(left), right_number = is_number(right);
		int order;
		if (left_number != right_number)
			return left_number ? 1 : -1;
		order = left_number ? compare_numbers(left, right) : compare_words(left, right);
		if (order != 0)
			return order;
	}
	return compare_sizes(a.length, b.length);
}

/* A run of digits is a number, anything else is a character; numbers come before characters. As
 * dpkg and rpm have it, "~" is older than nothing at all. */
static int compare_naturally(struct slice a, struct slice b)
{
	while (a.length > 0 || b.length > 0) {
		bool left_older = peek(a, 0) == '~', right_older = peek(b, 0) == '~';
		if (left_older != right_older)
			return left_older ? -1 : 1;
		if (a.length == 0 || b.length == 0)
			break;
		bool left_number = is_digit(a.at[0]), right_number = is_digit(b.at[0]);
		int order;
		if (left_number != right_number)
			return left_number ? -1 : 1;
		order = left_number ? compare_numbers(take_digits(&a), take_digits(&b))
				    : compare_words(take(&a, 1), take(&b, 1));
		if (order != 0)
			return order;
	}
	return compare_sizes(a.length, b.length);
}

int version_parts_compare(const struct version_parts *a, const struct version_parts *b)
{
	int order = (a->release.length > 0) - (b->release.length > 0);

	if (order == 0)
		order = version_release_compare(a, b, SIZE_MAX);
	if (order == 0)
		order = rank_pre(a) - rank_pre(b);
	if (order == 0)
		order = compare_numbers(a->pre_number, b->pre_number);
	if (order == 0)
		order = a->post - b->post;
	if (order == 0)
		order = compare_numbers(a->post_number, b->post_number);
	if (order == 0)
		order = b->dev - a->dev;
	if (order == 0)
		order = compare_numbers(a->dev_number, b->dev_number);
	if (order == 0)
		order = compare_locals(a->local, b->local);
	if (order == 0)
		order = compare_naturally(a->rest, b->rest);
	return order;
}

bool version_is_pep440(const char *version)
{
	struct version_parts parts;

	version_parse((struct slice){version, strlen(version)}, &parts);
	return version_parts_are_pep440(&parts);
}

int version_compare(const char *a, const char *b, bool *natural)
{
	struct version_parts left, right;

	version_parse((struct slice){a, strlen(a)}, &left);
	version_parse((struct slice){b, strlen(b)}, &right);
	if (natural != NULL &&
		!(version_parts_are_pep440(&left) && version_parts_are_pep440(&right)))
		*natural = true;
	return version_parts_compare(&left, &right);
}

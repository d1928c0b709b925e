#include "base/version.h"
#include "base/version_parts.h"

#include <string.h>

enum relation {
	ARBITRARY, /* "===": the same text */
	EQUAL,
	NOT_EQUAL,
	COMPATIBLE, /* "~=2.2" is ">=2.2, ==2.*" */
	LESS,
	LESS_EQUAL,
	GREATER,
	GREATER_EQUAL,
};

/* Longer ones before those that they begin with; the empty one fits always. */
static const struct {
	const char *sign;
	enum relation relation;
} signs[] = {
	{"===", ARBITRARY},
	{"==", EQUAL},
	{"!=", NOT_EQUAL},
	{"~=", COMPATIBLE},
	{"<=", LESS_EQUAL},
	{">=", GREATER_EQUAL},
	{"<", LESS},
	{">", GREATER},
	{"=", EQUAL},
	{"", EQUAL},
};

/* More is no specifier that anybody means. */
enum { CLAUSE_LIMIT = 100 };

struct clause {
	enum relation relation;
	bool prefix;       /* it ended with ".*" */
	struct slice text; /* what is behind the sign, without ".*" */
	struct version_parts parts;
};

/* A version that was asked about. */
struct candidate {
	struct slice text;
	struct version_parts parts;
};

static bool has_any(struct slice text, const char *characters)
{
	for (size_t i = 0; i < text.length; i++)
		if (strchr(characters, text.at[i]) != NULL)
			return true;
	return false;
}

static size_t count_release(const struct version_parts *parts)
{
	struct slice rest = parts->release;
	size_t count = 0;

	for (; rest.length > 0; count++)
		version_next_part(&rest, ".");
	return count;
}

static bool is_pre_release(const struct version_parts *parts)
{
	return parts->pre != VERSION_NO_PRE || parts->dev;
}

/* Whether this version may stand behind this sign. */
static bool is_allowed(const struct clause *clause)
{
	const struct version_parts *parts = &clause->parts;
	bool pep440 = version_parts_are_pep440(parts);
	bool equality = clause->relation == EQUAL || clause->relation == NOT_EQUAL;

	if (has_any(clause->text, " \t\n\v\f\r;)"))
		return false;
	if (clause->relation == ARBITRARY)
		return true;
	if (clause->relation == COMPATIBLE && count_release(parts) < 2)
		return false;
	if (clause->prefix && (!equality || !pep440 || is_pre_release(parts) || parts->post))
		return false;
	if (pep440)
		return parts->local.length == 0 || (equality && !clause->prefix);
	return clause->text.length > 0 && !has_any(clause->text, "<=>!~(*");
}

static bool read_clause(struct slice text, struct clause *clause)
{
	size_t i = 0;

	while (text.length < strlen(signs[i].sign) ||
		memcmp(text.at, signs[i].sign, strlen(signs[i].sign)) != 0)
		i++;
	*clause = (struct clause){.relation = signs[i].relation};
	text.at += strlen(signs[i].sign);
	text.length -= strlen(signs[i].sign);
	text = slice_strip_blanks(text);
	if (clause->relation != ARBITRARY && text.length >= 2 &&
		memcmp(text.at + text.length - 2, ".*", 2) == 0) {
		clause->prefix = true;
		text.length -= 2;
	}
	clause->text = text;
	version_parse(text, &clause->parts);
	return is_allowed(clause);
}

static void append_number(struct text *text, const char *before, struct slice number)
{
	number = slice_strip_zeros(number);
	text_append(text, before);
	if (number.length > 0)
		text_append_bytes(text, number.at, number.length);
	else
		text_append_char(text, '0');
}

static void append_local(struct text *text, struct slice local)
{
	char separator = '+';

	for (; local.length > 0; separator = '.') {
		struct slice part = version_next_part(&local, ".-_");
		text_append_char(text, separator);
		if (strspn(part.at, "0123456789") >= part.length)
			append_number(text, "", part);
		else
			text_append_bytes(text, part.at, part.length);
	}
}

/* The normal form of PEP 440; letters keep their case. */
static void append_normal(struct text *text, const struct version_parts *parts)
{
	static const char *const pre_words[] = {"", "a", "b", "rc"};
	struct slice rest = parts->release, epoch = slice_strip_zeros(parts->epoch);
	const char *before = "";

	if (epoch.length > 0) {
		append_number(text, "", epoch);
		text_append_char(text, '!');
	}
	for (; rest.length > 0; before = ".")
		append_number(text, before, version_next_part(&rest, "."));
	if (parts->pre != VERSION_NO_PRE)
		append_number(text, pre_words[parts->pre], parts->pre_number);
	if (parts->post)
		append_number(text, ".post", parts->post_number);
	if (parts->dev)
		append_number(text, ".dev", parts->dev_number);
	append_local(text, parts->local);
}

/* "===" compares text, that of a PEP 440 version in its normal form. */
static bool is_same_text(const struct candidate *candidate, struct slice wanted)
{
	struct text text = TEXT_INIT;
	bool same;

	if (version_parts_are_pep440(&candidate->parts))
		append_normal(&text, &candidate->parts);
	else
		text_append_bytes(&text, candidate->text.at, candidate->text.length);
	same = text.length == wanted.length &&
	       strncasecmp(text_string(&text), wanted.at, wanted.length) == 0;
	text_release(&text);
	return same;
}

static bool has_prefix(
	const struct version_parts *version, const struct version_parts *prefix, size_t count)
{
	return version->release.length > 0 && version_release_compare(version, prefix, count) == 0;
}

static bool fits_order(enum relation relation, int order)
{
	switch (relation) {
	case EQUAL:
	case ARBITRARY:
		return order == 0;
	case NOT_EQUAL:
		return order != 0;
	case LESS:
		return order < 0;
	case LESS_EQUAL:
		return order <= 0;
	case GREATER:
		return order > 0;
	case GREATER_EQUAL:
	case COMPATIBLE:
		return order >= 0;
	}
	return false;
}

/* PEP 440: "<1.7" leaves out pre-releases of 1.7, and ">1.7" its post-releases and local versions,
 * although the order is right. */
static bool is_left_out(const struct clause *clause, const struct version_parts *version)
{
	const struct version_parts *bound = &clause->parts;

	if (version_release_compare(version, bound, SIZE_MAX) != 0)
		return false;
	if (clause->relation == LESS)
		return is_pre_release(version) && !is_pre_release(bound);
	if (clause->relation == GREATER)
		return version->local.length > 0 || (version->post && !bound->post);
	return false;
}

/* Where a version cannot have a local part in the clause, that of the candidate does not count. */
static bool ignores_local(const struct clause *clause)
{
	return clause->parts.local.length == 0 && clause->relation != LESS &&
	       clause->relation != GREATER;
}

static bool fits(const struct clause *clause, const struct candidate *candidate, bool *natural)
{
	struct version_parts version = candidate->parts;
	bool pep440 = version_parts_are_pep440(&version);

	if (clause->relation == ARBITRARY) {
		*natural = *natural || !pep440;
		return is_same_text(candidate, clause->text);
	}
	pep440 = pep440 && version_parts_are_pep440(&clause->parts);
	*natural = *natural || !pep440;
	if (clause->prefix)
		return has_prefix(&version, &clause->parts, count_release(&clause->parts)) ==
		       (clause->relation == EQUAL);
	if (pep440 && ignores_local(clause))
		version.local.length = 0;
	if (!fits_order(clause->relation, version_parts_compare(&version, &clause->parts)))
		return false;
	if (clause->relation == COMPATIBLE)
		return has_prefix(&version, &clause->parts, count_release(&clause->parts) - 1);
	return !pep440 || !is_left_out(clause, &version);
}

enum version_match version_match(const char *version, const char *specifier, bool *natural)
{
	struct candidate candidate = {.text = {version, strlen(version)}};
	struct slice rest = {specifier, strlen(specifier)};
	enum version_match match = VERSION_YES;
	bool fallen_back = false;
	size_t count = 0;

	candidate.text = slice_strip_blanks(candidate.text);
	version_parse(candidate.text, &candidate.parts);
	while (rest.length > 0) {
		struct slice text = slice_strip_blanks(version_next_part(&rest, ","));
		struct clause clause;
		if (text.length == 0)
			continue;
		if (++count > CLAUSE_LIMIT || !read_clause(text, &clause))
			return VERSION_BAD_SPEC;
		if (!fits(&clause, &candidate, &fallen_back))
			match = VERSION_NO;
	}
	if (count == 0)
		return VERSION_BAD_SPEC;
	if (natural != NULL && fallen_back)
		*natural = true;
	return match;
}

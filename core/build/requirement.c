#include "build/requirement.h"

#include "base/version.h"

#include <ctype.h>

/* Where reading stands, and why it does not go on. */
struct reading {
	const char *at;
	const char *wrong; /* static; NULL: nothing yet */
};

size_t requirement_name_length(const char *text)
{
	size_t n = 0, last = 0;

	while (isalnum((unsigned char)text[n]) ||
		(n > 0 && text[n] != '\0' && strchr("-_.", text[n]) != NULL)) {
		n++;
		if (isalnum((unsigned char)text[n - 1]))
			last = n;
	}
	return last;
}

static void skip_blanks(struct reading *reading)
{
	reading->at += strspn(reading->at, " \t");
}

static bool fail(struct reading *reading, const char *wrong)
{
	reading->wrong = wrong;
	return false;
}

static bool read_extras(struct reading *reading)
{
	if (*reading->at != '[')
		return true;
	do {
		size_t length;
		reading->at++;
		skip_blanks(reading);
		length = requirement_name_length(reading->at);
		if (length == 0 && *reading->at != ']')
			return fail(reading, "a name of an extra is missing in the brackets");
		reading->at += length;
		skip_blanks(reading);
	} while (*reading->at == ',');
	if (*reading->at != ']')
		return fail(reading, "the brackets are not closed");
	reading->at++;
	skip_blanks(reading);
	return true;
}

/* A sign of PEP 440, longer ones first. */
struct sign {
	const char *text;
	bool pattern; /* "2.7.*" may follow */
	bool local;   /* "2.7+rocm6.2" may follow */
	bool any;     /* whatever follows */
};

static const struct sign signs[] = {
	{"===", true, true, true},
	{"==", true, true, false},
	{"!=", true, true, false},
	{"~=", false, false, false},
	{"<=", false, false, false},
	{">=", false, false, false},
	{"<", false, false, false},
	{">", false, false, false},
};

static const struct sign *find_sign(const char *text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(signs); i++)
		if (string_starts(text, signs[i].text))
			return &signs[i];
	return NULL;
}

static bool fits(const struct sign *sign, const char *version)
{
	size_t length = strlen(version);
	char *front;
	bool good;

	if (sign->any)
		return true;
	if (strchr(version, '+') != NULL && !sign->local)
		return false;
	if (!string_ends(version, ".*"))
		return version_is_pep440(version) &&
			(!string_equal(sign->text, "~=") || strchr(version, '.') != NULL);
	if (!sign->pattern || strchr(version, '+') != NULL)
		return false;
	front = xstrndup(version, length - 2);
	good = version_is_pep440(front) && strstr(front, "dev") == NULL;
	free(front);
	return good;
}

static bool read_clause(struct reading *reading)
{
	const struct sign *sign = find_sign(reading->at);
	size_t length;
	char *version;
	bool good;

	if (sign == NULL)
		return fail(reading, isdigit((unsigned char)*reading->at)
					? "a version needs a sign before it"
					: "that is no sign between a name and a version");
	reading->at += strlen(sign->text);
	skip_blanks(reading);
	length = strcspn(reading->at, sign->any ? " \t;)" : " \t,;)");
	if (length == 0)
		return fail(reading, "the version is missing");
	version = xstrndup(reading->at, length);
	good = fits(sign, version);
	free(version);
	if (!good)
		return fail(reading, "that is no version for this sign");
	reading->at += length;
	skip_blanks(reading);
	return true;
}

static bool read_clauses(struct reading *reading)
{
	bool bracket = *reading->at == '(';

	if (bracket)
		reading->at++;
	skip_blanks(reading);
	while (*reading->at != '\0' && *reading->at != ';' && *reading->at != ')') {
		if (!read_clause(reading))
			return false;
		if (*reading->at != ',')
			break;
		reading->at++;
		skip_blanks(reading);
	}
	if (!bracket)
		return true;
	if (*reading->at != ')')
		return fail(reading, "the bracket is not closed");
	reading->at++;
	skip_blanks(reading);
	return true;
}

static bool read_requirement(struct reading *reading)
{
	size_t length = requirement_name_length(reading->at);

	if (length == 0)
		return fail(reading, "a name begins with a letter or a digit");
	reading->at += length;
	skip_blanks(reading);
	if (!read_extras(reading))
		return false;
	if (*reading->at == '@') {
		reading->at++;
		skip_blanks(reading);
		return *reading->at != '\0' || fail(reading, "the address is missing");
	}
	if (!read_clauses(reading))
		return false;
	if (*reading->at == ';') {
		reading->at++;
		skip_blanks(reading);
		return *reading->at != '\0' || fail(reading, "the condition is missing");
	}
	return *reading->at == '\0' || fail(reading, "only ',', ';' or the end can follow");
}

/* Only pip can tell of these. */
static bool is_place(const char *text)
{
	size_t name = strcspn(text, " \t;@[");

	return text[0] == '.' || text[0] == '/' || text[0] == '~' ||
		memchr(text, '/', name) != NULL || memchr(text, ':', name) != NULL;
}

/* What people write for the signs. */
static const struct {
	const char *wrong, *right;
} usual_slips[] = {{"=>", ">="}, {"=<", "<="}, {"=", "=="}, {"", "=="}};

/* Whether the text, wrong from `at` on, is "torch = 2.7", "torch=>2.7" or "torch 2.7"; `meant` then gets
 * what pip reads. */
static bool guess(const char *text, const char *at, struct text *meant)
{
	struct reading reading;
	size_t slip = 0, length = (size_t)(at - text);

	if (*at != '=' && !isdigit((unsigned char)*at))
		return false;
	while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
		length--;
	if (length == 0 || strchr("<>=!~,", text[length - 1]) != NULL)
		return false;
	while (!string_starts(at, usual_slips[slip].wrong))
		slip++;
	at += strlen(usual_slips[slip].wrong);
	at += strspn(at, " \t");
	text_append_format(meant, "%.*s%s%s", (int)length, text, usual_slips[slip].right, at);
	reading = (struct reading){.at = text_string(meant)};
	return read_requirement(&reading);
}

static void hint(const char *text, const char *at, struct diag *diag)
{
	struct text meant = TEXT_INIT;

	if (guess(text, at, &meant))
		diag_hint(diag, "did you mean '%s'?", text_string(&meant));
	else
		diag_hint(diag, "write it as 'torch', 'torch==2.7.1' or 'torch>=2.6,<3'");
	text_release(&meant);
}

static bool is_one_line(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
			return false;
	return true;
}

bool requirement_check(const char *text, const char *option, struct diags *diags)
{
	struct place place = {.field = option};
	struct reading reading = {.at = text};
	struct diag *diag;

	if (!is_one_line(text) || text[0] == '\0' || text[0] == '-' || text[0] == '#') {
		diags_add(diags, SEVERITY_ERROR, "L01", &place, "'%s' is no package of pip", text);
		return false;
	}
	if (is_place(text) || read_requirement(&reading))
		return true;
	diag = *reading.at == '\0'
		? diags_add(diags, SEVERITY_ERROR, "L01", &place, "'%s' is no package of pip: %s", text,
			  reading.wrong)
		: diags_add(diags, SEVERITY_ERROR, "L01", &place,
			  "'%s' is no package of pip, from '%s' on: %s", text, reading.at,
			  reading.wrong);
	hint(text, reading.at, diag);
	return false;
}

#include "build/requirement.h"

#include "base/version.h"

#include <ctype.h>

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

static void skip_blanks(struct requirement_fault *reading)
{
	reading->at += strspn(reading->at, " \t");
}

static bool fail(struct requirement_fault *reading, const char *why)
{
	reading->why = why;
	return false;
}

static bool read_extras(struct requirement_fault *reading)
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

static bool read_clause(struct requirement_fault *reading)
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
	if (length == 0 || strchr("=<>!~", *reading->at) != NULL)
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

static bool read_clauses(struct requirement_fault *reading)
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

static bool read_named(struct requirement_fault *reading)
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

bool requirement_is_place(const char *text)
{
	static const char *const archives[] = {".whl", ".tar.gz", ".zip"};
	size_t name = strcspn(text, " \t;@[");

	for (size_t i = 0; i < ARRAY_LENGTH(archives); i++)
		if (string_ends(text, archives[i]) && strchr(text, '@') == NULL)
			return true;
	return text[0] == '.' || text[0] == '/' || text[0] == '~' ||
		memchr(text, '/', name) != NULL || memchr(text, ':', name) != NULL;
}

bool requirement_read(const char *text, struct requirement_fault *fault)
{
	*fault = (struct requirement_fault){.at = text};
	return requirement_is_place(text) || read_named(fault);
}

/* What people write for the signs. */
static const struct {
	const char *wrong, *right;
} usual_slips[] = {{"=>", ">="}, {"=<", "<="}, {"=", "=="}, {"", "=="}};

/* "torch = 2.7", "torch=>2.7" and "torch 2.7". */
char *requirement_meant(const char *text, const struct requirement_fault *fault)
{
	const char *at = fault->at;
	size_t slip = 0, length = (size_t)(at - text);
	struct requirement_fault again;
	char *meant;

	if (*at != '=' && !isdigit((unsigned char)*at))
		return NULL;
	while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
		length--;
	if (length == 0 || strchr("<>=!~,", text[length - 1]) != NULL)
		return NULL;
	while (!string_starts(at, usual_slips[slip].wrong))
		slip++;
	at += strlen(usual_slips[slip].wrong);
	at += strspn(at, " \t");
	meant = xasprintf("%.*s%s%s", (int)length, text, usual_slips[slip].right, at);
	if (requirement_read(meant, &again))
		return meant;
	free(meant);
	return NULL;
}

void requirement_explain(
	const char *text, const struct requirement_fault *fault, struct text *message)
{
	text_append_format(message, "'%.80s' is no package of pip", text);
	if (fault->at > text && *fault->at != '\0')
		text_append_format(message, ", from '%.80s' on", fault->at);
	text_append_format(message, ": %s", fault->why);
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
	struct requirement_fault fault;
	struct text message = TEXT_INIT;
	char *meant;

	if (!is_one_line(text) || text[0] == '\0' || text[0] == '-' || text[0] == '#') {
		diags_add(diags, SEVERITY_ERROR, "L01", &place, "'%s' is no package of pip", text);
		return false;
	}
	if (requirement_read(text, &fault))
		return true;
	requirement_explain(text, &fault, &message);
	meant = requirement_meant(text, &fault);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "L01", &place, "%s", text_string(&message)),
		meant != NULL ? "did you mean '%s'?"
			      : "write it as 'torch', 'torch==2.7.1' or 'torch>=2.6,<3'",
		meant);
	free(meant);
	text_release(&message);
	return false;
}

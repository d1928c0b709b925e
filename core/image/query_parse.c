#include "image/query.h"

#include "base/similar.h"
#include "base/units.h"
#include "base/version.h"
#include "image/query_parts.h"

#include <strings.h>
#include <time.h>

static const struct field {
	const char *name;
	enum query_subject subject;
	bool ordered; /* whether < and > make sense */
	size_t offset;
	const char *framework;
} fields[] = {
	{"family", SUBJECT_TEXT, false, offsetof(struct image_name, family), NULL},
	{"framework", SUBJECT_TEXT, false, offsetof(struct image_name, framework), NULL},
	{"layer", SUBJECT_TEXT, false, offsetof(struct image_name, layer), NULL},
	{"version", SUBJECT_VERSION, true, offsetof(struct image_name, version), NULL},
	{"rocm", SUBJECT_VERSION, true, offsetof(struct image_name, rocm), NULL},
	{"python", SUBJECT_VERSION, true, offsetof(struct image_name, python), NULL},
	{"kind", SUBJECT_KIND, false, 0, NULL},
	{"root", SUBJECT_ROOT, false, 0, NULL},
	{"name", SUBJECT_FILE, false, 0, NULL},
	{"size", SUBJECT_SIZE, true, 0, NULL},
	{"newer", SUBJECT_NEWER, false, 0, NULL},
	{"older", SUBJECT_OLDER, false, 0, NULL},
	{"pytorch", SUBJECT_FRAMEWORK, true, 0, "pytorch"},
	{"torch", SUBJECT_FRAMEWORK, true, 0, "pytorch"},
	{"tensorflow", SUBJECT_FRAMEWORK, true, 0, "tensorflow"},
	{"tf", SUBJECT_FRAMEWORK, true, 0, "tensorflow"},
	{"jax", SUBJECT_FRAMEWORK, true, 0, "jax"},
	{"mpi4py", SUBJECT_FRAMEWORK, true, 0, "mpi4py"},
	{"alphafold", SUBJECT_FRAMEWORK, true, 0, "alphafold"},
	{"mpich", SUBJECT_FRAMEWORK, true, 0, "mpich"},
	{"libfabric", SUBJECT_FRAMEWORK, true, 0, "libfabric"},
	{"cpe", SUBJECT_FRAMEWORK, true, 0, "cpe"},
};

static const struct symbol {
	const char *text;
	enum query_operator operator;
} symbols[] = {
	/* Those of two characters first. */
	{"==", IS_EQUAL},
	{"!=", IS_NOT},
	{"<=", IS_LESS_EQUAL},
	{">=", IS_GREATER_EQUAL},
	{"=", IS_EQUAL},
	{":", IS_EQUAL},
	{"<", IS_LESS},
	{">", IS_GREATER},
};

static const struct field *find_field(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		if (strcasecmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

const char *framework_canonical(const char *word)
{
	const struct field *field = find_field(word);
	return field != NULL ? field->framework : NULL;
}

static void PRINTF_LIKE(3, 4)
	complain(struct diags *diags, const char *hint, const char *format, ...)
{
	struct text message = TEXT_INIT;
	struct diag *diag;
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diag = diags_add(diags, SEVERITY_ERROR, "I22", NULL, "%s", text_string(&message));
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
	text_release(&message);
}

static void complain_field(struct diags *diags, const char *word, const char *name)
{
	const char *candidates[ARRAY_LENGTH(fields)];
	const char *nearest;
	struct text hint = TEXT_INIT;

	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		candidates[i] = fields[i].name;
	nearest = similar_best(name, candidates, ARRAY_LENGTH(candidates));
	if (nearest != NULL) {
		text_append_format(&hint, "did you mean '%s'?", nearest);
	} else {
		text_append(&hint, "the fields are ");
		for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
			text_append_format(&hint, "%s%s", i > 0 ? ", " : "", fields[i].name);
	}
	complain(diags, text_string(&hint), "'%s' asks for '%s', which no image has", word, name);
	text_release(&hint);
}

/* Reads exactly `digits` digits at *at, and moves on. */
static bool read_number(const char **at, int digits, int *number)
{
	*number = 0;
	for (; digits > 0; digits--, ++*at) {
		if (**at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (**at - '0');
	}
	return true;
}

/* "2025", "2025-06" or "2025-06-30": its first second in UTC. */
static bool parse_date(const char *string, int64_t *seconds)
{
	struct tm day = {.tm_mday = 1}, again;
	int month = 1;
	time_t when;

	if (!read_number(&string, 4, &day.tm_year))
		return false;
	if (*string == '-' && (string++, !read_number(&string, 2, &month)))
		return false;
	if (*string == '-' && (string++, !read_number(&string, 2, &day.tm_mday)))
		return false;
	if (*string != '\0' || day.tm_year < 1970 || month < 1 || month > 12 || day.tm_mday < 1)
		return false;
	day.tm_year -= 1900;
	day.tm_mon = month - 1;
	again = day;
	when = timegm(&again);
	/* timegm() makes 2 March of 30 February. */
	if (again.tm_mday != day.tm_mday)
		return false;
	*seconds = when;
	return true;
}

static bool parse_version(struct query *query, struct condition *condition, const char *word,
	struct diags *diags)
{
	char *value = condition->value;
	size_t length = strlen(value);

	if (condition->operator != IS_EQUAL && condition->operator != IS_NOT) {
		if (version_is_pep440(value))
			return true;
		complain(diags, "versions look like 2.7.1 or 6.2",
			"'%s' compares with '%s', which is not a version", word, value);
		return false;
	}
	/* "2.7.*" says what "2.7" says anyway. */
	if (length > 2 && string_ends(value, ".*"))
		value[length - 2] = '\0';
	if (version_is_pep440(value)) {
		condition->exact = arena_format(&query->arena, "==%s", value);
		condition->within = arena_format(&query->arena, "==%s.*", value);
	}
	return true;
}

static bool parse_kind(const char *word, const char *value, struct diags *diags)
{
	const char *kinds[IMAGE_NONE + 1];
	const char *nearest;
	struct text hint = TEXT_INIT;

	for (int i = 0; i <= IMAGE_NONE; i++) {
		kinds[i] = image_kind_name((enum image_kind)i);
		if (strcasecmp(kinds[i], value) == 0)
			return true;
	}
	nearest = similar_best(value, kinds, ARRAY_LENGTH(kinds));
	if (nearest != NULL)
		text_append_format(&hint, "did you mean '%s'?", nearest);
	else
		text_append(&hint,
			"the kinds are sif, oci-sif, encrypted, ext3, squashfs, sandbox, "
			"not-an-image");
	complain(diags, text_string(&hint), "'%s' asks for the kind '%s', which there is not", word,
		value);
	text_release(&hint);
	return false;
}

static bool parse_value(struct query *query, struct condition *condition, const char *word,
	struct diags *diags)
{
	const char *value = condition->value;

	switch (condition->subject) {
	case SUBJECT_VERSION:
	case SUBJECT_FRAMEWORK:
		return parse_version(query, condition, word, diags);
	case SUBJECT_KIND:
		return parse_kind(word, value, diags);
	case SUBJECT_SIZE:
		if (size_parse(value, 1, &condition->size))
			return true;
		complain(diags, "sizes look like 8G or 500M", "'%s' has no size in '%s'", word,
			value);
		return false;
	case SUBJECT_NEWER:
	case SUBJECT_OLDER:
		if (condition->operator == IS_EQUAL && parse_date(value, &condition->time))
			return true;
		complain(diags, "write newer:2025-06 or older:2025-06-30",
			"'%s' has no date in '%s'", word, value);
		return false;
	default:
		return true;
	}
}

/* FIELD OPERATOR VALUE; the operator is `symbol`, at `at`. */
static bool parse_comparison(struct query *query, const char *word, const char *at,
	const struct symbol *symbol, struct condition *condition, struct diags *diags)
{
	char *name = arena_strndup(&query->arena, word, (size_t)(at - word));
	const struct field *field = find_field(name);
	const char *value = at + strlen(symbol->text);

	if (field == NULL) {
		complain_field(diags, word, name);
		return false;
	}
	if (*value == '\0') {
		complain(diags, "put a value behind it, without a blank between",
			"'%s' has no value", word);
		return false;
	}
	if (symbol->operator > IS_NOT && !field->ordered) {
		complain(diags, "only = and != are for this field",
			"'%s' asks whether '%s' is less or more", word, name);
		return false;
	}
	if (string_equal(field->name, "framework") && framework_canonical(value) != NULL)
		value = framework_canonical(value);
	condition->subject = field->subject;
	condition->operator = symbol->operator;
	condition->offset = field->offset;
	condition->framework = field->framework;
	condition->value = arena_strdup(&query->arena, value);
	return parse_value(query, condition, word, diags);
}

/* The first operator in the word, which then stands at *at, or NULL. A "!" alone is none. */
static const struct symbol *find_symbol(const char *word, const char **at)
{
	for (*at = word; **at != '\0'; ++*at)
		for (size_t i = 0; i < ARRAY_LENGTH(symbols); i++)
			if (string_starts(*at, symbols[i].text))
				return &symbols[i];
	return NULL;
}

static bool parse_pick(struct query *query, enum query_pick pick, struct diags *diags)
{
	if (query->pick != PICK_ALL && query->pick != pick) {
		complain(diags, "take one of the two", "'newest' and 'oldest' stand together");
		return false;
	}
	query->pick = pick;
	return true;
}

static enum query_pick find_pick(const char *word)
{
	if (strcasecmp(word, "newest") == 0)
		return PICK_NEWEST;
	return strcasecmp(word, "oldest") == 0 ? PICK_OLDEST : PICK_ALL;
}

/* A word that is no pick. */
static bool parse_condition(struct query *query, const char *word, struct diags *diags)
{
	struct condition condition = {.negated = word[0] == '!' && word[1] != '='};
	const char *plain = word + condition.negated, *at;
	const struct symbol *symbol = find_symbol(plain, &at);

	if (*plain == '\0' || find_pick(plain) != PICK_ALL) {
		complain(diags, "'!' goes before what must not hold, without a blank between",
			"'%s' negates nothing", word);
		return false;
	}
	if (query->count == QUERY_WORD_LIMIT) {
		complain(diags, NULL, "the query has more than %d words", QUERY_WORD_LIMIT);
		return false;
	}
	if (symbol != NULL) {
		if (!parse_comparison(query, plain, at, symbol, &condition, diags))
			return false;
	} else {
		condition.value = arena_strdup(&query->arena, plain);
		condition.framework = framework_canonical(plain);
	}
	query->conditions[query->count++] = condition;
	return true;
}

static bool parse_word(struct query *query, const char *word, struct diags *diags)
{
	enum query_pick pick = find_pick(word);

	return pick != PICK_ALL ? parse_pick(query, pick, diags)
				: parse_condition(query, word, diags);
}

static bool parse_words(struct query *query, const char *text, struct diags *diags)
{
	static const char blanks[] = " \t\r\n";

	if (strnlen(text, QUERY_LENGTH_LIMIT + 1) > QUERY_LENGTH_LIMIT) {
		complain(diags, NULL, "the query is longer than %d characters", QUERY_LENGTH_LIMIT);
		return false;
	}
	for (;;) {
		size_t length;
		text += strspn(text, blanks);
		length = strcspn(text, blanks);
		if (length == 0)
			return true;
		if (!parse_word(query, arena_strndup(&query->arena, text, length), diags))
			return false;
		text += length;
	}
}

struct query *query_new(const char *text, struct diags *diags)
{
	struct query *query = xcalloc(1, sizeof *query);

	if (parse_words(query, text, diags))
		return query;
	query_free(query);
	return NULL;
}

void query_free(struct query *query)
{
	if (query == NULL)
		return;
	arena_release(&query->arena);
	free(query);
}

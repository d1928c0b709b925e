#include "image/query.h"

#include "base/similar.h"
#include "base/units.h"
#include "base/vector.h"
#include "base/version.h"
#include "image/query_parts.h"

#include <ctype.h>
#include <strings.h>
#include <time.h>

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
	const char *nearest = query_nearest_field(name);
	struct text hint = TEXT_INIT;

	if (nearest != NULL) {
		text_append_format(&hint, "did you mean '%s'?", nearest);
		text_append_format(&hint, " A package of that name is 'has:%s'", name);
	} else {
		text_append(&hint, "the fields are ");
		query_append_fields(&hint);
		text_append(&hint, "; any other name is a package and needs a version");
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
	static const char *const signs[] = {[IS_LESS] = "<",
		[IS_LESS_EQUAL] = "<=",
		[IS_GREATER] = ">",
		[IS_GREATER_EQUAL] = ">="};
	char *value = condition->value;
	size_t length = strlen(value);

	if (value[0] != '\0' && strchr("<>=!~", value[0]) != NULL) {
		complain(diags, "the operators are == != < <= > >= ~=, as in torch>=2.6",
			"'%s' has an operator that there is not", word);
		return false;
	}
	if (condition->operator != IS_EQUAL && condition->operator != IS_NOT) {
		condition->exact = arena_format(
			&query->arena, "%s%s", signs[condition->operator], value);
		/* PEP 440 orders no local parts ("2.6+rocm6.2"): they then count as versions do. */
		if (version_match("1", condition->exact, NULL) == VERSION_BAD_SPEC)
			condition->exact = NULL;
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
	case SUBJECT_FACT:
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

/* Letters, digits and - _ . as the names of packages have them. */
static bool is_package_name(const char *name)
{
	if (!isalnum((unsigned char)name[0]))
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && strchr("-_.+", *name) == NULL)
			return false;
	return true;
}

static bool complain_value(const char *word, struct diags *diags)
{
	complain(diags, "put a value behind it", "'%s' has no value", word);
	return false;
}

/* Behind "has:", or a word that is no field: NAME, perhaps with an operator and a version. */
static bool parse_has(struct query *query, const char *word, const char *wanted,
	struct condition *condition, struct diags *diags)
{
	const char *at;
	const struct query_symbol *symbol = query_find_symbol(wanted, &at);
	char *name = arena_strndup(&query->arena, wanted, (size_t)(at - wanted));

	if (!is_package_name(name)) {
		complain(diags, "names of packages have letters, digits, '-', '_' and '.'",
			"'%s' names no package", word);
		return false;
	}
	condition->subject = SUBJECT_HAS;
	condition->fact = query_find_fact(name);
	condition->keys[0] = package_key(name, &query->arena);
	condition->operator = IS_EQUAL;
	condition->value = NULL;
	if (symbol == NULL)
		return true;
	condition->operator = symbol->operator;
	condition->value = arena_strdup(&query->arena, at + strlen(symbol->text));
	if (condition->value[0] == '\0')
		return complain_value(word, diags);
	return parse_version(query, condition, word, diags);
}

/* The word is no field. It may be a package, but not when a field is so near that it was meant. */
static bool parse_package(struct query *query, const char *word, const char *name,
	const char *value, struct condition *condition, struct diags *diags)
{
	enum { SHORT_NAME = 4 };
	const char *near = query_nearest_field(name);
	size_t length = strlen(value);
	char *version = arena_strndup(
		&query->arena, value, string_ends(value, ".*") ? length - 2 : length);

	if (!is_package_name(name) || !version_is_pep440(version) ||
		(near != NULL && strlen(name) >= SHORT_NAME && similar_distance(name, near) == 1)) {
		complain_field(diags, word, name);
		return false;
	}
	return parse_has(query, word, word, condition, diags);
}

static bool parse_sort(
	struct query *query, const char *word, const char *value, struct diags *diags)
{
	bool backwards = value[0] == '-';
	const char *const *names;
	int key = query_find_sort(value + backwards, &names);
	struct text hint = TEXT_INIT;

	if (key >= 0 && query->sort_count < QUERY_SORT_LIMIT) {
		query->sorts[query->sort_count++] =
			(struct query_sort){(enum sort_key)key, backwards};
		return true;
	}
	text_append(&hint, "sort by");
	for (size_t i = 0; names[i] != NULL; i++)
		text_append_format(&hint, "%s %s", i > 0 ? "," : "", names[i]);
	if (key >= 0)
		complain(diags, NULL, "the query sorts by more than %d things", QUERY_SORT_LIMIT);
	else
		complain(diags, text_string(&hint), "'%s' sorts by '%s', which there is not", word,
			value + backwards);
	text_release(&hint);
	return false;
}

/* FIELD OPERATOR VALUE; the operator is `symbol`, at `at`. */
static bool parse_comparison(struct query *query, const char *word, const char *at,
	const struct query_symbol *symbol, struct condition *condition, struct diags *diags)
{
	char *name = arena_strndup(&query->arena, word, (size_t)(at - word));
	const struct query_field *field = query_find_field(name);
	const char *value = at + strlen(symbol->text);
	int fact = query_find_fact(name);

	if (name[0] == '\0') {
		complain(diags, "each comparison has its own name: 'torch>=2.6 torch<3'",
			"'%s' does not say of what", word);
		return false;
	}
	if (field == NULL && fact < 0 && *value != '\0')
		return parse_package(query, word, name, value, condition, diags);
	if (field == NULL && fact < 0) {
		complain_field(diags, word, name);
		return false;
	}
	if (*value == '\0')
		return complain_value(word, diags);
	if (field != NULL && symbol->operator > IS_NOT && !field->ordered) {
		complain(diags, "only = and != are for this field",
			"'%s' asks whether '%s' is less or more", word, name);
		return false;
	}
	if (field != NULL && field->subject == SUBJECT_HAS) {
		condition->negated ^= symbol->operator == IS_NOT;
		return parse_has(query, word, value, condition, diags);
	}
	if (field != NULL && string_equal(field->name, "framework") &&
		framework_canonical(value) != NULL)
		value = framework_canonical(value);
	condition->subject = field != NULL ? field->subject : SUBJECT_FACT;
	condition->operator = symbol->operator;
	condition->fact = fact;
	if (field != NULL) {
		condition->offset = field->offset;
		condition->framework = field->framework;
		condition->keys[0] = field->keys[0];
		condition->keys[1] = field->keys[1];
		condition->fact = field->fact != 0 ? field->fact : -1;
	}
	condition->value = arena_strdup(&query->arena, value);
	return parse_value(query, condition, word, diags);
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

/* A word that is no pick. */
static bool parse_condition(struct query *query, const char *word, struct diags *diags)
{
	struct condition condition = {.negated = word[0] == '!' && word[1] != '=', .fact = -1};
	const char *plain = word + condition.negated, *at;
	const struct query_symbol *symbol = query_find_symbol(plain, &at);

	if (*plain == '\0' || query_find_pick(plain) != PICK_ALL) {
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
	if (query->count == query->capacity)
		query->conditions = vector_grow(query->conditions, &query->capacity, query->count,
			1, sizeof *query->conditions);
	query->conditions[query->count++] = condition;
	return true;
}

static bool parse_word(struct query *query, const char *word, struct diags *diags)
{
	enum query_pick pick = query_find_pick(word);

	if (strncasecmp(word, "sort:", strlen("sort:")) == 0)
		return parse_sort(query, word, word + strlen("sort:"), diags);
	return pick != PICK_ALL ? parse_pick(query, pick, diags)
				: parse_condition(query, word, diags);
}

static bool parse_words(struct query *query, const char *text, struct diags *diags)
{
	const char *word;

	if (strnlen(text, QUERY_LENGTH_LIMIT + 1) > QUERY_LENGTH_LIMIT) {
		complain(diags, NULL, "the query is longer than %d characters", QUERY_LENGTH_LIMIT);
		return false;
	}
	while ((word = query_next_word(&text, &query->arena)) != NULL)
		if (!parse_word(query, word, diags))
			return false;
	return true;
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
	free(query->conditions);
	free(query);
}

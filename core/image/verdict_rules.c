#include "image/verdict_parts.h"

#include "base/version.h"

/*
 * The image rules of the site. A condition is a list of words that must all hold:
 *
 *   FACT            it is there ("libjansson"); !FACT it is not
 *   FACT=VALUE      its value or version is this ("mpi=openmpi"); != another, or unknown
 *   FACT<VERSION    and <=, >, >= : its version
 *   recipe=NAME, family=NAME, kind=NAME of the image
 *   environment=KIND  some environment in the image is of this kind ("conda")
 *   package=NAME      the package is there
 *
 * Where the files cannot be read no rule about them holds, not even with "!".
 */

struct condition {
	char name[32];
	char operator[3];
	const char *value; /* "" when there is none */
	bool negated;
};

static const char *const other_names[] = {"recipe", "family", "kind", "environment", "package"};

static int fact_of(const char *name)
{
	for (int i = 0; i < FACT_COUNT; i++)
		if (string_equal(fact_table[i].key, name))
			return i;
	return -1;
}

static bool read_condition(const char *word, struct condition *condition, struct text *message)
{
	size_t length, operator;

	*condition = (struct condition){.negated = *word == '!'};
	word += condition->negated;
	length = strcspn(word, "=<>!");
	operator = strspn(word + length, "=<>!");
	if (length == 0 || length >= sizeof condition->name ||
		operator >= sizeof condition->operator) {
		text_append_format(message, "'%s' is no condition", word);
		return false;
	}
	memcpy(condition->name, word, length);
	memcpy(condition->operator, word + length, operator);
	condition->value = word + length + operator;
	bool known = fact_of(condition->name) >= 0;
	for (size_t i = 0; i < ARRAY_LENGTH(other_names); i++)
		known = known || (string_equal(other_names[i], condition->name) && operator > 0);
	if (!known)
		text_append_format(message, "images have no '%s'", condition->name);
	else if ((operator > 0) != (condition->value[0] != '\0'))
		text_append_format(message, "'%s' lacks a value or a sign", word);
	else
		return true;
	return false;
}

static bool equals(const struct condition *condition, const char *value)
{
	bool equal = value != NULL && string_equal(value, condition->value);
	return string_equal(condition->operator, "!=") ? !equal : equal;
}

static bool has_environment(const struct facts *facts, const char *kind)
{
	for (size_t i = 0; i < facts->environment_count; i++)
		if (string_equal(environment_kind_names[facts->environments[i].kind], kind))
			return true;
	return false;
}

static const char *proof_of_environment(const struct facts *facts, const char *kind)
{
	for (size_t i = 0; i < facts->environment_count; i++)
		if (string_equal(environment_kind_names[facts->environments[i].kind], kind))
			return facts->environments[i].path;
	return NULL;
}

static bool fact_holds(const struct judge *judge, const struct condition *condition,
	enum fact fact, const char **proof)
{
	const struct fact_value *value = judge_fact(judge, fact);

	if (value != NULL)
		*proof = value->path;
	if (condition->operator[0] == '\0')
		return value != NULL;
	if (value == NULL)
		return string_equal(condition->operator, "!=");
	if (condition->operator[0] == '=' || condition->operator[0] == '!') {
		bool either = string_equal(value->value, condition->value) ||
			(value->version != NULL && string_equal(value->version, condition->value));
		return (condition->operator[0] == '=') == either;
	}
	char *specifier = xasprintf("%s%s", condition->operator, condition->value);
	bool holds = value->version != NULL &&
		     version_match(value->version, specifier, NULL) == VERSION_YES;
	free(specifier);
	return holds;
}

static bool holds(
	const struct judge *judge, const struct condition *condition, const char **proof)
{
	const struct facts *facts = judge->facts;
	int fact = fact_of(condition->name);
	bool wanted = !string_equal(condition->operator, "!=");

	if (string_equal(condition->name, "recipe"))
		return equals(condition,
			judge->recipe != NULL ? judge->recipe->record.name : NULL);
	if (string_equal(condition->name, "family"))
		return equals(condition, judge->image->name.family);
	if (string_equal(condition->name, "kind"))
		return equals(condition, image_kind_name(judge->sif->kind));
	if (facts == NULL)
		return false;
	if (fact >= 0)
		return fact_holds(judge, condition, (enum fact)fact, proof) != condition->negated;
	if (string_equal(condition->name, "environment")) {
		*proof = proof_of_environment(facts, condition->value);
		return has_environment(facts, condition->value) == (wanted != condition->negated);
	}
	size_t count = 0;
	const struct package *package = facts_packages(facts, condition->value, &count);
	if (package != NULL)
		*proof = package->path;
	return (package != NULL) == (wanted != condition->negated);
}

/* Whether all words hold; `proof` is what proves the last that named something in the image. */
static bool all_hold(const struct judge *judge, const char *words, const char **proof)
{
	struct strings list = {0};
	struct text ignored = TEXT_INIT;
	bool fine = true;

	strings_split(&list, words, ' ');
	for (size_t i = 0; fine && i < list.count; i++) {
		struct condition condition;
		if (list.items[i][0] == '\0')
			continue;
		/* What cannot be read never holds; the check of the site tells of it. */
		fine = read_condition(list.items[i], &condition, &ignored) &&
		       holds(judge, &condition, proof);
	}
	text_release(&ignored);
	strings_release(&list);
	return fine;
}

bool image_rule_check(const char *condition, struct text *message)
{
	struct strings list = {0};
	bool fine = true;

	strings_split(&list, condition, ' ');
	for (size_t i = 0; fine && i < list.count; i++) {
		struct condition word;
		fine = list.items[i][0] == '\0' || read_condition(list.items[i], &word, message);
	}
	strings_release(&list);
	return fine;
}

void judge_by_rules(struct judge *judge)
{
	YAML_EACH (const struct site_image_rule, rule, &judge->site->image_rules) {
		for (size_t i = 0; i < rule->when.count; i++) {
			const char *proof = NULL;
			if (!all_hold(judge, rule->when.items[i], &proof))
				continue;
			judge_say(judge, (enum severity)rule->severity, "I71",
				rule->record.name, "%s", rule->says);
			if (rule->why != NULL)
				judge_because(judge, "%s", rule->why);
			if (proof != NULL)
				judge_proof_path(judge, proof);
			else
				judge_proof(judge, "the site's rule '%s'", rule->record.name);
			break;
		}
	}
}

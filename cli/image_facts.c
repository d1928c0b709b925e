#include "cli/image_facts.h"
#include "base/clean.h"

void fact_append_value(struct text *text, enum fact fact, const struct fact_value *value)
{
	bool own_key = value->value != NULL && string_equal(value->value, fact_table[fact].key);

	if (value->value != NULL && !own_key)
		text_append(text, value->value);
	if (value->version != NULL)
		text_append_format(text, "%s%s", text->length > 0 ? " " : "", value->version);
	/* It is there, and nothing tells which version. */
	if (own_key && value->version == NULL)
		text_append(text, "yes");
}

static void fact_row(struct table *table, const struct facts *facts, enum fact fact)
{
	const struct fact_value *value = &facts->values[fact];
	struct text text = TEXT_INIT, path = TEXT_INIT;

	if (value->path != NULL)
		text_append_format(&path, "/%s", value->path);
	fact_append_value(&text, fact, value);
	table_row(table, 3,
		(const char *const[]){fact_table[fact].title, text_string(&text), text_string(&path)});
	text_release(&path);
	text_release(&text);
}

bool packages_equal(const struct package *a, const struct package *b)
{
	return a->environment == b->environment && string_equal(a->key, b->key) &&
	       string_equal(a->version != NULL ? a->version : "",
		       b->version != NULL ? b->version : "");
}

/* The packages of each environment; the caller frees the counts. */
static size_t *count_packages(const struct facts *facts)
{
	size_t *counts = xcalloc(facts->environment_count, sizeof *counts);

	for (size_t i = 0; i < facts->package_count; i++)
		counts[facts->packages[i].environment] +=
			i == 0 || !packages_equal(&facts->packages[i - 1], &facts->packages[i]);
	return counts;
}

static void show_counts(struct cli *cli, const struct facts *facts)
{
	size_t *counts = count_packages(facts);

	for (size_t i = 0; i < facts->environment_count; i++) {
		const struct package_environment *environment = &facts->environments[i];
		if (counts[i] == 0)
			continue;
		text_append_format(&cli->out, "%zu package%s in /", counts[i],
			counts[i] == 1 ? "" : "s");
		text_append_clean(&cli->out, environment->prefix, CLEAN_LINE);
		text_append_format(&cli->out, " (%s", environment_kind_names[environment->kind]);
		if (environment->python != NULL) {
			text_append(&cli->out, ", Python ");
			text_append_clean(&cli->out, environment->python, CLEAN_LINE);
		}
		text_append(&cli->out, environment->active ? ", active)\n" : ")\n");
	}
	free(counts);
}

void show_facts(struct cli *cli, const struct facts *facts)
{
	struct table table = {0};

	for (enum fact fact = 0; fact < FACT_COUNT; fact++) {
		const struct fact_value *value = &facts->values[fact];
		/* What is not there is not worth a line, and neither is what nobody knows. */
		if (value->value != NULL && !string_equal(value->value, "no") &&
			!string_equal(value->value, "none")) {
			if (table.columns == 0)
				table_row(&table, 3,
					(const char *const[]){"WHAT", "VERSION", "PROVED BY"});
			fact_row(&table, facts, fact);
		}
	}
	if (table.columns > 0)
		table_print(cli, &table);
	show_counts(cli, facts);
}

void show_verdicts(struct cli *cli, const struct verdicts *verdicts)
{
	static const char *const colors[] = {"", "\033[33m", "\033[1;31m"};

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		text_append(&cli->out, "- ");
		if (verdict->severity != SEVERITY_NOTE)
			text_append_format(&cli->out, "%s%s%s: ",
				cli->color ? colors[verdict->severity] : "",
				severity_name(verdict->severity), cli->color ? "\033[0m" : "");
		text_append_clean(&cli->out, verdict->statement, CLEAN_LINE);
		text_append_format(&cli->out, " [%s]\n", verdict->id);
		if (verdict->reason != NULL || verdict->proof != NULL)
			text_append(&cli->out, "  ");
		if (verdict->reason != NULL)
			text_append_clean(&cli->out, verdict->reason, CLEAN_LINE);
		if (verdict->proof != NULL) {
			text_append(&cli->out, verdict->reason != NULL ? " (" : "(");
			text_append_clean(&cli->out, verdict->proof, CLEAN_LINE);
			text_append_char(&cli->out, ')');
		}
		if (verdict->reason != NULL || verdict->proof != NULL)
			text_append_char(&cli->out, '\n');
	}
}

json_t *facts_json(const struct facts *facts)
{
	json_t *object = json_object();

	for (enum fact fact = 0; fact < FACT_COUNT; fact++) {
		const struct fact_value *value = &facts->values[fact];
		json_t *item = value->value != NULL ? json_object() : json_null();
		if (value->value != NULL) {
			json_object_set_new(item, "value", json_filled_or_null(value->value));
			json_object_set_new(item, "version", json_filled_or_null(value->version));
			json_object_set_new(item, "path", json_filled_or_null(value->path));
			json_object_set_new(
				item, "version_path", json_filled_or_null(value->version_path));
		}
		json_object_set_new(object, fact_table[fact].key, item);
	}
	return object;
}

json_t *environment_json(const struct package_environment *environment)
{
	json_t *item = json_object();

	json_object_set_new(
		item, "kind", json_string(environment_kind_names[environment->kind]));
	json_object_set_new(item, "prefix", json_string_clean(environment->prefix));
	json_object_set_new(item, "python", json_filled_or_null(environment->python));
	json_object_set_new(item, "active", json_boolean(environment->active));
	json_object_set_new(item, "path", json_string_clean(environment->path));
	return item;
}

json_t *environments_json(const struct facts *facts)
{
	json_t *array = json_array();
	size_t *counts = count_packages(facts);

	for (size_t i = 0; i < facts->environment_count; i++) {
		json_t *item = environment_json(&facts->environments[i]);
		json_object_set_new(item, "packages", json_integer((json_int_t)counts[i]));
		json_array_append_new(array, item);
	}
	free(counts);
	return array;
}

json_t *verdicts_json(const struct verdicts *verdicts)
{
	json_t *array = json_array();

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		json_t *item = json_object();
		json_object_set_new(item, "id", json_string(verdict->id));
		json_object_set_new(item, "severity", json_string(severity_name(verdict->severity)));
		json_object_set_new(item, "about", json_string_clean(verdict->about));
		json_object_set_new(item, "statement", json_string_clean(verdict->statement));
		json_object_set_new(item, "reason", json_filled_or_null(verdict->reason));
		json_object_set_new(item, "proof", json_filled_or_null(verdict->proof));
		json_array_append_new(array, item);
	}
	return array;
}

#include "check/sarif.h"

#include "base/clean.h"

static json_t *message(const char *string)
{
	json_t *object = json_object();

	json_object_set_new(object, "text", json_string_clean(string));
	return object;
}

static const char *level(enum severity severity)
{
	static const char *const levels[] = {"note", "warning", "error"};
	return levels[severity];
}

static json_t *describe(const struct rule *rule)
{
	const struct diag_info *info = diag_info_find(rule->id);
	json_t *object = json_object(), *configuration = json_object();

	json_object_set_new(object, "id", json_string(rule->id));
	json_object_set_new(object, "shortDescription", message(rule->title));
	if (info != NULL) {
		json_object_set_new(object, "fullDescription", message(info->why));
		json_object_set_new(object, "help", message(info->fix));
	}
	json_object_set_new(configuration, "level", json_string(level(rule->severity)));
	json_object_set_new(object, "defaultConfiguration", configuration);
	return object;
}

json_t *sarif_new(const char *version)
{
	json_t *sarif = json_object(), *runs = json_array(), *run = json_object();
	json_t *tool = json_object(), *driver = json_object(), *rules = json_array();
	const struct rule *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		json_array_append_new(rules, describe(rule));
	json_object_set_new(driver, "name", json_string("berth"));
	json_object_set_new(driver, "version", json_string(version));
	json_object_set_new(driver, "rules", rules);
	json_object_set_new(tool, "driver", driver);
	json_object_set_new(run, "tool", tool);
	json_object_set_new(run, "columnKind", json_string("unicodeCodePoints"));
	json_object_set_new(run, "results", json_array());
	json_array_append_new(runs, run);
	json_object_set_new(sarif, "$schema",
		json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	json_object_set_new(sarif, "version", json_string("2.1.0"));
	json_object_set_new(sarif, "runs", runs);
	return sarif;
}

/* A path as the reference of a URI: everything but the unreserved characters and "/" as %XX. */
static json_t *uri(const char *path)
{
	struct text text = TEXT_INIT;
	json_t *string;

	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			strchr("/-._~", c) != NULL)
			text_append_char(&text, *path);
		else
			text_append_format(&text, "%%%02X", c);
	}
	string = json_string(text_string(&text));
	text_release(&text);
	return string;
}

static json_t *region(const struct check *check, struct shell_span span)
{
	json_t *object = json_object();
	int line, column;

	shell_place(&check->script->shell, span.start, &line, &column);
	json_object_set_new(object, "startLine", json_integer(line));
	json_object_set_new(object, "startColumn", json_integer(column));
	shell_place(&check->script->shell, span.end, &line, &column);
	json_object_set_new(object, "endLine", json_integer(line));
	json_object_set_new(object, "endColumn", json_integer(column));
	return object;
}

static json_t *location(const struct check *check, struct shell_span span)
{
	json_t *object = json_object(), *physical = json_object(), *artifact = json_object();

	json_object_set_new(artifact, "uri", uri(check->script->path));
	json_object_set_new(physical, "artifactLocation", artifact);
	json_object_set_new(physical, "region", region(check, span));
	json_object_set_new(object, "physicalLocation", physical);
	return object;
}

void sarif_add(json_t *sarif, const struct check *check)
{
	json_t *results = json_object_get(
		json_array_get(json_object_get(sarif, "runs"), 0), "results");

	vector_each (const struct finding, finding, &check->findings) {
		json_t *result = json_object(), *locations = json_array();
		struct text text = TEXT_INIT;
		text_append(&text, finding->diag.message);
		if (finding->diag.hint != NULL)
			text_append_format(&text, "\nhint: %s", finding->diag.hint);
		json_object_set_new(result, "ruleId", json_string(finding->diag.id));
		json_object_set_new(result, "level", json_string(level(finding->diag.severity)));
		json_object_set_new(result, "message", message(text_string(&text)));
		json_array_append_new(locations, location(check, finding->span));
		json_object_set_new(result, "locations", locations);
		json_array_append_new(results, result);
		text_release(&text);
	}
}

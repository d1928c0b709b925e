#include "cli/command_job.h"

#include "check/rules.h"

void command_job_rules(struct cli *cli)
{
	json_t *rules = json_array();
	const struct rule *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "id", json_string(rule->id));
		json_object_set_new(object, "severity", json_string(severity_name(rule->severity)));
		json_object_set_new(object, "title", json_string(rule->title));
		json_array_append_new(rules, object);
		text_append_format(&cli->out, "%s  %-7s  %s\n", rule->id,
			severity_name(rule->severity), rule->title);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.job.rules/1"), "rules", rules);
	json_decref(rules);
}

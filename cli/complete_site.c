#include "cli/complete.h"

#include <grp.h>
#include <regex.h>
#include <strings.h>
#include <unistd.h>

/* Values that the site file knows, and the user's projects. */

void complete_built_in_sites(struct completion *completion)
{
	for (const struct site_builtin *site = site_builtins; site->name != NULL; site++)
		complete_offer(completion, site->name, site->title);
}

void complete_sites(struct completion *completion)
{
	complete_built_in_sites(completion);
	if (strchr(completion->word, '/') != NULL || completion->word[0] == '~')
		complete_ask_shell(completion, "files");
}

void complete_partitions(struct completion *completion)
{
	const struct site *site = cli_site(completion->cli);

	if (site != NULL)
		YAML_EACH(struct site_partition, partition, &site->partitions)
	complete_offer(completion, partition->record.name, partition->purpose);
}

void complete_node_types(struct completion *completion)
{
	const struct site *site = cli_site(completion->cli);

	if (site != NULL)
		YAML_EACH(struct site_node_type, type, &site->node_types)
	complete_offer(completion, type->record.name, type->title);
}

/* Those of the partition, when it was said before; else of all types of nodes. */
void complete_strategies(struct completion *completion)
{
	const struct cli *cli = completion->cli;
	const struct site *site = cli_site(completion->cli);
	const char *name = cli_has(cli, "partition") ? cli_value(cli, "partition") : NULL;
	const struct site_partition *partition =
		site != NULL && name != NULL ? site_partition(site, name) : NULL;
	struct strings seen = {0};

	if (site != NULL)
		YAML_EACH(struct site_node_type, type, &site->node_types)
	YAML_EACH(struct site_strategy, strategy, &type->strategies)
	{
		if (strings_has(&seen, strategy->record.name) ||
			(partition != NULL &&
				!string_equal(partition->node_type, type->record.name)))
			continue;
		strings_add(&seen, strategy->record.name);
		complete_offer(completion, strategy->record.name, strategy->title);
	}
	strings_release(&seen);
}

void complete_presets(struct completion *completion)
{
	const struct site *site = cli_site(completion->cli);

	if (site != NULL)
		YAML_EACH(struct site_bind_preset, preset, &site->bind_presets)
	complete_offer(completion, preset->record.name, preset->title);
}

void complete_modules(struct completion *completion)
{
	const struct site *site = cli_site(completion->cli);

	if (site != NULL)
		YAML_EACH(struct site_module, module, &site->modules)
	complete_offer(completion, module->name, module->purpose);
}

void complete_cotainr_systems(struct completion *completion)
{
	const struct site *site = cli_site(completion->cli);
	struct strings seen = {0};

	if (site != NULL)
		YAML_EACH(struct site_cotainr, version, &site->build.cotainr)
	YAML_EACH(struct site_cotainr_system, system, &version->systems)
	{
		if (strings_has(&seen, system->record.name))
			continue;
		strings_add(&seen, system->record.name);
		complete_offer(completion, system->record.name, system->base);
	}
	strings_release(&seen);
}

/* The user's groups whose names look like those of projects. */
void complete_accounts(struct completion *completion)
{
	enum { GROUPS_LIMIT = 256 };
	const struct site *site = cli_site(completion->cli);
	gid_t groups[GROUPS_LIMIT];
	int count = getgroups(GROUPS_LIMIT, groups);
	regex_t pattern;

	if (site == NULL || site->account.pattern == NULL ||
		regcomp(&pattern, site->account.pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return;
	for (int i = 0; i < count; i++) {
		const struct group *group = getgrgid(groups[i]);
		if (group != NULL && regexec(&pattern, group->gr_name, 0, NULL, 0) == 0)
			complete_offer(completion, group->gr_name, NULL);
	}
	regfree(&pattern);
}

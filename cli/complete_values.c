#include "cli/complete.h"
#include "cli/topics.h"
#include "base/files.h"
#include "base/template_files.h"
#include "build/options.h"
#include "build/template.h"
#include "check/rules.h"
#include "job/template.h"
#include "plan/record.h"
#include "theme/theme.h"
#include "vnc/session.h"
#include "vnc/ssh_config.h"
#include "workspace/workspace.h"

#include <strings.h>
#include <unistd.h>

static void offer_nothing(struct completion *completion)
{
	(void)completion;
}

static void offer_files(struct completion *completion)
{
	complete_ask_shell(completion, "files");
}

static void offer_folders(struct completion *completion)
{
	complete_ask_shell(completion, "folders");
}

static void offer_programs(struct completion *completion)
{
	complete_ask_shell(completion, "programs");
}

static void offer_file_or_none(struct completion *completion)
{
	complete_offer(completion, "none", "No workspace file");
	offer_files(completion);
}

static void offer_themes(struct completion *completion)
{
	struct strings names = {0};

	theme_names(&names);
	for (size_t i = 0; i < names.count; i++)
		complete_offer(completion, names.items[i], NULL);
	strings_release(&names);
	if (strchr(completion->word, '/') != NULL || completion->word[0] == '~')
		offer_files(completion);
}

static void offer_template_files(struct completion *completion, const struct template_sort *sort)
{
	const struct site *site = cli_site(completion->cli);
	struct template_files list = {0};

	template_files_list(sort, site != NULL ? site->templates : NULL, &list);
	vector_each (struct template_file, file, &list)
		complete_offer(completion, file->name, file->origin);
	template_files_release(&list);
}

static void offer_templates(struct completion *completion)
{
	const struct cli *cli = completion->cli;
	const struct strings *words = &cli->arguments;
	bool builds = string_starts(cli->command->words, "build ");

	if (!builds) {
		offer_template_files(completion, &job_template_sort);
		return;
	}
	/* 'build template show KIND NAME'; 'build write' tells the kind by --kind or by its file.
	 */
	for (int kind = 0; kind < WRITE_KIND_COUNT; kind++) {
		const char *named = words->count > 1       ? words->items[1]
				    : cli_has(cli, "kind") ? cli_value(cli, "kind")
							   : NULL;
		if (named == NULL || string_equal(named, write_kind_names[kind]))
			offer_template_files(completion, &write_template_sorts[kind]);
	}
}

static void offer_template_kinds(struct completion *completion)
{
	for (int kind = 0; kind < WRITE_KIND_COUNT; kind++)
		complete_offer(completion, write_kind_names[kind], NULL);
}

static void offer_runs(struct completion *completion)
{
	struct run_records list = {0};

	if (run_list(&list, &completion->cli->diags))
		vector_each (struct run_record, record, &list)
			complete_offer(completion, record->id, record->title);
	run_records_release(&list);
}

static void offer_sessions(struct completion *completion)
{
	struct vnc_sessions list = {0};

	if (vnc_list(&list, &completion->cli->diags))
		vector_each (struct vnc_session, session, &list)
			complete_offer(completion, session->id,
				session->app != NULL ? session->app : "desktop");
	vnc_sessions_release(&list);
}

/* The hosts that ~/.ssh/config gives a name; `behind` comes behind each. */
static void offer_hosts_with(struct completion *completion, const char *behind)
{
	enum { CONFIG_LIMIT = 1 << 20 };
	char *file = path_expand("~/.ssh/config");
	struct text text = TEXT_INIT;
	const char *line;

	if (access(file, R_OK) != 0 ||
		!file_read(file, CONFIG_LIMIT, &text, &completion->cli->diags))
		text_truncate(&text, 0);
	line = text_string(&text);
	while (*line != '\0') {
		size_t length = strcspn(line, "\n");
		struct strings words = {0};
		if (ssh_config_split(line, length, &words) && words.count > 1 &&
			strcasecmp(words.items[0], "Host") == 0)
			for (size_t i = 1; i < words.count; i++) {
				char *host = xasprintf("%s%s", words.items[i], behind);
				if (strpbrk(host, "*?!") == NULL)
					complete_offer(completion, host, NULL);
				free(host);
			}
		strings_release(&words);
		line += length + (line[length] == '\n');
	}
	text_release(&text);
	free(file);
}

static void offer_hosts(struct completion *completion)
{
	offer_hosts_with(completion, "");
}

static void offer_hosts_of_sessions(struct completion *completion)
{
	offer_hosts_with(completion, ":");
}

/* What sessions another host has is not asked: that would take a connection. */
static void offer_sessions_anywhere(struct completion *completion)
{
	offer_sessions(completion);
	offer_hosts_of_sessions(completion);
}

/* Of 'explain', all; for --rule, those of the command. */
static void offer_ids(struct completion *completion)
{
	bool jobs = string_equal(completion->cli->command->words, "job check");
	const struct diag_info *info;
	const struct rule *rule;

	for (size_t i = 0; jobs && (rule = rule_at(i)) != NULL; i++)
		complete_offer(completion, rule->id, rule->title);
	for (size_t i = 0; !jobs && (info = diag_info_at(i)) != NULL; i++)
		complete_offer(completion, info->id, info->title);
}

static void offer_keys(struct completion *completion)
{
	struct strings keys = {0};

	workspace_add_keys(&keys);
	for (size_t i = 0; i < keys.count; i++)
		complete_offer(completion, keys.items[i], NULL);
	strings_release(&keys);
}

/* What `berth help` takes; ids are for who has one before them. */
static void offer_help(struct completion *completion)
{
	const struct strings *before = &completion->cli->arguments;
	const struct cli_topic *topic;

	for (unsigned i = 0; before->count == 0 && (topic = cli_topic_at(i)) != NULL; i++)
		complete_offer(completion, topic->name, topic->summary);
	complete_commands(completion, before->count > 0 ? before->items[0] : NULL);
}

static void offer_wrap_ways(struct completion *completion)
{
	const char *way;

	for (size_t i = 0; (way = build_wrap_way_at(i)) != NULL; i++)
		complete_offer(completion, way, NULL);
}

/* What the values of options and the arguments are, by what the help calls them; the first row that
 * fits is taken. */
static const struct {
	const char *option; /* only of this option; NULL: of any, and arguments */
	const char *value;  /* only what is called so; NULL: whatever it is called */
	void (*offer)(struct completion *completion);
} rows[] = {
	{"site", NULL, complete_sites},
	{"source", NULL, complete_built_in_sites},
	{"partition", NULL, complete_partitions},
	{"het-partition", NULL, complete_partitions},
	{"node-type", NULL, complete_node_types},
	{"strategy", NULL, complete_strategies},
	{"preset", NULL, complete_presets},
	{"module", NULL, complete_modules},
	{"account", NULL, complete_accounts},
	{"template", NULL, offer_templates},
	{"theme", NULL, offer_themes},
	{"rule", NULL, offer_ids},
	{"app", NULL, offer_programs},
	{"viewer", NULL, offer_programs},
	{"base", NULL, complete_images},
	{"bind", NULL, offer_files},
	{"file", NULL, offer_files},
	{"need", NULL, complete_packages},
	{"wrapper-paths", NULL, offer_nothing},
	{"mount", NULL, offer_nothing},
	{"job-name", NULL, offer_nothing},
	{"system", NULL, complete_cotainr_systems},
	{NULL, "IMAGE", complete_images},
	{NULL, "A", complete_images},
	{NULL, "B", complete_images},
	{NULL, "QUERY", complete_query},
	{NULL, "PACKAGE", complete_packages},
	{NULL, "WORD", complete_facts},
	{NULL, "RUN", offer_runs},
	{NULL, "SESSION", offer_sessions},
	{NULL, "SESSION|HOST:PORT", offer_sessions},
	{NULL, "HOST:SESSION", offer_sessions_anywhere},
	{NULL, "HOST:SESSION|HOST:PORT", offer_sessions_anywhere},
	{NULL, "HOST:", offer_hosts_of_sessions},
	{NULL, "HOST", offer_hosts},
	{NULL, "PRESET", complete_presets},
	{NULL, "TOPIC|ID|COMMAND", offer_help},
	{NULL, "KEY", offer_keys},
	{NULL, "WAY", offer_wrap_ways},
	{NULL, "KIND", offer_template_kinds},
	{NULL, "DIR", offer_folders},
	{NULL, "FILE", offer_files},
	{NULL, "FILE|none", offer_file_or_none},
	{NULL, "ID|FILE", offer_files},
	{NULL, "PATH", offer_files},
	{NULL, "WHAT", offer_files},
	{NULL, "DEFINITION", offer_files},
	{NULL, "VALUE", offer_files},
	/* What only the user or Slurm knows. */
	{NULL, "ADDRESS", offer_nothing},
	{NULL, "ID", offer_nothing},
	{NULL, "JOB", offer_nothing},
	{NULL, "LINE", offer_nothing},
	{NULL, "LIST", offer_nothing},
	{NULL, "N", offer_nothing},
	{NULL, "NAME=VALUE", offer_nothing},
	{NULL, "NAMES", offer_nothing},
	{NULL, "OPTION", offer_nothing},
	{NULL, "PATTERN", offer_nothing},
	{NULL, "PORT", offer_nothing},
	{NULL, "PORT:TARGET:PORT", offer_nothing},
	{NULL, "PREFIX", offer_nothing},
	{NULL, "RE", offer_nothing},
	{NULL, "SECONDS", offer_nothing},
	{NULL, "SIGNAL", offer_nothing},
	{NULL, "SIZE", offer_nothing},
	{NULL, "COLUMNSxLINES", offer_nothing},
	{NULL, "VIEW", offer_nothing},
	{NULL, "ARGUMENT", offer_nothing},
	{NULL, "SPEC", offer_nothing},
	{NULL, "TEXT", offer_nothing},
	{NULL, "TIME", offer_nothing},
	{NULL, "URI", offer_nothing},
	{NULL, "VERSION", offer_nothing},
	{NULL, "WxH", offer_nothing},
};

/* Arguments that mean something of their own in a command. */
static const struct {
	const char *command, *value;
	void (*offer)(struct completion *completion);
} own[] = {
	{"explain", "ID", offer_ids},
	{"theme show", "NAME|FILE", offer_themes},
	{"theme check", "NAME|FILE", offer_themes},
	{"job template", "NAME", offer_templates},
	{"build template", "NAME", offer_templates},
	{"image files", "PATH", offer_nothing},
	{"image cat", "PATH", offer_nothing},
};

void complete_value(struct completion *completion, const char *value, const char *option)
{
	const char *command = completion->cli->command->words;

	for (size_t i = 0; option == NULL && i < ARRAY_LENGTH(own); i++)
		if (string_equal(own[i].command, command) && string_equal(own[i].value, value)) {
			own[i].offer(completion);
			return;
		}
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		if (rows[i].option != NULL &&
			(option == NULL || !string_equal(rows[i].option, option)))
			continue;
		if (rows[i].value != NULL && !string_equal(rows[i].value, value))
			continue;
		rows[i].offer(completion);
		return;
	}
	complete_ask_shell(completion, "unknown");
}

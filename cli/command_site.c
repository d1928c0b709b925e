#include "cli/command_site.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "image/names.h"
#include "image/verdict.h"

#include <unistd.h>

void command_site_list(struct cli *cli)
{
	json_t *sites = json_array();

	for (const struct site_builtin *site = site_builtins; site->name != NULL; site++) {
		json_t *object = json_object();
		json_object_set_new(object, "name", json_string(site->name));
		json_object_set_new(object, "title", json_string(site->title));
		json_array_append_new(sites, object);
		text_append_format(&cli->out, "%-8s %s\n", site->name, site->title);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.site.list/1"), "sites", sites);
	json_decref(sites);
}

static void show_partitions(struct cli *cli, const struct site *site)
{
	struct table table = {0};

	table_row(&table, 6,
		(const char *const[]){"PARTITION", "NODES", "BY", "TIME", "PER JOB", "NODE TYPE"});
	YAML_EACH(struct site_partition, partition, &site->partitions) {
		struct text time = TEXT_INIT;
		char *nodes = xasprintf("%lld", (long long)partition->nodes);
		char *most = xasprintf("%lld", (long long)partition->max_nodes);
		text_append_duration(&time, partition->max_time);
		table_row(&table, 6,
			(const char *const[]){partition->record.name, partition->nodes > 0 ? nodes : NULL,
				partition->allocation == ALLOCATION_NODE ? "node" : "resource",
				text_string(&time), partition->max_nodes > 0 ? most : NULL,
				partition->node_type});
		text_release(&time);
		free(nodes);
		free(most);
	}
	table_print(cli, &table);
}

static void show_roots(struct cli *cli, const struct site *site)
{
	struct table table = {0};

	table_row(&table, 3, (const char *const[]){"ROOT", "IMAGES ARE", "FOLDER"});
	YAML_EACH(struct site_root, root, &site->roots)
		table_row(&table, 3,
			(const char *const[]){root->record.name,
				site_stability_names[root->stability], root->path});
	table_print(cli, &table);
}

static void show_nodes(struct cli *cli, const struct site *site)
{
	struct table table = {0};

	table_row(&table, 5,
		(const char *const[]){"NODE TYPE", "CORES", "RESERVED", "GPUS", "STRATEGIES"});
	YAML_EACH(struct site_node_type, type, &site->node_types) {
		struct text strategies = TEXT_INIT;
		char *cores = xasprintf("%lld", (long long)type->cores);
		char *reserved = xasprintf("%zu", type->reserved_cores.count);
		char *gcds = xasprintf("%lld", (long long)type->gcds);
		YAML_EACH(struct site_strategy, strategy, &type->strategies)
			text_append_format(&strategies, "%s%s", strategies.length > 0 ? " " : "",
				strategy->record.name);
		table_row(&table, 5,
			(const char *const[]){type->record.name, cores, reserved, gcds,
				strategies.length > 0 ? text_string(&strategies) : NULL});
		text_release(&strategies);
		free(cores);
		free(reserved);
		free(gcds);
	}
	table_print(cli, &table);
}

static json_t *partition_json(const struct site_partition *partition)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string_clean(partition->record.name));
	json_object_set_new(object, "node_type", json_string_clean(partition->node_type));
	json_object_set_new(object, "allocation",
		json_string(partition->allocation == ALLOCATION_NODE ? "node" : "resource"));
	json_object_set_new(object, "max_time", json_integer(partition->max_time));
	json_object_set_new(object, "max_nodes",
		partition->max_nodes > 0 ? json_integer(partition->max_nodes) : json_null());
	json_object_set_new(object, "nodes",
		partition->nodes > 0 ? json_integer(partition->nodes) : json_null());
	json_object_set_new(object, "restricted", json_boolean(partition->restricted));
	return object;
}

static json_t *root_json(const struct site_root *root)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string_clean(root->record.name));
	json_object_set_new(object, "path", json_string_clean(root->path));
	json_object_set_new(object, "there", json_boolean(access(root->path, R_OK) == 0));
	return object;
}

static void show_json(struct cli *cli, const struct site *site)
{
	json_t *document = cli_document(cli, "berth.site.show/1");
	json_t *layers = json_array(), *partitions = json_array(), *roots = json_array();

	for (size_t i = 0; i < site->layers.count; i++)
		json_array_append_new(layers, json_string_clean(site->layers.items[i]));
	YAML_EACH(struct site_partition, partition, &site->partitions)
		json_array_append_new(partitions, partition_json(partition));
	YAML_EACH(struct site_root, root, &site->roots)
		json_array_append_new(roots, root_json(root));
	json_object_set_new(document, "name", json_string_clean(site->name));
	json_object_set_new(document, "layers", layers);
	json_object_set_new(document, "partitions", partitions);
	json_object_set_new(document, "roots", roots);
}

/* The built-in file as it is: the place to start a site file of one's own. */
static void show_source(struct cli *cli, const char *name)
{
	for (const struct site_builtin *site = site_builtins; site->name != NULL; site++)
		if (string_equal(site->name, name))
			text_append_bytes(&cli->out, site->bytes, *site->length);
	if (cli->out.length == 0) {
		diags_fail(&cli->diags, "F16", "--source", "'%s' is no built-in site", name);
		diag_hint(cli_last(cli), "'berth site list' lists them");
	}
}

void command_site_show(struct cli *cli)
{
	const char *source = cli_value(cli, "source");
	const struct site *site;

	if (source != NULL) {
		show_source(cli, source);
		return;
	}
	if ((site = cli_site(cli)) == NULL)
		return;
	if (cli->json) {
		show_json(cli, site);
		return;
	}
	text_append_format(&cli->out, "%s: %s\n", site->name, site->title != NULL ? site->title : "");
	for (size_t i = 0; i < site->layers.count; i++) {
		text_append(&cli->out, i == 0 ? "from " : "  and ");
		text_append_clean(&cli->out, site->layers.items[i], CLEAN_LINE);
		text_append_char(&cli->out, '\n');
	}
	text_append_char(&cli->out, '\n');
	show_roots(cli, site);
	text_append_char(&cli->out, '\n');
	show_partitions(cli, site);
	text_append_char(&cli->out, '\n');
	show_nodes(cli, site);
}

static bool is_builtin(const char *name)
{
	for (const struct site_builtin *site = site_builtins; site->name != NULL; site++)
		if (string_equal(site->name, name))
			return true;
	return false;
}

static void check_image_rules(struct cli *cli)
{
	YAML_EACH(struct site_image_rule, rule, &cli->site.image_rules)
		for (size_t i = 0; i < rule->when.count; i++) {
			struct text problem = TEXT_INIT;
			if (!image_rule_check(rule->when.items[i], &problem))
				diags_add(&cli->diags, SEVERITY_ERROR, "F17", &rule->record.place,
					"the image rule '%s' can never hold: %s",
					rule->record.name, text_string(&problem));
			text_release(&problem);
		}
}

void command_site_check(struct cli *cli)
{
	const char *file = cli->arguments.count > 0 ? cli->arguments.items[0]
						    : cli_value(cli, "site");
	char *path = NULL;

	/* A bare name given here is a file's; a built-in site's only when there is no such file. */
	if (cli->arguments.count > 0 && strchr(file, '/') == NULL &&
		(access(file, F_OK) == 0 || !is_builtin(file)))
		file = path = path_join(".", file);
	cli->site_loaded = site_load(file, &cli->site, &cli->diags);
	if (cli->site_loaded) {
		YAML_EACH(struct site_name_form, form, &cli->site.name_forms) {
			struct text problem = TEXT_INIT;
			if (!name_form_check(form, &problem))
				diags_add(&cli->diags, SEVERITY_ERROR, "F17", &form->record.place,
					"the form '%s' cannot be read: %s", form->record.name,
					text_string(&problem));
			text_release(&problem);
		}
		check_image_rules(cli);
		if (cli->diags.count == 0)
			cli_say_in_order(cli, cli->site.name);
	}
	free(path);
}

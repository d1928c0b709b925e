#include "cli/cli.h"
#include "base/clean.h"
#include "workspace/workspace.h"

const struct site *cli_site(struct cli *cli)
{
	if (!cli->site_loaded)
		cli->site_loaded = site_load(cli_value(cli, "site"), &cli->site, &cli->diags);
	return cli->site_loaded ? &cli->site : NULL;
}

const struct image *cli_image(struct cli *cli, const char *what)
{
	const struct strings *roots = cli_values(cli, "root");
	const struct site *site = cli_site(cli);

	if (site == NULL)
		return NULL;
	return catalog_resolve(&cli->catalog, site, what, roots->items, roots->count, &cli->diags);
}

struct diag *cli_last(struct cli *cli)
{
	if (cli->diags.count == 0)
		BUG("no diagnostic to give a hint to");
	return &cli->diags.items[cli->diags.count - 1];
}

void cli_say_in_order(struct cli *cli, const char *name)
{
	text_append_clean(
		&cli->out, string_equal(name, "-") ? "standard input" : name, CLEAN_LINE);
	text_append(&cli->out, ": in order\n");
}

json_t *cli_document(struct cli *cli, const char *schema)
{
	cli->document = json_object();
	json_object_set_new(cli->document, "schema", json_string(schema));
	return cli->document;
}

void cli_release(struct cli *cli)
{
	for (size_t i = 0; i < cli->value_count; i++) {
		strings_release(&cli->values[i].given);
		free(cli->values[i].workspace_key);
	}
	if (cli->workspace != NULL)
		workspace_release(cli->workspace);
	free(cli->workspace);
	strings_release(&cli->arguments);
	strings_release(&cli->program);
	catalog_release(&cli->catalog);
	if (cli->site_loaded)
		site_release(&cli->site);
	diags_release(&cli->diags);
	text_release(&cli->out);
	json_decref(cli->document);
}

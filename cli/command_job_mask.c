#include "cli/command_job.h"
#include "job/picture.h"
#include "job/wish.h"

bool read_wishes(struct cli *cli, struct job_wish *wish)
{
	bool fine = true;

	for (const struct wish_field *field = job_wish_fields; field->name != NULL; field++) {
		char *where;
		if (!cli_has(cli, field->name) || !cli_given(cli, field->name))
			continue;
		where = xasprintf("--%s", field->name);
		if (field->kind == WISH_STRINGS)
			wish_set_list(wish, field, cli_values(cli, field->name)->items);
		else
			fine = wish_read(wish, field,
				       field->kind == WISH_FLAG ? "true"
								: cli_value(cli, field->name),
				       where, &cli->diags) &&
			       fine;
		free(where);
	}
	return wish_check_environment(wish, "--env", &cli->diags) && fine;
}

static void fail_node_type(struct cli *cli, const char *name)
{
	const struct site *site = &cli->site;
	const char *near = site_nearest(&site->node_types, sizeof(struct site_node_type), name);
	struct text names = TEXT_INIT;

	YAML_EACH(struct site_node_type, type, &site->node_types)
		text_append_format(
			&names, "%s%s", names.length > 0 ? ", " : "", type->record.name);
	diags_fail(&cli->diags, "S41", "--node-type", "%s has no node type '%s'", site->name, name);
	if (near != NULL)
		diag_hint(cli_last(cli), "did you mean '%s'?", near);
	else
		diag_hint(cli_last(cli), "there are: %s", text_string(&names));
	text_release(&names);
}

/* The strategy that was asked for, or the first of the node type. */
static bool choose_strategy(
	struct cli *cli, const struct site_node_type *type, struct job_wish *wish)
{
	const struct site_strategy *first = type->strategies.items;

	if (wish->strategy != NULL || wish->order_count > 0)
		return true;
	if (type->strategies.count > 0) {
		wish->strategy = first->record.name;
		return true;
	}
	diags_fail(&cli->diags, "S41", "--strategy", "nodes of type '%s' have no strategy",
		type->record.name);
	diag_hint(cli_last(cli), "give an order by hand, for example --order 0,1,2,3");
	return false;
}

/* The node type of --partition or --node-type; without either the first one with GPUs. */
static const struct site_node_type *choose_node_type(struct cli *cli)
{
	const struct site *site = &cli->site;
	const char *partition = cli_value(cli, "partition"), *type = cli_value(cli, "node-type");

	if (partition != NULL) {
		const struct site_partition *found = site_partition(site, partition);
		const char *near = site_nearest(
			&site->partitions, sizeof(struct site_partition), partition);
		if (found != NULL)
			return site_node_type(site, found->node_type);
		diags_fail(&cli->diags, "S03", "--partition", "%s has no partition '%s'", site->name,
			partition);
		if (near != NULL)
			diag_hint(cli_last(cli), "did you mean '%s'?", near);
		return NULL;
	}
	if (type != NULL) {
		const struct site_node_type *found = site_node_type(site, type);
		if (found == NULL)
			fail_node_type(cli, type);
		return found;
	}
	YAML_EACH(struct site_node_type, with_gpus, &site->node_types)
		if (with_gpus->gcds > 0 && with_gpus->strategies.count > 0)
			return with_gpus;
	return site->node_types.items;
}

enum mask_format { MASK_TABLE, MASK_PICTURE, MASK_LIST, MASK_JSON };

void command_job_mask(struct cli *cli)
{
	struct job_wish wish = {0};
	struct assignment assignment = {0};
	const struct site_node_type *type;
	enum mask_format format =
		(enum mask_format)cli_choice(cli, "format", cli->json ? MASK_JSON : MASK_TABLE);

	if (cli_site(cli) == NULL || (type = choose_node_type(cli)) == NULL)
		return;
	if (read_wishes(cli, &wish) && choose_strategy(cli, type, &wish)) {
		if (job_assign(type, &wish, &assignment, &cli->diags)) {
			if (format == MASK_JSON || cli->json) {
				cli->json = true;
				cli->document = assignment_json(&assignment,
					wish.strategy != NULL ? wish.strategy : "custom");
			} else if (format == MASK_PICTURE) {
				assignment_append_picture(&assignment, cli->ascii, &cli->out);
			} else if (format == MASK_LIST) {
				assignment_append_masks(&assignment, &cli->out);
				text_append_char(&cli->out, '\n');
			} else {
				assignment_append_table(&assignment, &cli->out);
			}
		}
	}
	assignment_release(&assignment);
}

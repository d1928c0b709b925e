#include "base/clean.h"
#include "base/units.h"
#include "cli/command_index.h"
#include "cli/image_index.h"
#include "cli/interrupt.h"

static void tell(struct cli *cli, const struct index_progress *progress, bool heads_only)
{
	size_t read = progress->done - progress->failed;

	if (cli->json) {
		json_t *document = cli_document(cli, "berth.index.rebuild/1");
		json_object_set_new(
			document, "images", json_integer((json_int_t)cli->catalog.count));
		json_object_set_new(document, "read", json_integer((json_int_t)read));
		json_object_set_new(
			document, "unreadable", json_integer((json_int_t)progress->failed));
		return;
	}
	text_append_format(&cli->out, "%zu %s", cli->catalog.count,
		cli->catalog.count == 1 ? "image" : "images");
	if (heads_only)
		text_append(&cli->out, ", heads only");
	else
		text_append_format(&cli->out, ", %zu read now", read);
	if (progress->failed > 0)
		text_append_format(&cli->out, ", %zu with an inside that cannot be read",
			progress->failed);
	text_append_char(&cli->out, '\n');
}

static void read_all(struct cli *cli, struct index *index, struct index_progress *progress)
{
	const struct image **images = xcalloc(cli->catalog.count, sizeof *images);
	size_t count = 0, unknown;

	for (size_t i = 0; i < cli->catalog.count; i++)
		images[count++] = &cli->catalog.items[i];
	/* Also where all are read, this gives the order. */
	unknown = index_unknown(index, images, count);
	if (cli_given(cli, "missing"))
		count = unknown;
	if (count > 0)
		cli_read_inside(cli, index, images, count, progress);
	free(images);
}

void command_index_rebuild(struct cli *cli)
{
	const struct strings *roots = cli_values(cli, "root");
	const struct site *site = cli_site(cli);
	struct index_progress progress = {0};
	struct index *index;

	if (site == NULL || !catalog_scan(&cli->catalog, site, roots->items, roots->count, 0,
				    &cli->diags))
		return;
	if (cli->catalog.count == 0) {
		diag_hint(diags_add(&cli->diags, SEVERITY_NOTE, "I20", NULL,
				  "there are no images here"),
			"name a folder with --root, or try --site demo");
		cli->exit_code = 1;
		return;
	}
	index = index_open();
	/* Nothing is thrown away before: others may be using the index, on this node or another. */
	if (!cli_given(cli, "missing"))
		index_afresh(index);
	interrupt_watch();
	index_read_heads(index, &cli->catalog, interrupt_flag(), &cli->diags);
	interrupt_ignore();
	if (!cli_given(cli, "heads"))
		read_all(cli, index, &progress);
	tell(cli, &progress, cli_given(cli, "heads"));
	index_free(index);
}

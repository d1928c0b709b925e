#include "cli/command_index.h"
#include "image/index.h"

void command_index_clear(struct cli *cli)
{
	struct index *index = index_open();
	size_t removed = 0;

	index_clear(index, &removed, &cli->diags);
	if (cli->json)
		json_object_set_new(cli_document(cli, "berth.index.clear/1"), "removed",
			json_integer((json_int_t)removed));
	else if (removed > 0)
		text_append_format(&cli->out, "%zu %s removed\n", removed,
			removed == 1 ? "file" : "files");
	else
		text_append(&cli->out, "there is no index\n");
	index_free(index);
}

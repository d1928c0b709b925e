#include "cli/image_open.h"
#include "base/clean.h"

#include <sys/stat.h>

bool cli_open_image(struct cli *cli, const char *what, struct opened_image *opened)
{
	struct diags said_before = {0};
	const struct image *image = cli_image(cli, what);
	bool fine;

	if (image == NULL)
		return false;
	opened->image = *image;
	/* Resolving has looked at the file already; what the full reading says counts. */
	diags_move(&said_before, &cli->diags);
	fine = sif_read(opened->image.path, &opened->sif, &cli->diags);
	for (size_t i = 0; i < said_before.count; i++)
		if (string_equal(said_before.items[i].id, "I30") ||
			string_equal(said_before.items[i].id, "I31"))
			diags_add(&cli->diags, SEVERITY_NOTE, said_before.items[i].id, NULL, "%s",
				said_before.items[i].message);
	diags_release(&said_before);
	return fine;
}

static bool open_tree(struct cli *cli, struct opened_image *opened)
{
	opened->tree = image_tree_open(opened->image.path, &opened->sif, &cli->diags);
	return opened->tree != NULL;
}

bool cli_open_tree(struct cli *cli, const char *what, struct opened_image *opened)
{
	if (!cli_open_image(cli, what, opened))
		return false;
	return open_tree(cli, opened);
}

bool cli_open_files(struct cli *cli, const char *what, struct opened_image *opened)
{
	struct stat status;

	/* A link is resolved, which says where it leads; and a bare word may be anything. */
	if (strchr(what, '/') == NULL || lstat(what, &status) != 0 || !S_ISREG(status.st_mode))
		return cli_open_tree(cli, what, opened);
	opened->image.path = opened->given = xstrdup(what);
	if (!sif_read(what, &opened->sif, &cli->diags))
		return false;
	/* What is no image was said already. */
	return opened->sif.kind != IMAGE_NONE && open_tree(cli, opened);
}

void opened_image_release(struct opened_image *opened)
{
	facts_release(&opened->facts);
	image_tree_close(opened->tree);
	sif_release(&opened->sif);
	free(opened->given);
	*opened = (struct opened_image){0};
}

void text_append_inside(struct text *text, const char *path)
{
	text_append_char(text, '/');
	text_append_clean(text, path, CLEAN_LINE);
}

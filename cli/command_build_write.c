#include "build/template.h"
#include "base/clean.h"
#include "base/files.h"
#include "cli/command_build.h"

static int find_kind(struct cli *cli, const char *file)
{
	static const struct {
		const char *ending;
		enum write_kind kind;
	} endings[] = {{".yml", WRITE_CONDA}, {".yaml", WRITE_CONDA}, {".def", WRITE_DEFINITION},
		{".txt", WRITE_REQUIREMENTS}};

	for (size_t i = 0; i < ARRAY_LENGTH(endings) && !cli_given(cli, "kind"); i++)
		if (string_ends(file, endings[i].ending))
			return (int)endings[i].kind;
	return cli_choice(cli, "kind", -1);
}

/* The ROCm of the base, and the path of the image that a query names. */
static bool find_base(struct cli *cli, struct write_wish *wish)
{
	const char *base = cli_value(cli, "base");
	const struct image *image;

	wish->rocm = cli_value(cli, "rocm");
	wish->base = base;
	if (base == NULL || strstr(base, "://") != NULL)
		return true;
	image = cli_image(cli, base);
	if (image == NULL)
		return false;
	wish->base = image->path;
	if (wish->rocm == NULL)
		wish->rocm = image->name.rocm;
	return true;
}

static bool write_text(struct cli *cli, int kind, const struct write_wish *wish, struct text *text)
{
	const char *which = cli_value(cli, "template");
	struct text template = TEXT_INIT;
	char *file = NULL;
	bool fine = template_file_load(&write_template_sorts[kind], wish->site->templates,
			    which != NULL ? which : "default", &template, &file, &cli->diags) &&
		    write_by_template((enum write_kind)kind, wish, file, &template, text, &cli->diags);

	text_release(&template);
	free(file);
	return fine;
}

void command_build_write(struct cli *cli)
{
	const char *file = cli->arguments.items[0];
	struct write_wish wish = {.site = cli_site(cli),
		.packages = cli_values(cli, "package"),
		.python = cli_value(cli, "python"),
		.apt = cli_values(cli, "apt"),
		.zypper = cli_values(cli, "zypper"),
		.files = cli_values(cli, "file"),
		.labels = cli_values(cli, "label")};
	int kind = find_kind(cli, file);
	unsigned flags = cli_given(cli, "force") ? FILE_REPLACE : 0;
	struct text text = TEXT_INIT;

	if (kind < 0) {
		diags_fail(&cli->diags, "L01", "FILE", "the name '%s' does not tell what to write", file);
		diag_hint(cli_last(cli), "say it with --kind");
	} else if (wish.site != NULL && find_base(cli, &wish) &&
		   write_text(cli, kind, &wish, &text)) {
		if (string_equal(file, "-"))
			text_append(&cli->out, text_string(&text));
		else if (file_write(file, text_string(&text), text.length, 0666, flags, &cli->diags) &&
			 !cli->json)
			fprintf(stderr, "berth: wrote %s\n", file);
		if (cli->json)
			json_object_set_new(cli_document(cli, "berth.build.write/1"), "text",
				json_string_clean(text_string(&text)));
	}
	text_release(&text);
}

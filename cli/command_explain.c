#include "cli/command_more.h"
#include "base/clean.h"
#include "base/similar.h"

#include <ctype.h>

enum { PAGE_WIDTH = 80 };

/* A paragraph behind an empty line, broken between words: a terminal would break them anywhere. */
static void append_paragraph(struct text *out, const char *paragraph)
{
	size_t width = 0;

	text_append_char(out, '\n');
	while (*paragraph != '\0') {
		size_t length = strcspn(paragraph, " "), cells = clean_width(paragraph, length);

		if (width > 0)
			text_append_char(out, width + 1 + cells > PAGE_WIDTH ? '\n' : ' ');
		width = width > 0 && width + 1 + cells <= PAGE_WIDTH ? width + 1 + cells : cells;
		text_append_bytes(out, paragraph, length);
		paragraph += length + strspn(paragraph + length, " ");
	}
	text_append_char(out, '\n');
}

static void explain(struct cli *cli, const struct diag_info *info)
{
	text_append_format(&cli->out, cli->color ? "\033[1m%s  %s\033[0m\n" : "%s  %s\n", info->id,
		info->title);
	append_paragraph(&cli->out, info->why);
	append_paragraph(&cli->out, info->fix);
}

static json_t *info_json(const struct diag_info *info)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(info->id));
	json_object_set_new(object, "title", json_string(info->title));
	json_object_set_new(object, "why", json_string(info->why));
	json_object_set_new(object, "fix", json_string(info->fix));
	return object;
}

void command_explain(struct cli *cli)
{
	const struct diag_info *info;
	json_t *infos = json_array();

	for (size_t i = 0; i < cli->arguments.count; i++) {
		char *id = cli->arguments.items[i];
		for (char *c = id; *c != '\0'; c++)
			*c = (char)toupper((unsigned char)*c);
		info = diag_info_find(id);
		if (info == NULL) {
			diags_fail(&cli->diags, "U08", NULL, "there is no diagnostic '%s'", id);
			diag_hint(cli_last(cli),
				"'berth explain' lists them");
			cli->exit_code = 1;
			continue;
		}
		text_append(&cli->out, cli->out.length > 0 ? "\n" : "");
		explain(cli, info);
		json_array_append_new(infos, info_json(info));
	}
	for (size_t i = 0; cli->arguments.count == 0 && (info = diag_info_at(i)) != NULL; i++) {
		text_append_format(&cli->out, "%s  %s\n", info->id, info->title);
		json_array_append_new(infos, info_json(info));
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.explain/1"), "diagnostics_known", infos);
	json_decref(infos);
}

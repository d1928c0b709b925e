#include "cli/command_vnc.h"
#include "base/clean.h"
#include "cli/picture.h"

static void show_file(struct cli *cli, const struct vnc_probe *probe, const char *path)
{
	if (cli->json) {
		json_object_set_new(cli->document, "file", json_string_clean(path));
		return;
	}
	text_append_format(&cli->out, "%lldx%lld pixels in ", (long long)probe->width,
		(long long)probe->height);
	text_append_clean(&cli->out, path, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

static void show_text(
	struct cli *cli, const struct vnc_probe *probe, const struct thumbnail_wish *wish)
{
	const struct pixels pixels = {probe->pixels, probe->width, probe->height};
	struct thumbnail thumbnail;

	thumbnail_make(&pixels, wish, &thumbnail);
	if (cli->json)
		picture_json(&thumbnail, cli->document);
	else
		picture_append(cli, &thumbnail);
	thumbnail_release(&thumbnail);
}

void command_vnc_shot(struct cli *cli)
{
	const char *path = cli_value(cli, "output");
	bool as_text = cli_given(cli, "text");
	struct thumbnail_wish wish = picture_wish(cli, false);
	struct vnc_probe probe = {0};

	if (path == NULL && !as_text) {
		diags_fail(&cli->diags, "U05", "--output", "the picture needs a file");
		diag_hint(cli_last(cli), "for example -o desktop.png; --text shows it here");
	}
	if (diags_have_errors(&cli->diags))
		return;
	if (vnc_ask_argument(cli, true, &probe)) {
		if (cli->json)
			vnc_probe_json(&probe, cli_document(cli, "berth.vnc.shot/1"));
		if (as_text)
			show_text(cli, &probe, &wish);
		if (path != NULL &&
			vnc_picture_write(&probe, path, cli_given(cli, "force"), &cli->diags))
			show_file(cli, &probe, path);
	}
	vnc_probe_release(&probe);
}

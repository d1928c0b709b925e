#include "base/clean.h"
#include "cli/command_image.h"
#include "cli/image_open.h"

#include <unistd.h>

enum {
	LINE_MAX_HELD = 1 << 20, /* a line that is longer is written in parts */
	JSON_CONTENT_MAX = 16 << 20,
	LOOK_AT = 4096,          /* bytes that tell whether it is text */
};

struct output {
	struct cli *cli;
	const char *path;
	bool terminal;
	bool started;
	struct text held; /* the part of a line that is not complete */
};

/* Text has no NUL and no bytes that are not UTF-8, but for a character that is cut at the end. */
static bool is_text(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t i = 0; i < length;) {
		uint32_t code;
		size_t n = utf8_decode(at + i, length - i, &code);
		if (n == 0 && length - i < 4)
			return true;
		if (n == 0 || code == 0)
			return false;
		i += n;
	}
	return true;
}

static bool refuse(struct output *output)
{
	diags_fail(&output->cli->diags, "I72", NULL, "'/%s' is not text, and this is a terminal",
		output->path);
	diag_hint(cli_last(output->cli), "write it to a file: berth image cat IMAGE '/%s' > FILE",
		output->path);
	return false;
}

/* Whole lines are cleaned; the rest waits for its end. */
static bool write_clean(struct output *output, bool last)
{
	size_t length = output->held.length;

	while (!last && length > 0 && output->held.data[length - 1] != '\n')
		length--;
	if (length == 0 && output->held.length > LINE_MAX_HELD)
		length = output->held.length;
	text_append_clean_bytes(
		&output->cli->out, text_string(&output->held), length, CLEAN_LINES);
	struct text rest = TEXT_INIT;
	text_append_bytes(
		&rest, text_string(&output->held) + length, output->held.length - length);
	text_release(&output->held);
	output->held = rest;
	return cli_stream(output->cli, last);
}

static bool take(void *context, const void *bytes, size_t length)
{
	struct output *output = context;

	if (!output->terminal) {
		text_append_bytes(&output->cli->out, bytes, length);
		return cli_stream(output->cli, false);
	}
	if (!output->started && !is_text(bytes, length < LOOK_AT ? length : LOOK_AT))
		return refuse(output);
	output->started = true;
	text_append_bytes(&output->held, bytes, length);
	return write_clean(output, false);
}

static void cat(struct cli *cli, struct opened_image *opened, const struct tree_entry *entry)
{
	struct output output = {.cli = cli, .path = entry->path};

	output.terminal = isatty(STDOUT_FILENO);
	/* What was read before it broke off is written, too. */
	if (!image_tree_stream(opened->tree, entry, take, &output, &cli->diags))
		cli_progress_end(cli);
	if (output.started)
		write_clean(&output, true);
	else
		cli_stream(cli, true);
	text_release(&output.held);
}

/* Text as it is; of anything else only that it is there. */
static void cat_json(struct cli *cli, struct opened_image *opened, const struct tree_entry *entry)
{
	struct text content = TEXT_INIT;
	json_t *document;

	if (!image_tree_read(opened->tree, entry, JSON_CONTENT_MAX, &content, &cli->diags))
		return;
	bool text = is_text(text_string(&content), content.length);
	document = cli_document(cli, "berth.image.cat/1");
	json_object_set_new(document, "image", json_string_clean(opened->image.path));
	json_object_set_new(document, "path", json_string_clean(entry->path));
	json_object_set_new(document, "size", json_integer((json_int_t)entry->size));
	json_object_set_new(document, "binary", json_boolean(!text));
	json_object_set_new(document, "text",
		text ? json_string_clean(text_string(&content)) : json_null());
	text_release(&content);
}

void command_image_cat(struct cli *cli)
{
	struct opened_image opened = {0};
	struct tree_entry entry;
	const char *path = cli->arguments.items[1];

	if (cli_open_files(cli, cli->arguments.items[0], &opened) &&
		image_tree_find(opened.tree, path, 0, &entry, &cli->diags)) {
		char *kept = xstrdup(entry.path);
		entry.path = kept;
		if (entry.type != SQUASHFS_REGULAR) {
			diags_fail(&cli->diags, "I45", NULL, "'/%s' is not a regular file", kept);
			if (entry.type == SQUASHFS_FOLDER)
				diag_hint(cli_last(cli), "'berth image files' lists folders");
		} else if (cli->json) {
			cat_json(cli, &opened, &entry);
		} else {
			cat(cli, &opened, &entry);
		}
		free(kept);
	}
	opened_image_release(&opened);
}

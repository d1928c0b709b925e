#include "base/clean.h"
#include "base/digest.h"
#include "cli/command_image.h"
#include "cli/image_open.h"

/*
 * Whether an image is whole: what its head says of itself, all names of its file system, and on request
 * every byte of its files and its digest. Signatures are listed; that they are valid is for
 * singularity to say, who has the keys.
 */

struct check {
	struct cli *cli;
	struct opened_image *opened;
	uint64_t names, files, bytes, total;
	bool content;
};

static enum squashfs_visit count_name(void *context, const struct tree_entry *entry)
{
	struct check *check = context;

	check->names++;
	if (entry->type == SQUASHFS_REGULAR) {
		check->files++;
		check->total += entry->size;
	}
	return SQUASHFS_CONTINUE;
}

static bool take_content(void *context, const void *bytes, size_t length)
{
	struct check *check = context;

	(void)bytes;
	check->bytes += length;
	cli_progress(check->cli, "reading files", check->bytes, check->total);
	return true;
}

/* A file that cannot be read ends nothing: all damage is told. */
static enum squashfs_visit read_content(void *context, const struct tree_entry *entry)
{
	struct check *check = context;

	if (entry->type == SQUASHFS_REGULAR &&
		!image_tree_stream(
			check->opened->tree, entry, take_content, check, &check->cli->diags))
		diag_hint(cli_last(check->cli), "it is in '/%s'", entry->path);
	return diags_count(&check->cli->diags, SEVERITY_ERROR) < 20 ? SQUASHFS_CONTINUE
								    : SQUASHFS_STOP;
}

static bool check_tree(struct check *check)
{
	struct opened_image *opened = check->opened;
	struct diags *diags = &check->cli->diags;

	opened->tree = image_tree_open(opened->image.path, &opened->sif, diags);
	if (opened->tree == NULL ||
		!image_tree_walk(opened->tree, count_name, check, diags))
		return false;
	if (check->content && !image_tree_walk(opened->tree, read_content, check, diags))
		return false;
	cli_progress_end(check->cli);
	return true;
}

static void show_digest_progress(void *context, uint64_t done, uint64_t total)
{
	cli_progress(context, "sha256", done, total);
}

static void line(struct cli *cli, const char *label, const char *value)
{
	text_append_format(&cli->out, "%-12s ", label);
	text_append_clean(&cli->out, value, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

static void show_signatures(struct check *check, json_t *signatures)
{
	const struct sif *sif = &check->opened->sif;
	size_t count = 0;

	for (size_t i = 0; i < sif->descriptor_count; i++) {
		const struct sif_descriptor *object = &sif->descriptors[i];
		struct text text = TEXT_INIT;
		json_t *item;
		if (object->type != SIF_SIGNATURE)
			continue;
		item = json_object();
		json_object_set_new(item, "id", json_integer(object->id));
		json_object_set_new(item, "fingerprint", json_filled_or_null(object->fingerprint));
		json_object_set_new(item, "group", json_integer(object->group));
		json_object_set_new(item, "verified", json_false());
		json_array_append_new(signatures, item);
		text_append_format(&text, "object %u, key %s, not verified", object->id,
			object->fingerprint[0] != '\0' ? object->fingerprint : "unknown");
		line(check->cli, count++ == 0 ? "signatures" : "", text_string(&text));
		text_release(&text);
	}
	if (count == 0)
		line(check->cli, "signatures", "none");
	else
		text_append_format(&check->cli->out,
			"             '%s verify' checks them against the keys that you trust\n",
			check->cli->site.container_command);
}

static void show(struct check *check, bool fine, const char *digest)
{
	struct cli *cli = check->cli;
	struct text text = TEXT_INIT;
	json_t *signatures = json_array();

	if (fine)
		text_append_format(&text, "in order: %zu objects in the file, %llu names in its "
					  "file system",
			check->opened->sif.descriptor_count, (unsigned long long)check->names);
	else
		text_append(&text, "not in order, or not to be checked: see the messages");
	line(cli, "path", check->opened->image.path);
	line(cli, "structure", text_string(&text));
	text_truncate(&text, 0);
	if (check->content) {
		text_append_format(&text, "%llu files with %llu bytes read",
			(unsigned long long)check->files, (unsigned long long)check->bytes);
		line(cli, "content", text_string(&text));
	}
	if (digest[0] != '\0')
		line(cli, "sha256", digest);
	show_signatures(check, signatures);
	if (cli->json) {
		json_t *document = cli_document(cli, "berth.image.verify/1");
		json_object_set_new(document, "image", json_string_clean(check->opened->image.path));
		json_object_set_new(document, "structure", json_boolean(fine));
		json_object_set_new(document, "names", json_integer((json_int_t)check->names));
		json_object_set_new(document, "content",
			check->content ? json_integer((json_int_t)check->bytes) : json_null());
		json_object_set_new(document, "sha256", json_filled_or_null(digest));
		json_object_set_new(document, "signatures", json_incref(signatures));
	}
	json_decref(signatures);
	text_release(&text);
}

void command_image_verify(struct cli *cli)
{
	struct opened_image opened = {0};
	struct check check = {.cli = cli, .opened = &opened};
	struct text digest = TEXT_INIT;

	check.content = cli_given(cli, "content");
	if (cli_open_image(cli, cli->arguments.items[0], &opened)) {
		bool fine = check_tree(&check);
		fine = fine && !diags_have_errors(&cli->diags);
		cli_progress_end(cli);
		if (cli_given(cli, "sha256") &&
			!digest_sha256(opened.image.path, show_digest_progress, cli, NULL, &digest,
				&cli->diags))
			text_truncate(&digest, 0);
		cli_progress_end(cli);
		show(&check, fine, text_string(&digest));
	}
	text_release(&digest);
	opened_image_release(&opened);
}

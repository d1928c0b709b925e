#include "base/clean.h"
#include "base/units.h"
#include "cli/command_image.h"
#include "cli/image_open.h"

/* What is listed: all that lies below a folder, or one file. */
struct listing {
	struct cli *cli;
	struct opened_image *opened;
	const char *folder;    /* its path; "" the root */
	size_t folder_length;
	int64_t depth;         /* levels below the folder; 0 for all */
	bool detailed;
	size_t count;
	json_t *entries;       /* NULL without --json */
};

static const char type_letters[] = {
	[SQUASHFS_FOLDER] = 'd',
	[SQUASHFS_REGULAR] = '-',
	[SQUASHFS_SYMLINK] = 'l',
	[SQUASHFS_BLOCK_DEVICE] = 'b',
	[SQUASHFS_CHARACTER_DEVICE] = 'c',
	[SQUASHFS_FIFO] = 'p',
	[SQUASHFS_SOCKET] = 's',
};

static const char *const type_names[] = {
	[SQUASHFS_FOLDER] = "folder",
	[SQUASHFS_REGULAR] = "file",
	[SQUASHFS_SYMLINK] = "link",
	[SQUASHFS_BLOCK_DEVICE] = "block-device",
	[SQUASHFS_CHARACTER_DEVICE] = "character-device",
	[SQUASHFS_FIFO] = "fifo",
	[SQUASHFS_SOCKET] = "socket",
};

static void append_mode(struct text *text, const struct tree_entry *entry)
{
	static const char bits[] = "rwxrwxrwx";
	char mode[11] = {type_letters[entry->type]};

	for (int i = 0; i < 9; i++)
		mode[i + 1] = (entry->mode & (0400 >> i)) != 0 ? bits[i] : '-';
	if ((entry->mode & 04000) != 0)
		mode[3] = mode[3] == 'x' ? 's' : 'S';
	if ((entry->mode & 02000) != 0)
		mode[6] = mode[6] == 'x' ? 's' : 'S';
	if ((entry->mode & 01000) != 0)
		mode[9] = mode[9] == 'x' ? 't' : 'T';
	text_append(text, mode);
}

/* Where a link points, appended to `text`; nothing when that cannot be read. */
static void append_target(
	struct listing *listing, const struct tree_entry *entry, struct text *text)
{
	if (!image_tree_target(listing->opened->tree, entry, text, &listing->cli->diags))
		text_append_char(text, '?');
}

static void append_details(struct listing *listing, const struct tree_entry *entry)
{
	struct text *out = &listing->cli->out;

	append_mode(out, entry);
	text_append_format(out, " %12llu ", (unsigned long long)entry->size);
	text_append_time(out, entry->modified);
	text_append_char(out, ' ');
	text_append_inside(out, entry->path);
	if (entry->type == SQUASHFS_SYMLINK) {
		struct text target = TEXT_INIT;
		append_target(listing, entry, &target);
		text_append(out, " -> ");
		text_append_clean(out, text_string(&target), CLEAN_LINE);
		text_release(&target);
	}
	text_append_char(out, '\n');
}

static void add_json(struct listing *listing, const struct tree_entry *entry)
{
	json_t *item = json_object();
	struct text time = TEXT_INIT, target = TEXT_INIT, mode = TEXT_INIT;

	text_append_time(&time, entry->modified);
	text_append_format(&mode, "%04o", (unsigned)entry->mode);
	json_object_set_new(item, "path", json_string_clean(entry->path));
	json_object_set_new(item, "type", json_string(type_names[entry->type]));
	json_object_set_new(item, "mode", json_string(text_string(&mode)));
	json_object_set_new(item, "size", json_integer((json_int_t)entry->size));
	json_object_set_new(item, "modified", json_string(text_string(&time)));
	if (entry->type == SQUASHFS_SYMLINK) {
		append_target(listing, entry, &target);
		json_object_set_new(item, "target", json_string_clean(text_string(&target)));
	}
	json_array_append_new(listing->entries, item);
	text_release(&time);
	text_release(&target);
	text_release(&mode);
}

/* Returns false when nobody reads any more. */
static bool list_entry(struct listing *listing, const struct tree_entry *entry)
{
	listing->count++;
	if (listing->entries != NULL) {
		add_json(listing, entry);
		return true;
	}
	if (listing->detailed) {
		append_details(listing, entry);
	} else {
		text_append_inside(&listing->cli->out, entry->path);
		text_append_char(&listing->cli->out, '\n');
	}
	return cli_stream(listing->cli, false);
}

/* Levels between the folder and a path below it. */
static int64_t level_of(const struct listing *listing, const char *path)
{
	int64_t level = 1;

	for (path += listing->folder_length + (listing->folder_length > 0); *path != '\0'; path++)
		level += *path == '/';
	return level;
}

static enum squashfs_visit visit(void *context, const struct tree_entry *entry)
{
	struct listing *listing = context;
	size_t n = listing->folder_length;

	if (n > 0 && (strncmp(entry->path, listing->folder, n) != 0 || entry->path[n] != '/')) {
		/* Only what leads to the folder is worth entering. */
		size_t length = strlen(entry->path);
		bool leads = length <= n && strncmp(listing->folder, entry->path, length) == 0 &&
			(length == n || listing->folder[length] == '/');
		return leads ? SQUASHFS_CONTINUE : SQUASHFS_SKIP;
	}
	if (!list_entry(listing, entry))
		return SQUASHFS_STOP;
	return listing->depth > 0 && level_of(listing, entry->path) >= listing->depth
		? SQUASHFS_SKIP
		: SQUASHFS_CONTINUE;
}

static void list(struct listing *listing, const char *path)
{
	struct cli *cli = listing->cli;
	struct tree_entry entry = {.type = SQUASHFS_FOLDER, .path = "", .name = ""};
	char *folder;

	/* The root needs no search: a listing of it reads nothing twice. */
	if (path[strspn(path, "/")] != '\0' &&
		!image_tree_find(listing->opened->tree, path, 0, &entry, &cli->diags))
		return;
	folder = xstrdup(entry.path);
	listing->folder = folder;
	listing->folder_length = strlen(folder);
	if (entry.type != SQUASHFS_FOLDER)
		list_entry(listing, &entry);
	else if (image_tree_walk(listing->opened->tree, visit, listing, &cli->diags) &&
		 listing->count == 0 && listing->entries == NULL)
		diags_add(&cli->diags, SEVERITY_NOTE, "I73", NULL, "the folder '/%s' is empty", folder);
	free(folder);
	if (listing->entries == NULL)
		cli_stream(cli, true);
}

void command_image_files(struct cli *cli)
{
	struct opened_image opened = {0};
	struct listing listing = {.cli = cli, .opened = &opened};
	const char *path = cli->arguments.count > 1 ? cli->arguments.items[1] : "/";

	listing.depth = cli_integer(cli, "depth", 1, 1000, 0);
	listing.detailed = cli_given(cli, "long");
	if (!diags_have_errors(&cli->diags) &&
		cli_open_files(cli, cli->arguments.items[0], &opened)) {
		if (cli->json)
			listing.entries = json_array();
		list(&listing, path);
	}
	if (listing.entries != NULL) {
		json_t *document = cli_document(cli, "berth.image.files/1");
		json_object_set_new(document, "image", json_string_clean(opened.image.path));
		json_object_set_new(document, "files", listing.entries);
	}
	opened_image_release(&opened);
}

#include "image/sif_parts.h"

#include "base/clean.h"
#include "image/tree.h"

#include <fcntl.h>
#include <sys/stat.h>

/*
 * What describes the image of a sandbox folder lies in its .singularity.d. It is read through the
 * tree, so that no link in there shows a file of the running system.
 */

enum { MAX_SCRIPTS = 256 };

#define DESCRIPTION ".singularity.d"

bool sif_is_sandbox(int folder)
{
	struct stat status;

	return fstatat(folder, DESCRIPTION, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(status.st_mode);
}

/* A sandbox while its description is read. */
struct sandbox {
	struct image_tree *tree;
	struct sif_source source; /* for complaints; no file is open */
};

/* Ends what was said: what is not there is no trouble, and what cannot be read takes nothing from
 * the rest. */
static void soften(struct sandbox *sandbox, struct diags *said)
{
	bool missing = said->count == 1 && string_equal(said->items[0].id, "I44");

	vector_each (struct diag, diag, said)
		diag->severity = SEVERITY_WARNING;
	if (!missing)
		diags_move(sandbox->source.diags, said);
	diags_release(said);
}

static bool read_text(struct sandbox *sandbox, const char *path, size_t limit, struct text *text)
{
	struct tree_entry entry;
	struct diags said = {0};
	bool fine = image_tree_find(sandbox->tree, path, 0, &entry, &said) &&
		image_tree_read(sandbox->tree, &entry, limit, text, &said);

	soften(sandbox, &said);
	return fine && text->length > 0;
}

/* A new string, or NULL. */
static char *read_string(struct sandbox *sandbox, const char *path)
{
	struct text text = TEXT_INIT;
	char *string = NULL;

	if (read_text(sandbox, path, SIF_MAX_TEXT, &text))
		string = text_detach(&text);
	text_release(&text);
	return string;
}

static void read_labels(struct sandbox *sandbox, struct sif *sif)
{
	struct text text = TEXT_INIT;

	if (read_text(sandbox, DESCRIPTION "/labels.json", SIF_MAX_JSON, &text))
		sif->labels = sif_parse_labels(
			&sandbox->source, "labels.json", text.data, text.length);
	text_release(&text);
}

static enum squashfs_visit collect_script(void *context, const struct tree_entry *entry)
{
	struct strings *names = context;

	if (string_ends(entry->name, ".sh"))
		strings_add(names, entry->name);
	return names->count < MAX_SCRIPTS ? SQUASHFS_CONTINUE : SQUASHFS_STOP;
}

static void read_environment(struct sandbox *sandbox, struct sif *sif)
{
	struct tree_entry folder;
	struct strings names = {0};
	struct diags said = {0};
	json_t *scripts = json_object();
	bool fine = image_tree_find(sandbox->tree, DESCRIPTION "/env", 0, &folder, &said) &&
		image_tree_list(sandbox->tree, &folder, collect_script, &names, &said);

	soften(sandbox, &said);
	for (size_t i = 0; fine && i < names.count; i++) {
		char *path = xasprintf("/" DESCRIPTION "/env/%s", names.items[i]);
		char *script = read_string(sandbox, path);
		/* Keys have to be UTF-8, or Jansson refuses them. */
		if (script != NULL)
			json_object_set_new(scripts, path, json_string_clean(script));
		free(script);
		free(path);
	}
	if (json_object_size(scripts) > 0)
		sif->environment = json_incref(scripts);
	json_decref(scripts);
	strings_release(&names);
}

void sif_read_sandbox(const char *path, struct sif *sif, struct diags *diags)
{
	struct sandbox sandbox = {.source = {.fd = -1, .path = path, .diags = diags}};

	sif->kind = IMAGE_SANDBOX;
	sandbox.tree = image_tree_open(path, sif, diags);
	if (sandbox.tree == NULL)
		return;
	read_labels(&sandbox, sif);
	read_environment(&sandbox, sif);
	sif->runscript = read_string(&sandbox, DESCRIPTION "/runscript");
	sif->definition = read_string(&sandbox, DESCRIPTION "/Singularity");
	sif->help = read_string(&sandbox, DESCRIPTION "/runscript.help");
	image_tree_close(sandbox.tree);
}

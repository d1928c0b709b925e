#include "cli/cli.h"
#include "base/clean.h"
#include "base/digest.h"
#include "base/files.h"
#include "image/squashfs.h"
#include "site/demo.h"
#include "vnc/probe.h"
#include "vnc/ssh.h"

#include "version_text.h"

#ifdef HAVE_TUI
static const bool has_workbench = true;
#else
static const bool has_workbench = false;
#endif

/* Takes `path` over. */
static void set_path(json_t *object, const char *key, char *path)
{
	json_object_set_new(object, key, json_string_or_null(path));
	free(path);
}

static json_t *features_json(void)
{
	json_t *features = json_object(), *compressions = json_array();
	const char *name;

	for (size_t i = 0; (name = squashfs_compression_at(i)) != NULL; i++)
		json_array_append_new(compressions, json_string(name));
	json_object_set_new(features, "compressions", compressions);
	json_object_set_new(features, "digests", json_boolean(digest_can()));
	json_object_set_new(features, "vnc_probe", json_boolean(vnc_can_probe()));
	json_object_set_new(features, "ssh", json_boolean(ssh_is_built()));
	json_object_set_new(features, "workbench", json_boolean(has_workbench));
	return features;
}

static void version_json(struct cli *cli)
{
	json_t *document = cli_document(cli, "berth.version/1"), *paths = json_object();

	set_path(paths, "configuration", folder_config());
	set_path(paths, "cache", folder_cache());
	set_path(paths, "state", folder_state());
	set_path(paths, "demo_images", demo_images_folder());
	json_object_set_new(document, "version", json_string(BERTH_VERSION));
	json_object_set_new(document, "features", features_json());
	json_object_set_new(document, "paths", paths);
}

void cli_version(struct cli *cli, int count, char *const *words)
{
	for (int i = 0; i < count; i++) {
		cli->json = string_equal(words[i], "--json");
		if (cli->json)
			continue;
		diags_fail(&cli->diags, "U01", NULL, "'--version' has no option '%s'", words[i]);
		diag_hint(cli_last(cli), "it takes --json only");
		return;
	}
	if (cli->json)
		version_json(cli);
	else
		text_append(&cli->out, "berth " BERTH_VERSION "\n");
}

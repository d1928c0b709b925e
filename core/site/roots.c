#include "site/roots.h"

#include "base/files.h"
#include "base/words.h"
#include "site/demo.h"

static const char demo_variable[] = "${BERTH_DEMO_IMAGES}";

/* The name of the first variable in `path` that is unset or empty, or NULL; the caller frees it. */
static char *find_unset(const char *path)
{
	while ((path = strchr(path, '$')) != NULL) {
		bool braces = *++path == '{';
		const char *start = path + braces, *value;
		size_t length = strspn(start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
					      "0123456789");
		char *name = xstrndup(start, length);

		if (shell_name_is_valid(name) && (!braces || start[length] == '}')) {
			value = getenv(name);
			if (value == NULL || value[0] == '\0')
				return name;
		}
		free(name);
	}
	return NULL;
}

/* Whether the root can be used; its path is then whole. */
static bool expand_root(
	struct site *site, struct site_root *root, const char *demo, struct diags *diags)
{
	char *whole, *unset;

	if (root->path == NULL)
		return true;
	if (string_starts(root->path, demo_variable)) {
		if (demo == NULL)
			return false;
		whole = path_expand(root->path + strlen(demo_variable));
		root->path = arena_format(&site->arena, "%s%s", demo, whole);
		free(whole);
		return true;
	}
	unset = find_unset(root->path);
	if (unset != NULL) {
		diag_hint(diags_add(diags, SEVERITY_WARNING, "F18", &root->record.place,
				  "the root '%s' is left out: its path '%s' needs $%s, which is "
				  "not set",
				  root->record.name, root->path, unset),
			"set %s, or write the path without it", unset);
		free(unset);
		return false;
	}
	whole = path_expand(root->path);
	root->path = arena_strdup(&site->arena, whole);
	free(whole);
	return true;
}

void site_roots_expand(struct site *site, struct diags *diags)
{
	char *demo = demo_images_folder();
	struct site_root *kept = site->roots.items;
	struct place lost = {0};
	size_t count = 0;

	YAML_EACH(struct site_root, root, &site->roots) {
		if (expand_root(site, root, demo, diags))
			kept[count++] = *root;
		else if (string_starts(root->path, demo_variable) && lost.file == NULL)
			lost = root->record.place;
	}
	if (lost.file != NULL)
		diag_hint(diags_add(diags, SEVERITY_WARNING, "F18", &lost,
				  "there are no demonstration images, so their folders are left out"),
			"build Berth with -DBERTH_DEMO_IMAGES=ON, or set BERTH_DEMO_IMAGES to the "
			"folder that holds them");
	site->roots.count = count;
	free(demo);
}

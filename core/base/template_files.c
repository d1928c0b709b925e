#include "base/template_files.h"
#include "base/files.h"
#include "base/similar.h"
#include "base/template.h"

#include <dirent.h>

static const char ending[] = ".template";
enum { FILES_LIMIT = 1000 };

static void add(struct template_files *list, const char *name, size_t length, char *path,
	const char *origin)
{
	char *copy = xstrndup(name, length);

	/* Who comes first is taken. */
	vector_each (struct template_file, known, list) {
		if (string_equal(known->name, copy)) {
			free(copy);
			free(path);
			return;
		}
	}
	vector_push(list, (struct template_file){.name = copy, .path = path, .origin = origin});
}

static void add_folder(struct template_files *list, const char *folder, const char *origin)
{
	DIR *handle = opendir(folder);
	const struct dirent *entry;
	size_t count = 0;

	while (handle != NULL && count < FILES_LIMIT && (entry = readdir(handle)) != NULL) {
		size_t length = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || !string_ends(entry->d_name, ending))
			continue;
		add(list, entry->d_name, length - strlen(ending),
			path_join(folder, entry->d_name), origin);
		count++;
	}
	if (handle != NULL)
		closedir(handle);
}

static int compare(const void *a, const void *b)
{
	const struct template_file *left = a, *right = b;
	return strcmp(left->name, right->name);
}

/* The folder of this sort in a folder of templates. */
static void add_sort(struct template_files *list, const struct template_sort *sort,
	const char *folder, const char *origin)
{
	char *below = sort->folder != NULL ? path_join(folder, sort->folder) : xstrdup(folder);

	add_folder(list, below, origin);
	free(below);
}

void template_files_list(
	const struct template_sort *sort, const char *site_folder, struct template_files *list)
{
	char *config = folder_config();

	if (config != NULL) {
		char *folder = path_join(config, "templates");
		add_sort(list, sort, folder, "yours");
		free(folder);
	}
	if (site_folder != NULL) {
		char *folder = path_expand(site_folder);
		add_sort(list, sort, folder, "site");
		free(folder);
	}
	add(list, "default", strlen("default"), NULL, "built-in");
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare);
	free(config);
}

void template_files_release(struct template_files *list)
{
	vector_each (struct template_file, template, list) {
		free(template->name);
		free(template->path);
	}
	vector_release(list);
}

static bool fail_unknown(const struct template_files *list, const char *which, struct diags *diags)
{
	const char *near, **names = xcalloc(list->count, sizeof *names);
	struct text known = TEXT_INIT;

	for (size_t i = 0; i < list->count; i++) {
		names[i] = list->items[i].name;
		text_append_format(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	near = similar_best(which, names, list->count);
	diags_fail(diags, "J04", "--template", "there is no template '%s'", which);
	if (near != NULL)
		diag_hint(&diags->items[diags->count - 1], "did you mean '%s'?", near);
	else
		diag_hint(&diags->items[diags->count - 1],
			"there are: %.500s; a file is named with a slash", text_string(&known));
	text_release(&known);
	free(names);
	return false;
}

static bool load_file(const char *path, struct text *text, char **file, struct diags *diags)
{
	/* One byte more than is allowed, so that what is too long is told by those who know how long
	 * it may be. */
	if (!file_read(path, TEMPLATE_SIZE_LIMIT + 1, text, diags))
		return false;
	*file = xstrdup(path);
	return true;
}

bool template_file_load(const struct template_sort *sort, const char *site_folder, const char *which,
	struct text *text, char **file, struct diags *diags)
{
	struct template_files list = {0};
	const struct template_file *found = NULL;
	bool fine = true;

	if (strchr(which, '/') != NULL || string_ends(which, ending))
		return load_file(which, text, file, diags);
	template_files_list(sort, site_folder, &list);
	vector_each (const struct template_file, template, &list)
		if (string_equal(template->name, which))
			found = template;
	if (found == NULL) {
		fine = fail_unknown(&list, which, diags);
	} else if (found->path != NULL) {
		fine = load_file(found->path, text, file, diags);
	} else {
		text_append(text, sort->built_in);
		*file = xstrdup("template");
	}
	template_files_release(&list);
	return fine;
}

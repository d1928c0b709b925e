#include "job/template.h"
#include "base/files.h"
#include "base/similar.h"

#include <dirent.h>

/* The frame of every script. It is also what people start their own from. */
static const char built_in[] =
	"{{! The script of a job for sbatch: this frame is Berth's own, and a start for yours.\n"
	"   'berth job template values' tells what can stand between the braces. }}\n"
	"#!/bin/bash\n"
	"{{header}}\n"
	"{{#environment}}\n"
	"\n"
	"{{environment}}\n"
	"{{/environment}}\n"
	"{{#task}}\n"
	"\n"
	"# Every task starts with these lines and then becomes the program.\n"
	"task=$(cat <<'END'\n"
	"{{task}}\n"
	"END\n"
	")\n"
	"{{/task}}\n"
	"{{#second_task}}\n"
	"\n"
	"# The same for the second part of the job.\n"
	"second=$(cat <<'END'\n"
	"{{second_task}}\n"
	"END\n"
	")\n"
	"{{/second_task}}\n"
	"{{#meeting}}\n"
	"\n"
	"{{meeting}}\n"
	"{{/meeting}}\n"
	"{{#placement}}\n"
	"\n"
	"{{placement}}\n"
	"{{/placement}}\n"
	"\n"
	"{{start}}\n";
static const char ending[] = ".template";
enum { FILES_LIMIT = 1000 };

static void add(struct job_templates *list, const char *name, size_t length, char *path,
	const char *origin)
{
	char *copy = xstrndup(name, length);

	/* Who comes first is taken. */
	vector_each (struct job_template, known, list) {
		if (string_equal(known->name, copy)) {
			free(copy);
			free(path);
			return;
		}
	}
	vector_push(list, (struct job_template){.name = copy, .path = path, .origin = origin});
}

static void add_folder(struct job_templates *list, const char *folder, const char *origin)
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
	const struct job_template *left = a, *right = b;
	return strcmp(left->name, right->name);
}

void job_templates_list(const struct site *site, struct job_templates *list)
{
	char *config = folder_config();

	if (config != NULL) {
		char *folder = path_join(config, "templates");
		add_folder(list, folder, "yours");
		free(folder);
	}
	if (site->templates != NULL) {
		char *folder = path_expand(site->templates);
		add_folder(list, folder, "site");
		free(folder);
	}
	add(list, "default", strlen("default"), NULL, "built-in");
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare);
	free(config);
}

void job_templates_release(struct job_templates *list)
{
	vector_each (struct job_template, template, list) {
		free(template->name);
		free(template->path);
	}
	vector_release(list);
}

static bool fail_unknown(const struct job_templates *list, const char *which, struct diags *diags)
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

bool job_template_load(const struct site *site, const char *which, struct text *text, char **file,
	struct diags *diags)
{
	struct job_templates list = {0};
	const struct job_template *found = NULL;
	bool fine = true;

	if (strchr(which, '/') != NULL || string_ends(which, ending))
		return load_file(which, text, file, diags);
	job_templates_list(site, &list);
	vector_each (const struct job_template, template, &list)
		if (string_equal(template->name, which))
			found = template;
	if (found == NULL) {
		fine = fail_unknown(&list, which, diags);
	} else if (found->path != NULL) {
		fine = load_file(found->path, text, file, diags);
	} else {
		text_append(text, built_in);
		*file = xstrdup("template");
	}
	job_templates_release(&list);
	return fine;
}

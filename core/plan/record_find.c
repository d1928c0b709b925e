#include "plan/record.h"
#include "base/files.h"

#include <dirent.h>

/* The ids, oldest first; they begin with the time. */
static void list_ids(const char *folder, struct strings *ids)
{
	DIR *list = opendir(folder);
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL)
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			strings_add(ids, entry->d_name);
	if (list != NULL)
		closedir(list);
	strings_sort(ids);
}

static bool fail_unknown(const char *id, size_t known, struct diags *diags)
{
	struct diag *diag;

	if (known == 0)
		return diags_fail(diags, "R07", NULL, "there are no runs yet");
	diag = diags_add(diags, SEVERITY_ERROR, "R07", NULL, "there is no run '%s'", id);
	diag_hint(diag, "'berth run list' shows them");
	return false;
}

static bool fail_several(
	const char *id, const struct strings *found, struct diags *diags)
{
	struct text names = TEXT_INIT;
	struct diag *diag = diags_add(
		diags, SEVERITY_ERROR, "R08", NULL, "several runs begin with '%s'", id);

	strings_join(found, ", ", &names);
	diag_hint(diag, "name one of them: %s", text_string(&names));
	text_release(&names);
	return false;
}

bool run_read(const char *id, struct run_record *record, struct diags *diags)
{
	char *folder = run_folder();
	struct strings ids = {0}, found = {0};
	bool fine;

	*record = (struct run_record){0};
	if (folder != NULL)
		list_ids(folder, &ids);
	if (id == NULL || string_equal(id, "last")) {
		if (ids.count > 0)
			strings_add(&found, ids.items[ids.count - 1]);
	} else {
		for (size_t i = 0; i < ids.count; i++)
			if (string_starts(ids.items[i], id))
				strings_add(&found, ids.items[i]);
	}
	if (found.count == 0) {
		fine = fail_unknown(id != NULL ? id : "last", ids.count, diags);
	} else if (found.count > 1 && !strings_has(&found, id)) {
		fine = fail_several(id, &found, diags);
	} else {
		char *path = path_join(folder, found.count > 1 ? id : found.items[0]);
		fine = run_read_folder(path, record, diags);
		free(path);
	}
	strings_release(&found);
	strings_release(&ids);
	free(folder);
	return fine;
}

bool run_list(struct run_records *list, struct diags *diags)
{
	char *folder = run_folder();
	struct strings ids = {0};

	if (folder != NULL)
		list_ids(folder, &ids);
	for (size_t i = ids.count; i-- > 0;) {
		char *path = path_join(folder, ids.items[i]);
		struct run_record record;
		struct diags said = {0};
		if (run_read_folder(path, &record, &said))
			vector_push(list, record);
		else
			run_release(&record);
		vector_each (struct diag, diag, &said)
			diag->severity = SEVERITY_WARNING;
		diags_move(diags, &said);
		diags_release(&said);
		free(path);
	}
	strings_release(&ids);
	free(folder);
	return true;
}

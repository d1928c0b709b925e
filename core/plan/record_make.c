#include "plan/record.h"
#include "base/files.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A name that sorts by time, to the millisecond, and that no other run has. */
static char *make_id(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char noise[3] = {0};
	char text[64], tail[sizeof noise + 1] = "";
	int64_t now = run_clock();
	time_t seconds = (time_t)(now / 1000);
	struct tm broken;

	if (getrandom(noise, sizeof noise, 0) != (ssize_t)sizeof noise)
		noise[0] = (unsigned char)getpid();
	for (size_t i = 0; i < sizeof noise; i++)
		tail[i] = letters[noise[i] % 32];
	gmtime_r(&seconds, &broken);
	strftime(text, sizeof text, "%Y%m%d-%H%M%S", &broken);
	return xasprintf("%s-%03d%s", text, (int)(now % 1000), tail);
}

/* A folder that is no run yet: whoever lists the runs passes over it. */
static bool make_folder(struct run_record *record, struct diags *diags)
{
	char *runs = run_folder(), *name;
	bool fine;

	if (runs == NULL)
		return diags_fail(diags, "F21", NULL,
			"there is no place for the records of runs: XDG_STATE_HOME is not set, and "
			"HOME names no folder");
	record->id = make_id();
	name = xasprintf(".new-%s", record->id);
	record->folder = path_join(runs, name);
	fine = folder_make(runs, 0700, diags);
	if (fine && mkdir(record->folder, 0700) != 0)
		fine = file_fail(diags, "F21", "make the folder", record->folder, errno);
	free(name);
	free(runs);
	return fine;
}

/* Now it is whole, and becomes a run in one step. */
static bool publish(struct run_record *record, struct diags *diags)
{
	char *runs = run_folder(), *folder = path_join(runs, record->id);
	bool fine = rename(record->folder, folder) == 0 ||
		    file_fail(diags, "F21", "make the folder", folder, errno);

	if (fine) {
		free(record->folder);
		record->folder = folder;
	} else {
		free(folder);
	}
	free(runs);
	return fine;
}

static bool write_plan(
	const struct run_record *record, const struct plan *plan, struct diags *diags)
{
	char *path = path_join(record->folder, "plan.json");
	json_t *document = plan_json(plan);
	char *bytes = json_dumps(document, JSON_INDENT(1));
	bool fine;

	if (bytes == NULL)
		BUG("a plan cannot be written as JSON");
	fine = file_write(path, bytes, strlen(bytes), 0600, 0, diags);
	free(bytes);
	json_decref(document);
	free(path);
	return fine;
}

/* Nothing of a run that could not be made stays behind. */
static void take_back(const struct run_record *record)
{
	static const char *const names[] = {"plan.json", "state.json"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		char *path = path_join(record->folder, names[i]);
		unlink(path);
		free(path);
	}
	rmdir(record->folder);
}

bool run_create(const struct plan *plan, struct run_record *record, struct diags *diags)
{
	char *where = folder_here();

	*record = (struct run_record){
		.title = xstrdup(plan->title),
		.where = xstrdup(where != NULL ? where : "/"),
		.created = run_clock(),
		.steps = xcalloc(plan->count + 1, sizeof(struct run_step)),
		.step_count = plan->count,
	};
	free(where);
	if (!make_folder(record, diags))
		return false;
	if (write_plan(record, plan, diags) && run_write_state(record, diags) &&
		publish(record, diags))
		return true;
	take_back(record);
	return false;
}

bool run_read_plan(const struct run_record *record, struct plan *plan, struct diags *diags)
{
	enum { PLAN_LIMIT = 64 << 20 };
	char *path = path_join(record->folder, "plan.json");
	struct text text = TEXT_INIT;
	json_t *document = NULL;
	bool fine = file_read(path, PLAN_LIMIT, &text, diags);

	*plan = (struct plan){0};
	if (fine)
		document = json_loadb(text_string(&text), text.length, JSON_ALLOW_NUL, NULL);
	fine = fine && plan_from_json(document, plan, diags);
	if (fine && plan->count != record->step_count) {
		plan_release(plan);
		fine = diags_fail(diags, "R07", NULL, "the plan and the state of '%s' differ",
			record->id);
	}
	json_decref(document);
	text_release(&text);
	free(path);
	return fine;
}

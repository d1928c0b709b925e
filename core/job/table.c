#include "job/picture.h"
#include "base/clean.h"

enum column {
	COLUMN_RANK,
	COLUMN_GCD,
	COLUMN_CCD,
	COLUMN_NUMA,
	COLUMN_NIC,
	COLUMN_CORES,
	COLUMN_MASK,
	COLUMN_COUNT,
};

/* One cell a column: of the heading, then of each task. */
struct line {
	struct text cells[COLUMN_COUNT];
};

static void fill_heading(const struct assignment *assignment, struct line *line)
{
	static const char *const names[COLUMN_COUNT] = {
		"rank", "GCD", "CCD", "NUMA", "NIC", "cores", "mask"};

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		text_append(&line->cells[i],
			i == COLUMN_GCD ? site_die(assignment->type) : names[i]);
	if (assignment->both_threads) {
		text_truncate(&line->cells[COLUMN_CORES], 0);
		text_append(&line->cells[COLUMN_CORES], "CPUs");
	}
}

/* The CCDs of the task, and the NUMA domains that these are in. */
static void find_domains(const struct site_node_type *type, const struct assign_task *task,
	struct mask *ccds, struct mask *numas)
{
	for (unsigned ccd = 0; ccd < MASK_BITS; ccd++) {
		struct mask cores = node_ccd_cores(type, ccd);
		if (!mask_overlaps(&cores, &task->cpus))
			continue;
		mask_set(ccds, ccd);
		if (type->cores_per_numa > 0)
			mask_set(numas,
				(unsigned)(ccd * type->cores_per_ccd / type->cores_per_numa));
	}
}

static void fill_line(const struct assignment *assignment, size_t rank, struct line *line)
{
	const struct assign_task *task = &assignment->tasks[rank];
	struct mask gcds = {{0}}, ccds = {{0}}, numas = {{0}};

	for (unsigned i = 0; i < task->gcd_count; i++)
		mask_set(&gcds, task->gcds[i]);
	find_domains(assignment->type, task, &ccds, &numas);
	text_append_format(&line->cells[COLUMN_RANK], "%zu", rank);
	text_append_cpu_list(&line->cells[COLUMN_GCD], &gcds);
	text_append_cpu_list(&line->cells[COLUMN_CCD], &ccds);
	text_append_cpu_list(&line->cells[COLUMN_NUMA], &numas);
	if (task->nic != NULL)
		text_append_clean(
			&line->cells[COLUMN_NIC], task->nic->record.name, CLEAN_LINE);
	text_append(&line->cells[COLUMN_NIC],
		task->nic == NULL         ? "-" :
			task->nic->expected ? "?" :
					      "");
	text_append_cpu_list(&line->cells[COLUMN_CORES], &task->cpus);
	text_append_mask(&line->cells[COLUMN_MASK], &task->cpus);
}

static void append_line(const struct line *line, const size_t *widths, struct text *text)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		const char *cell = text_string(&line->cells[i]);
		size_t blanks = widths[i] - text_width(cell);
		bool number = i < COLUMN_NIC; /* what is a number stands to the right */

		if (widths[i] == 0)
			continue;
		if (number)
			text_append_repeated(text, " ", blanks);
		text_append(text, cell);
		if (i + 1 < COLUMN_COUNT)
			text_append_repeated(text, " ", number ? 2 : blanks + 2);
	}
	text_append_char(text, '\n');
}

void assignment_append_table(const struct assignment *assignment, struct text *text)
{
	struct line *lines = xcalloc(assignment->count + 1, sizeof *lines);
	size_t widths[COLUMN_COUNT] = {0};

	fill_heading(assignment, &lines[0]);
	for (size_t rank = 0; rank < assignment->count; rank++)
		fill_line(assignment, rank, &lines[rank + 1]);
	for (size_t i = 0; i <= assignment->count; i++)
		for (size_t column = 0; column < COLUMN_COUNT; column++) {
			size_t width = text_width(text_string(&lines[i].cells[column]));
			if (width > widths[column])
				widths[column] = width;
		}
	if (assignment->type->gcds <= 0)
		widths[COLUMN_GCD] = 0;
	for (size_t i = 0; i <= assignment->count; i++) {
		append_line(&lines[i], widths, text);
		for (size_t column = 0; column < COLUMN_COUNT; column++)
			text_release(&lines[i].cells[column]);
	}
	free(lines);
}

/* The text as a JSON string; ends the text. */
static json_t *json_of(struct text *text)
{
	json_t *string = json_string_clean(text_string(text));
	text_release(text);
	return string;
}

static json_t *task_json(const struct assign_task *task, size_t rank)
{
	json_t *object = json_object(), *gcds = json_array();
	struct text cpus = TEXT_INIT, mask = TEXT_INIT;

	text_append_cpu_list(&cpus, &task->cpus);
	text_append_mask(&mask, &task->cpus);
	for (unsigned i = 0; i < task->gcd_count; i++)
		json_array_append_new(gcds, json_integer(task->gcds[i]));
	json_object_set_new(object, "rank", json_integer((json_int_t)rank));
	json_object_set_new(object, "gcds", gcds);
	json_object_set_new(object, "ccd", json_integer(task->ccd));
	json_object_set_new(object, "numa", json_integer(task->numa));
	json_object_set_new(object, "nic",
		task->nic != NULL ? json_string_clean(task->nic->record.name) : json_null());
	json_object_set_new(
		object, "nic_expected", json_boolean(task->nic != NULL && task->nic->expected));
	json_object_set_new(object, "cpus", json_of(&cpus));
	json_object_set_new(object, "mask", json_of(&mask));
	return object;
}

json_t *assignment_json(const struct assignment *assignment, const char *strategy)
{
	json_t *object = json_object(), *tasks = json_array();
	struct text masks = TEXT_INIT, gpu_map = TEXT_INIT;
	bool has_gcds = assignment->type->gcds > 0;

	for (size_t rank = 0; rank < assignment->count; rank++)
		json_array_append_new(tasks, task_json(&assignment->tasks[rank], rank));
	assignment_append_masks(assignment, &masks);
	assignment_append_gpu_map(assignment, &gpu_map);
	json_object_set_new(object, "schema", json_string("berth.job.mask/1"));
	json_object_set_new(
		object, "strategy", json_string_or_null(strategy));
	json_object_set_new(
		object, "node_type", json_string_clean(assignment->type->record.name));
	json_object_set_new(object, "cores_per_task", json_integer(assignment->cores));
	json_object_set_new(object, "gcds_per_task",
		has_gcds ? json_integer(assignment->gcds_per_task) : json_null());
	json_object_set_new(object, "tasks_per_gcd",
		has_gcds ? json_integer(assignment->tasks_per_gcd) : json_null());
	json_object_set_new(
		object, "threads_per_core", json_integer(assignment->both_threads ? 2 : 1));
	json_object_set_new(object, "tasks", tasks);
	json_object_set_new(object, "mask_cpu", json_of(&masks));
	json_object_set_new(object, "gpu_map",
		has_gcds ? json_of(&gpu_map) : json_null());
	return object;
}

#include "job/script_parts.h"
#include "base/words.h"
#include "job/picture.h"
#include "job/template.h"

/* One value: its row in the table, and who writes it. */
struct value {
	struct template_name row;
	bool piece; /* several lines of the script */
	void (*write)(const struct job *job, struct text *text);
};

static void write_job_name(const struct job *job, struct text *text)
{
	text_append(text, job->wish->name != NULL ? job->wish->name : job->name);
}

static void write_account(const struct job *job, struct text *text)
{
	text_append(text, job->wish->account != NULL ? job->wish->account : "");
}

static void write_partition(const struct job *job, struct text *text)
{
	text_append(text, job->partition->record.name);
}

static void write_nodes(const struct job *job, struct text *text)
{
	text_append_format(text, "%lld", (long long)job->nodes);
}

static void write_number(struct text *text, unsigned number)
{
	if (number > 0)
		text_append_format(text, "%u", number);
}

static void write_tasks_per_node(const struct job *job, struct text *text)
{
	write_number(text, job->tasks_per_node);
}

static void write_gpus_per_node(const struct job *job, struct text *text)
{
	write_number(text, job->gpus_per_node);
}

static void write_cpus_per_task(const struct job *job, struct text *text)
{
	write_number(text, job->has_masks ? job->assignment.cores : job->cpus_per_task);
}

static void write_launcher(const struct job *job, struct text *text)
{
	text_append(text, job_launcher_names[job->launcher]);
}

static void write_image(const struct job *job, struct text *text)
{
	if (job->image != NULL)
		text_append(text, job->image->target);
}

static void write_binds(const struct job *job, struct text *text)
{
	if (job->binds != NULL)
		bind_set_append_specs(job->binds, text);
}

static void write_container(const struct job *job, struct text *text)
{
	if (script_has_container(job))
		script_append_container(job, text);
}

static void write_program(const struct job *job, struct text *text)
{
	script_append_program(job, text);
}

static void write_cpu_bind(const struct job *job, struct text *text)
{
	if (!job->has_masks)
		return;
	text_append(text, "mask_cpu:");
	assignment_append_masks(&job->assignment, text);
}

static void write_gpu_bind(const struct job *job, struct text *text)
{
	if (job->has_masks)
		assignment_append_gpu_map(&job->assignment, text);
}

static void write_task(const struct job *job, struct text *text)
{
	if (script_has_task(job))
		script_append_task(job, text);
}

static void write_second_task(const struct job *job, struct text *text)
{
	if (job->het != NULL)
		write_task(job->het, text);
}

static void write_start(const struct job *job, struct text *text)
{
	script_append_start(job, false, text);
}

#define TEXT(name_, write_, help_)                                                                 \
	{.row = {.name = (name_), .kind = TEMPLATE_TEXT, .help = (help_)}, .write = (write_)}
#define PIECE(name_, write_, help_)                                                                \
	{.row = {.name = (name_), .kind = TEMPLATE_TEXT, .help = (help_)}, .piece = true,          \
		.write = (write_)}
#define LIST(name_, help_) {.row = {.name = (name_), .kind = TEMPLATE_LIST, .help = (help_)}}
#define ITEM(list_, name_, help_)                                                                  \
	{.row = {.name = (name_), .kind = TEMPLATE_TEXT, .list = (list_), .help = (help_)}}

static const struct value values[] = {
	/* Pieces of the script, without an empty line in front or behind. */
	PIECE("header", script_append_header, "the #SBATCH lines"),
	PIECE("environment", script_append_environment,
		"modules, image, binds and variables, with their comments"),
	PIECE("task", write_task, "what each task does before it becomes the program"),
	PIECE("second_task", write_second_task, "the same for the second part of the job"),
	PIECE("meeting", script_append_meeting, "MASTER_ADDR and MASTER_PORT, for ranks that need them"),
	PIECE("placement", script_append_placement, "the table of who runs where, and CPU_BIND"),
	PIECE("start", write_start, "srun with all its words; it runs the lines in $task"),
	/* Single values. */
	TEXT("job_name", write_job_name, "name of the job"),
	TEXT("account", write_account, "the project"),
	TEXT("partition", write_partition, "the partition"),
	TEXT("nodes", write_nodes, "number of nodes"),
	TEXT("tasks_per_node", write_tasks_per_node, "tasks on each node; empty for one task in all"),
	TEXT("cpus_per_task", write_cpus_per_task, "cores of each task"),
	TEXT("gpus_per_node", write_gpus_per_node, "GCDs of each node; empty without"),
	TEXT("launcher", write_launcher, "how the program is started"),
	TEXT("image", write_image, "path of the image"),
	TEXT("binds", write_binds, "the binds, as SINGULARITY_BIND has them"),
	TEXT("container", write_container, "the words that start the container, for the shell"),
	TEXT("program", write_program, "the words of the program, for the shell"),
	TEXT("cpu_bind", write_cpu_bind, "for srun --cpu-bind; empty without masks"),
	TEXT("gpu_bind", write_gpu_bind, "for srun --gpu-bind; empty without masks"),
	/* Who runs where, for each task of a node. */
	LIST("tasks", "the tasks of a node, in the order of their local ranks; empty without masks"),
	ITEM("tasks", "rank", "local rank"),
	ITEM("tasks", "gcds", "its GCDs, as 0,1"),
	ITEM("tasks", "cpus", "its CPUs, as 49-55"),
	ITEM("tasks", "mask", "the same as a mask"),
};
enum { VALUE_COUNT = ARRAY_LENGTH(values), TASK_FIELDS = 4 };

const struct template_name *job_template_name(size_t index)
{
	return index < VALUE_COUNT ? &values[index].row : NULL;
}

static void fill_names(struct template_name *names)
{
	for (size_t i = 0; i < VALUE_COUNT; i++)
		names[i] = values[i].row;
	names[VALUE_COUNT] = (struct template_name){0};
}

bool job_template_check(const char *file, const struct text *template, struct diags *diags)
{
	struct template_name names[VALUE_COUNT + 1];

	fill_names(names);
	return template_check(file, text_string(template), template->length, names, diags);
}

static void add_task(const struct assign_task *task, size_t rank, struct strings *fields)
{
	struct text gcds = TEXT_INIT, cpus = TEXT_INIT, mask = TEXT_INIT;

	for (unsigned i = 0; i < task->gcd_count; i++)
		text_append_format(&gcds, "%s%u", i > 0 ? "," : "", task->gcds[i]);
	text_append_cpu_list(&cpus, &task->cpus);
	text_append_mask(&mask, &task->cpus);
	strings_add_format(fields, "%zu", rank);
	strings_add(fields, text_string(&gcds));
	strings_add(fields, text_string(&cpus));
	strings_add(fields, text_string(&mask));
	text_release(&gcds);
	text_release(&cpus);
	text_release(&mask);
}

/* A piece without the empty line in front and the newline behind, which the template has itself. */
static const char *trim(struct text *text)
{
	const char *string = text_string(text);

	if (text->length > 0 && text->data[text->length - 1] == '\n')
		text_truncate(text, text->length - 1);
	return string + (string[0] == '\n');
}

bool job_template_render(const struct job *job, const char *file, const struct text *template,
	struct text *out, struct diags *diags)
{
	struct template_name names[VALUE_COUNT + 1];
	struct template_value filled[VALUE_COUNT] = {{0}};
	struct text texts[VALUE_COUNT] = {0};
	struct strings tasks = {0};
	bool fine;

	fill_names(names);
	for (size_t rank = 0; job->has_masks && rank < job->assignment.count; rank++)
		add_task(&job->assignment.tasks[rank], rank, &tasks);
	for (size_t i = 0; i < VALUE_COUNT; i++) {
		if (values[i].write != NULL) {
			values[i].write(job, &texts[i]);
			filled[i].text = values[i].piece ? trim(&texts[i]) : text_string(&texts[i]);
		} else if (values[i].row.kind == TEMPLATE_LIST) {
			filled[i].fields = (const char *const *)strings_argv(&tasks);
			filled[i].count = tasks.count / TASK_FIELDS;
		}
	}
	fine = template_render(file, text_string(template), template->length, names, filled, out, diags);
	for (size_t i = 0; i < VALUE_COUNT; i++)
		text_release(&texts[i]);
	strings_release(&tasks);
	return fine;
}

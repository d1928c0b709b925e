#include "tui/views/job_parts.h"

#include "base/files.h"
#include "base/words.h"
#include "job/wish.h"

/* The order and the groups of the fields: what everybody needs comes first. What no group names comes
 * last, so that a new wish is seen without a line here. */
static const struct group {
	const char *title;
	const char *names[16];
} groups[] = {
	{"What runs, and where",
		{"partition", "nodes", "time", "account", "job-name", NULL}},
	{"How it is started",
		{"launcher", "strategy", "order", "ntasks-per-node", "cores", "gpus-per-task",
			"tasks-per-gpu", "mechanism", "both-threads", NULL}},
	{"What is around it",
		{"container", "module", "overlay", "caches", "template", NULL}},
	{"The nodes", {"gpus-per-node", "mem", "exclusive", NULL}},
	{"Slurm", {"output", "array", "dependency", "signal", "open-mode", "no-requeue", "mail-type",
			  "mail-user", NULL}},
	{"A second part on other nodes",
		{"het-partition", "het-nodes", "het-ntasks-per-node", "het-cores", NULL}},
};

static struct model *model_of(struct job_view *job)
{
	return app_model(job->view.app);
}

static const char *keep(struct job_view *job, char *string)
{
	const char *kept = arena_strdup(&job->arena, string);
	free(string);
	return kept;
}

/* The names of records as choices, behind the empty one that unsets. */
static const char *const *choices_of(
	struct job_view *job, const struct yaml_records *records, size_t size)
{
	const char **names = arena_alloc(&job->arena, (records->count + 2) * sizeof *names);
	const char *record = records->items;
	size_t count = 0;

	names[count++] = "";
	for (size_t i = 0; i < records->count; i++, record += size)
		names[count++] = ((const struct yaml_record *)(const void *)record)->name;
	names[count] = NULL;
	return names;
}

/* A table's choices behind the empty one. */
static const char *const *with_none(struct job_view *job, const char *const *choices)
{
	const char **names;
	size_t count = 0;

	while (choices[count] != NULL)
		count++;
	names = arena_alloc(&job->arena, (count + 2) * sizeof *names);
	names[0] = "";
	memcpy(names + 1, choices, (count + 1) * sizeof *names);
	return names;
}

const struct site_node_type *job_node_type(struct job_view *job)
{
	const struct model *model = model_of(job);
	char *name = model_get(model, "job.partition");
	const struct site_partition *partition = site_partition(&model->site, name);

	free(name);
	return partition != NULL ? site_node_type(&model->site, partition->node_type) : NULL;
}

/* The worst complaint about a field, of the first ones of its severity. */
static const struct diag *complaint(const struct model *model, const char *key)
{
	const struct diag *worst = NULL;

	for (size_t i = 0; i < model->composed.diags.count; i++) {
		const struct diag *diag = &model->composed.diags.items[i];
		if (diag->field != NULL && string_equal(diag->field, key) &&
			(worst == NULL || diag->severity > worst->severity))
			worst = diag;
	}
	return worst;
}

static void get_environment(const struct model *model, struct strings *values)
{
	YAML_EACH (const struct workspace_variable, variable,
		&model->document.workspace.environment)
		strings_add_format(values, "%s=%s", variable->record.name,
			variable->value != NULL ? variable->value : "");
}

/* A list as the shell words that words_split() takes apart again; else the value as it is, and an order
 * as it is typed. */
static char *value_of(const struct model *model, const char *key, enum field_kind kind)
{
	struct strings values = {0};
	struct text text = TEXT_INIT;

	if (string_equal(key, "environment"))
		get_environment(model, &values);
	else
		model_get_list(model, key, &values);
	if (kind == FIELD_LIST)
		text_append_shell_words(&text, strings_argv(&values));
	else
		strings_join(&values, string_equal(key, "job.order") ? "," : " ", &text);
	strings_release(&values);
	return text_detach(&text);
}

static struct field *add(struct job_view *job, const char *key, const char *label,
	enum field_kind kind, const char *help)
{
	const struct model *model = model_of(job);
	struct field *field = vector_add(&job->fields);

	*field = (struct field){.key = key, .label = label, .kind = kind, .help = help, .value = ""};
	if (kind != FIELD_HEADING) {
		field->value = keep(job, value_of(model, key, kind));
		field->diag = complaint(model, key);
	}
	return field;
}

static enum field_kind kind_of(const struct wish_field *wish)
{
	static const enum field_kind kinds[] = {
		[WISH_STRING] = FIELD_TEXT,
		[WISH_COUNT] = FIELD_NUMBER,
		[WISH_NUMBER] = FIELD_NUMBER,
		[WISH_TIME] = FIELD_TEXT,
		[WISH_SIZE] = FIELD_TEXT,
		[WISH_FLAG] = FIELD_FLAG,
		[WISH_CHOICE] = FIELD_CHOICE,
		[WISH_ORDER] = FIELD_TEXT,
		[WISH_STRINGS] = FIELD_LIST,
	};
	return kinds[wish->kind];
}

/* Choices that the site knows. */
static void add_site_choices(struct job_view *job, struct field *field, const char *name)
{
	const struct model *model = model_of(job);
	const struct site_node_type *type;

	if (string_equal(name, "partition") || string_equal(name, "het-partition")) {
		field->kind = FIELD_CHOICE;
		field->choices = choices_of(
			job, &model->site.partitions, sizeof(struct site_partition));
	} else if (string_equal(name, "strategy") && (type = job_node_type(job)) != NULL) {
		field->kind = FIELD_CHOICE;
		field->choices =
			choices_of(job, &type->strategies, sizeof(struct site_strategy));
	}
}

/* The heading says of which part it is, and tasks need no "n". */
static const char *label_of(const struct wish_field *wish)
{
	const char *name = wish->name;

	name += string_starts(name, "het-") ? strlen("het-") : 0;
	return name + (string_starts(name, "ntasks") ? 1 : 0);
}

static void add_wish(struct job_view *job, const struct wish_field *wish)
{
	const char *key = keep(job, xasprintf("job.%s", wish->name));
	struct field *field = add(job, key, label_of(wish), kind_of(wish), wish->help);

	field->low = wish->low;
	field->high = wish->high;
	if (wish->kind == WISH_CHOICE)
		field->choices = with_none(job, wish->choices);
	if (string_equal(wish->name, "nodes"))
		field->otherwise = "1";
	if (string_equal(wish->name, "time"))
		field->otherwise = "the default";
	if (string_equal(wish->name, "job-name"))
		field->otherwise = "by the program";
	if (string_equal(wish->name, "output"))
		field->otherwise = "%x-%j.out";
	if (string_equal(wish->name, "account") && getenv("SBATCH_ACCOUNT") != NULL)
		field->otherwise = getenv("SBATCH_ACCOUNT");
	add_site_choices(job, field, wish->name);
}

static bool is_grouped(const char *name)
{
	for (size_t g = 0; g < ARRAY_LENGTH(groups); g++)
		for (size_t i = 0; groups[g].names[i] != NULL; i++)
			if (string_equal(groups[g].names[i], name))
				return true;
	return false;
}

static void add_head(struct job_view *job)
{
	const struct composition *composed = &model_of(job)->composed;
	struct field *field = add(job, "image", "image", FIELD_TEXT,
		"Path, name, or torch>=2.6 newest");

	field->otherwise = "no container";
	if (composed->image != NULL && !string_equal(composed->image, field->value))
		field->help = keep(job, xstrdup(path_base(composed->image)));
	field = add(job, "job.command", "program", FIELD_LIST, "What runs, as python train.py --epochs 3");
	field->otherwise = "nothing yet";
	field = add(job, "environment", "variables", FIELD_LIST, "NAME=VALUE ... for the program");
	field->otherwise = "by the image";
	field = add(job, "binds.presets", "presets", FIELD_LIST, "Of binds; 3 shows what there is");
	field->otherwise = "by the image";
	field = add(job, "binds.extra", "binds", FIELD_LIST, "More of them: SRC[:DST[:ro]]");
	field->otherwise = "none";
}

/* What no group names; variables are a field of their own. */
static void add_more(struct job_view *job)
{
	bool headed = false;

	for (const struct wish_field *wish = job_wish_fields; wish->name != NULL; wish++) {
		if (is_grouped(wish->name) || string_equal(wish->name, "env"))
			continue;
		if (!headed)
			add(job, "More", "More", FIELD_HEADING, NULL);
		headed = true;
		add_wish(job, wish);
	}
}

void job_fill_form(struct job_view *job)
{
	arena_release(&job->arena);
	job->arena = (struct arena){0};
	job->fields.count = 0;
	add_head(job);
	for (size_t g = 0; g < ARRAY_LENGTH(groups); g++) {
		add(job, groups[g].title, groups[g].title, FIELD_HEADING, NULL);
		for (size_t i = 0; groups[g].names[i] != NULL; i++) {
			const struct wish_field *wish = wish_field_find(groups[g].names[i]);
			if (wish == NULL)
				BUG("no wish '%s'", groups[g].names[i]);
			add_wish(job, wish);
		}
	}
	add_more(job);
	form_set(&job->form, job->fields.items, job->fields.count);
}

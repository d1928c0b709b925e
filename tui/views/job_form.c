#include "tui/views/job_parts.h"

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

static const struct site_node_type *node_type(struct job_view *job)
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

static struct field *add(struct job_view *job, const char *key, const char *label,
	enum field_kind kind, const char *help)
{
	const struct model *model = model_of(job);
	struct field *field = vector_add(&job->fields);

	*field = (struct field){.key = key, .label = label, .kind = kind, .help = help, .value = ""};
	if (kind != FIELD_HEADING) {
		field->value = keep(job, model_get(model, key));
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
	} else if (string_equal(name, "strategy") && (type = node_type(job)) != NULL) {
		field->kind = FIELD_CHOICE;
		field->choices =
			choices_of(job, &type->strategies, sizeof(struct site_strategy));
	}
}

static void add_wish(struct job_view *job, const struct wish_field *wish)
{
	const char *key = keep(job, xasprintf("job.%s", wish->name));
	struct field *field = add(job, key, wish->name, kind_of(wish), wish->help);

	field->low = wish->low;
	field->high = wish->high;
	if (wish->kind == WISH_CHOICE)
		field->choices = with_none(job, wish->choices);
	if (string_equal(wish->name, "nodes"))
		field->otherwise = "1";
	if (string_equal(wish->name, "time"))
		field->otherwise = "the partition's default";
	if (string_equal(wish->name, "job-name"))
		field->otherwise = "made from the program";
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
		"A path, a name, or a query such as 'torch>=2.6 newest'");

	field->otherwise = "no container";
	if (composed->image != NULL)
		field->help = keep(job, xasprintf("This is %s", composed->image));
	field = add(job, "job.command", "program", FIELD_LIST, "What is run: python train.py --epochs 3");
	field->otherwise = "nothing yet";
	add(job, "binds.presets", "presets", FIELD_LIST, "Bind presets on top of what the image needs");
	add(job, "binds.extra", "binds", FIELD_LIST, "More binds: SRC[:DST[:OPTIONS]]");
}

void job_fill_form(struct job_view *job)
{
	struct field *field;

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
	add(job, "More", "More", FIELD_HEADING, NULL);
	for (const struct wish_field *wish = job_wish_fields; wish->name != NULL; wish++)
		if (!is_grouped(wish->name) && !string_equal(wish->name, "env"))
			add_wish(job, wish);
	field = add(job, "environment", "variables", FIELD_LIST, "NAME=VALUE for the program");
	field->otherwise = "only what the image needs";
	form_set(&job->form, job->fields.items, job->fields.count);
}

static const struct field *find_field(const struct job_view *job, const char *key)
{
	for (size_t i = 0; i < job->fields.count; i++)
		if (string_equal(job->fields.items[i].key, key))
			return &job->fields.items[i];
	return NULL;
}

/* Variables are keys of a mapping: those that are gone are unset, the others set. */
static bool set_environment(struct model *model, const struct strings *words, struct diags *diags)
{
	struct strings old = {0};
	bool fine = true;

	YAML_EACH (const struct workspace_variable, variable,
		&model->document.workspace.environment)
		strings_add(&old, variable->record.name);
	for (size_t i = 0; i < words->count; i++)
		if (strchr(words->items[i], '=') == NULL)
			fine = diags_fail(diags, "U05", "environment",
				"'%s' is not NAME=VALUE", words->items[i]);
	for (size_t i = 0; fine && i < words->count; i++) {
		char *value = strchr(words->items[i], '=') + 1;
		char *key = xasprintf("environment.%.*s", (int)(value - words->items[i]) - 1,
			words->items[i]);
		for (size_t k = 0; k < old.count; k++)
			if (string_equal(old.items[k], key + strlen("environment.")))
				old.items[k][0] = '\0';
		fine = model_change(model, key, &value, 1, diags);
		free(key);
	}
	for (size_t i = 0; fine && i < old.count; i++)
		if (old.items[i][0] != '\0') {
			char *key = xasprintf("environment.%s", old.items[i]);
			fine = model_change(model, key, NULL, 0, diags);
			free(key);
		}
	strings_release(&old);
	return fine;
}

static bool set_words(
	struct job_view *job, const char *key, const char *value, struct diags *diags)
{
	struct model *model = model_of(job);
	struct strings words = {0};
	const char *why;
	bool fine = words_split(value, &words, &why);

	if (!fine)
		diags_add(diags, SEVERITY_ERROR, "U05", NULL, "%s", why);
	else if (string_equal(key, "environment"))
		fine = set_environment(model, &words, diags);
	else
		fine = model_change(model, key, words.items, words.count, diags);
	strings_release(&words);
	return fine;
}

static const char *set_field(void *context, const char *key, const char *value)
{
	struct job_view *job = context;
	const struct field *field = find_field(job, key);
	struct model *model = model_of(job);
	struct diags diags = {0};
	char *one = xstrdup(value);
	bool fine = true;

	if (field == NULL || string_equal(field->value, value))
		fine = true;
	else if (value[0] == '\0' && !string_equal(key, "environment"))
		fine = model_change(model, key, NULL, 0, &diags);
	else if (field->kind == FIELD_LIST)
		fine = set_words(job, key, value, &diags);
	else
		fine = model_change(model, key, &one, 1, &diags);
	free(one);
	free(job->refused);
	job->refused = fine ? NULL
			    : xstrdup(diags.count > 0 ? diags.items[0].message : "not possible");
	diags_release(&diags);
	return job->refused;
}

static void complete(void *context, const char *key, const char *before, struct strings *out)
{
	struct job_view *job = context;
	const struct model *model = model_of(job);
	const char *word = strrchr(before, ' ') != NULL ? strrchr(before, ' ') + 1 : before;

	if (string_equal(key, "binds.presets"))
		YAML_EACH (const struct site_bind_preset, preset, &model->site.bind_presets)
			if (string_starts(preset->record.name, word))
				strings_add(out, preset->record.name);
	if (string_equal(key, "image") && model->catalog != NULL)
		for (size_t i = 0; i < model->catalog->count; i++) {
			const char *name = strrchr(model->catalog->items[i].path, '/') + 1;
			if (string_starts(name, word))
				strings_add(out, name);
		}
}

struct picking {
	struct job_view *job;
	char *key;
	struct strings choices;
};

static void picked(void *context, size_t index)
{
	struct picking *picking = context;

	form_enter(&picking->job->form, picking->key, picking->choices.items[index]);
}

/* One at a time: the dialog that uses the last one is gone when the next is opened. */
static void pick(void *context, const struct field *field)
{
	static struct picking picking;
	struct strings shown = {0}, notes = {0};
	struct job_view *job = context;
	const struct site_node_type *type = node_type(job);
	size_t chosen = 0;

	free(picking.key);
	strings_release(&picking.choices);
	picking = (struct picking){.job = job, .key = xstrdup(field->key)};
	for (size_t i = 0; field->choices[i] != NULL; i++) {
		const char *choice = field->choices[i], *note = "";
		const struct site_partition *partition =
			site_partition(&model_of(job)->site, choice);
		const struct site_strategy *strategy =
			type != NULL ? site_strategy(type, choice) : NULL;
		if (partition != NULL && partition->purpose != NULL)
			note = partition->purpose;
		else if (strategy != NULL && strategy->title != NULL)
			note = strategy->title;
		if (string_equal(choice, field->value))
			chosen = i;
		strings_add(&picking.choices, choice);
		strings_add(&shown, choice[0] != '\0' ? choice : "(not set)");
		strings_add(&notes, note);
	}
	app_choose(job->view.app, field->label, &shown, &notes, chosen, picked, &picking);
	strings_release(&shown);
	strings_release(&notes);
}

void job_connect_form(struct job_view *job)
{
	job->form.set = set_field;
	job->form.complete = complete;
	job->form.pick = pick;
	job->form.context = job;
}

#include "tui/views/job_parts.h"

#include "base/files.h"
#include "base/units.h"
#include "base/words.h"
#include "job/launcher.h"
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
	} else if (string_equal(name, "strategy") && (type = node_type(job)) != NULL) {
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

static const struct field *find_field(const struct job_view *job, const char *key)
{
	for (size_t i = 0; i < job->fields.count; i++)
		if (string_equal(job->fields.items[i].key, key))
			return &job->fields.items[i];
	return NULL;
}

/* One change of the file's text after the other, so that all together are one edit. */
struct text_edit {
	const char *path;
	struct text text; /* owned */
	struct diags *diags;
};

static bool edit_key(struct text_edit *edit, const char *key, char *value)
{
	struct workspace workspace;
	struct text fresh = TEXT_INIT;
	bool fine = workspace_read_text(edit->path, text_string(&edit->text), edit->text.length,
			    &workspace, edit->diags) &&
		    (value != NULL ? workspace_set(&workspace, key, &value, 1, false, &fresh,
					     edit->diags)
				   : workspace_unset(&workspace, key, NULL, 0, &fresh, edit->diags));

	workspace_release(&workspace);
	if (fine) {
		text_release(&edit->text);
		edit->text = fresh;
	} else {
		text_release(&fresh);
	}
	return fine;
}

static bool check_variables(const struct strings *words, struct diags *diags)
{
	for (size_t i = 0; i < words->count; i++)
		if (strchr(words->items[i], '=') == NULL)
			return diags_fail(diags, "U05", "environment", "'%s' is not NAME=VALUE",
				words->items[i]);
	return true;
}

static bool edit_variables(struct text_edit *edit, const struct strings *words)
{
	bool fine = true;

	for (size_t i = 0; fine && i < words->count; i++) {
		char *value = strchr(words->items[i], '=') + 1;
		char *key = xasprintf("environment.%.*s", (int)(value - words->items[i]) - 1,
			words->items[i]);
		fine = edit_key(edit, key, value);
		free(key);
	}
	return fine;
}

static bool names_variable(const struct strings *words, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < words->count; i++)
		if (strncmp(words->items[i], name, length) == 0 && words->items[i][length] == '=')
			return true;
	return false;
}

/* Variables are keys of a mapping: those that are gone are unset, the others set. */
static bool set_environment(struct model *model, const struct strings *words, struct diags *diags)
{
	const struct document *document = &model->document;
	struct text_edit edit = {.path = document->path, .diags = diags};
	bool fine;

	if (!check_variables(words, diags))
		return false;
	text_append_bytes(
		&edit.text, text_string(&document->content), document->content.length);
	if (words->count == 0) {
		fine = document->workspace.environment.count == 0 ||
		       edit_key(&edit, "environment", NULL);
	} else {
		fine = edit_variables(&edit, words);
		YAML_EACH (const struct workspace_variable, variable,
			&document->workspace.environment)
			if (fine && !names_variable(words, variable->record.name)) {
				char *key = xasprintf("environment.%s", variable->record.name);
				fine = edit_key(&edit, key, NULL);
				free(key);
			}
	}
	fine = fine && model_replace(model, text_string(&edit.text), "variables", diags);
	text_release(&edit.text);
	return fine;
}

/* The places of an order are a list in the file. */
static bool set_order(struct model *model, const char *value, struct diags *diags)
{
	struct strings places = {0};
	bool fine;

	strings_split(&places, value, ',');
	fine = model_change(model, "job.order", places.items, places.count, diags);
	strings_release(&places);
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
	else if (string_equal(key, "job.order"))
		fine = set_order(model, value, &diags);
	else
		fine = model_change(model, key, &one, 1, &diags);
	free(one);
	free(job->refused);
	job->refused = fine ? NULL
			    : diags.count == 0 ? xstrdup("this cannot be written into the file")
			    : diags.items[0].hint != NULL
				    ? xasprintf("%s (%s)", diags.items[0].message, diags.items[0].hint)
				    : xstrdup(diags.items[0].message);
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

/* What is known of a partition, in one line: "up to 1024 nodes, 2 days: production on GPUs". */
static void note_partition(const struct site_partition *partition, struct text *note)
{
	int64_t nodes = partition->max_nodes > 0 ? partition->max_nodes : partition->nodes;

	if (nodes > 0)
		text_append_format(note, "%lld node%s", (long long)nodes, nodes == 1 ? "" : "s");
	if (partition->max_time > 0) {
		text_append(note, nodes > 0 ? ", " : "");
		text_append_duration(note, partition->max_time);
	}
	if (partition->purpose != NULL)
		text_append_format(note, "%s%s", note->length > 0 ? ": " : "", partition->purpose);
	if (partition->restricted)
		text_append(note, " (not for everybody)");
}

static void note_choice(struct job_view *job, const struct field *field, size_t at, struct text *note)
{
	const char *choice = field->choices[at];
	const struct site_node_type *type = node_type(job);
	const struct site_partition *partition = NULL;
	const struct site_strategy *strategy = NULL;

	if (string_ends(field->key, "partition"))
		partition = site_partition(&model_of(job)->site, choice);
	else if (string_equal(field->key, "job.strategy") && type != NULL)
		strategy = site_strategy(type, choice);
	if (choice[0] == '\0')
		text_append(note, field->otherwise != NULL ? field->otherwise : "");
	else if (partition != NULL)
		note_partition(partition, note);
	else if (strategy != NULL)
		text_append_format(note, "%s%s%s", strategy->title != NULL ? strategy->title : "",
			strategy->title != NULL && strategy->use != NULL ? "; " : "",
			strategy->use != NULL ? strategy->use : "");
	else if (string_equal(field->key, "job.launcher"))
		for (size_t i = 0; job_launcher_names[i] != NULL; i++)
			if (i != LAUNCH_DEFAULT && string_equal(job_launcher_names[i], choice))
				text_append(note, launcher_of((enum job_launcher)i)->title);
}

/* One at a time: the dialog that uses the last one is gone when the next is opened. */
static void pick(void *context, const struct field *field)
{
	static struct picking picking;
	struct strings shown = {0}, notes = {0};
	struct job_view *job = context;
	size_t chosen = 0;

	free(picking.key);
	strings_release(&picking.choices);
	picking = (struct picking){.job = job, .key = xstrdup(field->key)};
	for (size_t i = 0; field->choices[i] != NULL; i++) {
		struct text note = TEXT_INIT;
		note_choice(job, field, i, &note);
		if (string_equal(field->choices[i], field->value))
			chosen = i;
		strings_add(&picking.choices, field->choices[i]);
		strings_add(&shown, field->choices[i][0] != '\0' ? field->choices[i] : "(not set)");
		strings_add(&notes, text_string(&note));
		text_release(&note);
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

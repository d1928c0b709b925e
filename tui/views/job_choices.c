#include "tui/views/job_parts.h"

#include "base/units.h"
#include "job/launcher.h"

/*
 * What a field may hold: lists to choose from, with what is known of each, and what Tab offers.
 */

static struct model *model_of(const struct job_view *job)
{
	return app_model(job->view.app);
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
	const struct site_node_type *type = job_node_type(job);
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
	job->form.set = job_set_field;
	job->form.complete = complete;
	job->form.pick = pick;
	job->form.context = job;
}

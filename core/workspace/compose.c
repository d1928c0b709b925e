#include "workspace/compose.h"

#include "base/files.h"
#include "image/catalog.h"
#include "job/script.h"
#include "job/wish.h"

#include <unistd.h>

/* What one composing needs only while it is under way. */
struct composing {
	const struct site *site;
	const struct workspace *workspace;
	struct composition *out;
	struct catalog catalog;
	const struct image *image; /* the catalog's; NULL for none */
	struct strings environment, modules, command, presets, specs;
	struct job_wish wish;
	struct job job;
};

static void copy_list(struct strings *to, const struct yaml_strings *from)
{
	for (size_t i = 0; i < from->count; i++)
		strings_add(to, from->items[i]);
}

/* What the file asks for: the pinned image, or its query. The caller frees it. */
static char *image_of(const struct workspace *workspace)
{
	char *here, *image;

	if (workspace_is_pinned(workspace))
		return xstrdup(workspace->pin.path);
	here = folder_current();
	image = workspace_image(workspace, here != NULL ? here : "");
	free(here);
	return image;
}

/* Who looks for images on the command line knows where from the question came; here it is a key. */
static void name_image(struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		if (diags->items[i].field == NULL)
			diags->items[i].field = xstrdup("image");
}

static bool find_image(struct composing *composing, const struct composition *previous)
{
	const struct workspace *workspace = composing->workspace;
	struct composition *out = composing->out;
	const char *what;

	workspace_drift(workspace, false, &out->diags);
	out->asked = image_of(workspace);
	if (out->asked == NULL)
		return true;
	what = out->asked;
	if (previous != NULL && previous->asked != NULL && previous->image != NULL &&
		string_equal(previous->asked, out->asked))
		what = previous->image;
	composing->image = catalog_resolve(&composing->catalog, composing->site, what,
		workspace->root_paths.items, workspace->root_paths.count, &out->diags);
	name_image(&out->diags);
	if (composing->image == NULL)
		return false;
	out->image = xstrdup(composing->image->path);
	return true;
}

static bool read_wish(struct composing *composing, size_t index)
{
	const struct wish_field *field = &job_wish_fields[index];
	const struct yaml_strings *values = &composing->workspace->job[index];
	char *where;
	bool fine = true;

	if (values->count == 0)
		return true;
	where = xasprintf("--%s", field->name);
	if (field->kind == WISH_STRINGS) {
		copy_list(&composing->modules, values);
		wish_set_list(&composing->wish, field, strings_argv(&composing->modules));
	} else if (field->kind == WISH_ORDER) {
		struct text order = TEXT_INIT;
		for (size_t i = 0; i < values->count; i++)
			text_append_format(&order, "%s%s", i > 0 ? "," : "", values->items[i]);
		fine = wish_read(&composing->wish, field, text_string(&order), where,
			&composing->out->diags);
		text_release(&order);
	} else {
		fine = wish_read(&composing->wish, field, values->items[0], where,
			&composing->out->diags);
	}
	free(where);
	return fine;
}

static bool read_wishes(struct composing *composing)
{
	const struct workspace *workspace = composing->workspace;
	struct job_wish *wish = &composing->wish;
	bool fine = true;

	for (size_t i = 0; job_wish_fields[i].name != NULL; i++)
		if (!string_equal(job_wish_fields[i].name, "env"))
			fine = read_wish(composing, i) && fine;
	YAML_EACH (const struct workspace_variable, variable, &workspace->environment)
		strings_add_format(&composing->environment, "%s=%s", variable->record.name,
			variable->value != NULL ? variable->value : "");
	if (composing->environment.count > 0)
		wish->environment = strings_argv(&composing->environment);
	/* As for `berth job script`: sbatch would look there as well. */
	if (wish->account == NULL)
		wish->account = getenv("SBATCH_ACCOUNT");
	copy_list(&composing->command, &workspace->command);
	wish->command = composing->command.count > 0 ? composing->command.items : NULL;
	return wish_check_environment(wish, "--env", &composing->out->diags) && fine;
}

static bool compose_binds(struct composing *composing)
{
	struct bind_wish wish = {.image = composing->image};

	copy_list(&composing->presets, &composing->workspace->presets);
	copy_list(&composing->specs, &composing->workspace->specs);
	wish.presets = strings_argv(&composing->presets);
	wish.specs = strings_argv(&composing->specs);
	if (composing->image == NULL && composing->presets.count == 0 &&
		composing->specs.count == 0 && composing->wish.overlay == NULL)
		return true;
	return job_compose(composing->site, &composing->wish, &wish, &composing->out->binds,
		&composing->out->diags);
}

static bool is_list_of_its_own(const char *option, size_t length, const char **key)
{
	static const struct {
		const char *option, *key;
	} elsewhere[] = {{"image", "image"}, {"bind", "binds.extra"}, {"preset", "binds.presets"},
		{"env", "environment"}};

	for (size_t i = 0; i < ARRAY_LENGTH(elsewhere); i++)
		if (strlen(elsewhere[i].option) == length &&
			strncmp(elsewhere[i].option, option, length) == 0) {
			*key = elsewhere[i].key;
			return true;
		}
	return false;
}

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-';
}

/* The length of the option's name at `text`, which begins with its dashes; 0 when it is none that
 * stands for a key. */
static size_t option_length(const char *text)
{
	size_t length = 0;
	const char *key;
	char *name;
	bool known;

	while (is_name_character(text[2 + length]))
		length++;
	name = xstrndup(text + 2, length);
	known = is_list_of_its_own(name, length, &key) || wish_field_find(name) != NULL;
	free(name);
	return known ? length : 0;
}

/* "take --partition=small-g" becomes "take partition=small-g": who edits keys types no options. */
static char *without_dashes(const char *string)
{
	struct text text = TEXT_INIT;

	while (*string != '\0') {
		size_t length = string_starts(string, "--") ? option_length(string) : 0;
		if (length > 0)
			string += 2;
		text_append_bytes(&text, string, length > 0 ? length : 1);
		string += length > 0 ? length : 1;
	}
	return text_detach(&text);
}

static void replace(char **string, char *fresh)
{
	free(*string);
	*string = fresh;
}

/* What names no option, as it follows from several or stands behind a "--", is about these keys most. */
static void name_key(struct diag *diag)
{
	static const struct {
		const char *id, *word, *key; /* the first that has the word */
	} keys[] = {{"S43", "", "job.command"}, {"B17", "hardware thread", "job.both-threads"},
		{"B17", "per task", "job.cores"}, {"B17", "", "job.ntasks-per-node"},
		{"B18", "", "job.tasks-per-gpu"}, {"B19", "", "job.ntasks-per-node"},
		{"B16", "", "job.order"}, {"B03", "", "job.order"}, {"B01", "", "job.cores"}};

	for (size_t i = 0; diag->field == NULL && i < ARRAY_LENGTH(keys); i++)
		if (string_equal(diag->id, keys[i].id) &&
			strstr(diag->message, keys[i].word) != NULL)
			diag->field = xstrdup(keys[i].key);
	if (string_equal(diag->id, "S43") && diag->hint != NULL && strstr(diag->hint, "-- python") != NULL)
		replace(&diag->hint, xstrdup("for example: python train.py"));
}

/* Diagnostics name options of the command line ("--nodes", "--bind SPEC") and who asks for a bind ("preset
 * cray"); here they are keys. */
static void name_keys(struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		struct diag *diag = &diags->items[i];
		const char *option, *key;
		size_t length;
		char *field;
		name_key(diag);
		replace(&diag->message, without_dashes(diag->message));
		if (diag->hint != NULL)
			replace(&diag->hint, without_dashes(diag->hint));
		if (diag->field != NULL && string_starts(diag->field, "preset "))
			replace(&diag->field, xstrdup("binds.presets"));
		if (diag->field == NULL || !string_starts(diag->field, "--"))
			continue;
		option = diag->field + 2;
		length = strcspn(option, " ");
		field = is_list_of_its_own(option, length, &key)
				? xstrdup(key)
				: xasprintf("job.%.*s", (int)length, option);
		free(diag->field);
		diag->field = field;
	}
}

static void lay_out(struct composing *composing, bool fine)
{
	struct composition *out = composing->out;

	fine = job_layout(composing->site, &composing->wish, composing->image, &out->binds,
		       &composing->job, &out->diags) &&
	       fine;
	if (fine && !diags_have_errors(&out->diags))
		out->whole = job_script(&composing->job, &out->script, &out->diags);
	if (composing->job.has_masks) {
		out->assignment = composing->job.assignment;
		out->has_assignment = true;
		composing->job.assignment = (struct assignment){0};
	}
	job_release(&composing->job);
}

void compose(const struct site *site, const struct workspace *workspace,
	const struct composition *previous, struct composition *composition)
{
	struct composing composing = {.site = site, .workspace = workspace, .out = composition};
	bool fine = find_image(&composing, previous);

	fine = read_wishes(&composing) && fine;
	fine = compose_binds(&composing) && fine;
	lay_out(&composing, fine);
	name_keys(&composition->diags);
	strings_release(&composing.environment);
	strings_release(&composing.modules);
	strings_release(&composing.command);
	strings_release(&composing.presets);
	strings_release(&composing.specs);
	catalog_release(&composing.catalog);
}

void composition_release(struct composition *composition)
{
	free(composition->asked);
	free(composition->image);
	bind_set_release(&composition->binds);
	text_release(&composition->script);
	if (composition->has_assignment)
		assignment_release(&composition->assignment);
	diags_release(&composition->diags);
	*composition = (struct composition){0};
}

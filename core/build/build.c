#include "build/parts.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"

const struct build_recipe *const build_recipes[] = {
	&build_cotainr,
	&build_proot,
	&build_wrap,
	&build_venv,
	&build_pull,
	&build_convert,
	&build_easybuild,
	NULL,
};

const struct build_recipe *build_recipe_find(const char *name)
{
	for (size_t i = 0; build_recipes[i] != NULL; i++)
		if (string_equal(build_recipes[i]->name, name))
			return build_recipes[i];
	return NULL;
}

/* Tools that a machine must have been given, so that its site file knows them. */
static bool is_known_here(
	const struct build_recipe *recipe, const struct build *build, struct diags *diags)
{
	return !recipe->of_site || site_build_recipe(build->site, recipe->name) != NULL ||
	       build_refuse(build, diags,
		       "'berth build --help' lists the other ways; where the tool is there all the same, "
		       "describe it under build.recipes of a site file, or take --force",
		       "%s has no recipe for '%s'", build->site->title, recipe->name);
}

bool build_plan(const struct build_recipe *recipe, const struct build *build,
	struct build_output *output, struct diags *diags)
{
	const char *name;

	plan_init(&output->plan, recipe->name);
	if (!is_known_here(recipe, build, diags) || !recipe->plan(build, output, diags))
		return false;
	name = output->target != NULL ? path_base(output->target) : build->arguments->items[0];
	free(output->plan.title);
	output->plan.title = xasprintf("build %s: %s", recipe->name, name);
	return true;
}

void build_output_release(struct build_output *output)
{
	plan_release(&output->plan);
	free(output->target);
	free(output->reads);
	free(output->base);
	free(output->source);
	free(output->work);
	free(output->tmp);
	strings_release(&output->programs);
	strings_release(&output->modules);
	free(output->loading);
	strings_release(&output->loading_env);
	strings_release(&output->module_programs);
	text_release(&output->after);
	*output = (struct build_output){0};
}

/* sbatch reads one option from each line; a value with a blank needs quotes there. */
static void append_option(struct text *text, const char *name, const char *value)
{
	bool quote = strpbrk(value, " \t\"") != NULL;

	text_append_format(text, "#SBATCH --%s=", name);
	for (text_append(text, quote ? "\"" : ""); *value != '\0'; value++)
		if (*value != '"' && (unsigned char)*value >= ' ')
			text_append_char(text, *value);
	text_append(text, quote ? "\"\n" : "\n");
}

static void append_time(struct text *head, const struct build_job *job,
	const struct site_build_recipe *needs)
{
	struct text time = TEXT_INIT;

	if (needs != NULL && needs->time > 0)
		text_append_duration(&time, needs->time);
	if (job->time != NULL || time.length > 0)
		append_option(head, "time", job->time != NULL ? job->time : text_string(&time));
	text_release(&time);
}

static void append_memory(
	struct text *head, const struct build_job *job, const struct build_output *output)
{
	struct text memory = TEXT_INIT;

	if (output->memory > 0)
		text_append_slurm_size(&memory, output->memory);
	if (job->memory != NULL || memory.length > 0)
		append_option(head, "mem", job->memory != NULL ? job->memory : text_string(&memory));
	text_release(&memory);
}

void build_job_script(const struct build_recipe *recipe, const struct build *build,
	const struct build_output *output, const struct build_job *job, struct text *text)
{
	const struct site_build_recipe *needs = site_build_recipe(build->site, recipe->name);
	const char *partition = job->partition;
	int64_t cores = job->cores;
	struct text head = TEXT_INIT;
	char *name = xasprintf("build-%s", recipe->name), *log, *number;

	if (partition == NULL && needs != NULL)
		partition = needs->partition;
	if (cores == 0)
		cores = needs != NULL && needs->cores > 0 ? needs->cores : 1;
	number = xasprintf("%lld", (long long)cores);
	log = job->output != NULL ? xstrdup(job->output)
				  : xasprintf("%s-%%j.log", output->target != NULL ? output->target : name);
	append_option(&head, "job-name", name);
	if (job->account != NULL)
		append_option(&head, "account", job->account);
	if (partition != NULL)
		append_option(&head, "partition", partition);
	append_option(&head, "nodes", "1");
	append_option(&head, "ntasks", "1");
	append_option(&head, "cpus-per-task", number);
	append_memory(&head, job, output);
	append_time(&head, job, needs);
	append_option(&head, "output", log);
	plan_script_with_head(&output->plan, text_string(&head), text);
	text_release(&head);
	free(name);
	free(log);
	free(number);
}

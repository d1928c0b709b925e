#include "build/parts.h"
#include "build/template.h"
#include "base/files.h"

static const struct build_option options[] = {BUILD_OPTIONS_COTAINR, {0}};

/* The version of cotainr that will run: the module's, else the newest that the site knows. */
static const struct site_cotainr *find_version(const struct build *build)
{
	const struct yaml_records *versions = &build->site->build.cotainr;
	const struct site_build_recipe *needs = site_build_recipe(build->site, "cotainr");
	const struct site_module *module = NULL;
	const char *version = build_value(build, "module-version");

	if (needs != NULL && needs->module != NULL)
		module = site_module(build->site, needs->module);
	if (version == NULL && module != NULL)
		version = module->version;
	if (version == NULL)
		return versions->count > 0 ? versions->items : NULL;
	return yaml_record_find(versions, sizeof(struct site_cotainr), version);
}

/* L02 for a system that this version does not know: cotainr itself dies of a KeyError. A version
 * that the site file does not know is left to cotainr. */
static bool check_system(const struct build *build, const char *system, const char **base,
	struct diags *diags)
{
	const struct site_cotainr *version = find_version(build);
	const struct site_cotainr_system *found;
	struct place place = {.field = "--system"};
	struct text known = TEXT_INIT;

	if (version == NULL)
		return true;
	found = yaml_record_find(&version->systems, sizeof *found, system);
	if (found != NULL) {
		*base = found->base;
		return true;
	}
	YAML_EACH(const struct site_cotainr_system, each, &version->systems)
		text_append_format(
			&known, "%s%s", known.length > 0 ? ", " : "", each->record.name);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "L02", &place,
			  "cotainr %s has no system '%s'", version->record.name, system),
		"it has: %s", text_string(&known));
	text_release(&known);
	return false;
}

static bool check_base(const struct build *build, struct diags *diags)
{
	if (build->image == NULL || !build_base_has_conda(build, build->image))
		return true;
	return build_refuse(build, diags,
		"build on a base image without conda ('berth image list framework=rocm'), or put the "
		"packages on top of this one: berth build venv --image ...",
		"the base image '%s' has a conda of its own, where cotainr stops",
		build->image->file);
}

/* The environment file: one that is there, or one that is written beside the result. */
static bool add_environment(const struct build *build, struct build_output *output,
	const char *rocm, char **path, struct diags *diags)
{
	const char *file = build_value(build, "conda-env");
	const struct strings *packages = build_values(build, "package");
	struct text text = TEXT_INIT;
	bool fine = true;

	if (file != NULL && packages->count > 0)
		return build_fail(diags, "--package", "goes without --conda-env");
	if (file != NULL) {
		*path = build_path(build, file);
		fine = build_read(*path, &text, diags);
		output->reads = xstrdup(*path);
	} else if (packages->count > 0) {
		struct write_wish wish = {.site = build->site,
			.packages = packages,
			.rocm = rocm,
			.python = build_value(build, "python")};
		*path = xasprintf("%s.yml", output->target);
		fine = write_by_built_in(WRITE_CONDA, &wish, &text, diags);
		if (fine)
			plan_step_write(plan_add(&output->plan, "Write the environment file"),
				*path, text_string(&text), text.length, 0666, build->force);
	}
	text_release(&text);
	return fine;
}

static void add_cotainr(const struct build *build, struct build_output *output, const char *base,
	const char *environment)
{
	char *made = build_work(output, "image.sif");
	const char *system = build_value(build, "system");
	struct strings words = {0};
	struct plan_step *step = build_step(build, output,
		"Build the image (this accepts the licence of Miniforge)");

	strings_add(&words, "cotainr");
	strings_add(&words, "build");
	strings_add(&words, made);
	strings_add(&words, system != NULL ? "--system" : "--base-image");
	strings_add(&words, system != NULL ? system : base);
	if (environment != NULL) {
		strings_add(&words, "--conda-env");
		strings_add(&words, environment);
	}
	/* Without it cotainr asks, and a job cannot answer. */
	strings_add(&words, "--accept-licenses");
	strings_add(&words, "--no-color");
	strings_add(&step->removes, made);
	build_run_strings(build, output, step, "cotainr", &words);
	plan_step_move(step, made, output->target, build->force);
	strings_release(&words);
	free(made);
}

static bool plan_cotainr(
	const struct build *build, struct build_output *output, struct diags *diags)
{
	const char *system = build_value(build, "system"), *base = build_value(build, "base-image");
	const char *rocm, *system_base = NULL;
	char *environment = NULL;
	struct arena arena = {0};
	bool fine;

	if ((system == NULL) == (base == NULL))
		return build_fail(diags, system != NULL ? "--system" : "--base-image",
			"cotainr needs either --base-image or --system, and not both");
	fine = system == NULL || check_system(build, system, &system_base, diags);
	fine = check_base(build, diags) && fine;
	if (!fine || !build_begin(build, "cotainr", build_value(build, "output"), false, output,
			     diags))
		return false;
	if (build->image != NULL)
		base = build->image->path;
	rocm = build_rocm(build, system != NULL ? system_base : base, &arena);
	if (system_base != NULL || base != NULL)
		output->base = xstrdup(system_base != NULL ? system_base : base);
	if (output->base != NULL && strstr(output->base, "://") != NULL)
		output->source = xstrdup(output->base);
	fine = add_environment(build, output, rocm, &environment, diags);
	if (fine) {
		add_cotainr(build, output, base, environment);
		build_end(output);
	}
	free(environment);
	arena_release(&arena);
	return fine;
}

const struct build_recipe build_cotainr = {
	.name = "cotainr",
	.of_site = true,
	.summary = "Builds an image from a base image and a conda environment file",
	.details = "The environment file is one of yours (--conda-env), or is made of --package and\n"
		   "written beside the image. It runs where it is started: on a login node only\n"
		   "for small environments, else with --as-job.",
	.examples = "  berth build cotainr -o my.sif --system lumi-g --conda-env env.yml --run\n"
		    "  berth build cotainr -o my.sif --system lumi-g -p torch==2.7.1 --show",
	.options = options,
	.plan = plan_cotainr,
};

#include "build/parts.h"
#include "base/files.h"
#include "base/words.h"
#include "image/facts.h"
#include "image/query.h"

enum { FILE_LIMIT = 8 << 20 };

static const struct strings nothing;

const struct strings *build_values(const struct build *build, const char *name)
{
	for (size_t i = 0; i < build->value_count; i++)
		if (string_equal(build->values[i].name, name))
			return build->values[i].given;
	return &nothing;
}

const char *build_value(const struct build *build, const char *name)
{
	const struct strings *given = build_values(build, name);
	return given->count > 0 ? given->items[given->count - 1] : NULL;
}

bool build_given(const struct build *build, const char *name)
{
	return build_values(build, name)->count > 0;
}

char *build_path(const struct build *build, const char *path)
{
	char *expanded = path[0] == '~' ? path_expand(path) : xstrdup(path), *full;

	if (expanded[0] == '/')
		return expanded;
	while (string_starts(expanded, "./"))
		memmove(expanded, expanded + 2, strlen(expanded) - 1);
	full = path_join(build->folder, expanded);
	free(expanded);
	return full;
}

bool build_fail(struct diags *diags, const char *option, const char *format, ...)
{
	struct text message = TEXT_INIT;
	struct place place = {.field = option};
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diags_add(diags, SEVERITY_ERROR, "L01", &place, "%s", text_string(&message));
	text_release(&message);
	return false;
}

bool build_refuse(const struct build *build, struct diags *diags, const char *hint,
	const char *format, ...)
{
	struct text message = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diag_hint(diags_add(diags, build->force ? SEVERITY_WARNING : SEVERITY_ERROR, "L03", NULL,
			  "%s", text_string(&message)),
		"%s", hint);
	text_release(&message);
	return build->force;
}

bool build_read(const char *path, struct text *text, struct diags *diags)
{
	return file_read(path, FILE_LIMIT, text, diags);
}

/* The folder of a path without its last part. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

/* FNV-1a: a number that tells paths apart. */
static unsigned hash_path(const char *path)
{
	uint32_t hash = 2166136261u;

	for (; *path != '\0'; path++)
		hash = (uint32_t)(((uint64_t)(hash ^ (unsigned char)*path) * 16777619u) & 0xffffffffu);
	return hash;
}

bool build_begin(const struct build *build, const char *recipe, const char *target,
	bool target_is_folder, struct build_output *output, struct diags *diags)
{
	const struct site_build_recipe *needs = site_build_recipe(build->site, recipe);
	const char *tmp = build_value(build, "tmp");
	char *folder, *name;
	struct plan_step *step;

	if (target == NULL || target[0] == '\0')
		return build_fail(diags, "--output", "the result needs a name");
	output->target = build_path(build, target);
	for (size_t n = strlen(output->target); n > 1 && output->target[n - 1] == '/'; n--)
		output->target[n - 1] = '\0';
	if (needs != NULL) {
		output->space = needs->space;
		output->temporary = needs->temporary;
		output->memory = needs->memory;
	}
	folder = folder_of(output->target);
	name = xasprintf(".%s" PLAN_OWN_MARK "work", path_base(output->target));
	output->work = path_join(folder, name);
	step = plan_add(&output->plan, "Claim a folder for the work");
	/* A folder is replaced by no option. */
	if (!output->changes_target && (target_is_folder || !build->force))
		strings_add(&step->absent, output->target);
	strings_add(&step->folders, folder);
	strings_add(&step->claims, output->work);
	if (tmp == NULL && build->where == BUILD_JOB)
		tmp = "/tmp";
	if (tmp != NULL) {
		char *place = build_path(build, tmp), *apart;
		/* Others work in /tmp as well, on images of the same name. */
		apart = xasprintf(".%s-%08x" PLAN_OWN_MARK "tmp", path_base(output->target),
			hash_path(output->target));
		output->tmp = path_join(place, apart);
		free(apart);
		if (!string_equal(place, "/tmp"))
			strings_add(&step->folders, place);
		strings_add(&step->claims, output->tmp);
		free(place);
	} else {
		output->tmp = path_join(output->work, "tmp");
	}
	free(folder);
	free(name);
	return true;
}

void build_end(struct build_output *output)
{
	struct plan_step *step = plan_add(&output->plan, "Remove what only the build needed");

	/* The claim of the target last: while it is there, the other is known to be ours. */
	if (!string_starts(output->tmp, output->work))
		strings_add(&step->removes, output->tmp);
	strings_add(&step->removes, output->work);
}

char *build_work(const struct build_output *output, const char *name)
{
	return path_join(output->work, name);
}

struct plan_step *build_step(
	const struct build *build, struct build_output *output, const char *title)
{
	static const char *const unset[] = {"SINGULARITY_BIND", "SINGULARITY_BINDPATH",
		"APPTAINER_BIND", "APPTAINER_BINDPATH", "PYTHONPATH", "PYTHONHOME"};
	const char *prefix = site_container_prefix(build->site);
	struct plan_step *step = plan_add(&output->plan, title);

	step->folder = xstrdup(build->folder);
	strings_add(&step->folders, output->tmp);
	strings_add_format(&step->folders, "%s/cache", output->work);
	for (size_t i = 0; i < ARRAY_LENGTH(unset); i++)
		strings_add(&step->env, unset[i]);
	strings_add_format(&step->env, "TMPDIR=%s", output->tmp);
	strings_add_format(&step->env, "%s_TMPDIR=%s", prefix, output->tmp);
	strings_add_format(&step->env, "%s_CACHEDIR=%s/cache", prefix, output->work);
	strings_add(&step->env, "PYTHONNOUSERSITE=1");
	return step;
}

static void append_module_command(struct text *text, const char *command, const char *words)
{
	text_append_format(text, "eval \"$(\"$LMOD_CMD\" bash %s %s)\" && ", command, words);
}

/* The shell words before the program: Lmod prints what the shell has to do. */
static bool append_modules(const struct build *build, struct build_output *output,
	const char *recipe, struct text *text)
{
	const struct site_build_recipe *needs = site_build_recipe(build->site, recipe);
	const struct site_module *module = NULL;
	struct text words = TEXT_INIT;
	char *name;

	if (needs != NULL && needs->module != NULL)
		module = site_module(build->site, needs->module);
	if (module == NULL)
		return false;
	name = xstrdup(module->name != NULL ? module->name : module->record.name);
	if (build_value(build, "module-version") != NULL || module->version != NULL) {
		const char *version = build_value(build, "module-version");
		char *with = xasprintf("%s/%s", name, version != NULL ? version : module->version);
		free(name);
		name = with;
	}
	if (module->path != NULL) {
		text_append_shell_word(&words, module->path);
		append_module_command(text, "use", text_string(&words));
		text_truncate(&words, 0);
	}
	if (module->needs != NULL) {
		struct strings before = {0};
		strings_split(&before, module->needs, ' ');
		text_append_shell_words(&words, strings_argv(&before));
		text_append_char(&words, ' ');
		strings_release(&before);
	}
	text_append_shell_word(&words, name);
	append_module_command(text, "load", text_string(&words));
	if (!strings_has(&output->modules, name))
		strings_add(&output->modules, name);
	text_release(&words);
	free(name);
	return true;
}

void build_run_strings(const struct build *build, struct build_output *output,
	struct plan_step *step, const char *recipe, const struct strings *words)
{
	struct text script = TEXT_INIT;

	if (build->modules && recipe != NULL && append_modules(build, output, recipe, &script)) {
		if (output->loading == NULL)
			output->loading = xstrdup(text_string(&script));
		strings_add(&output->module_programs, words->items[0]);
		text_append(&script, "exec \"$@\"");
		strings_add(&step->argv, "bash");
		strings_add(&step->argv, "-c");
		strings_add(&step->argv, text_string(&script));
		strings_add(&step->argv, "bash");
	} else if (words->count > 0 && !strings_has(&output->programs, words->items[0])) {
		strings_add(&output->programs, words->items[0]);
	}
	for (size_t i = 0; i < words->count; i++)
		strings_add(&step->argv, words->items[i]);
	text_release(&script);
}

void build_run(const struct build *build, struct build_output *output, struct plan_step *step,
	const char *recipe, const char *const *words)
{
	struct strings list = {0};

	for (; *words != NULL; words++)
		strings_add(&list, *words);
	build_run_strings(build, output, step, recipe, &list);
	strings_release(&list);
}

const char *build_rocm(const struct build *build, const char *base, struct arena *arena)
{
	struct image_name name = {0};

	if (build->image != NULL && build->image->name.rocm != NULL)
		return build->image->name.rocm;
	if (base == NULL)
		return NULL;
	image_name_parse(build->site, base, arena, &name);
	return name.rocm;
}

bool build_base_has_conda(const struct build *build, const struct image *image)
{
	const struct yaml_strings *queries = &build->site->build.conda_images;
	bool found = false;

	/* What is inside says more than the name. */
	for (size_t i = 0; image->facts != NULL && i < image->facts->environment_count; i++)
		if (image->facts->environments[i].kind == ENVIRONMENT_CONDA)
			return true;
	for (size_t i = 0; i < queries->count && !found; i++) {
		struct diags unheard = {0};
		struct query *query = query_new(queries->items[i], &unheard);
		if (query != NULL) {
			found = query_matches(query, image);
			query_free(query);
		}
		diags_release(&unheard);
	}
	return found;
}

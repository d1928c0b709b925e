#include "job/script_parts.h"
#include "base/files.h"
#include "base/words.h"

bool script_has_container(const struct job *job)
{
	return job->image != NULL || job->wish->container == CONTAINER_MODULE;
}

/* That holds the path of the image. */
static const char *image_variable(const struct job *job)
{
	return job->wish->container == CONTAINER_MODULE ? job->site->container_module.variable
							: "IMAGE";
}

/* Names as their makers write them. */
static const char *display_name(const char *framework)
{
	static const struct {
		const char *name, *display;
	} names[] = {
		{"alphafold", "AlphaFold"},
		{"cpe", "Cray programming environment"},
		{"jax", "JAX"},
		{"mpich", "MPICH"},
		{"pytorch", "PyTorch"},
		{"tensorflow", "TensorFlow"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (string_equal(names[i].name, framework))
			return names[i].display;
	return framework;
}

/* "PyTorch 2.7.1, ROCm 6.2.4, Python 3.12", as far as the name tells. */
static void append_title(const struct image_name *name, struct text *text)
{
	if (name->framework != NULL && name->version != NULL &&
		!string_equal(name->framework, "rocm"))
		text_append_format(
			text, "%s %s, ", display_name(name->framework), name->version);
	if (name->rocm != NULL)
		text_append_format(text, "ROCm %s, ", name->rocm);
	if (name->python != NULL)
		text_append_format(text, "Python %s, ", name->python);
	if (text->length >= 2)
		text_truncate(text, text->length - 2);
}

static void append_path(const struct job *job, struct text *text)
{
	struct text title = TEXT_INIT;
	char *absolute;

	append_title(&job->image->name, &title);
	text_append_char(text, '\n');
	if (title.length > 0)
		script_append_comment(text, text_string(&title));
	text_append(text, "IMAGE=");
	/* Absolute: the script may be submitted from anywhere. */
	absolute = path_real(job->image->target);
	text_append_shell_word(text, absolute != NULL ? absolute : job->image->target);
	free(absolute);
	text_append_char(text, '\n');
	text_release(&title);
}

static void append_words(struct text *text, const char *words)
{
	struct strings list = {0};

	strings_split(&list, words, ' ');
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i][0] == '\0')
			continue;
		text_append_char(text, ' ');
		text_append_shell_word(text, list.items[i]);
	}
	strings_release(&list);
}

/* The recipe's module: where it is found, what it needs, its name. */
static void append_bindings_module(const struct job *job, struct text *text)
{
	const char *name = job->recipe->bindings_module;
	const struct site_module *module = site_module(job->site, name);

	text_append(text, "\n# This module sets the binds that the image needs.\n");
	if (module != NULL && module->path != NULL) {
		text_append(text, "module use ");
		text_append_shell_word(text, module->path);
		text_append_char(text, '\n');
	}
	text_append(text, "module load");
	if (module != NULL && module->needs != NULL)
		append_words(text, module->needs);
	text_append_char(text, ' ');
	if (module != NULL && module->name != NULL)
		name = module->name;
	text_append_shell_word(text, name);
	if (module != NULL && module->version != NULL) {
		text_append_char(text, '/');
		text_append_shell_word(text, module->version);
	}
	text_append_char(text, '\n');
}

static void append_modules(const struct job *job, struct text *text)
{
	const struct site_container_module *rule = &job->site->container_module;
	bool container = job->wish->container == CONTAINER_MODULE;
	char *const *module = job->wish->modules;

	if (module == NULL || *module == NULL)
		return;
	text_append_char(text, '\n');
	if (container && rule->purpose != NULL)
		script_append_comment(text, rule->purpose);
	text_append(text, "module load");
	if (container && rule->needs != NULL)
		append_words(text, rule->needs);
	text_append_char(text, ' ');
	text_append_shell_words(text, module);
	text_append_char(text, '\n');
}

/* Binds beside those of a module: these are kept. */
static void append_binds(const struct job *job, struct text *text)
{
	const char *prefix = site_container_prefix(job->site);
	char *assignment = xasprintf("export %s_BIND=", prefix);
	struct text rendered = TEXT_INIT;
	const char *at;

	if (job->binds == NULL || job->binds->count == 0) {
		free(assignment);
		return;
	}
	text_append_char(text, '\n');
	/* Without the image: its name stands just above. */
	bind_render(job->site, job->binds, NULL, BIND_ENV, &rendered);
	at = strstr(text_string(&rendered), assignment);
	if (job->wish->container == CONTAINER_PATH || at == NULL) {
		text_append(text, text_string(&rendered));
	} else {
		at += strlen(assignment);
		text_append_bytes(text, rendered.data, (size_t)(at - rendered.data));
		text_append_format(text, "\"$%s_BIND\",", prefix);
		text_append(text, at);
	}
	free(assignment);
	text_release(&rendered);
}

static void append_overlay(const struct job *job, struct text *text)
{
	if (job->wish->overlay == NULL)
		return;
	text_append_format(text,
		"\n# The programs of the virtual environment come first.\n"
		"export %sENV_PREPEND_PATH=",
		site_container_prefix(job->site));
	text_append_shell_word(text, job->site->overlay.mount);
	text_append(text, "/bin\n");
}

void script_append_image(const struct job *job, struct text *text)
{
	append_modules(job, text);
	if (job->image != NULL && job->wish->container != CONTAINER_MODULE)
		append_path(job, text);
	if (job->wish->container == CONTAINER_BINDINGS)
		append_bindings_module(job, text);
	append_binds(job, text);
	append_overlay(job, text);
}

void script_append_container(const struct job *job, struct text *text)
{
	bool run = job->recipe != NULL && job->recipe->start == START_RUN;

	const struct site_gpu_kind *gpu = job->gpus_per_node > 0 ? job->type->gpu : NULL;

	text_append_shell_word(text, job->site->container_command);
	text_append(text, run ? " run" : " exec");
	if (gpu != NULL && gpu->container_option != NULL)
		text_append_format(text, " %s", gpu->container_option);
	text_append_format(text, " \"$%s\"", image_variable(job));
}

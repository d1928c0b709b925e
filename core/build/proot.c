#include "build/parts.h"

static const struct build_option options[] = {BUILD_OPTIONS_PROOT, {0}};

static bool check_arguments(const struct build *build, struct diags *diags)
{
	const struct strings *given = build_values(build, "build-arg");

	for (size_t i = 0; i < given->count; i++)
		if (strchr(given->items[i], '=') == NULL)
			return build_fail(
				diags, "--build-arg", "'%s' is not NAME=VALUE", given->items[i]);
	return true;
}

/* The first word behind "Bootstrap:" or another such line of the header; empty when there is none. */
static void find_header(const struct text *definition, const char *key, struct text *value)
{
	const char *at = text_string(definition);
	size_t key_length = strlen(key);

	while (*at != '\0') {
		size_t length = strcspn(at, "\n");
		if (strncasecmp(at, key, key_length) == 0 && at[key_length] == ':') {
			at += key_length + 1;
			at += strspn(at, " \t");
			text_append_bytes(value, at, strcspn(at, " \t\r\n"));
			return;
		}
		at += length + (at[length] == '\n');
	}
}

/* Only what begins with an image that exists already can be built without root. */
static bool check_bootstrap(
	const struct build *build, const struct text *definition, struct diags *diags)
{
	static const char *const images[] = {
		"docker", "oras", "library", "localimage", "oci-archive", "docker-archive", "oci"};
	struct text kind = TEXT_INIT;
	bool fine = false;

	find_header(definition, "bootstrap", &kind);
	for (size_t i = 0; i < ARRAY_LENGTH(images) && !fine; i++)
		fine = strcasecmp(text_string(&kind), images[i]) == 0;
	if (!fine)
		fine = build_refuse(build, diags,
			"begin with an image: 'Bootstrap: docker' or 'Bootstrap: localimage'",
			"'Bootstrap: %s' needs root, which nobody has here", text_string(&kind));
	text_release(&kind);
	return fine;
}

/* "Bootstrap: docker" and "From: ubuntu:24.04" fetch docker://ubuntu:24.04. A name with values of
 * --build-arg is left alone. */
static void find_source(const struct text *definition, struct build_output *output)
{
	struct text kind = TEXT_INIT, name = TEXT_INIT;

	find_header(definition, "bootstrap", &kind);
	find_header(definition, "from", &name);
	if ((strcasecmp(text_string(&kind), "docker") == 0 ||
		    strcasecmp(text_string(&kind), "oras") == 0) &&
		name.length > 0 && strstr(text_string(&name), "{{") == NULL)
		output->source = xasprintf("%s://%s",
			strcasecmp(text_string(&kind), "docker") == 0 ? "docker" : "oras",
			text_string(&name));
	text_release(&kind);
	text_release(&name);
}

static void add_build(
	const struct build *build, struct build_output *output, const char *definition)
{
	char *made = build_work(output, "image.sif");
	const struct strings *given = build_values(build, "build-arg");
	const struct strings *binds = build_values(build, "bind");
	struct strings words = {0};
	struct plan_step *step = build_step(build, output, "Build the image with PRoot");

	strings_add(&words, build->site->container_command);
	strings_add(&words, "build");
	for (size_t i = 0; i < given->count; i++) {
		strings_add(&words, "--build-arg");
		strings_add(&words, given->items[i]);
	}
	for (size_t i = 0; i < binds->count; i++) {
		strings_add(&words, "-B");
		strings_add(&words, binds->items[i]);
	}
	strings_add(&words, made);
	strings_add(&words, definition);
	strings_add(&step->removes, made);
	build_run_strings(build, output, step, "proot", &words);
	/* What singularity looks for by itself. */
	strings_add(output->loading != NULL ? &output->module_programs : &output->programs, "proot");
	plan_step_move(step, made, output->target, build->force);
	strings_release(&words);
	free(made);
}

static bool plan_proot(
	const struct build *build, struct build_output *output, struct diags *diags)
{
	char *definition = build_path(build, build->arguments->items[0]);
	struct text text = TEXT_INIT;
	bool fine = check_arguments(build, diags) && build_read(definition, &text, diags) &&
		    check_bootstrap(build, &text, diags) &&
		    build_begin(
			    build, "proot", build_value(build, "output"), false, output, diags);

	if (fine) {
		output->reads = xstrdup(definition);
		find_source(&text, output);
		add_build(build, output, definition);
		build_end(output);
	}
	text_release(&text);
	free(definition);
	return fine;
}

const struct build_recipe build_proot = {
	.name = "proot",
	.arguments = "DEFINITION",
	.least = 1,
	.most = 1,
	.summary = "Builds an image from a definition file, without root",
	.details = "Paths of %files count from the folder where it is started. What makes users or\n"
		   "setuid programs fails under PRoot.",
	.examples = "  berth build proot my.def -o my.sif --run",
	.options = options,
	.plan = plan_proot,
};

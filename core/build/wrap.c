#include "build/parts.h"
#include "base/words.h"

static const struct build_option options[] = {BUILD_OPTIONS_WRAP, {0}};

/* The ways of the container wrapper: its programs, what their argument is, and the options that
 * each takes, with blanks around them. */
static const struct {
	const char *name;
	const char *program, *mode; /* mode NULL: the program has none */
	enum { GIVES_FILE, GIVES_FOLDER, GIVES_IMAGE } argument;
	bool updates; /* the argument is an installation that is changed */
	const char *options;
} ways[] = {
	{"conda-new", "conda-containerize", "new", GIVES_FILE, false,
		" prefix mamba uv nocache requirement post-install pre-install environ wrapper-paths "},
	{"conda-update", "conda-containerize", "update", GIVES_FOLDER, true,
		" nocache requirement post-install pre-install environ wrapper-paths "},
	{"pip-new", "pip-containerize", "new", GIVES_FILE, false,
		" prefix uv slim pyver system-site-packages nocache post-install pre-install environ "
		"wrapper-paths "},
	{"pip-update", "pip-containerize", "update", GIVES_FOLDER, true,
		" requirement nocache post-install pre-install environ wrapper-paths "},
	{"container", "wrap-container", NULL, GIVES_IMAGE, false,
		" prefix environ wrapper-paths "},
	{"install", "wrap-install", NULL, GIVES_FOLDER, false,
		" prefix mask environ pre-install post-install wrapper-paths "},
};

const char *build_wrap_way_at(size_t index)
{
	return index < ARRAY_LENGTH(ways) ? ways[index].name : NULL;
}

static int find_way(const char *name, struct diags *diags)
{
	struct text known = TEXT_INIT;

	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		if (string_equal(ways[i].name, name)) {
			text_release(&known);
			return (int)i;
		}
		text_append_format(&known, "%s%s", i > 0 ? ", " : "", ways[i].name);
	}
	build_fail(diags, "WAY", "there is no way '%s' to wrap", name);
	diag_hint(&diags->items[diags->count - 1], "there are %s", text_string(&known));
	text_release(&known);
	return -1;
}

/* Every option that was given is one of this way's. */
static bool check_options(const struct build *build, int way, struct diags *diags)
{
	bool fine = true;

	for (const struct build_option *option = options; option->name != NULL; option++) {
		char *word = xasprintf(" %s ", option->name), *field;
		bool general = string_equal(option->name, "tmp") ||
			       string_equal(option->name, "module-version");
		if (!general && build_given(build, option->name) &&
			strstr(ways[way].options, word) == NULL) {
			field = xasprintf("--%s", option->name);
			fine = build_fail(diags, field, "'%s' has no use for it", ways[way].name);
			free(field);
		}
		free(word);
	}
	if (build_given(build, "pyver") && !build_given(build, "slim") && !build_given(build, "uv"))
		fine = build_fail(diags, "--pyver", "it needs --slim or --uv");
	if (build_given(build, "slim") && build_given(build, "uv"))
		fine = build_fail(diags, "--slim", "goes without --uv");
	if (string_equal(ways[way].name, "conda-new") && build_given(build, "uv") &&
		!build_given(build, "mamba"))
		fine = build_fail(diags, "--uv", "it has no effect without --mamba");
	return fine;
}

static bool check_paths(const struct build *build, int way, struct diags *diags)
{
	const struct strings *paths = build_values(build, "wrapper-paths");
	bool image = ways[way].argument == GIVES_IMAGE;

	if (ways[way].mode == NULL && paths->count == 0)
		return build_fail(diags, "--wrapper-paths",
			"'%s' needs the programs or folders to wrap", ways[way].name);
	for (size_t i = 0; image && i < paths->count; i++)
		if (paths->items[i][0] != '/')
			return build_fail(diags, "--wrapper-paths",
				"'%s' is not absolute, as paths inside an image must be",
				paths->items[i]);
	return true;
}

static void add_option(const struct build *build, const char *name, bool is_path,
	struct strings *words)
{
	const char *value = build_value(build, name);

	if (value == NULL)
		return;
	strings_add_format(words, "--%s", name);
	if (is_path)
		strings_take(words, build_path(build, value));
	else if (value[0] != '\0')
		strings_add(words, value);
}

static void add_words(const struct build *build, const struct build_output *output, int way,
	const char *argument, struct strings *words)
{
	static const char *const flags[] = {
		"mamba", "uv", "slim", "system-site-packages", "nocache", "mask"};
	static const char *const files[] = {"pre-install", "post-install", "environ"};
	const struct strings *paths = build_values(build, "wrapper-paths");
	struct text joined = TEXT_INIT;

	strings_add(words, ways[way].program);
	if (ways[way].mode != NULL)
		strings_add(words, ways[way].mode);
	if (!ways[way].updates) {
		strings_add(words, "--prefix");
		strings_add(words, output->target);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(flags); i++)
		if (build_given(build, flags[i]))
			strings_add_format(words, "--%s", flags[i]);
	add_option(build, "pyver", false, words);
	if (build_given(build, "requirement")) {
		strings_add(words, "-r");
		strings_take(words, build_path(build, build_value(build, "requirement")));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		add_option(build, files[i], true, words);
	strings_join(paths, ",", &joined);
	if (joined.length > 0) {
		strings_add(words, "-w");
		strings_add(words, text_string(&joined));
	}
	strings_add(words, argument);
	text_release(&joined);
}

static bool check_file(const char *path, struct diags *diags)
{
	struct text text = TEXT_INIT;
	bool fine = build_read(path, &text, diags);

	/* The wrapper knows no GPUs, so that a ROCm is no better than CUDA. */
	if (fine && strstr(text_string(&text), "rocm") != NULL)
		diag_hint(diags_add(diags, SEVERITY_WARNING, "L09", NULL,
				  "the container wrapper is for CPUs only: there is no ROCm in its "
				  "base"),
			"for GPUs take 'berth build cotainr' or 'berth build venv'");
	text_release(&text);
	return fine;
}

static bool plan_wrap(const struct build *build, struct build_output *output, struct diags *diags)
{
	const char *given = build->arguments->items[1];
	int way = find_way(build->arguments->items[0], diags);
	char *argument = NULL;
	struct plan_step *step;
	struct strings words = {0};
	bool fine;

	if (way < 0)
		return false;
	argument = strstr(given, "://") != NULL ? xstrdup(given) : build_path(build, given);
	fine = check_options(build, way, diags);
	fine = check_paths(build, way, diags) && fine;
	output->changes_target = ways[way].updates;
	fine = fine && (ways[way].argument != GIVES_FILE || check_file(argument, diags)) &&
	       build_begin(build, "wrap",
		       ways[way].updates ? argument : build_value(build, "prefix"), true, output,
		       diags);
	if (fine) {
		if (ways[way].argument == GIVES_FILE)
			output->reads = xstrdup(argument);
		else if (ways[way].argument == GIVES_IMAGE && strstr(argument, "://") != NULL)
			output->source = xstrdup(argument);
		add_words(build, output, way, argument, &words);
		step = build_step(build, output,
			ways[way].updates ? "Change the installation" : "Make the installation");
		/* Old versions of conda ask for it. */
		strings_add(&step->env, "CONDA_PLUGINS_AUTO_ACCEPT_TOS=yes");
		build_run_strings(build, output, step, "wrap", &words);
		build_end(output);
		text_append(&output->after, "# To use it:\nexport PATH=");
		text_append_shell_word(&output->after, output->target);
		text_append(&output->after, "/bin:$PATH\n");
	}
	strings_release(&words);
	free(argument);
	return fine;
}

const struct build_recipe build_wrap = {
	.name = "wrap",
	.of_site = true,
	.arguments = "WAY WHAT",
	.least = 2,
	.most = 2,
	.summary = "Wraps software into one container file with lumi-container-wrapper (CPUs only)",
	.details = "WAY is conda-new (WHAT: an environment file), conda-update (an installation),\n"
		   "pip-new (requirements), pip-update (an installation), container (an image) or\n"
		   "install (a folder with software). The tool itself puts the installation at its\n"
		   "prefix when it is whole.",
	.examples =
		"  berth build wrap conda-new env.yml --prefix /projappl/project_465000001/tools --run\n"
		"  berth build wrap container docker://ubuntu:24.04 -w /usr/bin/ls --prefix ls --run",
	.options = options,
	.plan = plan_wrap,
};

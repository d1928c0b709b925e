#include "build/parts.h"

#include "base/files.h"
#include "base/units.h"
#include "base/words.h"
#include "build/requirement.h"

static const struct build_option options[] = {BUILD_OPTIONS_VENV, {0}};

/* A venv on top of an image. */
struct venv {
	const struct build *build;
	struct build_output *output;
	const struct site_recipe *recipe; /* how the image is run; may be NULL */
	const char *mount;
	char *software; /* the folder that will be packed */
	char *packed;   /* the file, before it has its name */
};

/* The words that run a program inside the image, with the folder mounted. */
static void begin_words(const struct venv *venv, struct strings *words)
{
	const struct build *build = venv->build;
	const struct strings *binds = build_values(build, "bind");
	bool run = venv->recipe != NULL && venv->recipe->start == START_RUN;

	strings_add(words, build->site->container_command);
	strings_add(words, run ? "run" : "exec");
	strings_add(words, "-B");
	strings_add_format(words, "%s:%s", venv->software, venv->mount);
	for (size_t i = 0; i < binds->count; i++) {
		strings_add(words, "-B");
		strings_add(words, binds->items[i]);
	}
	strings_add(words, build->image->path);
}

static void add_create(const struct venv *venv)
{
	struct strings words = {0};
	struct plan_step *step =
		build_step(venv->build, venv->output, "Make the environment inside the image");
	bool conda = venv->recipe != NULL && venv->recipe->conda == CONDA_CALL;

	strings_add(&step->folders, venv->software);
	begin_words(venv, &words);
	if (conda) {
		/* $WITH_CONDA holds a command, and is known inside only. */
		strings_add(&words, "bash");
		strings_add(&words, "-c");
		strings_add(&words, "$WITH_CONDA; exec \"$@\"");
		strings_add(&words, "bash");
	}
	strings_add(&words, "python");
	strings_add(&words, "-m");
	strings_add(&words, "venv");
	strings_add(&words, "--system-site-packages");
	strings_add(&words, "--clear");
	strings_add(&words, venv->mount);
	build_run_strings(venv->build, venv->output, step, NULL, &words);
	strings_release(&words);
}

static void add_unpack(const struct venv *venv, const char *file, const char *folder,
	struct plan_step *step)
{
	/* unsquashfs makes the folder itself. */
	strings_add(&step->removes, folder);
	build_run(venv->build, venv->output, step, NULL,
		(const char *const[]){"unsquashfs", "-no-xattrs", "-dest", folder, file, NULL});
}

/* The list of packages lies in the folder itself: pip sees it there without another bind, and
 * whoever has the result knows what is in it. */
static bool add_install(const struct venv *venv, struct diags *diags)
{
	const struct build *build = venv->build;
	const struct strings *packages = build_values(build, "package");
	const struct strings *pip_options = build_values(build, "pip-option");
	const char *file = build_value(build, "requirement");
	char *list = path_join(venv->software, "requirements.txt");
	struct text text = TEXT_INIT;
	struct strings words = {0};
	struct plan_step *step;
	bool fine = true;

	if (file != NULL) {
		char *path = build_path(build, file);
		fine = build_read(path, &text, diags);
		venv->output->reads = path;
		if (text.length > 0 && text.data[text.length - 1] != '\n')
			text_append_char(&text, '\n');
	}
	for (size_t i = 0; i < packages->count; i++) {
		fine = requirement_check(packages->items[i], "--package", diags) && fine;
		text_append_format(&text, "%s\n", packages->items[i]);
	}
	if (fine) {
		step = build_step(build, venv->output, "Install the packages");
		plan_step_write(step, list, text_string(&text), text.length, 0666, true);
		begin_words(venv, &words);
		strings_add_format(&words, "%s/bin/python", venv->mount);
		strings_add(&words, "-m");
		strings_add(&words, "pip");
		strings_add(&words, "install");
		strings_add(&words, "--no-cache-dir");
		strings_add(&words, "--disable-pip-version-check");
		for (size_t i = 0; i < pip_options->count; i++)
			strings_add(&words, pip_options->items[i]);
		strings_add(&words, "-r");
		strings_add_format(&words, "%s/requirements.txt", venv->mount);
		build_run_strings(build, venv->output, step, NULL, &words);
	}
	strings_release(&words);
	text_release(&text);
	free(list);
	return fine;
}

/* On a login node mksquashfs must not take all cores. */
static void add_pack(const struct venv *venv)
{
	const struct build *build = venv->build;
	const struct site_build_recipe *needs = site_build_recipe(build->site, "venv");
	const char *given = build_value(build, "processors");
	int64_t cores = build->where == BUILD_JOB && needs != NULL && needs->cores > 0
				? needs->cores
				: 1;
	char *number = given != NULL ? xstrdup(given) : xasprintf("%lld", (long long)cores);
	struct plan_step *step = build_step(build, venv->output, "Pack it into one file");

	strings_add(&step->removes, venv->packed);
	build_run(build, venv->output, step, NULL,
		(const char *const[]){"mksquashfs", venv->software, venv->packed, "-noappend",
			"-processors", number, "-no-xattrs", "-all-root", "-action",
			"chmod(a+rX)@true", NULL});
	plan_step_move(step, venv->packed, venv->output->target, build->force);
	free(number);
}

static void append_use(const struct venv *venv)
{
	const char *prefix = site_container_prefix(venv->build->site);
	struct text *after = &venv->output->after;
	struct text bind = TEXT_INIT;

	text_append_format(
		&bind, "%s:%s:image-src=/", venv->output->target, venv->mount);
	text_append_format(after,
		"# To use it, mount it where it was made:\n"
		"export %s_BIND=\"${%s_BIND:+$%s_BIND,}\"",
		prefix, prefix, prefix);
	text_append_shell_word(after, text_string(&bind));
	text_append_format(after, "\nexport %sENV_PREPEND_PATH=", prefix);
	text_append_shell_word(after, venv->mount);
	text_append(after, "/bin\n# It belongs to this image, and to no other:\n# ");
	text_append_shell_word(after, venv->build->image->path);
	text_append_char(after, '\n');
	text_release(&bind);
}

static bool check_options(const struct build *build, const char *mount, struct diags *diags)
{
	const char *processors = build_value(build, "processors");
	int64_t number;

	if (processors != NULL && !integer_parse(processors, 1, 1024, &number))
		return build_fail(diags, "--processors", "'%s' is no number of cores", processors);
	if (build->image == NULL)
		return build_fail(diags, "--image", "an image is needed to put packages on top of");
	if (mount[0] != '/' || mount[1] == '\0' || strpbrk(mount, ":, ") != NULL)
		return build_fail(diags, "--mount", "'%s' is no folder for a bind", mount);
	if (!build_given(build, "requirement") && !build_given(build, "package"))
		return build_fail(diags, "--requirement",
			"there is nothing to install: name packages with -p, or a file with -r");
	return true;
}

/* Paths with these cannot be written as a bind. */
static bool check_path(const struct build_output *output, struct diags *diags)
{
	return strpbrk(output->work, ":,") == NULL ||
	       build_fail(diags, "--output", "no bind can name '%s', for its ':' or ','",
		       output->target);
}

static bool plan_unpack(
	const struct build *build, struct build_output *output, const char *file, struct diags *diags)
{
	struct venv venv = {.build = build, .output = output};
	char *path = build_path(build, file), *folder;
	struct plan_step *step;

	if (!build_begin(build, "venv", build_value(build, "output"), true, output, diags)) {
		free(path);
		return false;
	}
	folder = build_work(output, "software");
	step = build_step(build, output, "Unpack the file");
	add_unpack(&venv, path, folder, step);
	plan_step_move(step, folder, output->target, false);
	build_end(output);
	free(folder);
	free(path);
	return true;
}

static bool plan_venv(const struct build *build, struct build_output *output, struct diags *diags)
{
	const char *mount = build_value(build, "mount"), *unpack = build_value(build, "unpack");
	const char *base = build_value(build, "add-to");
	struct venv venv = {.build = build, .output = output};
	bool fine;

	if (unpack != NULL)
		return plan_unpack(build, output, unpack, diags);
	if (mount == NULL)
		mount = build->site->build.venv_mount;
	venv.mount = mount != NULL ? mount : "/user-software";
	if (!check_options(build, venv.mount, diags) ||
		!build_begin(build, "venv", build_value(build, "output"), false, output, diags) ||
		!check_path(output, diags))
		return false;
	venv.recipe = image_recipe(build->site, build->image);
	output->base = xstrdup(build->image->path);
	venv.software = build_work(output, "software");
	venv.packed = build_work(output, "packed.sqsh");
	if (base != NULL) {
		char *path = build_path(build, base);
		add_unpack(&venv, path, venv.software,
			build_step(build, output, "Unpack what is there already"));
		free(path);
	} else {
		add_create(&venv);
	}
	fine = add_install(&venv, diags);
	if (fine) {
		add_pack(&venv);
		build_end(output);
		append_use(&venv);
	}
	free(venv.software);
	free(venv.packed);
	return fine;
}

const struct build_recipe build_venv = {
	.name = "venv",
	.summary = "Puts pip packages on top of an image, in one squashfs file",
	.details = "The image stays as it is; the file is mounted into it. --add-to begins with the\n"
		   "packages of such a file, --unpack only unpacks one.",
	.examples =
		"  berth build venv --image 'torch newest' -o more.sqsh -p einops==0.8.1 --run\n"
		"  berth build venv --unpack more.sqsh -o more --run",
	.options = options,
	.plan = plan_venv,
};

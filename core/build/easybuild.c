#include "build/parts.h"
#include "base/files.h"
#include "base/words.h"

static const struct build_option options[] = {BUILD_OPTIONS_EASYBUILD, {0}};

enum action { INSTALL, SQUASH, UNSQUASH };
const char *const build_easybuild_actions[] = {
	[INSTALL] = "install", [SQUASH] = "make-squashfs", [UNSQUASH] = "unmake-squashfs", NULL};

/* "PyTorch-2.6.0-rocm-6.2.4.eb" installs the module PyTorch/2.6.0-rocm-6.2.4: the version begins at
 * the first dash with a digit behind it. NULL for other names; the caller frees it. */
static char *module_of(const char *easyconfig)
{
	const char *name = path_base(easyconfig), *dash = name;
	size_t length = strlen(name);

	if (length < 4 || !string_equal(name + length - 3, ".eb"))
		return NULL;
	while ((dash = strchr(dash, '-')) != NULL && (dash[1] < '0' || dash[1] > '9'))
		dash++;
	if (dash == NULL || dash == name)
		return NULL;
	return xasprintf("%.*s/%.*s", (int)(dash - name), name,
		(int)(name + length - 3 - dash - 1), dash + 1);
}

static bool is_module_name(const char *name)
{
	const char *slash = strchr(name, '/');
	return slash != NULL && slash != name && slash[1] != '\0' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-/") ==
		       strlen(name);
}

/* What is loaded before a module that brings a container; "" for nothing. */
static const char *needs_of_modules(const struct build *build)
{
	const char *needs = build->site->container_module.needs;
	return needs != NULL ? needs : "";
}

/* A command of the module itself, with the module loaded. */
static void run_in_module(const struct build *build, struct build_output *output,
	struct plan_step *step, const char *module, const char *prefix, const char *script)
{
	const char *needs = needs_of_modules(build);

	strings_add(&step->argv, "bash");
	strings_add(&step->argv, "-c");
	/* Modules of the user are found through the variable, which must be there first. */
	strings_add_format(&step->argv,
		"eval \"$(\"$LMOD_CMD\" bash load %s%s\"$1\")\" && %s", needs,
		needs[0] != '\0' ? " " : "", script);
	strings_add(&step->argv, "bash");
	strings_add(&step->argv, module);
	strings_add_format(&step->env, "EBU_USER_PREFIX=%s", prefix);
	if (needs[0] != '\0' && !strings_has(&output->modules, module))
		strings_add(&output->modules, needs);
}

static void add_install(const struct build *build, struct build_output *output,
	const char *easyconfig, const char *prefix)
{
	const char *source = build_value(build, "sourcepath");
	struct strings words = {0};
	struct plan_step *step = build_step(build, output, "Install the module");

	strings_add(&words, "eb");
	if (source != NULL) {
		char *path = build_path(build, source);
		strings_add_format(&words, "--sourcepath=%s", path);
		free(path);
	}
	strings_add(&words, "-r");
	strings_add(&words, easyconfig);
	strings_add_format(&step->env, "EBU_USER_PREFIX=%s", prefix);
	strings_add_format(&output->loading_env, "EBU_USER_PREFIX=%s", prefix);
	strings_add(&step->folders, prefix);
	build_run_strings(build, output, step, "easybuild", &words);
	strings_release(&words);
}

/* Only a copy below the user's own folder is removed, never the image that everybody uses. */
static void add_drop(const struct build *build, struct build_output *output, const char *module,
	const char *prefix)
{
	struct plan_step *step =
		build_step(build, output, "Remove the module's own copy of the image");

	run_in_module(build, output, step, module, prefix,
		"case ${SIF:?the module sets no SIF} in \"$EBU_USER_PREFIX\"/*) rm -f -- \"$SIF\" ;; "
		"esac");
}

static const char *find_prefix(const struct build *build)
{
	const char *prefix = build_value(build, "user-prefix");
	return prefix != NULL ? prefix : getenv("EBU_USER_PREFIX");
}

static bool plan_actions(const struct build *build, struct build_output *output,
	enum action action, const char *prefix, struct diags *diags)
{
	const char *what = build->arguments->items[0];
	struct plan_step *step;

	if (!is_module_name(what))
		return build_fail(diags, "WHAT", "'%s' is no module, such as PyTorch/2.6.0-rocm-6.2.4",
			what);
	step = build_step(build, output,
		action == SQUASH ? "Pack /user-software into one file"
				 : "Unpack /user-software into a folder");
	run_in_module(build, output, step, what, prefix, build_easybuild_actions[action]);
	return true;
}

static bool plan_install(const struct build *build, struct build_output *output,
	const char *prefix, struct diags *diags)
{
	const char *what = build->arguments->items[0];
	char *module = module_of(what);

	if (module == NULL)
		return build_fail(diags, "WHAT", "'%s' is no easyconfig, such as PyTorch-2.6.0-...eb",
			what);
	diag_hint(diags_add(diags, SEVERITY_NOTE, "L09", NULL,
			  "installing '%s' again removes what you have put into its user-software",
			  module),
		"pack that first: berth build easybuild --action make-squashfs %s, and copy the file",
		module);
	add_install(build, output, what, prefix);
	if (build_given(build, "drop-image"))
		add_drop(build, output, module, prefix);
	text_append(&output->after, "# To use it:\nexport EBU_USER_PREFIX=");
	text_append_shell_word(&output->after, prefix);
	text_append_format(&output->after, "\nmodule load %s%s%s\n", needs_of_modules(build),
		needs_of_modules(build)[0] != '\0' ? " " : "", module);
	free(module);
	return true;
}

static bool plan_easybuild(
	const struct build *build, struct build_output *output, struct diags *diags)
{
	const char *action = build_value(build, "action"), *given = find_prefix(build);
	enum action what = INSTALL;
	char *prefix;
	bool fine;

	for (int i = 0; action != NULL && build_easybuild_actions[i] != NULL; i++)
		if (string_equal(action, build_easybuild_actions[i]))
			what = (enum action)i;
	if (given == NULL || given[0] == '\0') {
		build_fail(diags, "--user-prefix", "it is not known where your modules go");
		diag_hint(&diags->items[diags->count - 1],
			"--user-prefix FOLDER in a project of yours, or EBU_USER_PREFIX in your "
			"profile; without it all goes to $HOME, which is small");
		return false;
	}
	prefix = build_path(build, given);
	/* The tool locks and names what it makes itself; only its temporary files are ours. */
	output->work = xasprintf("%s/" PLAN_OWN_MARK "easybuild", prefix);
	output->tmp = path_join(output->work, "tmp");
	strings_add(&plan_add(&output->plan, "Claim a folder for the work")->folders, prefix);
	strings_add(&output->plan.items[0].claims, output->work);
	fine = what == INSTALL ? plan_install(build, output, prefix, diags)
			       : plan_actions(build, output, what, prefix, diags);
	if (fine)
		build_end(output);
	free(prefix);
	return fine;
}

const struct build_recipe build_easybuild = {
	.name = "easybuild",
	.of_site = true,
	.arguments = "WHAT",
	.least = 1,
	.most = 1,
	.summary = "Installs a container module, or packs what was put on top of it",
	.details = "WHAT is an easyconfig; with --action make-squashfs or unmake-squashfs it is a\n"
		   "module. --drop-image removes the module's own copy of the image, so that it uses\n"
		   "the central one.",
	.examples = "  berth build easybuild PyTorch-2.6.0-rocm-6.2.4-python-3.12-singularity-"
		    "20250404.eb --user-prefix /project/project_465000001/EasyBuild --run",
	.options = options,
	.plan = plan_easybuild,
};

#include "check/rules_packages_parts.h"

/* Y: lists of packages, for conda and for pip: channels, versions, files; and the table. */

/* --- channels ------------------------------------------------------------------------------- */

static bool is_licensed(const char *channel)
{
	static const char *const names[] = {"defaults", "main", "anaconda", "r", "pkgs/main", "pkgs/r"};
	return IS_ONE_OF(channel, names) || strstr(channel, "repo.anaconda.com") != NULL ||
	       strstr(channel, "repo.continuum.io") != NULL;
}

static void licensed_channels(struct build_check *check)
{
	EACH (package_channel, channel, &check->packages.channels)
		if (is_licensed(channel->name))
			diag_hint(build_find(check, &channel->place,
					  "the channel '%s' needs a licence at most institutions",
					  channel->name),
				"take conda-forge alone, and add 'nodefaults'");
	EACH (requirement, requirement, &check->packages.conda)
		if (is_licensed(requirement->channel))
			diag_hint(build_find(check, &requirement->place,
					  "the channel '%s' needs a licence at most institutions",
					  requirement->channel),
				"take the package of conda-forge");
}

/* --- conda's own ------------------------------------------------------------------------------ */

static void pip_without_pip(struct build_check *check)
{
	if (check->packages.has_pip_list && packages_find_conda(&check->packages, "pip") == NULL)
		diag_hint(build_find(check, &check->packages.pip_list,
				  "packages for pip, but 'pip' itself is not among the dependencies"),
			"add '- pip' before it");
}

static void python_version(struct build_check *check)
{
	const struct requirement *first = packages_find_conda(&check->packages, "python");
	size_t count = 0;

	if (check->kind != BUILD_CONDA || check->packages.conda.count == 0)
		return;
	EACH (requirement, requirement, &check->packages.conda) {
		if (requirement->key == NULL || !string_equal(requirement->key, "python"))
			continue;
		if (++count > 1)
			diag_hint(build_find(check, &requirement->place, "'python' is listed twice"),
				"the first one is in line %d; delete one of them",
				first->place.line);
	}
	if (first == NULL && check->packages.has_pip_list)
		diag_hint(build_find_as(check, SEVERITY_NOTE, &check->packages.pip_list,
				  "'python' is not listed, so its version is a surprise"),
			"add '- python=3.12', for example");
	else if (first != NULL && count == 1 && !first->pinned &&
		 strpbrk(first->version, "<~*") == NULL)
		diag_hint(build_find(check, &first->place, "any version of 'python' would do"),
			"packages with C code fit one version only: python=3.12, for example");
}

static void prefix_line(struct build_check *check)
{
	if (check->packages.prefix.line > 0)
		diag_hint(build_find(check, &check->packages.prefix,
				  "'prefix' names a folder of the machine where it was exported"),
			"delete the line; 'conda env export | grep -v ^prefix' leaves it out");
}

/* Packages whose version hardly matters to results. */
static bool is_tool(const char *key)
{
	static const char *const names[] = {"pip", "python", "setuptools", "wheel", "git", "ninja",
		"cmake", "nodefaults"};
	return IS_ONE_OF(key, names);
}

static bool is_free(const struct requirement *requirement)
{
	return requirement->key != NULL && requirement->url == NULL && !requirement->pinned &&
	       !requirement->hashed && !is_tool(requirement->key) &&
	       strpbrk(requirement->version, "<~*") == NULL;
}

static void unpinned(struct build_check *check)
{
	const struct requirements *const lists[] = {&check->packages.conda, &check->packages.pip};
	struct text names = TEXT_INIT;
	struct place place = {0};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
		EACH (requirement, requirement, lists[i]) {
			if (!is_free(requirement))
				continue;
			if (count == 0)
				place = requirement->place;
			if (count++ < 4)
				text_append_format(
					&names, "%s%s", count > 1 ? ", " : "", requirement->key);
		}
	/* Constraints of another file may pin them all. */
	if (count > 0 && build_option(check, "constraint", "") == NULL &&
		build_option(check, "requirement", "") == NULL)
		diag_hint(build_find(check, &place, "%zu package%s without a version: %s%s", count,
				  count == 1 ? "" : "s", text_string(&names), count > 4 ? ", ..." : ""),
			"pin them once it works, or the same file builds something else next month: "
			"'%s' tells the versions",
			check->kind == BUILD_CONDA ? "conda env export" : "pip freeze");
	text_release(&names);
}

static void conda_mpi(struct build_check *check)
{
	static const char *const families[] = {"mpich", "openmpi", "impi_rt"};
	const struct requirement *mpi4py = packages_find_conda(&check->packages, "mpi4py");

	/* An MPI of the kind "external" is a place-holder: the host's library is meant. */
	for (size_t i = 0; i < ARRAY_LENGTH(families); i++) {
		const struct requirement *mpi =
			packages_find_conda(&check->packages, families[i]);
		if (mpi != NULL && strstr(mpi->version, "external") != NULL)
			return;
	}
	if (mpi4py != NULL)
		diag_hint(build_find(check, &mpi4py->place,
				  "'mpi4py' of conda brings an MPI of its own, which talks over slow "
				  "sockets"),
			"take it by pip on a base image with MPICH, or add 'mpich=3.4.3=external_*'");
}

/* --- files --------------------------------------------------------------------------------------- */

static void wrong_kind_of_file(struct build_check *check)
{
	if (check->kind == BUILD_CONDA && check->packages.conda.count == 0 &&
		!check->packages.has_pip_list && check->packages.channels.count == 0)
		diag_hint(build_find(check, &(struct place){.file = check->file},
				  "no channels and no dependencies: conda makes nothing of this file"),
			"a list for pip goes below '- pip:' in an environment file's dependencies");
}

static void unreadable(struct build_check *check)
{
	if (check->is_script)
		diag_hint(build_find(check, &(struct place){.file = check->file, .line = 1},
				  "this is a script, and no list of packages for pip"),
			"'berth job check' looks at job scripts");
	EACH (package_trouble, trouble, &check->packages.troubles) {
		struct diag *diag = build_find(check, &trouble->place, "%s", trouble->why);
		if (trouble->meant != NULL)
			diag_hint(diag, "did you mean '%s'?", trouble->meant);
	}
}

static void git_without_git(struct build_check *check)
{
	if (check->kind != BUILD_CONDA || packages_find_conda(&check->packages, "git") != NULL)
		return;
	EACH (requirement, requirement, &check->packages.pip)
		if (requirement->url != NULL && string_starts(requirement->url, "git+")) {
			diag_hint(build_find(check, &requirement->place,
					  "pip needs git for '%.60s', and bare base images have none",
					  requirement->url),
				"add '- git' to the dependencies");
			return;
		}
}

static bool is_local(const struct requirement *requirement)
{
	return requirement->url != NULL && strstr(requirement->url, "://") == NULL
		       ? true
		       : requirement->url != NULL && string_starts(requirement->url, "file:");
}

static void local_paths(struct build_check *check)
{
	if (check->kind != BUILD_CONDA)
		return;
	EACH (requirement, requirement, &check->packages.pip)
		if (is_local(requirement))
			diag_hint(build_find(check, &requirement->place,
					  "'%.60s' is a path of this machine, which a build in a "
					  "container does not see",
					  requirement->url),
				"name a version of PyPI or a git URL, or install it on top later");
	EACH (package_option, option, &check->packages.options)
		if ((string_equal(option->name, "requirement") ||
			    string_equal(option->name, "constraint")) &&
			option->value != NULL && strstr(option->value, "://") == NULL)
			diag_hint(build_find(check, &option->place,
					  "'%.60s' is a file of this machine, which a build in a "
					  "container does not see",
					  option->value),
				"write its lines here");
}

const struct build_rule rules_packages[] = {
	{"Y01", SEVERITY_WARNING, "channels of Anaconda, which need a licence", licensed_channels},
	{"Y02", SEVERITY_ERROR, "packages for NVIDIA GPUs", package_cuda},
	{"Y03", SEVERITY_ERROR, "PyTorch by pip without a build for ROCm", package_torch_for_cuda},
	{"Y04", SEVERITY_WARNING, "a build for another ROCm than the base image's",
		package_rocm_of_another},
	{"Y05", SEVERITY_ERROR, "PyTorch by conda, which has no build for ROCm", package_conda_torch},
	{"Y06", SEVERITY_WARNING, "packages for pip without pip", pip_without_pip},
	{"Y07", SEVERITY_WARNING, "a version of Python that is not fixed, or listed twice",
		python_version},
	{"Y08", SEVERITY_WARNING, "a prefix line", prefix_line},
	{"Y09", SEVERITY_WARNING, "packages without a version", unpinned},
	{"Y10", SEVERITY_WARNING, "mpi4py by conda, with an MPI of its own", conda_mpi},
	{"Y11", SEVERITY_ERROR, "a file that is no environment file of conda", wrong_kind_of_file},
	{"Y12", SEVERITY_WARNING, "packages from git without git", git_without_git},
	{"Y13", SEVERITY_ERROR, "lines that pip or conda cannot read", unreadable},
	{"Y14", SEVERITY_WARNING, "packages that are made for CUDA", package_builds_for_cuda},
	{"Y15", SEVERITY_WARNING, "paths that the build does not see", local_paths},
	{"Y16", SEVERITY_WARNING, "TensorFlow without ROCm", package_tensorflow},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

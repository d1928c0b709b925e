#include "image/facts_parts.h"

/*
 * Several Pythons under one prefix, as in distributions that have 3.6 and 3.11, and in images of
 * python on Docker Hub, which have Debian's besides their own: each Python finds only its own
 * packages, so each is an environment. The one that the name python3 starts is the environment of
 * the prefix; the others come behind it.
 *
 * And folders of PYTHONPATH, as "pip install --target" fills them.
 */

enum {
	OTHERS_MAX = 32, /* Pythons besides those that their prefixes start */
	PATH_FOLDERS_MAX = 64,
};

/* The length of "3.12" in "3.12.4"; 0 for a version without a minor one, like Debian's "3". */
static size_t minor_length(const char *version, size_t length)
{
	const char *dot = memchr(version, '.', length), *end;

	if (dot == NULL)
		return 0;
	end = memchr(dot + 1, '.', length - (size_t)(dot + 1 - version));
	return end != NULL ? (size_t)(end - version) : length;
}

static bool same_minor(const char *left, const char *right)
{
	size_t a = minor_length(left, strlen(left)), b = minor_length(right, strlen(right));
	return a == b && memcmp(left, right, a) == 0;
}

/* The version in the folder of a package, which is no more than its name says:
 * "usr/lib/python3.12/site-packages/x-1.0.dist-info". */
static const char *version_in_path(const char *path, size_t *version_length)
{
	const char *end = strrchr(path, '/');
	size_t length = end == NULL ? 0 : (size_t)(end - path);

	return facts_folder_version(path, &length, version_length);
}

/* The version of the program that a name leads to through links ("usr/bin/python3" to "python3.6"),
 * or NULL; *program gets its path. */
static const char *version_behind(
	struct facts_reader *reader, const char *path, const char **program)
{
	struct tree_entry entry;
	struct diags ignored = {0};
	const char *version = NULL;
	size_t length = 0;
	bool there = image_tree_find(reader->tree, path, 0, &entry, &ignored);

	diags_release(&ignored);
	if (there && entry.type == SQUASHFS_REGULAR)
		version = facts_python_version(entry.name, strlen(entry.name), &length);
	if (version == NULL || minor_length(version, length) == 0)
		return NULL;
	*program = facts_keep(reader, entry.path, strlen(entry.path));
	return facts_keep(reader, version, length);
}

/* What `python3` starts in an environment, in the order of PATH. */
static const char *started_version(struct facts_reader *reader,
	const struct package_environment *environment, const char **program)
{
	static const char *const names[] = {"python3", "python"};
	static const char *const system_folders[] = {"usr/local/bin", "usr/bin", "bin"};
	const char *version = NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(names) && version == NULL; i++)
		for (size_t k = 0; k < ARRAY_LENGTH(system_folders) && version == NULL; k++) {
			char *path = environment->prefix[0] == '\0'
				? xasprintf("%s/%s", system_folders[k], names[i])
				: xasprintf("%s/bin/%s", environment->prefix, names[i]);
			version = version_behind(reader, path, program);
			free(path);
			if (environment->prefix[0] != '\0')
				break;
		}
	return version;
}

/* Conda and venvs say their version themselves, down to the patch; others by what is started. */
static void settle_version(struct facts_reader *reader, struct package_environment *environment)
{
	/* What proves a venv or conda is not what it starts. */
	bool by_program = environment->kind == ENVIRONMENT_SYSTEM ||
			  environment->kind == ENVIRONMENT_PYTHON;
	const char *program = NULL, *version;
	bool said = environment->python != NULL &&
		    minor_length(environment->python, strlen(environment->python)) <
			    strlen(environment->python);

	if (said)
		return;
	version = started_version(reader, environment, &program);
	if (version == NULL || program == NULL)
		return;
	if (environment->python == NULL || !same_minor(environment->python, version) ||
		string_starts(program, "usr/local/")) {
		environment->python = version;
		environment->path = by_program ? program : environment->path;
	}
}

/* The number of the environment of another Python under the prefix of the one at `at`. */
static size_t other_environment(
	struct facts_reader *reader, size_t at, size_t first, const char *version, const char *path)
{
	const struct package_environment *main = &reader->environments.items[at];
	char *folder;
	size_t other;

	for (size_t i = first; i < reader->environments.count; i++)
		if (reader->environments.items[i].prefix == main->prefix &&
			string_equal(reader->environments.items[i].python, version))
			return i;
	if (reader->environments.count - first >= OTHERS_MAX)
		return at;
	folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	other = facts_new_environment(reader, main->prefix, strlen(main->prefix),
		main->kind == ENVIRONMENT_SYSTEM ? ENVIRONMENT_SYSTEM : ENVIRONMENT_PYTHON, folder);
	free(folder);
	if (other == SIZE_MAX)
		return at;
	reader->environments.items[other].prefix = reader->environments.items[at].prefix;
	reader->environments.items[other].python = facts_keep(reader, version, strlen(version));
	if (reader->environments.items[other].python == NULL) {
		reader->environments.count--;
		return at;
	}
	return other;
}

/* Gives packages that another Python than that of the prefix finds an environment of their own. */
static void tell_pythons_apart(struct facts_reader *reader)
{
	size_t first = reader->environments.count;
	const char *program, *distribution = version_behind(reader, "usr/bin/python3", &program);

	for (size_t i = 0; i < first; i++)
		settle_version(reader, &reader->environments.items[i]);
	vector_each (struct package, package, &reader->packages) {
		const struct package_environment *environment =
			&reader->environments.items[package->environment];
		char minor[32];
		size_t length;
		const char *version = version_in_path(package->path, &length);
		if (version == NULL || length >= sizeof minor || environment->python == NULL ||
			(package->source != PACKAGE_PYTHON && package->source != PACKAGE_EGG))
			continue;
		/* Debian's packages are of whichever Python 3 it has. */
		if (minor_length(version, length) == 0) {
			if (environment->prefix[0] != '\0' || distribution == NULL ||
				length != 1 || version[0] != '3')
				continue;
			version = distribution;
			length = strlen(version);
		}
		length = minor_length(version, length);
		if (length >= sizeof minor)
			continue;
		memcpy(minor, version, length);
		minor[length] = '\0';
		if (!same_minor(environment->python, minor))
			package->environment = (uint32_t)other_environment(
				reader, package->environment, first, minor, package->path);
	}
}

/* A folder of PYTHONPATH while it is listed. */
struct path_folder {
	struct facts_reader *reader;
	size_t environment;
};

static enum squashfs_visit see_in_folder(void *context, const struct tree_entry *entry)
{
	struct path_folder *folder = context;

	if (!facts_is_installed(entry))
		return SQUASHFS_CONTINUE;
	if (folder->environment == SIZE_MAX) {
		size_t length = (size_t)(entry->name - entry->path);
		folder->environment = facts_new_environment(folder->reader, entry->path,
			length > 0 ? length - 1 : 0, ENVIRONMENT_FOLDER,
			folder->reader->start.python_path_proof);
		if (folder->environment == SIZE_MAX)
			return SQUASHFS_STOP;
		folder->reader->environments.items[folder->environment].active = true;
	}
	facts_add_installed(folder->reader, entry, folder->environment);
	return SQUASHFS_CONTINUE;
}

/* Whether packages of this folder are counted already: those of a Python, or of the same folder. */
static bool is_known(const struct facts_reader *reader, const char *path)
{
	if (string_ends(path, "/site-packages") || string_ends(path, "/dist-packages"))
		return true;
	vector_each (struct package_environment, environment, &reader->environments)
		if (environment->kind == ENVIRONMENT_FOLDER &&
			string_equal(environment->prefix, path))
			return true;
	return false;
}

static void read_path_folder(struct facts_reader *reader, const char *path)
{
	struct path_folder folder = {reader, SIZE_MAX};
	struct tree_entry entry;
	struct diags ignored = {0};
	char *kept = NULL;

	if (image_tree_find(reader->tree, path, 0, &entry, &ignored) &&
		entry.type == SQUASHFS_FOLDER && !is_known(reader, entry.path)) {
		kept = xstrdup(entry.path);
		entry.name = kept + (entry.name - entry.path);
		entry.path = kept;
		/* A folder that cannot be read was told of by the walk. */
		(void)!image_tree_list(reader->tree, &entry, see_in_folder, &folder, &ignored);
	}
	free(kept);
	diags_release(&ignored);
}

static void follow_python_path(struct facts_reader *reader)
{
	const char *at = reader->start.python_path;

	for (size_t i = 0; at != NULL && *at != '\0' && i < PATH_FOLDERS_MAX; i++) {
		size_t length = strcspn(at, ":");
		char *folder = xstrndup(at, length);
		if (folder[0] == '/' && strchr(folder, '$') == NULL)
			read_path_folder(reader, folder + 1);
		free(folder);
		at += length + (at[length] == ':');
	}
}

static void finish(struct facts_reader *reader)
{
	tell_pythons_apart(reader);
	follow_python_path(reader);
}

static const struct facts_detector no_detectors[] = {{.pattern = NULL}};

const struct facts_module facts_pythons = {.detectors = no_detectors, .finish = finish};

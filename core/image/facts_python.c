#include "image/facts_parts.h"

#include "base/version.h"

#include <ctype.h>

/*
 * Python: environments, and the packages in them. Nearly everything stands in names:
 *
 *   PREFIX/conda-meta/NAME-VERSION-BUILD.json           conda
 *   .../site-packages/NAME-VERSION.dist-info            pip and its friends
 *   .../site-packages/NAME-VERSION[-pyX.Y...].egg-info  older ones; also .egg, a folder or a zip file
 *   .../site-packages/NAME.egg-link                     where "setup.py develop" found the package
 *
 * Only what lies directly in site-packages (Debian: dist-packages) is installed: packages that others
 * carry along inside, and the cache of conda (PREFIX/pkgs), are not.
 */

enum { VENV_CONFIG_MAX = 64 << 10 };

/* The folder in which an entry lies, within its path. */
static size_t folder_length(const struct tree_entry *entry)
{
	size_t length = (size_t)(entry->name - entry->path);
	return length > 0 ? length - 1 : 0;
}

/* Cuts "/NAME" from the end of a path; false when it does not end so. */
static bool cut_part(const char *path, size_t *length, const char *name)
{
	size_t n = strlen(name);

	if (*length < n || memcmp(path + *length - n, name, n) != 0)
		return false;
	if (*length == n) {
		*length = 0;
		return true;
	}
	if (path[*length - n - 1] != '/')
		return false;
	*length -= n + 1;
	return true;
}

/* The last part of a path of this length. */
static const char *last_part(const char *path, size_t length, size_t *part_length)
{
	size_t start = length;

	while (start > 0 && path[start - 1] != '/')
		start--;
	*part_length = length - start;
	return path + start;
}

/* Whether PREFIX lies in a cache of conda: "opt/miniconda3/pkgs/numpy-1.26.4-py310_0". */
static bool is_cached(const char *prefix, size_t length)
{
	size_t part;

	(void)last_part(prefix, length, &part);
	if (part == 0 || part == length)
		return false;
	length -= part + 1;
	const char *above = last_part(prefix, length, &part);
	return part == 4 && memcmp(above, "pkgs", 4) == 0;
}

const char *facts_python_version(const char *name, size_t length, size_t *version_length)
{
	if (length < 7 || memcmp(name, "python", 6) != 0)
		return NULL;
	length -= length > 7 && name[length - 1] == 't';
	for (size_t i = 6; i < length; i++)
		if (!isdigit((unsigned char)name[i]) && !(name[i] == '.' && i > 6))
			return NULL;
	*version_length = length - 6;
	return name + 6;
}

static void set_python(
	struct facts_reader *reader, size_t environment, const char *version, size_t length)
{
	struct package_environment *to;

	if (environment == SIZE_MAX || memchr(version, '.', length) == NULL)
		return;
	to = &reader->environments.items[environment];
	/* The longer one says more: "3.12" and then "3.12.3". */
	if (to->python == NULL || strlen(to->python) < length)
		to->python = facts_keep(reader, version, length);
}

const char *facts_folder_version(const char *path, size_t *length, size_t *version_length)
{
	const char *part, *version;
	size_t part_length;

	if (!cut_part(path, length, "site-packages") && !cut_part(path, length, "dist-packages"))
		return NULL;
	part = last_part(path, *length, &part_length);
	version = facts_python_version(part, part_length, version_length);
	if (version == NULL || part_length == *length)
		return NULL;
	*length -= part_length + 1;
	return version;
}

/* The environment of a folder with packages, or SIZE_MAX: "opt/venv/lib/python3.12/site-packages". */
static size_t environment_of_packages(struct facts_reader *reader, const char *path, size_t length)
{
	size_t size, at, whole = length;
	const char *version = facts_folder_version(path, &length, &size);
	char *proof;

	if (version == NULL)
		return SIZE_MAX;
	if (!cut_part(path, &length, "lib") && !cut_part(path, &length, "lib64"))
		return SIZE_MAX;
	if (is_cached(path, length))
		return SIZE_MAX;
	/* The usual case costs nothing: the same folder as before. */
	if (reader->last_environment < reader->environments.count) {
		const struct package_environment *last =
			&reader->environments.items[reader->last_environment];
		if (strlen(last->prefix) == length &&
			memcmp(last->prefix, path, length) == 0 && last->python != NULL)
			return reader->last_environment;
	}
	proof = xstrndup(path, whole);
	at = facts_environment_at(reader, path, length, ENVIRONMENT_PYTHON, proof);
	set_python(reader, at, version, size);
	free(proof);
	return at;
}

/* Where the version begins in "NAME-VERSION": behind the last dash whose rest is a version, or the
 * last one before a digit. Names that pip wrote have one dash; others were written by hand. */
static const char *find_version(const char *name, size_t length)
{
	const char *best = NULL;

	for (size_t i = length; i-- > 1;) {
		char version[128];
		size_t rest = length - i - 1;
		if (name[i] != '-' || rest == 0 || !isalnum((unsigned char)name[i + 1]))
			continue;
		if (rest >= sizeof version)
			break;
		memcpy(version, name + i + 1, rest);
		version[rest] = '\0';
		if (version_is_pep440(version))
			return name + i + 1;
		if (best == NULL && isdigit((unsigned char)name[i + 1]))
			best = name + i + 1;
	}
	return best;
}

static void add_named(struct facts_reader *reader, const struct tree_entry *entry, size_t length,
	enum package_source source, size_t environment)
{
	const char *version = find_version(entry->name, length);
	size_t name = version == NULL ? length : (size_t)(version - entry->name) - 1;

	facts_add_package(reader, entry->name, name, version,
		version == NULL ? 0 : (size_t)(entry->name + length - version), source,
		environment, entry->path);
}

/* Of "numpy-1.21.0-py3.9-linux-x86_64" the part before "-py". */
static size_t cut_python_tag(const char *name, size_t length)
{
	for (size_t i = 1; i + 4 < length; i++)
		if (memcmp(name + i, "-py", 3) == 0 && isdigit((unsigned char)name[i + 3]))
			return i;
	return length;
}

static const struct ending {
	const char *text;
	enum package_source source;
	bool tagged;  /* "-py3.9" may stand behind the version */
	bool folders; /* a file is no package; a link may lead to a folder, as in views of Spack */
	bool plain;   /* the whole name is the package's: there is no version in it */
} endings[] = {
	{".dist-info", PACKAGE_PYTHON, false, true, false},
	{".egg-info", PACKAGE_EGG, true, false, false},
	{".egg", PACKAGE_EGG, true, false, false},
	{".egg-link", PACKAGE_EGG, false, false, true},
};

/* Other files are called "fried.egg", too: one of Python's names its version or its Python. */
static bool is_stray_egg(const struct tree_entry *entry, const struct ending *ending)
{
	size_t length = strlen(entry->name) - strlen(ending->text);

	return string_equal(ending->text, ".egg") && entry->type != SQUASHFS_FOLDER &&
	       cut_python_tag(entry->name, length) == length &&
	       find_version(entry->name, length) == NULL;
}

/* How the name of an installed package ends, or NULL for what is none. */
static const struct ending *ending_of(const struct tree_entry *entry)
{
	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		const struct ending *ending = &endings[i];
		/* "~umpy-1.26.dist-info" is what an interrupted pip has left. */
		if (!string_ends(entry->name, ending->text) ||
			string_equal(entry->name, ending->text) || entry->name[0] == '~' ||
			(ending->folders && entry->type != SQUASHFS_FOLDER &&
				entry->type != SQUASHFS_SYMLINK))
			continue;
		return is_stray_egg(entry, ending) ? NULL : ending;
	}
	return NULL;
}

bool facts_is_installed(const struct tree_entry *entry)
{
	return ending_of(entry) != NULL;
}

void facts_add_installed(
	struct facts_reader *reader, const struct tree_entry *entry, size_t environment)
{
	const struct ending *ending = ending_of(entry);
	size_t length;

	if (ending == NULL)
		return;
	length = strlen(entry->name) - strlen(ending->text);
	if (ending->plain)
		facts_add_package(reader, entry->name, length, NULL, 0, ending->source,
			environment, entry->path);
	else
		add_named(reader, entry,
			ending->tagged ? cut_python_tag(entry->name, length) : length,
			ending->source, environment);
}

static bool see_installed(struct facts_reader *reader, const struct tree_entry *entry)
{
	facts_add_installed(reader, entry,
		environment_of_packages(reader, entry->path, folder_length(entry)));
	return false;
}

/* PREFIX/conda-meta, whether packages or only a history are in it. */
static size_t conda_environment(struct facts_reader *reader, const struct tree_entry *entry)
{
	size_t length = folder_length(entry), whole = length, at;
	char *proof;

	if (!cut_part(entry->path, &length, "conda-meta") || is_cached(entry->path, length))
		return SIZE_MAX;
	proof = xstrndup(entry->path, whole);
	at = facts_environment_at(reader, entry->path, length, ENVIRONMENT_CONDA, proof);
	free(proof);
	return at;
}

static bool see_conda_package(struct facts_reader *reader, const struct tree_entry *entry)
{
	size_t length = strlen(entry->name) - strlen(".json"), dashes[2], found = 0;
	size_t folder = folder_length(entry), environment;

	if (!cut_part(entry->path, &folder, "conda-meta"))
		return false;
	/* NAME-VERSION-BUILD: the last two dashes; names have dashes, too. */
	for (size_t i = length; i-- > 1 && found < 2;)
		if (entry->name[i] == '-')
			dashes[found++] = i;
	if (found < 2 || dashes[0] == dashes[1] + 1)
		return false;
	environment = conda_environment(reader, entry);
	facts_add_package(reader, entry->name, dashes[1], entry->name + dashes[1] + 1,
		dashes[0] - dashes[1] - 1, PACKAGE_CONDA, environment, entry->path);
	if (dashes[1] == 6 && memcmp(entry->name, "python", 6) == 0)
		set_python(reader, environment, entry->name + 7, dashes[0] - 7);
	return false;
}

static bool see_conda_history(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)conda_environment(reader, entry);
	return false;
}

static bool see_venv(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type != SQUASHFS_REGULAR)
		return false;
	(void)facts_environment_at(reader, entry->path, folder_length(entry), ENVIRONMENT_VENV,
		entry->path);
	return true;
}

/* The version that a pyvenv.cfg says. */
struct venv_version {
	const char *at;
	size_t length;
};

static void take_venv_version(void *context, const char *line, size_t length)
{
	struct venv_version *version = context;
	size_t size;
	const char *value = facts_value_of(line, length, "version_info", '=', &size);

	if (value == NULL)
		value = facts_value_of(line, length, "version", '=', &size);
	if (value == NULL)
		return;
	/* virtualenv writes "3.12.3.final.0". */
	version->at = value;
	for (version->length = 0; version->length < size; version->length++) {
		char c = value[version->length];
		if (!isdigit((unsigned char)c) && c != '.')
			break;
	}
	while (version->length > 0 && value[version->length - 1] == '.')
		version->length--;
}

static void read_venv(struct facts_reader *reader, const char *path, const struct text *content)
{
	struct venv_version version = {0};
	size_t length = strlen(path);

	facts_each_line(content, take_venv_version, &version);
	if (version.length == 0 || !cut_part(path, &length, "pyvenv.cfg"))
		return;
	set_python(reader,
		facts_environment_at(reader, path, length, ENVIRONMENT_VENV, path),
		version.at, version.length);
}

/* PREFIX/bin/python3.12 */
static bool see_python(struct facts_reader *reader, const struct tree_entry *entry)
{
	size_t length = folder_length(entry), size = 0;
	const char *version = facts_python_version(entry->name, strlen(entry->name), &size);

	if (entry->type == SQUASHFS_FOLDER || version == NULL || memchr(version, '.', size) == NULL ||
		!cut_part(entry->path, &length, "bin") ||
		is_cached(entry->path, length))
		return false;
	set_python(reader,
		facts_environment_at(
			reader, entry->path, length, ENVIRONMENT_PYTHON, entry->path),
		version, size);
	return false;
}

/* The folder itself proves an environment, also when nothing is installed in it. */
static bool see_packages(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type == SQUASHFS_FOLDER)
		(void)environment_of_packages(reader, entry->path, strlen(entry->path));
	return false;
}

static const struct facts_detector detectors[] = {
	{MATCH_SUFFIX, ".dist-info", see_installed, NULL, 0, FACTS_WALK},
	{MATCH_SUFFIX, ".egg-info", see_installed, NULL, 0, FACTS_WALK},
	{MATCH_SUFFIX, ".egg-link", see_installed, NULL, 0, FACTS_WALK},
	{MATCH_SUFFIX, ".egg", see_installed, NULL, 0, FACTS_WALK},
	{MATCH_SUFFIX, ".json", see_conda_package, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "history", see_conda_history, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "pyvenv.cfg", see_venv, read_venv, VENV_CONFIG_MAX, FACTS_NAMES},
	{MATCH_PREFIX, "python", see_python, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "site-packages", see_packages, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "dist-packages", see_packages, NULL, 0, FACTS_WALK},
	{.pattern = NULL},
};

const struct facts_module facts_python = {.detectors = detectors};

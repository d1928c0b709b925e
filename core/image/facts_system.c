#include "image/facts_parts.h"

#include <ctype.h>

/*
 * The distribution: what it calls itself, what dpkg has installed, its C library; and what lies in
 * places of its own: ROCm, CUDA, and the folders that stand ready as mount points.
 */

enum {
	OS_RELEASE_MAX = 64 << 10,
	VERSION_MAX = 4 << 10,
	STATUS_MAX = 64 << 20, /* a desktop with 5000 packages has some 6 MiB */
	PIECE_MAX = 64 << 10,  /* of a status.d folder: one package */
};

struct os_release {
	const char *id, *version;
	size_t id_length, version_length;
};

static void take_os_release(void *context, const char *line, size_t length)
{
	struct os_release *os = context;
	size_t size;
	const char *value;

	if ((value = facts_value_of(line, length, "ID", '=', &size)) != NULL) {
		os->id = value;
		os->id_length = size;
	} else if ((value = facts_value_of(line, length, "VERSION_ID", '=', &size)) != NULL) {
		os->version = value;
		os->version_length = size;
	}
}

/* etc/os-release is a link in nearly every image; os-release(5) names both places. */
static void read_os_release(struct facts_reader *reader)
{
	static const char *const paths[] = {"etc/os-release", "usr/lib/os-release"};

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		struct text content = TEXT_INIT;
		struct os_release os = {0};
		if (facts_read_file(reader, paths[i], OS_RELEASE_MAX, &content))
			facts_each_line(&content, take_os_release, &os);
		if (os.id_length > 0) {
			char *id = xstrndup(os.id, os.id_length);
			char *version = os.version_length > 0
				? xstrndup(os.version, os.version_length)
				: NULL;
			facts_set(reader, FACT_OS, 2 - (int)i, id, version, paths[i]);
			free(version);
			free(id);
		}
		text_release(&content);
		if (os.id_length > 0)
			return;
	}
}

/* A paragraph of dpkg's data base. */
struct dpkg {
	struct facts_reader *reader;
	const char *path;
	size_t environment;
	const char *name, *version;
	size_t name_length, version_length;
	bool installed;
};

static void end_paragraph(struct dpkg *dpkg)
{
	if (dpkg->name != NULL && dpkg->installed)
		facts_add_package(dpkg->reader, dpkg->name, dpkg->name_length, dpkg->version,
			dpkg->version_length, PACKAGE_DPKG, dpkg->environment, dpkg->path);
	dpkg->name = dpkg->version = NULL;
	dpkg->version_length = 0;
	dpkg->installed = false;
}

static void take_dpkg(void *context, const char *line, size_t length)
{
	struct dpkg *dpkg = context;
	size_t size;
	const char *value;

	if (length == 0) {
		end_paragraph(dpkg);
	} else if ((value = facts_value_of(line, length, "Package", ':', &size)) != NULL) {
		dpkg->name = value;
		dpkg->name_length = size;
	} else if ((value = facts_value_of(line, length, "Version", ':', &size)) != NULL) {
		dpkg->version = value;
		dpkg->version_length = size;
	} else if ((value = facts_value_of(line, length, "Status", ':', &size)) != NULL) {
		/* "deinstall ok config-files" has gone. */
		dpkg->installed = size >= 10 && memcmp(value + size - 10, " installed", 10) == 0;
	}
}

static void read_dpkg(struct facts_reader *reader, const char *path, const struct text *content)
{
	struct dpkg dpkg = {.reader = reader, .path = path};

	dpkg.environment = facts_environment_at(reader, "", 0, ENVIRONMENT_SYSTEM, path);
	facts_each_line(content, take_dpkg, &dpkg);
	end_paragraph(&dpkg);
}

/* Images without dpkg itself ("distroless") have one file for each package, without a status. */
static bool see_dpkg_piece(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return entry->type == SQUASHFS_REGULAR && !string_ends(entry->name, ".md5sums");
}

static void take_piece(void *context, const char *line, size_t length)
{
	struct dpkg *dpkg = context;

	take_dpkg(dpkg, line, length);
	dpkg->installed = true;
}

static void read_dpkg_piece(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	struct dpkg dpkg = {.reader = reader, .path = path};

	dpkg.environment = facts_environment_at(reader, "", 0, ENVIRONMENT_SYSTEM, path);
	facts_each_line(content, take_piece, &dpkg);
	dpkg.installed = true;
	end_paragraph(&dpkg);
}

/* Compilers bring C libraries of other systems along. */
static bool is_of_system(const struct tree_entry *entry)
{
	return string_starts(entry->path, "lib") || string_starts(entry->path, "usr/lib");
}

/* libc-2.31.so: until 2.33 the name tells; later the packages do. */
static bool see_libc(struct facts_reader *reader, const struct tree_entry *entry)
{
	size_t length = strlen(entry->name);
	char *version;

	if (length <= 8 || !isdigit((unsigned char)entry->name[5]) ||
		!string_ends(entry->name, ".so") || !is_of_system(entry))
		return false;
	version = xstrndup(entry->name + 5, length - 8);
	facts_set(reader, FACT_GLIBC, 3, "glibc", version, entry->path);
	free(version);
	return false;
}

static bool see_libc_link(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type != SQUASHFS_FOLDER && is_of_system(entry))
		facts_set(reader, FACT_GLIBC, 2, "glibc", NULL, entry->path);
	return false;
}

static bool see_musl(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (is_of_system(entry))
		facts_set(reader, FACT_GLIBC, 1, "musl", NULL, entry->path);
	return false;
}

/* opt/rocm-6.2.4; the folder is the weaker proof, as .info/version in it may say otherwise. */
static bool see_rocm_folder(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type == SQUASHFS_FOLDER && string_starts(entry->path, "opt/rocm-") &&
		isdigit((unsigned char)entry->name[5]))
		facts_set(reader, FACT_ROCM, 1, "rocm", entry->name + 5, entry->path);
	return false;
}

/* The content of opt/rocm-X/.info/version is "6.2.4-120", or without a dash. */
static bool see_rocm_version(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return entry->type == SQUASHFS_REGULAR && string_starts(entry->path, "opt/rocm") &&
	       string_ends(entry->path, "/.info/version") &&
	       strchr(entry->path + 4, '/') == entry->name - strlen("/.info/");
}

static void read_rocm(struct facts_reader *reader, const char *path, const struct text *content)
{
	const char *text = text_string(content);
	size_t length = strspn(text, "0123456789.");
	char *version;

	/* Something else than a version is no proof of one. strchr() finds the end of the text, too. */
	if (length == 0 || strchr("-+ \n\r\t", text[length]) == NULL)
		return;
	version = xstrndup(text, length);
	facts_set(reader, FACT_ROCM, 2, "rocm", version, path);
	free(version);
}

/* With several, opt/rocm says which one is used: by where it leads, and by the version in there. */
static void choose_rocm(struct facts_reader *reader)
{
	struct text content = TEXT_INIT;
	struct tree_entry entry;
	struct diags ignored = {0};

	if (reader->ranks[FACT_ROCM] > 0 &&
		image_tree_find(reader->tree, "opt/rocm", 0, &entry, &ignored) &&
		string_starts(entry.path, "opt/rocm-")) {
		reader->ranks[FACT_ROCM] = 0;
		(void)see_rocm_folder(reader, &entry);
	}
	if (reader->depth >= FACTS_NAMES &&
		image_tree_find(reader->tree, "opt/rocm/.info/version", 0, &entry, &ignored) &&
		entry.type == SQUASHFS_REGULAR) {
		char *path = xstrdup(entry.path);
		reader->ranks[FACT_ROCM] = 0;
		if (facts_read_file(reader, path, VERSION_MAX, &content))
			read_rocm(reader, path, &content);
		free(path);
	}
	diags_release(&ignored);
	text_release(&content);
}

/* usr/local/cuda-12.4 */
static bool see_cuda(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type == SQUASHFS_FOLDER && string_starts(entry->path, "usr/local/cuda-") &&
		isdigit((unsigned char)entry->name[5]))
		facts_set(reader, FACT_CUDA, 2, "cuda", entry->name + 5, entry->path);
	return false;
}

static bool see_user_software(struct facts_reader *reader, const struct tree_entry *entry)
{
	facts_set(reader, FACT_USER_SOFTWARE, 2, "yes", NULL, entry->path);
	return false;
}

static bool see_runscripts(struct facts_reader *reader, const struct tree_entry *entry)
{
	facts_set(reader, FACT_RUNSCRIPTS, 2, "yes", NULL, entry->path);
	return false;
}

static bool see_slurm_point(struct facts_reader *reader, const struct tree_entry *entry)
{
	facts_set(reader, FACT_SLURM_POINT, 2, "yes", NULL, entry->path);
	return false;
}

static void finish(struct facts_reader *reader)
{
	static const enum fact points[] = {
		FACT_USER_SOFTWARE, FACT_RUNSCRIPTS, FACT_SLURM_POINT};

	/* The whole tree was seen. */
	for (size_t i = 0; i < ARRAY_LENGTH(points); i++)
		facts_set(reader, points[i], 1, "no", NULL, NULL);
	choose_rocm(reader);
	if (reader->depth >= FACTS_NAMES)
		read_os_release(reader);
}

static const struct facts_detector detectors[] = {
	{MATCH_PATH, "var/lib/dpkg/status", NULL, read_dpkg, STATUS_MAX, FACTS_DATABASES},
	{MATCH_INSIDE, "var/lib/dpkg/status.d", see_dpkg_piece, read_dpkg_piece, PIECE_MAX, FACTS_DATABASES},
	{MATCH_PREFIX, "libc-", see_libc, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "libc.so.6", see_libc_link, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "ld-musl-", see_musl, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "rocm-", see_rocm_folder, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "version", see_rocm_version, read_rocm, VERSION_MAX, FACTS_NAMES},
	{MATCH_PREFIX, "cuda-", see_cuda, NULL, 0, FACTS_WALK},
	{MATCH_PATH, "user-software", see_user_software, NULL, 0, FACTS_WALK},
	{MATCH_PATH, "runscripts", see_runscripts, NULL, 0, FACTS_WALK},
	{MATCH_PATH, "var/spool/slurmd", see_slurm_point, NULL, 0, FACTS_WALK},
	{.pattern = NULL},
};

const struct facts_module facts_system = {.detectors = detectors, .finish = finish};

#include "image/facts_parts.h"

/*
 * Packages of Alpine and its relatives (Wolfi, postmarketOS). apk keeps account of them in one text, of
 * each package a run of lines "LETTER:VALUE" that an empty line ends; apk-package(5) explains the
 * letters. They count as they are written: "P:" is the name, "p:" is what the package provides.
 */

enum { INSTALLED_MAX = 64 << 20 }; /* the names of all files stand in it, too */

/* A package while it is read. */
struct apk {
	struct facts_reader *reader;
	const char *path;
	size_t environment;
	const char *name, *version;
	size_t name_length, version_length;
};

static void end_package(struct apk *apk)
{
	if (apk->name != NULL)
		facts_add_package(apk->reader, apk->name, apk->name_length, apk->version,
			apk->version_length, PACKAGE_APK, apk->environment, apk->path);
	apk->name = apk->version = NULL;
	apk->name_length = apk->version_length = 0;
}

static void take_line(void *context, const char *line, size_t length)
{
	struct apk *apk = context;

	if (length == 0)
		end_package(apk);
	else if (length > 2 && line[0] == 'P' && line[1] == ':') {
		apk->name = line + 2;
		apk->name_length = length - 2;
	} else if (length > 2 && line[0] == 'V' && line[1] == ':') {
		apk->version = line + 2;
		apk->version_length = length - 2;
	}
}

static void read_installed(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	struct apk apk = {.reader = reader, .path = path};

	apk.environment = facts_environment_at(reader, "", 0, ENVIRONMENT_SYSTEM, path);
	facts_each_line(content, take_line, &apk);
	end_package(&apk);
}

/* Where lib and usr/lib are not one folder, the older place may be a link to the newer one. */
static bool see_installed(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return entry->type == SQUASHFS_REGULAR;
}

static const struct facts_detector detectors[] = {
	{MATCH_PATH, "lib/apk/db/installed", see_installed, read_installed, INSTALLED_MAX,
		FACTS_DATABASES},
	{MATCH_PATH, "usr/lib/apk/db/installed", see_installed, read_installed, INSTALLED_MAX,
		FACTS_DATABASES},
	{.pattern = NULL},
};

const struct facts_module facts_apk = {.detectors = detectors};

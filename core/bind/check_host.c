#include "bind/parts.h"
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether stat()'s errno says that there is nothing, rather than that we may not look. */
static bool is_missing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

/* M01 */
static void check_missing(const struct bind *bind, int error, struct diags *diags)
{
	struct stat link;
	struct diag *diag;

	if (bind->optional && is_missing(error)) {
		diag = bind_complain(diags, SEVERITY_NOTE, "M01", bind,
			"'%s' is not on this machine; it may be left out", bind->source);
	} else if (error == ENOENT && lstat(bind->source, &link) == 0 && S_ISLNK(link.st_mode)) {
		diag = bind_complain(diags, SEVERITY_ERROR, "M01", bind,
			"'%s' is a link to something that is not there", bind->source);
	} else {
		diag = bind_complain(diags,
			is_missing(error) ? SEVERITY_ERROR : SEVERITY_WARNING, "M01", bind,
			"cannot bind '%s': %s", bind->source, strerror(error));
	}
	diag_hint(diag, "leave it out, or correct the path%s%s",
		bind->without != NULL ? "; without it: " : "",
		bind->without != NULL ? bind->without : "");
}

/* M03 by content: the magic of squashfs, and that of ext2 to ext4 in its superblock. */
static void check_content(const struct bind *bind, struct diags *diags)
{
	unsigned char magic[4] = {0};
	int fd;

	if (bind_mounts_image(bind) || bind_named_as_image(bind))
		return;
	fd = open(bind->source, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return;
	if (pread(fd, magic, 4, 0) == 4 && memcmp(magic, "hsqs", 4) == 0)
		bind_complain_image(diags, bind, "is a squashfs image");
	else if (pread(fd, magic, 2, 1080) == 2 && magic[0] == 0x53 && magic[1] == 0xef)
		bind_complain_image(diags, bind, "is an ext3 image");
	close(fd);
}

/* Whether SingularityCE shows the path without being asked. */
static bool is_automatic(const char *path)
{
	const char *home = getenv("HOME");
	char *clean = home != NULL && home[0] == '/' ? bind_path_clean(home) : NULL;
	char *real = clean != NULL ? path_real(clean) : NULL;
	bool automatic = bind_path_inside(path, "/tmp") || bind_path_inside(path, "/var/tmp") ||
			 (clean != NULL && bind_path_inside(path, clean)) ||
			 (real != NULL && bind_path_inside(path, real));

	free(clean);
	free(real);
	return automatic;
}

/* The first part of the absolute path that is a link; all of it when none is. */
static void cut_at_link(char *path)
{
	struct stat link;

	for (char *p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode))
			return;
		*p = '/';
	}
}

/* What to bind so that `path` is there: the target of the site's links that holds it, or itself. */
static const char *tree_of(const struct site *site, const char *path)
{
	YAML_EACH (struct site_linked_filesystem, linked, &site->linked_filesystems)
		if (linked->target != NULL && bind_path_inside(path, linked->target))
			return linked->target;
	return path;
}

/* M08. A single file may be reached through any link; in a folder the real path matters, as
 * programs remember it and links beside it lead there. */
static void check_link(const struct site *site, const struct bind_set *set,
	const struct bind_paths *paths, size_t i, struct diags *diags)
{
	const struct bind *bind = &set->items[i];
	const char *source = paths->sources.items[i];
	char *real = source[0] == '/' ? path_real(source) : NULL;
	char *link = NULL;

	if (real == NULL || string_equal(real, source) || is_automatic(real) ||
		bind_shows(set, paths, real))
		goto done;
	link = xstrdup(source);
	cut_at_link(link);
	diag_hint(bind_complain(diags, SEVERITY_WARNING, "M08", bind,
			  "'%s' is a link, and '%s' is really '%s', which no bind shows", link,
			  bind->source, real),
		"add --bind %s, so that full paths and links to it work inside, too",
		tree_of(site, real));
done:
	free(real);
	free(link);
}

static void check_source(const struct site *site, const struct bind_set *set,
	const struct bind_paths *paths, size_t i, struct diags *diags)
{
	const struct bind *bind = &set->items[i];
	struct stat file;

	if (stat(bind->source, &file) != 0)
		check_missing(bind, errno, diags);
	else if (S_ISREG(file.st_mode))
		check_content(bind, diags);
	else if (S_ISDIR(file.st_mode))
		check_link(site, set, paths, i, diags);
}

static bool is_covered(const struct bind_paths *paths, const char *path)
{
	for (size_t i = 0; i < paths->destinations.count; i++)
		if (bind_path_inside(path, paths->destinations.items[i]))
			return true;
	return false;
}

/* M10 */
static void check_working_folder(
	const struct site *site, const struct bind_paths *paths, struct diags *diags)
{
	char *current = folder_current();
	char *folder = current != NULL ? bind_path_clean(current) : NULL;
	char *real = path_real(".");
	struct place place = {.field = "working folder"};
	struct text add = TEXT_INIT;

	if (folder == NULL || real == NULL || is_covered(paths, folder) || is_automatic(folder) ||
		is_covered(paths, real) || is_automatic(real))
		goto done;
	YAML_EACH (struct site_linked_filesystem, linked, &site->linked_filesystems)
		if (add.length == 0 && linked->target != NULL &&
			bind_path_inside(folder, linked->record.name))
			text_append_format(&add, "%s,%s", linked->record.name, linked->target);
	if (add.length == 0)
		text_append(&add, tree_of(site, folder));
	diag_hint(diags_add(diags, SEVERITY_WARNING, "M10", &place,
			  "no bind shows the working folder '%s' in the container", folder),
		"add --bind %s, or what is named by a relative path is not found",
		text_string(&add));
done:
	text_release(&add);
	free(current);
	free(folder);
	free(real);
}

void bind_check_host(const struct site *site, const struct bind_set *set, struct diags *diags)
{
	struct bind_paths paths = {0};

	for (size_t i = 0; i < set->count; i++)
		bind_paths_add(&paths, &set->items[i]);
	for (size_t i = 0; i < set->count; i++)
		check_source(site, set, &paths, i, diags);
	check_working_folder(site, &paths, diags);
	bind_paths_release(&paths);
}

bool bind_host_is_of_site(const struct site *site)
{
	struct stat file;

	YAML_EACH (const struct site_linked_filesystem, linked, &site->linked_filesystems)
		if (stat(linked->record.name, &file) == 0 ||
			(linked->target != NULL && stat(linked->target, &file) == 0))
			return true;
	return site->linked_filesystems.count == 0;
}

void bind_set_drop_missing(struct bind_set *set, struct diags *diags)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++) {
		struct bind *bind = &set->items[i];
		struct stat file;
		if (bind->optional && stat(bind->source, &file) != 0 && is_missing(errno)) {
			bind_complain(diags, SEVERITY_NOTE, "M01", bind,
				"'%s' is not on this machine, and left out", bind->source);
			bind_release(bind);
		} else {
			set->items[kept++] = *bind;
		}
	}
	set->count = kept;
}

#include "workspace/workspace.h"

#include "base/files.h"
#include "base/units.h"
#include "image/sif.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The pinned image: path, size, time of change and the id that the SIF carries. Nobody reads
 * gigabytes to know a file again: an image that was made anew has another id, and whatever else changes
 * one changes its size or time.
 */

bool workspace_is_pinned(const struct workspace *workspace)
{
	const struct workspace_pin *pin = &workspace->pin;

	return pin->query != NULL && workspace->image != NULL &&
	       string_equal(pin->query, workspace->image);
}

/* The folder of a path and a name in it, or what the name is by itself. */
static char *beside(const char *path, const char *name)
{
	char *folder, *joined;

	if (name[0] == '/')
		return xstrdup(name);
	folder = xstrndup(path, (size_t)(path_base(path) - path));
	joined = path_join(folder, name);
	free(folder);
	return joined;
}

/* The path of the file that `path` leads to. Links to folders stay: on a big machine /scratch is one,
 * and what it leads to may change, but its name does not. "x/.." goes where x is no link. */
static char *follow(const char *path)
{
	char *at = xstrdup(path), *dots;
	char target[4096];
	ssize_t length;

	for (int i = 0; i < 40 && (length = readlink(at, target, sizeof target - 1)) > 0; i++) {
		char *next;
		target[length] = '\0';
		next = beside(at, target);
		free(at);
		at = next;
	}
	while ((dots = strstr(at, "/../")) != NULL && dots > at) {
		char *slash = memrchr(at, '/', (size_t)(dots - at));
		struct stat status;
		*dots = '\0';
		if (slash == NULL || lstat(at, &status) != 0 || S_ISLNK(status.st_mode)) {
			*dots = '/';
			break;
		}
		memmove(slash, dots + 3, strlen(dots + 3) + 1);
	}
	return at;
}

/* Whether both lead to one file; where one of them is not there, by their names. */
static bool is_same_file(const char *a, const char *b)
{
	char *left = path_real(a), *right = path_real(b);
	bool same = string_equal(left != NULL ? left : a, right != NULL ? right : b);

	free(left);
	free(right);
	return same;
}

/* What identifies the file at `path`, as a pin without query. False when it cannot be read. */
static bool identify(
	const char *path, struct arena *arena, struct workspace_pin *pin, struct diags *diags)
{
	struct stat status;
	struct text time = TEXT_INIT;
	struct sif sif = {0};
	bool fine = sif_read(path, &sif, diags) && stat(path, &status) == 0;

	if (fine) {
		text_append_time(&time, (int64_t)status.st_mtime);
		*pin = (struct workspace_pin){
			.path = arena_strdup(arena, path),
			.size = S_ISDIR(status.st_mode) ? 0 : (int64_t)status.st_size,
			.mtime = arena_strdup(arena, text_string(&time)),
			.id = sif.uuid[0] != '\0' ? arena_strdup(arena, sif.uuid) : NULL,
		};
	}
	text_release(&time);
	sif_release(&sif);
	return fine;
}

static struct diag *drift(const struct workspace *workspace, bool strict, const char *id,
	struct diags *diags, const char *format, ...) PRINTF_LIKE(5, 6);

static struct diag *drift(const struct workspace *workspace, bool strict, const char *id,
	struct diags *diags, const char *format, ...)
{
	struct place place = {.file = workspace->file, .field = "lock.path"};
	struct diag *diag;
	va_list args;

	if (!yaml_locate(text_string(&workspace->content), workspace->content.length, "lock.path",
		    &place.line, &place.column))
		place.line = place.column = 0;
	va_start(args, format);
	diag = diags_vadd(
		diags, strict ? SEVERITY_ERROR : SEVERITY_WARNING, id, &place, format, args);
	va_end(args);
	return diag;
}

/* A path that the file names may be a link by now to something else than the pinned image. */
static void check_link(const struct workspace *workspace, bool strict, struct diags *diags)
{
	char *path = workspace_image(workspace, ""), *target;

	if (path != NULL && path[0] == '/' && access(path, F_OK) == 0) {
		target = follow(path);
		if (!is_same_file(target, workspace->pin.path))
			diag_hint(drift(workspace, strict, "W05", diags,
					  "'%s' leads to '%s' by now, not to the pinned '%s'", path,
					  target, workspace->pin.path),
				"scripts go on with the pinned image; 'berth lock' takes the new "
				"one");
		free(target);
	}
	free(path);
}

static bool is_same_id(const struct workspace_pin *a, const struct workspace_pin *b)
{
	return a->id != NULL && b->id != NULL && string_equal(a->id, b->id);
}

static void append_difference(
	const struct workspace_pin *old, const struct workspace_pin *new, struct text *text)
{
	if (old->size != new->size)
		text_append_format(text, ", size %" PRId64 " instead of %" PRId64, new->size,
			old->size);
	if ((old->id != NULL || new->id != NULL) && !is_same_id(old, new))
		text_append_format(text, ", id %s instead of %s",
			new->id != NULL ? new->id : "none", old->id != NULL ? old->id : "none");
	if (!string_equal(old->mtime, new->mtime))
		text_append_format(text, ", changed %s instead of %s", new->mtime, old->mtime);
}

static void check_file(const struct workspace *workspace, bool strict, struct diags *diags)
{
	const struct workspace_pin *pin = &workspace->pin;
	struct workspace_pin now = {0};
	struct arena arena = {0};
	struct diags trouble = {0};
	struct text difference = TEXT_INIT;
	struct stat status;

	if (stat(pin->path, &status) != 0) {
		diag_hint(drift(workspace, strict, "W01", diags,
				  "the pinned image '%s' cannot be found: %s", pin->path,
				  strerror(errno)),
			"'berth lock' pins what '%s' gives now; look first what that is: berth "
			"image show",
			pin->query);
		return;
	}
	if (!identify(pin->path, &arena, &now, &trouble)) {
		diags_move(diags, &trouble);
	} else {
		append_difference(pin, &now, &difference);
		if (difference.length > 0 && is_same_id(pin, &now) && pin->size == now.size)
			drift(workspace, false, "W06", diags,
				"only the time of the pinned image is another%s",
				text_string(&difference))
				->severity = SEVERITY_NOTE;
		else if (difference.length > 0)
			diag_hint(drift(workspace, strict, "W02", diags,
					  "another image stands at '%s'%s", pin->path,
					  text_string(&difference)),
				"ask who replaced it; 'berth lock' takes the new one");
	}
	text_release(&difference);
	diags_release(&trouble);
	arena_release(&arena);
}

void workspace_drift(const struct workspace *workspace, bool strict, struct diags *diags)
{
	const struct workspace_pin *pin = &workspace->pin;

	if (pin->query == NULL) {
		if (strict)
			diag_hint(diags_add(diags, SEVERITY_ERROR, "W07",
					  &(struct place){.file = workspace->file, .field = "lock"},
					  "no image is pinned"),
				"'berth lock' does it");
		return;
	}
	if (!workspace_is_pinned(workspace)) {
		diag_hint(drift(workspace, strict, "W03", diags,
				  "the image was pinned for '%s', but the file asks for '%s'",
				  pin->query,
				  workspace->image != NULL ? workspace->image : "no image"),
			"the pin does not count; 'berth lock' makes a new one");
		return;
	}
	check_link(workspace, strict, diags);
	check_file(workspace, strict, diags);
}

void workspace_drift_query(
	const struct workspace *workspace, const struct image *image, struct diags *diags)
{
	const struct workspace_pin *pin = &workspace->pin;
	struct diag *diag;

	if (!workspace_is_pinned(workspace) || is_same_file(image->path, pin->path))
		return;
	diag = drift(workspace, false, "W04", diags, "'%s' gives '%s' by now", pin->query,
		image->target);
	diag->severity = SEVERITY_NOTE;
	diag_hint(diag, "scripts go on with the pinned image; 'berth lock' takes the new one");
}

/* One step of the new content: a key of the lock gets its value. */
static bool set(const struct workspace *workspace, struct text *text, const char *key,
	const char *value, struct diags *diags)
{
	struct text next = TEXT_INIT;
	bool fine = yaml_set(workspace->file, text_string(text), text->length, key, value, &next,
		diags);

	text_release(text);
	*text = next;
	return fine;
}

/* Takes the key out, if it is there. */
static bool drop(const struct workspace *workspace, struct text *text, const char *key,
	struct diags *diags)
{
	struct text next = TEXT_INIT;
	int line, column;
	bool fine;

	if (!yaml_locate(text_string(text), text->length, key, &line, &column))
		return true;
	fine = yaml_remove(workspace->file, text_string(text), text->length, key, &next, diags);
	text_release(text);
	*text = next;
	return fine;
}

bool workspace_pin(const struct workspace *workspace, const struct image *image, struct text *out,
	struct diags *diags)
{
	struct workspace_pin pin = {0};
	struct arena arena = {0};
	struct text text = TEXT_INIT;
	char *size;
	char *here = folder_current(), *path, *absolute;
	bool fine;

	absolute = image->path[0] != '/' && here != NULL ? path_join(here, image->path)
							 : xstrdup(image->path);
	path = follow(absolute);
	fine = identify(path, &arena, &pin, diags);
	text_append_bytes(&text, text_string(&workspace->content), workspace->content.length);
	size = xasprintf("%" PRId64, pin.size);
	fine = fine && set(workspace, &text, "lock.query", workspace->image, diags) &&
	       set(workspace, &text, "lock.path", pin.path, diags) &&
	       set(workspace, &text, "lock.size", size, diags) &&
	       set(workspace, &text, "lock.mtime", pin.mtime, diags) &&
	       (pin.id != NULL ? set(workspace, &text, "lock.id", pin.id, diags)
			       : drop(workspace, &text, "lock.id", diags));
	if (fine)
		text_append_bytes(out, text_string(&text), text.length);
	free(size);
	free(path);
	free(absolute);
	free(here);
	text_release(&text);
	arena_release(&arena);
	return fine;
}

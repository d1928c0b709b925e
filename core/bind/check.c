#include "bind/parts.h"
#include "base/files.h"

struct check {
	const struct site *site;
	const struct bind_set *set;
	const struct image *image; /* may be NULL */
	struct bind_paths paths;   /* of the set */
	struct diags *diags;
};

/* Where an image keeps its own libraries and programs. A host's over these mixes two systems. */
static const char *const library_folders[] = {
	"/", "/lib", "/lib64", "/usr", "/usr/lib", "/usr/lib64", "/lib/x86_64-linux-gnu",
	"/usr/lib/x86_64-linux-gnu", "/usr/local", "/usr/local/lib", "/usr/local/lib64"};

/* How the files begin that must come from one and the same C library. */
static const char *const library_core[] = {
	"libc.so", "libc-2.", "ld-linux", "libpthread.so", "libdl.so", "libm.so", "librt.so"};

static bool is_listed(const char *path, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (string_equal(path, list[i]))
			return true;
	return false;
}

static bool is_library_core(const char *path)
{
	const char *file = path_base(path);
	char *folder = xstrndup(path, (size_t)(file - path) > 1 ? (size_t)(file - path) - 1 : 1);
	bool in_folder = is_listed(folder, library_folders, ARRAY_LENGTH(library_folders));

	free(folder);
	for (size_t i = 0; in_folder && i < ARRAY_LENGTH(library_core); i++)
		if (string_starts(file, library_core[i]))
			return true;
	return false;
}

/* M02: folders of links without what they point into; said once for each target. */
static void check_linked(struct check *check, const struct site_linked_filesystem *first)
{
	struct text names = TEXT_INIT;
	const struct bind *asker = NULL;

	YAML_EACH (struct site_linked_filesystem, linked, &check->site->linked_filesystems) {
		if (linked->target == NULL || !string_equal(linked->target, first->target))
			continue;
		if (linked < first)
			goto done; /* said already */
		for (size_t i = 0; i < check->set->count; i++) {
			if (!string_equal(check->paths.sources.items[i], linked->record.name))
				continue;
			asker = asker != NULL ? asker : &check->set->items[i];
			text_append_format(&names, "%s'%s'", names.length > 0 ? ", " : "",
				linked->record.name);
			break;
		}
	}
	if (asker == NULL || bind_shows(check->set, &check->paths, first->target))
		goto done;
	diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M02", asker,
			  "%s: what is there are links into '%s', which is not bound",
			  text_string(&names), first->target),
		"add --bind %s, or bind the full path of your own folder instead", first->target);
done:
	text_release(&names);
}

/* M12 */
static void check_libraries(struct check *check, size_t i)
{
	const struct bind *bind = &check->set->items[i];
	const char *destination = check->paths.destinations.items[i];

	if (is_listed(destination, library_folders, ARRAY_LENGTH(library_folders)))
		diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M12", bind,
				  "'%s' over '%s' hides the image's own libraries and programs",
				  bind->source, bind->destination),
			"bind the single files that are needed, or write '%s:/host%s'",
			bind->source, string_equal(destination, "/") ? "" : destination);
	else if (is_library_core(destination))
		diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M12", bind,
				  "'%s' is a part of the C library, which cannot be mixed",
				  bind->destination),
			"leave it out: the image's own C library must stay");
}

/* M18, and M03 by the ending of the name. */
static void check_image_source(struct check *check, size_t i)
{
	const struct bind *bind = &check->set->items[i];
	bool ext3 = string_ends(bind->source, ".ext3") || string_ends(bind->source, ".img");

	/* An ext3 image can be written to; squashfs and SIF cannot. */
	if (bind_mounts_image(bind) && bind->read_write && !ext3)
		diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M18", bind,
				  "'%s' is mounted read-only, whatever 'rw' says", bind->source),
			"leave out rw; to change what is in it, pack a changed folder again");
	if (!bind_mounts_image(bind) && bind_named_as_image(bind))
		bind_complain_image(check->diags, bind, "is named like a file system image");
}

/* Whether both binds show the same there, so that it does not matter which one is on top. */
static bool shows_same(const struct check *check, size_t child, size_t parent)
{
	const struct bind *bind = check->set->items;
	const struct bind_paths *paths = &check->paths;
	const char *rest = paths->destinations.items[child];
	const char *source = paths->sources.items[child];
	const char *top = paths->sources.items[parent];
	size_t length = strlen(paths->destinations.items[parent]);

	if (bind_mounts_image(&bind[child]) || bind_mounts_image(&bind[parent]) ||
		bind[child].read_only != bind[parent].read_only || !bind_path_inside(source, top))
		return false;
	rest += string_equal(paths->destinations.items[parent], "/") ? 0 : length;
	source += string_equal(top, "/") ? 0 : strlen(top);
	return string_equal(rest, source);
}

/* M05, M06, M20: this bind against those that come after it. */
static void check_later(struct check *check, size_t i)
{
	const struct bind *bind = &check->set->items[i], *later;
	const char *destination = check->paths.destinations.items[i], *other;

	for (size_t j = i + 1; j < check->set->count; j++) {
		later = &check->set->items[j];
		other = check->paths.destinations.items[j];
		if (string_equal(destination, other)) {
			if (string_equal(check->paths.sources.items[i],
				    check->paths.sources.items[j]) &&
				bind_same_options(bind, later))
				bind_complain_double(check->diags, bind, later);
			else
				bind_complain_clash(check->diags, bind, later);
			return; /* the next of its kind is found from there */
		}
		if (bind_path_inside(destination, other) && !shows_same(check, i, j)) {
			diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M06", later,
					  "'%s' is bound after '%s' (%s) and hides it",
					  later->destination, bind->destination, bind->origin),
				"name '%s' before '%s'", later->destination, bind->destination);
			return;
		}
	}
}

/* M19: folders of the host's own software over an image that brings its own. */
static void check_own_stack(struct check *check)
{
	const struct yaml_strings *stacks = &check->site->host_stacks;
	const struct site_recipe *recipe =
		check->image != NULL && check->image->name.family != NULL
			? image_recipe(check->site, check->image)
			: NULL;
	struct bind_set wanted = {0};
	struct bind_paths paths = {0};
	struct diags ignored = {0};

	/* What an image of no known kind brings is not known either. */
	if (recipe == NULL || !bind_set_add_recipe(&wanted, check->site, recipe, &ignored))
		goto done;
	for (size_t i = 0; i < wanted.count; i++)
		bind_paths_add(&paths, &wanted.items[i]);
	for (size_t i = 0; i < check->set->count; i++) {
		const struct bind *bind = &check->set->items[i];
		const char *destination = check->paths.destinations.items[i];
		bool own = false;

		for (size_t k = 0; k < stacks->count; k++)
			own |= string_starts(destination, stacks->items[k]);
		for (size_t k = 0; own && k < wanted.count; k++)
			own = !bind_path_inside(destination, paths.destinations.items[k]);
		if (own)
			diag_hint(bind_complain(check->diags, SEVERITY_WARNING, "M19", bind,
					  "'%s' hides what the image '%s' brings itself",
					  bind->destination, check->image->file),
				"leave it out: the recipe '%s' of this image does not need it",
				recipe->record.name);
	}
done:
	bind_set_release(&wanted);
	bind_paths_release(&paths);
	diags_release(&ignored);
}

void bind_check(const struct site *site, const struct bind_set *set, const struct image *image,
	struct diags *diags)
{
	struct check check = {.site = site, .set = set, .image = image, .diags = diags};

	for (size_t i = 0; i < set->count; i++)
		bind_paths_add(&check.paths, &set->items[i]);
	YAML_EACH (struct site_linked_filesystem, linked, &site->linked_filesystems)
		if (linked->target != NULL)
			check_linked(&check, linked);
	for (size_t i = 0; i < set->count; i++) {
		check_image_source(&check, i);
		check_libraries(&check, i);
		check_later(&check, i);
	}
	check_own_stack(&check);
	bind_paths_release(&check.paths);
}

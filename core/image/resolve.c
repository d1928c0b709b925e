#include "image/catalog.h"

#include "base/files.h"
#include "image/catalog_walk.h"
#include "image/index.h"
#include "image/names.h"
#include "image/query.h"
#include "image/resolve_parts.h"
#include "image/sif.h"

#include <sys/stat.h>

static bool is_path(const char *what)
{
	struct stat status;

	return strchr(what, '/') != NULL || (stat(what, &status) == 0 && S_ISREG(status.st_mode));
}

static bool file_is(const char *path, const char *what)
{
	const char *file = path_base(path);
	size_t length = strlen(what);

	return strncmp(file, what, length) == 0 &&
		(file[length] == '\0' || string_equal(file + length, ".sif"));
}

static bool has_file_name(const struct image *image, const void *what)
{
	if (file_is(image->path, what))
		return true;
	for (size_t i = 0; i < image->alias_count; i++)
		if (file_is(image->aliases[i], what))
			return true;
	return false;
}

static bool has_words(const struct image *image, const void *context)
{
	const struct strings *words = context;

	for (size_t i = 0; i < words->count; i++) {
		bool found = strcasestr(image->file, words->items[i]) != NULL;
		for (size_t k = 0; k < image->alias_count && !found; k++)
			found = strcasestr(path_base(image->aliases[k]), words->items[i]) != NULL;
		if (!found)
			return false;
	}
	return true;
}

static void keep_all(struct search *search)
{
	search->count = search->catalog->count;
	for (size_t i = 0; i < search->count; i++)
		search->found[i] = &search->catalog->items[i];
}

static void keep_those(struct search *search,
	bool (*is_meant)(const struct image *image, const void *context), const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->count; i++)
		if (is_meant(search->found[i], context))
			search->found[kept++] = search->found[i];
	search->count = kept;
}

/* Copies of one image lie in several roots under the same name: the one that stays is meant. */
static void prefer_kept_copy(struct search *search)
{
	size_t kept = 0;
	const struct image *stays = NULL;

	for (size_t i = 0; i < search->count; i++) {
		if (!string_equal(search->found[i]->file, search->found[0]->file))
			return;
		if (search->found[i]->stability == ROOT_KEPT) {
			stays = search->found[i];
			kept++;
		}
	}
	if (kept == 1) {
		search->found[0] = stays;
		search->count = 1;
	}
}

/* Trouble with the index itself is nothing that whoever names an image wants to hear. */
static size_t look_inside(struct search *search, const struct query *query)
{
	struct index *index = index_open();
	struct diags ignored = {0};
	size_t untold = index_answer(index, search->catalog, query, &ignored);

	diags_release(&ignored);
	index_free(index);
	return untold;
}

static void filter_by(struct search *search, const struct query *query)
{
	size_t untold = query_needs_facts(query) ? look_inside(search, query) : 0;

	keep_all(search);
	search->count = query_filter(query, search->found, search->count);
	if (untold > 0 && (search->count == 0 || query_asks_inside(query)))
		diag_hint(diags_add(search->diags, SEVERITY_NOTE, "I82", NULL,
				  "%zu more %s match: what is inside was not read yet", untold,
				  untold == 1 ? "image may" : "images may"),
			"'berth index rebuild' reads all images once");
}

/* False only when the request cannot be read. */
static bool narrow(struct search *search)
{
	struct query *query;
	struct strings words;

	keep_all(search);
	keep_those(search, has_file_name, search->what);
	if (search->count > 0)
		return true;
	query = query_new(search->what, search->diags);
	if (query == NULL)
		return false;
	keep_all(search);
	if (!resolve_is_query(search->what)) {
		words = resolve_words(search->what);
		keep_those(search, has_words, &words);
		strings_release(&words);
	}
	/* When no name has these words they may still be those of a query: "tf" is a framework. */
	if (resolve_is_query(search->what) || search->count == 0)
		filter_by(search, query);
	query_free(query);
	return true;
}

/* A link may lead to another image tomorrow. */
static void note_link(const struct image *image, const char *link, struct diags *diags)
{
	diag_hint(diags_add(diags, SEVERITY_NOTE, "I30", NULL,
			  "'%s' points to '%s' today; a script should name the file itself", link,
			  image->target),
		"write '%s'", image->target);
}

/* The alias by which the image was asked for, or NULL when that was its own name. */
static const char *asked_alias(const struct image *image, const char *what)
{
	if (file_is(image->path, what))
		return NULL;
	for (size_t i = 0; i < image->alias_count; i++)
		if (file_is(image->aliases[i], what))
			return image->aliases[i];
	return NULL;
}

static const struct image *choose(struct search *search)
{
	struct image *image;
	const char *link;

	if (!narrow(search))
		return NULL;
	if (search->count > 1)
		prefer_kept_copy(search);
	if (search->count == 0)
		resolve_fail_nothing(search);
	if (search->count > 1)
		resolve_fail_several(search);
	if (search->count != 1)
		return NULL;
	image = &search->catalog->items[search->found[0] - search->catalog->items];
	if (!catalog_open_image(image->path, &image->kind, search->diags))
		return NULL;
	link = string_equal(image->target, image->path) ? asked_alias(image, search->what)
							: image->path;
	if (link != NULL)
		note_link(image, link, search->diags);
	return image;
}

/* Whether the request asks for kinds of files, which a scan reads only then. */
static unsigned scan_flags(const char *what)
{
	struct diags ignored = {0};
	struct query *query = resolve_is_query(what) ? query_new(what, &ignored) : NULL;
	unsigned flags = query != NULL && query_needs_kinds(query) ? CATALOG_KINDS : 0;

	query_free(query);
	diags_release(&ignored);
	return flags;
}

static const struct image *resolve_path(
	struct catalog *catalog, const struct site *site, const char *path, struct diags *diags)
{
	const struct image *image = catalog_add(catalog, site, path, diags);

	if (image != NULL && !string_equal(image->target, image->path))
		note_link(image, image->path, diags);
	return image;
}

/* Of one image that somebody has named; of thousands in a list only the names are looked at. */
static void name_by_labels(struct catalog *catalog, const struct site *site,
	const struct image *resolved, struct diags *diags)
{
	struct image *image = &catalog->items[resolved - catalog->items];
	struct sif sif = {0};
	struct diags unheard = {0};
	const char *first = NULL;

	if (image->name.form == NULL && sif_read(image->path, &sif, &unheard))
		first = image_name_by_labels(site, sif.labels, &catalog->arena, &image->name);
	if (first != NULL)
		diags_add(diags, SEVERITY_NOTE, "I31", NULL,
			"'%s' is taken for '%s', as a label says that it was made from that",
			image->file, first);
	sif_release(&sif);
	diags_release(&unheard);
}

const struct image *catalog_resolve(struct catalog *catalog, const struct site *site,
	const char *what, char *const *folders, size_t folder_count, struct diags *diags)
{
	struct search search = {catalog, site, what, folders, folder_count, diags, NULL, 0};
	const struct image *image = NULL;

	if (what[strspn(what, " \t\r\n")] == '\0') {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "I20", NULL, "no image is named"),
			"give a path, a file name or a part of one, or a query such as "
			"'torch>=2.6 newest'");
		return NULL;
	}
	if (is_path(what)) {
		image = resolve_path(catalog, site, what, diags);
		if (image != NULL)
			name_by_labels(catalog, site, image, diags);
		return image;
	}
	if (!catalog_scan(catalog, site, folders, folder_count, scan_flags(what), diags))
		return NULL;
	search.found = xcalloc(catalog->count, sizeof(struct image *));
	image = choose(&search);
	if (image != NULL)
		name_by_labels(catalog, site, image, diags);
	free(search.found);
	return image;
}

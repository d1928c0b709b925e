#include "image/tree_parts.h"

#include "base/similar.h"

enum {
	CANDIDATES_MAX = 50000, /* names that are looked at for "did you mean" */
};

static struct tree_step *last(struct tree_search *search)
{
	return &search->trail.items[search->trail.count - 1];
}

static bool fail(struct tree_search *search, const char *hint, const char *format, ...)
	PRINTF_LIKE(3, 4);

static bool fail(struct tree_search *search, const char *hint, const char *format, ...)
{
	struct text reason = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&reason, format, args);
	va_end(args);
	tree_fail(search->tree, search->diags, "I44", hint, "cannot find '%s' in the image: %s",
		search->wanted, text_string(&reason));
	text_release(&reason);
	return false;
}

static bool fail_no_folder(struct tree_search *search)
{
	return fail(search, NULL, "'/%s' is not a folder", text_string(&search->path));
}

/* Leaves the last of the trail, but never the root. */
static void go_up(struct tree_search *search)
{
	if (search->trail.count == 1)
		return;
	search->trail.count--;
	text_truncate(&search->path, last(search)->path_length);
	search->sources.count = last(search)->sources;
}

static void go_down(struct tree_search *search, const char *name, const struct tree_entry *entry)
{
	if (search->path.length > 0)
		text_append_char(&search->path, '/');
	text_append(&search->path, name);
	vector_push(&search->trail,
		(struct tree_step){*entry, search->path.length, search->sources.count});
}

static enum squashfs_visit collect_name(void *context, const struct tree_entry *entry)
{
	struct strings *names = context;

	strings_add(names, entry->name);
	return names->count < CANDIDATES_MAX ? SQUASHFS_CONTINUE : SQUASHFS_STOP;
}

static void fail_with_nearest(struct tree_search *search, const char *name)
{
	struct tree_entry folder = last(search)->entry;
	struct strings names = {0};
	struct diags ignored = {0};
	char *hint = NULL;

	folder.path = folder.name = text_string(&search->path);
	if (search->tree->ops->list(search->tree, &folder, collect_name, &names, &ignored)) {
		const char *best = similar_best(
			name, (const char *const *)strings_argv(&names), names.count);
		if (best != NULL)
			hint = xasprintf("did you mean '/%s%s%s'?", folder.path,
				*folder.path != '\0' ? "/" : "", best);
	}
	fail(search, hint, "there is no '%s' in '/%s'", name, folder.path);
	free(hint);
	diags_release(&ignored);
	strings_release(&names);
}

static bool look_up(struct tree_search *search, const char *name)
{
	struct tree_entry entry = {0};

	if (last(search)->entry.type != SQUASHFS_FOLDER)
		return fail_no_folder(search);
	if (search->trail.count > TREE_DEPTH_MAX)
		return tree_fail(search->tree, search->diags, "I43", NULL,
			"'%s' is more than %d levels deep", search->wanted, TREE_DEPTH_MAX);
	switch (search->tree->ops->look_up(search, name, &entry)) {
	case TREE_FOUND:
		go_down(search, name, &entry);
		return true;
	case TREE_ABSENT:
		fail_with_nearest(search, name);
		return false;
	case TREE_BROKEN:
		break;
	}
	return false;
}

/* Puts the target of the link that is the last of the trail in front of the rest. */
static bool follow(struct tree_search *search)
{
	struct tree_entry link = last(search)->entry;
	struct text target = TEXT_INIT;

	if (++search->links > TREE_LINKS_MAX)
		return fail(search, NULL,
			"more than %d links lead on from one to the next (the last is '/%s')",
			TREE_LINKS_MAX, text_string(&search->path));
	link.path = link.name = text_string(&search->path);
	if (!search->tree->ops->target(search->tree, &link, &target, search->diags)) {
		text_release(&target);
		return false;
	}
	go_up(search);
	while (text_string(&target)[0] == '/' && search->trail.count > 1)
		go_up(search);
	text_append(&target, text_string(&search->rest) + search->at);
	text_release(&search->rest);
	search->rest = target;
	search->at = 0;
	return true;
}

/* Takes the next part of the rest to `part`; false when there is none. Sets *final when nothing,
 * not even a slash, follows it. */
static bool next_part(struct tree_search *search, struct text *part, bool *final)
{
	const char *rest = text_string(&search->rest) + search->at;
	size_t slashes = strspn(rest, "/");
	size_t length = strcspn(rest + slashes, "/");

	text_truncate(part, 0);
	text_append_bytes(part, rest + slashes, length);
	search->at += slashes + length;
	*final = rest[slashes + length] == '\0';
	return length > 0;
}

static bool take_part(struct tree_search *search, const char *part, bool final, unsigned flags)
{
	bool up = string_equal(part, "..");

	if (up || string_equal(part, ".")) {
		if (last(search)->entry.type != SQUASHFS_FOLDER)
			return fail_no_folder(search);
		if (up)
			go_up(search);
		return true;
	}
	if (!look_up(search, part))
		return false;
	if (last(search)->entry.type != SQUASHFS_SYMLINK ||
		(final && (flags & SQUASHFS_NO_FOLLOW) != 0))
		return true;
	return follow(search);
}

bool tree_resolve(struct tree_search *search, struct image_tree *tree, const char *path,
	unsigned flags, struct diags *diags)
{
	struct text part = TEXT_INIT;
	bool fine, final = false;

	*search = (struct tree_search){
		.tree = tree, .diags = diags, .wanted = path, .entries_left = TREE_ENTRIES_MAX};
	text_append(&search->rest, path);
	vector_add(&search->trail);
	fine = tree->ops->root(search, &search->trail.items[0].entry);
	search->trail.items[0].sources = search->sources.count;
	while (fine && next_part(search, &part, &final))
		fine = take_part(search, text_string(&part), final, flags);
	text_release(&part);
	/* A slash at the end asks for a folder. */
	if (fine && search->rest.length > 0 &&
		search->rest.data[search->rest.length - 1] == '/' &&
		last(search)->entry.type != SQUASHFS_FOLDER)
		fine = fail_no_folder(search);
	return fine;
}

void tree_search_release(struct tree_search *search)
{
	text_release(&search->rest);
	text_release(&search->path);
	vector_release(&search->trail);
	vector_release(&search->sources);
}

const struct tree_source *tree_search_sources(const struct tree_search *search, size_t *count)
{
	size_t end = search->trail.items[search->trail.count - 1].sources;
	size_t start = search->trail.count > 1
		? search->trail.items[search->trail.count - 2].sources
		: 0;

	*count = end - start;
	return search->sources.items + start;
}

bool tree_find(struct image_tree *tree, const char *path, unsigned flags, struct tree_entry *entry,
	struct diags *diags)
{
	struct tree_search search;
	bool fine = tree_resolve(&search, tree, path, flags, diags);

	if (fine) {
		*entry = last(&search)->entry;
		/* `path` may be that of the entry found before. */
		text_release(&tree->found);
		tree->found = search.path;
		search.path = (struct text)TEXT_INIT;
		const char *found = text_string(&tree->found), *slash = strrchr(found, '/');
		entry->path = entry->inner.path = found;
		entry->name = entry->inner.name = slash == NULL ? found : slash + 1;
	}
	tree_search_release(&search);
	return fine;
}

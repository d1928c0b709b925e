#include "image/squashfs_parts.h"

#include "base/similar.h"

enum {
	CANDIDATES_MAX = 50000, /* names that are looked at for "did you mean" */
};

/* A folder on the way from the root. */
struct step {
	uint64_t reference;
	size_t path_length; /* of its path within search->path */
};

struct search {
	struct squashfs *fs;
	struct diags *diags;
	const char *wanted; /* as the caller wrote it */
	struct text rest;   /* what is still to be resolved, from `at` on */
	size_t at;
	struct text path;   /* what is resolved */
	struct VECTOR_OF(struct step) trail; /* the root first; never empty */
	/* The last of the trail. The cursor stands behind its fixed part. */
	struct squashfs_inode inode;
	struct squashfs_cursor cursor;
	unsigned links;
	uint32_t entries_left;
};

static bool fail(const struct search *search, const char *hint, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* I44, with the path that was asked for and, when links led elsewhere, what it came to. */
static bool fail(const struct search *search, const char *hint, const char *format, ...)
{
	struct text reason = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&reason, format, args);
	va_end(args);
	squashfs_fail(search->fs, search->diags, "I44", hint, "cannot find '%s' in the image: %s",
		search->wanted, text_string(&reason));
	text_release(&reason);
	return false;
}

static bool load_last(struct search *search)
{
	return squashfs_load_inode(search->fs,
		search->trail.items[search->trail.count - 1].reference, &search->cursor,
		&search->inode, search->diags);
}

/* Leaves the last of the trail, but never the root. */
static void go_up(struct search *search)
{
	if (search->trail.count == 1)
		return;
	search->trail.count--;
	text_truncate(
		&search->path, search->trail.items[search->trail.count - 1].path_length);
}

static void go_down(struct search *search, const char *name, uint64_t reference)
{
	if (search->path.length > 0)
		text_append_char(&search->path, '/');
	text_append(&search->path, name);
	vector_push(&search->trail, (struct step){reference, search->path.length});
}

/* Adds the names in the current folder; false on damage, which is not worth telling here. */
static bool collect_names(struct search *search, struct strings *names)
{
	struct squashfs_listing listing;
	struct squashfs_name name;
	struct diags ignored = {0};
	enum squashfs_step step = SQUASHFS_BROKEN;

	if (squashfs_listing_open(&listing, search->fs, &search->inode, &search->entries_left,
		    &ignored))
		while ((step = squashfs_listing_next(&listing, &name)) == SQUASHFS_NAME &&
			names->count < CANDIDATES_MAX)
			strings_add_length(names, name.bytes, name.length);
	diags_release(&ignored);
	return step != SQUASHFS_BROKEN;
}

static bool fail_with_nearest(struct search *search, const char *name)
{
	struct strings names = {0};
	char *hint = NULL;

	if (collect_names(search, &names)) {
		const char *best = similar_best(
			name, (const char *const *)strings_argv(&names), names.count);
		const char *slash = search->path.length > 0 ? "/" : "";
		if (best != NULL)
			hint = xasprintf(
				"did you mean '/%s%s%s'?", text_string(&search->path), slash, best);
	}
	fail(search, hint, "there is no '%s' in '/%s'", name, text_string(&search->path));
	free(hint);
	strings_release(&names);
	return false;
}

/* Names in a folder are sorted by their bytes; the kernel relies on it, too. */
static int compare(const struct squashfs_name *name, const char *wanted, size_t length)
{
	size_t common = name->length < length ? name->length : length;
	int order = memcmp(name->bytes, wanted, common);

	return order != 0 ? order : (name->length > length) - (name->length < length);
}

/* Finds a name in the current folder and goes there. */
static bool look_up(struct search *search, const char *wanted)
{
	struct squashfs_listing listing;
	struct squashfs_name name;
	size_t length = strlen(wanted);

	if (search->inode.type != SQUASHFS_FOLDER)
		return fail(search, NULL, "'/%s' is not a folder", text_string(&search->path));
	if (!squashfs_listing_open_near(&listing, &search->cursor, &search->inode, wanted,
		    &search->entries_left))
		return false;
	for (;;) {
		enum squashfs_step step = squashfs_listing_next(&listing, &name);
		if (step == SQUASHFS_BROKEN)
			return false;
		int order = step == SQUASHFS_END ? 1 : compare(&name, wanted, length);
		if (order > 0)
			break;
		if (order == 0) {
			go_down(search, wanted, name.reference);
			return load_last(search);
		}
	}
	return fail_with_nearest(search, wanted);
}

/* Puts the target of the link that is the last of the trail in front of the rest. */
static bool follow(struct search *search)
{
	struct text target = TEXT_INIT;

	if (++search->links > SQUASHFS_LINKS_MAX)
		return fail(search, NULL,
			"more than %d links lead on from one to the next (the last is '/%s')",
			SQUASHFS_LINKS_MAX, text_string(&search->path));
	if (!squashfs_append_target(&search->cursor, &search->inode, &target)) {
		text_release(&target);
		return false;
	}
	go_up(search);
	if (text_string(&target)[0] == '/') {
		search->trail.count = 1;
		text_truncate(&search->path, 0);
	}
	text_append(&target, text_string(&search->rest) + search->at);
	text_release(&search->rest);
	search->rest = target;
	search->at = 0;
	return load_last(search);
}

/* Takes the next part of the rest to `part`; false when there is none. Sets *last when nothing, not
 * even a slash, follows it. */
static bool next_part(struct search *search, struct text *part, bool *last)
{
	const char *rest = text_string(&search->rest) + search->at;
	size_t slashes = strspn(rest, "/");
	size_t length = strcspn(rest + slashes, "/");

	text_truncate(part, 0);
	text_append_bytes(part, rest + slashes, length);
	search->at += slashes + length;
	*last = rest[slashes + length] == '\0';
	return length > 0;
}

static bool take_part(struct search *search, const char *part, bool last, unsigned flags)
{
	bool up = string_equal(part, "..");

	if (up || string_equal(part, ".")) {
		if (search->inode.type != SQUASHFS_FOLDER)
			return fail(
				search, NULL, "'/%s' is not a folder", text_string(&search->path));
		if (!up)
			return true;
		go_up(search);
		return load_last(search);
	}
	if (!look_up(search, part))
		return false;
	if (search->inode.type != SQUASHFS_SYMLINK || (last && (flags & SQUASHFS_NO_FOLLOW) != 0))
		return true;
	return follow(search);
}

static bool resolve(struct search *search, unsigned flags)
{
	struct text part = TEXT_INIT;
	bool fine = load_last(search), last = false;

	while (fine && next_part(search, &part, &last))
		fine = take_part(search, text_string(&part), last, flags);
	text_release(&part);
	/* A slash at the end asks for a folder. */
	const char *rest = text_string(&search->rest);
	size_t length = search->rest.length;
	if (fine && length > 0 && rest[length - 1] == '/' &&
		search->inode.type != SQUASHFS_FOLDER)
		fine = fail(search, NULL, "'/%s' is not a folder", text_string(&search->path));
	return fine;
}

/* Hands the path that was found over to `fs`, which keeps it for the entry. */
static void fill(struct search *search, struct squashfs_entry *entry)
{
	struct squashfs *fs = search->fs;

	text_release(&fs->found);
	fs->found = search->path;
	search->path = (struct text)TEXT_INIT;
	const char *path = text_string(&fs->found), *slash = strrchr(path, '/');
	entry->path = path;
	entry->name = slash == NULL ? path : slash + 1;
	squashfs_fill_entry(&search->inode,
		search->trail.items[search->trail.count - 1].reference, entry);
}

bool squashfs_find(struct squashfs *fs, const char *path, unsigned flags,
	struct squashfs_entry *entry, struct diags *diags)
{
	struct search search = {.fs = fs,
		.diags = diags,
		.wanted = path,
		.entries_left = SQUASHFS_ENTRIES_MAX};

	fs->decodes_left = SQUASHFS_DECODES_MAX;
	text_append(&search.rest, path);
	vector_push(&search.trail, (struct step){fs->root, 0});
	bool fine = resolve(&search, flags);
	if (fine)
		fill(&search, entry);
	text_release(&search.rest);
	text_release(&search.path);
	vector_release(&search.trail);
	return fine;
}

#include "image/resolve_parts.h"

#include "base/similar.h"
#include "image/query.h"

#include <ctype.h>
#include <sys/stat.h>

/* Words and names that are looked at for a hint: enough to help, few enough to be quick. */
enum { LISTED_LIMIT = 5, NEAREST_LIMIT = 3, ASKED_LIMIT = 16, SPELLING_LIMIT = 1000 };

static void add_listed(struct text *text, const char *item, size_t index)
{
	text_append(text, index > 0 ? ", " : "");
	text_append(text, item);
}

static void hint_folders(const struct search *search, struct text *hint)
{
	size_t count = 0;

	text_append(hint, "no images were found at all; looked in ");
	for (size_t i = 0; i < search->folder_count; i++)
		add_listed(hint, search->folders[i], count++);
	if (search->folder_count == 0)
		YAML_EACH (const struct site_root, root, &search->site->roots)
			if (root->path != NULL)
				add_listed(hint, root->path, count++);
	if (count == 0)
		text_append(hint, "no folder: the site names none");
}

/* How much of the words that were asked for stands in a file's name. */
static size_t likeness(const struct image *image, const struct strings *pieces)
{
	size_t score = 0;

	for (size_t i = 0; i < pieces->count; i++)
		if (strcasestr(image->file, pieces->items[i]) != NULL)
			score += strlen(pieces->items[i]);
	return score;
}

/* The words between all that is no letter, digit or dot, without those of one or two letters. */
static struct strings split_pieces(const char *what, size_t limit)
{
	struct strings pieces = {0};

	while (*what != '\0' && pieces.count < limit) {
		size_t length = 0;
		while (isalnum((unsigned char)what[length]) || what[length] == '.')
			length++;
		if (length > 2)
			strings_add_length(&pieces, what, length);
		what += length > 0 ? length : 1;
	}
	return pieces;
}

struct candidate {
	const struct image *image;
	size_t score;
};

/* Puts the image among the best ones, which stand in order. Copies of one name count once. */
static void rank(struct candidate best[NEAREST_LIMIT], const struct image *image, size_t score)
{
	size_t at = NEAREST_LIMIT;

	while (at > 0 && score > best[at - 1].score)
		at--;
	if (at == NEAREST_LIMIT)
		return;
	for (size_t i = 0; i < at; i++)
		if (string_equal(best[i].image->file, image->file))
			return;
	memmove(&best[at + 1], &best[at], (NEAREST_LIMIT - at - 1) * sizeof *best);
	best[at] = (struct candidate){image, score};
}

static bool hint_nearest(const struct search *search, struct text *hint)
{
	struct strings pieces = split_pieces(search->what, ASKED_LIMIT);
	struct candidate best[NEAREST_LIMIT] = {{NULL, 0}};
	size_t count = 0;

	vector_each (const struct image, image, search->catalog)
		rank(best, image, likeness(image, &pieces));
	strings_release(&pieces);
	while (count < NEAREST_LIMIT && best[count].score * 2 > best[0].score)
		count++;
	if (count > 0)
		text_append(hint, "the nearest names are ");
	for (size_t i = 0; i < count; i++)
		add_listed(hint, best[i].image->file, i);
	return count > 0;
}

/* The different words in the names of the images. */
static struct strings words_of_names(const struct catalog *catalog)
{
	struct strings all = {0}, different = {0};

	vector_each (const struct image, image, catalog) {
		struct strings pieces = split_pieces(image->file, ASKED_LIMIT);
		for (size_t i = 0; i < pieces.count; i++)
			strings_add(&all, pieces.items[i]);
		strings_release(&pieces);
	}
	strings_sort(&all);
	for (size_t i = 0; i < all.count && different.count < SPELLING_LIMIT; i++)
		if (i == 0 || !string_equal(all.items[i], all.items[i - 1]))
			strings_add(&different, all.items[i]);
	strings_release(&all);
	return different;
}

/* A misspelt word: the nearest one of those in the names. */
static bool hint_spelling(const struct search *search, struct text *hint)
{
	struct strings asked = split_pieces(search->what, ASKED_LIMIT);
	struct strings words = words_of_names(search->catalog);
	const char *nearest = NULL;

	for (size_t i = 0; i < asked.count && nearest == NULL; i++)
		nearest = similar_best(asked.items[i],
			(const char *const *)strings_argv(&words), words.count);
	if (nearest != NULL)
		text_append_format(hint, "did you mean '%s'?", nearest);
	strings_release(&words);
	strings_release(&asked);
	return nearest != NULL;
}

/* The condition that no image meets even by itself. */
static void hint_condition(const struct search *search, struct text *hint)
{
	struct strings words = resolve_words(search->what);
	size_t before = hint->length;

	for (size_t i = 0; i < words.count && hint->length == before; i++) {
		struct diags ignored = {0};
		bool met = resolve_is_pick(words.items[i]);
		struct query *query = met ? NULL : query_new(words.items[i], &ignored);
		vector_each (const struct image, image, search->catalog)
			met = met || query == NULL || query_matches(query, image);
		if (!met)
			text_append_format(hint, "no image meets '%s' by itself", words.items[i]);
		query_free(query);
		diags_release(&ignored);
	}
	strings_release(&words);
	if (hint->length == before)
		text_append(hint, "each condition is met by some image, but not all by one");
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void resolve_fail_nothing(const struct search *search)
{
	struct text hint = TEXT_INIT;
	struct diag *diag = diags_add(search->diags, SEVERITY_ERROR, "I20", NULL,
		"no image matches '%s'", search->what);

	if (is_folder(search->what))
		text_append_format(&hint, "there is a folder of that name: name the image in it, %s/FILE",
			search->what);
	else if (search->catalog->count == 0)
		hint_folders(search, &hint);
	else if (resolve_is_query(search->what))
		hint_condition(search, &hint);
	else if (!hint_nearest(search, &hint) && !hint_spelling(search, &hint))
		text_append(&hint, "list the images, or name the file by its path");
	diag_hint(diag, "%s", text_string(&hint));
	text_release(&hint);
}

void resolve_fail_several(const struct search *search)
{
	struct text hint = TEXT_INIT;
	struct diag *diag = diags_add(search->diags, SEVERITY_ERROR, "I21", NULL,
		"%zu images match '%s'", search->count, search->what);
	bool same = true;

	for (size_t i = 1; i < search->count; i++)
		same = same && string_equal(search->found[i]->file, search->found[0]->file);
	if (!same && resolve_is_query(search->what))
		text_append(&hint, "add 'newest', or say more: ");
	else if (!same)
		text_append_format(&hint, "add 'newest' ('%s newest'), or say more: ",
			search->what);
	else
		text_append(&hint, "name one by its path, or add 'newest': ");
	for (size_t i = 0; i < search->count && i < LISTED_LIMIT; i++)
		add_listed(&hint, same ? search->found[i]->path : search->found[i]->file, i);
	if (search->count > LISTED_LIMIT)
		text_append_format(&hint, " and %zu more", search->count - LISTED_LIMIT);
	diag_hint(diag, "%s", text_string(&hint));
	text_release(&hint);
}

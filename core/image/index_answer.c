#include "image/index.h"

size_t index_untold(struct index *index, const struct catalog *catalog, const struct query *query,
	const struct image **images)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->count; i++) {
		struct query_says says = {0};
		if (!query_judge(query, &catalog->items[i], &says) && says.untold > 0)
			images[count++] = &catalog->items[i];
	}
	return index_unknown(index, images, count);
}

static void read_now(struct index *index, const struct image *const *images, size_t count,
	struct diags *diags)
{
	enum { LONG_MS = 60000 };
	struct index_work_options options = {0};
	struct index_work *work = index_work_start(index, images, count, &options);

	while (!index_work_wait(work, LONG_MS))
		;
	index_work_end(work, diags);
}

size_t index_answer(struct index *index, struct catalog *catalog, const struct query *query,
	struct diags *diags)
{
	const struct image **images = xcalloc(catalog->count, sizeof *images);
	size_t count;

	index_attach(index, catalog, query);
	count = index_untold(index, catalog, query, images);
	if (count > 0 && count <= INDEX_AT_ONCE) {
		read_now(index, images, count, diags);
		index_attach(index, catalog, query);
		count = index_untold(index, catalog, query, images);
	}
	free(images);
	return count;
}

#include "build/advise.h"
#include "base/clean.h"
#include "cli/command_build.h"
#include "cli/image_index.h"

struct request {
	struct cli *cli;
	struct arena arena;
	struct VECTOR_OF(struct advise_need) needs;
	struct VECTOR_OF(const struct image *) images; /* newest first */
	struct catalog own; /* the image that was named */
	struct advices advices;
};

/* "torch>=2.6,<3,einops" is two needs: a comma before a sign goes on with the versions. */
static bool read_list(struct request *request, const char *list, bool system)
{
	bool fine = true;

	while (*list != '\0') {
		size_t length = strcspn(list, ",");
		struct advise_need need;
		char *part;
		while (list[length] == ',' && strchr("<>=!~", list[length + 1]) != NULL &&
			list[length + 1] != '\0')
			length += 1 + strcspn(list + length + 1, ",");
		part = xstrndup(list, length);
		if (length > 0 && advise_read_need(part, system, &request->arena, &need,
					  &request->cli->diags))
			vector_push(&request->needs, need);
		else if (length > 0)
			fine = false;
		free(part);
		list += length + (list[length] == ',');
	}
	return fine;
}

static bool read_needs(struct request *request)
{
	const struct strings *needs = cli_values(request->cli, "need");
	const struct strings *system = cli_values(request->cli, "system-package");
	bool fine = true;

	for (size_t i = 0; i < needs->count; i++)
		fine = read_list(request, needs->items[i], false) && fine;
	for (size_t i = 0; i < system->count; i++)
		fine = read_list(request, system->items[i], true) && fine;
	if (fine && request->needs.count == 0) {
		fine = diags_fail(&request->cli->diags, "L01", "--need", "it is not said what you need");
		diag_hint(cli_last(request->cli), "for example --need torch==2.7,einops");
	}
	return fine;
}

static int compare_images(const void *a, const void *b)
{
	return image_compare_age(*(const struct image *const *)b, *(const struct image *const *)a);
}

/* Gives the images of the catalog the packages that are asked for. A query of alternatives does not
 * exist; each need is asked for by itself, and the facts hold what any query has asked. */
static void attach(struct request *request, struct index *index)
{
	struct cli *cli = request->cli;
	struct text words = TEXT_INIT;
	struct query *query;
	struct query_says says = {0};

	vector_each (struct advise_need, need, &request->needs)
		text_append_format(&words, " has:%s", need->key);
	query = query_new(text_string(&words), &cli->diags);
	if (query != NULL) {
		cli_attach_facts(cli, index, query, cli_given(cli, "complete"));
		for (size_t i = 0; i < cli->catalog.count; i++)
			(void)query_judge(query, &cli->catalog.items[i], &says);
		cli_tell_unknown(cli, index, query, &says);
	}
	query_free(query);
	text_release(&words);
	for (size_t i = 0; i < cli->catalog.count; i++)
		vector_push(&request->images, &cli->catalog.items[i]);
	if (request->images.count > 0)
		qsort(request->images.items, request->images.count, sizeof *request->images.items,
			compare_images);
}

/* The image that was named: that of the catalog, which has its facts. What one of another folder
 * holds is not known, but it can be built on. */
static const struct image *find_base(struct request *request)
{
	struct cli *cli = request->cli;
	const struct strings *roots = cli_values(cli, "root");
	const struct image *found = catalog_resolve(&request->own, &cli->site,
		cli_value(cli, "image"), roots->items, roots->count, &cli->diags);

	for (size_t i = 0; found != NULL && i < request->images.count; i++)
		if (request->images.items[i]->device == found->device &&
			request->images.items[i]->inode == found->inode)
			return request->images.items[i];
	return found;
}

static void show(struct request *request)
{
	struct cli *cli = request->cli;
	static const char *const words[] = {
		[FIT_YES] = "fits     ", [FIT_CARE] = "with care", [FIT_NO] = "no       "};

	vector_each (struct advice, advice, &request->advices) {
		text_append_format(&cli->out, "%s  ", words[advice->fit]);
		text_append_clean(&cli->out, advice->title, CLEAN_LINE);
		text_append_char(&cli->out, '\n');
		for (size_t i = 0; i < advice->reasons.count; i++) {
			text_append(&cli->out, "             ");
			text_append_clean(&cli->out, advice->reasons.items[i], CLEAN_LINE);
			text_append_char(&cli->out, '\n');
		}
		for (const char *line = advice->command; line != NULL && advice->fit != FIT_NO;) {
			size_t length = strcspn(line, "\n");
			text_append(&cli->out, "           $ ");
			text_append_clean_bytes(&cli->out, line, length, CLEAN_LINE);
			text_append_char(&cli->out, '\n');
			line = line[length] == '\n' ? line + length + 1 : NULL;
		}
	}
}

static void fill_document(struct request *request)
{
	json_t *document = cli_document(request->cli, "berth.build.advise/1");
	json_t *advices = json_array(), *needs = json_array();

	vector_each (struct advise_need, need, &request->needs)
		json_array_append_new(needs, json_string_clean(need->text));
	vector_each (struct advice, advice, &request->advices) {
		json_t *object = json_object(), *reasons = json_array();
		for (size_t i = 0; i < advice->reasons.count; i++)
			json_array_append_new(
				reasons, json_string_clean(advice->reasons.items[i]));
		json_object_set_new(object, "way", json_string(advice->way));
		json_object_set_new(object, "fit", json_string(advise_fit_names[advice->fit]));
		json_object_set_new(object, "title", json_string_clean(advice->title));
		json_object_set_new(object, "reasons", reasons);
		json_object_set_new(object, "command",
			json_string_or_null(advice->command));
		json_array_append_new(advices, object);
	}
	json_object_set_new(document, "needs", needs);
	json_object_set_new(document, "advices", advices);
}

static void advise(struct request *request)
{
	struct cli *cli = request->cli;
	struct advise_wish wish = {.site = &cli->site};

	if (cli_given(cli, "image") && (wish.image = find_base(request)) == NULL)
		return;
	wish.needs = request->needs.items;
	wish.need_count = request->needs.count;
	wish.images = request->images.items;
	wish.image_count = request->images.count;
	build_advise(&wish, &request->advices);
	if (cli->json)
		fill_document(request);
	else
		show(request);
	if (!diags_have_errors(&cli->diags) && request->advices.items[0].fit == FIT_NO)
		cli->exit_code = 1;
}

void command_build_advise(struct cli *cli)
{
	struct request request = {.cli = cli};
	const struct site *site = cli_site(cli);
	const struct strings *roots = cli_values(cli, "root");

	if (site != NULL && read_needs(&request) &&
		catalog_scan(&cli->catalog, site, roots->items, roots->count, 0, &cli->diags)) {
		struct index *index = index_open();
		attach(&request, index);
		advise(&request);
		index_free(index);
	}
	catalog_release(&request.own);
	advices_release(&request.advices);
	vector_release(&request.images);
	vector_release(&request.needs);
	arena_release(&request.arena);
}

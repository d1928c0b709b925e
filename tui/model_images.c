#include "tui/app_parts.h"
#include "tui/model.h"

/*
 * The catalog of images, scanned by a thread; and reading what is inside of them.
 */

enum { LOOK_MS = 250, COLLECT_SECONDS = 5 };

static char scan_slot, facts_slot;

struct scan {
	struct model *model;
	const struct site *site;
	struct strings roots; /* of the workspace; none: the site's */
	struct catalog *catalog;
	struct index *index; /* with which it was read; the model's afterwards */
	struct diags diags;
};

static struct catalog *scan_images(const struct site *site, const struct strings *roots,
	const atomic_bool *cancel, struct index *index, struct diags *diags)
{
	struct catalog *catalog = xcalloc(1, sizeof *catalog);
	bool fine = catalog_scan(catalog, site, roots->items, roots->count, 0, diags);

	if (fine && !atomic_load(cancel)) {
		index_read_heads(index, catalog, cancel, diags);
		index_attach(index, catalog, NULL);
	}
	return catalog;
}

static void scan_work(void *context, const atomic_bool *cancel)
{
	struct scan *scan = context;

	scan->index = index_open();
	scan->catalog = scan_images(scan->site, &scan->roots, cancel, scan->index, &scan->diags);
}

static void free_catalog(struct catalog *catalog)
{
	if (catalog != NULL)
		catalog_release(catalog);
	free(catalog);
}

static void scan_done(void *context, bool stale)
{
	struct scan *scan = context;
	struct model *model = scan->model;

	if (stale) {
		free_catalog(scan->catalog);
		index_free(scan->index);
		diags_release(&scan->diags);
	} else {
		struct catalog *before = model->catalog;
		diags_release(&model->catalog_diags);
		index_free(model->index);
		model->index = scan->index;
		model->catalog = scan->catalog;
		model->catalog_diags = scan->diags;
		model->scanning = false;
		app_changed(model->app, MODEL_IMAGES);
		free_catalog(before);
		if (model->composes_after_scan)
			model_compose(model);
	}
	strings_release(&scan->roots);
	free(scan);
}

static void copy_roots(const struct model *model, struct strings *roots)
{
	const struct yaml_strings *paths = &model->document.workspace.root_paths;

	for (size_t i = 0; i < paths->count; i++)
		strings_add(roots, paths->items[i]);
}

void model_follow_roots(struct model *model)
{
	struct strings roots = {0};
	bool same;

	copy_roots(model, &roots);
	same = roots.count == model->roots.count;
	for (size_t i = 0; same && i < roots.count; i++)
		same = string_equal(roots.items[i], model->roots.items[i]);
	strings_release(&roots);
	if (!same)
		model_scan(model);
}

void model_scan(struct model *model)
{
	struct scan *scan = xcalloc(1, sizeof *scan);

	scan->model = model;
	scan->site = &model->site;
	copy_roots(model, &scan->roots);
	strings_release(&model->roots);
	copy_roots(model, &model->roots);
	model->scanning = true;
	app_work(model->app, &scan_slot,
		&(struct app_work){.work = scan_work, .done = scan_done, .context = scan});
}

/* Reading the insides. The numbers are looked at while the thread works. */
struct reading {
	struct model *model;
	const struct site *site;
	struct strings roots;
	atomic_size_t done, total;
	struct diags diags;
};

static void wait_for_all(
	struct reading *reading, struct index_work *work, const atomic_bool *cancel)
{
	time_t collected = time(NULL);
	bool done = false;

	while (!done && !atomic_load(cancel)) {
		struct index_progress progress;
		done = index_work_wait(work, LOOK_MS);
		index_work_progress(work, &progress);
		atomic_store(&reading->done, progress.done);
		if (time(NULL) - collected >= COLLECT_SECONDS) {
			index_work_collect(work, &reading->diags);
			collected = time(NULL);
		}
	}
}

static void facts_work(void *context, const atomic_bool *cancel)
{
	struct reading *reading = context;
	struct index *index = index_open();
	struct catalog *catalog = scan_images(reading->site, &reading->roots, cancel, index, &reading->diags);
	const struct image **images = xcalloc(catalog->count, sizeof *images);
	size_t count;

	for (size_t i = 0; i < catalog->count; i++)
		images[i] = &catalog->items[i];
	count = index_unknown(index, images, catalog->count);
	atomic_store(&reading->total, count);
	if (count > 0 && !atomic_load(cancel)) {
		struct index_work *work =
			index_work_start(index, images, count, &(struct index_work_options){0});
		wait_for_all(reading, work, cancel);
		index_work_end(work, &reading->diags);
	}
	free(images);
	free_catalog(catalog);
	index_free(index);
}

/* While it goes on, what was read is shown now and then. */
static void look_at_facts(void *context)
{
	struct model *model = context;
	struct reading *reading = model->reading;
	size_t done;

	if (!app_work_busy(model->app, &facts_slot)) {
		model->facts_done = model->facts_total = 0;
		model->reading = NULL;
		app_changed(model->app, MODEL_IMAGES);
		return;
	}
	done = atomic_load(&reading->done);
	model->facts_total = atomic_load(&reading->total);
	if (done != model->facts_done)
		app_dirty(model->app);
	model->facts_done = done;
	app_timer(model->app, LOOK_MS, look_at_facts, model);
}

static void facts_done(void *context, bool stale)
{
	struct reading *reading = context;
	struct model *model = reading->model;

	if (!stale) {
		app_say_diags(model->app, &reading->diags);
		model->facts_done = model->facts_total = 0;
		model->reading = NULL;
		app_timer(model->app, -1, look_at_facts, model);
		model_scan(model);
	}
	diags_release(&reading->diags);
	strings_release(&reading->roots);
	free(reading);
}

void model_read_facts(struct model *model)
{
	struct reading *reading = xcalloc(1, sizeof *reading);

	reading->model = model;
	reading->site = &model->site;
	copy_roots(model, &reading->roots);
	model->reading = reading;
	works_start(model->app->works, &facts_slot,
		&(struct works_item){.title = "reading images",
			.work = facts_work,
			.done = facts_done,
			.context = reading,
			.own_thread = true,
			.started = app_now(model->app)});
	app_timer(model->app, LOOK_MS, look_at_facts, model);
}

bool model_attach(struct model *model, const struct query *query)
{
	if (model->catalog == NULL)
		return false;
	index_attach(model->index, model->catalog, query);
	return true;
}

const struct image *model_image(const struct model *model, const char *path)
{
	size_t low = 0, high = model->catalog != NULL ? model->catalog->count : 0;

	/* The catalog is sorted by path. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(model->catalog->items[middle].path, path);
		if (order == 0)
			return &model->catalog->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

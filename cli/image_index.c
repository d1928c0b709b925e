#include "cli/image_index.h"
#include "cli/interrupt.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
	PROGRESS_MS = 200,
	COLLECT_SECONDS = 5,   /* what is lost at most when the program is killed */
	COLLECT_IMAGES = 64,
};

static void show_progress(const struct index_progress *progress, time_t started)
{
	time_t passed = time(NULL) - started;
	double rest = (double)(progress->total - progress->done);
	double left = progress->done > 0 ? (double)passed * rest / (double)progress->done : 0;

	fprintf(stderr, "\rberth: %zu of %zu images read", progress->done, progress->total);
	if (passed >= 2)
		fprintf(stderr, ", about %.0f s left", left);
	fprintf(stderr, "\033[K");
}

bool cli_read_inside(struct cli *cli, struct index *index, const struct image *const *images,
	size_t count, struct index_progress *progress)
{
	struct index_work_options options = {0};
	bool terminal = isatty(STDERR_FILENO), done = false;
	time_t started = time(NULL), collected = started;
	struct index_work *work;
	size_t collected_images = 0;

	interrupt_watch();
	work = index_work_start(index, images, count, &options);
	while (!done && !interrupt_came()) {
		done = index_work_wait(work, PROGRESS_MS);
		index_work_progress(work, progress);
		if (terminal)
			show_progress(progress, started);
		if (time(NULL) - collected >= COLLECT_SECONDS ||
			progress->done - collected_images >= COLLECT_IMAGES) {
			index_work_collect(work, &cli->diags);
			collected = time(NULL);
			collected_images = progress->done;
		}
	}
	if (terminal)
		fprintf(stderr, "\r\033[K");
	index_work_progress(work, progress);
	index_work_end(work, &cli->diags);
	interrupt_ignore();
	if (done)
		return true;
	diag_hint(diags_add(&cli->diags, SEVERITY_ERROR, "I84", NULL,
			  "interrupted: %zu of %zu images are read", progress->done,
			  progress->total),
		"what was read is kept; the same command goes on from there");
	return false;
}

void cli_attach_facts(
	struct cli *cli, struct index *index, const struct query *query, bool complete)
{
	struct catalog *catalog = &cli->catalog;
	const struct image **images;
	struct index_progress progress;
	size_t count;

	if (query == NULL || !query_needs_facts(query) || catalog->count == 0)
		return;
	index_attach(index, catalog, query);
	images = xcalloc(catalog->count, sizeof *images);
	count = index_untold(index, catalog, query, images);
	if (count > 0 && (complete || count <= INDEX_AT_ONCE)) {
		cli_read_inside(cli, index, images, count, &progress);
		index_attach(index, catalog, query);
	}
	free(images);
}

void cli_tell_unknown(struct cli *cli, struct index *index, const struct query *query,
	const struct query_says *says)
{
	const struct image **images;
	size_t count;

	if (says->natural)
		diag_hint(diags_add(&cli->diags, SEVERITY_NOTE, "I85", NULL,
				  "versions of '%s' and the like are not PEP 440: they are compared "
				  "by their numbers, in order",
				  says->natural_name),
			"look at the versions themselves before you rely on it");
	if (says->untold == 0)
		return;
	images = xcalloc(cli->catalog.count, sizeof *images);
	count = index_untold(index, &cli->catalog, query, images);
	free(images);
	if (count > 0)
		diag_hint(diags_add(&cli->diags, SEVERITY_NOTE, "I82", NULL,
				  "%zu more %s match: what is inside was not read yet", count,
				  count == 1 ? "image may" : "images may"),
			"'--complete' reads them first; 'berth index rebuild' reads all images "
			"once");
	else
		diag_hint(diags_add(&cli->diags, SEVERITY_NOTE, "I83", NULL,
				  "of %zu %s it cannot be told: what is inside cannot be read",
				  says->untold, says->untold == 1 ? "image" : "images"),
			"'berth image show' tells why, for example that it is encrypted");
}

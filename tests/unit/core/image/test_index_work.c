#include "testing.h"

#include "core/image/index_maker.h"
#include "image/crew.h"

#include <sys/eventfd.h>

enum { IMAGES = 12 };

/* Real images with one package each, by a script. */
static void make_images(struct store *store)
{
	static const char script[] =
		"i=0; while [ $i -lt 12 ]; do\n"
		"mkdir -p tree/opt/v/lib/python3.12/site-packages/p$i-1.$i.dist-info\n"
		"echo 'version = 3.12' > tree/opt/v/pyvenv.cfg\n"
		"mksquashfs tree images/$i.sqsh -noappend -no-progress -quiet > /dev/null\n"
		"rm -r tree; i=$((i + 1)); done\n";

	write_text(store->folder, "make.sh", script);
	run_tool(store->folder, "sh -e make.sh");
	store_scan(store);
	assert_int_equal(store->catalog.count, IMAGES);
}

static size_t list_images(struct store *store, const struct image **images)
{
	for (size_t i = 0; i < store->catalog.count; i++)
		images[i] = &store->catalog.items[i];
	return index_unknown(store->index, images, store->catalog.count);
}

static void wake(void *context)
{
	uint64_t one = 1;
	if (write(*(int *)context, &one, sizeof one) != sizeof one)
		abort();
}

static void test_all_are_read(void **state)
{
	struct store *store = *state;
	const struct image *images[IMAGES];
	int bell = eventfd(0, EFD_CLOEXEC);
	struct index_work_options options = {.threads = 3, .on_done = wake, .context = &bell};
	struct index_progress progress;
	struct index_work *work;
	uint64_t rings = 0;

	make_images(store);
	assert_int_equal(list_images(store, images), IMAGES);
	work = index_work_start(store->index, images, IMAGES, &options);
	/* The catalog may go meanwhile. */
	catalog_release(&store->catalog);
	while (!index_work_wait(work, 1000))
		index_work_collect(work, &store->diags);
	index_work_progress(work, &progress);
	assert_int_equal(progress.total, IMAGES);
	assert_int_equal(progress.done, IMAGES);
	assert_int_equal(progress.failed, 0);
	index_work_end(work, &store->diags);
	assert_int_equal(read(bell, &rings, sizeof rings), sizeof rings);
	assert_int_equal(rings, IMAGES);
	close(bell);
	store_open(store);
	store_scan(store);
	assert_int_equal(list_images(store, images), 0);
	assert_query(store, "has:p7", "7.sqsh");
	assert_query(store, "p7>=1.7", "7.sqsh");
	assert_no_diags(&store->diags);
}

/* Giving up keeps what was read, and nothing that was half read. */
static void test_giving_up(void **state)
{
	struct store *store = *state;
	const struct image *images[IMAGES];
	struct index_work_options options = {.threads = 2};
	struct index_progress progress;
	struct index_work *work;
	size_t left;

	make_images(store);
	list_images(store, images);
	work = index_work_start(store->index, images, IMAGES, &options);
	index_work_wait(work, 10000);
	index_work_progress(work, &progress);
	assert_true(progress.done > 0);
	index_work_end(work, &store->diags);
	store_open(store);
	left = list_images(store, images);
	assert_true(left <= IMAGES - progress.done);
	/* And at once. */
	work = index_work_start(store->index, images, left, &options);
	index_work_end(work, &store->diags);
	assert_no_diags(&store->diags);
}

/* A file that is another one when it was read is nothing to remember. */
static void test_a_file_that_is_replaced(void **state)
{
	struct store *store = *state;
	const struct image *images[IMAGES];
	struct index_work_options options = {.threads = 1};
	struct index_work *work;
	char *path = path_join(store->images, "3.sqsh");

	make_images(store);
	list_images(store, images);
	/* Found as it was, read as it is. */
	assert_int_equal(utimensat(AT_FDCWD, path, NULL, 0), 0);
	free(path);
	path = path_join(store->images, "4.sqsh");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	free(path);
	work = index_work_start(store->index, images, IMAGES, &options);
	while (!index_work_wait(work, 1000))
		;
	index_work_end(work, &store->diags);
	assert_int_equal(list_images(store, images), 2);
	assert_query(store, "has:p3", "");
	assert_query(store, "has:p5", "5.sqsh");
	assert_no_diags(&store->diags);
}

static void test_what_cannot_be_read(void **state)
{
	struct store *store = *state;
	const struct image *images[2];
	struct index_work_options options = {0};
	struct index_progress progress;
	struct index_work *work;

	store_make_sif(store, "broken.sif");
	write_text(store->images, "page.sif", "<html>");
	store_scan(store);
	assert_int_equal(list_images(store, images), 2);
	work = index_work_start(store->index, images, 2, &options);
	while (!index_work_wait(work, 1000))
		;
	index_work_progress(work, &progress);
	assert_int_equal(progress.failed, 2);
	index_work_end(work, &store->diags);
	assert_int_equal(list_images(store, images), 0);
	/* Nothing to do is done at once. */
	work = index_work_start(store->index, images, 0, &options);
	assert_true(index_work_wait(work, 0));
	index_work_end(work, &store->diags);
	assert_no_diags(&store->diags);
}

/* It is read again when the file system works again. */
static void test_a_file_system_that_fails_for_once(void **state)
{
	struct store *store = *state;
	const struct image *images[IMAGES];
	struct index_work_options options = {0};
	struct index_progress progress;
	struct index_work *work;

	make_images(store);
	assert_int_equal(list_images(store, images), IMAGES);
	store_fails_from = 1;
	work = index_work_start(store->index, images, IMAGES, &options);
	while (!index_work_wait(work, 1000))
		;
	index_work_progress(work, &progress);
	assert_int_equal(progress.failed, IMAGES);
	index_work_end(work, &store->diags);
	store_fails_from = INT64_MAX;
	assert_int_equal(list_images(store, images), IMAGES);
	assert_no_diags(&store->diags);
}

static void count_item(void *context, size_t item)
{
	atomic_int *counts = context;
	atomic_fetch_add(&counts[item], 1);
}

static void test_a_crew_does_each_item_once(void **state)
{
	enum { ITEMS = 1000 };
	static atomic_int counts[ITEMS];

	(void)state;
	for (size_t threads = 0; threads <= CREW_LIMIT + 1; threads++) {
		struct crew crew = {.count = ITEMS, .work = count_item, .context = counts};
		crew_start(&crew, threads);
		crew_finish(&crew);
		for (size_t i = 0; i < ITEMS; i++)
			assert_int_equal(atomic_load(&counts[i]), threads + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE(test_all_are_read),
		STORE(test_giving_up),
		STORE(test_a_file_that_is_replaced),
		STORE(test_what_cannot_be_read),
		STORE(test_a_file_system_that_fails_for_once),
		cmocka_unit_test(test_a_crew_does_each_item_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

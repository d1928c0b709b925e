#include "image/index_parts.h"

#include "image/crew.h"
#include "image/sif.h"
#include "image/tree.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 4 };

struct readings VECTOR_OF(struct index_reading);

struct index_work {
	struct index *index;
	struct index_work_options options;
	struct arena arena;      /* owns the paths */
	struct image *images;    /* owned: what must be known of them */
	struct crew crew;
	atomic_bool give_up;     /* also stops the readings that were begun */
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t changed;
	struct readings ready;   /* read and not yet in the index */
	size_t done, failed;
	size_t seen;             /* of done: index_work_wait() has told of them */
};

/* Whether the file at the path is still the one that was found. */
static bool is_same_file(const struct image *image)
{
	struct stat status;

	return stat(image->path, &status) == 0 && (uint64_t)status.st_ino == image->inode &&
		(uint64_t)status.st_size == image->size &&
		image_time(&status.st_mtim) == image->mtime_ns &&
		image_time(&status.st_ctim) == image->ctime_ns;
}

bool index_is_lasting(const char *path, const struct diags *diags)
{
	return !diags_have(diags, "I01") || (access(path, R_OK) != 0 && errno == EACCES);
}

/* NULL when they cannot be read. */
static struct facts *read_facts(struct index_work *work, const struct image *image, bool *lasting)
{
	struct facts *facts = xcalloc(1, sizeof *facts);
	struct diags diags = {0};
	struct sif sif = {0};
	struct image_tree *tree = NULL;
	bool good = sif_read(image->path, &sif, &diags);

	if (good)
		tree = image_tree_open(image->path, &sif, &diags);
	good = tree != NULL &&
		facts_read(tree, &sif, FACTS_DATABASES, &work->give_up, facts, &diags);
	*lasting = index_is_lasting(image->path, &diags);
	image_tree_close(tree);
	sif_release(&sif);
	diags_release(&diags);
	if (good)
		return facts;
	facts_release(facts);
	free(facts);
	return NULL;
}

static void read_one(void *context, size_t item)
{
	struct index_work *work = context;
	const struct image *image = &work->images[item];
	bool lasting;
	struct facts *facts = read_facts(work, image, &lasting);
	/* A file that changed meanwhile, or is only half read, is nothing to remember. */
	bool keep = lasting && !atomic_load(&work->give_up) && is_same_file(image);

	pthread_mutex_lock(&work->lock);
	if (keep)
		vector_push(&work->ready, (struct index_reading){*image, facts});
	work->failed += facts == NULL;
	work->done++;
	pthread_cond_broadcast(&work->changed);
	pthread_mutex_unlock(&work->lock);
	if (!keep && facts != NULL) {
		facts_release(facts);
		free(facts);
	}
	if (work->options.on_done != NULL)
		work->options.on_done(work->options.context);
}

static size_t usual_threads(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (size_t)processors;
}

struct index_work *index_work_start(struct index *index, const struct image *const *images,
	size_t count, const struct index_work_options *options)
{
	struct index_work *work = xcalloc(1, sizeof *work);
	pthread_condattr_t attributes;

	work->index = index;
	work->options = *options;
	work->images = xcalloc(count, sizeof *work->images);
	for (size_t i = 0; i < count; i++) {
		struct image *copy = &work->images[i];
		*copy = (struct image){.size = images[i]->size, .mtime = images[i]->mtime,
			.mtime_ns = images[i]->mtime_ns, .ctime_ns = images[i]->ctime_ns,
			.device = images[i]->device, .inode = images[i]->inode};
		copy->path = arena_strdup(&work->arena, images[i]->path);
		copy->target = arena_strdup(&work->arena, images[i]->target);
	}
	pthread_mutex_init(&work->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&work->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	work->crew = (struct crew){.count = count, .work = read_one, .context = work,
		.cancel = &work->give_up};
	crew_start(&work->crew, options->threads > 0 ? options->threads : usual_threads());
	return work;
}

bool index_work_wait(struct index_work *work, int milliseconds)
{
	struct timespec until;
	bool all;

	/* Where no thread could be made the work is done here. */
	if (work->crew.thread_count == 0 && !crew_step(&work->crew))
		return true;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += milliseconds % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_mutex_lock(&work->lock);
	while (work->done == work->seen && work->done < work->crew.count)
		if (pthread_cond_timedwait(&work->changed, &work->lock, &until) == ETIMEDOUT)
			break;
	work->seen = work->done;
	all = work->done == work->crew.count;
	pthread_mutex_unlock(&work->lock);
	return all;
}

void index_work_progress(struct index_work *work, struct index_progress *progress)
{
	pthread_mutex_lock(&work->lock);
	*progress = (struct index_progress){work->crew.count, work->done, work->failed};
	pthread_mutex_unlock(&work->lock);
}

void index_work_collect(struct index_work *work, struct diags *diags)
{
	struct readings ready;

	pthread_mutex_lock(&work->lock);
	ready = work->ready;
	work->ready = (struct readings){0};
	pthread_mutex_unlock(&work->lock);
	index_store_facts(work->index, ready.items, ready.count, diags);
	vector_each (struct index_reading, reading, &ready) {
		if (reading->facts != NULL)
			facts_release(reading->facts);
		free(reading->facts);
	}
	vector_release(&ready);
}

void index_work_end(struct index_work *work, struct diags *diags)
{
	atomic_store(&work->give_up, true);
	if (work->crew.thread_count > 0)
		crew_finish(&work->crew);
	index_work_collect(work, diags);
	pthread_cond_destroy(&work->changed);
	pthread_mutex_destroy(&work->lock);
	free(work->images);
	arena_release(&work->arena);
	free(work);
}

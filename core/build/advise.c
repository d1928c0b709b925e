#include "build/advise.h"
#include "build/write.h"
#include "base/version.h"
#include "base/words.h"
#include "image/query.h"
#include "image/rocm.h"

/* More images that have everything are no help. */
enum { IMAGES_SHOWN = 3 };

const char *const advise_fit_names[] = {
	[FIT_YES] = "fits", [FIT_CARE] = "with-care", [FIT_NO] = "no", NULL};

struct advising {
	const struct advise_wish *wish;
	struct advices *advices;
	const struct image *base; /* what a build would be on; may be NULL */
};

/* The package of the image that meets the need; NULL for none. */
static const struct package *find_package(
	const struct image *image, const struct advise_need *need, bool any_version)
{
	size_t count = 0;
	const struct package *packages, *found = NULL;
	struct text buffer = TEXT_INIT;

	if (image->facts == NULL)
		return NULL;
	packages = facts_packages(image->facts, need->key, &count);
	for (size_t i = 0; i < count && found == NULL; i++) {
		const char *version = package_version(&packages[i], need->specifier, &buffer);
		if (any_version || need->specifier == NULL ||
			(version != NULL &&
				version_match(version, need->specifier, NULL) == VERSION_YES))
			found = &packages[i];
	}
	text_release(&buffer);
	return found;
}

static size_t count_met(const struct advise_wish *wish, const struct image *image)
{
	size_t met = 0;

	for (size_t i = 0; i < wish->need_count; i++)
		met += find_package(image, &wish->needs[i], false) != NULL;
	return met;
}

static struct advice *add(struct advising *advising, enum advise_fit fit, const char *way,
	const char *title)
{
	struct advice *advice = vector_add(advising->advices);

	*advice = (struct advice){.fit = fit, .way = way,
		.title = arena_strdup(&advising->advices->arena, title)};
	return advice;
}

static void because(struct advising *advising, struct advice *advice, const char *format, ...)
	PRINTF_LIKE(3, 4);

static void because(struct advising *advising, struct advice *advice, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	vector_push(&advice->reasons, arena_strdup(&advising->advices->arena, text_string(&text)));
	text_release(&text);
}

/* A reason against the way. */
static void spoil(struct advice *advice, enum advise_fit fit)
{
	if (fit > advice->fit)
		advice->fit = fit;
}

static void set_command(struct advising *advising, struct advice *advice, struct text *command)
{
	advice->command = arena_strdup(&advising->advices->arena, text_string(command));
	text_release(command);
}

/* The ROCm of an image that is too old for the driver; NULL for a sound one. */
static const char *find_old_rocm(const struct site *site, const struct image *image)
{
	struct rocm rocm = rocm_judge(site, image, image->facts);

	return rocm.fit == ROCM_TOO_OLD ? rocm.version : NULL;
}

/* What is the matter with the image itself on this machine. */
static void judge_image(struct advising *advising, struct advice *advice, const struct image *image)
{
	const struct site *site = advising->wish->site;
	const char *rocm = find_old_rocm(site, image);

	if (rocm != NULL) {
		spoil(advice, FIT_CARE);
		because(advising, advice, "its ROCm %s is older than the driver supports (%s)", rocm,
			site->rocm.low);
	}
	if (image->stability == ROOT_REMOVED || image->stability == ROOT_MOVES) {
		spoil(advice, FIT_CARE);
		because(advising, advice, "its place is not kept: copy it first");
	}
}

static void advise_images(struct advising *advising)
{
	const struct advise_wish *wish = advising->wish;
	size_t shown = 0;

	for (size_t i = 0; i < wish->image_count && shown < IMAGES_SHOWN; i++) {
		const struct image *image = wish->images[i];
		struct advice *advice;
		if (count_met(wish, image) < wish->need_count)
			continue;
		shown++;
		advice = add(advising, FIT_YES, "image", image->path);
		for (size_t n = 0; n < wish->need_count; n++) {
			const struct package *package =
				find_package(image, &wish->needs[n], false);
			because(advising, advice, "it has %s %s", package->name,
				package->version != NULL ? package->version : "");
		}
		judge_image(advising, advice, image);
	}
	if (shown == 0)
		because(advising,
			add(advising, FIT_NO, "image", "an image that has it all already"),
			"none that was looked into does");
}

static bool listed(const struct yaml_strings *list, const char *key)
{
	for (size_t i = 0; i < list->count; i++)
		if (string_equal(list->items[i], key))
			return true;
	return false;
}

/* The same reasons hold for everything that pip installs. */
static void judge_pip(struct advising *advising, struct advice *advice,
	const struct advise_need *need, const char *where)
{
	if (need->system) {
		spoil(advice, FIT_NO);
		because(advising, advice, "%s is a package of the system, which %s does not install",
			need->name, where);
	} else if (listed(&advising->wish->site->build.image_only, need->key)) {
		spoil(advice, FIT_NO);
		because(advising, advice,
			"%s comes from PyPI for CUDA, or has to be compiled: take an image that has it",
			need->name);
	}
}

static void append_packages(
	const struct advising *advising, bool missing_only, bool system, struct text *command)
{
	const struct advise_wish *wish = advising->wish;
	const struct image *base = advising->base;

	for (size_t i = 0; i < wish->need_count; i++) {
		const struct advise_need *need = &wish->needs[i];
		if (need->system != system ||
			(missing_only && base != NULL && find_package(base, need, false) != NULL))
			continue;
		text_append(command, " ");
		if (!system)
			text_append(command, "-p ");
		text_append_shell_word(command, need->text);
	}
}

static void advise_venv(struct advising *advising)
{
	const struct advise_wish *wish = advising->wish;
	const struct image *base = advising->base;
	struct text command = TEXT_INIT;
	struct advice *advice;

	if (base == NULL || count_met(wish, base) == wish->need_count)
		return;
	advice = add(advising, FIT_YES, "venv",
		arena_format(&advising->advices->arena, "a venv on top of %s", base->file));
	for (size_t i = 0; i < wish->need_count; i++) {
		const struct advise_need *need = &wish->needs[i];
		const struct package *other = find_package(base, need, true);
		const struct package *met = find_package(base, need, false);
		if (met != NULL) {
			because(advising, advice, "the image has %s %s", met->name,
				met->version != NULL ? met->version : "");
			continue;
		}
		if (write_is_rocm_package(need->name)) {
			spoil(advice, FIT_NO);
			because(advising, advice,
				"another %s would hide %s, for which the rest of the image was built",
				need->name, other != NULL ? "the image's own" : "nothing, but");
			continue;
		}
		judge_pip(advising, advice, need, "pip");
		if (other != NULL) {
			spoil(advice, FIT_CARE);
			because(advising, advice, "it would hide %s %s of the image", other->name,
				other->version != NULL ? other->version : "");
		}
	}
	if (base->facts == NULL) {
		spoil(advice, FIT_CARE);
		because(advising, advice, "what the image holds is not known");
	}
	judge_image(advising, advice, base);
	text_append(&command, "berth build venv --image ");
	text_append_shell_word(&command, base->path);
	text_append(&command, " -o more.sqsh");
	append_packages(advising, true, false, &command);
	set_command(advising, advice, &command);
}

static bool needs_gpu_packages(const struct advise_wish *wish)
{
	for (size_t i = 0; i < wish->need_count; i++)
		if (write_is_rocm_package(wish->needs[i].name) ||
			listed(&wish->site->build.image_only, wish->needs[i].key) ||
			string_starts(wish->needs[i].key, "jax") ||
			string_starts(wish->needs[i].key, "tensorflow"))
			return true;
	return false;
}

/* The first system whose ROCm the driver supports and for which there are wheels; for CPUs the
 * first whose base has none. */
static const struct site_cotainr_system *choose_system(
	const struct advise_wish *wish, bool gpus, const char **rocm, struct arena *arena)
{
	const struct yaml_records *versions = &wish->site->build.cotainr;
	const struct site_rocm_window *window = &wish->site->rocm;
	const struct site_cotainr *newest = versions->count > 0 ? versions->items : NULL;

	if (newest == NULL)
		return NULL;
	YAML_EACH(const struct site_cotainr_system, system, &newest->systems) {
		struct image_name name = {0};
		if (system->base != NULL)
			image_name_parse(wish->site, system->base, arena, &name);
		*rocm = name.rocm;
		if (!gpus && name.rocm == NULL)
			return system;
		if (gpus && name.rocm != NULL &&
			(window->low == NULL ||
				version_compare(name.rocm, window->low, NULL) >= 0) &&
			write_knows_rocm(wish->site, name.rocm))
			return system;
	}
	return NULL;
}

static void advise_cotainr(struct advising *advising)
{
	const struct advise_wish *wish = advising->wish;
	bool gpus = needs_gpu_packages(wish);
	const char *rocm = NULL;
	const struct site_cotainr_system *system =
		choose_system(wish, gpus, &rocm, &advising->advices->arena);
	struct advice *advice;
	struct text command = TEXT_INIT;

	if (system == NULL)
		return;
	advice = add(advising, FIT_YES, "cotainr",
		arena_format(&advising->advices->arena, "a new image by cotainr on %s",
			system->record.name));
	if (gpus)
		because(advising, advice, "its base has ROCm %s, for which there are wheels of PyTorch",
			rocm);
	else
		because(advising, advice, "nothing of this needs a GPU, so a plain base will do");
	for (size_t i = 0; i < wish->need_count; i++)
		judge_pip(advising, advice, &wish->needs[i], "cotainr");
	text_append(&command, "berth build cotainr -o my.sif --system ");
	text_append_shell_word(&command, system->record.name);
	append_packages(advising, false, false, &command);
	text_append(&command, " --as-job");
	set_command(advising, advice, &command);
}

static void advise_proot(struct advising *advising)
{
	const struct advise_wish *wish = advising->wish;
	const struct image *base = advising->base;
	const char *os = NULL;
	struct advice *advice;
	struct text command = TEXT_INIT;
	struct strings system = {0};
	bool any = false, zypper;

	if (base != NULL && count_met(wish, base) == wish->need_count)
		return;
	for (size_t i = 0; i < wish->need_count; i++)
		if (wish->needs[i].system)
			strings_add(&system, wish->needs[i].name);
	any = system.count > 0;
	if (base != NULL && base->facts != NULL)
		os = base->facts->values[FACT_OS].value;
	zypper = os != NULL && (strstr(os, "suse") != NULL || strstr(os, "sles") != NULL);
	advice = add(advising, any ? FIT_YES : FIT_CARE, "proot",
		base != NULL ? arena_format(&advising->advices->arena,
				       "a new image by a definition file, on %s", base->file)
			     : "a new image by a definition file");
	if (any)
		because(advising, advice, "the only way to packages of the system");
	else
		because(advising, advice, "it can do all that a definition file says, but slowly, and "
					  "the others are simpler");
	for (size_t i = 0; i < wish->need_count; i++)
		if (!wish->needs[i].system)
			judge_pip(advising, advice, &wish->needs[i], "pip");
	text_append(&command, "berth build write my.def --base ");
	text_append_shell_word(&command, base != NULL ? base->path : "docker://ubuntu:24.04");
	for (size_t i = 0; i < system.count; i++) {
		text_append(&command, zypper ? " --zypper " : " --apt ");
		text_append_shell_word(&command, system.items[i]);
	}
	append_packages(advising, true, false, &command);
	text_append(&command, "\nberth build proot my.def -o my.sif --as-job");
	set_command(advising, advice, &command);
	strings_release(&system);
}

static void advise_wrap(struct advising *advising)
{
	const struct advise_wish *wish = advising->wish;
	bool gpus = needs_gpu_packages(wish);
	struct advice *advice = add(
		advising, gpus ? FIT_NO : FIT_YES, "wrap", "the container wrapper, without an image");
	struct text command = TEXT_INIT;

	if (gpus)
		because(advising, advice, "it is for CPUs only");
	else
		because(advising, advice,
			"nothing of this needs a GPU; its commands are then called like others");
	for (size_t i = 0; i < wish->need_count; i++)
		if (wish->needs[i].system)
			judge_pip(advising, advice, &wish->needs[i], "it");
	text_append(&command, "berth build write requirements.txt");
	append_packages(advising, false, false, &command);
	text_append(&command, "\nberth build wrap pip-new requirements.txt --slim --prefix ...");
	set_command(advising, advice, &command);
}

/* Whether one image serves better to build on: it has more of what is needed, works with the
 * driver, stays where it is, is newer. */
static bool is_better(const struct advise_wish *wish, const struct image *a, const struct image *b)
{
	size_t met_a = count_met(wish, a), met_b = count_met(wish, b);
	bool old_a = find_old_rocm(wish->site, a) != NULL, old_b = find_old_rocm(wish->site, b) != NULL;
	bool moves_a = a->stability >= ROOT_MOVES, moves_b = b->stability >= ROOT_MOVES;

	if (met_a != met_b)
		return met_a > met_b;
	if (old_a != old_b)
		return old_b;
	if (moves_a != moves_b)
		return moves_b;
	return image_compare_age(a, b) > 0;
}

static const struct image *choose_base(const struct advise_wish *wish)
{
	const struct image *best = NULL;

	for (size_t i = 0; i < wish->image_count; i++)
		if (count_met(wish, wish->images[i]) > 0 &&
			(best == NULL || is_better(wish, wish->images[i], best)))
			best = wish->images[i];
	return best;
}

void build_advise(const struct advise_wish *wish, struct advices *advices)
{
	struct advising advising = {.wish = wish, .advices = advices};
	struct advices ordered = {0};

	advising.base = wish->image != NULL ? wish->image : choose_base(wish);
	advise_images(&advising);
	advise_venv(&advising);
	advise_cotainr(&advising);
	advise_proot(&advising);
	advise_wrap(&advising);
	for (int fit = FIT_YES; fit <= FIT_NO; fit++)
		vector_each (struct advice, advice, advices)
			if ((int)advice->fit == fit)
				vector_push(&ordered, *advice);
	memcpy(advices->items, ordered.items, ordered.count * sizeof *ordered.items);
	vector_release(&ordered);
}

void advices_release(struct advices *advices)
{
	vector_each (struct advice, advice, advices)
		vector_release(&advice->reasons);
	vector_release(advices);
	arena_release(&advices->arena);
}

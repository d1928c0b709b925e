#include "image/verdict_parts.h"

#include "base/version.h"
#include "image/rocm.h"

void judge_say(struct judge *judge, enum severity severity, const char *id, const char *about,
	const char *format, ...)
{
	struct text text = TEXT_INIT;
	struct verdict *verdict = vector_add(judge->verdicts);
	va_list args;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	verdict->severity = severity;
	verdict->id = id;
	verdict->about = about;
	verdict->statement = arena_strdup(&judge->verdicts->arena, text_string(&text));
	text_release(&text);
}

static struct verdict *last(struct judge *judge)
{
	return &judge->verdicts->items[judge->verdicts->count - 1];
}

void judge_because(struct judge *judge, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	last(judge)->reason = arena_strdup(&judge->verdicts->arena, text_string(&text));
	text_release(&text);
}

void judge_proof(struct judge *judge, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_append_vformat(&text, format, args);
	va_end(args);
	last(judge)->proof = arena_strdup(&judge->verdicts->arena, text_string(&text));
	text_release(&text);
}

void judge_proof_path(struct judge *judge, const char *path)
{
	if (path != NULL)
		judge_proof(judge, "/%s in the image", path);
}

const struct fact_value *judge_fact(const struct judge *judge, enum fact fact)
{
	const struct fact_value *value =
		judge->facts != NULL ? &judge->facts->values[fact] : NULL;

	return value == NULL || value->value == NULL || string_equal(value->value, "no") ? NULL
											  : value;
}

static void prove_by_recipe(struct judge *judge)
{
	judge_proof(judge, "the site's recipe '%s'", judge->recipe->record.name);
}

/* A recipe of the site knows more than a runscript; but one that takes no arguments cannot start a
 * program. */
static void judge_start(struct judge *judge)
{
	const struct fact_value *runscript = judge_fact(judge, FACT_RUNSCRIPT);
	bool run = judge->recipe != NULL && judge->recipe->start == START_RUN;

	if (run && runscript != NULL && !string_equal(runscript->value, "runs-arguments")) {
		judge_say(judge, SEVERITY_WARNING, "I60", "start",
			"start programs with '%s exec'", judge->site->container_command);
		judge_because(judge,
			"images of this kind are started with 'run', but the runscript of this one "
			"does not run its arguments");
		judge_proof_path(judge,
			runscript->path != NULL ? runscript->path : ".singularity.d/runscript");
	} else if (run) {
		judge_say(judge, SEVERITY_NOTE, "I60", "start", "start programs with '%s run'",
			judge->site->container_command);
		judge_because(judge, "its runscript prepares the environment and then runs them; "
				     "'exec' passes it over");
		prove_by_recipe(judge);
	} else {
		judge_say(judge, SEVERITY_NOTE, "I60", "start", "start programs with '%s exec'",
			judge->site->container_command);
		if (judge->recipe != NULL && judge->recipe->family != NULL)
			prove_by_recipe(judge);
	}
}

static void judge_conda(struct judge *judge)
{
	const struct fact_value *activation = judge_fact(judge, FACT_ACTIVATION);
	const char *how = activation != NULL ? activation->version : NULL;

	if (activation == NULL) {
		if (judge->recipe == NULL || judge->recipe->conda != CONDA_CALL)
			return;
		judge_say(judge, SEVERITY_NOTE, "I61", "conda", "call $WITH_CONDA inside first");
		prove_by_recipe(judge);
		return;
	}
	if (how == NULL)
		return;
	if (string_equal(how, "with-conda")) {
		judge_say(judge, SEVERITY_NOTE, "I61", "conda", "call $WITH_CONDA inside first");
		judge_because(judge, "the image defines it but does not activate its environment");
	} else if (string_equal(how, "by-hand")) {
		judge_say(judge, SEVERITY_NOTE, "I61", "conda",
			"activate the %s environment inside first", activation->value);
		judge_because(judge, "nothing in the image does it");
	} else {
		judge_say(judge, SEVERITY_NOTE, "I61", "conda",
			"nothing to activate: the %s environment is active by itself",
			activation->value);
		if (judge->recipe != NULL && judge->recipe->conda == CONDA_CALL)
			judge_because(judge, "others of its kind need $WITH_CONDA");
	}
	judge_proof_path(judge, activation->path);
}

static void judge_mpi(struct judge *judge)
{
	const struct fact_value *mpi = judge_fact(judge, FACT_MPI);

	if (judge->recipe == NULL || judge->recipe->mpi == NULL)
		return;
	judge_say(judge, SEVERITY_NOTE, "I62", "mpi",
		"start MPI programs with 'srun --mpi=%s', or set SLURM_MPI_TYPE=%s",
		judge->recipe->mpi, judge->recipe->mpi);
	if (mpi != NULL) {
		judge_because(judge, "the image brings %s%s%s", mpi->value,
			mpi->version != NULL ? " " : "", mpi->version != NULL ? mpi->version : "");
		judge_proof_path(judge, mpi->path);
	} else {
		prove_by_recipe(judge);
	}
}

static void judge_binds(struct judge *judge)
{
	const struct site_recipe *recipe = judge->recipe;
	struct text names = TEXT_INIT;

	if (recipe == NULL || recipe->presets.count == 0)
		return;
	for (size_t i = 0; i < recipe->presets.count; i++)
		text_append_format(&names, "%s%s", i > 0 ? ", " : "", recipe->presets.items[i]);
	judge_say(judge, SEVERITY_NOTE, "I63", "binds", "bind what the presets %s have",
		text_string(&names));
	text_truncate(&names, 0);
	for (size_t i = 0; i < recipe->presets.count; i++) {
		const struct site_bind_preset *preset =
			site_bind_preset(judge->site, recipe->presets.items[i]);
		if (preset != NULL && preset->without != NULL)
			text_append_format(
				&names, "%s%s", names.length > 0 ? "; " : "without: ", preset->without);
	}
	if (names.length > 0)
		judge_because(judge, "%s", text_string(&names));
	prove_by_recipe(judge);
	text_release(&names);
}

static void judge_closed(struct judge *judge)
{
	if (judge->facts != NULL)
		return;
	judge_say(judge, SEVERITY_WARNING, "I64", "closed",
		"packages and libraries in it cannot be told");
	judge_because(judge,
		judge->sif->kind == IMAGE_ENCRYPTED ? "its file system is encrypted"
		: judge->sif->kind == IMAGE_EXT3   ? "its file system is ext3"
						    : "its file system cannot be read");
}

/* The bind of a preset that puts a library of the host where the image has its own. */
static void judge_library(struct judge *judge, enum fact fact, const char *file)
{
	const struct fact_value *own = judge_fact(judge, fact);

	if (own == NULL || judge->recipe == NULL)
		return;
	for (size_t i = 0; i < judge->recipe->presets.count; i++) {
		const struct site_bind_preset *preset =
			site_bind_preset(judge->site, judge->recipe->presets.items[i]);
		for (size_t k = 0; preset != NULL && k < preset->binds.count; k++) {
			if (strstr(preset->binds.items[k], file) == NULL)
				continue;
			judge_say(judge, SEVERITY_NOTE, "I65", "library",
				"the %s of the host hides the image's own", fact_table[fact].title);
			judge_because(judge, "the preset '%s' binds %s", preset->record.name,
				preset->binds.items[k]);
			judge_proof_path(judge, own->path);
		}
	}
}

static void judge_overlay(struct judge *judge)
{
	if (!judge->sif->has_overlay)
		return;
	judge_say(judge, SEVERITY_WARNING, "I66", "overlay",
		"an overlay in the file may hide, replace or add files");
	judge_because(judge, "what is said of its packages is said of the layer below");
	judge_proof(judge, "the table of the image file");
}

static void judge_place(struct judge *judge)
{
	const struct image *image = judge->image;
	const struct site_root *root =
		image->root != NULL ? site_root(judge->site, image->root) : NULL;

	if (!string_equal(image->path, image->target)) {
		judge_say(judge, SEVERITY_NOTE, "I67", "place",
			"name '%s' in scripts: this path is a link that may lead elsewhere tomorrow",
			image->target);
		judge_proof(judge, "the link %s", image->path);
	} else if (image->stability == ROOT_REMOVED) {
		judge_say(judge, SEVERITY_WARNING, "I67", "place",
			"copy the file if you want to keep it: images there are removed without notice");
		if (root != NULL)
			judge_proof(judge, "the site's folder '%s'", root->record.name);
	} else if (image->stability == ROOT_MOVES) {
		judge_say(judge, SEVERITY_NOTE, "I67", "place",
			"images in this folder change without notice");
		if (root != NULL)
			judge_proof(judge, "the site's folder '%s'", root->record.name);
	}
}

static void judge_signed(struct judge *judge)
{
	if (!judge->sif->is_signed)
		return;
	judge_say(judge, SEVERITY_NOTE, "I68", "signed",
		"signed, but who signed it was not verified");
	judge_because(judge, "'%s verify' does it with the keys that you trust",
		judge->site->container_command);
	judge_proof(judge, "a signature object in the image file");
}

/* 6.2 in the name is not contradicted by 6.2.4 in the file, nor 6.2.4 by 6.2. */
static bool versions_agree(const char *a, const char *b)
{
	/* What follows a plus sign (2.7.1+rocm6.2.4) is of the build. */
	size_t n = strcspn(a, "+"), m = strcspn(b, "+"), common = n < m ? n : m;

	if (n == m && strncmp(a, b, n) == 0)
		return true;

	return version_compare(a, b, NULL) == 0 ||
	       (strncmp(a, b, common) == 0 &&
		       (n > m ? a[common] : b[common]) == '.');
}

static void compare_name(
	struct judge *judge, const char *what, const char *named, const struct fact_value *held)
{
	if (named == NULL || held == NULL || held->version == NULL ||
		versions_agree(named, held->version))
		return;
	judge_say(judge, SEVERITY_WARNING, "I69", "name",
		"its name says %s %s, but the file holds %s", what, named, held->version);
	judge_because(judge, "the file was renamed, or made of another base than its name tells; "
			     "what is inside counts");
	judge_proof_path(judge, held->version_path != NULL ? held->version_path : held->path);
}

/* The package whose version is that of a framework. */
static const struct {
	const char *framework, *key;
} frameworks[] = {
	{"pytorch", "torch"},
	{"jax", "jax"},
	{"tensorflow", "tensorflow"},
	{"tensorflow", "tensorflow-rocm"},
	{"mpi4py", "mpi4py"},
};

static void compare_framework(struct judge *judge)
{
	const struct image_name *name = &judge->image->name;

	/* Builds of a day have the day for a version. */
	if (name->framework == NULL || name->version == NULL || judge->facts == NULL ||
		strchr(name->version, '.') == NULL)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(frameworks); i++) {
		size_t count = 0;
		const struct package *package =
			string_equal(frameworks[i].framework, name->framework)
			? facts_packages(judge->facts, frameworks[i].key, &count)
			: NULL;
		if (package == NULL)
			continue;
		struct fact_value held = {
			.value = package->name, .version = package->version, .path = package->path};
		compare_name(judge, package->name, name->version, &held);
	}
}

static void judge_name(struct judge *judge)
{
	compare_framework(judge);
	compare_name(judge, "ROCm", judge->image->name.rocm, judge_fact(judge, FACT_ROCM));
	compare_name(judge, "Python", judge->image->name.python, judge_fact(judge, FACT_PYTHON));
}

/* A package for Python that brings an MPI of its own comes first on PATH when its environment is
 * active. */
static void judge_mpirun(struct judge *judge)
{
	static const char *const keys[] = {"impi-rt", "mpich", "openmpi"};
	const struct fact_value *mpi = judge_fact(judge, FACT_MPI);

	for (size_t i = 0; mpi != NULL && mpi->path != NULL && i < ARRAY_LENGTH(keys); i++) {
		size_t count = 0, length;
		const struct package *package = facts_packages(judge->facts, keys[i], &count);
		const struct package_environment *environment;
		if (package == NULL || package->source >= PACKAGE_DPKG)
			continue;
		environment = &judge->facts->environments[package->environment];
		length = strlen(environment->prefix);
		if (!environment->active || environment->kind == ENVIRONMENT_FOLDER || length == 0 ||
			strncmp(mpi->path, environment->prefix, length) == 0)
			continue;
		judge_say(judge, SEVERITY_WARNING, "I70", "mpirun",
			"'mpirun' in it is that of the package %s, not of %s", package->name,
			mpi->value);
		judge_because(judge, "its environment comes first on PATH; start ranks with srun");
		judge_proof_path(judge, package->path);
	}
}

static void judge_rocm(struct judge *judge)
{
	struct rocm rocm = rocm_judge(judge->site, judge->image, judge->facts);
	struct text statement = TEXT_INIT, advice = TEXT_INIT;

	if (rocm.fit == ROCM_UNKNOWN)
		return;
	rocm_append_statement(judge->site, &rocm, &statement);
	rocm_append_advice(judge->site, &rocm, &advice);
	judge_say(judge, rocm.severity, "C14", "rocm", "%s", text_string(&statement));
	if (advice.length > 0)
		judge_because(judge, "%s", text_string(&advice));
	if (rocm.held == NULL)
		judge_proof(judge, "the name of the file");
	else
		judge_proof_path(judge, rocm.held->version_path != NULL ? rocm.held->version_path
									: rocm.held->path);
	text_release(&statement);
	text_release(&advice);
}

static void judge_compression(struct judge *judge)
{
	if (judge->sif->compression == NULL || !string_equal(judge->sif->compression, "zstd") ||
		(judge->sif->kind != IMAGE_SIF && judge->sif->kind != IMAGE_OCI_SIF))
		return;
	judge_say(judge, SEVERITY_WARNING, "I07", "zstd", "SingularityCE does not start it");
	judge_because(judge, "its files are compressed with zstd, which only Apptainer knows");
	judge_proof(judge, "the head of its file system");
}

static void judge_warning(struct judge *judge)
{
	if (judge->recipe == NULL || judge->recipe->warning == NULL)
		return;
	judge_say(judge, SEVERITY_WARNING, "C29", "recipe", "%s", judge->recipe->warning);
	prove_by_recipe(judge);
}

void verdicts_judge(const struct site *site, const struct image *image, const struct sif *sif,
	const struct facts *facts, struct verdicts *verdicts)
{
	struct judge judge = {site, image, sif, facts, image_recipe(site, image), verdicts};

	judge_start(&judge);
	judge_conda(&judge);
	judge_mpi(&judge);
	judge_binds(&judge);
	judge_rocm(&judge);
	judge_library(&judge, FACT_LIBJANSSON, "libjansson.so");
	judge_mpirun(&judge);
	judge_by_rules(&judge);
	judge_name(&judge);
	judge_warning(&judge);
	judge_compression(&judge);
	judge_overlay(&judge);
	judge_signed(&judge);
	judge_place(&judge);
	judge_closed(&judge);
}

void verdicts_release(struct verdicts *verdicts)
{
	arena_release(&verdicts->arena);
	vector_release(verdicts);
}

#include "testing.h"

#include "core/image/facts_maker.h"
#include "image/verdict.h"

/* An image of any name with facts of any kind; nothing is read. */
struct case_of {
	struct site site;
	struct image image;
	struct sif sif;
	struct facts facts;
	struct verdicts verdicts;
	struct diags diags;
};

static int set_up(void **state)
{
	struct case_of *judged = xcalloc(1, sizeof *judged);
	assert_true(site_load("lumi", &judged->site, &judged->diags));
	*state = judged;
	return 0;
}

static int tear_down(void **state)
{
	struct case_of *judged = *state;
	verdicts_release(&judged->verdicts);
	facts_release(&judged->facts);
	site_release(&judged->site);
	diags_release(&judged->diags);
	free(judged);
	return 0;
}

static void name_image(struct case_of *judged, const char *path)
{
	judged->image = (struct image){.path = arena_strdup(&judged->facts.arena, path)};
	judged->image.target = judged->image.path;
	judged->image.file = path_base(judged->image.path);
	image_name_parse(
		&judged->site, path, &judged->facts.arena, &judged->image.name);
	judged->sif.kind = IMAGE_SIF;
}

static void judge(struct case_of *judged, bool facts)
{
	verdicts_release(&judged->verdicts);
	verdicts_judge(&judged->site, &judged->image, &judged->sif,
		facts ? &judged->facts : NULL, &judged->verdicts);
}

/* The verdict with this id that is about this, or NULL. */
static const struct verdict *find(const struct case_of *judged, const char *id, const char *about)
{
	for (size_t i = 0; i < judged->verdicts.count; i++)
		if (string_equal(judged->verdicts.items[i].id, id) &&
			string_equal(judged->verdicts.items[i].about, about))
			return &judged->verdicts.items[i];
	return NULL;
}

#define assert_says(judged, id, about, text)                                                       \
	do {                                                                                       \
		const struct verdict *said_ = find((judged), (id), (about));                       \
		assert_non_null(said_);                                                            \
		if (strstr(said_->statement, (text)) == NULL)                                      \
			fail_msg("'%s' does not say '%s'", said_->statement, (text));              \
	} while (0)

static void set(struct case_of *judged, enum fact fact, const char *value, const char *version)
{
	judged->facts.values[fact] =
		(struct fact_value){.value = value, .version = version, .path = "some/path"};
}

#define OLD "lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.0-dockerhash-f421797bd407.sif"
#define RECENT "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1-dockerhash-0d479e852886.sif"
#define FULL "lumi-multitorch-full-u24r64f21m43t29-20260225_144743.sif"

static void exec_or_run(void **state)
{
	struct case_of *judged = *state;

	name_image(judged, RECENT);
	judge(judged, true);
	assert_says(judged, "I60", "start", "singularity exec");
	name_image(judged, FULL);
	set(judged, FACT_RUNSCRIPT, "runs-arguments", NULL);
	judge(judged, true);
	assert_says(judged, "I60", "start", "singularity run");
	assert_int_equal(find(judged, "I60", "start")->severity, SEVERITY_NOTE);
	/* A runscript that does not run its arguments cannot start a program. */
	set(judged, FACT_RUNSCRIPT, "plain", NULL);
	judge(judged, true);
	assert_says(judged, "I60", "start", "singularity exec");
	assert_int_equal(find(judged, "I60", "start")->severity, SEVERITY_WARNING);
}

static void conda_by_what_is_inside(void **state)
{
	struct case_of *judged = *state;

	name_image(judged, OLD);
	judge(judged, false);
	assert_says(judged, "I61", "conda", "call $WITH_CONDA");
	set(judged, FACT_ACTIVATION, "conda", "automatic");
	judge(judged, true);
	assert_says(judged, "I61", "conda", "nothing to activate");
	set(judged, FACT_ACTIVATION, "conda", "with-conda");
	judge(judged, true);
	assert_says(judged, "I61", "conda", "call $WITH_CONDA");
	assert_string_equal(find(judged, "I61", "conda")->proof, "/some/path in the image");
	set(judged, FACT_ACTIVATION, "venv", "by-hand");
	judge(judged, true);
	assert_says(judged, "I61", "conda", "activate the venv");
	set(judged, FACT_ACTIVATION, "none", NULL);
	judge(judged, true);
	assert_null(find(judged, "I61", "conda"));
}

static void mpi_and_binds(void **state)
{
	struct case_of *judged = *state;

	name_image(judged, FULL);
	set(judged, FACT_MPI, "mpich", "4.3.2");
	judge(judged, true);
	assert_says(judged, "I62", "mpi", "--mpi=pmi2");
	assert_non_null(strstr(find(judged, "I62", "mpi")->reason, "mpich 4.3.2"));
	assert_says(judged, "I63", "binds", "slurm, user-filesystems");
	/* The rule is for images of no known kind. */
	assert_null(find(judged, "I71", "mpich"));
	name_image(judged, "mine.sif");
	judge(judged, true);
	assert_null(find(judged, "I62", "mpi"));
	assert_says(judged, "I71", "mpich", "pmi2");
	set(judged, FACT_MPI, "openmpi", "5.0");
	judge(judged, true);
	assert_says(judged, "I71", "openmpi", "Open MPI");
	assert_int_equal(find(judged, "I71", "openmpi")->severity, SEVERITY_WARNING);
	assert_null(find(judged, "I71", "mpich"));
}

static void rocm_against_the_driver(void **state)
{
	static const struct {
		const char *version;
		enum severity severity;
	} rows[] = {
		{"5.6.1", SEVERITY_WARNING}, {"6.0.3", SEVERITY_WARNING}, {"6.1", SEVERITY_NOTE},
		{"6.4.4", SEVERITY_NOTE}, {"7.0.2", SEVERITY_NOTE}, {"7.1", SEVERITY_ERROR},
		{"7.10", SEVERITY_ERROR},
	};
	struct case_of *judged = *state;

	name_image(judged, "mine.sif");
	judge(judged, true);
	assert_null(find(judged, "C14", "rocm"));
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		set(judged, FACT_ROCM, "rocm", rows[i].version);
		judge(judged, true);
		assert_int_equal(find(judged, "C14", "rocm")->severity, rows[i].severity);
	}
	/* What is inside counts more than the name. */
	name_image(judged, RECENT);
	judge(judged, true);
	assert_int_equal(find(judged, "C14", "rocm")->severity, SEVERITY_ERROR);
	judge(judged, false);
	assert_int_equal(find(judged, "C14", "rocm")->severity, SEVERITY_NOTE);
	assert_string_equal(find(judged, "C14", "rocm")->proof, "the name of the file");
}

static void names_that_say_other_things(void **state)
{
	struct case_of *judged = *state;
	struct package torch = {.name = "torch", .key = "torch", .version = "2.6.0+rocm6.2.4",
		.path = "x"};
	struct package_environment environment = {.prefix = "opt/e"};

	name_image(judged, RECENT);
	set(judged, FACT_ROCM, "rocm", "6.2.4");
	set(judged, FACT_PYTHON, "python", "3.12.9");
	judge(judged, true);
	assert_null(find(judged, "I69", "name"));
	set(judged, FACT_ROCM, "rocm", "6.1.3");
	judge(judged, true);
	assert_says(judged, "I69", "name", "says ROCm 6.2.4, but the file holds 6.1.3");
	set(judged, FACT_ROCM, "rocm", "6.2.4");
	set(judged, FACT_PYTHON, "python", "3.1");
	judge(judged, true);
	assert_says(judged, "I69", "name", "Python 3.12");
	set(judged, FACT_PYTHON, "python", "3.12");
	judged->facts.packages = &torch;
	judged->facts.package_count = 1;
	judged->facts.environments = &environment;
	judged->facts.environment_count = 1;
	judge(judged, true);
	assert_says(judged, "I69", "name", "says torch 2.7.1, but the file holds 2.6.0+rocm6.2.4");
	torch.version = "2.7.1+rocm6.2.4";
	judge(judged, true);
	assert_null(find(judged, "I69", "name"));
}

static void another_mpirun(void **state)
{
	struct case_of *judged = *state;
	struct package impi = {.name = "impi_rt", .key = "impi-rt", .version = "2021",
		.source = PACKAGE_PYTHON, .path = "opt/venv/x"};
	struct package_environment environment = {.prefix = "opt/venv", .active = true};

	name_image(judged, FULL);
	set(judged, FACT_MPI, "mpich", NULL);
	judged->facts.packages = &impi;
	judged->facts.package_count = 1;
	judged->facts.environments = &environment;
	judged->facts.environment_count = 1;
	judge(judged, true);
	assert_says(judged, "I70", "mpirun", "impi_rt, not of mpich");
	environment.active = false;
	judge(judged, true);
	assert_null(find(judged, "I70", "mpirun"));
}

static void libraries_bases_and_the_rest(void **state)
{
	struct case_of *judged = *state;
	struct package_environment environment = {
		.kind = ENVIRONMENT_CONDA, .prefix = "opt/c", .path = "opt/c/conda-meta"};

	name_image(judged, OLD);
	set(judged, FACT_ROCM, "rocm", "5.6.1");
	judge(judged, true);
	assert_null(find(judged, "I65", "library"));
	assert_says(judged, "I71", "cotainr-base", "base image");
	/* What PyTorch brings for itself is no base for others, but the driver has to run it. */
	set(judged, FACT_ROCM, "bundled", "9.9");
	judge(judged, true);
	assert_null(find(judged, "I71", "cotainr-base"));
	assert_says(judged, "C14", "rocm", "9.9");
	set(judged, FACT_ROCM, "rocm", "5.6.1");
	set(judged, FACT_LIBJANSSON, "libjansson", NULL);
	judged->facts.environments = &environment;
	judged->facts.environment_count = 1;
	judge(judged, true);
	assert_says(judged, "I65", "library", "libjansson");
	assert_says(judged, "I71", "cotainr-refused", "does not take it");
	assert_null(find(judged, "I71", "cotainr-base"));
	/* The recipe of newer ones does not bind it. */
	name_image(judged, RECENT);
	judge(judged, true);
	assert_null(find(judged, "I65", "library"));
	judged->sif.is_signed = judged->sif.has_overlay = true;
	judged->sif.compression = "zstd";
	judged->image.stability = ROOT_REMOVED;
	judge(judged, false);
	assert_says(judged, "I68", "signed", "not verified");
	assert_says(judged, "I66", "overlay", "hide");
	assert_says(judged, "I07", "zstd", "SingularityCE");
	assert_says(judged, "I67", "place", "copy the file");
	assert_says(judged, "I64", "closed", "cannot be told");
	assert_null(find(judged, "I71", "cotainr-refused"));
	judged->sif = (struct sif){.kind = IMAGE_SIF, .compression = "gzip"};
	judged->image.stability = ROOT_KEPT;
	judge(judged, true);
	assert_null(find(judged, "I68", "signed"));
	assert_null(find(judged, "I66", "overlay"));
	assert_null(find(judged, "I07", "zstd"));
	assert_null(find(judged, "I67", "place"));
	assert_null(find(judged, "I64", "closed"));
	judged->image.target = arena_strdup(&judged->facts.arena, "/elsewhere.sif");
	judge(judged, true);
	assert_says(judged, "I67", "place", "/elsewhere.sif");
	name_image(judged, "cpe-25.09-SP6.sif");
	judge(judged, true);
	assert_non_null(find(judged, "C29", "recipe"));
}

static void conditions_of_rules(void **state)
{
	static const struct {
		const char *condition;
		bool fine;
	} rows[] = {
		{"mpi=openmpi", true}, {"!mpi rocm<6.4", true}, {"", true}, {"libjansson", true},
		{"environment=conda package=torch kind=sif", true}, {"family=lumi recipe!=x", true},
		{"colour=red", false}, {"mpi=", false}, {"package", false}, {"=x", false},
		{"mpi===x", false}, {"!", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct text message = TEXT_INIT;
		bool fine = image_rule_check(rows[i].condition, &message);
		if (fine != rows[i].fine)
			fail_msg("'%s': %s", rows[i].condition, text_string(&message));
		assert_int_equal(message.length > 0, !fine);
		text_release(&message);
	}
}

static void rules_of_lumi_are_sound(void **state)
{
	struct case_of *judged = *state;
	size_t count = 0;

	YAML_EACH (struct site_image_rule, rule, &judged->site.image_rules)
		for (size_t i = 0; i < rule->when.count; i++, count++) {
			struct text message = TEXT_INIT;
			if (!image_rule_check(rule->when.items[i], &message))
				fail_msg("%s: %s", rule->record.name, text_string(&message));
			text_release(&message);
		}
	assert_true(count >= 6);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(exec_or_run),
		CASE(conda_by_what_is_inside),
		CASE(mpi_and_binds),
		CASE(rocm_against_the_driver),
		CASE(names_that_say_other_things),
		CASE(another_mpirun),
		CASE(libraries_bases_and_the_rest),
		cmocka_unit_test(conditions_of_rules),
		CASE(rules_of_lumi_are_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The name forms and recipes of the built-in site, as the image floor understands them. */

#include "testing.h"

#include "core/site/scratch.h"
#include "image/names.h"
#include "image/query.h"

static struct site lumi;

static int setup(void **state)
{
	struct diags diags = {0};
	int result = scratch_setup(state);

	if (result == 0 && !site_load(NULL, &lumi, &diags))
		result = -1;
	diags_release(&diags);
	return result;
}

static int teardown(void **state)
{
	site_release(&lumi);
	return scratch_teardown(state);
}

static void test_forms_and_conditions_can_be_read(void **state)
{
	struct text message = TEXT_INIT;
	struct diags diags = {0};

	(void)state;
	YAML_EACH(struct site_name_form, form, &lumi.name_forms) {
		name_form_check(form, &message);
		assert_text_equal(&message, "");
	}
	YAML_EACH(struct site_recipe, recipe, &lumi.recipes)
		for (size_t i = 0; i < recipe->when.count; i++)
			query_free(query_new(recipe->when.items[i], &diags));
	assert_no_diags(&diags);
	text_release(&message);
	diags_release(&diags);
}

static const char *or_dash(const char *string)
{
	return string != NULL ? string : "-";
}

/* "FAMILY FRAMEWORK VERSION ROCM PYTHON LAYER OS RELEASE HASH DATE EXTRAS > RECIPE" */
static void describe(const char *file, struct text *text)
{
	struct arena arena = {0};
	struct image image = {0};
	const struct image_name *name = &image.name;
	const struct site_recipe *recipe;

	image.path = arena_strdup(&arena, file);
	image.target = image.path;
	image.file = path_base(image.path);
	image_name_parse(&lumi, file, &arena, &image.name);
	recipe = image_recipe(&lumi, &image);
	text_append_format(text, "%s %s %s %s %s %s %s %s %s %s %s > %s", or_dash(name->family),
		or_dash(name->framework), or_dash(name->version), or_dash(name->rocm),
		or_dash(name->python), or_dash(name->layer), or_dash(name->os),
		or_dash(name->release), or_dash(name->hash), or_dash(name->date),
		or_dash(name->extras), recipe != NULL ? recipe->record.name : "-");
	arena_release(&arena);
}

static void test_names(void **state)
{
	static const struct {
		const char *file, *wanted;
	} cases[] = {
		{"lumi-pytorch-rocm-5.5.1-python-3.10-pytorch-v2.0.1-debugsymbols-dockerhash-"
		 "618294b36724.sif",
			"lumi pytorch 2.0.1 5.5.1 3.10 - - - 618294b36724 - debugsymbols > "
			"lumi-before-2025"},
		{"lumi-pytorch-rocm-5.6.1-python-3.10-pytorch-v2.2.2-vllm-v0.4.0.post1-dockerhash-"
		 "40553937ac65.sif",
			"lumi pytorch 2.2.2 5.6.1 3.10 - - - 40553937ac65 - vllm-0.4.0.post1 > "
			"lumi-before-2025"},
		{"lumi-pytorch-rocm-6.2.1-python-3.12-pytorch-20240918-vllm-4075b35.sif",
			"lumi pytorch 20240918 6.2.1 3.12 - - - - 20240918 vllm-4075b35 > "
			"lumi-before-2025"},
		{"lumi-pytorch-rocm-6.2.3-python-3.12-pytorch-v2.5.1.sif",
			"lumi pytorch 2.5.1 6.2.3 3.12 - - - - - - > lumi-before-2025"},
		{"lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.6.0.sif",
			"lumi pytorch 2.6.0 6.2.4 3.12 - - - - - - > lumi-2025"},
		{"/appl/local/containers/sif-images/"
		 "lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.7.1.sif",
			"lumi pytorch 2.7.1 6.2.4 3.12 - - - - - - > lumi-2025"},
		{"lumi-tensorflow-rocm-5.5.1-python-3.10-tensorflow-2.11.1-horovod-0.28.1-dockerhash-"
		 "40e06197e97b.sif",
			"lumi tensorflow 2.11.1 5.5.1 3.10 - - - 40e06197e97b - horovod-0.28.1 > "
			"lumi-before-2025"},
		{"lumi-tensorflow-rocm-6.2.0-python-3.10-tensorflow-2.16.1-horovod-0.28.1.sif",
			"lumi tensorflow 2.16.1 6.2.0 3.10 - - - - - horovod-0.28.1 > "
			"lumi-2024-10"},
		{"lumi-jax-rocm-5.6.1-python-3.10-jax-0.4.13-dockerhash-825cf0044cce.sif",
			"lumi jax 0.4.13 5.6.1 3.10 - - - 825cf0044cce - - > lumi-before-2025"},
		{"lumi-jax-rocm-6.2.0-python-3.12-jax-0.4.28-dockerhash-a886651bba73.sif",
			"lumi jax 0.4.28 6.2.0 3.12 - - - a886651bba73 - - > lumi-2024-10"},
		{"lumi-jax-rocm-6.2.4-python-3.12-jax-0.4.35.sif",
			"lumi jax 0.4.35 6.2.4 3.12 - - - - - - > lumi-2025"},
		{"lumi-jax-rocm-6.2.4-python-3.12-jax-community-0.5.0-dockerhash-67b47a3e813c.sif",
			"lumi jax 0.5.0 6.2.4 3.12 - - - 67b47a3e813c - - > lumi-2025"},
		{"lumi-mpi4py-rocm-5.4.5-python-3.10-mpi4py-3.1.4.sif",
			"lumi mpi4py 3.1.4 5.4.5 3.10 - - - - - - > lumi-before-2025"},
		{"lumi-mpi4py-rocm-6.2.0-python-3.12-mpi4py-3.1.6-dockerhash-f049c8bd4669.sif",
			"lumi mpi4py 3.1.6 6.2.0 3.12 - - - f049c8bd4669 - - > lumi-2024-10"},
		{"lumi-alphafold-rocm-5.5.3-python-3.9-alphafold-69afc4d-dockerhash-ef2047abfaaa.sif",
			"lumi alphafold 69afc4d 5.5.3 3.9 - - - ef2047abfaaa - - > "
			"lumi-before-2025"},
		{"lumi-rocm-rocm-5.5.3.sif", "lumi rocm 5.5.3 5.5.3 - - - - - - - > lumi-rocm-old"},
		{"lumi-rocm-rocm-5.6.0-dockerhash-2fc2f9a6a17d.sif",
			"lumi rocm 5.6.0 5.6.0 - - - - 2fc2f9a6a17d - - > lumi-2025"},
		{"lumi-rocm-rocm-6.2.4.sif", "lumi rocm 6.2.4 6.2.4 - - - - - - - > lumi-2025"},
		{"cpe-24.11.sif", "cpe cpe 24.11 - - - - - - - - > cpe"},
		{"cpe-25.09-SP6.sif", "cpe cpe 25.09 - - - SP6 - - - - > cpe"},
		{"cpe-25.03-SP5-orig.sif", "cpe cpe 25.03 - - - SP5 - - - - > cpe"},
		{"lumi-multitorch-full-u24r64f21m43t29-20260124_092648.sif",
			"laif pytorch 2.9 6.4 3.12 full 24.04 u24r64f21m43t29-20260124_092648 - "
			"20260124 - > laif-torch"},
		{"lumi-multitorch-torch-u24r70f21m50t210-20260415_130625.sif",
			"laif pytorch 2.10 7.0 3.12 torch 24.04 u24r70f21m50t210-20260415_130625 - "
			"20260415 - > laif-torch"},
		{"lumi-multitorch-mpich-u24r64f21m43t29-20260225_144743.sif",
			"laif mpich 4.3 6.4 - mpich 24.04 u24r64f21m43t29-20260225_144743 - "
			"20260225 - > laif-mpich"},
		{"lumi-multitorch-libfabric-u24r64f21m43t29-20260225_144743.sif",
			"laif libfabric 2.1 6.4 - libfabric 24.04 u24r64f21m43t29-20260225_144743 "
			"- 20260225 - > laif-base"},
		{"lumi-multitorch-rocm-u24r70f21m50t210-20260807_115122.sif",
			"laif rocm 7.0 7.0 - rocm 24.04 u24r70f21m50t210-20260807_115122 - "
			"20260807 - > laif-base"},
		{"lumi-multitorch-latest.sif",
			"laif - - - - full - - - - - > laif-torch"},
		{"lumi-multitorch-mace-u24r64f21m43t29-20260423.sif",
			"- - - - - - - - - - - > unknown"},
		{"lumi-multitorch-full-u24r64f21m43t29-20260124.sif",
			"- - - - - - - - - - - > unknown"},
		{"lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.6.0-mine.sif",
			"- - - - - - - - - - - > unknown"},
		{"lumi-pytorch-rocm-6.2.4-python-3.12-pytorch-v2.6.0.sif.bak",
			"- - - - - - - - - - - > unknown"},
		{"my-image.sif", "- - - - - - - - - - - > unknown"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text text = TEXT_INIT;
		describe(cases[i].file, &text);
		assert_text_equal(&text, cases[i].wanted);
		text_release(&text);
	}
}

static const struct site_recipe *find_recipe(const char *name)
{
	return yaml_record_find(&lumi.recipes, sizeof(struct site_recipe), name);
}

static bool has_preset(const struct site_recipe *recipe, const char *preset)
{
	for (size_t i = 0; i < recipe->presets.count; i++)
		if (string_equal(recipe->presets.items[i], preset))
			return true;
	return false;
}

static const char *environment_value(const struct site_recipe *recipe, const char *name)
{
	const struct site_environment *found = yaml_record_find(
		&recipe->environment, sizeof(struct site_environment), name);
	return found != NULL ? found->value : NULL;
}

static void test_what_old_images_need(void **state)
{
	static const struct {
		const char *recipe;
		bool jansson;
		int conda;
	} wanted[] = {
		{"lumi-before-2025", true, CONDA_CALL},
		{"lumi-2024-10", false, CONDA_CALL},
		{"lumi-rocm-old", true, CONDA_NONE},
		{"lumi-2025", false, CONDA_NONE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		const struct site_recipe *recipe = find_recipe(wanted[i].recipe);
		assert_true(has_preset(recipe, "slurm") && has_preset(recipe, "cray") &&
			    has_preset(recipe, "cxi") && has_preset(recipe, "user-filesystems"));
		assert_int_equal(has_preset(recipe, "jansson"), wanted[i].jansson);
		assert_int_equal(recipe->conda, wanted[i].conda);
		assert_int_equal(recipe->start, START_EXEC);
		assert_null(recipe->mpi);
		assert_string_equal(environment_value(recipe, "NCCL_SOCKET_IFNAME"),
			"hsn0,hsn1,hsn2,hsn3");
		assert_string_equal(environment_value(recipe, "NCCL_NET_GDR_LEVEL"), "3");
		YAML_EACH(struct site_environment, variable, &recipe->environment)
			assert_int_equal(variable->when,
				string_starts(variable->record.name, "NCCL_") ? WHEN_NODES
									      : WHEN_GPU_MPI);
	}
}

static void test_what_new_images_need(void **state)
{
	const struct site_recipe *torch = find_recipe("laif-torch");

	(void)state;
	assert_int_equal(torch->start, START_RUN);
	assert_string_equal(torch->mpi, "pmi2");
	assert_string_equal(torch->bindings_module, "lumi-aif-singularity-bindings");
	assert_true(has_preset(torch, "slurm") && has_preset(torch, "user-filesystems"));
	assert_int_equal(torch->presets.count, 2);
	/* NCCL_NET_GDR_LEVEL hangs jobs with ROCm 7.0. */
	assert_int_equal(torch->environment.count, 0);
	assert_int_equal(find_recipe("laif-mpich")->start, START_EXEC);
	assert_string_equal(find_recipe("laif-mpich")->mpi, "pmi2");
	assert_null(find_recipe("laif-base")->mpi);
	assert_non_null(find_recipe("cpe")->warning);
	assert_null(find_recipe("unknown")->family);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_and_conditions_can_be_read),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_what_old_images_need),
		cmocka_unit_test(test_what_new_images_need),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}

/* The built-in site holds what the public sources say of LUMI. */

#include "testing.h"

#include "core/site/scratch.h"

#include <regex.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
static const uint64_t mib = UINT64_C(1) << 20;
static const uint64_t gib = UINT64_C(1) << 30;

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

static void test_loads_in_silence(void **state)
{
	struct site site;

	(void)state;
	load_clean("lumi", &site);
	assert_string_equal(site.name, "lumi");
	assert_null(site.extends);
	assert_int_equal(site.format, 1);
	assert_string_equal(site.container_command, "singularity");
	assert_int_equal(site.layers.count, 1);
	assert_string_equal(site.layers.items[0], "built-in lumi");
	site_release(&site);
	site_release(&site);
}

static void test_partitions(void **state)
{
	static const struct {
		const char *name, *node_type;
		int allocation;
		int64_t time, nodes_a_job, jobs, running, nodes;
		uint64_t memory_mib, core_mib;
		bool restricted;
	} wanted[] = {
		{"standard", "lumi-c", ALLOCATION_NODE, 2 * DAY, 512, 120, 100, 1723, 0, 0, false},
		{"standard-g", "lumi-g", ALLOCATION_NODE, 2 * DAY, 1024, 210, 200, 2728, 0, 0,
			false},
		{"small", "lumi-c", ALLOCATION_RESOURCE, 3 * DAY, 4, 220, 200, 305, 0, 896, false},
		{"small-g", "lumi-g", ALLOCATION_RESOURCE, 3 * DAY, 4, 210, 200, 199, 65536, 0,
			false},
		{"debug", "lumi-c", ALLOCATION_RESOURCE, 30 * MINUTE, 4, 2, 1, 10, 0, 896, false},
		{"dev-g", "lumi-g", ALLOCATION_RESOURCE, 3 * HOUR, 32, 2, 1, 49, 65536, 0, false},
		{"largemem", "lumi-d", ALLOCATION_RESOURCE, DAY, 1, 30, 20, 6, 0, 0, false},
		{"lumid", "lumi-d-gpu", ALLOCATION_RESOURCE, 4 * HOUR, 1, 1, 1, 8, 0, 0, false},
		{"interactive", "lumi-c", ALLOCATION_RESOURCE, 8 * HOUR, 0, 0, 0, 6, 0, 0, true},
		{"fmr", "lumi-c", ALLOCATION_NODE, DAY, 0, 0, 0, 2020, 0, 0, true},
		{"fmr-g", "lumi-g", ALLOCATION_NODE, DAY, 0, 0, 0, 2916, 0, 0, true},
		{"q_fiqci", "lumi-c", ALLOCATION_RESOURCE, 2 * HOUR, 0, 0, 0, 1, 0, 0, true},
		{"q_industry", "lumi-c", ALLOCATION_RESOURCE, 2 * HOUR, 0, 0, 0, 1, 0, 0, true},
		{"q_nordiq", "lumi-c", ALLOCATION_RESOURCE, 15 * MINUTE, 0, 0, 0, 1, 0, 0, true},
	};

	(void)state;
	assert_int_equal(lumi.partitions.count, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		const struct site_partition *found = site_partition(&lumi, wanted[i].name);
		assert_non_null(found);
		assert_string_equal(found->node_type, wanted[i].node_type);
		assert_int_equal(found->allocation, wanted[i].allocation);
		assert_int_equal(found->max_time, wanted[i].time);
		assert_int_equal(found->max_nodes, wanted[i].nodes_a_job);
		assert_int_equal(found->max_jobs, wanted[i].jobs);
		assert_int_equal(found->max_running, wanted[i].running);
		assert_int_equal(found->nodes, wanted[i].nodes);
		assert_true(found->default_memory == wanted[i].memory_mib * mib);
		assert_true(found->default_memory_per_core == wanted[i].core_mib * mib);
		assert_int_equal(found->restricted, wanted[i].restricted);
		assert_non_null(found->purpose);
	}
	assert_null(site_partition(&lumi, "bench"));
}

static void assert_integers(
	const struct yaml_integers *found, const int64_t *wanted, size_t count)
{
	assert_int_equal(found->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(found->items[i], wanted[i]);
}

static void test_gpu_node(void **state)
{
	static const int64_t ccds[] = {6, 7, 2, 3, 0, 1, 4, 5};
	static const int64_t reserved[] = {0, 8, 16, 24, 32, 40, 48, 56};
	static const struct {
		const char *name;
		int64_t numa;
		bool expected;
	} nics[] = {{"hsn0", 3, true}, {"hsn1", 1, true}, {"hsn2", 0, false}, {"hsn3", 2, true}};
	const struct site_node_type *type = site_node_type(&lumi, "lumi-g");

	(void)state;
	assert_int_equal(type->sockets, 1);
	assert_int_equal(type->cores, 64);
	assert_int_equal(type->threads_per_core, 2);
	assert_int_equal(type->cores_per_ccd, 8);
	assert_int_equal(type->cores_per_numa, 16);
	assert_integers(&type->reserved_cores, reserved, ARRAY_LENGTH(reserved));
	assert_int_equal(type->gcds, 8);
	assert_int_equal(type->gcds_per_module, 2);
	assert_integers(&type->ccd_of_gcd, ccds, ARRAY_LENGTH(ccds));
	assert_true(type->gcd_memory == 64 * gib);
	assert_true(type->fair_memory_per_gcd == 60 * gib);
	assert_int_equal(type->memory_sizes.count, 1);
	assert_true((uint64_t)type->memory_sizes.items[0] == 480 * gib);
	assert_string_equal(type->gres, "gpu:mi250:8");
	assert_int_equal(type->nics.count, ARRAY_LENGTH(nics));
	for (size_t i = 0; i < ARRAY_LENGTH(nics); i++) {
		const struct site_nic *nic = yaml_record_find(
			&type->nics, sizeof(struct site_nic), nics[i].name);
		assert_non_null(nic);
		assert_int_equal(nic->numa, nics[i].numa);
		assert_int_equal(nic->expected, nics[i].expected);
	}
}

static void test_gpu_strategies(void **state)
{
	static const struct {
		const char *name;
		int64_t order[8];
	} wanted[] = {
		{"linear-gcd", {0, 1, 2, 3, 4, 5, 6, 7}},
		{"linear-ccd", {4, 5, 2, 3, 6, 7, 0, 1}},
		{"green", {0, 1, 3, 2, 4, 5, 7, 6}},
		{"red", {0, 1, 5, 4, 6, 7, 3, 2}},
		{"third", {0, 1, 5, 4, 2, 3, 7, 6}},
	};
	const struct site_node_type *type = site_node_type(&lumi, "lumi-g");

	(void)state;
	assert_int_equal(type->strategies.count, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		const struct site_strategy *found = site_strategy(type, wanted[i].name);
		assert_non_null(found);
		assert_integers(&found->order, wanted[i].order, 8);
		assert_non_null(found->title);
		assert_non_null(found->use);
	}
	/* By its name this one follows the CCDs. */
	for (size_t rank = 0; rank < 8; rank++)
		assert_int_equal(type->ccd_of_gcd.items[wanted[1].order[rank]], rank);
}

static void test_cpu_nodes(void **state)
{
	const struct site_node_type *type = site_node_type(&lumi, "lumi-c");
	const struct site_strategy *linear = site_strategy(type, "linear-ccd");

	(void)state;
	assert_int_equal(type->sockets, 2);
	assert_int_equal(type->cores, 128);
	assert_int_equal(type->cores_per_ccd, 8);
	assert_int_equal(type->reserved_cores.count, 0);
	assert_int_equal(type->gcds, 0);
	assert_true(type->fair_memory_per_core == 1750 * mib);
	assert_int_equal(type->memory_sizes.count, 3);
	assert_true((uint64_t)type->memory_sizes.items[0] == 224 * gib);
	assert_true((uint64_t)type->memory_sizes.items[1] == 480 * gib);
	assert_true((uint64_t)type->memory_sizes.items[2] == 992 * gib);
	assert_int_equal(linear->order.count, 16);
	for (int64_t i = 0; i < 16; i++)
		assert_int_equal(linear->order.items[i], i);
	type = site_node_type(&lumi, "lumi-d");
	assert_true((uint64_t)type->memory_sizes.items[0] == 4000 * gib);
	type = site_node_type(&lumi, "lumi-d-gpu");
	assert_int_equal(type->gcds, 8);
	assert_int_equal(type->ccd_of_gcd.count, 0);
	assert_string_equal(type->gres, "gpu:a40:8");
}

static void test_roots(void **state)
{
	static const struct {
		const char *path;
		int stability;
	} wanted[] = {
		{"/appl/local/laifs/containers", ROOT_KEPT},
		{"/appl/local/containers/easybuild-sif-images", ROOT_KEPT},
		{"/appl/local/containers/sif-images", ROOT_MOVES},
		{"/appl/local/containers/tested-containers", ROOT_REMOVED},
		{"/appl/local/containers/cotainr-baseimages", ROOT_KEPT},
	};
	const struct site_root *roots = lumi.roots.items;

	(void)state;
	assert_int_equal(lumi.roots.count, ARRAY_LENGTH(wanted));
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		assert_string_equal(roots[i].path, wanted[i].path);
		assert_int_equal(roots[i].stability, wanted[i].stability);
		assert_non_null(roots[i].note);
	}
	assert_int_equal(site_root(&lumi, "laifs")->depth, 2);
}

static void assert_binds(const char *preset, const char *wanted)
{
	const struct site_bind_preset *found = site_bind_preset(&lumi, preset);
	struct text text = TEXT_INIT;

	assert_non_null(found);
	for (size_t i = 0; i < found->binds.count; i++)
		text_append_format(&text, "%s%s", i > 0 ? "," : "", found->binds.items[i]);
	assert_text_equal(&text, wanted);
	assert_non_null(found->title);
	assert_non_null(found->why);
	assert_non_null(found->without);
	text_release(&text);
}

static void test_bind_presets(void **state)
{
	(void)state;
	assert_binds("slurm", "/var/spool/slurmd");
	assert_binds("cray", "/opt/cray");
	assert_binds("cxi", "/usr/lib64/libcxi.so.1");
	assert_binds("jansson", "/usr/lib64/libjansson.so.4");
	assert_binds("user-filesystems", "/pfs,/scratch,/projappl,/project,/flash,/appl");
	assert_binds("user-software", "$PWD/user-software.sqsh:/user-software:image-src=/");
	assert_binds("singularity-AI-bindings",
		"/var/spool/slurmd,/opt/cray,/usr/lib64/libcxi.so.1,/usr/lib64/libjansson.so.4,"
		"/pfs,/scratch,/projappl,/project,/flash,/appl");
	assert_binds("lumi-aif", "/pfs,/scratch,/projappl,/project,/flash,/appl,/var/spool/slurmd");
	assert_int_equal(site_bind_preset(&lumi, "slurm-commands")->binds.count, 15);
	assert_int_equal(lumi.linked_filesystems.count, 4);
	YAML_EACH(struct site_linked_filesystem, linked, &lumi.linked_filesystems)
		assert_string_equal(linked->target, "/pfs");
}

static void test_rocm_account_and_slurm(void **state)
{
	static const struct {
		const char *name;
		bool good;
	} accounts[] = {
		{"project_465000001", true},
		{"project_46500000", false},
		{"project_4650000011", false},
		{"project_365000001", false},
		{"my project_465000001", false},
	};
	regex_t regex;

	(void)state;
	assert_string_equal(lumi.rocm.low, "6.1");
	assert_string_equal(lumi.rocm.high, "7.0");
	assert_string_equal(lumi.rocm.note_from, "7.0");
	assert_string_equal(lumi.rocm.driver, "6.3");
	assert_int_equal(regcomp(&regex, lumi.account.pattern, REG_EXTENDED | REG_NOSUB), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(accounts); i++)
		assert_int_equal(
			regexec(&regex, accounts[i].name, 0, NULL, 0) == 0, accounts[i].good);
	regfree(&regex);
	assert_true(lumi.slurm.requires_account);
	assert_true(lumi.slurm.gpu_bind_map);
	assert_string_equal(lumi.slurm.cpus_per_task_variable, "SRUN_CPUS_PER_TASK");
	assert_string_equal(lumi.slurm.mpi_default, "cray_shasta");
}

static void test_modules(void **state)
{
	static const char *const wanted[] = {"singularity-AI-bindings",
		"lumi-aif-singularity-bindings", "Local-LAIF", "cotainr", "systools",
		"lumi-container-wrapper", "lumi-vnc", "EasyBuild-user", "lumi-CPEtools",
		"singularity-bindings"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		const struct site_module *module = site_module(&lumi, wanted[i]);
		assert_non_null(module);
		assert_string_equal(module->name, wanted[i]);
		assert_non_null(module->purpose);
	}
	/* A version that YAML could take for a number stays as it is written. */
	assert_string_equal(site_module(&lumi, "singularity-AI-bindings")->version, "24.03");
	assert_string_equal(site_module(&lumi, "lumi-vnc")->version, "20230110");
}

static void test_nearest_names(void **state)
{
	(void)state;
	assert_string_equal(site_nearest(&lumi.partitions, sizeof(struct site_partition),
				    "standart-g"),
		"standard-g");
	assert_null(site_nearest(&lumi.partitions, sizeof(struct site_partition), "zzzzzzzz"));
	assert_null(site_root(&lumi, "no-such"));
	assert_null(site_bind_preset(&lumi, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loads_in_silence),
		cmocka_unit_test(test_partitions),
		cmocka_unit_test(test_gpu_node),
		cmocka_unit_test(test_gpu_strategies),
		cmocka_unit_test(test_cpu_nodes),
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_bind_presets),
		cmocka_unit_test(test_rocm_account_and_slurm),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_nearest_names),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}

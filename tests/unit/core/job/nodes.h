#ifndef BERTH_TESTS_UNIT_CORE_JOB_NODES_H
#define BERTH_TESTS_UNIT_CORE_JOB_NODES_H

/* The two node types of LUMI written down by hand, so that these tests neither read nor trust a
 * site file. */

#include "job/assign.h"

#define INTEGERS(...)                                                                              \
	{(int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)}

static struct site_nic gpu_node_nics[] = {
	{.record = {.name = (char[]){"hsn0"}}, .numa = 3, .expected = true},
	{.record = {.name = (char[]){"hsn1"}}, .numa = 1, .expected = true},
	{.record = {.name = (char[]){"hsn2"}}, .numa = 0, .expected = false},
	{.record = {.name = (char[]){"hsn3"}}, .numa = 2, .expected = true},
};

static const struct site_gpu_kind gpu_node_kind = {
	.record = {.name = (char[]){"mi250x"}},
	.vendor = GPU_AMD,
	.die = (char[]){"GCD"},
	.visible = (char[]){"ROCR_VISIBLE_DEVICES"},
};

static const struct site_node_type gpu_node = {
	.record = {.name = (char[]){"lumi-g"}},
	.sockets = 1,
	.cores = 64,
	.threads_per_core = 2,
	.cores_per_ccd = 8,
	.cores_per_numa = 16,
	.reserved_cores = INTEGERS(0, 8, 16, 24, 32, 40, 48, 56),
	.gpu = &gpu_node_kind,
	.gcds = 8,
	.ccd_of_gcd = INTEGERS(6, 7, 2, 3, 0, 1, 4, 5),
	.gcds_per_module = 2,
	.gres = (char[]){"gpu:mi250:8"},
	.nics = {gpu_node_nics, ARRAY_LENGTH(gpu_node_nics)},
};

static struct site_nic cpu_node_nics[] = {
	{.record = {.name = (char[]){"hsn0"}}, .numa = -1, .expected = false},
};

static const struct site_node_type cpu_node UNUSED = {
	.record = {.name = (char[]){"lumi-c"}},
	.sockets = 2,
	.cores = 128,
	.threads_per_core = 2,
	.cores_per_ccd = 8,
	.cores_per_numa = 16,
	.nics = {cpu_node_nics, ARRAY_LENGTH(cpu_node_nics)},
};

#endif

#include "site/shape_parts.h"

/* Where images are, what their names tell, partitions and nodes. */

const char *const site_stability_names[] = {
	[ROOT_YOURS] = "yours",
	[ROOT_KEPT] = "kept",
	[ROOT_MOVES] = "moves",
	[ROOT_REMOVED] = "removed",
	NULL,
};

static const char *const allocation_names[] = {
	[ALLOCATION_NODE] = "node",
	[ALLOCATION_RESOURCE] = "resource",
	NULL,
};

static const struct yaml_field root_fields[] = {
	STRING(site_root, "path", path),
	INTEGER(site_root, "depth", depth, 1, DEPTH_MAX),
	CHOICE(site_root, "stability", stability, site_stability_names),
	STRING(site_root, "note", note),
	END,
};
const struct yaml_shape site_root_shape = {
	.what = "root",
	.size = sizeof(struct site_root),
	.fields = root_fields,
	.short_key = "path",
};

static const struct yaml_field name_form_fields[] = {
	STRING(site_name_form, "family", family),
	STRING(site_name_form, "form", form),
	STRINGS(site_name_form, "set", set),
	END,
};
const struct yaml_shape site_name_form_shape = {
	.what = "name form",
	.size = sizeof(struct site_name_form),
	.fields = name_form_fields,
};

static const struct yaml_field time_bin_fields[] = {
	INTEGER(site_time_bin, "nodes", nodes, 1, NODES_MAX),
	DURATION(site_time_bin, "time", time),
	END,
};
static const struct yaml_shape time_bin_shape = {
	.what = "time bin",
	.size = sizeof(struct site_time_bin),
	.fields = time_bin_fields,
};

static const struct yaml_field partition_fields[] = {
	STRING(site_partition, "purpose", purpose),
	STRING(site_partition, "node-type", node_type),
	CHOICE(site_partition, "allocation", allocation, allocation_names),
	DURATION(site_partition, "max-time", max_time),
	RECORDS(site_partition, "time-bins", time_bins, time_bin_shape),
	INTEGER(site_partition, "max-nodes", max_nodes, 0, NODES_MAX),
	INTEGER(site_partition, "max-jobs", max_jobs, 0, JOBS_MAX),
	INTEGER(site_partition, "max-running", max_running, 0, JOBS_MAX),
	INTEGER(site_partition, "nodes", nodes, 0, NODES_MAX),
	SIZE(site_partition, "default-memory", default_memory),
	SIZE(site_partition, "default-memory-per-core", default_memory_per_core),
	BOOL(site_partition, "restricted", restricted),
	END,
};
const struct yaml_shape site_partition_shape = {
	.what = "partition",
	.size = sizeof(struct site_partition),
	.fields = partition_fields,
};

static const char *const gpu_vendor_names[] = {
	[GPU_OTHER] = "other",
	[GPU_AMD] = "amd",
	[GPU_NVIDIA] = "nvidia",
	NULL,
};

static const struct yaml_field gpu_kind_fields[] = {
	CHOICE(site_gpu_kind, "vendor", vendor, gpu_vendor_names),
	STRING(site_gpu_kind, "die", die),
	STRING(site_gpu_kind, "visible", visible),
	STRING(site_gpu_kind, "inner", inner),
	STRING(site_gpu_kind, "container-option", container_option),
	STRING(site_gpu_kind, "communication", communication),
	END,
};
const struct yaml_shape site_gpu_kind_shape = {
	.what = "kind of GPUs",
	.size = sizeof(struct site_gpu_kind),
	.fields = gpu_kind_fields,
};

static const struct yaml_field nic_fields[] = {
	INTEGER(site_nic, "numa", numa, -1, CORES_MAX),
	BOOL(site_nic, "expected", expected),
	END,
};
static const struct yaml_shape nic_shape = {
	.what = "network interface",
	.size = sizeof(struct site_nic),
	.fields = nic_fields,
};

static const struct yaml_field strategy_fields[] = {
	STRING(site_strategy, "title", title),
	STRING(site_strategy, "use", use),
	INTEGERS(site_strategy, "order", order, 0, CORES_MAX),
	END,
};
static const struct yaml_shape strategy_shape = {
	.what = "strategy",
	.size = sizeof(struct site_strategy),
	.fields = strategy_fields,
};

static const struct yaml_field node_type_fields[] = {
	STRING(site_node_type, "title", title),
	INTEGER(site_node_type, "sockets", sockets, 1, CORES_MAX),
	INTEGER(site_node_type, "cores", cores, 1, CORES_MAX),
	INTEGER(site_node_type, "threads-per-core", threads_per_core, 1, 16),
	INTEGER(site_node_type, "cores-per-ccd", cores_per_ccd, 1, CORES_MAX),
	INTEGER(site_node_type, "cores-per-numa", cores_per_numa, 1, CORES_MAX),
	INTEGERS(site_node_type, "reserved-cores", reserved_cores, 0, CORES_MAX),
	SIZES(site_node_type, "memory-sizes", memory_sizes),
	SIZE(site_node_type, "fair-memory-per-core", fair_memory_per_core),
	SIZE(site_node_type, "billed-memory-per-core", billed_memory_per_core),
	STRING(site_node_type, "gpu-kind", gpu_kind),
	INTEGER(site_node_type, "gcds", gcds, 0, GCDS_MAX),
	INTEGERS(site_node_type, "ccd-of-gcd", ccd_of_gcd, 0, CORES_MAX),
	INTEGER(site_node_type, "gcds-per-module", gcds_per_module, 0, GCDS_MAX),
	SIZE(site_node_type, "gcd-memory", gcd_memory),
	SIZE(site_node_type, "fair-memory-per-gcd", fair_memory_per_gcd),
	SIZE(site_node_type, "billed-memory-per-gcd", billed_memory_per_gcd),
	STRING(site_node_type, "gres", gres),
	RECORDS(site_node_type, "nics", nics, nic_shape),
	RECORDS(site_node_type, "strategies", strategies, strategy_shape),
	END,
};
const struct yaml_shape site_node_type_shape = {
	.what = "node type",
	.size = sizeof(struct site_node_type),
	.fields = node_type_fields,
};

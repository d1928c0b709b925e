#include "site/shape.h"

#include "site/site.h"

/* One line for each key: its name in the file, and the member that it fills. */
#define KEY(type, key_, kind_, member)                                                             \
	.key = (key_), .kind = (kind_), .offset = offsetof(struct type, member)
#define STRING(type, key, member) {KEY(type, key, YAML_STRING, member)}
#define STRINGS(type, key, member) {KEY(type, key, YAML_STRINGS, member)}
#define BOOL(type, key, member) {KEY(type, key, YAML_BOOL, member)}
#define SIZE(type, key, member) {KEY(type, key, YAML_SIZE, member)}
#define SIZES(type, key, member) {KEY(type, key, YAML_SIZES, member)}
#define DURATION(type, key, member) {KEY(type, key, YAML_DURATION, member)}
#define INTEGER(type, key, member, low_, high_)                                                    \
	{KEY(type, key, YAML_INTEGER, member), .low = (low_), .high = (high_)}
#define INTEGERS(type, key, member, low_, high_)                                                   \
	{KEY(type, key, YAML_INTEGERS, member), .low = (low_), .high = (high_)}
#define CHOICE(type, key, member, names) {KEY(type, key, YAML_CHOICE, member), .choices = (names)}
#define RECORD(type, key, member, shape_)                                                          \
	{KEY(type, key, YAML_RECORD, member), .shape = &(shape_)}
#define RECORDS(type, key, member, shape_)                                                         \
	{KEY(type, key, YAML_RECORDS, member), .shape = &(shape_)}
#define END {.key = NULL}

/* Larger than any machine; they only keep later arithmetic within its types. */
enum {
	NODES_MAX = 10000000,
	JOBS_MAX = 10000000,
	CORES_MAX = 4096,
	GCDS_MAX = 64,
	DEPTH_MAX = 16,
};

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

static const char *const when_names[] = {
	[WHEN_ALWAYS] = "always",
	[WHEN_GPU] = "gpu",
	[WHEN_NODES] = "gpu-nodes",
	[WHEN_MPI] = "mpi",
	[WHEN_NODES_ANY] = "nodes",
	[WHEN_GPU_MPI] = "gpu-mpi",
	NULL,
};

static const char *const trap_kind_names[] = {
	[TRAP_HARMFUL] = "harmful",
	[TRAP_OUTDATED] = "outdated",
	[TRAP_UNREAD] = "unread",
	[TRAP_TELLS] = "tells",
	NULL,
};

static const char *const cache_place_names[] = {
	[CACHE_NODE] = "node",
	[CACHE_KEPT] = "kept",
	NULL,
};

static const char *const start_names[] = {[START_EXEC] = "exec", [START_RUN] = "run", NULL};
static const char *const conda_names[] = {[CONDA_NONE] = "none", [CONDA_CALL] = "call", NULL};

static const struct yaml_field root_fields[] = {
	STRING(site_root, "path", path),
	INTEGER(site_root, "depth", depth, 1, DEPTH_MAX),
	CHOICE(site_root, "stability", stability, site_stability_names),
	STRING(site_root, "note", note),
	END,
};
static const struct yaml_shape root_shape = {
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
static const struct yaml_shape name_form_shape = {
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
static const struct yaml_shape partition_shape = {
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
static const struct yaml_shape gpu_kind_shape = {
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
	STRING(site_node_type, "gpu-kind", gpu_kind),
	INTEGER(site_node_type, "gcds", gcds, 0, GCDS_MAX),
	INTEGERS(site_node_type, "ccd-of-gcd", ccd_of_gcd, 0, CORES_MAX),
	INTEGER(site_node_type, "gcds-per-module", gcds_per_module, 0, GCDS_MAX),
	SIZE(site_node_type, "gcd-memory", gcd_memory),
	SIZE(site_node_type, "fair-memory-per-gcd", fair_memory_per_gcd),
	STRING(site_node_type, "gres", gres),
	RECORDS(site_node_type, "nics", nics, nic_shape),
	RECORDS(site_node_type, "strategies", strategies, strategy_shape),
	END,
};
static const struct yaml_shape node_type_shape = {
	.what = "node type",
	.size = sizeof(struct site_node_type),
	.fields = node_type_fields,
};

static const struct yaml_field bind_preset_fields[] = {
	STRING(site_bind_preset, "title", title),
	STRINGS(site_bind_preset, "binds", binds),
	STRING(site_bind_preset, "why", why),
	STRING(site_bind_preset, "without", without),
	STRING(site_bind_preset, "conflicts", conflicts),
	BOOL(site_bind_preset, "optional", optional),
	END,
};
static const struct yaml_shape bind_preset_shape = {
	.what = "bind preset",
	.size = sizeof(struct site_bind_preset),
	.fields = bind_preset_fields,
};

static const struct yaml_field linked_filesystem_fields[] = {
	STRING(site_linked_filesystem, "target", target),
	END,
};
static const struct yaml_shape linked_filesystem_shape = {
	.what = "linked file system",
	.size = sizeof(struct site_linked_filesystem),
	.fields = linked_filesystem_fields,
	.short_key = "target",
};

static const struct yaml_field environment_fields[] = {
	STRING(site_environment, "value", value),
	CHOICE(site_environment, "when", when, when_names),
	STRING(site_environment, "why", why),
	END,
};
static const struct yaml_shape environment_shape = {
	.what = "environment variable",
	.size = sizeof(struct site_environment),
	.fields = environment_fields,
	.short_key = "value",
};

static const struct yaml_field trap_fields[] = {
	CHOICE(site_trap, "kind", kind, trap_kind_names),
	STRING(site_trap, "value", value),
	CHOICE(site_trap, "when", when, when_names),
	STRINGS(site_trap, "images", images),
	STRING(site_trap, "why", why),
	STRING(site_trap, "instead", instead),
	END,
};
static const struct yaml_shape trap_shape = {
	.what = "variable with a trap",
	.size = sizeof(struct site_trap),
	.fields = trap_fields,
	.short_key = "why",
};

static const struct yaml_field cache_fields[] = {
	STRING(site_cache, "folder", folder),
	CHOICE(site_cache, "place", place, cache_place_names),
	CHOICE(site_cache, "when", when, when_names),
	STRINGS(site_cache, "frameworks", frameworks),
	STRINGS(site_cache, "programs", programs),
	STRING(site_cache, "why", why),
	END,
};
static const struct yaml_shape cache_shape = {
	.what = "cache",
	.size = sizeof(struct site_cache),
	.fields = cache_fields,
	.short_key = "folder",
};

static const struct yaml_field overlay_fields[] = {
	STRING(site_overlay, "mount", mount),
	STRING(site_overlay, "why", why),
	STRING(site_overlay, "without", without),
	END,
};
static const struct yaml_shape overlay_shape = {
	.what = "overlay",
	.size = sizeof(struct site_overlay),
	.fields = overlay_fields,
	.short_key = "mount",
};

static const struct yaml_field container_module_fields[] = {
	STRING(site_container_module, "variable", variable),
	STRING(site_container_module, "needs", needs),
	STRING(site_container_module, "marker", marker),
	STRING(site_container_module, "runscript", runscript),
	STRING(site_container_module, "purpose", purpose),
	STRING(site_container_module, "example", example),
	END,
};
static const struct yaml_shape container_module_shape = {
	.what = "container module",
	.size = sizeof(struct site_container_module),
	.fields = container_module_fields,
};

static const struct yaml_field recipe_fields[] = {
	STRING(site_recipe, "title", title),
	STRING(site_recipe, "family", family),
	STRINGS(site_recipe, "when", when),
	STRINGS(site_recipe, "presets", presets),
	RECORDS(site_recipe, "environment", environment, environment_shape),
	CHOICE(site_recipe, "start", start, start_names),
	CHOICE(site_recipe, "conda", conda, conda_names),
	BOOL(site_recipe, "conda-optional", conda_optional),
	STRING(site_recipe, "mpi", mpi),
	STRING(site_recipe, "bindings-module", bindings_module),
	STRING(site_recipe, "warning", warning),
	END,
};
static const struct yaml_shape recipe_shape = {
	.what = "recipe",
	.size = sizeof(struct site_recipe),
	.fields = recipe_fields,
};

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
	NULL,
};

static const struct yaml_field image_rule_fields[] = {
	STRINGS(site_image_rule, "when", when),
	CHOICE(site_image_rule, "severity", severity, severity_names),
	STRING(site_image_rule, "says", says),
	STRING(site_image_rule, "why", why),
	END,
};
static const struct yaml_shape image_rule_shape = {
	.what = "image rule",
	.size = sizeof(struct site_image_rule),
	.fields = image_rule_fields,
};

static const struct yaml_field module_fields[] = {
	STRING(site_module, "name", name),
	STRING(site_module, "version", version),
	STRING(site_module, "path", path),
	STRING(site_module, "needs", needs),
	STRING(site_module, "purpose", purpose),
	STRING(site_module, "conflicts", conflicts),
	STRINGS(site_module, "provides", provides),
	STRINGS(site_module, "systems", systems),
	BOOL(site_module, "binds", binds),
	STRINGS(site_module, "presets", presets),
	STRINGS(site_module, "families", families),
	STRING(site_module, "broken", broken),
	END,
};
static const struct yaml_shape module_shape = {
	.what = "module",
	.size = sizeof(struct site_module),
	.fields = module_fields,
};

static const struct yaml_field absent_fields[] = {
	STRING(site_absent, "why", why),
	STRING(site_absent, "instead", instead),
	END,
};
static const struct yaml_shape absent_shape = {
	.what = "absent thing",
	.size = sizeof(struct site_absent),
	.fields = absent_fields,
	.short_key = "why",
};

static const struct yaml_field rocm_fields[] = {
	STRING(site_rocm_window, "driver", driver),
	STRING(site_rocm_window, "low", low),
	STRING(site_rocm_window, "high", high),
	STRING(site_rocm_window, "note-from", note_from),
	STRING(site_rocm_window, "note", note),
	STRING(site_rocm_window, "since", since),
	END,
};
static const struct yaml_shape rocm_shape = {
	.what = "ROCm window",
	.size = sizeof(struct site_rocm_window),
	.fields = rocm_fields,
};

static const struct yaml_field account_fields[] = {
	STRING(site_account, "pattern", pattern),
	STRING(site_account, "example", example),
	STRING(site_account, "hint", hint),
	STRINGS(site_account, "documented", documented),
	END,
};
static const struct yaml_shape account_shape = {
	.what = "account",
	.size = sizeof(struct site_account),
	.fields = account_fields,
};

static const struct yaml_field slurm_fields[] = {
	STRING(site_slurm, "version", version),
	BOOL(site_slurm, "requires-account", requires_account),
	BOOL(site_slurm, "gpu-bind-map", gpu_bind_map),
	STRING(site_slurm, "gpu-bind-map-since", gpu_bind_map_since),
	BOOL(site_slurm, "sends-mail", sends_mail),
	STRING(site_slurm, "cpus-per-task-variable", cpus_per_task_variable),
	STRING(site_slurm, "mpi-default", mpi_default),
	STRING(site_slurm, "default-partition", default_partition),
	STRING(site_slurm, "node-names", node_names),
	END,
};
static const struct yaml_shape slurm_shape = {
	.what = "Slurm section",
	.size = sizeof(struct site_slurm),
	.fields = slurm_fields,
};

static const struct yaml_field build_recipe_fields[] = {
	STRING(site_build_recipe, "module", module),
	SIZE(site_build_recipe, "memory", memory),
	SIZE(site_build_recipe, "space", space),
	SIZE(site_build_recipe, "temporary", temporary),
	INTEGER(site_build_recipe, "cores", cores, 1, CORES_MAX),
	DURATION(site_build_recipe, "time", time),
	STRING(site_build_recipe, "partition", partition),
	END,
};
static const struct yaml_shape build_recipe_shape = {
	.what = "way of building",
	.size = sizeof(struct site_build_recipe),
	.fields = build_recipe_fields,
};

static const struct yaml_field cotainr_system_fields[] = {
	STRING(site_cotainr_system, "base", base),
	END,
};
static const struct yaml_shape cotainr_system_shape = {
	.what = "system of cotainr",
	.size = sizeof(struct site_cotainr_system),
	.fields = cotainr_system_fields,
	.short_key = "base",
};

static const struct yaml_field cotainr_fields[] = {
	RECORDS(site_cotainr, "systems", systems, cotainr_system_shape),
	END,
};
static const struct yaml_shape cotainr_shape = {
	.what = "version of cotainr",
	.size = sizeof(struct site_cotainr),
	.fields = cotainr_fields,
};

static const struct yaml_field build_fields[] = {
	STRING(site_build, "wheel-index", wheel_index),
	STRING(site_build, "docker-registry", docker_registry),
	STRINGS(site_build, "wheel-rocm", wheel_rocm),
	STRINGS(site_build, "bind-modules", bind_modules),
	STRINGS(site_build, "conda-images", conda_images),
	STRINGS(site_build, "image-only", image_only),
	STRING(site_build, "venv-mount", venv_mount),
	RECORDS(site_build, "recipes", recipes, build_recipe_shape),
	RECORDS(site_build, "cotainr", cotainr, cotainr_shape),
	END,
};
static const struct yaml_shape build_shape = {
	.what = "build section",
	.size = sizeof(struct site_build),
	.fields = build_fields,
};

static const char *const vnc_backend_names[] = {
	[SITE_VNC_DIRECT] = "direct",
	[SITE_VNC_MODULE] = "module",
	NULL,
};

static const struct yaml_field vnc_fields[] = {
	STRING(site_vnc, "login", login),
	STRING(site_vnc, "user", user),
	CHOICE(site_vnc, "backend", backend, vnc_backend_names),
	STRING(site_vnc, "module", module),
	STRING(site_vnc, "partition", partition),
	INTEGER(site_vnc, "cores", cores, 1, CORES_MAX),
	SIZE(site_vnc, "memory", memory),
	DURATION(site_vnc, "time", time),
	STRING(site_vnc, "here-policy", here_policy),
	STRINGS(site_vnc, "novnc", novnc),
	END,
};
static const struct yaml_shape vnc_shape = {
	.what = "VNC section",
	.size = sizeof(struct site_vnc),
	.fields = vnc_fields,
};

static const struct yaml_field site_fields[] = {
	INTEGER(site, "format", format, 1, 1),
	STRING(site, "name", name),
	STRING(site, "title", title),
	STRING(site, "extends", extends),
	STRING(site, "container-command", container_command),
	STRINGS(site, "unreachable", unreachable),
	RECORDS(site, "roots", roots, root_shape),
	RECORDS(site, "name-forms", name_forms, name_form_shape),
	RECORDS(site, "partitions", partitions, partition_shape),
	RECORDS(site, "gpu-kinds", gpu_kinds, gpu_kind_shape),
	RECORDS(site, "node-types", node_types, node_type_shape),
	RECORDS(site, "bind-presets", bind_presets, bind_preset_shape),
	RECORDS(site, "linked-filesystems", linked_filesystems, linked_filesystem_shape),
	RECORDS(site, "recipes", recipes, recipe_shape),
	RECORDS(site, "image-rules", image_rules, image_rule_shape),
	RECORDS(site, "modules", modules, module_shape),
	STRINGS(site, "host-stacks", host_stacks),
	STRINGS(site, "stack-modules", stack_modules),
	RECORDS(site, "absent-programs", absent_programs, absent_shape),
	RECORDS(site, "absent-options", absent_options, absent_shape),
	RECORDS(site, "absent-paths", absent_paths, absent_shape),
	RECORDS(site, "host-environment", host_environment, environment_shape),
	RECORDS(site, "environment-traps", environment_traps, trap_shape),
	RECORDS(site, "caches", caches, cache_shape),
	RECORD(site, "overlay", overlay, overlay_shape),
	RECORD(site, "container-module", container_module, container_module_shape),
	STRING(site, "templates", templates),
	RECORD(site, "rocm", rocm, rocm_shape),
	RECORD(site, "account", account, account_shape),
	RECORD(site, "slurm", slurm, slurm_shape),
	RECORD(site, "build", build, build_shape),
	RECORD(site, "vnc", vnc, vnc_shape),
	END,
};
const struct yaml_shape site_shape = {
	.what = "site",
	.size = sizeof(struct site),
	.fields = site_fields,
};

#include "site/shape_parts.h"

/* Modules, Slurm, builds and desktops; and the whole file. */

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
	RECORDS(site, "roots", roots, site_root_shape),
	RECORDS(site, "name-forms", name_forms, site_name_form_shape),
	RECORDS(site, "partitions", partitions, site_partition_shape),
	RECORDS(site, "gpu-kinds", gpu_kinds, site_gpu_kind_shape),
	RECORDS(site, "node-types", node_types, site_node_type_shape),
	RECORDS(site, "bind-presets", bind_presets, site_bind_preset_shape),
	RECORDS(site, "linked-filesystems", linked_filesystems, site_linked_filesystem_shape),
	RECORDS(site, "recipes", recipes, site_recipe_shape),
	RECORDS(site, "image-rules", image_rules, site_image_rule_shape),
	RECORDS(site, "modules", modules, module_shape),
	STRINGS(site, "host-stacks", host_stacks),
	STRINGS(site, "stack-modules", stack_modules),
	RECORDS(site, "absent-programs", absent_programs, absent_shape),
	RECORDS(site, "absent-options", absent_options, absent_shape),
	RECORDS(site, "absent-paths", absent_paths, absent_shape),
	RECORDS(site, "host-environment", host_environment, site_environment_shape),
	RECORDS(site, "environment-traps", environment_traps, site_trap_shape),
	RECORDS(site, "caches", caches, site_cache_shape),
	RECORD(site, "overlay", overlay, site_overlay_shape),
	RECORD(site, "container-module", container_module, site_container_module_shape),
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

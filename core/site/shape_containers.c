#include "site/shape_parts.h"

/* Binds, recipes and rules for images. */

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

static const struct yaml_field bind_preset_fields[] = {
	STRING(site_bind_preset, "title", title),
	STRINGS(site_bind_preset, "binds", binds),
	STRING(site_bind_preset, "why", why),
	STRING(site_bind_preset, "without", without),
	STRING(site_bind_preset, "conflicts", conflicts),
	BOOL(site_bind_preset, "optional", optional),
	END,
};
const struct yaml_shape site_bind_preset_shape = {
	.what = "bind preset",
	.size = sizeof(struct site_bind_preset),
	.fields = bind_preset_fields,
};

static const struct yaml_field linked_filesystem_fields[] = {
	STRING(site_linked_filesystem, "target", target),
	END,
};
const struct yaml_shape site_linked_filesystem_shape = {
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
const struct yaml_shape site_environment_shape = {
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
const struct yaml_shape site_trap_shape = {
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
const struct yaml_shape site_cache_shape = {
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
const struct yaml_shape site_overlay_shape = {
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
const struct yaml_shape site_container_module_shape = {
	.what = "container module",
	.size = sizeof(struct site_container_module),
	.fields = container_module_fields,
};

static const struct yaml_field recipe_fields[] = {
	STRING(site_recipe, "title", title),
	STRING(site_recipe, "family", family),
	STRINGS(site_recipe, "when", when),
	STRINGS(site_recipe, "presets", presets),
	RECORDS(site_recipe, "environment", environment, site_environment_shape),
	CHOICE(site_recipe, "start", start, start_names),
	CHOICE(site_recipe, "conda", conda, conda_names),
	BOOL(site_recipe, "conda-optional", conda_optional),
	STRING(site_recipe, "mpi", mpi),
	STRING(site_recipe, "bindings-module", bindings_module),
	STRING(site_recipe, "warning", warning),
	END,
};
const struct yaml_shape site_recipe_shape = {
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
const struct yaml_shape site_image_rule_shape = {
	.what = "image rule",
	.size = sizeof(struct site_image_rule),
	.fields = image_rule_fields,
};

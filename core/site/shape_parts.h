#ifndef BERTH_SITE_SHAPE_PARTS_H
#define BERTH_SITE_SHAPE_PARTS_H

/* What the tables of the site file's keys share among themselves; nobody else includes it. */

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

/* shape_machine.c: where images are, partitions and nodes. */
extern const struct yaml_shape site_root_shape, site_name_form_shape, site_partition_shape,
	site_gpu_kind_shape, site_node_type_shape;
/* shape_containers.c: what images need, and what they are worth. */
extern const struct yaml_shape site_bind_preset_shape, site_linked_filesystem_shape, site_recipe_shape,
	site_image_rule_shape, site_environment_shape, site_trap_shape,
	site_cache_shape, site_overlay_shape, site_container_module_shape;

#endif

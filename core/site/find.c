#include "site/site.h"

#include "base/files.h"
#include "base/similar.h"
#include "base/vector.h"

const struct site_root *site_root(const struct site *site, const char *name)
{
	return yaml_record_find(&site->roots, sizeof(struct site_root), name);
}

const struct site_partition *site_partition(const struct site *site, const char *name)
{
	return yaml_record_find(&site->partitions, sizeof(struct site_partition), name);
}

const struct site_node_type *site_node_type(const struct site *site, const char *name)
{
	return yaml_record_find(&site->node_types, sizeof(struct site_node_type), name);
}

const struct site_strategy *site_strategy(const struct site_node_type *type, const char *name)
{
	return yaml_record_find(&type->strategies, sizeof(struct site_strategy), name);
}

const struct site_bind_preset *site_bind_preset(const struct site *site, const char *name)
{
	return yaml_record_find(&site->bind_presets, sizeof(struct site_bind_preset), name);
}

const struct site_module *site_module(const struct site *site, const char *name)
{
	return yaml_record_find(&site->modules, sizeof(struct site_module), name);
}

const char *site_die(const struct site_node_type *type)
{
	return type->gpu != NULL && type->gpu->die != NULL ? type->gpu->die : "GPU";
}

const char *site_communication(const struct site_node_type *type)
{
	return type->gpu != NULL && type->gpu->communication != NULL ? type->gpu->communication
								     : "NCCL";
}

const char *site_visible_variable(const struct site_node_type *type)
{
	return type->gpu != NULL ? type->gpu->visible : NULL;
}

int64_t site_max_time(const struct site_partition *partition, int64_t nodes)
{
	YAML_EACH(const struct site_time_bin, bin, &partition->time_bins)
		if (nodes <= bin->nodes)
			return bin->time;
	return partition->max_time;
}

const char *site_container_prefix(const struct site *site)
{
	const char *command = site->container_command;

	return command != NULL && string_equal(path_base(command), "apptainer") ? "APPTAINER"
										: "SINGULARITY";
}

const struct site_build_recipe *site_build_recipe(const struct site *site, const char *name)
{
	return yaml_record_find(&site->build.recipes, sizeof(struct site_build_recipe), name);
}

const char *site_nearest(const struct yaml_records *records, size_t size, const char *name)
{
	struct VECTOR_OF(const char *) names = {0};
	const char *record = records->items, *nearest;

	for (size_t i = 0; i < records->count; i++, record += size)
		vector_push(&names, ((const struct yaml_record *)(const void *)record)->name);
	nearest = similar_best(name, names.items, names.count);
	vector_release(&names);
	return nearest;
}

#ifndef BERTH_WORKSPACE_SHAPE_H
#define BERTH_WORKSPACE_SHAPE_H

/*
 * The table of the keys of berth.yaml. Only this floor and its tests include it: the reader walks
 * it, and a test holds it against the manual page berth.yaml(5).
 */

#include "workspace/workspace.h"

/* Where the mapper puts the document. */
struct workspace_document {
	struct workspace_image {
		char *query;
		struct yaml_strings roots;
	} image;
	struct workspace_binds {
		struct yaml_strings presets, specs;
	} binds;
	struct yaml_records environment;
	struct workspace_pin pin;
	int64_t format;
	bool build, vnc;
};

/* The job section, which stands behind the document: every key of it has a slot. */
struct workspace_job {
	struct yaml_strings command;
	union workspace_slot {
		char *string;
		struct yaml_strings strings;
		int64_t number;
		uint64_t size;
		bool flag;
		int choice;
	} slots[];
};

static inline struct workspace_job *workspace_job(struct workspace_document *document)
{
	return (struct workspace_job *)(void *)(document + 1);
}

/* How many of job_wish_fields there are. */
size_t workspace_wish_count(void);
/* Whether a wish has its own section instead of a key of `job:`. */
bool workspace_wish_is_elsewhere(const struct wish_field *field);

/* The shape for a document of as many bytes as its `size` says; in the arena. */
const struct yaml_shape *workspace_shape(struct arena *arena);

/* The values of a wish as they would be written on a command line; none when it is not set. */
struct yaml_strings workspace_slot_values(const struct wish_field *field,
	const union workspace_slot *slot, struct arena *arena);

/* The field of a dotted key such as "job.nodes"; NULL when the table has none. A key below
 * `environment` is its value. */
const struct yaml_field *workspace_field(const struct yaml_shape *shape, const char *key);

#endif

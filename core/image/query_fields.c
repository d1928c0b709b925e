#include "image/query_parts.h"

#include "base/similar.h"

#include <strings.h>

static const struct query_field fields[] = {
	{"family", SUBJECT_TEXT, false, offsetof(struct image_name, family), NULL, {NULL}, 0},
	{"framework", SUBJECT_TEXT, false, offsetof(struct image_name, framework), NULL, {NULL}, 0},
	{"layer", SUBJECT_TEXT, false, offsetof(struct image_name, layer), NULL, {NULL}, 0},
	{"version", SUBJECT_VERSION, true, offsetof(struct image_name, version), NULL, {NULL}, 0},
	{"rocm", SUBJECT_VERSION, true, offsetof(struct image_name, rocm), NULL, {NULL}, FACT_ROCM},
	{"python", SUBJECT_VERSION, true, offsetof(struct image_name, python), NULL, {NULL},
		FACT_PYTHON},
	{"kind", SUBJECT_KIND, false, 0, NULL, {NULL}, 0},
	{"root", SUBJECT_ROOT, false, 0, NULL, {NULL}, 0},
	{"name", SUBJECT_FILE, false, 0, NULL, {NULL}, 0},
	{"size", SUBJECT_SIZE, true, 0, NULL, {NULL}, 0},
	{"newer", SUBJECT_NEWER, false, 0, NULL, {NULL}, 0},
	{"older", SUBJECT_OLDER, false, 0, NULL, {NULL}, 0},
	{"has", SUBJECT_HAS, false, 0, NULL, {NULL}, 0},
	{"pytorch", SUBJECT_FRAMEWORK, true, 0, "pytorch", {"torch"}, 0},
	{"torch", SUBJECT_FRAMEWORK, true, 0, "pytorch", {"torch"}, 0},
	{"tensorflow", SUBJECT_FRAMEWORK, true, 0, "tensorflow", {"tensorflow", "tensorflow-rocm"},
		0},
	{"tf", SUBJECT_FRAMEWORK, true, 0, "tensorflow", {"tensorflow", "tensorflow-rocm"}, 0},
	{"jax", SUBJECT_FRAMEWORK, true, 0, "jax", {"jax"}, 0},
	{"mpi4py", SUBJECT_FRAMEWORK, true, 0, "mpi4py", {"mpi4py"}, 0},
	{"alphafold", SUBJECT_FRAMEWORK, true, 0, "alphafold", {"alphafold"}, 0},
	{"mpich", SUBJECT_FRAMEWORK, true, 0, "mpich", {"mpich"}, FACT_MPI},
	{"libfabric", SUBJECT_FRAMEWORK, true, 0, "libfabric", {NULL}, FACT_LIBFABRIC},
	{"cpe", SUBJECT_FRAMEWORK, true, 0, "cpe", {NULL}, 0},
};

const struct query_field *query_find_field(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		if (strcasecmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

int query_find_fact(const char *name)
{
	for (int i = 0; i < FACT_COUNT; i++)
		if (strcasecmp(fact_table[i].key, name) == 0)
			return i;
	return -1;
}

const char *framework_canonical(const char *word)
{
	const struct query_field *field = query_find_field(word);
	return field != NULL ? field->framework : NULL;
}

const char *query_nearest_field(const char *name)
{
	const char *candidates[ARRAY_LENGTH(fields) + FACT_COUNT];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		candidates[count++] = fields[i].name;
	for (size_t i = 0; i < FACT_COUNT; i++)
		candidates[count++] = fact_table[i].key;
	return similar_best(name, candidates, count);
}

void query_append_fields(struct text *text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		text_append_format(text, "%s%s", i > 0 ? ", " : "", fields[i].name);
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (query_find_field(fact_table[i].key) == NULL)
			text_append_format(text, ", %s", fact_table[i].key);
}

const char *query_field_at(size_t index, bool *versions)
{
	*versions = false;
	if (index < ARRAY_LENGTH(fields)) {
		*versions = fields[index].ordered;
		return fields[index].name;
	}
	index -= ARRAY_LENGTH(fields);
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (query_find_field(fact_table[i].key) == NULL && index-- == 0)
			return fact_table[i].key;
	return NULL;
}

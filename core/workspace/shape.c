#include "workspace/shape.h"

#include "base/units.h"

#include <inttypes.h>

/* One line for each key: its name in the file, and the member that it fills. */
#define KEY(type, key_, kind_, member)                                                             \
	.key = (key_), .kind = (kind_), .offset = offsetof(struct type, member)

static const struct yaml_field image_fields[] = {
	{KEY(workspace_image, "query", YAML_STRING, query)},
	{KEY(workspace_image, "roots", YAML_STRINGS, roots)},
	{.key = NULL},
};
static const struct yaml_shape image_shape = {
	.what = "image",
	.size = sizeof(struct workspace_image),
	.fields = image_fields,
	.short_key = "query",
};

static const struct yaml_field binds_fields[] = {
	{KEY(workspace_binds, "presets", YAML_STRINGS, presets)},
	{KEY(workspace_binds, "extra", YAML_STRINGS, specs)},
	{.key = NULL},
};
static const struct yaml_shape binds_shape = {
	.what = "binds section",
	.size = sizeof(struct workspace_binds),
	.fields = binds_fields,
};

static const struct yaml_field variable_fields[] = {
	{KEY(workspace_variable, "value", YAML_STRING, value)},
	{.key = NULL},
};
static const struct yaml_shape variable_shape = {
	.what = "environment variable",
	.size = sizeof(struct workspace_variable),
	.fields = variable_fields,
	.short_key = "value",
};

static const struct yaml_field pin_fields[] = {
	{KEY(workspace_pin, "query", YAML_STRING, query), .required = true},
	{KEY(workspace_pin, "path", YAML_STRING, path), .required = true},
	{KEY(workspace_pin, "size", YAML_INTEGER, size), .low = 0, .high = INT64_MAX},
	{KEY(workspace_pin, "mtime", YAML_STRING, mtime), .required = true},
	{KEY(workspace_pin, "id", YAML_STRING, id)},
	{.key = NULL},
};
static const struct yaml_shape pin_shape = {
	.what = "pinned image",
	.size = sizeof(struct workspace_pin),
	.fields = pin_fields,
};

static const struct yaml_field document_fields[] = {
	{KEY(workspace_document, "format", YAML_INTEGER, format), .low = 1, .high = 1},
	{KEY(workspace_document, "image", YAML_RECORD, image), .shape = &image_shape},
	{KEY(workspace_document, "lock", YAML_RECORD, pin), .shape = &pin_shape},
	{KEY(workspace_document, "binds", YAML_RECORD, binds), .shape = &binds_shape},
	{KEY(workspace_document, "environment", YAML_RECORDS, environment),
		.shape = &variable_shape},
	{KEY(workspace_document, "build", YAML_KEPT, build)},
	{KEY(workspace_document, "vnc", YAML_KEPT, vnc)},
};

/* How the mapper reads each kind of wish, so that it can say what is wrong with a value. */
static const enum yaml_kind kinds[] = {
	[WISH_STRING] = YAML_STRING,
	[WISH_COUNT] = YAML_INTEGER,
	[WISH_NUMBER] = YAML_INTEGER,
	[WISH_TIME] = YAML_DURATION,
	[WISH_SIZE] = YAML_SIZE,
	[WISH_FLAG] = YAML_BOOL,
	[WISH_CHOICE] = YAML_CHOICE,
	[WISH_ORDER] = YAML_STRINGS,
	[WISH_STRINGS] = YAML_STRINGS,
};

size_t workspace_wish_count(void)
{
	size_t count = 0;
	while (job_wish_fields[count].name != NULL)
		count++;
	return count;
}

bool workspace_wish_is_elsewhere(const struct wish_field *field)
{
	return string_equal(field->name, "env");
}

static size_t document_size(void)
{
	_Static_assert(sizeof(struct workspace_document) % _Alignof(struct workspace_job) == 0,
		"the job section behind the document is aligned");
	return sizeof(struct workspace_document) + sizeof(struct workspace_job) +
	       workspace_wish_count() * sizeof(union workspace_slot);
}

static const struct yaml_shape *job_shape(struct arena *arena)
{
	size_t count = workspace_wish_count(), used = 0;
	struct yaml_field *fields = arena_alloc(arena, (count + 2) * sizeof *fields);
	struct yaml_shape *shape = arena_alloc(arena, sizeof *shape);

	memset(fields, 0, (count + 2) * sizeof *fields);
	for (size_t i = 0; i < count; i++) {
		const struct wish_field *wish = &job_wish_fields[i];
		if (workspace_wish_is_elsewhere(wish))
			continue;
		fields[used++] = (struct yaml_field){
			.key = wish->name,
			.kind = kinds[wish->kind],
			.offset = offsetof(struct workspace_job, slots) +
				  i * sizeof(union workspace_slot),
			.low = wish->low,
			.high = wish->high,
			.bare = wish->kind == WISH_SIZE ? 1 << 20 : 0,
			.choices = wish->choices,
		};
	}
	fields[used] = (struct yaml_field){KEY(workspace_job, "command", YAML_STRINGS, command)};
	*shape = (struct yaml_shape){
		.what = "job section",
		.size = document_size() - sizeof(struct workspace_document),
		.fields = fields,
	};
	return shape;
}

const struct yaml_shape *workspace_shape(struct arena *arena)
{
	size_t count = ARRAY_LENGTH(document_fields);
	struct yaml_field *fields = arena_alloc(arena, (count + 2) * sizeof *fields);
	struct yaml_shape *shape = arena_alloc(arena, sizeof *shape);

	memcpy(fields, document_fields, sizeof document_fields);
	fields[count] = (struct yaml_field){.key = "job",
		.kind = YAML_RECORD,
		.offset = sizeof(struct workspace_document),
		.shape = job_shape(arena)};
	fields[count + 1] = (struct yaml_field){.key = NULL};
	*shape = (struct yaml_shape){
		.what = "workspace", .size = document_size(), .fields = fields};
	return shape;
}

static void add_keys(const struct yaml_shape *shape, const char *before, struct strings *keys)
{
	for (const struct yaml_field *field = shape->fields; field->key != NULL; field++) {
		char *key = xasprintf("%s%s", before, field->key);
		char *below = xasprintf("%s.", key);

		/* The pin is written by `berth lock`, and nobody else. */
		if (field->kind == YAML_RECORDS)
			strings_add(keys, below);
		else if (field->kind == YAML_RECORD && field->shape != &pin_shape)
			add_keys(field->shape, below, keys);
		else if (field->kind != YAML_KEPT && field->kind != YAML_RECORD)
			strings_add(keys, key);
		free(below);
		free(key);
	}
}

void workspace_add_keys(struct strings *keys)
{
	struct arena arena = {0};

	add_keys(workspace_shape(&arena), "", keys);
	arena_release(&arena);
}

/* A list of one text. */
static struct yaml_strings one(const char *string, struct arena *arena)
{
	struct yaml_strings list = {arena_alloc(arena, sizeof *list.items), 1};

	list.items[0] = arena_strdup(arena, string);
	return list;
}

static void append_value(
	const struct wish_field *field, const union workspace_slot *slot, struct text *text)
{
	switch (field->kind) {
	case WISH_COUNT:
	case WISH_NUMBER:
		if (slot->number != 0)
			text_append_format(text, "%" PRId64, slot->number);
		break;
	case WISH_TIME:
		if (slot->number != 0)
			text_append_duration(text, slot->number);
		break;
	case WISH_SIZE:
		if (slot->size != 0)
			text_append_slurm_size(text, slot->size);
		break;
	case WISH_FLAG:
		text_append(text, slot->flag ? "true" : "");
		break;
	case WISH_CHOICE:
		text_append(text, slot->choice > 0 ? field->choices[slot->choice] : "");
		break;
	case WISH_ORDER:
		for (size_t i = 0; i < slot->strings.count; i++)
			text_append_format(text, "%s%s", i > 0 ? "," : "", slot->strings.items[i]);
		break;
	case WISH_STRING:
		text_append(text, slot->string != NULL ? slot->string : "");
		break;
	case WISH_STRINGS:
		break;
	}
}

struct yaml_strings workspace_slot_values(
	const struct wish_field *field, const union workspace_slot *slot, struct arena *arena)
{
	struct yaml_strings values = {0};
	struct text text = TEXT_INIT;

	if (field->kind == WISH_STRINGS)
		return slot->strings;
	append_value(field, slot, &text);
	if (text.length > 0)
		values = one(text_string(&text), arena);
	text_release(&text);
	return values;
}

const struct yaml_field *workspace_field(const struct yaml_shape *shape, const char *key)
{
	for (const struct yaml_field *field = shape->fields; field->key != NULL; field++) {
		size_t length = strlen(field->key);
		if (strncmp(field->key, key, length) != 0)
			continue;
		if (key[length] == '\0')
			return field;
		if (key[length] != '.')
			continue;
		if (field->kind == YAML_RECORDS)
			return &field->shape->fields[0];
		if (field->kind == YAML_RECORD)
			return workspace_field(field->shape, key + length + 1);
		return field->kind == YAML_KEPT ? field : NULL;
	}
	return NULL;
}

#include "base/yaml_internal.h"
#include "base/similar.h"

/*
 * Mappings into structs. Every function here reports what is wrong and goes on with the next key,
 * so that one run shows all mistakes of a file.
 */

enum { KNOWN_KEYS_SHOWN = 16 };

/* The struct that a mapping goes to. */
struct target {
	const struct yaml_shape *shape;
	const struct yaml_step *step; /* to the mapping; NULL for the whole file */
	yaml_mark_t mark;	      /* of its key */
	char *out;
	bool laid_over; /* a record of a lower layer, which has its required keys already */
};

static void read_target(
	struct yaml_reader *reader, const struct target *target, const yaml_node_t *node);

/* "partition 'standard-g'", "the site". */
static void append_owner(struct text *text, const struct target *target)
{
	if (target->step == NULL)
		text_append_format(text, "the %s", target->shape->what);
	else
		text_append_format(
			text, "%s '%.*s%s'", target->shape->what, YAML_CUT(target->step->key));
}

/* The key of a pair when it is one that can be read; NULL when it was reported. */
static const char *check_key(struct yaml_reader *reader, const yaml_node_t *mapping, size_t pair,
	const size_t *first, const struct yaml_step *up)
{
	const yaml_node_pair_t *pairs = mapping->data.mapping.pairs.start;
	const yaml_node_t *key = yaml_node(reader, pairs[pair].key);
	const char *text = yaml_text(key);
	const struct yaml_step step = {.up = up, .key = text};

	if (text == NULL || *text == '\0') {
		struct text found = TEXT_INIT;
		yaml_append_found(&found, key);
		yaml_mistake(reader, "F04", up, key->start_mark, "a key must be text, not %s",
			text != NULL ? "empty" : text_string(&found));
		text_release(&found);
		return NULL;
	}
	if (string_equal(text, "<<") && key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		diag_hint(yaml_mistake(reader, "F02", &step, key->start_mark,
				  "'<<' is not supported: mappings cannot be merged"),
			"write the keys out; an alias ('*name') may stand for a whole value");
		return NULL;
	}
	if (first[pair] != pair) {
		const yaml_node_t *before = yaml_node(reader, pairs[first[pair]].key);
		diag_hint(yaml_mistake(reader, "F03", &step, key->start_mark,
				  "'%.*s%s' is given twice", YAML_CUT(text)),
			"the first one is in line %zu; delete one of them",
			before->start_mark.line + 1);
		return NULL;
	}
	return text;
}

static size_t field_count(const struct yaml_shape *shape)
{
	size_t count = 0;
	while (shape->fields[count].key != NULL)
		count++;
	return count;
}

static const struct yaml_field *find_field(const struct yaml_shape *shape, const char *key)
{
	for (const struct yaml_field *field = shape->fields; field->key != NULL; field++)
		if (string_equal(field->key, key))
			return field;
	return NULL;
}

static void complain_unknown(
	struct yaml_reader *reader, const struct target *target, const char *key, yaml_mark_t mark)
{
	const struct yaml_step step = {.up = target->step, .key = key};
	size_t count = field_count(target->shape);
	const char **known = xcalloc(count, sizeof *known);
	struct text owner = TEXT_INIT, list = TEXT_INIT;
	const char *nearest;
	struct diag *diag;

	for (size_t i = 0; i < count; i++) {
		known[i] = target->shape->fields[i].key;
		if (i < KNOWN_KEYS_SHOWN)
			text_append_format(&list, "%s%s", i > 0 ? ", " : "", known[i]);
	}
	if (count > KNOWN_KEYS_SHOWN)
		text_append_format(&list, " and %zu more", count - KNOWN_KEYS_SHOWN);
	append_owner(&owner, target);
	diag = yaml_mistake(reader, "F02", &step, mark, "unknown key '%.*s%s' in %s", YAML_CUT(key),
		text_string(&owner));
	nearest = similar_best(key, known, count);
	if (nearest != NULL)
		diag_hint(diag, "did you mean '%s'?", nearest);
	else
		diag_hint(diag, "known keys: %s", text_string(&list));
	text_release(&owner);
	text_release(&list);
	free(known);
}

/* The records of a field while a file is laid over them. */
struct overlay {
	const struct yaml_shape *shape;
	struct yaml_records records;
	struct yaml_name *old; /* owned; the names of the lower layer, in order */
	size_t old_count;
	bool *removed; /* owned; of the lower layer */
};

static struct yaml_record *record_at(const struct overlay *overlay, size_t index)
{
	return (struct yaml_record *)(void *)((char *)overlay->records.items +
					      index * overlay->shape->size);
}

/* The lower layer's structs are copied, for they may be shared with what it was read into. */
static void overlay_start(struct overlay *overlay, const struct yaml_shape *shape,
	const struct yaml_records *lower, size_t extra, struct arena *arena)
{
	*overlay = (struct overlay){.shape = shape, .old_count = lower->count};
	overlay->records.count = lower->count;
	overlay->records.items = arena_alloc(arena, (lower->count + extra) * shape->size);
	if (lower->count > 0)
		memcpy(overlay->records.items, lower->items, lower->count * shape->size);
	overlay->old = xcalloc(lower->count, sizeof *overlay->old);
	overlay->removed = xcalloc(lower->count, sizeof *overlay->removed);
	for (size_t i = 0; i < lower->count; i++)
		overlay->old[i] = (struct yaml_name){record_at(overlay, i)->name, i};
	yaml_names_sort(overlay->old, overlay->old_count);
}

static void overlay_end(struct overlay *overlay, struct yaml_records *records)
{
	size_t kept = 0;

	for (size_t i = 0; i < overlay->records.count; i++) {
		if (i < overlay->old_count && overlay->removed[i])
			continue;
		if (kept != i)
			memcpy(record_at(overlay, kept), record_at(overlay, i),
				overlay->shape->size);
		kept++;
	}
	*records = (struct yaml_records){overlay->records.items, kept};
	free(overlay->old);
	free(overlay->removed);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(((const struct yaml_name *)a)->text, ((const struct yaml_name *)b)->text);
}

static void read_one_record(struct yaml_reader *reader, struct overlay *overlay,
	const yaml_node_t *key, const yaml_node_t *value, const struct yaml_step *step)
{
	const struct yaml_name *old = NULL;
	struct target target = {.shape = overlay->shape, .step = step, .mark = key->start_mark};
	struct text path = TEXT_INIT;
	struct yaml_record *record;

	if (overlay->old_count > 0)
		old = bsearch(&(struct yaml_name){step->key, 0}, overlay->old, overlay->old_count,
			sizeof *old, compare_text);
	target.laid_over = old != NULL;
	if (yaml_is_null(value)) {
		if (old != NULL)
			overlay->removed[old->index] = true;
		return;
	}
	record = record_at(overlay, old != NULL ? old->index : overlay->records.count++);
	target.out = (char *)record;
	yaml_append_path(&path, step);
	record->name = arena_strdup(reader->arena, step->key);
	record->place = yaml_place(reader->file, key->start_mark);
	record->place.field = arena_strdup(reader->arena, text_string(&path));
	text_release(&path);
	read_target(reader, &target, value);
}

static void read_records(struct yaml_reader *reader, const struct yaml_shape *shape,
	const yaml_node_t *node, const struct yaml_step *step, struct yaml_records *records)
{
	struct overlay overlay;
	size_t *first;

	if (yaml_is_null(node))
		return;
	if (node->type != YAML_MAPPING_NODE) {
		struct text found = TEXT_INIT;
		yaml_append_found(&found, node);
		diag_hint(yaml_mistake(reader, "F04", step, node->start_mark,
				  "'%s' must be a mapping from names, not %s", step->key,
				  text_string(&found)),
			"write one line 'NAME:' for each %s, and its keys indented below it",
			shape->what);
		text_release(&found);
		return;
	}
	overlay_start(&overlay, shape, records, yaml_pair_count(node), reader->arena);
	first = yaml_first_uses(reader, node);
	for (size_t i = 0; i < yaml_pair_count(node) && !yaml_is_hopeless(reader); i++) {
		const yaml_node_pair_t *pair = &node->data.mapping.pairs.start[i];
		const struct yaml_step name = {
			.up = step, .key = check_key(reader, node, i, first, step)};
		if (name.key != NULL)
			read_one_record(reader, &overlay, yaml_node(reader, pair->key),
				yaml_node(reader, pair->value), &name);
	}
	free(first);
	overlay_end(&overlay, records);
}

static size_t field_size(const struct yaml_field *field)
{
	static const size_t sizes[] = {
		[YAML_STRING] = sizeof(char *),
		[YAML_BOOL] = sizeof(bool),
		[YAML_INTEGER] = sizeof(int64_t),
		[YAML_SIZE] = sizeof(uint64_t),
		[YAML_DURATION] = sizeof(int64_t),
		[YAML_CHOICE] = sizeof(int),
		[YAML_STRINGS] = sizeof(struct yaml_strings),
		[YAML_INTEGERS] = sizeof(struct yaml_integers),
		[YAML_SIZES] = sizeof(struct yaml_integers),
		[YAML_KEPT] = sizeof(bool),
		[YAML_RECORDS] = sizeof(struct yaml_records),
	};
	return field->kind == YAML_RECORD ? field->shape->size : sizes[field->kind];
}

/* Whether a field has been left as an empty struct has it. */
static bool is_unset(const struct target *target, const struct yaml_field *field)
{
	const char *bytes = target->out + field->offset;

	for (size_t i = 0; i < field_size(field); i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void complain_empty(struct yaml_reader *reader, const struct target *owner,
	const struct yaml_step *step, const yaml_node_t *node)
{
	struct text where = TEXT_INIT;
	struct diag *diag;

	append_owner(&where, owner);
	diag = yaml_mistake(reader, "F06", step, node->start_mark,
		"required key '%s' has no value in %s", step->key, text_string(&where));
	if (string_equal(yaml_text(node), "~"))
		diag_hint(diag, "'~' means nothing in YAML; quote it if it is a folder's name");
	text_release(&where);
}

static void read_value(struct yaml_reader *reader, const struct target *owner,
	const struct yaml_field *field, yaml_mark_t mark, const yaml_node_t *node)
{
	const struct yaml_step step = {.up = owner->step, .key = field->key};
	struct target target = {.shape = field->shape,
		.step = &step,
		.mark = mark,
		.out = owner->out + field->offset,
		.laid_over = owner->laid_over};
	size_t mistakes = reader->mistakes;

	if (field->kind == YAML_RECORD)
		read_target(reader, &target, node);
	else if (field->kind == YAML_KEPT)
		*(bool *)target.out = !yaml_is_null(node);
	else if (field->kind == YAML_RECORDS)
		read_records(reader, field->shape, node, &step, (void *)target.out);
	else
		yaml_value_read(reader, field, node, &step, target.out);
	if (field->required && reader->mistakes == mistakes && yaml_is_null(node) &&
		is_unset(owner, field))
		complain_empty(reader, owner, &step, node);
}

static void read_pairs(struct yaml_reader *reader, const struct target *target,
	const yaml_node_t *mapping, bool *given)
{
	size_t *first = yaml_first_uses(reader, mapping);

	for (size_t i = 0; i < yaml_pair_count(mapping) && !yaml_is_hopeless(reader); i++) {
		const yaml_node_pair_t *pair = &mapping->data.mapping.pairs.start[i];
		yaml_mark_t mark = yaml_node(reader, pair->key)->start_mark;
		const char *key = check_key(reader, mapping, i, first, target->step);
		const struct yaml_field *field =
			key != NULL ? find_field(target->shape, key) : NULL;
		if (field != NULL) {
			given[field - target->shape->fields] = true;
			read_value(reader, target, field, mark, yaml_node(reader, pair->value));
		} else if (key != NULL) {
			complain_unknown(reader, target, key, mark);
		}
	}
	free(first);
}

static void check_required(
	struct yaml_reader *reader, const struct target *target, const bool *given)
{
	if (target->laid_over)
		return;
	for (size_t i = 0; target->shape->fields[i].key != NULL; i++) {
		const struct yaml_field *field = &target->shape->fields[i];
		const struct yaml_step step = {.up = target->step, .key = field->key};
		struct text owner = TEXT_INIT;
		if (!field->required || given[i] || !is_unset(target, field))
			continue;
		append_owner(&owner, target);
		yaml_mistake(reader, "F06", &step, target->mark,
			"required key '%s' is missing in %s", field->key, text_string(&owner));
		text_release(&owner);
	}
}

static void complain_target(
	struct yaml_reader *reader, const struct target *target, const yaml_node_t *node)
{
	struct text owner = TEXT_INIT, found = TEXT_INIT;

	append_owner(&owner, target);
	yaml_append_found(&found, node);
	diag_hint(yaml_mistake(reader, "F04", target->step, node->start_mark,
			  "%s must be a mapping, not %s", text_string(&owner), text_string(&found)),
		"write 'key: value' lines%s", target->step != NULL ? ", indented below it" : "");
	text_release(&owner);
	text_release(&found);
}

/* Reads a mapping (or what may stand for one) into a struct. */
static void read_target(
	struct yaml_reader *reader, const struct target *target, const yaml_node_t *node)
{
	bool *given = xcalloc(field_count(target->shape), sizeof *given);
	bool usable = true;

	if (node->type == YAML_MAPPING_NODE) {
		read_pairs(reader, target, node, given);
	} else if (yaml_is_null(node)) {
		/* A key without anything below it, as when all of it is commented out. */
	} else if (node->type == YAML_SCALAR_NODE && target->shape->short_key != NULL) {
		const struct yaml_field *field =
			find_field(target->shape, target->shape->short_key);
		if (field == NULL)
			BUG("no field '%s' in a %s", target->shape->short_key, target->shape->what);
		given[field - target->shape->fields] = true;
		read_value(reader, target, field, node->start_mark, node);
	} else {
		complain_target(reader, target, node);
		usable = false;
	}
	if (usable && !yaml_is_hopeless(reader))
		check_required(reader, target, given);
	free(given);
}

/* Ends the graph, too. */
static bool map_graph(const char *file, struct yaml_graph *graph, const struct yaml_shape *shape,
	void *out, struct arena *arena, struct diags *diags)
{
	yaml_char_t empty[] = "";
	const yaml_node_t nothing = {
		.type = YAML_SCALAR_NODE, .data.scalar = {empty, 0, YAML_PLAIN_SCALAR_STYLE}};
	const struct target target = {.shape = shape, .out = out};
	struct yaml_reader reader = {.arena = arena, .diags = diags};

	reader.document = &graph->document;
	reader.file = file != NULL ? arena_strdup(arena, file) : NULL;
	read_target(&reader, &target, graph->root != NULL ? graph->root : &nothing);
	if (yaml_is_hopeless(&reader)) {
		struct place place = {.file = file};
		diags_add(diags, SEVERITY_ERROR, "F07", &place,
			"more than %d mistakes; the rest of the file was not read",
			YAML_MISTAKE_LIMIT);
	}
	yaml_graph_release(graph);
	return reader.mistakes == 0;
}

bool yaml_map(const char *file, const char *bytes, size_t length, const struct yaml_shape *shape,
	void *out, struct arena *arena, struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	struct yaml_graph graph;

	return yaml_graph_load(&graph, &source, diags) &&
		map_graph(file, &graph, shape, out, arena, diags);
}

bool yaml_map_packed(const char *file, const struct yaml_packed *packed,
	const struct yaml_shape *shape, void *out, struct arena *arena, struct diags *diags)
{
	struct yaml_graph graph;

	yaml_graph_unpack(&graph, packed);
	return map_graph(file, &graph, shape, out, arena, diags);
}

void *yaml_record_find(const struct yaml_records *records, size_t size, const char *name)
{
	for (size_t i = 0; i < records->count; i++) {
		char *record = (char *)records->items + i * size;
		if (string_equal(((struct yaml_record *)(void *)record)->name, name))
			return record;
	}
	return NULL;
}

#include "base/yaml_internal.h"
#include "base/clean.h"

/*
 * Finding a value by its path, and changing one scalar while every other byte stays. The change is
 * made in the text, so comments and layout survive; that it did what it should, and nothing else,
 * is then checked by reading the result.
 */

/* The item "12" of a list, taking the step off the path; NULL when there is none. */
static yaml_node_t *enter_list(
	yaml_document_t *document, const yaml_node_t *list, const char **path)
{
	size_t count = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
	size_t digits = strspn(*path, "0123456789"), index = 0;

	if (digits == 0 || ((*path)[digits] != '.' && (*path)[digits] != '\0'))
		return NULL;
	for (size_t i = 0; i < digits && index < count; i++)
		index = index * 10 + (size_t)((*path)[i] - '0');
	if (index >= count)
		return NULL;
	*path = (*path)[digits] == '.' ? *path + digits + 1 : NULL;
	return yaml_document_get_node(document, list->data.sequence.items.start[index]);
}

/* The value of the longest key that the path begins with; of equal keys, the first. */
static yaml_node_t *enter_mapping(
	yaml_document_t *document, const yaml_node_t *mapping, const char **path)
{
	size_t best = 0;
	int value = 0;

	for (size_t i = 0; i < yaml_pair_count(mapping); i++) {
		const yaml_node_pair_t *pair = &mapping->data.mapping.pairs.start[i];
		const char *key = yaml_text(yaml_document_get_node(document, pair->key));
		size_t length = key != NULL ? strlen(key) : 0;
		if (length > best && strncmp(*path, key, length) == 0 &&
			((*path)[length] == '.' || (*path)[length] == '\0')) {
			best = length;
			value = pair->value;
		}
	}
	if (best == 0)
		return NULL;
	*path = (*path)[best] == '.' ? *path + best + 1 : NULL;
	return yaml_document_get_node(document, value);
}

/* The node at a path, or NULL; the empty path is the top. */
static yaml_node_t *resolve(struct yaml_graph *graph, const char *path)
{
	yaml_node_t *node = graph->root;

	if (*path == '\0')
		return node;
	while (node != NULL && path != NULL) {
		if (node->type == YAML_MAPPING_NODE)
			node = enter_mapping(&graph->document, node, &path);
		else if (node->type == YAML_SEQUENCE_NODE)
			node = enter_list(&graph->document, node, &path);
		else
			node = NULL;
	}
	return node;
}

bool yaml_locate(const char *bytes, size_t length, const char *path, int *line, int *column)
{
	const struct yaml_source source = {NULL, bytes, length};
	struct diags diags = {0};
	struct yaml_graph graph;
	const yaml_node_t *node = NULL;

	if (yaml_graph_load(&graph, &source, &diags)) {
		node = resolve(&graph, path);
		if (node != NULL) {
			struct place place = yaml_place(NULL, node->start_mark);
			*line = place.line;
			*column = place.column;
		}
		yaml_graph_release(&graph);
	}
	diags_release(&diags);
	return node != NULL;
}

/* Whether more than one place of the file uses the node, by aliases. */
static bool is_shared(struct yaml_graph *graph, const yaml_node_t *wanted)
{
	int id = (int)(wanted - graph->document.nodes.start) + 1;
	size_t uses = 0;

	for (const yaml_node_t *node = graph->document.nodes.start;
		node < graph->document.nodes.top; node++) {
		if (node->type == YAML_SEQUENCE_NODE) {
			const yaml_node_item_t *item = node->data.sequence.items.start;
			for (; item < node->data.sequence.items.top; item++)
				uses += *item == id;
		} else if (node->type == YAML_MAPPING_NODE) {
			const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
			for (; pair < node->data.mapping.pairs.top; pair++)
				uses += (size_t)(pair->key == id) + (size_t)(pair->value == id);
		}
	}
	return uses > 1;
}

/* Bytes [start, end) of a source. */
struct span {
	size_t start, end;
};

/* The byte at which character number `index` after byte `start` begins. */
static size_t byte_offset(const struct yaml_source *source, size_t start, size_t index)
{
	size_t i = start;

	while (i < source->length && index > 0) {
		i++;
		while (i < source->length && ((unsigned char)source->bytes[i] & 0xc0) == 0x80)
			i++;
		index--;
	}
	return i;
}

/* The scalar alone: libyaml counts an anchor and a tag before it as parts of it. */
static struct span find_span(
	const struct yaml_source *source, const struct yaml_graph *graph, const yaml_node_t *node)
{
	struct span span = {
		.start = byte_offset(source, graph->start, node->start_mark.index),
		.end = byte_offset(source, graph->start, node->end_mark.index),
	};

	while (span.start < span.end &&
		(source->bytes[span.start] == '&' || source->bytes[span.start] == '!')) {
		while (span.start < span.end &&
			strchr(" \t\r\n", source->bytes[span.start]) == NULL)
			span.start++;
		while (span.start < span.end && strchr(" \t", source->bytes[span.start]) != NULL)
			span.start++;
	}
	return span;
}

/* Characters that some reader of YAML takes for a line break or cannot see. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
	       c == 0xfffe || c == 0xffff;
}

static bool is_utf8(const char *value)
{
	const unsigned char *bytes = (const unsigned char *)value;
	size_t length = strlen(value);
	uint32_t c;

	for (size_t i = 0; i < length;) {
		size_t size = utf8_decode(bytes + i, length - i, &c);
		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

static bool begins_plainly(const char *value)
{
	if (value[0] == '-')
		return value[1] >= '0' && value[1] <= '9';
	return value[0] != '\0' && strchr(" ?:#&*!|>'\"%@`", value[0]) == NULL &&
	       !string_starts(value, "...");
}

/* Whether the value can stand anywhere without quotes and means the same there. Words for null
 * do not: they would be nothing. */
static bool is_safely_plain(const char *value)
{
	static const char *const nulls[] = {"~", "null", "Null", "NULL"};
	size_t length = strlen(value);
	uint32_t c;

	if (!begins_plainly(value) || value[length - 1] == ' ' || value[length - 1] == ':')
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(nulls); i++)
		if (string_equal(value, nulls[i]))
			return false;
	if (strpbrk(value, ",[]{}") != NULL || strstr(value, ": ") != NULL ||
		strstr(value, " #") != NULL)
		return false;
	for (size_t i = 0; i < length;) {
		i += utf8_decode((const unsigned char *)value + i, length - i, &c);
		if (needs_escape(c))
			return false;
	}
	return true;
}

static void append_quoted(struct text *text, const char *value)
{
	size_t length = strlen(value), size;

	text_append_char(text, '"');
	for (size_t i = 0; i < length; i += size) {
		uint32_t c;
		size = utf8_decode((const unsigned char *)value + i, length - i, &c);
		if (c == '"' || c == '\\')
			text_append_format(text, "\\%c", (int)c);
		else if (c == '\n')
			text_append(text, "\\n");
		else if (c == '\t')
			text_append(text, "\\t");
		else if (needs_escape(c))
			text_append_format(
				text, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned int)c);
		else
			text_append_bytes(text, value + i, size);
	}
	text_append_char(text, '"');
}

static void replace(
	const struct yaml_source *source, struct span span, const char *value, struct text *result)
{
	char before = span.start > 0 ? source->bytes[span.start - 1] : '\n';
	/* Nothing stood there, as after "key:"; what goes in must not stick to what is before. */
	bool insert = span.start == span.end && strchr(" \t\r\n", before) == NULL;

	text_append_bytes(result, source->bytes, span.start);
	if (insert)
		text_append_char(result, ' ');
	if (is_safely_plain(value) && (insert || before != ':'))
		text_append(result, value);
	else
		append_quoted(result, value);
	text_append_bytes(result, source->bytes + span.end, source->length - span.end);
}

static bool is_same_node(const yaml_node_t *a, const yaml_node_t *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == YAML_SCALAR_NODE)
		return a->data.scalar.length == b->data.scalar.length &&
		       memcmp(a->data.scalar.value, b->data.scalar.value, a->data.scalar.length) ==
			       0 &&
		       yaml_is_null(a) == yaml_is_null(b);
	if (a->type == YAML_SEQUENCE_NODE) {
		size_t size = (size_t)((const char *)a->data.sequence.items.top -
				       (const char *)a->data.sequence.items.start);
		return (size_t)((const char *)b->data.sequence.items.top -
				(const char *)b->data.sequence.items.start) == size &&
		       memcmp(a->data.sequence.items.start, b->data.sequence.items.start, size) ==
			       0;
	}
	return yaml_pair_count(a) == yaml_pair_count(b) &&
	       memcmp(a->data.mapping.pairs.start, b->data.mapping.pairs.start,
		       yaml_pair_count(a) * sizeof *a->data.mapping.pairs.start) == 0;
}

/* Whether the two graphs differ in nothing but the node, which is `value` in the second. */
static bool is_patched(
	struct yaml_graph *old, struct yaml_graph *new, const yaml_node_t *node, const char *value)
{
	size_t target = (size_t)(node - old->document.nodes.start);
	size_t count = (size_t)(old->document.nodes.top - old->document.nodes.start);

	if ((size_t)(new->document.nodes.top - new->document.nodes.start) != count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const yaml_node_t *after = &new->document.nodes.start[i];
		if (i != target && !is_same_node(&old->document.nodes.start[i], after))
			return false;
		if (i == target && (yaml_text(after) == NULL || yaml_is_null(after) ||
					   !string_equal(yaml_text(after), value)))
			return false;
	}
	return true;
}

static bool check_patch(
	struct yaml_graph *old, const yaml_node_t *node, const char *value, struct text *result)
{
	const struct yaml_source source = {NULL, text_string(result), result->length};
	struct diags diags = {0};
	struct yaml_graph new;
	bool ok = yaml_graph_load(&new, &source, &diags);

	if (ok) {
		ok = is_patched(old, &new, node, value);
		yaml_graph_release(&new);
	}
	diags_release(&diags);
	return ok;
}

/* Why the node cannot be patched, or NULL. */
static const char *find_obstacle(
	struct yaml_graph *graph, const yaml_node_t *node, const char *value)
{
	if (node == NULL)
		return "the file has no such key";
	if (node->type != YAML_SCALAR_NODE)
		return node->type == YAML_SEQUENCE_NODE ? "it is a list" : "it is a mapping";
	if (node->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		return "it is a block of text ('|' or '>')";
	if (is_shared(graph, node))
		return "an alias ('*name') uses the same value elsewhere";
	if (!is_utf8(value))
		return "the new value is not UTF-8";
	return NULL;
}

bool yaml_patch(const char *file, const char *bytes, size_t length, const char *path,
	const char *value, struct text *out, struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	struct place place = {.file = file};
	struct text result = TEXT_INIT;
	struct yaml_graph graph;
	const yaml_node_t *node;
	const char *obstacle;

	if (!yaml_graph_load(&graph, &source, diags))
		return false;
	node = resolve(&graph, path);
	if (node != NULL)
		place = yaml_place(file, node->start_mark);
	place.field = path;
	obstacle = find_obstacle(&graph, node, value);
	if (obstacle == NULL) {
		replace(&source, find_span(&source, &graph, node), value, &result);
		if (!check_patch(&graph, node, value, &result))
			obstacle = "the change would alter more than this value";
	}
	if (obstacle == NULL)
		text_append_bytes(out, text_string(&result), result.length);
	else
		diag_hint(diags_add(diags, SEVERITY_ERROR, "F08", &place,
				  "cannot change '%.*s%s': %s", YAML_CUT(path), obstacle),
			"change it by hand in an editor");
	text_release(&result);
	yaml_graph_release(&graph);
	return obstacle == NULL;
}

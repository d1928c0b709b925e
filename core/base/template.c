#include "base/template_parts.h"
#include "base/words.h"

struct writer {
	const struct template_name *names;
	const struct template_value *values;
	const struct template_nodes *nodes;
	size_t items[TEMPLATE_NAMES_LIMIT]; /* of each list: the item that is being written */
	size_t steps;
	bool skip_newline; /* the text that comes now begins with one that is left out */
	struct text out;
};

/* Where the fields of an item stand that belong to the name, and how many fields there are. */
static size_t field_index(const struct writer *writer, size_t name, size_t *width)
{
	const char *list = writer->names[name].list;
	size_t index = 0;

	*width = 0;
	for (size_t i = 0; writer->names[i].name != NULL; i++) {
		if (writer->names[i].list == NULL || !string_equal(writer->names[i].list, list))
			continue;
		if (i < name)
			index++;
		++*width;
	}
	return index;
}

static const char *value_text(const struct writer *writer, size_t name)
{
	const struct template_name *row = &writer->names[name];
	const char *text = writer->values[name].text;
	size_t list = 0, width, index;

	if (row->list != NULL) {
		while (!string_equal(writer->names[list].name, row->list))
			list++;
		index = field_index(writer, name, &width);
		text = writer->values[list].fields[writer->items[list] * width + index];
	}
	return text != NULL ? text : "";
}

/* How often a section is written. */
static size_t times(const struct writer *writer, const struct template_node *node)
{
	bool list = writer->names[node->name].kind == TEMPLATE_LIST;
	size_t count = list ? writer->values[node->name].count
			    : value_text(writer, node->name)[0] != '\0';

	return node->kind == NODE_INVERTED ? count == 0 : count;
}

static void write_value(struct writer *writer, size_t at)
{
	const struct template_node *node = &writer->nodes->items[at], *next = node + 1;
	const char *value = value_text(writer, node->name);
	bool newline = at + 1 < writer->nodes->count && next->kind == NODE_TEXT &&
		       next->text[0] == '\n';

	if (node->kind == NODE_QUOTED)
		text_append_shell_word(&writer->out, value);
	else
		text_append(&writer->out, value);
	writer->skip_newline = node->alone && value[0] == '\0' && newline;
}

static void write_text(struct writer *writer, const struct template_node *node)
{
	size_t skipped = writer->skip_newline;

	text_append_bytes(&writer->out, node->text + skipped, node->length - skipped);
	writer->skip_newline = false;
}

/* Writes the nodes from `at` up to `end`. False when it becomes too much. */
static bool write_nodes(struct writer *writer, size_t at, size_t end)
{
	for (; at < end; at++) {
		const struct template_node *node = &writer->nodes->items[at];
		if (++writer->steps > TEMPLATE_STEP_LIMIT ||
			writer->out.length > TEMPLATE_OUTPUT_LIMIT)
			return false;
		if (node->kind == NODE_TEXT)
			write_text(writer, node);
		if (node->kind == NODE_VALUE || node->kind == NODE_QUOTED)
			write_value(writer, at);
		if (node->kind != NODE_SECTION && node->kind != NODE_INVERTED)
			continue;
		for (size_t i = 0, n = times(writer, node); i < n; i++) {
			if (node->kind == NODE_SECTION)
				writer->items[node->name] = i;
			if (!write_nodes(writer, at + 1, node->end))
				return false;
		}
		at = node->end;
	}
	return writer->out.length <= TEMPLATE_OUTPUT_LIMIT;
}

static void check_table(const struct template_name *names)
{
	size_t count = 0;

	while (names[count].name != NULL)
		count++;
	if (count > TEMPLATE_NAMES_LIMIT)
		BUG("%zu names of values", count);
}

bool template_render(const char *file, const char *bytes, size_t length,
	const struct template_name *names, const struct template_value *values, struct text *out,
	struct diags *diags)
{
	struct template_nodes nodes = {0};
	struct writer writer = {.names = names, .values = values, .nodes = &nodes};
	struct place place = {.file = file};
	bool fine;

	check_table(names);
	fine = template_read(file, bytes, length, names, &nodes, diags);
	if (fine && !write_nodes(&writer, 0, nodes.count)) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "J03", &place,
				  "the template writes too much: more than %d bytes or %d steps",
				  TEMPLATE_OUTPUT_LIMIT, TEMPLATE_STEP_LIMIT),
			"put fewer lists in each other");
		fine = false;
	}
	if (fine && writer.out.length > 0)
		text_append_bytes(out, writer.out.data, writer.out.length);
	text_release(&writer.out);
	vector_release(&nodes);
	return fine;
}

bool template_check(const char *file, const char *bytes, size_t length,
	const struct template_name *names, struct diags *diags)
{
	struct template_nodes nodes = {0};
	bool fine;

	check_table(names);
	fine = template_read(file, bytes, length, names, &nodes, diags);
	vector_release(&nodes);
	return fine;
}

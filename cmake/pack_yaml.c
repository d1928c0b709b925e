/*
 * pack_yaml SYMBOL FILE OUT: reads a YAML file when Berth is built and writes it as C, a `const struct
 * yaml_packed SYMBOL` (base/yaml.h), so that nobody has to wait for the parser each time a program
 * starts. core/base/yaml_unpack.c is the other side; the numbers are told there.
 */

#include <yaml.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "pack_yaml: %s: %s\n", what, why);
	return 1;
}

static size_t count_of(const yaml_node_t *node)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	if (node->type == YAML_MAPPING_NODE)
		return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	return 0;
}

static void write_node(const yaml_node_t *node, size_t *text, FILE *out)
{
	size_t count = count_of(node);

	fprintf(out, "%d, %zu, %zu, ", (int)node->type, node->start_mark.line,
		node->start_mark.column);
	if (node->type == YAML_SCALAR_NODE) {
		fprintf(out, "%d, %zu, %zu,\n", (int)node->data.scalar.style, *text,
			node->data.scalar.length);
		*text += node->data.scalar.length + 1;
		return;
	}
	fprintf(out, "%zu,", count);
	for (size_t i = 0; i < count; i++)
		if (node->type == YAML_SEQUENCE_NODE)
			fprintf(out, " %d,", node->data.sequence.items.start[i]);
		else
			fprintf(out, " %d, %d,", node->data.mapping.pairs.start[i].key,
				node->data.mapping.pairs.start[i].value);
	fputc('\n', out);
}

static void write_document(const yaml_document_t *document, const char *symbol, FILE *out)
{
	const yaml_node_t *start = document->nodes.start, *top = document->nodes.top;
	size_t items = 0, pairs = 0, text = 0;

	for (const yaml_node_t *node = start; node < top; node++) {
		items += node->type == YAML_SEQUENCE_NODE ? count_of(node) : 0;
		pairs += node->type == YAML_MAPPING_NODE ? count_of(node) : 0;
	}
	fprintf(out, "#include \"base/yaml.h\"\n\nstatic const uint32_t words[] = {\n%zu, %zu, %zu,\n",
		(size_t)(top - start), items, pairs);
	for (const yaml_node_t *node = start; node < top; node++)
		write_node(node, &text, out);
	fputs("};\n\nstatic const unsigned char text[] = {\n", out);
	for (const yaml_node_t *node = start; node < top; node++) {
		if (node->type != YAML_SCALAR_NODE)
			continue;
		for (size_t i = 0; i < node->data.scalar.length; i++)
			fprintf(out, "%d,", node->data.scalar.value[i]);
		fputs("0,\n", out);
	}
	fprintf(out, "};\n\nextern const struct yaml_packed %s;\n", symbol);
	fprintf(out, "const struct yaml_packed %s = {words, text};\n", symbol);
}

int main(int argc, char **argv)
{
	yaml_parser_t parser;
	yaml_document_t document;
	FILE *in = argc == 4 ? fopen(argv[2], "rb") : NULL;
	FILE *out = in != NULL ? fopen(argv[3], "w") : NULL;

	if (out == NULL || !yaml_parser_initialize(&parser))
		return fail(argc == 4 ? argv[2] : "usage", "cannot open the files");
	yaml_parser_set_input_file(&parser, in);
	if (!yaml_parser_load(&parser, &document))
		return fail(argv[2], parser.problem != NULL ? parser.problem : "no YAML");
	write_document(&document, argv[1], out);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	fclose(in);
	return fclose(out) == 0 ? 0 : fail(argv[3], "cannot write");
}

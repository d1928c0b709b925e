#include "base/yaml_internal.h"

/*
 * Bytes into a node graph that can be trusted. libyaml has no limits of its own, and some of its
 * tables are searched from end to end for each entry; so the tokens are counted before a graph is
 * made of them, and the graph is walked through once before anybody else does.
 */

/* Bytes of scalars that a walk may see: an alias repeats a long text for three bytes. */
enum { TEXT_LIMIT = 8 * YAML_SIZE_LIMIT };

struct token_limit {
	yaml_token_type_t type; /* YAML_NO_TOKEN: any */
	size_t limit;
	const char *what;
};

static const struct token_limit token_limits[] = {
	{YAML_ANCHOR_TOKEN, 256, "anchors"},
	{YAML_ALIAS_TOKEN, YAML_NODE_LIMIT, "aliases"},
	{YAML_SCALAR_TOKEN, YAML_NODE_LIMIT, "values"},
	{YAML_KEY_TOKEN, YAML_NODE_LIMIT / 2, "keys"},
	{YAML_BLOCK_ENTRY_TOKEN, YAML_NODE_LIMIT, "list items"},
	/* No node needs more tokens than six: anchor, tag, start, end, and what separates it. */
	{YAML_NO_TOKEN, (size_t)6 * YAML_NODE_LIMIT, "values"},
};

static void start_parser(yaml_parser_t *parser, const struct yaml_source *source, size_t start)
{
	if (!yaml_parser_initialize(parser))
		fatal("out of memory in the YAML parser");
	/* Else two bytes at the start of the file could make UTF-16 of it. */
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		parser, (const unsigned char *)source->bytes + start, source->length - start);
}

static bool exceed(const struct yaml_source *source, yaml_mark_t mark, struct diags *diags,
	const char *what, size_t limit)
{
	struct place place = yaml_place(source->file, mark);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "F07", &place, "more than %zu %s in the file",
			  limit, what),
		"no file for Berth needs so much; was it made by a program, or is it another "
		"file?");
	return false;
}

static bool fail_deep(const struct yaml_source *source, yaml_mark_t mark, struct diags *diags)
{
	struct place place = yaml_place(source->file, mark);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "F07", &place,
			  "lists and mappings are nested more than %d deep", YAML_DEPTH_LIMIT),
		"look for brackets that are not closed before this place");
	return false;
}

/* Every tag would carry a copy of the prefix that such a line gives. */
static bool fail_directive(const struct yaml_source *source, yaml_mark_t mark, struct diags *diags)
{
	struct place place = yaml_place(source->file, mark);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "F01", &place, "%%TAG lines are not supported"),
		"delete the line: tags mean nothing to Berth");
	return false;
}

static int token_depth(yaml_token_type_t type)
{
	switch (type) {
	case YAML_BLOCK_SEQUENCE_START_TOKEN:
	case YAML_BLOCK_MAPPING_START_TOKEN:
	case YAML_FLOW_SEQUENCE_START_TOKEN:
	case YAML_FLOW_MAPPING_START_TOKEN:
		return 1;
	case YAML_BLOCK_END_TOKEN:
	case YAML_FLOW_SEQUENCE_END_TOKEN:
	case YAML_FLOW_MAPPING_END_TOKEN:
		return -1;
	default:
		return 0;
	}
}

static bool count_token(const yaml_token_t *token, size_t *counts, int *depth,
	const struct yaml_source *source, struct diags *diags)
{
	*depth += token_depth(token->type);
	if (*depth > YAML_DEPTH_LIMIT)
		return fail_deep(source, token->start_mark, diags);
	if (token->type == YAML_TAG_DIRECTIVE_TOKEN)
		return fail_directive(source, token->start_mark, diags);
	for (size_t i = 0; i < ARRAY_LENGTH(token_limits); i++) {
		const struct token_limit *limit = &token_limits[i];
		if (limit->type != YAML_NO_TOKEN && limit->type != token->type)
			continue;
		if (++counts[i] > limit->limit)
			return exceed(source, token->start_mark, diags, limit->what, limit->limit);
	}
	return true;
}

/* A syntax error just ends the count: the parser finds it again, and maybe an earlier one. */
static bool check_tokens(const struct yaml_source *source, size_t start, struct diags *diags)
{
	size_t counts[ARRAY_LENGTH(token_limits)] = {0};
	int depth = 0;
	bool ok = true, more = true;
	yaml_parser_t parser;

	start_parser(&parser, source, start);
	while (ok && more) {
		yaml_token_t token;
		if (!yaml_parser_scan(&parser, &token))
			break;
		more = token.type != YAML_STREAM_END_TOKEN && token.type != YAML_NO_TOKEN;
		ok = count_token(&token, counts, &depth, source, diags);
		yaml_token_delete(&token);
	}
	yaml_parser_delete(&parser);
	return ok;
}

/* Whether a text is too short and too plain to be a burden, so that its tokens need not be
 * counted: this halves the reading of an ordinary file. No token but those that end a block comes
 * without a byte of its own, and depth is found when the graph is walked through. */
static bool is_harmless(const struct yaml_source *source)
{
	enum { LENGTH = YAML_SIZE_LIMIT / 8, ANCHORS = 256, BRACKETS = 1000 };
	size_t anchors = 0, brackets = 0;

	for (size_t i = 0; i < source->length; i++) {
		char byte = source->bytes[i];
		anchors += byte == '&';
		brackets += byte == '[' || byte == '{';
		/* A directive. */
		if (byte == '%' && (i == 0 || strchr("\r\n\xbf", source->bytes[i - 1]) != NULL))
			return false;
	}
	return source->length < LENGTH && anchors <= ANCHORS && brackets <= BRACKETS;
}

struct walk {
	const struct yaml_source *source;
	struct yaml_graph *graph;
	struct diags *diags;
	const yaml_node_t *path[YAML_DEPTH_LIMIT]; /* the collections that are open */
	size_t nodes, bytes;
};

static bool walk_node(struct walk *walk, int id, size_t depth);

static bool walk_collection(struct walk *walk, const yaml_node_t *node, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		if (walk->path[i] == node) {
			struct place place = yaml_place(walk->source->file, node->start_mark);
			diags_add(walk->diags, SEVERITY_ERROR, "F07", &place,
				"the value with this anchor contains itself");
			return false;
		}
	}
	if (depth == YAML_DEPTH_LIMIT)
		return fail_deep(walk->source, node->start_mark, walk->diags);
	walk->path[depth] = node;
	if (node->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *item = node->data.sequence.items.start;
		for (; item < node->data.sequence.items.top; item++)
			if (!walk_node(walk, *item, depth + 1))
				return false;
	} else {
		const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		for (; pair < node->data.mapping.pairs.top; pair++)
			if (!walk_node(walk, pair->key, depth + 1) ||
				!walk_node(walk, pair->value, depth + 1))
				return false;
	}
	return true;
}

static bool walk_node(struct walk *walk, int id, size_t depth)
{
	const yaml_node_t *node = yaml_document_get_node(&walk->graph->document, id);

	if (node == NULL)
		BUG("YAML node %d is missing", id);
	if (++walk->nodes > YAML_NODE_LIMIT)
		return exceed(walk->source, node->start_mark, walk->diags,
			"values (aliases counted wherever they are used)", YAML_NODE_LIMIT);
	if (node->type != YAML_SCALAR_NODE)
		return walk_collection(walk, node, depth);
	walk->bytes += node->data.scalar.length;
	if (walk->bytes > TEXT_LIMIT)
		return exceed(walk->source, node->start_mark, walk->diags,
			"bytes of text (aliases counted wherever they are used)", TEXT_LIMIT);
	return true;
}

static bool check_graph(
	struct yaml_graph *graph, const struct yaml_source *source, struct diags *diags)
{
	struct walk walk = {.source = source, .graph = graph, .diags = diags};
	return graph->root == NULL || walk_node(&walk, 1, 0);
}

static bool fail_second(
	const struct yaml_source *source, const yaml_document_t *second, struct diags *diags)
{
	struct place place = yaml_place(source->file, second->start_mark);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "F01", &place,
			  "a second document begins here, but a file holds only one"),
		"delete this '---' line, or put what follows into a file of its own");
	return false;
}

/* Loads the document, and tries to load another one behind it. */
static bool compose(struct yaml_graph *graph, const struct yaml_source *source, struct diags *diags)
{
	yaml_parser_t parser;
	yaml_document_t second = {0};
	bool ok;

	start_parser(&parser, source, graph->start);
	ok = yaml_parser_load(&parser, &graph->document);
	if (ok) {
		graph->root = yaml_document_get_root_node(&graph->document);
		ok = yaml_parser_load(&parser, &second);
	}
	if (!ok)
		yaml_syntax_mistake(&parser, source, graph->start, diags);
	else if (yaml_document_get_root_node(&second) != NULL)
		ok = fail_second(source, &second, diags);
	yaml_document_delete(&second);
	yaml_parser_delete(&parser);
	return ok;
}

bool yaml_graph_load(
	struct yaml_graph *graph, const struct yaml_source *source, struct diags *diags)
{
	*graph = (struct yaml_graph){0};
	if (source->length > YAML_SIZE_LIMIT) {
		struct place place = {.file = source->file};
		diag_hint(diags_add(diags, SEVERITY_ERROR, "F07", &place,
				  "the file has %zu bytes, more than the %d that are read",
				  source->length, YAML_SIZE_LIMIT),
			"check that this is the file you mean");
		return false;
	}
	if (source->length >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0)
		graph->start = 3;
	if ((is_harmless(source) || check_tokens(source, graph->start, diags)) && compose(graph, source, diags) &&
		check_graph(graph, source, diags))
		return true;
	yaml_graph_release(graph);
	return false;
}

void yaml_graph_release(struct yaml_graph *graph)
{
	if (graph->unpacked)
		yaml_graph_release_unpacked(graph);
	else
		yaml_document_delete(&graph->document);
	*graph = (struct yaml_graph){0};
}

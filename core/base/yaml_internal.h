#ifndef BERTH_BASE_YAML_INTERNAL_H
#define BERTH_BASE_YAML_INTERNAL_H

/*
 * Shared by the yaml_*.c files alone: a loaded node graph, and the reader that walks through it.
 */

#include "base/yaml.h"

#include <yaml.h>

/* The text of one file. `file` is its name for the diagnostics and may be NULL. */
struct yaml_source {
	const char *file;
	const char *bytes;
	size_t length;
};

/* The node graph of one file, within all limits: it has no loops, is at most YAML_DEPTH_LIMIT
 * collections deep, and a walk that follows every alias sees at most YAML_NODE_LIMIT nodes. So
 * code that walks through it may call itself. */
struct yaml_graph {
	yaml_document_t document; /* owned */
	yaml_node_t *root;	  /* NULL when the file holds nothing */
	size_t start;		  /* in bytes; libyaml's marks count from here, in characters */
	/* Of a graph that was unpacked. */
	bool unpacked;
	yaml_node_item_t *items; /* owned */
	yaml_node_pair_t *pairs; /* owned */
};

/* False (F01, F07) leaves the empty graph. */
bool yaml_graph_load(
	struct yaml_graph *graph, const struct yaml_source *source, struct diags *diags) MUST_USE;
/* Marks have lines and columns only. */
void yaml_graph_unpack(struct yaml_graph *graph, const struct yaml_packed *packed);
void yaml_graph_release(struct yaml_graph *graph);
/* The part of it for what was unpacked. */
void yaml_graph_release_unpacked(struct yaml_graph *graph);

/* Says in plain words (F01) what made the parser, which was fed from byte `start` on, give up. */
void yaml_syntax_mistake(const yaml_parser_t *parser, const struct yaml_source *source,
	size_t start, struct diags *diags);

/* A file name and a mark as a place without a field. */
struct place yaml_place(const char *file, yaml_mark_t mark);

/* A plain scalar that says nothing: empty, "~" or "null". */
bool yaml_is_null(const yaml_node_t *node);

/* The text of a scalar; NULL for collections and for text that holds a NUL byte. */
const char *yaml_text(const yaml_node_t *node);

/* Text from the file is cut short in messages: YAML_CUT(text) goes with "%.*s%s". */
#define YAML_CUT(text) yaml_cut(text), (text), ((text)[yaml_cut(text)] != '\0' ? "..." : "")
int yaml_cut(const char *text);

/* One step of the way from the top of the file to a value; it lives in the stack frame of the
 * function that takes it. */
struct yaml_step {
	const struct yaml_step *up; /* NULL for a step from the top */
	const char *key;	    /* NULL for an item of a list */
	size_t index;		    /* of the item, from 0 */
};

/* Appends "partitions.standard-g.orders.0"; nothing for NULL, the top. */
void yaml_append_path(struct text *text, const struct yaml_step *step);

struct yaml_reader {
	const char *file; /* the arena's; may be NULL */
	yaml_document_t *document;
	struct arena *arena;
	struct diags *diags;
	size_t mistakes;
};

/* Adds an error about the value (or the key) that `step` leads to; NULL is the whole file. */
struct diag *yaml_mistake(struct yaml_reader *reader, const char *id, const struct yaml_step *step,
	yaml_mark_t mark, const char *format, ...) PRINTF_LIKE(5, 6);

/* After so many mistakes the rest of a file is of no interest to anybody; loops end then. */
bool yaml_is_hopeless(const struct yaml_reader *reader);

/* The node with this number, which the graph has. */
const yaml_node_t *yaml_node(const struct yaml_reader *reader, int id);

size_t yaml_pair_count(const yaml_node_t *mapping);

/* Names in order, so that a large mapping is searched without comparing each with each. Equal
 * texts are ordered by index. */
struct yaml_name {
	const char *text;
	size_t index;
};

void yaml_names_sort(struct yaml_name *names, size_t count);

/* For each pair of a mapping the index of the first pair with the same key. The caller frees it. */
size_t *yaml_first_uses(const struct yaml_reader *reader, const yaml_node_t *mapping) RETURNS_NEW;

/* Reads a value of any kind but YAML_RECORD and YAML_RECORDS into `to`, the field itself. */
void yaml_value_read(struct yaml_reader *reader, const struct yaml_field *field,
	const yaml_node_t *node, const struct yaml_step *step, void *to);

/* What is written there, for messages: "'8x'", "a list", "a mapping", "nothing". */
void yaml_append_found(struct text *text, const yaml_node_t *node);

#endif

#ifndef BERTH_BASE_YAML_EDIT_H
#define BERTH_BASE_YAML_EDIT_H

/*
 * Shared by the yaml_edit*.c and yaml_path.c files alone: the way to a value, what is to stand in
 * its place, and the proof that a change of the text did this and nothing else.
 */

#include "base/yaml_internal.h"

/* The way from the top to a value, or to the last collection before what is missing. */
struct yaml_trail {
	yaml_node_t *nodes[YAML_DEPTH_LIMIT + 1];
	size_t indexes[YAML_DEPTH_LIMIT + 1]; /* of the pair or item of nodes[i] that was taken */
	size_t depth;                         /* of nodes; 0 for an empty file */
	const char *rest; /* the part of the path that is not there; NULL when all is */
};

void yaml_follow(struct yaml_graph *graph, const char *path, struct yaml_trail *trail);

/* What is written into a file: one scalar, or a list of scalars, below as many new mappings as
 * `keys` (a dotted path; NULL for none) names. */
struct yaml_new {
	const char *keys;
	const char *const *items;
	size_t count; /* 1 for a scalar */
	bool is_list;
};

enum yaml_change_kind { YAML_REPLACE, YAML_INSERT, YAML_REMOVE };

struct yaml_change {
	enum yaml_change_kind kind;
	/* The node that is replaced, or the collection that gets or loses one at `index`; NULL for
	 * the top of an empty file. */
	const yaml_node_t *node;
	size_t index;
	struct yaml_new value;
};

/* Whether the text in `result` is read as the old graph with exactly this change. */
bool yaml_is_changed(struct yaml_graph *old, const struct yaml_change *change,
	const struct text *result) MUST_USE;

/* Whether an alias uses one of the first `depth` nodes of the trail elsewhere, so that a change
 * below it would show there as well. */
bool yaml_trail_is_shared(
	const struct yaml_graph *graph, const struct yaml_trail *trail, size_t depth);

bool yaml_is_utf8(const char *value);
/* The value as a scalar that means the same anywhere, in quotes when it must be. */
void yaml_append_scalar(struct text *text, const char *value);
/* The same, in quotes in any case. */
void yaml_append_quoted(struct text *text, const char *value);
/* "a: {b: [x, y]}" without the line breaks: a value as it can stand between braces. */
void yaml_append_flow(struct text *text, const struct yaml_new *value);

/* The byte at which a mark stands. */
size_t yaml_byte(
	const struct yaml_source *source, const struct yaml_graph *graph, yaml_mark_t mark);

/* The byte behind a value that begins behind byte `after`, and a deeper one's for block
 * collections. Where an alias stands for it: `after`. */
size_t yaml_value_end(const struct yaml_source *source, const struct yaml_graph *graph,
	const yaml_node_t *node, size_t after);

/* The line break (or the end of the text) that ends the line of what ends at byte `at`. */
size_t yaml_line_end(const struct yaml_source *source, size_t at);

/* Bytes [start, end) of a source. */
struct yaml_span {
	size_t start, end;
};

/* One edit of one document. */
struct yaml_edit {
	struct yaml_source source;
	struct yaml_graph graph;
	struct yaml_trail trail;
	struct yaml_change change;
	struct text result;   /* owned; the new text */
	const char *obstacle; /* why it cannot be done; NULL so far */
};

/* False when the document cannot be read (F01, F07); else yaml_edit_finish() ends the edit. */
bool yaml_edit_start(struct yaml_edit *edit, const struct yaml_source *source, const char *path,
	struct diags *diags) MUST_USE;
/* Appends the result to `out` when it is proved, else says why not (F08). */
bool yaml_edit_finish(
	struct yaml_edit *edit, const char *path, struct text *out, struct diags *diags) MUST_USE;

/* The value at the end of the way; NULL when the path leads nowhere. */
yaml_node_t *yaml_edit_target(const struct yaml_edit *edit);
/* Why the node is not one that a scalar may replace; NULL when it is. */
const char *yaml_edit_kind_obstacle(const yaml_node_t *node);
/* Makes the result: the source with other bytes in the span. */
void yaml_edit_splice(
	struct yaml_edit *edit, struct yaml_span span, const char *bytes, size_t length);

/* These make the change and the result of change.value: in the place of a scalar, as what is
 * missing of the path, and as an item behind the others of a list. */
void yaml_edit_replace(struct yaml_edit *edit, const yaml_node_t *node);
void yaml_edit_add(struct yaml_edit *edit);
void yaml_edit_append(struct yaml_edit *edit, const yaml_node_t *list);

#endif

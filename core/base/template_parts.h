#ifndef BERTH_BASE_TEMPLATE_PARTS_H
#define BERTH_BASE_TEMPLATE_PARTS_H

/* A template that has been read; shared by template_read.c and template.c alone. */

#include "base/template.h"

enum template_node_kind { NODE_TEXT, NODE_VALUE, NODE_QUOTED, NODE_SECTION, NODE_INVERTED, NODE_END };

struct template_node {
	enum template_node_kind kind;
	const char *text; /* NODE_TEXT: `length` bytes of the template */
	size_t length;
	size_t name; /* index into the table, for all others */
	size_t end;  /* of a section: the index of its NODE_END */
	bool alone;  /* a value that has its line for itself: with its newline when it is empty */
};

struct template_nodes VECTOR_OF(struct template_node);

/* Reads the bytes into `nodes`, which is empty; all mistakes are reported in one run. */
bool template_read(const char *file, const char *bytes, size_t length,
	const struct template_name *names, struct template_nodes *nodes, struct diags *diags)
	MUST_USE;

#endif

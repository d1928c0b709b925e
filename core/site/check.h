#ifndef BERTH_SITE_CHECK_H
#define BERTH_SITE_CHECK_H

/*
 * What the check_*.c files share. All of them stand behind site_check().
 */

#include "site/site.h"

/* Adds an error at the place of the record and returns it for a hint. */
struct diag *check_complain(struct diags *diags, const char *id, const struct yaml_record *record,
	const char *format, ...) PRINTF_LIKE(4, 5);

/* F11 when the record lacks the value of a key that it cannot do without. `what` is the kind
 * of record, "partition". Whether it is there. */
bool check_present(struct diags *diags, const struct yaml_record *record, const char *what,
	const char *key, bool present);

/* F12 when the record names something that is not among `records`. `role` is what it was to be,
 * "node type". */
void check_known(struct diags *diags, const struct yaml_record *record, const char *what,
	const char *role, const struct yaml_records *records, size_t size, const char *name);

/* The node's parts and the strategies: F11, F13, F14, F15. */
void check_node_type(const struct site_node_type *type, struct diags *diags);

/* Recipes by themselves and among each other: F11, F12, F19. */
void check_recipes(const struct site *site, struct diags *diags);

/* check_gpus.c: kinds of GPUs, and the node types that name one. */
void check_gpu_kinds(const struct site *site, struct diags *diags);

#endif

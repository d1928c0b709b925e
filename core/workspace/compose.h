#ifndef BERTH_WORKSPACE_COMPOSE_H
#define BERTH_WORKSPACE_COMPOSE_H

/*
 * Everything that follows from a workspace file: the image that its query means, the binds, the job
 * and its script, and all that is to be said about them. One function, pure but for looking at the
 * files it needs to: it may run in a thread on copies.
 */

#include "bind/bind.h"
#include "image/catalog.h"
#include "job/job.h"
#include "workspace/workspace.h"

struct composition {
	char *image;           /* owned; the path of the image; NULL when none was found or asked for */
	struct bind_set binds;
	struct text script;    /* empty when the job cannot be laid out */
	bool has_assignment;
	struct assignment assignment; /* of the (first part of the) job */
	bool whole;            /* the script could be written */
	struct diags diags;    /* of image, binds, job and script, each with its field "job.nodes" */
};

/* Fills `composition`, which is to be released before it is used again. */
void compose(const struct site *site, struct catalog *catalog, const struct workspace *workspace,
	struct composition *composition);
void composition_release(struct composition *composition);

#endif

#ifndef BERTH_WORKSPACE_COMPOSE_H
#define BERTH_WORKSPACE_COMPOSE_H

/*
 * Everything that follows from a workspace file: the image that its query means, the binds, the job
 * and its script, and all that is to be said about them: what `berth job script` without
 * arguments gives. It looks at images and folders and so may take its time; it may run in a thread,
 * on a site and a workspace that nobody changes meanwhile.
 */

#include "bind/bind.h"
#include "job/job.h"
#include "workspace/workspace.h"

/* All zero is empty. */
struct composition {
	char *asked;           /* owned; what the file says of the image; NULL for nothing */
	char *image;           /* owned; the path of the image that it means; NULL when there is none */
	struct bind_set binds;
	struct text script;    /* empty unless `whole` */
	bool whole;            /* the job could be laid out and its script be written */
	bool has_assignment;
	struct assignment assignment; /* of the (first part of the) job; belongs to the site's type */
	/* Of image, binds, job and script. The field is a key of the file: "job.nodes", "image",
	 * "binds.extra", "environment"; what is about no key has none. Messages and hints name keys, not
	 * options. */
	struct diags diags;
};

/* Fills `composition`, which the caller has zeroed and ends with composition_release(). A `previous` one
 * (may be NULL) for the same image saves the search. */
void compose(const struct site *site, const struct workspace *workspace,
	const struct composition *previous, struct composition *composition);
void composition_release(struct composition *composition);

#endif

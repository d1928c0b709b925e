#ifndef BERTH_TUI_MODEL_H
#define BERTH_TUI_MODEL_H

/*
 * What all views share: the site, its images, the workspace that is being composed and what follows
 * from it. Only the app's thread touches it; work in threads gets copies, and hands new parts over
 * (model_set_..).
 */

#include "base/diag.h"
#include "image/catalog.h"
#include "image/index.h"
#include "site/site.h"
#include "tui/document.h"
#include "workspace/compose.h"

struct app;

struct model {
	struct app *app;
	struct site site;
	/* A pointer to an image holds until the next catalog arrives (MODEL_IMAGES): views keep paths. */
	struct catalog *catalog;   /* owned; NULL before the first scan has come */
	struct diags catalog_diags;
	size_t facts_done, facts_total; /* of the reading of insides that is under way; 0 of 0: none */
	struct document document;
	struct composition composed; /* of the present document; see compose.h */
	bool composing;              /* a newer one is on its way */
	bool composes_after_scan;    /* and begins when the images are known */
	struct strings roots;        /* of the workspace, when the last scan began */
	bool scanning;               /* a newer catalog is on its way */
	bool edited;                 /* something was edited since the start: the draft is ours to keep */
	struct index *index;         /* owned; from which the catalog's facts came */
	struct reading *reading;     /* of the facts, while it goes on; opaque */
};

/* Opens another workspace file; asks first when the present one would be lost. */
void model_open(struct model *model, const char *path);

/* Starts to scan the folders of the workspace, or else those of the site (the index makes it quick);
 * the first catalog comes from what the index knew. */
void model_scan(struct model *model);
/* The same, when the workspace names other folders than at the last scan. */
void model_follow_roots(struct model *model);
/* Asks what becomes of unsaved work on the workspace file from before, if there is some. */
void model_offer_draft(struct model *model);
/* Reads the insides that the index does not know yet, newest first, in the background. */
void model_read_facts(struct model *model);
/* Gives the catalog's images what the index knows of what the query asks for (index_attach()). False
 * before the first catalog has come: MODEL_IMAGES tells, and then it is to be tried again. */
bool model_attach(struct model *model, const struct query *query);
/* By its path; NULL when the catalog has none such. */
const struct image *model_image(const struct model *model, const char *path);

/* An edit of berth.yaml, whose mistakes the caller shows: one value or a list of them, or (values NULL) the
 * key goes. Composes anew; MODEL_WORKSPACE. */
bool model_change(struct model *model, const char *key, char *const *values, size_t count,
	struct diags *diags) MUST_USE;
/* The same, by key ("job.nodes", "image.query"); with values of NULL the key goes. False
 * when it would be a mistake: the diagnostics are shown as news. Composes anew. */
bool model_set(struct model *model, const char *key, const char *value);
bool model_set_list(struct model *model, const char *key, char *const *values, size_t count);
bool model_unset(struct model *model, const char *key);
/* The whole text anew; as document_replace(). */
bool model_replace(struct model *model, const char *content, const char *what, struct diags *diags)
	MUST_USE;
/* The value as it would be written on a command line; lists are joined by a blank; "" when unset. The
 * caller frees it. */
char *model_get(const struct model *model, const char *key) RETURNS_NEW;
void model_get_list(const struct model *model, const char *key, struct strings *values);

#endif

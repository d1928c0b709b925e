#ifndef BERTH_IMAGE_VERDICT_PARTS_H
#define BERTH_IMAGE_VERDICT_PARTS_H

/* What the files of the verdicts share: verdict.c judges how an image is run, verdict_rules.c applies
 * the rules of the site. Nobody else includes this. */

#include "image/verdict.h"

struct judge {
	const struct site *site;
	const struct image *image;
	const struct sif *sif;
	const struct facts *facts; /* may be NULL */
	const struct site_recipe *recipe; /* may be NULL */
	struct verdicts *verdicts;
};

/* Adds a verdict; its reason and proof follow with the functions below. */
void judge_say(struct judge *judge, enum severity severity, const char *id, const char *about,
	const char *format, ...) PRINTF_LIKE(5, 6);
void judge_because(struct judge *judge, const char *format, ...) PRINTF_LIKE(2, 3);
void judge_proof(struct judge *judge, const char *format, ...) PRINTF_LIKE(2, 3);
/* "/PATH in the image". */
void judge_proof_path(struct judge *judge, const char *path);

/* The fact when it is known and not "no"; else NULL. */
const struct fact_value *judge_fact(const struct judge *judge, enum fact fact);

void judge_by_rules(struct judge *judge);

#endif

#ifndef BERTH_TUI_ANSWER_H
#define BERTH_TUI_ANSWER_H

/*
 * What the headless face answers: a command is run with --json in a program of its own, and its
 * document is kept until a newer one comes. So views show what scripts get, nothing slow or hostile
 * runs inside the workbench, and a question that is given up costs nothing.
 */

#include "tui/app.h"

#include <jansson.h>

struct answer {
	struct app *app;
	json_t *document;   /* owned; the newest one; NULL before the first */
	char *trouble;      /* owned; why the last one could not be had; NULL when it came */
	bool asked;         /* a question is under way */
	int64_t came_at;    /* app_now() of the last answer, also of one that failed */
	unsigned failures;  /* in a row */
	/* Called when it came, or did not. */
	void (*came)(void *context);
	void *context;
};

/* `words` ends with NULL; --json is added. A question that is under way is given up for the new one. */
void answer_ask(struct answer *answer, const char *title, const char *const *words);
void answer_release(struct answer *answer);

/* The array of that name in the document; NULL when there is none. */
json_t *answer_array(const struct answer *answer, const char *name);
/* A string member of an object, "" for null and what is none. */
const char *json_member(const json_t *object, const char *name);

#endif

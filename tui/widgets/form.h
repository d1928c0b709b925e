#ifndef BERTH_TUI_FORM_H
#define BERTH_TUI_FORM_H

/*
 * Fields with names and typed values, one below the other, in groups. The values are the view's: the
 * form shows text that the view gives and hands over what was typed; a value that the view refuses
 * stays in the field with the reason below it, and nothing typed is lost.
 */

#include "base/diag.h"
#include "tui/key.h"
#include "tui/surface.h"
#include "tui/widgets/input.h"

enum field_kind {
	FIELD_HEADING, /* a title between fields */
	FIELD_TEXT,
	FIELD_NUMBER,  /* left and right (or + and -) change it by one */
	FIELD_CHOICE,  /* left and right go through `choices`; Enter opens the list */
	FIELD_FLAG,    /* "true" or "false"; space turns it */
	FIELD_LIST,    /* words, one below the other: Enter edits the whole as one line of shell words */
	FIELD_FIXED,   /* is only shown */
	FIELD_BUTTON,  /* Enter does something */
};

struct field {
	const char *key;    /* stable, unique: "job.nodes"; all strings are the view's */
	const char *label;
	const char *help;   /* one line, shown when the field is chosen */
	const char *unit;   /* shown behind the value; may be NULL */
	enum field_kind kind;
	const char *value;  /* as text; "" unset */
	const char *otherwise; /* what holds when it is unset: shown dim; may be NULL */
	const char *const *choices; /* ended by NULL */
	int64_t low, high;  /* of numbers; none when high is not above low */
	const char *disabled; /* why it cannot be changed now; or NULL */
	const struct diag *diag; /* the worst complaint about it; or NULL */
};

struct form {
	const struct field *fields;
	size_t count;
	char *chosen_key;   /* owned */
	size_t chosen;      /* an index into fields */
	size_t first;       /* scrolled so far, in lines */
	int shown;          /* lines in sight, when drawn last */
	struct rect area;   /* of them, for the mouse */
	bool editing;
	struct input input; /* while editing */
	char *refused;      /* owned; why the typed value was not taken; NULL */
	/* Somebody changed a field. NULL: taken; else why not (static, or valid until the next call). An
	 * empty value unsets. */
	const char *(*set)(void *context, const char *key, const char *value);
	void (*press)(void *context, const char *key); /* buttons; may be NULL */
	/* Adds candidates for the text before the cursor; may be NULL. */
	void (*complete)(void *context, const char *key, const char *before, struct strings *out);
	/* Opens a list of the choices, to answer with form_choose(); NULL: only left and right. */
	void (*pick)(void *context, const struct field *field);
	void *context;
};

void form_release(struct form *form);
/* New fields; the chosen one and what is being typed stay by key. */
void form_set(struct form *form, const struct field *fields, size_t count);
const struct field *form_chosen(const struct form *form);
void form_choose_first(struct form *form);
void form_choose_field(struct form *form, const char *key);
/* A value for the field, as if it were typed. */
void form_enter(struct form *form, const char *key, const char *value);
/* Motion as in lists; Enter edits, opens, presses; Delete unsets. While a value is typed: Enter, up and
 * down hand it over, Tab completes (where there is no completion: hands over and goes on), Esc leaves
 * the value as it was. */
bool form_take(struct form *form, const struct key *key);
void form_draw(struct form *form, struct surface *surface, struct rect area, bool focus);

/* What the keys do beside typing while a field is edited, for the footer; NULL when none is. */
const char *form_editing_keys(const struct form *form);

#endif

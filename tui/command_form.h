#ifndef BERTH_TUI_COMMAND_FORM_H
#define BERTH_TUI_COMMAND_FORM_H

/*
 * A command of the headless face as a form: its options are the fields, what is typed becomes its
 * words. What was typed stays while another command's form is shown in its place, and options of
 * the same name share it.
 */

#include "base/arena.h"
#include "build/build.h"
#include "tui/widgets/form.h"

/* A group of options below a heading (NULL for none). */
struct command_options {
	const char *title;
	const struct build_option *options; /* ended by a NULL name */
};

struct typed_option {
	char *option, *value; /* owned */
	bool suggested;       /* nobody has typed it so far */
};

struct command_form {
	struct form form;
	/* All from here is command_form.c's. */
	struct VECTOR_OF(struct typed_option) typed;
	struct arena arena; /* of the fields and their texts */
	struct VECTOR_OF(struct field) fields;
	const char *words;  /* "build venv" */
	const char *arguments;
	bool one_argument;
	const struct command_options *groups;
	bool stale;         /* the fields are to be made anew */
	/* After each change. */
	void (*changed)(void *context);
	void *context;
};

/* `words` are the command's ("vnc start"), `groups` ends with NULL options; both stay the caller's.
 * `arguments` (NULL for none) is what stands behind the words: one, or several in shell words. */
void command_form_set(struct command_form *form, const char *words, const char *arguments,
	bool one_argument, const struct command_options *groups);
/* Makes the fields anew when that is due; before the form is drawn or takes a key. */
void command_form_refresh(struct command_form *form);
/* Puts a value in, unless something was typed there. */
void command_form_suggest(struct command_form *form, const char *option, const char *value);
/* Appends the words of the command with everything that was typed. */
void command_form_words(const struct command_form *form, struct strings *words);
/* Whether somebody has typed something into one of the fields that are shown. */
bool command_form_is_touched(const struct command_form *form);
/* Appends what the command says on standard error in the words of the form: options are its fields, and what
 * only a command line can follow is left out. Commands in quotes stay as they are. */
void command_form_append_said(const struct command_form *form, const char *said, struct text *text);
void command_form_release(struct command_form *form);

#endif

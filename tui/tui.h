#ifndef BERTH_TUI_TUI_H
#define BERTH_TUI_TUI_H

/*
 * The interactive face. cli/main.c alone calls it, and tells it what the headless face can do, so
 * that the ":" line and the palette know the same commands.
 */

#include "base/base.h"
#include "base/text.h"

/* One command of the headless face, for completion and help. */
struct tui_headless {
	const char *words;     /* "image list" */
	const char *arguments; /* may be NULL */
	const char *summary;
	const char *const *options; /* "--site", ...; ended by NULL; owned by the host */
};

struct tui_start {
	const char *self;      /* path of this program */
	const char *site;      /* as --site has it; NULL: the default */
	const char *workspace; /* --workspace; NULL: the nearest berth.yaml */
	const char *view, *argument; /* to begin with; NULL: home */
	const char *theme;     /* NULL: the configuration's, or "terminal" */
	bool ascii, no_color, read_only;
	const char *script;    /* --script FILE: keys from a file instead of a terminal */
	const char *record;    /* --record FILE: writes the keys that are typed */
	int width, height;     /* of the screen with --script; 0: 80 x 24 */
	const struct tui_headless *headless; /* ended by NULL words */
};

/* Runs until the user leaves; gives the exit code. What could not be started is said on standard
 * error. */
int tui_run(const struct tui_start *start);

#endif

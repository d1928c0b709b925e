#include "base/manual/manual.h"

/* Themes: how the workbench looks. */
const struct diag_info manual_a_themes[] = {
	{"A01", "unknown theme",
		"There is no theme of this name, neither built in nor in your configuration folder.",
		"'berth theme list' names them all; a file is named by a path with a slash."},
	{"A02", "colours that are hard to read",
		"The contrast between the two colours is low. People with weak eyes, bad screens or the "
		"sun behind them cannot read it.",
		"Take a lighter and a darker one; 'berth theme check' tells the numbers."},
	{"A03", "a role without a look of its own",
		"The theme does not name this role, so it looks like another one.",
		"Nothing, if that is meant; else add the role to the theme."},
	{"A04", "two roles that look the same",
		"These two must be told apart at a glance, and the theme gives both the same look.",
		"Give one of them another colour or style."},
	{"A05", "unknown role",
		"No part of the workbench has this role.",
		"'berth theme show' lists the roles; berth-themes(5) tells what they are for."},
	{"A06", "a colour that is none",
		"A colour is 'default', one of the sixteen of the terminal such as 'red' or 'bright-blue', "
		"a number from 0 to 255, or '#rrggbb' (in quotes: YAML takes # for a comment).",
		"Write it in one of these forms."},
	{"A07", "only one of two colours",
		"On a background that the theme does not know, a foreground alone may be invisible.",
		"Name both, or 'default' for the one that is the terminal's own."},
	{NULL, NULL, NULL, NULL},
};

#include "base/manual/manual.h"

/* Templates of job scripts and of the files for builds. */
const struct diag_info manual_j_templates[] = {
	{"J01", "not a template",
		"Between {{ and }} stands something that a template does not know, or a section is "
		"not closed where it must be.",
		"See 'berth job template show default' or 'berth build template show KIND default' for "
		"one that works."},
	{"J02", "unknown value in a template",
		"A template can only use the values that Berth has for it; an unknown name would "
		"leave a hole in the script.",
		"'berth job template values' or 'berth build template values KIND' lists the names."},
	{"J03", "a template that is too large",
		"Templates are bounded in size, in depth and in what they may write, so that none can "
		"fill the disk.",
		"Make it smaller; put fewer lists in each other."},
	{"J04", "no such template",
		"Neither your folder nor that of the site has a template of this name.",
		"'berth job templates' and 'berth build templates' list them; a file is named with a slash, as ./my.template."},
	{NULL, NULL, NULL, NULL},
};

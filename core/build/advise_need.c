#include "build/advise.h"
#include "base/version.h"

/* What somebody needs, as it is written. */

/* "==2.7" as people mean it: 2.7.1, too. */
static const char *widen(const char *specifier, struct arena *arena)
{
	size_t dots = 0;

	if (!string_starts(specifier, "==") || strpbrk(specifier, ",*+") != NULL)
		return specifier;
	for (const char *c = specifier; *c != '\0'; c++)
		dots += *c == '.';
	return dots == 1 ? arena_format(arena, "%s.*", specifier) : specifier;
}

/* Where the condition begins; NULL when it is no package, perhaps with a condition. The names of systems
 * have a single '=' before their versions; pip has none. */
static const char *find_specifier(const char *text, bool system)
{
	size_t length = strcspn(text, "<>=!~ \t");
	const char *specifier = text + length;
	bool single = specifier[0] == '=' && specifier[1] != '=';

	if (length == 0 || strpbrk(text, " \t\r\n\"'\\;|&$`") != NULL || text[0] == '-' ||
		(single && !system) ||
		(specifier[0] != '\0' && version_match("1", specifier, NULL) == VERSION_BAD_SPEC))
		return NULL;
	return specifier;
}

/* "torch = 2.7" as pip has it: without blanks, and a single '=' doubled. */
static void append_tidy(const char *text, struct text *tidy)
{
	for (const char *c = text; *c != '\0'; c++) {
		bool single = *c == '=' && c[1] != '=' && (c == text || strchr("<>=!~", c[-1]) == NULL);
		if (*c != ' ' && *c != '\t')
			text_append(tidy, single ? "==" : (const char[]){*c, '\0'});
	}
}

static bool fail_need(const char *text, bool system, struct diags *diags)
{
	struct text tidy = TEXT_INIT;

	append_tidy(text, &tidy);
	diags_fail(diags, "U07", "--need", "'%s' is no package with a condition on its version", text);
	if (strpbrk(text, "<>=!~") != NULL && find_specifier(text_string(&tidy), system) != NULL)
		diag_hint(&diags->items[diags->count - 1], "did you mean '%s'?", text_string(&tidy));
	else
		diag_hint(&diags->items[diags->count - 1], "write it as 'torch==2.7'");
	text_release(&tidy);
	return false;
}

bool advise_read_need(const char *text, bool system, struct arena *arena,
	struct advise_need *need, struct diags *diags)
{
	const char *specifier = find_specifier(text, system);

	if (specifier == NULL)
		return fail_need(text, system, diags);
	*need = (struct advise_need){.text = arena_strdup(arena, text),
		.name = arena_strndup(arena, text, (size_t)(specifier - text)),
		.specifier = specifier[0] != '\0' ? widen(arena_strdup(arena, specifier), arena)
						  : NULL,
		.system = system};
	need->key = package_key(need->name, arena);
	return true;
}

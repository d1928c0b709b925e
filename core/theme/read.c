#include "theme/theme.h"

#include "base/similar.h"
#include "base/yaml.h"
#include "theme/color.h"

/* One theme file: a table of keys, then the meaning of its colours. */

struct entry {
	struct yaml_record record;
	char *foreground, *background;
	struct yaml_strings style;
};

struct theme_file {
	char *summary;
	int background;
	struct yaml_records roles; /* struct entry */
};

static const char *const backgrounds[] = {"any", "dark", "light", NULL};
static const char *const styles[] = {"bold", "dim", "underline", "reverse", "italic", NULL};

static const struct yaml_field entry_fields[] = {
	{.key = "foreground", .kind = YAML_STRING, .offset = offsetof(struct entry, foreground)},
	{.key = "background", .kind = YAML_STRING, .offset = offsetof(struct entry, background)},
	{.key = "style", .kind = YAML_STRINGS, .offset = offsetof(struct entry, style)},
	{.key = NULL},
};
static const struct yaml_shape entry_shape = {
	.what = "role", .size = sizeof(struct entry), .fields = entry_fields};

static const struct yaml_field file_fields[] = {
	{.key = "summary", .kind = YAML_STRING, .offset = offsetof(struct theme_file, summary)},
	{.key = "background",
		.kind = YAML_CHOICE,
		.offset = offsetof(struct theme_file, background),
		.choices = backgrounds},
	{.key = "roles",
		.kind = YAML_RECORDS,
		.offset = offsetof(struct theme_file, roles),
		.required = true,
		.shape = &entry_shape},
	{.key = NULL},
};
static const struct yaml_shape file_shape = {
	.what = "theme", .size = sizeof(struct theme_file), .fields = file_fields};

static bool find_role(const struct entry *entry, enum role *role, struct diags *diags)
{
	const char *names[ROLE_COUNT], *near;
	struct diag *diag;

	for (size_t i = 0; i < ROLE_COUNT; i++) {
		names[i] = role_table[i].name;
		if (string_equal(names[i], entry->record.name)) {
			*role = (enum role)i;
			return true;
		}
	}
	near = similar_best(entry->record.name, names, ROLE_COUNT);
	diag = diags_add(diags, SEVERITY_ERROR, "A05", &entry->record.place,
		"no role '%s'", entry->record.name);
	if (near != NULL)
		diag_hint(diag, "did you mean '%s'?", near);
	return false;
}

static bool read_color(const struct entry *entry, const char *text, int *palette, int *exact,
	struct diags *diags)
{
	if (color_read(text, palette, exact))
		return true;
	diags_add(diags, SEVERITY_ERROR, "A06", &entry->record.place,
		"'%s' is no colour", text);
	return false;
}

static bool read_style(const struct entry *entry, struct look *look, struct diags *diags)
{
	for (size_t i = 0; i < entry->style.count; i++) {
		size_t k = 0;
		while (styles[k] != NULL && !string_equal(styles[k], entry->style.items[i]))
			k++;
		if (styles[k] == NULL) {
			diag_hint(diags_add(diags, SEVERITY_ERROR, "F04", &entry->record.place,
					  "'%s' is no style", entry->style.items[i]),
				"there are: bold, dim, underline, reverse, italic");
			return false;
		}
		look->style |= 1u << k;
	}
	return true;
}

static bool read_entry(const struct entry *entry, struct theme *theme, struct diags *diags)
{
	struct look look = {COLOR_DEFAULT, COLOR_DEFAULT, 0};
	struct color_pair exact = {-1, -1};
	enum role role = ROLE_COUNT;
	bool fine = find_role(entry, &role, diags);

	if ((entry->foreground == NULL) != (entry->background == NULL)) {
		diags_add(diags, SEVERITY_ERROR, "A07", &entry->record.place,
			"'%s' has only one of two colours", entry->record.name);
		fine = false;
	} else if (entry->foreground != NULL) {
		fine = read_color(entry, entry->foreground, &look.foreground, &exact.foreground,
			       diags) &&
		       fine;
		fine = read_color(entry, entry->background, &look.background, &exact.background,
			       diags) &&
		       fine;
	}
	fine = read_style(entry, &look, diags) && fine;
	if (fine) {
		theme->looks[role] = look;
		theme->exact[role] = exact;
		theme->named[role] = true;
	}
	return fine;
}

/* What the file does not name looks like the role that it falls back to. In the table that one
 * stands before it or is the plain text, but for a few: hence as many rounds as a chain is long. */
static void fill_rest(struct theme *theme)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum role from = (enum role)i;
		for (size_t round = 0; !theme->named[from] && round < ROLE_COUNT; round++)
			from = role_table[from].otherwise;
		if (!theme->named[from])
			continue;
		theme->looks[i] = theme->looks[from];
		theme->exact[i] = theme->exact[from];
	}
}

bool theme_read(const char *path, const char *bytes, size_t length, struct theme *theme,
	struct diags *diags)
{
	struct theme_file file = {0};
	struct arena arena = {0};
	struct theme fresh = {0};
	bool fine = yaml_map(path, bytes, length, &file_shape, &file, &arena, diags);

	for (size_t i = 0; i < ROLE_COUNT; i++) {
		fresh.looks[i] = (struct look){COLOR_DEFAULT, COLOR_DEFAULT, 0};
		fresh.exact[i] = (struct color_pair){-1, -1};
	}
	if (fine)
		YAML_EACH(struct entry, entry, &file.roles)
			fine = read_entry(entry, &fresh, diags) && fine;
	if (fine) {
		fresh.background = (enum theme_background)file.background;
		fresh.summary = xstrdup(file.summary != NULL ? file.summary : "");
		fill_rest(&fresh);
		*theme = fresh;
	}
	arena_release(&arena);
	return fine;
}

void theme_release(struct theme *theme)
{
	free(theme->name);
	free(theme->summary);
	memset(theme, 0, sizeof *theme);
}

#include "check/script_parts.h"

/* Images by their path alone. */

void image_recognise(struct walk *walk, const struct script_word *path, struct script_image *image)
{
	const struct site *site = walk->script->site;
	const char *base, *slash;

	image->path = *path;
	/* A folder that is not known does not hide the name. */
	base = path->text.bytes;
	slash = strrchr(base, '/');
	if (slash != NULL)
		base = slash + 1;
	if (strchr(base, SHELL_HOLE) != NULL || *base == '\0')
		return;
	if (walk->forms == NULL)
		walk->forms = name_forms_new(site);
	image->image.path = (char *)(uintptr_t)path->text.bytes;
	image->image.target = image->image.path;
	image->image.file = base;
	name_forms_parse(walk->forms, base, &walk->script->arena, &image->image.name);
	image->recipe = image_recipe(site, &image->image);
}

#include "image/names.h"
#include "base/files.h"

/*
 * Who gives an image another name keeps its labels. Singularity writes into them what it made the
 * image of; an archive of layers is the image itself in another form, and named like it: NAME.tar,
 * as the public build scripts of AMD's images for LUMI do (2024), or NAME:latest of a local
 * daemon. What was made of another image, as definition files and cotainr do, is a new one,
 * whatever that one was called.
 */

#define DEFFILE "org.label-schema.usage.singularity.deffile."

static bool is_archive(const char *bootstrap)
{
	static const char *const archives[] = {"docker-archive", "oci-archive", "docker-daemon"};

	for (size_t i = 0; i < ARRAY_LENGTH(archives); i++)
		if (string_equal(bootstrap, archives[i]))
			return true;
	return false;
}

const char *image_name_by_labels(const struct site *site, const json_t *labels,
	struct arena *arena, struct image_name *name)
{
	static const char *const endings[] = {".tar", ":latest"};
	const char *bootstrap = json_string_value(json_object_get(labels, DEFFILE "bootstrap"));
	const char *from = json_string_value(json_object_get(labels, DEFFILE "from"));
	const char *file;
	size_t length;

	*name = (struct image_name){0};
	if (bootstrap == NULL || from == NULL || !is_archive(bootstrap))
		return NULL;
	from = path_base(from);
	length = strlen(from);
	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++)
		if (string_ends(from, endings[i]))
			length = strlen(from) - strlen(endings[i]);
	file = arena_format(arena, "%.*s.sif", (int)length, from);
	image_name_parse(site, file, arena, name);
	return name->form != NULL ? file : NULL;
}

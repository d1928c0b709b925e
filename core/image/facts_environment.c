#include "image/facts_parts.h"

#include <jansson.h>

/*
 * What the image does to the environment when it is started: the scripts in .singularity.d/env, which
 * are sourced in the order of their names (facts_script.c), and the configuration of an OCI image.
 */

enum { SCRIPT_MAX = 256 << 10 };

#define OCI_CONFIG "oci-config.json"

/* The scripts are read after the walk, in the order of their names; for the walk alone only when
 * the head of the image file has not kept them. */
static bool see_script(struct facts_reader *reader, const struct tree_entry *entry)
{
	return (reader->depth > FACTS_WALK || json_object_size(reader->sif->environment) == 0) &&
	       entry->type != SQUASHFS_FOLDER && string_ends(entry->name, ".sh");
}

/* Without reading: what the head of the image file has kept of the scripts. Keys of JSON are not
 * ordered, and the order counts. */
static void read_kept_scripts(struct facts_reader *reader)
{
	struct strings paths = {0};
	const char *path;
	json_t *value;

	if (!json_is_object(reader->sif->environment))
		return;
	json_object_foreach(reader->sif->environment, path, value)
		if (json_is_string(value))
			strings_add(&paths, path);
	strings_sort(&paths);
	for (size_t i = 0; i < paths.count; i++) {
		const char *script = json_string_value(
			json_object_get(reader->sif->environment, paths.items[i]));
		struct text content = TEXT_INIT;
		const char *kept = paths.items[i];
		while (*kept == '/')
			kept++;
		text_append(&content, script);
		facts_read_script(reader,
			arena_strdup(&reader->facts->arena, kept), &content);
		text_release(&content);
	}
	strings_release(&paths);
}

static void read_oci_config(struct facts_reader *reader)
{
	json_t *variables = json_object_get(reader->sif->oci_config, "Env"), *value;
	size_t i;

	json_array_foreach(variables, i, value)
		if (json_is_string(value))
			facts_take_variable(reader, json_string_value(value), OCI_CONFIG);
}

static void begin(struct facts_reader *reader)
{
	/* The scripts of a SIF that was made of an OCI image say the same again; those of the tree
	 * say all. */
	read_oci_config(reader);
	if (reader->depth == FACTS_WALK)
		read_kept_scripts(reader);
}

/* The environment with this folder of programs ("/opt/venv/bin"), or SIZE_MAX. */
static size_t environment_of_folder(
	const struct facts_reader *reader, const char *folder, size_t length)
{
	while (length > 0 && *folder == '/') {
		folder++;
		length--;
	}
	while (length > 0 && folder[length - 1] == '/')
		length--;
	if (length < 3 || memcmp(folder + length - 3, "bin", 3) != 0 ||
		(length > 3 && folder[length - 4] != '/'))
		return SIZE_MAX;
	length -= length > 3 ? 4 : 3;
	if (length == 0 || (length == 3 && memcmp(folder, "usr", 3) == 0) ||
		(length == 9 && memcmp(folder, "usr/local", 9) == 0))
		length = 0;
	for (size_t i = 0; i < reader->environments.count; i++) {
		const char *prefix = reader->environments.items[i].prefix;
		if (strncmp(prefix, folder, length) == 0 && prefix[length] == '\0')
			return i;
	}
	return SIZE_MAX;
}

/* The conda environment of this name, or that or the venv with this path. */
static struct package_environment *activated_environment(
	const struct facts_reader *reader, const char *name)
{
	struct package_environment *base = NULL, *found = NULL;
	char *ending = xasprintf("/envs/%s", name);

	vector_each (struct package_environment, environment, &reader->environments) {
		bool conda = environment->kind == ENVIRONMENT_CONDA;
		if ((conda || environment->kind == ENVIRONMENT_VENV) && name[0] == '/' &&
			string_equal(environment->prefix, name + 1))
			found = environment;
		if (!conda)
			continue;
		if (string_ends(environment->prefix, ending))
			found = environment;
		if (base == NULL || strlen(environment->prefix) < strlen(base->prefix))
			base = environment;
	}
	free(ending);
	return found == NULL && string_equal(name, "base") ? base : found;
}

static void set_activation(struct facts_reader *reader, const struct package_environment *environment,
	const char *how, const char *proof)
{
	facts_set(reader, FACT_ACTIVATION, 1,
		environment->kind == ENVIRONMENT_CONDA ? "conda" : "venv", how, proof);
}

static void set_python(
	struct facts_reader *reader, const struct package_environment *environment, int rank)
{
	if (environment->python != NULL)
		facts_set(reader, FACT_PYTHON, rank, "python", environment->python,
			environment->path);
}

/* Goes through PATH; each folder that is an environment's makes it active. */
static void follow_path(struct facts_reader *reader)
{
	const struct facts_start *start = &reader->start;
	const char *at = facts_search_path(start);

	while (*at != '\0') {
		size_t length = strcspn(at, ":");
		size_t index = environment_of_folder(reader, at, length);
		if (index != SIZE_MAX) {
			struct package_environment *environment =
				&reader->environments.items[index];
			environment->active = true;
			if (environment->kind != ENVIRONMENT_SYSTEM &&
				environment->kind != ENVIRONMENT_PYTHON)
				set_activation(
					reader, environment, "automatic", start->path_proof);
			set_python(reader, environment, 2);
		}
		at += length + (at[length] == ':');
	}
}

/* What a script activates comes before all of PATH. */
static void follow_activation(struct facts_reader *reader)
{
	const struct facts_start *start = &reader->start;
	struct package_environment *environment = start->activated == NULL
		? NULL
		: activated_environment(reader, start->activated);

	if (environment == NULL)
		return;
	environment->active = true;
	set_activation(reader, environment, "automatic", start->activated_proof);
	set_python(reader, environment, 2);
}

static void follow_with_conda(struct facts_reader *reader)
{
	const struct facts_start *start = &reader->start;
	struct package_environment *environment = NULL;

	if (start->conda_proof == NULL || reader->ranks[FACT_ACTIVATION] > 0)
		return;
	facts_set(reader, FACT_ACTIVATION, 1, "conda", "with-conda", start->conda_proof);
	if (start->conda_name != NULL)
		environment = activated_environment(reader, start->conda_name);
	if (environment != NULL)
		set_python(reader, environment, 3);
}

/* There is one, but who starts the image has to activate it. */
static void name_idle(struct facts_reader *reader)
{
	vector_each (struct package_environment, environment, &reader->environments)
		if (environment->kind == ENVIRONMENT_CONDA || environment->kind == ENVIRONMENT_VENV)
			set_activation(reader, environment, "by-hand", environment->path);
}

static void finish(struct facts_reader *reader)
{
	follow_activation(reader);
	follow_path(reader);
	follow_with_conda(reader);
	name_idle(reader);
	facts_set(reader, FACT_ACTIVATION, 1, "none", NULL, NULL);
}

static const struct facts_detector detectors[] = {
	{MATCH_INSIDE, ".singularity.d/env", see_script, facts_read_script, SCRIPT_MAX, FACTS_WALK},
	{.pattern = NULL},
};

const struct facts_module facts_environment = {
	.detectors = detectors, .start = begin, .finish = finish};

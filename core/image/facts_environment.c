#include "image/facts_parts.h"

#include <jansson.h>

/*
 * What the image does to the environment when it is started: the scripts in .singularity.d/env, which
 * are sourced in the order of their names, and the configuration of an OCI image. Only what is
 * written plainly is understood: assignments to PATH whose value has no variable but $PATH, a
 * definition of WITH_CONDA, and "conda activate NAME".
 */

enum { SCRIPT_MAX = 256 << 10, PATH_MAX_LENGTH = 16 << 10, ASSIGNMENTS_MAX = 200 };

/* What a container starts with. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define OCI_CONFIG "oci-config.json"

/* A script while it is read. */
struct script {
	struct facts_reader *reader;
	const char *path;
};

static const char *keep(struct facts_reader *reader, const char *bytes, size_t length)
{
	return arena_strndup(&reader->facts->arena, bytes, length);
}

/* Removes quotes of any kind; the value of an assignment without what follows it. */
static size_t value_length(const char **value, size_t length)
{
	const char *at = *value;
	char quote = '\0';
	size_t i = 0;

	if (length > 0 && (at[0] == '"' || at[0] == '\'')) {
		quote = at[0];
		at++;
		length--;
	}
	while (i < length && (quote != '\0' ? at[i] != quote : strchr(" \t;&", at[i]) == NULL))
		i++;
	*value = at;
	return i;
}

/* "${PATH:-DEFAULT}" stands for what PATH is, and that is never empty; "${X:-VALUE}" of anything else
 * for VALUE. Appends what a value means; false when it has other variables or commands in it. */
static bool append_value(const struct facts_reader *reader, const char *value, size_t length,
	bool of_path, struct text *to)
{
	for (size_t i = 0; i < length; i++) {
		const char *at = value + i;
		size_t left = length - i;
		if (*at == '`' || *at == '\\')
			return false;
		if (*at != '$') {
			text_append_char(to, *at);
			continue;
		}
		const char *path =
			reader->start.search_path != NULL ? reader->start.search_path : DEFAULT_PATH;
		const char *end = left > 2 && at[1] == '{' ? memchr(at, '}', left) : NULL;
		const char *otherwise = NULL;
		if (left >= 5 && memcmp(at, "$PATH", 5) == 0) {
			text_append(to, path);
			i += 4;
			continue;
		}
		if (end == NULL)
			return false;
		for (const char *k = at + 2; k + 1 < end && otherwise == NULL; k++)
			if (k[0] == ':' && k[1] == '-')
				otherwise = k + 2;
		if (left >= 7 && memcmp(at, "${PATH", 6) == 0 && (at[6] == '}' || at[6] == ':'))
			text_append(to, path);
		else if (of_path || otherwise == NULL ||
			 memchr(otherwise, '$', (size_t)(end - otherwise)) != NULL)
			return false;
		else
			text_append_bytes(to, otherwise, (size_t)(end - otherwise));
		i += (size_t)(end - at);
	}
	return to->length <= PATH_MAX_LENGTH;
}

static void take_path(struct script *script, const char *value, size_t length)
{
	struct facts_start *start = &script->reader->start;
	struct text path = TEXT_INIT;

	if (++start->assignments <= ASSIGNMENTS_MAX &&
		append_value(script->reader, value, length, true, &path) && path.length > 0) {
		start->search_path = keep(script->reader, path.data, path.length);
		start->path_proof = script->path;
	}
	text_release(&path);
}

/* What it names besides variables; it grows when the value has its own name in it. */
static void take_python_path(struct script *script, const char *value, size_t length)
{
	struct facts_start *start = &script->reader->start;
	const char *kept;

	if (length == 0 || length > PATH_MAX_LENGTH || ++start->assignments > ASSIGNMENTS_MAX)
		return;
	kept = keep(script->reader, value, length);
	if (start->python_path != NULL && strstr(kept, "PYTHONPATH") != NULL)
		kept = strlen(start->python_path) + length > PATH_MAX_LENGTH
			? start->python_path
			: arena_format(&script->reader->facts->arena, "%s:%s", kept,
				  start->python_path);
	start->python_path = kept;
	start->python_path_proof = script->path;
}

/* "source /opt/miniconda3/bin/activate pytorch", "conda activate pytorch": the last word. */
static const char *last_word(struct facts_reader *reader, const char *line, size_t length)
{
	size_t start, end = length;

	while (end > 0 && strchr(" \t;\"'", line[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && strchr(" \t", line[start - 1]) == NULL;)
		start--;
	return keep(reader, line + start, end - start);
}

static void take_with_conda(struct script *script, const char *value, size_t length)
{
	struct facts_start *start = &script->reader->start;
	struct text text = TEXT_INIT;

	start->conda_proof = script->path;
	if (append_value(script->reader, value, length, false, &text) &&
		strstr(text_string(&text), "activate") != NULL)
		start->conda_name = last_word(script->reader, text.data, text.length);
	text_release(&text);
}

static bool starts(const char **line, size_t *length, const char *word)
{
	size_t n = strlen(word);

	if (*length < n || memcmp(*line, word, n) != 0)
		return false;
	*line += n;
	*length -= n;
	return true;
}

static void take_line(void *context, const char *line, size_t length)
{
	struct script *script = context;
	struct facts_start *start = &script->reader->start;

	facts_skip_blanks(&line, &length);
	if (length == 0 || line[0] == '#')
		return;
	if (starts(&line, &length, "export "))
		facts_skip_blanks(&line, &length);
	if (starts(&line, &length, "PATH=")) {
		length = value_length(&line, length);
		take_path(script, line, length);
	} else if (starts(&line, &length, "PYTHONPATH=")) {
		length = value_length(&line, length);
		take_python_path(script, line, length);
	} else if (starts(&line, &length, "WITH_CONDA=")) {
		length = value_length(&line, length);
		take_with_conda(script, line, length);
	} else if (starts(&line, &length, "conda activate") ||
		   starts(&line, &length, "micromamba activate")) {
		start->activated = length > 0 ? last_word(script->reader, line, length) : "base";
		start->activated_proof = script->path;
	}
}

static void read_script(struct facts_reader *reader, const char *path, const struct text *content)
{
	struct script script = {reader, path};

	facts_each_line(content, take_line, &script);
}

/* The scripts are read after the walk, in the order of their names; for the walk alone only when the head
 * of the image file has not kept them. */
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
		read_script(reader, keep(reader, kept, strlen(kept)), &content);
		text_release(&content);
	}
	strings_release(&paths);
}

static void read_oci_config(struct facts_reader *reader)
{
	struct script script = {reader, OCI_CONFIG};
	json_t *variables = json_object_get(reader->sif->oci_config, "Env"), *value;
	size_t i;

	json_array_foreach(variables, i, value) {
		const char *line = json_string_value(value);
		if (line != NULL && string_starts(line, "PATH="))
			take_path(&script, line + 5, strlen(line + 5));
		else if (line != NULL && string_starts(line, "PYTHONPATH="))
			take_python_path(&script, line + 11, strlen(line + 11));
		else if (line != NULL && string_starts(line, "WITH_CONDA="))
			take_with_conda(&script, line + 11, strlen(line + 11));
	}
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

/* The conda environment of this name, or with this path. */
static struct package_environment *conda_environment(
	const struct facts_reader *reader, const char *name)
{
	struct package_environment *base = NULL, *found = NULL;
	char *ending = xasprintf("/envs/%s", name);

	vector_each (struct package_environment, environment, &reader->environments) {
		if (environment->kind != ENVIRONMENT_CONDA)
			continue;
		if (string_ends(environment->prefix, ending) ||
			(name[0] == '/' && string_equal(environment->prefix, name + 1)))
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
	const char *at = start->search_path != NULL ? start->search_path : DEFAULT_PATH;

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
		: conda_environment(reader, start->activated);

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
		environment = conda_environment(reader, start->conda_name);
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
	{MATCH_INSIDE, ".singularity.d/env", see_script, read_script, SCRIPT_MAX, FACTS_WALK},
	{.pattern = NULL},
};

const struct facts_module facts_environment = {
	.detectors = detectors, .start = begin, .finish = finish};

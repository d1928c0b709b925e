#include "image/facts_parts.h"

/*
 * Environments and their packages while they are gathered, and how they are ordered in the end.
 */

const char *package_key(const char *name, struct arena *arena)
{
	char *key = arena_alloc(arena, strlen(name) + 1), *to = key;

	for (const char *at = name; *at != '\0'; at++) {
		bool separates = *at == '-' || *at == '_' || *at == '.';
		if (!separates)
			*to++ = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
		else if (to == key || to[-1] != '-')
			*to++ = '-';
	}
	*to = '\0';
	return key;
}

static bool is_prefix(const struct package_environment *environment, const char *prefix, size_t length)
{
	return strncmp(environment->prefix, prefix, length) == 0 &&
	       environment->prefix[length] == '\0';
}

/* The system is what the distribution has, in whichever of these folders. */
static bool is_system(const char *prefix, size_t length)
{
	return length == 0 || (length == 3 && memcmp(prefix, "usr", 3) == 0) ||
	       (length == 9 && memcmp(prefix, "usr/local", 9) == 0);
}

/* A prefix with conda-meta stays one, whatever else is found in it; so does a venv. */
static const int kind_ranks[] = {
	[ENVIRONMENT_FOLDER] = 0,
	[ENVIRONMENT_PYTHON] = 0,
	[ENVIRONMENT_VENV] = 1,
	[ENVIRONMENT_CONDA] = 2,
	[ENVIRONMENT_SYSTEM] = 3,
};

static size_t find_environment(struct facts_reader *reader, const char *prefix, size_t length)
{
	if (reader->last_environment < reader->environments.count &&
		is_prefix(&reader->environments.items[reader->last_environment], prefix, length))
		return reader->last_environment;
	for (size_t i = 0; i < reader->environments.count; i++)
		if (is_prefix(&reader->environments.items[i], prefix, length))
			return i;
	return SIZE_MAX;
}

size_t facts_new_environment(struct facts_reader *reader, const char *prefix, size_t length,
	enum environment_kind kind, const char *path)
{
	struct package_environment environment = {.kind = kind};

	if (reader->environments.count >= FACTS_ENVIRONMENTS_MAX) {
		reader->facts->cut = true;
		return SIZE_MAX;
	}
	environment.prefix = facts_keep(reader, prefix, length);
	environment.path = facts_keep(reader, path, strlen(path));
	if (environment.prefix == NULL || environment.path == NULL)
		return SIZE_MAX;
	vector_push(&reader->environments, environment);
	return reader->environments.count - 1;
}

size_t facts_environment_at(struct facts_reader *reader, const char *prefix, size_t length,
	enum environment_kind kind, const char *path)
{
	size_t at;

	if (is_system(prefix, length)) {
		/* conda in the root of the image is still conda. */
		if (kind == ENVIRONMENT_PYTHON)
			kind = ENVIRONMENT_SYSTEM;
		if (kind == ENVIRONMENT_SYSTEM)
			length = 0;
	}
	at = find_environment(reader, prefix, length);
	if (at == SIZE_MAX)
		at = facts_new_environment(reader, prefix, length, kind, path);
	if (at == SIZE_MAX)
		return at;
	struct package_environment *environment = &reader->environments.items[at];
	if (kind_ranks[kind] > kind_ranks[environment->kind]) {
		const char *proof = facts_keep(reader, path, strlen(path));
		environment->kind = kind;
		environment->path = proof != NULL ? proof : environment->path;
	}
	reader->last_environment = at;
	return at;
}

void facts_add_package(struct facts_reader *reader, const char *name, size_t name_length,
	const char *version, size_t version_length, enum package_source source,
	size_t environment, const char *path)
{
	struct package package = {.source = source};

	if (environment == SIZE_MAX || name_length == 0)
		return;
	if (reader->packages.count >= FACTS_PACKAGES_MAX) {
		reader->facts->cut = true;
		return;
	}
	package.environment = (uint32_t)environment;
	package.name = facts_keep(reader, name, name_length);
	/* One data base proves thousands of packages: its path is kept once. */
	if (reader->packages.count > 0 &&
		string_equal(reader->packages.items[reader->packages.count - 1].path, path))
		package.path = reader->packages.items[reader->packages.count - 1].path;
	else
		package.path = facts_keep(reader, path, strlen(path));
	if (package.name == NULL || package.path == NULL || name_length >= reader->bytes_left)
		return;
	reader->bytes_left -= name_length;
	package.key = package_key(package.name, &reader->facts->arena);
	if (version != NULL && version_length > 0)
		package.version = facts_keep(reader, version, version_length);
	vector_push(&reader->packages, package);
}

/* Without epoch and revision. */
static const char *upstream(const char *version, size_t *length)
{
	const char *colon = strchr(version, ':'), *dash;

	if (colon != NULL)
		version = colon + 1;
	dash = strrchr(version, '-');
	*length = dash != NULL && dash > version ? (size_t)(dash - version) : strlen(version);
	return version;
}

const char *facts_upstream(struct facts_reader *reader, const char *version)
{
	size_t length;

	version = upstream(version, &length);
	return arena_strndup(&reader->facts->arena, version, length);
}

const char *package_version(
	const struct package *package, const char *condition, struct text *buffer)
{
	const char *version = package->version;
	size_t length;

	if (version == NULL || package->source < PACKAGE_DPKG || condition == NULL ||
		strpbrk(condition, "-:") != NULL)
		return version;
	version = upstream(version, &length);
	text_truncate(buffer, 0);
	text_append_bytes(buffer, version, length);
	return text_string(buffer);
}

size_t facts_environment_of(const struct facts_reader *reader, const char *path)
{
	size_t best = SIZE_MAX, longest = 0;

	for (size_t i = 0; i < reader->facts->environment_count; i++) {
		const char *prefix = reader->facts->environments[i].prefix;
		size_t length = strlen(prefix);
		if (length > 0 && (strncmp(path, prefix, length) != 0 || path[length] != '/'))
			continue;
		if (best == SIZE_MAX || length > longest) {
			best = i;
			longest = length;
		}
	}
	return best;
}

/* An environment while the order is made, with its number before. */
struct place_in_order {
	struct package_environment environment;
	uint32_t before;
};

static int compare_environments(const void *left, const void *right)
{
	const struct place_in_order *a = left, *b = right;

	if (a->environment.active != b->environment.active)
		return a->environment.active ? -1 : 1;
	int order = strcmp(a->environment.prefix, b->environment.prefix);
	return order != 0 ? order : a->before < b->before ? -1 : a->before > b->before;
}

/* Active environments come first. */
static void order_environments(struct facts_reader *reader)
{
	size_t count = reader->environments.count;
	struct facts *facts = reader->facts;
	struct place_in_order *order = xcalloc(count, sizeof *order);
	uint32_t *after = xcalloc(count, sizeof *after);

	for (size_t i = 0; i < count; i++)
		order[i] = (struct place_in_order){reader->environments.items[i], (uint32_t)i};
	qsort(order, count, sizeof *order, compare_environments);
	facts->environments = arena_alloc(&facts->arena, count * sizeof *facts->environments);
	facts->environment_count = count;
	for (size_t i = 0; i < count; i++) {
		facts->environments[i] = order[i].environment;
		after[order[i].before] = (uint32_t)i;
	}
	vector_each (struct package, package, &reader->packages)
		package->environment = after[package->environment];
	free(after);
	free(order);
}

static int compare_packages(const void *left, const void *right)
{
	const struct package *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	if (order != 0)
		return order;
	if (a->environment != b->environment)
		return a->environment < b->environment ? -1 : 1;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return strcmp(a->path, b->path);
}

static void gather(struct facts_reader *reader)
{
	struct facts *facts = reader->facts;
	size_t count = reader->packages.count;

	if (reader->environments.count > 0)
		order_environments(reader);
	if (count == 0)
		return;
	qsort(reader->packages.items, count, sizeof *reader->packages.items, compare_packages);
	facts->packages = arena_alloc(&facts->arena, count * sizeof *facts->packages);
	memcpy(facts->packages, reader->packages.items, count * sizeof *facts->packages);
	facts->package_count = count;
	if (reader->depth >= FACTS_DATABASES)
		facts_complete(reader->tree, facts);
}

static const struct facts_detector no_detectors[] = {{.pattern = NULL}};

const struct facts_module facts_gather = {.detectors = no_detectors, .finish = gather};

const struct package *facts_packages(const struct facts *facts, const char *key, size_t *count)
{
	size_t low = 0, high = facts->package_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(facts->packages[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < facts->package_count &&
			 string_equal(facts->packages[high].key, key);)
		high++;
	*count = high - low;
	return high > low ? &facts->packages[low] : NULL;
}

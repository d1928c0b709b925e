#include "image/facts_parts.h"

#include <ctype.h>

/*
 * Libraries that decide over network and GPUs, found by the names of their files. The number in such a
 * name ("libfabric.so.1.28.0") is that of its interface; the version of the release comes from
 * pkg-config's files and from the data bases of packages.
 */

enum { PC_MAX = 64 << 10 };

/* A library: how its files are called, and the packages that bring it. */
static const struct library {
	enum fact fact;
	const char *stem;  /* of the file, with ".so" */
	const char *value; /* NULL: the fact's key */
	const char *packages[4];
} libraries[] = {
	{FACT_LIBFABRIC, "libfabric.so", NULL, {"libfabric", "libfabric1"}},
	{FACT_LIBCXI, "libcxi.so", NULL, {"libcxi", "libcxi1", "cray-libcxi"}},
	{FACT_LIBJANSSON, "libjansson.so", NULL, {"jansson", "libjansson4", "libjansson"}},
	{FACT_RCCL, "librccl.so", NULL, {"rccl"}},
	{FACT_CUDA, "libcudart.so", NULL,
		{"cuda-cudart", "nvidia-cuda-runtime-cu12", "nvidia-cuda-runtime-cu11"}},
	{FACT_OFI_PLUGIN, "librccl-net.so", "aws-ofi-rccl", {"aws-ofi-rccl", "aws-ofi-nccl"}},
	{FACT_OFI_PLUGIN, "librccl-net-ofi.so", "aws-ofi-rccl", {"aws-ofi-rccl", "aws-ofi-nccl"}},
	{FACT_OFI_PLUGIN, "libnccl-net.so", "aws-ofi-nccl", {"aws-ofi-nccl", "aws-ofi-rccl"}},
	{FACT_OFI_PLUGIN, "libnccl-net-ofi.so", "aws-ofi-nccl", {"aws-ofi-nccl", "aws-ofi-rccl"}},
};

/* Other facts of which packages tell the version. */
static const struct library packaged[] = {
	{FACT_GLIBC, NULL, "glibc", {"libc6", "glibc", "libc-bin"}},
	{FACT_GLIBC, NULL, "musl", {"musl"}},
	{FACT_ROCM, NULL, NULL, {"rocm-core", "rocm-dev"}},
};

/* Libraries beside the system's own ones count less: a package for Python may carry its own along. */
static int rank_of(const char *path)
{
	return strstr(path, "/site-packages/") != NULL || strstr(path, "/dist-packages/") != NULL ? 1
	     : strstr(path, "/conda-meta/") != NULL || strstr(path, "/pkgs/") != NULL	       ? 0
	     : strstr(path, "/envs/") != NULL || strstr(path, "conda") != NULL		       ? 2
												: 3;
}

static bool see_library(struct facts_reader *reader, const struct tree_entry *entry)
{
	if (entry->type != SQUASHFS_REGULAR && entry->type != SQUASHFS_SYMLINK)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(libraries); i++) {
		const struct library *library = &libraries[i];
		size_t length = strlen(library->stem);
		if (strncmp(entry->name, library->stem, length) != 0 ||
			(entry->name[length] != '\0' &&
				(entry->name[length] != '.' ||
					!isdigit((unsigned char)entry->name[length + 1]))))
			continue;
		/* A file says more than a link to it. */
		facts_set(reader, library->fact,
			2 * rank_of(entry->path) + (entry->type == SQUASHFS_REGULAR),
			library->value != NULL ? library->value
					       : fact_table[library->fact].key,
			NULL, entry->path);
	}
	return false;
}

static bool see_pc(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return facts_is_pc(entry);
}

/* Beside the library that the fact names: PREFIX/lib/pkgconfig/X.pc and PREFIX/lib/X.so. */
static bool is_beside(const char *pc, const char *library)
{
	const char *slash = strrchr(library, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - library) + 1;
	return strncmp(pc, library, length) == 0 && string_starts(pc + length, "pkgconfig/");
}

static void read_pc(struct facts_reader *reader, const char *path, const struct text *content)
{
	static const struct {
		const char *name;
		enum fact fact;
	} names[] = {
		{"/libfabric.pc", FACT_LIBFABRIC},
		{"/libcxi.pc", FACT_LIBCXI},
		{"/jansson.pc", FACT_LIBJANSSON},
		{"/rccl.pc", FACT_RCCL},
	};
	char *version = facts_pc_version(content);

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *library = reader->facts->values[names[i].fact].path;
		if (version != NULL && library != NULL && string_ends(path, names[i].name) &&
			is_beside(path, library))
			facts_set_version(reader, names[i].fact, version, path);
	}
	free(version);
}

/* The version that a package has; without what AMD adds to those of the distributions, the number
 * of the ROCm for which it is ("2.20.5.60204"). */
static const char *version_of(struct facts_reader *reader, const struct package *package)
{
	const char *version = package->version, *at;
	int dots = 0;

	if (package->source < PACKAGE_DPKG)
		return version;
	version = facts_upstream(reader, version);
	for (at = version; *at != '\0' && dots < 3; at++)
		dots += *at == '.';
	return dots == 3 && strlen(at) >= 5 && strspn(at, "0123456789") == strlen(at)
		? arena_strndup(&reader->facts->arena, version, (size_t)(at - 1 - version))
		: version;
}

/* The version of a fact from the packages that bring it: those of the environment in which its path
 * lies. */
static void ask_packages(struct facts_reader *reader, const struct library *library)
{
	const struct fact_value *value = &reader->facts->values[library->fact];
	size_t environment;

	if (value->path == NULL || value->version != NULL ||
		(library->value != NULL && !string_equal(library->value, value->value)))
		return;
	environment = facts_environment_of(reader, value->path);
	for (size_t i = 0; i < ARRAY_LENGTH(library->packages); i++) {
		size_t count = 0;
		const struct package *package = library->packages[i] == NULL ? NULL
			: facts_packages(reader->facts, library->packages[i], &count);
		for (size_t k = 0; k < count; k++)
			if (package[k].environment == environment && package[k].version != NULL)
				facts_set_version(reader, library->fact,
					version_of(reader, &package[k]), package[k].path);
	}
}

/* Trees that keep several versions name them on the way: opt/cray/libfabric/2.3.1/lib64,
 * usr/local/cuda-12.4/lib64. */
static void ask_path(struct facts_reader *reader, enum fact fact)
{
	const struct fact_value *value = &reader->facts->values[fact];
	const char *key = fact_table[fact].key, *at = value->path;
	size_t length = strlen(key);

	while (at != NULL && (at = strchr(at, '/')) != NULL) {
		at++;
		if (strncmp(at, key, length) != 0 || (at[length] != '/' && at[length] != '-') ||
			!isdigit((unsigned char)at[length + 1]))
			continue;
		char *version = xstrndup(at + length + 1, strcspn(at + length + 1, "/"));
		/* It is the file itself that is called so. */
		if (at[length + 1 + strlen(version)] == '/')
			facts_set_version(reader, fact, version, value->path);
		free(version);
	}
}

/* PyTorch's packages for pip bring their ROCm along and say which: "2.7.1+rocm6.3". */
static void ask_torch(struct facts_reader *reader)
{
	size_t count;
	const struct package *package = facts_packages(reader->facts, "torch", &count);

	for (size_t i = 0; i < count; i++) {
		const char *tag = package[i].version == NULL ? NULL
							     : strstr(package[i].version, "+rocm");
		size_t length = tag == NULL ? 0 : strspn(tag + 5, "0123456789.");
		if (length == 0)
			continue;
		while (length > 1 && tag[5 + length - 1] == '.')
			length--;
		char *version = xstrndup(tag + 5, length);
		facts_set(reader, FACT_ROCM, 1, "bundled", version, package[i].path);
		free(version);
	}
}

static void finish(struct facts_reader *reader)
{
	for (size_t i = 0; i < ARRAY_LENGTH(libraries); i++)
		ask_path(reader, libraries[i].fact);
	for (size_t i = 0; i < ARRAY_LENGTH(libraries); i++)
		ask_packages(reader, &libraries[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(packaged); i++)
		ask_packages(reader, &packaged[i]);
	ask_torch(reader);
}

static const struct facts_detector detectors[] = {
	{MATCH_PREFIX, "libfabric.so", see_library, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "libcxi.so", see_library, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "libjansson.so", see_library, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "librccl", see_library, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "libnccl-net", see_library, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "libcudart.so", see_library, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "libfabric.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{MATCH_NAME, "libcxi.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{MATCH_NAME, "jansson.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{MATCH_NAME, "rccl.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{.pattern = NULL},
};

const struct facts_module facts_libraries = {.detectors = detectors, .finish = finish};

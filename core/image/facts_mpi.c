#include "image/facts_parts.h"

#include <ctype.h>

/*
 * Which MPI an image has. The number of libmpi.so tells the interface: 12 is that of MPICH (MPICH
 * itself, Cray MPICH, Intel MPI, MVAPICH), 20 and 40 that of Open MPI. Which of the family it is,
 * other files beside it tell.
 */

enum { PC_MAX = 64 << 10 };

/* By the beginning of a file's name; the longest that fits counts. */
static const struct clue {
	const char *name;
	const char *family; /* NULL: several have it */
	const char *abi;
	int rank;
} clues[] = {
	{"libmpi.so.12", NULL, "mpich", 1},
	{"libmpi.so.20", "openmpi", "openmpi", 4},
	{"libmpi.so.40", "openmpi", "openmpi", 4},
	{"libmpich.so", "mpich", "mpich", 3},
	{"mpichversion", "mpich", "mpich", 3},
	{"mpiname", "mvapich", "mpich", 5},
	{"libmpi_cray.so", "cray-mpich", "mpich", 6},
	{"libmpi_gnu", "cray-mpich", "mpich", 6},
	{"ompi_info", "openmpi", "openmpi", 4},
	{"libopen-pal.so", "openmpi", "openmpi", 3},
	{"impi_info", "intel-mpi", "mpich", 5},
	{"libmpi_ilp64.so", "intel-mpi", "mpich", 5},
};

/* The packages that bring each kind, and what pkg-config calls it. */
static const struct {
	const char *family;
	const char *packages[4];
	const char *pc[2];
} families[] = {
	{"mpich", {"mpich", "libmpich12"}, {"/mpich.pc"}},
	{"openmpi", {"openmpi", "openmpi-bin", "libopenmpi3", "libopenmpi40"},
		{"/ompi.pc", "/ompi-c.pc"}},
	{"mvapich", {"mvapich", "mvapich2"}, {NULL}},
	{"intel-mpi", {"impi-rt", "intel-mpi"}, {NULL}},
};

/* What Python environments have of their own is not the MPI of the image. */
static int place_rank(const char *path)
{
	return strstr(path, "/pkgs/") != NULL	   ? 0
	     : strstr(path, "/site-packages/") != NULL ? 1
	     : strstr(path, "venv/") != NULL || strstr(path, "conda") != NULL ||
			 strstr(path, "/envs/") != NULL
		? 2
		: 3;
}

static bool see_clue(struct facts_reader *reader, const struct tree_entry *entry)
{
	enum { EVIDENCE_MAX = 1000 };
	struct mpi_evidence found = {0};
	int place = place_rank(entry->path);

	if (entry->type == SQUASHFS_FOLDER || place == 0 || reader->mpi.count >= EVIDENCE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(clues); i++) {
		const char *rest = entry->name + strlen(clues[i].name);
		if (!string_starts(entry->name, clues[i].name) ||
			(*rest != '\0' && *rest != '.' && *rest != '_'))
			continue;
		found = (struct mpi_evidence){.family = clues[i].family, .abi = clues[i].abi,
			.rank = 10 * place + clues[i].rank};
	}
	if (found.abi == NULL)
		return false;
	found.path = facts_keep(reader, entry->path, strlen(entry->path));
	if (found.path != NULL)
		vector_push(&reader->mpi, found);
	return false;
}

static bool see_pc(struct facts_reader *reader, const struct tree_entry *entry)
{
	(void)reader;
	return facts_is_pc(entry) && place_rank(entry->path) == 3;
}

/* Read before it is clear which family it is: kept as evidence of the version. */
static void read_pc(struct facts_reader *reader, const char *path, const struct text *content)
{
	char *version = facts_pc_version(content);

	for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
		for (size_t k = 0; k < ARRAY_LENGTH(families[i].pc); k++)
			if (version != NULL && families[i].pc[k] != NULL &&
				string_ends(path, families[i].pc[k]))
				vector_push(&reader->mpi,
					(struct mpi_evidence){.family = families[i].family,
						.version = arena_strdup(
							&reader->facts->arena, version),
						.path = path});
	free(version);
}

static const struct mpi_evidence *best_evidence(const struct facts_reader *reader, bool family)
{
	const struct mpi_evidence *best = NULL;

	for (size_t i = 0; i < reader->mpi.count; i++) {
		const struct mpi_evidence *evidence = &reader->mpi.items[i];
		if (evidence->abi != NULL && (!family || evidence->family != NULL) &&
			(best == NULL || evidence->rank > best->rank))
			best = evidence;
	}
	return best;
}

/* The length of PREFIX in "PREFIX/bin/x", "PREFIX/lib64/x" and what lies deeper. */
static size_t prefix_length(const char *path)
{
	static const char *const folders[] = {"/bin/", "/lib/", "/lib64/"};
	size_t length = strlen(path);

	for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
		const char *at = strstr(path, folders[i]);
		if (at != NULL && (size_t)(at - path) < length)
			length = (size_t)(at - path);
	}
	return length;
}

static bool same_prefix(const char *a, const char *b)
{
	size_t length = prefix_length(a);
	return length == prefix_length(b) && memcmp(a, b, length) == 0;
}

static void set_version(struct facts_reader *reader, const char *family)
{
	const char *path = reader->facts->values[FACT_MPI].path;

	/* Of several the one that lies beside. */
	for (int beside = 1; beside >= 0; beside--)
		vector_each (struct mpi_evidence, evidence, &reader->mpi)
			if (evidence->version != NULL && string_equal(evidence->family, family) &&
				(!beside || same_prefix(evidence->path, path)))
				facts_set_version(
					reader, FACT_MPI, evidence->version, evidence->path);
	for (size_t i = 0; i < ARRAY_LENGTH(families); i++) {
		if (!string_equal(families[i].family, family))
			continue;
		size_t environment =
			facts_environment_of(reader, reader->facts->values[FACT_MPI].path);
		for (size_t k = 0; k < ARRAY_LENGTH(families[i].packages); k++) {
			size_t count = 0;
			const char *key = families[i].packages[k];
			const struct package *package =
				key == NULL ? NULL : facts_packages(reader->facts, key, &count);
			for (; count > 0; count--, package++)
				if (package->environment == environment &&
					package->version != NULL)
					facts_set_version(reader, FACT_MPI,
						package->source >= PACKAGE_DPKG
							? facts_upstream(
								  reader, package->version)
							: package->version,
						package->path);
		}
	}
}

/* opt/cray/pe/mpich/9.0.1/ofi/...; opt/cray/pe/lib64 has links to there. */
static void set_cray_version(struct facts_reader *reader)
{
	static const char folder[] = "opt/cray/pe/mpich/";
	const char *proof = reader->facts->values[FACT_MPI].path, *best = NULL;
	size_t length = strlen(folder);

	vector_each (struct mpi_evidence, evidence, &reader->mpi) {
		const char *path = evidence->path;
		if (!string_starts(path, folder) || !isdigit((unsigned char)path[length]) ||
			(string_starts(proof, folder) && !string_equal(proof, path)))
			continue;
		/* Of several nothing tells which one a link means. */
		if (best != NULL && strncmp(best, path, length + strcspn(best + length, "/") + 1) != 0)
			return;
		best = path;
	}
	if (best == NULL)
		return;
	char *version = xstrndup(best + length, strcspn(best + length, "/"));
	facts_set_version(reader, FACT_MPI, version, best);
	free(version);
}

/* Where the number of the interface begins in "usr/lib/libmpi.so.12.5.2", or NULL. */
static const char *number_in(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	const char *number = string_starts(name, "libmpi") ? strstr(name, ".so.") : NULL;

	return number == NULL ? NULL : number + 4;
}

/* The number of the interface, with the path that shows most of it. */
static void set_abi(struct facts_reader *reader, const char *abi)
{
	const char *best = NULL, *path = NULL;
	int place = best_evidence(reader, false)->rank / 10;

	vector_each (struct mpi_evidence, evidence, &reader->mpi) {
		const char *number = evidence->abi == NULL || evidence->rank / 10 != place ||
				!string_equal(evidence->abi, abi)
			? NULL
			: number_in(evidence->path);
		if (number != NULL && (best == NULL || strlen(number) > strlen(best))) {
			best = number;
			path = evidence->path;
		}
	}
	if (path == NULL)
		path = best_evidence(reader, false)->path;
	facts_set(reader, FACT_MPI_ABI, 1, abi, best, path);
}

static void finish(struct facts_reader *reader)
{
	const struct mpi_evidence *any = best_evidence(reader, false);
	const struct mpi_evidence *family = best_evidence(reader, true);

	if (any == NULL)
		return;
	/* A family whose files lie elsewhere does not explain the library. */
	if (family != NULL && family->rank / 10 < any->rank / 10)
		family = NULL;
	if (family != NULL) {
		facts_set(reader, FACT_MPI, 1, family->family, NULL, family->path);
		set_version(reader, family->family);
		if (string_equal(family->family, "cray-mpich"))
			set_cray_version(reader);
	}
	set_abi(reader, family != NULL ? family->abi : any->abi);
}

static const struct facts_detector detectors[] = {
	{MATCH_PREFIX, "libmpi", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_PREFIX, "libopen-pal.so", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "mpichversion", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "mpiname", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "ompi_info", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "impi_info", see_clue, NULL, 0, FACTS_WALK},
	{MATCH_NAME, "mpich.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{MATCH_NAME, "ompi.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{MATCH_NAME, "ompi-c.pc", see_pc, read_pc, PC_MAX, FACTS_NAMES},
	{.pattern = NULL},
};

const struct facts_module facts_mpi = {.detectors = detectors, .finish = finish};

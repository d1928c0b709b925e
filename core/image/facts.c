#include "image/facts_parts.h"

#include <strings.h>

enum {
	BYTES_KEPT_MAX = 48 << 20, /* names, versions and paths of one image */
	FILES_MAX = 60000,         /* that are read of one image */
	CANCEL_EVERY = 1024,       /* names between two looks at `cancel` */
};

const struct fact_info fact_table[FACT_COUNT] = {
	[FACT_OS] = {"os", "OS"},
	[FACT_GLIBC] = {"glibc", "C library"},
	[FACT_PYTHON] = {"python", "Python"},
	[FACT_ROCM] = {"rocm", "ROCm"},
	[FACT_CUDA] = {"cuda", "CUDA"},
	[FACT_MPI] = {"mpi", "MPI"},
	[FACT_MPI_ABI] = {"mpi-abi", "MPI ABI"},
	[FACT_LIBFABRIC] = {"libfabric", "libfabric"},
	[FACT_LIBCXI] = {"libcxi", "libcxi"},
	[FACT_LIBJANSSON] = {"libjansson", "libjansson"},
	[FACT_RCCL] = {"rccl", "RCCL"},
	[FACT_OFI_PLUGIN] = {"ofi-plugin", "OFI plugin"},
	[FACT_ACTIVATION] = {"activation", "activation"},
	[FACT_RUNSCRIPT] = {"runscript", "runscript"},
	[FACT_USER_SOFTWARE] = {"user-software", "/user-software"},
	[FACT_RUNSCRIPTS] = {"runscripts", "/runscripts"},
	[FACT_SLURM_POINT] = {"slurm-point", "/var/spool/slurmd"},
};

const char *const package_source_names[] = {"conda", "python", "egg", "dpkg", "rpm", "apk", NULL};
const char *const environment_kind_names[] = {
	"system", "conda", "venv", "python", "folder", NULL};

/* In the order in which they finish: who needs what another one found comes later. */
static const struct facts_module *const modules[] = {
	&facts_system, &facts_rpm, &facts_apk, &facts_python, &facts_pythons, &facts_environment,
	&facts_gather, &facts_libraries, &facts_mpi, &facts_runscript, &facts_tools,
};

/*
 * Names are many and detectors match few of them: tables tell by the first and the last byte of a
 * name, and by the first one of its path, which ones are worth a look, as bits.
 */
enum { DETECTORS_MAX = 64 };

struct walk {
	struct facts_reader *reader;
	const struct facts_detector *detectors[DETECTORS_MAX];
	size_t lengths[DETECTORS_MAX]; /* of their patterns */
	size_t count;
	uint64_t first[256], last[256], inside[256];
};

static void add_detector(struct walk *walk, const struct facts_detector *detector)
{
	const char *name = detector->pattern;
	uint64_t bit = UINT64_C(1) << walk->count;

	if (walk->count == DETECTORS_MAX)
		BUG("more than %d detectors", DETECTORS_MAX);
	if (detector->match == MATCH_PATH && strrchr(name, '/') != NULL)
		name = strrchr(name, '/') + 1;
	if (detector->match == MATCH_INSIDE)
		walk->inside[(unsigned char)name[0]] |= bit;
	for (size_t i = 0; i < 256 && detector->match != MATCH_INSIDE; i++) {
		if (detector->match == MATCH_SUFFIX || i == (unsigned char)name[0])
			walk->first[i] |= bit;
		if (detector->match == MATCH_PREFIX ||
			i == (unsigned char)name[strlen(name) - 1])
			walk->last[i] |= bit;
	}
	walk->lengths[walk->count] = strlen(detector->pattern);
	walk->detectors[walk->count++] = detector;
}

static bool matches(
	const struct facts_detector *detector, size_t length, const struct tree_entry *entry)
{
	size_t folder;

	switch (detector->match) {
	case MATCH_PATH:
		return string_equal(entry->path, detector->pattern);
	case MATCH_NAME:
		return string_equal(entry->name, detector->pattern);
	case MATCH_PREFIX:
		return string_starts(entry->name, detector->pattern);
	case MATCH_SUFFIX:
		return string_ends(entry->name, detector->pattern);
	case MATCH_INSIDE:
		folder = (size_t)(entry->name - entry->path);
		return folder == length + 1 &&
		       memcmp(entry->path, detector->pattern, length) == 0;
	}
	return false;
}

/* Remembers a file that is to be read. */
static void want(struct facts_reader *reader, const struct facts_detector *detector,
	const struct tree_entry *entry)
{
	const char *path;

	if (detector->depth > reader->depth || reader->files.count >= FILES_MAX)
		return;
	path = facts_keep(reader, entry->path, strlen(entry->path));
	if (path == NULL)
		return;
	struct facts_file *file = vector_add(&reader->files);
	file->detector = detector;
	file->entry = *entry;
	file->entry.path = path;
	file->entry.name = path + (entry->name - entry->path);
}

static enum squashfs_visit visit(void *context, const struct tree_entry *entry)
{
	struct walk *walk = context;
	struct facts_reader *reader = walk->reader;
	uint64_t bits = walk->inside[(unsigned char)entry->path[0]];

	if (entry->name[0] != '\0')
		bits |= walk->first[(unsigned char)entry->name[0]] &
		       walk->last[(unsigned char)entry->name[strlen(entry->name) - 1]];
	for (; bits != 0; bits &= bits - 1) {
		size_t index = (size_t)__builtin_ctzll(bits);
		const struct facts_detector *detector = walk->detectors[index];
		if (matches(detector, walk->lengths[index], entry) &&
			(detector->seen == NULL || detector->seen(reader, entry)) &&
			detector->content != NULL)
			want(reader, detector, entry);
	}
	if (++reader->facts->file_count % CANCEL_EVERY == 0 && reader->cancel != NULL &&
		atomic_load_explicit(reader->cancel, memory_order_relaxed))
		reader->cancelled = true;
	return reader->cancelled ? SQUASHFS_STOP : SQUASHFS_CONTINUE;
}

static bool walk_tree(struct facts_reader *reader)
{
	struct walk walk = {.reader = reader};

	for (size_t i = 0; i < ARRAY_LENGTH(modules); i++)
		for (const struct facts_detector *detector = modules[i]->detectors;
			detector->pattern != NULL; detector++)
			add_detector(&walk, detector);
	return image_tree_walk(reader->tree, visit, &walk, reader->diags) && !reader->cancelled;
}

/* What was said about a file that could not be read: it takes no other fact with it. */
static void soften(struct facts_reader *reader, struct diags *said)
{
	vector_each (struct diag, diag, said)
		if (diag->severity == SEVERITY_ERROR)
			diag->severity = SEVERITY_WARNING;
	diags_move(reader->diags, said);
	diags_release(said);
}

bool facts_read_file(struct facts_reader *reader, const char *path, uint64_t limit,
	struct text *content)
{
	struct tree_entry entry;
	struct diags said = {0};
	bool fine = image_tree_find(reader->tree, path, 0, &entry, &said);

	/* What is not there is no trouble. */
	if (!fine && said.count == 1 && string_equal(said.items[0].id, "I44"))
		diags_release(&said);
	if (fine && entry.type != SQUASHFS_REGULAR)
		fine = false;
	else if (fine)
		fine = image_tree_read(reader->tree, &entry, limit, content, &said);
	soften(reader, &said);
	return fine;
}

static void read_files(struct facts_reader *reader)
{
	struct text content = TEXT_INIT;

	vector_each (struct facts_file, file, &reader->files) {
		struct diags said = {0};
		bool fine;
		if (reader->cancel != NULL &&
			atomic_load_explicit(reader->cancel, memory_order_relaxed)) {
			reader->cancelled = true;
			break;
		}
		text_truncate(&content, 0);
		if (file->entry.type == SQUASHFS_REGULAR)
			fine = image_tree_read(reader->tree, &file->entry,
				file->detector->limit, &content, &said);
		else
			fine = file->entry.type == SQUASHFS_SYMLINK &&
			       facts_read_file(reader, file->entry.path,
				       file->detector->limit, &content);
		soften(reader, &said);
		if (fine)
			file->detector->content(reader, file->entry.path, &content);
	}
	text_release(&content);
}

const char *facts_keep(struct facts_reader *reader, const char *bytes, size_t length)
{
	if (length >= reader->bytes_left) {
		reader->facts->cut = true;
		return NULL;
	}
	reader->bytes_left -= length + 1;
	return arena_strndup(&reader->facts->arena, bytes, length);
}

static const char *keep_string(struct facts_reader *reader, const char *string)
{
	return string == NULL ? NULL : facts_keep(reader, string, strlen(string));
}

void facts_set(struct facts_reader *reader, enum fact fact, int rank, const char *value,
	const char *version, const char *path)
{
	if (rank <= reader->ranks[fact])
		return;
	reader->ranks[fact] = rank;
	reader->facts->values[fact] = (struct fact_value){
		.value = keep_string(reader, value),
		.version = keep_string(reader, version),
		.path = keep_string(reader, path),
	};
}

void facts_set_version(struct facts_reader *reader, enum fact fact, const char *version,
	const char *path)
{
	struct fact_value *value = &reader->facts->values[fact];

	if (value->value == NULL || value->version != NULL || version == NULL)
		return;
	value->version = keep_string(reader, version);
	value->version_path = keep_string(reader, path);
}

void facts_add_tool(struct facts_reader *reader, const char *name, const char *path,
	const char *target)
{
	if (reader->tools.count >= FACTS_TOOLS_MAX) {
		reader->facts->cut = true;
		return;
	}
	struct image_tool tool = {
		.name = keep_string(reader, name),
		.path = keep_string(reader, path),
		.target = keep_string(reader, target),
	};
	if (tool.name != NULL && tool.path != NULL)
		vector_push(&reader->tools, tool);
}

void facts_each_line(const struct text *content, facts_line *take, void *context)
{
	const char *at = text_string(content), *end = at + content->length;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *next = stop == NULL ? end : stop + 1;
		if (stop == NULL)
			stop = end;
		while (stop > at && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
			stop--;
		take(context, at, (size_t)(stop - at));
		at = next;
	}
}

void facts_skip_blanks(const char **line, size_t *length)
{
	while (*length > 0 && (**line == ' ' || **line == '\t')) {
		++*line;
		--*length;
	}
}

const char *facts_value_of(
	const char *line, size_t length, const char *key, char separator, size_t *value_length)
{
	size_t at = strlen(key);

	if (length <= at || strncasecmp(line, key, at) != 0)
		return NULL;
	while (at < length && line[at] == ' ')
		at++;
	if (at == length || line[at] != separator)
		return NULL;
	for (at++; at < length && line[at] == ' ';)
		at++;
	if (length >= at + 2 && (line[at] == '"' || line[at] == '\'') &&
		line[length - 1] == line[at]) {
		at++;
		length--;
	}
	*value_length = length - at;
	return line + at;
}

bool facts_is_pc(const struct tree_entry *entry)
{
	size_t length = (size_t)(entry->name - entry->path);

	return entry->type != SQUASHFS_FOLDER && length > 10 &&
	       memcmp(entry->name - 11, "/pkgconfig/", 11) == 0 &&
	       strstr(entry->path, "/pkgs/") == NULL;
}

static void take_pc_version(void *context, const char *line, size_t length)
{
	char **version = context;
	size_t size;
	const char *value = facts_value_of(line, length, "Version", ':', &size);

	/* One that is a variable ("${version}") tells nothing. */
	if (*version == NULL && value != NULL && size > 0 && value[0] >= '0' && value[0] <= '9')
		*version = xstrndup(value, size);
}

char *facts_pc_version(const struct text *content)
{
	char *version = NULL;

	facts_each_line(content, take_pc_version, &version);
	return version;
}

static int compare_tools(const void *left, const void *right)
{
	const struct image_tool *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	return order != 0 ? order : strcmp(a->path, b->path);
}

/* Hands what was gathered over to the facts' arena. */
static void hand_over(struct facts_reader *reader)
{
	struct facts *facts = reader->facts;
	struct arena *arena = &facts->arena;

	if (reader->tools.count > 0) {
		qsort(reader->tools.items, reader->tools.count, sizeof *reader->tools.items,
			compare_tools);
		facts->tools =
			arena_alloc(arena, reader->tools.count * sizeof *facts->tools);
		memcpy(facts->tools, reader->tools.items,
			reader->tools.count * sizeof *facts->tools);
		facts->tool_count = reader->tools.count;
	}
	if (facts->cut)
		diags_add(reader->diags, SEVERITY_NOTE, "I47", NULL,
			"the image has more packages or commands than are kept of one image; some "
			"are not shown");
}

static void release(struct facts_reader *reader)
{
	vector_release(&reader->files);
	vector_release(&reader->environments);
	vector_release(&reader->packages);
	vector_release(&reader->tools);
	vector_release(&reader->mpi);
}

bool facts_read(struct image_tree *tree, const struct sif *sif, enum facts_depth depth,
	const atomic_bool *cancel, struct facts *facts, struct diags *diags)
{
	struct facts_reader reader = {
		.tree = tree,
		.sif = sif,
		.depth = depth,
		.cancel = cancel,
		.facts = facts,
		.diags = diags,
		.bytes_left = BYTES_KEPT_MAX,
	};
	bool fine;

	for (size_t i = 0; i < ARRAY_LENGTH(modules); i++)
		if (modules[i]->start != NULL)
			modules[i]->start(&reader);
	fine = walk_tree(&reader);
	if (fine) {
		read_files(&reader);
		for (size_t i = 0; i < ARRAY_LENGTH(modules) && !reader.cancelled; i++)
			if (modules[i]->finish != NULL)
				modules[i]->finish(&reader);
		hand_over(&reader);
	}
	fine = fine && !reader.cancelled;
	release(&reader);
	return fine;
}

void facts_release(struct facts *facts)
{
	arena_release(&facts->arena);
	*facts = (struct facts){0};
}

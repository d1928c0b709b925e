#include "slurm/job.h"
#include "slurm/values.h"

/* A machine has some dozens; this bounds the time that a senseless answer takes. */
enum { PARTITIONS_MAX = 1000 };

/* Every width is a least and a greatest one, and the sign behind it is printed as it is. */
const char slurm_sinfo_format[] =
	"Partition:128\x1f,Available:16\x1f,Time:32\x1f,StateLong:32\x1f,Nodes:16\x1f,"
	"CPUsState:64\x1f,Gres:512\x1f,GresUsed:1024";

enum field { NAME, AVAILABLE, TIME, STATE, NODES, CPUS, GRES, GRES_USED, FIELDS };

static bool begins(struct piece state, const char *word)
{
	return state.length >= strlen(word) && strncasecmp(state.at, word, strlen(word)) == 0;
}

/* Nodes in these states give nothing to anybody, whatever is marked behind the word (*, $, ~). */
static bool is_away(struct piece state)
{
	static const char *const away[] = {"down", "drain", "fail", "maint", "unk", "error", "boot",
		"power", "reserved", "inval", "future", "perfctrs", "blocked", "no_respond"};

	for (size_t i = 0; i < ARRAY_LENGTH(away); i++)
		if (begins(state, away[i]))
			return true;
	/* A node that does not answer is "idle*". */
	return state.length > 0 && state.at[state.length - 1] == '*';
}

/* Nothing runs there. A planned node waits for a large job, and takes small ones until then. */
static bool is_idle(struct piece state)
{
	return begins(state, "idle") || begins(state, "planned");
}

/* A part of it may still be free. */
static bool is_shared(struct piece state)
{
	return begins(state, "mix");
}

/* GPUs of one node: the sum over "gpu:mi250:8(S:0),gpu:2(IDX:0-1)". A comma within parentheses
 * separates nothing. */
static int64_t count_gpus(struct piece gres)
{
	int64_t sum = 0;
	size_t at = 0;

	while (at < gres.length) {
		size_t end = at, colon = 0, stop;
		int depth = 0;
		for (; end < gres.length && (gres.at[end] != ',' || depth > 0); end++)
			depth += (gres.at[end] == '(') - (gres.at[end] == ')');
		for (stop = at; stop < end && gres.at[stop] != '('; stop++)
			if (gres.at[stop] == ':')
				colon = stop;
		if (stop - at > 4 && memcmp(gres.at + at, "gpu:", 4) == 0) {
			int64_t n =
				value_count((struct piece){gres.at + colon + 1, stop - colon - 1});
			if (n > 0 && n <= 1024 && sum < 65536)
				sum += n;
		}
		at = end + 1;
	}
	return sum;
}

/* NULL when there are too many. */
static struct slurm_partition *find_or_add(struct slurm_partitions *partitions, struct piece name)
{
	struct slurm_partition *added;

	vector_each (struct slurm_partition, partition, partitions)
		if (piece_is(name, partition->name))
			return partition;
	if (partitions->count == PARTITIONS_MAX)
		return NULL;
	added = vector_add(partitions);
	added->name = arena_strndup(&partitions->arena, name.at, name.length);
	return added;
}

/* Numbers of an answer that is not to be trusted do not overflow when they are added up. */
static void add(int64_t *sum, int64_t more)
{
	if (more > 0 && more < INT64_C(1) << 40 && *sum < INT64_C(1) << 60)
		*sum += more;
}

static void read_row(const struct piece *fields, struct slurm_partitions *partitions)
{
	struct piece cpus = fields[CPUS], parts[4];
	struct slurm_partition *partition;
	int64_t nodes = value_count(fields[NODES]), gpus = count_gpus(fields[GRES]);
	size_t count = 0;

	while (count < 4 && piece_next(&cpus, '/', &parts[count]))
		count++;
	if (fields[NAME].length == 0 || nodes < 0 || nodes > 10000000 || count < 4 ||
		(partition = find_or_add(partitions, fields[NAME])) == NULL) {
		partitions->unread++;
		return;
	}
	partition->up = piece_is(fields[AVAILABLE], "up");
	partition->limit = value_duration(fields[TIME]);
	add(&partition->nodes, nodes);
	add(&partition->cpus, value_count(parts[3]));
	add(&partition->gpus, gpus * nodes);
	if (is_away(fields[STATE]))
		return;
	add(is_idle(fields[STATE]) ? &partition->nodes_idle : &partition->nodes_used, nodes);
	/* What an exclusive job leaves unused on its nodes is not free. */
	if (!is_idle(fields[STATE]) && !is_shared(fields[STATE]))
		return;
	add(&partition->cpus_idle, value_count(parts[1]));
	add(&partition->gpus_idle, (gpus - count_gpus(fields[GRES_USED])) * nodes);
}

void slurm_sinfo_read(const char *bytes, size_t length, struct slurm_partitions *partitions)
{
	struct piece rest = {bytes, length}, line;
	size_t rows = 0;

	while (piece_next(&rest, '\n', &line)) {
		struct piece fields[FIELDS], field;
		size_t count = 0;
		if (piece_strip(line).length == 0)
			continue;
		while (count < FIELDS && piece_next(&line, SLURM_FIELD, &field))
			fields[count++] = piece_strip(field);
		if (count == FIELDS && line.at == NULL && rows++ < SLURM_ROWS_MAX)
			read_row(fields, partitions);
		else
			partitions->unread++;
	}
}

const struct slurm_partition *slurm_partition(
	const struct slurm_partitions *partitions, const char *name)
{
	vector_each (const struct slurm_partition, partition, partitions)
		if (string_equal(partition->name, name))
			return partition;
	return NULL;
}

void slurm_partitions_release(struct slurm_partitions *partitions)
{
	arena_release(&partitions->arena);
	vector_release(partitions);
	partitions->unread = 0;
}

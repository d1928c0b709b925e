#include "image/sif_parts.h"

#include <inttypes.h>

enum {
	MAX_BAD_RECORDS = 8, /* named one by one; of the others only the number is said */
};

/* How many records the table has, judged by what the header claims and what the file holds. */
static size_t count_records(struct sif_source *source, const struct sif_table *table)
{
	uint64_t count = SIF_MAX_RECORDS;

	if (table->offset < SIF_HEADER_SIZE) {
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
			"its header puts the descriptors at byte %" PRId64
			", where they cannot be",
			table->offset);
		return 0;
	}
	if (table->total < 0 || table->total > SIF_MAX_RECORDS)
		sif_complain(source, SEVERITY_ERROR, "I05", SIF_HINT_DAMAGED,
			"its header claims %" PRId64 " descriptors; %d is the most that is read",
			table->total, SIF_MAX_RECORDS);
	else
		count = (uint64_t)table->total;
	if (table->size < 0 || (uint64_t)table->size / SIF_RECORD_SIZE < count) {
		if (count == (uint64_t)table->total)
			sif_complain(source, SEVERITY_WARNING, "I05", SIF_HINT_DAMAGED,
				"its header gives %" PRId64 " bytes to %" PRIu64
				" descriptors, which need %" PRIu64,
				table->size, count, count * SIF_RECORD_SIZE);
		else /* the count is senseless already: go by the size */
			count = table->size < 0 ? 0 : (uint64_t)table->size / SIF_RECORD_SIZE;
	}
	uint64_t offset = (uint64_t)table->offset;
	uint64_t fit = offset < source->size ? (source->size - offset) / SIF_RECORD_SIZE : 0;
	if (fit < count) {
		sif_complain(source, SEVERITY_ERROR, "I04", SIF_HINT_CUT_OFF,
			"it is cut off after %" PRIu64
			" bytes, before the end of its table of descriptors",
			source->size);
		count = fit;
	}
	return (size_t)count;
}

/* What went wrong with the descriptors, gathered while they are read. */
struct tally {
	size_t senseless, cut;
	bool essential;       /* a file system is cut off, not just something beside it */
	uint64_t needed;      /* bytes that the file should have at least */
	size_t duplicates;
	unsigned char *seen;  /* owned: ids met, up to SIF_MAX_RECORDS, bit by bit */
	size_t seen_size;     /* bytes; most images have few objects, with small ids */
};

/* Marks the id; whether it was there before. */
static bool mark_id(struct tally *tally, uint32_t id)
{
	size_t at = id / 8;
	unsigned bit = 1u << id % 8;

	if (at >= tally->seen_size) {
		size_t size = at * 2 + 16;
		tally->seen = xrealloc(tally->seen, size);
		memset(tally->seen + tally->seen_size, 0, size - tally->seen_size);
		tally->seen_size = size;
	}
	bool before = (tally->seen[at] & bit) != 0;
	tally->seen[at] = (unsigned char)(tally->seen[at] | bit);
	return before;
}

static void tally_record(struct sif_source *source, struct tally *tally,
	const struct sif_descriptor *descriptor, const struct sif_claim *claim)
{
	if (descriptor->id <= SIF_MAX_RECORDS)
		tally->duplicates += mark_id(tally, descriptor->id);
	if (claim->extent == SIF_SENSELESS && tally->senseless++ < MAX_BAD_RECORDS)
		sif_complain(source, SEVERITY_WARNING, "I05", SIF_HINT_DAMAGED,
			"its object %" PRIu32 " (%s) has an offset of %" PRId64
			" and a size of %" PRId64 ", which makes no sense",
			descriptor->id, sif_type_name(descriptor->type), claim->offset,
			claim->size);
	if (claim->extent != SIF_CUT_OFF)
		return;
	uint64_t end = (uint64_t)claim->offset + (uint64_t)claim->size;
	tally->cut++;
	tally->needed = end > tally->needed ? end : tally->needed;
	tally->essential |= descriptor->type == SIF_OCI_BLOB ||
		descriptor->type == SIF_OCI_ROOT_INDEX ||
		(descriptor->type == SIF_PARTITION && descriptor->role == SIF_ROLE_PRIMARY);
}

static void report_tally(struct sif_source *source, const struct tally *tally)
{
	if (tally->senseless > MAX_BAD_RECORDS)
		sif_complain(source, SEVERITY_WARNING, "I05", SIF_HINT_DAMAGED,
			"%zu more of its objects have offsets and sizes that make no sense",
			tally->senseless - MAX_BAD_RECORDS);
	if (tally->duplicates > 0)
		sif_complain(source, SEVERITY_WARNING, "I05", NULL,
			"%zu of its objects have the id of another one", tally->duplicates);
	if (tally->cut > 0)
		sif_complain(source, tally->essential ? SEVERITY_ERROR : SEVERITY_WARNING, "I04",
			SIF_HINT_CUT_OFF,
			"it is cut off: %" PRIu64
			" bytes long, but its %s need%s at least %" PRIu64,
			source->size, tally->essential ? "file system" : "objects",
			tally->essential ? "s" : "", tally->needed);
}

bool sif_read_descriptors(
	struct sif_source *source, const struct sif_table *table, struct sif *sif)
{
	size_t count = count_records(source, table), used = 0;
	if (count == 0)
		return true;
	unsigned char *owned;
	const unsigned char *bytes = sif_source_view(
		source, (uint64_t)table->offset, count * SIF_RECORD_SIZE, &owned);
	if (bytes == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		used += sif_record_used(bytes + i * SIF_RECORD_SIZE);

	struct tally tally = {0};
	sif->descriptors = xcalloc(used, sizeof *sif->descriptors);
	for (size_t i = 0; i < count; i++) {
		const unsigned char *record = bytes + i * SIF_RECORD_SIZE;
		if (!sif_record_used(record))
			continue;
		struct sif_descriptor *descriptor = &sif->descriptors[sif->descriptor_count++];
		struct sif_claim claim = sif_parse_record(record, source->size, descriptor);
		tally_record(source, &tally, descriptor, &claim);
	}
	report_tally(source, &tally);
	free(tally.seen);
	free(owned);
	return true;
}

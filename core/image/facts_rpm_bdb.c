#include "image/facts_parts.h"

#include "base/bytes.h"

/*
 * rpm's data base in its form "bdb" (CentOS 7, RHEL 8 and what is built of it): a Berkeley DB of the
 * type hash, whose values are headers. Which bucket has which key does not matter here: the values of
 * all pages of the type hash are read. Format: Berkeley DB's dbinc/db_page.h.
 *
 *   page    26 bytes: ..., 8 its number, 16 the next one, 20 entries (16 bits), 22 bytes that an
 *           overflow page holds (16 bits), 25 its type; then the places of the entries (16 bits each),
 *           in turn those of keys and values. Entries lie from the end of the page downwards.
 *   entry   a byte for its kind, then the bytes; or, where they are elsewhere: three unused bytes, the
 *           number of the first overflow page, and the length of all
 *   page 0  says besides: 12 a magic number, 20 the size of all pages
 */

enum {
	HEAD = 26,
	META_HEAD = 72,
	HASH_MAGIC = 0x061561,
	PAGE_MIN = 512,
	PAGE_MAX = 64 << 10,
	TYPE_HASH_UNSORTED = 2, /* of versions before 4.6 */
	TYPE_OVERFLOW = 7,
	TYPE_HASH = 13,
	ENTRY_HERE = 1,
	ENTRY_ELSEWHERE = 3,
	ELSEWHERE_LENGTH = 12,
	HEADER_MAX = 64 << 20,
	/* All that is gathered: chains of pages may share pages, in a file made to take time. */
	GATHERED_MAX = 512 << 20,
};

struct pages {
	const unsigned char *bytes;
	size_t page_size, count;
	size_t gathered;
};

static const unsigned char *page_at(const struct pages *pages, size_t number)
{
	return number < pages->count ? pages->bytes + number * pages->page_size : NULL;
}

/* Gathers what lies on a chain of overflow pages; false when the chain breaks. */
static bool gather(struct pages *pages, uint32_t number, size_t length, struct text *value)
{
	text_truncate(value, 0);
	if (length > HEADER_MAX || length > GATHERED_MAX - pages->gathered)
		return false;
	pages->gathered += length;
	while (value->length < length) {
		const unsigned char *page = number > 0 ? page_at(pages, number) : NULL;
		size_t part = page == NULL ? 0 : load_le16(page + 22);
		if (part == 0 || page[25] != TYPE_OVERFLOW || part > pages->page_size - HEAD ||
			part > length - value->length)
			return false;
		text_append_bytes(value, (const char *)page + HEAD, part);
		number = load_le32(page + 16);
	}
	return true;
}

/* The value at `at` of a page, that ends before `end`. The record of the key 0 is no package but the
 * highest number so far. */
static bool add_value(struct facts_reader *reader, struct pages *pages, const unsigned char *page,
	size_t at, size_t end, struct text *value, const char *path)
{
	enum { NUMBER = 4 };

	if (at >= end || end > pages->page_size)
		return false;
	if (page[at] == ENTRY_HERE)
		return end - at - 1 == NUMBER ||
		       facts_add_rpm(reader, page + at + 1, end - at - 1, path);
	return page[at] == ENTRY_ELSEWHERE && end - at >= ELSEWHERE_LENGTH &&
	       gather(pages, load_le32(page + at + 4), load_le32(page + at + 8), value) &&
	       facts_add_rpm(reader, (const unsigned char *)value->data, value->length, path);
}

/* Adds the packages of one page of the type hash; gives how many cannot be read. */
static size_t add_page(struct facts_reader *reader, struct pages *pages, const unsigned char *page,
	struct text *value, const char *path)
{
	size_t entries = load_le16(page + 20), broken = 0;

	if (entries > (pages->page_size - HEAD) / 2)
		return 1;
	for (size_t i = 1; i < entries; i += 2) {
		size_t end = load_le16(page + HEAD + 2 * (i - 1)), at = load_le16(page + HEAD + 2 * i);
		if (at < HEAD + 2 * entries ||
			!add_value(reader, pages, page, at, end, value, path))
			broken++;
	}
	return broken;
}

enum facts_reading facts_read_rpm_bdb(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	struct pages pages = {.bytes = (const unsigned char *)content->data};
	struct text value = TEXT_INIT;
	size_t broken = 0;

	if (content->length < META_HEAD || load_le32(pages.bytes + 12) != HASH_MAGIC)
		return FACTS_OTHER_FORM;
	pages.page_size = load_le32(pages.bytes + 20);
	if (pages.page_size < PAGE_MIN || pages.page_size > PAGE_MAX)
		return FACTS_OTHER_FORM;
	pages.count = content->length / pages.page_size;
	for (size_t i = 1; i < pages.count; i++) {
		const unsigned char *page = page_at(&pages, i);
		if (page[25] == TYPE_HASH || page[25] == TYPE_HASH_UNSORTED)
			broken += add_page(reader, &pages, page, &value, path);
	}
	text_release(&value);
	return broken > 0 || content->length % pages.page_size != 0 ? FACTS_DAMAGED : FACTS_READ;
}

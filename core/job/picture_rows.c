#include "job/picture_rows.h"
#include "base/clean.h"

char picture_letter(size_t rank)
{
	static const char letters[PICTURE_LETTERS + 1] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return letters[rank % PICTURE_LETTERS];
}

static unsigned digits(unsigned number)
{
	return number < 10 ? 1 : 1 + digits(number / 10);
}

static void append_core(const struct picture *picture, unsigned core, struct text *text)
{
	if (picture->owner[core] >= 0)
		text_append_char(text, picture_letter((size_t)picture->owner[core]));
	else if (mask_has(&picture->usable, core))
		text_append(text, picture->glyphs->unused);
	else
		text_append(text, picture->glyphs->reserved);
}

/* "CCD 6 [x 0 0 0 0 0 0 0]" for each of the CCDs, and the range of all their cores. */
static void append_ccds(
	const struct picture *picture, unsigned first, unsigned count, struct text *text)
{
	unsigned size = (unsigned)picture->type->cores_per_ccd;

	for (unsigned ccd = first; ccd < first + count; ccd++) {
		text_append_format(text, "%sCCD %*u [", ccd > first ? "  " : "",
			(int)digits(picture->ccds - 1), ccd);
		for (unsigned core = ccd * size; core < (ccd + 1) * size; core++) {
			if (core > ccd * size)
				text_append(text, picture->gap);
			append_core(picture, core, text);
		}
		text_append_char(text, ']');
	}
	text_append_format(text, " %u-%u", first * size, (first + count) * size - 1);
}

static void append_gcd(const struct picture *picture, unsigned gcd, struct text *text)
{
	const struct assignment *assignment = picture->assignment;
	struct mask ranks = {{0}};

	for (unsigned rank = 0; rank < assignment->count; rank++)
		for (unsigned j = 0; j < assignment->tasks[rank].gcd_count; j++)
			if (assignment->tasks[rank].gcds[j] == gcd)
				mask_set(&ranks, rank);
	text_append_format(text, "%s%s %u   ", text->length > 0 ? "   " : "",
		site_die(picture->type), gcd);
	if (mask_is_empty(&ranks)) {
		text_append(text, "not used");
		return;
	}
	text_append(text, mask_count(&ranks) > 1 ? "ranks " : "rank ");
	text_append_cpu_list(text, &ranks);
}

/* The GCDs that are wired to the CCDs, as a set. */
static struct mask gcds_of_ccds(const struct picture *picture, unsigned first, unsigned count)
{
	const struct yaml_integers *wiring = &picture->type->ccd_of_gcd;
	struct mask gcds = {{0}};

	for (unsigned gcd = 0; gcd < wiring->count && gcd < picture->type->gcds; gcd++)
		if (wiring->items[gcd] >= first && wiring->items[gcd] < first + count)
			mask_set(&gcds, gcd);
	return gcds;
}

/* The NUMA domains that the cores of the CCDs are in, as a set. */
static struct mask numas_of_ccds(const struct picture *picture, unsigned first, unsigned count)
{
	int64_t size = picture->type->cores_per_ccd, per_numa = picture->type->cores_per_numa;
	struct mask numas = {{0}};

	for (int64_t core = first * size; core < (first + count) * size; core++)
		mask_set(&numas, (unsigned)(per_numa > 0 ? core / per_numa : 0));
	return numas;
}

static void append_nics(
	const struct picture *picture, const struct mask *numas, struct text *text)
{
	YAML_EACH(const struct site_nic, nic, &picture->type->nics) {
		if (nic->numa < 0 || nic->numa >= MASK_BITS ||
			!mask_has(numas, (unsigned)nic->numa))
			continue;
		if (text->length > 0)
			text_append_char(text, ',');
		text_append_clean(text, nic->record.name, CLEAN_LINE);
		if (nic->expected)
			text_append_char(text, '?');
	}
}

/* "GPU module 2", or "GPU modules 0-1" where several are wired to the CCDs. */
static void append_modules(
	const struct picture *picture, unsigned first, unsigned count, struct text *text)
{
	struct mask gcds = gcds_of_ccds(picture, first, count), modules = {{0}};
	int64_t size = picture->type->gcds_per_module > 0 ? picture->type->gcds_per_module : 1;

	for (unsigned gcd = 0; gcd < MASK_BITS; gcd++)
		if (mask_has(&gcds, gcd))
			mask_set(&modules, (unsigned)(gcd / size));
	if (mask_is_empty(&modules))
		return;
	text_append(text, mask_count(&modules) > 1 ? "GPU modules " : "GPU module ");
	text_append_cpu_list(text, &modules);
}

static void append_title(const struct picture *picture, unsigned first, struct text *text)
{
	struct mask numas = numas_of_ccds(picture, first, picture->ccds_per_box);

	if (picture->sockets) {
		text_append_format(text, "Socket %u", first / picture->ccds_per_box);
	} else {
		text_append(text, "NUMA ");
		text_append_cpu_list(text, &numas);
	}
}

/* "NUMA 4  " in the first row of a NUMA domain, blanks in the others. */
static void append_numa(const struct picture *picture, unsigned first, struct text *text)
{
	unsigned width = digits((picture->ccds - 1) / picture->ccds_per_numa);

	if (first % picture->ccds_per_numa == 0)
		text_append_format(
			text, "NUMA %*u  ", (int)width, first / picture->ccds_per_numa);
	else
		text_append_repeated(text, " ", 7 + width);
}

static void fill_row(
	const struct picture *picture, unsigned first, unsigned count, struct row *row)
{
	struct mask gcds = gcds_of_ccds(picture, first, count);
	struct mask numas = numas_of_ccds(picture, first, count);

	if (first % picture->ccds_per_box == 0) {
		append_title(picture, first, &row->title);
		append_modules(picture, first, picture->ccds_per_box, &row->gpu_title);
	}
	if (first % picture->ccds_per_numa == 0)
		append_nics(picture, &numas, &row->nics);
	if (picture->sockets)
		append_numa(picture, first, &row->cores);
	append_ccds(picture, first, count, &row->cores);
	for (unsigned gcd = 0; gcd < MASK_BITS; gcd++)
		if (mask_has(&gcds, gcd))
			append_gcd(picture, gcd, &row->gpus);
}

static void grow(size_t *width, const struct text *text)
{
	size_t own = text_width(text_string(text));
	if (own > *width)
		*width = own;
}

void picture_fill(struct picture *picture)
{
	unsigned count;

	picture->rows = xcalloc(picture->ccds, sizeof *picture->rows);
	for (unsigned ccd = 0; ccd < picture->ccds; ccd += count) {
		struct row *row = &picture->rows[picture->row_count++];
		unsigned left = picture->ccds_per_numa - ccd % picture->ccds_per_numa;
		if (left > picture->ccds - ccd)
			left = picture->ccds - ccd;
		count = left < picture->ccds_per_row ? left : picture->ccds_per_row;
		fill_row(picture, ccd, count, row);
		grow(&picture->nic_width, &row->nics);
		grow(&picture->core_width, &row->cores);
		grow(&picture->core_width, &row->title);
		grow(&picture->gpu_width, &row->gpus);
		grow(&picture->gpu_width, &row->gpu_title);
	}
}

void picture_release(struct picture *picture)
{
	for (size_t i = 0; i < picture->row_count; i++) {
		struct row *row = &picture->rows[i];
		text_release(&row->nics);
		text_release(&row->cores);
		text_release(&row->gpus);
		text_release(&row->title);
		text_release(&row->gpu_title);
	}
	free(picture->rows);
	picture->rows = NULL;
	picture->row_count = 0;
	picture->nic_width = picture->core_width = picture->gpu_width = 0;
}

/* The first bytes of the input are the wish and the screen's size, the others its pixels, again and
 * again. */

#include "vnc/thumbnail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 8 };

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(const struct thumbnail *thumbnail, const struct thumbnail_wish *wish)
{
	static const int32_t low[] = {-1, 0, 16, 0}, high[] = {-1, 15, 255, 0xffffff};

	require(thumbnail->columns >= 1 && thumbnail->columns <= THUMBNAIL_COLUMNS_MAX);
	require(thumbnail->rows >= 1 && thumbnail->rows <= THUMBNAIL_ROWS_MAX);
	for (int64_t row = 0; row < thumbnail->rows; row++) {
		struct text text = TEXT_INIT;
		thumbnail_append_row(thumbnail, row, &text);
		require(text.length >= (size_t)thumbnail->columns);
		text_release(&text);
	}
	for (int64_t i = 0; i < thumbnail->columns * thumbnail->rows; i++) {
		const struct thumbnail_cell *cell = &thumbnail->cells[i];
		require(cell->front >= low[wish->colors] && cell->front <= high[wish->colors]);
		require(cell->back >= low[wish->colors] && cell->back <= high[wish->colors]);
		require(cell->code_point == 0x2580
				? cell->front != cell->back && !wish->ascii
				: cell->code_point >= ' ' && cell->code_point < 127);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct thumbnail thumbnail;
	struct thumbnail_wish wish;
	struct pixels pixels;
	unsigned char *bytes;

	if (size <= HEAD)
		return 0;
	wish = (struct thumbnail_wish){.columns = (int8_t)data[0] * 8,
		.rows = (int8_t)data[1] * 4,
		.colors = (enum thumbnail_colors)(data[2] % 4),
		.ascii = data[2] & 4};
	pixels.width = 1 + (data[3] | data[4] << 8) % 500;
	pixels.height = 1 + (data[5] | data[6] << 8) % 500;
	size -= HEAD;
	bytes = xmalloc((size_t)(3 * pixels.width * pixels.height));
	for (size_t i = 0; i < (size_t)(3 * pixels.width * pixels.height); i++)
		bytes[i] = data[HEAD + i % size];
	pixels.bytes = bytes;
	thumbnail_make(&pixels, &wish, &thumbnail);
	check(&thumbnail, &wish);
	thumbnail_release(&thumbnail);
	free(bytes);
	return 0;
}

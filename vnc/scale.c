#include "vnc/live.h"

/* Red, green and blue of a pixel, with room between them in which the sums of that many pixels
 * stay apart. */
#define SPREAD_MASK 0x07e0f81fu
enum { SPREAD_PIXELS = 32 };

struct sums {
	uint32_t red, green, blue;
};

void vnc_scale_init(
	struct vnc_scale *scale, int64_t width, int64_t height, const struct thumbnail_wish *wish)
{
	int64_t columns, rows;

	thumbnail_fit(width, height, wish, &columns, &rows);
	free(scale->small);
	*scale = (struct vnc_scale){
		.width = width, .height = height, .small_width = columns, .small_height = 2 * rows};
	scale->small = xcalloc((size_t)(columns * 2 * rows), 3);
}

void vnc_scale_release(struct vnc_scale *scale)
{
	free(scale->small);
	*scale = (struct vnc_scale){0};
}

/* Most of the time of a live picture goes by here. */
static void add_pixels(const uint16_t *pixels, int64_t count, struct sums *sums)
{
	while (count > 0) {
		int64_t piece = count < SPREAD_PIXELS ? count : SPREAD_PIXELS;
		uint32_t sum = 0;
		for (int64_t i = 0; i < piece; i++)
			sum += (pixels[i] | (uint32_t)pixels[i] << 16) & SPREAD_MASK;
		sums->blue += sum & 0x7ff;
		sums->red += sum >> 11 & 0x3ff;
		sums->green += sum >> 21;
		pixels += piece;
		count -= piece;
	}
}

static unsigned char mean(uint64_t sum, uint64_t count, uint64_t most)
{
	return (unsigned char)((sum * 255 + count * most / 2) / (count * most));
}

static void make_row(struct vnc_scale *scale, const uint16_t *screen, int64_t y, int64_t from,
	int64_t to, const int64_t *edges)
{
	unsigned char *at = scale->small + 3 * (y * scale->small_width + from);
	int64_t top, bottom;

	thumbnail_box(y, scale->small_height, scale->height, &top, &bottom);
	for (int64_t x = from; x < to; x++, at += 3) {
		int64_t left = edges[2 * x], width = edges[2 * x + 1] - left;
		uint64_t count = (uint64_t)(width * (bottom - top)), red = 0, green = 0, blue = 0;
		for (int64_t line = top; line < bottom; line++) {
			struct sums sums = {0};
			add_pixels(screen + line * scale->width + left, width, &sums);
			red += sums.red;
			green += sums.green;
			blue += sums.blue;
		}
		at[0] = mean(red, count, 31);
		at[1] = mean(green, count, 63);
		at[2] = mean(blue, count, 31);
	}
}

void vnc_scale_part(struct vnc_scale *scale, const uint16_t *screen, int64_t left, int64_t top,
	int64_t right, int64_t bottom)
{
	int64_t edges[2 * VNC_LIVE_WIDTH_MAX], from = scale->small_width, to = 0;

	for (int64_t x = 0; x < scale->small_width; x++) {
		thumbnail_box(
			x, scale->small_width, scale->width, &edges[2 * x], &edges[2 * x + 1]);
		if (edges[2 * x] >= right || edges[2 * x + 1] <= left)
			continue;
		from = x < from ? x : from;
		to = x + 1;
	}
	for (int64_t y = 0; y < scale->small_height; y++) {
		int64_t first, behind;
		thumbnail_box(y, scale->small_height, scale->height, &first, &behind);
		if (first < bottom && behind > top)
			make_row(scale, screen, y, from, to, edges);
	}
}

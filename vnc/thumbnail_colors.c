#include "vnc/thumbnail.h"

const char *const thumbnail_color_names[] = {
	[THUMBNAIL_NONE] = "none",
	[THUMBNAIL_16] = "16",
	[THUMBNAIL_256] = "256",
	[THUMBNAIL_TRUE] = "true",
	NULL,
};

/* xterm's, which most terminals have. */
static const unsigned char cube_levels[] = {0, 95, 135, 175, 215, 255};
static const unsigned char grey_levels[] = {0, 8, 18, 28, 38, 48, 58, 68, 78, 88, 98, 108, 118, 128,
	138, 148, 158, 168, 178, 188, 198, 208, 218, 228, 238, 255};
static const unsigned char palette_16[16][3] = {
	{0, 0, 0},
	{205, 0, 0},
	{0, 205, 0},
	{205, 205, 0},
	{0, 0, 238},
	{205, 0, 205},
	{0, 205, 205},
	{229, 229, 229},
	{127, 127, 127},
	{255, 0, 0},
	{0, 255, 0},
	{255, 255, 0},
	{92, 92, 255},
	{255, 0, 255},
	{0, 255, 255},
	{255, 255, 255},
};

enum {
	STEPS = 16,
	GREY_SPREAD = 6, /* how far the channels of what still counts as grey lie apart */
	SPREAD_16 = 96,  /* how far the pattern moves a colour before the nearest of 16 is taken */
};

/* Bayer's pattern: each of the 16 steps once, neighbours far apart. */
static int pattern(int64_t x, int64_t y)
{
	static const unsigned char steps[4][4] = {
		{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

	return steps[y & 3][x & 3];
}

/* The level below the value or the one above it, so that on the whole the value comes out. */
static size_t choose_level(const unsigned char *levels, int value, int step)
{
	size_t i = 0;

	while (levels[i + 1] <= value) {
		if (levels[i + 1] == value)
			return i + 1;
		i++;
	}
	return i + ((value - levels[i]) * 2 * STEPS > (2 * step + 1) * (levels[i + 1] - levels[i]));
}

/* 16..255, or -1 when the cube has not just this colour. */
static int32_t exact_256(const unsigned char *rgb)
{
	int32_t index = 0;

	for (int c = 0; c < 3; c++) {
		int32_t level = 0;
		while (level < 6 && cube_levels[level] != rgb[c])
			level++;
		if (level == 6)
			return -1;
		index = index * 6 + level;
	}
	return 16 + index;
}

static int32_t color_256(const unsigned char *rgb, int step)
{
	int low = rgb[0], high = rgb[0], sum = 0;
	int32_t exact = exact_256(rgb), index = 0;

	if (exact >= 0)
		return exact;
	for (int c = 0; c < 3; c++) {
		low = rgb[c] < low ? rgb[c] : low;
		high = rgb[c] > high ? rgb[c] : high;
		sum += rgb[c];
	}
	if (high - low <= GREY_SPREAD) {
		size_t level = choose_level(grey_levels, (sum + 1) / 3, step);
		/* Black and white stand in the cube. */
		return level == 0                               ? 16
		       : level == ARRAY_LENGTH(grey_levels) - 1 ? 231
								: 231 + (int32_t)level;
	}
	for (int c = 0; c < 3; c++)
		index = index * 6 + (int32_t)choose_level(cube_levels, rgb[c], step);
	return 16 + index;
}

static int32_t nearest_16(const int *rgb, int *distance)
{
	int32_t best = 0;

	*distance = INT32_MAX;
	for (int32_t i = 0; i < 16; i++) {
		int red = rgb[0] - palette_16[i][0], green = rgb[1] - palette_16[i][1],
		    blue = rgb[2] - palette_16[i][2];
		/* Weighed as eyes do. */
		int far = 3 * red * red + 6 * green * green + blue * blue;
		if (far >= *distance)
			continue;
		*distance = far;
		best = i;
	}
	return best;
}

static int32_t color_16(const unsigned char *rgb, int step)
{
	int moved[3] = {rgb[0], rgb[1], rgb[2]}, distance;
	int32_t index = nearest_16(moved, &distance);

	if (distance == 0)
		return index;
	for (int c = 0; c < 3; c++)
		moved[c] += (2 * step + 1 - STEPS) * SPREAD_16 / (2 * STEPS);
	return nearest_16(moved, &distance);
}

int32_t thumbnail_color(
	enum thumbnail_colors colors, const unsigned char *rgb, int64_t x, int64_t y)
{
	switch (colors) {
	case THUMBNAIL_TRUE:
		return rgb[0] << 16 | rgb[1] << 8 | rgb[2];
	case THUMBNAIL_256:
		return color_256(rgb, pattern(x, y));
	case THUMBNAIL_16:
		return color_16(rgb, pattern(x, y));
	case THUMBNAIL_NONE:
		break;
	}
	return THUMBNAIL_DEFAULT;
}

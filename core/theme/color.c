#include "theme/color.h"
#include "base/units.h"

#include <math.h>

static const char *const names[16] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan",
	"white", "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue",
	"bright-magenta", "bright-cyan", "bright-white"};

/* As xterm has them by default; every terminal may show others. */
static const int first_sixteen[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
	0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff,
	0xffffff};

/* The levels of the cube of 6 x 6 x 6 colours, from 16 on. */
static const int levels[6] = {0, 95, 135, 175, 215, 255};

int color_of_palette(int palette)
{
	int index = palette - 16;

	if (palette < 16)
		return first_sixteen[palette < 0 ? 0 : palette];
	if (palette < 232)
		return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
	return (8 + 10 * (palette - 232)) * 0x010101;
}

static int distance(int a, int b)
{
	int red = (a >> 16 & 255) - (b >> 16 & 255), green = (a >> 8 & 255) - (b >> 8 & 255);
	int blue = (a & 255) - (b & 255);

	return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

int color_nearest(int exact, int count)
{
	/* What the first sixteen look like is the terminal's affair: with 256 they are left out. */
	int best = count > 16 ? 16 : 0;

	for (int i = best; i < count; i++)
		if (distance(color_of_palette(i), exact) < distance(color_of_palette(best), exact))
			best = i;
	return best;
}

static bool read_hex(const char *text, int *exact)
{
	int value = 0;

	if (strlen(text) != 7)
		return false;
	for (const char *c = text + 1; *c != '\0'; c++) {
		const char *digits = "0123456789abcdef";
		const char *at = strchr(digits, *c >= 'A' && *c <= 'F' ? *c + ('a' - 'A') : *c);
		if (at == NULL)
			return false;
		value = value << 4 | (int)(at - digits);
	}
	*exact = value;
	return true;
}

bool color_read(const char *text, int *palette, int *exact)
{
	int64_t number;

	if (text[0] == '#') {
		if (!read_hex(text, exact))
			return false;
		*palette = color_nearest(*exact, 256);
		return true;
	}
	if (string_equal(text, "default")) {
		*palette = *exact = -1;
		return true;
	}
	for (int i = 0; i < 16; i++)
		if (string_equal(text, names[i])) {
			*palette = i;
			*exact = -1;
			return true;
		}
	if (!integer_parse(text, 0, 255, &number))
		return false;
	*palette = (int)number;
	/* The first sixteen are what the terminal makes of them, so nobody knows. */
	*exact = number < 16 ? -1 : color_of_palette(*palette);
	return true;
}

static double luminance(int exact)
{
	double sum = 0;
	const double weights[3] = {0.2126, 0.7152, 0.0722};

	for (int i = 0; i < 3; i++) {
		double level = (exact >> (16 - 8 * i) & 255) / 255.0;
		sum += weights[i] *
		       (level <= 0.03928 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double color_contrast(int exact, int other)
{
	double a = luminance(exact), b = luminance(other);

	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

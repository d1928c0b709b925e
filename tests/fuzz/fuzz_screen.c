/*
 * The first byte chooses sizes and switches, the rest is text from outside: it is drawn on a
 * surface, typed into an input, and paged, at once and in pieces. What is drawn must be whole.
 */

#include "tui/surface.h"
#include "tui/widgets/input.h"
#include "tui/widgets/pager.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(const struct surface *surface)
{
	for (int y = 0; y < surface->height; y++) {
		for (int x = 0; x < surface->width; x++) {
			const struct cell *cell = surface_at(surface, x, y);
			unsigned char first = (unsigned char)cell->bytes[0];

			require(memchr(cell->bytes, '\0', CELL_BYTES) != NULL);
			require(cell->width <= 2 && cell->role < ROLE_COUNT);
			if (cell->width == 0) {
				require(x > 0 && surface_at(surface, x - 1, y)->width == 2);
				continue;
			}
			/* No terminal obeys it. */
			require(first >= 0x20 && first != 0x7f);
			require(!surface->ascii || first < 0x80);
			if (cell->width == 2)
				require(x + 1 < surface->width && cell[1].width == 0);
		}
	}
}

static void type(struct surface *surface, const char *text, size_t length)
{
	static const uint32_t codes[] = {KEYCODE_LEFT, KEYCODE_BACKSPACE, KEYCODE_RIGHT,
		KEYCODE_DELETE, KEYCODE_HOME, KEYCODE_END};
	struct input input = {0};

	input_insert(&input, text, length);
	for (size_t i = 0; i < 40; i++) {
		struct key key = {.code = codes[(i * 7 + length) % ARRAY_LENGTH(codes)]};

		input_take(&input, &key);
		require(input.at <= input.text.length);
		input_draw(
			&input, surface, (struct rect){1, 1, surface->width - 3, 1}, "none", true);
	}
	check(surface);
	input_release(&input);
}

static void page(struct surface *surface, unsigned switches, const char *text, size_t length)
{
	struct pager whole = {0}, pieces = {0};
	size_t half = length / 2, word = length < 3 ? length : 3;
	char search[4] = "";

	memcpy(search, text, word);
	pager_set(&whole, text, length);
	if ((switches & 1) != 0)
		pager_filter(&pieces, search);
	pager_append(&pieces, text, half);
	pager_append(&pieces, text + half, length - half);
	require(whole.lines.count == pieces.lines.count);
	pieces.wrap = (switches & 2) != 0;
	pieces.numbers = (switches & 4) != 0;
	pieces.cursor = (switches & 8) != 0;
	pieces.colors = (enum pager_colors)(switches >> 4 & 3);
	for (int i = 0; i < 6; i++) {
		static const uint32_t codes[] = {'G', 'k', 'g', 'l', ' ', 'j'};
		struct key key = {.code = codes[i]};

		pager_draw(&pieces, surface, surface_rect(surface), true);
		pager_search(&pieces, i == 2 ? search : NULL, i % 2 != 0);
		pager_take(&pieces, &key);
		check(surface);
	}
	pager_release(&whole);
	pager_release(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned switches = size > 0 ? data[0] : 0;
	size_t length = size > 0 ? size - 1 : 0;
	char *text = xmalloc(length + 1);
	struct surface surface = {.ascii = (switches & 64) != 0};

	if (length > 0)
		memcpy(text, data + 1, length);
	text[length] = '\0';
	surface_resize(&surface, 3 + (int)(switches % 29), 2 + (int)(switches % 7));
	for (int x = -3; x < 3; x++)
		surface_text(&surface, (struct rect){1, 0, surface.width - 2, surface.height}, x,
			x + 2, ROLE_TEXT, text);
	surface_fit(&surface, surface_rect(&surface), 1, 0, surface.width - 1, 1, ROLE_KEY, text);
	check(&surface);
	type(&surface, text, length);
	page(&surface, switches, text, length);
	surface_release(&surface);
	free(text);
	return 0;
}

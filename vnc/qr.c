#include "vnc/qr.h"

enum { QUIET = 4 };

static bool is_light(const struct vnc_qr *code, int64_t row, int64_t column)
{
	if (row < 0 || column < 0 || row >= code->side || column >= code->side)
		return true;
	return code->dark[row * code->side + column] == 0;
}

static void draw_pair(const struct vnc_qr *code, int64_t row, int64_t column, struct text *text)
{
	/* Outside of the last line there is nothing to draw. */
	bool lower = row + 1 < code->side + QUIET && is_light(code, row + 1, column);

	if (is_light(code, row, column))
		text_append(text, lower ? "\u2588" : "\u2580");
	else
		text_append(text, lower ? "\u2584" : " ");
}

void vnc_qr_draw(const struct vnc_qr *code, const struct vnc_qr_style *style, struct text *text)
{
	for (int64_t row = -QUIET; row < code->side + QUIET; row += style->ascii ? 1 : 2) {
		if (style->color)
			text_append(text, "\033[97;40m");
		for (int64_t column = -QUIET; column < code->side + QUIET; column++) {
			if (style->ascii)
				text_append(text, is_light(code, row, column) ? "##" : "  ");
			else
				draw_pair(code, row, column, text);
		}
		text_append(text, style->color ? "\033[0m\n" : "\n");
	}
}

void vnc_qr_release(struct vnc_qr *code)
{
	free(code->dark);
	*code = (struct vnc_qr){0};
}

#ifdef HAVE_QRENCODE

#include <dlfcn.h>
#include <errno.h>

#include <qrencode.h>

#define LIBRARY "libqrencode.so.4"
static struct {
	__typeof__(&QRcode_encodeString8bit) encode;
	__typeof__(&QRcode_free) release;
} library;

static bool load_library(void)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	void *encode = handle != NULL ? dlsym(handle, "QRcode_encodeString8bit") : NULL;
	void *release = handle != NULL ? dlsym(handle, "QRcode_free") : NULL;

	if (encode == NULL || release == NULL)
		return false;
	memcpy(&library.encode, &encode, sizeof encode);
	memcpy(&library.release, &release, sizeof release);
	return true;
}

bool vnc_can_qr(void)
{
	return true;
}

bool vnc_qr_make(const char *string, struct vnc_qr *code, struct diags *diags)
{
	QRcode *made;
	size_t count;

	*code = (struct vnc_qr){0};
	if (library.encode == NULL && !load_library())
		return diags_fail(diags, "V63", NULL, "cannot load '%s'", LIBRARY);
	made = library.encode(string, 0, QR_ECLEVEL_L);
	if (made == NULL)
		return diags_fail(diags, "V63", NULL, "no code can be made of %zu characters: %s",
			strlen(string), strerror(errno));
	code->side = made->width;
	count = (size_t)(code->side * code->side);
	code->dark = xcalloc(count, 1);
	for (size_t i = 0; i < count; i++)
		code->dark[i] = made->data[i] & 1;
	library.release(made);
	return true;
}

#else

bool vnc_can_qr(void)
{
	return false;
}

bool vnc_qr_make(const char *string UNUSED, struct vnc_qr *code, struct diags *diags)
{
	*code = (struct vnc_qr){0};
	return diags_fail(diags, "V63", NULL, "this build of Berth makes no QR codes");
}

#endif

#ifndef BERTH_VNC_QR_H
#define BERTH_VNC_QR_H

/* A QR code of a short text, for whoever copies it with a camera. By libqrencode, which is loaded
 * when it is needed. */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

struct vnc_qr {
	int64_t side;        /* modules */
	unsigned char *dark; /* owned; side * side, by rows; 1 is dark */
};

/* How a code is drawn: with half blocks, two rows in a line, or with '#' alone, two in a row for
 * each; with `color` in white on black, whatever the terminal's colours are. */
struct vnc_qr_style {
	bool ascii, color;
};

/* Whether this build has it. */
bool vnc_can_qr(void);
/* V63 when it does not, when the library is not there, or when the text is too long. The caller
 * ends `code` with vnc_qr_release(), also after false. */
bool vnc_qr_make(const char *string, struct vnc_qr *code, struct diags *diags) MUST_USE;
void vnc_qr_release(struct vnc_qr *code);

/* Appends lines, with the quiet zone of four modules around. What is light is drawn, as terminals
 * are mostly dark; readers take the reverse as well. */
void vnc_qr_draw(const struct vnc_qr *code, const struct vnc_qr_style *style, struct text *text);

#endif

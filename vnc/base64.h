#ifndef BERTH_VNC_BASE64_H
#define BERTH_VNC_BASE64_H

#include "base/base.h"
#include "base/text.h"

/* Appends the bytes in base64, padded. */
void text_append_base64(struct text *text, const void *bytes, size_t length);

#endif

#ifndef BERTH_VNC_START_TEXT_H
#define BERTH_VNC_START_TEXT_H

/*
 * What `start-vnc` of the module lumi-vnc prints (version 20230110), read line by line. A pure
 * function over any bytes, which never fails: what is no line of it is passed over.
 *
 * Ready is only what has the whole block "CONNECT WITH BROWSER" with its closing line, as the
 * password stands in it.
 */

#include "base/base.h"
#include "base/text.h"

struct start_text {
	bool ready;
	int64_t display;     /* -1 unknown */
	int64_t port;        /* of the VNC server; 0 unknown */
	int64_t proxy_port;  /* of the browser's way in; 0 unknown */
	struct text host;    /* as in the ssh line; empty when the module could not tell it */
	struct text password;
	const char *failure; /* why it did not start, in our words; NULL when it did not say so */
};

enum { START_TEXT_MAX = 1 << 20 };

void start_text_read(const char *bytes, size_t length, struct start_text *text);
void start_text_release(struct start_text *text);

#endif

#ifndef BERTH_VNC_SCRIPT_PARTS_H
#define BERTH_VNC_SCRIPT_PARTS_H

/* The pieces of a session's scripts: script.c puts them together. */

#include "vnc/script.h"

/* script_server.c: an Xvnc of the node or of an image, up to the endpoint. */
void script_server(const struct vnc_start *start, struct text *text);
/* script_browser.c: the way in for browsers, of VNC_DIRECT. */
void script_browser(const struct vnc_start *start, struct text *text);

/* script_program.c: sets `binds` and `image`. */
void script_container(const struct vnc_start *start, struct text *text);
/* Before a program's words: the command that leads into the container. */
void script_into_container(const struct vnc_start *start, struct text *text);
/* Whether the image's conda has to be woken before its programs. */
bool script_wakes_conda(const struct vnc_start *start);
/* The program of the session, or a desktop, up to its end. */
void script_program(const struct vnc_start *start, struct text *text);

#endif

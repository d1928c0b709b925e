#ifndef BERTH_BIND_LUA_H
#define BERTH_BIND_LUA_H

/* The one place where Lua strings are written, for Lmod modules. */

#include "base/text.h"

/* Appends `string` as a Lua literal that gives exactly its bytes: in double quotes; or, when it
 * has several lines and nothing that needs an escape, as a long string "[[...]]" that people can
 * read. */
void lua_append_string(struct text *text, const char *string);

#endif

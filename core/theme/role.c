#include "theme/role.h"

const struct role_info role_table[ROLE_COUNT] = {
#define ROLE_ROW(name, word, letter, otherwise, help)                                              \
	[ROLE_##name] = {word, letter, ROLE_##otherwise, help},
	ROLES(ROLE_ROW)
#undef ROLE_ROW
};

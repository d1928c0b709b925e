#include "base/pattern.h"

#include "base/base.h"

int pattern_compile(regex_t *pattern, const char *text)
{
	int status = regcomp(pattern, text, REG_EXTENDED | REG_NOSUB);

	if (status == REG_ESPACE)
		fatal("out of memory (a regular expression)");
	return status;
}

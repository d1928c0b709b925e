/*
 * The input is a version, a newline, and a specifier (which also serves as a second version, and as what
 * pip is told to install).
 */

#include "base/version.h"
#include "build/requirement.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static int find_sign(int number)
{
	return (number > 0) - (number < 0);
}

/* What is meant instead of something wrong must itself be right. */
static void check_requirement(const char *text)
{
	static const char question[] = "did you mean '";
	struct diags diags = {0};
	bool good = requirement_check(text, "--package", &diags);
	const char *hint = good || diags.items[0].hint == NULL ? "" : diags.items[0].hint;

	require(good == (diags.count == 0));
	if (string_starts(hint, question)) {
		char *meant = xstrndup(hint + strlen(question), strlen(hint) - strlen(question) - 2);
		require(requirement_check(meant, "--package", &diags));
		free(meant);
	}
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *version = xstrndup((const char *)data, size);
	char *newline = strchr(version, '\n');
	const char *specifier = newline != NULL ? newline + 1 : "";
	enum version_match match;
	bool natural = false;
	int order;

	if (newline != NULL)
		*newline = '\0';
	require(version_compare(version, version, NULL) == 0);
	order = version_compare(version, specifier, &natural);
	require(find_sign(order) == -find_sign(version_compare(specifier, version, NULL)));
	require(natural == !(version_is_pep440(version) && version_is_pep440(specifier)));
	match = version_match(version, specifier, NULL);
	require(match == version_match(version, specifier, &natural));
	if (version_is_pep440(specifier)) {
		char *not_equal = xasprintf("!=%s", specifier);
		require(match != VERSION_BAD_SPEC);
		require(match != version_match(version, not_equal, NULL));
		free(not_equal);
	}
	check_requirement(specifier);
	free(version);
	return 0;
}

#include "cli/cli.h"
#include "base/files.h"

#include <errno.h>
#include <unistd.h>

static bool read_standard_input(size_t limit, struct text *text, struct diags *diags)
{
	enum { CHUNK = 64 << 10 };

	for (;;) {
		ssize_t n;
		text_reserve(text, CHUNK);
		n = read(STDIN_FILENO, text->data + text->length, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diags_fail(diags, "F20", NULL, "cannot read standard input: %s",
				strerror(errno));
		if (n == 0)
			return true;
		text->length += (size_t)n;
		text->data[text->length] = '\0';
		if (text->length > limit)
			return diags_fail(diags, "F20", NULL,
				"standard input is too long: more than %zu bytes", limit);
	}
}

bool cli_read(struct cli *cli, const char *path, size_t limit, struct text *text)
{
	if (string_equal(path, "-"))
		return read_standard_input(limit, text, &cli->diags);
	return file_read(path, limit, text, &cli->diags);
}

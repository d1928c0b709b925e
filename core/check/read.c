#include "check/read.h"

#include "base/files.h"
#include "check/shell.h"

#include <errno.h>
#include <unistd.h>

static bool read_standard_input(struct text *text, struct diags *diags)
{
	enum { PIECE = 64 << 10 };

	for (;;) {
		ssize_t n;
		text_reserve(text, PIECE);
		n = read(STDIN_FILENO, text->data + text->length, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diags_fail(diags, "F20", NULL, "cannot read standard input: %s",
				strerror(errno));
		if (n == 0)
			return true;
		text->length += (size_t)n;
		text->data[text->length] = '\0';
		if (text->length >= SHELL_BYTES_LIMIT)
			return diags_fail(diags, "F20", NULL,
				"standard input is too long: more than %d MiB", SHELL_BYTES_LIMIT >> 20);
	}
}

bool script_load(const char *path, struct text *text, struct diags *diags)
{
	if (string_equal(path, "-"))
		return read_standard_input(text, diags);
	return file_read(path, SHELL_BYTES_LIMIT - 1, text, diags);
}

#ifndef BERTH_BASE_FILES_H
#define BERTH_BASE_FILES_H

/*
 * Files: read whole with a limit, written so that a reader sees the old content or the new one
 * and never a half. Diagnostics: F20 cannot read, F21 cannot write, F22 exists already.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"

/* Appends the content of a regular file to `out`. More than `limit` bytes is an error, and so
 * is anything that is not a regular file; it never blocks on a FIFO. */
bool file_read(const char *path, size_t limit, struct text *out, struct diags *diags) MUST_USE;

/* Appends its first bytes, at most so many. */
bool file_read_head(const char *path, size_t most, struct text *out, struct diags *diags) MUST_USE;

/* As file_read(), but "-" is standard input, of whichever kind that is. */
bool file_or_input_read(
	const char *path, size_t limit, struct text *out, struct diags *diags) MUST_USE;

enum file_write_flags {
	FILE_REPLACE = 1u << 0, /* an existing file with other content may be replaced */
	FILE_NO_SYNC = 1u << 2, /* what a crash of the machine loses does not matter */
	FILE_FOLLOW = 1u << 1,  /* a symlink at `path` is followed and its target is replaced */
};

/* Writes through a temporary file in the same folder, fsync and rename; `mode` are the
 * permission bits (0600 for secrets), lessened by the umask. An existing file with the same
 * content is left alone, unless a secret stands there for others to read; one with other content is an error (F22) without FILE_REPLACE. On
 * failure nothing stays behind. */
bool file_write(const char *path, const void *bytes, size_t length, mode_t mode, unsigned flags,
	struct diags *diags) MUST_USE;

/* Writes all bytes to an open descriptor, also to one that does not block; gives 0 or an errno. */
int write_all(int fd, const void *bytes, size_t length);

/* Adds F20 or F21, "cannot WHAT 'PATH': REASON", with the hint for errno; gives false. */
bool file_fail(struct diags *diags, const char *id, const char *what, const char *path, int error);

/* Whether it is a folder, or a link to one. */
bool folder_exists(const char *path);
/* Makes a folder and its parents with `mode`; existing ones are fine. */
bool folder_make(const char *path, mode_t mode, struct diags *diags) MUST_USE;

/* "folder/name", without doubling a slash. The caller frees it. */
char *path_join(const char *folder, const char *name) RETURNS_NEW;
/* The part behind the last slash; points into `path`. */
const char *path_base(const char *path);
/* Expands a leading "~/" (or "~" alone), and $NAME or ${NAME} anywhere, from the environment; an
 * unset variable becomes empty, and whatever else a shell would expand stays as it is. The caller
 * frees it. */
char *path_expand(const char *path) RETURNS_NEW;

/* The working folder as the shell names it ($PWD), when that is true, else as the kernel does: people
 * know /scratch, not what it is a link to. NULL when it is gone; the caller frees it. */
char *folder_current(void);
/* The working folder as the kernel names it; NULL with errno when it is gone. The caller frees it. */
char *folder_here(void);
/* The absolute path without links, "." and ".."; NULL with errno when there is no such file. The caller frees it. */
char *path_real(const char *path);
/* The path of the running program; NULL with errno when the kernel does not say. The caller frees it. */
char *path_self(void);

/* Berth's folder of the given kind, "$XDG_CONFIG_HOME/berth" and so on, with the usual fall-back
 * below $HOME. It may not exist, but the home does. NULL when neither variable names such a
 * place; the caller frees it. */
char *folder_config(void);
char *folder_cache(void);
char *folder_state(void);

#endif

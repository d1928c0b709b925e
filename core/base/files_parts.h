#ifndef BERTH_BASE_FILES_PARTS_H
#define BERTH_BASE_FILES_PARTS_H

/* What reading and writing of files share. */

#include "base/files.h"

/* As file_fail(), for reasons that have no errno. */
bool files_refuse(struct diags *diags, const char *id, const char *what, const char *path,
	const char *reason, const char *hint);
/* Because it is not a regular file. */
bool files_refuse_kind(struct diags *diags, const char *id, const char *what, const char *path);
/* read(), again after a signal; waits also where the descriptor does not block. */
ssize_t read_some(int fd, void *bytes, size_t length);

#endif

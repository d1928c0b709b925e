#ifndef BERTH_BUILD_WRITE_PARTS_H
#define BERTH_BUILD_WRITE_PARTS_H

/* The pieces of the files that write.h tells of. Only core/build/write*.c and template.c need this. */

#include "build/write.h"

/* What a kind of file cannot hold: L01. The ROCm of the wheels, or NULL when none are wanted: L05, L08. */
bool write_check_conda(const struct write_wish *wish, struct diags *diags) MUST_USE;
bool write_check_definition(const struct write_wish *wish, struct diags *diags) MUST_USE;
bool write_check_requirements(const struct write_wish *wish, struct diags *diags) MUST_USE;
bool write_choose_rocm(
	const struct write_wish *wish, const char **rocm, struct diags *diags) MUST_USE;

/* Each appends whole lines, or nothing. `pip` are the packages of pip as write_pip_packages() has them. */
void write_dependencies(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text);
void write_pip_lines(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text);
void write_post(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text);
void write_files(const struct write_wish *wish, struct text *text);
void write_labels(const struct write_wish *wish, struct text *text);

/* The packages of pip, with the ROCm at their versions (L05 for those without one). */
void write_pip_packages(const struct write_wish *wish, const char *rocm, struct strings *pip,
	struct diags *diags);
/* The address of the index of wheels. */
void write_index(const struct write_wish *wish, const char *rocm, struct text *text);

#endif

#ifndef BERTH_BUILD_TEMPLATE_H
#define BERTH_BUILD_TEMPLATE_H

/*
 * Templates (base/template.h) of the files that builds begin with. Each kind has its own: files
 * KIND/NAME.template in the folders of templates. The built-in ones are the frames of what write.h
 * writes.
 */

#include "base/template.h"
#include "base/template_files.h"
#include "build/write.h"

enum write_kind { WRITE_CONDA, WRITE_DEFINITION, WRITE_REQUIREMENTS, WRITE_KIND_COUNT };

extern const char *const write_kind_names[]; /* "conda", "definition", "requirements"; ended by NULL */
extern const struct template_sort write_template_sorts[WRITE_KIND_COUNT];

/* The values that a template of the kind may use, one after the other; NULL behind the last. */
const struct template_name *write_template_name(enum write_kind kind, size_t index);

/* Finds all mistakes that do not depend on a wish. */
bool write_template_check(enum write_kind kind, const char *file, const struct text *template,
	struct diags *diags) MUST_USE;

/* Appends the whole file by this template. L01 for what cannot stand in such a file, L08 when the site
 * knows no wheels for this ROCm, J01..J03; the warning L05 for PyTorch without a version or a ROCm,
 * where pip is free to take wheels for CUDA. */
bool write_by_template(enum write_kind kind, const struct write_wish *wish, const char *file,
	const struct text *template, struct text *out, struct diags *diags) MUST_USE;
/* The same by the built-in one. */
bool write_by_built_in(enum write_kind kind, const struct write_wish *wish, struct text *text,
	struct diags *diags) MUST_USE;

#endif

#ifndef BERTH_CHECK_BUILDS_H
#define BERTH_CHECK_BUILDS_H

/*
 * The rules of `berth build check`, for the files that images are built from: environment files of
 * conda, requirements of pip, definition files of Singularity. Each rule is one row of a table and one
 * small function; commands that build are looked at by the rules for scripts (rules_builds.c). Each
 * rule has files with and without the mistake in tests/fixtures/builds, and a row in
 * core/base/manual.
 *
 * A false alarm is worse than a miss: what the file does not tell is not guessed.
 */

#include "check/definition.h"
#include "check/packages.h"
#include "check/script.h"
#include "image/image.h"
#include "site/site.h"

enum build_kind { BUILD_CONDA, BUILD_PIP, BUILD_DEFINITION };
extern const char *const build_kind_names[]; /* "conda", "pip", "definition"; ended by NULL */

struct build_check;

struct build_rule {
	const char *id;
	enum severity severity; /* the usual one; a finding may be milder */
	const char *title;      /* one line, no full stop: what it looks for */
	void (*look)(struct build_check *check);
};

/* The shell of a section of a definition file. */
struct build_shell {
	const struct definition_section *section;
	struct text text; /* owned; the file with all else turned to blanks */
	struct script script;
};

struct build_check {
	const struct site *site;
	enum build_kind kind;
	const char *file;
	bool is_script; /* of a shell, where packages were expected: nothing of it is read */
	/* One of the two is filled, as the kind says. */
	struct package_list packages;
	struct definition definition;
	struct VECTOR_OF(struct build_shell *) posts; /* of all %post sections */
	/* What the name of the image below says; NULL members where it is not known. */
	struct image_name base;
	const struct build_rule *rule; /* the one that looks */
	struct diags findings;         /* ordered by place */
	size_t ignored;                /* findings that a comment turned off */
};

struct build_wish {
	char *const *rules;   /* ids, or families ("Y"); NULL for all; ended by NULL */
	enum severity least;  /* findings below it are left out */
	const char *base;     /* the image below, by its name or path; NULL: not known */
};

/* What a file is: by its content, and by its name where that leaves a choice. */
enum build_kind build_guess(const char *file, const char *bytes, size_t length);

/* Reads a file and runs the rules over it. `file` and `bytes` must outlive the check. False when it
 * cannot be read as what it is (F01, F07). The caller ends it with build_check_release(), also after
 * false. */
bool build_check_run(const struct site *site, enum build_kind kind, const char *file,
	const char *bytes, size_t length, const struct build_wish *wish, struct build_check *check,
	struct diags *diags) MUST_USE;
void build_check_release(struct build_check *check);

/* A finding of the present rule, with its severity or a milder one; the address holds until the next
 * finding, for diag_hint(). */
struct diag *build_find(struct build_check *check, const struct place *place, const char *format,
	...) PRINTF_LIKE(3, 4);
struct diag *build_find_as(struct build_check *check, enum severity severity,
	const struct place *place, const char *format, ...) PRINTF_LIKE(4, 5);

/* Whether the image below, or the file itself by a mention of ROCm, says that it is for AMD GPUs. */
bool build_is_for_gpus(const struct build_check *check);
/* The first option of that name whose value has `part` in it; NULL when there is none. */
const struct package_option *build_option(
	const struct build_check *check, const char *name, const char *part);

/* All rules, in the order of their ids, NULL behind the last. */
const struct build_rule *build_rule_at(size_t index);
/* The families, each ended by a NULL id. */
extern const struct build_rule rules_packages[], rules_definitions[];

#endif

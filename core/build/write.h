#ifndef BERTH_BUILD_WRITE_H
#define BERTH_BUILD_WRITE_H

/*
 * Writers of the files that builds begin with, from a list of packages as pip names them
 * ("torch==2.7.1"); "conda:NAME=VERSION" is one of conda. PyTorch and its like get the wheels for
 * the ROCm of the base.
 */

#include "base/base.h"
#include "base/diag.h"
#include "base/text.h"
#include "site/site.h"

struct write_wish {
	const struct site *site;
	const struct strings *packages; /* may be NULL, as all lists */
	const char *rocm;   /* of the base, "6.2.4"; NULL: unknown, or no GPUs */
	const char *python; /* NULL: 3.12 */
	/* Of definition files: */
	const char *base;   /* path, or an address such as docker://ubuntu:24.04 */
	const struct strings *apt, *zypper; /* packages of the system */
	const struct strings *files;        /* "SOURCE" or "SOURCE:DESTINATION" */
	const struct strings *labels;       /* "NAME=VALUE" */
};

/* Whether wheels for ROCm are made of it apart from those on PyPI: torch and its like. `name` ends
 * where no letter, digit, "-", "_" or "." follows. */
bool write_is_rocm_package(const char *name);
/* Whether the site knows wheels for this ROCm. */
bool write_knows_rocm(const struct site *site, const char *rocm);

#endif

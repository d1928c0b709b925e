#ifndef BERTH_BUILD_QUOTA_H
#define BERTH_BUILD_QUOTA_H

/* Quotas on Lustre, as `lfs quota` prints them. Only core/build needs this. */

#include "base/base.h"

struct quota {
	uint64_t bytes_used, bytes_limit; /* limits: 0 for none */
	uint64_t files_used, files_limit;
};

/* Reads what `lfs quota -q` prints: the path, then used, quota, limit and grace of the KiB, and the
 * same of the files; a number that is over its quota has a star. False for anything else. */
bool quota_read(const char *answer, struct quota *quota) MUST_USE;
/* The project id in what `lfs project -d` prints: "  462000002 P /scratch/..."; 0 for none. */
uint64_t quota_read_project(const char *answer);

/* Asks lfs for the quota of the folder's project, or without one for the user's. False when it
 * cannot be learnt. */
bool quota_ask(const char *folder, struct quota *quota) MUST_USE;

#endif

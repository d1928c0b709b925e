#ifndef BERTH_JOB_PICTURE_H
#define BERTH_JOB_PICTURE_H

/*
 * An assignment for people and programs: a table, a picture of the node, and JSON.
 */

#include "job/assign.h"

#include <jansson.h>

/* One line a task: rank, GCDs, CCD, NUMA domain, NIC (a "?" behind one that is only expected
 * from the wiring), cores, mask. */
void assignment_append_table(const struct assignment *assignment, struct text *text);

/* The node as NUMA domains with their CCDs and cores, each core lettered by its task, reserved
 * and unused cores marked, GCDs and NIC beside; at most 80 columns, unless a single CCD is wider.
 * `ascii` leaves out everything that is not ASCII. A heading stands before it, a legend behind. */
void assignment_append_picture(const struct assignment *assignment, bool ascii, struct text *text);

/* The letter of a rank: 0-9, a-z, A-Z; ranks from PICTURE_LETTERS on start again with 0. */
enum { PICTURE_LETTERS = 62 };
char picture_letter(size_t rank);

/* The document berth.job.mask/1. */
json_t *assignment_json(const struct assignment *assignment, const char *strategy) RETURNS_NEW;

#endif

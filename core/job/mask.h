#ifndef BERTH_JOB_MASK_H
#define BERTH_JOB_MASK_H

/*
 * Sets of CPUs (hardware threads as the operating system numbers them), up to 256 of them, and
 * their text forms: Slurm's hexadecimal masks and lists such as "1-7,9".
 */

#include "base/base.h"
#include "base/text.h"

enum { MASK_BITS = 256, MASK_WORDS = MASK_BITS / 64 };

struct mask {
	uint64_t words[MASK_WORDS]; /* CPU n is bit n % 64 of word n / 64 */
};

/* A CPU from MASK_BITS on is in no mask, and setting or clearing it changes nothing. */
void mask_set(struct mask *mask, unsigned cpu);
void mask_clear(struct mask *mask, unsigned cpu);
bool mask_has(const struct mask *mask, unsigned cpu);
bool mask_is_empty(const struct mask *mask);
bool mask_equal(const struct mask *a, const struct mask *b);
bool mask_overlaps(const struct mask *a, const struct mask *b);
unsigned mask_count(const struct mask *mask);
/* The lowest CPU, or -1 for the empty mask. */
int mask_first(const struct mask *mask);
struct mask mask_or(const struct mask *a, const struct mask *b);
struct mask mask_and(const struct mask *a, const struct mask *b);
/* Towards higher CPUs; what leaves the 256 bits is lost. */
struct mask mask_shift(const struct mask *mask, unsigned by);

/* "0xfe00": lower case, no leading zeros; the empty mask is "0x0". */
void text_append_mask(struct text *text, const struct mask *mask);
/* "1-7,9"; the empty mask is "". */
void text_append_cpu_list(struct text *text, const struct mask *mask);

/* Hexadecimal digits of either case, with or without 0x, at most 64 digits. The whole of
 * `length` bytes must be a mask. */
bool mask_parse(const char *string, size_t length, struct mask *mask) MUST_USE;

#endif

#ifndef BERTH_BASE_UNITS_H
#define BERTH_BASE_UNITS_H

/*
 * Numbers with units as Slurm and people write them. The parsers read the whole string and
 * return false, leaving the result alone, when it is anything else.
 */

#include "base/base.h"
#include "base/text.h"

/* A decimal integer in [low, high]; a sign is fine, blanks and other letters are not. */
bool integer_parse(const char *string, int64_t low, int64_t high, int64_t *number) MUST_USE;

/* Bytes: "224G", "1750M", "64g", "1T", "512K", "100B" (powers of 1024; a trailing "B" or "iB" is
 * fine). A bare number is in units of `bare` bytes (Slurm's --mem: 1 MiB). */
bool size_parse(const char *string, uint64_t bare, uint64_t *bytes) MUST_USE;
/* The shortest exact Slurm form, for example "224G" or "1750M"; bytes below 1 MiB round up. */
void text_append_slurm_size(struct text *text, uint64_t bytes);
/* For people: "7.3 GiB", "512 B"; one decimal from 1 KiB on. */
void text_append_size(struct text *text, uint64_t bytes);

/* Slurm's times in seconds: "M", "M:S", "H:M:S", "D-H", "D-H:M", "D-H:M:S". */
bool duration_parse(const char *string, int64_t *seconds) MUST_USE;
/* "HH:MM:SS" below a day, else "D-HH:MM:SS". */
void text_append_duration(struct text *text, int64_t seconds);

/* RFC 3339 in UTC, "2026-11-23T10:00:00Z". What lies outside the years 0000 to 9999 becomes the
 * nearest end of them. */
void text_append_time(struct text *text, int64_t unix_seconds);

#endif

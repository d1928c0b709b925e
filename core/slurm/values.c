#include "slurm/values.h"
#include "base/units.h"

#include <time.h>

bool piece_next(struct piece *rest, char separator, struct piece *piece)
{
	const char *end;

	if (rest->at == NULL)
		return false;
	end = memchr(rest->at, separator, rest->length);
	piece->at = rest->at;
	piece->length = end != NULL ? (size_t)(end - rest->at) : rest->length;
	if (end != NULL) {
		rest->length -= piece->length + 1;
		rest->at = end + 1;
	} else {
		*rest = (struct piece){NULL, 0};
	}
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

struct piece piece_strip(struct piece piece)
{
	while (piece.length > 0 && is_blank(piece.at[0])) {
		piece.at++;
		piece.length--;
	}
	while (piece.length > 0 && is_blank(piece.at[piece.length - 1]))
		piece.length--;
	return piece;
}

bool piece_is(struct piece piece, const char *string)
{
	return piece.length == strlen(string) && memcmp(piece.at, string, piece.length) == 0;
}

char *value_text(struct arena *arena, struct piece piece)
{
	static const char *const nothing[] = {"(null)", "N/A", "None", "Unknown", "NONE", "n/a"};

	if (piece.length == 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(nothing); i++)
		if (piece_is(piece, nothing[i]))
			return NULL;
	return arena_strndup(arena, piece.at, piece.length);
}

/* The piece as a string in a buffer that is large enough for any number or time. False when it is
 * longer, or holds a NUL byte. */
static bool copy_short(struct piece piece, char buffer[static 64])
{
	piece = piece_strip(piece);
	if (piece.length >= 64 || memchr(piece.at, '\0', piece.length) != NULL)
		return false;
	memcpy(buffer, piece.at, piece.length);
	buffer[piece.length] = '\0';
	return true;
}

int64_t value_count(struct piece piece)
{
	static const char letters[] = "KMGTP";
	char buffer[64], *end;
	const char *letter;
	double number;

	if (!copy_short(piece, buffer) || buffer[0] < '0' || buffer[0] > '9')
		return SLURM_UNKNOWN;
	if (buffer[strspn(buffer, "0123456789")] == '\0') {
		int64_t exact;
		return integer_parse(buffer, 0, INT64_MAX, &exact) ? exact : SLURM_UNKNOWN;
	}
	if (buffer[strspn(buffer, "0123456789.KMGTP")] != '\0')
		return SLURM_UNKNOWN;
	number = strtod(buffer, &end);
	letter = *end != '\0' ? strchr(letters, *end) : NULL;
	if (*end != '\0' && (letter == NULL || end[1] != '\0'))
		return SLURM_UNKNOWN;
	for (; letter != NULL && letter >= letters; letter--)
		number *= 1024;
	return number < 9e18 ? (int64_t)number : SLURM_UNKNOWN;
}

int64_t value_duration(struct piece piece)
{
	char buffer[64];
	int64_t seconds;

	if (!copy_short(piece, buffer))
		return SLURM_UNKNOWN;
	if (strcasecmp(buffer, "UNLIMITED") == 0 || string_equal(buffer, "infinite"))
		return SLURM_UNLIMITED;
	return duration_parse(buffer, &seconds) && seconds >= 0 ? seconds : SLURM_UNKNOWN;
}

/* Seconds since 1970 as Berth asks for them, or "2026-11-23T01:36:59" in local time; 0 for
 * anything else. */
static int64_t value_time(struct piece piece)
{
	char buffer[64];
	struct tm local = {.tm_isdst = -1};
	const char *end;
	int64_t seconds;
	time_t made;

	if (!copy_short(piece, buffer))
		return 0;
	if (integer_parse(buffer, 0, INT64_MAX, &seconds))
		return seconds;
	end = strptime(buffer, "%Y-%m-%dT%H:%M:%S", &local);
	if (end == NULL || *end != '\0')
		return 0;
	made = mktime(&local);
	return made > 0 ? (int64_t)made : 0;
}

/* "3:0": exit code and signal; leaves both alone for anything else. */
static void value_exit(struct piece piece, int64_t *code, int64_t *signal)
{
	char buffer[64], *colon;
	int64_t first, second;

	if (!copy_short(piece, buffer) || (colon = strchr(buffer, ':')) == NULL)
		return;
	*colon = '\0';
	if (integer_parse(buffer, 0, 65535, &first) && integer_parse(colon + 1, 0, 255, &second)) {
		*code = first;
		*signal = second;
	}
}

void value_set(struct slurm_job *job, size_t offset, enum value_kind kind, struct piece value,
	struct arena *arena)
{
	void *to = (char *)job + offset;

	switch (kind) {
	case TEXT_VALUE: *(char **)to = value_text(arena, value); break;
	case COUNT_VALUE: *(int64_t *)to = value_count(value); break;
	case DURATION_VALUE: *(int64_t *)to = value_duration(value); break;
	case TIME_VALUE: *(int64_t *)to = value_time(value); break;
	case EXIT_VALUE: value_exit(value, &job->exit_code, &job->exit_signal); break;
	}
}

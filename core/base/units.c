#include "base/units.h"

#include <time.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Reads decimal digits (at least one) and gives what follows them; NULL when there is none or
 * the number is too large. */
static const char *read_digits(const char *string, uint64_t *number)
{
	uint64_t value = 0;

	if (!is_digit(*string))
		return NULL;
	for (; is_digit(*string); string++) {
		unsigned digit = (unsigned)(*string - '0');
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, digit, &value))
			return NULL;
	}
	*number = value;
	return string;
}

bool integer_parse(const char *string, int64_t low, int64_t high, int64_t *number)
{
	bool negative = *string == '-';
	uint64_t magnitude;
	int64_t value;
	const char *end = read_digits(string + (*string == '-' || *string == '+'), &magnitude);

	if (end == NULL || *end != '\0')
		return false;
	if (negative ? __builtin_sub_overflow(0, magnitude, &value)
		     : __builtin_add_overflow(0, magnitude, &value))
		return false;
	if (value < low || value > high)
		return false;
	*number = value;
	return true;
}

/* The power of 1024 of a unit such as "g", "GB" or "GiB"; -1 for no unit. "B" is the power 0. */
static int unit_power(const char *unit)
{
	static const char letters[] = "kmgtpe";
	const char *letter = *unit != '\0' ? strchr(letters, lower(*unit)) : NULL;

	if (letter == NULL)
		return lower(unit[0]) == 'b' && unit[1] == '\0' ? 0 : -1;
	unit++;
	if (lower(unit[0]) == 'i' && lower(unit[1]) == 'b')
		unit++;
	if (lower(unit[0]) == 'b')
		unit++;
	return *unit == '\0' ? (int)(letter - letters) + 1 : -1;
}

bool size_parse(const char *string, uint64_t bare, uint64_t *bytes)
{
	uint64_t number, factor = bare;
	const char *unit = read_digits(string, &number);

	if (unit == NULL)
		return false;
	if (*unit != '\0') {
		int power = unit_power(unit);
		if (power < 0)
			return false;
		factor = (uint64_t)1 << (10 * power);
	}
	if (__builtin_mul_overflow(number, factor, &number))
		return false;
	*bytes = number;
	return true;
}

void text_append_slurm_size(struct text *text, uint64_t bytes)
{
	static const char units[] = "MGT"; /* what every release of Slurm reads */
	uint64_t number = (bytes >> 20) + ((bytes & 0xfffff) != 0);
	size_t unit = 0;

	while (number > 0 && number % 1024 == 0 && units[unit + 1] != '\0') {
		number /= 1024;
		unit++;
	}
	if (number == 0)
		text_append_char(text, '0');
	else
		text_append_format(text, "%ju%c", (uintmax_t)number, units[unit]);
}

/* Lists have thousands of them, and printf() takes its time. */
static void append_number(struct text *text, uint64_t number)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	text_append_bytes(text, digits + at, sizeof digits - at);
}

void text_append_size(struct text *text, uint64_t bytes)
{
	static const char letters[] = "KMGTPE";
	uint64_t tenths;
	unsigned power = 0;

	if (bytes < 1024) {
		append_number(text, bytes);
		text_append(text, " B");
		return;
	}
	/* Rounding may reach 1024.0, which is then 1.0 of the next unit. */
	do {
		unsigned shift = 10 * ++power;
		uint64_t one = (uint64_t)1 << shift;
		tenths = (bytes >> shift) * 10 + (((bytes & (one - 1)) * 10 + one / 2) >> shift);
	} while (tenths >= 10240 && power < 6);
	append_number(text, tenths / 10);
	text_append_char(text, '.');
	append_number(text, tenths % 10);
	text_append_char(text, ' ');
	text_append_char(text, letters[power - 1]);
	text_append(text, "iB");
}

/* Reads "A", "A:B" or "A:B:C" to the end of the string; gives how many parts there were, 0 when
 * it is anything else. */
static size_t read_parts(const char *string, uint64_t parts[3])
{
	for (size_t count = 1; count <= 3; count++) {
		string = read_digits(string, &parts[count - 1]);
		if (string == NULL)
			return 0;
		if (*string == '\0')
			return count;
		if (*string != ':')
			return 0;
		string++;
	}
	return 0;
}

bool duration_parse(const char *string, int64_t *seconds)
{
	/* What the parts are worth in seconds: without days by how many there are, else from the
	 * hours on. */
	static const uint64_t worth[4][3] = {{0}, {60}, {60, 1}, {3600, 60, 1}};
	const char *dash = strchr(string, '-');
	uint64_t parts[3], days = 0, total;
	int64_t result;
	size_t count;

	if (dash != NULL && read_digits(string, &days) != dash)
		return false;
	count = read_parts(dash != NULL ? dash + 1 : string, parts);
	if (count == 0 || __builtin_mul_overflow(days, 86400, &total))
		return false;
	for (size_t i = 0; i < count; i++) {
		uint64_t part;
		if (__builtin_mul_overflow(parts[i], worth[dash != NULL ? 3 : count][i], &part) ||
			__builtin_add_overflow(total, part, &total))
			return false;
	}
	if (__builtin_add_overflow(total, 0, &result))
		return false;
	*seconds = result;
	return true;
}

void text_append_duration(struct text *text, int64_t seconds)
{
	uintmax_t left = seconds < 0 ? -(uintmax_t)seconds : (uintmax_t)seconds;

	if (seconds < 0)
		text_append_char(text, '-');
	if (left >= 86400)
		text_append_format(text, "%ju-", left / 86400);
	text_append_format(text, "%02ju:%02ju:%02ju", left / 3600 % 24, left / 60 % 60, left % 60);
}

void text_append_time(struct text *text, int64_t unix_seconds)
{
	const int64_t first = -62167219200, last = 253402300799; /* the years 0000 and 9999 */
	time_t moment = (time_t)(unix_seconds < first  ? first
				 : unix_seconds > last ? last
						       : unix_seconds);
	struct tm parts;

	if (gmtime_r(&moment, &parts) == NULL)
		BUG("no date for %jd", (intmax_t)moment);
	text_append_format(text, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
		parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

#include "plan/progress.h"

#include <ctype.h>

/* Lines that begin a phase. */
static const struct {
	const char *start;
	const char *phase;
} phases[] = {
	/* singularity: messages begin with "INFO:    " */
	{"Starting build", "starting"},
	{"Getting image source signatures", "downloading"},
	{"Copying blob ", "downloading"},
	{"Copying config ", "downloading"},
	{"Downloading library image", "downloading"},
	{"Downloading oras image", "downloading"},
	{"Fetching OCI image", "downloading"},
	{"Extracting OCI image", "unpacking"},
	{"Inserting Singularity configuration", "unpacking"},
	{"Copying ", "copying"},
	{"Running post scriptlet", "running %post"},
	{"Creating SIF file", "packing"},
	{"Build complete: ", "done"},
	/* pip */
	{"Collecting package metadata", "reading the channels"}, /* conda, before "Collecting" */
	{"Collecting ", "resolving"},
	{"Downloading and Extracting Packages", "downloading"}, /* conda */
	{"Downloading ", "downloading"},
	{"Building wheel for ", "compiling"},
	{"Installing collected packages: ", "installing"},
	{"Successfully installed ", "done"},
	/* conda and mamba */
	{"Retrieving notices", "reading the channels"},
	{"Solving environment", "solving the environment"},
	{"Preparing transaction", "installing"},
	{"Verifying transaction", "installing"},
	{"Executing transaction", "installing"},
	{"Installing pip dependencies", "installing with pip"},
	/* mksquashfs */
	{"Creating 4.0 filesystem on ", "packing"},
};

static bool starts(const char *line, size_t length, const char *prefix)
{
	size_t n = strlen(prefix);
	return n <= length && memcmp(line, prefix, n) == 0;
}

static bool is_digit(char c)
{
	return isdigit((unsigned char)c) != 0;
}

/* The number before the last '%'; -1 when there is none. */
static int find_percent(const char *line, size_t length)
{
	for (size_t i = length; i-- > 1;) {
		size_t first = i;
		int percent = 0;
		if (line[i] != '%' || !is_digit(line[i - 1]))
			continue;
		while (first > 0 && is_digit(line[first - 1]))
			first--;
		if (i - first > 3)
			return -1;
		for (size_t d = first; d < i; d++)
			percent = percent * 10 + (line[d] - '0');
		return percent <= 100 ? percent : -1;
	}
	return -1;
}

/* A number with its unit, "12.3 MB" or "1.2MiB"; gives the length it takes, 0 for none. */
static size_t read_amount(const char *at, size_t length, double *amount)
{
	static const char units[] = "kmgt";
	size_t used = 0;
	double value = 0, scale = 1;
	bool point = false;
	const char *unit;

	while (used < length && used < 18 && (is_digit(at[used]) || (at[used] == '.' && !point))) {
		if (at[used] == '.')
			point = true;
		else {
			value = value * 10 + (at[used] - '0');
			scale = point ? scale * 10 : scale;
		}
		used++;
	}
	if (used == 0)
		return 0;
	*amount = value / scale;
	if (used < length && at[used] == ' ')
		used++;
	if (used < length && at[used] != '\0' &&
		(unit = strchr(units, tolower((unsigned char)at[used]))) != NULL) {
		for (const char *u = units; u <= unit; u++)
			*amount *= 1000;
		used++;
	}
	while (used < length && (at[used] == 'i' || at[used] == 'B'))
		used++;
	return used;
}

/* "12.3/45.6 MB", "12.3 MiB / 45.6 MiB": how much of it in percent; -1 for none. */
static int find_ratio(const char *line, size_t length)
{
	const char *slash = memchr(line, '/', length);
	size_t at, behind;
	double done, total, scaled;

	if (slash == NULL || slash == line)
		return -1;
	at = (size_t)(slash - line);
	behind = at + 1 + (at + 1 < length && line[at + 1] == ' ');
	while (at > 0 && (is_digit(line[at - 1]) || strchr(" .kKMGTiB", line[at - 1]) != NULL))
		at--;
	while (at < length && line[at] == ' ')
		at++;
	if (read_amount(line + at, (size_t)(slash - line) - at, &done) == 0 ||
		read_amount(line + behind, length - behind, &total) == 0 || total <= 0)
		return -1;
	/* pip writes the unit once, behind the second number. */
	scaled = total;
	while (scaled > 0 && is_digit(slash[-1]) && scaled >= 1000)
		scaled /= 1000;
	if (is_digit(slash[-1]))
		total = scaled;
	return done > total ? -1 : (int)(done * 100 / total);
}

static bool find_phase(const char *line, size_t length, struct plan_progress *progress)
{
	for (size_t i = 0; i < ARRAY_LENGTH(phases); i++)
		if (starts(line, length, phases[i].start)) {
			*progress = (struct plan_progress){.phase = phases[i].phase, .percent = -1};
			return true;
		}
	return false;
}

/* A bar of "=", "-" or the heavy lines of pip. */
static bool has_bar(const char *line, size_t length)
{
	return memmem(line, length, "[=", 2) != NULL || memmem(line, length, "==", 2) != NULL ||
	       memmem(line, length, "[|", 2) != NULL || memmem(line, length, "[/", 2) != NULL ||
	       memmem(line, length, "[-", 2) != NULL || memmem(line, length, "[\\", 2) != NULL ||
	       memmem(line, length, "\xe2\x94\x81", 3) != NULL || /* pip's bar */
	       memmem(line, length, "##", 2) != NULL;             /* conda's bar */
}

bool plan_progress(const char *line, size_t length, struct plan_progress *progress)
{
	int percent;

	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
		length--;
	while (length > 0 && (*line == ' ' || *line == '\t'))
		line++, length--;
	if (starts(line, length, "INFO:")) {
		line += 5, length -= 5;
		while (length > 0 && *line == ' ')
			line++, length--;
	}
	if (find_phase(line, length, progress))
		return true;
	if (!has_bar(line, length))
		return false;
	percent = find_percent(line, length);
	if (percent < 0)
		percent = find_ratio(line, length);
	if (percent < 0)
		return false;
	/* mksquashfs counts files, "[===|  ] 1234/5678  21%"; the others bytes. */
	*progress = (struct plan_progress){
		.phase = line[0] == '[' ? "packing" : "downloading", .percent = percent};
	return true;
}

void plan_lines_feed(struct plan_lines *lines, const char *bytes, size_t length,
	void (*on_line)(void *context, const char *line, size_t length, char end), void *context)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r') {
			on_line(context, lines->bytes, lines->length, bytes[i]);
			lines->length = 0;
		} else if (lines->length < sizeof lines->bytes) {
			lines->bytes[lines->length++] = bytes[i];
		}
	}
}

#include "job/mask.h"

enum { WORD_BITS = 64, DIGITS_MAX = MASK_BITS / 4, DIGITS_PER_WORD = WORD_BITS / 4 };

void mask_set(struct mask *mask, unsigned cpu)
{
	if (cpu < MASK_BITS)
		mask->words[cpu / WORD_BITS] |= UINT64_C(1) << cpu % WORD_BITS;
}

void mask_clear(struct mask *mask, unsigned cpu)
{
	if (cpu < MASK_BITS)
		mask->words[cpu / WORD_BITS] &= ~(UINT64_C(1) << cpu % WORD_BITS);
}

bool mask_has(const struct mask *mask, unsigned cpu)
{
	return cpu < MASK_BITS && (mask->words[cpu / WORD_BITS] >> cpu % WORD_BITS & 1) != 0;
}

bool mask_is_empty(const struct mask *mask)
{
	return mask_first(mask) < 0;
}

bool mask_equal(const struct mask *a, const struct mask *b)
{
	for (size_t i = 0; i < MASK_WORDS; i++)
		if (a->words[i] != b->words[i])
			return false;
	return true;
}

bool mask_overlaps(const struct mask *a, const struct mask *b)
{
	struct mask both = mask_and(a, b);
	return !mask_is_empty(&both);
}

unsigned mask_count(const struct mask *mask)
{
	unsigned count = 0;
	for (size_t i = 0; i < MASK_WORDS; i++)
		count += (unsigned)__builtin_popcountll(mask->words[i]);
	return count;
}

int mask_first(const struct mask *mask)
{
	for (int i = 0; i < MASK_WORDS; i++)
		if (mask->words[i] != 0)
			return i * WORD_BITS + __builtin_ctzll(mask->words[i]);
	return -1;
}

struct mask mask_or(const struct mask *a, const struct mask *b)
{
	struct mask result;
	for (size_t i = 0; i < MASK_WORDS; i++)
		result.words[i] = a->words[i] | b->words[i];
	return result;
}

struct mask mask_and(const struct mask *a, const struct mask *b)
{
	struct mask result;
	for (size_t i = 0; i < MASK_WORDS; i++)
		result.words[i] = a->words[i] & b->words[i];
	return result;
}

struct mask mask_shift(const struct mask *mask, unsigned by)
{
	struct mask result = {{0}};
	unsigned words = by / WORD_BITS, bits = by % WORD_BITS;

	for (unsigned i = words; i < MASK_WORDS; i++) {
		result.words[i] = mask->words[i - words] << bits;
		/* A shift by the whole word is undefined, hence the test. */
		if (bits > 0 && i > words)
			result.words[i] |= mask->words[i - words - 1] >> (WORD_BITS - bits);
	}
	return result;
}

void text_append_mask(struct text *text, const struct mask *mask)
{
	int top = MASK_WORDS - 1;

	while (top > 0 && mask->words[top] == 0)
		top--;
	text_append_format(text, "0x%llx", (unsigned long long)mask->words[top]);
	for (int i = top - 1; i >= 0; i--)
		text_append_format(text, "%016llx", (unsigned long long)mask->words[i]);
}

void text_append_cpu_list(struct text *text, const struct mask *mask)
{
	const char *separator = "";

	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++) {
		unsigned first = cpu;
		if (!mask_has(mask, cpu))
			continue;
		while (mask_has(mask, cpu + 1))
			cpu++;
		text_append_format(text, "%s%u", separator, first);
		if (cpu > first)
			text_append_format(text, "-%u", cpu);
		separator = ",";
	}
}

/* The value of a hexadecimal digit, or -1. */
static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool mask_parse(const char *string, size_t length, struct mask *mask)
{
	struct mask result = {{0}};

	if (length >= 2 && string[0] == '0' && string[1] == 'x') {
		string += 2;
		length -= 2;
	}
	if (length == 0 || length > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		size_t place = length - 1 - i; /* in digits from the lowest */
		int value = digit_value(string[i]);
		if (value < 0)
			return false;
		result.words[place / DIGITS_PER_WORD] |= (uint64_t)value
							 << place % DIGITS_PER_WORD * 4;
	}
	*mask = result;
	return true;
}

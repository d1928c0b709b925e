/*
 * The input is a mask and, behind its first newline, an order of GCDs.
 */

#include "job/assign.h"
#include "job/mask.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* A list gives the mask back when its ranges are read one by one. */
static void check_list(const struct mask *mask)
{
	struct mask again = {{0}};
	struct text list = TEXT_INIT;
	char *p;

	text_append_cpu_list(&list, mask);
	require((list.length == 0) == mask_is_empty(mask));
	for (p = list.data; p != NULL && *p != '\0'; p += *p == ',') {
		unsigned long first = strtoul(p, &p, 10), last = first;
		if (*p == '-')
			last = strtoul(p + 1, &p, 10);
		require(first <= last && last < MASK_BITS);
		for (; first <= last; first++)
			mask_set(&again, (unsigned)first);
	}
	require(mask_equal(mask, &again));
	text_release(&list);
}

static void check_mask(const char *bytes, size_t length)
{
	struct mask mask = {{0}}, again = {{0}};
	struct text text = TEXT_INIT;

	if (!mask_parse(bytes, length, &mask)) {
		require(mask_is_empty(&mask));
		return;
	}
	text_append_mask(&text, &mask);
	require(mask_parse(text_string(&text), text.length, &again));
	require(mask_equal(&mask, &again));
	check_list(&mask);
	again = mask_shift(&mask, (unsigned)length);
	require(mask_count(&again) <= mask_count(&mask));
	text_release(&text);
}

static void check_order(const char *bytes, size_t length)
{
	char *string = xstrndup(bytes, length);
	struct diags diags = {0};
	int64_t *order = NULL;
	size_t count = 0;

	if (order_parse(string, &order, &count, &diags))
		require(count > 0 && count <= ASSIGN_GCDS_MAX && diags.count == 0);
	else
		require(order == NULL && count == 0 && diags.count == 1);
	free(order);
	diags_release(&diags);
	free(string);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *newline = size > 0 ? memchr(bytes, '\n', size) : NULL;
	size_t length = newline != NULL ? (size_t)(newline - bytes) : size;

	check_mask(bytes, length);
	if (newline != NULL)
		check_order(newline + 1, size - length - 1);
	return 0;
}

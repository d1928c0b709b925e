#include "job/assign.h"

enum { ENTRY_MAX = 9999 }; /* more than any node has, and far from overflow */

static bool fail_order(struct diags *diags, const char *string, const char *why)
{
	diag_hint(diags_add(diags, SEVERITY_ERROR, "B20", NULL, "cannot read the order '%.80s': %s",
			  string, why),
		"write numbers with commas between them and no blanks: 4,5,2,3");
	return false;
}

/* Reads the digits at *p and moves it behind them. False without any, or for too large a number. */
static bool read_entry(const char **p, int64_t *entry)
{
	const char *start = *p;

	*entry = 0;
	for (; **p >= '0' && **p <= '9' && *entry <= ENTRY_MAX; ++*p)
		*entry = *entry * 10 + (**p - '0');
	return *p > start && *entry <= ENTRY_MAX;
}

bool order_parse(const char *string, int64_t **order, size_t *count, struct diags *diags)
{
	int64_t entries[ASSIGN_GCDS_MAX];
	size_t n = 0;

	for (const char *p = string;; p++) {
		if (n == ASSIGN_GCDS_MAX)
			return fail_order(diags, string, "it is too long");
		if (*p == '\0' || *p == ',')
			return fail_order(diags, string,
				*string == '\0' ? "it is empty" : "a number is missing at a comma");
		if (!read_entry(&p, &entries[n]) || (*p != ',' && *p != '\0'))
			return fail_order(
				diags, string, "it holds something that is no GCD or CCD");
		n++;
		if (*p == '\0')
			break;
	}
	*order = xreallocarray(NULL, n, sizeof **order);
	memcpy(*order, entries, n * sizeof **order);
	*count = n;
	return true;
}

void assignment_append_masks(const struct assignment *assignment, struct text *text)
{
	for (size_t i = 0; i < assignment->count; i++) {
		if (i > 0)
			text_append_char(text, ',');
		text_append_mask(text, &assignment->tasks[i].cpus);
	}
}

void assignment_append_gpu_map(const struct assignment *assignment, struct text *text)
{
	bool several = assignment->gcds_per_task > 1;

	if (assignment->type->gcds <= 0)
		return;
	text_append(text, several ? "mask:" : "map:");
	for (size_t i = 0; i < assignment->count; i++) {
		const struct assign_task *task = &assignment->tasks[i];
		struct mask gcds = {{0}};
		if (i > 0)
			text_append_char(text, ',');
		for (unsigned j = 0; j < task->gcd_count; j++)
			mask_set(&gcds, task->gcds[j]);
		if (several)
			text_append_mask(text, &gcds);
		else
			text_append_cpu_list(text, &gcds);
	}
}

bool assignment_is_linear(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->count; i++) {
		const struct assign_task *task = &assignment->tasks[i];
		size_t first = i / assignment->tasks_per_gcd * assignment->gcds_per_task;
		if (task->gcd_count == 0 && task->ccd != first)
			return false;
		for (unsigned j = 0; j < task->gcd_count; j++)
			if (task->gcds[j] != first + j)
				return false;
	}
	return true;
}

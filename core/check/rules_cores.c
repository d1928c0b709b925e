#include "check/rules.h"

#include "job/assign.h"

/* B: binding of tasks to cores. */

/* The steps with masks or a map, on a known type of node. */
#define EACH_BOUND_STEP(check, step)                                                               \
	for (size_t i_ = 0; i_ < (check)->script->steps.count; i_++)                               \
		for (const struct script_step *step = (check)->script->steps.items[i_];            \
			step != NULL && step->mask_count > 0 && (check)->script->type != NULL;     \
			step = NULL)

/* The cores that are reserved, with both their threads. */
static struct mask reserved_cpus(const struct site_node_type *type)
{
	struct mask mask = {{0}};

	for (size_t i = 0; i < type->reserved_cores.count; i++)
		for (int64_t thread = 0; thread < type->threads_per_core; thread++)
			mask_set(&mask,
				(unsigned)(type->reserved_cores.items[i] + thread * type->cores));
	return mask;
}

/* A mask that leaves the reserved cores out, written as the old one was where that is simple. */
static void fix_mask(struct check *check, struct finding *finding, const struct script_step *step,
	size_t i, const struct mask *reserved)
{
	const char *bytes = check->script->shell.text.bytes;
	struct shell_span span = step->mask_spans[i];
	struct mask mask = step->masks[i], again;
	struct text text = TEXT_INIT;

	/* Only where the script has these very digits at this place. */
	if (span.end <= span.start || span.end > check->script->shell.text.length ||
		!mask_parse(bytes + span.start, span.end - span.start, &again) ||
		!mask_equal(&again, &mask))
		return;
	for (unsigned cpu = 0; cpu < MASK_BITS; cpu++)
		if (mask_has(reserved, cpu))
			mask_clear(&mask, cpu);
	if (mask_is_empty(&mask))
		return;
	text_append_mask(&text, &mask);
	finding_fix(finding, span, "%s", text_string(&text));
	text_release(&text);
}

/* One finding for a step, at its first bad mask; the fixes are for all of them. */
static void reserved_core(struct check *check)
{
	EACH_BOUND_STEP (check, step) {
		struct mask reserved = reserved_cpus(check->script->type);
		struct finding *finding = NULL;
		for (size_t i = 0; i < step->mask_count; i++) {
			struct mask bad = mask_and(&step->masks[i], &reserved);
			struct text list = TEXT_INIT;
			if (mask_is_empty(&bad))
				continue;
			if (finding == NULL) {
				text_append_cpu_list(&list, &bad);
				finding = check_find(check, step->mask_spans[i],
					"core %s is reserved for the system, so that Slurm refuses the %s",
					text_string(&list),
					step->cpu_bind == BIND_MAP ? "map" : "mask");
				finding_hint(finding,
					step->cpu_bind == BIND_MAP
						? "take the next core: %d instead of %d"
						: "the first core of each CCD is not for jobs: write 0x%02x... "
						  "where it says 0x%02x...",
					step->cpu_bind == BIND_MAP ? mask_first(&step->masks[i]) + 1
								   : 0xfe,
					step->cpu_bind == BIND_MAP ? mask_first(&step->masks[i])
								   : 0xff);
			}
			if (step->cpu_bind == BIND_MASKS)
				fix_mask(check, finding, step, i, &reserved);
			text_release(&list);
		}
	}
}

const struct rule rules_cores[] = {
	{"B01", SEVERITY_ERROR, "a mask or map names a core that is reserved for the system",
		reserved_core},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};

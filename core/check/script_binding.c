#include "check/script_parts.h"

#include "base/units.h"

/* Which cores and which GPUs a step binds its tasks to. */

struct list_reader {
	struct script *script;
	struct VECTOR_OF(struct mask) masks;
	struct VECTOR_OF(struct shell_span) spans;
};

/* The type of a binding behind "verbose," and the like, and what stands behind its colon. */
static size_t skip_verbosity(const char *value)
{
	static const char *const words[] = {"verbose,", "quiet,", "v,", "q,"};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (strncasecmp(value, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

static bool read_item(const char *item, size_t length, bool map, struct mask *mask)
{
	char number[24];
	int64_t cpu;

	*mask = (struct mask){{0}};
	if (!map)
		return mask_parse(item, length, mask);
	if (length == 0 || length >= sizeof number)
		return false;
	memcpy(number, item, length);
	number[length] = '\0';
	if (!integer_parse(number, 0, MASK_BITS - 1, &cpu)) {
		char *end;
		if (!string_starts(number, "0x"))
			return false;
		cpu = strtol(number, &end, 16);
		if (*end != '\0' || cpu < 0 || cpu >= MASK_BITS)
			return false;
	}
	mask_set(mask, (unsigned)cpu);
	return true;
}

/* A list of masks or numbers behind the type, "*4" repeats; false when an item is none. */
static bool read_list(struct list_reader *list, const struct shell_text *text, size_t at, bool map)
{
	enum { ITEMS_MAX = 1024 };

	while (at < text->length) {
		size_t length = strcspn(text->bytes + at, ","), digits;
		int64_t times = 1;
		struct mask mask;
		digits = length;
		const char *star = memchr(text->bytes + at, '*', length);
		if (star != NULL) {
			char number[16];
			digits = (size_t)(star - text->bytes) - at;
			if (length - digits - 1 >= sizeof number)
				return false;
			memcpy(number, star + 1, length - digits - 1);
			number[length - digits - 1] = '\0';
			if (!integer_parse(number, 1, ITEMS_MAX, &times))
				return false;
		}
		if (!read_item(text->bytes + at, digits, map, &mask))
			return false;
		while (times-- > 0 && list->masks.count < ITEMS_MAX) {
			vector_push(&list->masks, mask);
			vector_push(&list->spans,
				(struct shell_span){shell_text_at(text, at),
					shell_text_at(text, at + length - 1) + 1});
		}
		at += length;
		if (at < text->length)
			at++;
	}
	return list->masks.count > 0;
}

static void keep_list(struct list_reader *list, struct mask **masks, size_t *count,
	struct shell_span **spans)
{
	struct arena *arena = &list->script->arena;

	*count = list->masks.count;
	*masks = arena_alloc(arena, (*count + 1) * sizeof **masks);
	if (*count > 0)
		memcpy(*masks, list->masks.items, *count * sizeof **masks);
	if (spans != NULL) {
		*spans = arena_alloc(arena, (*count + 1) * sizeof **spans);
		if (*count > 0)
			memcpy(*spans, list->spans.items, *count * sizeof **spans);
	}
}

static enum bind_kind read_binding(struct list_reader *list, const struct shell_text *value,
	const char *const masks[2], const char *const maps[2])
{
	size_t at = skip_verbosity(value->bytes);
	const char *type = value->bytes + at;

	if (!text_is_known(value))
		return BIND_UNKNOWN;
	for (int map = 0; map <= 1; map++)
		for (int i = 0; i < 2; i++) {
			const char *name = map ? maps[i] : masks[i];
			size_t length = strlen(name);
			if (strncasecmp(type, name, length) != 0 ||
				(type[length] != ':' && type[length] != '='))
				continue;
			if (!read_list(list, value, at + length + 1, map != 0))
				return BIND_UNKNOWN;
			return map ? BIND_MAP : BIND_MASKS;
		}
	if (strcasecmp(type, "none") == 0 || strcasecmp(type, "no") == 0)
		return BIND_NONE;
	return BIND_OTHER;
}

void step_bind_cores(struct script *script, struct walk *walk, struct script_step *step)
{
	static const char *const masks[] = {"mask_cpu", "mask_cpu"}, *const maps[] = {"map_cpu", "map_cpu"};
	struct list_reader list = {.script = script};

	step->cpu_bind_option = script_step_option(step, "cpu-bind");
	if (step->cpu_bind_option != NULL) {
		step->cpu_bind_value.text = step->cpu_bind_option->value;
	} else {
		const struct script_value *value =
			variables_now(walk->expander.variables, "SLURM_CPU_BIND");
		if (value->state == VALUE_UNSET || !value->exported) {
			step->cpu_bind = step->options_unknown ? BIND_UNKNOWN : BIND_DEFAULT;
			return;
		}
		step->cpu_bind_value.text = value->text;
	}
	if (step->cpu_bind_value.text.bytes == NULL) {
		step->cpu_bind = BIND_OTHER;
		return;
	}
	step->cpu_bind_value.known = text_is_known(&step->cpu_bind_value.text);
	step->cpu_bind = read_binding(&list, &step->cpu_bind_value.text, masks, maps);
	keep_list(&list, &step->masks, &step->mask_count, &step->mask_spans);
	vector_release(&list.masks);
	vector_release(&list.spans);
}

void step_bind_gpus(struct script *script, struct walk *walk, struct script_step *step)
{
	static const char *const masks[] = {"mask_gpu", "mask"}, *const maps[] = {"map_gpu", "map"};
	struct list_reader list = {.script = script};
	const struct script_value *value =
		variables_now(walk->expander.variables, "SLURM_GPU_BIND");
	struct shell_text text;

	step->gpu_bind_option = script_step_option(step, "gpu-bind");
	if (step->gpu_bind_option == NULL)
		step->gpu_bind_option = script_header(script, "gpu-bind");
	if (step->gpu_bind_option == NULL && (value->state == VALUE_UNSET || !value->exported)) {
		step->gpu_bind = step->options_unknown ? BIND_UNKNOWN : BIND_DEFAULT;
		return;
	}
	text = step->gpu_bind_option != NULL ? step->gpu_bind_option->value : value->text;
	if (text.bytes == NULL) {
		step->gpu_bind = BIND_OTHER;
		return;
	}
	step->gpu_bind = read_binding(&list, &text, masks, maps);
	keep_list(&list, &step->gpu_masks, &step->gpu_mask_count, NULL);
	vector_release(&list.masks);
	vector_release(&list.spans);
}

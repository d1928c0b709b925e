#include "job/assign.h"

/* What a wish comes to once its zeros are filled in and everything was found to fit. "Entry"
 * is what the order lists: a GCD, on CPU nodes a CCD. */
struct division {
	unsigned entries_per_task;
	unsigned tasks_per_entry;
	unsigned tasks;
	unsigned share; /* cores that a task takes of the CCD of each of its entries */
};

static const char *entry_word(const struct site_node_type *type)
{
	return type->gcds > 0 ? site_die(type) : "CCD";
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static unsigned ccd_count(const struct site_node_type *type)
{
	int64_t cores = type->cores < MASK_BITS ? type->cores : MASK_BITS;

	return cores > 0 && type->cores_per_ccd > 0 ? (unsigned)(cores / type->cores_per_ccd) : 0;
}

static unsigned entry_count(const struct site_node_type *type)
{
	if (type->gcds <= 0)
		return ccd_count(type);
	return type->gcds < ASSIGN_GCDS_MAX ? (unsigned)type->gcds : ASSIGN_GCDS_MAX;
}

/* The CCD that an entry is wired to, -1 when the node type knows none. */
static int64_t entry_ccd(const struct site_node_type *type, int64_t entry)
{
	int64_t ccd = entry;

	if (type->gcds > 0)
		ccd = (size_t)entry < type->ccd_of_gcd.count ? type->ccd_of_gcd.items[entry] : -1;
	return ccd >= 0 && ccd < ccd_count(type) ? ccd : -1;
}

struct mask node_ccd_cores(const struct site_node_type *type, unsigned ccd)
{
	struct mask mask = {{0}};

	if (ccd < ccd_count(type))
		for (unsigned i = 0; i < type->cores_per_ccd; i++)
			mask_set(&mask, ccd * (unsigned)type->cores_per_ccd + i);
	return mask;
}

struct mask node_usable_cores(const struct site_node_type *type)
{
	struct mask mask = {{0}};

	for (unsigned core = 0; core < type->cores && core < MASK_BITS; core++)
		mask_set(&mask, core);
	for (size_t i = 0; i < type->reserved_cores.count; i++) {
		int64_t core = type->reserved_cores.items[i];
		if (core >= 0 && core < MASK_BITS)
			mask_clear(&mask, (unsigned)core);
	}
	return mask;
}

static struct mask usable_in_ccd(const struct site_node_type *type, unsigned ccd)
{
	struct mask usable = node_usable_cores(type), cores = node_ccd_cores(type, ccd);
	return mask_and(&usable, &cores);
}

/* How many of the GCDs before `end` are wired to the CCD. CPU nodes have one entry a CCD. */
static unsigned gcds_on_ccd(const struct site_node_type *type, unsigned ccd, int64_t end)
{
	unsigned count = 0;

	for (int64_t gcd = 0; gcd < end; gcd++)
		count += entry_ccd(type, gcd) == (int64_t)ccd;
	return count;
}

/* Into how many tasks the cores of a CCD are divided. */
static unsigned slots_of_ccd(
	const struct site_node_type *type, unsigned ccd, unsigned tasks_per_entry)
{
	unsigned gcds = type->gcds > 0 ? gcds_on_ccd(type, ccd, entry_count(type)) : 1;
	return gcds * tasks_per_entry;
}

/* The `share` cores of one slot of a CCD. Equal slots keep tasks on the same places of each part
 * of the CCD (0x0e and 0xe0), but reserved cores may not leave room for that. */
static struct mask slot_cores(const struct site_node_type *type, unsigned ccd, unsigned slot,
	unsigned slots, unsigned share)
{
	struct mask usable = usable_in_ccd(type, ccd), pattern = {{0}}, packed = {{0}};
	unsigned size = (unsigned)type->cores_per_ccd, width = size / slots, seen = 0;
	bool regular = size % slots == 0;

	for (unsigned i = 0; i < width && mask_count(&pattern) < share; i++)
		if (mask_has(&usable, ccd * size + i))
			mask_set(&pattern, ccd * size + i);
	for (unsigned s = 0; s < slots; s++) {
		struct mask shifted = mask_shift(&pattern, s * width);
		struct mask inside = mask_and(&shifted, &usable);
		regular = regular && mask_count(&inside) == share;
	}
	if (regular)
		return mask_shift(&pattern, slot * width);
	for (unsigned core = ccd * size; core < (ccd + 1) * size; core++) {
		if (!mask_has(&usable, core))
			continue;
		if (seen / share == slot)
			mask_set(&packed, core);
		seen++;
	}
	return packed;
}

static bool check_order(const struct assign_wish *wish, struct diags *diags)
{
	const struct site_node_type *type = wish->type;
	const char *word = entry_word(type);
	unsigned entries = entry_count(type);
	struct mask seen = {{0}};

	for (size_t i = 0; i < wish->order_count; i++) {
		int64_t entry = wish->order[i];
		if (entry < 0 || entry >= entries) {
			struct diag *diag = diags_add(diags, SEVERITY_ERROR, "B16", NULL,
				"a node of type '%s' has no %s %lld", type->record.name, word,
				(long long)entry);
			if (entries > 0)
				diag_hint(diag, "its %ss are 0 to %u", word, entries - 1);
			return false;
		}
		if (entry_ccd(type, entry) < 0)
			return diags_fail(diags, "B16", NULL,
				"the site file does not say on which CCD of a '%s' node "
				"%s %lld is",
				type->record.name, word, (long long)entry);
		if (mask_has(&seen, (unsigned)entry)) {
			diag_hint(diags_add(diags, SEVERITY_ERROR, "B03", NULL,
					  "%s %lld stands twice in the order", word,
					  (long long)entry),
				"name each %s once; to let tasks share it, ask for tasks per %s",
				word, word);
			return false;
		}
		mask_set(&seen, (unsigned)entry);
	}
	return true;
}

/* Fills in all of the division but the cores. */
static bool divide_entries(
	const struct assign_wish *wish, struct division *division, struct diags *diags)
{
	const char *word = entry_word(wish->type);
	unsigned k = wish->gcds_per_task > 0 ? wish->gcds_per_task : 1;
	unsigned t = wish->tasks_per_gcd > 0 ? wish->tasks_per_gcd : 1;
	uint64_t room = (uint64_t)wish->order_count / k * t;
	uint64_t tasks = wish->tasks > 0 ? wish->tasks : room;

	if (k > 1 && t > 1) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "B18", NULL,
				  "%u %ss per task and %u tasks per %s exclude each other", k, word,
				  t, word),
			"leave one of the two at 1");
		return false;
	}
	if (wish->order_count == 0)
		return diags_fail(diags, "B17", NULL, "the order names no %s", word);
	if (k > wish->order_count)
		return diags_fail(diags, "B17", NULL,
			"%u %ss per task do not fit: the order names %zu", k, word,
			wish->order_count);
	if (t > wish->type->cores_per_ccd)
		return diags_fail(diags, "B17", NULL,
			"%u tasks per %s do not fit: a CCD has %lld cores", t, word,
			(long long)wish->type->cores_per_ccd);
	if (tasks > room) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "B17", NULL,
				  "%llu tasks do not fit on one node", (unsigned long long)tasks),
			"%llu task%s at most", (unsigned long long)room, plural(room));
		return false;
	}
	*division = (struct division){
		.entries_per_task = k, .tasks_per_entry = t, .tasks = (unsigned)tasks};
	return true;
}

/* How many entries of the order are used. */
static size_t used_entries(const struct division *division)
{
	return (size_t)(division->tasks + division->tasks_per_entry - 1) /
	       division->tasks_per_entry * division->entries_per_task;
}

/* The used CCD that has least to give to each of its tasks; *most becomes that number of cores. */
static unsigned tightest_ccd(
	const struct assign_wish *wish, const struct division *division, unsigned *most)
{
	unsigned tightest = 0;

	*most = MASK_BITS;
	for (size_t i = 0; i < used_entries(division); i++) {
		unsigned ccd = (unsigned)entry_ccd(wish->type, wish->order[i]);
		struct mask usable = usable_in_ccd(wish->type, ccd);
		unsigned slots = slots_of_ccd(wish->type, ccd, division->tasks_per_entry);
		if (mask_count(&usable) / slots < *most) {
			*most = mask_count(&usable) / slots;
			tightest = ccd;
		}
	}
	return tightest;
}

/* Says why the tasks on a CCD cannot have the cores that were asked for: B01 when it is for the
 * reserved cores, else B17. `most` is what each of them can have of that CCD. */
static bool fail_cores(const struct assign_wish *wish, const struct division *division,
	unsigned ccd, unsigned most, struct diags *diags)
{
	struct mask cores = node_ccd_cores(wish->type, ccd);
	struct mask usable = usable_in_ccd(wish->type, ccd), reserved = cores;
	unsigned slots = slots_of_ccd(wish->type, ccd, division->tasks_per_entry);
	unsigned limit = most * division->entries_per_task, count = mask_count(&cores);
	struct text list = TEXT_INIT;
	struct diag *diag;

	for (size_t i = 0; i < MASK_WORDS; i++)
		reserved.words[i] &= ~usable.words[i];
	text_append_cpu_list(&list, &reserved);
	if (most == 0)
		diag = diags_add(diags, SEVERITY_ERROR, "B17", NULL,
			"%u task%s do not fit on CCD %u, which has %u usable core%s", slots,
			plural(slots), ccd, mask_count(&usable), plural(mask_count(&usable)));
	else if ((uint64_t)division->share * slots <= count)
		diag = diags_add(diags, SEVERITY_ERROR, "B01", NULL,
			"%u cores per task do not fit: core%s %s of CCD %u %s reserved "
			"for the system",
			wish->cores, plural(count - mask_count(&usable)), text_string(&list), ccd,
			mask_count(&reserved) == 1 ? "is" : "are");
	else
		diag = diags_add(diags, SEVERITY_ERROR, "B17", NULL,
			"%u cores per task do not fit: CCD %u has %u for %u task%s", wish->cores,
			ccd, mask_count(&usable), slots, plural(slots));
	if (most > 0)
		diag_hint(diag, "%u core%s at most", limit, plural(limit));
	text_release(&list);
	return false;
}

static bool divide_cores(
	const struct assign_wish *wish, struct division *division, struct diags *diags)
{
	const char *word = entry_word(wish->type);
	unsigned k = division->entries_per_task, most;
	unsigned ccd = tightest_ccd(wish, division, &most);

	division->share = wish->cores > 0 ? wish->cores / k : most;
	if (most == 0 || division->share > most)
		return fail_cores(wish, division, ccd, most, diags);
	if (wish->cores % k != 0) {
		diag_hint(diags_add(diags, SEVERITY_ERROR, "B17", NULL,
				  "%u core%s per task cannot be divided evenly among %u %ss",
				  wish->cores, plural(wish->cores), k, word),
			"each %s gives the same number of cores: take a multiple of %u, %u at most",
			word, k, most * k);
		return false;
	}
	return true;
}

static bool check_threads(const struct assign_wish *wish, struct diags *diags)
{
	const struct site_node_type *type = wish->type;

	if (!wish->both_threads)
		return true;
	if (type->threads_per_core < 2)
		return diags_fail(diags, "B17", NULL,
			"the cores of node type '%s' have no second hardware thread",
			type->record.name);
	if (type->cores > MASK_BITS / 2)
		return diags_fail(diags, "B17", NULL,
			"node type '%s' has hardware threads beyond CPU %d, the last that fits "
			"in a mask",
			type->record.name, MASK_BITS - 1);
	return true;
}

static void note_unused(
	const struct assign_wish *wish, const struct division *division, struct diags *diags)
{
	struct mask unused = {{0}};
	struct text list = TEXT_INIT;
	unsigned count;

	for (size_t i = used_entries(division); i < wish->order_count; i++)
		mask_set(&unused, (unsigned)wish->order[i]);
	count = mask_count(&unused);
	if (count == 0)
		return;
	text_append_cpu_list(&list, &unused);
	diags_add(diags, SEVERITY_NOTE, "B19", NULL, "%s%s %s %s unused", entry_word(wish->type),
		plural(count), text_string(&list), count == 1 ? "stays" : "stay");
	text_release(&list);
}

static const struct site_nic *nic_of_numa(const struct site_node_type *type, unsigned numa)
{
	YAML_EACH(const struct site_nic, nic, &type->nics)
		if (nic->numa == (int64_t)numa)
			return nic;
	return NULL;
}

static void fill_task(const struct assign_wish *wish, const struct division *division,
	unsigned rank, struct assign_task *task)
{
	const struct site_node_type *type = wish->type;
	unsigned k = division->entries_per_task, t = division->tasks_per_entry;

	for (unsigned j = 0; j < k; j++) {
		int64_t entry = wish->order[rank / t * k + j];
		unsigned ccd = (unsigned)entry_ccd(type, entry);
		unsigned before = type->gcds > 0 ? gcds_on_ccd(type, ccd, entry) : 0;
		struct mask cores = slot_cores(type, ccd, before * t + rank % t,
			slots_of_ccd(type, ccd, t), division->share);
		task->cpus = mask_or(&task->cpus, &cores);
		if (type->gcds > 0)
			task->gcds[task->gcd_count++] = (unsigned)entry;
		if (j == 0)
			task->ccd = ccd;
	}
	if (wish->both_threads) {
		struct mask second = mask_shift(&task->cpus, (unsigned)type->cores);
		task->cpus = mask_or(&task->cpus, &second);
	}
	if (type->cores_per_numa > 0)
		task->numa = (unsigned)(task->ccd * type->cores_per_ccd / type->cores_per_numa);
	task->nic = nic_of_numa(type, task->numa);
}

bool assign(const struct assign_wish *wish, struct assignment *out, struct diags *diags)
{
	struct division division = {0};

	if (!check_order(wish, diags) || !divide_entries(wish, &division, diags) ||
		!divide_cores(wish, &division, diags) || !check_threads(wish, diags))
		return false;
	note_unused(wish, &division, diags);
	*out = (struct assignment){
		.type = wish->type,
		.tasks = xcalloc(division.tasks, sizeof *out->tasks),
		.count = division.tasks,
		.cores = division.share * division.entries_per_task,
		.gcds_per_task = division.entries_per_task,
		.tasks_per_gcd = division.tasks_per_entry,
		.both_threads = wish->both_threads,
	};
	for (unsigned rank = 0; rank < division.tasks; rank++)
		fill_task(wish, &division, rank, &out->tasks[rank]);
	return true;
}

void assignment_release(struct assignment *assignment)
{
	free(assignment->tasks);
	*assignment = (struct assignment){0};
}

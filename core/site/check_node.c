#include "site/check.h"

/* Whether the list has only values in [0, limit) and none of them twice; F14 or F13 says which
 * one is wrong. `whose` is "the reserved cores", `unit` is "core". */
static bool check_distinct(struct diags *diags, const char *id, const struct yaml_record *record,
	const char *whose, const char *unit, const struct yaml_integers *list, int64_t limit)
{
	bool *seen = xcalloc((size_t)limit, sizeof *seen), good = true;

	for (size_t i = 0; good && i < list->count; i++) {
		int64_t value = list->items[i];
		good = value >= 0 && value < limit;
		if (!good) {
			struct diag *diag = check_complain(diags, id, record,
				"%s of '%s' name %s %lld", whose, record->name, unit,
				(long long)value);
			diag_hint(diag, "the %ss are 0 to %lld", unit, (long long)limit - 1);
		} else if (seen[value]) {
			check_complain(diags, id, record, "%s of '%s' name %s %lld twice", whose,
				record->name, unit, (long long)value);
			good = false;
		} else {
			seen[value] = true;
		}
	}
	free(seen);
	return good;
}

static bool divides(int64_t part, int64_t whole)
{
	return part > 0 && whole % part == 0;
}

static bool check_cores(const struct site_node_type *type, struct diags *diags)
{
	const struct yaml_record *record = &type->record;
	bool good = check_present(diags, record, "node type", "cores", type->cores > 0);

	good &= check_present(
		diags, record, "node type", "cores-per-ccd", type->cores_per_ccd > 0);
	good &= check_present(
		diags, record, "node type", "cores-per-numa", type->cores_per_numa > 0);
	if (!good)
		return false;
	if (divides(type->cores_per_ccd, type->cores) &&
		divides(type->cores_per_numa, type->cores) &&
		divides(type->sockets, type->cores) &&
		(divides(type->cores_per_ccd, type->cores_per_numa) ||
			divides(type->cores_per_numa, type->cores_per_ccd)))
		return true;
	check_complain(diags, "F13", record,
		"the %lld cores of '%s' cannot be divided into %lld sockets, NUMA domains of %lld "
		"and CCDs of %lld",
		(long long)type->cores, record->name, (long long)type->sockets,
		(long long)type->cores_per_numa, (long long)type->cores_per_ccd);
	return false;
}

static void check_reserved(const struct site_node_type *type, struct diags *diags)
{
	if (check_distinct(diags, "F13", &type->record, "the reserved cores", "core",
		    &type->reserved_cores, type->cores) &&
		type->reserved_cores.count == (size_t)type->cores)
		check_complain(diags, "F13", &type->record, "all cores of '%s' are reserved",
			type->record.name);
}

static void check_gcds(const struct site_node_type *type, struct diags *diags)
{
	const struct yaml_record *record = &type->record;
	int64_t ccds = type->cores / type->cores_per_ccd;
	size_t wired = type->ccd_of_gcd.count;

	if (wired != 0 && wired != (size_t)type->gcds)
		diag_hint(check_complain(diags, "F13", record,
				  "'%s' has %lld GCDs, but 'ccd-of-gcd' has %zu entries",
				  record->name, (long long)type->gcds, wired),
			"give the CCD of each GCD, or leave 'ccd-of-gcd' out when nobody knows");
	for (size_t i = 0; i < wired; i++)
		if (type->ccd_of_gcd.items[i] < 0 || type->ccd_of_gcd.items[i] >= ccds)
			diag_hint(check_complain(diags, "F13", record,
					  "GCD %zu of '%s' is wired to CCD %lld", i, record->name,
					  (long long)type->ccd_of_gcd.items[i]),
				"the CCDs are 0 to %lld", (long long)ccds - 1);
	if (type->gcds > 0 && !divides(type->gcds_per_module, type->gcds))
		check_complain(diags, "F13", record,
			"the %lld GCDs of '%s' cannot be divided into modules of %lld",
			(long long)type->gcds, record->name, (long long)type->gcds_per_module);
}

static void check_nics(const struct site_node_type *type, struct diags *diags)
{
	int64_t numas = type->cores / type->cores_per_numa;

	YAML_EACH(const struct site_nic, nic, &type->nics)
		if (nic->numa < -1 || nic->numa >= numas)
			diag_hint(check_complain(diags, "F13", &nic->record,
					  "'%s' of '%s' is wired to NUMA domain %lld",
					  nic->record.name, type->record.name,
					  (long long)nic->numa),
				"the NUMA domains are 0 to %lld; -1 is unknown",
				(long long)numas - 1);
}

static void check_memory(const struct site_node_type *type, struct diags *diags)
{
	const struct yaml_integers *sizes = &type->memory_sizes;

	for (size_t i = 0; i < sizes->count; i++)
		if (sizes->items[i] <= (i > 0 ? sizes->items[i - 1] : 0)) {
			check_complain(diags, "F15", &type->record,
				"the memory sizes of '%s' do not ascend", type->record.name);
			return;
		}
}

static void check_strategies(const struct site_node_type *type, struct diags *diags)
{
	bool gpus = type->gcds > 0;
	int64_t limit = gpus ? type->gcds : type->cores / type->cores_per_ccd;

	YAML_EACH(const struct site_strategy, strategy, &type->strategies)
		if (check_present(diags, &strategy->record, "strategy", "order",
			    strategy->order.count > 0))
			(void)check_distinct(diags, "F14", &strategy->record,
				"the ranks", gpus ? "GCD" : "CCD", &strategy->order,
				limit);
}

void check_node_type(const struct site_node_type *type, struct diags *diags)
{
	check_memory(type, diags);
	if (!check_cores(type, diags))
		return; /* everything below counts cores and CCDs */
	check_reserved(type, diags);
	check_gcds(type, diags);
	check_nics(type, diags);
	check_strategies(type, diags);
}

#include "site/check.h"

#include "base/pattern.h"
#include "base/text.h"
#include "base/units.h"
#include "base/version.h"

/* Some regcomp() take long over huge patterns; a project's name needs no such thing. */
enum { PATTERN_LIMIT = 200 };

struct diag *check_complain(struct diags *diags, const char *id, const struct yaml_record *record,
	const char *format, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, SEVERITY_ERROR, id, &record->place, format, args);
	va_end(args);
	return diag;
}

bool check_present(struct diags *diags, const struct yaml_record *record, const char *what,
	const char *key, bool present)
{
	if (!present)
		check_complain(diags, "F11", record, "the %s '%s' has no '%s'", what, record->name,
			key);
	return present;
}

void check_known(struct diags *diags, const struct yaml_record *record, const char *what,
	const char *role, const struct yaml_records *records, size_t size, const char *name)
{
	struct diag *diag;
	const char *near;

	if (yaml_record_find(records, size, name) != NULL)
		return;
	diag = check_complain(diags, "F12", record, "the %s '%s' names the %s '%s', which is not there",
		what, record->name, role, name);
	near = site_nearest(records, size, name);
	if (near != NULL)
		diag_hint(diag, "did you mean '%s'?", near);
}

static void check_roots(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_root, root, &site->roots)
		if (check_present(diags, &root->record, "root", "path", root->path != NULL) &&
			root->path[0] != '/')
			diag_hint(check_complain(diags, "F11", &root->record,
					  "the path '%s' of the root '%s' is not absolute",
					  root->path, root->record.name),
				"start it with '/', '~/' or a variable such as $HOME");
}

static void check_name_forms(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_name_form, form, &site->name_forms) {
		check_present(diags, &form->record, "name form", "family", form->family != NULL);
		check_present(diags, &form->record, "name form", "form", form->form != NULL);
	}
}

static void check_default_memory(const struct site_partition *partition,
	const struct site_node_type *type, struct diags *diags)
{
	const struct yaml_integers *sizes = &type->memory_sizes;
	struct text asked = TEXT_INIT, most = TEXT_INIT;

	if (sizes->count == 0)
		return;
	if (partition->default_memory > (uint64_t)sizes->items[sizes->count - 1]) {
		text_append_slurm_size(&asked, partition->default_memory);
		text_append_slurm_size(&most, (uint64_t)sizes->items[sizes->count - 1]);
		check_complain(diags, "F15", &partition->record,
			"a job in '%s' gets %s of memory by default, but the nodes have at most %s",
			partition->record.name, text_string(&asked), text_string(&most));
	}
	text_release(&asked);
	text_release(&most);
}

static void check_partition(
	const struct site *site, const struct site_partition *partition, struct diags *diags)
{
	const struct yaml_record *record = &partition->record;
	const struct site_node_type *type;

	if (partition->nodes > 0 && partition->max_nodes > partition->nodes)
		check_complain(diags, "F15", record,
			"a job in '%s' may have %lld nodes, but there are only %lld", record->name,
			(long long)partition->max_nodes, (long long)partition->nodes);
	if (partition->max_jobs > 0 && partition->max_running > partition->max_jobs)
		check_complain(diags, "F15", record,
			"%lld jobs may run in '%s', but only %lld may be in its queue",
			(long long)partition->max_running, record->name,
			(long long)partition->max_jobs);
	if (!check_present(
		    diags, record, "partition", "node-type", partition->node_type != NULL))
		return;
	check_known(diags, record, "partition", "node type", &site->node_types,
		sizeof(struct site_node_type), partition->node_type);
	type = site_node_type(site, partition->node_type);
	if (type != NULL)
		check_default_memory(partition, type, diags);
}

static void check_time_bins(const struct site_partition *partition, struct diags *diags)
{
	int64_t before = 0;

	YAML_EACH(const struct site_time_bin, bin, &partition->time_bins) {
		check_present(diags, &bin->record, "time bin", "nodes", bin->nodes > 0);
		check_present(diags, &bin->record, "time bin", "time", bin->time > 0);
		if (bin->nodes > 0 && bin->nodes <= before)
			check_complain(diags, "F15", &bin->record,
				"the time bins of '%s' do not ascend in their nodes",
				partition->record.name);
		before = bin->nodes;
	}
}

static void check_bind_presets(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_bind_preset, preset, &site->bind_presets)
		check_present(diags, &preset->record, "bind preset", "binds",
			preset->binds.count > 0);
}

static void check_linked_filesystems(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_linked_filesystem, linked, &site->linked_filesystems) {
		const struct yaml_record *record = &linked->record;
		if (!check_present(diags, record, "linked file system", "target",
			    linked->target != NULL))
			continue;
		if (record->name[0] != '/' || linked->target[0] != '/')
			check_complain(diags, "F11", record,
				"'%s' and its target '%s' must both be absolute paths",
				record->name, linked->target);
	}
}

/* The sections that are no lists of records know only their file. */
static struct diag *complain_section(const struct site *site, struct diags *diags, const char *id,
	const char *field, const char *message)
{
	const struct yaml_strings *layers = &site->layers;
	struct place place = {.field = field};

	if (layers->count > 0)
		place.file = layers->items[layers->count - 1];
	return diags_add(diags, SEVERITY_ERROR, id, &place, "%s", message);
}

static void check_rocm(const struct site *site, struct diags *diags)
{
	const struct site_rocm_window *rocm = &site->rocm;

	if (rocm->low != NULL && rocm->high != NULL &&
		version_compare(rocm->low, rocm->high, NULL) > 0)
		complain_section(site, diags, "F15", "rocm.low",
			"the oldest ROCm that works is newer than the newest one");
	if (rocm->note_from != NULL && rocm->note == NULL)
		complain_section(site, diags, "F11", "rocm.note",
			"'note-from' says where a note is due, but there is no 'note'");
}

static void check_account(const struct site *site, struct diags *diags)
{
	const struct site_account *account = &site->account;
	char reason[200];
	regex_t regex;
	int status;

	if (account->pattern == NULL)
		return;
	if (strlen(account->pattern) > PATTERN_LIMIT) {
		complain_section(site, diags, "F10", "account.pattern",
			"the pattern for account names is longer than 200 characters");
		return;
	}
	status = pattern_compile(&regex, account->pattern);
	if (status != 0) {
		regerror(status, &regex, reason, sizeof reason);
		diag_hint(complain_section(site, diags, "F10", "account.pattern",
				  "the pattern for account names is no regular expression"),
			"regcomp says: %s", reason);
		return;
	}
	if (account->example != NULL && regexec(&regex, account->example, 0, NULL, 0) != 0)
		complain_section(site, diags, "F10", "account.example",
			"the example of an account name does not match the pattern");
	regfree(&regex);
}

static void check_slurm(const struct site *site, struct diags *diags)
{
	const char *name = site->slurm.default_partition;

	if (name != NULL && site_partition(site, name) == NULL)
		complain_section(site, diags, "F12", "slurm.default-partition",
			"the default partition is not among 'partitions'");
	if (site->vnc.backend == SITE_VNC_MODULE && site->vnc.module == NULL)
		complain_section(site, diags, "F11", "vnc.module",
			"the VNC server is to come from a module, but 'vnc' names none");
}

bool site_check(const struct site *site, struct diags *diags)
{
	size_t errors = diags_count(diags, SEVERITY_ERROR);

	check_roots(site, diags);
	check_name_forms(site, diags);
	YAML_EACH(const struct site_partition, partition, &site->partitions) {
		check_partition(site, partition, diags);
		check_time_bins(partition, diags);
	}
	check_gpu_kinds(site, diags);
	check_slurm(site, diags);
	YAML_EACH(const struct site_node_type, type, &site->node_types)
		check_node_type(type, diags);
	check_bind_presets(site, diags);
	check_linked_filesystems(site, diags);
	check_recipes(site, diags);
	check_rocm(site, diags);
	check_account(site, diags);
	return diags_count(diags, SEVERITY_ERROR) == errors;
}

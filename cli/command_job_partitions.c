#include "cli/command_queue.h"
#include "base/clean.h"

/* One partition as the site file and as Slurm know it; either may be NULL. */
struct both {
	const char *name;
	const struct site_partition *site;
	const struct slurm_partition *now;
};

static char *count_or_null(bool known, int64_t count)
{
	return known && count >= 0 ? xasprintf("%lld", (long long)count) : NULL;
}

static void add_row(struct table *table, const struct both *both)
{
	const struct slurm_partition *now = both->now;
	bool gpus = now != NULL && now->gpus > 0;
	struct text limit = TEXT_INIT;
	char *most, *nodes, *idle, *cores, *free_gpus;

	queue_append_duration(&limit, both->site != NULL ? both->site->max_time
				      : now != NULL      ? now->limit
							 : SLURM_UNKNOWN);
	most = count_or_null(both->site != NULL && both->site->max_nodes > 0,
		both->site != NULL ? both->site->max_nodes : 0);
	nodes = now != NULL ? count_or_null(true, now->nodes)
			    : count_or_null(both->site->nodes > 0, both->site->nodes);
	idle = count_or_null(now != NULL, now != NULL ? now->nodes_idle : 0);
	cores = count_or_null(now != NULL, now != NULL ? now->cpus_idle : 0);
	free_gpus = count_or_null(gpus, gpus ? now->gpus_idle : 0);
	table_row(table, 9,
		(const char *const[]){both->name,
			now == NULL ? NULL
			: now->up   ? "up"
				    : "down",
			text_string(&limit), most, nodes, idle, cores, free_gpus,
			both->site != NULL ? both->site->purpose : NULL});
	text_release(&limit);
	free(most);
	free(nodes);
	free(idle);
	free(cores);
	free(free_gpus);
}

static json_t *number_or_null(bool known, int64_t number)
{
	return known && number >= 0 ? json_integer(number) : json_null();
}

static json_t *partition_json(const struct both *both)
{
	const struct slurm_partition none = {0}, *now = both->now != NULL ? both->now : &none;
	const struct site_partition unknown = {0},
				    *site = both->site != NULL ? both->site : &unknown;
	bool known = both->now != NULL;
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string_clean(both->name));
	json_object_set_new(object, "up", known ? json_boolean(now->up) : json_null());
	json_object_set_new(object, "max_time", number_or_null(site->max_time > 0, site->max_time));
	json_object_set_new(object, "limit_now", number_or_null(known, now->limit));
	json_object_set_new(
		object, "max_nodes", number_or_null(site->max_nodes > 0, site->max_nodes));
	json_object_set_new(object, "nodes", number_or_null(known, now->nodes));
	json_object_set_new(object, "nodes_idle", number_or_null(known, now->nodes_idle));
	json_object_set_new(object, "nodes_used", number_or_null(known, now->nodes_used));
	json_object_set_new(object, "cpus", number_or_null(known, now->cpus));
	json_object_set_new(object, "cpus_idle", number_or_null(known, now->cpus_idle));
	json_object_set_new(object, "gpus", number_or_null(known, now->gpus));
	json_object_set_new(object, "gpus_idle", number_or_null(known, now->gpus_idle));
	json_object_set_new(object, "purpose",
		json_string_or_null(site->purpose));
	return object;
}

static void show(struct table *table, json_t *array, const struct both *both)
{
	add_row(table, both);
	json_array_append_new(array, partition_json(both));
}

/* Those of the site file in its order, then what Slurm has besides. */
static void show_all(struct cli *cli, const struct slurm_partitions *now)
{
	json_t *array = json_array();
	struct table table = {0};

	table_row(&table, 9,
		(const char *const[]){"PARTITION", "STATE", "LIMIT", "NODES/JOB", "NODES", "IDLE",
			"FREE CPUS", "FREE GPUS", "FOR"});
	YAML_EACH(const struct site_partition, site, &cli->site.partitions)
	show(&table, array,
		&(struct both){site->record.name, site, slurm_partition(now, site->record.name)});
	vector_each (const struct slurm_partition, partition, now)
		if (site_partition(&cli->site, partition->name) == NULL)
			show(&table, array, &(struct both){partition->name, NULL, partition});
	if (cli->json)
		json_object_set(cli_document(cli, "berth.job.partitions/1"), "partitions", array);
	json_decref(array);
	table_print(cli, &table);
}

static char *limit_or_null(int64_t limit)
{
	return limit >= 0 ? xasprintf("%lld", (long long)limit) : NULL;
}

static json_t *limit_json(const struct slurm_limit *limit)
{
	json_t *object = json_object();

	json_object_set_new(object, "account", json_string_clean(limit->account));
	json_object_set_new(object, "partition",
		json_string_or_null(limit->partition));
	json_object_set_new(
		object, "qos", json_string_or_null(limit->qos));
	json_object_set_new(object, "max_jobs", number_or_null(true, limit->max_jobs));
	json_object_set_new(object, "max_submit", number_or_null(true, limit->max_submit));
	json_object_set_new(object, "group_jobs", number_or_null(true, limit->group_jobs));
	json_object_set_new(object, "group_submit", number_or_null(true, limit->group_submit));
	json_object_set_new(object, "group_minutes",
		json_string_or_null(limit->group_minutes));
	return object;
}

static void show_limits(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_limits limits = {0};
	struct table table = {0};
	json_t *array = json_array();

	if (slurm_limits_get(&client, &limits, &cli->diags)) {
		table_row(&table, 6,
			(const char *const[]){"ACCOUNT", "PARTITION", "QOS", "RUNNING", "QUEUED",
				"MINUTES OF ALL"});
		vector_each (const struct slurm_limit, limit, &limits) {
			char *jobs = limit_or_null(limit->max_jobs);
			char *submit = limit_or_null(limit->max_submit);
			table_row(&table, 6,
				(const char *const[]){limit->account, limit->partition, limit->qos,
					jobs, submit, limit->group_minutes});
			json_array_append_new(array, limit_json(limit));
			free(jobs);
			free(submit);
		}
		if (cli->json)
			json_object_set(cli_document(cli, "berth.job.limits/1"), "limits", array);
		table_print(cli, &table);
	}
	json_decref(array);
	slurm_limits_release(&limits);
}

void command_job_partitions(struct cli *cli)
{
	struct slurm_client client = queue_client();
	struct slurm_partitions now = {0};

	if (cli_given(cli, "limits")) {
		show_limits(cli);
		return;
	}
	if (cli_site(cli) == NULL)
		return;
	/* Without Slurm the limits of the site file are still worth something. */
	if (!slurm_partitions_get(&client, &now, &cli->diags))
		diag_hint(cli_last(cli),
			"what is free is not known; the limits are those of the site file");
	show_all(cli, &now);
	slurm_partitions_release(&now);
}

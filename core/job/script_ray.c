#include "job/script_parts.h"
#include "base/words.h"

/* srun for one of the steps, up to the program of it. */
static void append_step(const struct job *job, const char *task, const char *where,
	struct text *text)
{
	text_append_format(text, "srun %s", where);
	script_append_srun_options(job, text);
	text_append(text, " \\\n  ");
	script_append_way_in(job, task, " \\\n  ", text);
}

static void append_resources(const struct job *job, struct text *text)
{
	text_append_format(text, "--num-cpus=%u --num-gpus=%u --disable-usage-stats --block &\n",
		job->cpus_per_task > 0 ? job->cpus_per_task : 1, job->gpus_per_node);
}

/* The batch job runs on the first node. */
static void append_address(struct text *text)
{
	text_append(text,
		"\n# Ray's head is on the first node, on a port of this job's own.\n"
		"HEAD=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"
		"HEAD_ADDR=$(hostname --ip-address | cut -d ' ' -f 1)\n"
		"RAY_PORT=$((10000 + SLURM_JOB_ID % 10000))\n"
		"export RAY_ADDRESS=$HEAD_ADDR:$RAY_PORT\n");
}

static void append_cluster(const struct job *job, const char *task, struct text *text)
{
	text_append_format(text, "\n# Ray in the background: its head%s. It ends with the job.\n",
		job->nodes > 1 ? ", and a worker on each other node" : "");
	append_step(job, task, "--nodes=1 --ntasks=1 --nodelist=\"$HEAD\"", text);
	text_append(text, "ray start --head --node-ip-address=\"$HEAD_ADDR\" --port=\"$RAY_PORT\" "
			  "\\\n  --temp-dir=\"/tmp/ray-$SLURM_JOB_ID\" ");
	append_resources(job, text);
	if (job->nodes == 1)
		return;
	append_step(job, task,
		"--nodes=$((SLURM_NNODES - 1)) --ntasks=$((SLURM_NNODES - 1)) \\\n"
		"  --exclude=\"$HEAD\"",
		text);
	text_append(text, "ray start --address=\"$RAY_ADDRESS\" ");
	append_resources(job, text);
}

/* The program waits until the head answers, two minutes at most. */
void script_append_ray(const struct job *job, const char *task, struct text *text)
{
	append_address(text);
	append_cluster(job, task, text);
	text_append(text,
		"\n# The program on the first node, as soon as the head answers.\n"
		"ready=$(cat <<'END'\n"
		"for _ in {1..60}; do\n"
		"  ray health-check --address \"$RAY_ADDRESS\" > /dev/null 2>&1 && exec \"$@\"\n"
		"  sleep 2\n"
		"done\n"
		"echo \"Ray does not answer at $RAY_ADDRESS\" >&2\n"
		"exit 1\n"
		"END\n"
		")\n");
	append_step(job, task, "--overlap --nodes=1 --ntasks=1 --nodelist=\"$HEAD\"", text);
	text_append(text, "bash -c \"$ready\" ready \\\n  ");
	script_append_program(job, text);
	text_append_char(text, '\n');
}

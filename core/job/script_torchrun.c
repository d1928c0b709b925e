#include "job/script_parts.h"
#include "base/words.h"
#include "job/program.h"

/* `python -u train.py` becomes `python -u -m torch.distributed.run ... train.py`. */
void script_append_torchrun(const struct job *job, struct text *text)
{
	struct python_program program;

	python_program_read(job->program, &program);
	text_append_shell_word(text, program.python);
	text_append(text, text_string(&program.options));
	text_append_format(
		text, " -m torch.distributed.run --nproc-per-node=%u", job->gpus_per_node);
	if (job->nodes == 1)
		text_append(text, " --standalone");
	if (job_binds_workers(job))
		text_append(text, " --numa-binding=exclusive");
	if (job->nodes > 1)
		text_append(text, " \\\n  --nnodes=\"$SLURM_NNODES\" --rdzv-backend=c10d "
				  "--rdzv-id=\"$SLURM_JOB_ID\" \\\n"
				  "  --rdzv-endpoint=\"$MASTER_ADDR:$MASTER_PORT\"");
	text_append(text, program.no_python ? " --no-python" : "");
	if (program.module != NULL || program.words[0] != NULL)
		text_append(text, " \\\n  ");
	python_program_append(&program, text);
	text_release(&program.options);
}

#include "job/script_parts.h"
#include "base/words.h"
#include "job/program.h"

/* `python -m pkg.train` becomes `accelerate launch ... -m pkg.train`. Options of accelerate that the
 * user wrote (`accelerate launch --mixed_precision bf16 train.py`) stay behind ours. */
void script_append_accelerate(const struct job *job, struct text *text)
{
	struct python_program program = {.words = job->program};
	bool options = job->program[0][0] == '-';

	if (!options)
		python_program_read(job->program, &program);
	text_append_format(text,
		"accelerate launch --multi_gpu --num_machines %lld --num_processes %lld \\\n"
		"  --main_process_ip \"$MASTER_ADDR\" --main_process_port \"$MASTER_PORT\"",
		(long long)job->nodes, (long long)job->nodes * job->gpus_per_node);
	if (job->nodes > 1)
		text_append(text, " --rdzv_backend c10d");
	text_append(text, program.no_python ? " --no_python" : "");
	if (program.module != NULL || program.words[0] != NULL)
		text_append(text, " \\\n  ");
	python_program_append(&program, text);
	text_release(&program.options);
}

/* `deepspeed train.py` becomes `python train.py`: each rank has what it needs already, and the
 * launcher of DeepSpeed wants to log in to the other nodes. */
void script_append_deepspeed(const struct job *job, struct text *text)
{
	if (string_ends(job->program[0], ".py"))
		text_append(text, "python ");
	text_append_shell_words(text, job->program);
}

/* `python train.py` becomes `conda-python-distributed train.py`. */
void script_append_runscript(const struct job *job, struct text *text)
{
	bool python = program_is_python(job->program[0]);

	text_append_shell_word(text, job->site->container_module.runscript);
	if (job->program[python] != NULL)
		text_append_char(text, ' ');
	text_append_shell_words(text, job->program + python);
}

#include "job/script_parts.h"
#include "base/words.h"

/* How the program that was asked for becomes one of torchrun's. */
struct torch_program {
	const char *python;    /* the interpreter, as it was written */
	struct text options;   /* of the interpreter, each with a blank before it */
	const char *module;    /* of "-m MODULE"; NULL for a script */
	bool no_python;        /* not a Python script at all: torchrun starts it as it is */
	char *const *words;    /* what is left: the script, if any, and its arguments */
};

static void keep_option(struct torch_program *program, const char *option, size_t length)
{
	char *word = xstrndup(option, length);

	text_append_char(&program->options, ' ');
	text_append_shell_word(&program->options, word);
	free(word);
}

/* One word of options, such as -u, -Xdev, -um: moves on `words` behind it and behind its value.
 * False when nothing of the kind is left to read. */
static bool read_option(struct torch_program *program)
{
	const char *word = *program->words;
	size_t i = 1;

	if (word == NULL || word[0] != '-' || word[1] == '\0' || word[1] == '-')
		return false;
	while (word[i] != '\0' && strchr("mcXW", word[i]) == NULL)
		i++;
	if (word[i] == 'c') {
		program->no_python = true;
		return false;
	}
	program->words++;
	if (word[i] == 'm') {
		if (i > 1)
			keep_option(program, word, i);
		program->module = word[i + 1] != '\0' ? word + i + 1 : *program->words;
		program->words += word[i + 1] == '\0' && *program->words != NULL;
		return false;
	}
	keep_option(program, word, strlen(word));
	/* -X and -W take a value, which may be the next word. */
	if (word[i] != '\0' && word[i + 1] == '\0' && *program->words != NULL) {
		keep_option(program, *program->words, strlen(*program->words));
		program->words++;
	}
	return true;
}

static void read_program(char *const *words, struct torch_program *program)
{
	*program = (struct torch_program){.python = "python", .words = words};
	if (script_is_python(words[0])) {
		program->python = words[0];
		program->words++;
		while (read_option(program))
			;
		if (program->no_python) {
			program->words = words;
			text_release(&program->options);
		}
	} else {
		program->no_python = !string_ends(words[0], ".py");
	}
}

/* `python -u train.py` becomes `python -u -m torch.distributed.run ... train.py`. */
void script_append_torchrun(const struct job *job, struct text *text)
{
	struct torch_program program;

	read_program(job->wish->command, &program);
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
	if (program.module != NULL) {
		text_append(text, "-m ");
		text_append_shell_word(text, program.module);
		text_append(text, program.words[0] != NULL ? " " : "");
	}
	text_append_shell_words(text, program.words);
	text_release(&program.options);
}

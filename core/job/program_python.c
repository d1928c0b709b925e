#include "job/program.h"
#include "base/files.h"
#include "base/words.h"

bool program_is_python(const char *program)
{
	const char *name = path_base(program);
	return string_starts(name, "python") && name[6 + strspn(name + 6, "0123456789.")] == '\0';
}

static void keep_option(struct python_program *program, const char *option, size_t length)
{
	char *word = xstrndup(option, length);

	text_append_char(&program->options, ' ');
	text_append_shell_word(&program->options, word);
	free(word);
}

/* One word of options, such as -u, -Xdev, -um: moves on `words` behind it and behind its value.
 * False when nothing of the kind is left to read. */
static bool read_option(struct python_program *program)
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

void python_program_read(char *const *words, struct python_program *program)
{
	*program = (struct python_program){.python = "python", .words = words};
	if (program_is_python(words[0])) {
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

void python_program_append(const struct python_program *program, struct text *text)
{
	if (program->module != NULL) {
		text_append(text, "-m ");
		text_append_shell_word(text, program->module);
		text_append(text, program->words[0] != NULL ? " " : "");
	}
	text_append_shell_words(text, program->words);
}

#include "job/script_parts.h"
#include "base/words.h"

/* The options of salloc, as many on a line as fit. */
static void append_options(const struct job *job, struct text *text)
{
	struct strings options = {0};
	size_t column = strlen("salloc");

	script_header_options(job, true, &options);
	for (size_t i = 0; i < options.count; i++) {
		struct text word = TEXT_INIT;
		text_append_shell_word(&word, options.items[i]);
		if (column + 1 + word.length > 90) {
			text_append(text, " \\\n ");
			column = 1;
		}
		text_append_char(text, ' ');
		text_append(text, text_string(&word));
		column += 1 + word.length;
		text_release(&word);
	}
	text_append_char(text, '\n');
	strings_release(&options);
}

void job_interactive(const struct job *job, struct text *text)
{
	struct job session = *job;
	bool pty = job->tasks_per_node <= 1 && job->nodes == 1 && job->how->append_start == NULL;
	size_t start;

	session.interactive = true;
	text_append(text,
		"# 1. Ask for the nodes. The shell that then opens still runs on the login node.\n"
		"salloc");
	append_options(&session, text);
	text_append(text, "\n# 2. Type the rest in that shell, and 'exit' when you are done.\n");
	script_append_environment(&session, text);
	if (script_has_task(&session)) {
		text_append(text, "\n# Every task starts with these lines and then becomes the "
				  "program.\ntask=$(cat <<'END'\n");
		script_append_task(&session, text);
		text_append(text, "END\n)\n");
	}
	script_append_meeting(&session, text);
	script_append_placement(&session, text);
	start = text->length;
	script_append_start(&session, false, text);
	/* One task can have the terminal. */
	if (pty) {
		struct text rest = TEXT_INIT;
		text_append(&rest, text->data + start + strlen("\nsrun"));
		text_truncate(text, start);
		text_append(text, "\nsrun --pty");
		text_append(text, text_string(&rest));
		text_release(&rest);
	}
}

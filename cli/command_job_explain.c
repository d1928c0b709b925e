#include "cli/command_job.h"

#include "base/clean.h"
#include "base/files.h"
#include "check/explain.h"

static void explain(struct cli *cli, struct script *script)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < script->steps.count; i++) {
		if (cli->json) {
			json_array_append_new(steps, explain_json(script, i));
			continue;
		}
		text_append(&cli->out, cli->out.length > 0 ? "\n" : "");
		explain_step(script, i, cli->ascii, &cli->out);
	}
	if (script->steps.count == 0 && !cli->json)
		text_append(&cli->out, "The script starts no step: neither srun nor a container.\n");
	if (cli->json) {
		json_t *document = cli_document(cli, "berth.job.explain/1");
		json_object_set_new(document, "path", json_string_clean(script->path));
		json_object_set_new(document, "partition",
			script->partition != NULL ? json_string_clean(script->partition->record.name)
						  : json_null());
		json_object_set(document, "steps", steps);
	}
	json_decref(steps);
}

void command_job_explain(struct cli *cli)
{
	struct text text = TEXT_INIT;
	struct script script;
	const char *path = cli->arguments.items[0];

	if (cli_site(cli) == NULL)
		return;
	if (file_or_input_read(path, SHELL_BYTES_LIMIT - 1, &text, &cli->diags)) {
		script_read(&cli->site, path, text_string(&text), text.length, &script);
		explain(cli, &script);
		script_release(&script);
	}
	text_release(&text);
}

#include "cli/command_run.h"
#include "base/clean.h"
#include "base/units.h"
#include "base/words.h"
#include "cli/live.h"

enum { CANCEL_PATIENCE = 15000 }; /* milliseconds; the program itself gets two seconds */

static bool read_run(struct cli *cli, struct run_record *record)
{
	const char *id = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;
	bool fine = run_read(id, record, &cli->diags);

	if (!fine)
		run_release(record);
	return fine;
}

static void append_state(const struct run_record *record, struct text *text)
{
	text_append(text, run_state_names[record->state]);
	for (size_t i = 0; i < record->step_count; i++)
		if (record->state != RUN_DONE && record->state != RUN_WAITING &&
			record->steps[i].state != RUN_DONE) {
			text_append_format(text, " in step %zu of %zu", i + 1, record->step_count);
			break;
		}
}

static void append_took(const struct run_record *record, struct text *text)
{
	if (record->started == 0)
		text_append_char(text, '-');
	else
		append_elapsed(text, (record->ended > 0 ? record->ended : run_clock()) - record->started);
}

void command_run_list(struct cli *cli)
{
	struct run_records list = {0};
	struct table table = {0};
	json_t *array = json_array();

	if (!run_list(&list, &cli->diags))
		return;
	table_row(&table, 5, (const char *const[]){"RUN", "BEGAN", "TOOK", "STATE", "WHAT"});
	vector_each (struct run_record, record, &list) {
		struct text began = TEXT_INIT, took = TEXT_INIT, state = TEXT_INIT;
		text_append_time(&began, record->created / 1000);
		append_took(record, &took);
		append_state(record, &state);
		table_row(&table, 5,
			(const char *const[]){record->id, text_string(&began), text_string(&took),
				text_string(&state), record->title});
		json_array_append_new(array, run_json(record, NULL));
		text_release(&began);
		text_release(&took);
		text_release(&state);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.run.list/1"), "runs", array);
	if (!cli->json && list.count > 0)
		table_print(cli, &table);
	else
		table_release(&table);
	if (!cli->json && list.count == 0)
		text_append(&cli->out, "no runs; a build with --run makes one\n");
	json_decref(array);
	run_records_release(&list);
}

static void line(struct cli *cli, const char *label, const char *value)
{
	if (value == NULL)
		return;
	text_append_format(&cli->out, "%-12s ", label);
	text_append_clean(&cli->out, value, CLEAN_LINE);
	text_append_char(&cli->out, '\n');
}

static void show_steps(struct cli *cli, const struct run_record *record, const struct plan *plan)
{
	for (size_t i = 0; i < record->step_count; i++) {
		const struct run_step *step = &record->steps[i];
		struct text took = TEXT_INIT;
		if (step->ended > 0)
			append_elapsed(&took, step->ended - step->started);
		else if (step->state == RUN_RUNNING)
			append_elapsed(&took, run_clock() - step->started);
		text_append_format(&cli->out, "  %2zu  %-11s %8s  ", i + 1,
			run_state_names[step->state], text_string(&took));
		text_append_clean(&cli->out, plan->items[i].title, CLEAN_LINE);
		if (step->signal != 0)
			text_append_format(&cli->out, " (signal %lld)", (long long)step->signal);
		else if (step->exit_code > 0)
			text_append_format(
				&cli->out, " (exit code %lld)", (long long)step->exit_code);
		text_append_char(&cli->out, '\n');
		text_release(&took);
	}
}

static void show_next(struct cli *cli, const struct run_record *record)
{
	const char *verb = record->state == RUN_RUNNING ? "cancel" : "resume";
	char *next = xasprintf("berth run %s %s", verb, record->id);

	if (record->state != RUN_DONE)
		line(cli, "next", next);
	free(next);
}

static void show(struct cli *cli, const struct run_record *record, const struct plan *plan)
{
	struct text began = TEXT_INIT, state = TEXT_INIT;
	struct strings left = {0};
	char *log = run_log_path(record);

	text_append_time(&began, record->created / 1000);
	append_state(record, &state);
	text_append(&state, ", ");
	append_took(record, &state);
	line(cli, "run", record->id);
	line(cli, "what", record->title);
	line(cli, "state", text_string(&state));
	line(cli, "began", text_string(&began));
	line(cli, "folder", record->where);
	line(cli, "host", record->host);
	line(cli, "error", record->message);
	line(cli, "hint", record->hint);
	plan_leftovers(plan, record->id, &left);
	for (size_t i = 0; i < left.count; i++)
		line(cli, "left behind", left.items[i]);
	line(cli, "log", log);
	show_next(cli, record);
	show_steps(cli, record, plan);
	strings_release(&left);
	free(log);
	text_release(&began);
	text_release(&state);
}

void command_run_show(struct cli *cli)
{
	struct run_record record;
	struct plan plan = {0};

	if (!read_run(cli, &record))
		return;
	if (run_read_plan(&record, &plan, &cli->diags)) {
		if (cli->json) {
			json_t *run = run_json(&record, &plan);
			json_object_update(cli_document(cli, "berth.run.show/1"), run);
			json_object_set_new(cli->document, "plan", plan_json(&plan));
			json_decref(run);
		} else {
			show(cli, &record, &plan);
		}
	}
	plan_release(&plan);
	run_release(&record);
}

void command_run_cancel(struct cli *cli)
{
	struct run_record record;
	struct plan plan = {0};

	if (!read_run(cli, &record))
		return;
	if (run_cancel(&record, CANCEL_PATIENCE, &cli->diags) &&
		run_read_plan(&record, &plan, &cli->diags)) {
		if (cli->json) {
			json_t *run = run_json(&record, &plan);
			json_object_update(cli_document(cli, "berth.run.cancel/1"), run);
			json_decref(run);
		} else {
			show(cli, &record, &plan);
		}
	}
	plan_release(&plan);
	run_release(&record);
}

void command_run_resume(struct cli *cli)
{
	struct run_record record;
	struct plan plan = {0};

	if (!read_run(cli, &record))
		return;
	if (cli_given(cli, "detach"))
		live_detach(cli, &record);
	else
		live_run(cli, &record);
	if (cli->json && run_read_plan(&record, &plan, &cli->diags)) {
		json_t *run = run_json(&record, &plan);
		json_object_update(cli_document(cli, "berth.run.resume/1"), run);
		json_decref(run);
	}
	plan_release(&plan);
	run_release(&record);
}

void command_run_remove(struct cli *cli)
{
	json_t *removed = json_array();

	for (size_t i = 0; i < cli->arguments.count; i++) {
		struct run_record record;
		if (run_read(cli->arguments.items[i], &record, &cli->diags) &&
			run_forget(&record, &cli->diags))
			json_array_append_new(removed, json_string_clean(record.id));
		run_release(&record);
	}
	if (cli->json)
		json_object_set(cli_document(cli, "berth.run.remove/1"), "removed", removed);
	json_decref(removed);
}

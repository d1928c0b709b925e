#include "plan/plan.h"
#include "base/clean.h"
#include "base/words.h"

/* Every line of `content` with four blanks before it. */
static void show_content(const struct text *content, struct text *text)
{
	const char *line = text_string(content);
	const char *end = line + content->length;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((stop != NULL ? stop : end) - line);
		text_append(text, length > 0 ? "    " : "");
		text_append_clean_bytes(text, line, length, CLEAN_LINE);
		text_append_char(text, '\n');
		line += length + 1;
	}
}

static void show_command(const struct plan_step *step, bool contents, struct text *text)
{
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < step->env.count; i++) {
		text_append_shell_word(&line, step->env.items[i]);
		text_append_char(&line, ' ');
	}
	for (size_t i = 0; i < step->argv.count; i++) {
		if (i > 0)
			text_append_char(&line, ' ');
		text_append_shell_word(&line, step->argv.items[i]);
	}
	if (step->folder != NULL) {
		text_append(text, "   in ");
		text_append_clean(text, step->folder, CLEAN_LINE);
		text_append_char(text, '\n');
	}
	text_append(text, "   $ ");
	text_append_clean(text, text_string(&line), CLEAN_LINE);
	text_append_char(text, '\n');
	text_release(&line);
	if (step->input != NULL && contents) {
		struct text input = TEXT_INIT;
		text_append(&input, step->input);
		text_append_format(text, "   which reads (%zu bytes)\n", input.length);
		show_content(&input, text);
		text_release(&input);
	}
}

void plan_show(const struct plan *plan, bool contents, struct text *text)
{
	text_append_clean(text, plan->title, CLEAN_LINE);
	text_append_char(text, '\n');
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_step *step = &plan->items[i];
		text_append_format(text, "%zu. ", i + 1);
		text_append_clean(text, step->title, CLEAN_LINE);
		text_append_char(text, '\n');
		for (size_t f = 0; f < step->folders.count; f++) {
			text_append(text, "   makes the folder ");
			text_append_clean(text, step->folders.items[f], CLEAN_LINE);
			text_append_char(text, '\n');
		}
		vector_each (const struct plan_file, file, &step->files) {
			text_append(text, "   writes ");
			text_append_clean(text, file->path, CLEAN_LINE);
			text_append_format(text, " (%zu bytes, mode %04o)\n", file->content.length,
				(unsigned)file->mode);
			if (contents)
				show_content(&file->content, text);
		}
		if (step->argv.count > 0)
			show_command(step, contents, text);
	}
}

static json_t *strings_json(const struct strings *strings)
{
	json_t *array = json_array();
	for (size_t i = 0; i < strings->count; i++)
		json_array_append_new(array, json_string_clean(strings->items[i]));
	return array;
}

static json_t *files_json(const struct plan_files *files)
{
	json_t *array = json_array();
	vector_each (const struct plan_file, file, files) {
		json_t *object = json_object();
		json_object_set_new(object, "path", json_string_clean(file->path));
		json_object_set_new(object, "mode", json_integer(file->mode));
		json_object_set_new(object, "replace", json_boolean(file->replace));
		json_object_set_new(
			object, "content", json_string_clean(text_string(&file->content)));
		json_array_append_new(array, object);
	}
	return array;
}

json_t *plan_json(const struct plan *plan)
{
	json_t *document = json_object(), *steps = json_array();

	json_object_set_new(document, "schema", json_string("berth.plan/1"));
	json_object_set_new(document, "title", json_string_clean(plan->title));
	vector_each (const struct plan_step, step, plan) {
		json_t *object = json_object();
		json_object_set_new(object, "title", json_string_clean(step->title));
		json_object_set_new(object, "where", json_string("here"));
		json_object_set_new(object, "folder",
			step->folder != NULL ? json_string_clean(step->folder) : json_null());
		json_object_set_new(object, "folders", strings_json(&step->folders));
		json_object_set_new(object, "files", files_json(&step->files));
		json_object_set_new(object, "argv", strings_json(&step->argv));
		json_object_set_new(object, "env", strings_json(&step->env));
		json_object_set_new(object, "input",
			step->input != NULL ? json_string_clean(step->input) : json_null());
		json_array_append_new(steps, object);
	}
	json_object_set_new(document, "steps", steps);
	return document;
}

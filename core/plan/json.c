#include "plan/place.h"
#include "base/clean.h"

#include <ctype.h>

/* More than any plan has; what is read may be anything. */
enum { STEPS_LIMIT = 10000 };

static bool is_utf8(const char *bytes, size_t length)
{
	while (length > 0) {
		uint32_t code_point;
		size_t size = utf8_decode((const unsigned char *)bytes, length, &code_point);
		if (size == 0)
			return false;
		bytes += size;
		length -= size;
	}
	return true;
}

/* A string as it is, or its bytes as hexadecimal digits. */
static json_t *bytes_json(const char *bytes, size_t length)
{
	struct text hex = TEXT_INIT;
	json_t *object;

	if (is_utf8(bytes, length))
		return json_stringn(bytes, length);
	for (size_t i = 0; i < length; i++)
		text_append_format(&hex, "%02x", (unsigned char)bytes[i]);
	object = json_object();
	json_object_set_new(object, "hex", json_string(text_string(&hex)));
	text_release(&hex);
	return object;
}

static json_t *string_json(const char *string)
{
	return string != NULL ? bytes_json(string, strlen(string)) : json_null();
}

static json_t *strings_json(const struct strings *strings)
{
	json_t *array = json_array();
	for (size_t i = 0; i < strings->count; i++)
		json_array_append_new(array, string_json(strings->items[i]));
	return array;
}

static json_t *files_json(const struct plan_files *files)
{
	json_t *array = json_array();
	vector_each (const struct plan_file, file, files) {
		json_t *object = json_object();
		json_object_set_new(object, "path", string_json(file->path));
		json_object_set_new(object, "mode", json_integer(file->mode));
		json_object_set_new(object, "replace", json_boolean(file->replace));
		json_object_set_new(object, "content",
			bytes_json(text_string(&file->content), file->content.length));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *moves_json(const struct plan_moves *moves)
{
	json_t *array = json_array();
	vector_each (const struct plan_move, move, moves) {
		json_t *object = json_object();
		json_object_set_new(object, "from", string_json(move->from));
		json_object_set_new(object, "to", string_json(move->to));
		json_object_set_new(object, "replace", json_boolean(move->replace));
		json_array_append_new(array, object);
	}
	return array;
}

json_t *plan_json(const struct plan *plan)
{
	json_t *document = json_object(), *steps = json_array();

	json_object_set_new(document, "schema", json_string("berth.plan/1"));
	json_object_set_new(document, "title", string_json(plan->title));
	vector_each (const struct plan_step, step, plan) {
		json_t *object = json_object();
		json_object_set_new(object, "title", string_json(step->title));
		json_object_set_new(object, "where", json_string("here"));
		json_object_set_new(object, "absent", strings_json(&step->absent));
		json_object_set_new(object, "claims", strings_json(&step->claims));
		json_object_set_new(object, "removes", strings_json(&step->removes));
		json_object_set_new(object, "folder", string_json(step->folder));
		json_object_set_new(object, "folders", strings_json(&step->folders));
		json_object_set_new(object, "files", files_json(&step->files));
		json_object_set_new(object, "argv", strings_json(&step->argv));
		json_object_set_new(object, "env", strings_json(&step->env));
		json_object_set_new(object, "input", string_json(step->input));
		json_object_set_new(object, "deadline_ms", json_integer(step->deadline_ms));
		json_object_set_new(object, "moves", moves_json(&step->moves));
		json_array_append_new(steps, object);
	}
	json_object_set_new(document, "steps", steps);
	return document;
}

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The other direction: appends the bytes; false when the value is no string. */
static bool read_bytes(const json_t *value, struct text *text)
{
	const char *hex = json_string_value(json_object_get(value, "hex"));

	if (json_is_string(value)) {
		text_append_bytes(text, json_string_value(value), json_string_length(value));
		return true;
	}
	for (; hex != NULL && hex[0] != '\0'; hex += 2) {
		int high = digit(hex[0]), low = high < 0 ? -1 : digit(hex[1]);
		if (low < 0)
			return false;
		text_append_char(text, (char)(high * 16 + low));
	}
	return hex != NULL;
}

/* A C string, which holds no NUL; NULL when the value is none. The caller frees it. */
static char *read_string(const json_t *value)
{
	struct text text = TEXT_INIT;

	if (read_bytes(value, &text) && memchr(text_string(&text), '\0', text.length) == NULL)
		return text_detach(&text);
	text_release(&text);
	return NULL;
}

static bool read_optional(const json_t *value, char **string)
{
	*string = read_string(value);
	return *string != NULL || json_is_null(value);
}

static bool read_strings(const json_t *array, struct strings *strings)
{
	size_t index;
	json_t *value;

	if (!json_is_array(array))
		return false;
	json_array_foreach((json_t *)(uintptr_t)array, index, value) {
		char *string = read_string(value);
		if (string == NULL)
			return false;
		strings_take(strings, string);
	}
	return true;
}

static bool read_file(const json_t *object, struct plan_step *step)
{
	char *path = read_string(json_object_get(object, "path"));
	struct text content = TEXT_INIT;
	bool fine = path != NULL && read_bytes(json_object_get(object, "content"), &content);

	if (fine)
		plan_step_write(step, path, text_string(&content), content.length,
			(mode_t)json_integer_value(json_object_get(object, "mode")) & 0777,
			json_is_true(json_object_get(object, "replace")));
	text_release(&content);
	free(path);
	return fine;
}

static bool read_move(const json_t *object, struct plan_step *step)
{
	char *from = read_string(json_object_get(object, "from"));
	char *to = read_string(json_object_get(object, "to"));
	bool fine = from != NULL && to != NULL;

	if (fine)
		plan_step_move(step, from, to, json_is_true(json_object_get(object, "replace")));
	free(from);
	free(to);
	return fine;
}

static bool read_step(const json_t *object, struct plan *plan)
{
	char *title = read_string(json_object_get(object, "title"));
	struct plan_step *step;
	size_t index;
	json_t *absent, *value;
	bool fine;

	if (title == NULL)
		return false;
	step = plan_add(plan, title);
	free(title);
	step->deadline_ms = (int)json_integer_value(json_object_get(object, "deadline_ms"));
	/* Records of plans may be older than this key. */
	absent = json_object_get(object, "absent");
	fine = (absent == NULL || read_strings(absent, &step->absent)) &&
	       read_strings(json_object_get(object, "claims"), &step->claims) &&
	       read_strings(json_object_get(object, "removes"), &step->removes) &&
	       read_strings(json_object_get(object, "folders"), &step->folders) &&
	       read_strings(json_object_get(object, "argv"), &step->argv) &&
	       read_strings(json_object_get(object, "env"), &step->env) &&
	       read_optional(json_object_get(object, "folder"), &step->folder) &&
	       read_optional(json_object_get(object, "input"), &step->input);
	for (size_t i = 0; i < step->removes.count; i++)
		fine = fine && place_is_own(step->removes.items[i]);
	json_array_foreach(json_object_get(object, "files"), index, value)
		fine = fine && read_file(value, step);
	json_array_foreach(json_object_get(object, "moves"), index, value)
		fine = fine && read_move(value, step);
	return fine;
}

bool plan_from_json(const json_t *document, struct plan *plan, struct diags *diags)
{
	const char *schema = json_string_value(json_object_get(document, "schema"));
	json_t *steps = json_object_get(document, "steps"), *value;
	char *title = read_string(json_object_get(document, "title"));
	bool fine = schema != NULL && string_equal(schema, "berth.plan/1") && title != NULL &&
		    json_is_array(steps) && json_array_size(steps) <= STEPS_LIMIT;
	size_t index;

	plan_init(plan, title != NULL ? title : "");
	free(title);
	json_array_foreach(steps, index, value)
		fine = fine && read_step(value, plan);
	if (fine)
		return true;
	plan_release(plan);
	return diags_fail(diags, "R07", NULL, "this is no plan of Berth");
}

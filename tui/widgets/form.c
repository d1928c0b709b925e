#include "tui/widgets/form.h"
#include "tui/widgets/form_lines.h"
#include "tui/widgets/motion.h"

static void forget_refusal(struct form *form)
{
	free(form->refused);
	form->refused = NULL;
}

static void stop_editing(struct form *form)
{
	form->editing = false;
	input_set(&form->input, "");
	forget_refusal(form);
}

void form_release(struct form *form)
{
	free(form->chosen_key);
	free(form->refused);
	input_release(&form->input);
	*form = (struct form){0};
}

static void choose(struct form *form, size_t field)
{
	char *key;

	if (field >= form->count)
		return;
	form->chosen = field;
	key = xstrdup(form->fields[field].key);
	free(form->chosen_key);
	form->chosen_key = key;
}

/* The field from `field` on, in this direction, that can be chosen; form->count when there is none.
 */
static size_t find_field(const struct form *form, size_t field, bool backward)
{
	while (field < form->count && form->fields[field].kind == FIELD_HEADING)
		field = backward ? (field > 0 ? field - 1 : form->count) : field + 1;
	return field;
}

static bool find_key(const struct form *form, const char *key, size_t *field)
{
	for (size_t i = 0; i < form->count; i++) {
		if (form->fields[i].kind != FIELD_HEADING &&
			string_equal(form->fields[i].key, key)) {
			*field = i;
			return true;
		}
	}
	return false;
}

void form_set(struct form *form, const struct field *fields, size_t count)
{
	size_t field = form->chosen;

	form->fields = fields;
	form->count = count;
	if (form->chosen_key != NULL && find_key(form, form->chosen_key, &field)) {
		form->chosen = field;
		return;
	}
	/* It is gone, and with it what was being typed for it. */
	stop_editing(form);
	field = field < count ? field : count > 0 ? count - 1 : 0;
	if (find_field(form, field, false) < count)
		field = find_field(form, field, false);
	else
		field = find_field(form, field, true);
	form->chosen = 0;
	choose(form, field);
}

void form_choose_first(struct form *form)
{
	choose(form, find_field(form, 0, false));
}

const struct field *form_chosen(const struct form *form)
{
	if (form->chosen >= form->count || form->fields[form->chosen].kind == FIELD_HEADING)
		return NULL;
	return &form->fields[form->chosen];
}

/* Hands a value over. The view may give new fields meanwhile. Gives whether it took the value. */
static bool hand_over(struct form *form, const char *key, const char *value)
{
	char *own_key = xstrdup(key), *own_value = xstrdup(value);
	const char *why = form->set(form->context, own_key, own_value);

	forget_refusal(form);
	form->refused = why != NULL ? xstrdup(why) : NULL;
	free(own_key);
	free(own_value);
	return why == NULL;
}

static bool commit(struct form *form)
{
	const struct field *field = form_chosen(form);

	if (!form->editing || field == NULL)
		return true;
	if (!hand_over(form, field->key, text_string(&form->input.text)))
		return false;
	stop_editing(form);
	return true;
}

void form_choose_field(struct form *form, const char *key)
{
	size_t field;

	if (!find_key(form, key, &field) || !commit(form) || !find_key(form, key, &field))
		return;
	forget_refusal(form);
	choose(form, field);
}

static void edit(struct form *form, const char *text)
{
	form->editing = true;
	input_set(&form->input, text);
}

void form_enter(struct form *form, const char *key, const char *value)
{
	size_t field;

	if (!find_key(form, key, &field))
		return;
	if (form->editing)
		stop_editing(form);
	choose(form, field);
	if (!hand_over(form, key, value) && find_key(form, form->chosen_key, &field))
		edit(form, value);
}

static void step_number(struct form *form, const struct field *field, int64_t by)
{
	const char *now = field->value[0] != '\0' ? field->value : field->otherwise;
	char *end = NULL, text[24];
	long long number = now != NULL ? strtoll(now, &end, 10) : 0;

	/* What is no number begins at the lowest. */
	if (now == NULL || end == now || *end != '\0')
		number = field->low;
	else if (__builtin_add_overflow(number, by, &number))
		return;
	if (field->high > field->low)
		number = number < field->low    ? field->low
			 : number > field->high ? field->high
						: number;
	snprintf(text, sizeof text, "%lld", number);
	if (!string_equal(text, field->value))
		hand_over(form, field->key, text);
}

static void step_choice(struct form *form, const struct field *field, bool backward)
{
	const char *now = field->value[0] != '\0' ? field->value : field->otherwise;
	size_t count = 0, at = SIZE_MAX;

	for (; field->choices != NULL && field->choices[count] != NULL; count++)
		if (now != NULL && string_equal(field->choices[count], now))
			at = count;
	if (count == 0)
		return;
	/* What is unset stands at the choice that unsets, where there is one. */
	if (at == SIZE_MAX && field->choices[0][0] == '\0')
		at = 0;
	if (at == SIZE_MAX)
		at = backward ? count - 1 : 0;
	else
		at = backward ? (at + count - 1) % count : (at + 1) % count;
	hand_over(form, field->key, field->choices[at]);
}

static bool step(struct form *form, const struct field *field, const struct key *key)
{
	bool less = key_among(key, "left h -"), more = key_among(key, "right l +");

	if ((!less && !more) || (field->kind != FIELD_NUMBER && field->kind != FIELD_CHOICE))
		return false;
	if (field->disabled != NULL)
		return true;
	if (field->kind == FIELD_NUMBER)
		step_number(form, field, less ? -1 : 1);
	else
		step_choice(form, field, less);
	return true;
}

static void open_field(struct form *form, const struct field *field)
{
	if (field->disabled != NULL)
		return;
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_NUMBER:
	case FIELD_LIST:
		edit(form, field->value);
		break;
	case FIELD_CHOICE:
		if (form->pick != NULL)
			form->pick(form->context, field);
		else
			step_choice(form, field, false);
		break;
	case FIELD_FLAG:
		hand_over(form, field->key, form_flag(field) ? "false" : "true");
		break;
	case FIELD_BUTTON:
		if (form->press != NULL)
			form->press(form->context, field->key);
		break;
	case FIELD_HEADING:
	case FIELD_FIXED:
		break;
	}
}

static bool move(struct form *form, const struct key *key)
{
	size_t field = form->chosen, before = field;

	if (!motion_take(key, &field, form->count, form->shown))
		return false;
	if (find_field(form, field, field < before) < form->count)
		field = find_field(form, field, field < before);
	else
		field = find_field(form, field, field >= before);
	choose(form, field);
	return true;
}

static bool take_mouse(struct form *form, const struct key *key)
{
	static const struct key up = {.code = KEYCODE_UP}, down = {.code = KEYCODE_DOWN};
	struct form_lines lines;
	size_t at;

	if (!rect_has(form->area, key->x, key->y))
		return false;
	if (form->editing && rect_has(form->input.area, key->x, key->y))
		return input_take(&form->input, key) != INPUT_NOT_MINE;
	if (key->button == BUTTON_WHEEL_UP || key->button == BUTTON_WHEEL_DOWN)
		return commit(form) && move(form, key->button == BUTTON_WHEEL_UP ? &up : &down);
	if (key->button != BUTTON_LEFT)
		return false;
	at = form->first + (size_t)(key->y - form->area.y);
	form_lines(form, form->area.width - 1, &lines);
	if (at < lines.all.count && form->fields[lines.all.items[at].field].kind != FIELD_HEADING) {
		char *chosen = xstrdup(form->fields[lines.all.items[at].field].key);

		form_choose_field(form, chosen);
		free(chosen);
	}
	form_lines_release(&lines);
	return true;
}

static void complete(struct form *form, const struct field *field)
{
	struct strings candidates = {0};
	char *before = xstrndup(text_string(&form->input.text), form->input.at);

	form->complete(form->context, field->key, before, &candidates);
	input_complete(&form->input, &candidates);
	free(before);
	strings_release(&candidates);
}

static bool take_editing(struct form *form, const struct field *field, const struct key *key)
{
	static const struct key up = {.code = KEYCODE_UP}, down = {.code = KEYCODE_DOWN};

	if (key_is(key, KEYCODE_ESCAPE)) {
		stop_editing(form);
		return true;
	}
	if (key_is(key, KEYCODE_ENTER)) {
		commit(form);
		return true;
	}
	if (key_is(key, KEYCODE_TAB) && form->complete != NULL) {
		complete(form, field);
		return true;
	}
	if (key_among(key, "up down tab shift-tab")) {
		bool back = key_among(key, "up shift-tab");

		if (commit(form))
			move(form, back ? &up : &down);
		return true;
	}
	switch (input_take(&form->input, key)) {
	case INPUT_CHANGED:
		forget_refusal(form);
		return true;
	case INPUT_MOVED:
		return true;
	case INPUT_NOT_MINE:
		break;
	}
	return false;
}

bool form_take(struct form *form, const struct key *key)
{
	const struct field *field = form_chosen(form);

	if (key->code == KEYCODE_MOUSE)
		return take_mouse(form, key);
	if (field == NULL)
		return false;
	if (form->editing)
		return take_editing(form, field, key);
	forget_refusal(form);
	if (key_is(key, KEYCODE_ENTER) && field->kind != FIELD_FIXED) {
		open_field(form, field);
		return true;
	}
	if (key_is(key, ' ') && (field->kind == FIELD_FLAG || field->kind == FIELD_BUTTON)) {
		open_field(form, field);
		return true;
	}
	if (key_among(key, "delete backspace") && field->kind != FIELD_BUTTON &&
		field->kind != FIELD_FIXED) {
		if (field->disabled == NULL && field->value[0] != '\0')
			hand_over(form, field->key, "");
		return true;
	}
	return step(form, field, key) || move(form, key);
}

const char *form_editing_keys(const struct form *form)
{
	if (!form->editing)
		return NULL;
	if (form->refused != NULL)
		return "not taken: change it, or esc leaves it as it was";
	return form->complete != NULL ? "enter take it  tab complete  down next field  esc leave it as it was"
				      : "enter take it  tab next field  esc leave it as it was";
}

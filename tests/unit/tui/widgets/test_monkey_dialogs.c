#include "monkey.h"

#include "tui/widgets/ask.h"
#include "tui/widgets/confirm.h"
#include "tui/widgets/form.h"
#include "tui/widgets/help.h"
#include "tui/widgets/menu.h"

static struct form form;
static struct field fields[20];
static char values[20][64];

static void change_form(void)
{
	static const char *const choices[] = {"one", "two", "\u6f22", NULL};
	static struct diag diag = {.severity = SEVERITY_ERROR, .id = "X00"};
	static char message[] =
		"something \xff is wrong \u6f22 with this one, and it is long to say";
	size_t count = any(20);

	diag.message = message;
	change_lines();
	for (size_t i = 0; i < count; i++) {
		static char keys[20][16];
		snprintf(keys[i], sizeof keys[i], "key-%u", any(25) + 100 * (unsigned)i);
		fields[i] = (struct field){.key = keys[i],
			.label = any_text(),
			.help = any_text(),
			.unit = any(4) == 0 ? "GB" : NULL,
			.kind = (enum field_kind)any(8),
			.value = values[i],
			.otherwise = any(2) ? any_text() : NULL,
			.choices = any(4) > 0 ? choices : NULL,
			.low = 1,
			.high = any(9),
			.disabled = any(9) == 0 ? "not now" : NULL,
			.diag = any(5) == 0 ? &diag : NULL};
	}
	form_set(&form, fields, count);
}

static const char *set_field(void *context, const char *key, const char *value)
{
	(void)context;
	(void)key;
	if (any(3) == 0)
		return any_text();
	snprintf(values[any(20)], sizeof values[0], "%s", value);
	change_form();
	return NULL;
}

static void take_form(const struct key *key)
{
	form_take(&form, key);
	if (any(100) == 0 && form_chosen(&form) != NULL) {
		char *chosen = xstrdup(form_chosen(&form)->key);
		form_enter(&form, chosen, any_text());
		free(chosen);
	}
}

static void draw_form(struct surface *surface, struct rect area, bool focus)
{
	form_draw(&form, surface, area, focus);
}

static void test_form(void **state)
{
	(void)state;
	form.set = set_field;
	change_form();
	play(take_form, change_form, draw_form);
	form_release(&form);
}

static struct menu menu;
static struct menu_item menu_items[60];

static void change_menu(void)
{
	change_lines();
	for (size_t i = 0; i < lines.count; i++)
		menu_items[i] = (struct menu_item){lines.items[i], any(2) ? any_text() : NULL,
			any(2) ? "ctrl-x" : NULL, any(5) == 0 ? any_text() : NULL};
	menu_set(&menu, menu_items, lines.count, any(70));
}

static void take_menu(const struct key *key)
{
	menu_take(&menu, key);
}

static void draw_menu(struct surface *surface, struct rect area, bool focus)
{
	menu_draw(&menu, surface, area, focus ? "Title" : any_text());
}

static void test_menu(void **state)
{
	(void)state;
	change_menu();
	play(take_menu, change_menu, draw_menu);
	menu_release(&menu);
}

static struct confirm confirm;
static struct help help;
static struct ask ask;

static void add_candidates(void *context, const char *before, struct strings *candidates)
{
	(void)context;
	(void)before;
	for (unsigned i = any(30); i > 0; i--)
		strings_add(candidates, any_text());
}

static void change_dialogs(void)
{
	confirm_set(&confirm, any_text(), any(2) ? any_text() : NULL, any_text());
	if (help.rows.count > 200)
		help_clear(&help);
	if (any(4) == 0)
		help_heading(&help, any_text());
	help_add(&help, any(2) ? "up k" : NULL, any(2) ? "name" : NULL, any(2) ? "WORD" : NULL,
		any_text());
	ask_set(&ask, any_text(), any_text(), any_text(), any(4) == 0);
	ask.complete = any(2) ? add_candidates : NULL;
	change_lines();
	ask.input.history = any(2) ? &lines : NULL;
}

static void take_dialogs(const struct key *key)
{
	confirm_take(&confirm, key);
	help_take(&help, key);
	ask_take(&ask, key);
	assert_true(ask.input.at <= ask.input.text.length);
	assert_int_equal(strlen(text_string(&ask.input.text)), ask.input.text.length);
}

static void draw_dialogs(struct surface *surface, struct rect area, bool focus)
{
	help_draw(&help, surface, area, "Help");
	confirm_draw(&confirm, surface, area);
	if (focus)
		ask_draw(&ask, surface, area);
	else
		ask_draw_line(&ask, surface, area);
}

static void test_dialogs(void **state)
{
	(void)state;
	change_dialogs();
	play(take_dialogs, change_dialogs, draw_dialogs);
	ask.input.history = NULL;
	confirm_release(&confirm);
	help_release(&help);
	ask_release(&ask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_form, release_lines),
		cmocka_unit_test_teardown(test_menu, release_lines),
		cmocka_unit_test_teardown(test_dialogs, release_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

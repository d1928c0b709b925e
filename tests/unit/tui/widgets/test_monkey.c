#include "pressing.h"

#include "tui/widgets/ask.h"
#include "tui/widgets/confirm.h"
#include "tui/widgets/form.h"
#include "tui/widgets/help.h"
#include "tui/widgets/list.h"
#include "tui/widgets/menu.h"
#include "tui/widgets/pager.h"
#include "tui/widgets/tree.h"

/*
 * 100,000 random keys, pastes, clicks and resizes for each widget, which changes what it shows
 * meanwhile. The sanitizers see what goes wrong; what is drawn must be whole each time.
 */

enum { STEPS = 100000, DRAW_EVERY = 20 };

static uint64_t seed;

static unsigned any(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

static const char *any_text(void)
{
	static const char *const texts[] = {"", "a", "torch", "\u6f22\u5b57", "e\u0301\u0301\u0301",
		"\xff\xfe", "\x1b[2J\x1b]0;x\x07", "line\nline\r\n\n", "\t\ttab",
		"\u202e\u200b\u00ad", "'quote \"",
		"a very long text that does not fit into most of the areas that it is drawn into"};

	return texts[any(ARRAY_LENGTH(texts))];
}

static struct key any_key(void)
{
	static const char *const names[] = {"up", "down", "left", "right", "home", "end", "page-up",
		"page-down", "enter", "esc", "tab", "shift-tab", "backspace", "delete", "space",
		"ctrl-a", "ctrl-e", "ctrl-u", "ctrl-k", "ctrl-w", "ctrl-d", "ctrl-f", "ctrl-b",
		"alt-b", "alt-f", "alt-d", "n", "N", "g", "G", "j", "k", "h", "l", "+", "-", "/",
		"\u00e4", "\u6f22", "f5", "y", "q", "?"};
	struct key key = {0};

	switch (any(12)) {
	case 0:
		return pasted(any_text());
	case 1:
		return clicked((int)any(90) - 5, (int)any(40) - 5, 1 + (int)any(5));
	case 2:
		/* Anything, also what no terminal sends. */
		key.code = any(4) == 0 ? KEYCODE_FIRST + any(40) : any(0x110000);
		key.modifiers = any(4);
		if (key.code == KEYCODE_PASTE)
			key.text = "";
		return key;
	default:
		if (!key_parse(names[any(ARRAY_LENGTH(names))], &key))
			fail_msg("a name is no key");
		return key;
	}
}

/* Asserting costs more than looking: once for each cell is enough. */
static bool is_whole(const struct surface *surface, const struct cell *row, int x)
{
	const struct cell *cell = &row[x];

	if (cell->role >= ROLE_COUNT || memchr(cell->bytes, '\0', CELL_BYTES) == NULL)
		return false;
	if (cell->width == 0)
		return x > 0 && row[x - 1].width == 2;
	if (cell->width == 2 && (x + 1 == surface->width || row[x + 1].width != 0))
		return false;
	return cell->width <= 2 && (unsigned char)cell->bytes[0] >= ' ';
}

static void check(const struct surface *surface)
{
	for (int y = 0; y < surface->height; y++)
		for (int x = 0; x < surface->width; x++)
			if (!is_whole(surface, surface_at(surface, 0, y), x))
				fail_msg("the cell at %d, %d is not whole", x, y);
}

static void play(void (*take)(const struct key *key), void (*change)(void),
	void (*draw)(struct surface *surface, struct rect area, bool focus))
{
	struct surface surface = {0};

	seed = 4711;
	for (unsigned step = 0; step < STEPS; step++) {
		struct key key = any_key();

		take(&key);
		if (any(50) == 0)
			change();
		if (step % DRAW_EVERY > 0)
			continue;
		if (any(8) == 0 || surface.cells == NULL) {
			surface.ascii = any(2);
			surface_resize(&surface, (int)any(90), (int)any(30));
		}
		draw(&surface,
			any(4) > 0 ? surface_rect(&surface)
				   : (struct rect){(int)any(20) - 5, (int)any(20) - 5,
					     (int)any(60) - 2, (int)any(30) - 2},
			any(2));
		check(&surface);
	}
	surface_release(&surface);
}

/* Shared rows of text, which change. */
static struct strings lines;

static void change_lines(void)
{
	strings_release(&lines);
	for (unsigned count = any(60); count > 0; count--)
		strings_add_format(&lines, "%s %u", any_text(), any(1000));
}

static int release_lines(void **state)
{
	(void)state;
	strings_release(&lines);
	return 0;
}

static size_t count_lines(void *context)
{
	(void)context;
	return lines.count;
}

static const char *key_of_line(void *context, size_t row)
{
	(void)context;
	return lines.items[row];
}

static enum role cell_of_line(void *context, size_t row, size_t column, struct text *text)
{
	(void)context;
	text_append_format(text, "%zu%s", column, lines.items[row]);
	return (enum role)(column + row % 8);
}

static const struct list_column columns[] = {
	{"ONE", 5, 0, -1, 0}, {"TWO", 3, 9, 1, 2}, {"THREE", 4, 0, 0, 1}, {NULL, 0, 0, 0, 0}};
static const struct row_source source = {
	columns, count_lines, key_of_line, cell_of_line, NULL, "nothing"};

static struct list list = {.source = &source};

static void take_list(const struct key *key)
{
	list_take(&list, key);
	if (any(20) == 0)
		list_search(&list, any(3) > 0 ? any_text() : NULL, any(2));
}

static void change_list(void)
{
	change_lines();
	/* Also a view that forgets to say so. */
	if (any(4) > 0)
		list_refresh(&list);
}

static void draw_list(struct surface *surface, struct rect area, bool focus)
{
	list_draw(&list, surface, area, focus);
	assert_true(list_key(&list) != NULL || lines.count == 0);
}

static void test_list(void **state)
{
	(void)state;
	play(take_list, change_list, draw_list);
	list_release(&list);
}

static struct tree tree;
static struct tree_item items[60];

static void change_tree(void)
{
	change_lines();
	for (size_t i = 0; i < lines.count; i++)
		items[i] = (struct tree_item){lines.items[i], lines.items[i],
			any(2) ? lines.items[i] : NULL,
			i == 0 ? 0 : (int)any((unsigned)items[i - 1].depth + 2),
			(enum tree_check)any(4), (enum role)any(ROLE_COUNT), any(3) == 0};
	tree_set(&tree, items, lines.count);
}

static void take_tree(const struct key *key)
{
	tree_take(&tree, key);
}

static void draw_tree(struct surface *surface, struct rect area, bool focus)
{
	tree_draw(&tree, surface, area, focus);
}

static void test_tree(void **state)
{
	(void)state;
	change_tree();
	play(take_tree, change_tree, draw_tree);
	tree_release(&tree);
}

static struct pager pager;

static void take_pager(const struct key *key)
{
	pager_take(&pager, key);
	assert_true(pager.first < pager.lines.count || pager.first == 0);
	assert_true(pager.chosen < pager.lines.count || pager.chosen == 0);
}

static void change_pager(void)
{
	const char *text = any_text();

	switch (any(9)) {
	case 0:
		pager_set(&pager, text, strlen(text));
		break;
	case 1:
		pager_filter(&pager, any(3) > 0 ? text : NULL);
		break;
	case 2:
		pager_search(&pager, any(3) > 0 ? text : NULL, any(2));
		break;
	case 3:
		pager.wrap = any(2);
		pager.numbers = any(2);
		pager.cursor = any(2);
		pager.follow = any(2);
		pager.colors = (enum pager_colors)any(4);
		break;
	case 4:
		pager_mark(&pager, any(200), ROLE_ERROR, "!");
		break;
	case 5:
		pager_clear_marks(&pager);
		pager_show_line(&pager, any(200));
		break;
	default:
		for (unsigned i = any(40); i > 0; i--)
			pager_append(&pager, text, strlen(text));
	}
}

static void draw_pager(struct surface *surface, struct rect area, bool focus)
{
	pager_draw(&pager, surface, area, focus);
}

static void test_pager(void **state)
{
	(void)state;
	play(take_pager, change_pager, draw_pager);
	pager_release(&pager);
}

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
		cmocka_unit_test_teardown(test_list, release_lines),
		cmocka_unit_test_teardown(test_tree, release_lines),
		cmocka_unit_test_teardown(test_pager, release_lines),
		cmocka_unit_test_teardown(test_form, release_lines),
		cmocka_unit_test_teardown(test_menu, release_lines),
		cmocka_unit_test_teardown(test_dialogs, release_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

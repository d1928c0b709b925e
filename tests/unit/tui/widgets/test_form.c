#include "pressing.h"

#include "tui/widgets/form.h"

/* The view of these tests: values that can be set, and what was asked of it. */
static struct {
	char partition[64], nodes[64], time[64], flag[64], binds[256];
	struct field fields[16];
	size_t count;
	char pressed[64], picked[64];
	bool forget; /* a value is taken, and the field goes */
} view;

static struct form form;
static char message[] =
	"\u6f22 more nodes than the partition has, so that the job will never start";
static struct diag diag = {.severity = SEVERITY_WARNING, .id = "J00", .message = message};

static void make_fields(void)
{
	static const char *const partitions[] = {"standard-g", "small-g", "dev-g", NULL};
	struct field *field = view.fields;

	*field++ = (struct field){.key = "where", .label = "Where", .kind = FIELD_HEADING};
	*field++ = (struct field){.key = "job.partition",
		.label = "Partition",
		.help = "the queue that the job waits in",
		.kind = FIELD_CHOICE,
		.value = view.partition,
		.otherwise = "standard-g",
		.choices = partitions};
	*field++ = (struct field){.key = "job.nodes",
		.label = "Nodes",
		.help = "how many nodes",
		.kind = FIELD_NUMBER,
		.value = view.nodes,
		.otherwise = "1",
		.low = 1,
		.high = 8,
		.unit = "nodes",
		.diag = &diag};
	*field++ = (struct field){.key = "job.time",
		.label = "Time limit",
		.help = "as 1-12:00:00",
		.kind = FIELD_TEXT,
		.value = view.time,
		.otherwise = "00:30:00"};
	*field++ = (struct field){.key = "what", .label = "What", .kind = FIELD_HEADING};
	*field++ = (struct field){.key = "job.exclusive",
		.label = "Whole nodes",
		.kind = FIELD_FLAG,
		.value = view.flag,
		.otherwise = "true"};
	*field++ = (struct field){.key = "binds",
		.label = "Binds",
		.kind = FIELD_LIST,
		.value = view.binds,
		.help = "what is seen inside"};
	*field++ = (struct field){.key = "image",
		.label = "Image",
		.kind = FIELD_FIXED,
		.value = "/appl/\u6f22\u5b57.sif"};
	*field++ = (struct field){.key = "job.gpus",
		.label = "GPUs",
		.kind = FIELD_NUMBER,
		.value = "",
		.otherwise = "8",
		.disabled = "the partition has none"};
	*field++ = (struct field){.key = "submit",
		.label = "Submit",
		.kind = FIELD_BUTTON,
		.value = "",
		.help = "asks before it does"};
	view.count = (size_t)(field - view.fields);
	form_set(&form, view.fields, view.count);
}

static const char *set_value(void *context, const char *key, const char *value)
{
	static const struct {
		const char *key;
		char *value;
	} values[] = {{"job.partition", view.partition}, {"job.nodes", view.nodes},
		{"job.time", view.time}, {"job.exclusive", view.flag}, {"binds", view.binds}};

	(void)context;
	if (string_equal(value, "bad"))
		return "a time is hours:minutes:seconds";
	for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
		if (string_equal(values[i].key, key))
			snprintf(values[i].value, 64, "%s", value);
	make_fields();
	if (view.forget)
		form_set(&form, view.fields, 2);
	return NULL;
}

static void press_button(void *context, const char *key)
{
	(void)context;
	snprintf(view.pressed, sizeof view.pressed, "%s", key);
}

static void pick(void *context, const struct field *field)
{
	(void)context;
	snprintf(view.picked, sizeof view.picked, "%s", field->key);
}

static void complete(void *context, const char *key, const char *before, struct strings *out)
{
	(void)context;
	assert_string_equal(key, "binds");
	assert_string_equal(before, "/proj");
	strings_add(out, "/project");
	strings_add(out, "/projappl");
	strings_add(out, "/project/b");
}

static int begin(void **state)
{
	(void)state;
	memset(&view, 0, sizeof view);
	form = (struct form){.set = set_value, .press = press_button, .shown = 20};
	make_fields();
	return 0;
}

static int end(void **state)
{
	(void)state;
	form_release(&form);
	return 0;
}

static bool press(const char *names)
{
	bool taken = false;

	PRESS(names, taken = form_take(&form, &pressed));
	return taken;
}

#define assert_chosen(wanted) assert_string_equal(form_chosen(&form)->key, wanted)

static void test_motion(void **state)
{
	(void)state;
	assert_chosen("job.partition");
	press("up");
	assert_chosen("job.partition");
	press("down down down");
	assert_chosen("job.exclusive");
	press("up");
	assert_chosen("job.time");
	press("G down");
	assert_chosen("submit");
	press("g");
	assert_chosen("job.partition");
	form_choose_field(&form, "image");
	assert_chosen("image");
	form_choose_field(&form, "where");
	assert_chosen("image");
	assert_false(press("enter"));
	assert_false(press("x"));
	assert_false(press("left"));
}

static void test_kinds(void **state)
{
	(void)state;
	press("right");
	assert_string_equal(view.partition, "small-g");
	press("l l");
	assert_string_equal(view.partition, "standard-g");
	press("left enter");
	assert_string_equal(view.partition, "standard-g");
	form.pick = pick;
	press("enter");
	assert_string_equal(view.picked, "job.partition");
	press("down right");
	assert_string_equal(view.nodes, "2");
	press("- - - h");
	assert_string_equal(view.nodes, "1");
	press("enter ctrl-u 7 enter + + +");
	assert_string_equal(view.nodes, "8");
	press("delete");
	assert_string_equal(view.nodes, "");
	form_choose_field(&form, "job.exclusive");
	press("space");
	assert_string_equal(view.flag, "false");
	press("enter");
	assert_string_equal(view.flag, "true");
	form_choose_field(&form, "job.gpus");
	assert_true(press("right"));
	assert_true(press("enter"));
	assert_false(form.editing);
	form_choose_field(&form, "submit");
	press("enter");
	assert_string_equal(view.pressed, "submit");
}

static void test_editing(void **state)
{
	(void)state;
	form_choose_field(&form, "job.time");
	press("enter 1 2 : 0 0 q esc");
	assert_string_equal(view.time, "");
	assert_false(form.editing);
	press("enter 1 2 : 0 0 enter");
	assert_string_equal(view.time, "12:00");
	/* A refused value stays, with the reason, until it is another. */
	press("enter ctrl-u b a d enter");
	assert_true(form.editing);
	assert_string_equal(form.refused, "a time is hours:minutes:seconds");
	assert_text_equal(&form.input.text, "bad");
	assert_string_equal(form_editing_keys(&form), "not taken: change it, or esc leaves it as it was");
	press("down tab up");
	assert_chosen("job.time");
	assert_true(form.editing);
	press("x");
	assert_null(strstr(form_editing_keys(&form), "not taken"));
}

static void test_refused(void **state)
{
	(void)state;
	form_enter(&form, "job.time", "bad");
	assert_chosen("job.time");
	assert_true(form.editing);
	assert_text_equal(&form.input.text, "bad");
	press("backspace");
	assert_null(form.refused);
	press("ctrl-u 1 down");
	assert_string_equal(view.time, "1");
	assert_chosen("job.exclusive");
	form_enter(&form, "job.time", "2");
	assert_string_equal(view.time, "2");
	assert_false(form.editing);
	form_enter(&form, "nothing", "2");
}

static void test_completion(void **state)
{
	(void)state;
	form.complete = complete;
	form_choose_field(&form, "binds");
	press("enter / p r o j tab");
	assert_text_equal(&form.input.text, "/proj");
	form.complete = NULL;
	press("tab");
	assert_string_equal(view.binds, "/proj");
	assert_chosen("image");
}

/* New fields come while a value is typed, and as an answer to one. */
static void test_new_fields(void **state)
{
	(void)state;
	form_choose_field(&form, "job.time");
	press("enter 1 2");
	form_set(&form, view.fields + 2, view.count - 2);
	assert_chosen("job.time");
	assert_true(form.editing);
	assert_text_equal(&form.input.text, "12");
	form_set(&form, view.fields + 4, view.count - 4);
	assert_false(form.editing);
	assert_chosen("job.exclusive");
	make_fields();
	form_choose_field(&form, "job.time");
	view.forget = true;
	press("enter 5 enter");
	assert_false(form.editing);
	assert_chosen("job.partition");
	press("down up right");
	form_set(&form, view.fields, 1);
	assert_null(form_chosen(&form));
	assert_false(press("down"));
	form_set(&form, NULL, 0);
	assert_null(form_chosen(&form));
}

static void test_mouse(void **state)
{
	struct surface surface = {0};
	struct key key = clicked(5, 7, BUTTON_LEFT);

	(void)state;
	surface_resize(&surface, 60, 20);
	form_draw(&form, &surface, (struct rect){0, 1, 60, 19}, true);
	assert_true(form_take(&form, &key));
	assert_chosen("job.exclusive");
	key = clicked(5, 1, BUTTON_LEFT);
	assert_true(form_take(&form, &key));
	assert_chosen("job.exclusive");
	key = clicked(5, 1, BUTTON_WHEEL_UP);
	form_take(&form, &key);
	assert_chosen("job.time");
	key = clicked(5, 0, BUTTON_LEFT);
	assert_false(form_take(&form, &key));
	surface_release(&surface);
}

static void draw(struct surface *surface, struct rect area)
{
	form_draw(&form, surface, area, true);
}

static void draw_quiet(struct surface *surface, struct rect area)
{
	form_draw(&form, surface, area, false);
}

static void test_screens(void **state)
{
	(void)state;
	snprintf(view.binds, sizeof view.binds, "/scratch:/scratch '/a b' \u6f22");
	press("down");
	assert_all_screens("widgets/form", draw);
	form_choose_field(&form, "job.time");
	press("enter b a d enter");
	assert_all_screens("widgets/form-refused", draw);
	press("esc");
	form_choose_field(&form, "job.gpus");
	assert_all_screens("widgets/form-quiet", draw_quiet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_motion, begin, end),
		cmocka_unit_test_setup_teardown(test_kinds, begin, end),
		cmocka_unit_test_setup_teardown(test_editing, begin, end),
		cmocka_unit_test_setup_teardown(test_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_completion, begin, end),
		cmocka_unit_test_setup_teardown(test_new_fields, begin, end),
		cmocka_unit_test_setup_teardown(test_mouse, begin, end),
		cmocka_unit_test_setup_teardown(test_screens, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

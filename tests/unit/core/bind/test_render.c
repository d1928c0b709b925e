#include "testing.h"

#include "base/process.h"
#include "bind/lua.h"
#include "harbour.h"

/* A set with reasons, a quote and an overlay. */
static struct bind_set sample(void)
{
	struct bind_set set = {0};
	struct diags diags = {0};

	assert_true(bind_set_add_preset(&set, &harbour, "files", &diags));
	assert_true(bind_set_add(
		&set, "/it's here/x.sqsh:/user-software:image-src=", "--bind", NULL, NULL, &diags));
	assert_no_diags(&diags);
	return set;
}

static char *render(const struct bind_set *set, const struct image *image, enum bind_format format)
{
	struct text text = TEXT_INIT;

	bind_render(&harbour, set, image, format, &text);
	return text_detach(&text);
}

/* What bash prints for a script; the script must be free of syntax errors. */
static char *run_bash(const char *option, const char *script)
{
	char *argv[] = {
		(char[]){"bash"}, (char[]){"--norc"}, xstrdup(option), xstrdup(script), NULL};
	struct process process = {.argv = argv, .deadline_ms = 20000};
	struct process_result result = {0};
	struct diags diags = {0};
	char *out;

	assert_true(process_run(&process, &result, &diags));
	assert_no_diags(&diags);
	assert_string_equal(text_string(&result.err), "");
	assert_int_equal(result.exit_code, 0);
	out = text_detach(&result.out);
	process_result_release(&result);
	free(argv[2]);
	free(argv[3]);
	return out;
}

/* The script must be readable for bash and give SINGULARITY_BIND exactly this value. */
static void assert_bash_gives(const char *script, const char *wanted)
{
	char *whole = xasprintf("%sprintf '%%s' \"$SINGULARITY_BIND\"", script);
	char *said = run_bash("-nc", script);
	char *value = run_bash("-c", whole);

	assert_string_equal(said, "");
	assert_string_equal(value, wanted);
	free(whole);
	free(said);
	free(value);
}

static void names_match_the_formats(void **state)
{
	(void)state;
	assert_string_equal(bind_format_names[BIND_FLAG], "flag");
	assert_string_equal(bind_format_names[BIND_ENV], "env");
	assert_string_equal(bind_format_names[BIND_MODULE], "module");
	assert_string_equal(bind_format_names[BIND_JSON], "json");
	assert_null(bind_format_names[BIND_JSON + 1]);
}

static void flag_is_one_shell_line(void **state)
{
	struct bind_set set = sample(), none = {0};
	char *flag = render(&set, NULL, BIND_FLAG), *empty = render(&none, NULL, BIND_FLAG);

	(void)state;
	assert_string_equal(flag,
		"-B '/pfs,/scratch,/it'\\''s here/x.sqsh:/user-software:image-src=/'");
	assert_string_equal(empty, "");
	free(flag);
	free(empty);
	bind_set_release(&set);
}

static void env_says_why(void **state)
{
	struct bind_set set = sample();
	char *env = render(&set, &harbour_new_image, BIND_ENV);

	(void)state;
	assert_string_equal(env,
		"# What the container sees of the host, for new.sif:\n"
		"# - /pfs, /scratch (preset files): your files live there\n"
		"#   without it: files are not found\n"
		"# - /user-software (--bind)\n"
		"export SINGULARITY_BIND="
		"'/pfs,/scratch,/it'\\''s here/x.sqsh:/user-software:image-src=/'\n");
	assert_bash_gives(env, "/pfs,/scratch,/it's here/x.sqsh:/user-software:image-src=/");
	free(env);
	bind_set_release(&set);
}

static void reasons_cannot_end_a_comment(void **state)
{
	static const char *const nasty[] = {"first\ntouch /tmp/harm", "a\r\nb", "a\\\nb",
		"$(c) `d`", "\x1b[2J", "]] ]=] --]]", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(nasty); i++) {
		struct bind_set set = {0};
		struct diags diags = {0};
		char *env, *module;

		assert_true(bind_set_add(
			&set, "/a\nb:/c", nasty[i], nasty[i], nasty[i], &diags));
		env = render(&set, NULL, BIND_ENV);
		assert_bash_gives(env, "/a\nb:/c");
		assert_null(strchr(env, '\x1b'));
		assert_null(strchr(env, '\r'));
		module = render(&set, NULL, BIND_MODULE);
		assert_non_null(strstr(module, "\nsetenv(\"SINGULARITY_BIND\", [[\n/a\nb:/c]])\n"));
		assert_null(strstr(module, "\ntouch"));
		free(env);
		free(module);
		bind_set_release(&set);
	}
}

static void long_reasons_are_wrapped(void **state)
{
	struct bind_set set = {0};
	struct diags diags = {0};
	struct text why = TEXT_INIT;
	char *env;

	(void)state;
	text_append_repeated(&why, "reason ", 60);
	assert_true(bind_set_add(&set, "/a", "--bind", text_string(&why), NULL, &diags));
	env = render(&set, NULL, BIND_ENV);
	for (const char *line = env, *end; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_true(end - line <= 90);
		assert_true(*line == '#' || string_starts(line, "export "));
	}
	assert_bash_gives(env, "/a");
	free(env);
	text_release(&why);
	bind_set_release(&set);
}

static void empty_set_clears_the_variable(void **state)
{
	struct bind_set none = {0};
	char *env = render(&none, NULL, BIND_ENV);

	(void)state;
	assert_bash_gives(env, "");
	free(env);
}

static void module_is_whole(void **state)
{
	struct bind_set set = sample();
	char *module = render(&set, &harbour_new_image, BIND_MODULE);

	(void)state;
	assert_string_equal(module,
		"help([[\n"
		"Sets SINGULARITY_BIND, so that a container sees these folders and files of the "
		"host.\n"
		"Made for the image /images/new.sif\n"
		"\n"
		"  - /pfs, /scratch (preset files): your files live there\n"
		"    without it: files are not found\n"
		"  - /user-software (--bind)\n"
		"]])\n"
		"whatis(\"Description: binds of host folders for containers, made for new.sif\")\n"
		"\n"
		"-- They would overwrite each other's binds.\n"
		"conflict(\"harbour-bindings\", \"old-bits\", \"new-bindings\")\n"
		"\n"
		"-- - /pfs, /scratch (preset files): your files live there\n"
		"--   without it: files are not found\n"
		"-- - /user-software (--bind)\n"
		"setenv(\"SINGULARITY_BIND\", "
		"\"/pfs,/scratch,/it's here/x.sqsh:/user-software:image-src=/\")\n");
	free(module);
	bind_set_release(&set);
}

static void lua_strings_are_quoted(void **state)
{
	static const char *const pairs[][2] = {
		{"", "\"\""},
		{"/a,/b", "\"/a,/b\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"one\ntwo", "[[\none\ntwo]]"},
		{"\nfirst", "[[\n\nfirst]]"},
		{"a\tb", "\"a\\009b\""},
		{"a\x01" "1\x7f", "\"a\\0011\\127\""},
		{"a\r\nb", "\"a\\013\\nb\""},
		{"a]]\nb", "[=[\na]]\nb]=]"},
		{"a\nb]", "[=[\na\nb]]=]"},
		{"a]=]\nb]]", "[==[\na]=]\nb]]]==]"},
		{"a[[\nb", "[[\na[[\nb]]"},
		{"h\xc3\xa9", "\"h\xc3\xa9\""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		struct text text = TEXT_INIT;

		lua_append_string(&text, pairs[i][0]);
		assert_text_equal(&text, pairs[i][1]);
		text_release(&text);
	}
}

static void json_has_everything(void **state)
{
	struct bind_set set = {0};
	struct diags diags = {0};
	char *json, *shape;
	json_t *document;

	(void)state;
	assert_true(bind_set_add(&set, "/a", "--bind", "because", NULL, &diags));
	assert_true(bind_set_add(
		&set, "/x.sif:/d:ro,id=3,image-src=/e,rw", "preset p", NULL, "gone", &diags));
	json = render(&set, &harbour_new_image, BIND_JSON);
	document = json_loads(json, 0, NULL);
	assert_non_null(document);
	shape = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(shape,
		"{\"binds\":[{\"destination\":\"/a\",\"options\":[],\"origin\":\"--bind\","
		"\"source\":\"/a\",\"spec\":\"/a\",\"why\":\"because\",\"without\":null},"
		"{\"destination\":\"/d\",\"options\":[\"ro\",\"rw\",\"image-src=/e\",\"id=3\"],"
		"\"origin\":\"preset p\",\"source\":\"/x.sif\","
		"\"spec\":\"/x.sif:/d:ro,image-src=/e,id=3\",\"why\":null,\"without\":\"gone\"}],"
		"\"env\":{\"SINGULARITY_BIND\":\"/a,/x.sif:/d:ro,image-src=/e,id=3\"},"
		"\"flag\":\"-B /a,/x.sif:/d:ro,image-src=/e,id=3\","
		"\"image\":\"/images/new.sif\",\"schema\":\"berth.bind.set/1\"}");
	free(shape);
	free(json);
	json_decref(document);
	bind_set_release(&set);
}

static void json_survives_bytes_that_are_no_text(void **state)
{
	struct bind_set set = {0};
	struct diags diags = {0};
	char *json;
	json_t *document;

	(void)state;
	assert_true(bind_set_add(&set, "/a\xff:/b", "o\xfe", NULL, NULL, &diags));
	json = render(&set, NULL, BIND_JSON);
	document = json_loads(json, 0, NULL);
	assert_non_null(document);
	assert_true(json_is_null(json_object_get(document, "image")));
	json_decref(document);
	free(json);
	bind_set_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_match_the_formats),
		cmocka_unit_test(flag_is_one_shell_line),
		cmocka_unit_test(env_says_why),
		cmocka_unit_test(reasons_cannot_end_a_comment),
		cmocka_unit_test(long_reasons_are_wrapped),
		cmocka_unit_test(empty_set_clears_the_variable),
		cmocka_unit_test(module_is_whole),
		cmocka_unit_test(lua_strings_are_quoted),
		cmocka_unit_test(json_has_everything),
		cmocka_unit_test(json_survives_bytes_that_are_no_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

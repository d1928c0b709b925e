#include "testing.h"

#include "base/files.h"
#include "vnc/session.h"

#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/berth-unit-vnc-XXXXXX";

static void put(const char *id, const char *name, const char *content)
{
	char *all = vnc_folder(), *folder = path_join(all, id), *path = path_join(folder, name);
	struct diags diags = {0};

	assert_true(folder_make(folder, 0700, &diags));
	assert_true(file_write(path, content, strlen(content), 0600, FILE_REPLACE, &diags));
	free(path);
	free(folder);
	free(all);
}

static void make(const char *id)
{
	struct vnc_session session = {.created = 1, .width = 800, .height = 600};
	json_t *asked = vnc_asked_json(&session);
	char *text = json_dumps(asked, 0);

	put(id, "asked.json", text);
	free(text);
	json_decref(asked);
}

static void forget(const char *id)
{
	struct diags diags = {0};
	struct vnc_session session;

	assert_true(vnc_read(id, &session, &diags));
	assert_true(vnc_forget(&session, &diags));
	assert_no_diags(&diags);
	vnc_session_release(&session);
}

static int set_up(void **state UNUSED)
{
	if (mkdtemp(home) == NULL)
		return -1;
	return setenv("XDG_STATE_HOME", home, 1);
}

static int tear_down(void **state UNUSED)
{
	char *all = vnc_folder(), *berth = path_join(home, "berth");
	bool gone = rmdir(all) == 0 && rmdir(berth) == 0 && rmdir(home) == 0;

	free(all);
	free(berth);
	return gone ? 0 : -1;
}

static void is_found_by_its_beginning(void **state UNUSED)
{
	struct diags diags = {0};
	struct vnc_session session;

	make("20260101-000000-aaaa");
	make("20260102-000000-bbbb");
	assert_true(vnc_read("20260101", &session, &diags));
	assert_string_equal(session.id, "20260101-000000-aaaa");
	assert_int_equal(session.width, 800);
	assert_null(session.job);
	assert_false(session.has_endpoint);
	vnc_session_release(&session);
	assert_true(vnc_read(NULL, &session, &diags));
	assert_string_equal(session.id, "20260102-000000-bbbb");
	vnc_session_release(&session);
	assert_false(vnc_read("2026", &session, &diags));
	vnc_session_release(&session);
	assert_false(vnc_read("nothing", &session, &diags));
	vnc_session_release(&session);
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0].id, "V20");
	assert_string_equal(diags.items[1].id, "V20");
	diags_release(&diags);
	forget("20260101");
	forget("20260102");
}

static void files_are_read(void **state UNUSED)
{
	struct diags diags = {0};
	struct vnc_session session;
	struct text password = TEXT_INIT;

	make("20260103-000000-cccc");
	put("20260103-000000-cccc", "job", "4711\n");
	put("20260103-000000-cccc", "endpoint", "node nid001\nhost 10.0.0.1\ndisplay 3\nport 5903\n");
	put("20260103-000000-cccc", "password", "abcdefgh\n");
	assert_true(vnc_read("last", &session, &diags));
	assert_string_equal(session.job, "4711");
	assert_true(session.has_endpoint);
	assert_int_equal(session.endpoint.port, 5903);
	assert_true(vnc_password(&session, &password, &diags));
	assert_text_equal(&password, "abcdefgh");
	/* After the end nothing of it is there any more. */
	assert_true(vnc_clean(&session, &diags));
	assert_no_diags(&diags);
	assert_false(vnc_password(&session, &password, &diags));
	assert_only_diag(&diags, "V22");
	diags_release(&diags);
	text_release(&password);
	vnc_session_release(&session);
	forget("last");
}

static void nonsense_is_told(void **state UNUSED)
{
	static const char *const contents[] = {"", "{", "[]", "{\"backend\": \"direct\"}",
		"{\"backend\": \"direct\", \"listen\": \"socket\", \"width\": 0, \"height\": 600}",
		"{\"backend\": 7, \"listen\": \"socket\", \"width\": 800, \"height\": 600}"};

	for (size_t i = 0; i < ARRAY_LENGTH(contents); i++) {
		struct diags diags = {0};
		struct vnc_session session;
		struct vnc_sessions list = {0};
		put("20260104-000000-dddd", "asked.json", contents[i]);
		assert_false(vnc_read("last", &session, &diags));
		assert_only_diag(&diags, "V21");
		vnc_session_release(&session);
		diags_release(&diags);
		assert_true(vnc_list(&list, &diags));
		assert_int_equal(list.count, 0);
		assert_only_diag(&diags, "V21");
		diags_release(&diags);
		vnc_sessions_release(&list);
	}
	make("20260104-000000-dddd");
	forget("last");
}

static void endpoints_have_bounds(void **state UNUSED)
{
	static const char *const bad[] = {"", "port 5901\n", "node \n", "node a b\n",
		"node -oProxyCommand=x\n", "node $(id)\n", "node a\nport 0\n", "node a\nport 65536\n",
		"node a\nport 5901 \n", "node a\nsocket relative\n", "node a\nsocket /tmp/a b\n",
		"node a\ndisplay -1\n", "node a\nproxy-port 0\n", "node a\nproxy-socket x\n",
		"node a\nfolder /tmp\n", "node a\nfolder /tmp/berth-vnc-../etc\n",
		"node a\nfolder /tmp/berth-vnc-abcdefg\n"};
	struct vnc_endpoint endpoint;

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_false(vnc_endpoint_read(bad[i], strlen(bad[i]), &endpoint));
	assert_false(vnc_endpoint_read("node a\0b\n", 9, &endpoint));
	assert_true(vnc_endpoint_read("node a\nlater 1\nsocket /tmp/x\n", 29, &endpoint));
	assert_string_equal(endpoint.host, "a");
	assert_string_equal(endpoint.socket, "/tmp/x");
	vnc_endpoint_release(&endpoint);
}

static void ids_are_safe_names(void **state UNUSED)
{
	char *id = vnc_new_id();

	assert_true(vnc_id_is_valid(id));
	assert_false(vnc_id_is_valid(""));
	assert_false(vnc_id_is_valid(".."));
	assert_false(vnc_id_is_valid("a/b"));
	assert_false(vnc_id_is_valid("-rf"));
	free(id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_found_by_its_beginning),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(nonsense_is_told),
		cmocka_unit_test(endpoints_have_bounds),
		cmocka_unit_test(ids_are_safe_names),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

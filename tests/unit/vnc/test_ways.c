#include "testing.h"

#include "vnc/ways.h"

static void on_the_network_it_is_a_forward(void **state UNUSED)
{
	struct vnc_session session = {.id = (char[]){"s"}, .listen = VNC_NODE, .has_endpoint = true};
	struct vnc_login login = {"me", "lumi.csc.fi", "/bin/berth", "/tmp/s", "/tmp/s.web"};
	struct vnc_ways ways;

	session.endpoint = (struct vnc_endpoint){
		.host = (char[]){"nid001000"}, .display = 2, .port = 5907};
	vnc_ways(&session, &login, &ways);
	assert_string_equal(ways.way, "forward");
	assert_string_equal(ways.ssh, "ssh -N -L 5907:nid001000:5907 me@lumi.csc.fi");
	assert_string_equal(ways.viewer, "vncviewer localhost::5907");
	assert_string_equal(ways.config,
		"Host berth-vnc\n  HostName lumi.csc.fi\n  User me\n  ExitOnForwardFailure yes\n"
		"  LocalForward 5907 nid001000:5907\n  SessionType none\n");
	assert_null(ways.browser);
	vnc_ways_release(&ways);
}

static void without_a_port_it_is_a_relay(void **state UNUSED)
{
	struct vnc_session session = {.id = (char[]){"s1"}, .listen = VNC_SOCKET, .has_endpoint = true};
	struct vnc_login login = {"me", NULL, "/my programs/berth", "/tmp/berth-vnc-1/s1",
		"/tmp/berth-vnc-1/s1.web"};
	struct vnc_ways ways;

	session.endpoint = (struct vnc_endpoint){
		.host = (char[]){"nid001000"}, .display = 0, .socket = (char[]){"/tmp/x/vnc"}};
	vnc_ways(&session, &login, &ways);
	assert_string_equal(ways.way, "relay");
	assert_string_equal(ways.ssh,
		"ssh -L 5901:/tmp/berth-vnc-1/s1 me@LOGIN ''\\''/my programs/berth'\\'' vnc relay s1'");
	vnc_ways_release(&ways);
}

static void browsers_have_a_forward_of_their_own(void **state UNUSED)
{
	struct vnc_session session = {.id = (char[]){"s1"}, .listen = VNC_SOCKET, .has_endpoint = true};
	struct vnc_login login = {"me", "lumi.csc.fi", "/bin/berth", "/tmp/r/s1", "/tmp/r/s1.web"};
	struct vnc_ways ways;

	session.endpoint = (struct vnc_endpoint){.host = (char[]){"nid001000"},
		.display = 3,
		.socket = (char[]){"/tmp/x/vnc"},
		.proxy_socket = (char[]){"/tmp/x/web"}};
	vnc_ways(&session, &login, &ways);
	assert_string_equal(ways.ssh, "ssh -L 5903:/tmp/r/s1 -L 6083:/tmp/r/s1.web me@lumi.csc.fi "
				      "'/bin/berth vnc relay s1'");
	assert_string_equal(ways.browser, "http://localhost:6083/vnc.html");
	vnc_ways_release(&ways);
	/* A port on loopback is reached in the same way. */
	session.endpoint.proxy_socket = NULL;
	session.endpoint.proxy_port = 40001;
	vnc_ways(&session, &login, &ways);
	assert_string_equal(ways.browser, "http://localhost:40001/vnc.html");
	vnc_ways_release(&ways);
}

static void without_a_job_it_leads_to_the_host(void **state UNUSED)
{
	struct vnc_session session = {.id = (char[]){"s1"}, .here = true, .has_endpoint = true};
	struct vnc_login login = {"me", "lumi.csc.fi", "/bin/berth", "/tmp/r/s1", "/tmp/r/s1.web"};
	struct vnc_ways ways;

	session.listen = VNC_LOOPBACK;
	session.endpoint = (struct vnc_endpoint){
		.host = (char[]){"uan01"}, .display = 1, .port = 5920, .proxy_port = 40001};
	vnc_ways(&session, &login, &ways);
	assert_string_equal(ways.way, "host");
	assert_string_equal(ways.ssh,
		"ssh -N -L 5920:localhost:5920 -L 40001:localhost:40001 me@uan01");
	assert_string_equal(ways.config,
		"Host berth-vnc\n  HostName uan01\n  User me\n  ExitOnForwardFailure yes\n"
		"  LocalForward 5920 localhost:5920\n  LocalForward 40001 localhost:40001\n"
		"  SessionType none\n");
	vnc_ways_release(&ways);
}

static void copies_in_base64(void **state UNUSED)
{
	static const char *const wanted[] = {"", "YQ==", "YWI=", "YWJj", "YWJjZA=="};

	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
		struct text text = TEXT_INIT;
		char *string = xstrndup("abcd", i), *all = xasprintf("\033]52;c;%s\a", wanted[i]);
		vnc_append_copy(string, &text);
		assert_text_equal(&text, all);
		free(string);
		free(all);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_the_network_it_is_a_forward),
		cmocka_unit_test(without_a_port_it_is_a_relay),
		cmocka_unit_test(browsers_have_a_forward_of_their_own),
		cmocka_unit_test(without_a_job_it_leads_to_the_host),
		cmocka_unit_test(copies_in_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

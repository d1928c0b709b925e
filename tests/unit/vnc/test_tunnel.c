#include "testing.h"

#include "vnc/tunnel.h"

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void forwards_are_read(void **state UNUSED)
{
	static const struct {
		const char *spec;
		int64_t local;
		const char *host;
		int64_t port;
		const char *socket;
	} cases[] = {
		{"5901:nid001000:5902", 5901, "nid001000", 5902, NULL},
		{"nid001000:5902", 0, "nid001000", 5902, NULL},
		{"0:a.b:1", 0, "a.b", 1, NULL},
		{"1:[::1]:65535", 1, "::1", 65535, NULL},
		{"[fe80::1%eth0]:80", 0, "fe80::1%eth0", 80, NULL},
		{"/tmp/x y", 0, NULL, 0, "/tmp/x y"},
		{"7:/tmp/a:b", 7, NULL, 0, "/tmp/a:b"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct tunnel_forward forward = {0};
		struct strings storage = {0};
		struct diags diags = {0};
		assert_true(tunnel_forward_parse(cases[i].spec, &forward, &storage, &diags));
		assert_int_equal(forward.local_port, cases[i].local);
		assert_int_equal(forward.port, cases[i].port);
		if (cases[i].host != NULL)
			assert_string_equal(forward.host, cases[i].host);
		else
			assert_string_equal(forward.socket, cases[i].socket);
		strings_release(&storage);
	}
}

static void half_lines_are_refused(void **state UNUSED)
{
	static const char *const specs[] = {"", ":", "1", "8080:80", "a", "a:", "a:b", ":1", "1::2",
		"a:0", "a:65536", "65536:a:1", "1:-a:1", "1:a b:1", "1:a;b:1", "a:b:1", "1:::1:80",
		"[::1:80", "1:a:1:2"};

	for (size_t i = 0; i < ARRAY_LENGTH(specs); i++) {
		struct tunnel_forward forward = {.local_port = 42};
		struct strings storage = {0};
		struct diags diags = {0};
		if (tunnel_forward_parse(specs[i], &forward, &storage, &diags))
			fail_msg("'%s' is taken", specs[i]);
		assert_only_diag(&diags, "H14");
		assert_int_equal(forward.local_port, 42);
		diags_release(&diags);
		strings_release(&storage);
	}
}

static void only_loopback_listens(void **state UNUSED)
{
	struct tunnel_listener listener;
	struct tunnel_listener second = {{-1, -1}, 0};
	struct sockaddr_in address;
	socklen_t length = sizeof address;
	struct diags diags = {0};

	assert_true(tunnel_listen(0, &listener, &diags));
	assert_int_equal(getsockname(listener.fds[0], (struct sockaddr *)&address, &length), 0);
	assert_int_equal(ntohl(address.sin_addr.s_addr), INADDR_LOOPBACK);
	assert_int_equal(ntohs(address.sin_port), listener.port);
	/* Whose port it is; under valgrind the program has another name of its own. */
	assert_int_equal(prctl(PR_SET_NAME, "a test"), 0);
	assert_false(tunnel_listen(listener.port, &second, &diags));
	assert_only_diag(&diags, "H13");
	assert_non_null(strstr(diags.items[0].message, "it is taken by 'a test'"));
	assert_non_null(diags.items[0].hint);
	diags_release(&diags);
	tunnel_listener_close(&listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forwards_are_read),
		cmocka_unit_test(half_lines_are_refused),
		cmocka_unit_test(only_loopback_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "build/registry.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static void test_hosts(void **state)
{
	static const struct {
		const char *address, *found;
	} cases[] = {
		{"docker://ubuntu:24.04", "hub.example 444"},
		{"docker://rocm/pytorch:latest", "hub.example 444"},
		{"docker://docker.io/library/ubuntu", "hub.example 444"},
		{"docker://index.docker.io/ubuntu", "hub.example 444"},
		{"docker://localhost/a", "localhost 443"},
		{"docker://ghcr.io/a/b:c", "ghcr.io 443"},
		{"oras://127.0.0.1:5000/a/b:c", "127.0.0.1 5000"},
		{"oras://[::1]:5000/a", "::1 5000"},
		{"oras://[::1]/a", "::1 443"},
		{"docker://ubuntu.of.mine:1", "hub.example 444"},
		{"library://a/b/c", NULL},
		{"https://a.b/c", NULL},
		{"docker://a.b:/c", NULL},
		{"docker://a.b:123456/c", NULL},
		{"docker://a.b:1x/c", NULL},
		{"docker://a.b;x/c", NULL},
		{"docker://:5/c", NULL},
		{"docker://[::1/c", NULL},
		{"docker://[::1]5/c", NULL},
		{"docker://[]:5/c", NULL},
	};
	struct site site = {.build.docker_registry = (char[]){"hub.example:444"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct text host = TEXT_INIT, port = TEXT_INIT;
		bool found = registry_of(&site, cases[i].address, &host, &port);
		assert_int_equal(found, cases[i].found != NULL);
		if (found) {
			text_append_format(&host, " %s", text_string(&port));
			assert_string_equal(text_string(&host), cases[i].found);
		} else {
			assert_int_equal(host.length + port.length, 0);
		}
		text_release(&host);
		text_release(&port);
	}
}

static void test_no_standard_registry(void **state)
{
	struct site site = {0};
	struct text host = TEXT_INIT, port = TEXT_INIT;

	(void)state;
	assert_false(registry_of(&site, "docker://ubuntu", &host, &port));
	site.build.docker_registry = (char[]){""};
	assert_false(registry_of(&site, "docker://ubuntu", &host, &port));
	assert_true(registry_of(&site, "docker://a.b/c", &host, &port));
	text_release(&host);
	text_release(&port);
}

/* A port of loopback that is taken and, without a listener, refuses. */
static int take_port(bool listens, char *port, size_t size)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	assert_int_equal(listens ? listen(fd, 4) : 0, 0);
	snprintf(port, size, "%d", ntohs(address.sin_port));
	return fd;
}

static void test_answers(void **state)
{
	char open[16], closed[16];
	int listener = take_port(true, open, sizeof open);
	int silent = take_port(false, closed, sizeof closed);
	struct text reason = TEXT_INIT;

	(void)state;
	assert_true(registry_answers("127.0.0.1", open, &reason));
	assert_string_equal(text_string(&reason), "");
	assert_false(registry_answers("127.0.0.1", closed, &reason));
	assert_string_equal(text_string(&reason), "Connection refused");
	text_release(&reason);
	close(listener);
	close(silent);
}

static void test_proxy(void **state)
{
	static const char *const names[] = {
		"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		unsetenv(names[i]);
	assert_null(registry_proxy());
	setenv("HTTP_PROXY", "", 1);
	assert_null(registry_proxy());
	setenv("HTTP_PROXY", "http://127.0.0.1:1", 1);
	assert_string_equal(registry_proxy(), "HTTP_PROXY");
	unsetenv("HTTP_PROXY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_no_standard_registry),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_proxy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "testing.h"

#include "vnc/start_text.h"

#define BROWSER(host)                                                                              \
	"\n\nCONNECT WITH BROWSER\n==================\n"                                           \
	"Run on local machine to forward vnc connection from Lumi\n"                               \
	"    ssh -N -L 40123:" host ":40123  me@lumi.csc.fi\n"                                     \
	"Connect to this url in browser\n"                                                         \
	"    http://localhost:40123/vnc.html?password=aB3dE6gH\n"

static const char begin[] = "StartTime: 2026-11-22T10:00:00\nGenerating password\n"
			    "Starting vnc server\n\tVnc server running on display :3\n"
			    "\tVnc port: 5903\nStarting novnc proxy ( 60sec timeout )\n"
			    "Resolving novnc proxy port ( 60sec timeout)\n"
			    "\tNovnc proxy on port: 40123\n";

static void read_both(const char *first, const char *second, struct start_text *text)
{
	char *bytes = xasprintf("%s%s", first, second);

	start_text_read(bytes, strlen(bytes), text);
	free(bytes);
}

static void reads_all(void **state UNUSED)
{
	struct start_text text;

	read_both(begin, BROWSER("nid001234") "==================\n", &text);
	assert_true(text.ready);
	assert_int_equal(text.display, 3);
	assert_int_equal(text.port, 5903);
	assert_int_equal(text.proxy_port, 40123);
	assert_text_equal(&text.host, "nid001234");
	assert_text_equal(&text.password, "aB3dE6gH");
	assert_null(text.failure);
	start_text_release(&text);
}

/* Whatever is cut off, it is not ready before the block is closed. */
static void is_not_ready_early(void **state UNUSED)
{
	char *whole = xasprintf("%s%s", begin, BROWSER("nid001234") "==================\n");

	for (size_t length = 0; length < strlen(whole); length++) {
		struct start_text text;
		start_text_read(whole, length, &text);
		assert_false(text.ready);
		start_text_release(&text);
	}
	free(whole);
}

static void host_may_be_missing(void **state UNUSED)
{
	struct start_text text;

	read_both(begin, BROWSER("") "==================\n", &text);
	assert_true(text.ready);
	assert_text_equal(&text.host, "");
	start_text_release(&text);
}

/* What would become words of a command line is taken from plain letters only. */
static void host_is_no_command(void **state UNUSED)
{
	struct start_text text;

	read_both(begin, BROWSER("$(reboot)") "==================\n", &text);
	assert_text_equal(&text.host, "");
	start_text_release(&text);
}

static void knows_failures(void **state UNUSED)
{
	static const char *const lines[] = {
		"VNC server can only be started  on compute nodes\n",
		"Timeout waiting for novnc proxy to start\n",
		"FATAL (internal error): password generation failed\n",
		"Vnc server failed to start\n",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
		struct start_text text;
		read_both(begin, lines[i], &text);
		assert_non_null(text.failure);
		assert_false(text.ready);
		start_text_release(&text);
	}
}

static void numbers_have_bounds(void **state UNUSED)
{
	static const char bytes[] = "\tVnc port: 99999\n\tVnc port: -1\n\tVnc port: 5x\n"
				    "\tVnc server running on display :99999999999999999999\n";
	struct start_text text;

	start_text_read(bytes, strlen(bytes), &text);
	assert_int_equal(text.port, 0);
	assert_int_equal(text.display, -1);
	start_text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all),
		cmocka_unit_test(is_not_ready_early),
		cmocka_unit_test(host_may_be_missing),
		cmocka_unit_test(host_is_no_command),
		cmocka_unit_test(knows_failures),
		cmocka_unit_test(numbers_have_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

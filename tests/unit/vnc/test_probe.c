#include "testing.h"

#include "vnc/probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A socket that listens on loopback, and its port. */
static int make_listener(int64_t *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

/* Says no word to anybody before `count` have come. */
static pid_t start_patient_server(int listener, size_t count)
{
	static const char greeting[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
	int connections[VNC_AT_ONCE];
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (size_t i = 0; i < count; i++)
		connections[i] = accept(listener, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		if (write(connections[i], greeting, sizeof greeting - 1) < 0)
			_exit(1);
	_exit(0);
}

static void all_are_asked_at_once(void **state UNUSED)
{
	struct vnc_question questions[VNC_AT_ONCE];
	struct vnc_target target = {.host = "127.0.0.1"};
	int listener = make_listener(&target.port);
	pid_t server = start_patient_server(listener, ARRAY_LENGTH(questions));

	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
		questions[i] = (struct vnc_question){
			.target = &target, .wish = {.deadline_ms = 60000}};
	vnc_probe_all(questions, ARRAY_LENGTH(questions));
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
		assert_false(questions[i].answered);
		assert_only_diag(&questions[i].diags, "V24");
		vnc_question_release(&questions[i]);
	}
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(listener);
}

/* More than are asked at once, each of which takes all the time there is. */
static void silence_ends_all_at_their_deadline(void **state UNUSED)
{
	struct vnc_question questions[VNC_AT_ONCE + 5];
	struct vnc_target target = {.host = "127.0.0.1"};
	int listener = make_listener(&target.port);

	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
		questions[i] = (struct vnc_question){
			.target = &target, .wish = {.deadline_ms = 300}};
	vnc_probe_all(questions, ARRAY_LENGTH(questions));
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
		assert_false(questions[i].answered);
		assert_only_diag(&questions[i].diags, "V27");
		vnc_question_release(&questions[i]);
	}
	close(listener);
	/* No child is left. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void nobody_there(void **state UNUSED)
{
	struct vnc_target target = {.host = "127.0.0.1"}, path = {.socket = "/nowhere/socket"},
			  name = {.host = "no-such-host.invalid", .port = 5901};
	struct vnc_question questions[3] = {{.target = &target, .wish = {.deadline_ms = 60000}},
		{.target = &path, .wish = {.deadline_ms = 60000}},
		{.target = &name, .wish = {.deadline_ms = 60000}}};

	close(make_listener(&target.port));
	vnc_probe_all(questions, ARRAY_LENGTH(questions));
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
		assert_false(questions[i].answered);
		assert_only_diag(&questions[i].diags, "V23");
	}
	assert_string_equal(questions[1].diags.items[0].message,
		"cannot connect to '/nowhere/socket': No such file or directory");
	for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
		vnc_question_release(&questions[i]);
}

static void a_cancel_ends_it(void **state UNUSED)
{
	atomic_bool cancel = true;
	struct vnc_target target = {.host = "127.0.0.1"};
	int listener = make_listener(&target.port);
	struct vnc_question question = {
		.target = &target, .wish = {.deadline_ms = 600000, .cancel = &cancel}};

	vnc_probe_all(&question, 1);
	assert_false(question.answered);
	assert_only_diag(&question.diags, "R06");
	vnc_question_release(&question);
	close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_asked_at_once),
		cmocka_unit_test(silence_ends_all_at_their_deadline),
		cmocka_unit_test(nobody_there),
		cmocka_unit_test(a_cancel_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

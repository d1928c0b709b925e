#include "testing.h"

#include "vnc/ssh_batch.h"
#include "vnc/ssh_library.h"

#ifdef HAVE_SSH

#include <dlfcn.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* What stands for libssh: one poll() and one recv() of 4096 bytes for each call. */
static struct {
	int ends[2], calls;
	short events, seen; /* what it asks for, and what it was told at all */
	int status;
	bool stuck, foreign; /* does not take it; is bound to other calls than ours */
	struct text got;
} fake;

static struct ssh_batch batch;

static int fake_fd(ssh_session session)
{
	(void)session;
	return fake.ends[0];
}

static int fake_status(ssh_session session)
{
	(void)session;
	return fake.status;
}

static int fake_dopoll(ssh_event event, int milliseconds)
{
	struct pollfd item = {.fd = fake.ends[0], .events = fake.events};
	const struct timespec now = {0};
	char bytes[4096];
	ssize_t n;

	(void)event;
	fake.calls++;
	if (fake.stuck)
		return SSH_OK;
	if ((fake.foreign ? ppoll(&item, 1, &now, NULL) : poll(&item, 1, milliseconds)) != 1)
		return SSH_AGAIN;
	fake.seen = (short)(fake.seen | item.revents);
	if (!(item.revents & POLLIN))
		return SSH_OK;
	n = fake.foreign ? recvfrom(fake.ends[0], bytes, sizeof bytes, 0, NULL, NULL)
			 : recv(fake.ends[0], bytes, sizeof bytes, 0);
	if (n <= 0)
		return SSH_ERROR;
	text_append_bytes(&fake.got, bytes, (size_t)n);
	return SSH_OK;
}

static int set_up(void **state UNUSED)
{
	memset(&fake, 0, sizeof fake);
	fake.events = POLLIN | POLLOUT;
	library.ssh_get_fd = fake_fd;
	library.ssh_get_status = fake_status;
	library.ssh_event_dopoll = fake_dopoll;
	ssh_batch_init(&batch);
	return socketpair(AF_UNIX, SOCK_STREAM, 0, fake.ends);
}

static int tear_down(void **state UNUSED)
{
	close(fake.ends[0]);
	if (fake.ends[1] >= 0)
		close(fake.ends[1]);
	text_release(&fake.got);
	ssh_batch_release(&batch);
	return 0;
}

static void say(size_t length)
{
	char *bytes = xmalloc(length);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	assert_int_equal(write(fake.ends[1], bytes, length), (ssize_t)length);
	free(bytes);
}

static bool read_once(void)
{
	bool fine = ssh_batch_read(&batch, NULL, NULL);

	assert_int_equal(batch.length, batch.done);
	return fine;
}

/* The first reading is plain. */
static void prove(void)
{
	say(1);
	assert_true(read_once());
	assert_true(batch.polls && batch.receives);
	text_truncate(&fake.got, 0);
	fake.calls = 0;
	fake.seen = 0;
}

static void all_of_it_arrives_in_order(void **state UNUSED)
{
	prove();
	say(100000);
	assert_true(read_once());
	assert_int_equal(fake.got.length, 100000);
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(fake.got.data[i], (char)(i * 7 + i / 251));
	/* One recv() has taken it: libssh was not told of more than there was. */
	assert_int_equal(fake.calls, 25);
}

static void writing_is_told_when_there_is_something_to_write(void **state UNUSED)
{
	prove();
	say(10);
	assert_true(read_once());
	assert_int_equal(fake.seen, POLLIN);
	fake.status = SSH_WRITE_PENDING;
	say(10);
	assert_true(read_once());
	assert_int_equal(fake.seen, POLLIN | POLLOUT);
}

static void nothing_and_the_end_are_left_to_libssh(void **state UNUSED)
{
	prove();
	fake.events = POLLIN;
	assert_true(read_once());
	assert_int_equal(fake.got.length, 0);
	close(fake.ends[1]);
	fake.ends[1] = -1;
	assert_false(read_once());
}

static void what_libssh_does_not_take_breaks_the_connection(void **state UNUSED)
{
	prove();
	fake.stuck = true;
	say(10);
	assert_false(read_once());
	assert_int_equal(fake.calls, 1);
}

static void a_library_bound_elsewhere_reads_plainly(void **state UNUSED)
{
	fake.foreign = true;
	say(10000);
	for (int i = 1; i <= 3; i++) {
		assert_true(read_once());
		assert_int_equal(fake.calls, i);
	}
	assert_int_equal(fake.got.length, 10000);
}

static void poll_waits_outside_of_a_batch(void **state UNUSED)
{
	struct pollfd items[2] = {
		{.fd = fake.ends[0], .events = POLLIN}, {.fd = fake.ends[1], .events = POLLOUT}};
	char c;

	assert_int_equal(poll(items, 1, 1), 0);
	assert_int_equal(poll(items, 2, -1), 1);
	say(3);
	assert_int_equal(poll(items, 2, 1000), 2);
	assert_int_equal(recv(fake.ends[0], &c, 1, MSG_PEEK), 1);
	assert_int_equal(recv(fake.ends[0], &c, 1, 0), 1);
	assert_int_equal(recv(-1, &c, 1, 0), -1);
}

/* Libraries find them before those of the C library. */
static void libraries_call_ours(void **state UNUSED)
{
	assert_true((uintptr_t)dlsym(RTLD_DEFAULT, "recv") == (uintptr_t)recv);
	assert_true((uintptr_t)dlsym(RTLD_DEFAULT, "poll") == (uintptr_t)poll);
	assert_true((uintptr_t)dlsym(RTLD_NEXT, "recv") != (uintptr_t)recv);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(all_of_it_arrives_in_order),
		TEST(writing_is_told_when_there_is_something_to_write),
		TEST(nothing_and_the_end_are_left_to_libssh),
		TEST(what_libssh_does_not_take_breaks_the_connection),
		TEST(a_library_bound_elsewhere_reads_plainly),
		TEST(poll_waits_outside_of_a_batch),
		TEST(libraries_call_ours),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	return 0;
}

#endif

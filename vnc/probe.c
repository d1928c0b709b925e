#include "vnc/probe.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_VNCCLIENT
static const bool has_library = true;
#else
static const bool has_library = false;
void vnc_speak(int fd, const struct vnc_wish *wish, int out)
{
	(void)fd;
	(void)wish;
	(void)out;
	BUG("there is no libvncclient");
}
#endif

bool vnc_can_probe(void)
{
	return has_library;
}

static int64_t read_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct reader {
	int fd;
	int64_t deadline;
	const atomic_bool *cancel;
	bool late, cancelled;
};

/* Exactly so many bytes; false at the end of the stream, the deadline or a cancel. */
static bool read_exactly(struct reader *reader, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		int64_t left = reader->deadline - read_clock();
		struct pollfd ready = {.fd = reader->fd, .events = POLLIN};
		ssize_t n;
		reader->cancelled = reader->cancel != NULL && atomic_load(reader->cancel);
		reader->late = left <= 0;
		if (reader->cancelled || reader->late)
			return false;
		if (poll(&ready, 1, left < 100 ? (int)left : 100) <= 0)
			continue;
		n = read(reader->fd, at, length);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

static bool fail_reading(const struct reader *reader, struct diags *diags)
{
	if (reader->cancelled)
		return diags_fail(diags, "R06", NULL, "cancelled while the server was asked");
	if (!reader->late)
		return false;
	diags_fail(diags, "V27", NULL, "the server does not answer in time");
	return true;
}

/* "RFB 003.008\n" */
static bool is_greeting(const char *bytes)
{
	return memcmp(bytes, "RFB 00", 6) == 0 && bytes[7] == '.' && bytes[11] == '\n';
}

static bool read_greeting(int fd, const struct vnc_wish *wish, struct diags *diags)
{
	struct reader reader = {
		.fd = fd, .deadline = read_clock() + wish->deadline_ms, .cancel = wish->cancel};
	char greeting[12];

	if (wish->picture)
		return diags_fail(diags, "V28", NULL, "this build of Berth takes no pictures");
	if (read_exactly(&reader, greeting, sizeof greeting)) {
		if (is_greeting(greeting))
			return true;
		return diags_fail(diags, "V24", NULL, "what answers is no VNC server");
	}
	if (!reader.cancelled && !reader.late)
		return diags_fail(diags, "V24", NULL, "the server closes the connection");
	fail_reading(&reader, diags);
	return false;
}

static bool report_fits(const struct vnc_report *report, bool picture)
{
	uint64_t pixels = (uint64_t)report->width * (uint64_t)report->height;

	if (report->trouble < VNC_FINE || report->trouble >= VNC_TROUBLES ||
		report->name_length > VNC_NAME_MAX || report->said_length > VNC_NAME_MAX)
		return false;
	if (report->trouble != VNC_FINE)
		return report->pixel_length == 0;
	return report->width > 0 && report->width <= VNC_SIDE_MAX && report->height > 0 &&
	       report->height <= VNC_SIDE_MAX && pixels <= VNC_PIXELS_MAX &&
	       report->pixel_length == (picture ? 3 * pixels : 0);
}

static bool complain(const struct vnc_report *report, const struct vnc_wish *wish,
	const struct text *said, struct diags *diags)
{
	static const char *const ids[] = {
		[VNC_NO_SERVER] = "V24", [VNC_REFUSED] = "V25", [VNC_TOO_LARGE] = "V26"};
	const char *what;

	if (report->trouble == VNC_NO_LIBRARY) {
		diags_fail(diags, "V28", NULL, "this host has no libvncclient");
		return false;
	}
	what = report->trouble == VNC_TOO_LARGE ? "its screen is empty or far too large"
			   : report->trouble == VNC_REFUSED && wish->password == NULL
				   ? "it asks for a password, and none is known"
			   : report->trouble == VNC_REFUSED ? "it does not take the password"
			   : said->length > 0               ? text_string(said)
							    : "it breaks off";

	return diags_fail(diags, ids[report->trouble], NULL, "the server is of no use: %s", what);
}

static bool read_text(struct reader *reader, size_t length, struct text *text)
{
	text_reserve(text, length);
	if (!read_exactly(reader, text->data, length))
		return false;
	text->length = length;
	text->data[length] = '\0';
	return true;
}

/* What the child writes. False when it is not all there; a complaint may then be missing. */
static bool read_report(struct reader *reader, const struct vnc_wish *wish,
	struct vnc_probe *probe, struct diags *diags)
{
	struct vnc_report report;
	struct text said = TEXT_INIT;
	bool fine = read_exactly(reader, &report, sizeof report) &&
		    report_fits(&report, wish->picture) &&
		    read_text(reader, report.name_length, &probe->name) &&
		    read_text(reader, report.said_length, &said);

	if (fine && report.pixel_length > 0) {
		probe->pixels = xmalloc((size_t)report.pixel_length);
		fine = read_exactly(reader, probe->pixels, (size_t)report.pixel_length);
	}
	if (fine && report.trouble != VNC_FINE) {
		fine = complain(&report, wish, &said, diags);
	} else if (fine) {
		probe->complete = true;
		probe->width = report.width;
		probe->height = report.height;
		probe->password_taken = report.password_taken != 0;
		probe->handshake_us = report.handshake_us;
		probe->round_trip_us = report.round_trip_us;
	}
	text_release(&said);
	return fine;
}

static NORETURN void be_child(int fd, const struct vnc_wish *wish, int out)
{
	const struct rlimit none = {0, 0};

	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	setrlimit(RLIMIT_CORE, &none);
	vnc_speak(fd, wish, out);
	_exit(0);
}

bool vnc_probe(int fd, const struct vnc_wish *wish, struct vnc_probe *probe, struct diags *diags)
{
	struct reader reader = {.deadline = read_clock() + wish->deadline_ms, .cancel = wish->cancel};
	size_t before = diags->count;
	int ends[2];
	pid_t child;
	bool fine;

	*probe = (struct vnc_probe){0};
	if (!has_library)
		return read_greeting(fd, wish, diags);
	if (pipe(ends) != 0)
		return diags_fail(diags, "V24", NULL, "cannot ask the server: %s", strerror(errno));
	child = fork();
	if (child == 0) {
		close(ends[0]);
		be_child(fd, wish, ends[1]);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return diags_fail(diags, "V24", NULL, "cannot ask the server: %s", strerror(errno));
	}
	reader.fd = ends[0];
	fine = read_report(&reader, wish, probe, diags);
	shutdown(fd, SHUT_RDWR);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	if (!fine && diags->count == before && !reader.cancelled && !reader.late)
		diags_fail(diags, "V24", NULL, "the server makes no sense to the VNC library");
	else if (!fine && diags->count == before)
		fail_reading(&reader, diags);
	return fine;
}

void vnc_probe_release(struct vnc_probe *probe)
{
	text_release(&probe->name);
	free(probe->pixels);
	*probe = (struct vnc_probe){0};
}

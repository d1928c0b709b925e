#include "vnc/probe.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef HAVE_VNCCLIENT
static const bool has_library = true;
#else
static const bool has_library = false;
#endif

/* What comes from the child, in this order. */
enum part { PART_REPORT, PART_NAME, PART_SAID, PART_END };

/* Of which only what is written to is taken. */
enum { PICTURE_ROOM = 3 * VNC_PIXELS_MAX };

struct asking {
	struct vnc_question *question;
	struct vnc_speech speech;
	struct vnc_speaker speaker;
	enum part part;
	size_t at; /* bytes of this part that are there */
	struct vnc_report report;
	struct text said;
	bool over;
};

static void forget_picture(void *memory)
{
	if (memory != NULL)
		munmap(memory, PICTURE_ROOM);
}

bool vnc_can_probe(void)
{
	return has_library;
}

static bool report_fits(const struct vnc_report *report, bool picture)
{
	uint64_t pixels = (uint64_t)report->width * (uint64_t)report->height;

	if (report->trouble < VNC_FINE || report->trouble >= VNC_TROUBLES ||
		report->name_length > VNC_NAME_MAX || report->said_length > VNC_NAME_MAX)
		return false;
	if (report->trouble != VNC_FINE || !report->complete)
		return report->pixel_length == 0;
	return report->width > 0 && report->width <= VNC_SIDE_MAX && report->height > 0 &&
	       report->height <= VNC_SIDE_MAX && pixels <= VNC_PIXELS_MAX &&
	       report->pixel_length == (picture ? 3 * pixels : 0);
}

bool vnc_complain(
	enum vnc_trouble trouble, bool password_known, const char *said, struct diags *diags)
{
	switch (trouble) {
	case VNC_UNREACHABLE:
		return diags_fail(diags, "V23", NULL, "%s",
			said[0] != '\0' ? said : "the server cannot be reached");
	case VNC_LATE:
		return diags_fail(diags, "V27", NULL, "%s",
			said[0] != '\0' ? said : "the server does not answer in time");
	case VNC_REFUSED:
		return diags_fail(diags, "V25", NULL, "the server is of no use: %s",
			password_known ? "it does not take the password"
				       : "it asks for a password, and none is known");
	case VNC_TOO_LARGE:
		return diags_fail(diags, "V26", NULL,
			"the server is of no use: its screen is empty or far too large");
	case VNC_NO_LIBRARY:
		return diags_fail(diags, "V28", NULL, "this host has no libvncclient");
	case VNC_NO_SERVER:
	case VNC_FINE:
	case VNC_TROUBLES:
		break;
	}
	return diags_fail(diags, "V24", NULL, "the server is of no use: %s",
		said[0] != '\0' ? said : "it breaks off");
}

/* Where the bytes of a part go. */
static void *part_room(struct asking *asking, size_t *length)
{
	struct vnc_probe *probe = &asking->question->probe;

	switch (asking->part) {
	case PART_REPORT:
		*length = sizeof asking->report;
		return &asking->report;
	case PART_NAME:
		*length = asking->report.name_length;
		return probe->name.data;
	case PART_SAID:
		*length = asking->report.said_length;
		return asking->said.data;
	case PART_END:
		break;
	}
	*length = 0;
	return NULL;
}

static void end_text(struct text *text, size_t length)
{
	text->data[length] = '\0';
	text->length = length;
}

/* False when the report makes no sense. */
static bool make_room(struct asking *asking)
{
	struct vnc_probe *probe = &asking->question->probe;
	const struct vnc_report *report = &asking->report;

	if (!report_fits(report, asking->question->wish.picture))
		return false;
	text_reserve(&probe->name, report->name_length);
	text_reserve(&asking->said, report->said_length);
	end_text(&probe->name, 0);
	end_text(&asking->said, 0);
	return true;
}

/* Takes what has come. False when no more can. */
static bool take(struct asking *asking)
{
	for (;;) {
		size_t length;
		char *room = part_room(asking, &length), end;
		ssize_t n;
		if (asking->part != PART_END && asking->at == length) {
			if (asking->part == PART_REPORT && !make_room(asking))
				return false;
			asking->part++;
			asking->at = 0;
			continue;
		}
		n = asking->part == PART_END
			    ? read(asking->speaker.fd, &end, 1)
			    : read(asking->speaker.fd, room + asking->at, length - asking->at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return true;
		if (n <= 0 || asking->part == PART_END)
			return false;
		asking->at += (size_t)n;
	}
}

static bool judge(struct asking *asking)
{
	struct vnc_question *question = asking->question;
	struct vnc_probe *probe = &question->probe;
	const struct vnc_report *report = &asking->report;

	end_text(&probe->name, report->name_length);
	end_text(&asking->said, report->said_length);
	if (report->trouble != VNC_FINE)
		return vnc_complain((enum vnc_trouble)report->trouble,
			question->wish.password != NULL, text_string(&asking->said),
			&question->diags);
	if (report->pixel_length > 0) {
		probe->pixels = asking->speech.memory;
		asking->speech.memory = NULL;
	}
	probe->complete = report->complete != 0;
	probe->width = report->width;
	probe->height = report->height;
	probe->password_taken = report->password_taken != 0;
	probe->handshake_us = report->handshake_us;
	probe->round_trip_us = report->round_trip_us;
	return true;
}

/* Where the child puts the picture. */
static bool make_picture(struct asking *asking)
{
	void *memory = mmap(NULL, PICTURE_ROOM, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return diags_fail(&asking->question->diags, "V24", NULL,
			"cannot ask the server: %s", strerror(errno));
	asking->speech.memory = memory;
	return true;
}

/* What there is to say when it is over. */
static void finish(struct asking *asking, bool late, bool cancelled)
{
	struct vnc_question *question = asking->question;
	struct diags *diags = &question->diags;

	vnc_speaker_end(&asking->speaker);
	if (asking->part == PART_END)
		question->answered = judge(asking);
	else if (cancelled)
		diags_fail(diags, "R06", NULL, "cancelled while the server was asked");
	else if (late)
		diags_fail(diags, "V27", NULL, "the server does not answer in time");
	else
		diags_fail(diags, "V24", NULL, "the server makes no sense to the VNC library");
	text_release(&asking->said);
	forget_picture(asking->speech.memory);
	asking->over = true;
}

static void start(struct asking *asking, struct vnc_question *question)
{
	*asking = (struct asking){
		.question = question,
		.speech = {.speak = vnc_probe_speak,
			.target = question->target,
			.wish = &question->wish},
	};
	question->answered = false;
	question->probe = (struct vnc_probe){0};
	question->diags = (struct diags){0};
	if (question->wish.picture && !has_library)
		diags_fail(&question->diags, "V28", NULL, "this build of Berth takes no pictures");
	else if (!question->wish.picture || make_picture(asking))
		asking->over = !vnc_speaker_start(
			&asking->speech, &asking->speaker, &question->diags);
	asking->over = asking->over || diags_have_errors(&question->diags);
	if (asking->over)
		forget_picture(asking->speech.memory);
}

/* Takes from one child what it has, and ends it when it is time. */
static void go_on(struct asking *asking, short events, int64_t began)
{
	const struct vnc_wish *wish = &asking->question->wish;
	bool cancelled = wish->cancel != NULL && atomic_load(wish->cancel);
	bool late = clock_ms() - began >= wish->deadline_ms;

	if ((events != 0 && !take(asking)) || cancelled || late)
		finish(asking, late, cancelled);
}

/* At most 100 ms, so that a cancel is seen. */
static void wait_for(struct asking *askings, size_t count, int64_t began)
{
	struct pollfd ready[VNC_AT_ONCE];
	struct asking *of[VNC_AT_ONCE];
	nfds_t open = 0;
	int64_t timeout = 100;

	for (size_t i = 0; i < count; i++) {
		int64_t left = began + askings[i].question->wish.deadline_ms - clock_ms();
		if (askings[i].over)
			continue;
		timeout = left < timeout ? left : timeout;
		of[open] = &askings[i];
		ready[open++] = (struct pollfd){.fd = askings[i].speaker.fd, .events = POLLIN};
	}
	if (poll(ready, open, timeout > 0 ? (int)timeout : 0) < 0)
		for (nfds_t i = 0; i < open; i++)
			ready[i].revents = 0;
	for (nfds_t i = 0; i < open; i++)
		go_on(of[i], ready[i].revents, began);
}

static size_t count_open(const struct asking *askings, size_t count)
{
	size_t open = 0;

	for (size_t i = 0; i < count; i++)
		open += !askings[i].over;
	return open;
}

void vnc_probe_all(struct vnc_question *questions, size_t count)
{
	struct asking *askings = xcalloc(count, sizeof *askings);
	int64_t began = clock_ms();
	size_t started = 0, open;

	do {
		for (open = count_open(askings, started); started < count && open < VNC_AT_ONCE;
			started++) {
			start(&askings[started], &questions[started]);
			open += !askings[started].over;
		}
		if (open > 0)
			wait_for(askings, started, began);
	} while (open > 0 || started < count);
	free(askings);
}

void vnc_question_release(struct vnc_question *question)
{
	vnc_probe_release(&question->probe);
	diags_release(&question->diags);
}

void vnc_probe_release(struct vnc_probe *probe)
{
	text_release(&probe->name);
	forget_picture(probe->pixels);
	*probe = (struct vnc_probe){0};
}

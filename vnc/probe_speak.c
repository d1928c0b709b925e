#include "vnc/client.h"
#include "base/clock.h"
#include "base/files.h"
#include "vnc/probe.h"

#include <unistd.h>

static void send_report(
	struct vnc_report *report, const char *name, const char *said, int out)
{
	report->name_length = (uint32_t)strnlen(name, VNC_NAME_MAX);
	report->said_length = (uint32_t)strnlen(said, VNC_NAME_MAX);
	if (write_all(out, report, sizeof *report) == 0 &&
		write_all(out, name, report->name_length) == 0)
		write_all(out, said, report->said_length);
}

/* In place of the server, when there is no way to it. */
static void report_diag(const struct diags *diags, int out)
{
	const struct diag *diag = diags->count > 0 ? &diags->items[0] : NULL;
	struct vnc_report report = {.trouble = VNC_UNREACHABLE};

	if (diag != NULL && string_equal(diag->id, "V27"))
		report.trouble = VNC_LATE;
	send_report(&report, "", diag != NULL ? diag->message : "", out);
}

#ifdef HAVE_VNCCLIENT

/* Until an update has come, and for a picture until all of the screen has, or it is another screen. */
static bool wait_update(rfbClient *client, uint64_t pixels)
{
	unsigned resizes = vnc_client.resizes;

	while (!vnc_client.updated ||
		(vnc_client.covered < pixels && vnc_client.resizes == resizes)) {
		int ready = vnc_client.library.wait(client, 1000000);
		if (ready < 0 || (ready > 0 && !vnc_client.library.handle(client)))
			return false;
		if (vnc_client.too_large)
			return false;
	}
	return true;
}

/* Four bytes of each pixel become three. */
static size_t pack(const unsigned char *from, size_t count, unsigned char *to)
{
	for (size_t i = 0; i < count; i++, from += 4, to += 3) {
		to[0] = from[0];
		to[1] = from[1];
		to[2] = from[2];
	}
	return 3 * count;
}

static bool take_picture(rfbClient *client, struct vnc_report *report, unsigned char *memory)
{
	uint64_t pixels;
	unsigned resizes;

	/* What came before the screen changed its size is of no use, and larger than the new one may be. */
	do {
		pixels = (uint64_t)client->width * (uint64_t)client->height;
		resizes = vnc_client.resizes;
		vnc_client.updated = false;
		vnc_client.covered = 0;
		client->updateRect.w = client->width;
		client->updateRect.h = client->height;
		if (!vnc_client.library.request(
			    client, 0, 0, client->width, client->height, FALSE) ||
			!wait_update(client, pixels))
			return false;
	} while (vnc_client.resizes != resizes);
	report->width = client->width;
	report->height = client->height;
	report->pixel_length = pack(client->frameBuffer, (size_t)pixels, memory);
	return true;
}

static void speak(int fd, const struct vnc_wish *wish, void *memory, int out)
{
	struct vnc_report report = {.trouble = VNC_NO_LIBRARY, .complete = true};
	int64_t began = clock_us(), asked;
	rfbClient *client;
	bool fine;

	if (!vnc_client_load()) {
		send_report(&report, "", "", out);
		return;
	}
	client = vnc_client_make(fd, wish->password, 4);
	/* The first update is one pixel: enough for the time of a round trip. The library also asks
	 * for this part again after each update, and the last request counts. */
	client->updateRect.x = client->updateRect.y = 0;
	client->updateRect.w = client->updateRect.h = 1;
	if (!vnc_client.library.init_client(client, NULL, NULL)) {
		report.trouble = (int32_t)vnc_client_trouble();
		send_report(&report, "", text_string(&vnc_client.said), out);
		return;
	}
	asked = clock_us();
	report.handshake_us = asked - began;
	fine = wait_update(client, 1);
	report.round_trip_us = clock_us() - asked;
	report.width = client->width;
	report.height = client->height;
	report.password_taken = vnc_client.asked_password;
	fine = fine && (!wish->picture || take_picture(client, &report, memory));
	report.trouble = fine ? VNC_FINE : vnc_client.too_large ? VNC_TOO_LARGE : VNC_NO_SERVER;
	send_report(&report, fine && client->desktopName != NULL ? client->desktopName : "",
		fine ? "" : text_string(&vnc_client.said), out);
}

#else

/* Without the library: the greeting alone, "RFB 003.008\n". */
static void speak(int fd, const struct vnc_wish *wish, void *memory, int out)
{
	struct vnc_report report = {.trouble = VNC_NO_SERVER};
	char greeting[12];
	size_t length = 0;
	ssize_t n;

	(void)wish;
	(void)memory;
	while (length < sizeof greeting &&
		(n = read(fd, greeting + length, sizeof greeting - length)) > 0)
		length += (size_t)n;
	if (length == sizeof greeting && memcmp(greeting, "RFB 00", 6) == 0 && greeting[7] == '.' &&
		greeting[11] == '\n')
		report.trouble = VNC_FINE;
	send_report(&report, "", report.trouble == VNC_FINE ? "" : "what answers is no VNC server", out);
}

#endif

void vnc_probe_speak(const struct vnc_speech *speech, int out)
{
	const struct vnc_wish *wish = speech->wish;
	struct diags diags = {0};
	int connection;

	/* Should the parent be gone, nobody else ends us. */
	vnc_speaker_hurry(wish->deadline_ms + 1000);
	connection = vnc_speaker_connect(speech, wish->deadline_ms, &diags);
	if (connection < 0)
		report_diag(&diags, out);
	else
		speak(connection, wish, speech->memory, out);
}

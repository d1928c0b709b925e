#include "vnc/probe.h"

#ifdef HAVE_VNCCLIENT

#include <dlfcn.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <rfb/rfbclient.h>

/* The library is loaded in the child alone: it brings twenty more, which would slow down the
 * start of every command. */
#define LIBRARY "libvncclient.so.1"
static struct {
	__typeof__(&rfbGetClient) get_client;
	__typeof__(&rfbInitClient) init_client;
	__typeof__(&WaitForMessage) wait;
	__typeof__(&HandleRFBServerMessage) handle;
	__typeof__(&SendFramebufferUpdateRequest) request;
	__typeof__(&SetClientAuthSchemes) set_schemes;
	rfbClientLogProc *log, *error;
} library;

static bool load_library(void)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	const struct {
		const char *name;
		void *function; /* of the struct: where to put it */
	} wanted[] = {
		{"rfbGetClient", &library.get_client},
		{"rfbInitClient", &library.init_client},
		{"WaitForMessage", &library.wait},
		{"HandleRFBServerMessage", &library.handle},
		{"SendFramebufferUpdateRequest", &library.request},
		{"SetClientAuthSchemes", &library.set_schemes},
		{"rfbClientLog", &library.log},
		{"rfbClientErr", &library.error},
	};

	for (size_t i = 0; handle != NULL && i < ARRAY_LENGTH(wanted); i++) {
		void *function = dlsym(handle, wanted[i].name);
		if (function == NULL)
			return false;
		memcpy(wanted[i].function, &function, sizeof function);
	}
	return handle != NULL;
}

/* One child speaks with one server, and libvncclient's log functions have no context. */
static struct speech {
	const struct vnc_wish *wish;
	struct text said; /* the last thing that the library complained of */
	bool asked_password, too_large;
	bool updated;     /* an update has come in full */
	uint64_t covered; /* pixels that have come since the last request */
} speech;

static int64_t read_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void keep_said(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_truncate(&speech.said, 0);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text_append_vformat(&speech.said, format, args);
#pragma GCC diagnostic pop
	va_end(args);
	while (speech.said.length > 0 && speech.said.data[speech.said.length - 1] == '\n')
		text_truncate(&speech.said, speech.said.length - 1);
	text_truncate(&speech.said, 300);
}

static void say_nothing(const char *format, ...)
{
	(void)format;
}

static char *give_password(rfbClient *client)
{
	(void)client;
	speech.asked_password = true;
	return speech.wish->password != NULL ? xstrdup(speech.wish->password) : NULL;
}

/* The only place where the server's geometry becomes memory. */
static rfbBool make_screen(rfbClient *client)
{
	if (client->width <= 0 || client->height <= 0 || client->width > VNC_SIDE_MAX ||
		client->height > VNC_SIDE_MAX ||
		(int64_t)client->width * client->height > VNC_PIXELS_MAX) {
		speech.too_large = true;
		return FALSE;
	}
	free(client->frameBuffer);
	client->frameBuffer = xcalloc((size_t)client->width * (size_t)client->height, 4);
	return TRUE;
}

static void on_piece(rfbClient *client, int x, int y, int width, int height)
{
	(void)client;
	(void)x;
	(void)y;
	if (width > 0 && height > 0)
		speech.covered += (uint64_t)width * (uint64_t)height;
}

static void on_update(rfbClient *client)
{
	(void)client;
	speech.updated = true;
}

static bool write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = write(fd, at, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

/* Until an update has come, and for a picture until all of the screen has. */
static bool wait_update(rfbClient *client, uint64_t pixels)
{
	while (!speech.updated || speech.covered < pixels) {
		int ready = library.wait(client, 1000000);
		if (ready < 0 || (ready > 0 && !library.handle(client)))
			return false;
		/* The screen may have changed its size: what is asked for then is the new one. */
		if (speech.too_large)
			return false;
	}
	return true;
}

static rfbClient *make_client(int fd)
{
	static const uint32_t schemes[] = {rfbVncAuth, rfbNoAuth, 0};
	rfbClient *client = library.get_client(8, 3, 4);

	if (client == NULL)
		BUG("libvncclient gives no client");
	*library.log = say_nothing;
	*library.error = keep_said;
	client->GetPassword = give_password;
	client->MallocFrameBuffer = make_screen;
	client->GotFrameBufferUpdate = on_piece;
	client->FinishedFrameBufferUpdate = on_update;
	client->canHandleNewFBSize = FALSE;
	client->appData.shareDesktop = TRUE;
	client->appData.useRemoteCursor = FALSE;
	/* The plainest form, as every decoder is one more that a server could attack. */
	client->appData.encodingsString = "raw";
	client->readTimeout = (unsigned)(speech.wish->deadline_ms / 1000 + 1);
	/* Connected already: rfbInitClient() must not do it. */
	client->sock = fd;
	client->listenSpecified = TRUE;
	client->format.redShift = 0;
	client->format.greenShift = 8;
	client->format.blueShift = 16;
	library.set_schemes(client, schemes, -1);
	/* The first update is one pixel: enough for the time of a round trip. The library also asks
	 * for this part again after each update, and the last request counts. */
	client->updateRect.x = client->updateRect.y = 0;
	client->updateRect.w = client->updateRect.h = 1;
	return client;
}

static enum vnc_trouble trouble(void)
{
	if (speech.too_large)
		return VNC_TOO_LARGE;
	/* The library's own words for a refusal: "authentication failed", "too many tries". */
	if (speech.asked_password)
		return VNC_REFUSED;
	return VNC_NO_SERVER;
}

/* In place: four bytes of each pixel become three. */
static size_t pack(unsigned char *pixels, size_t count)
{
	for (size_t i = 0; i < count; i++)
		memmove(pixels + 3 * i, pixels + 4 * i, 3);
	return 3 * count;
}

void vnc_speak(int fd, const struct vnc_wish *wish, int out)
{
	struct vnc_report report = {.trouble = VNC_NO_SERVER};
	rfbClient *client;
	int64_t began, asked;
	bool fine;

	speech = (struct speech){.wish = wish};
	if (!load_library()) {
		report.trouble = VNC_NO_LIBRARY;
		write_all(out, &report, sizeof report);
		return;
	}
	began = read_clock();
	client = make_client(fd);
	if (!library.init_client(client, NULL, NULL)) {
		report.trouble = (int32_t)trouble();
		report.said_length = (uint32_t)speech.said.length;
		if (write_all(out, &report, sizeof report))
			write_all(out, text_string(&speech.said), speech.said.length);
		return;
	}
	asked = read_clock();
	report.handshake_us = asked - began;
	fine = wait_update(client, 1);
	report.round_trip_us = read_clock() - asked;
	report.width = client->width;
	report.height = client->height;
	report.password_taken = speech.asked_password;
	if (fine && wish->picture) {
		uint64_t pixels = (uint64_t)client->width * (uint64_t)client->height;
		speech.updated = false;
		speech.covered = 0;
		client->updateRect.w = client->width;
		client->updateRect.h = client->height;
		fine = library.request(
			       client, 0, 0, client->width, client->height, FALSE) &&
		       wait_update(client, pixels);
		if (fine)
			report.pixel_length = pack(client->frameBuffer, (size_t)pixels);
	}
	report.trouble = fine ? VNC_FINE : speech.too_large ? VNC_TOO_LARGE : VNC_NO_SERVER;
	report.name_length = fine && client->desktopName != NULL
				     ? (uint32_t)strnlen(client->desktopName, VNC_NAME_MAX)
				     : 0;
	report.said_length = fine ? 0 : (uint32_t)speech.said.length;
	if (write_all(out, &report, sizeof report) &&
		write_all(out, client->desktopName, report.name_length) &&
		write_all(out, text_string(&speech.said), report.said_length))
		write_all(out, client->frameBuffer, report.pixel_length);
}

#endif

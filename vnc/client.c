#include "vnc/client.h"

#ifdef HAVE_VNCCLIENT

#include <dlfcn.h>

/* The library is loaded in the child alone: it brings twenty more, which would slow down the
 * start of every command. */
#define LIBRARY "libvncclient.so.1"

struct vnc_client vnc_client;

bool vnc_client_load(void)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	struct vnc_library *library = &vnc_client.library;
	const struct {
		const char *name;
		void *function; /* of the struct: where to put it */
	} wanted[] = {
		{"rfbGetClient", &library->get_client},
		{"rfbInitClient", &library->init_client},
		{"WaitForMessage", &library->wait},
		{"HandleRFBServerMessage", &library->handle},
		{"SendFramebufferUpdateRequest", &library->request},
		{"SetClientAuthSchemes", &library->set_schemes},
		{"rfbClientLog", &library->log},
		{"rfbClientErr", &library->error},
	};

	for (size_t i = 0; handle != NULL && i < ARRAY_LENGTH(wanted); i++) {
		void *function = dlsym(handle, wanted[i].name);
		if (function == NULL)
			return false;
		memcpy(wanted[i].function, &function, sizeof function);
	}
	return handle != NULL;
}

static void keep_said(const char *format, ...)
{
	struct text *said = &vnc_client.said;
	va_list args;

	va_start(args, format);
	text_truncate(said, 0);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text_append_vformat(said, format, args);
#pragma GCC diagnostic pop
	va_end(args);
	while (said->length > 0 && said->data[said->length - 1] == '\n')
		text_truncate(said, said->length - 1);
	text_truncate(said, 300);
	/* "read" and "write" alone explain nothing. */
	if (said->length > 0 && strchr(said->data, ' ') == NULL)
		text_truncate(said, 0);
}

static void say_nothing(const char *format, ...)
{
	(void)format;
}

static char *give_password(rfbClient *client)
{
	(void)client;
	vnc_client.asked_password = true;
	return vnc_client.password != NULL ? xstrdup(vnc_client.password) : NULL;
}

/* The only place where the server's geometry becomes memory. */
static rfbBool make_screen(rfbClient *client)
{
	if (client->width <= 0 || client->height <= 0 || client->width > VNC_SIDE_MAX ||
		client->height > VNC_SIDE_MAX ||
		(int64_t)client->width * client->height > VNC_PIXELS_MAX) {
		vnc_client.too_large = true;
		return FALSE;
	}
	free(client->frameBuffer);
	client->frameBuffer = xcalloc((size_t)client->width * (size_t)client->height,
		(size_t)client->format.bitsPerPixel / 8);
	vnc_client.resizes++;
	return TRUE;
}

static void on_piece(rfbClient *client, int x, int y, int width, int height)
{
	struct vnc_client *c = &vnc_client;
	bool first = c->right == 0;

	if (x < 0 || y < 0 || width <= 0 || height <= 0 || width > client->width - x ||
		height > client->height - y)
		return;
	c->covered += (uint64_t)width * (uint64_t)height;
	c->left = first || x < c->left ? x : c->left;
	c->top = first || y < c->top ? y : c->top;
	c->right = x + width > c->right ? x + width : c->right;
	c->bottom = y + height > c->bottom ? y + height : c->bottom;
}

static void on_update(rfbClient *client)
{
	(void)client;
	vnc_client.updated = true;
}

static void set_format(rfbPixelFormat *format, int bytes_per_pixel)
{
	if (bytes_per_pixel == 4) {
		format->redShift = 0;
		format->greenShift = 8;
		format->blueShift = 16;
		return;
	}
	format->depth = 16;
	format->greenMax = 63;
	format->redShift = 11;
	format->greenShift = 5;
	format->blueShift = 0;
}

rfbClient *vnc_client_make(int fd, const char *password, int bytes_per_pixel)
{
	static const uint32_t schemes[] = {rfbVncAuth, rfbNoAuth, 0};
	struct vnc_library *library = &vnc_client.library;
	rfbClient *client = library->get_client(bytes_per_pixel == 4 ? 8 : 5, 3, bytes_per_pixel);

	if (client == NULL)
		BUG("libvncclient gives no client");
	vnc_client.password = password;
	*library->log = say_nothing;
	*library->error = keep_said;
	client->GetPassword = give_password;
	client->MallocFrameBuffer = make_screen;
	client->GotFrameBufferUpdate = on_piece;
	client->FinishedFrameBufferUpdate = on_update;
	client->canHandleNewFBSize = FALSE;
	client->appData.shareDesktop = TRUE;
	client->appData.useRemoteCursor = FALSE;
	/* The plainest form, as every decoder is one more that a server could attack. */
	client->appData.encodingsString = "raw";
	/* Connected already: rfbInitClient() must not do it. */
	client->sock = fd;
	client->listenSpecified = TRUE;
	set_format(&client->format, bytes_per_pixel);
	library->set_schemes(client, schemes, -1);
	return client;
}

enum vnc_trouble vnc_client_trouble(void)
{
	if (vnc_client.too_large)
		return VNC_TOO_LARGE;
	/* The library's own words for a refusal: "authentication failed", "too many tries". */
	if (vnc_client.asked_password)
		return VNC_REFUSED;
	return VNC_NO_SERVER;
}

#endif

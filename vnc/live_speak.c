#include "vnc/client.h"
#include "base/clock.h"
#include "vnc/live.h"
#include "vnc/speaker.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(struct vnc_live_shared *shared, int32_t trouble, const char *words)
{
	size_t length = strnlen(words, sizeof shared->said - 1);

	memcpy(shared->said, words, length);
	shared->said[length] = '\0';
	shared->trouble = trouble;
}

#ifdef HAVE_VNCCLIENT

/* Messages without a picture that are read at once; then they wait for the next frame's time, too.
 */
enum { MESSAGES_MAX = 64 };

struct showing {
	const struct vnc_live_wish *wish;
	struct vnc_live_shared *shared;
	rfbClient *client;
	int server, out;
	struct vnc_scale scale;
	int32_t columns, rows; /* for which the scale was made */
	unsigned char *shown;  /* the pixels of the last frame that was given */
	size_t shown_length;   /* 0: none of this size was given */
	bool any;              /* the first update is there */
	bool asked;            /* for an update that has not come */
	bool changed;          /* a part of the small picture was made anew */
	int64_t next;          /* when the server may be asked again, in ms */
	int messages;          /* since it was asked */
	int64_t quiet_until;   /* nothing is read of it */
};

/* The library asks for more after each update; when that is, is our decision. */
static void may_ask(rfbClient *client, bool may)
{
	uint8_t *byte = &client->supportedMessages.client2server[rfbFramebufferUpdateRequest / 8];
	uint8_t bit = 1u << rfbFramebufferUpdateRequest % 8;

	*byte = may ? *byte | bit : (uint8_t)(*byte & ~bit);
}

static bool ask(struct showing *showing, bool incremental)
{
	rfbClient *client = showing->client;
	bool fine;

	may_ask(client, true);
	fine = vnc_client.library.request(client, 0, 0, client->width, client->height, incremental);
	may_ask(client, false);
	showing->asked = true;
	showing->messages = 0;
	showing->next = clock_ms() + 1000 / showing->wish->frames_per_second;
	return fine;
}

/* Brings the small picture up to date: as much of it as has changed, or all for another size. */
static void scale(struct showing *showing)
{
	rfbClient *client = showing->client;
	struct vnc_scale *small = &showing->scale;
	const struct thumbnail_wish wish = {.columns = showing->columns, .rows = showing->rows};
	struct vnc_client *seen = &vnc_client;

	if (small->small == NULL || small->width != client->width ||
		small->height != client->height) {
		vnc_scale_init(small, client->width, client->height, &wish);
		showing->shown_length = 0;
		seen->left = seen->top = 0;
		seen->right = client->width;
		seen->bottom = client->height;
	}
	if (seen->right == 0)
		return;
	vnc_scale_part(small, (const uint16_t *)(const void *)client->frameBuffer, seen->left,
		seen->top, seen->right, seen->bottom);
	seen->left = seen->top = seen->right = seen->bottom = 0;
	showing->changed = true;
}

/* Whether the parent has the last frame. When it is time for the next one and it has not, it will
 * call. */
static bool is_taken(struct showing *showing, bool time)
{
	struct vnc_live_shared *shared = showing->shared;
	bool taken;

	atomic_store(&shared->waiting, time);
	/* The order matters: the parent takes first and looks then whether we wait. */
	taken = atomic_load(&shared->given) == atomic_load(&shared->taken);
	if (taken)
		atomic_store(&shared->waiting, false);
	return taken;
}

/* Hands the small picture over when it differs from the last one. */
static void give(struct showing *showing)
{
	struct vnc_live_shared *shared = showing->shared;
	const struct vnc_scale *small = &showing->scale;
	size_t length = (size_t)(3 * small->small_width * small->small_height);

	showing->changed = false;
	if (showing->shown_length == length && memcmp(showing->shown, small->small, length) == 0)
		return;
	memcpy(showing->shown, small->small, length);
	showing->shown_length = length;
	memcpy(shared->pixels, small->small, length);
	shared->width = (int32_t)small->small_width;
	shared->height = (int32_t)small->small_height;
	shared->screen_width = (int32_t)small->width;
	shared->screen_height = (int32_t)small->height;
	atomic_store(&shared->given, atomic_load(&shared->given) + 1);
	/* The parent is the one that reads; should it be slow, it has been called before. */
	send(showing->out, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* One message of the server. False when there is no use in it any more. */
static bool listen_to_server(struct showing *showing)
{
	rfbClient *client = showing->client;
	int width = client->width, height = client->height;
	bool fine;

	vnc_client.updated = false;
	/* The first update has its time already. */
	if (showing->any)
		vnc_speaker_hurry(showing->wish->deadline_ms);
	may_ask(client, false);
	fine = vnc_client.library.handle(client);
	may_ask(client, false);
	if (showing->any)
		vnc_speaker_hurry(0);
	if (!fine || vnc_client.too_large)
		return false;
	if (++showing->messages >= MESSAGES_MAX) {
		showing->messages = 0;
		showing->quiet_until = clock_ms() + 1000 / showing->wish->frames_per_second;
	}
	if (!vnc_client.updated)
		return true;
	showing->asked = false;
	if (client->width != width || client->height != height) {
		scale(showing);
		return ask(showing, false);
	}
	/* An empty update, or one of a part, is not a first picture yet. */
	if (!showing->any && vnc_client.covered < (uint64_t)width * (uint64_t)height)
		return ask(showing, true);
	if (!showing->any)
		vnc_speaker_hurry(0);
	showing->any = true;
	scale(showing);
	return true;
}

/* What the parent wants now. */
static void look_at_wish(struct showing *showing)
{
	int32_t columns = atomic_load(&showing->shared->columns),
		rows = atomic_load(&showing->shared->rows);

	if (columns != showing->columns || rows != showing->rows) {
		showing->columns = columns;
		showing->rows = rows;
		vnc_scale_release(&showing->scale);
		if (showing->any)
			scale(showing);
	}
}

static bool hear_parent(const struct showing *showing)
{
	char bytes[64];
	ssize_t n = recv(showing->out, bytes, sizeof bytes, MSG_DONTWAIT);

	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Gives and asks, when it is time for that. In *until, if anything is to be done later: when. False
 * at the end. */
static bool go_on(struct showing *showing, int64_t now, int64_t *until)
{
	bool time = now >= showing->next;

	if (!showing->any || !(showing->changed || !showing->asked))
		return true;
	if (is_taken(showing, time) && showing->changed)
		give(showing);
	if (showing->asked && !showing->changed)
		return true;
	if (!is_taken(showing, time)) {
		*until = time ? -1 : showing->next;
		return true;
	}
	if (time)
		return ask(showing, true);
	*until = showing->next;
	return true;
}

static int timeout_until(int64_t until, int64_t now)
{
	return until < 0 ? -1 : until <= now ? 0 : (int)(until - now);
}

/* One round: waits until there is something to do, and does it. False at the end. */
static bool go_round(struct showing *showing)
{
	struct pollfd ready[2] = {{.fd = showing->out, .events = POLLIN}, {.fd = showing->server}};
	int64_t now = clock_ms(), until = -1;
	bool reads;

	look_at_wish(showing);
	if (!go_on(showing, now, &until))
		return false;
	reads = showing->asked;
	if (reads && now < showing->quiet_until) {
		until = showing->quiet_until;
		reads = false;
	}
	ready[1].events = reads ? POLLIN : POLLRDHUP;
	if (reads && showing->client->buffered > 0)
		until = now;
	if (poll(ready, 2, timeout_until(until, now)) < 0)
		return errno == EINTR;
	if (ready[0].revents != 0 && !hear_parent(showing))
		return false;
	if (reads && (ready[1].revents != 0 || showing->client->buffered > 0))
		return listen_to_server(showing);
	return ready[1].revents == 0;
}

static void show(struct showing *showing)
{
	const struct vnc_live_wish *wish = showing->wish;
	int on = 1;

	if (!vnc_client_load()) {
		say(showing->shared, VNC_NO_LIBRARY, "");
		return;
	}
	/* One that is gone without a word would look like one that does not change. */
	setsockopt(showing->server, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	showing->client = vnc_client_make(showing->server, wish->password, 2);
	showing->client->canHandleNewFBSize = TRUE;
	if (!vnc_client.library.init_client(showing->client, NULL, NULL)) {
		say(showing->shared, (int32_t)vnc_client_trouble(), text_string(&vnc_client.said));
		return;
	}
	/* With that the whole screen was asked for. */
	showing->asked = true;
	showing->next = clock_ms() + 1000 / wish->frames_per_second;
	while (go_round(showing))
		continue;
	if (vnc_client.too_large)
		say(showing->shared, VNC_TOO_LARGE, "");
	else
		say(showing->shared, showing->any ? VNC_LIVE_GONE : (int32_t)VNC_NO_SERVER,
			text_string(&vnc_client.said));
}

#else

struct showing {
	const struct vnc_live_wish *wish;
	struct vnc_live_shared *shared;
	int server, out;
	unsigned char *shown;
};

static void show(struct showing *showing)
{
	say(showing->shared, VNC_NO_LIBRARY, "");
}

#endif

void vnc_live_speak(const struct vnc_speech *speech, int out)
{
	struct showing showing = {.wish = speech->wish, .shared = speech->memory, .out = out};
	struct diags diags = {0};

	vnc_speaker_hurry(showing.wish->deadline_ms);
	showing.server = vnc_speaker_connect(speech, showing.wish->deadline_ms, &diags);
	if (showing.server < 0) {
		say(showing.shared,
			string_equal(diags.items[0].id, "V27") ? VNC_LATE : VNC_UNREACHABLE,
			diags.items[0].message);
		return;
	}
	showing.shown = xmalloc(sizeof showing.shared->pixels);
	show(&showing);
}

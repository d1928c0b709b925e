#include "vnc/tunnel_parts.h"

#ifdef HAVE_SSH

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { WAIT_MAX = 30 }; /* seconds between two tries to connect */

void tunnel_tell(struct tunnel *tunnel, enum tunnel_event_kind kind, const struct stream *stream,
	const char *why, int64_t seconds)
{
	struct tunnel_event event = {.kind = kind, .why = why, .seconds = seconds};

	for (size_t i = 0; i < tunnel->streams.count; i++)
		event.open += tunnel->streams.items[i]->state == STREAM_OPEN ? 1 : 0;
	if (stream != NULL) {
		event.stream = stream->number;
		event.forward = (size_t)(stream->forward - tunnel->wish->forwards);
		event.sent = stream->sent;
		event.received = stream->received;
	}
	if (tunnel->wish->on_event != NULL)
		tunnel->wish->on_event(tunnel->wish->context, &event);
}

/* ---- the life of a tunnel ---- */

bool tunnel_open(const struct tunnel_wish *wish, struct tunnel **result, struct diags *diags)
{
	struct tunnel *tunnel = xcalloc(1, sizeof *tunnel);
	bool fine = wish->forward_count <= TUNNEL_FORWARDS_MAX;

	if (!fine)
		BUG("too many forwards");
	tunnel->wish = wish;
	tunnel->link = wish->link;
	tunnel->ssh = wish->ssh;
	if (tunnel->ssh.cancel == NULL)
		tunnel->ssh.cancel = &tunnel->halted;
	tunnel->piece = xmalloc(PIECE);
	ssh_batch_init(&tunnel->batch);
	tunnel->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (size_t i = 0; i < TUNNEL_FORWARDS_MAX; i++)
		tunnel->listeners[i] = (struct tunnel_listener){{-1, -1}, 0};
	/* A port that is taken is told before anybody types a code. */
	for (size_t i = 0; fine && i < wish->forward_count; i++)
		fine = tunnel_listen(wish->forwards[i].local_port, &tunnel->listeners[i], diags);
	if (fine && tunnel->link == NULL)
		fine = ssh_link_open(&tunnel->ssh, &tunnel->link, diags);
	if (fine) {
		tunnel->heard = link_clock();
		*result = tunnel;
		return true;
	}
	tunnel_close(tunnel);
	return false;
}

int64_t tunnel_port(const struct tunnel *tunnel, size_t forward)
{
	return tunnel->listeners[forward].port;
}

void tunnel_stop(struct tunnel *tunnel)
{
	const uint64_t one = 1;

	atomic_store(&tunnel->halted, true);
	if (write(tunnel->wake, &one, sizeof one) < 0)
		return; /* it is full, and so has come before */
}

struct ssh_link *tunnel_between(struct tunnel *tunnel)
{
	uint64_t count;

	atomic_store(&tunnel->halted, false);
	if (read(tunnel->wake, &count, sizeof count) < 0)
		return tunnel->link; /* nobody has stopped it */
	return tunnel->link;
}

static void drop_streams(struct tunnel *tunnel)
{
	for (size_t i = 0; i < tunnel->streams.count; i++)
		stream_free(tunnel->streams.items[i]);
	tunnel->streams.count = 0;
}

struct ssh_link *tunnel_take_link(struct tunnel *tunnel)
{
	struct ssh_link *link;

	drop_streams(tunnel);
	link = tunnel->link;
	tunnel->link = NULL;
	return link;
}

void tunnel_close(struct tunnel *tunnel)
{
	if (tunnel == NULL)
		return;
	drop_streams(tunnel);
	vector_release(&tunnel->streams);
	for (size_t i = 0; i < TUNNEL_FORWARDS_MAX; i++)
		tunnel_listener_close(&tunnel->listeners[i]);
	ssh_link_close(tunnel->link);
	if (tunnel->wake >= 0)
		close(tunnel->wake);
	free(tunnel->refusal);
	free(tunnel->piece);
	ssh_batch_release(&tunnel->batch);
	free(tunnel);
}

/* ---- from one connection to the next ---- */

bool tunnel_stopped(const struct tunnel *tunnel)
{
	const atomic_bool *cancel = tunnel->wish->ssh.cancel;

	return atomic_load(&tunnel->halted) || (cancel != NULL && atomic_load(cancel));
}

/* What may pass by itself, unlike a changed key or a refusal. */
static bool may_pass(const struct diags *diags)
{
	static const char *const passing[] = {"H02", "H03", "H10", "H11"};

	for (size_t i = 0; i < diags->count; i++)
		for (size_t j = 0; j < ARRAY_LENGTH(passing); j++)
			if (diags->items[i].severity == SEVERITY_ERROR &&
				string_equal(diags->items[i].id, passing[j]))
				return true;
	return false;
}

static void wait_seconds(struct tunnel *tunnel, int64_t seconds)
{
	int64_t end = link_clock() + seconds * 1000, left;
	struct pollfd wake = {.fd = tunnel->wake, .events = POLLIN};

	while (!tunnel_stopped(tunnel) && (left = end - link_clock()) > 0)
		poll(&wake, 1, left < CANCEL_MS ? (int)left : CANCEL_MS);
}

static const char *last_error(const struct diags *diags)
{
	for (size_t i = diags->count; i > 0; i--)
		if (diags->items[i - 1].severity == SEVERITY_ERROR)
			return diags->items[i - 1].message;
	return NULL;
}

/* True when it stands again, or was stopped. */
static bool connect_again(struct tunnel *tunnel, struct diags *diags)
{
	for (int64_t seconds = 1; !tunnel_stopped(tunnel);
		seconds = seconds < 16 ? 2 * seconds : WAIT_MAX) {
		struct diags said = {0};
		if (ssh_link_open(&tunnel->ssh, &tunnel->link, &said)) {
			diags_release(&said);
			tunnel->heard = link_clock();
			tunnel->asked = 0;
			tunnel_tell(tunnel, TUNNEL_CONNECTED, NULL, NULL, 0);
			return true;
		}
		if (!tunnel_stopped(tunnel) && !may_pass(&said)) {
			diags_move(diags, &said);
			return false;
		}
		if (!tunnel_stopped(tunnel))
			tunnel_tell(tunnel, TUNNEL_WAITS, NULL, last_error(&said), seconds);
		diags_release(&said);
		wait_seconds(tunnel, seconds);
	}
	return true;
}

bool tunnel_run(struct tunnel *tunnel, struct diags *diags)
{
	const atomic_bool *cancel = tunnel->wish->ssh.cancel;

	for (;;) {
		char *why;
		bool fine;
		tunnel_serve(tunnel, &why);
		if (why == NULL)
			break;
		drop_streams(tunnel);
		tunnel_tell(tunnel, TUNNEL_LOST, NULL, why, 0);
		fine = !tunnel->wish->brief;
		if (!fine)
			diags_fail(diags, "H11", NULL, "lost the connection to '%s': %s",
				ssh_link_name(tunnel->link), why);
		free(why);
		ssh_link_close(tunnel->link);
		tunnel->link = NULL;
		if (!fine || !connect_again(tunnel, diags))
			return false;
		if (tunnel->link == NULL)
			break;
	}
	if (cancel != NULL && atomic_load(cancel))
		return diags_fail(diags, "R06", NULL, "cancelled while the tunnel was open");
	if (tunnel->wish->once && tunnel->refusal != NULL && !tunnel_stopped(tunnel))
		return diags_fail(diags, "H15", NULL, "the far side does not open the stream: %s",
			tunnel->refusal);
	return true;
}

#else

bool tunnel_open(const struct tunnel_wish *wish, struct tunnel **tunnel, struct diags *diags)
{
	ssh_link_close(wish->link);
	(void)tunnel;
	return ssh_library_load(diags);
}

int64_t tunnel_port(const struct tunnel *tunnel UNUSED, size_t forward UNUSED)
{
	return 0;
}

bool tunnel_run(struct tunnel *tunnel, struct diags *diags)
{
	(void)tunnel;
	return ssh_library_load(diags);
}

void tunnel_stop(struct tunnel *tunnel)
{
	(void)tunnel;
}

struct ssh_link *tunnel_between(struct tunnel *tunnel UNUSED)
{
	return NULL;
}

struct ssh_link *tunnel_take_link(struct tunnel *tunnel UNUSED)
{
	return NULL;
}

void tunnel_close(struct tunnel *tunnel)
{
	(void)tunnel;
}

#endif

#include "vnc/live.h"
#include "vnc/probe.h"
#include "vnc/speaker.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

struct vnc_live {
	struct vnc_speaker speaker;
	struct vnc_live_shared *shared;
	struct vnc_live_wish wish;
	bool any; /* a frame has come */
	bool ended;
	unsigned char pixels[3 * VNC_LIVE_WIDTH_MAX * VNC_LIVE_HEIGHT_MAX];
};

static int64_t clamp(int64_t value, int64_t high)
{
	return value < 1 ? 1 : value > high ? high : value;
}

static void set_size(struct vnc_live *live, int64_t columns, int64_t rows)
{
	atomic_store(&live->shared->columns, (int32_t)clamp(columns, THUMBNAIL_COLUMNS_MAX));
	atomic_store(&live->shared->rows, (int32_t)clamp(rows, THUMBNAIL_ROWS_MAX));
}

bool vnc_live_open(const struct vnc_target *target, const struct vnc_live_wish *wish,
	struct vnc_live **live, struct diags *diags)
{
	struct vnc_live *new;
	struct vnc_speech speech = {.speak = vnc_live_speak, .target = target};
	void *shared;

	if (!vnc_can_probe())
		return diags_fail(diags, "V28", NULL, "this build of Berth takes no pictures");
	shared = mmap(NULL, sizeof *new->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	if (shared == MAP_FAILED)
		return diags_fail(diags, "V24", NULL, "cannot ask the server: %s", strerror(errno));
	new = xcalloc(1, sizeof *new);
	new->shared = shared;
	new->speaker.fd = -1;
	/* The password is only for the child, which gets it by the fork. */
	new->wish = *wish;
	new->wish.frames_per_second = (int)clamp(wish->frames_per_second, VNC_LIVE_RATE_MAX);
	speech.wish = &new->wish;
	speech.memory = shared;
	set_size(new, wish->columns, wish->rows);
	if (!vnc_speaker_start(&speech, &new->speaker, diags)) {
		vnc_live_close(new);
		return false;
	}
	*live = new;
	return true;
}

int vnc_live_fd(const struct vnc_live *live)
{
	return live->speaker.fd;
}

pid_t vnc_live_pid(const struct vnc_live *live)
{
	return live->speaker.pid;
}

/* Should there be no room for one byte more, the child has not seen the others yet. */
static void wake(struct vnc_live *live)
{
	ssize_t n;

	do
		n = live->ended ? 0 : send(live->speaker.fd, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
}

/* The bytes are calls and say nothing. True when the child has ended. */
static bool hear(struct vnc_live *live)
{
	char bytes[64];

	for (int i = 0; i < 16; i++) {
		ssize_t n = read(live->speaker.fd, bytes, sizeof bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return false;
		if (n <= 0)
			return true;
	}
	return false;
}

/* What the child has written is read once, and then judged. False when it cannot be. */
static bool take_frame(struct vnc_live *live, struct vnc_frame *frame)
{
	struct vnc_live_shared *shared = live->shared;
	const volatile struct vnc_live_shared *seen = shared;
	int64_t width = seen->width, height = seen->height;

	*frame = (struct vnc_frame){
		.screen_width = seen->screen_width, .screen_height = seen->screen_height};
	if (width < 1 || width > VNC_LIVE_WIDTH_MAX || height < 1 || height > VNC_LIVE_HEIGHT_MAX ||
		frame->screen_width < 1 || frame->screen_width > VNC_SIDE_MAX ||
		frame->screen_height < 1 || frame->screen_height > VNC_SIDE_MAX)
		return false;
	memcpy(live->pixels, shared->pixels, (size_t)(3 * width * height));
	frame->pixels = (struct pixels){live->pixels, width, height};
	return true;
}

static void say_why(struct vnc_live *live, int status, struct diags *diags)
{
	struct vnc_live_shared *shared = live->shared;
	int32_t trouble = *(volatile int32_t *)&shared->trouble;
	char said[sizeof shared->said];
	bool password_known = live->wish.password != NULL;

	memcpy(said, shared->said, sizeof said);
	said[sizeof said - 1] = '\0';
	if (status == -1)
		diags_fail(diags, "V27", NULL,
			live->any ? "the server stopped in the middle of a picture"
				  : "the server does not answer in time");
	else if (status != 0)
		diags_fail(diags, "V24", NULL, "the server makes no sense to the VNC library");
	else if (trouble == VNC_LIVE_GONE)
		diags_fail(diags, "V34", NULL, "the live picture has ended: %s",
			said[0] != '\0' ? said : "the server closed the connection");
	else if (trouble > VNC_FINE && trouble < VNC_TROUBLES)
		vnc_complain((enum vnc_trouble)trouble, password_known, said, diags);
	else
		vnc_complain(VNC_NO_SERVER, password_known, "", diags);
}

static enum vnc_live_news end(struct vnc_live *live, struct diags *diags)
{
	int status = vnc_speaker_end(&live->speaker);

	live->ended = true;
	say_why(live, status, diags);
	return VNC_LIVE_ENDED;
}

enum vnc_live_news vnc_live_read(
	struct vnc_live *live, struct vnc_frame *frame, struct diags *diags)
{
	uint32_t given, taken;
	bool over;

	if (live->ended)
		return VNC_LIVE_ENDED;
	over = hear(live);
	given = atomic_load(&live->shared->given);
	taken = atomic_load(&live->shared->taken);
	if (given == taken)
		return over ? end(live, diags) : VNC_LIVE_NOTHING;
	if (!take_frame(live, frame)) {
		/* It has lost its mind, and is not asked for its reasons. */
		live->shared->trouble = VNC_NO_SERVER;
		return end(live, diags);
	}
	live->any = true;
	atomic_store(&live->shared->taken, given);
	if (atomic_load(&live->shared->waiting) != 0)
		wake(live);
	return VNC_LIVE_FRAME;
}

void vnc_live_resize(struct vnc_live *live, int64_t columns, int64_t rows)
{
	set_size(live, columns, rows);
	wake(live);
}

void vnc_live_close(struct vnc_live *live)
{
	if (live == NULL)
		return;
	vnc_speaker_end(&live->speaker);
	munmap(live->shared, sizeof *live->shared);
	free(live);
}

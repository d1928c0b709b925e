/*
 * live_dump PORT COLUMNS ROWS RATE DEADLINE_MS [PASSWORD]: shows the live picture of a VNC server
 * on loopback as lines: "child PID", "frame WIDTH HEIGHT SCREEN_WIDTH SCREEN_HEIGHT RRGGBB" with
 * the mean colour, "ended ID MESSAGE", and at its own end "memory KIB" of the child at its largest.
 * Does what standard input says: "size COLUMNS ROWS"; its end is the end.
 */

#include "base/units.h"
#include "vnc/live.h"

#include <poll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double read_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void print_frame(const struct vnc_frame *frame)
{
	const struct pixels *pixels = &frame->pixels;
	uint64_t sums[3] = {0}, count = (uint64_t)(pixels->width * pixels->height);

	for (uint64_t i = 0; i < 3 * count; i++)
		sums[i % 3] += pixels->bytes[i];
	printf("frame %d %d %d %d %02x%02x%02x\n", (int)pixels->width, (int)pixels->height,
		(int)frame->screen_width, (int)frame->screen_height, (unsigned)(sums[0] / count),
		(unsigned)(sums[1] / count), (unsigned)(sums[2] / count));
}

/* False at the end of standard input. */
static bool obey(struct vnc_live *live)
{
	char line[64];
	size_t length = 0;
	int columns, rows;

	while (length < sizeof line - 1 && read(STDIN_FILENO, line + length, 1) == 1 &&
		line[length] != '\n')
		length++;
	if (length == 0)
		return false;
	line[length] = '\0';
	if (sscanf(line, "size %d %d", &columns, &rows) == 2)
		vnc_live_resize(live, columns, rows);
	printf("did %s\n", line);
	return true;
}

static void watch(struct vnc_live *live, double began)
{
	struct diags diags = {0};
	bool ended = false, any = false;

	printf("child %d\n", (int)vnc_live_pid(live));
	for (bool goes_on = true; goes_on;) {
		struct pollfd ready[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = vnc_live_fd(live), .events = POLLIN}};
		struct vnc_frame frame;
		fflush(stdout);
		if (poll(ready, ended ? 1 : 2, -1) < 0)
			continue;
		if (ready[0].revents != 0)
			goes_on = obey(live);
		if (ended || ready[1].revents == 0)
			continue;
		switch (vnc_live_read(live, &frame, &diags)) {
		case VNC_LIVE_FRAME:
			print_frame(&frame);
			if (!any)
				printf("first %.1f\n", read_clock() - began);
			any = true;
			break;
		case VNC_LIVE_ENDED:
			printf("ended %s %s\n", diags.items[0].id, diags.items[0].message);
			ended = true;
			break;
		case VNC_LIVE_NOTHING:
			break;
		}
	}
	diags_release(&diags);
}

int main(int count, char **words)
{
	int64_t numbers[5];
	struct vnc_target target = {.host = "127.0.0.1"};
	struct vnc_live *live;
	struct diags diags = {0};
	struct rusage usage;
	double began = read_clock();

	for (int i = 0; i < 5; i++)
		if (count < 6 || !integer_parse(words[i + 1], 0, 1000000, &numbers[i]))
			return 2;
	target.port = numbers[0];
	if (!vnc_live_open(&target,
		    &(struct vnc_live_wish){.password = count > 6 ? words[6] : NULL,
			    .columns = numbers[1],
			    .rows = numbers[2],
			    .frames_per_second = (int)numbers[3],
			    .deadline_ms = (int)numbers[4]},
		    &live, &diags)) {
		printf("ended %s %s\n", diags.items[0].id, diags.items[0].message);
		diags_release(&diags);
		return 1;
	}
	watch(live, began);
	vnc_live_close(live);
	if (getrusage(RUSAGE_CHILDREN, &usage) == 0)
		printf("memory %ld\n", usage.ru_maxrss);
	return 0;
}

#include "cli/command_vnc.h"
#include "base/clean.h"
#include "cli/command_queue.h"
#include "cli/picture.h"
#include "vnc/live.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* Another screen without a cursor, and back. */
#define ENTER "\033[?1049h\033[?25l\033[2J"
#define LEAVE "\033[0m\033[?25h\033[?1049l"

struct watching {
	struct cli *cli;
	const char *name; /* of whom we watch */
	struct vnc_live *live;
	struct thumbnail_wish wish;
	struct thumbnail shown; /* what stands on the terminal */
	sigset_t between;       /* the signals that may come while we wait, and only then */
};

/* Of the one terminal: fatal() gives it back, too. */
static struct termios terminal_before;
static bool keys_changed;
static volatile sig_atomic_t size_changed;

static void write_text(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, length);
		if (n < 0 && errno == EINTR && !atomic_load(queue_interrupt()))
			continue;
		if (n <= 0)
			return;
		bytes += n;
		length -= (size_t)n;
	}
}

static void leave_terminal(void)
{
	write_text(LEAVE, sizeof LEAVE - 1);
	if (keys_changed)
		tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
	keys_changed = false;
}

/* Keys are read one by one and not shown; ^C still is a signal. */
static void enter_terminal(void)
{
	struct termios keys;

	fatal_set_hook(leave_terminal);
	if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &terminal_before) == 0) {
		keys = terminal_before;
		keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		keys_changed = tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
	}
	write_text(ENTER, sizeof ENTER - 1);
}

static void on_size(int signal)
{
	(void)signal;
	size_changed = 1;
}

/* Signals come while we wait, so that none is lost between a look and the wait. */
static void set_signals(struct watching *watching)
{
	struct sigaction resize = {.sa_handler = on_size}, ignored = {.sa_handler = SIG_IGN};
	sigset_t waiting;

	queue_interrupt();
	sigaction(SIGWINCH, &resize, NULL);
	/* A stopped program would leave its picture behind. */
	sigaction(SIGTSTP, &ignored, NULL);
	sigemptyset(&waiting);
	sigaddset(&waiting, SIGINT);
	sigaddset(&waiting, SIGTERM);
	sigaddset(&waiting, SIGWINCH);
	sigprocmask(SIG_BLOCK, &waiting, &watching->between);
}

static bool same_row(const struct thumbnail *a, const struct thumbnail *b, int64_t row)
{
	return a->cells != NULL && a->columns == b->columns && a->rows == b->rows &&
	       memcmp(a->cells + row * a->columns, b->cells + row * b->columns,
		       (size_t)a->columns * sizeof *a->cells) == 0;
}

/* Only rows that differ. */
static void draw(struct watching *watching, const struct vnc_frame *frame)
{
	struct thumbnail new;
	struct text text = TEXT_INIT;
	sigset_t waiting;

	thumbnail_make(&frame->pixels, &watching->wish, &new);
	if (watching->shown.columns != new.columns || watching->shown.rows != new.rows)
		text_append(&text, "\033[2J");
	for (int64_t row = 0; row < new.rows; row++) {
		if (same_row(&watching->shown, &new, row))
			continue;
		text_append_format(&text, "\033[%d;1H", (int)row + 1);
		thumbnail_append_row(&new, row, &text);
	}
	text_append_format(&text, "\033[%d;1H\033[K", (int)new.rows + 1);
	text_append_clean(&text, watching->name, CLEAN_LINE);
	text_append_format(&text, "  %lldx%lld  q ends", (long long)frame->screen_width,
		(long long)frame->screen_height);
	/* A terminal that was stopped with ^S holds us here for as long as it likes. */
	sigprocmask(SIG_SETMASK, &watching->between, &waiting);
	write_text(text_string(&text), text.length);
	sigprocmask(SIG_SETMASK, &waiting, NULL);
	text_release(&text);
	thumbnail_release(&watching->shown);
	watching->shown = new;
}

static void follow_size(struct watching *watching)
{
	if (!size_changed)
		return;
	size_changed = 0;
	picture_size(watching->cli, true, &watching->wish);
	vnc_live_resize(watching->live, watching->wish.columns, watching->wish.rows);
	thumbnail_release(&watching->shown);
	write_text("\033[2J", 4);
}

static bool pressed_end(void)
{
	char key = 0;

	return read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q';
}

static void watch(struct watching *watching)
{
	const atomic_bool *cancel = queue_interrupt();
	struct pollfd ready[2] = {{.fd = vnc_live_fd(watching->live), .events = POLLIN},
		{.fd = keys_changed ? STDIN_FILENO : -1, .events = POLLIN}};

	while (!atomic_load(cancel)) {
		enum vnc_live_news news = VNC_LIVE_NOTHING;
		struct vnc_frame frame;
		follow_size(watching);
		if (ppoll(ready, 2, NULL, &watching->between) < 0)
			continue;
		if (ready[0].revents != 0)
			news = vnc_live_read(watching->live, &frame, &watching->cli->diags);
		if (news == VNC_LIVE_ENDED)
			break;
		if (news == VNC_LIVE_FRAME)
			draw(watching, &frame);
		if (ready[1].revents != 0 && pressed_end())
			break;
	}
}

static void watch_whom(struct cli *cli, const struct vnc_whom *whom, struct watching *watching,
	int rate, int deadline_ms)
{
	const struct vnc_live_wish wish = {.password = whom->password,
		.columns = watching->wish.columns,
		.rows = watching->wish.rows,
		.frames_per_second = rate,
		.deadline_ms = deadline_ms};

	watching->name = whom->host != NULL ? cli->arguments.items[0] : whom->session.id;
	if (!vnc_live_open(&whom->target, &wish, &watching->live, &cli->diags))
		return;
	set_signals(watching);
	enter_terminal();
	watch(watching);
	leave_terminal();
	sigprocmask(SIG_SETMASK, &watching->between, NULL);
	vnc_live_close(watching->live);
	thumbnail_release(&watching->shown);
}

void command_vnc_watch(struct cli *cli)
{
	struct watching watching = {.cli = cli, .wish = picture_wish(cli, true)};
	int rate = (int)cli_integer(cli, "rate", 1, VNC_LIVE_RATE_MAX, 5);
	int deadline_ms = (int)cli_integer(cli, "deadline", 1, 3600, 10) * 1000;
	struct vnc_whom whom;

	if (cli->json || !isatty(STDOUT_FILENO))
		diags_fail(&cli->diags, "V35", NULL, "a live picture needs a terminal");
	if (diags_have_errors(&cli->diags))
		return;
	if (vnc_whom_find(cli, &whom))
		watch_whom(cli, &whom, &watching, rate, deadline_ms);
	vnc_whom_release(&whom);
}

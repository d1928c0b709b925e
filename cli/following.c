#include "cli/following.h"
#include "base/clean.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool following_stopped(const struct following *following)
{
	return atomic_load(following->interrupted) || following->closed;
}

static void write_out(struct following *following, const struct text *text)
{
	size_t done = 0;

	while (done < text->length && !following->closed) {
		ssize_t n = write(STDOUT_FILENO, text->data + done, text->length - done);
		if (n > 0) {
			done += (size_t)n;
		} else if (n < 0 && (errno == EINTR || errno == EAGAIN) &&
			   !atomic_load(following->interrupted)) {
			struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
			poll(&ready, 1, 100);
		} else {
			following->closed = true;
		}
	}
}

/* Takes away an unfinished line, before anything else is written. */
static void unpaint(struct following *following, struct text *text)
{
	if (following->painted)
		text_append(text, "\r\033[K");
	following->painted = false;
}

/* The line that a progress bar is at; on a terminal only, and as wide as it is. */
static void paint(struct following *following, struct text *text)
{
	struct winsize size = {0};
	struct text clean = TEXT_INIT;
	size_t at = 0, cells = 0, width;

	if (following->search != NULL || following->fold.line.length == 0 || !isatty(STDOUT_FILENO))
		return;
	width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u
										: 79;
	text_append_clean_bytes(
		&clean, following->fold.line.data, following->fold.line.length, CLEAN_LINE);
	while (at < clean.length) {
		uint32_t code_point;
		size_t bytes = utf8_decode(
			(const unsigned char *)clean.data + at, clean.length - at, &code_point);
		char one[8] = "";
		if (bytes == 0 || bytes > 4)
			break;
		memcpy(one, clean.data + at, bytes);
		cells += text_width(one);
		if (cells > width)
			break;
		at += bytes;
	}
	text_append_bytes(text, clean.data, at);
	following->painted = at > 0;
	text_release(&clean);
}

void following_tell(struct following *following, const char *format, ...)
{
	struct text said = TEXT_INIT, text = TEXT_INIT;
	va_list args;

	unpaint(following, &text);
	write_out(following, &text);
	va_start(args, format);
	text_append_vformat(&said, format, args);
	va_end(args);
	text_truncate(&text, 0);
	text_append(&text, "berth: ");
	text_append_clean(&text, text_string(&said), CLEAN_LINE);
	fprintf(stderr, "%s\n", text_string(&text));
	text_release(&said);
	text_release(&text);
}

static bool is_wanted(struct following *following, const char *line)
{
	bool wanted =
		following->search == NULL || regexec(following->search, line, 0, NULL, 0) == 0;

	following->matches += wanted;
	return wanted;
}

void following_write(struct following *following, const struct text *bytes)
{
	struct strings lines = {0};
	struct text text = TEXT_INIT;

	slurm_log_fold(&following->fold, text_string(bytes), bytes->length, &lines);
	unpaint(following, &text);
	for (size_t i = 0; i < lines.count; i++)
		if (is_wanted(following, lines.items[i]))
			text_append_format(&text, "%s\n", lines.items[i]);
	paint(following, &text);
	write_out(following, &text);
	strings_release(&lines);
	text_release(&text);
}

void following_tell_change(struct following *following, enum slurm_log_event event)
{
	static const char *const changes[] = {
		[SLURM_LOG_TRUNCATED] = "was emptied or rewritten",
		[SLURM_LOG_ROTATED] = "is another file now",
		[SLURM_LOG_GONE] = "is gone",
	};
	struct text text = TEXT_INIT;
	struct diags diags = {0};

	unpaint(following, &text);
	write_out(following, &text);
	text_release(&text);
	/* Said at once, where it happened, and not at the end. */
	diags_add(
		&diags, SEVERITY_NOTE, "Q08", NULL, "'%s' %s", following->log.path, changes[event]);
	text_append(&text, "berth: ");
	diag_format(&diags.items[0], &text);
	fputs(text_string(&text), stderr);
	diags_release(&diags);
	text_release(&text);
}

void following_end_fold(struct following *following)
{
	struct text newline = TEXT_INIT;

	text_append_char(&newline, '\n');
	if (following->fold.line.length > 0)
		following_write(following, &newline);
	text_release(&newline);
}

#include "cli/ask.h"
#include "base/clean.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

enum { ANSWER_MAX = 1024 };

static void say(int fd, const struct text *text)
{
	if (write(fd, text_string(text), text->length) < 0)
		return; /* a terminal that is gone gives no answer either */
}

/* One line; false at the end of the input, or when ^C came. */
static bool read_line(int fd, struct text *answer)
{
	char c;
	ssize_t n;

	while ((n = read(fd, &c, 1)) == 1 && c != '\n')
		if (answer->length < ANSWER_MAX)
			text_append_char(answer, c);
	return n == 1;
}

static bool ask_at(int fd, const char *title, const char *prompt, bool echo, struct text *answer)
{
	struct termios before, quiet;
	struct text text = TEXT_INIT;
	bool fine;

	if (title != NULL) {
		text_append_clean(&text, title, CLEAN_LINES);
		text_append_char(&text, '\n');
	}
	text_append_clean(&text, prompt, CLEAN_LINES);
	if (tcgetattr(fd, &before) != 0) {
		text_release(&text);
		return false;
	}
	quiet = before;
	quiet.c_lflag |= ICANON | ISIG;
	quiet.c_lflag = echo ? quiet.c_lflag | ECHO : quiet.c_lflag & ~(tcflag_t)ECHO;
	/* First silence, then the question: somebody may type ahead. */
	tcsetattr(fd, TCSADRAIN, &quiet);
	say(fd, &text);
	fine = read_line(fd, answer);
	tcsetattr(fd, TCSADRAIN, &before);
	text_truncate(&text, 0);
	text_append_char(&text, '\n');
	if (!echo || !fine)
		say(fd, &text);
	text_release(&text);
	return fine;
}

static bool ask(
	void *context, const char *title, const char *prompt, bool echo, struct text *answer)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool fine;

	(void)context;
	if (fd < 0)
		return false;
	fine = ask_at(fd, title, prompt, echo, answer);
	close(fd);
	return fine;
}

static bool trust(void *context, const char *host, const char *type, const char *fingerprint)
{
	struct text title = TEXT_INIT, answer = TEXT_INIT;
	bool fine;

	text_append_format(&title,
		"The host '%s' is not known yet. Its %s key has the fingerprint\n  %s\n"
		"Compare it with what those who run the host publish.",
		host, type, fingerprint);
	fine = ask(context, text_string(&title), "Is it the right one (yes/no)? ", true, &answer) &&
	       string_equal(text_string(&answer), "yes");
	text_release(&title);
	text_release(&answer);
	return fine;
}

const struct ssh_asker *ask_on_terminal(void)
{
	static const struct ssh_asker asker = {.ask = ask, .trust = trust};
	int fd = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;

	if (fd < 0)
		return NULL;
	close(fd);
	return &asker;
}

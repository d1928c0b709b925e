/*
 * Runs a program on a terminal of its own (forkpty) whose screen is kept by libvterm, and does what
 * a script says. For tests of the workbench; nothing here knows Berth.
 *
 *     pty_screen COLUMNS LINES SCRIPT PROGRAM [ARGUMENT...]
 *
 * Lines of the script (- is standard input):
 *
 *     send TEXT       types it; \e \r \n \t \\ and \xHH in it
 *     expect TEXT     waits until the screen has it
 *     absent TEXT     fails when the screen has it
 *     shows FILE      waits until the screen is what the file holds (as "dump" writes it)
 *     dump FILE       writes the screen as text, without blanks at the ends of its lines
 *     resize C L
 *     signal NUMBER   to the program's process
 *     stop, go        does not read what the program writes, as a terminal that hangs; reads again
 *     hang-up         closes the terminal
 *     sleep MS
 *     raw FILE        writes all bytes that came so far
 *     end             waits until the program has ended, and prints "exit N" or "signal N"
 *     restored        fails when the terminal's modes are not those of the beginning
 *     alternate on|off, cursor on|off   waits until the screen is so
 *
 * It fails, with the screen on standard error, when something waited for does not come in 60 s.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

enum { PATIENCE = 60000, LINE_MAX_BYTES = 4096 };

static struct {
	VTerm *vterm;
	VTermScreen *screen;
	int columns, lines, line;
	int master, slave; /* the slave stays open, so that its modes can be read at the end */
	pid_t child;
	bool ended, stopped, alternate, cursor;
	int status;
	struct termios modes;
	char *raw;
	size_t raw_length;
} it = {.cursor = true};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static char *read_screen(void)
{
	size_t room = (size_t)(it.columns * 24 + 2) * (size_t)it.lines + 1, at = 0;
	char *text = malloc(room);

	for (int y = 0; y < it.lines; y++) {
		size_t start = at, end = at;
		for (int x = 0; x < it.columns; x++) {
			VTermPos position = {y, x};
			VTermScreenCell cell;
			if (!vterm_screen_get_cell(it.screen, position, &cell))
				continue;
			if (cell.chars[0] == (uint32_t)-1)
				continue;
			for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && (i == 0 || cell.chars[i]);
				i++) {
				uint32_t c = cell.chars[i] ? cell.chars[i] : ' ';
				if (c < 0x80) {
					text[at++] = (char)c;
				} else if (c < 0x800) {
					text[at++] = (char)(0xc0 | c >> 6);
					text[at++] = (char)(0x80 | (c & 63));
				} else if (c < 0x10000) {
					text[at++] = (char)(0xe0 | c >> 12);
					text[at++] = (char)(0x80 | (c >> 6 & 63));
					text[at++] = (char)(0x80 | (c & 63));
				} else {
					text[at++] = (char)(0xf0 | c >> 18);
					text[at++] = (char)(0x80 | (c >> 12 & 63));
					text[at++] = (char)(0x80 | (c >> 6 & 63));
					text[at++] = (char)(0x80 | (c & 63));
				}
			}
			if (at > start && text[at - 1] != ' ')
				end = at;
		}
		at = end;
		text[at++] = '\n';
	}
	text[at] = '\0';
	return text;
}

static void fail(const char *what, const char *subject)
{
	char *screen = read_screen();

	fprintf(stderr, "pty_screen: line %d: %s '%s'; the screen is\n%s", it.line, what, subject,
		screen);
	if (it.child > 0 && !it.ended)
		kill(it.child, SIGKILL);
	exit(1);
}

static int on_property(VTermProp property, VTermValue *value, void *context)
{
	(void)context;
	if (property == VTERM_PROP_ALTSCREEN)
		it.alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		it.cursor = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void send_bytes(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(it.master, bytes, length);
		if (written <= 0)
			fail("cannot type", "");
		bytes += written;
		length -= (size_t)written;
	}
}

static void check_child(void)
{
	if (!it.ended && waitpid(it.child, &it.status, WNOHANG) == it.child)
		it.ended = true;
}

/* Takes what the program has written, waiting for at most so long. */
static void turn(int milliseconds)
{
	char bytes[65536];
	struct pollfd fd = {.fd = it.stopped ? -1 : it.master, .events = POLLIN};
	ssize_t length;
	size_t answer;

	if (poll(&fd, 1, milliseconds) > 0) {
		length = read(it.master, bytes, sizeof bytes);
		if (length > 0) {
			vterm_input_write(it.vterm, bytes, (size_t)length);
			it.raw = realloc(it.raw, it.raw_length + (size_t)length);
			memcpy(it.raw + it.raw_length, bytes, (size_t)length);
			it.raw_length += (size_t)length;
		}
	}
	/* What the terminal answers to questions. */
	answer = vterm_output_read(it.vterm, bytes, sizeof bytes);
	if (answer > 0 && it.master >= 0)
		send_bytes(bytes, answer);
	check_child();
}

static void wait_until(bool (*is)(const char *text), const char *text, const char *what)
{
	int64_t until = now() + PATIENCE;

	while (!is(text)) {
		if (now() > until)
			fail(what, text);
		turn(20);
	}
}

static bool has(const char *text)
{
	char *screen = read_screen();
	bool found = strstr(screen, text) != NULL;

	free(screen);
	return found;
}

static bool shows(const char *path)
{
	static char wanted[1 << 20];
	FILE *file = fopen(path, "r");
	size_t length = file != NULL ? fread(wanted, 1, sizeof wanted - 1, file) : 0;
	char *screen = read_screen();
	bool same = file != NULL && strlen(screen) == length && memcmp(screen, wanted, length) == 0;

	free(screen);
	if (file != NULL)
		fclose(file);
	return same;
}

static bool has_ended(const char *text)
{
	(void)text;
	return it.ended;
}

static bool alternate_is(const char *text)
{
	return it.alternate == (strcmp(text, "on") == 0);
}

static bool cursor_is(const char *text)
{
	return it.cursor == (strcmp(text, "on") == 0);
}

static void type(const char *text)
{
	char bytes[LINE_MAX_BYTES];
	size_t length = 0;

	for (; *text != '\0' && length < sizeof bytes; text++) {
		unsigned code;
		if (*text != '\\') {
			bytes[length++] = *text;
			continue;
		}
		switch (*++text) {
		case 'e':
			bytes[length++] = '\033';
			break;
		case 'r':
			bytes[length++] = '\r';
			break;
		case 'n':
			bytes[length++] = '\n';
			break;
		case 't':
			bytes[length++] = '\t';
			break;
		case 'x':
			if (sscanf(text + 1, "%2x", &code) == 1) {
				bytes[length++] = (char)code;
				text += 2;
			}
			break;
		default:
			bytes[length++] = *text;
		}
	}
	send_bytes(bytes, length);
}

static void write_file(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
		fail("cannot write", path);
}

static void resize(const char *text)
{
	struct winsize size = {0};
	int columns, lines;

	if (sscanf(text, "%d %d", &columns, &lines) != 2)
		fail("no size", text);
	it.columns = columns;
	it.lines = lines;
	size.ws_col = (unsigned short)columns;
	size.ws_row = (unsigned short)lines;
	vterm_set_size(it.vterm, lines, columns);
	ioctl(it.master, TIOCSWINSZ, &size);
}

static void hang_up(void)
{
	close(it.slave);
	close(it.master);
	it.master = it.slave = -1;
	it.stopped = true;
}

static void check_modes(void)
{
	struct termios modes;

	if (tcgetattr(it.slave, &modes) != 0 || modes.c_iflag != it.modes.c_iflag ||
		modes.c_oflag != it.modes.c_oflag || modes.c_cflag != it.modes.c_cflag ||
		modes.c_lflag != it.modes.c_lflag ||
		memcmp(modes.c_cc, it.modes.c_cc, sizeof modes.c_cc) != 0)
		fail("the modes of the terminal are other ones", "");
}

static void print_end(void)
{
	wait_until(has_ended, "", "the program does not end");
	/* What it wrote last. */
	while (it.master >= 0 && !it.stopped &&
		poll(&(struct pollfd){.fd = it.master, .events = POLLIN}, 1, 0) > 0)
		turn(0);
	if (WIFEXITED(it.status))
		printf("exit %d\n", WEXITSTATUS(it.status));
	else
		printf("signal %d\n", WTERMSIG(it.status));
	fflush(stdout);
}

static void pause_for(int milliseconds)
{
	int64_t until = now() + milliseconds;

	while (now() < until)
		turn((int)(until - now()));
}

static void dump(const char *path)
{
	char *screen = read_screen();

	write_file(path, screen, strlen(screen));
	free(screen);
}

static void obey(const char *order, const char *text)
{
	if (strcmp(order, "send") == 0)
		type(text);
	else if (strcmp(order, "expect") == 0)
		wait_until(has, text, "this does not appear");
	else if (strcmp(order, "absent") == 0 && has(text))
		fail("this is there", text);
	else if (strcmp(order, "shows") == 0)
		wait_until(shows, text, "this is not what is shown:");
	else if (strcmp(order, "dump") == 0)
		dump(text);
	else if (strcmp(order, "resize") == 0)
		resize(text);
	else if (strcmp(order, "signal") == 0)
		kill(it.child, atoi(text));
	else if (strcmp(order, "stop") == 0)
		it.stopped = true;
	else if (strcmp(order, "go") == 0)
		it.stopped = false;
	else if (strcmp(order, "hang-up") == 0)
		hang_up();
	else if (strcmp(order, "sleep") == 0)
		pause_for(atoi(text));
	else if (strcmp(order, "raw") == 0)
		write_file(text, it.raw != NULL ? it.raw : "", it.raw_length);
	else if (strcmp(order, "end") == 0)
		print_end();
	else if (strcmp(order, "restored") == 0)
		check_modes();
	else if (strcmp(order, "alternate") == 0)
		wait_until(alternate_is, text, "the alternate screen is not");
	else if (strcmp(order, "cursor") == 0)
		wait_until(cursor_is, text, "the cursor is not");
	else if (strcmp(order, "absent") != 0)
		fail("no such order", order);
}

static void start(char **argv)
{
	struct winsize size = {
		.ws_col = (unsigned short)it.columns, .ws_row = (unsigned short)it.lines};

	if (openpty(&it.master, &it.slave, NULL, NULL, &size) != 0 ||
		tcgetattr(it.slave, &it.modes) != 0) {
		perror("pty_screen: no terminal");
		exit(2);
	}
	it.child = fork();
	if (it.child == 0) {
		close(it.master);
		login_tty(it.slave);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	it.vterm = vterm_new(it.lines, it.columns);
	vterm_set_utf8(it.vterm, 1);
	it.screen = vterm_obtain_screen(it.vterm);
	vterm_screen_enable_altscreen(it.screen, 1);
	vterm_screen_set_callbacks(it.screen, &callbacks, NULL);
	vterm_screen_reset(it.screen, 1);
}

int main(int argc, char **argv)
{
	char line[LINE_MAX_BYTES];
	FILE *script;

	if (argc < 5) {
		fprintf(stderr, "usage: pty_screen COLUMNS LINES SCRIPT PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	it.columns = atoi(argv[1]);
	it.lines = atoi(argv[2]);
	script = strcmp(argv[3], "-") == 0 ? stdin : fopen(argv[3], "re");
	if (script == NULL || it.columns < 1 || it.lines < 1) {
		fprintf(stderr, "pty_screen: cannot read '%s'\n", argv[3]);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	start(argv + 4);
	while (fgets(line, sizeof line, script) != NULL) {
		char *text;
		it.line++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		text = strchr(line, ' ');
		if (text != NULL)
			*text++ = '\0';
		obey(line, text != NULL ? text : "");
	}
	if (!it.ended) {
		kill(it.child, SIGKILL);
		waitpid(it.child, &it.status, 0);
	}
	vterm_free(it.vterm);
	free(it.raw);
	return 0;
}

#include "tui/term.h"
#include "base/clean.h"
#include "base/files.h"
#include "theme/color.h"
#include "tui/rescue.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

/* Everything that we or curses may have switched on. The rest of it does not matter to a terminal
 * that does not know it. */
static const char reset[] = "\033[?1006l\033[?1000l\033[?2004l\033[r\033[0m\033[?25h\033[?1049l\r";
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

enum { PAIRS_MAX = 1024, NOISE_MAX = 64 * 1024 };

struct pair {
	int foreground, background;
};

struct term {
	SCREEN *screen;
	bool utf8, mouse, defaults, suspended;
	int colors; /* 0: styles alone */
	int pair_limit;
	struct pair pairs[PAIRS_MAX]; /* from 1 */
	int pair_count;
	struct cell *shown;	   /* what the screen has; NULL: unknown */
	int width, height;	   /* of it */
	const struct theme *theme; /* that it was drawn in */
	int noise;		   /* memfd that standard error goes to; -1 none */
	int error;		   /* the real standard error meanwhile; -1 none */
};

static void send_string(const char *string)
{
	write_all(STDOUT_FILENO, string, strlen(string));
}

/* Libraries that complain must not write over the screen. */
static void hide_errors(struct term *term)
{
	if (term->error >= 0 || !isatty(STDERR_FILENO))
		return;
	if (term->noise < 0)
		term->noise = memfd_create("berth-messages", MFD_CLOEXEC);
	if (term->noise < 0)
		return;
	term->error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (term->error < 0)
		return;
	rescue_errors(term->error);
	dup2(term->noise, STDERR_FILENO);
}

static void show_errors(struct term *term)
{
	if (term->error < 0)
		return;
	dup2(term->error, STDERR_FILENO);
	rescue_errors(-1);
	close(term->error);
	term->error = -1;
}

static void print_noise(struct term *term)
{
	char bytes[4096];
	size_t left = NOISE_MAX;
	off_t at = 0;
	ssize_t length;

	while (term->noise >= 0 && left > 0 &&
		(length = pread(term->noise, bytes, sizeof bytes, at)) > 0) {
		struct text text = TEXT_INIT;
		text_append_clean_bytes(&text, bytes, (size_t)length, CLEAN_LINES);
		if (write_all(STDERR_FILENO, text_string(&text), text.length) != 0)
			left = 0;
		text_release(&text);
		at += length;
		left -= (size_t)length < left ? (size_t)length : left;
	}
	if (term->noise >= 0)
		close(term->noise);
}

/* The surface has UTF-8; curses turns it into what the locale says, so that must be UTF-8. */
static bool find_locale(void)
{
	static const char *const names[] = {"", "C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (setlocale(LC_CTYPE, names[i]) != NULL &&
			string_equal(nl_langinfo(CODESET), "UTF-8"))
			return true;
	setlocale(LC_CTYPE, "C");
	return false;
}

/* Newer terminals than the machine's data base, all of which understand xterm. */
static bool looks_like_xterm(const char *name)
{
	static const char *const parts[] = {"xterm", "kitty", "foot", "ghostty", "wezterm",
		"alacritty", "contour", "rio", "tmux", "screen", "rxvt", "konsole", "gnome", "vte",
		"mintty", "iterm", "256color", "direct", "ansi", "st-"};

	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
		if (strstr(name, parts[i]) != NULL)
			return true;
	return false;
}

static SCREEN *open_screen(struct diags *diags)
{
	static const char *const known[] = {"xterm-256color", "xterm", "vt100"};
	const char *set = getenv("TERM"), *name = set != NULL && set[0] != '\0' ? set : "unknown";
	SCREEN *screen;
	struct diag *diag;

	/* The palette has numbers only where colours are not direct. */
	screen = strstr(name, "-direct") == NULL ? newterm(name, stdout, stdin) : NULL;
	for (size_t i = 0; screen == NULL && looks_like_xterm(name) && i < ARRAY_LENGTH(known);
		i++) {
		screen = newterm(known[i], stdout, stdin);
		if (screen != NULL)
			diags_add(diags, SEVERITY_NOTE, "D02", NULL,
				"this machine does not know the terminal '%s'; used as '%s'", name,
				known[i]);
	}
	if (screen == NULL) {
		if (name == set)
			diags_fail(diags, "D02", NULL, "cannot use the terminal '%s'", name);
		else
			diags_fail(diags, "D02", NULL, "TERM does not say what the terminal is");
		diag = &diags->items[diags->count - 1];
		diag_hint(diag, "if it understands xterm: TERM=xterm berth");
	}
	return screen;
}

static void set_modes(struct term *term)
{
	raw();
	noecho();
	intrflush(stdscr, FALSE);
	/* Keys that are typed while we draw are nothing to wait for. */
	typeahead(-1);
	nonl();
	curs_set(0);
	send_string(paste_on);
	if (term->mouse)
		send_string(mouse_on);
}

static void find_colors(struct term *term, int wanted)
{
	if (wanted == 0 || !has_colors() || start_color() == ERR || COLORS < 8)
		return;
	term->colors = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	term->defaults = use_default_colors() != ERR;
	term->pair_limit = COLOR_PAIRS < PAIRS_MAX ? COLOR_PAIRS : PAIRS_MAX;
}

struct term *term_open(int colors, struct diags *diags)
{
	struct term *term;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		diags_fail(diags, "D01", NULL, "the workbench needs a terminal");
		diag_hint(&diags->items[diags->count - 1],
			"everything that it does is a command as well: berth --help");
		return NULL;
	}
	term = xcalloc(1, sizeof *term);
	term->noise = term->error = -1;
	term->utf8 = find_locale();
	rescue_arm(STDOUT_FILENO, reset);
	/* Not those of a size that was exported long ago. */
	use_env(FALSE);
	use_tioctl(TRUE);
	term->screen = open_screen(diags);
	if (term->screen == NULL) {
		rescue_disarm();
		free(term);
		return NULL;
	}
	find_colors(term, colors);
	set_modes(term);
	hide_errors(term);
	return term;
}

void term_close(struct term *term)
{
	if (term == NULL)
		return;
	term_suspend(term);
	delscreen(term->screen);
	rescue_disarm();
	print_noise(term);
	free(term->shown);
	free(term);
}

int term_fd(const struct term *term)
{
	(void)term;
	return STDIN_FILENO;
}

bool term_is_utf8(const struct term *term)
{
	return term->utf8;
}

int term_colors(const struct term *term)
{
	return term->colors;
}

void term_size(struct term *term, int *width, int *height)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0 &&
		(size.ws_col != COLS || size.ws_row != LINES)) {
		resizeterm(size.ws_row, size.ws_col);
		term_repaint(term);
	}
	*width = COLS;
	*height = LINES;
}

bool term_is_ready(const struct term *term)
{
	struct pollfd poll_fd = {.fd = STDOUT_FILENO, .events = POLLOUT};

	(void)term;
	return poll(&poll_fd, 1, 0) > 0;
}

void term_repaint(struct term *term)
{
	free(term->shown);
	term->shown = NULL;
	clearok(curscr, TRUE);
}

/* The pair of two colours, made when it is first needed; 0 when there is no more room. */
static int pair_of(struct term *term, int foreground, int background)
{
	if (term->colors == 0 || (foreground == COLOR_DEFAULT && background == COLOR_DEFAULT))
		return 0;
	if (!term->defaults) {
		foreground = foreground < 0 ? COLOR_WHITE : foreground;
		background = background < 0 ? COLOR_BLACK : background;
	}
	for (int i = 0; i < term->pair_count; i++)
		if (term->pairs[i].foreground == foreground &&
			term->pairs[i].background == background)
			return i + 1;
	if (term->pair_count + 1 >= term->pair_limit ||
		init_extended_pair(term->pair_count + 1, foreground, background) == ERR)
		return 0;
	term->pairs[term->pair_count++] = (struct pair){foreground, background};
	return term->pair_count;
}

static attr_t attributes_of(unsigned style)
{
	return ((style & LOOK_BOLD) != 0 ? A_BOLD : 0) | ((style & LOOK_DIM) != 0 ? A_DIM : 0) |
	       ((style & LOOK_UNDERLINE) != 0 ? A_UNDERLINE : 0) |
	       ((style & LOOK_REVERSE) != 0 ? A_REVERSE : 0) |
	       ((style & LOOK_ITALIC) != 0 ? A_ITALIC : 0);
}

/* A number of the palette of 256 where there are fewer. */
static int fewer_colors(int color, int colors)
{
	return color < colors ? color : color_nearest(color_of_palette(color), colors);
}

static void put_cell(struct term *term, const struct cell *cell, const struct theme *theme)
{
	struct look look = theme_look(theme, (enum role)cell->role, term->colors);
	wchar_t characters[CCHARW_MAX + 1] = {0};
	const unsigned char *bytes = (const unsigned char *)cell->bytes;
	size_t length = strlen(cell->bytes), count = 0, size;
	uint32_t code;
	cchar_t out;
	int pair;

	if (cell->foreground >= 0 && term->colors > 0)
		look.foreground = fewer_colors(cell->foreground, term->colors);
	if (cell->background >= 0 && term->colors > 0)
		look.background = fewer_colors(cell->background, term->colors);
	while (count < CCHARW_MAX && length > 0 && (size = utf8_decode(bytes, length, &code)) > 0) {
		characters[count++] = (wchar_t)code;
		bytes += size;
		length -= size;
	}
	if (count == 0)
		characters[0] = L' ';
	pair = pair_of(term, look.foreground, look.background);
	if (setcchar(&out, characters, attributes_of(look.style), (short)pair, &pair) == ERR)
		setcchar(&out, L"?", attributes_of(look.style), (short)pair, &pair);
	add_wch(&out);
}

static bool cells_equal(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->width == b->width && a->foreground == b->foreground &&
	       a->background == b->background && string_equal(a->bytes, b->bytes);
}

static void draw_row(
	struct term *term, const struct surface *surface, int y, const struct theme *theme)
{
	const struct cell *row = surface->cells + (size_t)y * (size_t)surface->width;
	const struct cell *old =
		term->shown != NULL ? term->shown + (size_t)y * (size_t)surface->width : NULL;
	int from = 0, to = surface->width;

	while (old != NULL && from < to && cells_equal(&row[from], &old[from]))
		from++;
	while (old != NULL && to > from && cells_equal(&row[to - 1], &old[to - 1]))
		to--;
	/* Both halves of a wide character. */
	while (from > 0 && from < to &&
		(row[from].width == 0 || (old != NULL && old[from].width == 0)))
		from--;
	while (from < to && to < surface->width &&
		(row[to].width == 0 || (old != NULL && old[to].width == 0)))
		to++;
	if (from < to)
		move(y, from);
	for (int x = from; x < to; x++)
		if (row[x].width != 0)
			put_cell(term, &row[x], theme);
}

static void remember(struct term *term, const struct surface *surface, const struct theme *theme)
{
	size_t count = (size_t)surface->width * (size_t)surface->height;

	if (term->shown == NULL)
		term->shown = xmalloc(count * sizeof *term->shown);
	memcpy(term->shown, surface->cells, count * sizeof *term->shown);
	term->width = surface->width;
	term->height = surface->height;
	term->theme = theme;
}

void term_draw(struct term *term, const struct surface *surface, const struct theme *theme)
{
	bool cursor = surface->cursor_x >= 0 && surface->cursor_y >= 0;

	if (term->suspended)
		return;
	if (term->width != surface->width || term->height != surface->height ||
		term->theme != theme) {
		free(term->shown);
		term->shown = NULL;
	}
	for (int y = 0; y < surface->height && y < LINES; y++)
		draw_row(term, surface, y, theme);
	remember(term, surface, theme);
	curs_set(cursor ? 1 : 0);
	if (cursor)
		move(surface->cursor_y, surface->cursor_x);
	refresh();
}

void term_mouse(struct term *term, bool on)
{
	term->mouse = on;
	if (!term->suspended)
		send_string(on ? mouse_on : mouse_off);
}

void term_send(struct term *term, const char *bytes, size_t length)
{
	(void)term;
	write_all(STDOUT_FILENO, bytes, length);
}

void term_suspend(struct term *term)
{
	if (term->suspended)
		return;
	if (term->mouse)
		send_string(mouse_off);
	send_string(paste_off);
	curs_set(1);
	endwin();
	show_errors(term);
	rescue_hold(true);
	term->suspended = true;
}

bool term_is_ours(const struct term *term)
{
	pid_t front = tcgetpgrp(STDIN_FILENO);

	(void)term;
	return front < 0 || front == getpgrp();
}

void term_resume(struct term *term)
{
	hide_errors(term);
	term->suspended = false;
	rescue_hold(false);
	/* Another program may have left its own modes: endwin() forgets, refresh() sets. */
	reset_prog_mode();
	set_modes(term);
	term_repaint(term);
	refresh();
}

#include "vnc/start_text.h"
#include "base/units.h"

/* Lines that say that nothing will come, by their beginning. */
static const struct {
	const char *line, *means;
} failures[] = {
	{"VNC server can only be started  on compute nodes", "it was not started inside a job"},
	{"Seems like this shell already has started a VNC server",
		"a server runs in this shell already"},
	{"FATAL (internal error):  Could not find vnc base container",
		"the module's container is missing"},
	{"FATAL (internal error):  Could not find xstartup.turbovnc",
		"the module's start script is missing"},
	{"FATAL (internal error): password generation failed", "no password could be made"},
	{"FATAL (internal error): Failed to resolve script location", "the module is damaged"},
	{"Vnc server failed to start", "the VNC server did not start"},
	{"Timeout waiting for novnc proxy to start", "the proxy for browsers did not start in time"},
	{"Failed to resolve port for novnc proxy", "the proxy for browsers told no port"},
	{"Novnc exit unexpectedly", "the proxy for browsers ended"},
};

static bool read_number(const char *line, const char *prefix, int64_t high, int64_t *number)
{
	return string_starts(line, prefix) &&
	       integer_parse(line + strlen(prefix), 1, high, number);
}

/* "    ssh -N -L PORT:HOST:PORT  USER@LOGIN" */
static void read_ssh(const char *line, struct text *host)
{
	static const char command[] = "ssh -N -L ";
	const char *at = line + strspn(line, " \t"), *colon, *end;

	if (!string_starts(at, command))
		return;
	colon = strchr(at + strlen(command), ':');
	end = colon != NULL ? strchr(colon + 1, ':') : NULL;
	if (end == NULL || end - colon - 1 > 255)
		return;
	text_truncate(host, 0);
	for (const char *c = colon + 1; c < end; c++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", *c) ==
			NULL)
			return;
	text_append_bytes(host, colon + 1, (size_t)(end - colon - 1));
}

/* The password is eight letters and digits at the end of the browser's address. */
static void read_password(const char *line, struct text *password)
{
	static const char mark[] = "?password=";
	const char *at = strstr(line, mark);

	if (at == NULL)
		return;
	at += strlen(mark);
	if (strlen(at) != 8 ||
		strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != 8)
		return;
	text_truncate(password, 0);
	text_append(password, at);
}

static void read_line(const char *line, bool *browser, struct start_text *text)
{
	int64_t number;

	for (size_t i = 0; i < ARRAY_LENGTH(failures); i++)
		if (string_starts(line, failures[i].line))
			text->failure = failures[i].means;
	if (read_number(line, "\tVnc server running on display :", 59635, &number))
		text->display = number;
	else if (read_number(line, "\tVnc port: ", 65535, &number))
		text->port = number;
	else if (read_number(line, "\tNovnc proxy on port: ", 65535, &number))
		text->proxy_port = number;
	else if (string_equal(line, "CONNECT WITH BROWSER"))
		*browser = true;
	else if (*browser && string_starts(line, "=====") && text->password.length > 0)
		text->ready = text->port > 0;
	if (*browser) {
		read_ssh(line, &text->host);
		read_password(line, &text->password);
	}
}

void start_text_read(const char *bytes, size_t length, struct start_text *text)
{
	bool browser = false;

	*text = (struct start_text){.display = -1};
	for (size_t at = 0; at < length;) {
		const char *newline = memchr(bytes + at, '\n', length - at);
		size_t size = newline != NULL ? (size_t)(newline - (bytes + at)) : length - at;
		/* A line that is not whole yet may still grow. */
		if (newline != NULL && size < 1024 && memchr(bytes + at, '\0', size) == NULL) {
			char *line = xstrndup(bytes + at, size);
			if (size > 0 && line[size - 1] == '\r')
				line[size - 1] = '\0';
			read_line(line, &browser, text);
			free(line);
		}
		at += size + 1;
	}
}

void start_text_release(struct start_text *text)
{
	text_release(&text->host);
	text_release(&text->password);
}

#include "cli/command_vnc.h"
#include "base/clean.h"
#include "base/files.h"
#include "base/units.h"
#include "cli/command_queue.h"
#include "cli/vnc_far.h"
#include "vnc/relay.h"

#include <unistd.h>

/* One line from standard input, or NULL; the password never stands in the command line. */
static char *read_password(void)
{
	char line[256] = "";
	size_t length = 0;
	ssize_t n;

	while (length < sizeof line - 1 &&
		(n = read(STDIN_FILENO, line + length, sizeof line - 1 - length)) > 0)
		length += (size_t)n;
	line[length] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return line[0] != '\0' ? xstrdup(line) : NULL;
}

static bool find_session(struct cli *cli, const char *id, struct vnc_whom *whom)
{
	struct vnc_session *session = &whom->session;

	if (!vnc_read(id, session, &cli->diags))
		return false;
	if ((session->job == NULL && session->host == NULL) || !session->has_endpoint) {
		diags_fail(&cli->diags, "V22", NULL, "session '%s' has no server (yet, or any more)",
			session->id);
		diag_hint(cli_last(cli), "berth vnc info %s", session->id);
		return false;
	}
	if (!vnc_password(session, &whom->kept, &cli->diags))
		return false;
	whom->password = text_string(&whom->kept);
	whom->target = vnc_session_target(session);
	return true;
}

/* Through a connection by ssh that stands as long as `whom`. */
static bool find_far(struct cli *cli, const struct vnc_address *address, struct vnc_whom *whom)
{
	if (!vnc_door_open(cli, address, &whom->door))
		return false;
	whom->password = vnc_door_password(whom->door);
	whom->target = (struct vnc_target){.host = "127.0.0.1", .port = vnc_door_port(whom->door)};
	return true;
}

static bool find_named(struct cli *cli, const char *what, struct vnc_whom *whom)
{
	struct vnc_address address;
	bool fine = vnc_address_read(cli, what, &address);

	/* An id begins with a date; fewer digits were meant as a port. */
	if (fine && address.host != NULL && address.id != NULL && strlen(address.id) < 8 &&
		address.id[strspn(address.id, "0123456789")] == '\0')
		fine = diags_fail(&cli->diags, "V49", NULL, "'%s' has no port from 1 to 65535", what);
	if (fine && address.host != NULL)
		fine = find_far(cli, &address, whom);
	else if (fine)
		fine = find_session(cli, address.id, whom);
	vnc_address_release(&address);
	return fine;
}

bool vnc_whom_find(struct cli *cli, struct vnc_whom *whom)
{
	const char *what = cli->arguments.count > 0 ? cli->arguments.items[0] : NULL;

	*whom = (struct vnc_whom){0};
	if (what == NULL || !vnc_port_read(what, &whom->host, &whom->target.port))
		return find_named(cli, what, whom);
	whom->target.host = whom->host;
	whom->password = whom->read = cli_given(cli, "password-stdin") ? read_password() : NULL;
	return true;
}

void vnc_whom_release(struct vnc_whom *whom)
{
	vnc_door_close(whom->door);
	free(whom->host);
	free(whom->read);
	vnc_session_release(&whom->session);
	text_release(&whom->kept);
}

bool vnc_ask_argument(struct cli *cli, bool picture, struct vnc_probe *probe)
{
	struct vnc_wish wish = {.picture = picture,
		.deadline_ms = (int)cli_integer(cli, "deadline", 1, 3600, 10) * 1000,
		.cancel = queue_interrupt()};
	struct vnc_whom whom;
	bool fine;

	*probe = (struct vnc_probe){0};
	if (diags_have_errors(&cli->diags))
		return false;
	if (picture && !vnc_can_probe())
		return diags_fail(
			&cli->diags, "V28", NULL, "this build of Berth takes no pictures");
	fine = vnc_whom_find(cli, &whom);
	wish.password = whom.password;
	fine = fine && vnc_ask_target(&whom.target, &wish, probe, &cli->diags);
	vnc_whom_release(&whom);
	return fine;
}

static void append_time(struct text *text, int64_t microseconds)
{
	text_append_format(text, "%.1f ms", (double)microseconds / 1000);
}

static void show(struct cli *cli, const struct vnc_probe *probe)
{
	struct text screen = TEXT_INIT, handshake = TEXT_INIT, trip = TEXT_INIT;

	if (!probe->complete) {
		vnc_line(cli, "answers", "yes; this build of Berth cannot ask more");
		return;
	}
	text_append_format(
		&screen, "%lldx%lld", (long long)probe->width, (long long)probe->height);
	append_time(&handshake, probe->handshake_us);
	append_time(&trip, probe->round_trip_us);
	vnc_line(cli, "answers", "yes");
	vnc_line(cli, "password", probe->password_taken ? "taken" : "none is asked for");
	vnc_line(cli, "screen", text_string(&screen));
	vnc_line(cli, "desktop", text_string(&probe->name));
	vnc_line(cli, "handshake", text_string(&handshake));
	vnc_line(cli, "round trip", text_string(&trip));
	text_release(&screen);
	text_release(&handshake);
	text_release(&trip);
}

void command_vnc_probe(struct cli *cli)
{
	struct vnc_probe probe;

	if (vnc_ask_argument(cli, false, &probe)) {
		if (!vnc_can_probe())
			diags_add(&cli->diags, SEVERITY_WARNING, "V28", NULL,
				"this build of Berth reads no more than the server's greeting");
		if (cli->json)
			vnc_probe_json(&probe, cli_document(cli, "berth.vnc.probe/1"));
		else
			show(cli, &probe);
	}
	vnc_probe_release(&probe);
}

void command_vnc_relay(struct cli *cli)
{
	struct vnc_session session;
	bool fine = vnc_read(cli->arguments.items[0], &session, &cli->diags);

	if (fine && session.job == NULL && session.host == NULL)
		fine = diags_fail(
			&cli->diags, "V22", NULL, "session '%s' has no job", session.id);
	if (fine && cli_given(cli, "stdio"))
		fine = vnc_relay_stdio(&session, cli_given(cli, "browser"), &cli->diags);
	else if (fine)
		fine = vnc_relay_serve(&session, queue_interrupt(), &cli->diags);
	if (!fine && !diags_have_errors(&cli->diags))
		diags_fail(&cli->diags, "V32", NULL, "the relay has ended");
	vnc_session_release(&session);
}

#include "vnc/remote_relays.h"
#include "base/words.h"

/* Each reads its place from its last word: a path, or a port on the node's loopback. */
static const char python[] = "import os,socket,sys,threading\n"
			     "a=sys.argv[1]\n"
			     "if a[0]=='/':\n"
			     "    s=socket.socket(socket.AF_UNIX)\n"
			     "    s.connect(a)\n"
			     "else:\n"
			     "    s=socket.create_connection(('127.0.0.1',int(a)))\n"
			     "    s.setsockopt(socket.IPPROTO_TCP,socket.TCP_NODELAY,1)\n"
			     "def there():\n"
			     "    while True:\n"
			     "        b=os.read(0,65536)\n"
			     "        if not b: break\n"
			     "        s.sendall(b)\n"
			     "    s.shutdown(socket.SHUT_RDWR)\n"
			     "t=threading.Thread(target=there)\n"
			     "t.daemon=True\n"
			     "t.start()\n"
			     "while True:\n"
			     "    b=s.recv(65536)\n"
			     "    if not b: break\n"
			     "    while b: b=b[os.write(1,b):]\n"
			     "os._exit(0)\n";

static const char perl[] =
	"use IO::Socket::UNIX;use IO::Socket::INET;my $a=$ARGV[0];"
	"my $s=$a=~m{^/}?IO::Socket::UNIX->new(Peer=>$a)"
	":IO::Socket::INET->new(PeerAddr=>\"127.0.0.1\",PeerPort=>$a);"
	"$s or die \"$!\\n\";"
	"sub pass{my($f,$t)=@_;while(sysread($f,my $b,65536)){my $o=0;while($o<length $b){"
	"my $n=syswrite($t,$b,length($b)-$o,$o);defined $n or exit;$o+=$n}}}"
	"my $p=fork;defined $p or die;"
	"if($p==0){pass(\\*STDIN,$s);shutdown($s,2);exit}"
	"pass($s,\\*STDOUT);kill 9,$p;";

/* It cannot close one direction alone, so the end of either is the end. */
static const char bash[] = "exec 3<> \"/dev/tcp/127.0.0.1/$0\" || exit\n"
			   "cat <&0 >&3 & a=$!\n"
			   "cat <&3 & b=$!\n"
			   "wait -n\n"
			   "kill $a $b 2> /dev/null\n";

/* In the order of preference. `test` is true in sh when it works. */
static const struct relay {
	const char *name;
	bool paths; /* reaches unix sockets as well as ports */
	const char *test;
	const char *words[4]; /* before the place; NULL ends */
} relays[] = {
	{"python3", true, "python3 -c 'import socket, threading'", {"python3", "-c", python, NULL}},
	{"perl", true, "perl -MIO::Socket::UNIX -MIO::Socket::INET -e 1",
		{"perl", "-e", perl, NULL}},
	{"bash", false, "bash -c 'command -v cat'", {"bash", "-c", bash, NULL}},
};

static const char nothing[] = "echo 'neither python3 nor perl works on this node' >&2; exit 1";

/* Whether a relay can be told the place of this server: a plain path, or a port. */
static bool can_reach(const struct vnc_endpoint *endpoint)
{
	const char *path = endpoint->socket;

	if (path == NULL)
		return endpoint->port > 0;
	return path[0] == '/' &&
	       strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "/._-") == strlen(path);
}

void vnc_relay_add_step(const char *job, struct strings *argv)
{
	strings_add(argv, "srun");
	strings_add_format(argv, "--jobid=%s", job);
	/* It shares what the job has, and takes nothing away from it. */
	strings_add(argv, "--overlap");
	strings_add(argv, "--nodes=1");
	strings_add(argv, "--ntasks=1");
	strings_add(argv, "--cpus-per-task=1");
	strings_add(argv, "--mem=0");
	strings_add(argv, "--gres=none");
	strings_add(argv, "--cpu-bind=none");
	strings_add(argv, "--mpi=none");
	strings_add(argv, "--unbuffered");
	strings_add(argv, "--quiet");
}

static char *place_of(const struct vnc_endpoint *endpoint)
{
	return endpoint->socket != NULL ? xstrdup(endpoint->socket)
					: xasprintf("%lld", (long long)endpoint->port);
}

void vnc_relays_ask(const struct vnc_session *session, struct text *line)
{
	bool path = session->endpoint.socket != NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(relays); i++)
		if (relays[i].paths || !path)
			text_append_format(line,
				"if %s < /dev/null > /dev/null 2>&1; then echo berth-relay=%s; "
				"exit; fi; ",
				relays[i].test, relays[i].name);
	text_append(line, nothing);
}

bool vnc_relay_command(const struct vnc_session *session, struct text *command)
{
	const struct vnc_endpoint *endpoint = &session->endpoint;
	bool path = endpoint->socket != NULL;
	struct strings argv = {0};
	struct text script = TEXT_INIT;
	char *place;

	if (session->job == NULL || !can_reach(endpoint))
		return false;
	place = place_of(endpoint);
	for (size_t i = 0; i < ARRAY_LENGTH(relays); i++) {
		if (path && !relays[i].paths)
			continue;
		text_append_format(
			&script, "if %s < /dev/null > /dev/null 2>&1; then exec", relays[i].test);
		for (size_t j = 0; relays[i].words[j] != NULL; j++) {
			text_append_char(&script, ' ');
			text_append_shell_word(&script, relays[i].words[j]);
		}
		text_append_format(&script, " %s; fi; ", place);
	}
	text_append(&script, nothing);
	vnc_relay_add_step(session->job, &argv);
	strings_add(&argv, "sh");
	strings_add(&argv, "-c");
	strings_add(&argv, text_string(&script));
	text_append(command, "echo " VNC_RELAY_MARK "; exec ");
	text_append_shell_words(command, strings_argv(&argv));
	strings_release(&argv);
	text_release(&script);
	free(place);
	return true;
}

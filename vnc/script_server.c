#include "base/words.h"
#include "vnc/script_parts.h"

/* The pieces that do not depend on anything stand as they are, so that they can be read here. */

static const char of_the_node[] = "\n"
				  "# The server is a program of this node.\n"
				  "run=() where=$node\n";

static const char password[] =
	"private=$(mktemp -d /tmp/berth-vnc-XXXXXX) || exit\n"
	"# Eight characters are all that VNC takes.\n"
	"{ head -c 1024 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | head -c 8; echo; } > "
	"\"$session/password\"\n"
	"[ \"$(wc -c < \"$session/password\")\" = 9 ] || fail \"$session cannot be written\"\n"
	"# Who may draw: whoever has this cookie, which is for a display of any number.\n"
	"{ printf '\\377\\377\\0\\0\\0\\0\\0\\022MIT-MAGIC-COOKIE-1\\0\\020'; "
	"head -c 16 /dev/urandom; } > \"$session/xauthority\"\n";

/* Starting a container takes its time, so all is asked at once. */
static const char look[] =
	"\n"
	"# Where the server is, what it calls itself, and its form of the password.\n"
	"# shellcheck disable=SC2016\n"
	"about=$(\"${run[@]}\" sh -c '\n"
	"  PATH=$PATH:/opt/TurboVNC/bin\n"
	"  xvnc=$(command -v Xtigervnc || command -v Xvnc) || exit 3\n"
	"  vncpasswd -f < \"$0/password\" > \"$0/passwd\" || exit 4\n"
	"  echo \"$xvnc\"\n"
	"  \"$xvnc\" -version 2>&1\n"
	"  \"$xvnc\" -help 2>&1\n"
	"  exit 0' \"$session\")\n"
	"case $? in\n"
	"  0) xvnc=${about%%$'\\n'*} ;;\n"
	"  3) fail \"there is no Xvnc in $where\" ;;\n"
	"  4) fail \"there is no vncpasswd in $where, or it makes no password\" ;;\n"
	"  *) fail \"$where cannot be started\" ;;\n"
	"esac\n"
	"[ -s \"$session/passwd\" ] || fail 'no password could be made'\n"
	"# Whoever asks whether the server is there must not be shut out by it.\n"
	"case $about in\n"
	"  *TurboVNC*)\n"
	"    options=(-securitytypes VNC -alwaysshared) loopback=(-localhost)\n"
	"    # Its socket takes the place of the port, and the mode is octal.\n"
	"    socket=(-rfbunixmode 0600)\n"
	"    [[ $about != *-maxauthfails* ]] || options+=(-maxauthfails 0)\n"
	"    newer='TurboVNC 3.1'\n"
	"    ;;\n"
	"  *)\n"
	"    options=(-SecurityTypes VncAuth -AlwaysShared=1 -BlacklistThreshold=1000000)\n"
	"    loopback=(-localhost=1) socket=(-rfbport -1 -rfbunixmode 384)\n"
	"    newer='TigerVNC 1.12'\n"
	"    ;;\n"
	"esac\n";

/* The server says which display it has once it is ready. A port that is taken ends it, so the next
 * one is tried. */
static const char server_start[] =
	"\n"
	"start_server() { # OPTION...\n"
	"  local i\n"
	"  display=\n"
	"  : > \"$private/display\"\n"
	"  # shellcheck disable=SC2016\n"
	"  \"${run[@]}\" sh -c 'exec \"$@\" 3> \"$0\"' \"$private/display\" \\\n"
	"    \"$xvnc\" -displayfd 3 -geometry \"$geometry\" -depth 24 -desktop \"$node\" \\\n"
	"    \"${options[@]}\" -rfbauth \"$session/passwd\" -auth \"$session/xauthority\" \\\n"
	"    -nolisten tcp \"$@\" > \"$private/log\" 2>&1 &\n"
	"  server=$!\n"
	"  for ((i = 0; i < 1200; i++)); do\n"
	"    read -r display < \"$private/display\" && return 0\n"
	"    kill -0 \"$server\" 2> /dev/null || break\n"
	"    sleep 0.05\n"
	"  done\n"
	"  kill \"$server\" 2> /dev/null\n"
	"  wait \"$server\"\n"
	"  server=\n"
	"  return 1\n"
	"}\n";

static const char listen_socket[] =
	"# A socket that only this user can open; no port at all.\n"
	"[[ $about = *rfbunixpath* ]] || fail \"$xvnc of $where is older than $newer; "
	"use --listen loopback\"\n"
	"start_server \"${socket[@]}\" -rfbunixpath \"$private/vnc\" ||\n"
	"  fail \"Xvnc does not start: $(tail -n 3 \"$private/log\")\"\n"
	"reached=(\"display $display\" \"socket $private/vnc\" \"folder $private\")\n";

static const char listen_port[] =
	"for ((try = 0; try < 20; try++)); do\n"
	"  port=$((5901 + (${SLURM_JOB_ID:-$$} + 7 * try) % 900))\n"
	"  start_server -rfbport \"$port\" \"${listen[@]}\" && break\n"
	"done\n"
	"[ -n \"$server\" ] || fail \"Xvnc does not start: $(tail -n 3 \"$private/log\")\"\n"
	"reached=(\"display $display\" \"port $port\" \"folder $private\")\n";

static const char listen_loopback[] = "# A port that only this node reaches.\n"
				      "address=127.0.0.1 listen=(\"${loopback[@]}\")\n";

static const char listen_node[] =
	"# A port that everybody on the cluster network reaches; the password guards it.\n"
	"address=$(getent ahostsv4 \"$host\" | awk 'NR == 1 { print $1 }')\n"
	"[ -n \"$address\" ] || fail \"$host has no address\"\n"
	"listen=(-interface \"$address\")\n";

static void append_place(const struct vnc_start *start, struct text *text)
{
	if (start->session->server_image == NULL) {
		text_append(text, of_the_node);
		return;
	}
	text_append(text, "\n# The server is a program of this image.\nserver_image=");
	text_append_shell_word(text, start->session->server_image);
	text_append(text, "\nrun=(");
	text_append_shell_word(text, start->site->container_command);
	text_append(text, " exec -B \"/tmp,$session\" \"$server_image\")\nwhere=$server_image\n");
}

void script_server(const struct vnc_start *start, struct text *text)
{
	append_place(start, text);
	text_append(text, password);
	text_append(text, look);
	text_append(text, server_start);
	switch (start->session->listen) {
	case VNC_SOCKET:
		text_append(text, listen_socket);
		break;
	case VNC_LOOPBACK:
		text_append(text, listen_loopback);
		text_append(text, listen_port);
		break;
	case VNC_NODE:
		text_append(text, listen_node);
		text_append(text, listen_port);
		break;
	}
}

#include "base/words.h"
#include "vnc/script_parts.h"

/*
 * noVNC is a page, and websockify serves it and passes bytes on to the server. It runs beside the
 * server, and listens where that does: on a unix socket when it can (websockify 0.11 and newer), on
 * loopback, or on the node's address. A session that opens no port gets none for this unless the
 * user asks for it.
 */

static const char find[] = "# Where noVNC and websockify are, and what websockify can do.\n"
			   "# shellcheck disable=SC2016\n"
			   "find_browser() {\n"
			   "  \"${run[@]}\" sh -c '\n"
			   "    for folder; do\n"
			   "      [ -e \"$folder/vnc.html\" ] || continue\n"
			   "      for program in websockify \"$folder/utils/websockify/run\"; do\n"
			   "        program=$(command -v \"$program\") || continue\n"
			   "        echo \"$folder\"\n"
			   "        echo \"$program\"\n"
			   "        \"$program\" --help\n"
			   "        exit 0\n"
			   "      done\n"
			   "    done\n"
			   "    exit 1' sh \"${novnc[@]}\" 2> /dev/null < /dev/null\n"
			   "}\n";

/* A port that the kernel chooses cannot be somebody else's, but websockify does not tell it. */
static const char port_of[] =
	"# port_of PID: where it, or a process below it, listens.\n"
	"port_of() {\n"
	"  local all=(\"$1\") more i link inodes=\n"
	"  for ((i = 0; i < ${#all[@]}; i++)); do\n"
	"    read -r -a more < <(cat \"/proc/${all[i]}/task\"/*/children 2> /dev/null | tr '\\n' ' "
	"')\n"
	"    all+=(\"${more[@]}\")\n"
	"    for link in \"/proc/${all[i]}/fd\"/*; do\n"
	"      link=$(readlink \"$link\")\n"
	"      [[ $link != socket:* ]] || inodes+=\" ${link//[^0-9]/} \"\n"
	"    done\n"
	"  done\n"
	"  awk -v inodes=\"$inodes\" '$4 == \"0A\" && index(inodes, \" \" $10 \" \") {\n"
	"    sub(/.*:/, \"\", $2); print $2; exit }' /proc/net/tcp\n"
	"}\n";

static const char serve[] =
	"# Serves browsers until it is ended; what it says on descriptor 9 is that it is ready.\n"
	"serve_browser() {\n"
	"  local about folder program words target i port\n"
	"  about=$(find_browser) || { echo \"there is no noVNC with websockify in $where\" >&2; "
	"return 1; }\n"
	"  { read -r folder; read -r program; } <<< \"$about\"\n"
	"  target=(\"${address:-127.0.0.1}:${port_of_server:-0}\")\n"
	"  [ -z \"$unix\" ] || target=(--unix-target=\"$private/vnc\")\n"
	"  if [ -n \"$unix\" ] && [[ $about = *--unix-listen* ]]; then\n"
	"    words=(--unix-listen=\"$private/web\" --unix-listen-mode=0600)\n"
	"  elif [ -z \"$unix\" ] || [ \"$browser\" = yes ]; then\n"
	"    words=(\"${address:-127.0.0.1}:0\")\n"
	"  else\n"
	"    echo \"browsers have no way in: this websockify would open a port (--browser yes)\" "
	">&2\n"
	"    return 1\n"
	"  fi\n"
	"  \"${run[@]}\" \"$program\" --web=\"$folder\" \"${words[@]}\" \"${target[@]}\" \\\n"
	"    > \"$private/web.log\" 2>&1 < /dev/null 9>&- &\n"
	"  proxy=$!\n"
	"  trap 'kill \"$proxy\" 2> /dev/null; wait \"$proxy\" 2> /dev/null; exit' TERM\n"
	"  for ((i = 0; i < 600; i++)); do\n"
	"    kill -0 \"$proxy\" 2> /dev/null || break\n"
	"    if [ -S \"$private/web\" ]; then\n"
	"      endpoint \"${reached[@]}\" \"proxy-socket $private/web\"\n"
	"      break\n"
	"    fi\n"
	"    port=$(port_of \"$proxy\")\n"
	"    if [ -n \"$port\" ]; then\n"
	"      endpoint \"${reached[@]}\" \"proxy-port $((16#$port))\"\n"
	"      break\n"
	"    fi\n"
	"    sleep 0.1\n"
	"  done\n"
	"  if kill -0 \"$proxy\" 2> /dev/null && grep -q ^proxy- \"$session/endpoint\"; then\n"
	"    echo ready >&9\n"
	"    exec 9>&-\n"
	"    wait \"$proxy\"\n"
	"    endpoint \"${reached[@]}\"\n"
	"  else\n"
	"    kill \"$proxy\" 2> /dev/null\n"
	"  fi\n"
	"  echo \"the way in for browsers has ended: $(tail -n 3 \"$private/web.log\")\" >&2\n"
	"  return 1\n"
	"}\n";

/* Nobody waits for what he did not ask for. */
static const char browser_auto[] = "endpoint \"${reached[@]}\"\n"
				   "serve_browser 9> /dev/null &\n"
				   "browsers=$!\n";

static const char browser_wanted[] =
	"# It was asked for, so the session is not ready without it.\n"
	"mkfifo \"$private/ready\" || fail \"$private cannot be written\"\n"
	"serve_browser 9> \"$private/ready\" &\n"
	"browsers=$!\n"
	"read -r said < \"$private/ready\"\n"
	"[ \"$said\" = ready ] || fail 'browsers cannot be served'\n";

void script_browser(const struct vnc_start *start, struct text *text)
{
	const struct vnc_session *session = start->session;
	const struct yaml_strings *folders = &start->site->vnc.novnc;

	if (session->browser == VNC_BROWSER_NO ||
		(session->browser == VNC_BROWSER_AUTO && folders->count == 0)) {
		text_append(text, "endpoint \"${reached[@]}\"\n");
		return;
	}
	text_append(text, "\n# A way in for browsers.\nnovnc=(");
	for (size_t i = 0; i < folders->count; i++) {
		if (i > 0)
			text_append_char(text, ' ');
		text_append_shell_word(text, folders->items[i]);
	}
	text_append_format(text, ")\nbrowser=%s\n", vnc_browser_names[session->browser]);
	text_append(text,
		session->listen == VNC_SOCKET ? "unix=yes\n" : "unix='' port_of_server=$port\n");
	text_append(text, find);
	text_append(text, port_of);
	text_append(text, serve);
	text_append(text, session->browser == VNC_BROWSER_YES ? browser_wanted : browser_auto);
}

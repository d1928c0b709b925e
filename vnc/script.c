#include "vnc/script.h"
#include "base/files.h"
#include "base/units.h"
#include "base/words.h"

/* The pieces that do not depend on anything stand as they are, so that they can be read here. */
static const char head[] =
	"# A VNC session. Everything that it makes is for this user alone, and goes away with it.\n"
	"umask 077\n";

static const char begin[] =
	"private='' server='' program=''\n"
	"echo \"$SLURM_JOB_ID\" > \"$session/job\"\n"
	"\n"
	"fail() {\n"
	"  echo \"$*\" >&2\n"
	"  exit 1\n"
	"}\n"
	"\n"
	"# What holds the password goes first: after the end of the job little time is left.\n"
	"finish() {\n"
	"  trap - EXIT\n"
	"  trap '' TERM INT HUP\n"
	"  [ ! -e \"$session/start.log\" ] || grep -vi password \"$session/start.log\"\n"
	"  rm -f \"$session\"/{endpoint,endpoint.new,password,passwd,xauthority,start.log}\n"
	"  [ -z \"$program\" ] || kill \"$program\" 2> /dev/null\n"
	"  if declare -F stop-vnc > /dev/null; then stop-vnc > /dev/null 2>&1; fi\n"
	"  [ -z \"$server\" ] || { kill \"$server\" 2> /dev/null; wait \"$server\" 2> /dev/null; }\n"
	"  [ -z \"$private\" ] || rm -rf \"$private\"\n"
	"}\n"
	"trap finish EXIT\n"
	"trap 'exit 143' TERM INT HUP\n"
	"\n"
	"# What other nodes call this one.\n"
	"node=${SLURMD_NODENAME:-$(hostname -s)}\n"
	"host=$(scontrol show node \"$node\" 2> /dev/null | sed -n 's/.*NodeAddr=\\([^ ]*\\).*/\\1/p')\n"
	"host=${host:-$node}\n"
	"# endpoint LINE...: tells where the server is, all at once.\n"
	"endpoint() {\n"
	"  printf '%s\\n' \"node $node\" \"host $host\" \"$@\" > \"$session/endpoint.new\"\n"
	"  mv \"$session/endpoint.new\" \"$session/endpoint\"\n"
	"}\n";

static const char direct[] =
	"\n"
	"xvnc=$(command -v Xtigervnc || command -v Xvnc) || fail \"there is no Xvnc on $node\"\n"
	"\"$xvnc\" -help 2>&1 | grep -q rfbunixpath || fail \"$xvnc is not TigerVNC 1.12 or newer\"\n"
	"command -v vncpasswd > /dev/null || fail \"there is no vncpasswd on $node\"\n"
	"private=$(mktemp -d /tmp/berth-vnc-XXXXXX) || exit\n"
	"# Eight characters are all that VNC takes.\n"
	"{ head -c 1024 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | head -c 8; echo; } > "
	"\"$session/password\"\n"
	"vncpasswd -f < \"$session/password\" > \"$session/passwd\" || fail 'no password could be made'\n"
	"# Who may draw: whoever has this cookie, which is for a display of any number.\n"
	"{ printf '\\377\\377\\0\\0\\0\\0\\0\\022MIT-MAGIC-COOKIE-1\\0\\020'; "
	"head -c 16 /dev/urandom; } > \"$session/xauthority\"\n";

/* The server says on descriptor 3 which display it has once it is ready. A port that is taken
 * ends it, so the next one is tried. */
static const char server_start[] =
	"\n"
	"# Whoever asks whether the server is there must not be shut out by it: BlacklistThreshold.\n"
	"start_server() { # OPTION...\n"
	"  local i\n"
	"  display=\n"
	"  : > \"$private/display\"\n"
	"  \"$xvnc\" -displayfd 3 -geometry \"$geometry\" -depth 24 -desktop \"$node\" \\\n"
	"    -SecurityTypes VncAuth -rfbauth \"$session/passwd\" -AlwaysShared=1 \\\n"
	"    -BlacklistThreshold=1000000 -auth \"$session/xauthority\" -nolisten tcp \"$@\" \\\n"
	"    3> \"$private/display\" > \"$private/log\" 2>&1 &\n"
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
	"start_server -rfbport -1 -rfbunixpath \"$private/vnc\" -rfbunixmode 384 ||\n"
	"  fail \"Xvnc does not start: $(tail -n 3 \"$private/log\")\"\n"
	"endpoint \"display $display\" \"socket $private/vnc\"\n";

static const char listen_port[] =
	"for ((try = 0; try < 20; try++)); do\n"
	"  port=$((5901 + (SLURM_JOB_ID + 7 * try) % 900))\n"
	"  start_server -rfbport \"$port\" \"${listen[@]}\" && break\n"
	"done\n"
	"[ -n \"$server\" ] || fail \"Xvnc does not start: $(tail -n 3 \"$private/log\")\"\n"
	"endpoint \"display $display\" \"port $port\"\n";

static const char listen_loopback[] = "# A port that only this node reaches.\n"
				      "listen=(-localhost=1)\n";

static const char listen_node[] =
	"# A port that everybody on the cluster network reaches; the password guards it.\n"
	"address=$(getent ahostsv4 \"$host\" | awk 'NR == 1 { print $1 }')\n"
	"[ -n \"$address\" ] || fail \"$host has no address\"\n"
	"listen=(-interface \"$address\")\n";

static const char window_manager[] =
	"export DISPLAY=:$display XAUTHORITY=$session/xauthority\n"
	"\n"
	"# A window manager, if there is one.\n"
	"for manager in xfwm4 openbox fluxbox icewm mwm twm; do\n"
	"  command -v \"$manager\" > /dev/null || continue\n"
	"  \"$manager\" > /dev/null 2>&1 &\n"
	"  break\n"
	"done\n";

static const char no_app[] =
	"\n"
	"if command -v xterm > /dev/null; then xterm > /dev/null 2>&1 & fi\n";

static const char wait_server[] = "# Until the server ends, or the job.\n"
				  "wait \"$server\"\n";

/* The module's server is no child of this shell. */
static const char wait_module[] = "# Until the server ends, or the job.\n"
				  "while vnc-status; do sleep 5 & wait $!; done\n";

static void append_option(struct text *text, const char *option, const char *value)
{
	text_append_format(text, "#SBATCH --%s=", option);
	text_append_shell_word(text, value);
	text_append_char(text, '\n');
}

static void append_header(const struct vnc_start *start, struct text *text)
{
	const struct vnc_job *job = &start->job;
	struct text value = TEXT_INIT;
	char *log = path_join(start->session->folder, "log");

	text_append(text, start->session->backend == VNC_MODULE ? "#!/bin/bash -l\n"
								: "#!/bin/bash\n");
	text_append(text, "#SBATCH --job-name=berth-vnc\n");
	if (job->account != NULL)
		append_option(text, "account", job->account);
	if (job->partition != NULL)
		append_option(text, "partition", job->partition);
	text_append(text, "#SBATCH --nodes=1\n#SBATCH --ntasks=1\n");
	text_append_format(
		text, "#SBATCH --cpus-per-task=%lld\n", (long long)(job->cores > 0 ? job->cores : 1));
	if (job->gpus > 0)
		text_append_format(text, "#SBATCH --gpus-per-node=%lld\n", (long long)job->gpus);
	if (job->memory > 0) {
		text_append_slurm_size(&value, job->memory);
		append_option(text, "mem", text_string(&value));
	}
	text_truncate(&value, 0);
	if (job->time > 0) {
		text_append_duration(&value, job->time);
		append_option(text, "time", text_string(&value));
	}
	append_option(text, "output", log);
	text_append(text, "#SBATCH --open-mode=append\n\n");
	text_append(text, head);
	text_append(text, "session=");
	text_append_shell_word(text, start->session->folder);
	text_append_char(text, '\n');
	text_append_format(text, "geometry=%lldx%lld\n", (long long)start->session->width,
		(long long)start->session->height);
	free(log);
	text_release(&value);
}

static void append_direct(const struct vnc_start *start, struct text *text)
{
	text_append(text, direct);
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
	text_append(text, window_manager);
}

static void append_module(const struct vnc_start *start, struct text *text)
{
	const char *name = start->site->vnc.module != NULL ? start->site->vnc.module : "lumi-vnc";
	const struct site_module *module = site_module(start->site, name);

	text_append(text, "\nendpoint\nmodule load ");
	text_append_shell_word(text, module != NULL && module->name != NULL ? module->name : name);
	if (module != NULL && module->version != NULL)
		text_append_format(text, "/%s", module->version);
	/* It tells the password; the file is for this user alone and goes away. */
	text_append(text, " || exit\n"
			  "# It says the password, so what it says goes to a file of this user alone.\n"
			  "start-vnc > \"$session/start.log\" 2>&1\n"
			  "# It has set a trap of its own; ours ends its server as well.\n"
			  "trap finish EXIT\n"
			  "vnc-status || fail 'start-vnc has started nothing'\n");
}

/* Before the program: the command that leads into the container. */
static void append_container(const struct vnc_start *start, struct text *text)
{
	const struct site_recipe *recipe = image_recipe(start->site, start->image);
	const char *command = start->site->container_command;
	struct text binds = TEXT_INIT;
	bool conda = recipe != NULL && recipe->conda == CONDA_CALL;

	bind_set_append_specs(start->binds, &binds);
	text_append(text, "image=");
	text_append_shell_word(text, start->image->target);
	text_append(text, "\nbinds=");
	text_append_shell_word(text, text_string(&binds));
	text_append(text, "\n# The way to the display, beside what the image needs.\n"
			  "binds=${binds:+$binds,}/tmp/.X11-unix");
	if (start->session->backend == VNC_DIRECT)
		text_append(text, ",$session/xauthority");
	text_append_format(text, "\n%s %s -B \"$binds\" \"$image\" ",
		command != NULL ? command : "singularity",
		recipe != NULL && recipe->start == START_RUN ? "run" : "exec");
	text_append(text, conda ? "bash -c '$WITH_CONDA; eval \"$1\"' app \"$app\" &\n"
				: "sh -c \"$app\" &\n");
	text_release(&binds);
}

static void append_app(const struct vnc_start *start, struct text *text)
{
	bool module = start->session->backend == VNC_MODULE;

	if (start->session->app == NULL) {
		text_append(text, no_app);
		text_append(text, module ? wait_module : wait_server);
		return;
	}
	text_append(text, "\napp=");
	text_append_shell_word(text, start->session->app);
	text_append_char(text, '\n');
	if (start->image != NULL)
		append_container(start, text);
	else
		text_append(text, "sh -c \"$app\" &\n");
	text_append(text, "program=$!\n# The session ends with its program.\n");
	text_append(text, module ? "wait \"$program\"\n" : "wait -n \"$server\" \"$program\"\n");
}

/* What would end a word of the header or a bind. */
static bool check_folder(const struct vnc_session *session, struct diags *diags)
{
	if (strpbrk(session->folder, ":,%\n\"'\\ \t") == NULL)
		return true;
	diags_fail(diags, "V31", NULL,
		"the folder '%s' has a character that Slurm or a bind cannot take", session->folder);
	diag_hint(&diags->items[diags->count - 1], "set XDG_STATE_HOME to a plain path");
	return false;
}

bool vnc_script(const struct vnc_start *start, struct text *script, struct diags *diags)
{
	if (!check_folder(start->session, diags))
		return false;
	append_header(start, script);
	text_append(script, begin);
	if (start->session->backend == VNC_MODULE)
		append_module(start, script);
	else
		append_direct(start, script);
	append_app(start, script);
	return true;
}

static void write_file(struct plan_step *step, const struct vnc_session *session, const char *name,
	const struct text *content, mode_t mode)
{
	char *path = path_join(session->folder, name);

	plan_step_write(step, path, text_string(content), content->length, mode, false);
	free(path);
}

bool vnc_plan_start(const struct vnc_start *start, struct plan *plan, struct diags *diags)
{
	const struct vnc_session *session = start->session;
	struct text script = TEXT_INIT, asked = TEXT_INIT, nothing = TEXT_INIT;
	json_t *document = vnc_asked_json(session);
	bool fine = vnc_script(start, &script, diags);
	char *parent = vnc_folder(), *file = path_join(session->folder, "job.sh");

	if (fine) {
		struct plan_step *step = plan_add(plan, "Make the folder of the session");
		char *text = json_dumps(document, JSON_INDENT(2));
		strings_add(&step->folders, parent);
		strings_add(&step->claims, session->folder);
		text_append_format(&asked, "%s\n", text);
		free(text);
		write_file(step, session, "asked.json", &asked, 0600);
		write_file(step, session, "job.sh", &script, 0700);
		/* Slurm would make it for everybody to read. */
		write_file(step, session, "log", &nothing, 0600);
		step = plan_add(plan, "Submit the job");
		strings_add(&step->argv, "sbatch");
		strings_add(&step->argv, "--parsable");
		strings_add(&step->argv, file);
		step->deadline_ms = 60000;
	}
	json_decref(document);
	text_release(&script);
	text_release(&asked);
	text_release(&nothing);
	free(parent);
	free(file);
	return fine;
}

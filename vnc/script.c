#include "vnc/script_parts.h"
#include "base/files.h"
#include "base/units.h"
#include "base/words.h"
#include "job/submit.h"

/* The pieces that do not depend on anything stand as they are, so that they can be read here. */
static const char head[] =
	"# A VNC session. Everything that it makes is for this user alone, and goes away with it.\n"
	"umask 077\n";

/* How the session is found again: by its job, or by this process. */
static const char in_job[] = "echo \"$SLURM_JOB_ID\" > \"$session/job.new\" && "
			     "mv \"$session/job.new\" \"$session/job\" || exit\n";
static const char on_host[] =
	"# Field 22 is the time of the start, which no later process of that number has.\n"
	"read -r -a fields < /proc/$$/stat\n"
	"echo \"$(hostname) $$ ${fields[21]}\" > \"$session/process.new\" &&\n"
	"  mv \"$session/process.new\" \"$session/process\" || exit\n";

/* A job ends with its steps; without one, nobody else ends what `berth vnc run` has started. */
static const char end_runs[] =
	"\n"
	"end_runs() {\n"
	"  local state pid start\n"
	"  for state in \"$session\"/run-*.state; do\n"
	"    [ -s \"$state\" ] || continue\n"
	"    read -r pid start < \"$state\"\n"
	"    read -r -a fields 2> /dev/null < \"/proc/$pid/stat\" || continue\n"
	"    [ \"${fields[21]}\" != \"$start\" ] || kill -- \"-$pid\"\n"
	"    rm -f \"$state\"\n"
	"  done\n"
	"}\n";
static const char no_runs[] = "\n"
			      "end_runs() { :; }\n";

static const char begin[] =
	"\n"
	"fail() {\n"
	"  echo \"$*\" >&2\n"
	"  exit 1\n"
	"}\n"
	"\n"
	"# until_end PROCESS...: until one of them ends; 'wait -n' alone overlooks what has ended before.\n"
	"until_end() {\n"
	"  local process\n"
	"  for process; do\n"
	"    kill -0 \"$process\" 2> /dev/null || { wait \"$process\"; return; }\n"
	"  done\n"
	"  wait -n \"$@\"\n"
	"}\n"
	"\n"
	"# A server that was killed leaves its lock and its socket behind. They go when they are "
	"ours and\n"
	"# nobody's any more: the lock's process is dead, and nobody listens at the socket.\n"
	"clear_display() { # NUMBER\n"
	"  local lock=/tmp/.X$1-lock socket=/tmp/.X11-unix/X$1 owner=\n"
	"  if [ -f \"$lock\" ] && [ ! -L \"$lock\" ] && [ -O \"$lock\" ]; then\n"
	"    read -r owner < \"$lock\"\n"
	"    [ -z \"$owner\" ] || [ -e \"/proc/$owner\" ] || rm -f \"$lock\"\n"
	"  fi\n"
	"  if [ -S \"$socket\" ] && [ -O \"$socket\" ] && [ ! -e \"$lock\" ]; then\n"
	"    grep -q \" $socket\\$\" /proc/net/unix || rm -f \"$socket\"\n"
	"  fi\n"
	"}\n"
	"\n"
	"# What holds the password goes first: after the end of the job little time is left.\n"
	"finish() {\n"
	"  trap - EXIT\n"
	"  trap '' TERM INT HUP\n"
	"  [ ! -e \"$session/start.log\" ] || grep -vi password \"$session/start.log\"\n"
	"  rm -f \"$session\"/{password,passwd,xauthority,start.log}\n"
	"  [ -z \"$browsers\" ] || { kill \"$browsers\" 2> /dev/null; wait \"$browsers\"; }\n"
	"  rm -f \"$session\"/{endpoint,endpoint.new}\n"
	"  [ -z \"$timer\" ] || kill \"$timer\" 2> /dev/null\n"
	"  [ -z \"$program\" ] || kill \"$program\" 2> /dev/null\n"
	"  end_runs\n"
	"  if declare -F stop-vnc > /dev/null; then stop-vnc > /dev/null 2>&1; fi\n"
	"  [ -z \"$server\" ] || { kill \"$server\" 2> /dev/null; wait \"$server\" 2> /dev/null; "
	"}\n"
	"  [ -z \"$display\" ] || clear_display \"$display\"\n"
	"  [ -z \"$private\" ] || rm -rf \"$private\"\n"
	"  rm -f \"$session/process\"\n"
	"}\n"
	"trap finish EXIT\n"
	"trap 'exit 143' TERM INT HUP\n"
	"\n"
	"# What other nodes call this one.\n"
	"node=${SLURMD_NODENAME:-$(hostname -s)}\n";

static const char slurm_host[] = "host=$(scontrol show node \"$node\" 2> /dev/null | sed -n "
				 "'s/.*NodeAddr=\\([^ ]*\\).*/\\1/p')\n"
				 "host=${host:-$node}\n";
static const char own_host[] = "host=$(hostname -f 2> /dev/null || hostname)\n";

static const char endpoint[] = "# endpoint LINE...: tells where the server is, all at once.\n"
			       "endpoint() {\n"
			       "  if ! { printf '%s\\n' \"node $node\" \"host $host\" \"$@\" > "
			       "\"$session/endpoint.new\" &&\n"
			       "    mv \"$session/endpoint.new\" \"$session/endpoint\"; }; then\n"
			       "    fail \"$session cannot be written\"\n"
			       "  fi\n"
			       "}\n";

/* Openbox takes the display over, and asks which windows are there, in two steps; a window that is mapped between
 * them is lost to both and never shows. Nobody asks the display meanwhile: a server whose only client goes starts
 * anew. */
static const char window_manager[] =
	"export DISPLAY=:$display XAUTHORITY=$session/xauthority\n"
	"\n"
	"# A window manager, if there is one. A window that opens while it takes the display over may never show.\n"
	"for manager in xfwm4 openbox fluxbox icewm mwm twm; do\n"
	"  command -v \"$manager\" > /dev/null || continue\n"
	"  \"$manager\" > /dev/null 2>&1 &\n"
	"  sleep 2\n"
	"  break\n"
	"done\n";

static void append_option(struct text *text, const char *option, const char *value)
{
	text_append_format(text, "#SBATCH --%s=", option);
	text_append_shell_word(text, value);
	text_append_char(text, '\n');
}

static void append_slurm_header(const struct vnc_start *start, struct text *text)
{
	const struct vnc_job *job = &start->job;
	struct text value = TEXT_INIT;
	char *log = path_join(start->session->folder, "log");

	text_append(text, "#SBATCH --job-name=berth-vnc\n");
	if (job->account != NULL)
		append_option(text, "account", job->account);
	if (job->partition != NULL)
		append_option(text, "partition", job->partition);
	/* After its node has died, nobody expects it to begin anew on another. */
	text_append(text, "#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --no-requeue\n");
	text_append_format(text, "#SBATCH --cpus-per-task=%lld\n",
		(long long)(job->cores > 0 ? job->cores : 1));
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
	text_append(text, "#SBATCH --open-mode=append\n");
	free(log);
	text_release(&value);
}

static void append_begin(const struct vnc_start *start, struct text *text)
{
	bool here = start->session->here;

	text_append(
		text, start->session->backend == VNC_MODULE ? "#!/bin/bash -l\n" : "#!/bin/bash\n");
	if (!here)
		append_slurm_header(start, text);
	text_append_char(text, '\n');
	text_append(text, head);
	text_append(text, "session=");
	text_append_shell_word(text, start->session->folder);
	text_append_format(text, "\ngeometry=%lldx%lld\n", (long long)start->session->width,
		(long long)start->session->height);
	text_append(text, "private='' server='' display='' browsers='' program='' timer=''\n");
	text_append(text, here ? on_host : in_job);
	text_append(text, here ? end_runs : no_runs);
	text_append(text, begin);
	text_append(text, here ? own_host : slurm_host);
	text_append(text, endpoint);
	if (here && start->job.time > 0)
		text_append_format(text,
			"\n# Nobody else ends it when it is forgotten.\n"
			"BERTH_VNC_SESSION=$session sleep %lld &\n"
			"timer=$!\n",
			(long long)start->job.time);
}

static void append_module(const struct vnc_start *start, struct text *text)
{
	const char *name = start->site->vnc.module;
	const struct site_module *module = site_module(start->site, name);

	text_append(text, "\nendpoint\nmodule load ");
	text_append_shell_word(text, module != NULL && module->name != NULL ? module->name : name);
	if (module != NULL && module->version != NULL)
		text_append_format(text, "/%s", module->version);
	/* It tells the password; the file is for this user alone and goes away. */
	text_append(text,
		" || exit\n"
		"# It says the password, so what it says goes to a file of this user alone.\n"
		"start-vnc > \"$session/start.log\" 2>&1\n"
		"# It has set a trap of its own; ours ends its server as well.\n"
		"trap finish EXIT\n"
		"vnc-status || fail 'start-vnc has started nothing'\n");
}

/* What would end a word of the header or a bind. */
static bool check_folder(const struct vnc_session *session, struct diags *diags)
{
	if (strpbrk(session->folder, ":,%\n\"'\\ \t") == NULL)
		return true;
	diags_fail(diags, "V31", NULL,
		"the folder '%s' has a character that Slurm or a bind cannot take",
		session->folder);
	diag_hint(&diags->items[diags->count - 1], "set XDG_STATE_HOME to a plain path");
	return false;
}

static bool check_module(const struct vnc_start *start, struct diags *diags)
{
	if (start->session->backend != VNC_MODULE || start->site->vnc.module != NULL)
		return true;
	diags_fail(diags, "V31", "--backend",
		"the site '%s' knows no module with a VNC server", start->site->name);
	diag_hint(&diags->items[diags->count - 1],
		"take '--backend direct', which needs an Xvnc on the node or a --server-image; or "
		"name the module as 'vnc.module' in the site file");
	return false;
}

bool vnc_script(const struct vnc_start *start, struct text *script, struct diags *diags)
{
	if (!check_folder(start->session, diags) || !check_module(start, diags))
		return false;
	append_begin(start, script);
	if (start->session->backend == VNC_MODULE) {
		append_module(start, script);
	} else {
		script_server(start, script);
		script_browser(start, script);
		text_append(script, window_manager);
	}
	script_program(start, script);
	return true;
}

static void write_file(struct plan_step *step, const struct vnc_session *session, const char *name,
	const struct text *content, mode_t mode)
{
	char *path = path_join(session->folder, name);

	plan_step_write(step, path, text_string(content), content->length, mode, false);
	free(path);
}

/* In a session of its own, so that the end of the login does not reach it. The step ends when the
 * session can be found. */
static const char launch[] = "setsid bash \"$1/job.sh\" < /dev/null >> \"$1/log\" 2>&1 &\n"
			     "for ((i = 0; i < 300; i++)); do\n"
			     "  [ ! -s \"$1/process\" ] || exit 0\n"
			     "  kill -0 $! 2> /dev/null || break\n"
			     "  sleep 0.1\n"
			     "done\n"
			     "tail -n 3 \"$1/log\" >&2\n"
			     "exit 1";

static void add_launch(struct plan *plan, const struct vnc_session *session, const char *script)
{
	struct plan_step *step;

	if (!session->here) {
		job_plan_sbatch(plan, &(struct job_hand_over){.file = script});
		return;
	}
	step = plan_add(plan, "Start it on this host");
	strings_add(&step->argv, "bash");
	strings_add(&step->argv, "-c");
	strings_add(&step->argv, launch);
	strings_add(&step->argv, "bash");
	strings_add(&step->argv, session->folder);
	step->deadline_ms = 60000;
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
		add_launch(plan, session, file);
	}
	json_decref(document);
	text_release(&script);
	text_release(&asked);
	text_release(&nothing);
	free(parent);
	free(file);
	return fine;
}

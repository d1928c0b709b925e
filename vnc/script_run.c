#include "base/files.h"
#include "base/words.h"
#include "vnc/script_parts.h"

#include <errno.h>
#include <sys/stat.h>

enum { RUNS_MAX = 999 };

static const char head[] = "#!/bin/bash\n"
			   "# One more program in a VNC session. It goes on when the login ends "
			   "that started it: as a\n"
			   "# step of the session's job, or for itself when the session has none.\n"
			   "umask 077\n";

/* It is watched until the program has begun and a moment longer, as most mistakes show at once. */
static const char outside[] =
	"if [ \"${1:-}\" != inside ]; then\n"
	"  rm -f \"$run.state\"\n"
	"  setsid \"${step[@]}\" bash \"$run.sh\" inside < /dev/null > \"$run.log\" 2>&1 &\n"
	"  begun=0\n"
	"  for ((i = 0; i < 600; i++)); do\n"
	"    if ! kill -0 $! 2> /dev/null; then\n"
	"      wait $!\n"
	"      code=$?\n"
	"      tail -n 5 \"$run.log\" >&2\n"
	"      [ $code != 0 ] || echo 'the program has ended already, with exit code 0' >&2\n"
	"      exit $code\n"
	"    fi\n"
	"    [ ! -s \"$run.state\" ] || begun=$((begun + 1))\n"
	"    [ $begun -lt 15 ] || exit 0\n"
	"    sleep 0.1\n"
	"  done\n"
	"  echo 'the step waits to begin; it goes on' >&2\n"
	"  exit 0\n"
	"fi\n"
	"\n"
	"# Which process it is; field 22 is the time of its start.\n"
	"read -r -a fields < /proc/$$/stat\n"
	"echo \"$$ ${fields[21]}\" > \"$run.state\"\n";

static bool is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 || errno != ENOENT;
}

/* "FOLDER/run-N", of which there is nothing yet; NULL when there are too many. */
static char *free_name(const struct vnc_session *session)
{
	for (int i = 1; i <= RUNS_MAX; i++) {
		char *name = xasprintf("%s/run-%d", session->folder, i);
		char *script = xasprintf("%s.sh", name);
		bool taken = is_there(script);
		free(script);
		if (!taken)
			return name;
		free(name);
	}
	return NULL;
}

static void append_step(const struct vnc_session *session, struct text *text)
{
	text_append(text, "step=(");
	if (session->job != NULL)
		text_append_format(text,
			"srun --jobid=%s --overlap --nodes=1 --ntasks=1 --mem=0 --cpu-bind=none "
			"--mpi=none --quiet",
			session->job);
	text_append(text, ")\n");
}

static void append_display(const struct vnc_session *session, struct text *text)
{
	text_append_format(text, "export DISPLAY=:%lld", (long long)session->endpoint.display);
	if (session->backend == VNC_DIRECT)
		text_append(text, " XAUTHORITY=$session/xauthority");
	text_append_char(text, '\n');
}

void vnc_script_run(const struct vnc_start *start, char *const *words, struct text *text)
{
	const struct vnc_session *session = start->session;

	text_append(text, head);
	text_append(text, "session=");
	text_append_shell_word(text, session->folder);
	text_append(text, "\n# Its own name without the ending, whatever number it got.\nrun=${0%.sh}\n");
	append_step(session, text);
	text_append(text, outside);
	append_display(session, text);
	text_append(text, "program=(");
	text_append_shell_words(text, words);
	text_append(text, ")\n");
	if (start->image != NULL)
		script_container(start, text);
	text_append(text, "exec ");
	if (start->image != NULL)
		script_into_container(start, text);
	if (start->image != NULL && script_wakes_conda(start))
		text_append(text, "bash -c '$WITH_CONDA; exec \"$@\"' program ");
	text_append(text, "\"${program[@]}\"\n");
}

bool vnc_plan_run(const struct vnc_start *start, char *const *words, struct plan *plan, char **log,
	struct diags *diags)
{
	const struct vnc_session *session = start->session;
	char *name = free_name(session), *path;
	struct text script = TEXT_INIT;
	struct plan_step *step;

	if (name == NULL)
		return diags_fail(diags, "V31", NULL,
			"session '%s' has had %d more programs already", session->id, RUNS_MAX);
	path = xasprintf("%s.sh", name);
	vnc_script_run(start, words, &script);
	step = plan_add(plan, "Start the program in the session");
	plan_step_write(step, path, text_string(&script), script.length, 0700, false);
	strings_add(&step->argv, "bash");
	strings_add(&step->argv, path);
	step->deadline_ms = 90000;
	*log = xasprintf("%s.log", name);
	text_release(&script);
	free(path);
	free(name);
	return true;
}

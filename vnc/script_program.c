#include "base/words.h"
#include "vnc/script_parts.h"

static const char no_app[] = "\n"
			     "if command -v xterm > /dev/null; then xterm > /dev/null 2>&1 & fi\n";

static const char wait_server[] = "# Until the server ends, or the job.\n"
				  "wait \"$server\"\n";

static const char wait_here[] = "# Until the server ends, or the time is over.\n"
				"until_end \"$server\" ${timer:+\"$timer\"}\n";

/* The module's server is no child of this shell. */
static const char wait_module[] =
	"# Until the server ends, or the job.\n"
	"while vnc-status && { [ -z \"$timer\" ] || kill -0 \"$timer\" 2> /dev/null; }; do\n"
	"  sleep 5 & wait $!\n"
	"done\n";

bool script_wakes_conda(const struct vnc_start *start)
{
	const struct site_recipe *recipe = image_recipe(start->site, start->image);

	return recipe != NULL && recipe->conda == CONDA_CALL;
}

void script_container(const struct vnc_start *start, struct text *text)
{
	struct text binds = TEXT_INIT;

	bind_set_append_specs(start->binds, &binds);
	text_append(text, "image=");
	text_append_shell_word(text, start->image->target);
	text_append(text, "\nbinds=");
	text_append_shell_word(text, text_string(&binds));
	text_append(text, "\n# The way to the display, beside what the image needs.\n"
			  "binds=${binds:+$binds,}/tmp/.X11-unix");
	if (start->session->backend == VNC_DIRECT)
		text_append(text, ",$session/xauthority");
	text_append_char(text, '\n');
	text_release(&binds);
}

void script_into_container(const struct vnc_start *start, struct text *text)
{
	const struct site_recipe *recipe = image_recipe(start->site, start->image);

	text_append_shell_word(text, start->site->container_command);
	text_append_format(text, " %s -B \"$binds\" \"$image\" ",
		recipe != NULL && recipe->start == START_RUN ? "run" : "exec");
}

static void append_wait(const struct vnc_start *start, struct text *text)
{
	if (start->session->backend == VNC_MODULE)
		text_append(text, wait_module);
	else
		text_append(text, start->session->here ? wait_here : wait_server);
}

void script_program(const struct vnc_start *start, struct text *text)
{
	if (start->session->app == NULL) {
		text_append(text, no_app);
		append_wait(start, text);
		return;
	}
	text_append(text, "\napp=");
	text_append_shell_word(text, start->session->app);
	text_append_char(text, '\n');
	if (start->image != NULL) {
		script_container(start, text);
		script_into_container(start, text);
		text_append(text, script_wakes_conda(start)
					  ? "bash -c '$WITH_CONDA; eval \"$1\"' app \"$app\" &\n"
					  : "sh -c \"$app\" &\n");
	} else {
		text_append(text, "sh -c \"$app\" &\n");
	}
	text_append(text, "program=$!\n# The session ends with its program.\n");
	if (start->session->backend == VNC_MODULE)
		text_append(text, "until_end \"$program\" ${timer:+\"$timer\"}\n");
	else
		text_append(text, "until_end \"$server\" \"$program\" ${timer:+\"$timer\"}\n");
}

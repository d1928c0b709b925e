#include "tui/app_parts.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Programs that get the terminal: an editor, a shell.
 */

/* Between fork and exec only what is safe there: other threads may have held locks. */
static void become(char *const *argv, const char *folder)
{
	sigset_t none;

	sigemptyset(&none);
	for (int i = 1; i < NSIG; i++)
		if (i != SIGKILL && i != SIGSTOP)
			signal(i, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (folder == NULL || chdir(folder) == 0)
		execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* ^Z has stopped the program: the shell takes the terminal back only when we stop as well, and goes on
 * with both of us. Where no shell could do that, the signal does nothing, and the program goes on. */
static void stop_too(void)
{
	struct sigaction standard = {.sa_handler = SIG_DFL}, ours;

	sigaction(SIGTSTP, &standard, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	kill(0, SIGCONT);
}

static int wait_for(pid_t child)
{
	int status;

	for (;;) {
		if (waitpid(child, &status, WUNTRACED) < 0) {
			if (errno != EINTR)
				return -1;
		} else if (WIFSTOPPED(status)) {
			stop_too();
		} else {
			return status;
		}
	}
}

int app_foreground(struct app *app, char *const *argv, const char *folder)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit, suspend;
	int status;
	pid_t child;

	if (app->term != NULL)
		term_suspend(app->term);
	/* ^C and ^Z are the program's while it runs. */
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	sigaction(SIGTSTP, &ignore, &suspend);
	child = fork();
	if (child == 0)
		become(argv, folder);
	status = child > 0 ? wait_for(child) : -1;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGTSTP, &suspend, NULL);
	if (app->term != NULL)
		term_resume(app->term);
	if (status < 0 || (WIFEXITED(status) && WEXITSTATUS(status) >= 126))
		app_say(app, SEVERITY_ERROR, "cannot start '%s'", argv[0]);
	app_dirty(app);
	return status;
}

/* Editors that are asked for by name take "+LINE"; so does vi. Through a shell, as $EDITOR may hold
 * options. */
void app_edit(struct app *app, const char *path, int line)
{
	const char *editor = getenv("VISUAL");
	char *command, *number = xasprintf("+%d", line);

	if (editor == NULL || editor[0] == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || editor[0] == '\0')
		editor = "vi";
	command = xasprintf("%s \"$@\"", editor);
	if (line > 0) {
		char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, command, (char[]){"editor"}, number,
			(char *)(uintptr_t)path, NULL};
		app_foreground(app, argv, NULL);
	} else {
		char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, command, (char[]){"editor"},
			(char *)(uintptr_t)path, NULL};
		app_foreground(app, argv, NULL);
	}
	free(command);
	free(number);
}

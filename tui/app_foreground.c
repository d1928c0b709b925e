#include "tui/app_parts.h"

#include "base/files.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
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

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
	(void)number;
	stop_asked = 1;
}

/* Whether ^Z means to the program what it means to most. */
static bool would_stop(pid_t child)
{
	static const char *const fields[] = {"\nSigIgn:", "\nSigCgt:"};
	char path[32];
	struct text status = TEXT_INIT;
	struct diags unheard = {0};
	bool usual;

	snprintf(path, sizeof path, "/proc/%d/status", (int)child);
	usual = file_read_head(path, 4096, &status, &unheard);
	for (size_t i = 0; usual && i < ARRAY_LENGTH(fields); i++) {
		const char *mask = strstr(text_string(&status), fields[i]);
		usual = mask != NULL && (strtoull(mask + strlen(fields[i]), NULL, 16) >>
						(SIGTSTP - 1) & 1) == 0;
	}
	diags_release(&unheard);
	text_release(&status);
	return usual;
}

/* A program cannot stop while it waits for its vfork() and ^Z has stopped what that made before it became
 * another program. Nobody would go on then. As waitpid(), but 0 when it is stopped so. */
static pid_t wait_stopping(pid_t child, int *status)
{
	pid_t changed = 0;

	for (int i = 0; i < 50 && changed == 0; i++) {
		struct timespec moment = {0, 20 * 1000 * 1000};
		changed = waitpid(child, status, WUNTRACED | WNOHANG);
		if (changed == 0)
			nanosleep(&moment, NULL);
	}
	return changed != 0 || would_stop(child) ? changed : waitpid(child, status, WUNTRACED);
}

static int wait_for(pid_t child)
{
	int status;

	for (;;) {
		pid_t changed;
		if (stop_asked) {
			stop_asked = 0;
			changed = wait_stopping(child, &status);
		} else {
			changed = waitpid(child, &status, WUNTRACED);
		}
		if (changed < 0) {
			if (errno != EINTR)
				return -1;
		} else if (changed == 0 || WIFSTOPPED(status)) {
			stop_too();
			stop_asked = 0;
		} else {
			return status;
		}
	}
}

int app_foreground(struct app *app, char *const *argv, const char *folder)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, stop = {.sa_handler = ask_to_stop};
	struct sigaction interrupt, quit, suspend;
	int status;
	pid_t child;

	if (app->term != NULL)
		term_suspend(app->term);
	/* ^C and ^Z are the program's while it runs. */
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	stop_asked = 0;
	sigaction(SIGTSTP, &stop, &suspend);
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

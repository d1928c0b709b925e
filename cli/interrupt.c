#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static atomic_bool came;
static struct sigaction interrupt_before, termination_before;

static void on_signal(int signal)
{
	(void)signal;
	atomic_store(&came, true);
}

void interrupt_watch(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	/* Not SA_RESTART: a wait should end. */
	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, &interrupt_before);
	sigaction(SIGTERM, &action, &termination_before);
}

void interrupt_ignore(void)
{
	sigaction(SIGINT, &interrupt_before, NULL);
	sigaction(SIGTERM, &termination_before, NULL);
}

bool interrupt_came(void)
{
	return atomic_load(&came);
}

const atomic_bool *interrupt_flag(void)
{
	return &came;
}

#ifndef BERTH_CLI_VIEWER_H
#define BERTH_CLI_VIEWER_H

/*
 * The program that shows a VNC session on this host. It gets the password by a file that only the
 * user can read, in a folder that goes away with the program: never in its command line or its
 * environment.
 */

#include "base/base.h"
#include "base/diag.h"

#include <stdatomic.h>

struct viewer_wish {
	const char *command; /* a line of the shell; NULL: a viewer that is installed here */
	const char *host;    /* where it connects to */
	int64_t port;
	const char *password; /* NULL: none is known */
	/* The server's form of it; 0: made of the password, when vncpasswd is here. */
	const unsigned char *passwd;
	size_t passwd_length;
	const atomic_bool *stop; /* ends the viewer */
};

/* The viewer that would be taken, or NULL when there is none or no screen for one; static. */
const char *viewer_found(void);
/* Runs it to its end; what it says goes to standard error. V47 when there is none, or it fails
 * before *stop; its exit code is in *exit_code. */
bool viewer_run(const struct viewer_wish *wish, int *exit_code, struct diags *diags) MUST_USE;

#endif

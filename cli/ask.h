#ifndef BERTH_CLI_ASK_H
#define BERTH_CLI_ASK_H

/* Questions of a connection by ssh, on the terminal. */

#include "vnc/ssh.h"

/* NULL when nobody is at a terminal: then what needs an answer fails instead of waiting. */
const struct ssh_asker *ask_on_terminal(void);

#endif

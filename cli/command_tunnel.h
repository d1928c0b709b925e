#ifndef BERTH_CLI_COMMAND_TUNNEL_H
#define BERTH_CLI_COMMAND_TUNNEL_H

#include "cli/cli.h"

void command_tunnel(struct cli *cli);

#endif

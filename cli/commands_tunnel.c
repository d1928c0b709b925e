#include "cli/command_tunnel.h"

static const struct cli_option tunnel_options[] = {
	{.name = "command",
		.value = "LINE",
		.help = "Lead to the input and output of this command of the host"},
	{.name = "local-port",
		.value = "PORT",
		.help = "With --command: the port here, any free one else"},
	{.name = "greeting",
		.value = "TEXT",
		.help = "Pass on nothing before the far side has said this"},
	{.name = "config", .letter = 'F', .value = "FILE", .help = "In place of ~/.ssh/config"},
	{.name = "identity",
		.letter = 'i',
		.value = "FILE",
		.help = "A key to try before all others"},
	{.name = "once", .help = "End when the first connections have ended"},
	{.name = "brief", .help = "End when the host is lost, instead of connecting again"},
	{.name = "verbose", .letter = 'v', .help = "Tell of each connection"},
	{0},
};

const struct cli_command commands_tunnel[] = {
	{
		.words = "tunnel",
		.arguments = "HOST [[PORT:]TARGET:PORT...]",
		.least = 1,
		.most = 17,
		.summary = "Leads ports of this computer through ssh to a host that is not reached "
			   "otherwise",
		.details = "HOST is a name of ~/.ssh/config or [USER@]NAME. Each PORT of this "
			   "computer, open to\n"
			   "itself only, leads to TARGET:PORT as HOST sees it; /SOCKET in place of "
			   "TARGET:PORT is\n"
			   "a socket there. The addresses are printed when they can be used. It "
			   "goes on until ^C,\n"
			   "and connects again when the network or the host was away.",
		.examples = "  berth tunnel lumi 5901:nid001000:5901\n"
			    "  berth tunnel lumi nid001000:8888 --once\n"
			    "  berth tunnel lumi --local-port 5901 --greeting 'RFB 003.' \\\n"
			    "    --command 'srun --jobid=4711 --overlap berth vnc relay SESSION "
			    "--stdio'",
		.options = tunnel_options,
		.run = command_tunnel,
	},
	{0},
};

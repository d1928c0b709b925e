#include "cli/command_vnc.h"
#include "cli/options.h"
#include "cli/picture.h"

#define OPTIONS_SSH                                                                                \
	{.name = "config", .letter = 'F', .value = "FILE",                                         \
		.help = "With another host: in place of ~/.ssh/config"},                           \
	{                                                                                          \
		.name = "identity", .letter = 'i', .value = "FILE",                                \
		.help = "With another host: a key to try before all others"                        \
	}

static const struct cli_option start_options[] = {
	{.name = "on", .value = "HOST", .help = "On the login node that 'ssh HOST' reaches"},
	OPTIONS_SSH,
	{.name = "app", .value = "COMMAND",
		.help = "The program to run, as a line of the shell; a desktop else"},
	{.name = "image", .value = "IMAGE", .help = "Run the program in this image"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "backend", .value = "WHICH", .choices = vnc_backend_names,
		.help = "Whose server: an Xvnc of the node, or the site's module"},
	{.name = "listen", .value = "WHERE", .choices = vnc_listen_names,
		.help = "Where an Xvnc of the node listens (socket)"},
	{.name = "browser", .value = "WHEN", .choices = vnc_browser_names,
		.help = "Whether browsers get a way in, by noVNC (auto)"},
	{.name = "server-image", .value = "IMAGE",
		.help = "Take the Xvnc of this image, not one of the node"},
	{.name = "here", .help = "On this host, without a job"},
	{.name = "geometry", .value = "WxH", .help = "Size of the screen (1280x800)"},
	{.name = "account", .letter = 'A', .value = "PROJECT", .help = "The project that pays"},
	{.name = "partition", .letter = 'p', .value = "NAME", .help = "Partition of the job"},
	{.name = "time", .letter = 't', .value = "TIME", .help = "Time limit of the session"},
	{.name = "cores", .letter = 'c', .value = "N", .help = "Cores"},
	{.name = "memory", .value = "SIZE", .help = "Memory"},
	{.name = "gpus", .value = "N", .help = "GPUs"},
	{.name = "wait", .value = "SECONDS", .help = "Wait until it is ready, at most so long"},
	{.name = "show", .help = "Only show what would be run"},
	{.name = "save", .value = "FILE", .help = "Save it as a shell script instead"},
	{.name = "force", .help = "Replace that file if it exists"},
	{0},
};

static const struct cli_option run_options[] = {
	OPTIONS_SSH,
	{.name = "image", .value = "IMAGE", .help = "Run the program in this image"},
	OPTION_ROOT,
	OPTION_PRESET,
	OPTION_BIND,
	{.name = "show", .help = "Only show what would be run"},
	{.name = "save", .value = "FILE", .help = "Save it as a shell script instead"},
	{.name = "force", .help = "Replace that file if it exists"},
	{0},
};

static const struct cli_option info_options[] = {
	OPTIONS_SSH,
	{.name = "password", .help = "Show the password as well"},
	{.name = "qr", .value = "LINE", .choices = vnc_qr_names,
		.help = "Draw the line for the laptop, or the browser's, as a QR code"},
	{.name = "copy", .help = "Let the terminal copy the line for the laptop"},
	{0},
};

#define OPTIONS_ASK                                                                                \
	{.name = "password-stdin", .help = "With HOST:PORT: read its password from standard input"}, \
	{                                                                                          \
		.name = "deadline", .value = "SECONDS", .help = "How long it may take (10)"        \
	}

static const struct cli_option probe_options[] = {OPTIONS_SSH, OPTIONS_ASK, {0}};

static const struct cli_option shot_options[] = {
	OPTIONS_SSH,
	{.name = "output", .letter = 'o', .value = "FILE", .help = "Where the picture goes (PNG)"},
	{.name = "force", .help = "Replace that file if it exists"},
	{.name = "text", .help = "Show the picture in the terminal"},
	OPTIONS_PICTURE,
	OPTIONS_ASK,
	{0},
};

static const struct cli_option watch_options[] = {
	OPTIONS_SSH,
	OPTIONS_PICTURE,
	{.name = "rate", .value = "N", .help = "Pictures a second, at most (5)"},
	OPTIONS_ASK,
	{0},
};

static const struct cli_option stop_options[] = {
	OPTIONS_SSH,
	{.name = "show", .help = "Only show what would be run"},
	{.name = "save", .value = "FILE", .help = "Save it as a shell script instead"},
	{.name = "force", .help = "Replace that file if it exists"},
	{0},
};

static const struct cli_option list_options[] = {OPTIONS_SSH, {0}};

static const struct cli_option forget_options[] = {OPTIONS_SSH, {0}};

static const struct cli_option open_options[] = {
	OPTIONS_SSH,
	{.name = "browser", .help = "Make a way for a browser, and print its address"},
	{.name = "viewer", .value = "COMMAND",
		.help = "The viewer, as a line of the shell (vncviewer, if it is here)"},
	{.name = "no-viewer", .help = "Only keep the way open, and print where it begins"},
	{.name = "local-port", .value = "PORT", .help = "Where it begins on this host (any free port)"},
	{.name = "wait", .value = "SECONDS", .help = "Wait at most so long until it is ready"},
	{0},
};

static const struct cli_option relay_options[] = {
	{.name = "stdio", .help = "Inside the job: pass on standard input and output"},
	{.name = "browser", .help = "With --stdio: to the way in for browsers"},
	{0},
};

const struct cli_command commands_vnc[] = {
	{
		.words = "vnc start",
		.summary = "Starts a desktop, or a program of an image, in a job",
		.details =
			"The session ends with its program, its job or 'berth vnc stop', and leaves nothing\n"
			"behind. With --listen socket the server opens no port at all: the way in is a\n"
			"relay through its job. With --browser auto browsers get in when noVNC is there and\n"
			"can listen as safely as the server; with yes, a port on loopback is taken for them.\n"
			"\n"
			"With --here it runs on this host, goes on after a logout, and ends with its program,\n"
			"after --time or by 'berth vnc stop'. TurboVNC as the server is untried.\n"
			"\n"
			"With --on it runs at the login node that 'ssh HOST' reaches, which needs nothing but\n"
			"sh and Slurm. An image there is named by its whole path.",
		.examples = "  berth vnc start --account project_465000001 --wait 120\n"
			    "  berth vnc start --app 'paraview' --image paraview.sif --gpus 1\n"
			    "  berth vnc start --on lumi --account project_465000001 --wait 600",
		.options = start_options,
		.run = command_vnc_start,
	},
	{
		.words = "vnc run",
		.arguments = "[HOST:]SESSION",
		.least = 1,
		.most = 1,
		.takes_program = true,
		.summary = "Starts one more program in a session",
		.details = "It draws on the session's screen and goes on when this command ends; what it\n"
			   "says goes to a file in the session's folder. One that fails at once is told.\n"
			   "With HOST: at the login node that 'ssh HOST' reaches; an image there is named by\n"
			   "its whole path.",
		.examples = "  berth vnc run last -- xterm\n"
			    "  berth vnc run lumi:last -- xterm\n"
			    "  berth vnc run last --image paraview.sif -- paraview --mesa",
		.options = run_options,
		.run = command_vnc_run,
	},
	{
		.words = "vnc list",
		.arguments = "[HOST:]",
		.most = 1,
		.summary = "Lists your sessions and how they are",
		.details = "queued, starting, ready (the server answers and takes the password), lost (it\n"
			   "does not, though its job runs), ended, or unknown when Slurm does not answer.\n"
			   "With HOST: those at the login node that 'ssh HOST' reaches.",
		.options = list_options,
		.run = command_vnc_list,
	},
	{
		.words = "vnc info",
		.arguments = "[[HOST:]SESSION]",
		.most = 1,
		.summary = "Shows how a session is, and what to type on the laptop",
		.details = "SESSION is an id or its beginning, or last; without it the newest is meant.\n"
			   "HOST:SESSION is one at the login node that 'ssh HOST' reaches; HOST:NUMBER is a\n"
			   "port to the commands that take one.",
		.options = info_options,
		.run = command_vnc_info,
	},
	{
		.words = "vnc open",
		.arguments = "[[HOST:]SESSION]",
		.most = 1,
		.summary = "Shows a session in a viewer",
		.details =
			"Waits until it is ready, makes a way to its server, and keeps it until the viewer ends,\n"
			"the session does, or ^C. A session at another host is reached through ssh; a lost\n"
			"connection comes back. The password reaches the viewer by a file of yours\n"
			"alone, which goes away again. A COMMAND finds in its environment BERTH_VNC_HOST and\n"
			"BERTH_VNC_PORT, and the names of the files BERTH_VNC_PASSWD (for -passwd) and\n"
			"BERTH_VNC_PASSWORD_FILE; one that uses none of them gets HOST::PORT as its last word.",
		.examples = "  berth vnc open\n"
			    "  berth vnc open lumi:last\n"
			    "  berth vnc open last --viewer 'vncviewer -passwd \"$BERTH_VNC_PASSWD\" "
			    "-FullScreen \"localhost::$BERTH_VNC_PORT\"'",
		.options = open_options,
		.run = command_vnc_open,
	},
	{
		.words = "vnc probe",
		.arguments = "[[HOST:]SESSION|HOST:PORT]",
		.most = 1,
		.summary = "Proves that a VNC server answers and takes the password",
		.options = probe_options,
		.run = command_vnc_probe,
	},
	{
		.words = "vnc shot",
		.arguments = "[[HOST:]SESSION|HOST:PORT]",
		.most = 1,
		.summary = "Takes a picture of the screen",
		.details = "With --text it is shown in the terminal, two pixels a cell; where there are no colours\n"
			   "letters stand for brightness.",
		.examples = "  berth vnc shot -o desktop.png\n"
			    "  berth vnc shot --text --columns 120 --colors 256",
		.options = shot_options,
		.run = command_vnc_shot,
	},
	{
		.words = "vnc watch",
		.arguments = "[[HOST:]SESSION|HOST:PORT]",
		.most = 1,
		.summary = "Shows the screen live in the terminal, until 'q' or ^C",
		.details = "You see what happens; keys and the mouse stay here. A screen that does not change\n"
			   "costs nothing.",
		.examples = "  berth vnc watch --rate 2",
		.options = watch_options,
		.run = command_vnc_watch,
	},
	{
		.words = "vnc stop",
		.arguments = "[HOST:]SESSION",
		.least = 1,
		.most = 1,
		.summary = "Ends a session with its job",
		.options = stop_options,
		.run = command_vnc_stop,
	},
	{
		.words = "vnc forget",
		.arguments = "[HOST:]SESSION...",
		.least = 1,
		.most = -1,
		.summary = "Removes the folders of sessions that have ended",
		.options = forget_options,
		.run = command_vnc_forget,
	},
	{
		.words = "vnc relay",
		.arguments = "SESSION",
		.least = 1,
		.most = 1,
		.summary = "Passes viewers on to a server that opens no port",
		.details = "Started on the login node by the line that 'berth vnc info' shows. It listens on\n"
			   "a socket of yours until its standard input ends.",
		.options = relay_options,
		.run = command_vnc_relay,
	},
	{0},
};

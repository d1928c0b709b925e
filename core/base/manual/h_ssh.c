#include "base/manual/manual.h"

/* Connections by ssh of our own, and tunnels. */
const struct diag_info manual_h_ssh[] = {
	{"H01", "no libssh",
		"Berth connects by itself with libssh, which this build or this host does not have.",
		"Install libssh, or take ssh itself: 'berth vnc info' shows the whole line."},
	{"H02", "the host cannot be reached",
		"Its name is not known, nobody listens at its port, or the host in between "
		"(ProxyJump, ProxyCommand) does not let us through.",
		"Check the name in ~/.ssh/config and the network; 'ssh -v HOST' tells every step."},
	{"H03", "the host does not answer in time",
		"The network loses what is sent, the host is overloaded, or a command there takes longer "
		"than it may.",
		"Try again. ConnectTimeout in ~/.ssh/config gives it more time."},
	{"H04", "the key of the host has changed",
		"The key by which the host proves who it is differs from the one in known_hosts, or was "
		"revoked. Either it was set up anew, or somebody has put himself between you and it and "
		"would read your passwords. Nothing was sent to it.",
		"Compare the fingerprint with what those who run the host publish. Only when it is theirs, "
		"remove the old key by the line of the hint."},
	{"H05", "the key of the host is not known",
		"known_hosts has no key of this host, so there is no proof that it is the right one, and "
		"nobody is there to be asked.",
		"Compare the fingerprint with what those who run the host publish, and connect once with "
		"'ssh HOST' on a terminal."},
	{"H06", "the host does not let us in",
		"It has taken none of the keys, codes or passwords that were tried.",
		"Load the right key with 'ssh-add', name it with IdentityFile in ~/.ssh/config or with "
		"--identity, and check the user's name. A key that was registered minutes ago may not have "
		"reached the host yet."},
	{"H07", "a key, agent or file that is of no use",
		"A key's file is not there, others may read it, its passphrase is wrong, the agent does not "
		"answer, or known_hosts cannot be written.",
		"What else there is was tried. Mend or remove what is named."},
	{"H08", "a configuration of ssh that makes no sense",
		"The name of a host, or a value in ~/.ssh/config, is none that ssh would take either.",
		"Mend the line that is named; 'ssh -G HOST' shows what ssh makes of it."},
	{"H09", "a line of ~/.ssh/config that is not honoured",
		"Berth honours what leads to a host and proves who is who. The line says more than that, "
		"and ssh itself would follow it.",
		"If the connection does not come about without it, take ssh itself: 'berth vnc info' shows "
		"the line."},
	{"H10", "no ssh server",
		"What answers does not speak the protocol of ssh, makes no sense, or breaks off while the "
		"connection is set up.",
		"Check host and port. A server that is overloaded closes new connections: try again."},
	{"H11", "the connection is lost",
		"The host went away in the middle, or the network between.",
		"Try again; what ran on the host may have been ended."},
	{"H12", "the host runs no commands",
		"It let us in, but does not start a program: the account may be for transfers only, or too "
		"many sessions are open.",
		"Try 'ssh HOST true'. Close sessions that you no longer need."},
	{"H13", "a local port that cannot be had",
		"Another program has the port on this computer, or the system keeps it for itself.",
		"Take the port that the hint names, or none, and any free one is taken. An older tunnel of "
		"yours may still be open."},
	{"H14", "a tunnel that leads nowhere",
		"A target is written [PORT:]TARGET:PORT or [PORT:]/SOCKET: a port here, and where it leads "
		"as the far host sees it.",
		"berth tunnel lumi 5901:nid001000:5901"},
	{"H15", "a stream that the far side does not open",
		"The host let us in, but does not reach the target: nobody listens there, the name is not "
		"known there, the command failed, or its sshd forbids forwarding.",
		"Check target and port as seen from the host. For a session of VNC, 'berth vnc info' tells "
		"whether it still runs."},
	{"H16", "a way that others on this host can take",
		"A tunnel begins at a port of this host's loopback, and every program on the host can connect to "
		"it. Processes of other people run here, as they do on a login node.",
		"Run the command on your own computer. On a shared host close the way as soon as it is not needed; "
		"a desktop still asks for its password, other targets may ask for nothing."},
	{0},
};

#include "base/manual/manual.h"

/* Builds: definition files, and the commands that build. */
const struct diag_info manual_t_builds[] = {
	{"T08", "a section that runs on the host as root",
		"%setup and %pre are run on the host, outside of the container, with the rights of "
		"root. Builds without root (by proot) refuse them.",
		"Copy files by %files and do the rest in %post."},
	{"T09", "a bootstrap that needs root",
		"Making an image from nothing by the package manager of a distribution needs root.",
		"Start from an image that exists: 'Bootstrap: docker', or 'Bootstrap: localimage' "
		"with the path of a SIF."},
	{"T10", "an installer that waits for an answer",
		"The build has no terminal: the question whether to go on ends it, or hangs it.",
		"apt-get -y, dnf -y, zypper -n; for apt also export DEBIAN_FRONTEND=noninteractive."},
	{"T11", "users, groups and owners",
		"A build without root has one user only. Making users or giving files away fails, or "
		"works and means nothing afterwards.",
		"Leave it out. When a package insists on a user, bring an /etc/passwd and an /etc/group "
		"that have it by %files."},
	{"T12", "bash in %environment",
		"The section is read by sh when a container starts; in Debian and Ubuntu that is dash, "
		"which knows neither 'source' nor arrays. The error shows at every start.",
		"Write '.' for 'source', and plain variables instead of arrays."},
	{"T20", "something that is not there",
		"%files names a file that does not exist, or a variable in double braces has no value "
		"in %arguments. Often it is a typing mistake.",
		"Correct the name. Paths begin in the folder where the build is run; values that are "
		"meant to differ are given by --build-arg NAME=VALUE."},
	{"T21", "a definition file that cannot be read",
		"SingularityCE stops at headers and sections that it does not know.",
		"Correct the spelling; a line that begins with '%' begins a section, also within "
		"%post."},
	{NULL, NULL, NULL, NULL},
};

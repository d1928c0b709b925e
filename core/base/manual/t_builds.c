#include "base/manual/manual.h"

/* Builds: definition files, and the commands that build. */
const struct diag_info manual_t_builds[] = {
	{"T01", "cotainr without a base, or with two",
		"cotainr builds on one base image: the one of --base-image, or the one that it knows "
		"for a --system. With none or both it ends with its usage.",
		"Give one of them. 'cotainr info' lists the systems."},
	{"T02", "cotainr on a base that has conda",
		"The base image comes with an installation of conda. cotainr would put a second one "
		"beside it, and refuses, because the two interfere.",
		"Take a base image without Python packages (lumi-rocm on LUMI). To add packages to an "
		"image that has the right ones, make a virtual environment on top of it."},
	{"T03", "binds that are set while an image is built",
		"SINGULARITY_BIND, set by hand or by a module with bindings, holds for builds as well. "
		"The new image has none of the places where the binds go, so the build fails with "
		"'mount ... destination ... doesn't exist'.",
		"Unload the module, or unset SINGULARITY_BIND, before the build."},
	{"T05", "cotainr in a job that cannot accept licences",
		"cotainr asks whether you accept the licence of the conda installer. In a job nobody "
		"answers, and the build ends.",
		"Read the licence once, then add --accept-licenses."},
	{"T06", "a build in a job with little memory",
		"The image is unpacked in /tmp, which on compute nodes is memory that counts for the "
		"job. With too little of it the build is killed, or says 'No space left'.",
		"Ask for --mem=100G; or move the work to a file system: SINGULARITY_TMPDIR for "
		"singularity, TMPDIR for cotainr."},
	{"T07", "a system that cotainr does not know",
		"--system stands for a base image that somebody has written down for this machine. "
		"There is none of this name.",
		"'cotainr info' lists the names of the version that is loaded."},
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
	{"T13", "a build from a definition file without proot",
		"Users have no root here. 'singularity build' of a definition file works with the help "
		"of proot, if that is on PATH.",
		"Load the module that has it; the hint names it."},
	{"T14", "packages for GPUs in a container without ROCm",
		"conda-containerize and pip-containerize put packages into a container that has "
		"nothing for AMD GPUs.",
		"Build it with cotainr on a base image with ROCm."},
	{"T15", "wrap-container without absolute paths",
		"It makes wrappers for the programs in the folders of -w, which are folders inside the "
		"container. Without them, or with relative ones, it stops.",
		"-w /opt/conda/bin, for example."},
	{"T16", "an environment in the home folder",
		"The home folder is small, in bytes and in number of files, and cannot be enlarged.",
		"Take a folder of the project for --prefix."},
	{"T17", "eb without the modules for containers",
		"What eb installs, and where, follows from the modules that are loaded. Without the "
		"partition for containers it installs for the login nodes.",
		"Load what the hint says. EBU_USER_PREFIX, set before, says where to install."},
	{"T18", "a container that is installed again",
		"Installing a container module again empties its folder first: the virtual "
		"environment that you have added there is gone as well.",
		"Save it before, as a squashfs file for example (make-squashfs)."},
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

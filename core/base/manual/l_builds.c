#include "base/manual/manual.h"

/* Loading a container: builds. */
const struct diag_info manual_l_builds[] = {
	{"L01", "a build was asked for wrongly",
		"An option is missing, has a value that means nothing there, or does not go with "
		"another one. The tool itself would say so only later, or not at all.",
		"Read the message; 'berth build WAY --help' lists the options."},
	{"L02", "a system that cotainr does not know",
		"Each version of cotainr has its own list of systems, and dies of a KeyError for any "
		"other name.",
		"Take one that the hint names, another version with --module-version, or name the base "
		"yourself with --base-image."},
	{"L03", "this build cannot work",
		"It is known beforehand that the tool stops, or that the build needs rights that nobody "
		"has. cotainr refuses images that hold a conda already; without root every image begins "
		"with one that exists.",
		"The hint names the other way. --force tries nevertheless."},
	{"L05", "PyTorch for CUDA",
		"Without a ROCm in its version and an index of such wheels, pip takes PyTorch from "
		"PyPI, which is built for CUDA: it installs, and then sees no GPU.",
		"Write torch==VERSION+rocmX.Y and --extra-index-url with the index for the ROCm of the "
		"base image. 'berth build write' does it by itself."},
	{"L07", "a vendor's image",
		"Images from a vendor's registry know nothing of the network of this machine. Within a "
		"node they work; over several, RCCL falls back to TCP.",
		"For several nodes take an image that was made for this machine ('berth image list')."},
	{"L08", "no wheels for this ROCm",
		"The site file lists the versions of ROCm for which there are wheels of PyTorch, and "
		"this is none of them.",
		"Take another base, or an image that holds PyTorch already and put your packages on top "
		"of it: berth build venv. When new wheels exist, add their ROCm to build.wheel-rocm in "
		"the site file."},
	{"L09", "good to know before this build",
		"The build works, but has an effect or a limit that people do not expect.",
		"Read the message and the hint."},
	{"L10", "the target of the build",
		"Berth does not replace what is there without being told to, and a folder never. What "
		"is to be changed has to be there.",
		"Choose another name, or --force for a file."},
	{"L11", "not enough space for the result",
		"The file system of the target has less room than such a build usually takes. A disk "
		"that fills up in the middle costs all the time until then.",
		"Make room or choose another file system. --force tries nevertheless; nothing stands "
		"under the final name when it fails."},
	{"L12", "not enough space for temporary files",
		"While it is built, an image lies there unpacked, several times as large as in the end.",
		"Choose a larger place with --tmp."},
	{"L13", "the quota is used up",
		"The project may not store as much more as such a build takes, or no more files.",
		"Remove what you no longer need, or choose a folder of another project. 'lfs quota' "
		"tells more."},
	{"L14", "temporary files in memory",
		"On this machine the folder for temporary files is a piece of the memory. When it is "
		"full, the build is killed.",
		"Ask for more memory in a job (--as-job does), or take a folder on a disk with --tmp."},
	{"L15", "a program is missing",
		"The build runs this program, and it is in no folder of PATH.",
		"Load the module that brings it, or install it."},
	{"L16", "a module is missing",
		"The site file says which module brings the tool; it cannot be loaded here, or does not "
		"bring the program.",
		"'module spider NAME' shows the versions there are; --module-version takes another one."},
	{"L17", "binds of your shell are left out",
		"Binds in SINGULARITY_BIND break a build, because their places are not in the image yet. "
		"So Berth starts the tools without them.",
		"Nothing is wrong. Binds that the build needs are given to it with --bind."},
	{"L18", "a large file in your home",
		"The quota of home folders is small, and images are large.",
		"Put it into a folder of your project."},
	{"L19", "the folder cannot be written",
		"The result, and the folder for the work beside it, would lie where you may not write.",
		"Choose a folder of your own or of your project."},
	{"L20", "the registry cannot be reached",
		"Before an image is fetched, Berth looks whether the host of its registry has a name "
		"that is known here, and takes a connection. It sends nothing, and does not look when a "
		"proxy is set, nor for a job, which runs elsewhere.",
		"Check the name. Login nodes and compute nodes need not have the same network: try the "
		"other kind (--as-job). It is only a warning; the build is started nevertheless."},
	{NULL, NULL, NULL, NULL},
};

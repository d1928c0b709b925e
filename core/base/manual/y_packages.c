#include "base/manual/manual.h"

/* Lists of packages for conda and pip. */
const struct diag_info manual_y_packages[] = {
	{"Y01", "a channel that needs a licence",
		"Anaconda's own channels (defaults, main, r, anaconda) are free of charge for small "
		"organisations only, and universities have been billed for their use.",
		"Name conda-forge alone, and 'nodefaults' so that no other channel comes in."},
	{"Y02", "a package for NVIDIA GPUs",
		"The GPUs of LUMI are AMD's. CUDA libraries take up gigabytes and do nothing there, and "
		"packages that depend on them pick builds that cannot use the GPU.",
		"Take the line out. Builds for ROCm come from the index of PyTorch, from AMD, or with "
		"the base image."},
	{"Y03", "PyTorch for NVIDIA GPUs",
		"Without further words pip takes PyTorch's build for CUDA from PyPI. It installs and "
		"imports, and then finds no GPU.",
		"Give the index for the ROCm of the base image, as an item of its own before the "
		"packages: --extra-index-url https://download.pytorch.org/whl/rocm6.2; and name the "
		"build: torch==2.5.1+rocm6.2. For CPUs: --index-url .../whl/cpu."},
	{"Y04", "a build for another ROCm than that of the base image",
		"Python packages bring ROCm libraries of their own. When these differ from those of "
		"the base image, one of the two is loaded first and the other breaks.",
		"Take builds for the ROCm of the base image (its name tells), or another base image."},
	{"Y05", "PyTorch of conda",
		"Conda has builds of PyTorch for CPUs and for NVIDIA GPUs, none for AMD GPUs.",
		"Install it by pip from the ROCm index of PyTorch. For CPUs it is fine: name "
		"pytorch-cpu, so that everybody can see that it is meant."},
	{"Y06", "packages for pip without pip",
		"Conda warns and adds pip itself, from whichever channel comes first.",
		"Add '- pip' to the dependencies."},
	{"Y07", "the version of Python is not fixed",
		"Wheels with C code fit one version of Python. Without a version conda takes the "
		"newest one, for which some packages are not built yet.",
		"Fix it to two numbers: python=3.12."},
	{"Y08", "a prefix line",
		"'conda env export' writes down in which folder the environment was. Elsewhere that "
		"folder does not exist or means something else.",
		"Delete the line."},
	{"Y09", "packages without a version",
		"What is installed depends on the day of the build, so the same file will not give "
		"the same environment again.",
		"When it works, write the versions down: 'conda env export' or 'pip freeze' tell "
		"them."},
	{"Y10", "mpi4py of conda",
		"It comes with an MPI of conda, which does not know the network of the machine and "
		"talks over sockets, if its ranks find each other at all.",
		"Take mpi4py by pip on a base image with MPICH. Or let conda know that the MPI comes "
		"from outside: mpich=3.4.3=external_*."},
	{"Y11", "no environment file of conda",
		"There are no channels and no dependencies in it. cotainr and conda take environment "
		"files in YAML; a requirements.txt is none.",
		"Write an environment file, with the lines of the requirements.txt below '- pip:'."},
	{"Y12", "packages from git without git",
		"pip calls git to fetch such a package, and bare base images do not have it.",
		"Add '- git' to the dependencies."},
	{"Y13", "a line that cannot be read",
		"pip or conda stops at such a line, often late in a long build. A script is no such "
		"file at all.",
		"Correct it as the message says. A mapping in the dependencies of conda is '- pip:' "
		"with a list below it, and nothing else. For job scripts there is 'berth job "
		"check'."},
	{"Y14", "a package that is made for CUDA",
		"PyPI has this package for NVIDIA GPUs, or its build looks for CUDA. It fails to build, "
		"or falls back to something slow.",
		"Take an image that has the package for ROCm, or a wheel for ROCm by its URL."},
	{"Y15", "a path that the build does not see",
		"The environment is made inside a container that has none of your folders, so a local "
		"package or a second file is not found.",
		"Name a version of PyPI or a git URL, write the lines into this file, or install your "
		"own package on top of the finished image."},
	{"Y16", "TensorFlow without ROCm",
		"The package 'tensorflow' uses NVIDIA GPUs or none.",
		"Take tensorflow-rocm of the version that fits the ROCm of the base image. On CPUs "
		"tensorflow-cpu says what is meant."},
	{NULL, NULL, NULL, NULL},
};

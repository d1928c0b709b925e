#include "base/manual/manual.h"

/* Containers and how they are started. */
const struct diag_info manual_c_containers[] = {
	{"C01", "an image without the host's libraries for the network",
		"The older images of AMD and LUMI have no driver for the Slingshot network. When a job "
		"runs on several nodes and the host's libraries are not bound, RCCL falls back to slow "
		"TCP, and MPI does not start or does not find the other ranks.",
		"Load the module that the message names before the container starts, or bind what it "
		"lists. berth bind compose --image IMAGE shows all that an image needs."},
	{"C02", "srun starts an image's own MPI in the machine's way",
		"Images of the LUMI AI Factory bring their own MPICH, which speaks PMI-2 with Slurm; srun "
		"by itself prepares for Cray MPICH. The ranks then do not see each other: each prints "
		"'rank 0 of 1' and does the whole work alone.",
		"Write srun --mpi=pmi2, or load the module with the binds of these images, which sets "
		"SLURM_MPI_TYPE=pmi2."},
	{"C03", "the binds of another kind of images",
		"Each kind of image has a module with the binds that suit it. Those of another kind leave "
		"out what this image needs, or lay the host's libraries over its own.",
		"Load the module that the message names instead."},
	{"C04", "several modules that each set all binds",
		"A module for binds, and a module that brings a container, each set SINGULARITY_BIND as a "
		"whole. Together the later one wins, or refuses to load.",
		"Load only one of them. Add your own binds with --bind, which comes on top."},
	{"C05", "SINGULARITY_BIND is set anew behind a module",
		"The module has put its binds into SINGULARITY_BIND. Setting the variable anew throws them "
		"away: network, MPI or your file systems are missing in the container.",
		"Append: export SINGULARITY_BIND=\"$SINGULARITY_BIND,/my/data\". Or use --bind, which comes "
		"on top of the variable."},
	{"C06", "a library of the host that is for older images",
		"Older images need libraries of the host that newer ones bring in another version. Bound "
		"over the newer ones, programs stop with messages about versions or symbols.",
		"Leave this bind out."},
	{"C07", "exec passes over the image's runscript",
		"`singularity run` starts the image's runscript, which for these images sets the variables "
		"of the GPUs and then runs your command. `singularity exec` runs the command alone.",
		"Write singularity run IMAGE PROGRAM. When you set the variables yourself, exec is fine."},
	{"C08", "a Python script as the program of a container",
		"What stands behind the image is looked for on the PATH inside the container, and must be "
		"executable. A script in your folder is not found, or 'permission denied' appears.",
		"Write the interpreter: singularity exec IMAGE python script.py"},
	{"C09", "$WITH_CONDA expands outside of the container",
		"The variable is defined inside the image only. Without quotes or in double quotes the "
		"host's shell expands it, to nothing: conda is not active, and 'bash -c \"$WITH_CONDA && "
		"python\"' even becomes '&& python', a syntax error.",
		"Put the command in single quotes: bash -c '$WITH_CONDA; python script.py'. Within double "
		"quotes write \\$WITH_CONDA."},
	{"C10", "an older image's Python without its conda",
		"In the images made before 2025 the packages are in a conda environment that is not active "
		"by itself. Another Python is found, and 'No module named torch' is the end.",
		"Call it inside: singularity exec IMAGE bash -c '$WITH_CONDA; python script.py'."},
	{"C11", "$WITH_CONDA in an image that does not have it",
		"Only the images of AMD and LUMI define this variable. In others it is empty, and does "
		"nothing.",
		"Leave it out: the Python of these images is active by itself."},
	{"C12", "an image by a link that moves",
		"The link leads to what is newest today. After an update the same script runs with another "
		"image, so results change, and your own packages may not fit any more.",
		"Name the file that the link leads to (readlink -f LINK), or a copy of it."},
	{"C13", "an image from a folder that is cleaned out",
		"This folder holds the newest builds for trying out. They are removed without notice, and "
		"a job that waited for days then fails in its first second.",
		"Copy the image to your project and name the copy."},
	{"C14", "the ROCm of the image does not suit the GPU driver",
		"A GPU driver works with a window of ROCm versions. Outside of it programs fail to "
		"start, or give wrong results.",
		"Take an image whose ROCm lies inside the window that the message names."},
	{"C15", "made for GPUs of NVIDIA",
		"The GPUs of this partition are AMD's. --nv looks for a driver that is not there, and "
		"programs of an image with CUDA see no GPU.",
		"Leave --nv out; the GPUs are in the container by themselves. Take an image with ROCm."},
	{"C16", "--rocm is not needed",
		"The GPUs are in the container without any option. --rocm brings libraries of the host's "
		"ROCm in, which may not fit those of the image.",
		"Leave it out."},
	{"C17", "a program or an option that this machine does not have",
		"Scripts from other machines use container programs and options that need more rights than "
		"users have here.",
		"The hint says what takes its place."},
	{"C18", "AMD's image of Docker Hub on several nodes",
		"These images have ROCm and PyTorch, but not the plugin that takes RCCL to the Slingshot "
		"network. Between nodes it uses TCP, at a fraction of the speed.",
		"Take an image that is made for this machine (berth image list). On one node the image is "
		"fine."},
	{"C19", "the host's MPI in an image that brings what it needs",
		"This module replaces LD_LIBRARY_PATH in the container and lays many of the host's "
		"libraries over the image's. It is for images that hold nothing but a plain MPI.",
		"Load the module that the message names, or none."},
	{"C20", "Slurm's commands inside a container",
		"srun, scontrol and squeue are programs of the host. The image does not have them, and "
		"they do not work there without Slurm's settings and keys.",
		"Call them in the batch script before the container starts, and hand the result in by a "
		"variable. The bind preset slurm-commands brings them in where it must be."},
	{"C23", "a software stack without a version",
		"Without a version the newest release is loaded, and modules of containers are installed "
		"for one release. After an update of the machine yours is not found.",
		"Name the version: module load LUMI/25.03"},
	{"C24", "a module that does not work any more",
		"The module may still load, but what it brings has stopped working with an update of the "
		"machine.",
		"Leave it out; the message says why. berth bind compose --image IMAGE shows what an image needs."},
	{"C25", "a folder of modules that is gone",
		"`module use` of a folder that does not exist says nothing, and the module behind it is "
		"then not found.",
		"Use the folder and module that the hint names."},
	{"C26", "an image that other nodes cannot see",
		"Each node has a /tmp of its own, in its memory. An image there is found on the first node "
		"only, and the tasks on the others fail.",
		"Keep images on /scratch, /flash or /project, or copy them to all nodes with sbcast."},
	{"C27", "a module's image without the module",
		"The module of a container puts the path of its image into a variable. Nothing in the script "
		"loads a module or sets the variable, so that there is no image behind exec, and the program "
		"is taken for it.",
		"Load the module in the script, or write the path of the image."},
	{"C28", "the module's own copy of the image is removed",
		"This is a way to save room: loaded again, the module takes the central image of the "
		"machine. It cannot be used until then.",
		"Nothing to do when this is what you want."},
	{"C29", "this kind of image has a known trouble",
		"The site file carries a warning for images of this family and vintage.",
		"Read the warning; most often a newer image is the cure."},
	{"C30", "an image whose kind is not known",
		"What an image needs of the host is told by its name, as the machine's images are "
		"named, or by the label that says of what it was made. One of which neither tells "
		"gets the file systems only, which do no harm; over several nodes MPI and RCCL may "
		"then go by a slower network, or not start.",
		"Keep the name of an image when you copy it. For one of your own say what it needs by "
		"--preset; 'berth bind show' lists the presets, and why they are there."},
	{NULL, NULL, NULL, NULL},
};

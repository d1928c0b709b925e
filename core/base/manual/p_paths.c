#include "base/manual/manual.h"

/* Paths, caches and packages. */
const struct diag_info manual_p_paths[] = {
	{"P01", "Layers of images kept in the home folder",
		"singularity keeps every layer that it loads below ~/.singularity. A few images "
		"fill the quota of the home, and then nothing works any more that writes there: "
		"'disk quota exceeded'.",
		"export SINGULARITY_CACHEDIR=/tmp/$USER/cache (or a folder on scratch) and make "
		"it before. 'singularity cache clean' empties the old one."},
	{"P02", "Models kept in the home folder",
		"Programs load models to ~/.cache when nothing else is said. One large model is "
		"more than a home may hold.",
		"export the variable of the hint to a folder on scratch; 'berth job script "
		"--caches FOLDER' sets all of them."},
	{"P03", "Compiled code kept where locks are slow",
		"MIOpen keeps a database of what it compiles for the GPU and locks the file. In "
		"the home or on another file system of all nodes many ranks wait for each "
		"other, and some fail with 'database is locked'.",
		"Set both variables to a folder in /tmp, with the number of the job in its "
		"name."},
	{"P04", "A variable that no program reads",
		"Its name looks right and comes from a script that many have copied, but "
		"nothing reads it: what it was meant for goes on as without it.",
		"Take the name of the hint."},
	{"P05", "A folder that only the first node has",
		"The batch script runs on the first node. A folder in /tmp that it makes with "
		"mktemp is not there on the other nodes, and nobody removes what their programs "
		"make instead.",
		"Name it by the job's number and make it in each task: mkdir -p "
		"/tmp/$USER-$SLURM_JOB_ID."},
	{"P06", "Packages installed without a container",
		"Environments of pip and conda have tens of thousands of small files. On Lustre "
		"each start of Python then takes minutes, for you and for everybody else, and "
		"the quota of files is soon used up.",
		"Put the packages into a container: cotainr, or a virtual environment in one "
		"squashfs file on top of an image. 'berth build' tells the ways."},
	{"P07", "Packages installed into ~/.local",
		"An image cannot be written to, so pip installs below your home instead. Python "
		"finds these packages in every other container, too, where they are the wrong "
		"versions: an error in another project, weeks later.",
		"python -m venv --system-site-packages in a folder that is bound into the "
		"container. PYTHONNOUSERSITE=1 hides what is in ~/.local already."},
	{"P10", "mksquashfs with all cores of a login node",
		"mksquashfs takes every core that it sees. On a login node these belong to all, "
		"and such programs are stopped.",
		"mksquashfs SOURCE TARGET -processors 1, or run it in a job."},
	{"P11", "The cache of pip in the home folder",
		"pip keeps all that it loads in ~/.cache/pip, and the wheels for GPUs are "
		"several gigabytes each. The install stops in the middle with 'disk quota "
		"exceeded'.",
		"pip install --no-cache-dir, or export PIP_CACHE_DIR=/tmp/$USER/pip."},
	{"P12", "A path with the name of a disk",
		"pwd -P and readlink show the file system behind a project's folder. Projects "
		"are moved between these, and then the path is gone.",
		"Write the path that the hint names."},
	{"P13", "The project of an example",
		"It was copied with the script from a course or a guide. Slurm refuses the job "
		"unless you are a member.",
		"Put your own project there."},
	{NULL, NULL, NULL, NULL},
};

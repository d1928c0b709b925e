#include "base/manual/manual.h"

/* Binds (mounts). */
const struct diag_info manual_m_binds[] = {
	{"M01", "the source of a bind is not there",
		"Singularity refuses to start a container when a folder or file that it should bind "
		"does not exist on the machine.",
		"Correct the path or leave the bind out. A bind that is only useful on some machines "
		"can be marked optional in the site file."},
	{"M02", "links without the file system that they point into",
		"The folder holds links into another file system, for example /scratch into /pfs on "
		"LUMI. When only the folder is bound, the links lead nowhere inside the container and "
		"your files are not found.",
		"Bind the other file system as well (--bind /pfs), or bind the full path of your own "
		"folder."},
	{"M03", "a file system image is bound as a plain file",
		"A squashfs or ext3 image that is bound without image-src= appears as one file at the "
		"destination. What is in it cannot be seen.",
		"Add the option: SRC.sqsh:/FOLDER:image-src=/"},
	{"M04", "an option of a bind that cannot be read",
		"SingularityCE knows ro, rw, image-src=PATH and id=N, behind a second colon. Anything "
		"else ends the start of the container, or becomes a part of a path.",
		"Write SRC:DST:OPTION[,OPTION]. When only an option is wanted, write the path twice: "
		"/data:/data:ro"},
	{"M05", "two binds to one destination",
		"Singularity keeps the first bind of a destination and drops the second with a "
		"warning that is easy to miss, so the container may see other files than you think.",
		"Leave one of the two out, or give one of them another destination."},
	{"M06", "a folder is bound over what was bound below it",
		"Binds are made in the order in which they are written. A parent folder that comes "
		"later hides what was bound inside it before.",
		"Name the parent folder before the folders inside it."},
	{"M07", "the destination of a bind is not absolute",
		"A destination is a place in the container and must begin with a slash. A relative "
		"source without a destination has none, and the container does not start.",
		"Write SRC:/DESTINATION, or give the full path of the source."},
	{"M08", "a folder is reached through a link that leaves the bound folders",
		"The folder itself is there in the container, but its real path is not. Programs that "
		"remember the real path, and links inside the folder that use it, find nothing.",
		"Bind the tree that the link points into as well."},
	{"M10", "the working folder is not in the container",
		"Singularity starts in your working folder only when a bind shows it. Otherwise a "
		"script or a file named by a relative path is not found.",
		"Bind the file system in which you work, or change into a folder that is bound."},
	{"M11", "a path of the program is not in the container",
		"A container sees your home, /tmp and what is bound. Everything else of the machine is not "
		"there, and the program says 'No such file or directory' of a file that you can see.",
		"Bind the file system, or load the module with the binds of the image."},
	{"M12", "a bind hides the image's own libraries",
		"The libraries of the image fit its programs, those of the machine fit the machine. "
		"Mixing them ends in messages about GLIBC versions or in crashes.",
		"Bind only the single library files that are needed, or bind the folder to a place of "
		"its own such as /host/usr."},
	{"M13", "a bind of something that is gone",
		"An update of the machine has removed this file or folder. Singularity refuses to start "
		"a container when the source of a bind does not exist.",
		"Leave the bind out, or bind what has taken its place."},
	{"M16", "an empty item in a list of binds",
		"There is a comma too much. SingularityCE passes over it, other programs may not.",
		"Remove the comma."},
	{"M17", "a path that cannot be written in a bind",
		"The characters ':', ',' and '^' separate the parts of a bind, so that they cannot "
		"stand in a path, and there is no way to escape them. A path cannot begin like an "
		"option, either.",
		"Rename the file or folder, or use the --mount option of Singularity. A name that "
		"reads like an option can be written with ./ in front."},
	{"M18", "a read-only image is asked to be writable",
		"Squashfs and SIF images are always mounted read-only. The option rw does nothing.",
		"Leave the option out. To change what is in the image, unpack it, change it and pack "
		"it again."},
	{"M19", "a bind hides software that the image brings itself",
		"Newer images bring ROCm, libfabric and MPI that fit each other. The machine's own "
		"folders over these break the GPU or the network inside.",
		"Leave the bind out; the recipe for this image does not need it."},
	{"M20", "a bind is there already",
		"The same folder is asked for twice. This does no harm.",
		"Leave one of the two out."},
	{"M21", "a bind has no source",
		"A bind begins with the file or folder of the machine. Here nothing stands in front "
		"of the first colon, or a variable in it is not set.",
		"Write SRC:/DESTINATION, and check that the variables in it are set."},
	{"M22", "unknown bind preset",
		"Presets are named sets of binds in the site file. This name is not one of them.",
		"Take one of the presets of the site, or write the bind itself with --bind."},
	{"M23", "too many binds",
		"More than a thousand binds are surely a mistake, and every one costs time at each "
		"start of a container.",
		"Bind the folder above the files instead of each file alone."},
	{NULL, NULL, NULL, NULL},
};

#include "base/diag.h"

/* The manual's entry of every diagnostic, ordered by id: B, S, C, G binding, headers and containers
 * of jobs; F files; I images; M binds; R programs; U usage. One table for all floors, so that
 * `berth explain` and the manual have one place to read. */
const struct diag_info diag_table[] = {
	{"B01", "A core that is reserved for the system would be used",
		"Some cores of each node are kept for the system and jobs cannot run on them; a mask "
		"that names one is refused by Slurm, or the task loses that core. Usually more cores "
		"were asked for each task than the CCD has left.",
		"Ask for fewer cores per task; the hint says how many there are. On a LUMI-G node "
		"each CCD has 7 cores for jobs."},
	{"B03", "A GCD or CCD stands twice in the order",
		"The order says which GCD (on CPU nodes: which CCD) each task takes. A GCD named "
		"twice would be used by two tasks by accident while another one stays idle.",
		"Name each GCD once. When tasks are meant to share a GCD, ask for several tasks per "
		"GCD instead."},
	{"B05", "no CPU masks on shared nodes",
		"A mask names cores by their number on the node. On nodes that several jobs share, "
		"Slurm chooses which cores and GPU dies a job gets, so a fixed mask would name cores "
		"of somebody else.",
		"Nothing to do; or ask for whole nodes with --exclusive or a partition that gives "
		"whole nodes."},
	{"B11", "torchrun workers share all cores",
		"torchrun starts all workers in one task, and each of them may run on every core of "
		"the node, far from its GPU die.",
		"Use --launcher ranks, or an image with PyTorch 2.9 or newer, whose torchrun binds "
		"its workers by itself."},
	{"B16", "The node has no such GCD or CCD",
		"The order names a GCD (on CPU nodes: a CCD) that this type of node does not have, or "
		"one of which the site file does not say where it is wired.",
		"Use numbers from 0 up to the last one that the hint names."},
	{"B17", "More was asked than fits on a node",
		"The tasks, cores, GCDs per task or hardware threads that were asked for do not fit "
		"on one node of this type, or cannot be divided evenly.",
		"Take what the hint says fits, or spread the tasks over more nodes."},
	{"B18", "Several GCDs per task and several tasks per GCD",
		"Either a task has several GCDs, or several tasks share one GCD. Both at once has no "
		"clear meaning, so nothing can be computed.",
		"Leave one of the two at 1."},
	{"B19", "GCDs or CCDs stay unused",
		"The tasks do not use all GCDs (on CPU nodes: all CCDs) of the order. On a whole node "
		"these are still billed to your project.",
		"Take more tasks, or a number of GCDs per task that divides the number of GCDs; "
		"otherwise ignore this note."},
	{"B20", "The order cannot be read",
		"An order is a list of GCD numbers (on CPU nodes: CCD numbers) with commas between "
		"them, one for each task, without blanks or letters.",
		"Write it like this: 4,5,2,3"},
	{"C14", "the ROCm of the image does not suit the GPU driver",
		"A GPU driver works with a window of ROCm versions. Outside of it programs fail to "
		"start, or give wrong results.",
		"Take an image whose ROCm lies inside the window that the message names."},
	{"C29", "this kind of image has a known trouble",
		"The site file carries a warning for images of this family and vintage.",
		"Read the warning; most often a newer image is the cure."},
	{"F01", "the file is not valid YAML",
		"A bracket, quotation mark or the indentation is wrong, or the file is not UTF-8, so "
		"nothing in it can be trusted. Reading ends at the first such place.",
		"Look at the line and column given, and at the line before it. Indent with spaces, "
		"close quotation marks and brackets, and quote values that hold ': ' or begin with a "
		"special character such as @, *, & or %."},
	{"F02", "unknown key",
		"A key that Berth does not know would be ignored, and what it was meant to set would "
		"silently stay as it is.",
		"Correct the spelling; the hint names the nearest known key or the keys that may "
		"stand there. Keys of another mapping may be indented wrongly. Merges with '<<' are "
		"not supported: write the keys out."},
	{"F03", "a key is given twice",
		"Only one of the two values can count, and which one is easy to misread.",
		"Delete one of the two; the hint gives the line of the first."},
	{"F04", "a value of the wrong kind",
		"The key needs another kind of value, for example a number, a list, or one of a few "
		"words. A key without a value counts as nothing.",
		"Write the value as the message says. Words such as yes and no are text: write true "
		"or false. Quote '~' and 'null' when the text itself is meant."},
	{"F05", "a number is out of range",
		"The number is well written but is smaller or larger than what makes sense for this "
		"key.",
		"Choose a number within the bounds of the message."},
	{"F06", "a required key is missing",
		"Without this key the entry cannot be used, and there is no sensible value to assume.",
		"Add the key, or remove the whole entry. To remove an entry of a lower layer, give "
		"its name the value null."},
	{"F07", "the file is too large, too deep or has too many aliases",
		"Berth's files are small. Limits on size, nesting, values and aliases keep a broken "
		"or hostile file from using up the memory of a login node.",
		"Check that this is the file you mean, and that all brackets are closed. Split a file "
		"that is really so large; write out values instead of using many aliases."},
	{"F08", "a value cannot be changed in the file",
		"Berth changes a single value and keeps every comment around it. That works for plain "
		"and quoted text only, not for lists, mappings, blocks of text or values that an "
		"alias shares.",
		"Open the file in an editor and change it by hand."},
	{"F10", "the pattern for account names cannot be used",
		"The site file gives a regular expression for the names of projects, by which Berth "
		"finds typing mistakes before Slurm does. It cannot be read, is too long, or does not "
		"match its own example.",
		"Write a POSIX extended regular expression for the whole name, for example "
		"'^project_46[0-9]{7}$'."},
	{"F11", "the site file lacks something, or has it where it cannot be",
		"A record (a root, a partition, a node type ...) misses a key that it means nothing "
		"without, or a value is of no use there: a path that is not absolute, or 'extends' in "
		"your own site.yaml, which is laid over whichever site was chosen.",
		"Go to the line that the message names and add or change the key; berth-site(5) "
		"describes all of them. A record that you do not want at all is removed with 'NAME: "
		"null'."},
	{"F12", "the site file names something that is not there",
		"One record refers to another by its name, for example a partition to its node type "
		"or a recipe to a bind preset, and there is no record of that name.",
		"Correct the name, or add the record. When you removed it with 'null' in an upper "
		"file, remove what refers to it as well."},
	{"F13", "the parts of a node do not add up",
		"Cores, CCDs, NUMA domains and GCDs of a node type contradict each other. CPU masks "
		"made from such numbers would send ranks to the wrong cores.",
		"Compare the numbers with what lstopo or lscpu prints on such a node, and correct the "
		"node type in the site file."},
	{"F14", "a strategy is no proper order",
		"A strategy lists which GCD (on CPU nodes: CCD) each rank takes. One of them is named "
		"twice, or the node does not have it, so that two ranks would share it or one would "
		"have none.",
		"List each GCD or CCD at most once; they are counted from 0."},
	{"F15", "limits of the site file contradict each other",
		"A limit is larger than what it limits: more nodes for one job than there are, more "
		"memory by default than a node has, memory sizes that do not ascend, or a range whose "
		"end is before its start.",
		"Correct the numbers in the record that the message names."},
	{"F16", "no such built-in site",
		"Berth carries the facts of a few machines inside; this is none of them.",
		"'berth site list' lists them; any other machine needs a site file."},
	{"F17", "a form of image names cannot be read",
		"The site file describes image names by forms with {field:class}, [optional] and "
		"(a|b) parts, and this one is not well-formed.",
		"Mend the form; 'man berth-site' describes the notation."},
	{"F18", "folders of images are left out",
		"The path of a root needs a variable that is not set, or belongs to the demonstration "
		"images, which are not there. The rest of such a path would mean another folder, so "
		"Berth does not look into it.",
		"Set the variable, or write the path without it. For the demo site build Berth with "
		"-DBERTH_DEMO_IMAGES=ON, or let BERTH_DEMO_IMAGES name the folder with the images."},
	{"F19", "a recipe is never taken",
		"Berth takes the first recipe that fits an image. An earlier recipe takes all images "
		"of the family, or no name form ever gives that family, so this one has no effect.",
		"Put the recipe before the general one, give the general one a 'when', or add a name "
		"form for the family."},
	{"F20", "a file cannot be read",
		"Berth needs this file and could not read it: it is not there, not yours to read, not "
		"a plain file, or far larger than such a file should be.",
		"Check the path for a typing mistake. 'ls -l FILE' shows whether it exists and who "
		"may read it. A folder, pipe or device cannot stand in for a file."},
	{"F21", "a file or folder cannot be written",
		"Nothing was changed: Berth writes beside the old file first and swaps only when "
		"everything is safely on the disk. Often the folder is missing, belongs to somebody "
		"else, or the quota is used up.",
		"Make the folder with 'mkdir -p', choose a folder of your own, or free some space "
		"(quotas count files as well as bytes). If the path is a symbolic link, name the file "
		"that it leads to."},
	{"F22", "a file exists already",
		"A file of this name is there and holds something else. Berth does not overwrite your "
		"work unless you ask for it.",
		"Choose another name, look at the file first, or add --force to replace it."},
	{"F23", "this build of Berth cannot do that",
		"A library that the work needs was not there when Berth was built.",
		"Install the library and build again, or use the program that the hint names."},
	{"I01", "image cannot be opened or read",
		"The file is not there, its permissions keep you out, a file system answered with an "
		"error, or something shortened the file while it was being read.",
		"Look at the reason in the message. Check the spelling and where a link points; ask "
		"the owner for leave to read the file and to enter the folders above it; if a copy is "
		"still running, wait for it to end."},
	{"I02", "not a container image",
		"The file is neither SIF, nor squashfs, nor ext3, so neither Singularity nor Berth "
		"can use it. Usual causes are an interrupted copy (an empty or very short file), a "
		"web page saved in place of a download, a git-lfs pointer, or an archive or "
		"definition file with the wrong ending.",
		"Fetch the file again and compare its size with the original. Load a docker archive "
		"with 'singularity build image.sif docker-archive:FILE'; build a definition file "
		"first."},
	{"I03", "not a regular file",
		"Images are files. A folder, a FIFO, a socket or a device was named instead; Berth "
		"does not read from those, as that could block or do harm.",
		"Name the image file itself. A sandbox folder becomes an image with 'singularity "
		"build image.sif FOLDER'."},
	{"I04", "image is cut off",
		"The file ends before the data that its own header promises. As an error this hits "
		"the file system or the table of contents: the image will not start, or will fail "
		"later when a missing part is read. As a warning only something beside the file "
		"system is gone.",
		"A copy or download was interrupted, or a quota was full. Check your quota "
		"('lumi-quota' on LUMI), fetch the file again and compare sizes or checksums."},
	{"I05", "image header or descriptor makes no sense",
		"A number or a structure in the file cannot be right: an offset outside every file, a "
		"count that does not fit, no file system where one should begin, an object that "
		"others name but is not there. What was still readable is shown; Singularity may "
		"refuse the image or even crash on it.",
		"Fetch or build the image again. If a fresh copy shows the same, tell whoever made "
		"it; 'siftool list FILE' shows its contents."},
	{"I06", "JSON inside the image cannot be read",
		"Labels, scripts and environment of an image are kept in it as JSON, and this one is "
		"broken or absurdly large. The image may well start; only what the JSON would have "
		"told is missing.",
		"Nothing has to be done to run the image. To get the labels back, build it again."},
	{"I07", "compression that SingularityCE cannot start",
		"The file system in this SIF is compressed with zstd. Apptainer starts such images, "
		"SingularityCE (which LUMI has) does not know this compression and stops with "
		"'unknown compression algorithm'.",
		"Build the image with SingularityCE, or with Apptainer and '--mksquashfs-args \"-comp "
		"gzip\"'. An image that exists can be converted: 'singularity build --sandbox' with "
		"Apptainer, then build from the folder."},
	{"I10", "a folder with images cannot be found",
		"The folder that you named is not there, or it is a file. Nothing was searched, so "
		"that a misspelt folder is not taken for an empty one.",
		"Look at the spelling. On LUMI, project folders are /project/project_46..., "
		"/scratch/project_46... and /flash/project_46.... To use one image file, name the "
		"file itself instead of its folder."},
	{"I11", "a folder with images cannot be read",
		"Images in this folder and below it are missing from the list, because you may not "
		"read it.",
		"Ask its owner to let you read it (chmod g+rx FOLDER), or leave it out."},
	{"I12", "a link to an image leads nowhere",
		"The link is there but the file that it points to is gone, or the file vanished while "
		"Berth was looking. It is passed over.",
		"Nothing to do if it is not yours. Remove or renew a link of your own."},
	{"I20", "no image matches",
		"The name or query fits none of the images in the folders that were looked at.",
		"See 'berth image list' for what there is. Give less of the name, drop conditions "
		"from the query, name more folders, or give the path of the file."},
	{"I21", "several images match",
		"Berth does not guess which of several images you mean: a job that starts another "
		"image than you think wastes your hours.",
		"Say more of the name or add conditions (rocm=6.2, layer=full), add 'newest' or "
		"'oldest' to let Berth pick one, or give the path of the file."},
	{"I22", "a query cannot be read",
		"A word of the query has a field that images do not have, or a value that the field "
		"cannot take.",
		"Write FIELD=VALUE, FIELD>=VERSION, !WORD, newest or oldest, with blanks between the "
		"words and none inside. Put the whole query in quotes, as the shell reads < and > "
		"itself: 'torch>=2.6 rocm<6.4'."},
	{"I30", "the image is named by a link",
		"The link points to one image today and may point to another one tomorrow. A job "
		"script that names it does not give the same results forever.",
		"Name the file that the link points to; the note shows its path."},
	{"I40", "not a squashfs that can be read",
		"Berth reads version 4.0, which every mksquashfs of the last fifteen years writes.",
		"Pack the folder again with a recent mksquashfs."},
	{"I41", "a compression that this build cannot read",
		"The image packs its files in a way for which Berth has no library.",
		"Build Berth with the library that the message names, or pack the image again with gzip."},
	{"I42", "the file system in the image is damaged",
		"What lies in the image contradicts itself: an interrupted copy, a bad disk, or a file made to mislead.",
		"Copy or build the image again."},
	{"I43", "too large or too deep",
		"Berth bounds what it reads from an image, so that no file can exhaust memory or time.",
		"Look at a smaller part of the image."},
	{"I44", "no such file in the image",
		"Links are followed within the image only.",
		"Take the name that the hint offers."},
	{"I45", "not of the kind that was asked for",
		"A folder cannot be read as a file, nor a file listed as a folder.",
		"Name a file or a folder as the command needs it."},
	{"I46", "the image's file system cannot be read",
		"It is encrypted, of a kind that Berth does not read, or no image at all.",
		"Its labels and header are still shown by 'berth image show'."},
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
	{"M12", "a bind hides the image's own libraries",
		"The libraries of the image fit its programs, those of the machine fit the machine. "
		"Mixing them ends in messages about GLIBC versions or in crashes.",
		"Bind only the single library files that are needed, or bind the folder to a place of "
		"its own such as /host/usr."},
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
	{"R01", "a program could not be started",
		"Berth found the program but the system refused to run it: it may not be executable, "
		"be made for another machine, lack its interpreter, or the working folder is not "
		"there.",
		"Read the reason at the end of the message. Make the file executable with 'chmod +x', "
		"give a script a first line such as '#!/bin/bash', and check that the folder exists."},
	{"R02", "a program was not found",
		"Berth runs other programs such as sbatch or singularity, and this one is in no "
		"folder of PATH.",
		"Check the spelling, load the module that brings the program, or add its folder to "
		"PATH. Some programs exist on login nodes only, others only inside a job."},
	{"R03", "a program failed",
		"The program ran and ended with an exit code other than 0. What it said last is in "
		"the message and is usually the real reason.",
		"Read the last part of the message. Running the same command by hand shows everything "
		"that it says."},
	{"R04", "a program was ended by a signal",
		"The program did not end by itself. Signal 9 often means that memory ran out, signal "
		"11 that the program has a bug, signal 15 that somebody or something stopped it.",
		"For signal 9 ask for more memory or do less at once. For the others run the same "
		"command by hand; if it dies again, tell the people who maintain it."},
	{"R05", "a program took too long",
		"Berth gives other programs a limited time so that it never hangs with them. A busy "
		"scheduler or a slow file system is the usual reason.",
		"Wait a moment and try again. If it happens again, run the same command by hand and "
		"see where it hangs."},
	{"R06", "a program was cancelled",
		"You, or the part of Berth that asked for it, stopped the program before it was done.",
		"Nothing is wrong. Start it again if you still want the result."},
	{"S02", "no partition",
		"The machine has no default partition, so Slurm would refuse the job.",
		"Name a partition with --partition; 'berth site show' lists them."},
	{"S03", "unknown partition",
		"Slurm knows no partition of this name. Old scripts often name partitions that are "
		"gone.",
		"Take the name that the hint offers, or see 'berth site show'."},
	{"S04", "no account, or one of a wrong form",
		"Jobs are paid by a project. Without its name, or with a mistyped one, Slurm refuses "
		"the job with words that hide the reason.",
		"Give your project with --account."},
	{"S08", "more time than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for less time, and let the program continue from a checkpoint."},
	{"S09", "more nodes than the partition allows",
		"Slurm refuses the job, or lets it wait for ever.",
		"Ask for fewer nodes, or take the larger partition that the hint names."},
	{"S10", "more cores than a GPU node can give",
		"Some cores of a GPU node are reserved for the system. A job that asks for more than "
		"the rest waits for ever.",
		"Lower --cores or --ntasks-per-node."},
	{"S11", "more cores than the node has",
		"Slurm refuses the job.",
		"Lower --cores or --ntasks-per-node."},
	{"S12", "GPUs that the nodes do not have",
		"Slurm refuses the job: the nodes of this partition have no GPUs, or fewer.",
		"Take a partition with GPUs, or ask for fewer on each node."},
	{"S18", "more memory than the node can give",
		"A part of each node's memory is kept for the system. Asking for more than the rest "
		"means a refusal, or waiting for one of a few large nodes.",
		"Ask for the size that the hint names."},
	{"S39", "no time limit",
		"Without --time the partition's default applies, which is often shorter than the "
		"work.",
		"Give --time."},
	{"S40", "the partition is not for everybody",
		"Only some users or projects may use it.",
		"Ask the support team of the machine."},
	{"S41", "unknown strategy or node type",
		"A strategy is an order in which the ranks of a node take its GPU dies; each node "
		"type has its own.",
		"Take one that the hint names, or give an --order."},
	{"S42", "options that do not go together",
		"One of the options has no meaning beside the others.",
		"Drop one of them."},
	{"S43", "no program to run",
		"The words behind -- are the program and its arguments.",
		"Write for example: berth job script ... -- python train.py"},
	{"S44", "a value that cannot stand in a script header",
		"sbatch reads one option from each header line; a line break in a value would end it.",
		"Use a value without line breaks and control characters."},
	{"U01", "unknown option",
		"The command does not have this option.",
		"See 'berth COMMAND --help'."},
	{"U02", "an option without its value, or with one it does not take",
		"Some options are followed by a value, others stand alone.",
		"See 'berth COMMAND --help'."},
	{"U03", "an option given twice",
		"Only options that are marked as such may be repeated.",
		"Drop one of the two."},
	{"U04", "a value that the option does not know",
		"The option takes one of a few words.",
		"Take one of those that the hint lists."},
	{"U05", "a value that cannot be read",
		"A number, a time, a size or NAME=VALUE was expected.",
		"Write it as the message says."},
	{"U06", "unknown command",
		"Berth has no such command.",
		"'berth help' lists them."},
	{"U07", "missing or superfluous arguments",
		"The command needs more words, or fewer.",
		"See 'berth COMMAND --help'."},
	{"U08", "unknown diagnostic",
		"No diagnostic has this id.",
		"'berth explain' lists them all."},
	{NULL, NULL, NULL, NULL},
};

#include "base/manual/manual.h"

/* Files, YAML and site files. */
const struct diag_info manual_f_files[] = {
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
		"Berth changes a value in the text of a file, keeps every other byte, comments too, "
		"and reads the result to prove that nothing else has changed. It does not touch "
		"mappings as a whole, blocks of text, values that an alias shares, and places where "
		"it cannot tell for sure what belongs to what.",
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
	{"F17", "a form of image names or a condition cannot be read",
		"The site file describes image names by forms with {field:class}, [optional] and "
		"(a|b) parts, and what images hold by conditions such as 'mpi=openmpi'. This one is "
		"not well-formed, so it never fits.",
		"Mend it; 'man berth-site' describes the notation."},
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
	{NULL, NULL, NULL, NULL},
};

#include "base/manual/manual.h"

/* Workspace files. */
const struct diag_info manual_w_workspace[] = {
	{"W01", "the pinned image is gone",
		"berth.yaml pins one image by its path, and nothing is there any more. On a shared "
		"system old images are removed, and folders are renamed.",
		"Look for another image with 'berth image list', and pin it with 'berth lock'. If the "
		"file was only moved, 'berth set image PATH' and 'berth lock' follow it."},
	{"W02", "another image stands at the pinned path",
		"Size, time of change or the id inside the SIF are not those of the image that was "
		"pinned: somebody replaced the file. Results may differ from those of last week.",
		"Ask who replaced it and why. 'berth image show' tells what is there now; when that "
		"is what you want, 'berth lock' pins it."},
	{"W03", "the image was pinned for another query",
		"'image' in berth.yaml was changed after 'berth lock', so the pinned image is not the "
		"one that is asked for. The pin does not count until it is made anew.",
		"Run 'berth lock', or set 'image' back."},
	{"W04", "the query gives another image by now",
		"A newer image fits the query as well, or the one that was pinned no longer comes "
		"first. This is what the pin is for: scripts go on with the pinned image.",
		"Nothing has to be done. 'berth lock' moves on to the new image."},
	{"W05", "a link leads to another image by now",
		"berth.yaml names a link such as 'latest', which led to the pinned image and now leads "
		"elsewhere. Scripts go on with the pinned image.",
		"'berth lock' moves on to what the link leads to; 'berth image show' tells what that "
		"is."},
	{"W06", "only the time of the pinned image has changed",
		"The file has another time of change, but the same size and the id that its SIF was "
		"given when it was made: most likely it was copied or touched.",
		"Nothing has to be done. 'berth lock' writes the new time down."},
	{"W07", "no image is pinned",
		"There is nothing to compare with: 'berth lock' has not been run yet, or berth.yaml "
		"names no image at all.",
		"'berth set image NAME' names one, 'berth lock' pins it."},
	{"W08", "there is no workspace file",
		"The command works on a berth.yaml, and there is none in this folder or the folders "
		"above it, up to your home folder.",
		"'berth init' writes one here; '--file FILE' names one that lies elsewhere."},
	{"W09", "values come from a workspace file",
		"A berth.yaml was found, and what the command line leaves open was taken from it.",
		"Nothing has to be done. '--workspace none' does without it."},
	{"W10", "a workspace file was passed over",
		"A berth.yaml lies in a folder where everybody may write, and belongs to somebody "
		"else. It could name a command that would then run in your name.",
		"If you know where it comes from, name it with '--workspace FILE'; better, copy it "
		"to a folder of your own."},
	{"W11", "a command that needs a shell",
		"'job.command' is one text with quotes, variables or other characters that only a "
		"shell understands. Berth starts programs without a shell and does not guess.",
		"Write the command as a list, one word an item. If it is meant for a shell, say so: "
		"[bash, -c, 'cd data && python train.py']."},
	{"W12", "a name that cannot be a variable",
		"A key below 'environment' has a character that no shell allows in the name of a "
		"variable.",
		"Letters, digits and '_' are fine, with no digit in front."},
	{"W13", "a section that nothing reads yet",
		"'build' and 'vnc' are kept in the file for parts of Berth to come. A value set there "
		"would have no effect.",
		"Leave it out, or write it with an editor when another program reads it."},
	{"W14", "a variable without a value",
		"A name below 'environment' stands there with nothing behind it. It could mean an empty "
		"value, or one that was forgotten.",
		"Write NAME: \"\" for an empty value, or delete the line."},
	{"W15", "a workspace file that somebody else has changed",
		"Since Berth read the file its content has changed: an editor, git or a colleague wrote "
		"it. Writing it now would take their changes away.",
		"Open the file anew; or write it anyway when yours is the right one."},
	{NULL, NULL, NULL, NULL},
};

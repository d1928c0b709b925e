#include "base/manual/manual.h"

/* Images, queries and what is inside. */
const struct diag_info manual_i_images[] = {
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
		"words. Put the whole query in quotes, as the shell reads < and > "
		"itself: 'torch>=2.6 rocm<6.4'."},
	{"I30", "the image is named by a link",
		"The link points to one image today and may point to another one tomorrow. A job "
		"script that names it does not give the same results forever.",
		"Name the file that the link points to; the note shows its path."},
	{"I31", "an image under another name",
		"What an image needs of the host is told by its name, as the machine's images are "
		"named. This one has a name of its own, but Singularity has noted in a label of which "
		"archive it was made (org.label-schema.usage.singularity.deffile.from), and that is "
		"named like an image of the machine.",
		"Nothing, when it is a copy. Lists and queries go by names alone: give it its first "
		"name again to find it there."},
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
	{"I47", "more in the image than is kept",
		"Berth keeps at most 200,000 packages and 20,000 commands of one image, so that no file "
		"can exhaust memory. Such an image is rare, and may be made to mislead.",
		"Look at a part of it: 'berth image files IMAGE FOLDER'."},
	{"I48", "packages of the system are not listed",
		"rpm keeps its data base in one of several forms, and this one is not read here, or not the "
		"changes that an interrupted rpm has left beside it. Nothing else of the image is missing.",
		"Ask rpm itself: 'singularity exec IMAGE rpm -qa'."},
	{"I49", "no package matches",
		"The image has no package of that name, version, environment or source.",
		"'berth image packages IMAGE --all' lists all of them; names are compared without "
		"regard to letters' case, and '-', '_' and '.' are the same."},
	{"I60", "how the image is started",
		"'singularity run' goes through the runscript of the image, which may prepare "
		"variables and then run your program; 'exec' passes it over.",
		"Start programs as it says. 'berth job script' does so by itself."},
	{"I61", "what activates the environment in the image",
		"Images with conda or a virtual environment differ in who activates it: the image "
		"itself, or you by calling $WITH_CONDA inside.",
		"Where a call is needed, quote it so that it expands inside the container: bash -c "
		"'$WITH_CONDA; python train.py'."},
	{"I62", "how MPI programs in the image are started",
		"An image with an MPI of its own needs the right process management interface; with "
		"the wrong one each rank believes to be alone.",
		"Give srun the --mpi value that it names."},
	{"I63", "binds that the image needs",
		"The site knows for each kind of image which folders of the host it needs.",
		"'berth bind compose --image IMAGE' writes them."},
	{"I64", "the files in the image cannot be looked at",
		"Encrypted file systems and ext3 are not read. Labels, definition file and runscript "
		"still are.",
		"'singularity exec IMAGE ...' is the way to look into it."},
	{"I65", "a library of the host hides one in the image",
		"A bind puts a file of the host where the image has its own. That is needed by some "
		"images and breaks others, whose programs were built against another version.",
		"If programs do not start, leave this bind out and try again."},
	{"I66", "the image has an overlay",
		"An overlay partition lies over the files of the image: it can hide, replace or add "
		"some. Berth reads the file system below it.",
		"Look with 'singularity exec' at what counts for you."},
	{"I67", "the path of the image does not stay",
		"A link may lead to another image tomorrow, and some folders are emptied without "
		"notice. Jobs that name them do not give the same results forever.",
		"Name the file that it names, or a copy of your own."},
	{"I68", "signed, not verified",
		"The image has a signature. Berth shows whose key it claims to be of, and never says "
		"that it is valid.",
		"'singularity verify IMAGE' checks it against the keys that you trust."},
	{"I69", "the name of the image says other things than its content",
		"Somebody gave the file a name of the form that the site knows, but other versions "
		"are in it.",
		"Trust the content. 'berth image why IMAGE rocm' shows what proves it."},
	{"I70", "another mpirun hides that of the image",
		"A package for Python brought an MPI of its own, whose programs come first on PATH.",
		"Start ranks with srun, or call mpirun by its whole path."},
	{"I71", "a rule of the site applies to the image",
		"The site file says what images that hold certain things are good for "
		"(image-rules in berth-site(5)).",
		"What it says is what to do."},
	{"I72", "the file is not text",
		"Bytes that are not text can change how your terminal behaves, so Berth does not write "
		"them to one.",
		"Write them to a file or into a pipe: 'berth image cat IMAGE PATH > FILE'."},
	{"I73", "nothing in the image tells",
		"No file in the image proves it, and Berth does not guess.",
		"'berth image show IMAGE' lists what is known; start the image to learn the rest."},
	{"I80", "the index of images cannot be written",
		"Berth keeps what it has read from images in its cache folder. Without that it reads them again "
		"each time, and all else works.",
		"Make room in the folder, or name another one with BERTH_CACHE_DIR."},
	{"I81", "the index of images was damaged",
		"A disk or a program has changed the file. Its checksum told, and nothing from it was used.",
		"Nothing: it is made anew as images are read."},
	{"I82", "it is not known yet what is inside some images",
		"A query about packages or versions needs the inside of images. Berth reads a few at once by "
		"itself; of more it only uses what its index has.",
		"Add --complete, or let 'berth index rebuild' read all images once."},
	{"I83", "the inside of some images cannot be read",
		"They are encrypted, damaged, or of a kind that Berth does not read: they match neither a "
		"condition on what is inside nor its opposite.",
		"'berth image show IMAGE' tells what kind an image is."},
	{"I84", "reading images was interrupted",
		"Reading stopped at ^C or a signal to end.",
		"What was read is in the index; run the command again to go on."},
	{"I85", "versions were compared by natural order",
		"Some versions, mostly of packages of the system, are not PEP 440. Berth then compares digits as "
		"numbers and the rest as text, from left to right, which is right for most of them.",
		"Look at the versions that are listed."},
	{"I86", "names fit by their letters only",
		"No name has the words as they were typed; those listed have their letters in this order.",
		"Take a part of the name as it is written."},
	{"I87", "no image has such a package",
		"None of the images that Berth has looked into has a package of that name.",
		"Take the name that the hint offers, or look at 'berth image packages IMAGE'."},
	{NULL, NULL, NULL, NULL},
};

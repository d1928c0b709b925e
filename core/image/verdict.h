#ifndef BERTH_IMAGE_VERDICT_H
#define BERTH_IMAGE_VERDICT_H

/*
 * What follows on this machine from what an image is and holds: how to start it, what to bind, what
 * will not work. Each verdict is said like a diagnostic, gives its reason, and names what proves it.
 * The rules are the site's (recipes, rocm, roots, image-rules); here they are only applied.
 */

#include "base/arena.h"
#include "base/diag.h"
#include "image/facts.h"

struct verdict {
	enum severity severity; /* a note states what is, a warning what may go wrong */
	const char *id;         /* static; of the manual */
	const char *about;      /* static; one word: "start", "conda", "mpi", "rocm" ... */
	const char *statement;  /* what to do, or what is the matter; lower case, no full stop */
	const char *reason;     /* NULL when the statement says all */
	const char *proof;      /* "/opt/rocm-6.2.4/.info/version in the image", "the file's name" */
};

/* Owns all strings. All zero is the empty list. */
struct verdicts {
	struct arena arena;
	struct verdict *items; /* owned */
	size_t count, capacity;
};

/*
 * Judges an image of which `sif` was read. `facts` may be NULL (the files cannot be read: encrypted,
 * ext3): then only what the name and the head of the file tell is judged. The caller ends `verdicts`,
 * which it has zeroed, with verdicts_release().
 *
 *   I60 start    exec or run                       I66 overlay  files may be hidden
 *   I61 conda    what activates the environment    I67 place    the path moves, or is removed
 *   I62 mpi      the value of srun's --mpi         I68 signed   but not verified
 *   I63 binds    presets that the image needs      I69 name     the file's name says other things
 *   I64 closed   the files cannot be looked at     I70 mpirun   another one hides the image's
 *   I65 library  the host's would hide the image's own
 *   I71 a rule of the site (image-rules), about what the rule's name says
 *   C14 rocm     against the window of the driver  I07 zstd, which SingularityCE refuses
 *   C29 recipe   the warning of the recipe
 */
void verdicts_judge(const struct site *site, const struct image *image, const struct sif *sif,
	const struct facts *facts, struct verdicts *verdicts);
void verdicts_release(struct verdicts *verdicts);

/* Whether one condition of an image rule can be read; else `message` gets what is wrong with it. */
bool image_rule_check(const char *condition, struct text *message);

#endif

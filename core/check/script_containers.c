#include "check/script_parts.h"

/* singularity exec, run and shell: the options, the image, and the program inside. */

/* Whether an option of `singularity exec` takes a value as a word of its own. */
static bool container_option_value(const char *option)
{
	static const char *const with_value[] = {"-B", "--bind", "--mount", "--env", "--env-file",
		"-H", "--home", "--pwd", "--cwd", "-W", "--workdir", "-o", "--overlay", "-S", "--scratch",
		"--network", "--hostname", "--dns", "--add-caps", "--drop-caps", "--security", "--app",
		"--fusemount", "--data", "--cpus", "--memory", "--apply-cgroups", "--network-args"};

	for (size_t i = 0; i < ARRAY_LENGTH(with_value); i++)
		if (string_equal(option, with_value[i]))
			return true;
	return false;
}

/* `most` is how many binds the command may have at all. */
static void take_bind(struct script *script, struct script_container *container,
	struct script_word word, size_t skip, size_t most)
{
	struct script_words *binds = &container->binds;

	if (binds->items == NULL)
		binds->items = arena_alloc(&script->arena, most * sizeof *binds->items);
	word.text.bytes += skip;
	word.text.length -= skip;
	if (word.text.origin != NULL)
		word.text.origin += skip;
	else
		word.text.start += (uint32_t)skip;
	binds->items[binds->count++] = word;
}

/* The options between the action and the image; gives the index of the image. */
static size_t container_options(
	struct script *script, const struct script_words *words, size_t at, struct script_container *c)
{
	size_t first = at;

	for (; at < words->count; at++) {
		const struct script_word *word = &words->items[at];
		const char *text = word->text.bytes;
		if (word->splits && !string_starts(text, "/"))
			continue; /* it may be options: $BINDS */
		if (text[0] != '-')
			break;
		if (string_starts(text, "--bind=") && c != NULL)
			take_bind(script, c, *word, strlen("--bind="), words->count);
		else if (string_starts(text, "-B") && text[2] != '\0' && c != NULL)
			take_bind(script, c, *word, 2, words->count);
		else if ((string_equal(text, "-B") || string_equal(text, "--bind")) &&
			 at + 1 < words->count && c != NULL)
			take_bind(script, c, words->items[at + 1], 0, words->count);
		at += container_option_value(text);
	}
	if (c != NULL)
		c->options = (struct script_words){words->items + first,
			(at < words->count ? at : words->count) - first};
	return at;
}

/* An image given by a word that splits, such as $SIF, is the first such word when no other word
 * could be the image. */
static size_t image_index(const struct script_words *words, size_t first, size_t found)
{
	size_t splitting = 0, which = found;

	for (size_t i = first; i < found && i < words->count; i++)
		if (words->items[i].splits) {
			splitting++;
			which = i;
		}
	if (splitting == 0)
		return found;
	/* `exec $SIF python x`: the word behind is no path of an image. */
	if (found >= words->count || !string_ends(words->items[found].text.bytes, ".sif"))
		return which;
	return found;
}

/* The word behind the global options: exec, run, shell; NULL for what starts nothing inside. */
static const char *find_action(const struct script_words *words, size_t *at)
{
	const char *action;

	*at = 1;
	while (*at < words->count && words->items[*at].text.bytes[0] == '-')
		++*at; /* -d, -q, -s: global ones without a value */
	if (*at >= words->count || !words->items[*at].known)
		return NULL;
	action = words->items[*at].text.bytes;
	if (string_equal(action, "exec") || string_equal(action, "run") ||
		string_equal(action, "shell"))
		return action;
	return NULL;
}

/* The step that the batch script begins by starting a container by itself. */
static struct script_step *begin_step(struct script *script, size_t index)
{
	struct script_step *step = arena_alloc(&script->arena, sizeof *step);

	step->command = index;
	step->program_name = "";
	step->program_command = index;
	step->tasks_here = 1;
	vector_push(&script->steps, step);
	return step;
}

/* Fills in a container whose options, up to the image, were read; gives its step, or NULL. */
static struct script_step *record(struct walk *walk, const struct script_words *words,
	struct script_container *container, size_t first, size_t image)
{
	struct script *script = walk->script;
	struct script_step *step = walk->step;

	if (container->options.count > image - first)
		container->options.count = image - first;
	if (image < words->count)
		image_recognise(walk, &words->items[image], &container->image);
	vector_push(&script->containers, container);
	if (step == NULL && walk->where == WHERE_BATCH && !walk->substitution)
		step = begin_step(script, container->command);
	container->step = step;
	if (step != NULL)
		step->container = container;
	return step;
}

bool run_container(struct walk *walk, const struct run *run)
{
	const struct script_words *words = &run->words;
	struct script_container *container = arena_alloc(&walk->script->arena, sizeof *container);
	struct script_step *outer = walk->step, *step = outer;
	enum script_where where = walk->where;
	size_t image, first;

	container->action = find_action(words, &first);
	if (container->action == NULL)
		return true;
	first++;
	image = image_index(words, first,
		container_options(walk->script, words, first, walk->silent ? NULL : container));
	container->command = run->index;
	container->program = words_from(words, image + 1);
	if (!walk->silent)
		step = record(walk, words, container, first, image);
	if (container->program.count == 0)
		return true;
	walk->where = WHERE_CONTAINER;
	walk->step = step;
	walk_words(walk, run->node, container->program);
	walk->where = where;
	walk->step = outer;
	return true;
}

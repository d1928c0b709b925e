#include "check/script_parts.h"

/* Scripts within the script: bash -c, files that it wrote, source, functions. */

/* bash -c TEXT [NAME ARGUMENT...], bash FILE ARGUMENT... */
bool run_shell(struct walk *walk, const struct run *run)
{
	const struct script_words *words = &run->words;
	struct script_words arguments;
	struct script_file *file;
	size_t i;

	for (i = 1; i < words->count; i++) {
		const char *word = words->items[i].text.bytes;
		if ((word[0] != '-' && word[0] != '+') || word[1] == '\0')
			break;
		if (word[0] == '-' && word[1] != '-' && strchr(word, 'c') != NULL) {
			if (i + 1 >= words->count)
				return true;
			arguments = words_from(words, i + 3);
			walk_text(walk, &words->items[i + 1].text, &arguments);
			return true;
		}
		if (string_equal(word, "-o"))
			i++;
	}
	if (i >= words->count || (file = files_find(walk->script, words->items[i].text.bytes)) == NULL)
		return false;
	file->used = true;
	arguments = words_from(words, i + 1);
	walk_text(walk, &file->text, &arguments);
	return true;
}

bool run_source(struct walk *walk, const struct run *run)
{
	const struct script_words *words = &run->words;
	struct script_file *file = words->count > 1
					   ? files_find(walk->script, words->items[1].text.bytes)
					   : NULL;

	if (file == NULL) {
		walk->script->sources = true;
		return true;
	}
	file->used = true;
	walk_text(walk, &file->text, walk->expander.arguments_known ? walk->expander.arguments : NULL);
	return true;
}

bool run_file(struct walk *walk, const struct run *run)
{
	const char *path = run->words.items[0].text.bytes;
	struct script_file *file = files_find(walk->script, path);
	struct script_words arguments = words_from(&run->words, 1);

	/* In the batch script a name without a folder is looked for in PATH. */
	if (file == NULL || (strchr(path, '/') == NULL && walk->where == WHERE_BATCH))
		return false;
	file->used = file->started = true;
	walk_text(walk, &file->text, &arguments);
	return true;
}

/* Its body, with the words of the call as arguments. */
static void call_function(struct walk *walk, const struct shell_node *body,
	const struct script_words *words)
{
	const struct script_words *old_arguments = walk->expander.arguments;
	bool old_known = walk->expander.arguments_known, old_function = walk->function;
	struct script_words arguments = words_from(words, 1);

	if (walk->depth >= WALK_DEPTH_MAX)
		return;
	walk->depth += 4;
	walk->function = true;
	walk->expander.arguments = &arguments;
	walk->expander.arguments_known = true;
	walk_list(walk, body);
	walk->expander.arguments = old_arguments;
	walk->expander.arguments_known = old_known;
	walk->function = old_function;
	walk->depth -= 4;
}

bool run_function(struct walk *walk, const struct run *run)
{
	const struct walk_function *function = functions_find(walk, run->name);

	if (function == NULL || !run->words.items[0].known)
		return false;
	call_function(walk, function->body, &run->words);
	return true;
}

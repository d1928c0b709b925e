#include "check/script_parts.h"

#include "base/files.h"

/* What stands in front of the program that a command starts: time, exec, env A=b, timeout 60. */

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (string_equal(name, names[i]))
			return true;
	return false;
}

/* env [-u NAME] [A=b ...]: the index behind it. */
static size_t skip_env(const struct script_words *words, size_t n)
{
	for (; n < words->count; n++) {
		const char *word = words->items[n].text.bytes;
		if (string_equal(word, "-u") || string_equal(word, "-C"))
			n++;
		else if (word[0] != '-' && strchr(word, '=') == NULL)
			break;
	}
	return n;
}

/* Options, some with a value of their own, and one word more (`duration`). */
static size_t skip_options(const struct script_words *words, size_t n, bool duration)
{
	for (; n < words->count; n++) {
		const char *word = words->items[n].text.bytes;
		if (string_equal(word, "-n") || string_equal(word, "-c") ||
			string_equal(word, "-k") || string_equal(word, "-s"))
			n++;
		else if (word[0] != '-' && !duration)
			break;
		else if (word[0] != '-')
			duration = false;
	}
	return n;
}

/* How many words stand before the program that `command` starts; 0: it starts none that way. */
static size_t prefix_length(const struct script_words *words, size_t at, const char *name)
{
	static const char *const plain[] = {"time", "exec", "command", "builtin", "nohup", "setsid"};
	static const char *const with_options[] = {"nice", "ionice", "stdbuf", "numactl", "timeout"};
	size_t n = at + 1;

	if (is_one_of(name, plain, ARRAY_LENGTH(plain))) {
		while (n < words->count && words->items[n].text.bytes[0] == '-')
			n++;
		return n - at;
	}
	if (string_equal(name, "env"))
		return skip_env(words, n) - at;
	if (is_one_of(name, with_options, ARRAY_LENGTH(with_options)))
		return skip_options(words, n, string_equal(name, "timeout")) - at;
	return 0;
}

const char *word_name(const struct script_word *word)
{
	return word->known ? path_base(word->text.bytes) : "";
}

size_t program_index(const struct script_words *words)
{
	size_t at = 0, length;

	while (at < words->count &&
		(length = prefix_length(words, at, word_name(&words->items[at]))) > 0)
		at += length;
	return at;
}

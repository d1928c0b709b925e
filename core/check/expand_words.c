#include "check/expand_parts.h"

#include "base/units.h"

/* Words as a command gets them: unquoted values are split at blanks, arrays become several. */

struct words_builder {
	struct expander *expander;
	struct VECTOR_OF(struct script_word) words;
	struct builder builder;
	const struct shell_word *source;
	bool started; /* a word is there, be it empty */
	bool splits;
};

static void end_word(struct words_builder *words, uint32_t at)
{
	struct script_word word = {.source = words->source, .splits = words->splits};

	if (!words->started)
		return;
	word.text = builder_end(words->expander, &words->builder, at);
	word.known = text_is_known(&word.text);
	if (words->words.count < EXPAND_WORDS_LIMIT)
		vector_push(&words->words, word);
	words->started = words->splits = false;
}

static void add(struct words_builder *words, const struct shell_text *text, size_t from, size_t to)
{
	builder_add(&words->builder, text->bytes + from, to - from,
		text->origin != NULL ? text->origin + from : NULL, text->start + (uint32_t)from);
	words->started = true;
}

static void add_split(struct words_builder *words, const struct shell_text *text)
{
	size_t at = 0;

	while (at < text->length) {
		size_t start = at;
		at += strcspn(text->bytes + at, " \t\n");
		if (at > text->length)
			at = text->length;
		if (memchr(text->bytes + start, SHELL_HOLE, at - start) != NULL)
			words->splits = true;
		if (at > start)
			add(words, text, start, at);
		if (at < text->length)
			end_word(words, shell_text_at(text, at));
		while (at < text->length && strchr(" \t\n", text->bytes[at]) != NULL)
			at++;
	}
}

static void add_hole(struct words_builder *words, uint32_t at, bool splits)
{
	struct shell_text hole = {.bytes = "\001", .length = 1, .start = at};

	add(words, &hole, 0, 1);
	words->splits = words->splits || splits;
}

/* "$@" and "${array[@]}": each element a word of its own. */
static bool add_several(struct words_builder *words, const struct shell_part *part)
{
	struct expander *expander = words->expander;
	bool arguments = string_equal(part->name, "@") || string_equal(part->name, "*");
	size_t count;
	const struct script_value *value = NULL;

	if (part->operation[0] != '\0')
		return false;
	if (arguments) {
		if (!expander->arguments_known) {
			add_hole(words, part->span.start, true);
			return true;
		}
		count = expander->arguments->count;
	} else {
		if (part->index == NULL ||
			(!shell_word_is(part->index, "@") && !shell_word_is(part->index, "*")))
			return false;
		value = variables_now(expander->variables, part->name);
		if (value->state == VALUE_UNSET || value->state == VALUE_MAYBE) {
			add_hole(words, part->span.start, true);
			return true;
		}
		count = value->array ? value->count : 1;
	}
	for (size_t i = 0; i < count; i++) {
		const struct shell_text *text = arguments ? &expander->arguments->items[i].text
					      : value->array ? &value->items[i]
							     : &value->text;
		if (i > 0)
			end_word(words, part->span.start);
		if (arguments && expander->arguments->items[i].splits)
			words->splits = true;
		add(words, text, 0, text->length);
		if (words->words.count >= EXPAND_WORDS_LIMIT)
			break;
	}
	return true;
}

/* {a,b} and {1..8}: true when the word has such braces that nobody quoted. */
static bool has_braces(const struct shell_word *word)
{
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		const char *open;
		if (part->kind != PART_TEXT || part->quote != QUOTE_NONE)
			continue;
		open = memchr(part->text.bytes, '{', part->text.length);
		if (open == NULL)
			continue;
		for (const char *p = open; p < part->text.bytes + part->text.length; p++)
			if (*p == ',' || (*p == '.' && p > open && p[-1] == '.'))
				return true;
	}
	return false;
}

/* {a..b} alone, the only form that matters for loops; false for the others. */
static bool add_range(struct words_builder *words, const struct shell_word *word)
{
	enum { RANGE_MAX = 1024 };
	const struct shell_part *part = word->parts;
	char text[64], *dots;
	int64_t first, last;

	if (part == NULL || part->next != NULL || part->text.length >= sizeof text ||
		part->text.length < 6 || part->text.bytes[0] != '{' ||
		part->text.bytes[part->text.length - 1] != '}')
		return false;
	memcpy(text, part->text.bytes + 1, part->text.length - 2);
	text[part->text.length - 2] = '\0';
	dots = strstr(text, "..");
	if (dots == NULL)
		return false;
	*dots = '\0';
	if (!integer_parse(text, -100000, 100000, &first) ||
		!integer_parse(dots + 2, -100000, 100000, &last) || last - first > RANGE_MAX ||
		first - last > RANGE_MAX)
		return false;
	for (int64_t n = first;; n += first <= last ? 1 : -1) {
		char digits[24];
		snprintf(digits, sizeof digits, "%lld", (long long)n);
		builder_add_at(&words->builder, digits, word->span.start);
		words->started = true;
		end_word(words, word->span.start);
		if (n == last)
			break;
	}
	return true;
}

static void add_word(struct words_builder *words, const struct shell_word *word)
{
	words->source = word;
	if (has_braces(word)) {
		if (!add_range(words, word))
			add_hole(words, word->span.start, true);
		end_word(words, word->span.start);
		return;
	}
	for (const struct shell_part *part = word->parts; part != NULL; part = part->next) {
		struct shell_text text;
		if (part->kind == PART_VARIABLE && add_several(words, part))
			continue;
		text = expand_part(words->expander, part);
		if (part->kind == PART_TEXT || part->quote != QUOTE_NONE)
			add(words, &text, 0, text.length);
		else if (part->kind == PART_HOLE || part->kind == PART_PROCESS)
			add_hole(words, part->span.start, false);
		else
			add_split(words, &text);
	}
	end_word(words, word->span.start);
}

struct script_words expand_words(struct expander *expander, const struct shell_word *list)
{
	struct words_builder words = {.expander = expander};
	struct script_words result = {0};

	for (const struct shell_word *word = list; word != NULL; word = word->next) {
		add_word(&words, word);
		if (words.words.count >= EXPAND_WORDS_LIMIT * 4)
			break;
	}
	result.count = words.words.count;
	result.items = arena_alloc(
		&expander->script->arena, (result.count + 1) * sizeof *result.items);
	if (result.count > 0)
		memcpy(result.items, words.words.items, result.count * sizeof *result.items);
	vector_release(&words.words);
	return result;
}

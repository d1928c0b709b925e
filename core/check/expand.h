#ifndef BERTH_CHECK_EXPAND_H
#define BERTH_CHECK_EXPAND_H

/*
 * What words mean, as far as that is known before a script runs: variables that the script sets are
 * followed, `${x:-default}`, `$((...))`, arrays, `$(cat <<'END' ...)`, `$(echo ...)` and
 * `$(seq ...)` are worked out. Everything else becomes a hole; nothing is guessed.
 */

#include "check/script.h"
#include "check/variables.h"

enum {
	EXPAND_TEXT_LIMIT = 64 << 10,   /* a longer text becomes a hole */
	EXPAND_WORDS_LIMIT = 4096,      /* words from one word */
	EXPAND_BUDGET = 64 << 20,       /* bytes in all; afterwards everything is a hole */
};

struct expander {
	struct script *script;
	struct variables *variables;
	/* The positional parameters; when they are not known, "$@" is a hole. */
	const struct script_words *arguments;
	bool arguments_known;
	size_t spent;
	unsigned depth; /* of expansions within expansions */
};

/* A text that grows together with the origins of its bytes. */
struct builder {
	struct text text;
	struct VECTOR_OF(uint32_t) origins;
	bool hole;
};
void builder_add(struct builder *builder, const char *bytes, size_t length, const uint32_t *origin,
	uint32_t start);
/* The same with one origin for all bytes. */
void builder_add_at(struct builder *builder, const char *string, uint32_t at);
/* A text of the script's arena; the builder is empty afterwards. */
struct shell_text builder_end(struct expander *expander, struct builder *builder, uint32_t start);

bool text_is_known(const struct shell_text *text);

/* One word as one text (for assignments and here-documents): nothing is split. */
struct shell_text expand_text(struct expander *expander, const struct shell_word *word);
/* A list of words as the words that a command gets. */
struct script_words expand_words(struct expander *expander, const struct shell_word *words);
/* An expression; false when it is not known or wrong. Assignments in it take place. */
bool expand_arithmetic(struct expander *expander, const struct shell_word *word, int64_t *value);
/* The same for a text (arithmetic.c). */
bool arithmetic_value(struct expander *expander, const char *expression, int64_t *value);

/* The value of a variable as one text, a hole when it is not known. */
struct shell_text expand_variable(struct expander *expander, const char *name, uint32_t at);

#endif

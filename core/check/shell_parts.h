#ifndef BERTH_CHECK_SHELL_PARTS_H
#define BERTH_CHECK_SHELL_PARTS_H

/* What the files of the reader (shell*.c) share. */

#include "check/shell.h"

/* What ends a list of commands; several may hold at once. */
enum {
	END_PAREN = 1 << 0,
	END_BRACE = 1 << 1,
	END_THEN = 1 << 2,
	END_ELSE = 1 << 3, /* else, elif */
	END_FI = 1 << 4,
	END_DO = 1 << 5,
	END_DONE = 1 << 6,
	END_ESAC = 1 << 7,
	END_ITEM = 1 << 8, /* ;; and the like */
};

/* What ends a run of parts. */
enum stop {
	STOP_WORD,       /* blanks and operators */
	STOP_TEST,       /* the same within [[ ]] */
	STOP_QUOTE,      /* " */
	STOP_BRACE,      /* } */
	STOP_BRACKET,    /* ] */
	STOP_ARITHMETIC, /* the )) that fits */
	STOP_SEMICOLON,  /* ; or that )), in for ((a; b; c)) */
	STOP_HERE,       /* the end of a here-document */
};

struct pending_here {
	struct shell_redirect *redirect;
	struct shell_text end; /* the end word; bytes of the arena */
	bool strip;            /* <<- */
};

struct verdict {
	size_t at;
	bool arithmetic;
};

struct reader {
	struct shell *shell;
	struct shell_text text;
	const char *bytes;
	size_t length, at;
	bool holes;
	bool strip_tabs; /* in the body of <<- */
	unsigned depth;
	unsigned expected; /* all ends that an enclosing list waits for */
	struct VECTOR_OF(struct pending_here) pending;
	/* shell_skim.c: which $(( are arithmetic, ascending; known up to skimmed. */
	struct VECTOR_OF(struct verdict) verdicts;
	size_t skimmed;
	bool no_more_quotes;
};

/* The offset in the file of a place in the text that is read. */
static inline uint32_t reader_offset(const struct reader *reader, size_t at)
{
	return shell_text_at(&reader->text, at);
}

/* The byte `ahead` of the present one; NUL behind the end. */
static inline char reader_peek(const struct reader *reader, size_t ahead)
{
	return reader->at + ahead < reader->length ? reader->bytes[reader->at + ahead] : '\0';
}

void reader_trouble(struct reader *reader, enum shell_trouble_kind kind, size_t at);
/* Zeroed storage that counts for the limit of nodes. */
void *reader_new(struct reader *reader, size_t size);

/* Down and up a level; false, having stopped, when that is too deep. */
bool reader_enter(struct reader *reader);
void reader_leave(struct reader *reader);

/* shell_skim.c. Whether the "$((" or "((" at this place is arithmetic, and not a command
 * substitution that begins with a subshell. Linear over the whole text. */
bool reader_is_arithmetic(struct reader *reader, size_t at);
/* The length of a placeholder such as <project> at `at`, or 0. `inside`: within a word. */
size_t reader_placeholder(const struct reader *reader, size_t at, bool inside);

/* Parts that are found one after the other. */
struct parts {
	struct shell_part *first, **tail;
};

/* shell_words.c. A part that begins at `from`; parts_end() ends it at the present place. */
struct shell_part *parts_add(struct reader *reader, struct parts *parts, enum shell_part_kind kind,
	enum shell_quote quote, size_t from);
void parts_end(struct reader *reader, struct shell_part *part);
/* The bytes from `from` to before `to`, as they stand; none when there are none. */
void parts_text(
	struct reader *reader, struct parts *parts, size_t from, size_t to, enum shell_quote quote);
/* Quotes around nothing, which still make a word. */
void parts_empty(struct reader *reader, struct parts *parts, enum shell_quote quote);
/* A word from here on, up to what ends it; NULL when there is none. */
struct shell_word *reader_word(struct reader *reader, enum stop stop);
/* Parts up to `stop`, which is not taken. */
struct shell_part *reader_parts(struct reader *reader, enum stop stop, enum shell_quote quote);
/* A word of these parts, for contents that have no word of their own. */
struct shell_word *reader_content(struct reader *reader, enum stop stop, enum shell_quote quote);

/* shell_quotes.c. Each takes its quotes, at which the reader stands, with all between them. */
void reader_single_quotes(struct reader *reader, struct parts *parts);
void reader_double_quotes(struct reader *reader, struct parts *parts);
/* $'...': the escapes that matter are text, the others holes. */
void reader_ansi_quotes(struct reader *reader, struct parts *parts);
/* `...`: a backslash before `, $ or \ goes; what is left is a script. */
void reader_backquotes(struct reader *reader, struct parts *parts, enum shell_quote quote);

/* shell_dollar.c. What a $ begins; false when it stands for itself. */
bool reader_dollar(struct reader *reader, struct parts *parts, enum shell_quote quote);
/* $(...), <(...) and >(...), of which two bytes stand before the script. */
void reader_substitution(struct reader *reader, struct parts *parts, enum shell_part_kind kind,
	enum shell_quote quote);

/* shell_here.c. The end word of a here-document, whose content stands behind the line. */
void reader_here(struct reader *reader, struct shell_redirect *redirect, bool strip);
/* The contents of those that wait, at the beginning of a line. */
void reader_here_contents(struct reader *reader);

/* shell_grammar.c. Commands up to one of `ends`, which is not taken, or the end. */
struct shell_node *reader_list(struct reader *reader, unsigned ends);
/* Blanks, comments and continued lines; with `lines` also newlines, and ; as well. */
void reader_skip(struct reader *reader, bool lines);

/* Which end the reserved word here is, or 0. */
unsigned reader_end_word(const struct reader *reader);
/* Takes the reserved word when it is here. */
bool reader_take(struct reader *reader, const char *word);

/* shell_blocks.c. A block that begins here; false when none does. */
bool reader_block(struct reader *reader, struct shell_node *node);
/* The body of a function whose name, at `start`, was read. */
void reader_function(struct reader *reader, struct shell_node *node, size_t start);

/* shell_commands.c. A simple command or the definition of a function; NULL when there is none. */
struct shell_node *reader_command(struct reader *reader);
/* The redirects that stand here, appended to *tail; false when there is none. */
bool reader_redirect(struct reader *reader, struct shell_redirect ***tail);

static inline bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_name(char c)
{
	return is_name_start(c) || is_digit(c);
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

#endif

#ifndef BERTH_CHECK_SHELL_H
#define BERTH_CHECK_SHELL_H

/*
 * A reader of bash scripts as people write them: it finds the commands, assignments and words and
 * where each stands, and never refuses. What is no shell at all (a placeholder such as <project>,
 * a quote that nobody closes) becomes a hole or is passed over, and the rest is read as well as
 * can be. It runs in linear time, nests SHELL_DEPTH_LIMIT deep and makes SHELL_NODE_LIMIT parts at
 * most; beyond either it stops and says so (`stopped`).
 *
 * Nothing is evaluated here (expand.h does that), and nothing is executed.
 */

#include "base/arena.h"
#include "base/base.h"
#include "base/vector.h"

enum { SHELL_DEPTH_LIMIT = 200, SHELL_NODE_LIMIT = 400000, SHELL_BYTES_LIMIT = 16 << 20 };

/* The byte that stands in an expanded text for something that nobody knows before the script
 * runs: shell_read() takes it as PART_HOLE where it reads such a text. */
#define SHELL_HOLE '\001'

/* Bytes of the file, from `start` to before `end`. */
struct shell_span {
	uint32_t start, end;
};

/* A piece of text and where each of its bytes stands in the file. `origin` is NULL when the bytes
 * are the file's own, beginning at `start`. Bytes are followed by a NUL only where said so. */
struct shell_text {
	const char *bytes;
	size_t length;
	const uint32_t *origin;
	uint32_t start;
};

enum shell_quote { QUOTE_NONE, QUOTE_DOUBLE, QUOTE_SINGLE };

enum shell_part_kind {
	PART_TEXT,       /* text, quotes and backslashes taken away */
	PART_VARIABLE,   /* $name, ${name}, ${name...}, also $1, $@, $# and so on */
	PART_COMMAND,    /* $(...) or `...`: script */
	PART_ARITHMETIC, /* $((...)): word holds the expression */
	PART_PROCESS,    /* <(...) or >(...): script */
	PART_HOLE,       /* a placeholder, or what could not be read */
};

struct shell_word;
struct shell_node;

struct shell_part {
	enum shell_part_kind kind;
	enum shell_quote quote;
	struct shell_span span;   /* as written, without the quotes around it */
	struct shell_text text;   /* PART_TEXT */
	const char *name;         /* PART_VARIABLE; NUL-terminated */
	/* PART_VARIABLE: what stands behind the name: "" for nothing, ":-" "-" ":=" "=" ":?" "?" ":+"
	 * "+" "#" "##" "%" "%%" "/" "//" "^" "^^" "," ",," ":" "@" as bash has them; "length" for
	 * ${#name}, "indirect" for ${!name}. */
	const char *operation;
	struct shell_word *index; /* PART_VARIABLE: of ${name[index]}; or NULL */
	struct shell_word *word;  /* behind the operation; or NULL */
	struct shell_node *script;
	struct shell_part *next;
};

struct shell_word {
	struct shell_span span;   /* with its quotes */
	struct shell_part *parts; /* NULL for the empty word, which only quotes can write */
	struct shell_word *next;
};

struct shell_assignment {
	struct shell_span span;
	const char *name;
	struct shell_word *index;    /* NAME[index]=; or NULL */
	bool append;                 /* += */
	bool array;                  /* NAME=(...): elements */
	struct shell_word *value;    /* NULL for an array; the empty word for NAME= */
	struct shell_word *elements;
	struct shell_assignment *next;
};

enum shell_redirect_kind {
	REDIRECT_READ,   /* < */
	REDIRECT_WRITE,  /* > >| &> */
	REDIRECT_APPEND, /* >> &>> */
	REDIRECT_DUP,    /* <& >& */
	REDIRECT_HERE,   /* << and <<-: target is the content */
	REDIRECT_STRING, /* <<< */
	REDIRECT_BOTH,   /* <> */
};

struct shell_redirect {
	enum shell_redirect_kind kind;
	struct shell_span span;
	int descriptor;            /* as written, or 0 for reading and 1 for writing */
	bool quoted;               /* REDIRECT_HERE: its end word was, so nothing in it expands */
	bool open;                 /* REDIRECT_HERE: the end word never came */
	struct shell_word *target; /* may be NULL */
	struct shell_redirect *next;
};

enum shell_node_kind {
	NODE_COMMAND,  /* a simple command: assignments, words, redirects */
	NODE_GROUP,    /* { list } */
	NODE_SUBSHELL, /* ( list ) */
	NODE_IF,       /* condition, body, otherwise (an elif is a NODE_IF in it) */
	NODE_WHILE,    /* while and until: condition, body */
	NODE_FOR,      /* name, words, body; `select`, too */
	NODE_FOR_ARITHMETIC, /* words: the three expressions; body */
	NODE_CASE,     /* words: the subject; body: a list of NODE_CASE_ITEM */
	NODE_CASE_ITEM, /* words: the patterns; body */
	NODE_FUNCTION, /* name, body */
	NODE_TEST,     /* [[ ... ]]: words */
	NODE_ARITHMETIC, /* (( ... )): words: the expression */
};

/* How a node hangs together with the one before it in its list. */
enum shell_join { JOIN_NEXT, JOIN_AND, JOIN_OR, JOIN_PIPE };

struct shell_node {
	enum shell_node_kind kind;
	enum shell_join join;
	bool background; /* & behind it */
	bool negated;    /* ! before it */
	struct shell_span span;
	const char *name;
	struct shell_assignment *assignments;
	struct shell_word *words;
	struct shell_redirect *redirects;
	struct shell_node *condition, *body, *otherwise;
	struct shell_node *next;
};

/* What does not fit together, for those who want to tell: unclosed quotes and blocks. */
enum shell_trouble_kind {
	TROUBLE_QUOTE, TROUBLE_SUBSTITUTION, TROUBLE_HERE, TROUBLE_BLOCK, TROUBLE_STRAY,
};
struct shell_trouble {
	enum shell_trouble_kind kind;
	uint32_t at;
};
struct shell_troubles VECTOR_OF(struct shell_trouble);

/* One script that was read. All zero is fine to release. */
struct shell {
	struct arena arena;      /* owns everything below but `troubles` and `lines` */
	struct shell_text text;
	struct shell_node *list; /* the commands in their order; NULL for none */
	struct shell_troubles troubles;
	bool stopped;            /* too deep or too much: the rest was not read */
	bool carriage_returns;   /* lines end in CR LF */
	uint32_t stopped_at;
	size_t nodes;            /* how much was made */
	struct VECTOR_OF(uint32_t) lines; /* where each line begins; only with shell_lines() */
};

/* Reads a script. `bytes` must outlive the result and be shorter than SHELL_BYTES_LIMIT (BUG()
 * else). End it with shell_release(). */
void shell_read(const char *bytes, size_t length, struct shell *shell);
/* As shell_read() for a text out of a script (the argument of bash -c, a here-document), whose
 * spans are then those of the file; `holes`: SHELL_HOLE is a hole. What is read belongs to
 * `shell`, which read the file, and counts for its limits. `depth` is how deep it is nested. */
struct shell_node *shell_read_text(
	struct shell *shell, const struct shell_text *text, bool holes, unsigned depth);
void shell_release(struct shell *shell);

/* Line and column (in characters), from 1 on, of an offset in the file. */
void shell_place(struct shell *shell, uint32_t offset, int *line, int *column);

/* The word as it stands when it is plain text (quoted or not), in `text` without a copy of the
 * bytes where possible; false when anything in it expands. The bytes end with a NUL. */
bool shell_word_text(struct shell *shell, const struct shell_word *word, struct shell_text *text);
/* Whether the word is exactly `string`, quoted or not, without anything that expands. */
bool shell_word_is(const struct shell_word *word, const char *string);

/* The offset in the file of a byte of the text; that of its end for index == length. */
uint32_t shell_text_at(const struct shell_text *text, size_t index);

#endif

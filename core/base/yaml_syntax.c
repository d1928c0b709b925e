#include "base/yaml_internal.h"

/*
 * What libyaml complains about, in words for people who did not read the YAML specification.
 */

struct problem {
	const char *problem; /* how libyaml's own text begins */
	const char *context; /* how the text for the surroundings begins; NULL for any */
	bool at_context;     /* the beginning of the surroundings is the better place */
	const char *message, *hint;
};

static const char fix_encoding[] = "save the file as UTF-8";
static const char close_quote[] = "close the quotation mark; write '' for a ' inside '...', "
				  "and \\\" for a \" inside \"...\"";

/* The first entry that fits is taken. */
static const struct problem problems[] = {
	{"mapping values are not allowed", NULL, false, "a ':' stands where no key can be",
		"quote a value that holds ': ', and check that the line is not indented too far"},
	{"mapping keys are not allowed", NULL, false, "a '?' stands where no key can be",
		"quote a value that begins with '?'"},
	{"block sequence entries are not allowed", NULL, false,
		"a '-' stands where no list item can be",
		"begin the list on the line below its key, or quote a value that begins with '- '"},
	{"found character that cannot start any token", NULL, false,
		"no value can begin with this character",
		"indent with spaces, not with tabs; quote a value that begins with %, @ or `"},
	{"found a tab character", NULL, false, "a tab is used for indentation",
		"indent with spaces, not with tabs"},
	{"could not find expected ':'", NULL, true, "a key begins here, but no ':' follows it",
		"write 'key: value'; a value that goes on must be indented more than its key"},
	{"found unexpected end of stream", "while scanning a quoted", true,
		"a quotation mark is opened here and never closed", close_quote},
	{"found unexpected document indicator", "while scanning a quoted", true,
		"a quotation mark is opened here and not closed before '---' or '...'",
		close_quote},
	{"found unknown escape character", NULL, false,
		"this character has no meaning after a backslash in \"...\"",
		"write \\\\ for a backslash, or use '...', in which it stands for itself"},
	{"did not find expected hexdecimal number", NULL, false,
		"\\x, \\u and \\U in \"...\" need 2, 4 and 8 hexadecimal digits", NULL},
	{"did not find expected ',' or ']'", NULL, false,
		"a ',' or the closing ']' is missing here", NULL},
	{"did not find expected ',' or '}'", NULL, false,
		"a ',' or the closing '}' is missing here", NULL},
	{"did not find expected key", NULL, false, "a key is expected here",
		"check the indentation: keys of one mapping begin in the same column"},
	{"did not find expected '-' indicator", NULL, false, "a list item ('- ') is expected here",
		"check the indentation: items of one list begin in the same column"},
	{"did not find expected node content", NULL, false, "a value is expected here", NULL},
	{"did not find expected <document start>", NULL, false,
		"something follows the end of the document",
		"check the indentation; a file holds one mapping of 'key: value' lines"},
	{"found undefined alias", NULL, false, "no anchor ('&name') before this alias has its name",
		"quote a value that begins with '*'"},
	{"second occurrence", NULL, false, "this anchor ('&name') was already used in the file",
		"give it another name, or quote a value that begins with '&'"},
	{"found undefined tag handle", NULL, false, "this tag ('!name!') is not defined",
		"quote a value that begins with '!'"},
	{"did not find expected alphabetic or numeric", NULL, true,
		"the name of an anchor or alias has other characters than letters, digits, - and _",
		"quote a value that begins with '*' or '&'"},
	{"found unknown directive name", NULL, false, "a line cannot begin with '%' here",
		"quote a value that begins with '%'"},
	{"control characters are not allowed", NULL, false,
		"a control character or another one that cannot be seen stands here", "delete it"},
	{"invalid leading UTF-8 octet", NULL, false, "the file is not UTF-8", fix_encoding},
	{"invalid trailing UTF-8 octet", NULL, false, "the file is not UTF-8", fix_encoding},
	{"incomplete UTF-8 octet sequence", NULL, false, "the file is not UTF-8", fix_encoding},
	{"invalid length of a UTF-8 sequence", NULL, false, "the file is not UTF-8", fix_encoding},
	{"invalid Unicode character", NULL, false, "the file is not UTF-8", fix_encoding},
};

/* Errors in the encoding come with an offset in bytes and without a mark. */
static yaml_mark_t mark_at(const struct yaml_source *source, size_t start, size_t offset)
{
	yaml_mark_t mark = {0};
	size_t end = start + offset < source->length ? start + offset : source->length;

	for (size_t i = start; i < end; i++) {
		unsigned char byte = (unsigned char)source->bytes[i];
		if (byte == '\n' || (byte == '\r' && i + 1 < end && source->bytes[i + 1] != '\n')) {
			mark.line++;
			mark.column = 0;
		} else if ((byte & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

static const struct problem *find_problem(const char *problem, const char *context)
{
	for (size_t i = 0; i < ARRAY_LENGTH(problems); i++) {
		const struct problem *entry = &problems[i];
		if (string_starts(problem, entry->problem) &&
			(entry->context == NULL || string_starts(context, entry->context)))
			return entry;
	}
	return NULL;
}

void yaml_syntax_mistake(const yaml_parser_t *parser, const struct yaml_source *source,
	size_t start, struct diags *diags)
{
	const char *problem = parser->problem != NULL ? parser->problem : "unknown problem";
	const char *context = parser->context != NULL ? parser->context : "";
	const struct problem *known = find_problem(problem, context);
	yaml_mark_t mark = parser->problem_mark;
	struct place place;
	struct diag *diag;

	if (parser->error == YAML_MEMORY_ERROR)
		fatal("out of memory in the YAML parser");
	if (parser->error == YAML_READER_ERROR)
		mark = mark_at(source, start, parser->problem_offset);
	else if (known != NULL && known->at_context)
		mark = parser->context_mark;
	place = yaml_place(source->file, mark);
	diag = diags_add(diags, SEVERITY_ERROR, "F01", &place, "not valid YAML: %s",
		known != NULL ? known->message : problem);
	if (known != NULL && known->hint != NULL)
		diag_hint(diag, "%s", known->hint);
}

#ifndef BERTH_BASE_YAML_H
#define BERTH_BASE_YAML_H

/*
 * YAML files into C structs, by tables. A `struct yaml_shape` says which keys a mapping may have
 * and where their values go; yaml_map() reads a whole document by it, writes only the fields
 * that are present (so that one file can be laid over another), and reports every mistake of the
 * file in one run, each with file, line and column:
 *
 *   F01 the file is not YAML            F05 number out of range
 *   F02 unknown key (with the nearest)  F06 required key missing
 *   F03 key given twice                 F07 too deep, too large or too many aliases
 *   F04 value of the wrong kind
 *
 * Scalars stay text until the shape types them: `no`, `1e3` and `08:00` mean what the field says.
 * An anchor may be used anywhere; a mapping merge ("<<") is not supported and is reported (F02).
 * Tags are ignored. Null is an empty plain scalar, "~" or "null"; it stands for an absent mapping
 * and an empty list, and is of the wrong kind (F04) where a number, choice or bool is wanted.
 */

#include "base/arena.h"
#include "base/base.h"
#include "base/diag.h"

struct yaml_shape;

enum yaml_kind {
	YAML_STRING,   /* char *; any scalar; null sets NULL */
	YAML_BOOL,     /* bool; true or false */
	YAML_INTEGER,  /* int64_t; within [low, high]; decimal or 0x */
	YAML_SIZE,     /* uint64_t bytes; "224G" (units.h); a bare number is bytes, or `bare` each */
	YAML_DURATION, /* int64_t seconds; Slurm's notation (units.h) */
	YAML_CHOICE,   /* int; index into `choices`, which ends with NULL */
	YAML_STRINGS,  /* struct yaml_strings; a list of scalars or one alone; null empties */
	YAML_INTEGERS, /* struct yaml_integers; a list, each within [low, high]; null empties */
	YAML_SIZES,    /* struct yaml_integers of bytes; a list written like YAML_SIZE */
	YAML_RECORD,   /* an embedded struct of `shape` */
	YAML_KEPT,     /* bool: whether there is anything; its form is not looked at */
	YAML_RECORDS,  /* struct yaml_records; a mapping from names to records of `shape`, in the
			* file's order; a name that is there already is laid over, and a name with
			* the value null is removed */
};

struct yaml_strings {
	char **items;
	size_t count;
};

struct yaml_integers {
	int64_t *items;
	size_t count;
};

/* The first member of every struct that stands in a yaml_records. The place is that of the name in
 * the topmost layer that has it; its `field` is the dotted path, in which names longer than 80
 * bytes are cut. All strings are the arena's. */
struct yaml_record {
	char *name;
	struct place place;
};

/* An array of structs of shape->size bytes; use YAML_EACH to walk through it. */
struct yaml_records {
	void *items;
	size_t count;
};

#define YAML_EACH(type, name, records)                                                             \
	for (type *name = (records)->items;                                                        \
		(records)->count && name < (type *)(records)->items + (records)->count; name++)

struct yaml_field {
	const char *key;
	enum yaml_kind kind;
	size_t offset;
	/* Required keys are demanded of new records and of the top level with what is embedded in
	 * it, unless the field already is other than zero (from a lower layer). A record that is
	 * laid over had them before. Null is no value for a required key. */
	bool required;
	int64_t low, high;          /* for integers; both 0 for any */
	uint64_t bare;              /* for YAML_SIZE: bytes that a number without a unit counts; 0: 1 */
	const char *const *choices; /* for YAML_CHOICE */
	const struct yaml_shape *shape;
};

struct yaml_shape {
	const char *what; /* "partition": for messages */
	size_t size;
	const struct yaml_field *fields; /* ends with a NULL key */
	/* A value that is a plain scalar instead of a mapping goes to this field; NULL for none. */
	const char *short_key;
};

enum {
	YAML_SIZE_LIMIT = 1 << 20, /* bytes of a file */
	YAML_DEPTH_LIMIT = 32,
	YAML_NODE_LIMIT = 100000, /* nodes visited, aliases counted as often as they are used */
	YAML_MISTAKE_LIMIT = 1000, /* mistakes reported; then reading ends with an F07 */
};

/* Reads `length` bytes of YAML named `file` (for the diagnostics; may be NULL) into `out`, a
 * struct of shape->size bytes that the caller has zeroed or filled from a lower layer. Everything
 * that `out` then points to belongs to `arena`; arrays of a lower layer are copied, not changed.
 * An empty file sets nothing. False when there was any error; `out` may then be filled in part and
 * must not be used. */
bool yaml_map(const char *file, const char *bytes, size_t length, const struct yaml_shape *shape,
	void *out, struct arena *arena, struct diags *diags) MUST_USE;

/* A file that was read when Berth was built (berth_pack_yaml() in CMake makes it). */
struct yaml_packed {
	const uint32_t *words;     /* see yaml_unpack.c */
	const unsigned char *text; /* the scalars, each with a NUL behind it */
};

/* As yaml_map(), for one file that was packed; `file` is its name for the diagnostics. */
bool yaml_map_packed(const char *file, const struct yaml_packed *packed,
	const struct yaml_shape *shape, void *out, struct arena *arena, struct diags *diags) MUST_USE;

/*
 * For files of others, whose keys are not ours to know: the whole document as a tree. All of it is
 * the arena's; an alias stands for a copy of what it names.
 */
enum yaml_form { YAML_NOTHING, YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_tree {
	enum yaml_form form;
	const char *key;  /* of an entry of a mapping; NULL for a key that is no text */
	const char *text; /* of YAML_TEXT; a NUL byte in it ends it */
	int line, column; /* of the value; from 1, in characters */
	int key_line, key_column;
	struct yaml_tree *items; /* of a list or mapping, in order; keys may repeat */
	size_t count;
};

/* Reads the document within the limits above; an empty one is YAML_NOTHING. NULL with F01 or F07. */
struct yaml_tree *yaml_tree(const char *file, const char *bytes, size_t length,
	struct arena *arena, struct diags *diags) MUST_USE;
/* The first entry of a mapping with this key, or NULL. */
struct yaml_tree *yaml_tree_find(const struct yaml_tree *mapping, const char *key);

/* Finds the record of that name, or NULL. */
void *yaml_record_find(const struct yaml_records *records, size_t size, const char *name);

/* The place of the value at a path of keys ("partitions.standard-g.max-nodes", list items by
 * index "orders.0"), for semantic checks after the mapping. Keys may hold dots themselves: the
 * longest key that fits is taken, without turning back. False when it is not there or the file
 * cannot be read. Every call reads the whole text: for a few values, not for all. */
bool yaml_locate(
	const char *bytes, size_t length, const char *path, int *line, int *column) MUST_USE;

/* Appends to `out` the document with the scalar at `path` (as for yaml_locate) replaced by
 * `value`, which is quoted when it must be; every other byte, comments too, stays. The result is
 * read again before it is given out: nothing but this value has changed. F08 when the path is not
 * there or is no scalar, when the scalar is a block ('|', '>'), when it or what it is in is used
 * elsewhere by an alias, or when the change would alter other values; F01 and F07 when the document cannot be read. */
bool yaml_patch(const char *file, const char *bytes, size_t length, const char *path,
	const char *value, struct text *out, struct diags *diags) MUST_USE;

/* As yaml_patch(), but what is missing of the path is added: the last keys of a path (split at dots)
 * as new mappings, in the style of what is around them. */
bool yaml_set(const char *file, const char *bytes, size_t length, const char *path,
	const char *value, struct text *out, struct diags *diags) MUST_USE;

/* Sets a list of scalars, and adds it when it is missing. Items that stay keep their bytes. A scalar
 * at `path` is replaced by the list. */
bool yaml_set_list(const char *file, const char *bytes, size_t length, const char *path,
	const char *const *items, size_t count, struct text *out, struct diags *diags) MUST_USE;

/* Removes a key with its value, or an item of a list, with the comment behind it on the same line;
 * comments on lines of their own stay, but not those inside the value. Where the last entry goes,
 * nothing stays ("key:"). F08 when it is not there or cannot be taken out. */
bool yaml_remove(const char *file, const char *bytes, size_t length, const char *path,
	struct text *out, struct diags *diags) MUST_USE;

#endif

#ifndef BERTH_THEME_ROLE_H
#define BERTH_THEME_ROLE_H

/*
 * What a cell of the workbench is for. Views name roles; a theme (theme.h) says how each looks. The
 * letter stands for the role in recorded screens of the tests. The third column is the role that
 * it falls back to where a theme does not name it.
 */

#define ROLES(X)                                                                                   \
	X(TEXT, "text", '.', TEXT, "Ordinary text")                                                \
	X(DIM, "dim", 'd', TEXT, "What matters less")                                              \
	X(TITLE, "title", 't', TEXT, "Titles of panes")                                            \
	X(TITLE_FOCUS, "title-focus", 'T', TITLE, "The title of the pane that takes the keys")     \
	X(BORDER, "border", 'b', DIM, "Frames and rules")                                          \
	X(BORDER_FOCUS, "border-focus", 'B', BORDER, "The frame of the pane that takes the keys")  \
	X(HEADER, "header", 'h', TITLE, "Headings of columns")                                     \
	X(SELECTED, "selected", 'S', TEXT, "The chosen row")                                       \
	X(SELECTED_QUIET, "selected-quiet", 's', SELECTED, "The chosen row of a pane without keys") \
	X(MARKED, "marked", 'm', SELECTED, "Rows that were marked")                                \
	X(MATCH, "match", 'M', TITLE, "What a search or filter has found")                         \
	X(KEY, "key", 'k', TITLE, "Keys in the footer and in help")                                \
	X(FOOTER, "footer", 'f', DIM, "The footer's words")                                        \
	X(BAR, "bar", 'r', SELECTED, "The bar at the top")                                         \
	X(BAR_CURRENT, "bar-current", 'R', TITLE_FOCUS, "The present view in that bar")            \
	X(INPUT, "input", 'i', TEXT, "What is being typed")                                        \
	X(PLACEHOLDER, "placeholder", 'p', DIM, "What stands in an empty field")                   \
	X(DISABLED, "disabled", 'x', DIM, "What cannot be done now")                               \
	X(ERROR, "error", 'E', TEXT, "Errors")                                                     \
	X(WARNING, "warning", 'W', TEXT, "Warnings")                                               \
	X(NOTE, "note", 'N', TEXT, "Notes")                                                        \
	X(GOOD, "good", 'G', TEXT, "What is well: ready, done")                                    \
	X(BUSY, "busy", 'y', TEXT, "What is under way")                                            \
	X(LINK, "link", 'l', TITLE, "Paths and names that lead elsewhere")                         \
	X(VALUE, "value", 'v', TEXT, "Values beside their names")                                  \
	X(ADDED, "added", '+', GOOD, "Lines that a change adds")                                   \
	X(REMOVED, "removed", '-', ERROR, "Lines that a change takes away")                        \
	X(COMMENT, "comment", 'c', DIM, "Comments of scripts and files")                           \
	X(DIRECTIVE, "directive", 'D', TITLE, "#SBATCH lines, keys of YAML")                       \
	X(STRING, "string", 'q', TEXT, "Quoted words of scripts")                                  \
	X(VARIABLE, "variable", '$', TEXT, "Variables of scripts")                                 \
	X(OVERLAY, "overlay", 'o', TEXT, "Menus and dialogs")                                      \
	X(OVERLAY_BORDER, "overlay-border", 'O', BORDER_FOCUS, "Their frames")                     \
	X(PROGRESS, "progress", 'P', GOOD, "The done part of a progress bar")                      \
	X(RESERVED, "reserved", 'X', DIM, "Cores that nobody may use")                             \
	X(TASK_0, "task-0", '0', TEXT, "Task 0, 8, 16 ... of a picture of a node")                 \
	X(TASK_1, "task-1", '1', TEXT, "Task 1, 9 ...")                                            \
	X(TASK_2, "task-2", '2', TEXT, "Task 2, 10 ...")                                           \
	X(TASK_3, "task-3", '3', TEXT, "Task 3, 11 ...")                                           \
	X(TASK_4, "task-4", '4', TEXT, "Task 4, 12 ...")                                           \
	X(TASK_5, "task-5", '5', TEXT, "Task 5, 13 ...")                                           \
	X(TASK_6, "task-6", '6', TEXT, "Task 6, 14 ...")                                           \
	X(TASK_7, "task-7", '7', TEXT, "Task 7, 15 ...")

enum role {
#define ROLE_NAME(name, word, letter, otherwise, help) ROLE_##name,
	ROLES(ROLE_NAME)
#undef ROLE_NAME
		ROLE_COUNT
};

struct role_info {
	const char *name; /* in theme files: "border-focus" */
	char letter;
	enum role otherwise;
	const char *help;
};
extern const struct role_info role_table[ROLE_COUNT];

#endif

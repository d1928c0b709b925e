#ifndef BERTH_CLI_TOPICS_H
#define BERTH_CLI_TOPICS_H

/* The guides of docs/guide, compiled in, so that `berth help TOPIC` has them wherever the program is. A new
 * guide is a row in topics.c and a word in CMakeLists.txt. */

struct cli_topic {
	const char *name, *summary;
	const char *others; /* names that people try as well, with blanks between */
	const char *text; /* Markdown, as it stands in the file */
};

/* NULL when there is none. */
const struct cli_topic *cli_topic_find(const char *name);
const struct cli_topic *cli_topic_at(unsigned index);

#endif

#include "image/facts_parts.h"

#include <jansson.h>

/*
 * What `singularity run` does: a runscript that names its arguments runs them (with what it prepares
 * before), any other does its own thing.
 */

enum { RUNSCRIPT_MAX = 1 << 20 };

#define RUNSCRIPT ".singularity.d/runscript"

struct reading {
	bool arguments; /* they are used */
	bool anything;  /* there is a line that does something */
};

static bool contains(const char *line, size_t length, const char *word)
{
	return memmem(line, length, word, strlen(word)) != NULL;
}

static void take_line(void *context, const char *line, size_t length)
{
	static const char *const words[] = {"\"$@\"", "${@", "$@", "$*", "${*"};
	struct reading *reading = context;

	facts_skip_blanks(&line, &length);
	if (length == 0 || line[0] == '#')
		return;
	reading->anything = true;
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		reading->arguments = reading->arguments || contains(line, length, words[i]);
}

static void judge(struct facts_reader *reader, const struct text *content, const char *path)
{
	struct reading reading = {0};

	facts_each_line(content, take_line, &reading);
	facts_set(reader, FACT_RUNSCRIPT, 1,
		!reading.anything    ? "none"
		: reading.arguments ? "runs-arguments"
				     : "plain",
		NULL, path);
}

static bool see_runscript(struct facts_reader *reader, const struct tree_entry *entry)
{
	/* What the head of the file says needs no reading. */
	return reader->sif->runscript == NULL && entry->type != SQUASHFS_FOLDER;
}

static void read_runscript(
	struct facts_reader *reader, const char *path, const struct text *content)
{
	judge(reader, content, path);
}

static void finish(struct facts_reader *reader)
{
	if (reader->sif->runscript != NULL) {
		struct text content = TEXT_INIT;
		text_append(&content, reader->sif->runscript);
		judge(reader, &content, RUNSCRIPT);
		text_release(&content);
	} else if (reader->sif->oci_config != NULL) {
		/* The command of an OCI image gives way to arguments; an entry point takes them. */
		json_t *entry = json_object_get(reader->sif->oci_config, "Entrypoint");
		if (json_array_size(entry) == 0 && reader->sif->kind == IMAGE_OCI_SIF)
			facts_set(reader, FACT_RUNSCRIPT, 1, "runs-arguments", NULL,
				"oci-config.json");
	} else if (reader->depth >= FACTS_NAMES) {
		facts_set(reader, FACT_RUNSCRIPT, 1, "none", NULL, NULL);
	}
}

static const struct facts_detector detectors[] = {
	{MATCH_PATH, RUNSCRIPT, see_runscript, read_runscript, RUNSCRIPT_MAX, FACTS_NAMES},
	{.pattern = NULL},
};

const struct facts_module facts_runscript = {.detectors = detectors, .finish = finish};

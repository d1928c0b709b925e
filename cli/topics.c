#include "cli/topics.h"
#include "base/text.h"

extern const char guide_tutorial[], guide_images[], guide_binds[], guide_builds[], guide_jobs_and_masks[],
	guide_checks[], guide_vnc[], guide_workbench[], guide_faq[], guide_support_teams[];

/* In the order in which a newcomer needs them. */
static const struct cli_topic topics[] = {
	{"tutorial", "Ten minutes with the demo site, from an image to a job", "tour start", guide_tutorial},
	{"images", "What is in an image, queries, the index", "image query queries packages index", guide_images},
	{"binds", "What an image has to see of the host", "mounts filesystems", guide_binds},
	{"builds", "Ways to make or extend an image without root", "recipes conda", guide_builds},
	{"jobs", "Job scripts, masks, who runs where", "masks mask slurm gpus", guide_jobs_and_masks},
	{"checks", "Mistakes in scripts, and how to mend them", "rules mistakes", guide_checks},
	{"desktops", "Windows by VNC, from either end", "desktop sessions windows gui", guide_vnc},
	{"workbench", "The interactive face", "views themes keys", guide_workbench},
	{"faq", "Questions and answers", "questions", guide_faq},
	{"support", "For support teams: site file, module, policies", "site-file module policies", guide_support_teams},
};

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word), at = 0;

	for (; length > 0 && words[at] != '\0'; at += words[at] == ' ') {
		size_t next = strcspn(words + at, " ");
		if (next == length && memcmp(words + at, word, length) == 0)
			return true;
		at += next;
	}
	return false;
}

const struct cli_topic *cli_topic_at(unsigned index)
{
	return index < ARRAY_LENGTH(topics) ? &topics[index] : NULL;
}

const struct cli_topic *cli_topic_find(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LENGTH(topics); i++)
		if (string_equal(topics[i].name, name) || has_word(topics[i].others, name))
			return &topics[i];
	return NULL;
}

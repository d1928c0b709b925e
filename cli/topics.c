#include "cli/topics.h"
#include "base/text.h"

extern const char guide_tutorial[], guide_images[], guide_binds[], guide_builds[], guide_jobs_and_masks[],
	guide_checks[], guide_vnc[], guide_workbench[], guide_faq[], guide_support_teams[];

/* In the order in which a newcomer needs them. */
static const struct cli_topic topics[] = {
	{"tutorial", "Ten minutes with the demo site, from an image to a job", guide_tutorial},
	{"images", "What is in an image, queries, the index", guide_images},
	{"binds", "What an image has to see of the host", guide_binds},
	{"builds", "Ways to make or extend an image without root", guide_builds},
	{"jobs", "Job scripts, masks, who runs where", guide_jobs_and_masks},
	{"checks", "Mistakes in scripts, and how to mend them", guide_checks},
	{"desktops", "Windows by VNC, from either end", guide_vnc},
	{"workbench", "The interactive face", guide_workbench},
	{"faq", "Questions and answers", guide_faq},
	{"support", "For support teams: site file, module, policies", guide_support_teams},
};

const struct cli_topic *cli_topic_at(unsigned index)
{
	return index < ARRAY_LENGTH(topics) ? &topics[index] : NULL;
}

const struct cli_topic *cli_topic_find(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LENGTH(topics); i++)
		if (string_equal(topics[i].name, name))
			return &topics[i];
	return NULL;
}

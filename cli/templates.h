#ifndef BERTH_CLI_TEMPLATES_H
#define BERTH_CLI_TEMPLATES_H

/* What the commands about templates share: those of job scripts and of the files for builds. */

#include "base/template.h"
#include "base/template_files.h"
#include "cli/cli.h"

struct template_subject {
	const char *group;        /* "job": of the commands, and of the schemas berth.job.template/1 */
	const char *const *kinds; /* ended by NULL; NULL: there is one kind only, 0 */
	const struct template_sort *sorts; /* one for each kind */
	const struct template_name *(*name)(int kind, size_t index);
	bool (*check)(int kind, const char *file, const struct text *template, struct diags *diags);
};

/* 'GROUP templates'. */
void cli_list_templates(struct cli *cli, const struct template_subject *subject);
/* 'GROUP template show|check [KIND] NAME' and 'values [KIND]'. U07. */
void cli_template(struct cli *cli, const struct template_subject *subject);

#endif

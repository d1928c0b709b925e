#include "cli/command_job.h"
#include "cli/templates.h"
#include "job/template.h"

static const struct template_name *name_at(int kind, size_t index)
{
	(void)kind;
	return job_template_name(index);
}

static bool check(int kind, const char *file, const struct text *template, struct diags *diags)
{
	(void)kind;
	return job_template_check(file, template, diags);
}

static const struct template_subject subject = {
	.group = "job", .sorts = &job_template_sort, .name = name_at, .check = check};

void command_job_templates(struct cli *cli)
{
	cli_list_templates(cli, &subject);
}

void command_job_template(struct cli *cli)
{
	cli_template(cli, &subject);
}

#include "build/template.h"
#include "cli/command_build.h"
#include "cli/templates.h"

static const struct template_name *name_at(int kind, size_t index)
{
	return write_template_name((enum write_kind)kind, index);
}

static bool check(int kind, const char *file, const struct text *template, struct diags *diags)
{
	return write_template_check((enum write_kind)kind, file, template, diags);
}

static const struct template_subject subject = {.group = "build",
	.kinds = write_kind_names,
	.sorts = write_template_sorts,
	.name = name_at,
	.check = check};

void command_build_templates(struct cli *cli)
{
	cli_list_templates(cli, &subject);
}

void command_build_template(struct cli *cli)
{
	cli_template(cli, &subject);
}
